//! What distinguishes a cluster, in words.

use crate::pages::audience::number_in_words;
use crate::pages::words;
use crate::view::Ui;
use relais_core::contacts::Field;
use relais_core::contacts::attributes::{Attribute, Kind};
use relais_core::insight::{Label, Trait};

/// A cluster's readable label.
pub fn label(ui: &Ui, label: &Label, own: &[Attribute]) -> String {
    match label {
        Label::Generic => ui.t("cluster-generic"),
        Label::Traits { traits, number } => {
            let words: Vec<String> = traits.iter().map(|one| trait_words(ui, one, own)).collect();
            let words = if words.is_empty() {
                ui.t("cluster-various")
            } else {
                words.join(" · ")
            };
            let words = capital(&words);
            match number {
                Some(number) => format!("{words} ({number})"),
                None => words,
            }
        }
    }
}

/// A label begins like a title, whatever its first trait is.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The name of an attribute inside of a sentence: «sans téléphone», but «sans SIRET».
fn inside(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

fn trait_words(ui: &Ui, one: &Trait, own: &[Attribute]) -> String {
    match one {
        Trait::Value { key, value, .. } => said(ui, key, value, own),
        Trait::Without { key, value, .. } => ui.t1("cluster-without", "what", said(ui, key, value, own)),
        Trait::Present { key, .. } => ui.t1("cluster-present", "attribute", inside(&words::key(ui, key, own))),
        Trait::Missing { key, .. } => ui.t1("cluster-missing", "attribute", inside(&words::key(ui, key, own))),
        Trait::High { key, .. } if is_date(key, own) => ui.t1("cluster-later", "attribute", words::key(ui, key, own)),
        Trait::Low { key, .. } if is_date(key, own) => ui.t1("cluster-earlier", "attribute", words::key(ui, key, own)),
        Trait::High { key, mean, .. } => ui.t2(
            "cluster-high",
            "attribute",
            words::key(ui, key, own),
            "mean",
            mean_in_words(ui, *mean),
        ),
        Trait::Low { key, mean, .. } => ui.t2(
            "cluster-low",
            "attribute",
            words::key(ui, key, own),
            "mean",
            mean_in_words(ui, *mean),
        ),
    }
}

/// A value says what it is by itself («mairie», «Bretagne»), unless only its column's name makes it understood («oui»).
fn said(ui: &Ui, key: &str, value: &str, own: &[Attribute]) -> String {
    let word = words::value(ui, key, value);
    match Field::parse(key) {
        Some(Field::Postcode | Field::Department) | None => {
            ui.t2("cluster-value", "attribute", words::key(ui, key, own), "value", word)
        }
        Some(_) => word,
    }
}

fn is_date(key: &str, own: &[Attribute]) -> bool {
    own.iter()
        .any(|attribute| attribute.key.as_str() == key && attribute.kind == Kind::Date)
}

/// A mean, with as many digits as one reads.
fn mean_in_words(ui: &Ui, mean: f64) -> String {
    let rounded = if mean.abs() >= 100.0 {
        mean.round()
    } else {
        (mean * 10.0).round() / 10.0
    };
    number_in_words(ui, rounded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use jiff::tz::TimeZone;

    #[test]
    fn a_label_begins_with_a_capital_and_goes_on_as_a_sentence_does() {
        assert_eq!(capital("élus · hors mairie"), "Élus · hors mairie");
        assert_eq!(capital(""), "");
        assert_eq!(inside("Site web"), "site web");
        assert_eq!(inside("SIRET"), "SIRET");
        assert_eq!(inside("X"), "X");
        let ui = Ui::new(Locale::Fr, TimeZone::UTC);
        assert_eq!(
            ui.t1("cluster-missing", "attribute", inside("Téléphone")),
            "sans téléphone"
        );
    }
}
