//! What is allowed and probably not meant. Each lint has a name (its code's), and the catalog sets its level:
//! `lints: { overdue-review: deny }`.

use super::Checker;
use super::names::Kind;
use crate::catalog::LintLevel;
use crate::diagnostics::{Diagnostic, Severity, codes};
use crate::model::{AggregateFunction, Expr, ExprKind, Status};
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
        let mut unknowns = Unknowns { checker: self, features: HashMap::new() };
        for cohort in self.draft.cohorts.iter().flatten() {
            let musts = || cohort.rules.iter().filter(|r| r.kind == RuleKind::Must).map(|r| &r.rule);
            // All of them must hold, so what one needs to be known is known to the others.
            let mut known = Vec::new();
            musts().for_each(|rule| self.known_by(rule, &mut known));
            musts().for_each(|rule| self.negated_in(rule, &known, &mut unknowns, found));
        }
        let segments = self.draft.segments.iter().flatten().map(|s| &s.rule);
        let populations = self.draft.populations.iter().flat_map(|p| &p.population);
        for rule in segments.chain(populations) {
            self.negated_in(rule, &[], &mut unknowns, found);
        }
    }

    /// The negations of a rule that decide who stays: those under `and`, `or`, `at least`, not those under `is true`.
    fn negated_in(
        &self,
        rule: &Expr,
        known: &[String],
        unknowns: &mut Unknowns<'_, 'a>,
        found: &mut Vec<Diagnostic>,
    ) {
        match &rule.kind {
            ExprKind::And(rules) => {
                let mut known = known.to_vec();
                rules.iter().for_each(|r| self.known_by(r, &mut known));
                rules.iter().for_each(|r| self.negated_in(r, &known, unknowns, found));
            }
            ExprKind::Or(rules) | ExprKind::AtLeast { rules, .. } => {
                rules.iter().for_each(|r| self.negated_in(r, known, unknowns, found));
            }
            _ if is_negated(rule) => {
                let Some(name) = unknowns.first(rule, known) else { return };
                let message =
                    format!("rows whose `{name}` is missing fall out of this negated rule, unnoticed");
                let help = format!(
                    "to keep them, write `(…) is not true` around the rule without its negation, or give a default: \
                     `{name} ?? …`; to drop them on purpose, say so: `{name} is known and …`"
                );
                found.push(
                    Diagnostic::new(&codes::NEGATED_UNKNOWN, message)
                        .at(rule.span, format!("unknown where `{name}` is missing"))
                        .help(help),
                );
            }
            _ => {}
        }
    }

    /// The values that are known wherever a rule holds.
    fn known_by(&self, rule: &Expr, known: &mut Vec<String>) {
        match &rule.kind {
            ExprKind::And(rules) => rules.iter().for_each(|r| self.known_by(r, known)),
            ExprKind::IsMissing { value, negated: true }
            | ExprKind::Between { value, negated: false, .. }
            | ExprKind::In { value, negated: false, .. }
            | ExprKind::InRank { value, negated: false, .. }
            | ExprKind::TextTest { value, negated: false, .. }
            | ExprKind::Matches { value, negated: false, .. }
            | ExprKind::Has { value, negated: false, .. } => known.extend(self.called(value)),
            ExprKind::Compare { op, left, right } if *op != CompareOp::Ne => {
                known.extend(self.called(left));
                known.extend(self.called(right));
            }
            _ => {}
        }
    }

    /// Only where something could use it: a file of definitions alone is a library.
    fn unused(&self, found: &mut Vec<Diagnostic>) {
        // What is broken may have been the user.
        if self.diagnostics.iter().any(Diagnostic::is_error) || self.unreadable {
            return;
        }
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
            let running = cohort.status != Status::Retired;
            let Some(review) = cohort.review.filter(|r| running && *r < self.options.today) else { continue };
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
}

impl Unknowns<'_, '_> {
    /// The first input of a value that makes it missing by being missing, and is not among the known ones.
    fn first(&mut self, expr: &Expr, known: &[String]) -> Option<String> {
        let checker = self.checker;
        match &expr.kind {
            ExprKind::Column(c) => {
                let table = &checker.catalog.tables[expr.table];
                let name = super::words::quoted(&table.columns[*c].name);
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
                let name = super::words::quoted(&feature.name);
                if !self.features.contains_key(f) {
                    let can_be_missing = self.first(&feature.value, &[]).is_some();
                    self.features.insert(*f, can_be_missing);
                }
                (self.features[f] && !known.contains(&name)).then_some(name)
            }
            ExprKind::Segment(s) => {
                let segment = checker.draft.segments[*s].as_ref()?;
                self.first(&segment.rule, known)
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
