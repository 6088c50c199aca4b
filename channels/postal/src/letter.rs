//! One letter: the sender, the address in the envelope's window, the text, the numbers of its pages.

use crate::address;
use crate::config::{Config, Window};
use crate::face::Faces;
use crate::layout::{self, MM, Page, Room, Run};
use crate::markup::{self, Block, Line, Style};
use crate::pdf;

/// Around the text.
const MARGIN: f32 = 20.0 * MM;
/// The text begins below the first fold of three, so that nothing but the address shows in the window.
const TEXT_TOP: f32 = 100.0 * MM;
const TOP: f32 = 22.0 * MM;
const BOTTOM: f32 = 272.0 * MM;
/// The window of a long envelope (110 × 220 mm): 45 mm from the top; the first base line in it.
const WINDOW_FIRST: f32 = 52.0 * MM;
const WINDOW_WIDTH: f32 = 84.0 * MM;
const WINDOW_RIGHT: f32 = 110.0 * MM;
const WINDOW_LEFT: f32 = 25.0 * MM;
const ADDRESS: f32 = 10.5;
const ADDRESS_LEADING: f32 = 5.2 * MM;
/// The smallest that machines read well.
const SMALLEST_ADDRESS: f32 = 7.5;
const SENDER: f32 = 9.0;
const SENDER_LEADING: f32 = 4.2 * MM;
const SENDER_TOP: f32 = 16.0 * MM;
const FOOT: f32 = 285.0 * MM;
const FOOT_SIZE: f32 = 8.0;

/// A letter in pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Its pages.
    pub pages: Vec<Page>,
    /// The lines of its address.
    pub address: Vec<String>,
    /// Whether a character had to be replaced that the fonts do not have.
    pub replaced: bool,
}

/// Sets a letter, or says why there can be none.
pub fn set(faces: &Faces, config: &Config, to: &str, text: &str) -> Result<Letter, String> {
    let mut replaced = false;
    let mut shown = |text: &str| {
        let (shown, other) = faces.shown(text);
        replaced |= other;
        shown
    };
    let address: Vec<String> = address::read(to)?.iter().map(|line| shown(line)).collect();
    let sender: Vec<String> = config.sender.iter().map(|line| shown(line)).collect();
    let blocks: Vec<Block> = markup::parse(text)
        .into_iter()
        .map(|block| each(block, &mut shown))
        .collect();
    let mut pages = body(faces, &blocks)?;
    let count = pages.len();
    if let Some(first) = pages.first_mut() {
        envelope(faces, config.window, &address, &sender, first);
    }
    if count > 1 {
        for (index, page) in pages.iter_mut().enumerate() {
            page.push(foot(faces, &format!("{}/{count}", index + 1)));
        }
    }
    Ok(Letter {
        pages,
        address,
        replaced,
    })
}

/// How many pages a text makes; 1 for one that cannot be set, which fails when it is sent.
pub fn count(faces: &Faces, text: &str) -> usize {
    body(faces, &markup::parse(text)).map_or(1, |pages| pages.len())
}

fn body(faces: &Faces, blocks: &[Block]) -> Result<Vec<Page>, String> {
    let room = Room {
        left: MARGIN,
        width: pdf::WIDTH - 2.0 * MARGIN,
        first_top: TEXT_TOP,
        top: TOP,
        bottom: BOTTOM,
    };
    layout::pages(faces, room, blocks).map_err(|_| format!("a letter has at most {} pages", layout::MAX_PAGES))
}

fn each(block: Block, shown: &mut impl FnMut(&str) -> String) -> Block {
    let mut line = |line: Line| -> Line {
        let mut line = line;
        for span in &mut line {
            span.text = shown(&span.text);
        }
        line
    };
    match block {
        Block::Heading(level, text) => Block::Heading(level, line(text)),
        Block::Paragraph(lines) => Block::Paragraph(lines.into_iter().map(line).collect()),
        Block::Right(text) => Block::Right(line(text)),
        Block::Item(mark, text) => Block::Item(mark, line(text)),
        Block::Break => Block::Break,
    }
}

/// The address where the window shows it, and the sender on the other side.
fn envelope(faces: &Faces, window: Window, address: &[String], sender: &[String], page: &mut Page) {
    let (address_left, sender_left) = match window {
        Window::Right => (WINDOW_RIGHT, MARGIN),
        Window::Left => (WINDOW_LEFT, WINDOW_RIGHT + 10.0 * MM),
    };
    let style = Style::default();
    // 38 wide capitals are wider than the window: such an address is set smaller, all of it.
    let widest = address
        .iter()
        .map(|line| faces.width(line, style, ADDRESS))
        .fold(1.0, f32::max);
    let size = (ADDRESS * (WINDOW_WIDTH / widest).min(1.0)).max(SMALLEST_ADDRESS);
    let mut y = WINDOW_FIRST;
    for line in address {
        page.push(Run {
            x: address_left,
            y,
            size,
            style,
            text: line.clone(),
        });
        y += ADDRESS_LEADING;
    }
    let mut y = SENDER_TOP;
    for (index, line) in sender.iter().enumerate() {
        page.push(Run {
            x: sender_left,
            y,
            size: SENDER,
            style: Style {
                bold: index == 0,
                italic: false,
            },
            text: line.clone(),
        });
        y += SENDER_LEADING;
    }
}

