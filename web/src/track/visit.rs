//! Who follows a message's link, and which message's.

use crate::app::App;
use crate::http::{Client, Problem};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use relais_core::tracking::{Presented, Request, TrackError};
use relais_tenants::Tenant;

/// The longest token there can be, with room to spare; nothing longer is even looked at.
const MAX_TOKEN: usize = 64;

/// A request whose token has the right form and names a tenant there is. Whether it names a message is for the core to say.
pub struct Visit {
    pub tenant: Tenant,
    pub token: Presented,
    pub request: Request,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let text = Path::<String>::from_request_parts(parts, app).await;
        let Path(text) = text.map_err(|_| Problem::not_found())?;
        visit(parts, app, &text).await
    }
}

/// The visit of whoever presents this token.
pub async fn visit(parts: &mut Parts, app: &App, text: &str) -> Result<Visit, Problem> {
    let token = Some(text)
        .filter(|text| text.len() <= MAX_TOKEN)
        .and_then(Presented::parse)
        .ok_or_else(Problem::not_found)?;
    let tenant = app.installation.tenant_by_code(token.code()).await?;
    let tenant = tenant.ok_or_else(Problem::not_found)?;
    let address = match Client::from_request_parts(parts, app).await {
        Ok(Client(address)) => address,
        Err(never) => match never {},
    };
    let request = Request {
        address,
        agent: text_of(&parts.headers, header::USER_AGENT.as_str()),
        head: parts.method == Method::HEAD,
        prefetch: ["sec-purpose", "purpose", "x-purpose", "x-moz"]
            .into_iter()
            .any(|name| is_ahead(&text_of(&parts.headers, name))),
    };
    Ok(Visit { tenant, token, request })
}

fn text_of(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    value.unwrap_or_default().into_owned()
}

fn is_ahead(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.contains("prefetch") || value.contains("preview")
}

impl From<TrackError> for Problem {
    fn from(error: TrackError) -> Self {
        match error {
            TrackError::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-busy"),
            TrackError::Failed(cause) => Self::internal(cause),
        }
    }
}
