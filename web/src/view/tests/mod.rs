//! Every template is rendered from sample data in both languages, and held to what all pages
//! promise: words in both languages, no inline script or style, icons and assets that exist.
//!
//! `RELAIS_PREVIEW=dir cargo test -p relais-web view` also writes the pages there, to be looked at.

mod account;
mod audit;
mod campaigns;
mod contacts;
mod imports;
mod overview;
mod panel;
mod plugins;
mod sending;
mod settings;
mod shell;
mod track;

use std::path::PathBuf;
use std::{env, fs};

use askama::Template;
use jiff::tz::TimeZone;

use super::Ui;
use crate::assets;
use crate::locale::Locale;

/// A rendered sample: its name (`login-wrong`) and its HTML.
type Sample = (&'static str, String);

/// Renders one sample.
fn page(name: &'static str, template: &impl Template) -> Sample {
    (name, template.render().unwrap_or_else(|e| panic!("{name}: {e}")))
}

fn reader(locale: Locale) -> Ui {
    Ui::new(locale, TimeZone::get("Europe/Paris").unwrap())
}

fn samples(locale: Locale) -> Vec<Sample> {
    let ui = reader(locale);
    [
        account::samples(&ui),
        overview::samples(&ui),
        panel::samples(&ui),
        plugins::samples(&ui),
        sending::samples(&ui),
        campaigns::samples(&ui),
        contacts::samples(&ui),
        imports::samples(&ui),
        settings::samples(&ui),
        audit::samples(&ui),
        track::samples(&ui),
    ]
    .concat()
}

/// Everything between `start` and `end` in `text`, for each `start`.
fn between<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split(end).next())
        .collect()
}

#[test]
fn every_page_renders_in_both_languages() {
    let [french, english] = Locale::ALL.map(samples);
    assert!(!french.is_empty());
    for ((name, fr), (_, en)) in french.iter().zip(&english) {
        assert_ne!(fr, en, "{name} reads the same in both languages");
        if fr.contains("<html") {
            assert!(
                fr.contains(r#"<html lang="fr""#) && en.contains(r#"<html lang="en""#),
                "{name}"
            );
            assert!(fr.contains("<h1"), "{name} has no heading");
        }
    }
    write_previews(&french, "fr");
    write_previews(&english, "en");
}

#[test]
fn no_page_needs_a_loose_content_policy() {
    for (name, html) in samples(Locale::Fr) {
        assert!(!html.contains(" style="), "{name}: inline style");
        assert!(!html.contains("<style"), "{name}: style element");
        assert!(!html.contains("javascript:"), "{name}: javascript address");
        for handler in ["onclick=", "onload=", "onchange=", "onsubmit=", "hx-on", "hx-vals=\"js"] {
            assert!(!html.contains(handler), "{name}: {handler}");
        }
        for tag in between(&html, "<script", '>') {
            let fine =
                tag.contains("application/json") || (tag.contains("type=\"module\"") && tag.contains("src=\"/assets/"));
            assert!(fine, "{name}: <script{tag}>");
        }
    }
}

#[test]
fn icons_and_assets_exist() {
    let sprite = assets::by_path(assets::url("icons.svg")).unwrap();
    let sprite = std::str::from_utf8(sprite.bytes).unwrap();
    for (name, html) in samples(Locale::Fr) {
        for href in between(&html, "<use href=\"", '"') {
            let icon = href.split_once('#').unwrap().1;
            assert!(
                sprite.contains(&format!("id=\"{icon}\"")),
                "{name}: no icon «{icon}»; add it to icons.txt"
            );
        }
        for attribute in ["href=\"/assets/", "src=\"/assets/"] {
            for rest in between(&html, attribute, '"') {
                let path = format!("/assets/{}", rest.split('#').next().unwrap());
                assert!(assets::by_path(&path).is_some(), "{name}: {path}");
            }
        }
        assert!(
            !html.contains("href=\"\""),
            "{name}: empty address (an asset that does not exist?)"
        );
    }
}

#[test]
fn ids_are_unique_and_labels_lead_somewhere() {
    for (name, html) in samples(Locale::Fr) {
        let mut ids = between(&html, " id=\"", '"');
        for target in between(&html, " for=\"", '"') {
            assert!(ids.contains(&target), "{name}: label for {target}, which is not there");
        }
        ids.sort_unstable();
        for pair in ids.windows(2) {
            assert_ne!(pair[0], pair[1], "{name}: the id is there twice");
        }
    }
}

/// Writes the pages and the assets beside them, when asked to.
fn write_previews(samples: &[Sample], language: &str) {
    let Some(root) = env::var_os("RELAIS_PREVIEW").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(root.join("assets")).unwrap();
    for asset in assets::all() {
        fs::write(root.join(asset.path.trim_start_matches('/')), asset.bytes).unwrap();
    }
    for (name, html) in samples {
        fs::write(root.join(format!("{name}.{language}.html")), html).unwrap();
    }
}
