//! What was found.

use crate::catalog::{Column, Encoding, Format};
use chrono::NaiveDate;

/// Everything that a first catalog needs.
#[derive(Debug, Clone, Default)]
pub struct Inference {
    /// One per file, in the order given; tables of people that were made come last.
    pub tables: Vec<TableGuess>,
    pub relations: Vec<RelationGuess>,
    /// The table that cohorts are probably about; it has a key.
    pub entity: Option<usize>,
    /// The newest day among the tables' times.
    pub as_of: Option<NaiveDate>,
}

#[derive(Debug, Clone)]
pub struct TableGuess {
    pub name: String,
    /// The file, as seen from the project's folder.
    pub source: String,
    pub text: TextGuess,
    pub rows: u64,
    /// Rows that do not have the header's number of cells.
    pub ragged: u64,
    pub key: Option<usize>,
    pub time: Option<usize>,
    pub columns: Vec<ColumnGuess>,
    /// Columns of the file that no rule can use, and why.
    pub skipped: Vec<(String, &'static str)>,
    /// The content of `source`, where it is a file yet to be written: one row per person of another table.
    pub made: Option<Made>,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq)]
pub struct TextGuess {
    pub format: Format,
    /// The file's name does not tell the separator.
    pub separator: Option<char>,
    pub encoding: Encoding,
    pub quoted: bool,
    pub header: bool,
    pub skip_lines: usize,
}

/// A file made from another table's column.
#[derive(Debug, Clone)]
pub struct Made {
    /// Index of the table that it was made from.
    pub from: usize,
    /// CSV, with a header.
    pub csv: String,
}

#[derive(Debug, Clone)]
pub struct ColumnGuess {
    /// As the catalog would have it.
    pub column: Column,
    /// Which column of the file it is.
    pub place: usize,
    pub facts: Facts,
    /// What somebody should look at: `or %d/%m/%Y: no day is above 12`.
    pub note: Option<String>,
}

/// What its cells are like.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Cells that hold a value.
    pub known: u64,
    pub missing: u64,
    /// No value stands twice.
    pub unique: bool,
    /// How many different values there are.
    pub distinct: usize,
    /// The values, most frequent first, where they are few (of a list its items).
    pub values: Vec<(String, u64)>,
    /// Of numbers.
    pub numbers: Option<Numbers>,
    /// Of dates and datetimes: the first and the last day.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// A value, for `explain --key`.
    pub example: String,
    /// The name says that people are often told apart by it.
    pub segment: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    pub low: f64,
    pub high: f64,
    pub median: f64,
    /// Nine tenths of the values are at or below it.
    pub ninetieth: f64,
    /// Decimal places.
    pub places: u32,
}

/// Rows of one table that belong to rows of another.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationGuess {
    pub child: usize,
    pub column: usize,
    pub parent: usize,
    /// The dot name.
    pub name: String,
    /// The name does not follow from the column: the long form is needed.
    pub long: bool,
    /// What keeps it from being used as it is.
    pub orphans: Option<Orphans>,
    /// Both sides are keys of the same things: the parent holds further facts about each row.
    pub facts: bool,
}

/// Values that are no key of the other table.
#[derive(Debug, Clone, PartialEq)]
pub struct Orphans {
    /// How many different ones.
    pub values: usize,
    /// How many rows have one, and an example; where values are few.
    pub rows: Option<(u64, String)>,
}
