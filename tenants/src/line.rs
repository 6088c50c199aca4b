//! One line of text that people type: names, titles, labels.
//!
//! Marks that reverse the direction of what follows make a name read as another one, on pages, in messages and in
//! files (Unicode TR 36, «bidirectional text spoofing»); marks without width make two equal names differ.

/// Trimmed, every run of white space one space, without control characters and without what cannot be seen.
pub fn line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    let words = visible.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a character cannot be seen and only changes how others are read: soft hyphen, zero-width space, joiners of
/// words, byte order mark, marks, embeddings, overrides and isolates of direction. The joiners U+200C and U+200D stay:
/// Persian, Hindi and emoji are written with them.
pub const fn is_hidden(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn what_cannot_be_seen_goes_and_the_rest_stays() {
        assert_eq!(line("  Portes \t ouvertes\n2027 "), "Portes ouvertes 2027");
        assert_eq!(line("fac\u{202E}exe.fdp\u{2066}"), "facexe.fdp");
        assert_eq!(line("\u{200B}\u{FEFF} \u{61C}"), "");
        assert_eq!(line("می\u{200C}خواهم · ÉTÉ · שלום"), "می\u{200C}خواهم · ÉTÉ · שלום");
    }
}
