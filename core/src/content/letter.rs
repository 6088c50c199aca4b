//! Letters have a markup of their own (`docs/letters.md`). What stands in a merge field is text: it never becomes a title, a list or
//! a new page, whatever somebody is called.

use minijinja::{AutoEscape, Error, Output, State, Value, escape_formatter};

/// Writes a value into a letter.
pub(super) fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if matches!(state.auto_escape(), AutoEscape::None) {
        out.write_str(&escaped(&value.to_string()))?;
        Ok(())
    } else {
        escape_formatter(out, state, value)
    }
}

/// The text with a backslash before what would be a mark: stars and backslashes anywhere, and what makes a block at the
/// beginning of a line. The value may stand there, and may have lines itself.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    // Whether a block may begin here, or only digits have come since it might have.
    let (mut start, mut digits) = (true, true);
    for letter in text.chars() {
        let is_mark = match letter {
            '*' | '\\' => true,
            '#' | '-' | '>' => start,
            '.' => digits,
            _ => false,
        };
        if is_mark {
            safe.push('\\');
        }
        safe.push(letter);
        let line = letter == '\n';
        start = line || (start && letter.is_whitespace());
        digits = start || (digits && letter.is_ascii_digit());
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    // R: O5
    #[test]
    fn only_what_would_be_a_mark_gets_a_backslash() {
        for (text, safe) in [
            ("**x**", r"\*\*x\*\*"),
            ("# A", r"\# A"),
            ("  ## A", r"  \## A"),
            ("- a", r"\- a"),
            (">> a", r"\>> a"),
            ("a\n---\nb", "a\n\\---\nb"),
            ("a\r\n# b", "a\r\n\\# b"),
            ("1. a", r"1\. a"),
            (" 12. a", r" 12\. a"),
            (". a", r"\. a"),
            (r"a\*b", r"a\\\*b"),
            ("L'Haÿ-les-Roses, n° 3 > 2. Fin.", "L'Haÿ-les-Roses, n° 3 > 2. Fin."),
            ("2026-01-15", "2026-01-15"),
            ("", ""),
        ] {
            assert_eq!(escaped(text), safe, "{text:?}");
        }
    }
}
