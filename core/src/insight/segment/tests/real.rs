//! On real data, where it is at hand: `cargo test -p relais-core real -- --nocapture` prints what a user would see.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::*;

fn data(file: &str) -> Option<PathBuf> {
    // Beside the project, not part of it.
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(file);
    path.exists().then_some(path)
}

/// Reads a CSV: a column is numeric when all its present values are and it is not in `words`.
fn read(path: PathBuf, delimiter: u8, filter: impl Fn(&HashMap<String, String>) -> bool, words: &[&str]) -> Profile {
    let text = std::fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&text).trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in reader.records() {
        let record: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        if filter(&headers.iter().cloned().zip(record.iter().cloned()).collect()) {
            rows.push(record);
        }
    }
    let mut profile = Profile {
        rows: rows.len(),
        ..Profile::default()
    };
    for (index, key) in headers.iter().enumerate() {
        let cells: Vec<&str> = rows.iter().map(|row| row[index].trim()).collect();
        let numeric = cells.iter().all(|cell| cell.is_empty() || cell.parse::<f32>().is_ok());
        if numeric && !words.contains(&key.as_str()) {
            let values = cells.iter().map(|cell| cell.parse().unwrap_or(f32::NAN)).collect();
            profile.numeric.push(NumericColumn {
                key: key.clone(),
                values,
            });
        } else {
            let mut dictionary: BTreeMap<&str, u32> = BTreeMap::new();
            let mut values = Vec::new();
            let codes = cells.iter().map(|cell| {
                if cell.is_empty() {
                    return MISSING;
                }
                *dictionary.entry(cell).or_insert_with(|| {
                    values.push((*cell).to_owned());
                    values.len() as u32 - 1
                })
            });
            let codes = codes.collect();
            profile.categorical.push(CategoricalColumn {
                key: key.clone(),
                values,
                codes,
            });
        }
    }
    profile
}

fn show(title: &str, profile: &Profile, segmentation: &Segmentation) {
    println!(
        "\n{title}: {} lignes, silhouette {:?}",
        profile.rows, segmentation.silhouette
    );
    println!("  écartées : {:?}", segmentation.dropped);
    for cluster in &segmentation.clusters {
        let label = match &cluster.label {
            Label::Generic => "Générique".to_owned(),
            Label::Traits { traits, number } => {
                let shown = traits.iter().map(|says| match says {
                    Trait::Value { share, lift, .. }
                    | Trait::Mostly { share, lift, .. }
                    | Trait::Others { share, lift, .. }
                    | Trait::Missing { share, lift, .. }
                    | Trait::Present { share, lift, .. } => {
                        format!("{} ({:.0} %, ×{lift:.1})", word(says), share * 100.0)
                    }
                    Trait::Without { .. } => word(says),
                    Trait::High { mean, overall, .. } | Trait::Low { mean, overall, .. } => {
                        format!("{} ({mean:.1} / {overall:.1})", word(says))
                    }
                });
                format!(
                    "{} {}",
                    shown.collect::<Vec<_>>().join(" · "),
                    number.map(|n| n.to_string()).unwrap_or_default()
                )
            }
        };
        println!(
            "  {} — {:5} ({:4.1} %) — {label}",
            cluster.id,
            cluster.size,
            cluster.share * 100.0
        );
    }
}

#[test]
fn customers_fall_into_a_workable_number_of_segments() {
    let Some(path) = data("customers.csv") else {
        return;
    };
    let profile = read(path, b';', |_| true, &[]);
    assert_eq!(profile.rows, 2_240);
    let segmentation = segmented(&profile);
    show("customers", &profile, &segmentation);
    assert!((2..=8).contains(&segmentation.clusters.len()));
    // Numbers, constants and dates of sign-up describe nobody.
    let dropped: HashSet<&str> = segmentation.dropped.iter().map(|(key, _)| key.as_str()).collect();
    assert!(
        ["ID", "Dt_Customer", "Z_CostContact", "Z_Revenue"]
            .iter()
            .all(|key| dropped.contains(key)),
        "{dropped:?}"
    );
}

#[test]
fn administrations_are_told_apart() {
    let Some(path) = data("administrations.csv") else {
        return;
    };
    let words = ["Code postal", "Département", "Téléphone"];
    let named = |row: &HashMap<String, String>, key: &str, values: &[&str]| values.contains(&row[key].as_str());
    let mut audiences = vec![("toutes", read(path.clone(), b',', |_| true, &words))];
    let mairies =
        |row: &HashMap<String, String>| named(row, "Type", &["mairie"]) && named(row, "Région", &["Bretagne"]);
    audiences.push(("mairies de Bretagne", read(path.clone(), b',', mairies, &words)));
    let two = |row: &HashMap<String, String>| named(row, "Région", &["Bretagne", "Corse"]);
    audiences.push(("Bretagne et Corse", read(path, b',', two, &words)));
    for (title, profile) in audiences {
        let segmentation = segmented(&profile);
        show(title, &profile, &segmentation);
    }
}
