//! Figures as they may be shown: `None` is a figure that is held back.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// As it is written.
    pub name: String,
    /// Points of the score.
    pub bound: f64,
    /// Members.
    pub count: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Index of the rule in the cohort's rules (musts, excludes and shoulds counted together, in the order written).
    pub rule: usize,
    /// People left after it.
    pub left: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// As the rules name it.
    pub column: String,
    /// Undecided people for whom it is missing while a rule over it is unknown.
    pub people: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// What is counted.
    pub value: String,
    /// People.
    pub count: Option<u64>,
}

/// Both sides have the same bins or values, in the same order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// As the rules name it.
    pub label: String,
    /// Of everyone.
    pub population: Spread,
    /// Of the members.
    pub cohort: Spread,
    /// Of numbers and dates: everyone in more bins than so few members may have; absent where there are no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub everyone: Option<Fine>,
}

/// Counts of everyone's values in `[edge i, edge i+1)`, the last bin closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fine {
    /// Between the bins; one more than there are bins. An outer edge that is null takes everything beyond.
    pub edges: Vec<Option<f64>>,
    /// By bin.
    pub counts: Vec<u64>,
}

/// How a column's values spread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// People, those without a value too.
    pub n: Option<u64>,
    /// Of them without a value.
    pub missing: Option<u64>,
    #[serde(flatten)]
    pub shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum Shape {
    /// Counts of values in `[edge i, edge i+1)`, the last bin closed. Where people are few, bins are wide, and an outer edge is
    /// null: that bin holds everything beyond.
    Histogram {
        /// Between the bins; one more than there are bins.
        edges: Vec<Option<f64>>,
        /// By bin.
        counts: Vec<Option<u64>>,
        /// Of numbers.
        mean: Option<f64>,
        /// The smallest value with at least half of the values at or below it.
        median: Option<f64>,
        /// The least and the greatest value are each about one person: only without a smallest cell.
        min: Option<f64>,
        /// As `min`.
        max: Option<f64>,
        /// Edges and median are days since 1970-01-01.
        dates: bool,
    },
    /// Counts by value, most frequent in the population first.
    Values {
        /// Those that enough people of the population have.
        values: Vec<Count>,
        /// The counts of all other values together; null for lists, of which it would count items.
        other: Option<u64>,
        /// True for lists: the counts may add up to more than n.
        items: bool,
    },
}

impl Spread {
    /// People whose value is known, if that may be said.
    pub fn known(&self) -> Option<u64> {
        Some(self.n?.saturating_sub(self.missing?))
    }

    /// What shares are shares of: the known, else everybody.
    pub fn whole(&self) -> Option<u64> {
        self.known().or(self.n)
    }
}

/// The sum, if all of it may be shown.
pub fn sum(counts: impl IntoIterator<Item = Option<u64>>) -> Option<u64> {
    counts.into_iter().sum()
}
