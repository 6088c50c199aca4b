//! The mapping that the program proposes.

use std::collections::HashSet;

use crate::contacts::attributes::Kind;
use crate::contacts::field::{Field, Key};
use crate::contacts::import::normalise::Country;
use crate::contacts::import::sniff::Sniffed;

use super::samples::{Evidence, kind};
use super::slug::unique_key;
use super::synonyms::{Header, Meaning};
use super::{Column, Mapping, fixed_kind};

/// Words in a longer header that name a channel; believed when the values agree.
const WORDS: [(Field, &[&str]); 3] = [
    (Field::Email, &["email", "courriel", "mail", "mel"]),
    (
        Field::Phone,
        &["telephone", "tel", "phone", "portable", "mobile", "gsm"],
    ),
    (Field::Website, &["site", "web", "website", "url", "internet"]),
];

/// Words of headers whose values look like a phone number or an address of one's own but are neither.
const OTHERS: [&str; 8] = [
    "fax",
    "telecopie",
    "siret",
    "siren",
    "facebook",
    "linkedin",
    "instagram",
    "twitter",
];

/// What tells one person from another. A second column of it is kept, but its values are never listed as categories.
const PERSONAL: [Field; 6] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::Phone,
    Field::Address,
];

/// Of a hundred values how many must be addresses or numbers of people for the column to be personal.
const SOME: usize = 10;

/// A column that could fill a key, and how sure that is.
struct Claim {
    score: usize,
    column: usize,
    key: Key,
}

impl Mapping {
    /// Finds out what the columns of a file mean. `country` is the tenant's.
    ///
    /// Where several columns claim a field the surest has it, and the others become attributes of the tenant's own, as
    /// unknown columns do. Columns without name and without values are left out.
    pub fn propose(file: &Sniffed, country: Country) -> Self {
        let evidence: Vec<Evidence> = (0..file.headers.len())
            .map(|column| Evidence::gather(column, &file.samples, country))
            .collect();
        let mut claims = claims(file, &evidence);
        claims.sort_by(|a, b| b.score.cmp(&a.score).then(a.column.cmp(&b.column)));
        let mut keys: Vec<Option<Key>> = vec![None; file.headers.len()];
        let mut taken = HashSet::new();
        for claim in claims {
            if keys[claim.column].is_none() && taken.insert(claim.key.clone()) {
                keys[claim.column] = Some(claim.key);
            }
        }
        let columns = file
            .headers
            .iter()
            .zip(keys)
            .enumerate()
            .map(|(column, (header, key))| {
                let unnamed = file.unnamed(column);
                let key = match key {
                    None if unnamed && evidence[column].filled == 0 => None,
                    None => {
                        let name = if unnamed {
                            format!("column {}", column + 1)
                        } else {
                            header.clone()
                        };
                        let key = unique_key(&name, column, &taken);
                        taken.insert(key.clone());
                        Some(key)
                    }
                    key => key,
                };
                let fixed = key.as_ref().and_then(fixed_kind);
                let kind = match fixed {
                    Some(kind) => kind,
                    None if is_personal(header, unnamed, &evidence[column]) => Kind::Text,
                    None => kind(header, column, &file.samples, country),
                };
                Column {
                    column,
                    header: header.clone(),
                    key,
                    kind,
                }
            });
        Self {
            columns: columns.collect(),
        }
    }
}

/// Whether a column that is none of the canonical ones holds what tells people apart.
fn is_personal(header: &str, unnamed: bool, seen: &Evidence) -> bool {
    let said = match Header::meaning(header) {
        Some(Meaning::Field(field, _)) if !unnamed => PERSONAL.contains(&field) && agrees(field, seen),
        _ => false,
    };
    said || seen.emails >= SOME || seen.phones >= SOME
}

fn claims(file: &Sniffed, evidence: &[Evidence]) -> Vec<Claim> {
    let meanings: Vec<Option<Meaning>> = (0..file.headers.len())
        .map(|column| {
            if file.unnamed(column) {
                None
            } else {
                Header::meaning(&file.headers[column])
            }
        })
        .collect();
    let says = |field: Field| {
        meanings
            .iter()
            .any(|meaning| matches!(meaning, Some(Meaning::Field(of, _)) if *of == field))
    };
    // «Nom» beside «Prénom» is the family name; alone it is the whole name.
    let family = says(Field::FirstName) && !says(Field::LastName);
    let mut claims = Vec::new();
    for (column, meaning) in meanings.iter().enumerate() {
        let (header, seen) = (Header::new(&file.headers[column]), &evidence[column]);
        let mut claim = |score: usize, key: Key| claims.push(Claim { score, column, key });
        match meaning {
            Some(Meaning::Field(Field::Name, rank @ (0 | 1))) if family => claim(200 - rank, Field::LastName.key()),
            Some(Meaning::Field(field, rank)) if agrees(*field, seen) => {
                // Text messages need a mobile number, if most contacts have one.
                let mobile = *field == Field::Phone && header.is_mobile() && seen.fill >= 50;
                claim(if mobile { 201 } else { 200 - rank }, field.key());
            }
            Some(Meaning::Followers(key)) => claim(200, key.clone()),
            Some(Meaning::Network(key)) if seen.numbers >= 80 => claim(150, key.clone()),
            _ => {}
        }
        if header.has_word(&OTHERS) && !file.unnamed(column) {
            continue;
        }
        for (field, words) in WORDS {
            let share = match field {
                Field::Email => seen.emails,
                Field::Phone => seen.phones,
                _ => seen.explicit_websites,
            };
            if share >= 50 && header.has_word(words) {
                claim(100, field.key());
            }
            if share >= 80 {
                claim(50, field.key());
            }
        }
    }
    claims
}

/// Whether the values do not contradict the header: «Mail» may be a column of yes and no, «Site» a place.
fn agrees(field: Field, seen: &Evidence) -> bool {
    let share = match field {
        Field::Email => seen.emails,
        Field::Phone => seen.phones + seen.numbers,
        Field::Website => seen.websites,
        _ => return true,
    };
    !seen.tells() || share >= 10
}
