//! `POST /api/audiences/facets`: how the people of an audience spread over every category.

use super::Audience;
use crate::api::wire::read_filters;
use crate::app::App;
use crate::http::{Json, Member, Problem};
use axum::extract::State;
use relais_core::audience::FacetLimits;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// People per value of each category.
#[derive(Serialize, ToSchema)]
pub struct FacetCounts {
    /// People the filters let in.
    count: u64,
    /// By category, then by value: how many people one would get by choosing that value there, the other categories
    /// staying as they are. `""` counts those without a value.
    facets: BTreeMap<String, BTreeMap<String, u64>>,
    /// The categories with more than 5,000 values: of these the 1,000 most frequent are given, and those chosen. The others
    /// are searched with `/api/audiences/values`.
    truncated: Vec<String>,
}

/// How the people of an audience spread over every category.
#[utoipa::path(post, path = "/api/audiences/facets", tag = "audiences", request_body = Audience,
    responses((status = 200, body = FacetCounts)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(audience): Json<Audience>,
) -> Result<axum::Json<FacetCounts>, Problem> {
    let filter = read_filters(&app, &member.tenant, audience.filters.as_ref()).await?;
    let facets = app
        .audiences
        .ask(&member.tenant, |index| index.facets(&filter, FacetLimits::API))
        .await?;
    let owned = |values: BTreeMap<&str, u64>| {
        values
            .into_iter()
            .map(|(value, count)| (value.to_owned(), count))
            .collect()
    };
    let by_category = facets
        .contract()
        .into_iter()
        .map(|(key, values)| (key.to_owned(), owned(values)))
        .collect();
    let truncated = facets.categories.iter().filter(|facet| facet.searchable);
    Ok(axum::Json(FacetCounts {
        count: facets.total,
        truncated: truncated.map(|facet| facet.key.to_string()).collect(),
        facets: by_category,
    }))
}
