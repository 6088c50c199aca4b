//! What the demo's base promises: reproducible, consistent, unreachable, and with groups that can be found.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::date;

use super::*;
use crate::contacts::import::columns::Mapping;
use crate::contacts::import::draft::{Drafter, Outcome};
use crate::contacts::import::normalise::{Country, ProblemCode};
use crate::contacts::import::reader::RecordReader;
use crate::contacts::import::sniff::Sniffer;

const TODAY: Date = date(2026, 3, 2);

fn column(name: &str) -> usize {
    HEADER.iter().position(|column| *column == name).unwrap()
}

fn base() -> Vec<(Clientele, csv::StringRecord)> {
    prospects(7, TODAY).take(ROWS as usize).collect()
}

#[test]
fn the_same_seed_gives_the_same_base() {
    let bytes = |seed| -> Vec<u8> {
        csv_chunks(Clientele::Individuals, seed, 1_500, TODAY)
            .flat_map(|chunk| chunk.unwrap().to_vec())
            .collect()
    };
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

#[test]
fn both_files_together_hold_every_row() {
    let rows: usize = [Clientele::Individuals, Clientele::Professionals]
        .into_iter()
        .map(|clientele| {
            let file: Vec<u8> = csv_chunks(clientele, 7, 2_000, TODAY)
                .flat_map(|chunk| chunk.unwrap().to_vec())
                .collect();
            let mut reader = csv::Reader::from_reader(&*file);
            assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), HEADER);
            reader.records().map(Result::unwrap).count()
        })
        .sum();
    assert_eq!(rows, 2_000);
}

#[test]
fn places_agree_with_each_other() {
    let (postcode, city, department, region) = (
        column("Code postal"),
        column("Ville"),
        column("Département"),
        column("Région"),
    );
    let mut regions = HashMap::new();
    for (_, line) in base() {
        let code = &line[postcode];
        assert!(
            code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()),
            "{code}"
        );
        let digits = line[department].replace(['A', 'B'], "0");
        assert!(
            code.starts_with(&digits),
            "{} is not in {}",
            &line[city],
            &line[department]
        );
        let before = regions.insert(line[department].to_owned(), line[region].to_owned());
        assert!(before.is_none_or(|before| before == line[region]));
    }
    assert_eq!(regions.values().collect::<HashSet<_>>().len(), 16);
}

#[test]
fn nobody_can_be_reached() {
    let reserved = [".test", ".example", "@mail.example.org", "@example.com"];
    for (_, line) in base() {
        let email = line[column("Courriel")].to_lowercase();
        assert!(
            email.is_empty() || reserved.iter().any(|end| email.ends_with(end)),
            "{email}"
        );
        let digits: String = line[column("Téléphone")].replace("+33 ", "0").replace([' ', '.'], "");
        let fiction = ["019900", "026191", "035301", "046571", "053649", "063998"];
        assert!(
            digits.is_empty() || fiction.iter().any(|range| digits.starts_with(range)),
            "{digits}"
        );
    }
}

#[test]
fn the_base_has_the_gaps_and_doubles_of_a_real_one() {
    let base = base();
    let emails: Vec<_> = base
        .iter()
        .map(|(_, line)| line[column("Courriel")].to_lowercase())
        .collect();
    let gaps = emails.iter().filter(|email| email.is_empty()).count();
    let distinct = emails
        .iter()
        .filter(|email| !email.is_empty())
        .collect::<HashSet<_>>()
        .len();
    let doubles = emails.len() - gaps - distinct;
    assert!((300..800).contains(&gaps), "{gaps}");
    assert!((100..300).contains(&doubles), "{doubles}");
    let individuals = base
        .iter()
        .filter(|(whose, _)| *whose == Clientele::Individuals)
        .count();
    assert!((10_000..12_000).contains(&individuals), "{individuals}");
}

#[test]
fn behaviour_tells_the_groups_apart() {
    let base = base();
    let mean = |kind: &str, figure: &str| {
        let figures: Vec<f64> = base
            .iter()
            .filter(|(_, line)| &line[column("Type")] == kind)
            .map(|(_, line)| line[column(figure)].parse().unwrap_or(0.0))
            .collect();
        figures.iter().sum::<f64>() / figures.len() as f64
    };
    assert!(mean("Architecte", "Montant des achats") > 20.0 * mean("Particulier", "Montant des achats"));
    assert!(mean("Boutique", "Abonnés Instagram") > 3.0 * mean("Collectivité", "Abonnés Instagram"));
    assert!(mean("Architecte", "Newsletters ouvertes") > 2.0 * mean("Collectivité", "Newsletters ouvertes"));
}

/// What the import makes of one of the files: the attribute of each column, how many contacts, which problems.
fn imported(clientele: Clientele) -> (Vec<String>, usize, BTreeMap<ProblemCode, usize>) {
    let mut sniffer = Sniffer::new();
    let mut file = Vec::new();
    for chunk in csv_chunks(clientele, 7, ROWS, TODAY) {
        let chunk = chunk.unwrap();
        sniffer.feed(&chunk);
        file.extend_from_slice(&chunk);
    }
    let sniffed = sniffer.finish().unwrap();
    let mapping = Mapping::propose(&sniffed, Country::FRANCE);
    let keys = mapping
        .columns()
        .iter()
        .map(|column| column.key.as_ref().map_or_else(String::new, ToString::to_string));
    let drafter = Drafter::new(&mapping, &sniffed.dialect, Country::FRANCE);
    let data = sniffed.dialect.data;
    let mut reader = RecordReader::new(&file[data.byte as usize..], sniffed.dialect.shape(), data);
    let (mut contacts, mut problems) = (0, BTreeMap::new());
    while let Some(entry) = reader.read().unwrap() {
        match drafter.entry(&entry) {
            Outcome::Draft(draft) => {
                contacts += 1;
                for problem in &draft.problems {
                    *problems.entry(problem.reason).or_default() += 1;
                }
            }
            other => panic!("no contact: {other:?}"),
        }
    }
    (keys.collect(), contacts, problems)
}

#[test]
fn the_import_reads_every_column_and_row() {
    let (keys, individuals, problems) = imported(Clientele::Individuals);
    assert_eq!(
        keys.join(" "),
        "reference company civilite first_name last_name type sector email phone address postcode city department region \
         country language status website followers_instagram followers_facebook followers_linkedin origine \
         premier_contact dernier_achat commandes montant_des_achats newsletters_ouvertes visites_du_site \
         reponse_derniere_campagne annee_de_naissance effectif"
    );
    let interrupted = problems[&ProblemCode::DoubtfulPhone];
    assert!((10..100).contains(&interrupted), "{interrupted}");
    assert_eq!(problems.len(), 1, "{problems:?}");

    let (same_keys, professionals, problems) = imported(Clientele::Professionals);
    assert_eq!(same_keys, keys);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(individuals + professionals, ROWS as usize);
}
