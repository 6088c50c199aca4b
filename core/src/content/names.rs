//! The names a template reads, before the engine sees them: people write «{{ prénom }}», and mean `first_name`.
//!
//! A name that means a merge field is written as its key; one that means nothing is told by the name it was written with,
//! with accents and all, which the engine would stumble over without saying at what.

use super::scan::{self, Kind, Tag};
use super::{COMPANY_NAME, Fault, UNSUBSCRIBE_URL};
use crate::contacts::import::normalise::text::fold;
use std::ops::Range;

/// What French readers call the merge fields, as [`fold`] writes it, where no other field could be meant.
const FRENCH: [(&str, &str); 35] = [
    ("adresse", "address"),
    ("adresse e mail", "email"),
    ("adresse mail", "email"),
    ("code postal", "postcode"),
    ("commune", "city"),
    ("courriel", "email"),
    ("cp", "postcode"),
    ("departement", "department"),
    ("desinscription", UNSUBSCRIBE_URL),
    ("e mail", "email"),
    ("entreprise", "company"),
    ("langue", "language"),
    ("lien de desinscription", UNSUBSCRIBE_URL),
    ("mail", "email"),
    ("nom", "name"),
    ("nom de famille", "last_name"),
    ("organisation", "company"),
    ("pays", "country"),
    ("portable", "phone"),
    ("prenom", "first_name"),
    ("raison sociale", "company"),
    ("region", "region"),
    ("secteur", "sector"),
    ("secteur d activite", "sector"),
    ("site", "website"),
    ("site internet", "website"),
    ("site web", "website"),
    ("societe", "company"),
    ("statut", "status"),
    ("tel", "phone"),
    ("telephone", "phone"),
    ("ville", "city"),
    ("votre entreprise", COMPANY_NAME),
    ("votre organisation", COMPANY_NAME),
    ("votre societe", COMPANY_NAME),
];

/// Words of the template language.
const WORDS: [&str; 17] = [
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "elif",
    "else",
    "endif",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "defined",
    "undefined",
];

/// The filters a message may use.
const FILTERS: [&str; 10] = [
    "default",
    "d",
    "upper",
    "lower",
    "capitalize",
    "title",
    "trim",
    "urlencode",
    "round",
    "int",
];

/// The merge field somebody means by a name; `known` are all there are.
pub(super) fn meant<'a>(name: &str, known: &'a [String]) -> Option<&'a str> {
    let exact = |key: &str| known.iter().find(|known| *known == key).map(String::as_str);
    if let Some(key) = exact(name) {
        return Some(key);
    }
    let folded = fold(name);
    // A company's own attribute goes before what a word usually means.
    exact(&folded.replace(' ', "_")).or_else(|| {
        let (_, key) = FRENCH.iter().find(|(french, _)| *french == folded)?;
        exact(key)
    })
}

