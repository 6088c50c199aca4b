//! What a cluster is called that no single value of a column is the majority of.

use std::cmp::Reverse;

use super::Trait;
use super::shares::Shares;
use crate::insight::features::CategoricalColumn;

/// The second of two values has at least this share: «mostly A and B» is not said of 48 % and 3 %.
const SECOND: f64 = 0.15;

/// The traits by which `column` tells mixed clusters apart, with their effects. `counts` holds, value by value, how many of
/// each cluster have it.
pub(super) fn traits(column: &CategoricalColumn, counts: &[Vec<usize>], sizes: &[usize]) -> Vec<(usize, f64, Trait)> {
    let is_majority = |counts: &[usize], cluster: usize| counts[cluster] > 0 && counts[cluster] * 2 >= sizes[cluster];
    let (naming, others): (Vec<_>, Vec<_>) = counts
        .iter()
        .partition(|counts| (0..sizes.len()).any(|cluster| is_majority(counts, cluster)));
    let left = together(&others, sizes.len());
    let mut traits = Vec::new();
    for cluster in (0..sizes.len()).filter(|cluster| !counts.iter().any(|counts| is_majority(counts, *cluster))) {
        traits.extend(mostly(column, counts, sizes, cluster).map(|(effect, says)| (cluster, effect, says)));
        let several = others.iter().filter(|counts| counts[cluster] > 0).count() > 1;
        let shares = Shares::new(&left, sizes, cluster);
        if let Some(effect) = shares.of_others().filter(|_| several && !naming.is_empty()) {
            let says = Trait::Others {
                key: column.key.clone(),
                share: shares.within,
                lift: shares.lift(),
            };
            traits.push((cluster, effect, says));
        }
    }
    traits
}

/// The two most frequent values, where they make the majority.
fn mostly(column: &CategoricalColumn, counts: &[Vec<usize>], sizes: &[usize], cluster: usize) -> Option<(f64, Trait)> {
    let mut slots: Vec<usize> = (0..counts.len()).collect();
    slots.sort_by_key(|slot| Reverse(counts[*slot][cluster]));
    let &[first, second, ..] = slots.as_slice() else {
        return None;
    };
    if Shares::new(&counts[second], sizes, cluster).within < SECOND {
        return None;
    }
    let shares = Shares::new(
        &together(&[&counts[first], &counts[second]], sizes.len()),
        sizes,
        cluster,
    );
    let effect = shares.of_value()?;
    let says = Trait::Mostly {
        key: column.key.clone(),
        values: [column.values.get(first)?.clone(), column.values.get(second)?.clone()],
        share: shares.within,
        lift: shares.lift(),
    };
    Some((effect, says))
}

/// How many of each cluster have any of these values.
fn together(counts: &[&Vec<usize>], clusters: usize) -> Vec<usize> {
    let sum = |cluster: usize| -> usize { counts.iter().map(|counts| counts[cluster]).sum() };
    (0..clusters).map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions() -> CategoricalColumn {
        CategoricalColumn {
            key: "region".into(),
            values: ["Bretagne", "Corse", "Hauts-de-France", "Centre", "Occitanie", "Alsace"]
                .map(str::to_owned)
                .into(),
            codes: Vec::new(),
        }
    }

    /// Names of the second cluster, beside one of Bretons, from how many it has of the other values.
    fn of_remainder(counts: [usize; 6]) -> Vec<Trait> {
        let counts: Vec<Vec<usize>> = counts
            .iter()
            .enumerate()
            .map(|(at, n)| vec![if at == 0 { 100 } else { 0 }, *n])
            .collect();
        let found = traits(&regions(), &counts, &[100, 100]);
        assert!(
            found.iter().all(|(cluster, ..)| *cluster == 1),
            "Bretons have a name already: {found:?}"
        );
        found.into_iter().map(|(_, _, says)| says).collect()
    }

    #[test]
    fn two_values_that_make_the_majority_are_both_said() {
        let named = of_remainder([0, 10, 31, 30, 19, 10]);
        assert!(
            matches!(&named[0], Trait::Mostly { values, share, .. }
                if *values == ["Hauts-de-France", "Centre"] && (share - 0.61).abs() < 1e-9),
            "{named:?}"
        );
    }

    #[test]
    fn what_is_left_is_called_the_others() {
        let named = of_remainder([0, 20, 24, 19, 19, 18]);
        assert!(matches!(named[..], [Trait::Others { .. }]), "{named:?}");
        let named = of_remainder([0, 0, 48, 13, 13, 13]);
        assert!(
            matches!(named[..], [Trait::Others { .. }]),
            "13 % are not «mostly»: {named:?}"
        );
    }

    #[test]
    fn where_nothing_is_known_there_are_no_others() {
        assert!(of_remainder([0, 5, 5, 5, 5, 5]).is_empty());
    }
}
