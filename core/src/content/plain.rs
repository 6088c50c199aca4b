//! The text part of a mail whose author wrote none: for people and programs that do not show HTML.

use super::scan::{Kind, Tag};
use html2text::config;

/// Columns a line may have, as mail has always been written.
const WIDTH: usize = 76;

// Private characters no content may hold: they stand for a tag while its surroundings become text.
const OPEN: char = '\u{10FF00}';
const CLOSE: char = '\u{10FF01}';

/// HTML as text; links follow as numbered notes. `None` when it cannot be read.
pub(super) fn text(html: &str) -> Option<String> {
    let config = config::plain().raw_mode(true).allow_width_overflow().no_link_wrapping();
    let text = config.string_from_read(html.as_bytes(), WIDTH).ok()?;
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    Some(format!("{}\n", lines.join("\n").trim()))
}

/// The text template of an HTML template. `None` when that has statements: what stands between `{% if %}` and
/// `{% endif %}` in HTML need not stand between them in the text, so that text is made of each rendered mail.
pub(super) fn template(html: &str, tags: &[Tag]) -> Option<String> {
    if tags.iter().any(|tag| tag.kind == Kind::Statement) {
        return None;
    }
    let mut masked = String::with_capacity(html.len());
    let mut at = 0;
    for (number, tag) in tags.iter().enumerate() {
        masked.push_str(&html[at..tag.range.start]);
        if tag.kind == Kind::Expression {
            masked.push(OPEN);
            masked.push_str(&number.to_string());
            masked.push(CLOSE);
        }
        at = tag.range.end;
    }
    masked.push_str(&html[at..]);
    let text = text(&masked)?;
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split(OPEN);
    literal(&mut out, pieces.next().unwrap_or_default());
    for piece in pieces {
        let (number, after) = piece.split_once(CLOSE)?;
        let tag = tags.get(number.parse::<usize>().ok()?)?;
        out.push_str(&html[tag.range.clone()]);
        literal(&mut out, after);
    }
    Some(out)
}

/// Text that came out of character references must not read as a template.
fn literal(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        out.push_str("{{ \"{\" }}");
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::scan::tags;

    fn made(html: &str) -> Option<String> {
        template(html, &tags(html).unwrap())
    }

    #[test]
    fn merge_fields_and_links_survive() {
        let html = "<html><head><title>t</title><style>p{}</style></head><body><h1>Bonjour {{ first_name|default(\"vous\") }}</h1>\
            <table><tr><td>Ici <a href=\"https://a.fr/x\">le programme</a></td></tr></table>{# note #}</body></html>";
        insta::assert_snapshot!(made(html).unwrap(), @r#"
        # Bonjour {{ first_name|default("vous") }}

        Ici [le programme][1]

        [1]: https://a.fr/x
        "#);
    }

    #[test]
    fn braces_in_the_text_stay_braces() {
        assert_eq!(
            made("<p>&#123;&#123; email }}</p>").unwrap(),
            "{{ \"{\" }}{{ \"{\" }} email }}\n"
        );
    }

    #[test]
    fn choices_are_made_before_the_text_is() {
        assert_eq!(made("<p>{% if city %}a{% endif %}</p>"), None);
    }
}
