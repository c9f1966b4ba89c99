//! Who moved between two plans.
//!
//! One pass over each version (the same that a run makes, without what only documents show) notes compactly who is in each cohort and
//! with how many points. What both noted is laid beside each other; only for those who moved, the clauses are worked out, a
//! column each, and for the few samples the values that clauses look at.

mod assigns;
mod because;
mod cohorts;
mod grids;
mod metrics;
mod moved;
mod pairs;
mod samples;
mod sides;
mod truths;

use super::run::guarded;
use crate::cohort::*;
use crate::diagnostics::Diagnostic;
use crate::ir::Plan;
use cohorts::OfCohort;
use pairs::Pairs;
use polars::prelude::LazyFrame;
use sides::{Prepared, Sides};
use std::time::{Duration, Instant};

/// A version of a project, and the tables that it reads, as [`run`](super::run()) takes them.
pub struct MovementSide<'a> {
    pub plan: &'a Plan,
    pub frames: Vec<LazyFrame>,
}

/// What to find out.
#[derive(Debug, Clone, Copy)]
pub struct MovementOptions {
    /// Both versions have the very same frames and as-of date: rows are the same by their places.
    pub same_rows: bool,
    /// Of each kind, at most.
    pub samples: usize,
}

/// Where the time went.
#[derive(Debug, Clone, Copy, Default)]
pub struct MovementTimings {
    /// Related tables, standings, and the pass, of both versions.
    pub passes: Duration,
    /// Who moved, and why.
    pub blame: Duration,
    pub metrics: Duration,
}

/// Finds out who moved.
pub fn movement(
    comparison: &Comparison,
    before: MovementSide,
    after: MovementSide,
    options: MovementOptions,
) -> Result<(Movement, MovementTimings), Diagnostic> {
    guarded(|| found(comparison, before, after, options))
}

fn found(
    comparison: &Comparison,
    before: MovementSide,
    after: MovementSide,
    options: MovementOptions,
) -> Result<(Movement, MovementTimings), Diagnostic> {
    let failed = super::run::failed;
    let mut timings = MovementTimings::default();
    let start = Instant::now();
    let plans = [sides::trimmed(before.plan), sides::trimmed(after.plan)];
    let metrics_plan = metrics::plan(comparison, after.plan);
    let before = Prepared::new(comparison, Version::Before, &plans[0], before.frames, &[]).map_err(failed)?;
    let measured = metrics::nodes(&metrics_plan);
    let after =
        Prepared::new(comparison, Version::After, &plans[1], after.frames, &measured).map_err(failed)?;
    timings.passes = start.elapsed();

    let start = Instant::now();
    let sides = Sides { comparison, before, after };
    let pairs: Vec<Pairs> = comparison
        .entities
        .iter()
        .map(|entity| Pairs::new(&sides, entity, options.same_rows))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    let cohorts = OfCohort::all(&sides, &pairs);
    let groups: Vec<cohorts::Groups> = cohorts.iter().map(OfCohort::groups).collect();
    let because = because::all(&sides, &pairs, &cohorts, options.samples).map_err(failed)?;
    let (because, chosen): (Vec<_>, Vec<_>) = because.into_iter().unzip();
    let named = samples::cohorts(&sides, &pairs, &cohorts, &chosen).map_err(failed)?;
    let mut movement = Movement {
        as_of: Change { before: sides.before.as_of(), after: sides.after.as_of() },
        same_rows: options.same_rows,
        entities: pairs.iter().zip(&comparison.entities).map(|(p, e)| p.movement(&e.name)).collect(),
        cohorts: cohorts.iter().zip(because).zip(named).map(|((c, b), s)| c.movement(b, s)).collect(),
        assigns: assigns::all(&sides, &pairs, options.samples).map_err(failed)?,
        grids: grids::all(&sides, &pairs, options.samples).map_err(failed)?,
    };
    drop(cohorts);
    timings.blame = start.elapsed();

    let start = Instant::now();
    metrics::measure(&sides, &metrics_plan, &groups, &mut movement.cohorts).map_err(failed)?;
    timings.metrics = start.elapsed();
    Ok((movement, timings))
}
