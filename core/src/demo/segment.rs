//! The hidden groups that prospects are drawn from, so that clustering and prediction have something true to find.
//!
//! A group never appears in a record: it only shapes kind, purchases, attention and networks.

use Kind::{Architect, Boutique, Company, Council, Hotel, Individual, Museum, Restaurant};

use super::Clientele;

/// What a prospect is, as the record says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Individual,
    Architect,
    Hotel,
    Restaurant,
    Boutique,
    Council,
    Museum,
    Company,
}

/// A hidden group. Rates are probabilities, durations days, amounts euros.
#[derive(Debug)]
pub(super) struct Segment {
    /// How many of a hundred prospects belong to it.
    pub(super) share: u32,
    /// What its members are, with weights.
    pub(super) kinds: &'static [(Kind, u32)],
    /// Mean number of orders in two years.
    pub(super) orders: f64,
    /// Median amount of an order, and the deviation of its logarithm.
    pub(super) basket: (f64, f64),
    /// Mean age of the last order.
    pub(super) recency: f64,
    /// How often a newsletter is opened.
    pub(super) opens: f64,
    /// Mean number of visits to the site in 90 days.
    pub(super) visits: f64,
    /// How often the last campaign was answered.
    pub(super) answers: f64,
    /// Who has an account there, and its median audience: Instagram, Facebook, LinkedIn.
    pub(super) networks: [(f64, f64); 3],
}

impl Segment {
    /// Whom its members buy as.
    pub(super) fn clientele(&self) -> Clientele {
        match self.kinds {
            [(Individual, _), ..] => Clientele::Individuals,
            _ => Clientele::Professionals,
        }
    }
}

const NOWHERE: [(f64, f64); 3] = [(0.0, 0.0); 3];

/// The groups. Shares add up to 100.
#[rustfmt::skip]
pub(super) const SEGMENTS: &[Segment] = &[
    // Regulars: small orders, often, and they read what they get.
    Segment {
        share: 14, kinds: &[(Individual, 1)], orders: 7.0, basket: (85.0, 0.35), recency: 40.0,
        opens: 0.68, visits: 7.0, answers: 0.34, networks: NOWHERE,
    },
    // Once for the new flat, then silence.
    Segment {
        share: 22, kinds: &[(Individual, 1)], orders: 1.1, basket: (240.0, 0.5), recency: 380.0,
        opens: 0.16, visits: 1.0, answers: 0.04, networks: NOWHERE,
    },
    // Dreamers: they open everything, visit, and buy nothing yet.
    Segment {
        share: 19, kinds: &[(Individual, 1)], orders: 0.05, basket: (60.0, 0.4), recency: 200.0,
        opens: 0.81, visits: 11.0, answers: 0.17, networks: NOWHERE,
    },
    // Architects and decorators who specify the lamps for their clients.
    Segment {
        share: 10, kinds: &[(Architect, 9), (Company, 1)], orders: 9.0, basket: (1_450.0, 0.45), recency: 30.0,
        opens: 0.55, visits: 14.0, answers: 0.29, networks: [(0.9, 4_200.0), (0.4, 900.0), (0.85, 1_800.0)],
    },
    // Hotels and restaurants: rare, large projects.
    Segment {
        share: 11, kinds: &[(Hotel, 5), (Restaurant, 6)], orders: 1.8, basket: (7_800.0, 0.5), recency: 220.0,
        opens: 0.31, visits: 3.0, answers: 0.11, networks: [(0.85, 2_600.0), (0.9, 3_400.0), (0.2, 300.0)],
    },
    // Concept stores that resell: steady orders, alive on Instagram.
    Segment {
        share: 9, kinds: &[(Boutique, 1)], orders: 5.0, basket: (620.0, 0.4), recency: 75.0,
        opens: 0.47, visits: 6.0, answers: 0.21, networks: [(0.98, 8_900.0), (0.7, 1_500.0), (0.15, 250.0)],
    },
    // Councils and museums: one order a year, by tender; newsletters stay closed.
    Segment {
        share: 8, kinds: &[(Council, 7), (Museum, 3)], orders: 1.2, basket: (3_900.0, 0.6), recency: 290.0,
        opens: 0.12, visits: 0.6, answers: 0.05, networks: [(0.3, 1_900.0), (0.8, 4_100.0), (0.35, 700.0)],
    },
    // Offices met at a fair that never came back.
    Segment {
        share: 7, kinds: &[(Company, 8), (Restaurant, 1), (Boutique, 1)], orders: 0.1, basket: (900.0, 0.5),
        recency: 600.0, opens: 0.08, visits: 0.3, answers: 0.01, networks: [(0.25, 600.0), (0.35, 500.0), (0.9, 2_400.0)],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        assert_eq!(SEGMENTS.iter().map(|segment| segment.share).sum::<u32>(), 100);
    }
}
