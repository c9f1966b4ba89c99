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
        let nothing = Facts::default();
        let mut idle: Vec<usize> = Vec::new();
        for (i, (rule, truths)) in deciding.iter().enumerate() {
            if !self.is_judged(rule) || !self.varies(&rule.rule) {
                continue;
            }
            let meaning = self.reason.meaning(&rule.rule);
            let others: Vec<&(&Rule, Truths)> = deciding
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i && !idle.contains(j))
                .map(|(_, other)| other)
                .filter(|(r, _)| !is_cohort(r) && self.reason.meaning(&r.rule) != meaning)
                .collect();
            let plain: Vec<(&Expr, Truths)> = others.iter().map(|(r, t)| (&r.rule, *t)).collect();
            self.reason.with_params = false;
            let facts = self.reason.holds_together(&plain, &nothing);
            let implied = facts.is_some_and(|facts| self.implied(&rule.rule, *truths, &facts));
            let enough = others.iter().zip(&plain).find(|(_, one)| {
                let facts = self.reason.holds_together(&[**one], &nothing);
                facts.is_some_and(|facts| self.implied(&rule.rule, *truths, &facts))
            });
            self.reason.with_params = true;
            if !implied {
                continue;
            }
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
            if rule.rule.is_grade() || !self.varies(&rule.rule) {
                continue;
            }
            self.reason.with_params = false;
            let can = self.reason.can_be(&rule.rule, &members);
            let alone = |look: &mut Self, one: (&Expr, Truths)| {
                let facts = look.reason.holds_together(&[one], &Facts::default());
                facts.is_some_and(|facts| look.reason.can_be(&rule.rule, &facts).within(can))
            };
            let idle = can == Truths::TRUE || !can.has(Truths::TRUE);
            let because = deciding.iter().zip(&plain).find(|(_, one)| idle && alone(self, **one));
            self.reason.with_params = true;
            if !idle {
                continue;
            }
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

    fn implied(&mut self, rule: &Expr, truths: Truths, facts: &Facts) -> bool {
        self.reason.can_be(rule, facts).within(truths)
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
