//! From blocks to pages: lines that fit, one below the other, on as many pages as they need.

use crate::face::Faces;
use crate::markup::{Block, Line, Span, Style};

/// Points of a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// A text at its place: its beginning on the base line, from the upper left corner of the page, in points.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
    /// Of the letters.
    pub size: f32,
    /// How it looks.
    pub style: Style,
    /// What it says.
    pub text: String,
}

/// What stands on one page.
pub type Page = Vec<Run>;

/// The room for a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// From the left, in points.
    pub left: f32,
    /// Of a line, in points.
    pub width: f32,
    /// Where the first page's text begins, in points from the top.
    pub first_top: f32,
    /// The same for the others.
    pub top: f32,
    /// Where each page's text ends.
    pub bottom: f32,
}

/// Of ordinary text, in points.
pub const SIZE: f32 = 10.5;
const LEADING: f32 = 1.4;
const TITLE: f32 = 15.0;
const SUBTITLE: f32 = 12.0;
/// Between paragraphs.
const GAP: f32 = 7.0;
/// Between points of a list.
const ITEM_GAP: f32 = 2.0;
const INDENT: f32 = 16.0;
/// Pages of one letter: an envelope's worth, and an end to what a text can cost.
pub const MAX_PAGES: usize = 20;

/// Why a text cannot become a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

struct Writer<'a> {
    faces: &'a Faces,
    room: Room,
    pages: Vec<Page>,
    page: Page,
    /// Where the next line's top is.
    y: f32,
}

/// Sets blocks in pages; there is always one.
pub fn pages(faces: &Faces, room: Room, blocks: &[Block]) -> Result<Vec<Page>, TooLong> {
    let mut writer = Writer {
        faces,
        room,
        pages: Vec::new(),
        page: Page::new(),
        y: room.first_top,
    };
    for (index, block) in blocks.iter().enumerate() {
        let next = blocks.get(index + 1);
        match block {
            Block::Break => writer.turn()?,
            Block::Heading(level, line) => {
                let size = if *level == 1 { TITLE } else { SUBTITLE };
                writer.space(GAP);
                // A heading stays with the first line of what it is about.
                writer.keep(size * LEADING + SIZE * LEADING + GAP)?;
                let line: Line = line.iter().cloned().map(bold).collect();
                writer.line(&line, size, 0.0, false)?;
                writer.space(GAP / 2.0);
            }
            Block::Paragraph(lines) => {
                for line in lines {
                    writer.line(line, SIZE, 0.0, false)?;
                }
                writer.space(GAP);
            }
            Block::Right(line) => {
                writer.line(line, SIZE, 0.0, true)?;
                writer.space(GAP);
            }
            Block::Item(mark, line) => {
                writer.keep(SIZE * LEADING)?;
                writer.mark(mark);
                writer.line(line, SIZE, INDENT, false)?;
                let last = !matches!(next, Some(Block::Item(..)));
                writer.space(if last { GAP } else { ITEM_GAP });
            }
        }
    }
    let Writer { mut pages, page, .. } = writer;
    // A break at the very end asks for no empty page.
    if !page.is_empty() || pages.is_empty() {
        pages.push(page);
    }
    Ok(pages)
}

fn bold(span: Span) -> Span {
    Span {
        style: Style {
            bold: true,
            ..span.style
        },
        ..span
    }
}

