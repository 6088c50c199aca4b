//! Who is at the other end.

use super::Problem;
use crate::app::App;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use relais_core::access::{Permission, PermissionSet, Role};
use relais_tenants::audit::Actor;
use relais_tenants::people::Person;
use relais_tenants::{Company, Tenant};
use std::convert::Infallible;

/// A member at work for a company: what nearly every handler takes. The guard has checked the route's permission.
#[derive(Clone)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// The company's public facts, as they are now.
    pub company: Company,
    /// The company's rows.
    pub tenant: Tenant,
    /// Their role there.
    pub role: Role,
    /// What the role grants.
    pub permissions: PermissionSet,
}

impl Member {
    /// For the audit log.
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.id)
    }

    /// Whether they may do more than the route itself asked for (to show or hide a button).
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.allows(permission)
    }
}

/// Somebody who is signed in, whether or not they work for a company.
#[derive(Clone)]
pub struct Guest(pub Person);

impl FromRequestParts<App> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        // Only a route that forgot to ask for a member gets here without one.
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal("the route declares no member"))
    }
}

impl OptionalFromRequestParts<App> for Member {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

impl FromRequestParts<App> for Guest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal("the route declares nobody signed in"))
    }
}

impl OptionalFromRequestParts<App> for Guest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
