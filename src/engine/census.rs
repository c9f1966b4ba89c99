//! Enough people of each entity to see which figures would give a few of them away.
//!
//! Up to [`WHOLE`] people are all taken. Of more, so many of everything that is counted that what is true of the figures is true of
//! them: it does not matter for safety which they are (see `disclosure`), only for how much can be shown.

use super::cells;
use super::frame::{ROW, Tables, Wanted, node_col, node_name};
use super::pass::Found;
use super::results::ByTable;
use super::scalar_score::needed;
use crate::cohort::{Census, Results};
use crate::ir::{NodeId, TableId};
use crate::reference::{self, Value};
use polars::lazy::dsl::{Expr, lit};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const WHOLE: usize = 20_000;
/// Of everyone, and of each cohort, where not all are taken.
const OF_EVERYONE: usize = 8_192;
const OF_COHORT: usize = 2_048;
/// Of each tier, assignment and cell of a grid; of those for whom a rule, or what is missing, decides.
pub(super) const OF_REST: usize = 256;

impl Tables<'_> {
    pub(super) fn censuses(&self, found: &ByTable, results: &Results) -> PolarsResult<Vec<Census>> {
        found.iter().map(|(&table, found)| self.census(table, found, results)).collect()
    }

    fn census(&self, table: TableId, found: &Found, results: &Results) -> PolarsResult<Census> {
        let nodes = reference::census_nodes(self.plan, table);
        let people = self.chosen(found);
        let wanted = Wanted { nodes: nodes.clone(), row: true, ..Wanted::default() };
        let mut frame = self.frame(table, &wanted)?;
        if people.len() < found.rows as usize {
            let rows = Series::new(PlSmallStr::EMPTY, &people).cast(&IDX_DTYPE)?;
            frame = frame.filter(Expr::Column(ROW.into()).is_in(lit(rows).implode(false), false));
        }
        let own = |&id: &NodeId| match self.scalars.is_narrow(id) {
            true => node_col(id).cast(DataType::Int64),
            false => node_col(id),
        };
        let frame = frame.select(nodes.iter().map(own).collect::<Vec<_>>());
        let title = || format!("people of {}", self.plan.table(table).name);
        let columns = self.query(title, frame)?;
        let mut values: HashMap<NodeId, Vec<Value>> = HashMap::new();
        for &node in &nodes {
            let column = columns.column(&node_name(node))?.as_materialized_series();
            let literals = cells::literals(column, self.plan.node(node).ty)?;
            values.insert(node, literals.iter().map(Value::from).collect());
        }
        let of = |node: NodeId| values.get(&node).cloned().unwrap_or_default();
        Ok(reference::census(self.plan, table, results, people.len(), &of))
    }

    /// Rows, ascending.
    fn chosen(&self, found: &Found) -> Vec<IdxSize> {
        let everyone = match &found.base {
            Some(base) => base.clone(),
            None => (0..found.rows as IdxSize).collect(),
        };
        if everyone.len() <= WHOLE {
            return everyone;
        }
        let mut chosen: BTreeSet<IdxSize> = evenly(&everyone, OF_EVERYONE).collect();
        for (index, members) in &found.cohorts {
            let rows = &members.members.rows;
            chosen.extend(evenly(rows, OF_COHORT));
            let score = &self.plan.cohorts[*index].score;
            let bounds: Vec<i64> = score.tiers.iter().map(|t| needed(t.bound, score.total)).collect();
            let earned = &members.members.ints[members.noted.earned];
            let tier = |m: usize| bounds.iter().position(|&b| earned.at(m).max(0) >= b).map(|t| t as i64);
            chosen.extend(some_of_each(rows, |m| tier(m).unwrap_or(-1)));
        }
        for got in found.assigns.values().chain(found.grids.values()) {
            chosen.extend(some_of_each(&got.rows, |m| got.ints[0].at(m)));
        }
        chosen.extend(found.firsts.values().flatten());
        let counts: BTreeSet<IdxSize> = match &found.base {
            Some(base) => base.iter().copied().collect(),
            None => return chosen.into_iter().collect(),
        };
        chosen.into_iter().filter(|row| counts.contains(row)).collect()
    }
}

/// That many of the rows, as far apart as can be.
fn evenly(rows: &[IdxSize], most: usize) -> impl Iterator<Item = IdxSize> {
    let step = rows.len().div_ceil(most).max(1);
    rows.iter().step_by(step).copied()
}

fn some_of_each(rows: &[IdxSize], kind: impl Fn(usize) -> i64) -> Vec<IdxSize> {
    let mut taken: BTreeMap<i64, usize> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (member, &row) in rows.iter().enumerate() {
        let taken = taken.entry(kind(member)).or_default();
        if *taken < OF_REST {
            *taken += 1;
            chosen.push(row);
        }
    }
    chosen
}
