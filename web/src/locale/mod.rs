//! The two languages of the interface: words (Fluent), numbers and dates (ICU), and which one a
//! reader gets. French is the first language: what cannot be decided is French.
//!
//! Sentences live in `web/locales/{fr,en}/*.ftl`, not here. What a template needs on top of
//! words (icons, addresses, the reader's time zone) is in [`crate::view::Ui`].

mod format;
mod negotiate;
#[cfg(test)]
mod tests;
mod words;

pub use negotiate::negotiate;
pub use words::{Arg, IntoArg};

/// A language the interface speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// French as written in France.
    #[default]
    Fr,
    /// English, with European dates (15 January 2027, 14:30).
    En,
}

impl Locale {
    /// Every language, the first one first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The tag used in `<html lang>`, in the cookie and in members' settings.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language's name in itself, for the language menu.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    /// The language of a tag (`fr`, `fr-CA`, `EN_gb`), if the interface speaks it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|locale| locale.tag() == primary)
    }
}
