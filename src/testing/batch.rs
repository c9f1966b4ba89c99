//! Tests that run together: an engine that is made for many rows takes long to start, so the rows of many tests go in as one
//! set of tables. What keeps them apart is that no row of one test belongs to a row of another.

use super::data::Tables;
use super::rows::Rows;
use crate::catalog::{Catalog, ColumnType};
use crate::ir::{Op, Plan};
use crate::reference::Value;
use std::collections::HashSet;

/// What runs together, each entry with its mark.
#[derive(Debug)]
pub(super) struct Batch {
    /// In the order of [`Tables::own`].
    pub marks: Vec<usize>,
    pub tables: Tables,
}

/// Puts sets of rows together for one plan.
pub(super) struct Packer<'a> {
    catalog: &'a Catalog,
    spaces: Spaces,
    open: Vec<Open>,
}

impl<'a> Packer<'a> {
    pub fn new(catalog: &'a Catalog, plan: &Plan) -> Self {
        Packer { catalog, spaces: Spaces::new(catalog, plan), open: Vec::new() }
    }

    /// Adds rows to the first batch that has room; `alone` to one of their own.
    pub fn add(&mut self, mark: usize, rows: &Rows, alone: bool) {
        let names = self.spaces.names(rows);
        let room = if alone { None } else { self.open.iter().position(|o| !o.full && o.has_room(&names)) };
        let place = room.unwrap_or_else(|| {
            self.open.push(Open::new(self.catalog, &self.spaces));
            self.open.len() - 1
        });
        let open = &mut self.open[place];
        open.full = alone;
        open.names.take(names);
        open.add(&self.spaces, mark, rows);
    }

    pub fn finish(self) -> Vec<Batch> {
        self.open.into_iter().map(|o| o.batch).collect()
    }
}

/// By node: whether its value depends on a standing in the population.
pub(super) fn ranked(plan: &Plan) -> Vec<bool> {
    let mut ranked = vec![false; plan.nodes.len()];
    // Inputs and bases stand in front of what reads them.
    for (index, node) in plan.nodes.iter().enumerate() {
        let base = match node.op {
            Op::Score { .. } | Op::Tier { .. } => plan.table(node.table).base,
            _ => None,
        };
        ranked[index] = matches!(node.op, Op::Rank { .. })
            || node.op.inputs().into_iter().chain(base).any(|input| ranked[input.0 as usize]);
    }
    ranked
}

/// Keys, and the columns that hold them: what one test calls a row.
struct Spaces {
    /// Columns as (table, column) that hold keys of one kind.
    all: Vec<Space>,
}

struct Space {
    columns: Vec<(usize, usize)>,
    /// The columns among them that are keys.
    keys: Vec<(usize, usize)>,
    /// No rule looks at such a key, so tests may share it: it is renamed.
    renamed: bool,
}

/// Keys that cannot be renamed, by space.
#[derive(Default)]
struct Names {
    keys: HashSet<(usize, String)>,
    /// In rows that belong to others, whether those are given or not.
    pointing: HashSet<(usize, String)>,
}

impl Names {
    fn take(&mut self, more: Names) {
        self.keys.extend(more.keys);
        self.pointing.extend(more.pointing);
    }
}

impl Spaces {
    fn new(catalog: &Catalog, plan: &Plan) -> Spaces {
        let mut all: Vec<Space> = Vec::new();
        for (table, description) in catalog.tables.iter().enumerate() {
            let Some(key) = description.key else { continue };
            let pointing = catalog.children(table).map(|(_, r)| (r.child, r.column));
            let mut space = Space {
                columns: std::iter::once((table, key)).chain(pointing).collect(),
                keys: vec![(table, key)],
                renamed: false,
            };
            // A key may itself say where its row belongs.
            let mut index = 0;
            while index < all.len() {
                if all[index].columns.iter().any(|c| space.columns.contains(c)) {
                    let other = all.remove(index);
                    space.columns.extend(other.columns);
                    space.keys.extend(other.keys);
                } else {
                    index += 1;
                }
            }
            all.push(space);
        }
        let read: HashSet<(usize, usize)> = plan.nodes.iter().filter_map(column_of).collect();
        for space in &mut all {
            let of_type = |&(table, column): &(usize, usize)| {
                let ty = &catalog.tables[table].columns[column].ty;
                matches!(ty, ColumnType::Int | ColumnType::Text | ColumnType::Enum { .. })
            };
            space.renamed = space.columns.iter().all(|c| !read.contains(c) && of_type(c));
        }
        Spaces { all }
    }

    fn names(&self, rows: &Rows) -> Names {
        let mut names = Names::default();
        for (index, space) in self.all.iter().enumerate().filter(|(_, space)| !space.renamed) {
            for &(table, column) in &space.columns {
                let is_key = space.keys.contains(&(table, column));
                let cells = rows.all.iter().filter(|row| row.table == table).map(|row| &row.cells[column]);
                for cell in cells.filter(|cell| !cell.is_missing()) {
                    let name = (index, format!("{cell:?}"));
                    if is_key {
                        names.keys.insert(name)
                    } else {
                        names.pointing.insert(name)
                    };
                }
            }
        }
        names
    }
}

fn column_of(node: &crate::ir::Node) -> Option<(usize, usize)> {
    match node.op {
        Op::Column(column) => Some((node.table.0 as usize, column.0 as usize)),
        _ => None,
    }
}

/// A batch that takes more tests.
struct Open {
    batch: Batch,
    full: bool,
    names: Names,
    /// By space: how many keys have been renamed.
    used: Vec<usize>,
}

impl Open {
    fn new(catalog: &Catalog, spaces: &Spaces) -> Open {
        Open {
            batch: Batch { marks: Vec::new(), tables: Tables::new(catalog) },
            full: false,
            names: Names::default(),
            used: vec![0; spaces.all.len()],
        }
    }

    /// Whether no row of the test would belong to another's, nor the other way round, nor be taken for it.
    fn has_room(&self, names: &Names) -> bool {
        names.keys.is_disjoint(&self.names.keys)
            && names.keys.is_disjoint(&self.names.pointing)
            && names.pointing.is_disjoint(&self.names.keys)
    }

    fn add(&mut self, spaces: &Spaces, mark: usize, rows: &Rows) {
        let mut rows = rows.clone();
        for (space, used) in spaces.all.iter().zip(&mut self.used).filter(|(space, _)| space.renamed) {
            *used += rename(space, *used, &mut rows);
        }
        self.batch.marks.push(mark);
        self.batch.tables.add(&rows);
    }
}

/// Gives the keys of a test new names behind the first `used` ones, in the same order. Says how many.
fn rename(space: &Space, used: usize, rows: &mut Rows) -> usize {
    let mut names: Vec<Value> = Vec::new();
    for &(table, column) in &space.columns {
        let cells = rows.all.iter().filter(|row| row.table == table).map(|row| &row.cells[column]);
        names.extend(cells.filter(|cell| !cell.is_missing()).cloned());
    }
    names.sort_by(order);
    names.dedup();
    for &(table, column) in &space.columns {
        for row in rows.all.iter_mut().filter(|row| row.table == table) {
            let cell = &mut row.cells[column];
            if let Ok(place) = names.binary_search_by(|name| order(name, cell)) {
                let n = used + place;
                *cell = match cell {
                    Value::Int(_) => Value::Int(n as i64),
                    _ => Value::text(&format!("{n:012}")),
                };
            }
        }
    }
    names.len()
}

/// The order of keys of one type; what is missing is no key.
fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    a.compare(b).unwrap_or_else(|| b.is_missing().cmp(&a.is_missing()))
}
