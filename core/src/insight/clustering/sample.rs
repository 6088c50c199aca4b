//! Seeded samples of rows.

use ndarray::{Array2, ArrayView2, Axis};
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::{RngCore as _, SeedableRng as _};

/// At most `size` of `rows` row numbers, ascending, each once: one drawn from each of `size` equal strata, so that
/// an audience sorted by anything is covered evenly.
pub(super) fn rows(rows: usize, size: usize, seed: u64) -> Vec<usize> {
    if rows <= size {
        return (0..rows).collect();
    }
    let mut rng = Xoshiro256Plus::seed_from_u64(seed);
    let edge = |stratum: usize| (stratum as u128 * rows as u128 / size as u128) as usize;
    (0..size)
        .map(|stratum| {
            let (first, next) = (edge(stratum), edge(stratum + 1));
            // The upper half of a 128-bit product: uniform enough without a division's bias.
            let offset = (u128::from(rng.next_u64()) * (next - first) as u128) >> 64;
            first + offset as usize
        })
        .collect()
}

/// The rows of `matrix` with these numbers.
pub(super) fn take(matrix: ArrayView2<'_, f32>, rows: &[usize]) -> Array2<f32> {
    matrix.select(Axis(0), rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_distinct_ascending_and_repeatable() {
        let sample = rows(100_003, 999, 7);
        assert_eq!(sample.len(), 999);
        assert!(sample.is_sorted_by(|a, b| a < b) && *sample.last().unwrap() < 100_003);
        assert_eq!(sample, rows(100_003, 999, 7));
        assert_ne!(sample, rows(100_003, 999, 8));
        assert_eq!(rows(5, 999, 7), [0, 1, 2, 3, 4]);
    }
}
