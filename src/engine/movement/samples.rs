//! The first movers by key, with the clauses that moved them and what those looked at.

use super::because::{Reasons, all_earned, looked_at};
use super::cohorts::{OfCohort, TierMover};
use super::pairs::Pairs;
use super::sides::Sides;
use super::truths::{Question, ask};
use crate::cohort::*;
use crate::engine::cells;
use crate::ir::{NodeId, TableId};
use crate::reference::{Value, shown};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default)]
pub(super) struct CohortSamples {
    pub entered: Vec<Sample>,
    pub left: Vec<Sample>,
    pub tiers: Vec<Sample>,
}

/// Somebody who is shown.
#[derive(Debug, Clone)]
struct Chosen {
    before: Option<IdxSize>,
    after: Option<IdxSize>,
    way: (Option<String>, Option<String>),
    because: Reasons,
}

impl Chosen {
    fn row(&self, version: Version) -> Option<IdxSize> {
        match version {
            Version::Before => self.before,
            Version::After => self.after,
        }
    }
}

/// Values of what clauses look at, by node and row, as the language writes them.
type Shown = BTreeMap<(NodeId, IdxSize), String>;

pub(super) fn cohorts(
    sides: &Sides,
    pairs: &[Pairs],
    cohorts: &[OfCohort],
    most: usize,
) -> PolarsResult<Vec<CohortSamples>> {
    let mut chosen: Vec<[Vec<Chosen>; 3]> = cohorts.iter().map(|_| Default::default()).collect();
    for out in [Version::Before, Version::After] {
        gone(sides, pairs, cohorts, out, most, &mut chosen)?;
    }
    regraded(sides, pairs, cohorts, most, &mut chosen)?;
    let shown =
        [values(sides, cohorts, &chosen, Version::Before)?, values(sides, cohorts, &chosen, Version::After)?];
    let mut samples = Vec::new();
    for (cohort, [entered, left, tiers]) in cohorts.iter().zip(&chosen) {
        let all = |chosen: &[Chosen]| -> PolarsResult<Vec<Sample>> {
            chosen.iter().map(|one| sample(cohort, &pairs[cohort.cohort.entity], one, &shown)).collect()
        };
        samples.push(CohortSamples { entered: all(entered)?, left: all(left)?, tiers: all(tiers)? });
    }
    Ok(samples)
}

/// Those who are not in a version.
fn gone(
    sides: &Sides,
    pairs: &[Pairs],
    cohorts: &[OfCohort],
    out: Version,
    most: usize,
    chosen: &mut [[Vec<Chosen>; 3]],
) -> PolarsResult<()> {
    let first = |cohort: &OfCohort| -> PolarsResult<Vec<IdxSize>> {
        let movers = cohort.movers(out);
        let people: Vec<(Version, IdxSize)> = movers.iter().map(|&row| (out.other(), row)).collect();
        let places = pairs[cohort.cohort.entity].first(&people, most);
        Ok(places.into_iter().map(|place| movers[place]).collect())
    };
    let rows: Vec<Vec<IdxSize>> = cohorts.iter().map(first).collect::<PolarsResult<_>>()?;
    let questions: Vec<Question> =
        cohorts.iter().zip(&rows).map(|(cohort, rows)| cohort.gate_question(out, rows)).collect();
    let mut because: Vec<Vec<Reasons>> = cohorts
        .iter()
        .zip(&rows)
        .map(|(cohort, rows)| rows.iter().map(|_| cohort.reason_without_row(out)).collect())
        .collect();
    ask(sides.of(out), &questions, |index, answers| {
        let cohort = &cohorts[index];
        let gates = cohort.gates(out, answers)?;
        because[index] = rows[index].iter().map(|&row| cohort.out(out, row, answers, &gates)).collect();
        Ok(())
    })?;
    for (index, (rows, because)) in rows.into_iter().zip(because).enumerate() {
        let pairs = &pairs[cohorts[index].cohort.entity];
        let place = if out == Version::Before { 0 } else { 1 };
        for (row, because) in rows.into_iter().zip(because) {
            let other = pairs.other(out.other(), row);
            let (before, after) = match out {
                Version::Before => (other, Some(row)),
                Version::After => (Some(row), other),
            };
            chosen[index][place].push(Chosen { before, after, way: (None, None), because });
        }
    }
    Ok(())
}

