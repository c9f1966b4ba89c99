//! The first movers by key, with the clauses that moved them and what those looked at.

use super::because::{Reasons, looked_at};
use super::cohorts::OfCohort;
use super::pairs::Pairs;
use super::sides::Sides;
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

/// The first movers of a cohort by key.
pub(super) struct Picked {
    /// Rows of the version after.
    entered: Vec<IdxSize>,
    /// Rows of the version before.
    left: Vec<IdxSize>,
    /// Places in [`OfCohort::tier_movers`].
    pub tiers: Vec<usize>,
}

impl Picked {
    pub(super) fn new(cohort: &OfCohort, pairs: &Pairs, most: usize) -> Picked {
        let rows = |version: Version, rows: &[IdxSize]| -> Vec<IdxSize> {
            let people: Vec<(Version, IdxSize)> = rows.iter().map(|&row| (version, row)).collect();
            pairs.first(&people, most).into_iter().map(|place| rows[place]).collect()
        };
        let tiers: Vec<(Version, IdxSize)> =
            cohort.tier_movers.iter().map(|m| (Version::After, m.after)).collect();
        Picked {
            entered: rows(Version::After, &cohort.entered),
            left: rows(Version::Before, &cohort.left),
            tiers: pairs.first(&tiers, most),
        }
    }

    /// Those who are not in a version: rows of the other one.
    pub(super) fn rows(&self, out: Version) -> &[IdxSize] {
        match out {
            Version::Before => &self.entered,
            Version::After => &self.left,
        }
    }
}

/// Who is shown of a cohort.
#[derive(Debug, Default)]
pub(super) struct CohortChosen {
    entered: Vec<Chosen>,
    left: Vec<Chosen>,
    pub tiers: Vec<Chosen>,
}

impl CohortChosen {
    fn all(&self) -> impl Iterator<Item = &Chosen> {
        self.entered.iter().chain(&self.left).chain(&self.tiers)
    }
}

/// Somebody who is shown.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
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

impl OfCohort<'_> {
    pub(super) fn chosen_tier(&self, at: usize, because: Reasons) -> Chosen {
        let mover = &self.tier_movers[at];
        Chosen { before: Some(mover.before), after: Some(mover.after), way: self.way(mover), because }
    }
}

impl CohortChosen {
    /// Takes in the reasons of those picked who are not in a version.
    pub(super) fn heard(&mut self, cohort: &OfCohort, picked: &Picked, out: Version, shown: Vec<Reasons>) {
        let chosen = picked.rows(out).iter().zip(shown).map(|(&row, because)| {
            let other = cohort.pairs.other(out.other(), row);
            let (before, after) = match out {
                Version::Before => (other, Some(row)),
                Version::After => (Some(row), other),
            };
            Chosen { before, after, way: (None, None), because }
        });
        match out {
            Version::Before => self.entered = chosen.collect(),
            Version::After => self.left = chosen.collect(),
        }
    }
}

/// Values of what clauses look at, by node and row, as the language writes them.
type Shown = BTreeMap<(NodeId, IdxSize), String>;

pub(super) fn cohorts(
    sides: &Sides,
    pairs: &[Pairs],
    cohorts: &[OfCohort],
    chosen: &[CohortChosen],
) -> PolarsResult<Vec<CohortSamples>> {
    let shown =
        [values(sides, cohorts, chosen, Version::Before)?, values(sides, cohorts, chosen, Version::After)?];
    let mut samples = Vec::new();
    for (cohort, own) in cohorts.iter().zip(chosen) {
        let all = |chosen: &[Chosen]| -> PolarsResult<Vec<Sample>> {
            chosen.iter().map(|one| sample(cohort, &pairs[cohort.cohort.entity], one, &shown)).collect()
        };
        samples.push(CohortSamples {
            entered: all(&own.entered)?,
            left: all(&own.left)?,
            tiers: all(&own.tiers)?,
        });
    }
    Ok(samples)
}

/// What the clauses of all samples looked at in a version.
fn values(
    sides: &Sides,
    cohorts: &[OfCohort],
    chosen: &[CohortChosen],
    version: Version,
) -> PolarsResult<Shown> {
    let side = sides.of(version);
    let mut wanted: BTreeMap<TableId, (BTreeSet<NodeId>, BTreeSet<IdxSize>)> = BTreeMap::new();
    for (cohort, own) in cohorts.iter().zip(chosen) {
        let entity = &sides.comparison.entities[cohort.cohort.entity];
        let Some(&table) = entity.table.of(version) else { continue };
        for one in own.all() {
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
