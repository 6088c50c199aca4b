//! Fills the matrix after the plans.

use ndarray::Array2;
use rayon::prelude::*;

use super::categorical::CategoricalPlan;
use super::plans::Plans;
use super::{
    CategoricalColumn, Feature, Features, InsightError, MAX_CELLS, MAX_WIDTH, MIN_NOMINAL_SPREAD, NOMINAL_VARIANCE,
    NumericPlan, Profile,
};

/// Rows filled by one task.
const BLOCK: usize = 8_192;

/// Encodes a profile. Columns that cannot help are dropped; the matrix may therefore have no column at all.
///
/// # Errors
/// [`InsightError::ColumnLength`] when the columns are not of one length.
pub fn encode(profile: &Profile) -> Result<Features, InsightError> {
    profile.check()?;
    let mut plans = Plans::new(profile);
    plans.drop_redundant(profile);
    plans.fit_width(profile, MAX_WIDTH.min(MAX_CELLS / profile.rows.max(1)).max(1));
    let writers = writers(&plans, profile);
    let matrix = fill(profile.rows, &writers);
    Ok(Features {
        matrix,
        features: writers.iter().flat_map(Writer::features).collect(),
        dropped: plans.dropped,
        numbers: plans.numbers,
        categories: plans
            .categories
            .into_iter()
            .map(|(index, plan)| (index, plan.presence))
            .collect(),
    })
}

fn writers<'a>(plans: &Plans, profile: &'a Profile) -> Vec<Writer<'a>> {
    let numbers = plans.numbers.iter().map(|&(column, plan)| Writer::Number {
        column,
        values: &profile.numeric[column].values,
        plan,
    });
    let categories = plans
        .categories
        .iter()
        .map(|(column, plan)| Writer::category(profile, *column, plan));
    numbers.chain(categories).collect()
}

/// Factor that gives `dummies` dummies of this total spread Σ p(1 − p) the variance of a nominal column.
fn nominal_scale(spread: f64, dummies: usize) -> f32 {
    // A split told by one dummy has half the spread of the same split told by two.
    let least = if dummies == 1 {
        MIN_NOMINAL_SPREAD / 2.0
    } else {
        MIN_NOMINAL_SPREAD
    };
    (NOMINAL_VARIANCE / spread.max(least)).sqrt() as f32
}

/// Writes one source column into its columns of the matrix.
enum Writer<'a> {
    Number {
        column: usize,
        values: &'a [f32],
        plan: NumericPlan,
    },
    Category {
        column: usize,
        source: &'a CategoricalColumn,
        levels: Vec<u32>,
        dummy_of: Vec<u8>,
        scale: f32,
    },
}

/// No dummy: the value is one of the «others».
const OTHERS: u8 = u8::MAX;

impl<'a> Writer<'a> {
    fn category(profile: &'a Profile, column: usize, plan: &CategoricalPlan) -> Self {
        let source = &profile.categorical[column];
        // One slot more than the dictionary: the last stands for a missing value.
        let mut dummy_of = vec![OTHERS; source.values.len() + 1];
        let levels: Vec<u32> = plan.levels.iter().map(|(code, _)| *code).collect();
        for (dummy, &code) in (0u8..).zip(&levels) {
            dummy_of[(code as usize).min(source.values.len())] = dummy;
        }
        Self::Category {
            column,
            source,
            levels,
            dummy_of,
            scale: nominal_scale(plan.spread(), plan.levels.len()),
        }
    }

    fn features(&self) -> Vec<Feature> {
        match self {
            Self::Number { column, plan, .. } => {
                let mut features = vec![Feature::Number { column: *column }];
                features.extend(plan.indicator.then_some(Feature::NumberMissing { column: *column }));
                features
            }
            Self::Category { column, levels, .. } => {
                let value = |&code: &u32| Feature::Value { column: *column, code };
                levels.iter().map(value).collect()
            }
        }
    }

    /// Fills `rows` (row-major, `width` wide, zeroed) from matrix column `at`, for the rows from `first` on.
    fn write(&self, rows: &mut [f32], width: usize, at: usize, first: usize) {
        match self {
            Self::Number { values, plan, .. } => {
                let absent = nominal_scale(plan.missing * (1.0 - plan.missing), 1);
                for (row, &value) in rows.chunks_exact_mut(width).zip(&values[first..]) {
                    match plan.standardise(value) {
                        // A missing value sits at the mean, which is zero.
                        None if plan.indicator => row[at + 1] = absent,
                        None => {}
                        Some(z) => row[at] = z as f32,
                    }
                }
            }
            Self::Category {
                source,
                dummy_of,
                scale,
                ..
            } => {
                let missing = source.values.len();
                for (row, &code) in rows.chunks_exact_mut(width).zip(&source.codes[first..]) {
                    let dummy = dummy_of[(code as usize).min(missing)];
                    if dummy != OTHERS {
                        row[at + usize::from(dummy)] = *scale;
                    }
                }
            }
        }
    }
}

