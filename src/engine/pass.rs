//! The one pass over an entity: every row is read once, and for all cohorts at the same time it is counted, and noted for those
//! it belongs to with what it earned.
//!
//! The function runs inside the streaming engine on pieces of the table, on many threads and in any order. All that it
//! gathers is whole numbers and row numbers, so the order does not show in the result.

use super::census::OF_REST;
use super::frame::{ROW, Tables, Wanted, node_col, node_name};
use super::members::{Ints, Members, OfCohort, OfGrid, Rows, first_places, places};
use super::scalar_score::needed;
use crate::ir::{Assign, NodeId, TableId};
use polars::lazy::dsl::Expr;
use polars::lazy::frame::OptFlags;
use polars::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

/// Everything that one pass over a table found.
pub(super) struct Found {
    pub rows: u64,
    /// By truth node: for how many rows it is true.
    pub counts: HashMap<NodeId, u64>,
    /// By truth node: the first rows for which it is true, as many as a census takes.
    pub firsts: HashMap<NodeId, Vec<IdxSize>>,
    pub population: u64,
    /// The rows of the base; `None` if all are.
    pub base: Option<Vec<IdxSize>>,
    /// By the plan's cohort.
    pub cohorts: HashMap<usize, Members>,
    /// By the plan's assignment: who got which (an index into `among`), and the points they earned with it.
    pub assigns: HashMap<usize, Rows>,
    /// By the plan's grid: the base's rows and their cell, `row × columns + column`, or −1.
    pub grids: HashMap<usize, Rows>,
}

impl Tables<'_> {
    /// Runs the pass over a table. All that its cohorts need of other rows has been prepared.
    pub(super) fn pass(&self, table: TableId) -> PolarsResult<Found> {
        let frame = self.pass_frame(table)?;
        let pass = Arc::new(Pass::new(self, table));
        let gathered = Arc::new(Mutex::new(Vec::new()));
        let (shared, into) = (pass.clone(), gathered.clone());
        let counting = frame.map(
            move |piece: DataFrame| {
                let found = shared.piece(&piece)?;
                into.lock().map_err(|_| polars_err!(ComputeError: "a thread has failed"))?.push(found);
                Ok(piece.clear())
            },
            OptFlags::STREAMING,
            None,
            Some("count"),
        );
        self.query(|| format!("cohorts of {}", self.plan.table(table).name), counting)?;
        let pieces = std::mem::take(
            &mut *gathered.lock().map_err(|_| polars_err!(ComputeError: "a thread has failed"))?,
        );
        Ok(pass.merge(pieces))
    }

    /// The frame of all nodes that the pass reads.
    pub(super) fn pass_frame(&self, table: TableId) -> PolarsResult<LazyFrame> {
        let nodes: Vec<NodeId> = Pass::new(self, table).reads().into_iter().collect();
        let wanted = Wanted { nodes: nodes.clone(), row: true, ..Wanted::default() };
        let mut columns = vec![Expr::Column(ROW.into())];
        columns.extend(nodes.into_iter().map(node_col));
        Ok(self.frame(table, &wanted)?.select(columns))
    }

    /// The nodes that cohorts, assignments and grids of a table read.
    pub(super) fn pass_nodes(&self, table: TableId) -> Vec<NodeId> {
        Pass::new(self, table).reads().into_iter().collect()
    }
}

struct Pass {
    base: Option<NodeId>,
    counted: BTreeSet<NodeId>,
    cohorts: Vec<OfCohort>,
    assigns: Vec<(usize, Assign)>,
    grids: Vec<OfGrid>,
}

/// What one piece of the table held.
struct Piece {
    first: IdxSize,
    rows: usize,
    counts: Vec<(NodeId, u64)>,
    firsts: Vec<(NodeId, Vec<IdxSize>)>,
    base: Option<Vec<IdxSize>>,
    /// In the order of [`Pass::cohorts`].
    cohorts: Vec<Members>,
    assigns: Vec<Rows>,
    grids: Vec<Rows>,
}

impl Pass {
    fn new(tables: &Tables, table: TableId) -> Pass {
        let plan = tables.plan;
        let base = plan.table(table).base;
        let mut counted: BTreeSet<NodeId> = base.into_iter().collect();
        let mut cohorts = Vec::new();
        for (index, cohort) in plan.cohorts.iter().enumerate().filter(|(_, c)| c.table == table) {
            counted.extend([cohort.matched, cohort.undecided]);
            counted.extend(cohort.steps.iter().copied());
            counted.extend(cohort.missing.iter().map(|(_, node)| *node));
            cohorts.push(OfCohort::new(tables, index, cohort));
        }
        let own = plan.assigns.iter().enumerate().filter(|(_, a)| a.table == table);
        let assigns = own.map(|(index, a)| (index, a.clone())).collect();
        let own = plan.grids.iter().enumerate().filter(|(_, g)| g.table == table);
        let grids = own.map(|(index, g)| OfGrid::new(tables, index, g)).collect();
        Pass { base, counted, cohorts, assigns, grids }
    }

    fn reads(&self) -> BTreeSet<NodeId> {
        let mut reads = self.counted.clone();
        reads.extend(self.cohorts.iter().flat_map(|c| c.ints.iter().copied()));
        reads.extend(self.grids.iter().flat_map(|g| [g.rows.earned, g.columns.earned]));
        reads
    }

