//! `POST /api/attributes`: makes an attribute known before the first contact has it, with the kind it is meant to have.

use super::list::AttributeBody;
use crate::http::{FieldProblem, Json, Member, Problem};
use axum::http::StatusCode;
use relais_core::contacts::Key;
use relais_core::contacts::attributes::{self, Attribute, Kind};
use relais_core::contacts::import::normalise::text;
use serde::Deserialize;
use utoipa::ToSchema;

/// An attribute to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttribute {
    /// Lower-case letters without accents, digits and underscores.
    #[schema(example = "year_birth")]
    key: String,
    /// What people call it; the key when nothing is said.
    #[serde(default)]
    label: String,
    /// `category`, `number`, `date` or `text`.
    kind: String,
}

/// Makes an attribute of the company's own known. 409 when there is one of this key.
#[utoipa::path(post, path = "/api/attributes", tag = "attributes", request_body = NewAttribute,
    responses((status = 201, body = AttributeBody)))]
pub async fn post(
    member: Member,
    Json(new): Json<NewAttribute>,
) -> Result<(StatusCode, axum::Json<AttributeBody>), Problem> {
    let attribute = read(&new).map_err(|problem| Problem::invalid(vec![problem]))?;
    let created = attributes::create(&member.tenant, member.actor(), &attribute).await?;
    created.ok_or_else(|| Problem::conflict("problem-attribute-taken"))?;
    Ok((StatusCode::CREATED, axum::Json(attribute.into())))
}

fn read(new: &NewAttribute) -> Result<Attribute, FieldProblem> {
    let key = Key::parse(&new.key).map_err(|_| FieldProblem::new("key", "invalid-key"))?;
    let kind = Kind::parse(&new.kind).ok_or_else(|| FieldProblem::new("kind", "invalid-kind"))?;
    if key.field().is_some() || key.network().is_some() && kind != Kind::Number {
        return Err(FieldProblem::new("key", "invalid-canonical"));
    }
    let label = text::clean(&new.label);
    if label.chars().count() > text::MAX_CATEGORY {
        return Err(FieldProblem::new("label", "invalid-too-long").with("max", text::MAX_CATEGORY));
    }
    let label = if label.is_empty() {
        new.key.clone()
    } else {
        label.into_owned()
    };
    Ok(Attribute { key, label, kind })
}
