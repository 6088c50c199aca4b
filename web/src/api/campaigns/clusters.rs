//! `GET /api/campaigns/{id}/clusters`: the clusters of a campaign's audience.

use crate::api::wire::Page;
use crate::http::{Id, Member, Problem, Reader};
use crate::pages::campaigns::labels;
use axum::Json;
use relais_core::campaigns::{self, CampaignId};
use relais_core::contacts::attributes;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One cluster.
#[derive(Serialize, ToSchema)]
#[schema(as = Cluster)]
pub struct ClusterBody {
    /// Its number, as in the column `Cluster_ID` of the export.
    id: u32,
    /// What most distinguishes it, in the reader's language.
    label: String,
    /// How many people are in it.
    size: u64,
    /// The label taken apart: `{kind: "generic"}`, or what is true of the cluster more than of the rest.
    #[schema(value_type = Object)]
    traits: Value,
}

/// The clusters of a campaign's audience, the largest first; none before they are made.
#[utoipa::path(get, path = "/api/campaigns/{id}/clusters", tag = "campaigns", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<ClusterBody>)))]
pub async fn get(
    member: Member,
    Reader(ui): Reader,
    Id(id): Id<CampaignId>,
) -> Result<Json<Page<ClusterBody>>, Problem> {
    let tenant = &member.tenant;
    campaigns::get(tenant, id).await?.ok_or_else(Problem::not_found)?;
    let own = attributes::list(tenant).await?;
    let mut tx = tenant.read().await?;
    let clusters = campaigns::clusters(&mut tx, tenant, id).await?;
    let items = clusters.iter().map(|one| ClusterBody {
        id: one.number,
        label: labels::label(&ui, &one.label, &own),
        size: one.size,
        traits: serde_json::to_value(&one.label).unwrap_or_default(),
    });
    Ok(Json(Page::whole(items)))
}
