//! Lloyd's iterations over all rows, in parallel, the same result whatever the number of threads.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::nearest::Lanes;
use super::{InsightError, MAX_CLUSTERS, OnPass, Settings};

/// Rows per task: fixed, so that sums are added in the same order on any machine, and few enough for `f32` sums.
const BLOCK: usize = 4_096;

/// The result of K-Means.
#[derive(Debug, Clone, PartialEq)]
pub struct Clustering {
    /// One row per cluster, in the matrix's columns.
    pub centroids: Array2<f32>,
    /// The cluster of each row.
    pub assignments: Vec<u8>,
    /// Sum of the squared distances of the rows to their centroid.
    pub inertia: f64,
    /// Passes made until the centroids settled.
    pub passes: usize,
}

/// Continues Lloyd's iterations over all rows of `matrix` (without NaN) from `start`, one centroid per row.
/// A cluster that loses all its rows keeps its centroid.
///
/// # Errors
/// [`InsightError::Clusters`] when `start` has no centroid, more than [`MAX_CLUSTERS`], or another width than
/// `matrix`; [`InsightError::Cancelled`].
pub fn refine(
    matrix: ArrayView2<'_, f32>,
    start: Array2<f32>,
    settings: &Settings,
    on_pass: &mut OnPass<'_>,
) -> Result<Clustering, InsightError> {
    let (k, width) = start.dim();
    if k == 0 || k > MAX_CLUSTERS || width == 0 || width != matrix.ncols() {
        return Err(InsightError::Clusters(k));
    }
    let matrix = matrix.as_standard_layout();
    let cells = matrix.as_slice().unwrap_or(&[]);
    let tolerance = settings.tolerance * mean_variance(cells, width);
    let mut centroids = start;
    let mut passes = 0;
    while passes < settings.max_passes.max(1) {
        go_on(on_pass, passes)?;
        let moved = step(cells, &mut centroids);
        passes += 1;
        if moved <= tolerance {
            break;
        }
    }
    go_on(on_pass, passes)?;
    let (assignments, inertia) = assign(cells, &centroids);
    Ok(Clustering {
        centroids,
        assignments,
        inertia,
        passes,
    })
}

fn go_on(on_pass: &mut OnPass<'_>, passes: usize) -> Result<(), InsightError> {
    if on_pass(passes).is_break() {
        Err(InsightError::Cancelled)
    } else {
        Ok(())
    }
}

/// What a block of rows adds to the new centroids.
struct Sums {
    sums: Vec<f32>,
    counts: [u32; MAX_CLUSTERS],
}

/// Moves the centroids to the means of their rows; the sum of the squares of their moves.
fn step(cells: &[f32], centroids: &mut Array2<f32>) -> f64 {
    let width = centroids.ncols();
    let lanes = Lanes::new(centroids);
    let blocks: Vec<Sums> = cells
        .par_chunks(BLOCK * width)
        .map(|block| {
            let mut sums = vec![0.0f32; MAX_CLUSTERS * width];
            let mut counts = [0u32; MAX_CLUSTERS];
            lanes.each(block, |_, row, cluster| {
                counts[cluster] += 1;
                let sums = &mut sums[cluster * width..(cluster + 1) * width];
                sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            });
            Sums { sums, counts }
        })
        .collect();
    let mut sums = vec![0.0f64; MAX_CLUSTERS * width];
    let mut counts = [0u64; MAX_CLUSTERS];
    for block in &blocks {
        sums.iter_mut()
            .zip(&block.sums)
            .for_each(|(sum, part)| *sum += f64::from(*part));
        counts
            .iter_mut()
            .zip(&block.counts)
            .for_each(|(count, part)| *count += u64::from(*part));
    }
    let mut moved = 0.0;
    for (c, mut centroid) in centroids.rows_mut().into_iter().enumerate() {
        if counts[c] == 0 {
            continue;
        }
        for (x, sum) in centroid.iter_mut().zip(&sums[c * width..]) {
            let mean = (sum / counts[c] as f64) as f32;
            moved += f64::from(mean - *x).powi(2);
            *x = mean;
        }
    }
    moved
}

/// The nearest centroid of each row, and the inertia, from differences rather than from the expanded square.
fn assign(cells: &[f32], centroids: &Array2<f32>) -> (Vec<u8>, f64) {
    let width = centroids.ncols();
    let lanes = Lanes::new(centroids);
    let mut assignments = vec![0u8; cells.len() / width];
    let centroids: Vec<Vec<f32>> = centroids.rows().into_iter().map(|row| row.to_vec()).collect();
    let parts: Vec<f64> = cells
        .par_chunks(BLOCK * width)
        .zip(assignments.par_chunks_mut(BLOCK))
        .map(|(block, assignments)| {
            let mut inertia = 0.0;
            lanes.each(block, |at, row, cluster| {
                assignments[at] = cluster as u8;
                let squares = row.iter().zip(&centroids[cluster]).map(|(x, c)| (x - c) * (x - c));
                inertia += f64::from(squares.sum::<f32>());
            });
            inertia
        })
        .collect();
    (assignments, parts.iter().sum())
}

/// Mean over the columns of their variance. Values are taken from the first row on: a variance does not mind, and
/// the square of a large common offset would drown it.
fn mean_variance(cells: &[f32], width: usize) -> f64 {
    let rows = (cells.len() / width).max(1) as f64;
    let origin = &cells[..width.min(cells.len())];
    let parts: Vec<(Vec<f32>, f64)> = cells
        .par_chunks(BLOCK * width)
        .map(|block| {
            let mut sums = vec![0.0f32; width];
            let mut squares = vec![0.0f32; width];
            for row in block.chunks_exact(width) {
                for (((x, origin), sum), square) in row.iter().zip(origin).zip(&mut sums).zip(&mut squares) {
                    let x = x - origin;
                    *sum += x;
                    *square += x * x;
                }
            }
            (sums, squares.into_iter().map(f64::from).sum())
        })
        .collect();
    let mut sums = vec![0.0f64; width];
    let mut squares = 0.0;
    for (part, square) in &parts {
        sums.iter_mut()
            .zip(part)
            .for_each(|(sum, part)| *sum += f64::from(*part));
        squares += square;
    }
    let of_means: f64 = sums.iter().map(|sum| (sum / rows).powi(2)).sum();
    (squares / rows - of_means).max(0.0) / width as f64
}
