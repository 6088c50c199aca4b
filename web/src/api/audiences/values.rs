//! `POST /api/audiences/values`: searches the values of one category, for those with too many to list.

use crate::api::wire::{Filters, read_filters};
use crate::app::App;
use crate::http::{FieldProblem, Json, Member, Problem};
use axum::extract::State;
use relais_core::audience::FacetValue;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

const USUAL: usize = 20;
const MOST: usize = 1_000;

/// What is searched.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueSearch {
    /// The category's key.
    category: String,
    /// What somebody types; case, accents and hyphens do not count.
    #[serde(default)]
    search: String,
    /// The audience the values are counted in.
    #[serde(default)]
    #[schema(value_type = Option<Filters>)]
    filters: Option<Value>,
    /// Values at most, from 1 to 1000; 20 when nothing is said.
    #[serde(default)]
    limit: Option<usize>,
}

/// Values found.
#[derive(Serialize, ToSchema)]
pub struct FoundValues {
    /// Those that begin with the text first.
    values: Vec<FoundValue>,
}

/// A value and how many people one would get by choosing it.
#[derive(Serialize, ToSchema)]
pub struct FoundValue {
    /// The value.
    value: String,
    /// People.
    count: u64,
    /// Whether the filters ask for it.
    selected: bool,
}

impl From<FacetValue> for FoundValue {
    fn from(found: FacetValue) -> Self {
        Self {
            value: found.value.to_string(),
            count: found.count,
            selected: found.selected,
        }
    }
}

/// Searches the values of one category.
#[utoipa::path(post, path = "/api/audiences/values", tag = "audiences", request_body = ValueSearch,
    responses((status = 200, body = FoundValues)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(search): Json<ValueSearch>,
) -> Result<axum::Json<FoundValues>, Problem> {
    let filter = read_filters(&app, &member.tenant, search.filters.as_ref()).await?;
    let limit = search.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        let problem = FieldProblem::new("limit", "invalid-range")
            .with("min", 1_u32)
            .with("max", MOST);
        return Err(Problem::invalid(vec![problem]));
    }
    let find = |index: &relais_core::audience::Index| index.values(&search.category, &filter, &search.search, limit);
    let found = app.audiences.ask(&member.tenant, find).await?;
    Ok(axum::Json(FoundValues {
        values: found.into_iter().map(FoundValue::from).collect(),
    }))
}
