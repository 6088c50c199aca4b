//! Dates as people and programs write them, day before month: `31/12/2024`, `2024-12-31`, `1er janvier 2024`.

use jiff::civil::Date;

use super::text::fold;

const MONTHS: [(&str, &[&str]); 12] = [
    ("jan", &["janvier", "january", "janv"]),
    ("feb", &["fevrier", "february", "fevr", "fev"]),
    ("mar", &["mars", "march"]),
    ("apr", &["avril", "april", "avr"]),
    ("may", &["mai"]),
    ("jun", &["juin", "june"]),
    ("jul", &["juillet", "july", "juil"]),
    ("aug", &["aout", "august"]),
    ("sep", &["septembre", "september", "sept"]),
    ("oct", &["octobre", "october"]),
    ("nov", &["novembre", "november"]),
    ("dec", &["decembre", "december"]),
];

/// Reads a date; `None` when the text is none or no such day exists. A time after it is left out.
///
/// Month before day (`12/31/2024`) is not guessed: it could not be told from day before month in half of the rows.
pub fn parse(text: &str) -> Option<Date> {
    if text.len() > 40 {
        return None;
    }
    numeric(text).or_else(|| in_words(text))
}

fn numeric(text: &str) -> Option<Date> {
    let day_part = text.split(['T', ' ']).next()?;
    // What follows must be a time, or the text is not a date but begins with one.
    if !text[day_part.len()..]
        .bytes()
        .all(|b| b.is_ascii_digit() || b" T:.+-Z".contains(&b))
    {
        return None;
    }
    let mut parts = day_part.split(['/', '-', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !second.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match (first.len(), second.len(), third.len()) {
        (4, 1..=2, 1..=2) => date(first.parse().ok()?, second, third),
        (1..=2, 1..=2, 4) => date(third.parse().ok()?, second, first),
        (1..=2, 1..=2, 2) => date(century(third.parse().ok()?), second, first),
        _ => None,
    }
}

fn in_words(text: &str) -> Option<Date> {
    let folded = fold(text);
    let mut words = folded.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS
        .iter()
        .position(|(short, long)| *short == month || long.contains(&month))?
        + 1;
    if year.len() != 4 || words.next().is_some() {
        return None;
    }
    let day = day.strip_suffix("er").or_else(|| day.strip_suffix("th")).unwrap_or(day);
    Date::new(year.parse().ok()?, i8::try_from(month).ok()?, day.parse().ok()?).ok()
}

fn date(year: i16, month: &str, day: &str) -> Option<Date> {
    Date::new(year, month.parse().ok()?, day.parse().ok()?)
        .ok()
        .filter(|date| date.year() > 0)
}

/// Two digits of a year, by the pivot that spreadsheets use.
fn century(year: i16) -> i16 {
    if year < 30 { 2000 + year } else { 1900 + year }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_their_usual_shapes() {
        for (text, expected) in [
            ("2012-09-04", "2012-09-04"),
            ("2012/9/4", "2012-09-04"),
            ("04/09/2012", "2012-09-04"),
            ("4.9.2012", "2012-09-04"),
            ("04-09-12", "2012-09-04"),
            ("04/09/85", "1985-09-04"),
            ("2012-09-04T10:11:12Z", "2012-09-04"),
            ("04/09/2012 10:11", "2012-09-04"),
            ("1er janvier 2024", "2024-01-01"),
            ("15 août 2024", "2024-08-15"),
            ("3 Feb. 2024", "2024-02-03"),
            ("29/02/2024", "2024-02-29"),
        ] {
            assert_eq!(
                parse(text).map(|date| date.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "2024",
            "12/31/2024",
            "29/02/2023",
            "31/04/2024",
            "1957",
            "06.12.34.56.78",
            "1-2",
            "04/09/2012 environ",
            "0/0/0",
            "é/é/éé",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_and_iso_is_stable(text: String, days in 0_i32..40_000) {
            let _ = parse(&text);
            let date = Date::constant(1930, 1, 1).saturating_add(jiff::Span::new().days(days));
            proptest::prop_assert_eq!(parse(&date.to_string()), Some(date));
        }
    }
}
