//! The address block of a letter, as the post reads it (NF Z10-011): at most six lines of at most 38 characters, the
//! first ones for the person, the last ones in capitals and without punctuation, the country at the end where it is another.

use super::import::normalise::Country;
use super::{Details, Field};
use unicode_normalization::UnicodeNormalization;

/// Lines of a block.
const LINES: usize = 6;
/// Characters of a line.
const CHARACTERS: usize = 38;

/// Why there can be no address block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAddress {
    /// Street, postcode or town is not known.
    #[error("street, postcode or town is missing")]
    Incomplete,
    /// Nobody is named.
    #[error("there is no name")]
    Nameless,
    /// A word is longer than a line.
    #[error("a word is longer than the 38 characters of a line")]
    LongWord,
    /// More lines than the post reads.
    #[error("it needs more than 6 lines of 38 characters")]
    TooLong,
}

/// What streets are called, and how the post shortens it where a line is too long (NF Z10-011, annex).
const SHORT: [(&str, &str); 16] = [
    ("AVENUE", "AV"),
    ("BOULEVARD", "BD"),
    ("CHEMIN", "CHE"),
    ("FAUBOURG", "FG"),
    ("GENERAL", "GAL"),
    ("GÉNÉRAL", "GAL"),
    ("IMPASSE", "IMP"),
    ("LOTISSEMENT", "LOT"),
    ("MARECHAL", "MAL"),
    ("MARÉCHAL", "MAL"),
    ("PASSAGE", "PAS"),
    ("PLACE", "PL"),
    ("PRESIDENT", "PDT"),
    ("PRÉSIDENT", "PDT"),
    ("ROUTE", "RTE"),
    ("SQUARE", "SQ"),
];

/// The lines of somebody's address. `home` is the country that letters leave from (ISO 3166-1), which is not written.
pub fn address_lines(details: &Details, home: &str) -> Result<Vec<String>, NoAddress> {
    // What has neither letter nor digit («-», «.») stands for nothing, and would leave a blank line.
    let says = |text: &&str| text.chars().any(char::is_alphanumeric);
    let get = |field| details.get(field).map(str::trim).filter(says);
    let (Some(street), Some(postcode), Some(city)) = (get(Field::Address), get(Field::Postcode), get(Field::City))
    else {
        return Err(NoAddress::Incomplete);
    };
    let mut who: Vec<String> = Vec::new();
    let person = [get(Field::FirstName), get(Field::LastName)];
    let person: Vec<&str> = person.into_iter().flatten().collect();
    let person = person.join(" ");
    for name in [
        get(Field::Company),
        get(Field::Name),
        Some(person.as_str()).filter(|name| !name.is_empty()),
    ] {
        let Some(name) = name else { continue };
        let known = who
            .iter()
            .any(|other| other.to_lowercase().contains(&name.to_lowercase()));
        if !known {
            who.push(name.to_owned());
        }
    }
    if who.is_empty() {
        return Err(NoAddress::Nameless);
    }
    let mut lines = Vec::with_capacity(LINES);
    for name in who {
        lines.extend(wrapped(&one_line(&name))?);
    }
    lines.extend(street_lines(street)?);
    lines.extend(wrapped(&machine(&format!("{postcode} {city}")))?);
    if let Some(country) = get(Field::Country).filter(|country| is_abroad(country, home)) {
        lines.extend(wrapped(&machine(country_name(country)))?);
    }
    if lines.len() > LINES {
        return Err(NoAddress::TooLong);
    }
    Ok(lines)
}

/// The street, with what stands before it (building, stairs, …) on lines of its own where it is separated by commas.
fn street_lines(street: &str) -> Result<Vec<String>, NoAddress> {
    // «12, rue de la Paix»: the number belongs to the street.
    let mut parts: Vec<String> = Vec::new();
    for part in street
        .split([',', ';', '\n'])
        .map(machine)
        .filter(|part| !part.is_empty())
    {
        match parts.last_mut().filter(|last| is_number(last)) {
            Some(number) => *number = format!("{number} {part}"),
            None => parts.push(part),
        }
    }
    let whole = parts.join(" ");
    if whole.chars().count() <= CHARACTERS {
        return Ok(vec![whole]);
    }
    let mut lines = Vec::new();
    for part in parts {
        let part = if part.chars().count() > CHARACTERS {
            shortened(&part)
        } else {
            part
        };
        lines.extend(wrapped(&part)?);
    }
    Ok(lines)
}

/// `12`, `12 BIS`, `12B`.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..).unwrap_or_default().trim();
    digits > 0 && (rest.is_empty() || rest.chars().count() == 1 || ["BIS", "TER", "QUATER"].contains(&rest))
}

fn shortened(line: &str) -> String {
    let short = |word: &str| {
        let known = SHORT.iter().find(|(long, _)| *long == word);
        known.map_or(word, |(_, short)| short).to_owned()
    };
    let words: Vec<String> = line.split(' ').map(short).collect();
    words.join(" ")
}

/// A text over as many lines as it needs, broken at its spaces.
fn wrapped(text: &str) -> Result<Vec<String>, NoAddress> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if length > CHARACTERS {
            return Err(NoAddress::LongWord);
        }
        match lines
            .last_mut()
            .filter(|line| line.chars().count() + 1 + length <= CHARACTERS)
        {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    Ok(lines)
}