    fn piece(&self, piece: &DataFrame) -> PolarsResult<Piece> {
        let rows: Vec<IdxSize> = piece.column(ROW)?.idx()?.iter().flatten().collect();
        let mut counts = Vec::with_capacity(self.counted.len());
        let mut firsts = Vec::with_capacity(self.counted.len());
        for &node in &self.counted {
            let truths = piece.column(&node_name(node))?.as_materialized_series();
            counts.push((node, u64::from(truths.bool()?.sum().unwrap_or(0))));
            let first = first_places(piece, node, OF_REST)?;
            firsts.push((node, first.into_iter().map(|place| rows[place as usize]).collect()));
        }
        let base = match self.base {
            Some(base) => Some(places(piece, base)?),
            None => None,
        };
        let mut cohorts = Vec::with_capacity(self.cohorts.len());
        let mut of_members = Vec::with_capacity(self.cohorts.len());
        for cohort in &self.cohorts {
            let places = places(piece, cohort.matched)?;
            cohorts.push(cohort.members(piece, &rows, &places)?);
            of_members.push(places);
        }
        let assigns =
            self.assigns.iter().map(|(_, a)| self.assign(a, &rows, &of_members, &cohorts)).collect();
        let mut grids = Vec::with_capacity(self.grids.len());
        for grid in &self.grids {
            grids.push(grid.cells(piece, &rows, base.as_deref())?);
        }
        Ok(Piece {
            first: rows.first().copied().unwrap_or(0),
            rows: rows.len(),
            counts,
            firsts,
            base: base.map(|b| b.into_iter().map(|place| rows[place as usize]).collect()),
            cohorts,
            assigns,
            grids,
        })
    }

    /// Gives each member the best of the cohorts, or the first.
    fn assign(&self, assign: &Assign, rows: &[IdxSize], places: &[Vec<IdxSize>], found: &[Members]) -> Rows {
        const NONE: i32 = -1;
        let mut best = vec![NONE; rows.len()];
        let mut earned = vec![0i64; rows.len()];
        let mut totals = Vec::with_capacity(assign.among.len());
        for (place, &index) in assign.among.iter().enumerate() {
            let Some(own) = self.cohorts.iter().position(|c| c.index == index) else {
                totals.push(1);
                continue;
            };
            let cohort = &self.cohorts[own];
            totals.push(cohort.total);
            let least = needed(assign.at_least, cohort.total);
            let points = &found[own].members.ints[cohort.noted.earned];
            for (member, &row) in places[own].iter().enumerate() {
                let (row, points) = (row as usize, points.at(member));
                if points < least {
                    continue;
                }
                let points = points.max(0);
                let better = match usize::try_from(best[row]) {
                    Err(_) => true,
                    // earned / total of one against that of the other, as whole numbers.
                    Ok(other) => {
                        assign.by_score
                            && i128::from(points) * i128::from(totals[other])
                                > i128::from(earned[row]) * i128::from(cohort.total)
                    }
                };
                if better {
                    best[row] = place as i32;
                    earned[row] = points;
                }
            }
        }
        let got: Vec<usize> = (0..rows.len()).filter(|&row| best[row] != NONE).collect();
        Rows {
            rows: got.iter().map(|&row| rows[row]).collect(),
            ints: vec![
                Ints::Narrow(got.iter().map(|&row| best[row]).collect()),
                Ints::Wide(got.iter().map(|&row| earned[row]).collect()),
            ],
        }
    }

    fn merge(&self, mut pieces: Vec<Piece>) -> Found {
        pieces.sort_by_key(|p| p.first);
        let rows = pieces.iter().map(|p| p.rows as u64).sum();
        let mut counts: HashMap<NodeId, u64> = self.counted.iter().map(|&node| (node, 0)).collect();
        let mut firsts: HashMap<NodeId, Vec<IdxSize>> = HashMap::new();
        let mut base = self.base.map(|_| Vec::new());
        let mut cohorts: Vec<Members> = self.cohorts.iter().map(OfCohort::nobody).collect();
        let mut assigns: Vec<Rows> = vec![Rows::default(); self.assigns.len()];
        let mut grids: Vec<Rows> = vec![Rows::default(); self.grids.len()];
        for piece in pieces {
            for (node, count) in piece.counts {
                *counts.entry(node).or_default() += count;
            }
            for (node, more) in piece.firsts {
                let first = firsts.entry(node).or_default();
                first.extend(more.into_iter().take(OF_REST.saturating_sub(first.len())));
            }
            if let (Some(base), Some(more)) = (&mut base, piece.base) {
                base.extend(more);
            }
            cohorts.iter_mut().zip(piece.cohorts).for_each(|(all, more)| all.add(more));
            assigns.iter_mut().zip(piece.assigns).for_each(|(all, more)| all.append(more));
            grids.iter_mut().zip(piece.grids).for_each(|(all, more)| all.append(more));
        }
        Found {
            rows,
            population: self.base.map_or(rows, |base| counts[&base]),
            counts,
            firsts,
            base,
            cohorts: self.cohorts.iter().map(|c| c.index).zip(cohorts).collect(),
            assigns: self.assigns.iter().map(|(index, _)| *index).zip(assigns).collect(),
            grids: self.grids.iter().map(|g| g.index).zip(grids).collect(),
        }
    }
}
