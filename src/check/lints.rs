//! What is allowed and probably not meant. Each lint has a name (its code's), and the catalog sets its level:
//! `lints: { overdue-review: deny }`.

use super::names::Kind;
use super::{Checker, negated, untranslated};
use crate::catalog::LintLevel;
use crate::diagnostics::{Diagnostic, Severity, codes};
use crate::model::{Expr, ExprKind, Status};
use crate::syntax::ast::{AssignBy, RuleKind};

impl<'a> Checker<'a> {
    pub fn lints(&mut self) {
        let mut found = Vec::new();
        found.extend(negated::lint(self));
        self.unused(&mut found);
        self.overdue(&mut found);
        self.unscored(&mut found);
        self.constant_rules(&mut found);
        found.extend(untranslated::lint(self));
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
