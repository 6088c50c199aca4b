//! Isolation: which tenants there are, the handle without which none of their rows can be reached, the two databases,
//! the keys, and those who sign in.
//!
//! Does not live here: anything about contacts, campaigns or messages (`relais_core`), HTTP (`relais_web`).

pub mod audit;
pub mod blobs;
pub mod clock;
pub mod database;
pub mod idempotency;
pub mod ids;
pub mod keys;
pub mod line;
pub mod members;
pub mod password;
pub mod pending;
pub mod people;
pub mod plugins;
pub mod registry;
pub mod second_factor;
pub mod secret;
pub mod sessions;
pub mod settings;
pub mod signed;
pub mod tenant;
pub mod throttle;

pub use ids::{BlobId, InvitationId, PersonId, TenantId, TokenId};
pub use registry::Installation;
pub use tenant::{Company, RequestId, Tenant};
