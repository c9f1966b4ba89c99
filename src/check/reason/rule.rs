//! Rules made of atoms: which truth values they can have, and what follows where they have one.

use super::atom::Atom;
use super::domain::Domain;
use super::{Reason, Subject};
use crate::model::{Expr, ExprKind};
use crate::syntax::ast::RuleKind;
use std::collections::HashMap;

/// Some of true, false and unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truths(u8);

impl Truths {
    pub const TRUE: Truths = Truths(1);
    pub const FALSE: Truths = Truths(2);
    pub const UNKNOWN: Truths = Truths(4);
    pub const NONE: Truths = Truths(0);
    pub const ANY: Truths = Truths(7);
    pub const NOT_TRUE: Truths = Truths(6);

    pub fn has(self, other: Truths) -> bool {
        self.0 & other.0 != 0
    }

    pub fn within(self, other: Truths) -> bool {
        self.0 & !other.0 == 0
    }

    pub fn and(self, other: Truths) -> Truths {
        Truths(self.0 | other.0)
    }

    /// True for false and false for true.
    pub fn turned(self) -> Truths {
        Truths((self.0 & 4) | (self.0 & 1) << 1 | (self.0 & 2) >> 1)
    }

    fn plus(self, there: bool, truth: Truths) -> Truths {
        if there { self.and(truth) } else { self }
    }
}

/// What is known of the values of a row.
#[derive(Debug, Clone, Default)]
pub struct Facts(HashMap<Subject, Domain>);

