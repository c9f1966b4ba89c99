//! `population`, `consent` and `value` of the catalog: expressions that stand in the YAML.

use super::Checker;
use super::paths::Scope;
use crate::catalog::Embedded;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Expr, ExprKind, Population};
use crate::source::Span;
use crate::syntax::{self, ast};
use std::collections::HashSet;

impl<'a> Checker<'a> {
    pub fn populations(&mut self) {
        for (table, entry) in self.catalog.tables.iter().enumerate() {
            let population = self.embedded(table, entry.population.as_ref());
            let consent = self.embedded(table, entry.consent.as_ref());
            let value = self.value(table, entry.value.as_ref());
            self.draft.populations.push(Population { population, consent, value });
        }
        self.base_cycles();
    }

    fn embedded(&mut self, table: usize, rule: Option<&Embedded>) -> Option<Expr> {
        let parsed = self.parsed(rule?)?;
        self.rule(Scope::row(table), &parsed)
    }

    /// What a row is worth.
    fn value(&mut self, table: usize, value: Option<&Embedded>) -> Option<Expr> {
        let parsed = self.parsed(value?)?;
        let value = self.expr(Scope::row(table), &parsed)?;
        if value.ty.is_numeric() {
            return Some(value);
        }
        let name = self.table_name(table);
        let message = format!("the `value` of `{name}` is a {}, not a number", value.ty.word());
        let help = "name a number: a column, a feature, or an aggregate such as `sum(orders.amount)`";
        self.error(&codes::WRONG_KIND, message, value.span, format!("this is a {}", value.ty.word()), help);
        None
    }

    fn parsed(&mut self, rule: &Embedded) -> Option<ast::Expr> {
        let mut parsed = syntax::parse_rule(rule.span, &rule.text);
        let failed = parsed.has_errors();
        self.diagnostics.append(&mut parsed.diagnostics);
        (!failed).then_some(parsed.value)
    }

    /// Who counts must be known before ranks, cohorts and scores are: those stand on it.
    fn base_cycles(&mut self) {
        let count = self.catalog.tables.len();
        let mut bases: Vec<Vec<(usize, Span)>> = vec![Vec::new(); count];
        for (table, found) in bases.iter_mut().enumerate() {
            let population = self.draft.populations[table].clone();
            for rule in population.population.iter().chain(&population.consent) {
                self.needed_bases(rule, rule.span, found, &mut HashSet::new());
            }
        }
        for table in 0..count {
            if let Some(&(_, span)) = bases[table].iter().find(|(t, _)| reaches(&bases, *t, table)) {
                let name = self.table_name(table);
                let diagnostic = Diagnostic::new(
                    &codes::CYCLE,
                    format!("who counts among `{name}` depends on who counts among `{name}`"),
                )
                .at(span, "uses a rank, a cohort or a score of that population")
                .help("write the population with columns and aggregates alone");
                self.report(diagnostic);
                self.draft.populations[table] = Population::default();
                bases[table].clear();
            }
        }
    }

    /// The tables whose base an expression looks at, with the definitions that it uses.
    fn needed_bases(
        &self,
        expr: &Expr,
        span: Span,
        found: &mut Vec<(usize, Span)>,
        seen: &mut HashSet<(Definition, usize)>,
    ) {
        let mut inside: Vec<&Expr> = expr.children();
        match expr.kind {
            ExprKind::InRank { .. } | ExprKind::Percentile(_) | ExprKind::Quantile { .. } => {
                found.push((expr.table, span));
            }
            ExprKind::CohortMatches(c) | ExprKind::CohortScore(c) | ExprKind::CohortTier(c) => {
                found.push((expr.table, span));
                if seen.insert((Definition::Cohort, c)) {
                    inside.extend(self.draft.cohorts[c].iter().flat_map(|c| c.rules.iter().map(|r| &r.rule)));
                }
            }
            ExprKind::Feature(f) if seen.insert((Definition::Feature, f)) => {
                inside.extend(self.draft.features[f].iter().map(|f| &f.value));
            }
            ExprKind::Segment(s) if seen.insert((Definition::Segment, s)) => {
                inside.extend(self.draft.segments[s].iter().map(|s| &s.rule));
            }
            _ => {}
        }
        inside.into_iter().for_each(|e| self.needed_bases(e, span, found, seen));
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Definition {
    Feature,
    Segment,
    Cohort,
}

/// True if `target` is reached from `table` by any number of steps.
fn reaches(bases: &[Vec<(usize, Span)>], table: usize, target: usize) -> bool {
    let mut seen = vec![false; bases.len()];
    let mut open = vec![table];
    while let Some(at) = open.pop() {
        if at == target {
            return true;
        }
        if !std::mem::replace(&mut seen[at], true) {
            open.extend(bases[at].iter().map(|(t, _)| *t));
        }
    }
    false
}
