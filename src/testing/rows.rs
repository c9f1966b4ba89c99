//! The rows that a test gives, tied to one another.
//!
//! Rows belong together as the catalog's relations say. What a test leaves out is made up here: keys, and the columns that
//! say where a row belongs. A given value always stands.

use super::data;
use crate::catalog::{Catalog, ColumnType};
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{GivenOf, GivenRow, Test};
use crate::reference::Value;
use crate::source::Span;
use std::collections::BTreeMap;

/// The rows of one test.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub all: Vec<Row>,
    /// The tested one.
    pub own: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub table: usize,
    /// By column.
    pub cells: Vec<Value>,
    /// By column: the test says what stands there, be it that it is missing.
    pub given: Vec<bool>,
    span: Span,
    role: Role,
}

impl Row {
    /// Whether it is there only so that others have somebody to be compared with.
    pub fn is_beside(&self) -> bool {
        self.role == Role::Beside
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Own,
    /// Of the entity's table, beside the tested row.
    Beside,
    Related,
    /// The tested row belongs to it, or to a row that belongs to it.
    Owner,
}

/// The rows of a test, or what is wrong with them.
pub(super) fn rows(catalog: &Catalog, test: &Test) -> Result<Rows, Vec<Diagnostic>> {
    let mut tie = Tie { catalog, test, all: Vec::new(), own: 0, owners: BTreeMap::new(), wrong: Vec::new() };
    tie.given();
    tie.owners();
    tie.keys();
    tie.tie_owners();
    tie.tie_related();
    tie.different_keys();
    if tie.wrong.is_empty() { Ok(Rows { all: tie.all, own: tie.own }) } else { Err(tie.wrong) }
}

/// The work in progress.
struct Tie<'a> {
    catalog: &'a Catalog,
    test: &'a Test,
    all: Vec<Row>,
    own: usize,
    /// By way of relations from the tested table: the row at its end.
    owners: BTreeMap<Vec<usize>, usize>,
    wrong: Vec<Diagnostic>,
}

