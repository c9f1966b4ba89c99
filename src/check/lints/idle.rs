//! The lint `idle-rule`: a rule that decides nothing beside the others of its cohort.

use super::{Look, Truths};
use crate::check::reason::Facts;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Cohort, Expr, ExprKind, Rule};
use crate::syntax::ast::RuleKind;

pub(super) fn lint(look: &mut Look<'_>) {
    for cohort in &look.program.cohorts {
        let deciding = look.deciding(cohort);
        let plain: Vec<(&Expr, Truths)> = deciding.iter().map(|(r, t)| (&r.rule, *t)).collect();
        let everyone = look.everyone(cohort.table);
        if look.reason.holds_together(&plain, &everyone).is_none() {
            // Whatever is said of nobody is true.
            continue;
        }
        look.idle_deciding(cohort, &deciding);
        look.idle_scoring(cohort, &deciding);
    }
}

type Deciding<'a> = [(&'a Rule, Truths)];

impl<'a> Look<'a> {
    /// A `must` that the others imply, an `exclude` of somebody whom the others do not let in.
    fn idle_deciding(&mut self, cohort: &'a Cohort, deciding: &Deciding<'a>) {
        let mut idle: Vec<usize> = Vec::new();
        let subjects: Vec<Vec<usize>> = deciding.iter().map(|(r, _)| self.reason.subjects(&r.rule)).collect();
        for (i, (rule, truths)) in deciding.iter().enumerate() {
            if !self.is_judged(rule) {
                continue;
            }
            // What is known of other values does not imply anything about this one.
            let shares = |j: &usize| subjects[*j].iter().any(|s| subjects[i].contains(s));
            let beside: Vec<usize> =
                (0..deciding.len()).filter(|j| *j != i && !idle.contains(j) && shares(j)).collect();
            if beside.is_empty() {
                continue;
            }
            let meaning = self.reason.meaning(&rule.rule);
            let others: Vec<&(&Rule, Truths)> = beside
                .into_iter()
                .map(|j| &deciding[j])
                .filter(|(r, _)| !is_cohort(r) && self.reason.meaning(&r.rule) != meaning)
                .collect();
            let plain: Vec<(&Expr, Truths)> = others.iter().map(|(r, t)| (&r.rule, *t)).collect();
            if !self.follows(&rule.rule, *truths, &plain) || !self.varies(&rule.rule) {
                continue;
            }
            let enough =
                others.iter().zip(&plain).find(|(_, one)| self.follows(&rule.rule, *truths, &[**one]));
            idle.push(i);
            let (message, label) = match rule.kind {
                RuleKind::Exclude => ("this `exclude` drops nobody", "the other rules let none of them in"),
                _ => ("this `must` decides nothing", "the other rules ask for more"),
            };
            let diagnostic = Diagnostic::new(&codes::IDLE_RULE, format!("{message} in `{}`", cohort.name));
            let diagnostic = match enough {
                Some(((other, _), _)) => {
                    diagnostic.at(rule.span, "implied").at(other.span, "this one is enough")
                }
                None => diagnostic.at(rule.span, label),
            };
            self.found.push(diagnostic.help("take it out, or change its bound"));
        }
    }

    /// A `should` that every member earns, or none.
    fn idle_scoring(&mut self, cohort: &'a Cohort, deciding: &Deciding<'a>) {
        let plain: Vec<(&Expr, Truths)> = deciding.iter().map(|(r, t)| (&r.rule, *t)).collect();
        // What a param says today is no reason: it may be set otherwise.
        self.reason.with_params = false;
        let members = self.reason.holds_together(&plain, &Facts::default());
        self.reason.with_params = true;
        let Some(members) = members else { return };
        for rule in cohort.rules.iter().filter(|r| r.kind == RuleKind::Should) {
            if rule.rule.is_grade() {
                continue;
            }
            self.reason.with_params = false;
            let can = self.reason.can_be(&rule.rule, &members);
            self.reason.with_params = true;
            let idle = can == Truths::TRUE || !can.has(Truths::TRUE);
            if !idle || !self.varies(&rule.rule) {
                continue;
            }
            let because =
                deciding.iter().zip(&plain).find(|(_, one)| self.follows(&rule.rule, can, &[**one]));
            let who = if can == Truths::TRUE { "every member of" } else { "no member of" };
            let message = format!("{who} `{}` earns this `should`", cohort.name);
            let diagnostic = Diagnostic::new(&codes::IDLE_RULE, message).at(rule.span, "tells no two apart");
            let diagnostic = match because {
                Some(((other, _), _)) => diagnostic.at(other.span, "because of this rule"),
                None => diagnostic,
            };
            self.found.push(diagnostic.help("take it out, or score something in which members differ"));
        }
    }

    /// Whether a rule has these truth values wherever others hold, whatever params are set to.
    fn follows(&mut self, rule: &Expr, truths: Truths, others: &[(&Expr, Truths)]) -> bool {
        self.reason.with_params = false;
        let facts = self.reason.holds_together(others, &Facts::default());
        let follows = facts.is_some_and(|facts| self.reason.can_be(rule, &facts).within(truths));
        self.reason.with_params = true;
        follows
    }

    /// A rule that says what is known says it on purpose; one that is the same for everyone has been told.
    fn is_judged(&self, rule: &Rule) -> bool {
        !matches!(rule.rule.kind, ExprKind::IsMissing { .. } | ExprKind::IsTruth { .. }) && !is_cohort(rule)
    }

    /// Can be true and can be something else.
    fn varies(&mut self, rule: &Expr) -> bool {
        let can = self.reason.can_be_alone(rule, &Facts::default());
        can.has(Truths::TRUE) && can.has(Truths::FALSE)
    }
}

fn is_cohort(rule: &Rule) -> bool {
    matches!(rule.rule.kind, ExprKind::CohortMatches(_))
}
