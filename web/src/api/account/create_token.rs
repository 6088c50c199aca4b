//! `POST /api/tokens`: makes an API token that acts for whoever asks.

use crate::app::App;
use crate::http::{FieldProblem, Json, Member, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use relais_core::contacts::import::normalise::text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest label, in characters.
const MAX_LABEL: usize = 100;

/// A token to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What to call it: the program that uses it.
    label: String,
}

/// A token, told once.
#[derive(Serialize, ToSchema)]
pub struct CreatedToken {
    /// What it is called.
    label: String,
    /// The token. It is not kept and cannot be told again.
    token: String,
}

/// Makes an API token with the rights of whoever asks.
#[utoipa::path(post, path = "/api/tokens", tag = "account", request_body = NewToken,
    responses((status = 201, body = CreatedToken)))]
pub async fn post(
    State(app): State<App>,
    member: Member,
    Json(new): Json<NewToken>,
) -> Result<(StatusCode, axum::Json<CreatedToken>), Problem> {
    let label = text::clean(&new.label).into_owned();
    let problem = match label.chars().count() {
        0 => Some(FieldProblem::new("label", "invalid-required")),
        1..=MAX_LABEL => None,
        _ => Some(FieldProblem::new("label", "invalid-too-long").with("max", MAX_LABEL)),
    };
    if let Some(problem) = problem {
        return Err(Problem::invalid(vec![problem]));
    }
    let secret = app
        .installation
        .create_token(&member.tenant, member.actor(), member.person.id, &label)
        .await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(CreatedToken {
            label,
            token: secret.api_token(),
        }),
    ))
}
