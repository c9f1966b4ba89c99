//! What a declaration uses directly.

use super::Declaration;
use crate::model::{Expr, ExprKind, Program, TestExpect};

/// Something that a declaration uses, by its place in the [`Program`] or in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    Param(usize),
    Feature(usize),
    Segment(usize),
    /// Who is in a cohort.
    Members(usize),
    /// What a cohort scores.
    Score(usize),
    /// The tiers of a cohort.
    Tier(usize),
    Assign(usize),
    /// Table and column.
    Column(usize, usize),
    Relation(usize),
    /// Who counts in a table.
    Base(usize),
    /// What a row of a table is worth.
    Value(usize),
}

/// What a declaration uses, each once, in the order written. Of a cohort that is what its rules use; claims and expectations are
/// [`claim_uses`].
pub fn uses(program: &Program, declaration: Declaration) -> Vec<Use> {
    let mut found = Vec::new();
    match declaration {
        Declaration::Param(_) => {}
        Declaration::Feature(i) => expr_uses(&program.features[i].value, &mut found),
        Declaration::Segment(i) => expr_uses(&program.segments[i].rule, &mut found),
        Declaration::Cohort(i) => {
            let cohort = &program.cohorts[i];
            found.extend([Use::Base(cohort.table), Use::Value(cohort.table)]);
            cohort.rules.iter().for_each(|rule| expr_uses(&rule.rule, &mut found));
        }
        Declaration::Assign(i) => {
            let among = &program.assigns[i].among;
            found.extend(among.iter().flat_map(|&c| [Use::Members(c), Use::Score(c)]));
        }
        Declaration::Grid(i) => {
            let grid = &program.grids[i];
            found.extend([grid.rows, grid.columns].iter().flat_map(|&c| [Use::Members(c), Use::Tier(c)]));
        }
        Declaration::Journey(i) => {
            found.push(Use::Base(program.journeys[i].table));
            program.journeys[i].stages.iter().for_each(|stage| expr_uses(&stage.rule, &mut found));
        }
        Declaration::Metric(i) => expr_uses(&program.metrics[i].value, &mut found),
        Declaration::Theme(i) => expr_uses(&program.themes[i].rule, &mut found),
        Declaration::Test(i) => {
            for expect in &program.tests[i].expects {
                match &expect.what {
                    TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c) => {
                        found.push(Use::Members(*c));
                    }
                    TestExpect::Holds(rule) => expr_uses(rule, &mut found),
                    TestExpect::Assigned { assign, .. } => found.push(Use::Assign(*assign)),
                }
            }
        }
    }
    once(found)
}

/// What the claims, expectations and backings of a cohort use.
pub fn claim_uses(program: &Program, cohort: usize) -> Vec<Use> {
    let cohort = &program.cohorts[cohort];
    let mut found = Vec::new();
    let backings = cohort.narrative.pain_points.iter().filter_map(|p| p.backed_by.as_ref());
    let rules = cohort.claims.iter().map(|c| &c.rule).chain(&cohort.expects).chain(backings);
    rules.for_each(|rule| expr_uses(rule, &mut found));
    once(found)
}

/// What decides who counts in a table, or what a row is worth.
pub fn base_uses(program: &Program, table: usize, value: bool) -> Vec<Use> {
    let mut found = Vec::new();
    if let Some(population) = program.populations.get(table) {
        let rules = population.population.iter().chain(&population.consent).filter(|_| !value);
        rules.chain(population.value.iter().filter(|_| value)).for_each(|e| expr_uses(e, &mut found));
    }
    once(found)
}

/// What an expression uses.
pub fn expr_uses(expr: &Expr, found: &mut Vec<Use>) {
    match &expr.kind {
        ExprKind::Param(i) => found.push(Use::Param(*i)),
        ExprKind::Column(column) => found.push(Use::Column(expr.table, *column)),
        ExprKind::Feature(i) => found.push(Use::Feature(*i)),
        ExprKind::Segment(i) => found.push(Use::Segment(*i)),
        ExprKind::CohortMatches(i) => found.push(Use::Members(*i)),
        ExprKind::CohortScore(i) => found.push(Use::Score(*i)),
        ExprKind::CohortTier(i) => found.push(Use::Tier(*i)),
        ExprKind::Parent { relation, .. } => found.push(Use::Relation(*relation)),
        ExprKind::Aggregate(aggregate) => found.push(Use::Relation(aggregate.relation)),
        ExprKind::Over(over) => {
            found.extend(over.relation.map(Use::Relation));
            found.extend(over.other.map(Use::Members));
        }
        ExprKind::In { list, .. } | ExprKind::Has { items: list, .. } => {
            found.extend(list.param.map(Use::Param));
        }
        ExprKind::InRank { .. } | ExprKind::Percentile(_) | ExprKind::Quantile { .. } => {
            found.push(Use::Base(expr.table));
        }
        _ => {}
    }
    expr.children().into_iter().for_each(|child| expr_uses(child, found));
}

fn once(found: Vec<Use>) -> Vec<Use> {
    let mut seen = std::collections::HashSet::new();
    found.into_iter().filter(|used| seen.insert(*used)).collect()
}
