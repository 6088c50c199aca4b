//! What part of a cluster has a property, beside the rest of the audience, and what that is worth in a name.

/// A property names a cluster only when at least this part of it has it: who reads «Bretagne» expects Bretons.
const MAJORITY: f64 = 0.5;

/// Having, or lacking, what most people have or lack anyway is worth saying from this lift on only: «with a city», true of
/// 92 % of everybody, pads a name.
const STATE_LIFT: f64 = 1.25;

/// A value common among the rest, with at least this share, is missed in a cluster that hardly has it.
const COMMON: f64 = 0.4;

/// The most a cluster has of a value it is said to be without.
const NEARLY_ABSENT: f64 = 0.05;

/// Shares of a property inside a cluster, in the other clusters, and everywhere.
pub(super) struct Shares {
    pub within: f64,
    rest: f64,
    pub overall: f64,
}

impl Shares {
    /// From how many of each cluster have the property.
    pub(super) fn new(counts: &[usize], sizes: &[usize], cluster: usize) -> Self {
        let (count, size) = (counts[cluster], sizes[cluster]);
        let (total, rows): (usize, usize) = (counts.iter().sum(), sizes.iter().sum());
        let part = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        Self {
            within: part(count, size),
            rest: part(total - count, rows - size),
            overall: part(total, rows),
        }
    }

    /// The cluster's share divided by the whole audience's.
    pub(super) fn lift(&self) -> f64 {
        self.within / self.overall
    }

    /// Effect size of a value, or of several taken together: Cohen's h, times the square root of the share within, so that
    /// of two equally over-represented ones the commoner is the better name. `None` unless most of the cluster has it, and
    /// more of it than of the rest.
    pub(super) fn of_value(&self) -> Option<f64> {
        let over = angle(self.within) - angle(self.rest);
        (self.within >= MAJORITY && self.within > self.rest).then(|| over * self.within.sqrt())
    }

    /// The same for having, or lacking, any value at all.
    pub(super) fn of_state(&self) -> Option<f64> {
        let remarkable = self.overall < MAJORITY || self.lift() >= STATE_LIFT;
        self.of_value().filter(|_| remarkable)
    }

    /// The same for what is left when the values that name other clusters are taken away. «Not those» says less than
    /// «this»: half.
    pub(super) fn of_others(&self) -> Option<f64> {
        self.of_state().map(|effect| effect / 2.0)
    }

    /// The same for the lack of one value, where its lack is remarkable: half, too.
    pub(super) fn of_lack(&self) -> Option<f64> {
        (self.within <= NEARLY_ABSENT && self.rest >= COMMON).then(|| (angle(self.rest) - angle(self.within)) / 2.0)
    }
}

fn angle(share: f64) -> f64 {
    2.0 * share.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_no_higher_than_elsewhere_is_no_trait() {
        assert!(Shares::new(&[6, 6], &[10, 10], 0).of_value().is_none());
        assert!(Shares::new(&[6, 7], &[10, 10], 0).of_value().is_none());
    }

    #[test]
    fn what_few_of_a_cluster_have_does_not_name_it() {
        assert!(Shares::new(&[307, 0], &[1_000, 1_000], 0).of_value().is_none());
        assert!(Shares::new(&[499, 0], &[1_000, 1_000], 0).of_value().is_none());
        assert!(Shares::new(&[500, 0], &[1_000, 1_000], 0).of_value().is_some());
    }

    #[test]
    fn what_is_true_almost_everywhere_is_no_name() {
        let city = Shares::new(&[1_000, 840], &[1_000, 1_000], 0);
        assert!(city.lift() < 1.1);
        assert!(city.of_state().is_none());
        assert!(Shares::new(&[1_000, 400], &[1_000, 1_000], 0).of_state().is_some());
        let minority = Shares::new(&[520, 410], &[1_000, 1_000], 0);
        assert!(minority.lift() < STATE_LIFT && minority.of_state().is_some());
    }

    #[test]
    fn the_commoner_of_two_values_is_the_better_name() {
        let rare = Shares::new(&[50, 0], &[100, 100], 0);
        let common = Shares::new(&[95, 10], &[100, 100], 0);
        assert!(rare.lift() > common.lift());
        assert!(common.of_value() > rare.of_value());
    }
}
