//! `GET /api/contacts/{id}/consents`: what a person agreed to or withdrew.

use crate::api::wire::Page;
use crate::http::{Id, Member, Problem};
use axum::Json;
use relais_core::consent::Consent;
use relais_core::contacts::{self, ContactId};
use relais_tenants::clock::Millis;
use serde::Serialize;
use utoipa::ToSchema;

/// One act.
#[derive(Serialize, ToSchema)]
#[schema(as = ConsentRecord)]
pub struct ConsentBody {
    /// Its identifier.
    id: uuid::Uuid,
    /// `email`, `sms`, `push`, `postal` or `tracking`.
    channel: String,
    /// A kind of lawful basis, or `withdrawn`.
    kind: String,
    /// What proves it; `suppression_list` for an earlier withdrawal that still stands over a new import or entry.
    evidence: String,
    /// When it was recorded, RFC 3339.
    at: String,
}

impl From<Consent> for ConsentBody {
    fn from(consent: Consent) -> Self {
        let Consent {
            id,
            channel,
            kind,
            evidence,
            at,
        } = consent;
        Self {
            id,
            channel,
            kind,
            evidence,
            at: Millis(at).to_string(),
        }
    }
}

/// What a person agreed to or withdrew, oldest first.
#[utoipa::path(get, path = "/api/contacts/{id}/consents", tag = "contacts", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<ConsentBody>)))]
pub async fn get(member: Member, Id(id): Id<ContactId>) -> Result<Json<Page<ConsentBody>>, Problem> {
    let history = contacts::consents(&member.tenant, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(Page::whole(history.into_iter().map(ConsentBody::from))))
}
