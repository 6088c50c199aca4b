//! Step 1 of the panel, and the filters of the prospects' list: groups of values with their
//! live counts.
//!
//! Form fields: `f.<key>=<value>` for each value ticked, `f.<key>.min` and `f.<key>.max` for
//! ranges, `q.<key>` for what is typed in a group's search.

use askama::Template;

use crate::view::overview::Reach;
use crate::view::{Field, Ui};

/// Everything of the step that changes with the filters.
#[derive(Clone, Debug)]
pub struct Audience {
    /// The categories of the base, in a stable order.
    pub groups: Vec<Group>,
    /// What is chosen, in the order of the groups.
    pub chips: Vec<Chip>,
    /// «Nombre de prospects : N».
    pub count: u64,
    /// How many of them each channel reaches.
    pub reach: Vec<Reach>,
    /// Whether the reader may import prospects, which an empty base asks for.
    pub can_import: bool,
}

/// One category of the prospects.
#[derive(Clone, Debug)]
pub struct Group {
    /// The attribute's key: `type`, `region`, `income`.
    pub key: String,
    /// Its name in the reader's language, or as the tenant's file called it.
    pub label: String,
    /// How many of its values are chosen (a range counts 1).
    pub chosen: u64,
    /// Whether it is shown open: when something in it is chosen, and the first ones.
    pub open: bool,
    /// What it holds.
    pub kind: GroupKind,
}

/// What a category holds.
#[derive(Clone, Debug)]
pub enum GroupKind {
    /// Few values: all of them, in a stable order (not by the live count: lines must not jump).
    List(Vec<GroupValue>),
    /// Too many to list: the chosen ones, and what a search found.
    Search {
        /// Chosen values first, then those found.
        values: Vec<GroupValue>,
        /// What was typed (`q.<key>`).
        query: String,
        /// How many different values the base has.
        distinct: u64,
        /// Whether more values match than are shown.
        more: bool,
    },
    /// Numbers: from, to, both optional and included.
    Range {
        /// `f.<key>.min`.
        min: Field,
        /// `f.<key>.max`.
        max: Field,
        /// The smallest number in the base, written for the reader.
        lowest: Option<String>,
        /// The largest.
        highest: Option<String>,
        /// Whether the bounds are days.
        dates: bool,
    },
}

/// One value of a category.
#[derive(Clone, Debug)]
pub struct GroupValue {
    /// What the form sends.
    pub value: String,
    /// What the reader sees («(vide)» for prospects without one).
    pub label: String,
    /// Prospects one would have by choosing it, the other categories as they are.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// One chosen value, or one range, that a click removes.
#[derive(Clone, Debug)]
pub struct Chip {
    /// What the removal sends in `drop`: `type=mairie`, or `income` for a range.
    pub drop: String,
    /// The category's name.
    pub group: String,
    /// The value's name, or the range in words.
    pub label: String,
    /// The address that shows the list without it, where the filters are in the address.
    pub href: Option<String>,
}

/// `POST /campaigns/new/audience`: the step's live part, asked for at every change.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/audience.html")]
pub struct AudienceFragment {
    /// The reader.
    pub ui: Ui,
    /// The step.
    pub audience: Audience,
}

/// `GET /campaigns/new/values?key=city&q.city=ren`: the values of one long list. The request
/// also carries the group's ticked `f.<key>`, which come first in the answer.
#[derive(Clone, Debug, Template)]
#[template(path = "campaigns/values.html")]
pub struct ValuesFragment {
    /// The reader.
    pub ui: Ui,
    /// The category.
    pub key: String,
    /// Chosen values first, then those found.
    pub values: Vec<GroupValue>,
    /// What was typed.
    pub query: String,
    /// Whether more values match than are shown.
    pub more: bool,
}
