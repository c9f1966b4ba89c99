//! Definitions that nothing uses, reviews that are overdue, personas that always win.

use crate::check::Checker;
use crate::check::names::Kind;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::Status;
use crate::syntax::ast::{AssignBy, RuleKind};

impl<'a> Checker<'a> {
    /// Only where something could use it: a file of definitions alone is a library.
    pub(super) fn unused(&self, found: &mut Vec<Diagnostic>) {
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

    pub(super) fn overdue(&self, found: &mut Vec<Diagnostic>) {
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
    pub(super) fn unscored(&self, found: &mut Vec<Diagnostic>) {
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
}
