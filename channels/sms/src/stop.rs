//! The words that tell people how to end messages.

/// Where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Position {
    /// Behind the text.
    #[default]
    End,
    /// Before it.
    Start,
}

/// Whether a text says it: the word STOP, as a word.
pub fn is_said(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case("stop"))
}

/// The text with the mention, unless it says it already.
pub fn add(text: &str, mention: &str, position: Position) -> String {
    let text = text.trim();
    if is_said(text) {
        return text.to_owned();
    }
    match (position, text.is_empty()) {
        (_, true) => mention.to_owned(),
        (Position::End, false) => format!("{text} {mention}"),
        (Position::Start, false) => format!("{mention} {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mention_is_added_once_and_where_it_is_wanted() {
        let mention = "STOP au 36180";
        assert_eq!(add("Portes ouvertes", mention, Position::End), "Portes ouvertes STOP au 36180");
        assert_eq!(add("Portes ouvertes", mention, Position::Start), "STOP au 36180 Portes ouvertes");
        for said in ["Venez. STOP au 36111", "Stop : répondez STOP", "venez (stop au 36111)"] {
            assert_eq!(add(said, mention, Position::End), said);
        }
        let hidden = "Non-stop le samedi";
        assert_eq!(add(hidden, mention, Position::End), hidden, "a word is a word");
        assert_eq!(add("Nonstop", mention, Position::End), "Nonstop STOP au 36180");
        assert_eq!(add("  ", mention, Position::End), mention);
        let twice = add(&add("Venez", mention, Position::End), mention, Position::End);
        assert_eq!(twice, "Venez STOP au 36180");
    }
}
