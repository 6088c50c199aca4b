//! What a campaign says: templates with merge fields, checked once and rendered for one person at a time.
//!
//! Lives here: which fields a channel's content has and their limits, the template engine kept small on purpose, finding
//! links and making the text part of a mail, storing it all sealed. Does not live here: whom it is for (`audience`), the
//! tokens links are tracked by (`tracking`), how a mail becomes bytes (the channel's plugin).
//!
//! **Merge fields** are written `{{ first_name }}`: the canonical keys of a contact, the company's own attributes,
//! `company_name` (who writes), `unsubscribe_url` and `push_url` (where one subscribes to notifications). One that does not exist is refused when the content is saved. One
//! that exists but is not known of a person is empty when the message leaves and listed by [`Template::preview`];
//! `{{ first_name|default("vous") }}` says what stands in for it, `{% if first_name %}…{% else %}…{% endif %}` chooses.
//! French readers may write `{{ prénom }}` (`names`). There is nothing else: no loops, no assignments, no functions; a mail that needs them is two mails.

mod engine;
mod hrefs;
mod leave;
mod letter;
mod links;
mod names;
mod plain;
mod problem;
mod rules;
mod scan;
mod sender;
mod store;
mod template;
#[cfg(test)]
mod tests;

pub use leave::language_of;
pub use problem::{ContentProblem, Fault};
pub use rules::{MAX_HTML, check};
pub use sender::foreign_sender;
pub(crate) use store::open_link;
pub use store::{all, load, save, save_links};
pub use template::{Fields, Marks, Merge, Preview, RenderError, Template};

use crate::consent::Topic;
use crate::contacts::attributes::Attribute;
use crate::contacts::field::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Merge field: the company that writes.
pub const COMPANY_NAME: &str = "company_name";
/// Merge field: where the person can unsubscribe.
pub const UNSUBSCRIBE_URL: &str = "unsubscribe_url";
/// Merge field: where the person can subscribe to notifications.
pub const PUSH_URL: &str = "push_url";
/// The number of the link no human sees: whoever follows it is a machine.
pub const TRAP: u32 = 0;

/// What a campaign says over one channel: templates by field, such as an email's `subject`, `html` and `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content(pub BTreeMap<String, String>);

/// What a campaign says over each of its channels.
pub type Contents = BTreeMap<Topic, Content>;

impl Content {
    /// The text of a field; an absent one is empty.
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }
}

/// The merge fields that mean something to a company whose own attributes these are, in the order people expect.
pub fn merge_fields(own: &[Attribute]) -> Vec<String> {
    let canonical = Field::ALL.into_iter().map(|field| field.as_str().to_owned());
    let own = own.iter().map(|attribute| attribute.key.as_str().to_owned());
    let ours = [COMPANY_NAME, UNSUBSCRIBE_URL, PUSH_URL].map(str::to_owned);
    canonical.chain(own).chain(ours).collect()
}
