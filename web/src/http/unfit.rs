//! Why a body or a query cannot be read, in the reader's words: which field, and what it is expected to hold.
//!
//! The decoder tells what it met in English sentences of its own. They are read here, in one place and by a test, and
//! never passed on: what they do not tell apart becomes «not the expected form».

use super::{FieldProblem, Problem};
use serde_json::error::Category;

/// JSON that is none is malformed; JSON of another shape than expected is invalid, and the place is named.
pub fn json(error: serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let place = error.path().to_string();
    let cause = error.into_inner();
    match cause.classify() {
        Category::Data => {
            let told = cause.to_string();
            // Where in the text means nothing to a program that has put it together.
            let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
            Problem::invalid(vec![field(&place, told)])
        }
        _ => not_json(&cause),
    }
}

/// Text that is no JSON, and how far it is some.
pub fn not_json(cause: &serde_json::Error) -> Problem {
    Problem::new(axum::http::StatusCode::BAD_REQUEST, "problem-not-json")
        .with("line", cause.line())
        .with("column", cause.column())
}

/// A parameter of a query that is not what it is to be.
pub fn query(error: serde_path_to_error::Error<serde::de::value::Error>) -> Problem {
    let place = error.path().to_string();
    let problem = field(&place, &error.into_inner().to_string());
    Problem::invalid(vec![problem])
}

/// What a decoder says of the field at `place`.
fn field(place: &str, told: &str) -> FieldProblem {
    let (told, name) = (told.trim(), quoted(told));
    if told.starts_with("missing field") {
        return FieldProblem::new(below(place, name), "invalid-required");
    }
    if told.starts_with("unknown field") {
        return FieldProblem::new(below(place, name), "invalid-unknown-field");
    }
    if told.starts_with("duplicate field") {
        return FieldProblem::new(below(place, name), "invalid-twice");
    }
    if told.starts_with("unknown variant") {
        let known: Vec<&str> = told.split('`').skip(3).step_by(2).collect();
        return FieldProblem::new(root(place), "invalid-choice").with("known", known.join(", "));
    }
    let key = match told.rsplit_once(", expected ").map(|(_, what)| what) {
        Some(what) => expected(what),
        // A number of a query, which comes as text.
        None if told.contains("invalid digit") || told.contains("parse integer") => "invalid-expects-whole",
        None => "invalid-unreadable",
    };
    FieldProblem::new(root(place), key)
}

/// The sentence for what serde calls what it wants: names of Rust types, or words of a visitor.
fn expected(what: &str) -> &'static str {
    match what {
        "a string" | "a borrowed string" | "str" | "string" => "invalid-expects-text",
        "a boolean" | "bool" => "invalid-expects-boolean",
        "f32" | "f64" | "a number" => "invalid-expects-number",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize"
        | "an integer" => "invalid-expects-whole",
        "a sequence" | "an array" => "invalid-expects-list",
        "a map" => "invalid-expects-object",
        what if what.starts_with("struct ") || what.starts_with("a map") => "invalid-expects-object",
        what if what.starts_with("a sequence") || what.starts_with("tuple") => "invalid-expects-list",
        _ => "invalid-unexpected-form",
    }
}

/// The name between the first two backquotes.
fn quoted(told: &str) -> &str {
    told.split('`').nth(1).unwrap_or_default()
}

/// The place of the whole body has no name.
fn root(place: &str) -> &str {
    if place == "." { "" } else { place }
}

/// The place of the field `name` at `place`, which may name it already.
fn below(place: &str, name: &str) -> String {
    match root(place) {
        "" => name.to_owned(),
        place if place == name || place.ends_with(&format!(".{name}")) => place.to_owned(),
        place => format!("{place}.{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Body {
        title: String,
        days: Option<i64>,
        share: Option<f64>,
        live: Option<bool>,
        channels: Option<Vec<String>>,
        grounds: Option<BTreeMap<String, Inner>>,
        kind: Option<Choice>,
        id: Option<uuid::Uuid>,
    }

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        evidence: String,
    }

    #[derive(Deserialize, Debug)]
    #[serde(rename_all = "snake_case")]
    enum Choice {
        Skip,
        Overwrite,
    }

    fn told(json: &str) -> (String, &'static str) {
        let mut reader = serde_json::Deserializer::from_str(json);
        let error = serde_path_to_error::deserialize::<_, Body>(&mut reader).unwrap_err();
        let place = error.path().to_string();
        let cause = error.into_inner().to_string();
        let cause = cause.rsplit_once(" at line ").map_or(cause.as_str(), |(what, _)| what);
        let problem = field(&place, cause);
        (problem.field, problem.key)
    }

    #[test]
    fn every_way_to_be_wrong_has_words_of_ours() {
        let cases = [
            ("{}", "title", "invalid-required"),
            (r#"{"title":1}"#, "title", "invalid-expects-text"),
            (r#"{"title":"a","nom":1}"#, "nom", "invalid-unknown-field"),
            (r#"{"title":"a","title":"b"}"#, "title", "invalid-twice"),
            (r#"{"title":"a","days":"b"}"#, "days", "invalid-expects-whole"),
            (r#"{"title":"a","days":1.5}"#, "days", "invalid-expects-whole"),
            (r#"{"title":"a","share":"b"}"#, "share", "invalid-expects-number"),
            (r#"{"title":"a","live":"oui"}"#, "live", "invalid-expects-boolean"),
            (
                r#"{"title":"a","channels":"email"}"#,
                "channels",
                "invalid-expects-list",
            ),
            (r#"{"title":"a","channels":[1]}"#, "channels[0]", "invalid-expects-text"),
            (r#"{"title":"a","grounds":[]}"#, "grounds", "invalid-expects-object"),
            (
                r#"{"title":"a","grounds":{"email":{}}}"#,
                "grounds.email.evidence",
                "invalid-required",
            ),
            (
                r#"{"title":"a","grounds":{"email":"x"}}"#,
                "grounds.email",
                "invalid-expects-object",
            ),
            (r#"{"title":"a","kind":"replace"}"#, "kind", "invalid-choice"),
            (r#"{"title":"a","id":"x"}"#, "id", "invalid-unreadable"),
            ("[1]", "", "invalid-expects-text"),
            ("null", "", "invalid-expects-object"),
        ];
        let found: Vec<_> = cases.iter().map(|(json, ..)| told(json)).collect();
        let wanted: Vec<_> = cases
            .iter()
            .map(|(_, place, key)| ((*place).to_owned(), *key))
            .collect();
        // A field's struct may come as an array, too (a whole body may not); what is said of that only has to be ours.
        assert_eq!(found[..15], wanted[..15]);
        assert!(found[15..].iter().all(|(_, key)| key.starts_with("invalid-")));
    }
}
