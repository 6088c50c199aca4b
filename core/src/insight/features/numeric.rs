//! Numeric columns: kept or not, on which scale.

use super::{CONSTANT_SHARE, Dropped, IDENTIFIER_RATIO, INFORMATIVE_MISSING, MAX_MISSING, NumericColumn, SAMPLE_ROWS};

/// Skewness above which a distribution counts as strongly skewed (Bulmer, «Principles of Statistics», 1979).
const STRONG_SKEW: f64 = 1.0;

/// Standardised values are held within this many deviations: one millionaire is no segment.
const CLIP: f64 = 3.0;

/// Integers all at least this large are numbers of something (SIREN, SIRET, telephone), not measures.
const NUMBER_OF_SOMETHING: f64 = 1e8;

/// How a numeric column is put on a common scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::insight) struct NumericPlan {
    /// Whether `ln(1 + x)` is taken first.
    pub log: bool,
    /// Mean of the (transformed) present values.
    pub mean: f64,
    /// Standard deviation of the (transformed) present values, above zero.
    pub deviation: f64,
    /// Share of rows without a value.
    pub missing: f64,
    /// Whether missingness gets a column of its own.
    pub indicator: bool,
}

impl NumericPlan {
    /// The standardised value; `None` when missing.
    pub fn standardise(&self, value: f32) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        let value = f64::from(value);
        // The plan saw no negative value when it chose the logarithm.
        let value = if self.log { value.max(0.0).ln_1p() } else { value };
        Some(((value - self.mean) / self.deviation).clamp(-CLIP, CLIP))
    }
}

/// Mean, standard deviation and skewness of the finite values after `map`.
struct Moments {
    count: usize,
    mean: f64,
    deviation: f64,
    skew: f64,
}

fn moments(values: &[f32], map: impl Fn(f64) -> f64) -> Moments {
    let present = || {
        values
            .iter()
            .filter(|value| value.is_finite())
            .map(|value| map(f64::from(*value)))
    };
    let (count, sum) = present().fold((0usize, 0.0), |(count, sum), value| (count + 1, sum + value));
    let n = count.max(1) as f64;
    let mean = sum / n;
    let (second, third) = present().fold((0.0, 0.0), |(second, third), value| {
        let off = value - mean;
        (second + off * off, third + off * off * off)
    });
    let deviation = (second / n).sqrt();
    let skew = if deviation > 0.0 {
        third / n / deviation.powi(3)
    } else {
        0.0
    };
    Moments {
        count,
        mean,
        deviation,
        skew,
    }
}

/// Decides what becomes of a column.
pub(super) fn plan(column: &NumericColumn) -> Result<NumericPlan, Dropped> {
    let plain = moments(&column.values, |value| value);
    let missing = 1.0 - plain.count as f64 / column.values.len().max(1) as f64;
    if plain.count == 0 || missing > MAX_MISSING {
        return Err(Dropped::Missing);
    }
    let sample = sorted_sample(&column.values);
    if is_constant(&sample) || plain.deviation <= plain.mean.abs() * f64::from(f32::EPSILON) {
        return Err(Dropped::Constant);
    }
    if is_identifier(&column.key, &sample) {
        return Err(Dropped::Identifier);
    }
    let non_negative = column.values.iter().all(|value| !value.is_finite() || *value >= 0.0);
    let logged = (non_negative && plain.skew > STRONG_SKEW)
        .then(|| moments(&column.values, f64::ln_1p))
        .filter(|logged| logged.deviation > 0.0 && logged.skew.abs() < plain.skew);
    let log = logged.is_some();
    let Moments { mean, deviation, .. } = logged.unwrap_or(plain);
    Ok(NumericPlan {
        log,
        mean,
        deviation,
        missing,
        indicator: INFORMATIVE_MISSING.contains(&missing),
    })
}

/// Present values of evenly spaced rows, ascending.
fn sorted_sample(values: &[f32]) -> Vec<f32> {
    let present = |step: usize| values.iter().step_by(step).copied().filter(|value| value.is_finite());
    let mut sample: Vec<f32> = present(values.len().div_ceil(SAMPLE_ROWS).max(1)).collect();
    if sample.is_empty() {
        // The stride may fall on missing values only; the column has some present ones.
        sample = present(1).take(SAMPLE_ROWS).collect();
    }
    sample.sort_unstable_by(f32::total_cmp);
    sample
}

