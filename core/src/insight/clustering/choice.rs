//! How many clusters: the silhouette decides, with a mild preference for a number people can work with.

use std::collections::HashSet;
use std::ops::{ControlFlow, RangeInclusive};

use ndarray::{Array2, ArrayView2};

use super::{FIT_SAMPLE, InsightError, MAX_CLUSTERS, SEED, Settings, fit_sample, refine, sample, silhouette};

/// Numbers of clusters tried.
const TRIED: RangeInclusive<usize> = 2..=MAX_CLUSTERS;

/// Numbers of segments a campaign can address differently.
const WORKABLE: RangeInclusive<usize> = 3..=6;

/// A workable number is taken although a smaller one scores best, if it reaches this part of the best score:
/// silhouettes favour k = 2 on almost any continuous cloud («spends much, spends little»), where three or four
/// groups fit nearly as well and say more. Two well separated groups still win: cutting one of them in two costs
/// nearly half of the score.
const WORTH_MORE: f64 = 0.7;

/// The same when a larger number scores best: there detail is given up, so the score must hardly suffer.
const WORTH_LESS: f64 = 0.9;

/// A cluster smaller than this share of the sample is an oddity, not a segment.
const MIN_SHARE: f64 = 0.01;

/// Below this mean silhouette rows are as close to another cluster as to their own: no clusters.
const MIN_SILHOUETTE: f64 = 0.05;

/// Rows whose pairwise distances are computed (16 MiB).
const SILHOUETTE_SAMPLE: usize = 2_048;

/// The chosen number of clusters and where to start from.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Mean silhouette on the sample, from −1 to 1.
    pub silhouette: f64,
    /// linfa's centroids on the sample, one per cluster.
    pub centroids: Array2<f32>,
}

/// Tries every number of clusters on a sample; `None` when the rows fall into none.
/// `on_try` hears how many numbers have been tried, out of how many.
///
/// # Errors
/// [`InsightError::KMeans`], [`InsightError::Cancelled`].
pub(in crate::insight) fn choose(
    matrix: ArrayView2<'_, f32>,
    settings: &Settings,
    on_try: &mut dyn FnMut(usize, usize) -> Result<(), InsightError>,
) -> Result<Option<Choice>, InsightError> {
    let fitted = sample::take(matrix, &sample::rows(matrix.nrows(), FIT_SAMPLE, SEED));
    let scored = sample::take(fitted.view(), &sample::rows(fitted.nrows(), SILHOUETTE_SAMPLE, SEED));
    let distinct = distinct_rows(&fitted);
    if distinct < 2 {
        return Ok(None);
    }
    let distances = silhouette::distances(scored.view());
    let mut tried = Vec::new();
    let last = (*TRIED.end()).min(distinct);
    for k in *TRIED.start()..=last {
        on_try(k - TRIED.start(), last + 1 - TRIED.start())?;
        let centroids = fit_sample(&fitted, k, settings.restarts)?;
        // No pass moves the centroids here: only the assignments are wanted.
        let clustering = refine(fitted.view(), centroids, settings, &mut |_| ControlFlow::Continue(()))?;
        let of_scored = sample::rows(fitted.nrows(), SILHOUETTE_SAMPLE, SEED);
        let assignments: Vec<u8> = of_scored.iter().map(|&row| clustering.assignments[row]).collect();
        if let Some(silhouette) = silhouette::mean(&distances, &assignments) {
            let smallest = smallest_share(&clustering.assignments, k);
            tried.push((
                k,
                smallest,
                Choice {
                    silhouette,
                    centroids: clustering.centroids,
                },
            ));
        }
    }
    Ok(pick(tried))
}

