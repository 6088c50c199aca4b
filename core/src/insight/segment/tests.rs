use std::collections::HashSet;
use std::ops::ControlFlow;

use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::{RngCore as _, SeedableRng as _};

use super::*;
use crate::insight::{CategoricalColumn, MISSING, NumericColumn, Trait};

mod real;

fn quiet(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn segmented(profile: &Profile) -> Segmentation {
    let segmentation = segment(profile, &mut quiet).unwrap();
    hold(profile, &segmentation);
    segmentation
}

/// What holds for every segmentation.
fn hold(profile: &Profile, segmentation: &Segmentation) {
    assert_eq!(segmentation.assignments.len(), profile.rows);
    let mut sizes = vec![0; segmentation.clusters.len()];
    segmentation
        .assignments
        .iter()
        .for_each(|&cluster| sizes[usize::from(cluster)] += 1);
    for (id, cluster) in segmentation.clusters.iter().enumerate() {
        assert_eq!((usize::from(cluster.id), cluster.size), (id, sizes[id]));
    }
    assert!(sizes.is_sorted_by(|a, b| a >= b));
    let mut names = HashSet::new();
    for cluster in &segmentation.clusters {
        let Label::Traits { traits, number } = &cluster.label else {
            assert_eq!(segmentation.clusters.len(), 1);
            continue;
        };
        // None are «various profiles»: better no name than one that few of the cluster bear.
        assert!(traits.len() <= 3, "{traits:?}");
        let mut words: Vec<String> = traits.iter().map(word).collect();
        words.sort();
        assert!(names.insert((words, *number)), "two clusters are called {traits:?}");
        traits
            .iter()
            .for_each(|says| holds_of(says, cluster.id, profile, segmentation));
    }
}

fn word(says: &Trait) -> String {
    match says {
        Trait::Value { key, value, .. } => format!("{key} = {value}"),
        Trait::High { key, .. } => format!("{key} élevé"),
        Trait::Low { key, .. } => format!("{key} bas"),
        Trait::Missing { key, .. } => format!("sans {key}"),
        Trait::Present { key, .. } => format!("avec {key}"),
        Trait::Without { key, value, .. } => format!("{key} ≠ {value}"),
        Trait::Mostly { key, values, .. } => format!("{key} = surtout {}", values.join(", ")),
        Trait::Others { key, .. } => format!("{key} : autres"),
    }
}

/// Recomputes a trait's figures from the profile, naively.
fn holds_of(says: &Trait, id: u8, profile: &Profile, segmentation: &Segmentation) {
    let of_cluster: Vec<bool> = segmentation.assignments.iter().map(|&cluster| cluster == id).collect();
    let share = |has: &dyn Fn(usize) -> bool, only: bool| {
        let rows: Vec<usize> = (0..profile.rows).filter(|&row| !only || of_cluster[row]).collect();
        rows.iter().filter(|&&row| has(row)).count() as f64 / rows.len() as f64
    };
    let mean = |values: &[f32], only: bool| {
        let present: Vec<f64> = (0..profile.rows)
            .filter(|&row| values[row].is_finite() && (!only || of_cluster[row]))
            .map(|row| f64::from(values[row]))
            .collect();
        present.iter().sum::<f64>() / present.len() as f64
    };
    let word_column = |key: &String| profile.categorical.iter().find(|column| column.key == *key);
    let number_column = |key: &String| &profile.numeric.iter().find(|column| column.key == *key).unwrap().values;
    let near = |a: f64, b: f64| assert!((a - b).abs() <= 1e-6 * a.abs().max(1.0), "{a} is not {b} in {says:?}");
    match says {
        Trait::Value {
            key,
            value,
            share: claimed,
            lift,
        } => {
            let column = word_column(key).unwrap();
            let has = |row: usize| column.values.get(column.codes[row] as usize) == Some(value);
            near(*claimed, share(&has, true));
            near(*lift, share(&has, true) / share(&has, false));
            assert!(*lift > 1.0);
            assert!(*claimed >= 0.5, "a name that few have: {says:?}");
        }
        Trait::Mostly {
            key,
            values,
            share: claimed,
            lift,
        } => {
            let column = word_column(key).unwrap();
            let has = |row: usize| {
                column
                    .values
                    .get(column.codes[row] as usize)
                    .is_some_and(|v| values.contains(v))
            };
            near(*claimed, share(&has, true));
            near(*lift, share(&has, true) / share(&has, false));
            assert!(*lift > 1.0 && *claimed >= 0.5);
        }
        Trait::Others {
            key,
            share: claimed,
            lift,
        } => {
            let column = word_column(key).unwrap();
            let has = |row: usize| (column.codes[row] as usize) < column.values.len();
            assert!(*claimed <= share(&has, true) + 1e-9);
            assert!(*lift > 1.0 && *claimed >= 0.5);
        }
        Trait::Without {
            key,
            value,
            share: claimed,
            overall,
        } => {
            let column = word_column(key).unwrap();
            let has = |row: usize| column.values.get(column.codes[row] as usize) == Some(value);
            near(*claimed, share(&has, true));
            near(*overall, share(&has, false));
            assert!(claimed < overall);
        }
        Trait::Present {
            key,
            share: claimed,
            lift,
        } => {
            let column = word_column(key).unwrap();
            let has = |row: usize| (column.codes[row] as usize) < column.values.len();
            near(*claimed, share(&has, true));
            near(*lift, share(&has, true) / share(&has, false));
            assert!(*lift > 1.0);
        }
        Trait::Missing {
            key,
            share: claimed,
            lift,
        } => {
            let lacks = |row: usize| match word_column(key) {
                Some(column) => column.codes[row] as usize >= column.values.len(),
                None => !number_column(key)[row].is_finite(),
            };
            near(*claimed, share(&lacks, true));
            near(*lift, share(&lacks, true) / share(&lacks, false));
            assert!(*lift > 1.0);
        }
        Trait::High {
            key,
            mean: claimed,
            overall,
        }
        | Trait::Low {
            key,
            mean: claimed,
            overall,
        } => {
            let values = number_column(key);
            near(*claimed, mean(values, true));
            near(*overall, mean(values, false));
            assert_eq!(matches!(says, Trait::High { .. }), claimed > overall);
        }
    }
}

fn is_generic(profile: &Profile) -> bool {
    let segmentation = segmented(profile);
    segmentation.clusters.len() == 1 && segmentation.clusters[0].label == Label::Generic
}

fn words(key: &str, values: &[&str], code: impl Fn(usize) -> u32, rows: usize) -> CategoricalColumn {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    CategoricalColumn {
        key: key.into(),
        values,
        codes: (0..rows).map(code).collect(),
    }
}

fn numbers(key: &str, value: impl FnMut(usize) -> f32, rows: usize) -> NumericColumn {
    NumericColumn {
        key: key.into(),
        values: (0..rows).map(value).collect(),
    }
}

/// Three planted groups, row `i` in group `i % 3`: rich shops of Bretagne, poor schools of Corse, old clubs.
fn planted(rows: usize) -> Profile {
    let mut rng = Xoshiro256Plus::seed_from_u64(11);
    let mut spread = move |around: f32| around * (0.9 + 0.2 * (rng.next_u64() >> 40) as f32 / (1u64 << 24) as f32);
    let income: Vec<f32> = (0..rows)
        .map(|i| spread([90_000.0, 15_000.0, 30_000.0][i % 3]))
        .collect();
    let age: Vec<f32> = (0..rows).map(|i| spread([40.0, 35.0, 75.0][i % 3])).collect();
    Profile {
        rows,
        categorical: vec![
            words("type", &["commerce", "école", "club"], |i| (i % 3) as u32, rows),
            words(
                "region",
                &["Bretagne", "Corse", "Occitanie"],
                |i| ((i % 3 + usize::from(i % 10 == 0)) % 3) as u32,
                rows,
            ),
        ],
        numeric: vec![
            NumericColumn {
                key: "income".into(),
                values: income,
            },
            NumericColumn {
                key: "age".into(),
                values: age,
            },
        ],
    }
}

#[test]
fn planted_groups_are_found_and_named() {
    let profile = planted(3_000);
    let segmentation = segmented(&profile);
    assert_eq!(segmentation.clusters.len(), 3);
    for row in 3..3_000 {
        assert_eq!(segmentation.assignments[row], segmentation.assignments[row % 3]);
    }
    let names: HashSet<String> = segmentation
        .clusters
        .iter()
        .filter_map(|cluster| match &cluster.label {
            Label::Traits { traits, .. } => traits.first().map(word),
            Label::Generic => None,
        })
        .collect();
    assert_eq!(
        names,
        ["type = commerce", "type = école", "type = club"]
            .map(String::from)
            .into()
    );
}

#[test]
fn the_same_audience_gives_the_same_segments() {
    let profile = planted(25_000);
    assert_eq!(segmented(&profile), segmented(&profile));
}

#[test]
fn small_audiences_are_generic() {
    for rows in [0, 1, 9] {
        assert!(is_generic(&planted(rows)), "{rows} rows");
    }
    assert!(!is_generic(&planted(12)));
}

#[test]
fn rows_without_variety_are_generic() {
    let rows = 400;
    assert!(is_generic(&Profile {
        rows,
        ..Profile::default()
    }));
    let constant = Profile {
        rows,
        categorical: vec![words("type", &["mairie"], |_| 0, rows)],
        numeric: vec![numbers("cost", |_| 3.0, rows)],
    };
    assert!(is_generic(&constant));
    let names: Vec<String> = (0..rows).map(|i| format!("n{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let identifiers = Profile {
        rows,
        categorical: vec![words("name", &names, |i| i as u32, rows)],
        numeric: vec![numbers("id", |i| i as f32, rows)],
    };
    assert!(is_generic(&identifiers));
    let nothing = Profile {
        rows,
        categorical: vec![words("type", &["mairie"], |_| MISSING, rows)],
        numeric: vec![numbers("income", |_| f32::NAN, rows)],
    };
    assert!(is_generic(&nothing));
}

#[test]
fn missing_values_everywhere_do_no_harm() {
    let mut profile = planted(2_000);
    for (row, income) in profile.numeric[0].values.iter_mut().enumerate() {
        if row % 3 == 1 || row % 7 == 0 {
            *income = if row % 2 == 0 { f32::NAN } else { f32::INFINITY };
        }
    }
    for (row, code) in profile.categorical[0].codes.iter_mut().enumerate() {
        if row % 5 == 0 {
            *code = MISSING;
        }
        if row % 11 == 0 {
            *code = 77;
        }
    }
    assert!(segmented(&profile).clusters.len() > 1);
}

#[test]
fn those_without_an_email_are_said_to_be_without() {
    let rows = 1_000;
    let mut profile = Profile {
        rows,
        categorical: vec![words("email", &["oui"], |i| if i % 4 == 0 { MISSING } else { 0 }, rows)],
        numeric: vec![numbers("visits", |i| (i % 4 * 10 + i % 3) as f32, rows)],
    };
    profile.numeric[0]
        .values
        .iter_mut()
        .step_by(4)
        .for_each(|visits| *visits = 100.0);
    let segmentation = segmented(&profile);
    let says_missing = |cluster: &Cluster| match &cluster.label {
        Label::Traits { traits, .. } => traits
            .iter()
            .any(|t| matches!(t, Trait::Missing { key, .. } if key == "email")),
        Label::Generic => false,
    };
    assert!(
        segmentation.clusters.iter().any(says_missing),
        "{:?}",
        segmentation.clusters
    );
}

/// Bretons and Corsicans are a third each and young; who is left is old and spread over four regions. All have a city, but for
/// some Bretons.
#[test]
fn a_remainder_is_not_called_after_a_region_few_of_it_live_in() {
    let rows = 3_000;
    let regions = [
        "Bretagne",
        "Corse",
        "Hauts-de-France",
        "Alsace",
        "Occitanie",
        "Normandie",
    ];
    let of_remainder = |i: usize| [2, 3, 4, 5, 2, 3, 4, 5, 2, 2][i / 3 % 10];
    let region = |i: usize| if i % 3 < 2 { (i % 3) as u32 } else { of_remainder(i) };
    let city = |i: usize| {
        if i.is_multiple_of(3) && i.is_multiple_of(4) {
            MISSING
        } else {
            (i / 7) as u32 % 300
        }
    };
    let cities: Vec<String> = (0..300).map(|city| format!("c{city}")).collect();
    let cities: Vec<&str> = cities.iter().map(String::as_str).collect();
    let profile = Profile {
        rows,
        categorical: vec![
            words("region", &regions, region, rows),
            words("city", &cities, city, rows),
        ],
        numeric: vec![
            numbers("age", |i| [30.0, 31.0, 70.0][i % 3] + (i % 5) as f32, rows),
            numbers("visits", |i| [1.0, 9.0, 30.0][i % 3] + (i % 4) as f32, rows),
        ],
    };
    let segmentation = segmented(&profile);
    assert!(segmentation.clusters.len() > 1, "{segmentation:?}");
    for cluster in &segmentation.clusters {
        let Label::Traits { traits, .. } = &cluster.label else {
            panic!("{cluster:?}")
        };
        for says in traits {
            assert!(
                !matches!(says, Trait::Present { key, .. } if key == "city"),
                "{cluster:?}"
            );
        }
    }
}

#[test]
fn progress_never_goes_back_and_ends() {
    let mut heard: Vec<Progress> = Vec::new();
    let mut listen = |progress| {
        heard.push(progress);
        ControlFlow::Continue(())
    };
    segment(&planted(2_000), &mut listen).unwrap();
    assert!(
        heard.is_sorted_by(|a, b| a.done <= b.done && a.stage <= b.stage),
        "{heard:?}"
    );
    assert_eq!(heard.first().map(|p| p.stage), Some(Stage::Features));
    assert_eq!(heard.last().map(|p| p.done), Some(1.0));
}

#[test]
fn any_step_can_be_cancelled() {
    let profile = planted(2_000);
    let mut steps = 0;
    segment(&profile, &mut |_| {
        steps += 1;
        ControlFlow::Continue(())
    })
    .unwrap();
    for stop in 0..steps {
        let mut heard = 0;
        let result = segment(&profile, &mut |_| {
            heard += 1;
            if heard > stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert!(matches!(result, Err(InsightError::Cancelled)));
        assert_eq!(heard, stop + 1, "work went on after the listener had said stop");
    }
}

#[test]
fn labels_serialise_for_the_web() {
    let label = Label::Traits {
        traits: vec![Trait::Value {
            key: "type".into(),
            value: "mairie".into(),
            share: 0.9,
            lift: 1.5,
        }],
        number: None,
    };
    let json = serde_json::to_string(&label).unwrap();
    insta::assert_snapshot!(json, @r#"{"kind":"traits","traits":[{"kind":"value","key":"type","value":"mairie","share":0.9,"lift":1.5}],"number":null}"#);
    assert_eq!(serde_json::from_str::<Label>(&json).unwrap(), label);
    assert_eq!(serde_json::to_string(&Label::Generic).unwrap(), r#"{"kind":"generic"}"#);
}
