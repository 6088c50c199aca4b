use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::words::{EN, FR, Files, build};
use super::{IntoArg, Locale};

/// Key → names of its variables, read from the sources.
fn keys(files: Files) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in files.iter().flat_map(|(_, text)| text.lines()) {
        if line.starts_with(|c: char| c.is_ascii_lowercase())
            && let Some((key, _)) = line.split_once('=')
        {
            key.trim().clone_into(&mut current);
            assert!(
                found.insert(current.clone(), BTreeSet::new()).is_none(),
                "{current} is there twice"
            );
        }
        for variable in line.split('$').skip(1) {
            let name = variable
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .next()
                .unwrap();
            found.get_mut(&current).unwrap().insert(name.to_owned());
        }
    }
    found
}

/// Texts of every file with this ending below a folder of the crate.
fn sources(folder: &str, ending: &str, into: &mut Vec<(String, String)>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .strip_prefix(env!("CARGO_MANIFEST_DIR"))
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if path.is_dir() {
            sources(&name, ending, into);
        } else if name.ends_with(ending) {
            into.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Keys named where a key is expected: `ui.t("…")`, `msg("…")`, `fn key` and the macros of `pieces.html`.
fn named(text: &str) -> Vec<&str> {
    let calls = [
        "ui.t(\"",
        "ui.t1(\"",
        "ui.t2(\"",
        "ui.tn(\"",
        ".msg(\"",
        ".msg_with(\"",
        "msg_key!(\"",
    ];
    calls
        .iter()
        .flat_map(|call| text.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn the_files_are_well_formed() {
    for locale in Locale::ALL {
        assert_eq!(build(locale).1, Vec::<String>::new());
    }
    for (name, text) in FR {
        assert!(!text.contains(" !"), "{name}.ftl: an exclamation mark");
        assert!(!text.contains('\''), "{name}.ftl: typewriter apostrophe, ’ is meant");
    }
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    assert_eq!(keys(FR), keys(EN));
}

#[test]
fn every_key_named_exists_and_every_key_is_named() {
    let mut texts = Vec::new();
    sources("templates", ".html", &mut texts);
    sources("src", ".rs", &mut texts);
    texts.retain(|(name, _)| !name.ends_with("locale/tests.rs"));
    let known = keys(FR);
    for (file, text) in &texts {
        for key in named(text) {
            assert!(
                known.contains_key(key),
                "{file} names «{key}», which is in no .ftl file"
            );
        }
    }
    let everything: String = texts.into_iter().map(|(_, text)| text).collect();
    for key in known.keys() {
        assert!(
            everything.contains(&format!("\"{key}\"")),
            "«{key}» is named nowhere: remove it"
        );
    }
}

#[test]
fn numbers_are_written_as_the_reader_writes_them() {
    assert_eq!(Locale::Fr.number(1_268), "1\u{202f}268");
    assert_eq!(Locale::En.number(1_268), "1,268");
    assert_eq!(Locale::Fr.number(-1_000_000), "-1\u{202f}000\u{202f}000");
    assert_eq!(Locale::Fr.decimal(12.345, 1), "12,3");
    assert_eq!(Locale::En.decimal(f64::NAN, 1), "–");
    assert_eq!(Locale::Fr.percent(0.1234), "12,3\u{202f}%");
    assert_eq!(Locale::En.percent(0.5), "50%");
    assert_eq!(Locale::Fr.percent(0.0), "0\u{202f}%");
    assert_eq!(Locale::En.percent(1.0), "100%");
    assert_eq!(Locale::En.percent(0.9994), "99.9%");
    let (reached, base, one) = (48_897.0, 48_899.0, 1.0);
    assert_eq!(Locale::Fr.percent(reached / base), ">\u{a0}99,9\u{202f}%");
    assert_eq!(Locale::En.percent(one / base), "<\u{a0}0.1%");
    assert_eq!(Locale::Fr.bytes(12_400_000), "12,4\u{a0}Mo");
    assert_eq!(Locale::En.bytes(999), "999\u{a0}B");
}

#[test]
fn dates_are_written_as_the_reader_writes_them() {
    let day = date(2027, 1, 15);
    assert_eq!(Locale::Fr.date(day), "15 janvier 2027");
    assert_eq!(Locale::En.date(day), "15 January 2027");
    assert_eq!(Locale::Fr.short_date(day), "15 janv. 2027");
    let paris = TimeZone::get("Europe/Paris").unwrap();
    let at = "2027-01-15T13:30:00Z".parse().unwrap();
    assert_eq!(Locale::Fr.datetime(at, &paris), "15 janvier 2027 à 14:30");
    assert_eq!(Locale::En.datetime(at, &paris), "15 January 2027 at 14:30");
    assert_eq!(Locale::Fr.date(date(2027, 1, 1)), "1er janvier 2027");
    assert_eq!(Locale::Fr.short_date(date(2027, 5, 1)), "1er mai 2027");
    assert_eq!(Locale::Fr.date(date(2027, 1, 11)), "11 janvier 2027");
    assert_eq!(Locale::En.date(date(2027, 1, 1)), "1 January 2027");
    let first = "2027-03-31T23:30:00Z".parse().unwrap();
    assert_eq!(Locale::Fr.datetime(first, &paris), "1er avril 2027 à 01:30");
}

#[test]
fn sentences_take_numbers_and_plurals() {
    assert_eq!(
        Locale::Fr.msg_with("overview-all-campaigns", &[("count", 1_268.arg())]),
        "Voir les 1\u{202f}268 campagnes"
    );
    assert_eq!(Locale::Fr.about(Duration::from_secs(20)), "moins d’une minute");
    assert_eq!(Locale::Fr.about(Duration::from_secs(3_600 * 3)), "environ 3 heures");
    assert_eq!(Locale::En.about(Duration::from_secs(150)), "about 3 minutes");
}
