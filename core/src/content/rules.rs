//! Which fields a channel's content has, and what each may hold.
//!
//! Those of our own four channels are known here, so that a content can be checked before any plugin is asked. Every other
//! field is what a plugin says of it; while it is not known which plugin will, any name will do, and it is text.

use super::{Content, ContentProblem, Contents, Fault, Template};
use crate::channels::Offered;
use crate::consent::Topic;
use crate::contacts::attributes::Attribute;
use crate::contacts::entry;
use crate::contacts::field::Field;
use relais_channels::{ContentField, FieldKind};
use std::borrow::Cow;

/// The largest HTML of a mail, in bytes.
pub const MAX_HTML: usize = 500 * 1024;

/// What a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line with merge fields.
    Line,
    /// HTML with merge fields.
    Html,
    /// Text with merge fields.
    Text,
    /// A web address with merge fields.
    Link,
    /// An email address, perhaps with a name; no merge fields.
    Address,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub name: Cow<'static, str>,
    pub shape: Shape,
    /// In bytes.
    pub max: usize,
}

const fn rule(name: &'static str, shape: Shape, max: usize) -> Rule {
    Rule {
        name: Cow::Borrowed(name),
        shape,
        max,
    }
}

/// The largest field that only a plugin knows, in bytes.
const MAX_OTHER: usize = 100 * 1024;
/// The longest name of such a field, in bytes.
const MAX_NAME: usize = 40;

/// The fields of a channel: those known here, and those its plugin describes, or, while no plugin is named, whatever the
/// content has.
pub(super) fn rules(channel: Topic, described: Option<&[ContentField]>, content: &Content) -> Vec<Rule> {
    let mut rules = known(channel).to_vec();
    let is_known = |name: &str| known(channel).iter().any(|rule| rule.name == name);
    let other = |name: &str, shape| Rule {
        name: Cow::Owned(name.to_owned()),
        shape,
        max: MAX_OTHER,
    };
    match described {
        Some(fields) => {
            let fields = fields.iter().filter(|field| !is_known(&field.name));
            rules.extend(fields.map(|field| other(&field.name, shape_of(field.kind))));
        }
        // Mails leave by our own transport, whichever plugin serves them: what it has no place for would be lost.
        None if channel != Topic::Email => {
            let names = content.0.keys().filter(|name| !is_known(name) && is_name(name));
            rules.extend(names.map(|name| other(name, Shape::Text)));
        }
        None => {}
    }
    rules
}

/// As plugins must write the names of their fields.
fn is_name(name: &str) -> bool {
    let mut letters = name.bytes();
    name.len() <= MAX_NAME
        && letters.next().is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_')
}

const fn shape_of(kind: FieldKind) -> Shape {
    match kind {
        FieldKind::Line => Shape::Line,
        FieldKind::Text => Shape::Text,
        FieldKind::Html => Shape::Html,
        FieldKind::Url => Shape::Link,
        FieldKind::EmailAddress => Shape::Address,
    }
}

/// The fields that are known here.
const fn known(channel: Topic) -> &'static [Rule] {
    match channel {
        Topic::Email => EMAIL,
        Topic::Sms => SMS,
        Topic::Push => PUSH,
        Topic::Postal => POSTAL,
        Topic::Tracking | Topic::Other(_) => &[],
    }
}

const EMAIL: &[Rule] = &[
    rule("subject", Shape::Line, 1_000),
    rule("html", Shape::Html, MAX_HTML),
    rule("text", Shape::Text, 200 * 1024),
    rule("from", Shape::Address, 320),
    rule("reply_to", Shape::Address, 320),
];
const SMS: &[Rule] = &[rule("text", Shape::Text, 4_000)];
const PUSH: &[Rule] = &[
    rule("title", Shape::Line, 400),
    rule("body", Shape::Text, 4_000),
    rule("url", Shape::Link, 2_000),
];
const POSTAL: &[Rule] = &[rule("body", Shape::Text, 100 * 1024)];

/// A field without which nothing can be sent, if it is missing.
pub(super) fn missing(channel: Topic, described: &[ContentField], content: &Content) -> Option<String> {
    let absent = |field: &&'static str| content.get(field).trim().is_empty();
    let missing = match channel {
        Topic::Email if !absent(&"subject") && !absent(&"text") => None,
        Topic::Email => ["subject", "html"].into_iter().find(absent),
        Topic::Sms => ["text"].into_iter().find(absent),
        Topic::Push => ["title"].into_iter().find(absent),
        Topic::Postal => ["body"].into_iter().find(absent),
        Topic::Tracking | Topic::Other(_) => None,
    };
    let mut required = described.iter().filter(|field| field.required);
    let mut other = || required.find(|field| content.get(&field.name).trim().is_empty());
    missing
        .map(str::to_owned)
        .or_else(|| other().map(|field| field.name.clone()))
}

