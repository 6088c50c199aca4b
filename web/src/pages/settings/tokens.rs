//! `GET|POST /settings/tokens` and `POST /settings/tokens/{id}/revoke`: one's own API tokens.

use super::{moment, tabs};
use crate::http::{Form, Id, Problem};
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::settings::{Token, TokensPage};
use crate::view::{Field, Place};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::access::Permission;
use relais_tenants::TokenId;

/// Longest label, in characters.
const MAX_LABEL: usize = 80;

/// The list and the form.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    Ok(html(&page(&frame, Field::default(), None).await?)?.into_response())
}

/// Makes a token, shown this once.
pub async fn post(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    let label = form.line("label");
    let error = match label.chars().count() {
        0 => frame.ui.t("tokens-label-missing"),
        1..=MAX_LABEL => {
            let (actor, person) = (frame.member.actor(), frame.member.person.id);
            let secret = frame
                .app
                .installation
                .create_token(frame.tenant(), actor, person, &label)
                .await?;
            let page = page(&frame, Field::default(), Some(secret.api_token())).await?;
            return Ok(html(&page)?.into_response());
        }
        _ => frame.ui.t1("text-too-long", "max", MAX_LABEL),
    };
    let page = page(&frame, Field::wrong(label, error), None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
}

/// Ends a token.
pub async fn revoke(frame: Frame, Id(id): Id<TokenId>) -> Result<Response, Problem> {
    if !frame
        .app
        .installation
        .revoke_token(frame.tenant(), frame.member.person.id, id)
        .await?
    {
        return Err(Problem::not_found());
    }
    Ok(Flash::TokenRevoked.redirect(&frame.app, "/settings/tokens"))
}

async fn page(frame: &Frame, label: Field, new_token: Option<String>) -> Result<TokensPage, Problem> {
    let tokens = frame
        .app
        .installation
        .tokens(frame.tenant(), frame.member.person.id)
        .await?;
    Ok(TokensPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Settings).await?,
        tabs: tabs(frame),
        tokens: tokens
            .into_iter()
            .map(|token| Token {
                id: token.id.to_string(),
                label: token.label,
                created_at: moment(token.created_at),
                last_used: token.used_at.map(moment),
            })
            .collect(),
        label,
        new_token,
        can_edit: frame.may(Permission::TokensManage),
    })
}
