//! Where a template's tags are, without understanding them: enough to keep the passes over HTML from touching them, and
//! to refuse what templates of messages must not do.

use super::Fault;
use std::ops::Range;

/// What stands between the braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Expression,
    /// `{% … %}`
    Statement,
    /// `{# … #}`
    Comment,
}

/// One tag, braces included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub range: Range<usize>,
    pub kind: Kind,
}

/// The longest tag, in bytes: no merge field needs more.
const MAX_TAG: usize = 1_000;

/// Statements a message may use. Loops and assignments could make one template a program whose output no limit on its
/// own size bounds.
const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];

/// Finds every tag.
pub(super) fn tags(source: &str) -> Result<Vec<Tag>, Fault> {
    let bytes = source.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'{', &bytes[at..]) {
        let start = at + found;
        let (kind, close) = match bytes.get(start + 1) {
            Some(b'{') => (Kind::Expression, "}}"),
            Some(b'%') => (Kind::Statement, "%}"),
            Some(b'#') => (Kind::Comment, "#}"),
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(length) = inside(&source[start + 2..], kind, close.as_bytes()) else {
            return Err(Fault::Unclosed {
                line: line(source, start),
                close,
            });
        };
        let end = start + 2 + length + 2;
        let tag = Tag {
            range: start..end,
            kind,
        };
        allowed(source, &tag)?;
        tags.push(tag);
        at = end;
    }
    Ok(tags)
}

/// How many bytes stand before `close`, texts in quotes passed over.
fn inside(rest: &str, kind: Kind, close: &[u8]) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut at, mut quote) = (0, None);
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(_) if byte == b'\\' => at += 1,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if bytes[at..].starts_with(close) => return Some(at),
            None if kind != Kind::Comment && (byte == b'"' || byte == b'\'') => quote = Some(byte),
            None => {}
        }
        at += 1;
    }
    None
}

fn allowed(source: &str, tag: &Tag) -> Result<(), Fault> {
    if tag.kind == Kind::Comment {
        return Ok(());
    }
    let refuse = |what: String| Fault::Forbidden {
        line: line(source, tag.range.start),
        what,
    };
    if tag.range.len() > MAX_TAG {
        return Err(refuse(
            source[tag.range.clone()].chars().take(40).chain(['…']).collect(),
        ));
    }
    let inner = &source[tag.range.start + 2..tag.range.end - 2];
    if tag.kind == Kind::Statement {
        let word = statement(&source[tag.range.clone()]);
        if !STATEMENTS.contains(&word) {
            return Err(refuse(word.to_owned()));
        }
    }
    // A product of a text and a number is that text many times.
    if outside_quotes(inner).any(|byte| byte == b'*') {
        return Err(refuse("*".to_owned()));
    }
    Ok(())
}

/// The word a statement begins with; `tag` is all of it, braces included.
pub(super) fn statement(tag: &str) -> &str {
    let inner = tag.get(2..).unwrap_or_default();
    let word = inner.trim_start_matches(['-', '+']).trim_start();
    let end = word
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(word.len());
    &word[..end]
}

fn outside_quotes(inner: &str) -> impl Iterator<Item = u8> {
    let (mut quote, mut escaped) = (None, false);
    inner.bytes().filter(move |&byte| {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if byte == b'\\' => escaped = true,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None => return true,
        }
        false
    })
}

/// The line, from 1, of a place in a text.
pub(super) fn line(source: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &source.as_bytes()[..at]).count() + 1
}

/// The same text with every tag overwritten by as many letters: what is around the tags keeps its place.
pub(super) fn blotted(source: &str, tags: &[Tag]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for tag in tags {
        out.push_str(&source[at..tag.range.start]);
        out.extend(std::iter::repeat_n('x', tag.range.len()));
        at = tag.range.end;
    }
    out.push_str(&source[at..]);
    out
}

/// Whether `range` touches a tag. `tags` are in order.
pub(super) fn touches(tags: &[Tag], range: &Range<usize>) -> bool {
    let first = tags.partition_point(|tag| tag.range.end <= range.start);
    tags.get(first).is_some_and(|tag| tag.range.start < range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_whatever_they_quote() {
        let source = r#"a {{ x|default("}}") }} {% if a > 'b\'%}' %}c{%endif%}{# it's #}{ {"#;
        let found: Vec<&str> = tags(source)
            .unwrap()
            .iter()
            .map(|tag| &source[tag.range.clone()])
            .collect();
        assert_eq!(
            found,
            [
                r#"{{ x|default("}}") }}"#,
                r"{% if a > 'b\'%}' %}",
                "{%endif%}",
                "{# it's #}"
            ]
        );
    }

    #[test]
    fn what_could_make_a_template_a_program_is_refused() {
        for (source, what) in [
            ("{% for a in b %}{% endfor %}", "for"),
            ("{%- set x = 1 %}", "set"),
            ("{% with x = 1 %}{% endwith %}", "with"),
            ("{% raw %}{% endraw %}", "raw"),
            ("{{ \"a\" * 9 }}", "*"),
            ("{{ '\\'' * 9 }}", "*"),
        ] {
            let refused = Fault::Forbidden {
                line: 1,
                what: what.into(),
            };
            assert_eq!(tags(source), Err(refused), "{source}");
        }
        assert!(tags("{{ 'a * b' }}").is_ok());
        assert_eq!(tags("a\n{{ x"), Err(Fault::Unclosed { line: 2, close: "}}" }));
    }

    #[test]
    fn blotting_keeps_places() {
        let source = "é{{ x }}ü";
        let blotted = blotted(source, &tags(source).unwrap());
        assert_eq!(blotted, "éxxxxxxxü");
        assert_eq!(blotted.len(), source.len());
    }
}
