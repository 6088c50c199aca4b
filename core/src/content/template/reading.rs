//! Reading one field of a content: its names, its links, what is added to it.

use super::faults::fault;
use crate::consent::Topic;
use crate::content::rules::{self, Rule, Shape};
use crate::content::scan::{self, Tag};
use crate::content::{Content, Fault, UNSUBSCRIBE_URL, hrefs, leave, links, names, plain};
use minijinja::Environment;
use std::collections::BTreeSet;

/// A field's template as it is to be rendered.
pub(super) struct Read {
    pub(super) rule: Rule,
    pub(super) source: String,
    pub(super) tags: Vec<Tag>,
    /// Whether it has links that begin with somebody's values.
    pub(super) personal: bool,
}

/// A field that was read: its template as the engine is to have it.
pub(super) struct FieldRead {
    pub(super) source: String,
    pub(super) tags: Vec<Tag>,
    pub(super) personal: bool,
}

/// Reads a field: its names as keys, its links as they may leave, and the names it reads.
pub(super) fn read_field(
    rule: &Rule,
    value: &str,
    known: &[String],
) -> Result<(FieldRead, BTreeSet<String>), Vec<Fault>> {
    let single = |fault: Fault| vec![fault];
    rules::shape(rule, value).map_err(single)?;
    let source = names::resolve(value, &scan::tags(value).map_err(single)?, known)?;
    let names = reads(&source).map_err(single)?;
    let unknown: Vec<Fault> = names
        .iter()
        .filter(|name| !known.contains(name))
        .map(|name| Fault::UnknownField {
            name: name.clone(),
            known: known.to_vec(),
        })
        .collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let tags = scan::tags(&source).map_err(single)?;
    let hrefs::Checked { source, personal } = match rule.shape {
        Shape::Html => hrefs::in_html(&source, &tags)?,
        Shape::Link => hrefs::Checked {
            source: hrefs::in_link(&source, &tags),
            personal: false,
        },
        _ => hrefs::Checked {
            source,
            personal: false,
        },
    };
    let tags = scan::tags(&source).map_err(single)?;
    Ok((FieldRead { source, tags, personal }, names))
}

/// The names a template reads.
fn reads(source: &str) -> Result<BTreeSet<String>, Fault> {
    let engine = Environment::empty();
    let read = engine.template_from_str(source).map_err(|error| fault(&error))?;
    Ok(read.undeclared_variables(false).into_iter().collect())
}

/// A mail nobody can unsubscribe from must not leave: the link is put under what does not have it.
pub(super) fn add_unsubscribe(read: &mut Read, words: &str) {
    let has = read
        .tags
        .iter()
        .any(|tag| read.source[tag.range.clone()].contains(UNSUBSCRIBE_URL));
    if has {
        return;
    }
    match read.rule.shape {
        Shape::Html => {
            let at = links::end_of_body(&read.source, &read.tags);
            read.source.insert_str(at, &leave::html(words));
        }
        Shape::Text => read.source.push_str(&leave::text(words)),
        _ => return,
    }
    // It was read once already, and the addition is sound.
    read.tags = scan::tags(&read.source).unwrap_or_default();
}

pub(super) fn automatic_text(channel: Topic, html: &Read) -> Option<Read> {
    let source = plain::template(&html.source, &html.tags)?;
    let tags = scan::tags(&source).ok()?;
    Environment::empty().template_from_str(&source).ok()?;
    let rules = rules::rules(channel, None, &Content::default());
    let rule = rules.into_iter().find(|rule| rule.name == "text")?;
    Some(Read {
        rule,
        source,
        tags,
        personal: false,
    })
}
