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
    /// staying as they are. `""` counts those without a value. Of a category with thousands of values, the most frequent.
    facets: BTreeMap<String, BTreeMap<String, u64>>,
}

/// How the people of an audience spread over every category.
#[utoipa::path(post, path = "/api/audiences/facets", tag = "audiences", request_body = Audience,
    responses((status = 200, body = FacetCounts)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(audience): Json<Audience>,
) -> Result<axum::Json<FacetCounts>, Problem> {
    let filter = read_filters(audience.filters.as_ref())?;
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
    Ok(axum::Json(FacetCounts {
        count: facets.total,
        facets: by_category,
    }))
}
