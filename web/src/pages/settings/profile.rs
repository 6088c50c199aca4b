//! `GET|POST /settings/profile`: the reader's own name and language.

use super::{MAX_NAME, tabs};
use crate::http::{Form, Problem};
use crate::locale::Locale;
use crate::pages::account::password;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::html;
use crate::view::settings::ProfilePage;
use crate::view::{Field, Place};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// The form.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    let name = Field::of(frame.member.person.name.clone());
    Ok(html(&page(&frame, name).await?)?.into_response())
}

/// Keeps what was changed.
pub async fn post(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    let name = form.line("name");
    let error = match name.chars().count() {
        0 => Some(frame.ui.t("signup-name-missing")),
        1..=MAX_NAME => None,
        _ => Some(frame.ui.t1("text-too-long", "max", MAX_NAME)),
    };
    if let Some(error) = error {
        let page = page(&frame, Field::wrong(name, error)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let language = Locale::from_tag(form.get("lang")).unwrap_or(frame.ui.locale);
    let person = frame.member.person.id;
    if name != frame.member.person.name {
        frame.app.installation.set_name(frame.tenant(), person, &name).await?;
    }
    frame.app.installation.set_language(person, language.tag()).await?;
    Ok(Flash::SettingsSaved.redirect(&frame.app, "/settings/profile"))
}

pub(super) async fn page(frame: &Frame, name: Field) -> Result<ProfilePage, Problem> {
    let person = frame.member.person.id;
    Ok(ProfilePage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Settings).await?,
        tabs: tabs(frame),
        name,
        current_error: None,
        password_error: None,
        password_min: password::MIN,
        second_factor: frame.app.installation.asks_for_code(person).await?,
    })
}
