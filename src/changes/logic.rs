//! What follows from what: the ground on which a direction is said.
//!
//! A rule is true, false or unknown for a customer, and only those for whom it is true count. `a` *implies* `b` if `b` is true for
//! everybody for whom `a` is, whatever the data. That loosens a rule from `a` to `b`; where `b` implies `a` it is tightened;
//! where neither can be shown, nothing is said. What is shown here is always so; much that is so is not shown.

use super::{ClauseKind, Direction, Lean, Side};
use crate::meaning::{Builder, FormId, Forms, Head};
use crate::model::Expr;
use std::collections::HashMap;

pub(super) struct Logic<'f> {
    forms: &'f mut Forms,
    known: HashMap<(FormId, FormId), bool>,
}

impl<'f> Logic<'f> {
    pub fn new(forms: &'f mut Forms) -> Self {
        Logic { forms, known: HashMap::new() }
    }

    /// The rule that everybody passes.
    pub fn everyone(&mut self) -> FormId {
        self.forms.leaf(Head::Bool(true))
    }

    /// Population or consent of a table, as a rule.
    pub fn base_part(&mut self, side: &Side<'_>, table: usize, kind: ClauseKind) -> FormId {
        let population = side.program.populations.get(table);
        let rule = population.and_then(|p| match kind {
            ClauseKind::Population => p.population.as_ref(),
            _ => p.consent.as_ref(),
        });
        match rule {
            Some(rule) => {
                let rule = self.rule(side, rule);
                self.forms.make(Head::True { negated: false }, vec![rule])
            }
            None => self.everyone(),
        }
    }

    /// The form of a rule, everything put in place.
    pub fn rule(&mut self, side: &Side<'_>, rule: &Expr) -> FormId {
        Builder::new(side.program, side.catalog, self.forms).expr(rule)
    }

    /// Who is let in by a rule that becomes another; `None` where it is the same.
    pub fn direction(&mut self, old: FormId, new: FormId) -> Option<Direction> {
        if old == new {
            return None;
        }
        Some(match (self.implies(old, new), self.implies(new, old)) {
            (true, true) => return None,
            (true, false) => Direction::Loosened,
            (false, true) => Direction::Tightened,
            (false, false) => Direction::Changed,
        })
    }

    /// Whether `b` is true wherever `a` is.
    pub fn implies(&mut self, a: FormId, b: FormId) -> bool {
        if a == b {
            return true;
        }
        if let Some(&known) = self.known.get(&(a, b)) {
            return known;
        }
        let found = self.follows(a, b);
        self.known.insert((a, b), found);
        found
    }

    fn follows(&mut self, a: FormId, b: FormId) -> bool {
        let (left, right) = (self.forms.get(a).clone(), self.forms.get(b).clone());
        match (&left.head, &right.head) {
            (Head::Bool(false), _) | (_, Head::Bool(true)) => true,
            (_, Head::And) => right.parts.iter().all(|part| self.implies(a, *part)),
            (Head::Or, _) => left.parts.iter().all(|part| self.implies(*part, b)),
            _ => {
                let some = left.head == Head::And && left.parts.iter().any(|part| self.implies(*part, b));
                some || (right.head == Head::Or && right.parts.iter().any(|part| self.implies(a, *part)))
            }
        }
    }

    /// Where the score goes by one `should` alone: weight and rule on each side, `None` where it is not there.
    pub fn rule_lean(&mut self, old: Option<(i64, FormId)>, new: Option<(i64, FormId)>) -> Lean {
        match (old, new) {
            // What is taken away counts in no total.
            (None, Some((weight, _))) if weight < 0 => Lean::Lower,
            (Some((weight, _)), None) if weight < 0 => Lean::Higher,
            (Some((before, a)), Some((after, b))) if before == after => {
                let lean = match (self.implies(a, b), self.implies(b, a)) {
                    (true, _) => Lean::Higher,
                    (_, true) => Lean::Lower,
                    _ => Lean::Either,
                };
                if before < 0 { lean.opposite() } else { lean }
            }
            (Some((before, a)), Some((after, b))) if a == b && before < 0 && after < 0 => {
                if after < before {
                    Lean::Lower
                } else {
                    Lean::Higher
                }
            }
            _ => Lean::Either,
        }
    }
}
