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

/// Whether a text says it: the word STOP in capitals, or in small letters where a number or «au» follows. «Non-stop» is
/// another word.
pub fn is_said(text: &str) -> bool {
    let mut words = text
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|word| !word.is_empty());
    let mut after_stop = false;
    words.any(|word| {
        let leads = ["au", "sms", "to", "by"]
            .iter()
            .any(|lead| word.eq_ignore_ascii_case(lead));
        let followed = after_stop && (leads || word.bytes().all(|byte| byte.is_ascii_digit()));
        after_stop = word.eq_ignore_ascii_case("stop");
        word == "STOP" || followed
    })
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
        assert_eq!(
            add("Portes ouvertes", mention, Position::End),
            "Portes ouvertes STOP au 36180"
        );
        assert_eq!(
            add("Portes ouvertes", mention, Position::Start),
            "STOP au 36180 Portes ouvertes"
        );
        for said in ["Venez. STOP au 36111", "Stop : répondez STOP", "venez (stop au 36111)"] {
            assert_eq!(add(said, mention, Position::End), said);
        }
        for other in ["Non-stop le samedi", "NON-STOP", "Ne ratez pas le stop ce soir"] {
            assert_eq!(add(other, mention, Position::End), format!("{other} {mention}"));
        }
        assert_eq!(add("  ", mention, Position::End), mention);
        let twice = add(&add("Venez", mention, Position::End), mention, Position::End);
        assert_eq!(twice, "Venez STOP au 36180");
    }
}
