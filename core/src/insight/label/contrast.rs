//! How a cluster differs from the rest, column by column.

use std::collections::HashMap;

use rayon::prelude::*;

use super::shares::Shares;
use super::{Trait, mixed};
use crate::insight::features::{CategoricalColumn, Features, NumericColumn, NumericPlan, Profile, correlation};

/// Rows from which the likeness of two columns is taken.
const SAMPLE_ROWS: usize = 4_096;

/// Correlation from which two numbers tell the same story twice («buys wine», «buys meat»).
const ALIKE: f64 = 0.5;

/// The column a trait speaks of, by its index in the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Source {
    Number(usize),
    Category(usize),
}

/// A trait a cluster could be named after.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub source: Source,
    /// Effect size (see [`super`] and [`Shares`]).
    pub effect: f64,
    pub says: Trait,
}

/// The traits of each cluster, the most distinctive first.
pub(super) fn candidates(
    profile: &Profile,
    features: &Features,
    assignments: &[u8],
    clusters: usize,
) -> Vec<Vec<Candidate>> {
    let sizes = tally(assignments.iter().copied(), clusters);
    let numbers = features
        .numbers
        .par_iter()
        .map(|(index, plan)| number(*index, &profile.numeric[*index], plan, assignments, &sizes));
    let categories = features
        .categories
        .par_iter()
        .map(|&(index, presence)| category(index, presence, &profile.categorical[index], assignments, &sizes));
    let mut of_clusters: Vec<Vec<Candidate>> = vec![Vec::new(); clusters];
    for (cluster, candidate) in numbers.chain(categories).flatten_iter().collect::<Vec<_>>() {
        of_clusters[cluster].push(candidate);
    }
    // A stable sort: columns in the profile's order break ties.
    of_clusters
        .iter_mut()
        .for_each(|candidates| candidates.sort_by(|a, b| b.effect.total_cmp(&a.effect)));
    of_clusters
}

fn tally(clusters: impl Iterator<Item = u8>, of: usize) -> Vec<usize> {
    let mut sizes = vec![0; of];
    clusters.for_each(|cluster| sizes[usize::from(cluster)] += 1);
    sizes
}

fn category(
    index: usize,
    presence: bool,
    column: &CategoricalColumn,
    assignments: &[u8],
    sizes: &[usize],
) -> Vec<(usize, Candidate)> {
    let missing = column.values.len();
    // With presence alone at stake, slot 0 counts every value and the last slot their absence.
    let slots = if presence { 2 } else { missing + 1 };
    let mut counts = vec![vec![0usize; sizes.len()]; slots];
    for (&code, &cluster) in column.codes.iter().zip(assignments) {
        let slot = match (code as usize).min(missing) {
            code if code == missing => slots - 1,
            _ if presence => 0,
            code => code,
        };
        counts[slot][usize::from(cluster)] += 1;
    }
    let several = counts
        .iter()
        .filter(|counts| counts.iter().any(|count| *count > 0))
        .count()
        > 2;
    let source = Source::Category(index);
    let mut candidates = Vec::new();
    for (slot, counts) in counts.iter().enumerate() {
        let state = presence || slot == slots - 1;
        let value = || column.values.get(slot).cloned().unwrap_or_default();
        for cluster in 0..sizes.len() {
            let shares = Shares::new(counts, sizes, cluster);
            let key = column.key.clone();
            let effect = if state { shares.of_state() } else { shares.of_value() };
            if let Some(effect) = effect {
                let (share, lift) = (shares.within, shares.lift());
                let says = if slot == slots - 1 {
                    Trait::Missing { key, share, lift }
                } else if presence {
                    Trait::Present { key, share, lift }
                } else {
                    Trait::Value {
                        key,
                        value: value(),
                        share,
                        lift,
                    }
                };
                candidates.push((cluster, Candidate { source, effect, says }));
            } else if several
                && !state
                && let Some(effect) = shares.of_lack()
            {
                let says = Trait::Without {
                    key,
                    value: value(),
                    share: shares.within,
                    overall: shares.overall,
                };
                candidates.push((cluster, Candidate { source, effect, says }));
            }
        }
    }
    if !presence {
        let mixed = mixed::traits(column, &counts[..missing], sizes).into_iter();
        candidates.extend(mixed.map(|(cluster, effect, says)| (cluster, Candidate { source, effect, says })));
    }
    candidates
}

