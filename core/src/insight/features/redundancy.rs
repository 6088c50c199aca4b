//! Columns that repeat what another column says would count twice; they are dropped.

use std::collections::{BTreeMap, HashMap};

use super::categorical::CategoricalPlan;
use super::{MISSING, NumericPlan, Profile, SAMPLE_ROWS};

/// Correlation from which two numeric columns say the same.
const SAME: f64 = 0.98;

/// Share of prediction errors a column must remove to determine another (Goodman & Kruskal's λ, 1954).
const DETERMINES: f64 = 0.95;

/// Rows per value a column needs before «it determines» means anything: a nearly unique column determines all.
const MIN_SUPPORT: usize = 5;

/// Numeric columns (by index) that repeat an earlier one.
pub(super) fn numbers(profile: &Profile, kept: &[(usize, NumericPlan)]) -> Vec<usize> {
    let step = profile.rows.div_ceil(SAMPLE_ROWS).max(1);
    let samples: Vec<(usize, Vec<f64>)> = kept
        .iter()
        .map(|(index, plan)| {
            let values = profile.numeric[*index].values.iter().step_by(step);
            (
                *index,
                values.map(|value| plan.standardise(*value).unwrap_or(0.0)).collect(),
            )
        })
        .collect();
    let mut redundant: Vec<usize> = Vec::new();
    for (position, (index, values)) in samples.iter().enumerate() {
        let mut earlier = samples[..position]
            .iter()
            .filter(|(other, _)| !redundant.contains(other));
        if earlier.any(|(_, other)| correlation(values, other).abs() >= SAME) {
            redundant.push(*index);
        }
    }
    redundant
}

/// Pearson's correlation of two equally long samples; 0 when one of them is constant.
pub(in crate::insight) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().max(1) as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    if aa > 0.0 && bb > 0.0 {
        ab / (aa * bb).sqrt()
    } else {
        0.0
    }
}

/// Categorical columns (by index) that determine a coarser kept one: departments beside regions.
/// The coarser is kept because its values are the more frequent, hence the better description of a segment.
pub(super) fn categories(profile: &Profile, kept: &[(usize, CategoricalPlan)]) -> Vec<usize> {
    let step = profile.rows.div_ceil(SAMPLE_ROWS).max(1);
    let samples: Vec<Sample> = kept
        .iter()
        .map(|(index, plan)| Sample::new(profile, *index, plan.presence, step))
        .collect();
    let mut redundant: Vec<usize> = Vec::new();
    for (position, fine) in samples.iter().enumerate() {
        let coarser = samples.iter().enumerate().filter(|(other, coarse)| {
            *other != position
                && !redundant.contains(&coarse.index)
                // Of two columns that say exactly the same, the later goes.
                && (coarse.distinct < fine.distinct || coarse.distinct == fine.distinct && *other < position)
        });
        if coarser.into_iter().any(|(_, coarse)| determines(fine, coarse)) {
            redundant.push(fine.index);
        }
    }
    redundant
}

struct Sample {
    index: usize,
    codes: Vec<u32>,
    distinct: usize,
    most: usize,
}

impl Sample {
    fn new(profile: &Profile, index: usize, presence: bool, step: usize) -> Self {
        let column = &profile.categorical[index];
        let known = |code: u32| match code as usize {
            code if code >= column.values.len() => MISSING,
            _ if presence => 0,
            _ => code,
        };
        let codes: Vec<u32> = column.codes.iter().step_by(step).map(|code| known(*code)).collect();
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        codes.iter().for_each(|code| *counts.entry(*code).or_default() += 1);
        Self {
            index,
            distinct: counts.len(),
            most: counts.values().copied().max().unwrap_or(0),
            codes,
        }
    }
}

fn determines(fine: &Sample, coarse: &Sample) -> bool {
    let rows = fine.codes.len();
    if fine.distinct * MIN_SUPPORT > rows || coarse.most == rows {
        return false;
    }
    let mut pairs: HashMap<(u32, u32), usize> = HashMap::new();
    fine.codes
        .iter()
        .zip(&coarse.codes)
        .for_each(|(a, b)| *pairs.entry((*a, *b)).or_default() += 1);
    let mut best: HashMap<u32, usize> = HashMap::new();
    for ((a, _), count) in pairs {
        let most = best.entry(a).or_default();
        *most = count.max(*most);
    }
    let right: usize = best.values().sum();
    (right - coarse.most) as f64 >= DETERMINES * (rows - coarse.most) as f64
}

#[cfg(test)]
mod tests {
    use super::super::categorical::{column, plan};
    use super::*;

    fn redundant(columns: &[Vec<&str>]) -> Vec<usize> {
        let categorical: Vec<_> = columns.iter().map(|rows| column("k", rows)).collect();
        let kept: Vec<_> = categorical
            .iter()
            .enumerate()
            .map(|(i, c)| (i, plan(c).unwrap()))
            .collect();
        categories(
            &Profile {
                rows: columns[0].len(),
                categorical,
                numeric: vec![],
            },
            &kept,
        )
    }

    #[test]
    fn the_department_yields_to_its_region() {
        let departments = ["22", "29", "35", "56", "2A", "2B"];
        let department: Vec<&str> = (0..120).map(|i| departments[i % 6]).collect();
        let region: Vec<&str> = (0..120).map(|i| if i % 6 < 4 { "Bretagne" } else { "Corse" }).collect();
        assert_eq!(redundant(&[department.clone(), region.clone()]), vec![0]);
        assert_eq!(redundant(&[region, department]), vec![1]);
    }

    #[test]
    fn independent_columns_stay() {
        let a: Vec<&str> = (0..120).map(|i| ["x", "y", "z"][i % 3]).collect();
        let b: Vec<&str> = (0..120).map(|i| ["p", "q"][i / 3 % 2]).collect();
        assert!(redundant(&[a, b]).is_empty());
    }

    #[test]
    fn of_twins_the_later_goes() {
        let a: Vec<&str> = (0..120).map(|i| ["x", "y", "z"][i % 3]).collect();
        assert_eq!(redundant(&[a.clone(), a]), vec![1]);
    }
}