/// The best of the numbers tried: (k, share of the smallest cluster, what it gave).
fn pick(mut tried: Vec<(usize, f64, Choice)>) -> Option<Choice> {
    if tried.iter().any(|(_, smallest, _)| *smallest >= MIN_SHARE) {
        tried.retain(|(_, smallest, _)| *smallest >= MIN_SHARE);
    }
    // Of equal scores the smaller number wins: `max_by` keeps the last, hence the reversal.
    let best = |tried: &[(usize, f64, Choice)], among: RangeInclusive<usize>| {
        let candidates = tried
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, (k, _, _))| among.contains(k));
        candidates
            .max_by(|a, b| a.1.2.silhouette.total_cmp(&b.1.2.silhouette))
            .map(|(at, (_, _, choice))| (at, choice.silhouette))
    };
    let (mut chosen, highest) = best(&tried, TRIED)?;
    if highest < MIN_SILHOUETTE {
        return None;
    }
    let nearly = if tried[chosen].0 < *WORKABLE.start() {
        WORTH_MORE
    } else {
        WORTH_LESS
    };
    if let Some((workable, score)) = best(&tried, WORKABLE)
        && score >= nearly * highest
    {
        chosen = workable;
    }
    Some(tried.swap_remove(chosen).2)
}

fn smallest_share(assignments: &[u8], k: usize) -> f64 {
    let mut sizes = vec![0usize; k];
    assignments.iter().for_each(|&cluster| sizes[usize::from(cluster)] += 1);
    let smallest = sizes.into_iter().min().unwrap_or(0);
    smallest as f64 / assignments.len().max(1) as f64
}

/// Number of different rows, counted no further than there can be clusters.
fn distinct_rows(rows: &Array2<f32>) -> usize {
    let mut seen = HashSet::new();
    for row in rows.rows() {
        seen.insert(row.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
        if seen.len() >= MAX_CLUSTERS {
            break;
        }
    }
    seen.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(scores: &[(usize, f64, f64)]) -> Vec<(usize, f64, Choice)> {
        let choice = |&(k, smallest, silhouette)| {
            (
                k,
                smallest,
                Choice {
                    silhouette,
                    centroids: Array2::zeros((k, 1)),
                },
            )
        };
        scores.iter().map(choice).collect()
    }

    fn picked(scores: &[(usize, f64, f64)]) -> Option<usize> {
        pick(tried(scores)).map(|choice| choice.centroids.nrows())
    }

    #[test]
    fn a_clear_best_wins_whatever_its_number() {
        assert_eq!(picked(&[(2, 0.4, 0.8), (3, 0.2, 0.5), (4, 0.2, 0.4)]), Some(2));
        assert_eq!(picked(&[(3, 0.2, 0.3), (6, 0.1, 0.4), (8, 0.1, 0.9)]), Some(8));
        assert_eq!(picked(&[(3, 0.2, 0.3), (6, 0.1, 0.6), (7, 0.1, 0.7)]), Some(7));
    }

    #[test]
    fn a_workable_number_wins_when_nearly_as_good() {
        assert_eq!(
            picked(&[(2, 0.4, 0.50), (3, 0.2, 0.40), (4, 0.2, 0.45), (7, 0.1, 0.49)]),
            Some(4)
        );
        assert_eq!(picked(&[(2, 0.4, 0.1), (5, 0.1, 0.68), (8, 0.1, 0.7)]), Some(5));
    }

    #[test]
    fn equal_scores_take_the_smaller_number() {
        assert_eq!(picked(&[(3, 0.2, 0.5), (4, 0.2, 0.5)]), Some(3));
    }

    #[test]
    fn odd_handfuls_are_no_segments() {
        assert_eq!(picked(&[(2, 0.001, 0.9), (3, 0.2, 0.4)]), Some(3));
        assert_eq!(picked(&[(2, 0.001, 0.9)]), Some(2));
    }

    #[test]
    fn nothing_stands_out() {
        assert_eq!(picked(&[(2, 0.4, 0.02), (3, 0.3, 0.01)]), None);
        assert_eq!(picked(&[]), None);
    }
}
