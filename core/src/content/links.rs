//! Finding the links of a template that can be tracked, and writing the template that carries them tracked.
//!
//! Only a link that is the same for everybody is tracked: one with a merge field in it may be personal, and its target
//! could not be stored once. `mailto:`, `tel:`, anchors and relative addresses are no targets of a redirect.

use super::scan::{self, Tag};
use lol_html::{HtmlRewriter, Settings, element};
use std::cell::RefCell;
use std::ops::Range;
use url::Url;

/// What the tracked template calls the place where a link's number follows.
pub(super) const CLICK: &str = "__click";
/// What the tracked template calls the place of the pixel.
pub(super) const FOOT: &str = "__foot";

/// A link of a template: where its address stands, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub range: Range<usize>,
    pub url: String,
}

/// The trackable links of an HTML template, in order.
pub(super) fn in_html(source: &str, tags: &[Tag]) -> Vec<Place> {
    let blotted = scan::blotted(source, tags);
    let ranges = RefCell::new(Vec::new());
    let handler = element!("a[href], area[href]", |element| {
        let href = element.attributes().iter().find(|attribute| attribute.name() == "href");
        ranges
            .borrow_mut()
            .extend(href.and_then(|href| href.value_source_location()).map(|at| at.bytes()));
        Ok(())
    });
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler(handler);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // Without its settings for strictness and memory the parser refuses nothing; were it to, mail leaves untracked.
    let read = rewriter.write(blotted.as_bytes()).and_then(|()| rewriter.end());
    if let Err(error) = read {
        tracing::warn!(%error, "the links of a mail cannot be found");
        return Vec::new();
    }
    let static_ranges = ranges
        .into_inner()
        .into_iter()
        .filter(|range| !scan::touches(tags, range));
    static_ranges
        .filter_map(|range| {
            let url = target(&unescape(source.get(range.clone())?))?;
            Some(Place { range, url })
        })
        .collect()
}

/// The trackable links of a text template, in order.
pub(super) fn in_text(source: &str, tags: &[Tag]) -> Vec<Place> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(found) = source[at..].find("http") {
        let start = at + found;
        let rest = &source[start..];
        let end = rest
            .find(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}«»".contains(c))
            .unwrap_or(rest.len());
        at = start + end.max(4);
        let written = closed(rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '…']));
        let range = start..start + written.len();
        // A tag right behind it is part of the address.
        if scan::touches(tags, &(start..start + end + 1)) {
            continue;
        }
        let scheme = ["http://", "https://"]
            .into_iter()
            .any(|scheme| written.starts_with(scheme));
        if let Some(url) = target(written).filter(|_| scheme) {
            places.push(Place { range, url });
        }
    }
    places
}

/// An address without the bracket that closes what stands around it.
fn closed(written: &str) -> &str {
    let count = |c: char| written.matches(c).count();
    let mut end = written;
    for (open, close) in [('(', ')'), ('[', ']')] {
        if count(close) > count(open) {
            end = end.strip_suffix(close).unwrap_or(end);
        }
    }
    end
}

/// Where a link leads, as a redirect says it: ASCII, absolute, http or https.
fn target(written: &str) -> Option<String> {
    let url = Url::parse(written.trim()).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
    web.then(|| url.into())
}

/// Replaces each place by its tracked address; `foot` is where the pixel goes. `number` gives an address its number.
pub(super) fn tracked(
    source: &str,
    places: &[Place],
    foot: Option<usize>,
    number: impl Fn(&str) -> Option<u32>,
) -> String {
    let mut edits: Vec<(Range<usize>, String)> = places
        .iter()
        .filter_map(|place| Some((place.range.clone(), format!("{{{{ {CLICK} }}}}{}", number(&place.url)?))))
        .collect();
    if let Some(foot) = foot {
        let after = edits.partition_point(|(range, _)| range.start < foot);
        edits.insert(after, (foot..foot, format!("{{{{ {FOOT} }}}}")));
    }
    let mut out = String::with_capacity(source.len() + 32 * edits.len());
    let mut at = 0;
    for (range, text) in edits {
        out.push_str(&source[at..range.start]);
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(&source[at..]);
    out
}

/// Where something goes that is to stand at the end of a page: before `</body>`, else at the very end.
pub(super) fn end_of_body(source: &str, tags: &[Tag]) -> usize {
    let lower = scan::blotted(source, tags).to_ascii_lowercase();
    lower
        .rfind("</body")
        .or_else(|| lower.rfind("</html"))
        .unwrap_or(source.len())
}

/// An attribute's value with its character references resolved: the numeric ones and those addresses are written with.
pub(super) fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest[1..].split_once(';').filter(|(name, _)| name.len() <= 8);
        match reference.and_then(|(name, after)| Some((character(name)?, after))) {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(source: &str) -> Vec<(String, String)> {
        let places = in_html(source, &scan::tags(source).unwrap());
        let pairs = places
            .into_iter()
            .map(|place| (source[place.range].to_owned(), place.url));
        pairs.collect()
    }

    fn text(source: &str) -> Vec<String> {
        let places = in_text(source, &scan::tags(source).unwrap());
        places.into_iter().map(|place| source[place.range].to_owned()).collect()
    }

    #[test]
    fn only_web_links_that_are_the_same_for_everybody_are_found() {
        let source = r##"<a href="https://a.fr/?x=1&amp;y=2">1</a> <A HREF='http://b.fr'>2</A> <area href=https://c.fr/é>
            <a href="mailto:a@b.fr">m</a> <a href="tel:+33">t</a> <a href="#top">h</a> <a href="/rel">r</a>
            <a href="{{ unsubscribe_url }}">u</a> <a href="https://d.fr/{{ city }}">d</a> <a name="x">n</a>
            <a href="javascript:alert(1)">j</a> <a href="https://user:pw@e.fr">p</a> <!-- <a href="https://f.fr">c</a> -->
            <a title="{{ x|default("y") }}" href="https://g.fr">g</a> {% if a > "b" %}<a href="https://h.fr/">h</a>{% endif %}"##;
        let found = html(source);
        let urls: Vec<&str> = found.iter().map(|(_, url)| url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "https://a.fr/?x=1&y=2",
                "http://b.fr/",
                "https://c.fr/%C3%A9",
                "https://g.fr/",
                "https://h.fr/"
            ]
        );
        assert_eq!(found[0].0, "https://a.fr/?x=1&amp;y=2");
    }

    #[test]
    fn links_in_text_end_where_a_reader_sees_them_end() {
        assert_eq!(
            text(
                "Voir https://a.fr/x. Ou (http://b.fr/y), <https://c.fr>; https://w.fr/A_(b) — https://d.fr/{{ city }} http: httpd"
            ),
            ["https://a.fr/x", "http://b.fr/y", "https://c.fr", "https://w.fr/A_(b)"]
        );
    }

    #[test]
    fn references_are_resolved_and_nothing_else() {
        assert_eq!(unescape("a&amp;b&#38;c&#x26;d&copy=1&;&"), "a&b&c&d&copy=1&;&");
    }

    proptest::proptest! {
        #[test]
        fn no_markup_breaks_the_search(source in "(<a href=\"?|https://a\\.fr|\"|>|'|</a>|\\{\\{ x \\}\\}|é|<!--|-->|<script>|&| ){0,30}") {
            let tags = scan::tags(&source).unwrap();
            for place in in_html(&source, &tags).into_iter().chain(in_text(&source, &tags)) {
                proptest::prop_assert!(source.get(place.range.clone()).is_some());
                proptest::prop_assert!(!scan::touches(&tags, &place.range));
            }
        }
    }
}
