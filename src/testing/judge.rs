//! What a test found, and whether that was expected.

use crate::explain::Standing;
use crate::ir::NodeId;
use crate::lower::Lowered;
use crate::model::{Assign, Program, TestExpect};
use crate::reference::Value;
use crate::syntax::ast;

/// What an expectation met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Where the tested row stands in a cohort.
    Standing(Standing),
    /// What a rule is; `None`: unknown.
    Truth(Option<bool>),
    /// The cohort that an assignment gives, as an index into [`Program::cohorts`].
    Assigned(Option<usize>),
}

/// The nodes that an expectation looks at.
pub(super) fn nodes(program: &Program, lowered: &Lowered, expect: &TestExpect) -> Vec<NodeId> {
    match expect {
        TestExpect::Matches(cohort) | TestExpect::DoesNotMatch(cohort) | TestExpect::Undecided(cohort) => {
            let Some(planned) = planned(lowered, *cohort) else { return Vec::new() };
            let base = lowered.plan.table(planned.table).base;
            [planned.matched, planned.undecided].into_iter().chain(base).collect()
        }
        TestExpect::Holds(rule) => lowered.ids[rule.id.0 as usize].into_iter().collect(),
        TestExpect::Assigned { assign, .. } => {
            let among = program.assigns[*assign].among.iter().filter_map(|&c| planned(lowered, c));
            among.flat_map(|cohort| [cohort.matched, cohort.score.earned]).collect()
        }
    }
}

fn planned(lowered: &Lowered, cohort: usize) -> Option<&crate::ir::Cohort> {
    lowered.cohorts[cohort].map(|place| &lowered.plan.cohorts[place])
}

/// What the tested row shows, given the values of [`nodes`] there.
pub(super) fn found(
    program: &Program,
    lowered: &Lowered,
    expect: &TestExpect,
    value: &dyn Fn(NodeId) -> Value,
) -> Found {
    match expect {
        TestExpect::Matches(cohort) | TestExpect::DoesNotMatch(cohort) | TestExpect::Undecided(cohort) => {
            let Some(planned) = planned(lowered, *cohort) else { return Found::Standing(Standing::Out) };
            let base = lowered.plan.table(planned.table).base;
            Found::Standing(if base.is_some_and(|base| !value(base).is_true()) {
                Standing::Outside
            } else if value(planned.matched).is_true() {
                Standing::In
            } else if value(planned.undecided).is_true() {
                Standing::Undecided
            } else {
                Standing::Out
            })
        }
        TestExpect::Holds(rule) => {
            Found::Truth(lowered.ids[rule.id.0 as usize].and_then(|node| match value(node) {
                Value::Bool(truth) => Some(truth),
                _ => None,
            }))
        }
        TestExpect::Assigned { assign, .. } => {
            Found::Assigned(assigned(lowered, &program.assigns[*assign], value))
        }
    }
}

/// The best of the cohorts that the tested row is a member of, as [`crate::ir::Assign`] says.
fn assigned(lowered: &Lowered, assign: &Assign, value: &dyn Fn(NodeId) -> Value) -> Option<usize> {
    let mut best: Option<(usize, i128, i128)> = None;
    for &index in &assign.among {
        let Some(cohort) = planned(lowered, index) else { continue };
        let earned = match value(cohort.score.earned) {
            Value::Int(points) => i128::from(points.max(0)),
            _ => 0,
        };
        let total = i128::from(cohort.score.total);
        // In whole numbers: the bound is in ten-thousandths of a point of the score.
        let reaches = earned * 100 * 10_000 >= i128::from(assign.at_least) * total;
        if !value(cohort.matched).is_true() || !reaches {
            continue;
        }
        let better = best.is_none_or(|(_, best_earned, best_total)| {
            assign.by == ast::AssignBy::HighestScore && earned * best_total > best_earned * total
        });
        if better {
            best = Some((index, earned, total));
        }
    }
    best.map(|(index, ..)| index)
}

/// Whether that is what was expected.
pub(super) fn holds(expect: &TestExpect, found: Found) -> bool {
    match (expect, found) {
        (TestExpect::Matches(_), Found::Standing(standing)) => standing == Standing::In,
        (TestExpect::DoesNotMatch(_), Found::Standing(standing)) => {
            matches!(standing, Standing::Out | Standing::Outside)
        }
        (TestExpect::Undecided(_), Found::Standing(standing)) => standing == Standing::Undecided,
        (TestExpect::Holds(_), Found::Truth(truth)) => truth == Some(true),
        (TestExpect::Assigned { to, .. }, Found::Assigned(got)) => *to == got,
        _ => false,
    }
}
