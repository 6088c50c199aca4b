//! Numbers as people and spreadsheets write them: `1 234,5`, `1,234.5`, `1.234,50 €`, `12 %`, `12,5 k`.

/// Longest text looked at, in bytes: more is no number one counts with.
const MAX_LEN: usize = 40;

/// Reads a number; `None` when the text is none or when it is not finite.
///
/// A comma followed by three digits is a decimal mark where `decimal_comma`, a thousands separator elsewhere. A single point
/// is always a decimal mark, as programs write it.
pub fn parse(text: &str, decimal_comma: bool) -> Option<f64> {
    if text.len() > MAX_LEN {
        return None;
    }
    // Digits alone, the usual case, fit into a whole number that a float holds.
    if text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<u64>().ok().map(|whole| whole as f64);
    }
    let (sign, text) = sign(trim_unit(text));
    let mut plain = String::with_capacity(text.len());
    let decimal = decimal_mark(text, decimal_comma);
    let mut group = None;
    for (at, character) in text.char_indices() {
        match character {
            '0'..='9' => {
                plain.push(character);
                group = group.map(|digits| digits + 1);
            }
            _ if Some(at) == decimal => {
                if group.is_some_and(|digits| digits != 3) {
                    return None;
                }
                group = None;
                plain.push('.');
            }
            // After a separator of thousands come three digits, and none comes after the decimal mark.
            ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' | ',' | '.' | '_' => {
                if plain.is_empty() || plain.contains('.') || group.is_some_and(|digits| digits != 3) {
                    return None;
                }
                group = Some(0);
            }
            'e' | 'E' if group.is_none() && !plain.is_empty() => {
                plain.push_str(&text[at..]);
                break;
            }
            _ => return None,
        }
    }
    if group.is_some_and(|digits| digits != 3) || !plain.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value: f64 = plain.parse().ok()?;
    value.is_finite().then_some(sign * value)
}

/// Reads a count of people: a whole number, possibly shortened (`12,5 k`, `1.2M`).
///
/// A single mark followed by three digits separates thousands here, whichever it is: nobody has 1,234 followers and a half.
pub fn count(text: &str, decimal_comma: bool) -> Option<f64> {
    let text = text.trim();
    let (text, scale) = match text.char_indices().next_back()? {
        (at, 'k' | 'K') => (text[..at].trim_end(), 1e3),
        (at, 'm' | 'M') => (text[..at].trim_end(), 1e6),
        _ => (text, 1.0),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if scale == 1.0
        && let Some((whole, thousands)) = text.split_once(['.', ','])
        && (thousands.len() == 3 && (1..=3).contains(&whole.len()) && digits(whole) && digits(thousands))
    {
        return format!("{whole}{thousands}").parse().ok();
    }
    let value = (parse(text, decimal_comma)? * scale).round();
    (value >= 0.0).then_some(value)
}

fn trim_unit(text: &str) -> &str {
    let unit = |c: char| c.is_whitespace() || matches!(c, '€' | '$' | '£' | '%');
    let text = text.trim_matches(unit);
    text.strip_suffix("EUR")
        .or_else(|| text.strip_suffix("euros"))
        .map_or(text, str::trim_end)
}

fn sign(text: &str) -> (f64, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Where the decimal mark stands, if there is one.
fn decimal_mark(text: &str, decimal_comma: bool) -> Option<usize> {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let (comma, point) = (mantissa.rfind(','), mantissa.rfind('.'));
    match (comma, point) {
        // Of two kinds the last is the decimal mark, unless there are several of it.
        (Some(comma), Some(point)) => Some(comma.max(point)),
        (None, Some(point)) => (mantissa.find('.') == Some(point)).then_some(point),
        (Some(comma), None) => {
            let single = mantissa.find(',') == Some(comma);
            let thousands = mantissa.len() - comma == 4 && !mantissa.starts_with('0');
            (single && (decimal_comma || !thousands)).then_some(comma)
        }
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_and_english_shapes() {
        for (text, expected) in [
            ("58138", 58138.0),
            ("1 234,5", 1234.5),
            ("1\u{202f}234\u{a0}567", 1_234_567.0),
            ("1,234.5", 1234.5),
            ("1.234,50 €", 1234.5),
            ("1.234.567", 1_234_567.0),
            ("1,234,567", 1_234_567.0),
            ("1'234.5", 1234.5),
            ("-12,5 %", -12.5),
            ("0,225", 0.225),
            ("1,234", 1.234),
            ("1.5e3", 1500.0),
            (".5", 0.5),
            ("−3", -3.0),
            ("12 EUR", 12.0),
        ] {
            assert_eq!(parse(text, true), Some(expected), "{text}");
        }
        assert_eq!(parse("1,234", false), Some(1234.0));
        assert_eq!(parse("0,225", false), Some(0.225));
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "",
            "abc",
            "12 rue",
            "1 23",
            "1,2,3",
            "1.2.3",
            "--1",
            "1e",
            "e5",
            "1e999",
            "inf",
            "NaN",
            "1,234,56.7",
            "12-13",
            "€",
            ",",
            "1 234 ",
            "1,5,",
        ] {
            let expected = if text == "1 234 " { Some(1234.0) } else { None };
            assert_eq!(parse(text, true), expected, "{text}");
        }
    }

    #[test]
    fn counts_of_people() {
        for (text, expected) in [
            ("1.234", 1234.0),
            ("1,234", 1234.0),
            ("12,5 k", 12_500.0),
            ("1.2M", 1_200_000.0),
            ("3 400", 3400.0),
            ("0", 0.0),
        ] {
            assert_eq!(count(text, true), Some(expected), "{text}");
        }
        assert_eq!(count("-3", true), None);
        assert_eq!(count("", true), None);
        assert_eq!(count("k", true), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_plain_numbers_are_read(text: String, number in -1e12_f64..1e12) {
            let _ = (parse(&text, true), parse(&text, false), count(&text, true));
            proptest::prop_assert_eq!(parse(&format!("{number}"), true), Some(number));
        }
    }
}
