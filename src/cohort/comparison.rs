//! What two plans have in common: which of their cohorts, clauses, assignments and grids answer to one another.
//!
//! Made from two checked projects, read by what finds out who moved between them.

use super::{Clause, Fate};
use crate::ir::{NodeId, ShownColumn, TableId};

/// Something of the plan before and of the plan after; `None` where that version has nothing like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Both<T> {
    pub before: Option<T>,
    pub after: Option<T>,
}

/// A version of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    Before,
    After,
}

#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// The tables that the cohorts below are about.
    pub entities: Vec<ComparedEntity>,
    /// In the order of the version after, then those that only the version before has.
    pub cohorts: Vec<ComparedCohort>,
    pub assigns: Vec<ComparedAssign>,
    pub grids: Vec<ComparedGrid>,
}

/// Rows answer to one another by their keys.
#[derive(Debug, Clone)]
pub struct ComparedEntity {
    pub name: String,
    pub table: Both<TableId>,
}

#[derive(Debug, Clone)]
pub struct ComparedCohort {
    pub name: String,
    /// The name before, where it was another.
    pub renamed_from: Option<String>,
    pub fate: Fate,
    /// A place in [`Comparison::entities`].
    pub entity: usize,
    /// Of the plans: `None` where it does not run.
    pub cohort: Both<usize>,
    /// What people may be blamed on; the lists below point into it.
    pub clauses: Vec<Clause>,
    /// `population`, `consent`, and each `must` and `exclude`.
    pub gates: Vec<(usize, Both<Gate>)>,
    /// Each `should`.
    pub rewards: Vec<(usize, Both<Reward>)>,
    /// Blocks whose caps differ.
    pub caps: Vec<(usize, Cap)>,
    /// Everything else that a score or tier follows from: the tiers, how points are added up.
    pub tiers: usize,
    pub scoring: usize,
    /// That there is such a cohort at all, and that there is such a row.
    pub itself: usize,
    pub row: usize,
}

/// Who passes: those for whom `value` (a Bool) is true, or, where it drops people, for whom it is not true.
#[derive(Debug, Clone)]
pub struct Gate {
    pub value: NodeId,
    pub drops: bool,
    pub looks_at: Vec<ShownColumn>,
}

/// What a `should` earns, and what it can earn, in ten-thousandths of a point.
#[derive(Debug, Clone)]
pub struct Reward {
    pub earned: NodeId,
    pub most: i64,
    pub looks_at: Vec<ShownColumn>,
}

/// A block that both versions have, with another cap (ten-thousandths of a point; `None`: none). Its rules are those of the version
/// after, as places in [`ComparedCohort::rewards`].
#[derive(Debug, Clone)]
pub struct Cap {
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub rewards: Vec<usize>,
}

#[derive(Debug, Clone)]
pub struct ComparedAssign {
    pub name: String,
    pub renamed_from: Option<String>,
    pub fate: Fate,
    pub entity: usize,
    pub assign: Both<usize>,
    /// The cohorts that either version assigns to, as places in [`Comparison::cohorts`]; in the order after, then the others.
    pub among: Vec<usize>,
    /// What people may be blamed on: membership and score of each of `among`, then the assignment's own rules, itself, the row.
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone)]
pub struct ComparedGrid {
    pub name: String,
    pub renamed_from: Option<String>,
    pub fate: Fate,
    pub entity: usize,
    pub grid: Both<usize>,
    /// What people may be blamed on: the tier in its rows, the tier in its columns, itself, the row.
    pub clauses: Vec<Clause>,
}

impl<T> Both<T> {
    pub fn new(before: Option<T>, after: Option<T>) -> Both<T> {
        Both { before, after }
    }

    pub fn of(&self, version: Version) -> Option<&T> {
        match version {
            Version::Before => self.before.as_ref(),
            Version::After => self.after.as_ref(),
        }
    }
}

impl Version {
    pub fn other(self) -> Version {
        match self {
            Version::Before => Version::After,
            Version::After => Version::Before,
        }
    }
}

/// The places of the clauses of an assignment among `n` cohorts.
#[derive(Debug, Clone, Copy)]
pub struct AssignClauses {
    n: usize,
}

impl ComparedAssign {
    pub fn places(&self) -> AssignClauses {
        AssignClauses { n: self.among.len() }
    }
}

impl AssignClauses {
    pub fn membership(self, place: usize) -> usize {
        place
    }

    pub fn score(self, place: usize) -> usize {
        self.n + place
    }

    pub fn own(self) -> usize {
        2 * self.n
    }

    pub fn itself(self) -> usize {
        2 * self.n + 1
    }

    pub fn row(self) -> usize {
        2 * self.n + 2
    }
}

/// The places of the clauses of a grid.
impl ComparedGrid {
    pub const ROWS: usize = 0;
    pub const COLUMNS: usize = 1;
    pub const ITSELF: usize = 2;
    pub const ROW: usize = 3;
}
