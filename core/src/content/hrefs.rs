//! The addresses of a mail's HTML: only such as may leave, and values in them written as addresses are.
//!
//! What a link may lead to is decided when it is written, where its beginning says so. A link that begins with somebody's
//! value (`href="{{ website }}"`) is decided for each person: without a good address only its text stays.

use super::links::unescape;
use super::scan::{self, Kind, Tag};
use super::{Fault, UNSUBSCRIBE_URL};
use lol_html::{HtmlRewriter, Settings, element};
use std::cell::RefCell;
use std::ops::Range;
use url::Url;

/// Attributes that lead somewhere when they are followed.
const ATTRIBUTES: [&str; 4] = ["href", "xlink:href", "action", "formaction"];
/// Beginnings of links that may leave.
const SCHEMES: [&str; 4] = ["http://", "https://", "mailto:", "tel:"];
/// What a refused link is shortened to, in characters.
const SHOWN: usize = 60;

/// Filter of values in the query of an address.
pub(super) const IN_QUERY: &str = "__query";
/// Filter of values in the path of an address.
pub(super) const IN_PATH: &str = "__path";

/// A template whose links may leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checked {
    /// The template.
    pub source: String,
    /// Whether there are links that begin with somebody's value.
    pub personal: bool,
}

/// Checks the links of an HTML template and encodes the values in them.
///
/// # Errors
/// Every link that may not leave.
pub(super) fn in_html(source: &str, tags: &[Tag]) -> Result<Checked, Vec<Fault>> {
    let ranges = ranges(&blotted(source, tags));
    let (mut faults, mut edits, mut personal) = (Vec::new(), Vec::new(), false);
    for range in ranges {
        let Some(written) = source.get(range.clone()) else {
            continue;
        };
        let inside: Vec<&Tag> = tags
            .iter()
            .filter(|tag| range.start <= tag.range.start && tag.range.end <= range.end)
            .collect();
        let (lead, first) = lead(source, &range, &inside);
        let good = match first {
            None => is_whole(&lead),
            Some(tag) if lead.is_empty() => {
                personal |= !is_unsubscribe(&source[tag.range.clone()]);
                true
            }
            Some(_) => may_leave(&lead),
        };
        if good {
            edits.extend(encoded(source, range.start, &inside));
        } else {
            faults.push(Fault::BadLink {
                line: scan::line(source, range.start),
                link: shortened(written),
            });
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Checked {
        source: edited(source, edits),
        personal,
    })
}

/// Encodes the values in a template that is an address as a whole.
pub(super) fn in_link(source: &str, tags: &[Tag]) -> String {
    edited(source, encoded(source, 0, &tags.iter().collect::<Vec<_>>()))
}

/// A rendered mail in which links that lead nowhere, or where no link may, are their text only.
pub(super) fn without_dead(html: &str) -> String {
    let mut out = Vec::with_capacity(html.len());
    let handler = element!("*", |element| {
        for name in ATTRIBUTES {
            let Some(value) = element.get_attribute(name) else {
                continue;
            };
            let value = cleaned(&unescape(&value));
            if may_leave(&value) && value.len() > scheme(&value) {
                continue;
            }
            if element.tag_name() == "a" {
                element.remove_and_keep_content();
            } else {
                element.remove_attribute(name);
            }
        }
        Ok(())
    });
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(handler);
    let mut rewriter = HtmlRewriter::new(settings, |piece: &[u8]| out.extend_from_slice(piece));
    let done = rewriter.write(html.as_bytes()).and_then(|()| rewriter.end());
    match (done, String::from_utf8(out)) {
        (Ok(()), Ok(html)) => html,
        // Nothing refuses HTML that was read when it was written; a mail of text goes before one with a wrong link.
        _ => String::new(),
    }
}

/// The text with its tags overwritten: values are part of what they stand in, conditions stand between things.
fn blotted(source: &str, tags: &[Tag]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for tag in tags {
        out.push_str(&source[at..tag.range.start]);
        let blot = if tag.kind == Kind::Expression { 'x' } else { ' ' };
        out.extend(std::iter::repeat_n(blot, tag.range.len()));
        at = tag.range.end;
    }
    out.push_str(&source[at..]);
    out
}

/// Where the values of the attributes stand that lead somewhere.
fn ranges(html: &str) -> Vec<Range<usize>> {
    let found = RefCell::new(Vec::new());
    let handler = element!("*", |element| {
        let values = element
            .attributes()
            .iter()
            .filter(|attribute| ATTRIBUTES.contains(&attribute.name().as_str()))
            .filter_map(|attribute| attribute.value_source_location());
        found.borrow_mut().extend(values.map(|at| at.bytes()));
        Ok(())
    });
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(handler);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    if let Err(error) = rewriter.write(html.as_bytes()).and_then(|()| rewriter.end()) {
        tracing::warn!(%error, "the links of a mail cannot be checked");
    }
    found.into_inner()
}

/// What stands before the first tag that is not a comment, and that tag.
fn lead<'a>(source: &str, range: &Range<usize>, inside: &[&'a Tag]) -> (String, Option<&'a Tag>) {
    let mut lead = String::new();
    let mut at = range.start;
    for &tag in inside {
        lead.push_str(&source[at..tag.range.start]);
        at = tag.range.end;
        if tag.kind != Kind::Comment {
            return (cleaned(&unescape(&lead)), Some(tag));
        }
    }
    lead.push_str(&source[at..range.end]);
    (cleaned(&unescape(&lead)), None)
}

