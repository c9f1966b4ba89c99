use serde::{Deserialize, Serialize};

/// Pairs are worked out among so many cohorts of an entity, the first in the order declared.
pub const MOST_PAIRED: usize = 100;

/// Two cohorts of one entity: who is in both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OverlapResult {
    /// The table that both are about.
    pub entity: String,
    /// A cohort.
    pub first: String,
    /// Another one.
    pub second: String,
    /// Members of both.
    pub both: Option<u64>,
    /// Members of the first alone.
    pub only_first: Option<u64>,
    /// Members of the second alone.
    pub only_second: Option<u64>,
    /// both / (both + only_first + only_second); `None` where both cohorts are empty.
    pub jaccard: Option<f64>,
}

impl OverlapResult {
    /// The cohorts with their sizes.
    pub fn new(entity: &str, first: (&str, u64), second: (&str, u64), both: u64) -> OverlapResult {
        let either = first.1 + second.1 - both;
        OverlapResult {
            entity: entity.to_owned(),
            first: first.0.to_owned(),
            second: second.0.to_owned(),
            both: Some(both),
            only_first: Some(first.1 - both),
            only_second: Some(second.1 - both),
            jaccard: (either > 0).then(|| both as f64 / either as f64),
        }
    }
}
