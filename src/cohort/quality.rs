//! How good the data is that a run read: how fresh each table, how complete and how right each column.

use serde::{Deserialize, Serialize};

/// About one table. Figures are about rows. Dates are ISO days; those of datetimes in the project's time zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// The newest day of the table's `time` column up to the as-of date, of the rows that were not set aside.
    pub newest: Option<String>,
    /// The newest day of them after the as-of date: rows that do not exist for this run.
    pub newest_after: Option<String>,
    /// Days from `newest` to the as-of date.
    pub age_days: Option<u32>,
    /// What the catalog asks for, in days: `fresh_within`.
    pub fresh_within: Option<u32>,
    /// `age_days` is at most `fresh_within`; `false` too where that is asked for and there is no row up to the as-of date.
    pub fresh: Option<bool>,
    /// Those that the catalog names, in its order.
    pub columns: Vec<ColumnQuality>,
}

/// About one column. `missing`, `unparsed`, `not_allowed`, `out_of_range` and the cells that are fine add up to `rows`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnQuality {
    pub column: String,
    /// Rows that have a cell for it: all that were read, without those that do not fit the header.
    pub rows: u64,
    /// Cells without a value: empty, one of `null_values`, not a number.
    pub missing: u64,
    /// Cells that are no value of the column's type.
    pub unparsed: u64,
    /// Values outside of the enum.
    pub not_allowed: u64,
    /// Values outside of `range`.
    pub out_of_range: u64,
    /// Of dates and datetimes.
    pub last: Option<LastSeen>,
    /// The newest day after the as-of date.
    pub last_after: Option<LastSeen>,
}

/// The newest day in a column, of the rows that were not set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeen {
    pub day: String,
    /// Rows of that day, where a row is one of the people that cohorts are made of.
    pub rows: Option<u64>,
}