impl Tie<'_> {
    fn row(&mut self, table: usize, given: Option<&GivenRow>, role: Role) -> usize {
        let columns = &self.catalog.tables[table].columns;
        let mut row = Row {
            table,
            cells: vec![Value::Missing; columns.len()],
            given: vec![false; columns.len()],
            span: given.map_or(self.test.span, |g| g.span),
            role,
        };
        for cell in given.iter().flat_map(|g| &g.cells) {
            row.given[cell.column] = true;
            if let Some(value) = &cell.value {
                row.cells[cell.column] = data::value(value, &columns[cell.column].ty, self.catalog.timezone);
            }
        }
        self.all.push(row);
        self.all.len() - 1
    }

    fn given(&mut self) {
        let test = self.test;
        let own = test.given.iter().find(|g| g.of == GivenOf::Own).and_then(|g| g.rows.first());
        self.own = self.row(test.table, own, Role::Own);
        for given in &test.given {
            for row in &given.rows {
                match &given.of {
                    GivenOf::Own => {}
                    GivenOf::Table => {
                        let role = if given.table == test.table { Role::Beside } else { Role::Related };
                        self.row(given.table, Some(row), role);
                    }
                    GivenOf::Owner(way) => {
                        let row = self.row(given.table, Some(row), Role::Owner);
                        self.owners.insert(way.clone(), row);
                    }
                }
            }
        }
    }

    /// The rows between the tested one and an owner further away: the only given row of that table, or one of which nothing
    /// is known.
    fn owners(&mut self) {
        let ways: Vec<Vec<usize>> = self.owners.keys().cloned().collect();
        for way in ways {
            for length in 1..way.len() {
                if self.owners.contains_key(&way[..length]) {
                    continue;
                }
                let table = self.catalog.relations[way[length - 1]].parent;
                let row = match self.given_of(table).as_slice() {
                    [only] => *only,
                    _ => self.row(table, None, Role::Owner),
                };
                self.owners.insert(way[..length].to_vec(), row);
            }
        }
    }

    /// The rows of a table that others can belong to.
    fn given_of(&self, table: usize) -> Vec<usize> {
        (0..self.all.len())
            .filter(|&r| self.all[r].table == table && self.all[r].role != Role::Beside)
            .collect()
    }

    /// Makes up the keys of all rows whose key is not given, but for those of owners: these follow from the rows that belong to
    /// them. Of two made-up keys the one written first is the smaller.
    fn keys(&mut self) {
        for row in 0..self.all.len() {
            if self.all[row].role != Role::Owner {
                self.make_key(row);
            }
        }
    }

    fn make_key(&mut self, row: usize) {
        let table = self.all[row].table;
        let Some(key) = self.catalog.tables[table].key else { return };
        if self.all[row].given[key] || !self.all[row].cells[key].is_missing() {
            return;
        }
        let text =
            matches!(self.catalog.tables[table].columns[key].ty, ColumnType::Text | ColumnType::Enum { .. });
        let made = |n: i64| {
            if text { Value::text(&format!("row {n:04}")) } else { made_number(self.catalog, table, key, n) }
        };
        let first = row as i64 + 1;
        let step = self.all.len() as i64;
        let free =
            (0..).map(|turn| made(first + turn * step)).find(|value| !self.is_taken(table, key, value));
        if let Some(value) = free {
            self.all[row].cells[key] = value;
        }
    }

    /// Whether a key stands in a row of the table, or in a row that would belong to it.
    fn is_taken(&self, table: usize, key: usize, value: &Value) -> bool {
        let stands = |(table, column): (usize, usize)| {
            self.all.iter().any(|row| row.table == table && row.cells[column] == *value)
        };
        let pointing = self.catalog.children(table).map(|(_, r)| (r.child, r.column));
        std::iter::once((table, key)).chain(pointing).any(stands)
    }

    /// From the tested row on, each owner is the row that the row in front of it belongs to.
    fn tie_owners(&mut self) {
        // In the order of the map a way stands behind its beginnings.
        for (way, parent) in self.owners.clone() {
            let Some((&last, before)) = way.split_last() else { continue };
            let child = if before.is_empty() { self.own } else { self.owners[before] };
            let relation = &self.catalog.relations[last];
            let Some(key) = self.catalog.tables[relation.parent].key else { continue };
            let pointing = self.all[child].cells[relation.column].clone();
            if pointing.is_missing() {
                self.make_key(parent);
                self.all[child].cells[relation.column] = self.all[parent].cells[key].clone();
            } else if self.all[parent].cells[key].is_missing() {
                self.all[parent].cells[key] = pointing;
            } else if self.all[parent].cells[key] != pointing {
                let column = &self.catalog.tables[relation.child].columns[relation.column].name;
                let key = &self.catalog.tables[relation.parent].columns[key].name;
                let message = format!("`{column}` and `{key}` say that these rows do not belong together");
                self.wrong.push(
                    Diagnostic::new(&codes::GIVEN_KEY, message)
                        .at(self.all[parent].span, format!("another `{key}` than the `{column}` given"))
                        .help("leave one of the two out: it follows from the other"),
                );
            }
        }
    }

    fn tie_related(&mut self) {
        for row in 0..self.all.len() {
            // Those beside the tested row have what is written there, so that a rank is over no more than that.
            if self.all[row].role == Role::Beside {
                continue;
            }
            let table = self.all[row].table;
            let mut parents: Vec<usize> = self.catalog.parents(table).map(|(_, r)| r.parent).collect();
            parents.sort_unstable();
            parents.dedup();
            for parent in parents {
                self.tie_to(row, parent);
            }
        }
    }

    /// Ties a row to one of another table, if nothing says yet where it belongs.
    fn tie_to(&mut self, row: usize, parent: usize) {
        let table = self.all[row].table;
        let columns: Vec<usize> =
            self.catalog.parents(table).filter(|(_, r)| r.parent == parent).map(|(_, r)| r.column).collect();
        let said = |c: &usize| self.all[row].given[*c] || !self.all[row].cells[*c].is_missing();
        if columns.iter().any(said) || table == parent {
            return;
        }
        let of_own = parent == self.test.table;
        let candidates = if of_own { vec![self.own] } else { self.given_of(parent) };
        let Some(key) = self.catalog.tables[parent].key else { return };
        match (candidates.as_slice(), columns.as_slice()) {
            ([], _) => {}
            (&[only], &[column]) => self.all[row].cells[column] = self.all[only].cells[key].clone(),
            _ => self.ambiguous(row, parent, &columns, candidates.len()),
        }
    }

    fn ambiguous(&mut self, row: usize, parent: usize, columns: &[usize], candidates: usize) {
        let table = &self.catalog.tables[self.all[row].table];
        let name = |c: &usize| format!("`{}`", table.columns[*c].name);
        let columns = columns.iter().map(name).collect::<Vec<_>>().join(" or ");
        let parent = &self.catalog.tables[parent];
        let key = parent.key.map_or("", |k| parent.columns[k].name.as_str());
        let (message, label) = if candidates > 1 {
            let message =
                format!("which of the {candidates} rows of `{}` does this row belong to?", parent.name);
            (message, format!("a row of `{}`", table.name))
        } else {
            let message = format!("by which column does this row belong to the row of `{}`?", parent.name);
            (message, format!("{columns} could say it"))
        };
        let help =
            format!("give {columns} here and `{key}` there, or write `missing` where it belongs to none");
        self.wrong.push(Diagnostic::new(&codes::WHOSE_ROW, message).at(self.all[row].span, label).help(help));
    }

    fn different_keys(&mut self) {
        for later in 0..self.all.len() {
            let row = &self.all[later];
            let Some(key) = self.catalog.tables[row.table].key else { continue };
            if row.cells[key].is_missing() {
                let message = format!("a row of `{}` without a key", self.catalog.tables[row.table].name);
                let help = "give it a key, or leave the column out: then one is made up";
                let label = "its key is missing";
                self.wrong.push(Diagnostic::new(&codes::GIVEN_KEY, message).at(row.span, label).help(help));
                continue;
            }
            let same = |other: &&Row| other.table == row.table && other.cells[key] == row.cells[key];
            if let Some(first) = self.all[..later].iter().find(same) {
                let table = &self.catalog.tables[row.table];
                let message = format!("two rows of `{}` with one `{}`", table.name, table.columns[key].name);
                self.wrong.push(
                    Diagnostic::new(&codes::GIVEN_KEY, message)
                        .at(row.span, "the same key again")
                        .at(first.span, "first given here")
                        .help("keys are different; leave them out where no other row names them"),
                );
            }
        }
    }
}

/// The n-th made-up key of a type that is no text.
fn made_number(catalog: &Catalog, table: usize, key: usize, n: i64) -> Value {
    match catalog.tables[table].columns[key].ty {
        ColumnType::Int => Value::Int(n),
        ColumnType::Decimal { scale } => Value::Decimal(n * 10i64.pow(scale)),
        ColumnType::Date => Value::Date(n as i32),
        ColumnType::Datetime => Value::Datetime(n * 86_400_000_000),
        _ => Value::Missing,
    }
}
