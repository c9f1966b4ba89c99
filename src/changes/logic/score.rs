//! Scores: where they go when a rule changes.
//!
//! A score is what is earned of what could be. Rules that earn more raise it; a rule that is added raises what could be earned,
//! too, so nothing can be said of it; a penalty takes away and counts in no total.

use super::Logic;
use crate::changes::Lean;
use crate::meaning::{FormId, Head, Node};

impl Logic<'_> {
    /// Where the score goes by one `should` alone: weight and rule on each side, `None` where it is not there.
    pub fn rule_lean(&mut self, old: Option<(i64, FormId)>, new: Option<(i64, FormId)>) -> Lean {
        match (old, new) {
            (None, Some((weight, _))) if weight < 0 => Lean::Lower,
            (Some((weight, _)), None) if weight < 0 => Lean::Higher,
            (Some((before, a)), Some((after, b))) if before == after => {
                let lean = match (self.grade_at_most(a, b), self.grade_at_most(b, a)) {
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

    /// Whether `b` earns at least what `a` does, weight by weight: a rule where it is true, a grade by what it is; unknown earns
    /// nothing.
    pub(super) fn grade_at_most(&mut self, a: FormId, b: FormId) -> bool {
        let graded = |logic: &Self, form: FormId| {
            matches!(logic.forms.head(form), Head::Ramp { .. } | Head::Decay { .. } | Head::Default)
        };
        if a == b {
            return true;
        }
        if graded(self, a) && graded(self, b) {
            let order = self.order(a, b);
            return order.known && order.at_most;
        }
        // A rule beside a grade: nothing is implied by what is not true or false.
        self.implies(a, b)
    }

    /// Whether a score is nowhere above another: the same blocks, and in each the same weights on rules that earn at least as much.
    pub(super) fn points_at_most(&mut self, a: FormId, b: FormId) -> bool {
        if a == b {
            return true;
        }
        let (left, right) = (self.forms.node(a), self.forms.node(b));
        if left.parts.len() != right.parts.len() {
            return false;
        }
        let blocks = |logic: &Self, node: &Node| -> Vec<(Option<i64>, Vec<FormId>)> {
            let all = node.parts.iter().map(|block| match logic.forms.get(*block) {
                Node { head: Head::Block { cap }, parts } => (*cap, parts.to_vec()),
                _ => (None, vec![*block]),
            });
            all.collect()
        };
        let (left, mut right) = (blocks(self, &left), blocks(self, &right));
        left.iter().all(|(cap, earns)| {
            let same = |(other, wanted): &(Option<i64>, Vec<FormId>)| {
                other == cap && self.block_at_most(earns, wanted)
            };
            let mut same = same;
            match right.iter().position(&mut same) {
                Some(at) => {
                    right.remove(at);
                    true
                }
                None => false,
            }
        })
    }

    fn block_at_most(&mut self, left: &[FormId], right: &[FormId]) -> bool {
        let mut open = right.to_vec();
        // Those that are on both sides do not stand in the way of the others.
        let left: Vec<FormId> = left
            .iter()
            .filter(|earn| match open.iter().position(|other| other == *earn) {
                Some(at) => {
                    open.remove(at);
                    false
                }
                None => true,
            })
            .copied()
            .collect();
        left.len() == open.len()
            && left.iter().all(|earn| match open.iter().position(|other| self.earns_at_most(*earn, *other)) {
                Some(at) => {
                    open.remove(at);
                    true
                }
                None => false,
            })
    }

    fn earns_at_most(&mut self, a: FormId, b: FormId) -> bool {
        let (left, right) = (self.forms.node(a), self.forms.node(b));
        match (&left.head, &right.head) {
            (Head::Earn { weight }, Head::Earn { weight: same }) if weight == same => match weight {
                0.. => self.grade_at_most(left.parts[0], right.parts[0]),
                _ => self.grade_at_most(right.parts[0], left.parts[0]),
            },
            _ => false,
        }
    }
}
