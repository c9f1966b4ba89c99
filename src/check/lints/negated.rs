//! The lint `negated-unknown`: where a value is missing, a rule over it is unknown and so is its negation, and whoever it is
//! about drops out although nothing is known against them.

use crate::check::Checker;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{AggregateFunction, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{CompareOp, RuleKind};
use std::collections::{HashMap, HashSet};

/// Negations that decide who stays: in a `must` or a population, and in the segments that those use.
pub(super) fn lint(checker: &Checker<'_>) -> Vec<Diagnostic> {
    let unknowns = Unknowns { checker, features: HashMap::new(), segments: HashMap::new() };
    let mut search = Search { unknowns, seen: HashSet::new(), reported: HashSet::new(), found: Vec::new() };
    for cohort in checker.draft.cohorts.iter().flatten() {
        let musts = cohort.rules.iter().filter(|r| r.kind == RuleKind::Must).map(|r| &r.rule);
        search.rules(checker, &musts.collect::<Vec<_>>());
    }
    for population in checker.draft.populations.iter().flat_map(|p| &p.population) {
        search.rules(checker, &[population]);
    }
    search.found
}

struct Search<'c, 'a> {
    unknowns: Unknowns<'c, 'a>,
    /// Segments that the rules at hand have led to, and what was known there.
    seen: HashSet<(usize, Vec<String>)>,
    /// A segment's negation is reported once, whoever uses the segment.
    reported: HashSet<Span>,
    found: Vec<Diagnostic>,
}

impl<'a> Search<'_, 'a> {
    /// Rules that must all hold: what one needs to be known is known to the others.
    fn rules(&mut self, checker: &Checker<'a>, rules: &[&Expr]) {
        self.seen.clear();
        let mut known = Vec::new();
        rules.iter().for_each(|rule| known_by(checker, rule, &mut known));
        rules.iter().for_each(|rule| self.rule(checker, rule, &known));
    }

    /// What stands under `is true` is never unknown, so the search ends there.
    fn rule(&mut self, checker: &Checker<'a>, rule: &Expr, known: &[String]) {
        match &rule.kind {
            ExprKind::And(rules) => {
                let mut known = known.to_vec();
                rules.iter().for_each(|r| known_by(checker, r, &mut known));
                rules.iter().for_each(|r| self.rule(checker, r, &known));
            }
            ExprKind::Or(rules) | ExprKind::AtLeast { rules, .. } => {
                rules.iter().for_each(|r| self.rule(checker, r, known));
            }
            ExprKind::Segment(s) if self.seen.insert((*s, known.to_vec())) => {
                if let Some(segment) = &checker.draft.segments[*s] {
                    self.rule(checker, &segment.rule, known);
                }
            }
            _ if is_negated(rule) => self.negation(rule, known),
            _ => {}
        }
    }

    fn negation(&mut self, rule: &Expr, known: &[String]) {
        let Some(name) = self.unknowns.first(rule, known) else { return };
        if !self.reported.insert(rule.span) {
            return;
        }
        let message = format!("rows whose `{name}` is missing fall out of this negated rule, unnoticed");
        let help = format!(
            "to keep them, write `(…) is not true` around the rule without its negation, or give a default: \
             `{name} ?? …`; to drop them on purpose, say so: `{name} is known and …`"
        );
        self.found.push(
            Diagnostic::new(&codes::NEGATED_UNKNOWN, message)
                .at(rule.span, format!("unknown where `{name}` is missing"))
                .help(help),
        );
    }
}

/// The values that are known wherever a rule holds.
fn known_by(checker: &Checker<'_>, rule: &Expr, known: &mut Vec<String>) {
    match &rule.kind {
        ExprKind::And(rules) => rules.iter().for_each(|r| known_by(checker, r, known)),
        ExprKind::IsMissing { value, negated: true }
        | ExprKind::Between { value, negated: false, .. }
        | ExprKind::In { value, negated: false, .. }
        | ExprKind::InRank { value, negated: false, .. }
        | ExprKind::TextTest { value, negated: false, .. }
        | ExprKind::Matches { value, negated: false, .. }
        | ExprKind::Has { value, negated: false, .. } => known.extend(checker.called(value)),
        ExprKind::Compare { op, left, right } if *op != CompareOp::Ne => {
            known.extend(checker.called(left));
            known.extend(checker.called(right));
        }
        _ => {}
    }
}

fn is_negated(rule: &Expr) -> bool {
    matches!(
        rule.kind,
        ExprKind::Not(_)
            | ExprKind::Compare { op: CompareOp::Ne, .. }
            | ExprKind::Between { negated: true, .. }
            | ExprKind::In { negated: true, .. }
            | ExprKind::InRank { negated: true, .. }
            | ExprKind::TextTest { negated: true, .. }
            | ExprKind::Matches { negated: true, .. }
            | ExprKind::Has { negated: true, .. }
    )
}

/// What of a value can be missing.
struct Unknowns<'c, 'a> {
    checker: &'c Checker<'a>,
    features: HashMap<usize, bool>,
    segments: HashMap<usize, bool>,
}

impl Unknowns<'_, '_> {
    /// The first input of a value that makes it missing by being missing, and is not among the known ones.
    fn first(&mut self, expr: &Expr, known: &[String]) -> Option<String> {
        let checker = self.checker;
        match &expr.kind {
            ExprKind::Column(c) => {
                let table = &checker.catalog.tables[expr.table];
                let name = crate::check::words::quoted(&table.columns[*c].name);
                (table.key != Some(*c) && !known.contains(&name)).then_some(name)
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::IsMissing { .. }
            | ExprKind::IsTruth { .. }
            | ExprKind::Over(_) => None,
            ExprKind::Parent { .. } | ExprKind::CohortScore(_) | ExprKind::CohortTier(_) => {
                checker.called(expr).or_else(|| Some("owner".into())).filter(|name| !known.contains(name))
            }
            ExprKind::Feature(f) => {
                let feature = checker.draft.features[*f].as_ref()?;
                let name = crate::check::words::quoted(&feature.name);
                if !self.features.contains_key(f) {
                    let can_be_missing = self.first(&feature.value, &[]).is_some();
                    self.features.insert(*f, can_be_missing);
                }
                (self.features[f] && !known.contains(&name)).then_some(name)
            }
            ExprKind::Segment(s) => {
                let segment = checker.draft.segments[*s].as_ref()?;
                if !self.segments.contains_key(s) {
                    let can_be_missing = self.first(&segment.rule, &[]).is_some();
                    self.segments.insert(*s, can_be_missing);
                }
                if self.segments[s] { self.first(&segment.rule, known) } else { None }
            }
            ExprKind::CohortMatches(c) => {
                let cohort = checker.draft.cohorts[*c].as_ref()?;
                let musts = cohort.rules.iter().filter(|r| r.kind == RuleKind::Must);
                musts.map(|r| &r.rule).find_map(|r| self.first(r, known))
            }
            ExprKind::Aggregate(a) => match a.function {
                AggregateFunction::Count
                | AggregateFunction::Any
                | AggregateFunction::Sum
                | AggregateFunction::CountDistinct => None,
                _ => Some(checker.aggregate_called(a)),
            },
            ExprKind::Default { default, .. } => self.first(default, known),
            _ => expr.children().into_iter().find_map(|child| self.first(child, known)),
        }
    }
}