fn fill(rows: usize, writers: &[Writer<'_>]) -> Array2<f32> {
    let offsets: Vec<usize> = writers
        .iter()
        .scan(0, |next, writer| {
            let at = *next;
            *next += writer.features().len();
            Some(at)
        })
        .collect();
    let width: usize = writers.iter().map(|writer| writer.features().len()).sum();
    let mut matrix = Array2::zeros((rows, width));
    if let (Some(cells), true) = (matrix.as_slice_mut(), width > 0) {
        cells
            .par_chunks_mut(BLOCK * width)
            .enumerate()
            .for_each(|(block, rows)| {
                for (writer, &at) in writers.iter().zip(&offsets) {
                    writer.write(rows, width, at, block * BLOCK);
                }
            });
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::NumericColumn;
    use crate::insight::features::Dropped;
    use crate::insight::features::categorical::column;

    /// Sum of the variances of the matrix columns that `which` selects.
    fn variance(features: &Features, which: impl Fn(&Feature) -> bool) -> f64 {
        let columns = features
            .features
            .iter()
            .zip(features.matrix.columns())
            .filter(|(feature, _)| which(feature));
        columns.map(|(_, column)| f64::from(column.var(0.0))).sum()
    }

    #[test]
    fn a_column_of_many_values_weighs_no_more_than_one_of_two() {
        let names: Vec<String> = (0..12).map(|i| format!("v{i}")).collect();
        let many: Vec<&str> = (0..1200).map(|i| names[i % 12].as_str()).collect();
        let two: Vec<&str> = (0..1200).map(|i| ["a", "b"][i / 12 % 2]).collect();
        let profile = Profile {
            rows: 1200,
            categorical: vec![column("many", &many), column("two", &two)],
            numeric: vec![NumericColumn {
                key: "n".into(),
                values: (0..1200).map(|i| (i % 31) as f32).collect(),
            }],
        };
        let features = encode(&profile).unwrap();
        assert_eq!(features.matrix.dim(), (1200, 12 + 2 + 1));
        let of = |index| {
            variance(
                &features,
                |f| matches!(f, Feature::Value { column, .. } if *column == index),
            )
        };
        assert!((of(0) - NOMINAL_VARIANCE).abs() < 1e-3, "{}", of(0));
        assert!((of(1) - NOMINAL_VARIANCE).abs() < 1e-3, "{}", of(1));
        assert!((variance(&features, |f| matches!(f, Feature::Number { .. })) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn missing_values_sit_at_the_mean_and_are_marked() {
        let values = (0..100)
            .map(|i| if i % 4 == 0 { f32::NAN } else { i as f32 + 0.5 })
            .collect();
        let profile = Profile {
            rows: 100,
            categorical: vec![],
            numeric: vec![NumericColumn {
                key: "n".into(),
                values,
            }],
        };
        let features = encode(&profile).unwrap();
        assert_eq!(
            features.features,
            [Feature::Number { column: 0 }, Feature::NumberMissing { column: 0 }]
        );
        assert!(features.matrix.iter().all(|cell| cell.is_finite()));
        assert!(
            features
                .matrix
                .rows()
                .into_iter()
                .step_by(4)
                .all(|row| row[0] == 0.0 && row[1] > 0.0)
        );
        assert!((variance(&features, |f| matches!(f, Feature::NumberMissing { .. })) - NOMINAL_VARIANCE).abs() < 1e-3);
    }

    #[test]
    fn the_matrix_stays_within_its_width() {
        let names: Vec<String> = (0..12).map(|i| format!("v{i}")).collect();
        let categorical = (0..20usize)
            .map(|c| {
                let rows: Vec<&str> = (0..2000usize)
                    .map(|i| names[(i * (2 * c + 3) + i / (c + 2)) % 12].as_str())
                    .collect();
                column(&format!("c{c}"), &rows)
            })
            .collect();
        let numeric = (0..80usize)
            .map(|c| NumericColumn {
                key: format!("n{c}"),
                values: (0..2000usize)
                    .map(|i| ((i * (i + c * 7 + 1)) % (97 + c)) as f32)
                    .collect(),
            })
            .collect();
        let features = encode(&Profile {
            rows: 2000,
            categorical,
            numeric,
        })
        .unwrap();
        assert!(features.matrix.ncols() <= MAX_WIDTH);
        assert!(features.features.iter().any(|f| matches!(f, Feature::Value { .. })));
        assert!(features.features.iter().any(|f| matches!(f, Feature::Number { .. })));
        assert!(features.dropped.iter().any(|(_, reason)| *reason == Dropped::Overflow));
    }

    #[test]
    fn columns_of_another_length_are_refused() {
        let numeric = vec![NumericColumn {
            key: "n".into(),
            values: vec![1.0; 3],
        }];
        let error = encode(&Profile {
            rows: 4,
            categorical: vec![],
            numeric,
        })
        .unwrap_err();
        assert!(matches!(
            error,
            InsightError::ColumnLength {
                expected: 4,
                found: 3,
                ..
            }
        ));
    }
}
