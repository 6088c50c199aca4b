//! Access: which role may do what.
//!
//! casbin holds the model (`model.conf`) and the policy of the five roles (`policy.csv`), both part of the
//! program. It is asked once, for all permissions that a role implies; a request then costs one bit test,
//! and no cache of decisions can answer with what was true yesterday.
//!
//! Who is a member of what, and with which roles, lives in `relais_tenants`; that a route asks for its
//! permission is up to the web.

mod permission;
mod policy;
mod role;

pub use permission::{Permission, PermissionSet, UnknownPermission};
pub use policy::{CustomRole, Policy, PolicyError};
pub use role::{Role, UnknownRole};
