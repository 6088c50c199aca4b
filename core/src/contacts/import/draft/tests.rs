//! Whole files, from bytes to drafts, with what is reported of them.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::contacts::import::reader::RecordReader;
use crate::contacts::import::sniff::{FileError, Sniffed, Sniffer};

/// Everything an import does before the database.
fn outcomes(bytes: &[u8]) -> Result<(Sniffed, Mapping, Vec<Outcome>), FileError> {
    let mut sniffer = Sniffer::new();
    sniffer.feed(bytes);
    let file = sniffer.finish()?;
    let mapping = Mapping::propose(&file, Country::FRANCE);
    let drafter = Drafter::new(&mapping, &file.dialect, Country::FRANCE);
    let data = file.dialect.data;
    let mut reader = RecordReader::new(&bytes[data.byte as usize..], file.dialect.shape(), data);
    let mut outcomes = Vec::new();
    while let Some(entry) = reader.read().unwrap() {
        outcomes.push(drafter.entry(&entry));
    }
    Ok((file, mapping, outcomes))
}

/// One line per outcome.
fn told(bytes: &[u8]) -> String {
    let mut lines = Vec::new();
    for outcome in outcomes(bytes).unwrap().2 {
        let (line, mut what, problems) = match outcome {
            Outcome::Blank => continue,
            Outcome::Rejected(Rejected { line, problems, .. }) => (line, vec!["rejected".to_owned()], problems),
            Outcome::Draft(draft) => {
                let known = |field: Field| draft.details.get(field).map(|value| format!("{field}={value}"));
                let own = draft
                    .details
                    .attributes
                    .iter()
                    .map(|(key, value)| format!("{key}={}", value.text()));
                (
                    draft.line,
                    Field::ALL.into_iter().filter_map(known).chain(own).collect(),
                    draft.problems,
                )
            }
        };
        for problem in problems {
            assert_eq!(problem.line, line);
            let field = problem.field.map(|field| format!("{field}:")).unwrap_or_default();
            what.push(format!("!{field}{}", problem.reason));
        }
        lines.push(format!("{line} {}", what.join(" ")));
    }
    lines.join("\n")
}

