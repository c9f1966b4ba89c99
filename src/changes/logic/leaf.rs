//! Rules without `and` and `or`: what follows from one about another.

use super::Logic;
use super::text::{Claim, claims};
use crate::meaning::{FormId, Head, Node, number_of};
use crate::syntax::ast::RankEnd;
use std::cmp::Ordering;

impl Logic<'_> {
    /// Whether `b` is true wherever `a` is, neither being put together by `and` or `or`.
    pub(super) fn leaf(&mut self, a: FormId, b: FormId) -> bool {
        let (left, right) = (self.forms.node(a), self.forms.node(b));
        match (&left.head, &right.head) {
            (Head::True { negated: true }, Head::True { negated: true }) => {
                self.implies(right.parts[0], left.parts[0])
            }
            // Where its opposite is true, a rule is not.
            (_, Head::True { negated: true }) => {
                let opposite = self.forms.not(right.parts[0]);
                self.implies(a, opposite)
            }
            (Head::Missing { negated: false }, Head::Missing { negated: false }) => {
                self.order(right.parts[0], left.parts[0]).known
            }
            (_, Head::Missing { negated: true }) => self.makes_known(&left, right.parts[0]),
            (Head::Less { strict }, Head::Less { strict: wanted }) => {
                let low = self.order(right.parts[0], left.parts[0]);
                let back = self.order(left.parts[0], right.parts[0]);
                let high = self.order(left.parts[1], right.parts[1]);
                let apart = low.below || high.below;
                low.at_most && back.known && high.at_most && high.known && (!wanted || *strict || apart)
            }
            (Head::Less { strict: true }, Head::Equal { negated: true }) => same_two(&left, &right),
            (Head::Equal { negated: false }, Head::Less { strict: false }) => same_two(&left, &right),
            (Head::In { .. }, _) => self.of_items(&left, &right),
            (Head::Less { strict }, Head::In { negated: true }) => self.beyond(&left, *strict, &right),
            (Head::Has { .. }, Head::Has { .. }) => left.parts == right.parts && has(&left.head, &right.head),
            (Head::InRank { .. }, Head::InRank { .. }) => {
                left.parts == right.parts && ranked(&left.head, &right.head)
            }
            (Head::Parent(one), Head::Parent(other)) if one == other => {
                self.implies(left.parts[0], right.parts[0])
            }
            (Head::Default, Head::Default) => self.defaults(&left, &right),
            (Head::Call("if"), Head::Call("if")) => {
                left.parts[0] == right.parts[0]
                    && self.implies(left.parts[1], right.parts[1])
                    && self.implies(left.parts[2], right.parts[2])
            }
            (one, other) => match (claims(one), claims(other)) {
                (Some(one), Some(other)) => left.parts == right.parts && follows(&one, &other),
                _ => false,
            },
        }
    }

    /// Whether a value is known wherever a rule is true.
    fn makes_known(&mut self, rule: &Node, value: FormId) -> bool {
        let looked_at = match &rule.head {
            Head::Less { .. } | Head::Equal { .. } => &rule.parts[..],
            Head::In { .. }
            | Head::Contains { .. }
            | Head::StartsWith { .. }
            | Head::EndsWith { .. }
            | Head::Matches { .. }
            | Head::Has { .. }
            | Head::InRank { .. }
            | Head::Missing { negated: true } => &rule.parts[..1],
            _ => return false,
        };
        looked_at.iter().any(|known| *known == value || self.order(*known, value).known)
    }

    /// `x in […]`: what holds for all of the items.
    fn of_items(&mut self, left: &Node, right: &Node) -> bool {
        let (value, items) = (left.parts[0], &left.parts[1..]);
        let negated = left.head == Head::In { negated: true };
        match &right.head {
            Head::In { negated: other } => {
                let wanted = &right.parts[1..];
                value == right.parts[0]
                    && match (negated, other) {
                        (false, false) => items.iter().all(|item| wanted.contains(item)),
                        (true, true) => wanted.iter().all(|item| items.contains(item)),
                        (false, true) => items.iter().all(|item| !wanted.contains(item)),
                        (true, false) => false,
                    }
            }
            _ if negated => false,
            Head::Less { strict } => {
                let holds = |item: FormId| match (right.parts[0] == value, right.parts[1] == value) {
                    (true, false) => self.below(item, right.parts[1], *strict),
                    (false, true) => self.below(right.parts[0], item, *strict),
                    _ => false,
                };
                items.iter().all(|item| holds(*item))
            }
            other => {
                let Some(claim) = claims(other).filter(|_| right.parts[0] == value) else { return false };
                items.iter().all(|item| match self.forms.head(*item) {
                    Head::Text(text) => claim.holds(text),
                    _ => false,
                })
            }
        }
    }

    /// `x < 5`: not one of what is not below 5.
    fn beyond(&mut self, left: &Node, strict: bool, right: &Node) -> bool {
        let value = right.parts[0];
        let outside = |item: FormId| match (left.parts[0] == value, left.parts[1] == value) {
            // The item is not below the bound, so no value below it is the item.
            (true, false) => self.below(left.parts[1], item, !strict),
            (false, true) => self.below(item, left.parts[0], !strict),
            _ => false,
        };
        right.parts[1..].iter().all(|item| outside(*item))
    }

    /// Whether a constant is below another (or equal, if not strict).
    fn below(&self, low: FormId, high: FormId, strict: bool) -> bool {
        let ordering = compare(self.forms.head(low), self.forms.head(high));
        ordering.is_some_and(|o| o == Ordering::Less || (o == Ordering::Equal && !strict))
    }

    /// `a ?? b`: true where a is, and where b is and a is unknown.
    fn defaults(&mut self, left: &Node, right: &Node) -> bool {
        let opposites = [self.forms.not(right.parts[0]), self.forms.not(left.parts[0])];
        self.implies(left.parts[0], right.parts[0])
            && self.implies(opposites[0], opposites[1])
            && self.implies(left.parts[1], right.parts[1])
    }
}

