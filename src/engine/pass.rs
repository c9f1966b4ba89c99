//! The one pass over an entity: every row is read once, and for all cohorts at the same time it is counted, and noted for those
//! it belongs to with what it earned.
//!
//! The function runs inside the streaming engine on pieces of the table, on many threads and in any order. All that it
//! gathers is whole numbers and row numbers, so the order does not show in the result.

use super::frame::{ROW, Tables, Wanted, node_col, node_name};
use super::scalar_score::needed;
use crate::ir::{Assign, Cohort, Grid, Literal, NodeId, Op, TableId};
use polars::lazy::dsl::Expr;
use polars::lazy::frame::OptFlags;
use polars::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

/// Earned points, or whatever else is whole: 32 bits where the weights prove that they do.
#[derive(Debug, Clone)]
pub(super) enum Ints {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Ints {
    pub(super) fn at(&self, index: usize) -> i64 {
        match self {
            Ints::Narrow(v) => i64::from(v[index]),
            Ints::Wide(v) => v[index],
        }
    }

    fn append(&mut self, more: Ints) {
        match (self, more) {
            (Ints::Narrow(a), Ints::Narrow(b)) => a.extend(b),
            (Ints::Wide(a), Ints::Wide(b)) => a.extend(b),
            // Every piece of a column has the column's type.
            (Ints::Narrow(_), Ints::Wide(_)) | (Ints::Wide(_), Ints::Narrow(_)) => {}
        }
    }
}

/// Rows, ascending, and numbers about each.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub rows: Vec<IdxSize>,
    pub ints: Vec<Ints>,
}

/// What a share is made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Share {
    /// Of a number of [`Rows::ints`].
    Of {
        index: usize,
        total: i64,
    },
    Always(f64),
}

/// What the pass notes of each member of a cohort: the place of a number in [`Rows::ints`].
#[derive(Debug, Clone)]
pub(super) struct Noted {
    pub earned: usize,
    pub coverage: Share,
    pub dimensions: Vec<usize>,
}

/// What was found for a cohort.
#[derive(Debug, Clone)]
pub(super) struct Members {
    pub noted: Noted,
    pub members: Rows,
    /// Sum of the members' earned points, none below 0.
    pub points: i128,
    pub histogram: [u64; 20],
    /// By tier, then those below.
    pub tiers: Vec<u64>,
    /// Sums of the members' points in each block.
    pub blocks: Vec<i128>,
}

/// Everything that one pass over a table found.
pub(super) struct Found {
    pub rows: u64,
    /// By truth node: for how many rows it is true.
    pub counts: HashMap<NodeId, u64>,
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

/// A cohort as the pass sees it.
struct OfCohort {
    index: usize,
    matched: NodeId,
    total: i64,
    noted: Noted,
    /// The nodes of [`Rows::ints`].
    ints: Vec<NodeId>,
    /// What must be earned for each tier.
    tiers: Vec<i64>,
}

struct OfGrid {
    index: usize,
    rows: Ladder,
    columns: Ladder,
}

/// The points of a cohort and what must be earned for each of its tiers, highest first.
struct Ladder {
    earned: NodeId,
    tiers: Vec<i64>,
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
        for &node in &self.counted {
            let truths = piece.column(&node_name(node))?.as_materialized_series();
            counts.push((node, u64::from(truths.bool()?.sum().unwrap_or(0))));
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
        let mut base = self.base.map(|_| Vec::new());
        let mut cohorts: Vec<Members> = self.cohorts.iter().map(OfCohort::nobody).collect();
        let mut assigns: Vec<Rows> = vec![Rows::default(); self.assigns.len()];
        let mut grids: Vec<Rows> = vec![Rows::default(); self.grids.len()];
        for piece in pieces {
            for (node, count) in piece.counts {
                *counts.entry(node).or_default() += count;
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
            base,
            cohorts: self.cohorts.iter().map(|c| c.index).zip(cohorts).collect(),
            assigns: self.assigns.iter().map(|(index, _)| *index).zip(assigns).collect(),
            grids: self.grids.iter().map(|g| g.index).zip(grids).collect(),
        }
    }
}

impl Rows {
    fn append(&mut self, more: Rows) {
        self.rows.extend(more.rows);
        if self.ints.is_empty() {
            self.ints = more.ints;
        } else {
            self.ints.iter_mut().zip(more.ints).for_each(|(all, more)| all.append(more));
        }
    }
}

impl Members {
    fn add(&mut self, more: Members) {
        self.members.append(more.members);
        self.points += more.points;
        self.histogram.iter_mut().zip(more.histogram).for_each(|(all, more)| *all += more);
        self.tiers.iter_mut().zip(more.tiers).for_each(|(all, more)| *all += more);
        self.blocks.iter_mut().zip(more.blocks).for_each(|(all, more)| *all += more);
    }
}

impl OfCohort {
    fn new(tables: &Tables, index: usize, cohort: &Cohort) -> OfCohort {
        let mut ints: Vec<NodeId> = Vec::new();
        let mut place = |node: NodeId| match ints.iter().position(|&n| n == node) {
            Some(place) => place,
            None => {
                ints.push(node);
                ints.len() - 1
            }
        };
        let earned = place(cohort.score.earned);
        let coverage = match &tables.plan.node(cohort.score.coverage).op {
            Op::Share { earned, total } => Share::Of { index: place(*earned), total: *total },
            Op::Literal(Literal::Number(x)) => Share::Always(x.0),
            // Coverage is one of the two; see `ir::Score::coverage`.
            _ => Share::Always(1.0),
        };
        let dimensions = cohort.score.dimensions.iter().map(|d| place(d.earned)).collect();
        OfCohort {
            index,
            matched: cohort.matched,
            total: cohort.score.total,
            noted: Noted { earned, coverage, dimensions },
            ints,
            tiers: cohort.score.tiers.iter().map(|t| needed(t.bound, cohort.score.total)).collect(),
        }
    }

