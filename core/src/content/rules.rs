//! Which fields a channel's content has, and what each may hold.

use super::{Content, ContentProblem, Contents, Fault, Template};
use crate::consent::Topic;
use crate::contacts::attributes::Attribute;
use crate::contacts::entry;
use crate::contacts::field::Field;

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

pub(super) struct Rule {
    pub name: &'static str,
    pub shape: Shape,
    /// In bytes.
    pub max: usize,
}

const fn rule(name: &'static str, shape: Shape, max: usize) -> Rule {
    Rule { name, shape, max }
}

/// The fields of a channel. Those of plugins that are not ours will come from the plugin's own description.
pub(super) const fn rules(channel: Topic) -> &'static [Rule] {
    match channel {
        Topic::Email => EMAIL,
        Topic::Sms => SMS,
        Topic::Push => PUSH,
        Topic::Postal => POSTAL,
        Topic::Tracking => &[],
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
pub(super) fn missing(channel: Topic, content: &Content) -> Option<&'static str> {
    let absent = |field: &&'static str| content.get(field).trim().is_empty();
    match channel {
        Topic::Email if !absent(&"subject") && !absent(&"text") => None,
        Topic::Email => ["subject", "html"].into_iter().find(absent),
        Topic::Sms => ["text"].into_iter().find(absent),
        Topic::Push => ["title"].into_iter().find(absent),
        Topic::Postal => ["body"].into_iter().find(absent),
        Topic::Tracking => None,
    }
}

/// What is wrong with contents as they are saved. A draft may still lack what sending will need.
pub fn check(contents: &Contents, own: &[Attribute]) -> Vec<ContentProblem> {
    let refused = contents
        .iter()
        .filter_map(|(channel, content)| Template::compile(*channel, content, own).err());
    refused
        .flatten()
        .filter(|problem| problem.fault != Fault::Required)
        .collect()
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
