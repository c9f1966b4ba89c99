//! What is allowed and probably not meant. Each lint has a name (its code's), and the catalog sets its level:
//! `lints: { overdue-review: deny }`.

use super::Checker;
use super::names::Kind;
use crate::catalog::LintLevel;
use crate::diagnostics::{Diagnostic, Severity, codes};
use crate::model::{AggregateFunction, Expr, ExprKind};
use crate::syntax::ast::{AssignBy, CompareOp, RuleKind};
use std::collections::HashMap;

impl<'a> Checker<'a> {
    pub fn lints(&mut self) {
        let mut found = Vec::new();
        self.negated(&mut found);
        self.unused(&mut found);
        self.overdue(&mut found);
        self.unscored(&mut found);
        self.constant_rules(&mut found);
        for mut lint in found {
            match self.catalog.lints.get(lint.code.name) {
                Some(LintLevel::Allow) => continue,
                Some(LintLevel::Warn) => lint.severity = Severity::Warning,
                Some(LintLevel::Deny) => lint.severity = Severity::Error,
                None => {}
            }
            self.report(lint);
        }
    }

    /// A negation in a `must`, a segment or a population: whoever's value is missing falls out, and nobody notices.
    fn negated(&self, found: &mut Vec<Diagnostic>) {
        let mut unknowns = Unknowns { checker: self, features: HashMap::new(), segments: HashMap::new() };
        let cohorts = self.draft.cohorts.iter().flatten();
        let musts = cohorts.flat_map(|c| &c.rules).filter(|r| r.kind == RuleKind::Must).map(|r| &r.rule);
        let segments = self.draft.segments.iter().flatten().map(|s| &s.rule);
        let populations = self.draft.populations.iter().flat_map(|p| &p.population);
        let rules: Vec<&Expr> = musts.chain(segments).chain(populations).collect();
        for rule in rules {
            negations(rule, &mut |negation| {
                let Some(name) = unknowns.first(negation) else { return };
                let help = format!(
                    "if those shall stay, write `(the rule without its negation) is not true`, or give a default: \
                     `{name} ?? …`; if not, say so: `{name} is known and …`"
                );
                let message = format!("where `{name}` is missing, this negated rule holds for nobody");
                found.push(
                    Diagnostic::new(&codes::NEGATED_UNKNOWN, message)
                        .at(negation.span, "unknown where the value is missing, so they drop out")
                        .help(help),
                );
            });
        }
    }

    /// Only where something could use it: a file of definitions alone is a library.
    fn unused(&self, found: &mut Vec<Diagnostic>) {
        let users = |k: Kind| matches!(k, Kind::Cohort(_) | Kind::Metric | Kind::Journey);
        if !self.names.decls.iter().any(|d| users(d.kind)) {
            return;
        }
        for decl in &self.names.decls {
            let lintable = matches!(decl.kind, Kind::Param | Kind::Feature | Kind::Segment);
            if decl.used || decl.duplicate || !lintable {
                continue;
            }
            let message = format!("{} `{}` is never used", decl.kind.word(), decl.name.value);
            found.push(
                Diagnostic::new(&codes::UNUSED, message)
                    .at(decl.name.span, "nothing refers to it")
                    .help("use it in a rule, or take it out"),
            );
        }
    }

    fn overdue(&self, found: &mut Vec<Diagnostic>) {
        for cohort in self.draft.cohorts.iter().flatten() {
            let Some(review) = cohort.review.filter(|r| *r < self.options.today) else { continue };
            let days = (self.options.today - review).num_days();
            let owner = cohort.owner.as_ref().map_or(String::new(), |o| format!(" by {o}"));
            let message = format!("`{}` should have been reviewed{owner} {days} days ago", cohort.name);
            found.push(
                Diagnostic::new(&codes::OVERDUE_REVIEW, message)
                    .at(cohort.span, format!("review was due on {review}"))
                    .help("look at its rules and its figures again, then set `review` to the next date"),
            );
        }
    }

    /// A persona without `should` always scores 100 and wins every assignment by score.
    fn unscored(&self, found: &mut Vec<Diagnostic>) {
        for assign in self.draft.assigns.iter().flatten().filter(|a| a.by == AssignBy::HighestScore) {
            let scored = |slot: &usize| {
                self.draft.cohorts[*slot]
                    .as_ref()
                    .is_some_and(|c| c.rules.iter().any(|r| r.kind == RuleKind::Should))
            };
            if !assign.among.iter().any(scored) {
                continue;
            }
            for slot in assign.among.iter().filter(|s| !scored(s)) {
                let Some(cohort) = &self.draft.cohorts[*slot] else { continue };
                let message = format!(
                    "`{}` has no `should`, so it always scores 100 and wins `{}` against all others",
                    cohort.name, assign.name
                );
                found.push(
                    Diagnostic::new(&codes::UNSCORED_PERSONA, message)
                        .at(cohort.span, "scores 100 for each member")
                        .at(assign.span, "assigned by highest score")
                        .help("give it `should` rules, or choose `by priority`"),
                );
            }
        }
    }