impl Reason<'_> {
    /// The truth values that a rule can have where the facts hold.
    pub fn can_be(&mut self, rule: &Expr, facts: &Facts) -> Truths {
        let found = if self.work.begin() { self.can_be_in_parts(rule, facts) } else { Truths::ANY };
        self.work.end();
        found
    }

    fn can_be_in_parts(&mut self, rule: &Expr, facts: &Facts) -> Truths {
        let program = self.program;
        match &rule.kind {
            ExprKind::And(rules) => {
                let all: Vec<Truths> = rules.iter().map(|r| self.can_be(r, facts)).collect();
                conjunction(&all)
            }
            ExprKind::Or(rules) => {
                let all: Vec<Truths> = rules.iter().map(|r| self.can_be(r, facts).turned()).collect();
                conjunction(&all).turned()
            }
            ExprKind::Not(inner) => self.can_be(inner, facts).turned(),
            ExprKind::AtLeast { n, rules } => {
                let all: Vec<Truths> = rules.iter().map(|r| self.can_be(r, facts)).collect();
                at_least(*n as usize, &all)
            }
            ExprKind::Segment(s) => self.can_be(&program.segments[*s].rule, facts),
            ExprKind::Feature(f) => self.can_be(&program.features[*f].value, facts),
            ExprKind::IsTruth { value, expected, negated } => {
                let inner = self.can_be(value, facts);
                let wanted = if *expected { Truths::TRUE } else { Truths::FALSE };
                let found = Truths::NONE
                    .plus(inner.has(wanted), Truths::TRUE)
                    .plus(!inner.within(wanted), Truths::FALSE);
                if *negated { found.turned() } else { found }
            }
            ExprKind::CohortMatches(c) => {
                let possible = |(kind, rule): (RuleKind, &Expr)| {
                    let truths = self.can_be(rule, facts);
                    if kind == RuleKind::Exclude {
                        truths.has(Truths::NOT_TRUE)
                    } else {
                        truths.has(Truths::TRUE)
                    }
                };
                let rules = program.cohorts[*c].rules.iter().filter(|r| r.kind != RuleKind::Should);
                if rules.map(|r| (r.kind, &r.rule)).all(possible) { Truths::ANY } else { Truths::NOT_TRUE }
            }
            ExprKind::Constant(crate::model::Constant::Bool(b)) => {
                if *b {
                    Truths::TRUE
                } else {
                    Truths::FALSE
                }
            }
            _ => match self.usable(rule) {
                Some(atom) => self.atom_can_be(&atom, facts),
                None => Truths::ANY,
            },
        }
    }

    fn usable(&mut self, rule: &Expr) -> Option<std::rc::Rc<Atom>> {
        let with_params = self.with_params;
        self.atom(rule).filter(|atom| with_params || !atom.by_param)
    }

    fn domain<'d>(&'d self, subject: Subject, facts: &'d Facts) -> &'d Domain {
        facts.0.get(&subject).unwrap_or(&self.universes[subject.0])
    }

    fn atom_can_be(&self, atom: &Atom, facts: &Facts) -> Truths {
        let domain = self.domain(atom.subject, facts);
        let found = Truths::NONE
            .plus(!domain.values.meet(&atom.truth).is_empty(), Truths::TRUE)
            .plus(!domain.values.meet(&atom.falsity).is_empty(), Truths::FALSE);
        if domain.missing { found.and(atom.missing) } else { found }
    }

    /// The one value that a rule is about, by a number; `None` if there are several, or it is not known.
    pub fn single_subject(&mut self, rule: &Expr) -> Option<usize> {
        let found = if self.work.begin() { self.single_subject_in_parts(rule) } else { None };
        self.work.end();
        found
    }

    fn single_subject_in_parts(&mut self, rule: &Expr) -> Option<usize> {
        let program = self.program;
        let all = |reason: &mut Self, rules: &[Expr]| {
            let mut subjects = rules.iter().map(|r| reason.single_subject(r));
            let first = subjects.next()??;
            subjects.all(|s| s == Some(first)).then_some(first)
        };
        match &rule.kind {
            ExprKind::And(rules) | ExprKind::Or(rules) | ExprKind::AtLeast { rules, .. } => all(self, rules),
            ExprKind::Not(inner) | ExprKind::IsTruth { value: inner, .. } => self.single_subject(inner),
            ExprKind::Segment(s) => self.single_subject(&program.segments[*s].rule),
            ExprKind::Feature(f) => self.single_subject(&program.features[*f].value),
            _ => self.usable(rule).map(|atom| atom.subject.0),
        }
    }

    /// The values that a rule is about, by their numbers.
    pub fn subjects(&mut self, rule: &Expr) -> Vec<usize> {
        let mut found = Vec::new();
        self.subjects_in(rule, &mut found);
        found
    }

    fn subjects_in(&mut self, rule: &Expr, found: &mut Vec<usize>) {
        if self.work.begin() {
            self.subjects_in_in_parts(rule, found);
        }
        self.work.end();
    }

    fn subjects_in_in_parts(&mut self, rule: &Expr, found: &mut Vec<usize>) {
        let program = self.program;
        match &rule.kind {
            ExprKind::And(rules) | ExprKind::Or(rules) | ExprKind::AtLeast { rules, .. } => {
                rules.iter().for_each(|r| self.subjects_in(r, found));
            }
            ExprKind::Not(inner) | ExprKind::IsTruth { value: inner, .. } => self.subjects_in(inner, found),
            ExprKind::Segment(s) => self.subjects_in(&program.segments[*s].rule, found),
            ExprKind::Feature(f) => self.subjects_in(&program.features[*f].value, found),
            ExprKind::CohortMatches(c) => {
                program.cohorts[*c].rules.iter().for_each(|r| self.subjects_in(&r.rule, found));
            }
            _ => found.extend(self.atom(rule).map(|atom| atom.subject.0)),
        }
    }

    /// Adds to the facts that a rule has one of these truth values. `false`: it cannot, and the facts are of no more use.
    pub fn suppose(&mut self, rule: &Expr, truths: Truths, facts: &mut Facts) -> bool {
        let found = if self.work.begin() { self.suppose_in_parts(rule, truths, facts) } else { true };
        self.work.end();
        found
    }

    fn suppose_in_parts(&mut self, rule: &Expr, truths: Truths, facts: &mut Facts) -> bool {
        if !self.can_be(rule, facts).has(truths) {
            return false;
        }
        let program = self.program;
        match &rule.kind {
            ExprKind::And(rules) => self.suppose_all(rules, truths, facts, false),
            ExprKind::Or(rules) => self.suppose_all(rules, truths.turned(), facts, true),
            ExprKind::Not(inner) => self.suppose(inner, truths.turned(), facts),
            ExprKind::Segment(s) => self.suppose(&program.segments[*s].rule, truths, facts),
            ExprKind::Feature(f) => self.suppose(&program.features[*f].value, truths, facts),
            ExprKind::AtLeast { n, rules } if truths == Truths::TRUE => {
                let able = rules.iter().filter(|r| self.can_be(r, facts).has(Truths::TRUE)).count();
                let all_needed = able == *n as usize;
                rules.iter().all(|r| {
                    !all_needed
                        || !self.can_be(r, facts).has(Truths::TRUE)
                        || self.suppose(r, Truths::TRUE, facts)
                })
            }
            ExprKind::IsTruth { value, expected, negated } => {
                let wanted = if *expected { Truths::TRUE } else { Truths::FALSE };
                let truths = if *negated { truths.turned() } else { truths };
                let inner = Truths::NONE
                    .plus(truths.has(Truths::TRUE), wanted)
                    .plus(truths.has(Truths::FALSE), Truths(7 & !wanted.0));
                self.suppose(value, inner, facts)
            }
            ExprKind::CohortMatches(c) if truths == Truths::TRUE => {
                program.cohorts[*c].rules.iter().all(|r| match r.kind {
                    RuleKind::Must => self.suppose(&r.rule, Truths::TRUE, facts),
                    RuleKind::Exclude => self.suppose(&r.rule, Truths::NOT_TRUE, facts),
                    RuleKind::Should => true,
                })
            }
            _ => match self.usable(rule) {
                Some(atom) => self.suppose_atom(&atom, truths, facts),
                None => true,
            },
        }
    }

    /// Conjunction: `truths` of all of the rules together. `turned`: of their negations.
    fn suppose_all(&mut self, rules: &[Expr], truths: Truths, facts: &mut Facts, turned: bool) -> bool {
        let of = |truths: Truths| if turned { truths.turned() } else { truths };
        if !truths.has(Truths::FALSE) {
            // Not false as a whole: none is false. True as a whole: all are.
            let each = if truths == Truths::TRUE { truths } else { Truths::TRUE.and(Truths::UNKNOWN) };
            return rules.iter().all(|rule| self.suppose(rule, of(each), facts));
        }
        if truths.has(Truths::TRUE) {
            return true;
        }
        // One of them is not true; if only one can be, it is that one.
        let able: Vec<&Expr> =
            rules.iter().filter(|r| self.can_be(r, facts).has(of(Truths::NOT_TRUE))).collect();
        match able.as_slice() {
            [] => false,
            [one] => self.suppose(one, of(truths), facts),
            _ => true,
        }
    }

    fn suppose_atom(&mut self, atom: &Atom, truths: Truths, facts: &mut Facts) -> bool {
        let domain = self.domain(atom.subject, facts);
        let values = match (truths.has(Truths::TRUE), truths.has(Truths::FALSE)) {
            (true, true) => domain.values.clone(),
            (true, false) => domain.values.meet(&atom.truth),
            (false, true) => domain.values.meet(&atom.falsity),
            (false, false) => domain.values.meet(&atom.truth).meet(&atom.falsity),
        };
        let narrowed = Domain { values, missing: domain.missing && truths.has(atom.missing) };
        let possible = narrowed.missing || !narrowed.values.is_empty();
        facts.0.insert(atom.subject, narrowed);
        possible
    }

    /// The truth values that a rule can have, its parts held against each other.
    pub fn can_be_alone(&mut self, rule: &Expr, facts: &Facts) -> Truths {
        let rough = self.can_be(rule, facts);
        [Truths::TRUE, Truths::FALSE, Truths::UNKNOWN].into_iter().fold(Truths::NONE, |found, truth| {
            let possible = rough.has(truth) && self.holds_together(&[(rule, truth)], facts).is_some();
            found.plus(possible, truth)
        })
    }

    /// Facts with rules added to them that have these truth values; `None` if they cannot all have them.
    pub fn holds_together(&mut self, rules: &[(&Expr, Truths)], facts: &Facts) -> Option<Facts> {
        let mut facts = facts.clone();
        // What a later rule says may decide an `or` before it.
        for _ in 0..2 {
            if !rules.iter().all(|(rule, truths)| self.suppose(rule, *truths, &mut facts)) {
                return None;
            }
        }
        Some(facts)
    }
}

