//! The catalog's names, ready to be looked up.

use crate::catalog::Catalog;
use std::collections::{HashMap, VecDeque};

pub(super) struct Tables<'a> {
    by_name: HashMap<&'a str, usize>,
    /// By table.
    columns: Vec<HashMap<&'a str, usize>>,
    /// By child table: dot name → relation.
    owners: Vec<HashMap<&'a str, usize>>,
    /// By parent table: the relations of those that belong to it.
    children: Vec<Vec<usize>>,
    parents: Vec<usize>,
}

impl<'a> Tables<'a> {
    pub fn new(catalog: &'a Catalog) -> Self {
        let mut tables = Tables {
            by_name: HashMap::new(),
            columns: Vec::new(),
            owners: vec![HashMap::new(); catalog.tables.len()],
            children: vec![Vec::new(); catalog.tables.len()],
            parents: catalog.relations.iter().map(|r| r.parent).collect(),
        };
        for (index, table) in catalog.tables.iter().enumerate() {
            tables.by_name.entry(&table.name).or_insert(index);
            let columns = table.columns.iter().enumerate().map(|(c, column)| (column.name.as_str(), c));
            tables.columns.push(columns.collect());
        }
        for (index, relation) in catalog.relations.iter().enumerate() {
            tables.owners[relation.child].entry(&relation.name).or_insert(index);
            tables.children[relation.parent].push(index);
        }
        tables
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub fn column(&self, table: usize, name: &str) -> Option<usize> {
        self.columns[table].get(name).copied()
    }

    /// The relation behind a dot name: `account` of `contacts`.
    pub fn owner(&self, table: usize, name: &str) -> Option<usize> {
        self.owners[table].get(name).copied()
    }

    /// The dot names of a table.
    pub fn owners(&self, table: usize) -> impl Iterator<Item = (&'a str, usize)> {
        let mut owners: Vec<_> = self.owners[table].iter().map(|(n, r)| (*n, *r)).collect();
        owners.sort_by_key(|(_, relation)| *relation);
        owners.into_iter()
    }

    /// The relations by which rows of others belong to `table`.
    pub fn children(&self, table: usize) -> &[usize] {
        &self.children[table]
    }

    pub fn parent(&self, relation: usize) -> usize {
        self.parents[relation]
    }

    /// The shortest way of dots from one table to another: the dot names.
    pub fn way(&self, from: usize, to: usize) -> Option<Vec<&'a str>> {
        let mut seen = vec![false; self.columns.len()];
        let mut queue = VecDeque::from([(from, Vec::new())]);
        seen[from] = true;
        while let Some((table, way)) = queue.pop_front() {
            if table == to {
                return Some(way);
            }
            for (name, relation) in self.owners(table) {
                let next = self.parents[relation];
                if !seen[next] {
                    seen[next] = true;
                    let mut way = way.clone();
                    way.push(name);
                    queue.push_back((next, way));
                }
            }
        }
        None
    }
}
