//! What is wrong with a message, in the reader's words.

use crate::pages::words;
use crate::view::Ui;
use relais_core::audience::fold;
use relais_core::consent::Topic;
use relais_core::contacts::attributes::Attribute;
use relais_core::content::{COMPANY_NAME, ContentProblem, Fault, UNSUBSCRIBE_URL};

/// Names offered for one that does not exist, at most.
const OFFERED: usize = 3;

/// How a merge field is written.
const EXAMPLE: &str = "{{ first_name }}";

/// What is wrong with a message, and in which of its fields.
pub fn sentence(ui: &Ui, problem: &ContentProblem) -> String {
    let what = beside(ui, problem);
    match problem.fault {
        // These say it themselves.
        Fault::Required | Fault::NoSuchField => what,
        _ => ui.t2("content-in", "field", field(ui, problem), "what", what),
    }
}

/// The same where one sees which field it is.
pub fn beside(ui: &Ui, problem: &ContentProblem) -> String {
    match &problem.fault {
        Fault::Required if problem.field == "subject" => ui.t("content-no-subject"),
        Fault::Required if matches!(problem.field.as_str(), "html" | "text" | "body") => ui.t("content-nothing"),
        Fault::Required => ui.t("field-required"),
        Fault::NoSuchField => ui.t("invalid-unknown-field"),
        Fault::TooLarge(max) => ui.t1("content-too-large", "max", ui.bytes(&(*max as u64))),
        Fault::TooLong(max) => ui.t1("text-too-long", "max", *max),
        Fault::SeveralLines => ui.t("content-several-lines"),
        Fault::Unprintable => ui.t("content-unprintable"),
        Fault::NotAnAddress => ui.t("content-no-address"),
        Fault::NotALink => ui.t("content-no-link"),
        Fault::UnknownField { name, known } => unknown(ui, name, known),
        Fault::UnknownFilter { line, name } => ui.t2("content-unknown-filter", "line", *line, "name", name),
        Fault::Unclosed { line, close } => ui.t2("content-unclosed", "line", *line, "close", *close),
        Fault::NoEnd { line } => ui.t2("content-no-end", "line", *line, "end", "{% endif %}"),
        Fault::NoCondition { line } => ui.t1("content-no-condition", "line", *line),
        Fault::Template { line, .. } => ui.t2("content-template", "line", *line, "example", EXAMPLE),
        Fault::Forbidden { line, what } => ui.t2("content-forbidden", "line", *line, "what", what),
        Fault::BadLink { line, link } if link.is_empty() => ui.t1("content-empty-link", "line", *line),
        Fault::BadLink { line, link } => ui.t2("content-bad-link", "line", *line, "link", link),
        Fault::OtherSender { domains } => ui.t1("content-other-sender", "domains", domains.join(", ")),
        Fault::TooComplex => ui.t("content-too-complex"),
        Fault::TooManyLinks(max) => ui.t1("content-too-many-links", "max", *max),
    }
}

/// What a field of a message is called.
fn field(ui: &Ui, problem: &ContentProblem) -> String {
    let key = match (problem.channel, problem.field.as_str()) {
        (_, "subject") => "mail-subject",
        (Topic::Email, "text") => "mail-text",
        (_, "html" | "text" | "body") => "content-field-message",
        (_, "from") => "mail-sender",
        (_, "reply_to") => "mail-reply-to",
        (_, "title") => "content-field-title",
        (_, "url") => "content-field-url",
        (_, other) => return other.to_owned(),
    };
    ui.t(key)
}

/// A merge field that does not exist, and how those are written that could be meant.
fn unknown(ui: &Ui, name: &str, known: &[String]) -> String {
    let named: Vec<(&str, String)> = known
        .iter()
        .map(|key| (key.as_str(), merge_label(ui, key, &[])))
        .collect();
    let near = near(name, &named).into_iter().map(|(key, label)| {
        let tag = format!("{{{{ {key} }}}}");
        ui.t2("content-written", "label", label, "tag", tag)
    });
    let mut told = vec![ui.t1("content-unknown-field", "name", name)];
    told.extend(near);
    told.join(" ")
}

/// What a merge field is called.
pub fn merge_label(ui: &Ui, name: &str, own: &[Attribute]) -> String {
    match name {
        COMPANY_NAME => ui.t("merge-company-name"),
        UNSUBSCRIBE_URL => ui.t("merge-unsubscribe-url"),
        name => words::key(ui, name, own),
    }
}

/// The known merge fields, by key and label, that are most like one that does not exist.
fn near<'a>(name: &str, known: &'a [(&'a str, String)]) -> Vec<&'a (&'a str, String)> {
    let name = fold(name);
    // A company's own attribute has its key for a label, as far as is known here.
    let like = |text: &str| {
        let text = fold(text);
        let distance = distance(&name, &text);
        (distance <= 2 + text.chars().count() / 4 && distance < text.chars().count()).then_some(distance)
    };
    let mut found: Vec<(usize, &(&str, String))> = known
        .iter()
        .filter_map(|one| Some((like(one.0).into_iter().chain(like(&one.1)).min()?, one)))
        .collect();
    found.sort_by_key(|(distance, one)| (*distance, one.0));
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
    use crate::locale::Locale;

    fn ui(locale: Locale) -> Ui {
        Ui::new(locale, jiff::tz::TimeZone::UTC)
    }

    fn unknown_field(name: &str) -> ContentProblem {
        ContentProblem {
            channel: Topic::Email,
            field: "subject".to_owned(),
            fault: Fault::UnknownField {
                name: name.to_owned(),
                known: relais_core::content::merge_fields(&[]),
            },
        }
    }

    // R: T1
    #[test]
    fn the_field_is_named_and_how_the_right_one_is_written() {
        let french = ui(Locale::Fr);
        let told = sentence(&french, &unknown_field("prénon"));
        assert!(told.starts_with("Objet : "), "{told}");
        assert!(
            told.contains("« prénon »") && told.contains("Prénom s’écrit {{ first_name }}."),
            "{told}"
        );
        assert!(beside(&french, &unknown_field("firstname")).contains("{{ first_name }}"));
        let none = beside(&french, &unknown_field("pointure de chaussures"));
        assert!(!none.contains("s’écrit"), "{none}");
    }

    // R: T1
    #[test]
    fn no_sentence_speaks_as_the_engine_does() {
        for fault in [
            Fault::Unclosed { line: 1, close: "}}" },
            Fault::UnknownFilter {
                line: 1,
                name: "replace".to_owned(),
            },
            Fault::Template {
                line: 1,
                detail: "unknown test: test nice is unknown".to_owned(),
            },
        ] {
            let problem = ContentProblem {
                channel: Topic::Email,
                field: "html".to_owned(),
                fault,
            };
            for locale in Locale::ALL {
                let told = sentence(&ui(locale), &problem);
                assert!(told.starts_with("Message"), "{told}");
                assert!(!told.contains("is unknown") && !told.contains("is missing)"), "{told}");
            }
        }
    }

    #[test]
    fn distances_are_counted_in_letters() {
        assert_eq!(distance("prenom", "prenom"), 0);
        assert_eq!(distance("", "abc"), 3);
    }
}
