//! `GET|POST /signup`: a company and its first administrator.

use super::{MAX_NAME, enter, is_email, password, slug};
use crate::app::App;
use crate::http::{Client, Fields, Form, Problem, Reader};
use crate::pages::html;
use crate::view::account::SignupPage;
use crate::view::{Field, Ui};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use relais_tenants::people::{NewPerson, SignUpError};
use relais_tenants::registry::{NewTenant, RegistryError};

/// Short names tried before giving up; the later ones are random.
const ATTEMPTS: u32 = 12;

/// The form.
pub async fn get(State(app): State<App>, Reader(ui): Reader) -> Result<Response, Problem> {
    open(&app)?;
    Ok(html(&blank(ui))?.into_response())
}

/// Creates both, or neither, and signs the administrator in.
pub async fn post(
    State(app): State<App>,
    Reader(ui): Reader,
    Client(client): Client,
    headers: HeaderMap,
    Form(form): Form,
) -> Result<Response, Problem> {
    open(&app)?;
    let mut page = read(&ui, &form);
    if page.company.error.is_some()
        || page.name.error.is_some()
        || page.email.error.is_some()
        || page.password_error.is_some()
    {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    // Signing up tells whether an address has an account; who asks for many is slowed down like who guesses passwords.
    let attempt = match app.throttle.attempt(client, &page.email.value) {
        Ok(attempt) => attempt,
        Err(wait) => {
            page.error = Some(ui.t1("login-throttled", "time", ui.about(&wait)));
            let retry = [(header::RETRY_AFTER, wait.as_secs().max(1).to_string())];
            return Ok((StatusCode::TOO_MANY_REQUESTS, retry, html(&page)?).into_response());
        }
    };
    let person = NewPerson {
        email: page.email.value.clone(),
        name: page.name.value.clone(),
        password_hash: password::hash(&app, form.raw("password")).await?,
        language: ui.lang().to_owned(),
    };
    let short = slug::of(&page.company.value);
    for number in 0..ATTEMPTS {
        let company = NewTenant {
            slug: slug::nth(&short, number, app.installation.rng()),
            name: page.company.value.clone(),
            country: "FR".to_owned(),
            time_zone: "Europe/Paris".to_owned(),
        };
        match app.installation.sign_up(&company, &person).await {
            Ok((tenant, person)) => {
                attempt.succeeded();
                return enter(&app, &headers, person, Some(tenant), "/").await;
            }
            Err(SignUpError::EmailTaken) => {
                page.email.error = Some(ui.t("signup-email-taken"));
                return Ok((StatusCode::CONFLICT, html(&page)?).into_response());
            }
            Err(SignUpError::Registry(RegistryError::SlugTaken(_))) => {}
            Err(SignUpError::Registry(error)) => return Err(error.into()),
        }
    }
    Err(Problem::internal("no short name was free"))
}

/// An installation whose operator creates the companies has no such page.
fn open(app: &App) -> Result<(), Problem> {
    if app.signup_open {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}

fn blank(ui: Ui) -> SignupPage {
    SignupPage {
        ui,
        company: Field::default(),
        name: Field::default(),
        email: Field::default(),
        password_error: None,
        error: None,
        password_min: password::MIN,
    }
}

fn read(ui: &Ui, form: &Fields) -> SignupPage {
    let name = |field: &str, missing: &str| {
        let value = form.line(field);
        match value.chars().count() {
            0 => Field::wrong(value, ui.t(missing)),
            1..=MAX_NAME => Field::of(value),
            _ => Field::wrong(value, ui.t1("text-too-long", "max", MAX_NAME)),
        }
    };
    let email = form.get("email");
    let company = name("company", "signup-company-missing");
    let person = name("name", "signup-name-missing");
    SignupPage {
        password_error: password::objection(ui, form.raw("password"), &[&company.value, &person.value, email]),
        email: if is_email(email) {
            Field::of(email)
        } else {
            Field::wrong(email, ui.t("email-invalid"))
        },
        name: person,
        company,
        ..blank(ui.clone())
    }
}
