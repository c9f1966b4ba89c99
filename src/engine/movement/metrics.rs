//! Metrics of those who entered, left and stayed: they are measured as the members of cohorts made up for them, so that what measures
//! cohorts measures them.

use super::cohorts::Groups;
use super::sides::Sides;
use crate::cohort::{CohortMovement, Comparison, Figure, MetricMovement, Version};
use crate::engine::frame::Tables;
use crate::engine::members::{Members, Noted, Rows, Share};
use crate::engine::pass::Found;
use crate::engine::results::ByTable;
use crate::engine::scalar::Scalars;
use crate::ir::{self, NodeId, Plan, TableId};
use polars::prelude::{IdxSize, PolarsResult};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The plan with three cohorts for each compared one whose table it has, and its metrics. Nobody asks for the nodes of these
/// cohorts: who is in them is said by the caller.
pub(super) fn plan(comparison: &Comparison, after: &Plan) -> Plan {
    let mut plan = after.clone();
    plan.measures.measures.retain(|measure| measure.owner.cohort().is_none());
    plan.insights = Default::default();
    plan.assigns.clear();
    plan.grids.clear();
    plan.cohorts = tables(comparison)
        .flat_map(|(_, table)| [table; 3])
        .enumerate()
        .map(|(place, table)| made_up(name(place), table))
        .collect();
    plan
}

/// The places of compared cohorts that can be measured, and their tables.
fn tables(comparison: &Comparison) -> impl Iterator<Item = (usize, TableId)> {
    let cohorts = comparison.cohorts.iter().enumerate();
    cohorts.filter_map(|(place, cohort)| {
        Some((place, *comparison.entities[cohort.entity].table.of(Version::After)?))
    })
}

fn name(place: usize) -> String {
    place.to_string()
}

fn made_up(name: String, table: TableId) -> ir::Cohort {
    let none = NodeId(0);
    ir::Cohort {
        name,
        kind: ir::CohortKind::Persona,
        table,
        matched: none,
        undecided: none,
        steps: Vec::new(),
        step_rules: Vec::new(),
        missing: Vec::new(),
        score: ir::Score {
            earned: none,
            total: 1,
            score: none,
            coverage: none,
            tiers: Arc::from([]),
            tier: None,
            dimensions: Vec::new(),
        },
        columns: Vec::new(),
    }
}

/// What the metrics read.
pub(super) fn nodes(plan: &Plan) -> Vec<NodeId> {
    if plan.measures.measures.is_empty() {
        return Vec::new();
    }
    let groups = plan.entities().into_iter().flat_map(|table| plan.groups(table));
    let statistics: BTreeSet<usize> = groups.flat_map(|(_, statistics)| statistics).collect();
    statistics.into_iter().flat_map(|s| plan.measures.statistics[s].nodes()).collect()
}

/// Measures the groups of each compared cohort.
pub(super) fn measure(
    sides: &Sides,
    plan: &Plan,
    groups: &[Groups],
    cohorts: &mut [CohortMovement],
) -> PolarsResult<()> {
    if plan.measures.measures.is_empty() {
        return Ok(());
    }
    let prepared = &sides.after.tables;
    let mut scalars = Scalars::new(plan);
    scalars.standings = prepared.scalars.standings.clone();
    let tables =
        Tables { plan, scalars, frames: prepared.frames.clone(), stored: prepared.stored.clone(), log: None };
    let mut found = ByTable::new();
    let mut measured = Vec::new();
    for (index, (place, table)) in tables_of(sides).enumerate() {
        let own = found.entry(table).or_insert_with(|| everyone(sides, table));
        let Groups { entered, left, stayed } = &groups[place];
        for (group, rows) in [entered, left, stayed].into_iter().enumerate() {
            own.cohorts.insert(3 * index + group, members(rows.clone()));
        }
        measured.push(place);
    }
    let judged = tables.measures(&found)?;
    for (index, place) in measured.into_iter().enumerate() {
        let entity = &cohorts[place].entity;
        let metrics = judged.metrics.iter().filter(|metric| metric.entity == *entity);
        let metrics = metrics.map(|metric| {
            let figure = |group: usize| -> Figure {
                let name = name(3 * index + group);
                let found = metric.cohorts.iter().find(|c| c.cohort == name);
                found.map(|c| c.figure.clone()).unwrap_or_default()
            };
            MetricMovement {
                name: metric.name.clone(),
                entered: figure(0),
                left: figure(1),
                stayed: figure(2),
            }
        });
        cohorts[place].metrics = metrics.collect();
    }
    Ok(())
}

fn tables_of<'a>(sides: &'a Sides) -> impl Iterator<Item = (usize, TableId)> + 'a {
    tables(sides.comparison)
}

/// Who counts, and no cohort yet.
fn everyone(sides: &Sides, table: TableId) -> Found {
    let both = crate::cohort::Both { before: None, after: Some(table) };
    let known = sides.after.found(&both);
    Found {
        rows: known.map_or(0, |f| f.rows),
        counts: HashMap::new(),
        firsts: HashMap::new(),
        population: known.map_or(0, |f| f.population),
        base: known.and_then(|f| f.base.clone()),
        cohorts: HashMap::new(),
        assigns: HashMap::new(),
        grids: HashMap::new(),
    }
}

fn members(rows: Vec<IdxSize>) -> Members {
    Members {
        noted: Noted { earned: 0, coverage: Share::Always(1.0), dimensions: Vec::new() },
        members: Rows { rows, ints: Vec::new() },
        points: 0,
        histogram: [0; 20],
        tiers: Vec::new(),
        blocks: Vec::new(),
    }
}
