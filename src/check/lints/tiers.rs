//! The lints `unreachable-tier` and `idle-weight`: tiers that nobody can be in, and weights that move nobody from one to another.
//!
//! Both follow every sum that members' weights can add up to, with caps and penalties, and what the members' rules say about
//! each `should`. Where that is more than can be followed, nothing is said.

use super::Look;
use super::reach::Reach;
use super::sums::Sums;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Cohort, Expr, ExprKind, Tier};
use crate::syntax::ast::{AssignBy, CohortKind};

pub(super) fn lint(look: &mut Look<'_>) {
    let scored = look.scores_that_matter();
    for (index, cohort) in look.program.cohorts.iter().enumerate() {
        if cohort.tiers.is_empty() {
            continue;
        }
        let Some(reach) = look.reach(cohort) else { continue };
        let Some(earned) = reach.earned() else { continue };
        let bounds: Vec<i64> = cohort.tiers.iter().map(|t| needed(t, reach.total)).collect();
        let before = look.found.len();
        look.unreachable(cohort, &reach, &earned, &bounds);
        // A bound that is out of reach makes weights idle that are not to blame.
        let untold = look.found.len() == before && !scored[index];
        let apart = bounds.iter().filter(|b| earned.least() < **b && **b <= earned.greatest()).count();
        if untold && apart > 0 {
            look.idle_weights(cohort, &reach, &bounds);
        }
    }
}

/// What has to be earned for a tier: the least sum with sum × 100 × 10⁴ ≥ bound × total.
fn needed(tier: &Tier, total: i64) -> i64 {
    let needed = i128::from(tier.bound) * i128::from(total);
    i64::try_from((needed + 999_999) / 1_000_000).unwrap_or(i64::MAX)
}

impl<'a> Look<'a> {
    fn unreachable(&mut self, cohort: &'a Cohort, reach: &Reach<'a>, earned: &Sums, bounds: &[i64]) {
        let mut above: Option<(&Tier, i64)> = None;
        for (tier, &bound) in cohort.tiers.iter().zip(bounds) {
            let end = above.map_or(i64::MAX, |(_, bound)| bound - 1);
            if !earned.meets(bound, end) {
                let diagnostic = nobody_in(cohort, tier, above.map(|(t, _)| t), bound, earned, reach.total);
                self.found.push(diagnostic);
            }
            above = Some((tier, bound));
        }
    }

    fn idle_weights(&mut self, cohort: &'a Cohort, reach: &Reach<'a>, bounds: &[i64]) {
        for (block, rule) in reach.varying() {
            if reach.decides(block, rule, bounds) != Some(false) {
                continue;
            }
            let message = format!("this weight never changes the tier of a member of `{}`", cohort.name);
            self.found.push(
                Diagnostic::new(&codes::IDLE_WEIGHT, message)
                    .at(rule.span, "with it or without it, the same tier")
                    .help("give it more weight, move a bound, or take the rule out"),
            );
        }
    }

    /// By cohort: whether its score itself is looked at, not the tier alone.
    fn scores_that_matter(&self) -> Vec<bool> {
        let program = self.program;
        let mut matters = vec![false; program.cohorts.len()];
        for assign in &program.assigns {
            if assign.by == AssignBy::HighestScore || assign.at_least > 0 {
                assign.among.iter().for_each(|c| matters[*c] = true);
            }
        }
        let cohorts = program.cohorts.iter();
        let rules = cohorts.clone().flat_map(|c| c.rules.iter().map(|r| &r.rule));
        let about = cohorts.flat_map(|c| c.claims.iter().map(|c| &c.rule).chain(&c.expects));
        let values =
            program.features.iter().map(|f| &f.value).chain(program.metrics.iter().map(|m| &m.value));
        let more = program.segments.iter().map(|s| &s.rule);
        let stages = program.journeys.iter().flat_map(|j| &j.stages).map(|s| &s.rule);
        for expr in rules.chain(about).chain(values).chain(more).chain(stages) {
            scores_in(expr, &mut matters);
        }
        matters
    }
}

fn scores_in(expr: &Expr, matters: &mut [bool]) {
    if let ExprKind::CohortScore(c) = expr.kind {
        matters[c] = true;
    }
    expr.children().into_iter().for_each(|child| scores_in(child, matters));
}

fn nobody_in(
    cohort: &Cohort,
    tier: &Tier,
    above: Option<&Tier>,
    bound: i64,
    earned: &Sums,
    total: i64,
) -> Diagnostic {
    let who = if cohort.kind == CohortKind::Score { "nobody" } else { "no member" };
    let message = format!("{who} can be in tier `{}` of `{}`", tier.name, cohort.name);
    let diagnostic = Diagnostic::new(&codes::UNREACHABLE_TIER, message);
    let score = |points: i64| shown(points, total);
    if earned.greatest() < bound {
        let label = format!("the highest possible score is {}", score(earned.greatest()));
        return diagnostic.at(tier.span, label).help("lower the bound, or let more be earned");
    }
    let diagnostic = match earned.around(bound) {
        (None, Some(least)) => {
            diagnostic.at(tier.span, format!("the lowest possible score is {}", score(least)))
        }
        (Some(below), Some(next)) => diagnostic
            .at(tier.span, format!("no score lies here: below it {}, then {}", score(below), score(next))),
        _ => diagnostic.at(tier.span, "no score lies here"),
    };
    let diagnostic = match above {
        Some(above) => diagnostic.at(above.span, format!("who could be is in `{}`", above.name)),
        None => diagnostic,
    };
    diagnostic.help("move the bounds, take the tier out, or score something in which members differ")
}

/// A score with at most two decimals.
fn shown(points: i64, total: i64) -> String {
    let score = points as f64 * 100.0 / total as f64;
    let text = format!("{score:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
