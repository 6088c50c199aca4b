//! The figures of a campaign's page: how its frozen audience spreads over the categories.

use crate::audience::Profile;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Values shown of each category; the rest is one figure.
const SHOWN: usize = 15;
/// A category of so many values describes nobody.
const TOO_MANY: usize = 2_000;

/// The figures of a campaign's page, fixed when it was prepared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// How the audience spreads over each category.
    pub spreads: Vec<Spread>,
    /// How well the clusters are told apart, from −1 to 1; `None` when the audience was not divided.
    pub silhouette: Option<f64>,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Its key.
    pub key: String,
    /// Its most frequent values, the most frequent first.
    pub values: Vec<SpreadValue>,
    /// How many people have another value.
    pub others: u64,
    /// How many people have none.
    pub missing: u64,
}

/// A value and how many people have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpreadValue {
    /// The value.
    pub value: String,
    /// People.
    pub count: u64,
    /// Of these, how many are in each cluster, by cluster number.
    pub by_cluster: Vec<u64>,
}

impl Board {
    /// Counts an audience. `assignments` gives the cluster of each row of the profile.
    pub fn count(profile: &Profile, assignments: &[u8], clusters: usize, silhouette: Option<f64>) -> Self {
        let spreads = profile
            .categorical
            .iter()
            .filter(|column| (1..TOO_MANY).contains(&column.values.len()));
        let spreads = spreads.map(|column| {
            let mut counts: HashMap<u32, Vec<u64>> = HashMap::new();
            let mut missing = 0;
            for (code, cluster) in column.codes.iter().zip(assignments) {
                if *code == u32::MAX {
                    missing += 1;
                } else {
                    let by_cluster = counts.entry(*code).or_insert_with(|| vec![0; clusters]);
                    if let Some(count) = by_cluster.get_mut(usize::from(*cluster)) {
                        *count += 1;
                    }
                }
            }
            let mut values: Vec<SpreadValue> = counts
                .into_iter()
                .filter_map(|(code, by_cluster)| {
                    let value = column.values.get(code as usize)?.clone();
                    Some(SpreadValue {
                        value,
                        count: by_cluster.iter().sum(),
                        by_cluster,
                    })
                })
                .collect();
            values.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            let others = values.iter().skip(SHOWN).map(|value| value.count).sum();
            values.truncate(SHOWN);
            Spread {
                key: column.key.clone(),
                values,
                others,
                missing,
            }
        });
        Self {
            spreads: spreads.collect(),
            silhouette,
        }
    }
}
