//! Who counts in a test. A test gives the few columns that it is about, so `population` and `consent` of the catalog may not
//! ask for more: a row is exempt from a rule of theirs if the test gives nothing that the rule looks at, and else it counts
//! unless the rule is false.

use super::rows::{Row, Rows};
use crate::catalog::{Catalog, Column, ColumnType};
use crate::ir::Type;
use crate::model::{Expr, ExprId, ExprKind, Population, Program};
use crate::reference::Value;
use std::collections::HashSet;

/// By table: the hidden columns that say who is exempt from `population` and from `consent`, where the table has them.
pub(super) type Exempt = Vec<[Option<usize>; 2]>;

/// The project with a population as tests have it; `None` where the catalog leaves nobody out.
pub(super) fn relaxed(program: &Program, catalog: &Catalog) -> Option<(Program, Catalog, Exempt)> {
    if program.populations.iter().all(|p| p.population.is_none() && p.consent.is_none()) {
        return None;
    }
    let (mut program, mut catalog) = (program.clone(), catalog.clone());
    let mut exempt = Exempt::new();
    let mut next = program.expr_count;
    for (table, population) in program.populations.iter_mut().enumerate() {
        let columns = [&mut population.population, &mut population.consent].map(|rule| {
            let old = rule.take()?;
            let table = &mut catalog.tables[table];
            let column = table.columns.len();
            table.columns.push(Column::made_up(format!("exempt {column}"), ColumnType::Bool, table.span));
            *rule = Some(unless_exempt(old, column, &mut next));
            Some(column)
        });
        exempt.push(columns);
    }
    program.expr_count = next;
    Some((program, catalog, exempt))
}

/// `exempt is true or (RULE is not false)`
fn unless_exempt(rule: Expr, column: usize, next: &mut u32) -> Expr {
    let (span, table) = (rule.span, rule.table);
    let mut make = |kind: ExprKind| {
        *next += 1;
        Expr { id: ExprId(*next - 1), span, table, ty: Type::Bool, kind }
    };
    let exempt = make(ExprKind::Column(column));
    let exempt = make(ExprKind::IsTruth { value: Box::new(exempt), expected: true, negated: false });
    let not_false = make(ExprKind::IsTruth { value: Box::new(rule), expected: false, negated: true });
    make(ExprKind::Or(vec![exempt, not_false]))
}

/// Fills the hidden columns. `program` is the one before it was relaxed.
pub(super) fn mark(program: &Program, catalog: &Catalog, exempt: &Exempt, rows: &mut Rows) {
    for index in 0..rows.all.len() {
        let table = rows.all[index].table;
        let population = &program.populations[table];
        let rules = [&population.population, &population.consent].into_iter().zip(exempt[table]);
        for (rule, column) in rules {
            let (Some(rule), Some(column)) = (rule, column) else { continue };
            let is_exempt = !sees_something(program, catalog, rule, rows, &rows.all[index]);
            let row = &mut rows.all[index];
            row.cells.resize(column + 1, Value::Missing);
            row.given.resize(column + 1, false);
            row.cells[column] = Value::Bool(is_exempt);
        }
    }
}

/// Whether a rule looks at a cell that the test gives for this row, or at rows that it gives for the tested one.
fn sees_something(program: &Program, catalog: &Catalog, rule: &Expr, rows: &Rows, row: &Row) -> bool {
    let mut seen = HashSet::new();
    let mut waiting = vec![rule];
    while let Some(expr) = waiting.pop() {
        let given = match &expr.kind {
            ExprKind::Column(column) if expr.table == row.table => row.given[*column],
            ExprKind::Column(column) => {
                rows.all.iter().any(|other| other.table == expr.table && other.given[*column])
            }
            ExprKind::Aggregate(aggregate) if !row.is_beside() => {
                let child = catalog.relations[aggregate.relation].child;
                rows.all.iter().any(|other| other.table == child)
            }
            _ => false,
        };
        if given {
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

/// The relaxed program with the rules alone that the tested row is not exempt from, to be shown to people.
pub(super) fn shown(program: &Program, exempt: &Exempt, rows: &Rows) -> Program {
    let mut program = program.clone();
    let own = &rows.all[rows.own];
    let population = std::mem::take(&mut program.populations[own.table]);
    let [of_population, of_consent] = exempt[own.table];
    let kept = |rule: Option<Expr>, column: Option<usize>| {
        let applies = column.is_some_and(|column| own.cells[column] == Value::Bool(false));
        match rule.filter(|_| applies)?.kind {
            ExprKind::Or(mut parts) => parts.pop(),
            _ => None,
        }
    };
    program.populations[own.table] = Population {
        population: kept(population.population, of_population),
        consent: kept(population.consent, of_consent),
        value: None,
    };
    program
}
