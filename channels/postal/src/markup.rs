//! What a letter's text may be made of. The same rules as in `docs/letters.md`:
//!
//! - Paragraphs are separated by an empty line; a line break inside one is kept.
//! - `# Title` and `## Subtitle`, on a line of their own.
//! - `**bold**`, `*italic*`, `***both***`.
//! - `- point`, or `1. point`: lists.
//! - `>> text`: at the right margin, for a date or a signature.
//! - `---` alone on a line: a new page.
//! - `\` before `*`, `#`, `-`, `>`, `.` or `\` makes it an ordinary character.
//!
//! Everything else is text as it is written.

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Heavier.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
}

/// A piece of text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// As it is read.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// One line of a paragraph, before it is broken to fit.
pub type Line = Vec<Span>;

/// What a letter is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A title (1) or a subtitle (2).
    Heading(u8, Line),
    /// Lines that stand together.
    Paragraph(Vec<Line>),
    /// At the right margin.
    Right(Line),
    /// A point of a list, behind its mark.
    Item(String, Line),
    /// A new page.
    Break,
}

/// Reads a text.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<Line> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        let start = line.trim_start();
        let block = if start.is_empty() {
            None
        } else if start == "---" {
            Some(Block::Break)
        } else if let Some(rest) = start.strip_prefix("## ") {
            Some(Block::Heading(2, spans(rest.trim_start())))
        } else if let Some(rest) = start.strip_prefix("# ") {
            Some(Block::Heading(1, spans(rest.trim_start())))
        } else if let Some(rest) = start.strip_prefix(">> ") {
            Some(Block::Right(spans(rest.trim_start())))
        } else if let Some(rest) = start.strip_prefix("- ") {
            Some(Block::Item("•".to_owned(), spans(rest.trim_start())))
        } else if let Some((number, rest)) = numbered(start) {
            Some(Block::Item(number.to_owned(), spans(rest.trim_start())))
        } else {
            paragraph.push(spans(start));
            continue;
        };
        if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(std::mem::take(&mut paragraph)));
        }
        blocks.extend(block);
    }
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(paragraph));
    }
    blocks
}

/// `12. text`: the mark and what follows.
fn numbered(line: &str) -> Option<(&str, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?.strip_prefix(". ")?;
    (1..=3).contains(&digits).then_some((line.get(..=digits)?, rest))
}

/// Bold and italic inside a line. A star that nothing closes is a star.
fn spans(line: &str) -> Line {
    let mut spans: Line = Vec::new();
    let mut style = Style::default();
    let mut text = String::new();
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let stars = rest.bytes().take_while(|byte| *byte == b'*').count().min(3);
        let marks = rest
            .get(stars..)
            .filter(|after| stars > 0 && closes(style, stars, after));
        if let Some(after) = marks {
            push(&mut spans, &mut text, style);
            style.bold ^= stars >= 2;
            style.italic ^= stars != 2;
            rest = after;
            continue;
        }
        let mut taken = if stars > 0 { stars } else { letter.len_utf8() };
        let escaped = rest.get(1..).and_then(|after| after.chars().next());
        if let Some(escaped) = escaped.filter(|next| letter == '\\' && "*#->.\\".contains(*next)) {
            text.push(escaped);
            taken = 1 + escaped.len_utf8();
        } else {
            text.push_str(rest.get(..taken).unwrap_or_default());
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    push(&mut spans, &mut text, style);
    spans
}

fn push(spans: &mut Line, text: &mut String, style: Style) {
    if !text.is_empty() {
        spans.push(Span {
            text: std::mem::take(text),
            style,
        });
    }
}

/// Whether stars mean something here: they end what is open, or begin what the same stars end later on the line.
fn closes(style: Style, stars: usize, after: &str) -> bool {
    let open = (stars < 2 || style.bold) && (stars == 2 || style.italic);
    let shut = (stars < 2 || !style.bold) && (stars == 2 || !style.italic);
    open || (shut && has_closing(stars, after))
}

fn has_closing(stars: usize, after: &str) -> bool {
    if after.starts_with([' ', '\u{a0}']) {
        return false;
    }
    let mut bytes = after.bytes().peekable();
    let mut run = 0;
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'*' => {
                run += 1;
                if bytes.peek() != Some(&b'*') {
                    if run == stars {
                        return true;
                    }
                    run = 0;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, bold: bool, italic: bool) -> Span {
        Span {
            text: text.to_owned(),
            style: Style { bold, italic },
        }
    }

    fn plain(text: &str) -> Line {
        vec![span(text, false, false)]
    }

    // R: O5
    #[test]
    fn a_letter_is_made_of_blocks() {
        let text =
            "# Titre\n\nBonjour Madame,\nà bientôt.\n\n- un\n- deux\n12. douze\n---\n## Suite\n>> Paris, le 3 mai\nFin";
        assert_eq!(
            parse(text),
            [
                Block::Heading(1, plain("Titre")),
                Block::Paragraph(vec![plain("Bonjour Madame,"), plain("à bientôt.")]),
                Block::Item("•".into(), plain("un")),
                Block::Item("•".into(), plain("deux")),
                Block::Item("12.".into(), plain("douze")),
                Block::Break,
                Block::Heading(2, plain("Suite")),
                Block::Right(plain("Paris, le 3 mai")),
                Block::Paragraph(vec![plain("Fin")]),
            ]
        );
        assert_eq!(parse(" \n\r\n\t"), []);
    }

    #[test]
    fn stars_make_bold_and_italic_where_they_come_in_pairs() {
        assert_eq!(
            spans("a **b *c* d** e"),
            [
                span("a ", false, false),
                span("b ", true, false),
                span("c", true, true),
                span(" d", true, false),
                span(" e", false, false),
            ]
        );
        assert_eq!(spans("***x***"), [span("x", true, true)]);
        for text in ["5 * 3 = 15", "a*b", "**a", "note*", "* a * b", "****"] {
            assert_eq!(spans(text), plain(text), "{text}");
        }
    }

    #[test]
    fn a_backslash_makes_an_ordinary_character() {
        assert_eq!(spans(r"\*a\* \\ \x"), plain(r"*a* \ \x"));
        assert_eq!(parse(r"\# no title"), [Block::Paragraph(vec![plain("# no title")])]);
        assert_eq!(parse(r"\---"), [Block::Paragraph(vec![plain("---")])]);
        assert_eq!(parse(r"12\. rue"), [Block::Paragraph(vec![plain("12. rue")])]);
        assert_eq!(parse("2026 est là"), [Block::Paragraph(vec![plain("2026 est là")])]);
    }
}
