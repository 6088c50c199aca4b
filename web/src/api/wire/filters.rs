//! Filters on the wire, and their schema: the keys are the tenant's own, so a derived one would say nothing.

use crate::app::App;
use crate::http::{FieldProblem, Problem};
use relais_core::audience::Filter;
use relais_tenants::Tenant;
use serde_json::Value;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};
use utoipa::{PartialSchema, ToSchema};

/// The schema of filters: `{"type": ["mairie"], "income": {"min": 1000, "max": 5000}}`.
pub struct Filters;

impl PartialSchema for Filters {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let values = ArrayBuilder::new()
            .description(Some("Any of these values; \"\" stands for «no value»."))
            .items(text);
        let bound = || {
            ObjectBuilder::new()
                .schema_type(SchemaType::from_iter([Type::Number, Type::String, Type::Null]))
                .description(Some("A number, or a day as YYYY-MM-DD."))
        };
        let range = ObjectBuilder::new().property("min", bound()).property("max", bound());
        let selection = OneOfBuilder::new().item(values).item(range);
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(
                "Per category the values let in, or bounds. Values of one category add up (OR), categories cross (AND).",
            ))
            .additional_properties(Some(AdditionalProperties::from(Schema::from(selection))))
            .examples([serde_json::json!({ "type": ["mairie"], "region": ["Bretagne", "Corse"] })])
            .into()
    }
}

impl ToSchema for Filters {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Filters")
    }
}

/// Reads filters; those not given let everybody in.
///
/// A page takes no offence at a bookmark whose category is gone; a program that misspells one would take «nobody» for an answer.
///
/// # Errors
/// 422 naming `filters`, or the category in them that is at fault.
pub async fn read_filters(app: &App, tenant: &Tenant, json: Option<&Value>) -> Result<Filter, Problem> {
    let filter = match json {
        None | Some(Value::Null) => return Ok(Filter::new()),
        Some(json) => Filter::from_json(json)?,
    };
    match app.audiences.unknown_key(tenant, &filter).await? {
        None => Ok(filter),
        Some(key) => {
            let place = format!("filters.{key}");
            Err(Problem::invalid(vec![FieldProblem::new(
                place,
                "invalid-filter-category",
            )]))
        }
    }
}
