//! `GET|POST /settings`: what the company is called, and where it is.

use super::{MAX_NAME, tabs};
use crate::http::{Form, Problem};
use crate::locale::Locale;
use crate::pages::flash::Flash;
use crate::pages::frame::Frame;
use crate::pages::{html, zones};
use crate::view::settings::CompanyPage;
use crate::view::{Choice, Field, Place, Ui};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relais_core::access::Permission;
use relais_core::audience::fold;
use relais_core::contacts::import::normalise::Country;
use relais_tenants::Company;

/// The form; who may not change anything reads it.
pub async fn get(frame: Frame) -> Result<Response, Problem> {
    let company = frame.member.company.clone();
    let name = Field::of(company.name.clone());
    Ok(html(&page(&frame, name, &company).await?)?.into_response())
}

/// Keeps what was changed.
pub async fn post(frame: Frame, Form(form): Form) -> Result<Response, Problem> {
    let ui = &frame.ui;
    let name = form.line("name");
    let name = match name.chars().count() {
        0 => Field::wrong(name, ui.t("signup-company-missing")),
        1..=MAX_NAME => Field::of(name),
        _ => Field::wrong(name, ui.t1("text-too-long", "max", MAX_NAME)),
    };
    let company = Company {
        name: name.value.clone(),
        country: form.get("country").to_owned(),
        time_zone: form.get("time_zone").to_owned(),
        ..frame.member.company.clone()
    };
    if Country::parse(&company.country).is_none() || !zones::exists(&company.time_zone) {
        // The form offers only what exists.
        return Err(Problem::malformed("country, time_zone"));
    }
    if name.error.is_some() {
        let page = page(&frame, name, &company).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    frame
        .app
        .installation
        .update_company(frame.tenant(), frame.member.actor(), &company)
        .await?;
    Ok(Flash::SettingsSaved.redirect(&frame.app, "/settings"))
}

async fn page(frame: &Frame, name: Field, company: &Company) -> Result<CompanyPage, Problem> {
    Ok(CompanyPage {
        ui: frame.ui.clone(),
        shell: frame.shell(Place::Settings).await?,
        tabs: tabs(frame),
        name,
        countries: countries(&frame.ui, &company.country),
        time_zones: zones::choices(&company.time_zone),
        slug: company.slug.clone(),
        can_edit: frame.may(Permission::SettingsManage),
    })
}

/// Every country by its name in the reader's language.
fn countries(ui: &Ui, chosen: &str) -> Vec<Choice> {
    let name = |country: &Country| match ui.locale {
        Locale::Fr => country.french(),
        Locale::En => country.english(),
    };
    let mut choices: Vec<Choice> = Country::all()
        .map(|country| Choice::new(country.as_str(), name(&country), country.as_str() == chosen))
        .collect();
    choices.sort_by_cached_key(|choice| fold(&choice.label));
    choices
}
