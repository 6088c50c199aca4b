//! `POST /api/contacts/{id}/consents`: records a person's own word on one channel.

use super::consents::ConsentBody;
use super::values::check_evidence;
use crate::http::{FieldProblem, Id, Json, Member, Problem};
use axum::http::StatusCode;
use relais_core::channels::{self, Offered};
use relais_core::consent::{BasisKind, Declaration, Standing, Topic};
use relais_core::contacts::{self, ContactId};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a person said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentOrder {
    /// `email`, `sms`, `push`, `postal`, a channel of a plugin, or `tracking`.
    channel: String,
    /// `consent`, `existing_customer`, `b2b_information`, `legitimate_interest`, or `withdrawn`.
    kind: String,
    /// What proves it.
    evidence: String,
}

/// Records that a person agrees or withdraws. Their agreement lifts an earlier withdrawal; no import ever does.
#[utoipa::path(post, path = "/api/contacts/{id}/consents", tag = "contacts", params(("id" = uuid::Uuid, Path)),
    request_body = ConsentOrder, responses((status = 201, body = ConsentBody)))]
pub async fn post(
    member: Member,
    Id(id): Id<ContactId>,
    Json(order): Json<ConsentOrder>,
) -> Result<(StatusCode, axum::Json<ConsentBody>), Problem> {
    let (tenant, actor) = (&member.tenant, member.actor());
    let offered = channels::offered(tenant).await?;
    let (topic, declaration) = read(&order, &offered).map_err(|problem| Problem::invalid(vec![problem]))?;
    let recorded = contacts::set_consent(tenant, actor, id, topic, declaration.as_ref(), &order.evidence).await?;
    recorded.ok_or_else(Problem::not_found)?;
    let history = contacts::consents(tenant, id).await?.unwrap_or_default();
    let last = history
        .into_iter()
        .rfind(|consent| consent.channel == order.channel)
        .ok_or_else(Problem::not_found)?;
    Ok((StatusCode::CREATED, axum::Json(last.into())))
}

fn read(order: &ConsentOrder, offered: &Offered) -> Result<(Topic, Option<Declaration>), FieldProblem> {
    let unknown = || FieldProblem::new("channel", "invalid-unknown-channel");
    let topic = offered.topic(&order.channel).ok_or_else(unknown)?;
    check_evidence("evidence", &order.evidence)?;
    let kind = match BasisKind::parse(&order.kind) {
        Some(kind) => Some(kind),
        None if order.kind == Standing::Withdrawn.as_str() => None,
        None => return Err(FieldProblem::new("kind", "invalid-basis-kind")),
    };
    Ok((
        topic,
        kind.map(|kind| Declaration {
            kind,
            evidence: order.evidence.clone(),
        }),
    ))
}
