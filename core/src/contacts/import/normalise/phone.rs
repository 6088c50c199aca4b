//! Phone numbers in E.164 form, by the numbering plans of `phonenumber` (Google's libphonenumber).
//!
//! The plans cost tens of microseconds a number; the usual French shapes are recognised without them, with the same result.

use phonenumber::country::Id;

use super::{Country, Normal, ProblemCode};

/// More digits than any number has with its prefixes; what has more is several numbers run together.
const MAX_DIGITS: usize = 17;

/// Where an overseas number dialled with its zero from France belongs: its first four digits and its country.
const OVERSEAS: [(&[u8; 4], &str); 13] = [
    (b"0590", "GP"),
    (b"0690", "GP"),
    (b"0691", "GP"),
    (b"0594", "GF"),
    (b"0694", "GF"),
    (b"0596", "MQ"),
    (b"0696", "MQ"),
    (b"0697", "MQ"),
    (b"0262", "RE"),
    (b"0692", "RE"),
    (b"0693", "RE"),
    (b"0269", "YT"),
    (b"0639", "YT"),
];

/// Mobile numbers that ARCEP keeps for works of fiction (decision 2018-0881, 2.5.12). They lie in a block of Mayotte's, where
/// no plan knows them; demonstrations and tests live on them.
const FICTION: &[u8] = b"63998";

/// Brings a number into the form `+33612345678`.
///
/// `country` says how to read a number without prefix. What stands beside the number (a comment, a second number) is left
/// out, with a note. Refused are short codes, numbers with digits missing or too many, and numbers outside the plan.
pub fn normalise(text: &str, country: Country) -> Result<Normal, ProblemCode> {
    let written = Written::read(text).ok_or(ProblemCode::DoubtfulPhone)?;
    let value = e164(&written, country).ok_or(ProblemCode::DoubtfulPhone)?;
    let note = written.more.then_some(ProblemCode::ExtraIgnored);
    Ok(Normal { value, note })
}

fn e164(written: &Written, country: Country) -> Option<String> {
    let digits = written.digits();
    let french = country.is_french();
    if let Some(national) = french_national(digits, written.plus, french)
        && (surely_french(national) || national.starts_with(FICTION))
    {
        return Some(format!("+33{}", std::str::from_utf8(national).ok()?));
    }
    let text = std::str::from_utf8(digits).ok()?;
    if written.plus {
        return by_plan(&format!("+{text}"), None);
    }
    // Overseas numbers are dialled with a zero from all over France, though each territory has a country code of its own.
    let home = OVERSEAS
        .iter()
        .find(|(start, _)| french && digits.len() == 10 && digits.starts_with(*start));
    home.and_then(|(_, home)| by_plan(text, Country::parse(home)))
        .or_else(|| by_plan(text, Some(country)))
}

/// The nine digits after the zero or the prefix of a number written in the usual French way.
fn french_national(digits: &[u8], plus: bool, french: bool) -> Option<&[u8; 9]> {
    let national = if plus {
        let rest = digits.strip_prefix(b"33")?;
        rest.strip_prefix(b"0").unwrap_or(rest)
    } else if french {
        digits.strip_prefix(b"0")?
    } else {
        return None;
    };
    national.try_into().ok()
}

/// Whether nine digits are in the part of the French plan that needs no closer look (a test compares it with the plan).
fn surely_french(national: &[u8; 9]) -> bool {
    let [first, second, third, ..] = *national;
    match first {
        b'1' | b'3' | b'9' => true,
        b'2' => second != b'6' || !matches!(third, b'2' | b'9'),
        b'4' => second != b'0',
        b'5' => second != b'9' || !matches!(third, b'0' | b'4' | b'6'),
        b'6' => match second {
            b'3' => third != b'9',
            b'9' => matches!(third, b'5' | b'8' | b'9'),
            _ => true,
        },
        b'7' => second >= b'3',
        b'8' => second == b'0',
        _ => false,
    }
}

/// The number by the plan of its country, if it is valid there. `text` is digits, with a plus before or without.
fn by_plan(text: &str, country: Option<Country>) -> Option<String> {
    let region: Option<Id> = match country {
        Some(country) => Some(country.as_str().parse().ok()?),
        None => None,
    };
    let number = phonenumber::parse(region, text).ok()?;
    let value = format!("+{}{}", number.country().code(), number.national());
    // E.164 §6: fifteen digits at most.
    (phonenumber::is_valid(&number) && value.len() <= 16).then_some(value)
}

/// The digits of a text, as they were written.
struct Written {
    buffer: [u8; MAX_DIGITS],
    len: usize,
    plus: bool,
    /// Whether letters or digits follow the number.
    more: bool,
}