fn number(
    index: usize,
    column: &NumericColumn,
    plan: &NumericPlan,
    assignments: &[u8],
    sizes: &[usize],
) -> Vec<(usize, Candidate)> {
    let clusters = sizes.len();
    let (mut present, mut raw, mut scaled) = (vec![0usize; clusters], vec![0.0; clusters], vec![0.0; clusters]);
    for (&value, &cluster) in column.values.iter().zip(assignments) {
        let Some(z) = plan.standardise(value) else {
            continue;
        };
        let cluster = usize::from(cluster);
        present[cluster] += 1;
        raw[cluster] += f64::from(value);
        scaled[cluster] += z;
    }
    let missing: Vec<usize> = sizes
        .iter()
        .zip(&present)
        .map(|(size, present)| size - present)
        .collect();
    let total = present.iter().sum::<usize>();
    let overall = raw.iter().sum::<f64>() / total.max(1) as f64;
    let sum = scaled.iter().sum::<f64>();
    let mut candidates = Vec::new();
    for cluster in 0..clusters {
        let source = Source::Number(index);
        let key = || column.key.clone();
        let shares = Shares::new(&missing, sizes, cluster);
        if let Some(effect) = shares.of_state() {
            let says = Trait::Missing {
                key: key(),
                share: shares.within,
                lift: shares.lift(),
            };
            candidates.push((cluster, Candidate { source, effect, says }));
        }
        let (here, elsewhere) = (present[cluster], total - present[cluster]);
        if here == 0 || elsewhere == 0 {
            continue;
        }
        let mean = raw[cluster] / here as f64;
        let off = scaled[cluster] / here as f64 - (sum - scaled[cluster]) / elsewhere as f64;
        // On a logarithmic scale a cluster can be higher while its plain mean is not; such a trait would puzzle.
        let says = if off > 0.0 && mean > overall {
            Trait::High {
                key: key(),
                mean,
                overall,
            }
        } else if off < 0.0 && mean < overall {
            Trait::Low {
                key: key(),
                mean,
                overall,
            }
        } else {
            continue;
        };
        candidates.push((
            cluster,
            Candidate {
                source,
                effect: off.abs(),
                says,
            },
        ));
    }
    candidates
}

/// Which columns say nearly the same, so that a label does not say it twice.
pub(super) struct Likeness {
    samples: HashMap<usize, Vec<f64>>,
}

impl Likeness {
    pub(super) fn new(profile: &Profile, features: &Features) -> Self {
        let step = profile.rows.div_ceil(SAMPLE_ROWS).max(1);
        let sample = |index: usize, plan: &NumericPlan| {
            let values = profile.numeric[index].values.iter().step_by(step);
            values.map(|value| plan.standardise(*value).unwrap_or(0.0)).collect()
        };
        Self {
            samples: features
                .numbers
                .iter()
                .map(|(index, plan)| (*index, sample(*index, plan)))
                .collect(),
        }
    }

    /// What most of a cluster has of a categorical column says already what it has not.
    pub(super) fn alike(&self, a: &Candidate, b: &Candidate) -> bool {
        match (a.source, b.source) {
            (Source::Category(a), Source::Category(b)) => a == b,
            (Source::Number(a), Source::Number(b)) => {
                a == b
                    || self
                        .samples
                        .get(&a)
                        .zip(self.samples.get(&b))
                        .is_some_and(|(a, b)| correlation(a, b).abs() >= ALIKE)
            }
            _ => false,
        }
    }
}
