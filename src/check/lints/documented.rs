//! The lints about what an icp or a persona does not say of itself: `missing-owner`, `missing-review`, `untested`, `unclaimed`.
//!
//! They are off unless a project asks for them (see [`super::levels::GROUP`]).

use super::Look;
use crate::diagnostics::{Code, Diagnostic, codes};
use crate::model::{Cohort, Expr, ExprKind, Status, TestExpect};
use crate::syntax::ast::CohortKind;

pub(super) fn lint(look: &mut Look<'_>) {
    // What did not read may have been the owner.
    if !look.whole {
        return;
    }
    let tested = look.tested();
    for (index, cohort) in look.program.cohorts.iter().enumerate() {
        if cohort.status == Status::Retired || cohort.kind == CohortKind::Score {
            continue;
        }
        let name = &cohort.name;
        if cohort.owner.is_none() {
            let help = "say who answers for it: `owner: \"growth@example.com\"`";
            look.undocumented(
                cohort,
                &codes::MISSING_OWNER,
                format!("nobody owns `{name}`"),
                "no `owner`",
                help,
            );
        }
        if cohort.review.is_none() {
            let message = format!("nothing says when `{name}` is to be looked at again");
            let help = "set a date: `review: 2027-03-01`; `check` warns once it has passed";
            look.undocumented(cohort, &codes::MISSING_REVIEW, message, "no `review`", help);
        }
        if !tested[index] {
            let message = format!("no test asks who is in `{name}`");
            let help = format!("let `personac test --suggest {name}` write some");
            look.undocumented(cohort, &codes::UNTESTED, message, "in no `expect`", &help);
        }
        let claims = !cohort.claims.is_empty()
            || !cohort.expects.is_empty()
            || cohort.narrative.pain_points.iter().any(|p| p.backed_by.is_some());
        if cohort.kind == CohortKind::Persona && !claims {
            let message = format!("nothing that `{name}` tells is held against the data");
            let help =
                "add a `claim \"…\": share(…) >= 50%`, a pain point that is `backed by` data, or an `expect`";
            look.undocumented(
                cohort,
                &codes::UNCLAIMED,
                message,
                "no `claim`, `backed by` or `expect`",
                help,
            );
        }
    }
}

impl Look<'_> {
    fn undocumented(
        &mut self,
        cohort: &Cohort,
        code: &'static Code,
        message: String,
        label: &str,
        help: &str,
    ) {
        self.found.push(Diagnostic::new(code, message).at(cohort.span, label).help(help));
    }

    /// By cohort: whether the expectation of a test names it, its score, its tier, or an assignment to it.
    fn tested(&self) -> Vec<bool> {
        let mut tested = vec![false; self.program.cohorts.len()];
        for expect in self.program.tests.iter().flat_map(|t| &t.expects) {
            match &expect.what {
                TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c) => {
                    tested[*c] = true;
                }
                TestExpect::Holds(rule) => named(rule, &mut tested),
                TestExpect::Assigned { to, .. } => to.iter().for_each(|c| tested[*c] = true),
            }
        }
        tested
    }
}

fn named(expr: &Expr, tested: &mut [bool]) {
    if let ExprKind::CohortMatches(c) | ExprKind::CohortScore(c) | ExprKind::CohortTier(c) = expr.kind {
        tested[c] = true;
    }
    expr.children().into_iter().for_each(|child| named(child, tested));
}
