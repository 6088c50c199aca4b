//! `GET /contacts`.

use askama::Template;

use crate::view::campaigns::{Carried, Chip, Group};
use crate::view::{Shell, Ui};

/// `GET /contacts?q=…&f.type=…&channel=…&cursor=…`: the latest changed first, cursor pages.
#[derive(Clone, Debug, Template)]
#[template(path = "contacts/list.html")]
pub struct ContactListPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// What was looked for (`q`): a whole email address or phone number.
    pub query: String,
    /// Why the search cannot be made («ni une adresse ni un numéro»).
    pub query_error: Option<String>,
    /// What is asked for and no group shows, sent along by the form.
    pub hidden: Vec<Carried>,
    /// The filters.
    pub groups: Vec<Group>,
    /// What is chosen; each chip's `href` shows the list without it.
    pub chips: Vec<Chip>,
    /// Prospects that match.
    pub count: u64,
    /// Prospects in the base; 0 offers the import instead of a list.
    pub total: u64,
    /// Heads of the columns after the name, in the reader's language.
    pub columns: Vec<String>,
    /// One page of prospects.
    pub rows: Vec<ContactRow>,
    /// The address of the next page, if there is more.
    pub next: Option<String>,
    /// The address of the first page, when this is not it.
    pub first: Option<String>,
    /// Whether the reader may add and import prospects.
    pub can_edit: bool,
}

/// A prospect in the list.
#[derive(Clone, Debug)]
pub struct ContactRow {
    /// Its id, for `/contacts/{id}`.
    pub id: String,
    /// Its name, the organisation's name, or its address: never empty.
    pub name: String,
    /// One cell per column; an empty one is shown as a dash.
    pub cells: Vec<String>,
}

impl ContactRow {
    /// Each cell with the head of its column, which it repeats on a phone.
    pub fn labelled<'a>(&'a self, columns: &'a [String]) -> Vec<(&'a str, &'a str)> {
        columns
            .iter()
            .map(String::as_str)
            .zip(self.cells.iter().map(String::as_str))
            .collect()
    }
}

impl ContactListPage {
    /// Whether something narrows the list.
    pub fn narrowed(&self) -> bool {
        !self.query.is_empty() || !self.chips.is_empty()
    }
}
