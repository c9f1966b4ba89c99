//! What the pass notes of each person: for the members of a cohort what they earned, for everyone in the base a grid's cell.

use super::frame::{Tables, node_name};
use super::scalar_score::needed;
use crate::ir::{Cohort, Grid, Literal, NodeId, Op};
use polars::prelude::*;

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

/// A cohort as the pass sees it.
pub(super) struct OfCohort {
    pub index: usize,
    pub matched: NodeId,
    pub total: i64,
    pub noted: Noted,
    /// The nodes of [`Rows::ints`].
    pub ints: Vec<NodeId>,
    /// What must be earned for each tier.
    pub tiers: Vec<i64>,
}

pub(super) struct OfGrid {
    pub index: usize,
    pub rows: Ladder,
    pub columns: Ladder,
}

/// The points of a cohort and what must be earned for each of its tiers, highest first.
pub(super) struct Ladder {
    pub earned: NodeId,
    tiers: Vec<i64>,
}

impl Rows {
    pub(super) fn append(&mut self, more: Rows) {
        self.rows.extend(more.rows);
        if self.ints.is_empty() {
            self.ints = more.ints;
        } else {
            self.ints.iter_mut().zip(more.ints).for_each(|(all, more)| all.append(more));
        }
    }
}

impl Members {
    pub(super) fn add(&mut self, more: Members) {
        self.members.append(more.members);
        self.points += more.points;
        self.histogram.iter_mut().zip(more.histogram).for_each(|(all, more)| *all += more);
        self.tiers.iter_mut().zip(more.tiers).for_each(|(all, more)| *all += more);
        self.blocks.iter_mut().zip(more.blocks).for_each(|(all, more)| *all += more);
    }
}

impl OfCohort {
    pub(super) fn new(tables: &Tables, index: usize, cohort: &Cohort) -> OfCohort {
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

    pub(super) fn nobody(&self) -> Members {
        Members {
            noted: self.noted.clone(),
            members: Rows::default(),
            points: 0,
            histogram: [0; 20],
            tiers: vec![0; self.tiers.len() + 1],
            blocks: vec![0; self.noted.dimensions.len()],
        }
    }

    pub(super) fn members(
        &self,
        piece: &DataFrame,
        rows: &[IdxSize],
        places: &[IdxSize],
    ) -> PolarsResult<Members> {
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
    pub(super) fn new(tables: &Tables, index: usize, grid: &Grid) -> OfGrid {
        let ladder = |cohort: usize| {
            let score = &tables.plan.cohorts[cohort].score;
            let tiers = score.tiers.iter().map(|t| needed(t.bound, score.total)).collect();
            Ladder { earned: score.earned, tiers }
        };
        OfGrid { index, rows: ladder(grid.rows), columns: ladder(grid.columns) }
    }

    pub(super) fn cells(
        &self,
        piece: &DataFrame,
        rows: &[IdxSize],
        base: Option<&[IdxSize]>,
    ) -> PolarsResult<Rows> {
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
pub(super) fn places(piece: &DataFrame, node: NodeId) -> PolarsResult<Vec<IdxSize>> {
    first_places(piece, node, usize::MAX)
}

/// The first of them, at most so many.
pub(super) fn first_places(piece: &DataFrame, node: NodeId, most: usize) -> PolarsResult<Vec<IdxSize>> {
    let truths = piece.column(&node_name(node))?.as_materialized_series();
    let truths = truths.bool()?.rechunk();
    let mut places = Vec::new();
    for chunk in truths.downcast_iter() {
        match chunk.validity() {
            None => places.extend(chunk.values().true_idx_iter().take(most).map(|i| i as IdxSize)),
            Some(known) => {
                let both = known & chunk.values();
                places.extend(both.true_idx_iter().take(most).map(|i| i as IdxSize));
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
