//! Addresses at which nobody can be reached: reserved phone numbers and domains.

use std::collections::HashMap;

use super::draw::Draw;
use super::towns::Town;

/// Numbers that ARCEP keeps for works of fiction (decision 2018-0881, annex, 2.5.12): six ranges of 10,000.
const FICTION: [&str; 6] = ["019900", "026191", "035301", "046571", "053649", "063998"];
const MOBILE: usize = 5;
const RANGE: u32 = 10_000;

/// Hands out phone numbers and mailboxes, each at most once.
#[derive(Debug, Default)]
pub(super) struct Reach {
    phones: [u32; FICTION.len()],
    mailboxes: HashMap<String, u32>,
}

impl Reach {
    /// A mobile number, or `None` once all reserved ones are taken.
    pub(super) fn mobile(&mut self) -> Option<String> {
        self.phone(MOBILE)
    }

    /// A landline of the town's part of the country; `None` overseas or once all reserved ones are taken.
    pub(super) fn landline(&mut self, town: &Town) -> Option<String> {
        let zone = match town.region {
            "Île-de-France" => 0,
            "Bretagne" | "Pays de la Loire" | "Normandie" | "Centre-Val de Loire" => 1,
            "Hauts-de-France" | "Grand Est" | "Bourgogne-Franche-Comté" => 2,
            "Auvergne-Rhône-Alpes" | "Provence-Alpes-Côte d'Azur" | "Corse" => 3,
            // Languedoc and Roussillon dial 04, the rest of Occitanie 05.
            "Occitanie" if matches!(town.department(), "11" | "30" | "34" | "48" | "66") => 3,
            "Occitanie" | "Nouvelle-Aquitaine" => 4,
            _ => return None,
        };
        self.phone(zone)
    }

    fn phone(&mut self, range: usize) -> Option<String> {
        let (prefix, next) = (FICTION.get(range)?, self.phones.get_mut(range)?);
        if *next == RANGE {
            return None;
        }
        // A step prime to the range visits every number once, in no visible order.
        let number = *next * 7_919 % RANGE;
        *next += 1;
        let digits = format!("{prefix}{number:04}");
        Some(spaced(&digits))
    }

    /// `local@domain`, with a number behind the local part from its second use on.
    pub(super) fn mailbox(&mut self, local: &str, domain: &str) -> String {
        let uses = self.mailboxes.entry(format!("{local}@{domain}")).or_insert(0);
        *uses += 1;
        if *uses == 1 {
            format!("{local}@{domain}")
        } else {
            format!("{local}{uses}@{domain}")
        }
    }
}

/// Ten digits the way people write them, in pairs.
fn spaced(digits: &str) -> String {
    let mut out = String::with_capacity(14);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 2 == 0 {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// The same number the way another hand would have typed it.
pub(super) fn retyped(phone: &str, draw: &mut Draw) -> String {
    match draw.below(3) {
        0 => phone.replace(' ', "."),
        1 => phone.replace(' ', ""),
        _ => format!("+33 {}", phone.get(1..).unwrap_or_default()),
    }
}

/// Letters and digits in lower case without accents, everything else as single hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars() {
        let plain = match letter {
            'à' | 'â' | 'ä' => "a",
            'ç' => "c",
            'é' | 'è' | 'ê' | 'ë' => "e",
            'î' | 'ï' => "i",
            'ô' | 'ö' => "o",
            'ù' | 'û' | 'ü' => "u",
            'œ' => "oe",
            'a'..='z' | '0'..='9' => {
                out.push(letter);
                continue;
            }
            _ if out.ends_with('-') || out.is_empty() => continue,
            _ => "-",
        };
        out.push_str(plain);
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("L'Hôtel du Phœnix – Évry "), "l-hotel-du-phoenix-evry");
    }

    #[test]
    fn mailboxes_and_numbers_are_handed_out_once() {
        let mut reach = Reach::default();
        assert_eq!(reach.mailbox("a.b", "boite.example"), "a.b@boite.example");
        assert_eq!(reach.mailbox("a.b", "boite.example"), "a.b2@boite.example");
        let mut numbers: Vec<_> = std::iter::from_fn(|| reach.mobile()).collect();
        assert_eq!(numbers.len(), 10_000);
        assert!(
            numbers
                .iter()
                .all(|number| number.starts_with("06 39 98 ") && number.len() == 14)
        );
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 10_000);
    }
}