    fn nobody(&self) -> Members {
        Members {
            noted: self.noted.clone(),
            members: Rows::default(),
            points: 0,
            histogram: [0; 20],
            tiers: vec![0; self.tiers.len() + 1],
            blocks: vec![0; self.noted.dimensions.len()],
        }
    }

    fn members(&self, piece: &DataFrame, rows: &[IdxSize], places: &[IdxSize]) -> PolarsResult<Members> {
        let mut found = self.nobody();
        found.members.rows = places.iter().map(|&p| rows[p as usize]).collect();
        for &node in &self.ints {
            found.members.ints.push(gather(piece, node, places)?);
        }
        let ints = &found.members.ints;
        for member in 0..places.len() {
            let earned = ints[self.noted.earned].at(member).max(0);
            found.points += i128::from(earned);
            found.histogram[bin(earned, self.total)] += 1;
            found.tiers[self.tiers.iter().position(|&t| earned >= t).unwrap_or(self.tiers.len())] += 1;
        }
        for (block, &place) in found.blocks.iter_mut().zip(&self.noted.dimensions) {
            *block = (0..places.len()).map(|member| i128::from(ints[place].at(member))).sum();
        }
        Ok(found)
    }
}

impl OfGrid {
    fn new(tables: &Tables, index: usize, grid: &Grid) -> OfGrid {
        let ladder = |cohort: usize| {
            let score = &tables.plan.cohorts[cohort].score;
            let tiers = score.tiers.iter().map(|t| needed(t.bound, score.total)).collect();
            Ladder { earned: score.earned, tiers }
        };
        OfGrid { index, rows: ladder(grid.rows), columns: ladder(grid.columns) }
    }

    fn cells(&self, piece: &DataFrame, rows: &[IdxSize], base: Option<&[IdxSize]>) -> PolarsResult<Rows> {
        let all: Vec<IdxSize>;
        let places = match base {
            Some(base) => base,
            None => {
                all = (0..rows.len() as IdxSize).collect();
                &all
            }
        };
        let down = gather(piece, self.rows.earned, places)?;
        let across = gather(piece, self.columns.earned, places)?;
        let cell = |member: usize| {
            let row = self.rows.tier(down.at(member))?;
            let column = self.columns.tier(across.at(member))?;
            Some((row * self.columns.tiers.len() + column) as i32)
        };
        Ok(Rows {
            rows: places.iter().map(|&p| rows[p as usize]).collect(),
            ints: vec![Ints::Narrow((0..places.len()).map(|m| cell(m).unwrap_or(-1)).collect())],
        })
    }
}

impl Ladder {
    fn tier(&self, earned: i64) -> Option<usize> {
        self.tiers.iter().position(|&least| earned.max(0) >= least)
    }
}

/// Five points of the score to a bin, 100 in the last.
fn bin(earned: i64, total: i64) -> usize {
    let twenty = match earned.checked_mul(20) {
        Some(twenty) => (twenty / total) as usize,
        None => 19,
    };
    twenty.min(19)
}

/// Where a truth that is never missing is true, as places in the piece.
fn places(piece: &DataFrame, node: NodeId) -> PolarsResult<Vec<IdxSize>> {
    let truths = piece.column(&node_name(node))?.as_materialized_series();
    let truths = truths.bool()?.rechunk();
    let mut places = Vec::new();
    for chunk in truths.downcast_iter() {
        match chunk.validity() {
            None => places.extend(chunk.values().true_idx_iter().map(|i| i as IdxSize)),
            Some(known) => {
                places.extend((known & chunk.values()).true_idx_iter().map(|i| i as IdxSize));
            }
        }
    }
    Ok(places)
}

/// Whole numbers at some places of the piece.
fn gather(piece: &DataFrame, node: NodeId, places: &[IdxSize]) -> PolarsResult<Ints> {
    let column = piece.column(&node_name(node))?.as_materialized_series().rechunk();
    if column.dtype() == &DataType::Int32 {
        let values = column.i32()?.cont_slice()?;
        Ok(Ints::Narrow(places.iter().map(|&p| values[p as usize]).collect()))
    } else {
        let values = column.i64()?.cont_slice()?;
        Ok(Ints::Wide(places.iter().map(|&p| values[p as usize]).collect()))
    }
}
