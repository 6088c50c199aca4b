//! The nearest centroid of each row: where K-Means spends its time.
//!
//! A row's products with all centroids fill one vector register, on whatever the processor offers (chosen at run
//! time, without `unsafe` of ours). Products are added without fusing, so that every processor computes the same.

use fearless_simd::{Level, Simd, SimdBase, SimdMask, dispatch, f32x8};
use ndarray::Array2;

use super::MAX_CLUSTERS;

/// Rows taken together: their sums do not wait for each other.
const TILE: usize = 4;

/// Centroids laid out one to a lane.
pub(super) struct Lanes {
    /// `weights[j][c]`: coordinate `j` of centroid `c`.
    weights: Vec<[f32; MAX_CLUSTERS]>,
    /// −‖c‖² / 2; −∞ in unused lanes, which therefore never win.
    bias: [f32; MAX_CLUSTERS],
    level: Level,
}

impl Lanes {
    pub fn new(centroids: &Array2<f32>) -> Self {
        let mut weights = vec![[0.0; MAX_CLUSTERS]; centroids.ncols()];
        let mut bias = [f32::NEG_INFINITY; MAX_CLUSTERS];
        for ((c, centroid), bias) in centroids.rows().into_iter().enumerate().zip(&mut bias) {
            centroid.iter().zip(&mut weights).for_each(|(x, weight)| weight[c] = *x);
            *bias = -0.5 * centroid.iter().map(|x| x * x).sum::<f32>();
        }
        Self {
            weights,
            bias,
            level: Level::new(),
        }
    }

    /// Calls `found` with each row of `rows` (row-major), its place and its nearest centroid, in order.
    pub fn each(&self, rows: &[f32], mut found: impl FnMut(usize, &[f32], usize)) {
        dispatch!(self.level, simd => visit(simd, self, rows, &mut found));
    }
}

#[inline(always)]
fn visit<S: Simd>(simd: S, lanes: &Lanes, rows: &[f32], found: &mut impl FnMut(usize, &[f32], usize)) {
    let width = lanes.weights.len();
    let mut at = 0;
    let mut tiles = rows.chunks_exact(TILE * width);
    for tile in &mut tiles {
        let clusters = nearest::<S, TILE>(simd, lanes, tile);
        for (row, cluster) in tile.chunks_exact(width).zip(clusters) {
            found(at, row, cluster);
            at += 1;
        }
    }
    for row in tiles.remainder().chunks_exact(width) {
        let [cluster] = nearest::<S, 1>(simd, lanes, row);
        found(at, row, cluster);
        at += 1;
    }
}

/// The nearest centroid of each of `N` rows: the one that maximises x·c − ‖c‖²/2, since
/// ‖x − c‖² = ‖x‖² − 2 (x·c − ‖c‖²/2). Of equally near ones, the first.
#[inline(always)]
fn nearest<S: Simd, const N: usize>(simd: S, lanes: &Lanes, tile: &[f32]) -> [usize; N] {
    let width = lanes.weights.len();
    let rows: [&[f32]; N] = std::array::from_fn(|row| &tile[row * width..(row + 1) * width]);
    let mut scores = [f32x8::from_slice(simd, &lanes.bias); N];
    for (j, weights) in lanes.weights.iter().enumerate() {
        let weights = f32x8::from_slice(simd, weights);
        for (score, row) in scores.iter_mut().zip(rows) {
            *score += weights * row[j];
        }
    }
    scores.map(|scores| {
        let highest = f32x8::splat(simd, scores.reduce_max());
        // A row of NaN, which there should not be, equals nothing; it goes to the first cluster.
        let first = scores.simd_eq(highest).to_bitmask().trailing_zeros() as usize;
        if first < MAX_CLUSTERS { first } else { 0 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_plain_distances_for_any_width_and_number() {
        for (rows, width, k) in [(1, 1, 1), (7, 3, 2), (33, 12, 6), (10, 64, 8)] {
            let cell = |i: usize, j: usize, salt: usize| ((i * 31 + j * 17 + salt) % 101) as f32 / 10.0;
            let matrix = Array2::from_shape_fn((rows, width), |(i, j)| cell(i, j, 0));
            let centroids = Array2::from_shape_fn((k, width), |(c, j)| cell(c * 5, j, 57));
            let mut visited = 0;
            Lanes::new(&centroids).each(matrix.as_slice().unwrap(), |at, row, cluster| {
                assert_eq!(at, visited);
                visited += 1;
                let distance = |c: usize| {
                    let squares = row.iter().zip(centroids.row(c)).map(|(x, y)| f64::from(x - y).powi(2));
                    squares.sum::<f64>()
                };
                let least = (0..k).map(distance).fold(f64::INFINITY, f64::min);
                assert!(distance(cluster) <= least + 1e-3);
            });
            assert_eq!(visited, rows);
        }
    }

    #[test]
    fn of_equally_near_centroids_the_first() {
        let centroids = Array2::from_elem((5, 2), 1.5);
        Lanes::new(&centroids).each(&[0.0, 0.0, 1.0, 2.0], |_, _, cluster| assert_eq!(cluster, 0));
    }
}