/// Kleene's `and` of rules that know nothing of each other.
fn conjunction(all: &[Truths]) -> Truths {
    let none_false = all.iter().all(|t| t.has(Truths::TRUE.and(Truths::UNKNOWN)));
    Truths::NONE
        .plus(all.iter().all(|t| t.has(Truths::TRUE)), Truths::TRUE)
        .plus(all.iter().any(|t| t.has(Truths::FALSE)), Truths::FALSE)
        .plus(none_false && all.iter().any(|t| t.has(Truths::UNKNOWN)), Truths::UNKNOWN)
}

/// True once `n` are true, false once fewer than `n` could still be, else unknown.
fn at_least(n: usize, all: &[Truths]) -> Truths {
    let count = |f: &dyn Fn(Truths) -> bool| all.iter().filter(|t| f(**t)).count();
    let can_be_true = count(&|t| t.has(Truths::TRUE));
    let never_false = count(&|t| !t.has(Truths::FALSE));
    let always_true = count(&|t| t == Truths::TRUE);
    let not_false = count(&|t| t.has(Truths::TRUE.and(Truths::UNKNOWN)));
    let can_be_unknown = count(&|t| t.has(Truths::UNKNOWN));
    Truths::NONE
        .plus(can_be_true >= n, Truths::TRUE)
        .plus(never_false < n, Truths::FALSE)
        .plus(can_be_unknown > 0 && always_true < n && not_false >= n, Truths::UNKNOWN)
}
