//! Before a handler runs: who is it, and does their role grant what the route asks for.

use super::route::Access;
use super::{Guest, Member, Problem};
use crate::app::App;
use crate::session;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use relais_core::access::Role;
use relais_tenants::RequestId;
use relais_tenants::people::Person;
use relais_tenants::secret::Secret;
use relais_tenants::sessions::SignedIn;

/// What one route asks for.
#[derive(Clone)]
pub(super) struct Guard {
    pub app: App,
    pub access: Access,
    pub api: bool,
    /// The largest body the route takes, in bytes.
    pub limit: usize,
}

/// Lets a request through to its handler, or answers it.
pub(super) async fn check(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    if guard.access == Access::Link {
        return next.run(request).await;
    }
    let secret = presented(&guard, request.headers());
    let identified = match identify(&guard, secret).await {
        Ok(identified) => identified,
        Err(problem) => return problem.into_response(),
    };
    let Some(signed_in) = identified else {
        return match guard.access {
            Access::Public | Access::Link => next.run(request).await,
            _ if guard.api => Problem::unauthorized().into_response(),
            _ => to_login(&request),
        };
    };
    let asked = request.extensions().get::<RequestId>().copied();
    let member = match member(&guard.app, &signed_in, asked).await {
        Ok(member) => member,
        Err(problem) => return problem.into_response(),
    };
    if let Access::Member(permission) = guard.access {
        let refusal = match &member {
            None => Some(Problem::no_company()),
            Some(member) if !member.permissions.allows(permission) => Some(Problem::forbidden(permission)),
            Some(_) => None,
        };
        if let Some(refusal) = refusal {
            return told(refusal.into_response(), &signed_in.person, member.as_ref());
        }
    }
    // A program that says beforehand that it is too much need not send it all to hear so; a form is shown again with its
    // own words.
    if guard.api && announced(request.headers()) > guard.limit as u64 {
        let refusal = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "problem-too-large");
        return told(refusal.into_response(), &signed_in.person, member.as_ref());
    }
    request.extensions_mut().insert(Guest(signed_in.person.clone()));
    if let Some(member) = &member {
        request.extensions_mut().insert(member.clone());
    }
    told(next.run(request).await, &signed_in.person, member.as_ref())
}

/// Leaves with the answer who it is for: a problem is told in the language of their own setting.
fn told(mut response: Response, person: &Person, member: Option<&Member>) -> Response {
    response.extensions_mut().insert(Guest(person.clone()));
    if let Some(member) = member {
        response.extensions_mut().insert(member.clone());
    }
    response
}

/// How many bytes the body is said to have; a body that comes in pieces is counted as it comes.
fn announced(headers: &HeaderMap) -> u64 {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

/// API clients carry a token, browsers a cookie; neither works in place of the other.
fn presented(guard: &Guard, headers: &HeaderMap) -> Option<Secret> {
    if guard.api {
        Secret::parse(
            headers
                .get(header::AUTHORIZATION)?
                .to_str()
                .ok()?
                .strip_prefix("Bearer ")?,
        )
    } else {
        session::secret(&guard.app, headers)
    }
}

async fn identify(guard: &Guard, secret: Option<Secret>) -> Result<Option<SignedIn>, Problem> {
    let installation = &guard.app.installation;
    Ok(match secret {
        None => None,
        Some(secret) if guard.api => installation.token(&secret).await?,
        Some(secret) => installation.session(&secret).await?,
    })
}

async fn member(app: &App, signed_in: &SignedIn, asked: Option<RequestId>) -> Result<Option<Member>, Problem> {
    let Some((company, role)) = &signed_in.company else {
        return Ok(None);
    };
    let role: Role = role
        .parse()
        .map_err(|error| Problem::internal(format!("a stored role: {error}")))?;
    let Some(tenant) = app.installation.tenant(company.id).await? else {
        return Ok(None);
    };
    // What is recorded through this handle names the request.
    let tenant = asked.map_or_else(|| tenant.clone(), |asked| tenant.for_request(asked));
    Ok(Some(Member {
        person: signed_in.person.clone(),
        company: company.clone(),
        tenant,
        role,
        permissions: app.policy.permissions(role),
    }))
}

/// Sends a browser to sign in and back here. A fragment request is told to move the whole page instead.
fn to_login(request: &Request) -> Response {
    let back = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let target = if request.method() == axum::http::Method::GET && back != "/" {
        let mut query = form_urlencoded::Serializer::new(String::from("/login?"));
        query.append_pair("next", back);
        query.finish()
    } else {
        "/login".to_owned()
    };
    if request.headers().contains_key("hx-request") {
        return ([("hx-redirect", target)], StatusCode::UNAUTHORIZED).into_response();
    }
    Redirect::to(&target).into_response()
}