/// Both are about the same two values, on whichever side they stand.
fn same_two(left: &Node, right: &Node) -> bool {
    left.parts.iter().all(|part| right.parts.contains(part))
        && right.parts.iter().all(|part| left.parts.contains(part))
}

/// The order of two constants; whole numbers that no double holds are left out.
pub(super) fn compare(a: &Head, b: &Head) -> Option<Ordering> {
    if let (Head::Int(a), Head::Int(b)) = (a, b) {
        return Some(a.cmp(b));
    }
    if let (Head::Date(a), Head::Date(b)) = (a, b) {
        return Some(a.cmp(b));
    }
    exact(a)?.partial_cmp(&exact(b)?)
}

fn exact(head: &Head) -> Option<f64> {
    match head {
        Head::Int(whole) if whole.unsigned_abs() > 1 << 53 => None,
        other => number_of(other),
    }
}

fn follows(one: &Claim<'_>, other: &Claim<'_>) -> bool {
    match (one.negated, other.negated) {
        (false, false) => one.implies(other),
        (true, true) => other.implies(one),
        _ => false,
    }
}

fn has(one: &Head, other: &Head) -> bool {
    let (Head::Has { items: a, all, negated }, Head::Has { items: b, all: also, negated: neither }) =
        (one, other)
    else {
        return false;
    };
    let implies = |a: &[String], all: bool, b: &[String], also: bool| match (all, also) {
        (false, false) => a.iter().all(|item| b.contains(item)),
        (true, true) => b.iter().all(|item| a.contains(item)),
        (true, false) => a.iter().any(|item| b.contains(item)),
        (false, true) => a == b && a.len() == 1,
    };
    match (negated, neither) {
        (false, false) => implies(a, *all, b, *also),
        (true, true) => implies(b, *also, a, *all),
        _ => false,
    }
}

fn ranked(one: &Head, other: &Head) -> bool {
    let (
        Head::InRank { end, share, negated },
        Head::InRank { end: same_end, share: wanted, negated: also_negated },
    ) = (one, other)
    else {
        return false;
    };
    let same = |a: &RankEnd, b: &RankEnd| a == b;
    same(end, same_end)
        && match (negated, also_negated) {
            (false, false) => share <= wanted,
            (true, true) => share >= wanted,
            _ => false,
        }
}
