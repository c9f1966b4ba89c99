//! A made-up customer: the rows that a test would give.

use crate::model::{Given, GivenCell, GivenOf, GivenRow, GivenValue};
use crate::source::Span;
use std::collections::BTreeMap;

/// By column; what is left out is missing.
pub type Cells = BTreeMap<usize, GivenValue>;

/// Where a value stands, seen from the tested row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Site {
    /// In the tested row (no way), or in the row that relations lead to from there.
    Own(Vec<usize>),
    /// In the rows of a related table.
    Rows(usize),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Customer {
    /// By way of relations from the tested table; the tested row has the empty way.
    pub own: BTreeMap<Vec<usize>, Cells>,
    /// By related table.
    pub rows: BTreeMap<usize, Vec<Cells>>,
}

/// Some values and rows that make one rule be so or so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patch {
    /// `None`: missing.
    pub cells: Vec<(Site, usize, Option<GivenValue>)>,
    /// Rows to add, by table.
    pub rows: Vec<(usize, Vec<Cells>)>,
    /// Tables whose rows are dropped first.
    pub clear: Vec<usize>,
}

impl Patch {
    pub fn cell(site: &Site, column: usize, value: Option<GivenValue>) -> Patch {
        Patch { cells: vec![(site.clone(), column, value)], ..Patch::default() }
    }

    pub fn and(mut self, other: &Patch) -> Patch {
        self.cells.extend(other.cells.iter().cloned());
        self.rows.extend(other.rows.iter().cloned());
        self.clear.extend(other.clear.iter().copied());
        self
    }

    /// The cells of rows of a table, as one row.
    pub fn as_row(&self, table: usize) -> Cells {
        let mut cells = Cells::new();
        for (site, column, value) in &self.cells {
            if *site == Site::Rows(table) {
                match value {
                    Some(value) => cells.insert(*column, value.clone()),
                    None => cells.remove(column),
                };
            }
        }
        cells
    }

    /// What is left where the cells of a table's rows have become rows.
    pub fn without_cells_of(mut self, table: usize) -> Patch {
        self.cells.retain(|(site, _, _)| *site != Site::Rows(table));
        self
    }
}

/// More rows of one table than this make no test that somebody reads.
pub const MOST_ROWS: usize = 24;

impl Customer {
    pub fn with(&self, patch: &Patch) -> Customer {
        let mut customer = self.clone();
        for table in &patch.clear {
            customer.rows.remove(table);
        }
        for (table, rows) in &patch.rows {
            let all = customer.rows.entry(*table).or_default();
            all.extend(rows.iter().cloned());
            all.truncate(MOST_ROWS);
        }
        for (site, column, value) in &patch.cells {
            let set = |cells: &mut Cells| match value {
                Some(value) => drop(cells.insert(*column, value.clone())),
                None => drop(cells.remove(column)),
            };
            match site {
                Site::Own(way) => set(customer.own.entry(way.clone()).or_default()),
                Site::Rows(table) => {
                    if let Some(rows) = customer.rows.get_mut(table) {
                        rows.iter_mut().for_each(set);
                    }
                }
            }
        }
        customer.rows.retain(|_, rows| !rows.is_empty());
        customer
    }

    /// The same, but that added rows are like the first row of their table that is there, as far as the patch does not say
    /// otherwise; `None` where that is nothing else.
    pub fn with_alike(&self, patch: &Patch) -> Option<Customer> {
        let mut patch = patch.clone();
        let mut changed = false;
        for (table, rows) in &mut patch.rows {
            let Some(first) = self.rows.get(table).and_then(|rows| rows.first()) else { continue };
            for row in rows {
                for (column, value) in first {
                    changed |= !row.contains_key(column);
                    row.entry(*column).or_insert_with(|| value.clone());
                }
            }
        }
        changed.then(|| self.with(&patch))
    }

    /// The steps of a test that give this customer.
    pub fn given(&self, table: usize, relations: &[crate::catalog::Relation], span: Span) -> Vec<Given> {
        let row = |cells: &Cells| GivenRow {
            cells: cells
                .iter()
                .map(|(&column, value)| GivenCell { column, value: Some(value.clone()), span })
                .collect(),
            span,
        };
        let mut given = Vec::new();
        for (way, cells) in &self.own {
            let (of, table) = match way.last() {
                None => (GivenOf::Own, table),
                Some(&last) => (GivenOf::Owner(way.clone()), relations[last].parent),
            };
            given.push(Given { of, table, rows: vec![row(cells)] });
        }
        for (&table, rows) in &self.rows {
            given.push(Given { of: GivenOf::Table, table, rows: rows.iter().map(row).collect() });
        }
        given
    }

    /// This customer with one thing less, or one thing as it is in `other`: in an order in which greater things come first.
    pub fn simpler(&self, other: &Customer) -> Vec<Customer> {
        let mut found = Vec::new();
        let mut add = |change: &dyn Fn(&mut Customer)| {
            let mut customer = self.clone();
            change(&mut customer);
            if customer != *self {
                found.push(customer);
            }
        };
        for table in self.rows.keys().chain(other.rows.keys()) {
            add(&|c| match other.rows.get(table) {
                Some(rows) => drop(c.rows.insert(*table, rows.clone())),
                None => drop(c.rows.remove(table)),
            });
        }
        for way in self.own.keys().chain(other.own.keys()) {
            if !way.is_empty() && !other.own.contains_key(way) {
                add(&|c| drop(c.own.remove(way)));
            }
            let (here, there) = (self.own.get(way), other.own.get(way));
            let columns = here.iter().chain(&there).flat_map(|cells| cells.keys());
            for column in columns {
                add(&|c| {
                    let cells = c.own.entry(way.clone()).or_default();
                    match there.and_then(|cells| cells.get(column)) {
                        Some(value) => drop(cells.insert(*column, value.clone())),
                        None => drop(cells.remove(column)),
                    }
                });
            }
        }
        // Rows that are the other's already stay: to drop them and to take them back would go on for ever.
        for (table, rows) in self.rows.iter().filter(|(table, rows)| other.rows.get(table) != Some(rows)) {
            for (at, row) in rows.iter().enumerate() {
                add(&|c| drop(c.rows.get_mut(table).map(|rows| rows.remove(at))));
                for column in row.keys() {
                    add(&|c| drop(c.rows.get_mut(table).map(|rows| rows[at].remove(column))));
                }
            }
        }
        found.iter_mut().for_each(|c| c.rows.retain(|_, rows| !rows.is_empty()));
        found
    }
}