/// An address as browsers read it: without what they pass over.
fn cleaned(address: &str) -> String {
    let passed_over = |c: char| c.is_control() || c.is_whitespace();
    address.trim().chars().filter(|c| !passed_over(*c)).collect()
}

fn may_leave(address: &str) -> bool {
    address.starts_with('#') || scheme(address) > 0
}

/// How long the beginning is that says where it leads; 0 when it may not leave.
fn scheme(address: &str) -> usize {
    let begins = |scheme: &&str| {
        let start = address.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    SCHEMES.into_iter().find(begins).map_or(0, str::len)
}

/// Whether an address without merge fields leads somewhere.
fn is_whole(address: &str) -> bool {
    if address.starts_with('#') {
        return true;
    }
    scheme(address) > 0
        && Url::parse(address).is_ok_and(|url| match url.scheme() {
            "http" | "https" => url.has_host(),
            _ => !url.path().is_empty(),
        })
}

fn is_unsubscribe(tag: &str) -> bool {
    let inner = tag.trim_matches(['{', '}', '-', '+', ' ']);
    inner.trim() == UNSUBSCRIBE_URL
}

/// The merge fields in an address, each with the filter of its place.
fn encoded(source: &str, start: usize, inside: &[&Tag]) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    let mut before = String::new();
    let mut at = start;
    for tag in inside {
        before.push_str(&source[at..tag.range.start]);
        at = tag.range.end;
        let written = &source[tag.range.clone()];
        if tag.kind == Kind::Expression {
            let filter = filter(&before);
            if let Some(filter) = filter.filter(|_| !written.contains("urlencode")) {
                let inner = written[2..written.len() - 2].trim_matches(['-', '+']).trim();
                edits.push((tag.range.clone(), format!("{{{{ ({inner})|{filter} }}}}")));
            }
            // It stands for something that an address begins with.
            before.push('x');
        }
    }
    edits
}

/// How a value is written that stands behind this part of an address; as it is where it says where to go.
fn filter(before: &str) -> Option<&'static str> {
    if before.contains(['?', '#']) {
        return Some(IN_QUERY);
    }
    let path = before.split_once("://").map_or(before, |(_, rest)| rest);
    path.contains('/').then_some(IN_PATH)
}

