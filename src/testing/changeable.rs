//! A copy of a program that may be changed, and rows to run it on.

use super::data::Tables;
use super::population::{self, Exempt};
use super::rows;
use crate::catalog::Catalog;
use crate::model::{Program, Test};
use crate::reference::Data;
use std::borrow::Cow;

/// A program with its population as tests have it.
pub(super) struct Changeable<'a> {
    original: (&'a Program, &'a Catalog),
    pub program: Program,
    pub catalog: Cow<'a, Catalog>,
    exempt: Option<Exempt>,
}

impl<'a> Changeable<'a> {
    pub fn new(program: &'a Program, catalog: &'a Catalog) -> Changeable<'a> {
        let original = (program, catalog);
        match population::relaxed(program, catalog) {
            Some((program, catalog, exempt)) => {
                Changeable { original, program, catalog: Cow::Owned(catalog), exempt: Some(exempt) }
            }
            None => {
                let program = program.clone();
                Changeable { original, program, catalog: Cow::Borrowed(catalog), exempt: None }
            }
        }
    }

    /// The tables that a test gives, and the place of the tested row in its table; `None` where its rows do not fit together.
    pub fn data(&self, test: &Test) -> Option<(Data, usize)> {
        let mut rows = rows::rows(&self.catalog, test).ok()?;
        if let Some(exempt) = &self.exempt {
            population::mark(self.original.0, self.original.1, exempt, &mut rows);
        }
        let mut tables = Tables::new(&self.catalog);
        tables.add(&rows);
        Some((tables.data, tables.own[0]))
    }
}
