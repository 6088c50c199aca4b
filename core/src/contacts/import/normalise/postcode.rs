//! Postcodes, by the pattern of their country.

use super::{Country, Normal, ProblemCode};

/// Patterns: `9` stands for a digit, `A` for a letter, anything else for itself.
const PATTERNS: [(&str, &[&str]); 27] = [
    ("AD", &["AD999"]),
    ("AT", &["9999"]),
    ("AU", &["9999"]),
    ("BE", &["9999"]),
    ("BR", &["99999-999"]),
    ("CA", &["A9A 9A9"]),
    ("CH", &["9999"]),
    ("CZ", &["999 99"]),
    ("DE", &["99999"]),
    ("DK", &["9999"]),
    ("DZ", &["99999"]),
    ("ES", &["99999"]),
    ("FI", &["99999"]),
    (
        "GB",
        &["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"],
    ),
    ("GR", &["999 99"]),
    ("HU", &["9999"]),
    ("IT", &["99999"]),
    ("JP", &["999-9999"]),
    ("LU", &["9999"]),
    ("MA", &["99999"]),
    ("NL", &["9999 AA"]),
    ("NO", &["9999"]),
    ("PL", &["99-999"]),
    ("PT", &["9999-999", "9999"]),
    ("SE", &["999 99"]),
    ("TN", &["9999"]),
    ("US", &["99999", "99999-9999"]),
];

/// Brings a postcode into the form of its country.
///
/// French ones get back the zero that spreadsheets drop (`1000` → `01000`); the country's letters before it (`F-75001`) and
/// `CEDEX` after it are taken off. Where no pattern is known any short code of letters and digits is taken.
pub fn normalise(text: &str, country: Country) -> Result<Normal, ProblemCode> {
    let mut code: String = text.chars().map(|c| c.to_ascii_uppercase()).collect();
    if let Some(whole) = code.strip_suffix(".0") {
        code.truncate(whole.len());
    }
    let found = if country.is_french() {
        french(&code)
    } else {
        foreign(&code, country)
    };
    found.map(Normal::clean).ok_or(ProblemCode::DoubtfulPostcode)
}

fn french(code: &str) -> Option<String> {
    let code = code.split(" CEDEX").next()?;
    let code = code
        .trim_start_matches("FR")
        .trim_start_matches('F')
        .trim_start_matches('-');
    let mut digits: String = code.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    if digits.len() == 4 {
        digits.insert(0, '0');
    }
    if digits.len() != 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Départements 01 to 95, Corsica being 20, then overseas and Monaco; 96 and 99 are not in use.
    let department: u8 = digits[..2].parse().ok()?;
    (matches!(department, 1..=95 | 97 | 98)).then_some(digits)
}

fn foreign(code: &str, country: Country) -> Option<String> {
    let home = country.as_str();
    // CH-1201 and L-1234, but the AD of AD500 belongs to the code.
    let bare = code
        .strip_prefix(home)
        .or_else(|| code.strip_prefix(&home[..1]))
        .unwrap_or(code)
        .trim_start_matches(['-', ' ']);
    let compact = |code: &str| {
        code.bytes()
            .filter(|b| !matches!(b, b' ' | b'-' | b'.'))
            .collect::<Vec<u8>>()
    };
    match PATTERNS.iter().find(|(of, _)| *of == home) {
        Some((_, patterns)) => {
            let laid_out = |code: &str| patterns.iter().find_map(|pattern| shape(&compact(code), pattern));
            laid_out(code).or_else(|| laid_out(bare))
        }
        None => {
            let letters = compact(code);
            let short = (2..=10).contains(&letters.len()) && letters.iter().all(u8::is_ascii_alphanumeric);
            (short && letters.iter().any(u8::is_ascii_digit)).then(|| code.to_owned())
        }
    }
}

/// Lays a code without separators out by a pattern, or `None` when it does not follow it.
fn shape(code: &[u8], pattern: &str) -> Option<String> {
    let mut rest = code.iter();
    let mut shaped = String::with_capacity(pattern.len());
    for place in pattern.bytes() {
        let byte = match place {
            b' ' | b'-' => place,
            b'9' => *rest.next().filter(|b| b.is_ascii_digit())?,
            b'A' => *rest.next().filter(|b| b.is_ascii_uppercase())?,
            letter => *rest.next().filter(|b| **b == letter)?,
        };
        shaped.push(char::from(byte));
    }
    rest.next().is_none().then_some(shaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(country: &str, text: &str) -> Option<String> {
        normalise(text, Country::parse(country).unwrap())
            .ok()
            .map(|normal| normal.value)
    }

    #[test]
    fn french_postcodes() {
        for (text, expected) in [
            ("75001", "75001"),
            ("1000", "01000"),
            ("75 001", "75001"),
            ("F-75001", "75001"),
            ("FR-75001", "75001"),
            ("75380 Cedex 08", "75380"),
            ("20090", "20090"),
            ("97180", "97180"),
            ("98713", "98713"),
            ("1000.0", "01000"),
        ] {
            assert_eq!(of("FR", text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "123",
            "00100",
            "96000",
            "99123",
            "750011",
            "2A004",
            "Paris",
            "",
            "-75001-",
            "７５００１",
        ] {
            assert_eq!(of("FR", text), None, "{text}");
        }
        assert_eq!(of("GP", "97180").as_deref(), Some("97180"));
    }

    #[test]
    fn foreign_postcodes() {
        for (country, text, expected) in [
            ("BE", "B-1000", "1000"),
            ("CH", "CH-1201", "1201"),
            ("LU", "L-1234", "1234"),
            ("DE", "D-10115", "10115"),
            ("GB", "sw1a1aa", "SW1A 1AA"),
            ("CA", "h2x1y4", "H2X 1Y4"),
            ("NL", "1012ab", "1012 AB"),
            ("PT", "1000 205", "1000-205"),
            ("AD", "AD500", "AD500"),
            ("US", "94043-1351", "94043-1351"),
            ("IE", "D02 AF30", "D02 AF30"),
        ] {
            assert_eq!(of(country, text).as_deref(), Some(expected), "{country} {text}");
        }
        assert_eq!(of("BE", "75001"), None);
        assert_eq!(of("IE", "Dublin"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text: String) {
            for country in ["FR", "GB", "AD", "IE"] {
                let _ = of(country, &text);
            }
        }
    }
}
