//! `POST /settings/profile/password`: the reader's own password, changed by who knows the present one.

use super::{present, profile};
use crate::http::{Client, Form, Problem};
use crate::pages::account::password;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::session;
use crate::view::Field;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// Changes it; the reader's other sessions end.
pub async fn post(
    frame: Frame,
    Client(client): Client,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    let (app, ui, person) = (&frame.app, &frame.ui, &frame.member.person);
    let mut page = profile::page(&frame, Field::of(person.name.clone())).await?;
    if let Some(refusal) = present::check(&frame, client, form.raw("current")).await? {
        page.current_error = Some(refusal.error.clone());
        return refusal.answer(html(&page)?);
    }
    let company = &frame.member.company.name;
    page.password_error = password::objection(ui, form.raw("password"), &[&person.name, &person.email, company]);
    if page.password_error.is_some() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    // A page is only ever asked for with a session.
    let kept = session::secret(app, &headers).ok_or_else(|| Problem::internal("a member without a session"))?;
    let hash = password::hash(app, form.raw("password")).await?;
    app.installation
        .change_password(frame.tenant(), person.id, &hash, &kept)
        .await?;
    Ok(Flash::PasswordChanged.redirect(app, "/settings/profile"))
}
