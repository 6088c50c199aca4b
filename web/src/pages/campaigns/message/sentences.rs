//! What is wrong with a message, in the reader's words.

use crate::pages::words;
use crate::view::Ui;
use relais_core::contacts::attributes::Attribute;
use relais_core::content::{COMPANY_NAME, ContentProblem, Fault, UNSUBSCRIBE_URL};

/// Names offered for one that does not exist, at most.
const OFFERED: usize = 3;

/// What is wrong with a field.
pub fn sentence(ui: &Ui, problem: &ContentProblem) -> String {
    match &problem.fault {
        Fault::Required if problem.field == "subject" => ui.t("content-no-subject"),
        Fault::Required if matches!(problem.field.as_str(), "html" | "text" | "body") => ui.t("content-nothing"),
        Fault::Required => ui.t("field-required"),
        Fault::NoSuchField => ui.t("invalid-unknown-field"),
        Fault::TooLarge(max) => ui.t1("content-too-large", "max", ui.bytes(&(*max as u64))),
        Fault::SeveralLines => ui.t("content-several-lines"),
        Fault::Unprintable => ui.t("content-unprintable"),
        Fault::NotAnAddress => ui.t("content-no-address"),
        Fault::NotALink => ui.t("content-no-link"),
        Fault::UnknownField { name, known } => match near(name, known) {
            names if names.is_empty() => ui.t1("content-unknown-field", "name", name),
            names => ui.t2("content-unknown-field-near", "name", name, "near", names.join(", ")),
        },
        Fault::Template { line, .. } => ui.t1("content-template", "line", *line),
        Fault::Forbidden { line, what } => ui.t2("content-forbidden", "line", *line, "what", what),
        Fault::TooComplex => ui.t("content-too-complex"),
        Fault::TooManyLinks(max) => ui.t1("content-too-many-links", "max", *max),
    }
}

/// What a merge field is called.
pub fn merge_label(ui: &Ui, name: &str, own: &[Attribute]) -> String {
    match name {
        COMPANY_NAME => ui.t("merge-company-name"),
        UNSUBSCRIBE_URL => ui.t("merge-unsubscribe-url"),
        name => words::key(ui, name, own),
    }
}

/// The known names that are most like one that does not exist.
fn near<'a>(name: &str, known: &'a [String]) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let mut found: Vec<(usize, &str)> = known
        .iter()
        .map(|one| (distance(&name, one), one.as_str()))
        .filter(|(distance, one)| *distance <= 2 + one.len() / 4)
        .collect();
    found.sort_unstable();
    let nearest = found.first().map_or(0, |(distance, _)| *distance);
    found.retain(|(distance, _)| *distance <= nearest + 1);
    found.into_iter().take(OFFERED).map(|(_, one)| one).collect()
}

/// How many letters must be added, taken away or changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, right) in b.iter().enumerate() {
            let changed = corner + usize::from(left != *right);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_are_offered() {
        let known = ["first_name", "last_name", "company", "city"].map(str::to_owned);
        assert_eq!(near("firstname", &known), ["first_name"]);
        assert_eq!(near("Cty", &known), ["city"]);
        assert!(near("shoe_size", &known).is_empty());
        assert_eq!(distance("prenom", "prenom"), 0);
        assert_eq!(distance("", "abc"), 3);
    }
}