fn edited(source: &str, edits: Vec<(Range<usize>, String)>) -> String {
    let mut out = String::with_capacity(source.len() + 16 * edits.len());
    let mut at = 0;
    for (range, text) in edits {
        out.push_str(&source[at..range.start]);
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(&source[at..]);
    out
}

fn shortened(link: &str) -> String {
    let mut letters = link.trim().chars();
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(source: &str) -> Result<Checked, Vec<Fault>> {
        in_html(source, &scan::tags(source).unwrap())
    }

    // R: T1 T3
    #[test]
    fn only_links_that_may_leave_do() {
        for good in [
            "https://a.fr",
            "HTTP://A.fr/x?y=1&amp;z",
            "mailto:a@b.fr?subject=x",
            "tel:+33299000000",
            "#haut",
            "{{ website }}",
            " {{ website }} ",
            "{{ unsubscribe_url }}",
            "https://{{ city }}.fr",
        ] {
            let source = format!("<p><a href=\"{good}\">x</a></p>");
            assert!(checked(&source).is_ok(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JaVaScript:alert(1)",
            " java&#10;script:alert(1)",
            "&#106;avascript:alert(1)",
            "javascript:{{ name }}",
            "data:text/html,x",
            "file:///etc/passwd",
            "www.exemple.fr",
            "/relatif",
            "https://",
            "http{{ name }}",
            "",
        ] {
            let source = format!("<p>\n<a href=\"{bad}\">x</a></p>");
            let fault = Fault::BadLink {
                line: 2,
                link: shortened(bad),
            };
            assert_eq!(checked(&source), Err(vec![fault]), "{bad}");
        }
        assert!(checked("<form action=\"javascript:x\"></form><svg><a xlink:href='javascript:x'>x</a></svg>").is_err());
        assert!(checked("<a {% if city %}href=\"javascript:x\"{% endif %}>x</a>").is_err());
        assert!(checked("<!-- <a href=\"javascript:x\"> --> javascript:x").is_ok());
    }

    // R: T1
    #[test]
    fn values_in_addresses_are_encoded_by_their_place() {
        for (written, read) in [
            ("https://a.fr/?n={{ name }}", "https://a.fr/?n={{ (name)|__query }}"),
            (
                "https://a.fr/{{ city }}/x?n={{ name|default('x') }}#{{ name }}",
                "https://a.fr/{{ (city)|__path }}/x?n={{ (name|default('x'))|__query }}#{{ (name)|__query }}",
            ),
            ("https://a.fr?n={{name|urlencode}}", "https://a.fr?n={{name|urlencode}}"),
            ("{{ website }}?n={{- name -}}", "{{ website }}?n={{ (name)|__query }}"),
            ("https://{{ city }}.fr", "https://{{ city }}.fr"),
            (
                "mailto:{{ email }}?subject={{ name }}",
                "mailto:{{ email }}?subject={{ (name)|__query }}",
            ),
        ] {
            let source = format!("<a title=\"{{{{ name }}}}\" href=\"{written}\">{{{{ name }}}}</a>");
            let expected = format!("<a title=\"{{{{ name }}}}\" href=\"{read}\">{{{{ name }}}}</a>");
            assert_eq!(checked(&source).unwrap().source, expected);
            assert_eq!(in_link(written, &scan::tags(written).unwrap()), read);
        }
    }

    #[test]
    fn whether_links_begin_with_somebodys_value_is_known() {
        assert!(checked("<a href='{{ website }}'>x</a>").unwrap().personal);
        assert!(
            checked("<a href='{% if website %}{{ website }}{% else %}https://a.fr{% endif %}'>x</a>")
                .unwrap()
                .personal
        );
        assert!(
            !checked("<a href='{{ unsubscribe_url }}'>x</a><a href='https://a.fr/{{ city }}'>y</a>")
                .unwrap()
                .personal
        );
    }

    // R: T1 T3
    #[test]
    fn a_link_that_leads_nowhere_is_its_text() {
        assert_eq!(
            without_dead(
                "<p><a href=\"\">le <b>site</b></a> <a href=\"javascript:x\">j</a> <a href=\"https://a.fr\">a</a> <a href=\"#x\">h</a> <a name=\"y\">n</a></p>"
            ),
            "<p>le <b>site</b> j <a href=\"https://a.fr\">a</a> <a href=\"#x\">h</a> <a name=\"y\">n</a></p>"
        );
    }
}
