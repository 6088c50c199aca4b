//! What a header says about its column, compared without accents, case, spaces and punctuation.

use crate::contacts::field::{FOLLOWERS_PREFIX, Field, Key};
use crate::contacts::import::normalise::text::fold;

use super::names::{FOLLOWERS, MOBILE, NAMES, NETWORKS};

/// What a header says about its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A canonical field, and the rank of the name among its names: 0 is the surest.
    Field(Field, usize),
    /// The audience on a network.
    Followers(Key),
    /// A network without a word for people: an audience when the values are numbers.
    Network(Key),
}

/// A header as it is compared.
pub(super) struct Header {
    /// Words, folded; `FirstName` is two.
    pub words: Vec<String>,
    /// Words without anything between.
    pub squashed: String,
}

impl Header {
    pub fn new(text: &str) -> Self {
        let folded = fold(&apart(text));
        Self {
            squashed: folded.replace(' ', ""),
            words: folded.split(' ').map(str::to_owned).collect(),
        }
    }

    pub fn has_word(&self, among: &[&str]) -> bool {
        self.words.iter().any(|word| among.contains(&word.as_str()))
    }

    pub fn is_mobile(&self) -> bool {
        MOBILE.contains(&self.squashed.as_str())
    }

    /// What the header says, if it is known; what stands in brackets after it is tried without.
    pub fn meaning(text: &str) -> Option<Meaning> {
        let bare = text.split(['(', '[', '*', ':']).next().unwrap_or_default();
        [text, bare].into_iter().find_map(|text| Self::new(text).known())
    }

    fn known(&self) -> Option<Meaning> {
        for (field, names) in &NAMES {
            if let Some(rank) = names.iter().position(|name| *name == self.squashed) {
                return Some(Meaning::Field(*field, rank));
            }
            // The canonical key itself is always understood: `first_name`, `postcode`.
            if field.as_str().replace('_', "") == self.squashed {
                return Some(Meaning::Field(*field, 0));
            }
        }
        let is_network = |names: &[&str]| self.has_word(names) || names.contains(&self.squashed.as_str());
        let (network, _) = NETWORKS.iter().find(|(_, names)| is_network(names))?;
        let key = Key::parse(&format!("{FOLLOWERS_PREFIX}{network}")).ok()?;
        if self.has_word(&FOLLOWERS) {
            return Some(Meaning::Followers(key));
        }
        (self.words.len() == 1 && self.squashed != "x").then_some(Meaning::Network(key))
    }
}

/// Whether a text is a header one knows.
pub fn is_known(text: &str) -> bool {
    matches!(Header::meaning(text), Some(Meaning::Field(..) | Meaning::Followers(_)))
}

/// Parts words that are written together with capitals: `FirstName` → `First Name`.
fn apart(text: &str) -> String {
    let mut parted = String::with_capacity(text.len() + 4);
    let mut lower_before = false;
    for character in text.chars() {
        if lower_before && character.is_uppercase() {
            parted.push(' ');
        }
        lower_before = character.is_lowercase();
        parted.push(character);
    }
    // «LinkedIn», «YouTube» and «TikTok» are one word each.
    parted
        .replace("Linked In", "linkedin")
        .replace("You Tube", "youtube")
        .replace("Tik Tok", "tiktok")
        .replace("Whats App", "whatsapp")
}
