//! How well rows sit in their clusters (Rousseeuw 1987, «Silhouettes», J. Comput. Appl. Math. 20, 53–65).
//!
//! linfa's `SilhouetteScore` recomputes every distance for every k and allocates for each pair; here the
//! distances of the sample are computed once and serve all k. A test holds the two to the same figure.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use super::MAX_CLUSTERS;

/// Euclidean distances between all rows; symmetric.
pub(super) fn distances(rows: ArrayView2<'_, f32>) -> Array2<f32> {
    let (n, width) = rows.dim();
    let rows = rows.as_standard_layout();
    let cells = rows.as_slice().unwrap_or(&[]);
    let mut distances = Array2::zeros((n, n));
    if let (Some(out), true) = (distances.as_slice_mut(), n > 0 && width > 0) {
        out.par_chunks_mut(n).zip(cells.par_chunks(width)).for_each(|(out, a)| {
            for (distance, b) in out.iter_mut().zip(cells.chunks_exact(width)) {
                *distance = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt();
            }
        });
    }
    distances
}

/// Mean silhouette of the assignment, from −1 to 1; a row alone in its cluster counts 0, as in the paper.
/// `None` with fewer than two clusters.
pub(super) fn mean(distances: &Array2<f32>, assignments: &[u8]) -> Option<f64> {
    let mut sizes = [0usize; MAX_CLUSTERS];
    assignments.iter().for_each(|&cluster| sizes[usize::from(cluster)] += 1);
    if sizes.iter().filter(|size| **size > 0).count() < 2 {
        return None;
    }
    let widths: Vec<f64> = (0..assignments.len())
        .into_par_iter()
        .map(|row| {
            let mut sums = [0.0f64; MAX_CLUSTERS];
            for (distance, &cluster) in distances.row(row).iter().zip(assignments) {
                sums[usize::from(cluster)] += f64::from(*distance);
            }
            let own = usize::from(assignments[row]);
            if sizes[own] == 1 {
                return 0.0;
            }
            let within = sums[own] / (sizes[own] - 1) as f64;
            let others = (0..MAX_CLUSTERS).filter(|&cluster| cluster != own && sizes[cluster] > 0);
            let nearest = others
                .map(|cluster| sums[cluster] / sizes[cluster] as f64)
                .fold(f64::INFINITY, f64::min);
            let widest = within.max(nearest);
            if widest > 0.0 { (nearest - within) / widest } else { 0.0 }
        })
        .collect();
    Some(widths.iter().sum::<f64>() / widths.len() as f64)
}

#[cfg(test)]
mod tests {
    use linfa::DatasetBase;
    use linfa::prelude::SilhouetteScore;
    use ndarray::Array1;

    use super::*;

    #[test]
    fn agrees_with_linfa() {
        let rows = Array2::from_shape_fn((60, 3), |(i, j)| {
            ((i * 7 + j * 13) % 11) as f32 + if i % 3 == 0 { 9.0 } else { 0.0 }
        });
        let assignments: Vec<u8> = (0..60)
            .map(|i| if i % 3 == 0 { 0 } else { 1 + (i % 2) as u8 })
            .collect();
        let targets: Array1<usize> = assignments.iter().map(|&c| usize::from(c)).collect();
        let theirs = DatasetBase::new(rows.clone(), targets).silhouette_score().unwrap();
        let ours = mean(&distances(rows.view()), &assignments).unwrap();
        assert!((ours - f64::from(theirs)).abs() < 1e-4, "{ours} {theirs}");
    }

    #[test]
    fn one_cluster_has_no_silhouette() {
        let rows = Array2::from_shape_fn((4, 1), |(i, _)| i as f32);
        assert_eq!(mean(&distances(rows.view()), &[2, 2, 2, 2]), None);
    }
}