    fn constant_rules(&self, found: &mut Vec<Diagnostic>) {
        let cohorts = self.draft.cohorts.iter().flatten();
        let rules = cohorts.flat_map(|c| &c.rules).map(|r| &r.rule);
        let segments = self.draft.segments.iter().flatten().map(|s| &s.rule);
        for rule in rules.chain(segments).filter(|r| constant(r)) {
            found.push(
                Diagnostic::new(&codes::CONSTANT_RULE, "this rule is the same for everyone")
                    .at(rule.span, "looks at no column")
                    .help("compare a column with something, or take the rule out"),
            );
        }
    }
}

/// True if no value of a row is looked at.
fn constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Param(_) => true,
        ExprKind::Column(_)
        | ExprKind::Feature(_)
        | ExprKind::Segment(_)
        | ExprKind::CohortMatches(_)
        | ExprKind::CohortScore(_)
        | ExprKind::CohortTier(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Over(_) => false,
        _ => expr.children().into_iter().all(constant),
    }
}

/// The negations of a rule that decide who stays: those under `and`, `or`, `at least`, not those under `is true`.
fn negations<'e>(rule: &'e Expr, found: &mut impl FnMut(&'e Expr)) {
    match &rule.kind {
        ExprKind::And(rules) | ExprKind::Or(rules) | ExprKind::AtLeast { rules, .. } => {
            rules.iter().for_each(|r| negations(r, found));
        }
        ExprKind::Not(_)
        | ExprKind::Compare { op: CompareOp::Ne, .. }
        | ExprKind::Between { negated: true, .. }
        | ExprKind::In { negated: true, .. }
        | ExprKind::InRank { negated: true, .. }
        | ExprKind::TextTest { negated: true, .. }
        | ExprKind::Matches { negated: true, .. }
        | ExprKind::Has { negated: true, .. } => found(rule),
        _ => {}
    }
}

/// What of a value can be missing.
struct Unknowns<'c, 'a> {
    checker: &'c Checker<'a>,
    features: HashMap<usize, Option<String>>,
    segments: HashMap<usize, Option<String>>,
}

impl Unknowns<'_, '_> {
    /// The first input of a value whose being missing makes the value missing.
    fn first(&mut self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Column(c) => {
                let table = &self.checker.catalog.tables[expr.table];
                (table.key != Some(*c)).then(|| super::words::quoted(&table.columns[*c].name))
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::IsMissing { .. }
            | ExprKind::IsTruth { .. }
            | ExprKind::Over(_) => None,
            ExprKind::Parent { .. } => self.checker.called(expr).or_else(|| Some("the owner's value".into())),
            ExprKind::Feature(f) => {
                if let Some(known) = self.features.get(f) {
                    return known.clone();
                }
                let feature = self.checker.draft.features[*f].as_ref()?;
                let inside = self.first(&feature.value).map(|_| super::words::quoted(&feature.name));
                self.features.insert(*f, inside.clone());
                inside
            }
            ExprKind::Segment(s) => {
                if let Some(known) = self.segments.get(s) {
                    return known.clone();
                }
                let segment = self.checker.draft.segments[*s].as_ref()?;
                let inside = self.first(&segment.rule);
                self.segments.insert(*s, inside.clone());
                inside
            }
            ExprKind::CohortMatches(c) => {
                let cohort = self.checker.draft.cohorts[*c].as_ref()?;
                let musts = cohort.rules.iter().filter(|r| r.kind == RuleKind::Must);
                musts.map(|r| &r.rule).collect::<Vec<_>>().into_iter().find_map(|r| self.first(r))
            }
            ExprKind::CohortScore(_) | ExprKind::CohortTier(_) => self.checker.called(expr),
            ExprKind::Aggregate(a) => match a.function {
                AggregateFunction::Count
                | AggregateFunction::Any
                | AggregateFunction::Sum
                | AggregateFunction::CountDistinct => None,
                _ => Some("the aggregate".into()),
            },
            ExprKind::Default { default, .. } => self.first(default),
            _ => expr.children().into_iter().find_map(|child| self.first(child)),
        }
    }
}
