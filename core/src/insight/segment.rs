//! The whole of it: an audience's columns in, clusters with labels out.

use std::cmp::Reverse;

use linfa_clustering::KMeansError;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::clustering::{self, MAX_CLUSTERS, Settings};
use super::features::{self, Dropped, Features, Profile};
use super::label::{Label, labels};
use super::progress::{Listener, Progress, Stage, report};

/// Fewer rows than this are one generic cluster, without running the algorithm (requirement S13).
pub const MIN_ROWS: usize = 10;

/// Why a segmentation was not made.
#[derive(Debug, Error)]
pub enum InsightError {
    /// The listener asked to stop.
    #[error("the segmentation was cancelled")]
    Cancelled,
    /// A column has not one value per row.
    #[error("column {key:?} has {found} values for {expected} rows")]
    ColumnLength {
        /// The column's key.
        key: String,
        /// Rows of the profile.
        expected: usize,
        /// Values of the column.
        found: usize,
    },
    /// A number of clusters, or centroids, that does not go with the matrix.
    #[error("{0} clusters cannot be made of this matrix")]
    Clusters(usize),
    /// linfa gave up.
    #[error("K-Means failed")]
    KMeans(#[from] KMeansError),
}

/// One group of the audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// From 0, the largest first.
    pub id: u8,
    /// Number of rows.
    pub size: usize,
    /// Part of the audience, from 0 to 1.
    pub share: f64,
    /// What tells it from the rest of the audience.
    pub label: Label,
}

/// An audience in clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct Segmentation {
    /// The cluster of each row, in the profile's order.
    pub assignments: Vec<u8>,
    /// The clusters by id: at least one, none empty unless the audience is.
    pub clusters: Vec<Cluster>,
    /// Mean silhouette on a sample, from −1 to 1; `None` for a generic cluster.
    pub silhouette: Option<f64>,
    /// Columns that took no part, and why.
    pub dropped: Vec<(String, Dropped)>,
}

impl Segmentation {
    fn generic(rows: usize, dropped: Vec<(String, Dropped)>) -> Self {
        let cluster = Cluster {
            id: 0,
            size: rows,
            share: 1.0,
            label: Label::Generic,
        };
        Self {
            assignments: vec![0; rows],
            clusters: vec![cluster],
            silhouette: None,
            dropped,
        }
    }
}

/// Clusters an audience. It takes seconds for a million rows and uses all cores: not for an async thread.
///
/// Fewer than [`MIN_ROWS`] rows, or rows without variety (no usable column, all alike, no number of clusters that
/// describes them), are one cluster with [`Label::Generic`].
///
/// # Errors
/// [`InsightError::ColumnLength`] for a malformed profile, [`InsightError::Cancelled`] when `on` breaks,
/// [`InsightError::KMeans`] when linfa fails.
pub fn segment(profile: &Profile, on: &mut Listener<'_>) -> Result<Segmentation, InsightError> {
    profile.check()?;
    report(on, Stage::Features, 0.0)?;
    if profile.rows < MIN_ROWS {
        return Ok(Segmentation::generic(profile.rows, Vec::new()));
    }
    let mut features = features::encode(profile)?;
    let dropped = std::mem::take(&mut features.dropped);
    if features.matrix.ncols() == 0 {
        return Ok(Segmentation::generic(profile.rows, dropped));
    }
    let Some((assignments, silhouette)) = cluster(&features, on)? else {
        return Ok(Segmentation::generic(profile.rows, dropped));
    };
    let (assignments, sizes) = by_size(assignments);
    if sizes.len() < 2 {
        return Ok(Segmentation::generic(profile.rows, dropped));
    }
    report(on, Stage::Labelling, 0.9)?;
    let labels = labels(profile, &features, &assignments, sizes.len());
    let clusters = (0u8..)
        .zip(sizes.into_iter().zip(labels))
        .map(|(id, (size, label))| Cluster {
            id,
            size,
            share: size as f64 / profile.rows as f64,
            label,
        })
        .collect();
    report(on, Stage::Labelling, 1.0)?;
    Ok(Segmentation {
        assignments,
        clusters,
        silhouette: Some(silhouette),
        dropped,
    })
}

/// Assignments and silhouette, or `None` when the rows fall into no clusters.
fn cluster(features: &Features, on: &mut Listener<'_>) -> Result<Option<(Vec<u8>, f64)>, InsightError> {
    let settings = Settings::default();
    let matrix = features.matrix.view();
    let choice = clustering::choose(matrix, &settings, &mut |done, of| {
        report(on, Stage::Choosing, 0.2 + 0.4 * done as f32 / of as f32)
    })?;
    let Some(choice) = choice else {
        return Ok(None);
    };
    // How many passes it will take is not known: each brings the bar a tenth of what is left nearer to its end.
    let mut pass = |passes: usize| {
        let done = 0.9 - 0.3 * 0.9f32.powi(i32::try_from(passes).unwrap_or(i32::MAX));
        on(Progress {
            stage: Stage::Fitting,
            done,
        })
    };
    let clustering = clustering::refine(matrix, choice.centroids, &settings, &mut pass)?;
    Ok(Some((clustering.assignments, choice.silhouette)))
}

/// Renumbers the clusters by descending size (ties: whose first row comes first) and forgets empty ones.
fn by_size(mut assignments: Vec<u8>) -> (Vec<u8>, Vec<usize>) {
    let mut sizes = [0usize; MAX_CLUSTERS];
    let mut first = [usize::MAX; MAX_CLUSTERS];
    for (row, &cluster) in assignments.iter().enumerate() {
        let cluster = usize::from(cluster);
        sizes[cluster] += 1;
        first[cluster] = first[cluster].min(row);
    }
    let mut order: Vec<usize> = (0..MAX_CLUSTERS).filter(|&cluster| sizes[cluster] > 0).collect();
    order.sort_by_key(|&cluster| (Reverse(sizes[cluster]), first[cluster]));
    let mut renumbered = [0u8; MAX_CLUSTERS];
    for (id, &cluster) in (0u8..).zip(&order) {
        renumbered[cluster] = id;
    }
    assignments
        .iter_mut()
        .for_each(|cluster| *cluster = renumbered[usize::from(*cluster)]);
    (assignments, order.into_iter().map(|cluster| sizes[cluster]).collect())
}

#[cfg(test)]
mod tests;
