//! What follows from what: the ground on which a direction is said.
//!
//! A rule is true, false or unknown for a customer, and only those for whom it is true count. `a` *implies* `b` if `b` is true for
//! everybody for whom `a` is, whatever the data. A rule that becomes one that it implies is loosened; one that becomes one that
//! implies it, tightened; where neither can be shown, nothing is said. What is shown here is always so; much that is so is not
//! shown.
//!
//! Both versions stand in one graph of forms, so there is no old and no new here: only rules about the same data. Negation stands at
//! the innermost rules, and a rule is false where its opposite is true; so one question is enough. [`leaf`] answers it for two
//! rules without `and` and `or`, [`value`] says which of two values is the greater, and [`score`] which of two scores.

mod leaf;
mod score;
mod text;
mod value;
mod window;

use super::{ClauseKind, Direction, Side};
use crate::catalog::{Catalog, Column};
use crate::meaning::{Builder, FormId, Forms, Head};
use crate::model::Expr;
use std::collections::HashMap;

pub(super) use value::Order;

pub(super) struct Logic<'f> {
    forms: &'f mut Forms,
    implied: HashMap<(FormId, FormId), bool>,
    ordered: HashMap<(FormId, FormId), Order>,
    /// Numbers that lie in a range in both versions, by table and column: what lies outside is not let in as data.
    ranges: HashMap<(String, String), (f64, f64)>,
}

impl<'f> Logic<'f> {
    pub fn new(forms: &'f mut Forms, catalogs: [&Catalog; 2]) -> Self {
        let ranges = ranges(catalogs);
        Logic { forms, implied: HashMap::new(), ordered: HashMap::new(), ranges }
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
        match (self.implies(old, new), self.implies(new, old)) {
            (true, true) => None,
            (true, false) => Some(Direction::Loosened),
            (false, true) => Some(Direction::Tightened),
            (false, false) => Some(Direction::Changed),
        }
    }

    /// Whether `b` is true wherever `a` is.
    pub fn implies(&mut self, a: FormId, b: FormId) -> bool {
        if a == b {
            return true;
        }
        if let Some(&known) = self.implied.get(&(a, b)) {
            return known;
        }
        let found = self.follows(a, b);
        self.implied.insert((a, b), found);
        found
    }

    fn follows(&mut self, a: FormId, b: FormId) -> bool {
        let (left, right) = (self.forms.node(a), self.forms.node(b));
        match (&left.head, &right.head) {
            (Head::Bool(false), _) | (_, Head::Bool(true)) => true,
            (_, Head::And) => right.parts.iter().all(|part| self.implies(a, *part)),
            (Head::Or, _) => left.parts.iter().all(|part| self.implies(*part, b)),
            (Head::And, _) if left.parts.contains(&b) => true,
            (_, Head::Or) if right.parts.contains(&a) => true,
            (Head::True { negated: false }, _) => self.implies(left.parts[0], b),
            (_, Head::True { negated: false }) => self.implies(a, right.parts[0]),
            _ => {
                (left.head == Head::And && left.parts.iter().any(|part| self.implies(*part, b)))
                    || (right.head == Head::Or && right.parts.iter().any(|part| self.implies(a, *part)))
                    || self.counted(a, b)
                    || self.leaf(a, b)
            }
        }
    }

    /// `at least n of`, on either side.
    fn counted(&mut self, a: FormId, b: FormId) -> bool {
        let (left, right) = (self.forms.node(a), self.forms.node(b));
        match (&left.head, &right.head) {
            (Head::AtLeast(n), Head::AtLeast(m)) => {
                // Each rule of the left brings about one of its own on the right; those that bring about none are not counted.
                let lonely = left.parts.len() - self.matching(&left.parts, &right.parts);
                (*m as usize) + lonely <= *n as usize
            }
            // Of any n of the rules at least one brings it about.
            (Head::AtLeast(n), _) => {
                let enough = left.parts.iter().filter(|part| self.implies(**part, b)).count();
                enough + *n as usize > left.parts.len()
            }
            (_, Head::AtLeast(m)) => {
                right.parts.iter().filter(|part| self.implies(a, **part)).count() >= *m as usize
            }
            _ => false,
        }
    }

    /// The greatest number of rules on the left that each imply a rule on the right of their own (augmenting paths).
    fn matching(&mut self, left: &[FormId], right: &[FormId]) -> usize {
        let edges: Vec<Vec<usize>> =
            left.iter().map(|a| (0..right.len()).filter(|j| self.implies(*a, right[*j])).collect()).collect();
        let mut owner: Vec<Option<usize>> = vec![None; right.len()];
        (0..left.len()).filter(|&i| augment(i, &edges, &mut owner, &mut vec![false; right.len()])).count()
    }
}

fn augment(i: usize, edges: &[Vec<usize>], owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &j in &edges[i] {
        if std::mem::replace(&mut seen[j], true) {
            continue;
        }
        if owner[j].is_none_or(|other| augment(other, edges, owner, seen)) {
            owner[j] = Some(i);
            return true;
        }
    }
    false
}

/// Of columns that have a range on both sides: the wider of the two.
fn ranges(catalogs: [&Catalog; 2]) -> HashMap<(String, String), (f64, f64)> {
    let bounds = |column: &Column| {
        let range = column.range?;
        Some((range.low.unwrap_or(f64::NEG_INFINITY), range.high.unwrap_or(f64::INFINITY)))
    };
    let mut found = HashMap::new();
    for table in &catalogs[1].tables {
        let Some(old) = catalogs[0].table(&table.name).map(|t| &catalogs[0].tables[t]) else { continue };
        for column in &table.columns {
            let before = old.column(&column.name).and_then(|c| bounds(&old.columns[c]));
            if let (Some(before), Some(after)) = (before, bounds(column)) {
                let wider = (before.0.min(after.0), before.1.max(after.1));
                found.insert((table.name.clone(), column.name.clone()), wider);
            }
        }
    }
    found
}
