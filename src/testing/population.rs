//! Who counts in a test. A test gives the few columns that it is about, so `population` and `consent` of the catalog may not
//! ask for more: a rule of theirs applies where the test gives something that it looks at, and then whoever it does not
//! rule out counts.

use super::rows::Rows;
use crate::catalog::Catalog;
use crate::ir::Type;
use crate::model::{Expr, ExprId, ExprKind, Program};
use std::collections::HashSet;

/// By table: whether `population` and whether `consent` apply.
pub(super) type Applied = Vec<[bool; 2]>;

/// Which rules apply to a test with these rows.
pub(super) fn applied(program: &Program, catalog: &Catalog, rows: &Rows) -> Applied {
    let of_table = |population: &crate::model::Population| {
        [&population.population, &population.consent]
            .map(|rule| rule.as_ref().is_some_and(|rule| sees_something(program, catalog, rule, rows)))
    };
    program.populations.iter().map(of_table).collect()
}

/// Whether a rule looks at a given cell, or counts given rows.
fn sees_something(program: &Program, catalog: &Catalog, rule: &Expr, rows: &Rows) -> bool {
    let mut seen = HashSet::new();
    let mut waiting = vec![rule];
    while let Some(expr) = waiting.pop() {
        let gives = |row: &super::rows::Row| match &expr.kind {
            ExprKind::Column(column) => row.table == expr.table && row.given[*column],
            ExprKind::Aggregate(aggregate) => catalog.relations[aggregate.relation].child == row.table,
            _ => false,
        };
        if rows.all.iter().any(gives) {
            return true;
        }
        match &expr.kind {
            ExprKind::Feature(f) if seen.insert((0, *f)) => waiting.push(&program.features[*f].value),
            ExprKind::Segment(s) if seen.insert((1, *s)) => waiting.push(&program.segments[*s].rule),
            ExprKind::CohortMatches(c) | ExprKind::CohortScore(c) | ExprKind::CohortTier(c)
                if seen.insert((2, *c)) =>
            {
                waiting.extend(program.cohorts[*c].rules.iter().map(|r| &r.rule));
            }
            _ => {}
        }
        waiting.extend(expr.children());
    }
    false
}

/// The program with the rules that apply, each true wherever it is not false; `None` where that is the program as it is.
pub(super) fn program_for(program: &Program, applied: &Applied) -> Option<Program> {
    if program.populations.iter().all(|p| p.population.is_none() && p.consent.is_none()) {
        return None;
    }
    let mut changed = program.clone();
    for (population, [has_population, has_consent]) in changed.populations.iter_mut().zip(applied) {
        let mut next = |rule: Option<Expr>, applies: bool| {
            let rule = rule.filter(|_| applies)?;
            let id = ExprId(changed.expr_count);
            changed.expr_count += 1;
            Some(not_false(rule, id))
        };
        population.population = next(population.population.take(), *has_population);
        population.consent = next(population.consent.take(), *has_consent);
    }
    Some(changed)
}

fn not_false(rule: Expr, id: ExprId) -> Expr {
    let (span, table) = (rule.span, rule.table);
    let kind = ExprKind::IsTruth { value: Box::new(rule), expected: false, negated: true };
    Expr { id, span, table, ty: Type::Bool, kind }
}
