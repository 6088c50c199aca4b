//! K-Means of a million rows beside scikit-learn's, on the same data, in one run.
//!
//! `cargo bench -p relais-core --bench kmeans [-- ROWS]` generates seeded data, writes them to a temporary file,
//! and, when `python3` can import scikit-learn, lets it read the same file. Two comparisons:
//!
//! * **same start**: both continue from the same centroids, so that they make the same passes: pass against pass;
//! * **whole fit**: each seeds as it does in use: ours on a sample through linfa, theirs with k-means++ and
//!   `n_init=1`, its default and its fastest.
//!
//! k, tolerance (same definition), limit of passes and number type (`f32`) are the same. Times are the best of
//! three. linfa's own pass over all rows is timed too: it is why the passes over the whole are ours.

#![expect(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use std::error::Error;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use linfa::DatasetBase;
use linfa::traits::Fit as _;
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array2, ArrayView2};
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::{RngCore as _, SeedableRng as _};
use relais_core::insight::clustering::{Clustering, Settings, fit, refine};
use relais_core::insight::{CategoricalColumn, NumericColumn, Profile, segment};

const WIDTH: usize = 12;
const K: usize = 6;
const RUNS: usize = 3;
/// Passes of linfa that are timed: enough for an average, few enough to wait for.
const LINFA_PASSES: u64 = 5;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let rows = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000);
    println!("machine: {}", machine());
    println!("data: {rows} × {WIDTH}, k = {K}, best of {RUNS}");
    let folder = std::env::temp_dir().join(format!("relais-kmeans-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let outcome = compare(rows, &folder);
    std::fs::remove_dir_all(&folder)?;
    outcome?;
    whole_segmentation(rows)
}

fn compare(rows: usize, folder: &Path) -> Result<()> {
    for (name, spread) in [("separate groups", 1.0), ("overlapping groups", 3.0)] {
        let matrix = groups(rows, spread);
        let start = matrix.slice(ndarray::s![..K, ..]).to_owned();
        let settings = Settings::default();
        let (same_start, same) = timed(|| Ok(refine(matrix.view(), start.clone(), &settings, &mut go_on)?))?;
        let (whole_fit, whole) = timed(|| Ok(fit(matrix.view(), K, &settings, &mut go_on)?))?;
        println!("\n{name}");
        row("ours, same start", same_start, same.inertia, same.passes);
        row("ours, whole fit", whole_fit, whole.inertia, whole.passes);
        let linfa = linfa_pass(matrix.view(), &start)?;
        println!(
            "  linfa's own pass {:.0} ms, ours {:.0} ms",
            millis(linfa),
            millis(same_start) / (same.passes + 1) as f64
        );
        let Some(theirs) = scikit_learn(&matrix, &start, &settings, folder)? else {
            println!("  scikit-learn is not at hand (python3 -m pip install scikit-learn)");
            continue;
        };
        for (title, ours, clustering, theirs) in [
            ("same start", same_start, &same, &theirs[0]),
            ("whole fit", whole_fit, &whole, &theirs[1]),
        ] {
            row(
                &format!("scikit-learn, {title}"),
                theirs.time,
                theirs.inertia,
                theirs.passes,
            );
            println!(
                "  {title}: time ours / theirs = {:.2}; inertia ours / theirs = {:.6}",
                ours.as_secs_f64() / theirs.time.as_secs_f64(),
                clustering.inertia / theirs.inertia
            );
        }
    }
    Ok(())
}

/// What a campaign pays in all: features, choice of k, fit and labels.
fn whole_segmentation(rows: usize) -> Result<()> {
    let mut rng = Xoshiro256Plus::seed_from_u64(5);
    let mut numeric = Vec::new();
    for column in 0..6 {
        let values = (0..rows)
            .map(|row| normal(&mut rng) + ((row * (column + 1)) % 4) as f32 * 2.0)
            .collect();
        numeric.push(NumericColumn {
            key: format!("n{column}"),
            values,
        });
    }
    let mut categorical = Vec::new();
    for (column, size) in [92usize, 18, 101, 30_000, 2, 2, 5, 12].into_iter().enumerate() {
        let mut code = || (unit(&mut rng).powi(3) * size as f32) as u32;
        let codes = (0..rows).map(|_| code()).collect();
        let values = (0..size).map(|value| format!("v{value}")).collect();
        categorical.push(CategoricalColumn {
            key: format!("c{column}"),
            values,
            codes,
        });
    }
    let profile = Profile {
        rows,
        categorical,
        numeric,
    };
    let start = Instant::now();
    let segmentation = segment(&profile, &mut |_| ControlFlow::Continue(()))?;
    let time = start.elapsed();
    println!(
        "\nwhole segmentation of {rows} rows, 6 numbers and 8 categories: {:.2} s, {} clusters",
        time.as_secs_f64(),
        segmentation.clusters.len()
    );
    Ok(())
}

fn timed(run: impl Fn() -> Result<Clustering>) -> Result<(Duration, Clustering)> {
    let mut best = once(&run)?;
    for _ in 1..RUNS {
        let next = once(&run)?;
        if next.0 < best.0 {
            best = next;
        }
    }
    Ok(best)
}

fn once(run: &impl Fn() -> Result<Clustering>) -> Result<(Duration, Clustering)> {
    let start = Instant::now();
    let clustering = run()?;
    Ok((start.elapsed(), clustering))
}

/// One of linfa's iterations over all rows, on average.
fn linfa_pass(matrix: ArrayView2<'_, f32>, start: &Array2<f32>) -> Result<Duration> {
    let begun = Instant::now();
    KMeans::params_with_rng(K, Xoshiro256Plus::seed_from_u64(1))
        .init_method(KMeansInit::Precomputed(start.clone()))
        .n_runs(1)
        .max_n_iterations(LINFA_PASSES)
        .tolerance(f32::MIN_POSITIVE)
        .fit(&DatasetBase::from(matrix))?;
    Ok(begun.elapsed() / u32::try_from(LINFA_PASSES)?)
}

struct Theirs {
    time: Duration,
    inertia: f64,
    passes: usize,
}

/// scikit-learn on the same data: from the same start, then on its own; `None` when it is not installed.
fn scikit_learn(
    matrix: &Array2<f32>,
    start: &Array2<f32>,
    settings: &Settings,
    folder: &Path,
) -> Result<Option<[Theirs; 2]>> {
    let installed = Command::new("python3").args(["-c", "import sklearn"]).output();
    if !installed.is_ok_and(|output| output.status.success()) {
        return Ok(None);
    }
    let (data, centroids) = (write(folder, "rows", matrix)?, write(folder, "start", start)?);
    let output = Command::new("python3")
        .args(["-c", SCRIPT])
        .args([&data, &centroids])
        .args([WIDTH, K, settings.max_passes, RUNS].map(|number| number.to_string()))
        .arg(settings.tolerance.to_string())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [t0, i0, p0, t1, i1, p1] = numbers[..] else {
        return Err(format!("scikit-learn: {text}{}", String::from_utf8_lossy(&output.stderr)).into());
    };
    let theirs = |time, inertia, passes: f64| Theirs {
        time: Duration::from_secs_f64(time),
        inertia,
        passes: passes as usize,
    };
    Ok(Some([theirs(t0, i0, p0), theirs(t1, i1, p1)]))
}

const SCRIPT: &str = "
import sys, time
import numpy as np
from sklearn.cluster import KMeans
rows, start = sys.argv[1:3]
width, k, limit, runs = map(int, sys.argv[3:7])
tolerance = float(sys.argv[7])
X = np.fromfile(rows, dtype=np.float32).reshape(-1, width)
C = np.fromfile(start, dtype=np.float32).reshape(k, width)
KMeans(k, n_init=1, max_iter=2).fit(X[:10000])
for init in (C, 'k-means++'):
    best = None
    for run in range(runs):
        model = KMeans(k, init=init, n_init=1, max_iter=limit, tol=tolerance, random_state=run)
        begun = time.perf_counter()
        model.fit(X)
        took = time.perf_counter() - begun
        if best is None or took < best[0]:
            best = (took, model.inertia_, model.n_iter_)
    print(*best)
";

fn write(folder: &Path, name: &str, matrix: &Array2<f32>) -> Result<PathBuf> {
    let path = folder.join(name);
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
    for cell in matrix {
        file.write_all(&cell.to_le_bytes())?;
    }
    file.flush()?;
    Ok(path)
}

/// Rows around one of as many centres as there are clusters, with normal noise of this deviation.
fn groups(rows: usize, spread: f32) -> Array2<f32> {
    let mut rng = Xoshiro256Plus::seed_from_u64(2024);
    let centres = Array2::from_shape_fn((K, WIDTH), |_| 3.0 * normal(&mut rng));
    let mut matrix = Array2::zeros((rows, WIDTH));
    for mut row in matrix.rows_mut() {
        let centre = centres.row((rng.next_u64() % K as u64) as usize);
        row.iter_mut()
            .zip(centre)
            .for_each(|(cell, centre)| *cell = centre + spread * normal(&mut rng));
    }
    matrix
}

/// Uniform in [0, 1).
fn unit(rng: &mut Xoshiro256Plus) -> f32 {
    (rng.next_u64() >> 40) as f32 / (1u64 << 24) as f32
}

/// Standard normal (Box & Muller).
fn normal(rng: &mut Xoshiro256Plus) -> f32 {
    let radius = (-2.0 * (1.0 - unit(rng)).ln()).sqrt();
    radius * (std::f32::consts::TAU * unit(rng)).cos()
}

fn go_on(_: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn row(title: &str, time: Duration, inertia: f64, passes: usize) {
    println!(
        "  {title:<26} {:>9.1} ms  inertia {inertia:.6e}  {passes} passes",
        millis(time)
    );
}

/// Processor and number of cores.
fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", model.unwrap_or(std::env::consts::ARCH))
}
