//! What a run found beside cohorts: journeys, themes, overlaps, who holds the value, and what cohorts take.

use super::{AffinityResult, JourneyResult, OverlapResult, ParetoResult, ThemeResult};
use crate::stats;
use serde::{Deserialize, Serialize};

/// In the order of the plan. Groups of people are the population first, then the ICPs and personas of the entity in the
/// order declared. Engines know every figure; what documents may not show is `None` in theirs
/// ([`crate::disclosure`]).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Insights {
    /// In the order declared.
    pub journeys: Vec<JourneyResult>,
    /// In the order declared.
    pub themes: Vec<ThemeResult>,
    /// By pairs of cohorts of one entity.
    pub overlaps: Vec<OverlapResult>,
    /// By entity that has a value.
    pub pareto: Vec<ParetoResult>,
    /// By column that says what people take.
    pub affinities: Vec<AffinityResult>,
}

/// A part of a number of people or rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Portion {
    /// For whom it is true.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// count / of; `None` of nothing.
    pub share: Option<f64>,
    /// The share's 95 % interval by Wilson ([`stats::share`]).
    pub low: Option<f64>,
    /// As `low`.
    pub high: Option<f64>,
}

impl Portion {
    pub fn new(count: u64, of: u64) -> Portion {
        let interval = stats::share(count, of);
        Portion {
            count,
            of,
            share: (of > 0).then(|| count as f64 / of as f64),
            low: interval.map(|i| i.low),
            high: interval.map(|i| i.high),
        }
    }
}