#[expect(clippy::float_cmp, reason = "runs of one and the same stored value are counted")]
fn is_constant(sorted: &[f32]) -> bool {
    let longest = sorted.chunk_by(|a, b| a == b).map(<[f32]>::len).max().unwrap_or(0);
    longest as f64 >= CONSTANT_SHARE * sorted.len() as f64
}

/// Whole numbers that hardly repeat may still measure something (an income in euros): they identify only when
/// their name says so, they leave hardly a gap, or they are too long for a measure.
#[expect(clippy::float_cmp, reason = "runs of one and the same stored value are counted")]
fn is_identifier(key: &str, sorted: &[f32]) -> bool {
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else {
        return false;
    };
    let count = sorted.len() as f64;
    let distinct = sorted.chunk_by(|a, b| a == b).count() as f64;
    if distinct < IDENTIFIER_RATIO * count || sorted.iter().any(|value| value.fract() != 0.0) {
        return false;
    }
    let key = key.to_lowercase();
    let named = key.split(|c: char| !c.is_alphanumeric()).any(|word| {
        matches!(
            word,
            "id" | "uid"
                | "uuid"
                | "ref"
                | "reference"
                | "référence"
                | "siren"
                | "siret"
                | "numero"
                | "numéro"
                | "code"
        )
    });
    let dense = count >= 100.0 && f64::from(last - first) < 1.1 * count;
    named || dense || f64::from(*first) >= NUMBER_OF_SOMETHING
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(key: &str, values: Vec<f32>) -> NumericColumn {
        NumericColumn {
            key: key.into(),
            values,
        }
    }

    #[test]
    fn skewed_amounts_are_logged_and_standardised() {
        let values: Vec<f32> = (0..1000).map(|i| (i as f32 / 100.0).exp()).collect();
        let plan = plan(&column("spent", values.clone())).unwrap();
        assert!(plan.log);
        let z: Vec<f64> = values.iter().filter_map(|value| plan.standardise(*value)).collect();
        let mean = z.iter().sum::<f64>() / 1000.0;
        let variance = z.iter().map(|z| z * z).sum::<f64>() / 1000.0;
        assert!(mean.abs() < 1e-3 && (variance - 1.0).abs() < 1e-3, "{mean} {variance}");
    }

    #[test]
    fn negative_values_are_never_logged() {
        let values = (0..1000).map(|i| (i as f32 / 100.0).exp() - 2.0).collect();
        assert!(!plan(&column("balance", values)).unwrap().log);
    }

    #[test]
    fn outliers_are_held_in() {
        let mut values: Vec<f32> = (0..1000).map(|i| (i % 100) as f32 - 50.0).collect();
        values[0] = 1e9;
        let plan = plan(&column("n", values)).unwrap();
        assert_eq!(plan.standardise(1e9), Some(CLIP));
    }

    #[test]
    fn useless_columns_are_dropped() {
        assert_eq!(plan(&column("k", vec![3.0; 50])), Err(Dropped::Constant));
        assert_eq!(plan(&column("k", vec![f32::NAN; 50])), Err(Dropped::Missing));
        assert_eq!(plan(&column("k", vec![])), Err(Dropped::Missing));
        let mut rare = vec![f32::NAN; 100];
        rare[3] = 1.0;
        rare[4] = 2.0;
        assert_eq!(plan(&column("k", rare)), Err(Dropped::Missing));
        assert_eq!(
            plan(&column("k", (0..200).map(|i| i as f32).collect())),
            Err(Dropped::Identifier)
        );
        assert_eq!(
            plan(&column("customer_id", (0..200).map(|i| (i * 37) as f32).collect())),
            Err(Dropped::Identifier)
        );
        assert_eq!(
            plan(&column("siege", (0..50).map(|i| 3e8 + (i * 640) as f32).collect())),
            Err(Dropped::Identifier)
        );
    }

    #[test]
    fn incomes_are_no_identifiers() {
        let incomes = (0..200).map(|i| 20_000.0 + ((i * 7919) % 60_013) as f32).collect();
        assert!(plan(&column("income", incomes)).is_ok());
    }

    #[test]
    fn missingness_gets_its_column_when_it_says_something() {
        let with = |missing: usize| {
            (0..100)
                .map(|i| if i < missing { f32::NAN } else { (i % 7) as f32 })
                .collect()
        };
        assert!(!plan(&column("k", with(2))).unwrap().indicator);
        assert!(plan(&column("k", with(30))).unwrap().indicator);
    }
}
