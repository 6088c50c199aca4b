//! `POST /api/imports/{id}/commit`: orders that a file be entered.

use super::body::ImportBody;
use crate::app::App;
use crate::http::{FieldProblem, Id, Json, Member, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use relais_core::channels::{self, Offered};
use relais_core::consent::{BasisKind, Declaration};
use relais_core::contacts::import::{self, ImportId, OnConflict, Order};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How a file is to be entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitOrder {
    /// `skip` or `overwrite`: what happens to a row whose email is in the base.
    on_conflict: String,
    /// By channel, or `tracking`: on what ground these people may be written to or tracked. At least one channel.
    lawful_basis: BTreeMap<String, LawfulBasis>,
}

/// A ground and its proof.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LawfulBasis {
    /// `consent`, `existing_customer`, `b2b_information` or `legitimate_interest`.
    kind: String,
    /// Free text, or the name of a column of the file.
    evidence: String,
}

/// Orders that a file be entered; workers do it. 409 when it was committed already.
#[utoipa::path(post, path = "/api/imports/{id}/commit", tag = "imports", params(("id" = uuid::Uuid, Path)),
    request_body = CommitOrder, responses((status = 202, body = ImportBody)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Id(id): Id<ImportId>,
    Json(order): Json<CommitOrder>,
) -> Result<(StatusCode, axum::Json<ImportBody>), Problem> {
    let offered = channels::offered(&member.tenant).await?;
    let order = read(order, &offered).map_err(Problem::invalid)?;
    let running = import::commit(&member.tenant, member.actor(), id, &order)
        .await?
        .ok_or_else(Problem::not_found)?;
    app.workers.wake(member.tenant.id()).await;
    Ok((StatusCode::ACCEPTED, axum::Json(ImportBody::new(running, Vec::new()))))
}

fn read(order: CommitOrder, offered: &Offered) -> Result<Order, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let on_conflict = match order.on_conflict.as_str() {
        "skip" => OnConflict::Skip,
        "overwrite" => OnConflict::Overwrite,
        _ => {
            problems.push(FieldProblem::new("on_conflict", "invalid-on-conflict"));
            OnConflict::Skip
        }
    };
    let mut lawful_basis = BTreeMap::new();
    for (name, LawfulBasis { kind, evidence }) in order.lawful_basis {
        let at = format!("lawful_basis.{name}");
        match (offered.topic(&name), BasisKind::parse(&kind)) {
            (None, _) => problems.push(FieldProblem::new(at, "invalid-unknown-channel")),
            (_, None) => problems.push(FieldProblem::new(format!("{at}.kind"), "invalid-basis-kind")),
            (Some(topic), Some(kind)) => drop(lawful_basis.insert(topic, Declaration { kind, evidence })),
        }
    }
    if problems.is_empty() {
        Ok(Order {
            on_conflict,
            lawful_basis,
        })
    } else {
        Err(problems)
    }
}
