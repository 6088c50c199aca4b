//! The one primitive of the audit log: an act is recorded in the transaction that does it.
//!
//! Entries are staged here, each with its own salt and the commitment to it ([`leaf`]); ordering them into a tamper-evident log
//! is the work of `relais_core::audit`. `details` are sealed, so that an entry names no person in clear.

pub mod leaf;

use crate::database::{Result, Tx};
use crate::ids::PersonId;
use crate::keys::Aad;
use crate::tenant::Tenant;
use leaf::{Event, Salt};
use std::fmt;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member, in the browser or with an API token.
    Person(PersonId),
    /// Relais itself, doing work that was ordered earlier.
    System,
    /// Whoever runs the installation, on the command line.
    Operator,
    /// The person concerned, by a link or a reply.
    Subject,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::System => f.write_str("system"),
            Self::Operator => f.write_str("operator"),
            Self::Subject => f.write_str("subject"),
        }
    }
}

/// One act: `action` is a fixed verb (`contact.create`), `object` the id it was done to, `details` what changed.
pub struct Entry<'a> {
    /// Who did it.
    pub actor: Actor,
    /// What was done, as `noun.verb`.
    pub action: &'static str,
    /// To what; an identifier, never an address or a name.
    pub object: &'a str,
    /// The rest, sealed before it is stored.
    pub details: serde_json::Value,
}

/// Records `entry` in `tx`; it stands or falls with the act itself.
pub async fn append(tx: &mut Tx, tenant: &Tenant, entry: Entry<'_>) -> Result<()> {
    let id = tenant.new_id();
    let at = tenant.now();
    let salt = Salt(tenant.rng().bytes());
    let actor = entry.actor.to_string();
    let request = tenant.request().map(|request| request.to_string());
    let details = entry.details.to_string();
    let event = Event {
        id,
        at,
        actor: &actor,
        action: entry.action,
        object: entry.object,
        request: request.as_deref().unwrap_or_default(),
        details: leaf::details_hash(&salt.for_details(), &details),
    };
    let commitment = event.commitment(&salt.for_event());
    let sealed = tenant.keys().seal(
        Aad {
            table: "audit_entries",
            column: "details",
            row: id.as_bytes(),
        },
        details.as_bytes(),
    );
    tx.exec(
        "INSERT INTO audit_entries (tenant_id, id, at, actor, action, object, request, salt, details, commitment)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        (
            tenant.id(),
            id,
            at,
            actor,
            entry.action,
            entry.object,
            request,
            salt.0.to_vec(),
            sealed,
            commitment.to_vec(),
        ),
    )
    .await?;
    tenant.note_staged();
    Ok(())
}
