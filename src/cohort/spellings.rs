use std::collections::{BTreeMap, BTreeSet};

/// What lints ask of the data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataQuestions {
    /// Table and column, and texts in small letters: in which letters does the data have them?
    pub spellings: BTreeMap<(usize, usize), BTreeSet<String>>,
    /// Tables whose first day is asked for.
    pub first_days: BTreeSet<usize>,
}

/// The answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataAnswers {
    /// Texts as they stand in a column, with how many rows (of a list: items) have them; in the order of the texts.
    pub spellings: BTreeMap<(usize, usize), Vec<(String, u64)>>,
    /// The calendar day of a table's oldest row, in the project's zone; none for a table without dated rows.
    pub first_days: BTreeMap<usize, chrono::NaiveDate>,
}
