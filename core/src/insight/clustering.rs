//! K-Means over a matrix of features: how many clusters, and which row is in which.
//!
//! linfa-clustering does what decides the result: k-means++ seeding, restarts and Lloyd's iterations, on a
//! sample. Over all the rows, [`refine`] then continues from linfa's centroids with Lloyd passes of our own:
//! linfa's pass spends its time on a generic distance call per row and centroid and recomputes the centroids on
//! one thread, which `benches/kmeans.rs` measures beside ours and scikit-learn's. From a good start on a sample,
//! few passes over the whole are left (the idea of Bradley & Fayyad 1998, «Refining initial points for K-Means»).

mod choice;
mod lloyd;
mod nearest;
mod sample;
mod silhouette;

use std::ops::ControlFlow;

use linfa::DatasetBase;
use linfa::traits::Fit as _;
use linfa_clustering::{KMeans, KMeansError, KMeansInit};
use ndarray::{Array2, ArrayView2};
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::SeedableRng as _;

use super::InsightError;
pub use choice::Choice;
pub(super) use choice::choose;
pub use lloyd::{Clustering, refine};

/// The most clusters there can be; the assignment keeps one lane per centroid.
pub const MAX_CLUSTERS: usize = 8;

/// Rows linfa works on; more does not change its centroids noticeably, only its time.
const FIT_SAMPLE: usize = 8_192;

/// Seed of every random choice here; the same audience must give the same clusters.
const SEED: u64 = 0x5e1a_15c1;

/// When K-Means stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Starts on the sample, of which the best goes on.
    pub restarts: usize,
    /// Passes over the whole matrix, at most.
    pub max_passes: usize,
    /// The centroids have settled once the squares of their moves sum to this times the mean variance of the
    /// columns (scikit-learn's definition of `tol`).
    pub tolerance: f64,
}

impl Default for Settings {
    /// scikit-learn's tolerance and limit, a few restarts.
    fn default() -> Self {
        Self {
            restarts: 4,
            max_passes: 300,
            tolerance: 1e-4,
        }
    }
}

/// Asked before each pass over the rows; [`ControlFlow::Break`] cancels.
pub type OnPass<'a> = dyn FnMut(usize) -> ControlFlow<()> + 'a;

/// Groups the rows of a matrix without NaN into at most `k` clusters.
///
/// # Errors
/// [`InsightError::Clusters`] unless `1 ≤ k ≤` [`MAX_CLUSTERS`] and `k` is at most the number of rows;
/// [`InsightError::KMeans`] when linfa finds no clusters; [`InsightError::Cancelled`].
pub fn fit(
    matrix: ArrayView2<'_, f32>,
    k: usize,
    settings: &Settings,
    on_pass: &mut OnPass<'_>,
) -> Result<Clustering, InsightError> {
    if k > matrix.nrows() {
        return Err(InsightError::Clusters(k));
    }
    let rows = sample::rows(matrix.nrows(), FIT_SAMPLE, SEED);
    let start = fit_sample(&sample::take(matrix, &rows), k, settings.restarts)?;
    refine(matrix, start, settings, on_pass)
}

/// linfa's K-Means: the best of `restarts` runs from k-means++ seeds.
fn fit_sample(sample: &Array2<f32>, k: usize, restarts: usize) -> Result<Array2<f32>, KMeansError> {
    /// Enough for a start that is refined afterwards.
    const ITERATIONS: u64 = 100;
    /// linfa's tolerance is the Frobenius norm of the centroids' move.
    const TOLERANCE: f32 = 1e-2;
    let model = KMeans::params_with_rng(k, Xoshiro256Plus::seed_from_u64(SEED))
        .init_method(KMeansInit::KMeansPlusPlus)
        .n_runs(restarts.max(1))
        .max_n_iterations(ITERATIONS)
        .tolerance(TOLERANCE)
        .fit(&DatasetBase::from(sample.view()))?;
    Ok(model.centroids().clone())
}

#[cfg(test)]
mod tests;
