//! Text without what one cannot see: control characters, odd spaces, marks of direction; accents in one form (NFC).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Longest name of a person or organisation, in characters.
pub const MAX_NAME: usize = 300;
/// Longest postal address, in characters.
pub const MAX_ADDRESS: usize = 500;
/// Longest value of a category, in characters.
pub const MAX_CATEGORY: usize = 150;
/// Longest free text, in characters.
pub const MAX_TEXT: usize = 2_000;

/// Trims, makes every run of white space one space, drops what is invisible.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(' ');
    if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(rebuild(text))
    }
}

/// Like [`clean`], with the lines of the text joined by a comma.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(['\n', '\r']) {
        return clean(text);
    }
    let mut joined = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']) {
        let line = clean(line);
        if !line.is_empty() {
            if !joined.is_empty() {
                joined.push_str(if joined.ends_with(',') { " " } else { ", " });
            }
            joined.push_str(&line);
        }
    }
    Cow::Owned(joined)
}

/// Whether a cleaned text is one of the ways in which programs and people write that there is nothing.
pub fn says_nothing(text: &str) -> bool {
    matches!(
        text,
        "" | "-"
            | "--"
            | "---"
            | "–"
            | "—"
            | "?"
            | "."
            | "/"
            | "N/A"
            | "n/a"
            | "#N/A"
            | "#REF!"
            | "#VALUE!"
            | "#VALEUR!"
            | "#NOM?"
            | "NULL"
            | "null"
            | "(null)"
            | "NaN"
            | "(vide)"
            | "\\N"
    )
}

/// ASCII in print, without double spaces: the usual case, left as it is.
fn is_plain(text: &str) -> bool {
    let mut before = 0;
    text.bytes().all(|byte| {
        let plain = (byte > b' ' && byte < 0x7F) || (byte == b' ' && before != b' ');
        before = byte;
        plain
    })
}

fn rebuild(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut space = false;
    for character in text.chars() {
        let character = match character {
            '\u{80}'..='\u{9F}' => match repair(character) {
                Some(character) => character,
                None => continue,
            },
            // Soft hyphen, zero-width space, byte order mark, joiner of words, marks and overrides of direction.
            '\u{AD}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}' => continue,
            other => other,
        };
        if character.is_whitespace() || character.is_control() {
            space = !clean.is_empty();
            continue;
        }
        if space {
            clean.push(' ');
            space = false;
        }
        clean.push(character);
    }
    // Macs write é as e and a combining accent: the same city must not be two.
    if is_nfc_quick(clean.chars()) == IsNormalized::Yes {
        clean
    } else {
        clean.nfc().collect()
    }
}

/// Characters of this block are never meant: they come from Windows-1252 text that was taken for ISO 8859-1 (’ becomes U+0092).
fn repair(character: char) -> Option<char> {
    let byte = [u8::try_from(u32::from(character)).ok()?];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
    text.chars().next().filter(|repaired| *repaired != character)
}

/// A form to compare by: lower case, without accents and punctuation, words parted by one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for character in text.nfd() {
        let expanded = match character {
            'œ' | 'Œ' => "oe",
            'æ' | 'Æ' => "ae",
            'ß' => "ss",
            'ø' | 'Ø' => "o",
            'ł' | 'Ł' => "l",
            'đ' | 'Đ' => "d",
            'ı' => "i",
            _ => "",
        };
        if expanded.is_empty() && !character.is_alphanumeric() {
            // A combining accent belongs to the letter before it.
            space = space || !('\u{300}'..='\u{36F}').contains(&character);
            continue;
        }
        if space && !folded.is_empty() {
            folded.push(' ');
        }
        space = false;
        if expanded.is_empty() {
            folded.extend(character.to_lowercase());
        } else {
            folded.push_str(expanded);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(clean(" 12 rue de Paris "), Cow::Borrowed("12 rue de Paris")));
    }

    #[test]
    fn invisible_characters_go_and_spaces_become_one() {
        assert_eq!(clean("\u{feff}Jean\u{a0}\u{202f} Dupont\t\u{0}\u{200b}"), "Jean Dupont");
        assert_eq!(clean("l\u{92}appel à 0,09 \u{80}"), "l’appel à 0,09 €");
        assert_eq!(clean("e\u{301}te\u{301}"), "été");
        assert_eq!(clean("\u{202e}abc"), "abc");
        assert_eq!(clean("  \n "), "");
    }

    #[test]
    fn folding_forgets_accents_case_and_punctuation() {
        assert_eq!(fold("  Cœur de l’Île-de-France (été) "), "coeur de l ile de france ete");
        assert_eq!(fold("N° de Téle\u{301}phone"), "n de telephone");
        assert_eq!(fold("Łódź"), "lodz");
    }

    proptest::proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text: String) {
            let once = clean(&text).into_owned();
            proptest::prop_assert_eq!(clean(&once), once.as_str());
            proptest::prop_assert!(!once.chars().any(char::is_control));
            proptest::prop_assert!(!once.contains("  "));
        }
    }
}
