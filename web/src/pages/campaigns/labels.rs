//! What distinguishes a cluster, in words.

use crate::locale::IntoArg as _;
use crate::pages::audience::number_in_words;
use crate::pages::words;
use crate::view::Ui;
use relais_core::contacts::attributes::{Attribute, Kind};
use relais_core::contacts::{Field, Key};
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

/// The name of an attribute inside of a sentence: «sans téléphone», «without Instagram followers». What the company's own
/// file calls a column stays as it is written, in quotes: it is no word of the sentence, nor always of its language.
fn inside(ui: &Ui, key: &str, own: &[Attribute]) -> String {
    let name = words::key(ui, key, own);
    let network = Key::parse(key).ok().as_ref().and_then(Key::network).map(str::to_owned);
    match network {
        Some(network) if name.starts_with(&words::network(&network)) => name,
        None if own.iter().any(|attribute| attribute.key.as_str() == key) => ui.t1("cluster-own", "attribute", name),
        _ => lowered(&name),
    }
}

/// A name that begins in lower case, unless it is an abbreviation.
fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

fn trait_words(ui: &Ui, one: &Trait, own: &[Attribute]) -> String {
    match one {
        Trait::Value { key, value, .. } => said(ui, key, &[value], own),
        Trait::Mostly { key, values, .. } => ui.t1("cluster-mostly", "what", said(ui, key, &values.each_ref(), own)),
        Trait::Others { key, .. } => ui.t1("cluster-others", "attribute", words::key(ui, key, own)),
        Trait::Without { key, value, .. } => ui.t1("cluster-without", "what", said(ui, key, &[value], own)),
        Trait::Present { key, .. } => ui.t1("cluster-present", "attribute", inside(ui, key, own)),
        Trait::Missing { key, .. } => ui.t1("cluster-missing", "attribute", inside(ui, key, own)),
        Trait::High { key, .. } if is_date(key, own) => ui.t1("cluster-later", "attribute", words::key(ui, key, own)),
        Trait::Low { key, .. } if is_date(key, own) => ui.t1("cluster-earlier", "attribute", words::key(ui, key, own)),
        Trait::High { key, mean, overall } => {
            beside_base(ui, "cluster-high", &words::key(ui, key, own), *mean, *overall)
        }
        Trait::Low { key, mean, overall } => beside_base(ui, "cluster-low", &words::key(ui, key, own), *mean, *overall),
    }
}

/// A mean says little by itself: whether it is high or low, and beside what.
fn beside_base(ui: &Ui, sentence: &str, attribute: &str, mean: f64, overall: f64) -> String {
    ui.tn(
        sentence,
        &[
            ("attribute", attribute.arg()),
            ("mean", mean_in_words(ui, mean).arg()),
            ("base", mean_in_words(ui, overall).arg()),
        ],
    )
}

/// Values say what they are by themselves («mairie», «Bretagne»), unless only their column's name makes them understood («oui»).
fn said(ui: &Ui, key: &str, values: &[&String], own: &[Attribute]) -> String {
    let each: Vec<String> = values.iter().map(|value| words::value(ui, key, value)).collect();
    let word = each.join(", ");
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
        assert_eq!(lowered("Site web"), "site web");
        assert_eq!(lowered("SIRET"), "SIRET");
        assert_eq!(lowered("X"), "X");
    }

    #[test]
    fn names_and_the_companys_own_words_stay_as_they_are_written() {
        let own = [Attribute {
            key: Key::parse("dernier_achat").unwrap(),
            label: "Dernier achat".to_owned(),
            kind: Kind::Date,
        }];
        let without = |locale, key: &str| {
            let missing = Trait::Missing {
                key: key.to_owned(),
                share: 1.0,
                lift: 2.0,
            };
            trait_words(&Ui::new(locale, TimeZone::UTC), &missing, &own)
        };
        assert_eq!(without(Locale::Fr, "phone"), "sans téléphone");
        assert_eq!(without(Locale::En, "phone"), "without phone");
        assert_eq!(without(Locale::Fr, "followers_instagram"), "sans abonnés Instagram");
        assert_eq!(
            without(Locale::En, "followers_instagram"),
            "without Instagram followers"
        );
        assert_eq!(without(Locale::Fr, "dernier_achat"), "sans «\u{a0}Dernier achat\u{a0}»");
        assert_eq!(without(Locale::En, "dernier_achat"), "without “Dernier achat”");
    }

    #[test]
    fn a_number_says_whether_it_is_high_or_low_and_beside_what() {
        let (mean, overall) = (29.8, 304.0);
        let trait_of = |high: bool| {
            let key = "MntWines".to_owned();
            if high {
                Trait::High {
                    key,
                    mean: overall,
                    overall: mean,
                }
            } else {
                Trait::Low { key, mean, overall }
            }
        };
        let told = |locale, high| trait_words(&Ui::new(locale, TimeZone::UTC), &trait_of(high), &[]);
        // Neither a colon nor a semicolon begins a line.
        assert_eq!(told(Locale::Fr, false), "MntWines\u{a0}: faible (29,8\u{a0}; base 304)");
        assert_eq!(told(Locale::Fr, true), "MntWines\u{a0}: élevé (304\u{a0}; base 29,8)");
        assert_eq!(told(Locale::En, false), "MntWines: low (29.8; base 304)");
        assert_eq!(told(Locale::En, true), "MntWines: high (304; base 29.8)");
    }

    #[test]
    fn a_mixed_cluster_is_named_after_its_two_commonest_values_or_as_the_others() {
        let mostly = Trait::Mostly {
            key: "region".to_owned(),
            values: ["Hauts-de-France".to_owned(), "Centre-Val de Loire".to_owned()],
            share: 0.6,
            lift: 2.0,
        };
        let others = Trait::Others {
            key: "region".to_owned(),
            share: 0.9,
            lift: 2.0,
        };
        let told = |locale, one| trait_words(&Ui::new(locale, TimeZone::UTC), one, &[]);
        assert_eq!(
            told(Locale::Fr, &mostly),
            "surtout Hauts-de-France, Centre-Val de Loire"
        );
        assert_eq!(told(Locale::En, &mostly), "mostly Hauts-de-France, Centre-Val de Loire");
        assert_eq!(told(Locale::Fr, &others), "Région\u{a0}: autres");
        assert_eq!(told(Locale::En, &others), "Region: others");
    }
}
