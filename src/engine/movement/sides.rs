//! The two versions, each after its pass.

use crate::cohort::{Both, ComparedCohort, Comparison, Version};
use crate::engine::exec::collect;
use crate::engine::frame::{ROW, Tables, Wanted, node_col, node_name};
use crate::engine::members::Members;
use crate::engine::pass::Found;
use crate::engine::results::ByTable;
use crate::engine::scalar_date::calendar;
use crate::engine::scalar_score::needed;
use crate::ir::{NodeId, Plan, TableId};
use polars::lazy::dsl::{Expr, lit};
use polars::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// A plan without what only documents show: sub-scores, coverage, attrition, what missing values cost, columns, measures.
pub(super) fn trimmed(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    for cohort in &mut plan.cohorts {
        cohort.steps.clear();
        cohort.step_rules.clear();
        cohort.missing.clear();
        cohort.columns.clear();
        cohort.score.dimensions.clear();
        // Anything that is no share: the pass notes nothing for it.
        cohort.score.coverage = cohort.matched;
    }
    plan.measures = Default::default();
    plan.insights = Default::default();
    plan
}

pub(super) struct Sides<'a> {
    pub comparison: &'a Comparison,
    pub before: Prepared<'a>,
    pub after: Prepared<'a>,
}

impl<'a> Sides<'a> {
    pub(super) fn of(&self, version: Version) -> &Prepared<'a> {
        match version {
            Version::Before => &self.before,
            Version::After => &self.after,
        }
    }
}

/// A version after its pass.
pub(super) struct Prepared<'a> {
    pub version: Version,
    pub tables: Tables<'a>,
    found: ByTable,
}

impl<'a> Prepared<'a> {
    /// Makes everything ready that the version's cohorts, clauses and the nodes given need of other rows, and runs the pass.
    pub(super) fn new(
        comparison: &Comparison,
        version: Version,
        plan: &'a Plan,
        frames: Vec<LazyFrame>,
        more: &[NodeId],
    ) -> PolarsResult<Prepared<'a>> {
        let mut tables = Tables::new(plan, frames);
        let entities: BTreeSet<TableId> =
            comparison.entities.iter().filter_map(|e| e.table.of(version).copied()).collect();
        let mut nodes: Vec<NodeId> = more.to_vec();
        for &table in &entities {
            nodes.extend(tables.pass_nodes(table));
        }
        for cohort in &comparison.cohorts {
            nodes.extend(cohort_nodes(cohort, version));
        }
        tables.prepare(&nodes)?;
        let mut found = ByTable::new();
        for table in entities {
            found.insert(table, tables.pass(table)?);
        }
        Ok(Prepared { version, tables, found })
    }

    pub(super) fn as_of(&self) -> String {
        calendar(self.tables.plan.as_of).map_or_else(String::new, |day| day.to_string())
    }

    pub(super) fn found(&self, table: &Both<TableId>) -> Option<&Found> {
        self.found.get(table.of(self.version)?)
    }

    /// What the pass noted of a cohort, if this version runs it.
    pub(super) fn members(&self, cohort: &ComparedCohort) -> Option<(&Members, Standard)> {
        let index = *cohort.cohort.of(self.version)?;
        let plan = &self.tables.plan.cohorts[index];
        let members = self.found.get(&plan.table)?.cohorts.get(&index)?;
        let tiers = plan.score.tiers.iter();
        let standard = Standard {
            total: plan.score.total,
            bounds: tiers.map(|t| needed(t.bound, plan.score.total)).collect(),
        };
        Some((members, standard))
    }

    /// How many rows a truth of the pass is true for.
    pub(super) fn count(&self, table: &Both<TableId>, node: NodeId) -> u64 {
        self.found(table).and_then(|found| found.counts.get(&node)).copied().unwrap_or(0)
    }

    pub(super) fn tier_names(&self, cohort: &ComparedCohort) -> Vec<String> {
        let index = cohort.cohort.of(self.version);
        let tiers = index.map(|&c| &self.tables.plan.cohorts[c].score.tiers);
        tiers.map_or_else(Vec::new, |tiers| tiers.iter().map(|t| t.name.to_string()).collect())
    }

    /// The values of nodes of a table at some rows, ascending.
    pub(super) fn at(
        &self,
        table: TableId,
        rows: &[IdxSize],
        nodes: &[NodeId],
    ) -> PolarsResult<HashMap<NodeId, Series>> {
        let nodes: Vec<NodeId> = nodes.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        if rows.is_empty() || nodes.is_empty() {
            return Ok(HashMap::new());
        }
        let wanted = Wanted { nodes: nodes.clone(), row: true, ..Wanted::default() };
        let wide = |&id: &NodeId| match self.tables.scalars.is_narrow(id) {
            true => node_col(id).cast(DataType::Int64).alias(node_name(id)),
            false => node_col(id),
        };
        let mut frame = self.tables.frame(table, &wanted)?;
        let all = self.found.get(&table).is_some_and(|found| found.rows as usize == rows.len());
        if !all {
            let rows = IdxCa::from_vec(PlSmallStr::EMPTY, rows.to_vec()).into_series();
            frame = frame.filter(Expr::Column(ROW.into()).is_in(lit(rows).implode(false), false));
        }
        let found = collect(frame.select(nodes.iter().map(wide).collect::<Vec<_>>()))?;
        let columns = nodes.iter().map(|&node| {
            let column = found.column(&node_name(node))?;
            Ok((node, column.as_materialized_series().rechunk()))
        });
        columns.collect()
    }
}

/// What must be earned for scores and tiers.
#[derive(Debug, Clone)]
pub(super) struct Standard {
    pub total: i64,
    /// By tier, highest first.
    pub bounds: Vec<i64>,
}

impl Standard {
    /// The place of the tier; the number of tiers below them all.
    pub(super) fn tier(&self, earned: i64) -> usize {
        self.bounds.iter().position(|&least| earned.max(0) >= least).unwrap_or(self.bounds.len())
    }
}

/// What a cohort's clauses read.
fn cohort_nodes(cohort: &ComparedCohort, version: Version) -> Vec<NodeId> {
    let gates = cohort.gates.iter().filter_map(|(_, g)| g.of(version));
    let rewards = cohort.rewards.iter().filter_map(|(_, r)| r.of(version));
    let seen = gates.clone().flat_map(|g| &g.looks_at).chain(rewards.clone().flat_map(|r| &r.looks_at));
    let seen = seen.map(|column| column.value);
    gates.map(|g| g.value).chain(rewards.map(|r| r.earned)).chain(seen).collect()
}
