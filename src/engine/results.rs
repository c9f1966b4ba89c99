//! What the passes found, as the results that documents read.

use super::frame::Tables;
use super::members::Members;
use super::pass::Found;
use super::scalar_date::calendar;
use crate::cohort::*;
use crate::ir::{Cohort, TableId};
use crate::reference::measures::Judged;
use std::collections::{BTreeMap, HashMap};

/// What was found for each table that cohorts are about.
pub(super) type ByTable = BTreeMap<TableId, Found>;

/// By cohort, what its columns show.
pub(super) type Columns = HashMap<usize, Vec<ColumnResult>>;

pub(super) fn results(
    tables: &Tables,
    found: &ByTable,
    mut columns: Columns,
    mut judged: Judged,
    insights: Insights,
) -> Results {
    let plan = tables.plan;
    let name = |table: TableId| plan.table(table).name.clone();
    let entities = found.iter().map(|(&table, found)| EntityResult {
        name: name(table),
        rows: found.rows,
        population: found.population,
    });
    let cohorts = plan.cohorts.iter().enumerate().filter_map(|(index, cohort)| {
        let found = &found[&cohort.table];
        let members = found.cohorts.get(&index)?;
        let columns = columns.remove(&index).unwrap_or_default();
        let rules = judged.rules.remove(&index).unwrap_or_default();
        Some(CohortResult {
            columns,
            claims: rules.claims,
            backings: rules.backings,
            expects: rules.expects,
            ..one(cohort, name(cohort.table), found, members)
        })
    });
    Results {
        as_of: calendar(plan.as_of).map_or_else(String::new, |d| d.to_string()),
        entities: entities.collect(),
        cohorts: cohorts.collect(),
        assigns: (0..plan.assigns.len()).filter_map(|index| assign(tables, index, found)).collect(),
        grids: (0..plan.grids.len()).filter_map(|index| grid(tables, index, found)).collect(),
        metrics: judged.metrics,
        censuses: Vec::new(),
        insights,
    }
}

fn one(cohort: &Cohort, entity: String, found: &Found, members: &Members) -> CohortResult {
    let population = found.population;
    let matched = members.members.rows.len() as u64;
    let undecided = found.counts[&cohort.undecided];
    let total = i128::from(cohort.score.total);
    let n = i128::from(matched);
    let mean = |sum: i128, total: i128| (n > 0).then(|| (100 * sum) as f64 / (total * n) as f64);
    let tiers = cohort.score.tiers.iter().zip(&members.tiers);
    let dimensions = cohort.score.dimensions.iter().zip(&members.blocks);
    CohortResult {
        name: cohort.name.clone(),
        kind: cohort.kind.word(),
        entity,
        population,
        matched,
        share: if population == 0 { 0.0 } else { matched as f64 / population as f64 },
        not_matched: population.saturating_sub(matched + undecided),
        undecided,
        mean_score: mean(members.points, total),
        score_histogram: members.histogram.to_vec(),
        tiers: tiers
            .map(|(tier, &count)| TierResult {
                name: tier.name.to_string(),
                bound: tier.bound as f64 / 10_000.0,
                count,
            })
            .collect(),
        below_tiers: match cohort.score.tiers.is_empty() {
            true => 0,
            false => members.tiers.last().copied().unwrap_or(0),
        },
        dimensions: dimensions
            .map(|(d, &sum)| DimensionResult { name: d.name.clone(), mean: mean(sum, i128::from(d.total)) })
            .collect(),
        attrition: cohort
            .step_rules
            .iter()
            .zip(&cohort.steps)
            .map(|(&rule, step)| AttritionStep { rule, left: found.counts[step] })
            .collect(),
        missing: missing(cohort, found),
        columns: Vec::new(),
        claims: Vec::new(),
        backings: Vec::new(),
        expects: Vec::new(),
    }
}

/// Those that cost most first, of equal ones in the plan's order.
fn missing(cohort: &Cohort, found: &Found) -> Vec<MissingCost> {
    let costs = cohort
        .missing
        .iter()
        .map(|(column, node)| MissingCost { column: column.clone(), people: found.counts[node] });
    let mut costs: Vec<MissingCost> = costs.filter(|c| c.people > 0).collect();
    costs.sort_by_key(|c| std::cmp::Reverse(c.people));
    costs
}

fn assign(tables: &Tables, index: usize, found: &ByTable) -> Option<AssignResult> {
    let plan = tables.plan;
    let assign = &plan.assigns[index];
    let found = found.get(&assign.table)?;
    let got = found.assigns.get(&index)?;
    let mut counts = vec![0u64; assign.among.len()];
    for member in 0..got.rows.len() {
        if let Some(count) = usize::try_from(got.ints[0].at(member)).ok().and_then(|c| counts.get_mut(c)) {
            *count += 1;
        }
    }
    let named = assign.among.iter().zip(counts);
    Some(AssignResult {
        name: assign.name.clone(),
        entity: plan.table(assign.table).name.clone(),
        counts: named.map(|(&c, count)| ValueCount { value: plan.cohorts[c].name.clone(), count }).collect(),
        unassigned: found.population - got.rows.len() as u64,
    })
}

fn grid(tables: &Tables, index: usize, found: &ByTable) -> Option<GridResult> {
    let plan = tables.plan;
    let grid = &plan.grids[index];
    let cells = found.get(&grid.table)?.grids.get(&index)?;
    let names = |c: usize| -> Vec<String> {
        plan.cohorts[c].score.tiers.iter().map(|t| t.name.to_string()).collect()
    };
    let (rows, columns) = (names(grid.rows), names(grid.columns));
    let mut counts = vec![vec![0; columns.len()]; rows.len()];
    let mut outside = 0;
    for member in 0..cells.rows.len() {
        match usize::try_from(cells.ints[0].at(member)) {
            Ok(cell) => counts[cell / columns.len()][cell % columns.len()] += 1,
            Err(_) => outside += 1,
        }
    }
    let entity = plan.table(grid.table).name.clone();
    Some(GridResult { name: grid.name.clone(), entity, rows, columns, counts, outside })
}
