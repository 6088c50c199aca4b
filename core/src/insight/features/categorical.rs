//! Categorical columns: which values get a dummy.

use super::{CONSTANT_SHARE, CategoricalColumn, Dropped, IDENTIFIER_RATIO, INFORMATIVE_MISSING, MAX_MISSING, MISSING};

/// The most values of one column that get a dummy.
pub(super) const MAX_LEVELS: usize = 16;

/// A value rarer than this is left to «others»: it could not describe a segment.
const MIN_SHARE: f64 = 0.01;

/// Part of the rows with a value that the frequent values must cover. Below, most rows would be «others», and the
/// few that share an address would make a segment of their own; such a column only says who has one at all.
const MIN_COVERAGE: f64 = 0.4;

/// The values of a column that get a dummy, most frequent first; the others get none, so that they lie
/// together, equally far from every frequent value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CategoricalPlan {
    /// Code ([`MISSING`] for no value) and share of all rows.
    pub levels: Vec<(u32, f64)>,
    /// Whether the values differ too much to matter, and only having one or none does.
    pub presence: bool,
}

impl CategoricalPlan {
    /// Σ p(1 − p) over the first `levels` dummies: their total variance before scaling.
    pub fn spread(&self) -> f64 {
        self.levels.iter().map(|(_, share)| share * (1.0 - share)).sum()
    }
}

/// Counts of every dictionary code, and of missing values.
pub(super) fn counts(column: &CategoricalColumn) -> (Vec<u32>, u32) {
    let mut counts = vec![0u32; column.values.len()];
    let mut missing = 0;
    for &code in &column.codes {
        match counts.get_mut(code as usize) {
            Some(count) => *count += 1,
            None => missing += 1,
        }
    }
    (counts, missing)
}

/// Decides what becomes of a column.
pub(super) fn plan(column: &CategoricalColumn) -> Result<CategoricalPlan, Dropped> {
    let rows = column.codes.len() as f64;
    let (counts, missing) = counts(column);
    let present = rows - f64::from(missing);
    if present <= 0.0 || f64::from(missing) > MAX_MISSING * rows {
        return Err(Dropped::Missing);
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(missing);
    if f64::from(most) >= CONSTANT_SHARE * rows {
        return Err(Dropped::Constant);
    }
    let share = |count: u32| f64::from(count) / rows;
    let distinct = counts.iter().filter(|count| **count > 0).count() as f64;
    let identifier = distinct >= IDENTIFIER_RATIO * present && distinct > 2.0;
    let mut levels: Vec<(u32, u32)> = (0u32..).zip(counts).collect();
    levels.retain(|(_, count)| *count >= 2 && share(*count) >= MIN_SHARE);
    // Ties are broken by the value, not by the dictionary's order, which depends on who came first.
    let value = |code: u32| column.values.get(code as usize);
    let frequent_first = |a: &(u32, u32), b: &(u32, u32)| b.1.cmp(&a.1).then_with(|| value(a.0).cmp(&value(b.0)));
    levels.sort_by(frequent_first);
    levels.truncate(MAX_LEVELS);
    let covered: f64 = levels.iter().map(|(_, count)| f64::from(*count)).sum();
    if identifier || covered < MIN_COVERAGE * present {
        return match share(missing) {
            missing if INFORMATIVE_MISSING.contains(&missing) => Ok(CategoricalPlan {
                levels: vec![(MISSING, missing)],
                presence: true,
            }),
            _ if identifier => Err(Dropped::Identifier),
            _ => Err(Dropped::Scattered),
        };
    }
    if share(missing) >= MIN_SHARE {
        levels.push((MISSING, missing));
        levels.sort_by(frequent_first);
        levels.truncate(MAX_LEVELS);
    }
    Ok(CategoricalPlan {
        levels: levels.into_iter().map(|(code, count)| (code, share(count))).collect(),
        presence: false,
    })
}

#[cfg(test)]
pub(super) fn column(key: &str, rows: &[&str]) -> CategoricalColumn {
    let mut values: Vec<String> = Vec::new();
    let codes = rows
        .iter()
        .map(|row| {
            if row.is_empty() {
                return MISSING;
            }
            values.iter().position(|value| value == row).unwrap_or_else(|| {
                values.push((*row).into());
                values.len() - 1
            }) as u32
        })
        .collect();
    CategoricalColumn {
        key: key.into(),
        values,
        codes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_values_and_missing_become_levels() {
        let rows: Vec<&str> = (0..100)
            .map(|i| {
                if i < 50 {
                    "mairie"
                } else if i < 80 {
                    ""
                } else {
                    "école"
                }
            })
            .collect();
        let plan = plan(&column("type", &rows)).unwrap();
        assert_eq!(plan.levels, vec![(0, 0.5), (MISSING, 0.3), (1, 0.2)]);
    }

    #[test]
    fn useless_columns_are_dropped() {
        assert_eq!(plan(&column("k", &["a"; 30])), Err(Dropped::Constant));
        assert_eq!(plan(&column("k", &[""; 30])), Err(Dropped::Missing));
        assert_eq!(plan(&column("k", &[])), Err(Dropped::Missing));
        let names: Vec<String> = (0..300).map(|i| format!("n{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(plan(&column("name", &names)), Err(Dropped::Identifier));
        let cities: Vec<&str> = (0..900).map(|i| names[i % 300]).collect();
        assert_eq!(plan(&column("city", &cities)), Err(Dropped::Scattered));
        // One address shared by a few does not make the others comparable.
        let addresses: Vec<&str> = (0..300)
            .map(|i| if i < 20 { "mairie" } else { names[i - i % 2] })
            .collect();
        assert_eq!(plan(&column("address", &addresses)), Err(Dropped::Scattered));
    }

    #[test]
    fn of_websites_only_having_one_matters() {
        let names: Vec<String> = (0..300).map(|i| format!("n{i}")).collect();
        let sites: Vec<&str> = names
            .iter()
            .enumerate()
            .map(|(i, name)| if i % 3 == 0 { "" } else { name.as_str() })
            .collect();
        let plan = plan(&column("website", &sites)).unwrap();
        assert!(plan.presence);
        assert_eq!(plan.levels.iter().map(|level| level.0).collect::<Vec<_>>(), [MISSING]);
    }

    #[test]
    fn levels_are_bounded_and_independent_of_the_dictionary_order() {
        let names: Vec<String> = (0..40).map(|i| format!("v{i:02}")).collect();
        let rows: Vec<&str> = (0..400).map(|i| names[i % 40].as_str()).collect();
        let backwards: Vec<&str> = rows.iter().rev().copied().collect();
        let chosen = |rows: &[&str]| {
            let column = column("k", rows);
            let plan = plan(&column).unwrap();
            plan.levels
                .iter()
                .map(|(code, _)| column.values[*code as usize].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(chosen(&rows).len(), MAX_LEVELS);
        assert_eq!(chosen(&rows), chosen(&backwards));
    }
}