/// Those who stayed and changed tiers.
fn regraded(
    sides: &Sides,
    pairs: &[Pairs],
    cohorts: &[OfCohort],
    most: usize,
    chosen: &mut [[Vec<Chosen>; 3]],
) -> PolarsResult<()> {
    let first = |cohort: &OfCohort| -> PolarsResult<Vec<TierMover>> {
        let people: Vec<(Version, IdxSize)> =
            cohort.tier_movers.iter().map(|m| (Version::After, m.after)).collect();
        let places = pairs[cohort.cohort.entity].first(&people, most);
        Ok(places.into_iter().map(|place| cohort.tier_movers[place]).collect())
    };
    let movers: Vec<Vec<TierMover>> = cohorts.iter().map(first).collect::<PolarsResult<_>>()?;
    let slices: Vec<&[TierMover]> = movers.iter().map(Vec::as_slice).collect();
    all_earned(sides, cohorts, &slices, |index, earned| {
        let because = cohorts[index].tier_reasons(&movers[index], earned);
        chosen[index][2] = movers[index]
            .iter()
            .zip(because)
            .map(|(mover, because)| Chosen {
                before: Some(mover.before),
                after: Some(mover.after),
                way: cohorts[index].way(mover),
                because,
            })
            .collect();
        Ok(())
    })
}

/// What the clauses of all samples looked at in a version.
fn values(
    sides: &Sides,
    cohorts: &[OfCohort],
    chosen: &[[Vec<Chosen>; 3]],
    version: Version,
) -> PolarsResult<Shown> {
    let side = sides.of(version);
    let mut wanted: BTreeMap<TableId, (BTreeSet<NodeId>, BTreeSet<IdxSize>)> = BTreeMap::new();
    for (cohort, kinds) in cohorts.iter().zip(chosen) {
        let entity = &sides.comparison.entities[cohort.cohort.entity];
        let Some(&table) = entity.table.of(version) else { continue };
        for one in kinds.iter().flatten() {
            let Some(row) = one.row(version) else { continue };
            for (clause, _) in &one.because {
                for (_, node) in looked_at(cohort.cohort, version, *clause) {
                    let (nodes, rows) = wanted.entry(table).or_default();
                    nodes.insert(node);
                    rows.insert(row);
                }
            }
        }
    }
    let mut found = Shown::new();
    for (table, (nodes, rows)) in wanted {
        let nodes: Vec<NodeId> = nodes.into_iter().collect();
        let rows: Vec<IdxSize> = rows.into_iter().collect();
        for (node, column) in side.at(table, &rows, &nodes)? {
            let ty = side.tables.plan.node(node).ty;
            for (&row, value) in rows.iter().zip(cells::literals(&column, ty)?) {
                found.insert((node, row), shown(&Value::from(&value), ty));
            }
        }
    }
    Ok(found)
}

fn sample(cohort: &OfCohort, pairs: &Pairs, one: &Chosen, shown: &[Shown; 2]) -> PolarsResult<Sample> {
    let key = match (one.after, one.before) {
        (Some(row), _) => pairs.key(Version::After, row)?,
        (None, Some(row)) => pairs.key(Version::Before, row)?,
        (None, None) => String::new(),
    };
    let value = |version: Version, columns: &[(String, NodeId)], name: &str| {
        let (_, node) = columns.iter().find(|(label, _)| label == name)?;
        shown[version as usize].get(&(*node, one.row(version)?)).cloned()
    };
    let because = one.because.iter().map(|&(clause, unknown)| {
        let [before, after] =
            [Version::Before, Version::After].map(|version| looked_at(cohort.cohort, version, clause));
        let mut names: Vec<&String> = Vec::new();
        for (name, _) in after.iter().chain(&before) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let seen = names.into_iter().map(|name| SeenChange {
            name: name.clone(),
            before: value(Version::Before, &before, name),
            after: value(Version::After, &after, name),
        });
        Because { clause, unknown, seen: seen.collect() }
    });
    Ok(Sample { key, from: one.way.0.clone(), to: one.way.1.clone(), because: because.collect() })
}