impl Writer<'_> {
    /// Goes on on a new page.
    fn turn(&mut self) -> Result<(), TooLong> {
        self.pages.push(std::mem::take(&mut self.page));
        self.y = self.room.top;
        if self.pages.len() >= MAX_PAGES {
            return Err(TooLong);
        }
        Ok(())
    }

    /// Makes sure that as much fits on this page.
    fn keep(&mut self, height: f32) -> Result<(), TooLong> {
        if self.y + height > self.room.bottom {
            self.turn()?;
        }
        Ok(())
    }

    /// Leaves room, but not at the top of a page.
    fn space(&mut self, height: f32) {
        if !self.page.is_empty() {
            self.y += height;
        }
    }

    fn mark(&mut self, mark: &str) {
        self.page.push(Run {
            x: self.room.left,
            y: self.y + SIZE,
            size: SIZE,
            style: Style::default(),
            text: mark.to_owned(),
        });
    }

    /// Writes one line in as many as it takes.
    fn line(&mut self, line: &Line, size: f32, indent: f32, right: bool) -> Result<(), TooLong> {
        let width = self.room.width - indent;
        let mut first = true;
        for parts in broken(self.faces, line, size, width) {
            if !first || indent == 0.0 {
                self.keep(size * LEADING)?;
            }
            first = false;
            let whole: f32 = parts.iter().map(|part| part.width).sum();
            let mut x = self.room.left + if right { width - whole } else { indent };
            for part in parts {
                let advance = part.width;
                self.page.push(Run {
                    x,
                    y: self.y + size,
                    size,
                    style: part.style,
                    text: part.text,
                });
                x += advance;
            }
            self.y += size * LEADING;
        }
        Ok(())
    }
}

/// A piece of a line that fits, in one style.
struct Part {
    text: String,
    style: Style,
    width: f32,
}

/// Breaks a line at its spaces; a word that is wider than a line, anywhere.
fn broken(faces: &Faces, line: &Line, size: f32, width: f32) -> Vec<Vec<Part>> {
    let mut lines: Vec<Vec<Span>> = Vec::new();
    let mut current: Vec<Span> = Vec::new();
    let mut used = 0.0;
    for word in words(line) {
        let (wide, trailing) = extent(faces, &word, size);
        if used + wide > width && !current.is_empty() {
            lines.push(std::mem::take(&mut current));
            used = 0.0;
        }
        if wide > width {
            for piece in cut(faces, &word, size, width) {
                if !current.is_empty() {
                    lines.push(std::mem::take(&mut current));
                }
                used = extent(faces, &piece, size).0;
                current = piece;
            }
            used += trailing;
        } else {
            used += wide + trailing;
            current.extend(word);
        }
    }
    if !current.is_empty() {
        lines.push(current);
    }
    lines.into_iter().map(|line| parts(faces, line, size)).collect()
}

/// A line's words, each with the spaces behind it; a word may change its style in its middle.
fn words(line: &Line) -> Vec<Vec<Span>> {
    let mut words: Vec<Vec<Span>> = Vec::new();
    let mut open = false;
    for span in line {
        for piece in span.text.split_inclusive(' ') {
            let piece_span = Span {
                text: piece.to_owned(),
                style: span.style,
            };
            match words.last_mut().filter(|_| open || piece == " ") {
                Some(word) => word.push(piece_span),
                None => words.push(vec![piece_span]),
            }
            open = !piece.ends_with(' ');
        }
    }
    words
}

/// How wide a word is, and how wide the spaces behind it are, which may stand over the edge.
fn extent(faces: &Faces, word: &[Span], size: f32) -> (f32, f32) {
    let (mut wide, mut trailing) = (0.0, 0.0);
    for span in word {
        let bare = span.text.trim_end_matches(' ');
        let spaces = span.text.len() - bare.len();
        if !bare.is_empty() {
            wide += trailing + faces.width(bare, span.style, size);
            trailing = 0.0;
        }
        trailing += faces.advance(' ', span.style, size) * f32::from(u16::try_from(spaces).unwrap_or(u16::MAX));
    }
    (wide, trailing)
}

/// A word in pieces that fit.
fn cut(faces: &Faces, word: &[Span], size: f32, width: f32) -> Vec<Vec<Span>> {
    let mut pieces: Vec<Vec<Span>> = Vec::new();
    let mut piece: Vec<Span> = Vec::new();
    let mut used = 0.0;
    for span in word {
        for letter in span.text.trim_end_matches(' ').chars() {
            let wide = faces.advance(letter, span.style, size);
            if used + wide > width && !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
                used = 0.0;
            }
            used += wide;
            match piece.last_mut().filter(|last| last.style == span.style) {
                Some(last) => last.text.push(letter),
                None => piece.push(Span {
                    text: letter.to_string(),
                    style: span.style,
                }),
            }
        }
    }
    if let Some(last) = piece.last_mut() {
        last.text.push(' ');
    }
    pieces.push(piece);
    pieces
}