/// What is wrong with contents as they are saved. A draft may still lack what sending will need. Fields of a channel that a
/// plugin brings are those that it described when the channel was saved.
pub fn check(contents: &Contents, own: &[Attribute], offered: &Offered) -> Vec<ContentProblem> {
    let wrong = |(channel, content): (&Topic, &Content)| {
        let Some(fields) = offered.content(*channel) else {
            return Template::compile(*channel, content, own).err().unwrap_or_default();
        };
        let mut wrong = Template::compile_for(*channel, fields, content, own)
            .err()
            .unwrap_or_default();
        wrong.extend(fields.iter().filter_map(|field| too_long(*channel, field, content)));
        wrong
    };
    let mut problems: Vec<ContentProblem> = contents.iter().flat_map(wrong).collect();
    problems.retain(|problem| problem.fault != Fault::Required);
    problems
}

/// Whether a field is longer than its channel takes, whoever it is for. What holds tags is measured when it is composed.
fn too_long(channel: Topic, field: &ContentField, content: &Content) -> Option<ContentProblem> {
    let (max, text) = (field.max_length?, content.get(&field.name).trim());
    let is_the_same_for_all = !text.contains("{{") && !text.contains("{%");
    let is_longer = text.chars().count() > usize::try_from(max).unwrap_or(usize::MAX);
    (is_the_same_for_all && is_longer).then(|| ContentProblem {
        channel,
        field: field.name.clone(),
        fault: Fault::TooLong(max),
    })
}

/// Checks what can be said of a field without reading it as a template.
pub(super) fn shape(rule: &Rule, value: &str) -> Result<(), Fault> {
    if value.len() > rule.max {
        return Err(Fault::TooLarge(rule.max));
    }
    let one_line = !matches!(rule.shape, Shape::Html | Shape::Text);
    if one_line && value.contains(['\n', '\r']) {
        return Err(Fault::SeveralLines);
    }
    let unprintable = |c: char| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c >= '\u{10_0000}';
    if value.contains(unprintable) {
        return Err(Fault::Unprintable);
    }
    match rule.shape {
        Shape::Address if !is_mailbox(value) => Err(Fault::NotAnAddress),
        Shape::Link if !is_link(value) => Err(Fault::NotALink),
        _ => Ok(()),
    }
}

fn is_link(value: &str) -> bool {
    ["http://", "https://", "{{"]
        .into_iter()
        .any(|start| value.starts_with(start))
}

/// `a@b.fr` or `Name <a@b.fr>` (RFC 5322 §3.4, without comments, groups and quoted local parts).
fn is_mailbox(value: &str) -> bool {
    let address = match value.split_once('<') {
        Some((name, rest)) => {
            let plain = !name.trim().is_empty() && !name.contains(['>', '@', '{']);
            match rest.strip_suffix('>') {
                Some(address) if plain => address,
                _ => return false,
            }
        }
        None => value,
    };
    // Nothing around the address and nothing beside it: what is stored is what is sent.
    let simple = !address.contains([' ', ',', ';', ':', '<', '>', '{']);
    simple && matches!(entry::lookup(Field::Email, address, "FR"), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O4
    #[test]
    fn what_a_plugin_described_is_what_may_be_said() {
        let field = |name: &str, kind, required, max_length| ContentField {
            name: name.to_owned(),
            label: String::new(),
            kind,
            required,
            max_length,
        };
        let fields = [
            field("head", FieldKind::Line, true, Some(10)),
            field("text", FieldKind::Text, true, None),
            field("link", FieldKind::Url, false, None),
            field("answer", FieldKind::EmailAddress, false, None),
        ];
        let offered = Offered::of("fax", relais_channels::AddressKind::Phone, &fields);
        let fax = Topic::parse("fax").unwrap();
        let faults = |said: &[(&str, &str)]| -> Vec<(String, Fault)> {
            let said = said.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
            let contents = Contents::from([(fax, Content(said.collect()))]);
            let problems = check(&contents, &[], &offered);
            problems
                .into_iter()
                .map(|problem| (problem.field, problem.fault))
                .collect()
        };
        assert!(faults(&[("head", "Bonjour")]).is_empty(), "the rest may come later");
        let personal = faults(&[("head", "{{ first_name }}, bonjour")]);
        assert!(personal.is_empty(), "measured for each person");
        for (said, fault) in [
            (("head", "Bonjour à tous"), Fault::TooLong(10)),
            (("head", "a\nb"), Fault::SeveralLines),
            (("link", "fax:1"), Fault::NotALink),
            (("answer", "nobody"), Fault::NotAnAddress),
            (("page", "x"), Fault::NoSuchField),
        ] {
            assert_eq!(faults(&[said]), [(said.0.to_owned(), fault)]);
        }
        assert!(matches!(
            faults(&[("text", "{{ shoe }}")])[..],
            [(_, Fault::UnknownField { .. })]
        ));
    }

    #[test]
    fn mailboxes() {
        for good in [
            "a@b.fr",
            "Mairie <contact@mairie.fr>",
            "\"Ville, la\" <a@b.fr>",
            "É <a@évian.fr>",
        ] {
            assert!(is_mailbox(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "<a@b.fr>",
            "x <a@b.fr",
            "x <a@b.fr> y",
            "a@b.fr, c@d.fr",
            "x <a@b.fr;c@d.fr>",
            "{{ email }}",
        ] {
            assert!(!is_mailbox(bad), "{bad}");
        }
    }
}
