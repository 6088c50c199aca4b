//! `GET /api/attributes`: what is known of contacts, and how one filters by it.

use crate::api::wire::Page;
use crate::http::{Member, Problem};
use axum::Json;
use relais_core::contacts::Field;
use relais_core::contacts::attributes::{self, Attribute, Kind};
use serde::Serialize;
use utoipa::ToSchema;

/// An attribute of contacts.
#[derive(Serialize, ToSchema)]
#[schema(as = Attribute)]
pub struct AttributeBody {
    /// Its key.
    key: String,
    /// What the company calls it; null for canonical attributes, which programs name in their own language.
    label: Option<String>,
    /// `category` (filtered by values), `number` or `date` (by bounds), `text` (not filtered).
    kind: &'static str,
    /// Whether every company has it.
    canonical: bool,
}

impl From<Attribute> for AttributeBody {
    fn from(own: Attribute) -> Self {
        Self {
            key: own.key.to_string(),
            label: Some(own.label),
            kind: own.kind.as_str(),
            canonical: false,
        }
    }
}

/// The attributes that contacts of this company have: canonical ones first, then its own in the order they came.
#[utoipa::path(get, path = "/api/attributes", tag = "attributes", responses((status = 200, body = Page<AttributeBody>)))]
pub async fn get(member: Member) -> Result<Json<Page<AttributeBody>>, Problem> {
    let canonical = Field::ALL.into_iter().map(|field| AttributeBody {
        key: field.as_str().to_owned(),
        label: None,
        kind: if field.is_category() {
            Kind::Category.as_str()
        } else {
            Kind::Text.as_str()
        },
        canonical: true,
    });
    let own = attributes::list(&member.tenant).await?;
    Ok(Json(Page::whole(
        canonical.chain(own.into_iter().map(AttributeBody::from)),
    )))
}
