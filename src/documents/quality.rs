//! What may be shown of the quality of the data.
//!
//! Rows of a related table are no people, and their figures are exact. Rows of an entity are: there a count below `min_cell` is
//! held back, and greater ones are rounded to multiples of it, because the same people are counted elsewhere (by cohort, by
//! metric), and the exact difference could be few.

use super::RunFound;
use crate::catalog::{Column, Table};
use crate::cohort::{ColumnQuality, LastSeen, Problem, TableReport};
use serde::{Deserialize, Serialize};

/// About a table. Dates are ISO days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableQuality {
    /// The newest day of the table's `time`, up to the as-of date.
    pub newest: Option<String>,
    /// Days from there to the as-of date.
    pub age_days: Option<u32>,
    /// What the catalog asks for, in days.
    pub fresh_within: Option<u32>,
    /// Whether the newest row is as new as the catalog asks.
    pub fresh: Option<bool>,
    /// Counts of people are rounded to multiples of this.
    pub rounded_to: Option<u64>,
    /// In the order of the catalog.
    pub columns: Vec<ColumnFigures>,
    /// What was wrong with cells and rows.
    pub problems: Vec<ProblemFigures>,
}

/// About a column. A count that is held back is null, and so is a date that few rows have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFigures {
    /// As in the catalog.
    pub column: String,
    /// Cells without a value.
    pub missing: Option<u64>,
    /// missing / rows.
    pub missing_share: Option<f64>,
    /// Cells that are no value of the column's type.
    pub unparsed: Option<u64>,
    /// Cells with a value that the enum does not have.
    pub not_allowed: Option<u64>,
    /// Cells outside of the catalog's range.
    pub out_of_range: Option<u64>,
    /// The newest day up to the as-of date.
    pub last: Option<String>,
    /// The newest day after it.
    pub last_after: Option<String>,
}

/// One kind of trouble in one column, or with whole rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProblemFigures {
    /// The diagnostic's code.
    pub code: String,
    /// None for whole rows.
    pub column: Option<String>,
    /// How many.
    pub rows: Option<u64>,
    /// Cells as they stand in the files; none where they could name somebody.
    pub examples: Vec<String>,
}

/// How many examples a document shows.
const EXAMPLES: usize = 3;

/// By report, in their order.
pub fn qualities(input: &RunFound) -> Vec<(String, TableQuality)> {
    let of_table = |report: &TableReport| {
        let index = input.catalog.table(&report.table)?;
        let table = &input.catalog.tables[index];
        let rule = Rule::of(input, report);
        Some((report.table.clone(), rule.table(input, index, table, report)))
    };
    input.reports.iter().filter_map(of_table).collect()
}

/// What holds for the figures of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Rows,
    People {
        least: u64,
    },
    /// People of whom fewer than `min_cell` do not belong to the population: any count next to the population's could tell of those.
    Hidden,
}

impl Rule {
    fn of(input: &RunFound, report: &TableReport) -> Rule {
        let least = input.catalog.privacy.min_cell;
        let entity = input.results.entities.iter().find(|e| e.name == report.table);
        match entity {
            Some(entity) if least > 1 => match report.rows_read.saturating_sub(entity.population) {
                outside if outside > 0 && outside < least => Rule::Hidden,
                _ => Rule::People { least },
            },
            _ => Rule::Rows,
        }
    }

    /// A part of `whole`.
    fn count(self, part: u64, whole: u64) -> Option<u64> {
        let rest = whole.saturating_sub(part);
        match self {
            Rule::Rows => Some(part),
            Rule::Hidden => None,
            Rule::People { .. } if part == 0 => Some(0),
            Rule::People { .. } if rest == 0 => Some(part),
            Rule::People { least } if part < least || rest < least => None,
            Rule::People { least } => Some(part.saturating_add(least / 2) / least * least),
        }
    }

    fn table(self, input: &RunFound, index: usize, table: &Table, report: &TableReport) -> TableQuality {
        let quality = &report.quality;
        let newest = table.time.and_then(|time| quality.columns.get(time)?.last.as_ref());
        let time = table.time.map(|time| &table.columns[time]);
        let newest_shown = newest.is_some_and(|last| time.is_some_and(|time| self.day(time, last).is_some()));
        let columns = quality.columns.iter().zip(&table.columns);
        let problem = |p: &Problem| ProblemFigures {
            code: p.code.to_owned(),
            column: p.column.clone(),
            rows: self.count(p.rows, report.rows_read),
            examples: match self.count(p.rows, report.rows_read) {
                Some(_) => examples(input, index, table, p),
                None => Vec::new(),
            },
        };
        TableQuality {
            newest: quality.newest.clone().filter(|_| newest_shown),
            age_days: quality.age_days.filter(|_| newest_shown),
            fresh_within: quality.fresh_within,
            fresh: quality.fresh,
            rounded_to: match self {
                Rule::People { least } => Some(least),
                Rule::Rows | Rule::Hidden => None,
            },
            columns: columns.map(|(quality, column)| self.column(quality, column)).collect(),
            problems: report.problems.iter().map(problem).collect(),
        }
    }

    fn column(self, quality: &ColumnQuality, column: &Column) -> ColumnFigures {
        let count = |part| self.count(part, quality.rows);
        let missing = count(quality.missing);
        let day = |last: &Option<LastSeen>| self.day(column, last.as_ref()?);
        ColumnFigures {
            column: quality.column.clone(),
            missing,
            missing_share: missing.filter(|_| quality.rows > 0).map(|m| m as f64 / quality.rows as f64),
            unparsed: count(quality.unparsed),
            not_allowed: count(quality.not_allowed),
            out_of_range: count(quality.out_of_range),
            last: day(&quality.last),
            last_after: day(&quality.last_after),
        }
    }

    /// The newest day tells something about those of that day.
    fn day(self, column: &Column, last: &LastSeen) -> Option<String> {
        let few = match self {
            Rule::Rows => false,
            Rule::People { least } => last.rows.is_none_or(|rows| rows < least),
            Rule::Hidden => true,
        };
        (!few && !column.pii && !column.sensitive).then(|| last.day.clone())
    }
}

/// Different cells that are wrong; of columns that name or describe somebody none, nor whole rows.
fn examples(input: &RunFound, index: usize, table: &Table, problem: &Problem) -> Vec<String> {
    let column = problem.column.as_deref().and_then(|name| table.column(name));
    let Some(at) = column else { return Vec::new() };
    let names = table.key == Some(at) || input.catalog.parents(index).any(|(_, r)| r.column == at);
    if names || table.columns[at].pii || table.columns[at].sensitive {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    for example in &problem.examples {
        let value = super::clean::line(&example.value);
        if found.len() < EXAMPLES && !value.is_empty() && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_rounded_and_few_are_held_back() {
        let people = Rule::People { least: 10 };
        let counts = [0, 3, 10, 14, 15, 500, 994, 1_000].map(|n| people.count(n, 1_000));
        assert_eq!(counts, [Some(0), None, Some(10), Some(10), Some(20), Some(500), None, Some(1_000)]);
        assert_eq!(Rule::Rows.count(3, 1_000), Some(3));
        assert_eq!(Rule::Hidden.count(500, 1_000), None);
    }
}
