//! The fonts that letters are set in: which glyphs a text becomes, and how wide it is.

use crate::markup::Style;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, ShapePlan, UnicodeBuffer, script};

/// Liberation Sans: as wide as Arial, with the letters of every language written in Latin, Greek or Cyrillic script.
const FILES: [&[u8]; 4] = [
    include_bytes!("../fonts/LiberationSans-Regular.ttf"),
    include_bytes!("../fonts/LiberationSans-Bold.ttf"),
    include_bytes!("../fonts/LiberationSans-Italic.ttf"),
    include_bytes!("../fonts/LiberationSans-BoldItalic.ttf"),
];

/// What stands for a character that the fonts do not have.
const UNKNOWN: char = '?';

/// The four styles.
pub struct Faces([Face; 4]);

/// One style.
struct Face {
    shaper: rustybuzz::Face<'static>,
    plan: ShapePlan,
    font: Font,
    em: f32,
}

impl Faces {
    /// Reads the fonts; nothing when one is damaged.
    pub fn load() -> Option<Self> {
        let [regular, bold, italic, both] = FILES;
        Some(Self([
            Face::load(regular)?,
            Face::load(bold)?,
            Face::load(italic)?,
            Face::load(both)?,
        ]))
    }

    fn face(&self, style: Style) -> &Face {
        let [regular, bold, italic, both] = &self.0;
        match (style.bold, style.italic) {
            (false, false) => regular,
            (true, false) => bold,
            (false, true) => italic,
            (true, true) => both,
        }
    }

    /// What a PDF embeds.
    pub fn font(&self, style: Style) -> Font {
        self.face(style).font.clone()
    }

    /// How wide a text is, in points.
    pub fn width(&self, text: &str, style: Style, size: f32) -> f32 {
        self.glyphs(text, style)
            .iter()
            .map(|glyph| glyph.x_advance)
            .sum::<f32>()
            * size
    }

    /// How far one character moves the pen, in points: without shaping, which a text of one endless word would pay for
    /// at each of its letters.
    pub fn advance(&self, letter: char, style: Style, size: f32) -> f32 {
        let face = self.face(style);
        let glyph = face.shaper.glyph_index(letter);
        let units = glyph.and_then(|glyph| face.shaper.glyph_hor_advance(glyph));
        units.map_or(0.0, |units| f32::from(units) / face.em * size)
    }

    /// The glyphs of a text, in parts of its size.
    pub fn glyphs(&self, text: &str, style: Style) -> Vec<KrillaGlyph> {
        let face = self.face(style);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let shaped = rustybuzz::shape_with_plan(&face.shaper, &face.plan, buffer);
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let ends = |index: usize, start: usize| {
            let later = starts.iter().skip(index + 1).copied();
            later.into_iter().find(|next| *next > start).unwrap_or(text.len())
        };
        let placed = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).enumerate();
        placed
            .map(|(index, (info, position))| {
                let part = |units: i32| units_to_f32(units) / face.em;
                let start = info.cluster as usize;
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    part(position.x_advance),
                    part(position.x_offset),
                    part(position.y_offset),
                    part(position.y_advance),
                    start..ends(index, start),
                    None,
                )
            })
            .collect()
    }

    /// The same text with what the fonts can show, and whether something had to be replaced.
    pub fn shown(&self, text: &str) -> (String, bool) {
        let face = self.face(Style::default());
        let mut replaced = false;
        let shown = text
            .chars()
            .filter(|letter| !is_invisible(*letter))
            .map(|letter| match letter {
                '\t' => ' ',
                _ if face.shaper.glyph_index(letter).is_some() => letter,
                _ if letter.is_whitespace() => ' ',
                _ => {
                    replaced = true;
                    UNKNOWN
                }
            })
            .collect();
        (shown, replaced)
    }
}

/// Units of a font are few thousands: they fit exactly.
#[expect(clippy::cast_precision_loss, reason = "a few thousand units at most")]
fn units_to_f32(units: i32) -> f32 {
    units as f32
}

/// Joiners, marks of direction and variation: nothing to see where there is one font.
fn is_invisible(letter: char) -> bool {
    (letter.is_control() && letter != '\t')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

impl Face {
    fn load(bytes: &'static [u8]) -> Option<Self> {
        let shaper = rustybuzz::Face::from_slice(bytes, 0)?;
        let plan = ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), None, &[]);
        Some(Self {
            em: units_to_f32(shaper.units_per_em()),
            font: Font::new(bytes.into(), 0)?,
            plan,
            shaper,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_is_shown_as_it_is_written() {
        let faces = Faces::load().unwrap();
        let text = "Où «l’Œuvre» coûte 12 € — naïveté, ÇA ÉTÉ À Łódź … žluťoučký ñ Ελλάδα Москва";
        assert_eq!(faces.shown(text), (text.to_owned(), false));
        assert_eq!(faces.shown("a\u{202f}b\u{200b}c\td\u{205f}e"), ("a\u{202f}bc d e".to_owned(), false));
        assert_eq!(faces.shown("Bravo 🎉 東"), ("Bravo ? ?".to_owned(), true));
    }

    #[test]
    fn widths_add_up() {
        let faces = Faces::load().unwrap();
        let width = |text: &str, bold| faces.width(text, Style { bold, italic: false }, 10.0);
        // 1139 of 2048 units: the digits of Arial.
        assert!((width("0", false) - 5.561).abs() < 0.01);
        assert!(width("Bonjour", true) > width("Bonjour", false));
        assert_eq!(width("", false), 0.0);
        for letter in ['0', 'é', 'M', ' '] {
            let alone = width(letter.encode_utf8(&mut [0; 4]), true);
            let bold = Style { bold: true, italic: false };
            assert!((faces.advance(letter, bold, 10.0) - alone).abs() < 0.01, "{letter}");
        }
        let glyphs = faces.glyphs("éa", Style::default());
        assert_eq!(glyphs.len(), 2);
    }
}
