//! Which columns take part, and in how much detail.

use rayon::prelude::*;

use super::categorical::{self, CategoricalPlan, MAX_LEVELS};
use super::{Dropped, NumericPlan, Profile, numeric, redundancy};

/// The kept columns, by index, and what became of the others.
pub(super) struct Plans {
    pub numbers: Vec<(usize, NumericPlan)>,
    pub categories: Vec<(usize, CategoricalPlan)>,
    pub dropped: Vec<(String, Dropped)>,
}

impl Plans {
    pub fn new(profile: &Profile) -> Self {
        let numbers: Vec<_> = profile.numeric.par_iter().map(numeric::plan).collect();
        let categories: Vec<_> = profile.categorical.par_iter().map(categorical::plan).collect();
        let mut dropped = Vec::new();
        let numbers = sort_out(numbers, |index| &profile.numeric[index].key, &mut dropped);
        let categories = sort_out(categories, |index| &profile.categorical[index].key, &mut dropped);
        Self {
            numbers,
            categories,
            dropped,
        }
    }

    pub fn drop_redundant(&mut self, profile: &Profile) {
        for index in redundancy::numbers(profile, &self.numbers) {
            self.drop_number(profile, index, Dropped::Redundant);
        }
        for index in redundancy::categories(profile, &self.categories) {
            self.drop_category(profile, index, Dropped::Redundant);
        }
    }

    /// Gives up detail before columns: rare values first, then indicators, then whole columns, the least filled first.
    pub fn fit_width(&mut self, profile: &Profile, width: usize) {
        for levels in (2..MAX_LEVELS).rev() {
            if self.width() <= width {
                return;
            }
            self.categories
                .iter_mut()
                .for_each(|(_, plan)| plan.levels.truncate(levels));
        }
        if self.width() > width {
            self.numbers.iter_mut().for_each(|(_, plan)| plan.indicator = false);
        }
        while self.width() > width {
            // Both kinds give way in turn, so that neither loses all its columns to the other.
            if self.numbers.len() >= 2 * self.categories.len() {
                let emptiest = self.numbers.iter().max_by(|a, b| a.1.missing.total_cmp(&b.1.missing));
                let Some(&(index, _)) = emptiest else { return };
                self.drop_number(profile, index, Dropped::Overflow);
            } else {
                let Some(&(index, _)) = self.categories.last() else {
                    return;
                };
                self.drop_category(profile, index, Dropped::Overflow);
            }
        }
    }

    fn width(&self) -> usize {
        let numbers: usize = self
            .numbers
            .iter()
            .map(|(_, plan)| 1 + usize::from(plan.indicator))
            .sum();
        let dummies: usize = self.categories.iter().map(|(_, plan)| plan.levels.len()).sum();
        numbers + dummies
    }

    fn drop_number(&mut self, profile: &Profile, index: usize, reason: Dropped) {
        self.numbers.retain(|(kept, _)| *kept != index);
        self.dropped.push((profile.numeric[index].key.clone(), reason));
    }

    fn drop_category(&mut self, profile: &Profile, index: usize, reason: Dropped) {
        self.categories.retain(|(kept, _)| *kept != index);
        self.dropped.push((profile.categorical[index].key.clone(), reason));
    }
}

/// Splits planned columns into kept and dropped.
fn sort_out<'a, P>(
    planned: Vec<Result<P, Dropped>>,
    key: impl Fn(usize) -> &'a String,
    dropped: &mut Vec<(String, Dropped)>,
) -> Vec<(usize, P)> {
    let mut kept = Vec::new();
    for (index, plan) in planned.into_iter().enumerate() {
        match plan {
            Ok(plan) => kept.push((index, plan)),
            Err(reason) => dropped.push((key(index).clone(), reason)),
        }
    }
    kept
}
