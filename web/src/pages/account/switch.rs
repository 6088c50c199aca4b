//! `POST /switch`: works for another company of the same person.

use crate::app::App;
use crate::http::{Form, Problem};
use crate::session;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Redirect;
use relais_tenants::TenantId;

/// Switches. A company one does not belong to is as unknown as one that does not exist.
pub async fn post(State(app): State<App>, headers: HeaderMap, Form(form): Form) -> Result<Redirect, Problem> {
    let tenant: TenantId = form.get("tenant").parse().map_err(|_| Problem::not_found())?;
    let secret = session::secret(&app, &headers).ok_or_else(Problem::not_found)?;
    if !app.installation.switch_company(&secret, tenant).await? {
        return Err(Problem::not_found());
    }
    Ok(Redirect::to("/"))
}
