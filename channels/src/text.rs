//! Text that a plugin or a provider wrote, made fit to be stored and shown.

/// Characters kept of a reason, a problem or a log line.
const LONGEST: usize = 500;

/// At most 500 characters, on one line, without control characters.
pub(crate) fn line(text: &str) -> String {
    let mut kept: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn long_and_broken_lines_are_tamed() {
        assert_eq!(line("550 no\r\nsuch user"), "550 no  such user");
        assert_eq!(line(&"é".repeat(501)).chars().count(), 501);
        assert!(line(&"é".repeat(501)).ends_with('…'));
    }
}
