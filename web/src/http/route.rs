//! Routes. One cannot be written without saying who may use it.

use super::{drain, guard, headers, idempotency, origin, problem};
use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter, on};
use relais_core::access::Permission;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody; the handler itself knows no tenant.
    Public,
    /// Anybody who holds the link of a message, or a channel's address for reports: no session or token is looked at,
    /// whatever the request carries.
    Link,
    /// Whoever is signed in, with or without a company.
    SignedIn,
    /// A member whose role grants the permission.
    Member(Permission),
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Public | Self::Link => f.write_str("public"),
            Self::SignedIn => f.write_str("signed in"),
            Self::Member(permission) => f.write_str(permission.as_str()),
        }
    }
}

/// One method on one path.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    handler: MethodRouter<App>,
    /// The largest body it takes, in bytes.
    limit: usize,
}

/// The largest body a route takes unless it sets its own limit, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

impl Route {
    fn new<H, T>(method: Method, filter: MethodFilter, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self {
            method,
            path,
            access,
            handler: on(filter, handler),
            limit: BODY_LIMIT,
        }
    }

    /// A GET route.
    pub fn get<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::GET, MethodFilter::GET, path, access, handler)
    }

    /// A POST route.
    pub fn post<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::POST, MethodFilter::POST, path, access, handler)
    }

    /// A PUT route.
    pub fn put<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::PUT, MethodFilter::PUT, path, access, handler)
    }

    /// A PATCH route.
    pub fn patch<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::PATCH, MethodFilter::PATCH, path, access, handler)
    }

    /// A DELETE route.
    pub fn delete<H: Handler<T, App>, T: 'static>(path: &'static str, access: Access, handler: H) -> Self {
        Self::new(Method::DELETE, MethodFilter::DELETE, path, access, handler)
    }

    /// The same, taking bodies of up to `bytes`: for uploads that are streamed.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.handler = self.handler.layer(DefaultBodyLimit::max(bytes));
        self.limit = bytes;
        self
    }
}

/// The whole program as a service.
pub fn router(app: App, routes: Vec<Route>) -> Router {
    let mut router = Router::new();
    for route in routes {
        let api = route.path.starts_with("/api/");
        let guard = guard::Guard {
            app: app.clone(),
            access: route.access,
            api,
            limit: route.limit,
        };
        let mut handler = route.handler;
        if api && route.method == Method::POST {
            handler = handler.layer(from_fn_with_state(app.clone(), idempotency::honour));
        }
        router = router.route(route.path, handler.layer(from_fn_with_state(guard, guard::check)));
    }
    router
        .fallback(|| async { problem::Problem::not_found() })
        .method_not_allowed_fallback(|| async { problem::Problem::method_not_allowed() })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(drain::rest))
        // A bug in one handler is that request's 500, told like any other, and nobody else's.
        .layer(CatchPanicLayer::custom(|_| {
            problem::Problem::internal("a handler panicked").into_response()
        }))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(from_fn_with_state(app.clone(), problem::render))
        .layer(from_fn_with_state(app.clone(), headers::add))
        // Compressing a stream of events would hold each of them back.
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream"))),
        )
        .with_state(app)
}

/// How long connections may take to finish when the program is asked to stop.
pub const GRACE: Duration = Duration::from_secs(10);