impl Written {
    fn digits(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Reads the first number; `None` when there is no digit or far too many.
    fn read(text: &str) -> Option<Self> {
        let text = text.strip_suffix(".0").unwrap_or(text);
        let start = text.find(|c: char| c.is_ascii_digit() || c == '+')?;
        let mut rest = &text[start..];
        let mut written = Self {
            buffer: [0; MAX_DIGITS],
            len: 0,
            plus: false,
            more: false,
        };
        while let Some(character) = rest.chars().next() {
            let mut skip = character.len_utf8();
            match character {
                '0'..='9' if written.len == MAX_DIGITS => return None,
                '0'..='9' => {
                    written.buffer[written.len] = character as u8;
                    written.len += 1;
                }
                '+' if written.len == 0 => written.plus = true,
                // +33 (0)2 47: the zero is for those who dial without prefix.
                '(' if written.len > 0 && rest.starts_with("(0)") => skip = 3,
                // 0820 220 221 (0,09 €): a price, no part of the number.
                '(' if written.len >= 9 => break,
                ' ' | '.' | '(' | ')' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' => {}
                '-' | '–' if !(written.len >= 9 && rest[skip..].starts_with(' ')) => {}
                '/' if written.len < 9 && rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {}
                _ => break,
            }
            rest = &rest[skip..];
        }
        written.more = rest.contains(char::is_alphanumeric);
        if !written.plus && written.digits().starts_with(b"00") {
            written.plus = true;
            written.buffer.copy_within(2..written.len, 0);
            written.len -= 2;
        }
        (written.len > 0).then_some(written)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn french(text: &str) -> Result<String, ProblemCode> {
        normalise(text, Country::FRANCE).map(|normal| normal.value)
    }

    #[test]
    fn usual_shapes_become_e164() {
        for (text, expected) in [
            ("02 54 78 54 87", "+33254785487"),
            ("06.12.34.56.78", "+33612345678"),
            ("06-12-34-56-78", "+33612345678"),
            ("06/12/34/56/78", "+33612345678"),
            ("Tél. : 06 12 34 56 78", "+33612345678"),
            ("+33 (0)2 47 64 37 37", "+33247643737"),
            ("+ 33 2 47 64 37 37", "+33247643737"),
            ("0033 612345678", "+33612345678"),
            ("33612345678", "+33612345678"),
            ("612345678", "+33612345678"),
            ("612345678.0", "+33612345678"),
            ("0 811 36 96 09", "+33811369609"),
            ("+262 2 62 26 15 32", "+262262261532"),
            ("0590 97 20 91", "+590590972091"),
            ("0692 12 34 56", "+262692123456"),
            ("+689 40 50 73 05", "+68940507305"),
            ("+49 30 901820", "+4930901820"),
            ("+39 02 3661 8300", "+390236618300"),
            ("06 39 98 12 34", "+33639981234"),
        ] {
            assert_eq!(french(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_stands_beside_the_number_is_left_out_with_a_note() {
        for text in [
            "02 51 45 16 00 / appeler le 17",
            "03 26 79 11 20 / 03 26 79 11 29",
            "0612345678 - 0612345679",
            "0612345678 ou 17",
        ] {
            assert_eq!(
                normalise(text, Country::FRANCE).unwrap().note,
                Some(ProblemCode::ExtraIgnored),
                "{text}"
            );
        }
        assert_eq!(normalise("06 12 34 56 78 /", Country::FRANCE).unwrap().note, None);
    }

    #[test]
    fn doubtful_numbers_are_refused() {
        for text in [
            "+590 85 19 50",
            "3906",
            "17",
            "09 79 33 93 24 05 65 59 71 52",
            "09 62 66 27 35 09",
            "+ 0596 39 01 81",
            "6,12E+08",
            "02 54 78 54",
            "néant",
            "",
            "+",
            "+++",
            "0612345678901234567890",
            "+33 590 97 20 91",
            "00",
            "0000000000",
        ] {
            assert_eq!(french(text), Err(ProblemCode::DoubtfulPhone), "{text}");
        }
    }

    #[test]
    fn a_number_without_prefix_is_read_in_its_country() {
        let german = Country::parse("DE").unwrap();
        assert_eq!(normalise("030 901820", german).unwrap().value, "+4930901820");
        assert_eq!(
            normalise("06 12 34 56 78", Country::parse("GP").unwrap())
                .unwrap()
                .value,
            "+33612345678"
        );
        assert_eq!(
            normalise("(650) 253-0000", Country::parse("US").unwrap())
                .unwrap()
                .value,
            "+16502530000"
        );
    }

    #[test]
    fn the_short_way_agrees_with_the_plan_on_every_block() {
        // Nothing in the plan looks further than five digits; the last four do not matter.
        for block in 0..100_000_u32 {
            let national = format!("{block:05}1234");
            let bytes: &[u8; 9] = national.as_bytes().try_into().unwrap();
            if surely_french(bytes) {
                let expected = Some(format!("+33{national}"));
                if block % 10 == 0 {
                    assert_eq!(by_plan(&format!("0{national}"), Some(Country::FRANCE)), expected);
                }
                if block % 100 == 1 {
                    assert_eq!(by_plan(&format!("+33{national}"), None), expected);
                    assert_eq!(by_plan(&format!("+330{national}"), None), expected);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_numbers_are_stable(text in "[-+0-9 ./()a-zé]{0,24}") {
            if let Ok(once) = french(&text) {
                prop_assert_eq!(french(&once), Ok(once.clone()));
            }
        }

        #[test]
        fn the_short_way_agrees_with_the_plan(national in "[1-9][0-9]{8}") {
            let bytes: &[u8; 9] = national.as_bytes().try_into().unwrap();
            if surely_french(bytes) {
                prop_assert_eq!(by_plan(&format!("0{national}"), Some(Country::FRANCE)), Some(format!("+33{national}")));
            }
        }
    }
}