/// The template with every name written as the key it means.
///
/// # Errors
/// Every name that means nothing, every filter there is none of, and conditions without their end.
pub(super) fn resolve(source: &str, tags: &[Tag], known: &[String]) -> Result<String, Vec<Fault>> {
    let mut faults: Vec<Fault> = unended(source, tags).into_iter().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for tag in tags.iter().filter(|tag| tag.kind != Kind::Comment) {
        for Word { range, role } in words(source, tag, known) {
            let name = &source[range.clone()];
            match role {
                Role::Filter if FILTERS.contains(&name) => {}
                Role::Filter => faults.push(Fault::UnknownFilter {
                    line: scan::line(source, range.start),
                    name: name.to_owned(),
                }),
                Role::Name => match meant(name, known) {
                    Some(key) => {
                        out.push_str(&source[at..range.start]);
                        out.push_str(key);
                        at = range.end;
                    }
                    None => {
                        let fault = Fault::UnknownField {
                            name: name.to_owned(),
                            known: known.to_vec(),
                        };
                        if !faults.contains(&fault) {
                            faults.push(fault);
                        }
                    }
                },
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    out.push_str(&source[at..]);
    Ok(out)
}

/// A condition that is not ended, or an end of none.
fn unended(source: &str, tags: &[Tag]) -> Option<Fault> {
    let mut open: Vec<usize> = Vec::new();
    for tag in tags.iter().filter(|tag| tag.kind == Kind::Statement) {
        let line = scan::line(source, tag.range.start);
        match scan::statement(&source[tag.range.clone()]) {
            "if" => open.push(line),
            _ if open.is_empty() => return Some(Fault::NoCondition { line }),
            "endif" => drop(open.pop()),
            _ => {}
        }
    }
    open.pop().map(|line| Fault::NoEnd { line })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Something whose value is read.
    Name,
    /// What is done to it.
    Filter,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    range: Range<usize>,
    role: Role,
}

/// The names and filters of a tag. Names that stand beside each other are one of several words, since nothing else of the
/// language could stand so.
fn words(source: &str, tag: &Tag, known: &[String]) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let end = tag.range.end - 2;
    let mut at = tag.range.start + 2;
    // What stands between the last word and this place.
    let mut between = String::new();
    // Whether the next word is told by the one before: a test, a part of something.
    let (mut after_is, mut glue) = (false, false);
    while let Some(letter) = source[at..end].chars().next() {
        if letter == '"' || letter == '\'' {
            at = quoted(source, at, end);
            between.push(letter);
            glue = false;
            continue;
        }
        if letter.is_ascii_digit() {
            let rest = &source[at..end];
            at += rest
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
                .unwrap_or(rest.len());
            between.push(letter);
            glue = false;
            continue;
        }
        if !is_first(letter) {
            between.push(letter);
            at += letter.len_utf8();
            continue;
        }
        let rest = &source[at..end];
        let range = at..at + rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        at = range.end;
        let text = &source[range.clone()];
        let mark = std::mem::take(&mut between);
        let mark = mark.trim();
        if WORDS.contains(&text) {
            after_is = text == "is" || (text == "not" && after_is);
            glue = false;
            continue;
        }
        let was_glue = std::mem::replace(&mut glue, false);
        if mark.ends_with('.') || std::mem::take(&mut after_is) {
            continue;
        }
        if mark.ends_with('|') {
            found.push(Word {
                range,
                role: Role::Filter,
            });
            continue;
        }
        glue = true;
        match found.last_mut() {
            Some(last) if was_glue && is_one(source, last.range.start..range.end, mark, known) => {
                last.range.end = range.end;
            }
            _ => found.push(Word {
                range,
                role: Role::Name,
            }),
        }
    }
    found
}

/// Whether what stands there is one name of several words. A dash could also take one number from another.
fn is_one(source: &str, whole: Range<usize>, between: &str, known: &[String]) -> bool {
    match between {
        "" | "’" => true,
        "-" => meant(&source[whole], known).is_some(),
        _ => false,
    }
}

fn is_first(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

/// Combining accents are parts of the letters before them.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || ('\u{300}'..='\u{36F}').contains(&letter)
}

/// Where a text in quotes ends.
fn quoted(source: &str, start: usize, end: usize) -> usize {
    let bytes = source.as_bytes();
    let mut at = start + 1;
    while at < end && bytes[at] != bytes[start] {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<String> {
        let mut known: Vec<String> = crate::content::merge_fields(&[]);
        known.push("surnom".to_owned());
        known.push("population".to_owned());
        known
    }

    fn resolved(source: &str) -> Result<String, Vec<Fault>> {
        resolve(source, &scan::tags(source).unwrap(), &known())
    }

    // R: T1
    #[test]
    fn names_are_understood_as_people_write_them() {
        for (written, read) in [
            ("Bonjour {{ prénom }},", "Bonjour {{ first_name }},"),
            ("{{ Prenom }} {{NOM}}", "{{ first_name }} {{name}}"),
            ("{{ pre\u{301}nom }}", "{{ first_name }}"),
            ("{{ nom de famille|upper }}", "{{ last_name|upper }}"),
            ("{{ code postal }} {{ Ville }}", "{{ postcode }} {{ city }}"),
            ("{{ e-mail }} {{ site web }}", "{{ email }} {{ website }}"),
            (
                "{% if société and not ville %}{{ société|default(\"prénom\") }}{% endif %}",
                "{% if company and not city %}{{ company|default(\"prénom\") }}{% endif %}",
            ),
            ("{{ (nom|default(\"x\"))|upper }}", "{{ (name|default(\"x\"))|upper }}"),
            ("{{ Surnom }}", "{{ surnom }}"),
            ("{{ population - 1 }}", "{{ population - 1 }}"),
            ("{{ prénom|default(nom) }}", "{{ first_name|default(name) }}"),
            (
                "{% if ville is not defined %}x{% endif %}",
                "{% if city is not defined %}x{% endif %}",
            ),
            ("{# prénom #}{{ 'prénom' }}", "{# prénom #}{{ 'prénom' }}"),
        ] {
            assert_eq!(resolved(written).as_deref(), Ok(read), "{written}");
        }
    }

    #[test]
    fn every_name_meant_is_one_there_is() {
        let known = known();
        for (french, key) in FRENCH {
            assert_eq!(meant(french, &known), Some(key));
            assert_eq!(fold(french), french, "as it is looked for");
        }
    }

    // R: T1
    #[test]
    fn what_means_nothing_is_told_as_it_was_written() {
        let unknown = |name: &str| Fault::UnknownField {
            name: name.to_owned(),
            known: known(),
        };
        for (written, faults) in [
            ("{{ pointure }}", vec![unknown("pointure")]),
            ("{{ élu référent }}", vec![unknown("élu référent")]),
            ("{{ pointure }} {{ pointure }}", vec![unknown("pointure")]),
            ("{{ foo(1) }}", vec![unknown("foo")]),
            (
                "a\n{{ name|replace(1) }}",
                vec![Fault::UnknownFilter {
                    line: 2,
                    name: "replace".to_owned(),
                }],
            ),
            ("a\n\n{% if name %}", vec![Fault::NoEnd { line: 3 }]),
            ("{% endif %}", vec![Fault::NoCondition { line: 1 }]),
            ("{% else %}", vec![Fault::NoCondition { line: 1 }]),
        ] {
            assert_eq!(resolved(written), Err(faults), "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_template_breaks_the_reading(source in "(\\{\\{ ?|\\}\\}|\\{% if |%\\}|prénom|nom|e-|’|'|\"|\\||\\.|3|is | |\\\\|é){0,20}") {
            if let Ok(tags) = scan::tags(&source) {
                let _ = resolve(&source, &tags, &known());
            }
        }
    }
}
