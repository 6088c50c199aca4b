use std::ops::ControlFlow;

use rand_xoshiro::rand_core::RngCore as _;

use super::*;

/// Roughly normal noise: the sum of four uniform numbers, of unit variance.
fn noise(rng: &mut Xoshiro256Plus) -> f32 {
    let uniform = |rng: &mut Xoshiro256Plus| (rng.next_u64() >> 40) as f32 / (1u64 << 24) as f32 - 0.5;
    (0..4).map(|_| uniform(rng)).sum::<f32>() * 3.0f32.sqrt()
}

/// Rows around `k` centres ten apart on their own axis, row `i` around centre `i % k`.
fn blobs(rows: usize, k: usize, width: usize) -> Array2<f32> {
    let mut rng = Xoshiro256Plus::seed_from_u64(3);
    Array2::from_shape_fn((rows, width), |(i, j)| {
        noise(&mut rng) + if i % k == j { 10.0 } else { 0.0 }
    })
}

fn go_on(_: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn planted_blobs_are_recovered() {
    let matrix = blobs(20_000, 5, 6);
    let clustering = fit(matrix.view(), 5, &Settings::default(), &mut go_on).unwrap();
    assert_eq!(clustering.assignments.len(), 20_000);
    let of_blob: Vec<u8> = clustering.assignments[..5].to_vec();
    assert!(
        clustering
            .assignments
            .iter()
            .enumerate()
            .all(|(i, cluster)| *cluster == of_blob[i % 5])
    );
    // Unit variance in six columns.
    assert!(
        (clustering.inertia / (20_000.0 * 6.0) - 1.0).abs() < 0.05,
        "{}",
        clustering.inertia
    );
}

#[test]
fn the_silhouette_finds_the_number_of_blobs() {
    for k in [2, 3, 5, 7] {
        let choice = choose(blobs(3_000, k, 8).view(), &Settings::default(), &mut |_, _| Ok(()))
            .unwrap()
            .unwrap();
        assert_eq!(choice.centroids.nrows(), k);
        assert!(choice.silhouette > 0.5);
    }
}

#[test]
fn alike_rows_are_no_clusters() {
    let matrix = Array2::from_elem((500, 3), 0.25);
    assert_eq!(
        choose(matrix.view(), &Settings::default(), &mut |_, _| Ok(())).unwrap(),
        None
    );
}

#[test]
fn no_more_clusters_than_different_rows() {
    let matrix = Array2::from_shape_fn((300, 2), |(i, j)| if i % 3 == j { 1.0 } else { 0.0 });
    let choice = choose(matrix.view(), &Settings::default(), &mut |_, _| Ok(()))
        .unwrap()
        .unwrap();
    assert_eq!(choice.centroids.nrows(), 3);
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let matrix = blobs(30_000, 4, 5);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(matrix.view(), 3, &Settings::default(), &mut go_on).unwrap())
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn continuing_from_linfa_agrees_with_linfa() {
    let matrix = blobs(2_000, 4, 5);
    let start = fit_sample(&matrix, 4, 1).unwrap();
    let ours = refine(matrix.view(), start.clone(), &Settings::default(), &mut go_on).unwrap();
    let theirs = KMeans::params_with_rng(4, Xoshiro256Plus::seed_from_u64(1))
        .init_method(KMeansInit::Precomputed(start))
        .n_runs(1)
        .tolerance(1e-5)
        .fit(&DatasetBase::from(matrix.view()))
        .unwrap();
    let per_row = ours.inertia / 2_000.0;
    assert!((per_row - f64::from(theirs.inertia())).abs() < 1e-3 * per_row);
}

#[test]
fn cancelling_stops_between_passes() {
    let mut passes = 0;
    let mut twice = |_| {
        passes += 1;
        if passes == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let settings = Settings {
        tolerance: 0.0,
        ..Settings::default()
    };
    let start = Array2::from_shape_fn((3, 4), |(i, j)| (i + j) as f32 / 10.0);
    let result = refine(blobs(5_000, 3, 4).view(), start, &settings, &mut twice);
    assert!(matches!(result, Err(InsightError::Cancelled)));
}

#[test]
fn impossible_numbers_of_clusters_are_refused() {
    let matrix = blobs(100, 2, 2);
    for k in [0, 9] {
        let centroids = Array2::zeros((k, 2));
        let result = refine(matrix.view(), centroids, &Settings::default(), &mut go_on);
        assert!(matches!(result, Err(InsightError::Clusters(n)) if n == k));
    }
    assert!(matches!(
        fit(matrix.view(), 101, &Settings::default(), &mut go_on),
        Err(InsightError::Clusters(101))
    ));
}