/// The runs of a line that fits, without spaces at its end.
fn parts(faces: &Faces, line: Vec<Span>, size: f32) -> Vec<Part> {
    let mut joined: Vec<Span> = Vec::new();
    for span in line {
        match joined.last_mut().filter(|last| last.style == span.style) {
            Some(last) => last.text.push_str(&span.text),
            None => joined.push(span),
        }
    }
    while let Some(last) = joined.last_mut() {
        last.text.truncate(last.text.trim_end_matches(' ').len());
        if !last.text.is_empty() {
            break;
        }
        joined.pop();
    }
    let part = |span: Span| Part {
        width: faces.width(&span.text, span.style, size),
        text: span.text,
        style: span.style,
    };
    joined.into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::parse;
    use proptest::prelude::*;

    const ROOM: Room = Room {
        left: 50.0,
        width: 480.0,
        first_top: 280.0,
        top: 60.0,
        bottom: 780.0,
    };

    fn set(text: &str) -> Result<Vec<Page>, TooLong> {
        pages(&Faces::load().unwrap(), ROOM, &parse(text))
    }

    fn said(pages: &[Page]) -> String {
        let runs = pages.iter().flatten();
        runs.map(|run| run.text.split_whitespace().collect::<String>())
            .collect()
    }

    // R: O5
    #[test]
    fn long_texts_go_on_on_the_next_page() {
        let one = set("Bonjour").unwrap();
        assert_eq!((one.len(), one[0][0].x), (1, 50.0));
        let text = "Un mot après l'autre. ".repeat(600);
        let many = set(&text).unwrap();
        assert!(many.len() > 2, "{}", many.len());
        assert_eq!(said(&many), text.split_whitespace().collect::<String>());
        assert!(
            many[1][0].y < many[0][0].y,
            "the first page leaves room for the address"
        );
        assert_eq!(set(&"x\n\n".repeat(20_000)), Err(TooLong));
    }

    #[test]
    fn a_break_starts_a_page_and_none_is_empty_at_the_end() {
        assert_eq!(set("a\n---\nb").unwrap().len(), 2);
        assert_eq!(set("a\n---\n").unwrap().len(), 1);
        assert_eq!(set("").unwrap(), vec![Page::new()]);
        assert_eq!(set("a\n---\n---\nb").unwrap().len(), 3);
    }

    #[test]
    fn a_heading_is_not_left_alone_at_the_foot_of_a_page() {
        for lines in 20..60 {
            let text = format!("{}\n# Titre\nsuite", "ligne\n".repeat(lines));
            let pages = set(&text).unwrap();
            let of = |text: &str| pages.iter().position(|page| page.iter().any(|run| run.text == text));
            assert_eq!(of("Titre"), of("suite"), "{lines}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        // R: O5
        #[test]
        fn nothing_is_lost_and_nothing_leaves_its_room(
            text in "([a-zéÀ]{1,14}( |  |\n|\n\n|, )|\\*\\*[a-z ]{1,20}\\*\\* |[A-Z]{60,90} |- [a-z]{3} |# [A-Z]{4}\n){0,120}",
        ) {
            let blocks = parse(&text);
            let faces = Faces::load().unwrap();
            let pages = pages(&faces, ROOM, &blocks).unwrap();
            let expected: String = blocks
                .iter()
                .flat_map(|block| match block {
                    Block::Break => Vec::new(),
                    Block::Heading(_, line) | Block::Right(line) => vec![line.clone()],
                    Block::Item(mark, line) => vec![
                        vec![Span { text: mark.clone(), style: Style::default() }],
                        line.clone(),
                    ],
                    Block::Paragraph(lines) => lines.clone(),
                })
                .flatten()
                .flat_map(|span| span.text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
                .collect();
            prop_assert_eq!(said(&pages), expected);
            for run in pages.iter().flatten() {
                let right = run.x + faces.width(&run.text, run.style, run.size);
                prop_assert!(run.x >= ROOM.left - 0.01 && right <= ROOM.left + ROOM.width + 1.0, "{run:?}");
                prop_assert!(run.y >= ROOM.top && run.y <= ROOM.bottom, "{run:?}");
            }
        }
    }
}