fn foot(faces: &Faces, text: &str) -> Run {
    let style = Style::default();
    Run {
        x: (pdf::WIDTH - faces.width(text, style, FOOT_SIZE)) / 2.0,
        y: FOOT,
        size: FOOT_SIZE,
        style,
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf;
    use proptest::prelude::*;

    const TO: &str = "Mairie de Plougastel\nMadame Le Goff\n1 rue Jean-Fournier\n29470 PLOUGASTEL DAOULAS";

    fn config() -> Config {
        Config::read(r#"{"sender":"Société Exemple; 3 rue de la Paix; 75002 PARIS"}"#).unwrap()
    }

    /// What another program reads in a PDF, page by page.
    fn read_back(bytes: &[u8]) -> Vec<String> {
        let document = lopdf::Document::load_mem(bytes).unwrap();
        let pages = document.get_pages();
        let text = |number: &u32| document.extract_text(&[*number]).unwrap();
        pages.keys().map(text).collect()
    }

    fn squeezed(text: &str) -> String {
        text.split_whitespace().collect()
    }

    fn write(letter: &Letter) -> Vec<u8> {
        pdf::write(&Faces::load().unwrap(), &letter.pages, "Lettre", "fr").unwrap()
    }

    // R: O5
    #[test]
    fn a_letter_reads_as_it_was_written() {
        let faces = Faces::load().unwrap();
        let text =
            "# Été 2026\n\nMadame,\n\nVoici l'**œuvre** : «Ça coûte 12 €».\n\n- un\n- deux\n\n>> À bientôt\n---\nSuite";
        let letter = set(&faces, &config(), TO, text).unwrap();
        assert!(!letter.replaced);
        let pages = read_back(&write(&letter));
        assert_eq!(pages.len(), 2);
        for part in [
            "Été 2026",
            "Madame,",
            "Voici l'œuvre : «Ça coûte 12 €».",
            "• un",
            "À bientôt",
            "Madame Le Goff",
            "Société Exemple",
            "29470 PLOUGASTEL DAOULAS",
            "1/2",
        ] {
            let found = squeezed(&pages[0])
                .to_lowercase()
                .contains(&squeezed(part).to_lowercase());
            assert!(found, "{part} in {}", pages[0]);
        }
        assert!(squeezed(&pages[1]).contains("Suite") && pages[1].contains("2/2"));
    }

    // R: O5
    #[test]
    fn pages_are_a4_and_fonts_are_embedded_as_subsets() {
        let faces = Faces::load().unwrap();
        let letter = set(&faces, &config(), TO, "Bonjour **à tous**").unwrap();
        let bytes = write(&letter);
        assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let page = document.get_pages()[&1];
        let media = document
            .get_dictionary(page)
            .unwrap()
            .get(b"MediaBox")
            .unwrap()
            .as_array()
            .unwrap()
            .clone();
        let size: Vec<f32> = media.iter().map(|number| number.as_float().unwrap()).collect();
        assert!(
            (size[2] - 595.276).abs() < 0.01 && (size[3] - 841.89).abs() < 0.01,
            "{size:?}"
        );
        let mut files = 0;
        for object in document.objects.values() {
            let Ok(dictionary) = object.as_dict() else { continue };
            let Ok(name) = dictionary.get(b"FontName").and_then(|name| name.as_name()) else {
                continue;
            };
            let name = String::from_utf8_lossy(name).into_owned();
            assert!(name.contains("+LiberationSans"), "{name} is no subset");
            assert!(dictionary.has(b"FontFile2"), "{name} is not embedded");
            files += 1;
        }
        assert_eq!(files, 2, "regular and bold");
        assert_eq!(bytes, write(&letter), "the same letter is the same file");
    }

    // R: O5
    #[test]
    fn only_the_address_shows_in_the_window() {
        let faces = Faces::load().unwrap();
        let long = format!("{}\n{}\n75001 PARIS", "N".repeat(38), "M".repeat(38));
        for to in [TO, &long] {
            let letter = set(&faces, &config(), to, &"texte ".repeat(2_000)).unwrap();
            let inside: Vec<&Run> = letter.pages[0]
                .iter()
                .filter(|run| {
                    let right = run.x + faces.width(&run.text, run.style, run.size);
                    right > 105.0 * MM && run.y > 45.0 * MM && run.y - run.size < 90.0 * MM
                })
                .collect();
            let shown: Vec<&str> = inside.iter().map(|run| run.text.as_str()).collect();
            assert_eq!(shown, letter.address);
            for run in inside {
                let right = run.x + faces.width(&run.text, run.style, run.size);
                assert!(run.x >= 105.0 * MM && right <= 200.0 * MM, "{run:?}");
            }
        }
    }

    #[test]
    fn pages_are_counted_as_they_are_set() {
        let faces = Faces::load().unwrap();
        for text in ["", "a", "a\n---\nb", &"mot ".repeat(3_000)] {
            let letter = set(&faces, &config(), TO, text).unwrap();
            assert_eq!(count(&faces, text), letter.pages.len());
        }
        assert!(set(&faces, &config(), TO, &"x\n\n".repeat(9_000)).is_err());
        assert!(set(&faces, &config(), "nowhere", "x").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        // R: O5
        #[test]
        fn every_word_is_found_again(words in prop::collection::vec("[A-Za-zéèàçœÉÀ’'€0-9]{1,30}", 1..200)) {
            let faces = Faces::load().unwrap();
            let letter = set(&faces, &config(), TO, &words.join(" ")).unwrap();
            let read: String = read_back(&write(&letter)).iter().map(|page| squeezed(page)).collect();
            // The page's number stands between two pages.
            for word in &words {
                prop_assert!(word.chars().count() > 25 || read.contains(word.as_str()) || letter.pages.len() > 1, "{word}");
            }
        }
    }
}
