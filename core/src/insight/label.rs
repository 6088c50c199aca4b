//! Labels: what most distinguishes a cluster from the rest of the audience, in no language yet.
//!
//! Words and numbers compete on one scale: Cohen's h for the share of a value, Cohen's d for a mean (Cohen 1988,
//! «Statistical Power Analysis», 2nd ed.: 0.2 is a small effect, 0.5 a medium one, 0.8 a large one). Effect sizes
//! and not test statistics, because with a million rows everything is significant.

mod contrast;
mod mixed;
mod naming;
mod shares;

use serde::{Deserialize, Serialize};

use super::features::{Features, Profile};

/// What a cluster is called. The web words it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Label {
    /// «Générique»: the audience was not divided.
    Generic,
    /// What distinguishes the cluster.
    Traits {
        /// The most distinctive first, three at most; as a rule at least one, none where nothing is true of most of the cluster.
        traits: Vec<Trait>,
        /// Tells clusters apart, from 1, when their traits do not.
        number: Option<u8>,
    },
}

/// One thing that is true of a cluster more than of the rest of the audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trait {
    /// Most of the cluster has this value, and more of it than of the rest.
    Value {
        /// The attribute's key.
        key: String,
        /// The value.
        value: String,
        /// Part of the cluster that has it, from 0 to 1.
        share: f64,
        /// That share divided by the whole audience's, above 1.
        lift: f64,
    },
    /// Two values together make the majority of a cluster in which neither does alone.
    Mostly {
        /// The attribute's key.
        key: String,
        /// The more frequent one first.
        values: [String; 2],
        /// Part of the cluster that has either, from 0 to 1.
        share: f64,
        /// That share divided by the whole audience's, above 1.
        lift: f64,
    },
    /// Most of the cluster has various values that no cluster is called by.
    Others {
        /// The attribute's key.
        key: String,
        /// Part of the cluster that has such a value, from 0 to 1.
        share: f64,
        /// That share divided by the whole audience's, above 1.
        lift: f64,
    },
    /// A number is higher in the cluster.
    High {
        /// The attribute's key.
        key: String,
        /// Mean of the cluster's present values, in the attribute's unit.
        mean: f64,
        /// Mean of the whole audience's.
        overall: f64,
    },
    /// A number is lower in the cluster.
    Low {
        /// The attribute's key.
        key: String,
        /// Mean of the cluster's present values, in the attribute's unit.
        mean: f64,
        /// Mean of the whole audience's.
        overall: f64,
    },
    /// A value common elsewhere is (nearly) absent from the cluster.
    Without {
        /// The attribute's key.
        key: String,
        /// The value.
        value: String,
        /// Part of the cluster that has it, from 0 to 1.
        share: f64,
        /// Part of the whole audience that has it.
        overall: f64,
    },
    /// Most of the cluster has an attribute whose values hardly repeat (a website), and more of it than of the rest.
    Present {
        /// The attribute's key.
        key: String,
        /// Part of the cluster that has it, from 0 to 1.
        share: f64,
        /// That share divided by the whole audience's, above 1.
        lift: f64,
    },
    /// Most of the cluster lacks the attribute, and more of it than of the rest.
    Missing {
        /// The attribute's key.
        key: String,
        /// Part of the cluster that lacks it, from 0 to 1.
        share: f64,
        /// That share divided by the whole audience's, above 1.
        lift: f64,
    },
}

/// One label per cluster, no two alike. `assignments` holds ids below `clusters`, one per row of the profile that
/// `features` was encoded from.
pub(super) fn labels(profile: &Profile, features: &Features, assignments: &[u8], clusters: usize) -> Vec<Label> {
    let candidates = contrast::candidates(profile, features, assignments, clusters);
    naming::name(candidates, &contrast::Likeness::new(profile, features))
}
