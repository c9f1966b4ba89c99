use super::Portion;
use serde::{Deserialize, Serialize};

/// How far people are on a journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JourneyResult {
    /// As it is declared.
    pub name: String,
    /// The table that it is about.
    pub entity: String,
    /// Everyone, then each cohort.
    pub groups: Vec<JourneyGroup>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JourneyGroup {
    /// `None`: the population.
    pub cohort: Option<String>,
    /// Of the group.
    pub people: Option<u64>,
    /// People who reached no stage.
    pub before: Option<u64>,
    /// In the order written.
    pub stages: Vec<StageResult>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageResult {
    /// As it is declared.
    pub name: String,
    /// People for whom the stage's rule is true. A later stage may have more than an earlier one.
    pub reached: Option<u64>,
    /// People whose furthest stage this is: the last one in order whose rule is true.
    pub at: Option<u64>,
    /// Of those who reached the stage before, those who reached this one too; `None` for the first stage.
    pub conversion: Option<Portion>,
    /// `None` where nobody's days are known.
    pub days: Option<StageDays>,
}

/// Days from the stage before to this one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StageDays {
    /// People who reached both stages, both days known and in order.
    pub people: u64,
    /// The smallest number of days with at least half of the people at or below it.
    pub median: i64,
}

impl StageDays {
    /// Of the days of each person, in any order.
    pub fn of(mut days: Vec<i64>) -> Option<StageDays> {
        // At least half of n values are at or below the value at place (n + 1) / 2, counted from 1.
        let middle = days.len().checked_sub(1)? / 2;
        let median = *days.select_nth_unstable(middle).1;
        Some(StageDays { people: days.len() as u64, median })
    }
}