/// One line, composed (NFC), so that characters are counted as they are seen.
fn one_line(text: &str) -> String {
    let composed: String = text.nfc().filter(|c| !c.is_control()).collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Capitals, no punctuation: a line that a machine reads.
fn machine(text: &str) -> String {
    let plain: String = text
        .nfc()
        .map(|c| if ".,;:()\"«»/\\".contains(c) { ' ' } else { c })
        .collect();
    one_line(&plain.to_uppercase())
}

/// Whether letters cross a border. Those of the French post do not on their way to Guadeloupe or Réunion.
fn is_abroad(country: &str, home: &str) -> bool {
    let french = |code| Country::parse(code).is_some_and(Country::is_french);
    let at_home = country.eq_ignore_ascii_case(home) || (french(country) && french(home));
    !at_home
}

/// A country's name in French, which every post office knows (Universal Postal Convention); its code where it has none.
fn country_name(code: &str) -> &str {
    Country::parse(code).map_or(code, |country| country.french())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn details(values: &[(Field, &str)]) -> Details {
        let mut details = Details::default();
        for (field, value) in values {
            details.set(*field, Some((*value).to_owned()));
        }
        details
    }

    fn lines(values: &[(Field, &str)]) -> Result<Vec<String>, NoAddress> {
        address_lines(&details(values), "FR")
    }

    const TOWN: [(Field, &str); 3] = [
        (Field::Address, "12, rue de l'Église"),
        (Field::Postcode, "35000"),
        (Field::City, "Rennes"),
    ];

    // R: O5
    #[test]
    fn people_and_organisations() {
        let person = [(Field::FirstName, "Zoé"), (Field::LastName, "Le Goff")];
        let company = [(Field::Company, "Atelier Kerguelen")];
        let of = |extra: &[(Field, &str)]| lines(&[extra, &TOWN].concat()).unwrap();
        assert_eq!(of(&person), ["Zoé Le Goff", "12 RUE DE L'ÉGLISE", "35000 RENNES"]);
        let both = [company.as_slice(), &person].concat();
        assert_eq!(
            of(&both),
            ["Atelier Kerguelen", "Zoé Le Goff", "12 RUE DE L'ÉGLISE", "35000 RENNES"]
        );
        // A name that says the same twice is written once.
        let named = [(Field::Name, "Mairie - Rennes"), (Field::Company, "Mairie - Rennes")];
        assert_eq!(of(&named).len(), 3);
    }

    // R: O5
    #[test]
    fn the_country_is_written_where_it_is_another() {
        let abroad = [
            (Field::Name, "Anna"),
            (Field::Address, "Hauptstr. 5"),
            (Field::Postcode, "10115"),
            (Field::City, "Berlin"),
            (Field::Country, "DE"),
        ];
        assert_eq!(
            lines(&abroad).unwrap(),
            ["Anna", "HAUPTSTR 5", "10115 BERLIN", "ALLEMAGNE"]
        );
        let home = [&abroad[..4], &[(Field::Country, "fr")]].concat();
        assert_eq!(lines(&home).unwrap().len(), 3);
    }

    // R: O5
    #[test]
    fn long_lines_are_shortened_then_broken() {
        let long = [
            (Field::Name, "Syndicat intercommunal d'aménagement de la vallée"),
            (
                Field::Address,
                "Bâtiment C, 125 bis boulevard du Général de Gaulle prolongé",
            ),
            (Field::Postcode, "35000"),
            (Field::City, "Rennes Cedex 7"),
        ];
        assert_eq!(
            lines(&long).unwrap(),
            [
                "Syndicat intercommunal d'aménagement",
                "de la vallée",
                "BÂTIMENT C",
                "125 BIS BD DU GAL DE GAULLE PROLONGÉ",
                "35000 RENNES CEDEX 7",
            ]
        );
    }

    // R: O5
    #[test]
    fn what_cannot_be_written_says_why() {
        assert_eq!(lines(&TOWN), Err(NoAddress::Nameless));
        for missing in 0..3 {
            let mut known = TOWN.to_vec();
            known.remove(missing);
            known.push((Field::Name, "x"));
            assert_eq!(lines(&known), Err(NoAddress::Incomplete));
        }
        let word = "x".repeat(39);
        assert_eq!(
            lines(&[&[(Field::Name, word.as_str())], &TOWN[..]].concat()),
            Err(NoAddress::LongWord)
        );
        let name = "mot ".repeat(60);
        assert_eq!(
            lines(&[&[(Field::Name, name.as_str())], &TOWN[..]].concat()),
            Err(NoAddress::TooLong)
        );
    }

    proptest! {
        // R: O5
        #[test]
        fn every_block_keeps_the_rules(
            name in "[ -~À-ÿ]{1,60}", street in "[ -~À-ÿ]{1,80}", postcode in "[0-9]{5}", city in "[A-Za-zÀ-ÿ' -]{1,40}",
        ) {
            let known = [
                (Field::Name, name.as_str()), (Field::Address, &street), (Field::Postcode, &postcode), (Field::City, &city),
            ];
            if let Ok(lines) = lines(&known) {
                prop_assert!((2..=6).contains(&lines.len()));
                for line in &lines {
                    let count = line.chars().count();
                    prop_assert!((1..=38).contains(&count) && line.trim() == line);
                }
                let last = lines.last().unwrap();
                prop_assert!(!last.contains([',', '.', ';', ':']), "{last}");
                prop_assert_eq!(&last.to_uppercase(), last);
            }
        }
    }
}
