//! The text of keys and values: what is kept of it, and how it is compared when people search.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest key of a category, number or flag, in bytes.
pub const MAX_KEY_BYTES: usize = 128;

/// The longest value of a category, in bytes; the index keeps the beginning of longer ones.
pub const MAX_VALUE_BYTES: usize = 256;

/// The suffixes by which a range is written in a URL; a key cannot end with them.
pub(super) const RANGE_SUFFIXES: [&str; 2] = [".min", ".max"];

/// A value as the index keeps it: without outer spaces, at most [`MAX_VALUE_BYTES`]. Empty means missing.
pub(super) fn canonical(value: &str) -> &str {
    let value = value.trim();
    let end = value.floor_char_boundary(MAX_VALUE_BYTES);
    value[..end].trim_end()
}

/// Whether `key` can name a column: not empty, not too long, not mistaken for a range in a URL.
pub(super) fn is_key(key: &str) -> bool {
    !key.is_empty()
        && !key.contains(char::is_control)
        && key.len() <= MAX_KEY_BYTES
        && !RANGE_SUFFIXES.iter().any(|suffix| key.ends_with(suffix))
}

/// `text` as one types it in a hurry: lower case, without accents, ligatures opened, every run of hyphens,
/// apostrophes and spaces one space. «Saint-Brieuc» and «saint brieuc» fold alike, «Œuvre» and «oeuvre» too.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        text.chars().for_each(|c| push_folded(&mut folded, c));
    } else {
        text.nfd()
            .filter(|c| !is_combining_mark(*c))
            .for_each(|c| push_folded(&mut folded, c));
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn push_folded(folded: &mut String, c: char) {
    match c {
        '-' | '\'' | '’' | '_' => push_space(folded),
        c if c.is_whitespace() => push_space(folded),
        'œ' | 'Œ' => folded.push_str("oe"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'ß' | 'ẞ' => folded.push_str("ss"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' => folded.push('d'),
        c => folded.extend(c.to_lowercase()),
    }
}

fn push_space(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_french_people_type() {
        for (written, typed) in [
            ("Saint-Brieuc", "saint brieuc"),
            ("L’Haÿ-les-Roses", "l hay les roses"),
            ("  ÉVRY  -  Courcouronnes ", "evry courcouronnes"),
            ("Œuvre sociale", "oeuvre sociale"),
            ("Fos-sur-Mer", "FOS SUR MER"),
        ] {
            assert_eq!(fold(written), fold(typed), "{written}");
        }
        assert_ne!(fold("Brest"), fold("Brast"));
    }

    #[test]
    fn a_long_value_keeps_its_beginning_and_whole_letters() {
        let long = "é".repeat(MAX_VALUE_BYTES);
        assert_eq!(canonical(&long), "é".repeat(MAX_VALUE_BYTES / 2));
        assert_eq!(canonical("  Corse\u{a0}"), "Corse");
        assert_eq!(canonical(" \t"), "");
        let cut_at_space = format!("{} b", "a".repeat(MAX_VALUE_BYTES - 1));
        assert_eq!(canonical(&cut_at_space), "a".repeat(MAX_VALUE_BYTES - 1));
    }

    #[test]
    fn a_key_is_short_and_no_range() {
        assert!(is_key("has:email") && is_key("chiffre d'affaires"));
        assert!(!is_key("") && !is_key("income.min") && !is_key(&"k".repeat(MAX_KEY_BYTES + 1)));
    }
}
