//! `GET|POST /contacts/new` and `/contacts/{id}/edit`.

use askama::Template;

use crate::view::imports::BasisRow;
use crate::view::{Choice, Field, Shell, Ui};

/// The form that adds or edits a prospect.
#[derive(Clone, Debug, Template)]
#[template(path = "contacts/form.html")]
pub struct ContactFormPage {
    /// The reader.
    pub ui: Ui,
    /// The frame.
    pub shell: Shell,
    /// The prospect edited, or none for a new one.
    pub id: Option<String>,
    /// Its name as stored, for the title; empty for a new one.
    pub name: String,
    /// Who and where.
    pub identity: Vec<FormField>,
    /// The tenant's own attributes.
    pub attributes: Vec<FormField>,
    /// The lawful basis per channel, asked for a new prospect only.
    pub basis: Vec<BasisRow>,
    /// A prospect with the same email.
    pub duplicate: Option<Duplicate>,
    /// What is wrong with the whole.
    pub error: Option<String>,
}

/// One field of the form.
#[derive(Clone, Debug)]
pub struct FormField {
    /// The attribute's key, and the field's name.
    pub key: String,
    /// Its name, in the reader's language or as the tenant's file called it.
    pub label: String,
    /// How it is typed.
    pub kind: FieldKind,
    /// The value, and what is wrong with it.
    pub field: Field,
    /// Values the base knows already, offered while typing.
    pub known: Vec<String>,
}

/// How a value is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// A number.
    Number,
    /// A day.
    Date,
    /// One of these.
    Choice(Vec<Choice>),
}

impl FieldKind {
    /// The `type` of the input.
    pub const fn input(&self) -> &'static str {
        match self {
            Self::Text | Self::Choice(_) => "text",
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Number => "number",
            Self::Date => "date",
        }
    }
}

/// A prospect that is there already.
#[derive(Clone, Debug)]
pub struct Duplicate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}
