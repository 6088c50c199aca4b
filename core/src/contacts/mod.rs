//! The base of prospects.
//!
//! Lives here: what a contact is and how it is stored sealed, entering and changing one, pages of them, the change
//! journal, the tenant's own attributes, CSV import. Does not live here: choosing many by filters (`audience`), the
//! ground on which they may be written to (`consent`).

pub mod attributes;
mod contact;
mod details;
pub mod entry;
pub mod field;
pub mod import;
mod postal;
pub mod subscriptions;

pub(crate) mod journal;
mod list;
pub mod spreadsheet;
pub(crate) mod store;

pub use contact::{Changes, consents, create, delete, get, set_consent, update};
pub(crate) use contact::{NUMBERS, agree, find, resubscribe, suppress, withdraw};
pub use details::{Details, Value};
pub use field::{Field, Key};
pub(crate) use list::by_numbers;
pub use list::{Page, Selection, list};
pub use postal::{NoAddress, address_lines};

use crate::consent::{Bases, Others, Standing, Topic, Topics, grounds};
use relais_tenants::clock::Millis;

relais_tenants::id! {
    /// A contact.
    ContactId
}

/// A person or an organisation in the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its identifier.
    pub id: ContactId,
    /// Its dense number, by which audiences hold it.
    pub number: u32,
    /// What is known of it.
    pub details: Details,
    /// On what ground each built-in topic stands.
    pub bases: Bases,
    /// What must not be sent or recorded, of the built-in topics.
    pub suppressed: Topics,
    /// The same for channels that plugins bring; known of contacts that were looked up by themselves or in a list.
    pub others: Others,
    /// When it was entered.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
}

impl Contact {
    /// Where they stand on `topic`.
    pub fn standing(&self, topic: Topic) -> Standing {
        topic
            .other()
            .map_or(self.bases.get(topic), |name| self.others.get(name))
    }

    /// Whether nothing may be sent or recorded on `topic`, because they withdrew or the suppression list says so.
    pub fn is_stopped(&self, topic: Topic) -> bool {
        let barred = topic.other().is_some_and(|name| self.others.is_barred(name));
        barred || self.suppressed.contains(topic) || self.standing(topic) == Standing::Withdrawn
    }

    /// Whether a ground stands that allows `topic`, and nothing forbids it; says nothing about having an address.
    pub fn allows(&self, topic: Topic) -> bool {
        let stands = matches!(self.standing(topic), Standing::Basis(kind) if grounds(topic).contains(&kind));
        stands && !self.is_stopped(topic)
    }
}

/// Why a contact cannot be entered or changed.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// Nothing is known of it.
    #[error("a contact needs at least one value")]
    Empty,
    /// Another contact has this email.
    #[error("another contact has this email")]
    EmailTaken,
    /// The person asked to be erased and must not be entered again.
    #[error("this person asked to be erased and must not be entered again")]
    Erased,
    /// The database layer failed.
    #[error(transparent)]
    Database(#[from] relais_tenants::database::Error),
}
