//! Runs what of a plan must be known before a table's rows can be read once and for all: aggregates over related tables and
//! standings in the population, in rounds, each round with what the rounds before it found.

use super::frame::{ROW, Tables, Wanted, node_col};
use super::shape;
use super::standing::Sorted;
use crate::ir::{NodeId, Op, RelationId, TableId};
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Runs a query on the streaming engine.
pub(super) fn collect(frame: LazyFrame) -> PolarsResult<DataFrame> {
    Ok(frame.collect_with_engine(Engine::Streaming)?.unwrap_single())
}

impl Tables<'_> {
    /// Runs a query; if queries are written down, this one is.
    pub(super) fn query(&self, title: impl FnOnce() -> String, frame: LazyFrame) -> PolarsResult<DataFrame> {
        if let Some(log) = &self.log {
            let text = frame.describe_optimized_plan()?;
            if let Ok(mut log) = log.lock() {
                log.push((title(), text));
            }
        }
        collect(frame)
    }

    /// Makes ready all that the given nodes need of other rows. After it [`Tables::frame`] has their values.
    pub(super) fn prepare(&mut self, wanted: &[NodeId]) -> PolarsResult<()> {
        let needed = self.needed(wanted);
        loop {
            let (aggregates, ranks) = self.ready(&needed);
            if aggregates.is_empty() && ranks.is_empty() {
                break;
            }
            for (relation, nodes) in aggregates {
                self.aggregate(relation, &nodes)?;
            }
            for (table, nodes) in ranks {
                self.rank(table, &nodes)?;
            }
        }
        self.keep_parents(wanted)
    }

    /// Stores what rows of the wanted nodes' tables have from their parents: those tables are read more than once, and a join is
    /// dearer than a look at a stored column.
    fn keep_parents(&mut self, wanted: &[NodeId]) -> PolarsResult<()> {
        let tables: BTreeSet<TableId> = wanted.iter().map(|&id| self.plan.node(id).table).collect();
        for table in tables {
            let own = self.needed_of(table, wanted);
            let is_open = |id: &NodeId| !self.stored.contains_key(id);
            let is_parent = |id: &NodeId| matches!(self.plan.node(*id).op, Op::Parent { .. });
            let parents: Vec<NodeId> = own.into_iter().filter(|id| is_open(id) && is_parent(id)).collect();
            if parents.is_empty() {
                continue;
            }
            let title = || format!("owners of {}", self.plan.table(table).name);
            let found = self.query(title, self.select(table, &parents)?)?;
            for (&id, column) in parents.iter().zip(found.columns()) {
                self.stored.insert(id, column.rechunk());
            }
        }
        Ok(())
    }

    /// The nodes of a table that the wanted ones read on the same table.
    fn needed_of(&self, table: TableId, wanted: &[NodeId]) -> BTreeSet<NodeId> {
        let mut needed = BTreeSet::new();
        let mut waiting = wanted.to_vec();
        while let Some(id) = waiting.pop() {
            if self.plan.node(id).table == table && needed.insert(id) {
                waiting.extend(shape::inputs(self.plan, id));
            }
        }
        needed
    }

    /// Everything that the nodes read, on whatever table.
    fn needed(&self, wanted: &[NodeId]) -> BTreeSet<NodeId> {
        let mut needed = BTreeSet::new();
        let mut waiting = wanted.to_vec();
        while let Some(id) = waiting.pop() {
            if needed.insert(id) {
                waiting.extend(shape::inputs(self.plan, id));
            }
        }
        needed
    }

    /// Aggregates by relation and ranks by table that are still to be worked out and wait for no other.
    #[allow(clippy::type_complexity)]
    fn ready(
        &self,
        needed: &BTreeSet<NodeId>,
    ) -> (BTreeMap<RelationId, Vec<NodeId>>, BTreeMap<TableId, Vec<NodeId>>) {
        let mut waits: BTreeSet<NodeId> = BTreeSet::new();
        let mut aggregates: BTreeMap<RelationId, Vec<NodeId>> = BTreeMap::new();
        let mut ranks: BTreeMap<TableId, Vec<NodeId>> = BTreeMap::new();
        // Ascending: inputs come first.
        for &id in needed {
            let node = self.plan.node(id);
            let open = match &node.op {
                Op::Aggregate(_) => !self.stored.contains_key(&id),
                Op::Rank { .. } => !self.scalars.standings.contains_key(&id),
                _ => false,
            };
            let blocked = shape::inputs(self.plan, id).iter().any(|input| waits.contains(input));
            if open || blocked {
                waits.insert(id);
            }
            match &node.op {
                Op::Aggregate(a) if open && !blocked => aggregates.entry(a.relation).or_default().push(id),
                Op::Rank { .. } if open && !blocked => ranks.entry(node.table).or_default().push(id),
                _ => {}
            }
        }
        (aggregates, ranks)
    }

    /// Learns where the values of the base stand.
    fn rank(&mut self, table: TableId, ranks: &[NodeId]) -> PolarsResult<()> {
        let base = self.plan.table(table).base;
        let mut by_value: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
        for &id in ranks {
            if let Op::Rank { value, .. } = self.plan.node(id).op {
                by_value.entry(value).or_default().push(id);
            }
        }
        let nodes: Vec<NodeId> = by_value.keys().copied().chain(base).collect();
        let mut frame = self.frame(table, &Wanted { nodes, ..Wanted::default() })?;
        if let Some(base) = base {
            frame = frame.filter(node_col(base));
        }
        let values: Vec<Expr> = by_value.keys().map(|&id| node_col(id)).collect();
        let found =
            self.query(|| format!("ranks of {}", self.plan.table(table).name), frame.select(values))?;
        for ((value, ranks), column) in by_value.into_iter().zip(found.columns()) {
            let sorted = Sorted::new(column.as_materialized_series(), self.plan.node(value).ty)?;
            for id in ranks {
                if let Op::Rank { kind, .. } = self.plan.node(id).op {
                    self.scalars.standings.insert(id, Arc::new(sorted.standing(kind)));
                }
            }
        }
        Ok(())
    }

    /// How many rows of a table exist.
    pub(super) fn height(&self, table: TableId) -> PolarsResult<usize> {
        let rows = self.frame(table, &Wanted { row: true, ..Wanted::default() })?;
        let count = collect(rows.select([Expr::Column(ROW.into()).len().alias("n")]))?;
        Ok(count.column("n")?.idx()?.iter().next().flatten().unwrap_or(0) as usize)
    }
}