#[test]
fn rows_become_contacts_and_problems() {
    let text = "\
Nom;Courriel;Téléphone;Code postal;Ville;Pays;Abonnés Instagram;Segment
Mairie de Brest;Contact@Mairie-Brest.fr.test;02 98 00 80 80;29200;Brest;France;1 234;A
École;pas une adresse;+590 85 19 50;123;Bourg;;beaucoup;B
;;;;;;;
Seul;;02 98 00 00 00 / le matin;1000;Bourg-en-Bresse;;;A
;x@;;;;;;
Berlin;a@b.de;030 901820;10115;Berlin;Allemagne;12,5 k;B
Court;c@d.fr
Long;c@d.fr;;;;;;A;de trop
Traine;e@f.fr;;;;;;A;;;
";
    insta::assert_snapshot!(told(text.as_bytes()), @"
    2 name=Mairie de Brest email=contact@mairie-brest.fr.test phone=+33298008080 postcode=29200 city=Brest country=FR followers_instagram=1234 segment=A
    3 name=École city=Bourg segment=B !email:invalid_email !phone:doubtful_phone !postcode:doubtful_postcode !followers_instagram:invalid_number
    5 name=Seul phone=+33298000000 postcode=01000 city=Bourg-en-Bresse segment=A !phone:extra_ignored
    6 rejected !email:invalid_email !nothing_usable
    7 name=Berlin email=a@b.de phone=+4930901820 postcode=10115 city=Berlin country=DE followers_instagram=12500 segment=B
    8 name=Court email=c@d.fr !missing_cells
    9 rejected !too_many_cells
    10 name=Traine email=e@f.fr segment=A
    ");
}

#[test]
fn windows_1252_and_line_breaks_in_cells() {
    let text = "Prénom;Nom;Adresse\r\nÉlodie;Lefèvre;\"12 rue de l’Été\r\nBât. B\"\r\nJean;\"Du\"\"pont\";\"non fermée\r\nLéa;Noël;3 rue X\r\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    insta::assert_snapshot!(told(&bytes), @r#"
    2 first_name=Élodie last_name=Lefèvre address=12 rue de l’Été, Bât. B
    4 rejected !unterminated_quote
    5 first_name=Léa last_name=Noël address=3 rue X
    "#);
}

#[test]
fn a_pasted_cell_is_repaired_with_a_note() {
    let mut bytes = "Nom;Ville\nÉlodie;Évian\nZoé;Orléans\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"Andr\xE9;Brest\n");
    insta::assert_snapshot!(told(&bytes), @"
    2 name=Élodie city=Évian
    3 name=Zoé city=Orléans
    4 name=André city=Brest !name:encoding_repaired
    ");
}

#[test]
fn a_reported_value_is_shortened() {
    let text = format!("Nom;Courriel\nA;{}\n", "é".repeat(500));
    let (_, _, outcomes) = outcomes(text.as_bytes()).unwrap();
    let Outcome::Draft(draft) = &outcomes[0] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(
        draft.problems[0].value.as_deref().map(|value| value.chars().count()),
        Some(81)
    );
    let json = serde_json::to_value(&draft.problems[0]).unwrap();
    assert_eq!(
        (&json["line"], &json["field"], &json["reason"]),
        (&2.into(), &"email".into(), &"invalid_email".into())
    );
}

/// Lines that the header and all outcomes take.
fn lines_accounted(file: &Sniffed, outcomes: &[Outcome], bytes: &[u8]) -> u64 {
    let data = file.dialect.data;
    let mut reader = RecordReader::new(&bytes[data.byte as usize..], file.dialect.shape(), data);
    let mut lines = data.line - 1;
    let mut entries = 0;
    while let Some(entry) = reader.read().unwrap() {
        entries += 1;
        lines += match entry {
            Entry::Record(record) => record.lines(),
            Entry::Blank { .. } => 1,
            Entry::Unreadable { lines, .. } => lines,
        };
    }
    assert_eq!(entries, outcomes.len());
    lines
}

fn lines_of(bytes: &[u8], end: u8) -> u64 {
    let ends = bytes.iter().filter(|byte| **byte == end).count() as u64;
    ends + u64::from(bytes.last().is_some_and(|byte| *byte != end))
}

/// A public file beside the checkout, when it is there.
fn public(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("{} is not there: not checked", path.display());
    }
    bytes
}

/// Counts of a whole file: accepted, rejected, and problems by code.
fn counts(name: &str) -> Option<(usize, usize, BTreeMap<String, usize>)> {
    let bytes = public(name)?;
    let (file, mapping, outcomes) = outcomes(&bytes).unwrap();
    assert_eq!(lines_accounted(&file, &outcomes, &bytes), lines_of(&bytes, b'\n'));
    let (mut accepted, mut rejected, mut by_code) = (0, 0, BTreeMap::new());
    let mut count = |problems: &[Problem]| {
        for problem in problems {
            let field = problem.field.as_ref().map_or("row", Key::as_str);
            *by_code.entry(format!("{field} {}", problem.reason)).or_default() += 1;
        }
    };
    for outcome in &outcomes {
        match outcome {
            Outcome::Draft(draft) => {
                accepted += 1;
                count(&draft.problems);
            }
            Outcome::Rejected(row) => {
                rejected += 1;
                count(&row.problems);
            }
            Outcome::Blank => {}
        }
    }
    let columns: Vec<_> = mapping
        .columns()
        .iter()
        .map(|c| format!("{} → {:?} {:?}", c.header, c.key.as_ref().map(Key::as_str), c.kind))
        .collect();
    println!(
        "{name}: {accepted} accepted, {rejected} rejected, {by_code:?}\n  {}",
        columns.join("\n  ")
    );
    Some((accepted, rejected, by_code))
}

#[test]
fn every_line_of_the_administrations_is_accounted_for() {
    if let Some((accepted, rejected, _)) = counts("administrations.csv") {
        assert_eq!((accepted, rejected), (50_256, 0));
    }
}

#[test]
fn every_line_of_the_customers_is_accounted_for() {
    if let Some((accepted, rejected, problems)) = counts("customers.csv") {
        assert_eq!((accepted, rejected, problems.len()), (2_240, 0, 0));
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = outcomes(&bytes);
    }

    #[test]
    fn no_cells_panic_and_every_line_is_accounted_for(
        rows in prop::collection::vec("[-+0-9a-zA-Zé@.;,\"/ €\u{92}\u{0}]{0,40}", 1..12),
    ) {
        let text = format!("Nom;Courriel;Téléphone;CP;Site web;Pays;Date\n{}\n", rows.join("\n"));
        if let Ok((file, _, outcomes)) = outcomes(text.as_bytes()) {
            prop_assert_eq!(lines_accounted(&file, &outcomes, text.as_bytes()), lines_of(text.as_bytes(), b'\n'));
        }
    }
}
