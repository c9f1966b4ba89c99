//! The rules of a cohort across two versions: which is which, and what became of each.

use super::declared::cohort_of;
use super::inside::inside;
use super::logic::Logic;
use super::text::{points, shown};
use super::{Both, Clause, ClauseChange, ClauseKind, Detail, Direction, Lean, Pair, Side, What};
use crate::catalog::Table;
use crate::meaning::{CohortForm, FormId, Forms, Head};
use crate::model::{Cohort, LocalText, Rule};
use crate::syntax::ast::RuleKind;
use std::collections::{BTreeMap, BTreeSet};

/// A cohort on both sides.
#[derive(Clone, Copy)]
pub(super) struct TwoCohorts<'b> {
    pub sides: [&'b Side<'b>; 2],
    pub cohorts: [&'b Cohort; 2],
    pub forms: [&'b CohortForm; 2],
    pub written: [&'b CohortForm; 2],
    /// Who counts at all.
    pub bases: [FormId; 2],
}

impl Both<'_> {
    /// A cohort that both sides have, by its places in their declarations.
    pub(super) fn two_cohorts(&self, old: usize, new: usize) -> Option<TwoCohorts<'_>> {
        let old_at = cohort_of(self.old.declared.all[old].at)?;
        let new_at = cohort_of(self.new.declared.all[new].at)?;
        let sides = [&self.old.declared.side, &self.new.declared.side];
        let cohorts = [&sides[0].program.cohorts[old_at], &sides[1].program.cohorts[new_at]];
        Some(TwoCohorts {
            sides,
            cohorts,
            forms: [self.old.forms[old].cohort.as_ref()?, self.new.forms[new].cohort.as_ref()?],
            written: [self.old.written[old].cohort.as_ref()?, self.new.written[new].cohort.as_ref()?],
            bases: [self.old.tables.bases[cohorts[0].table], self.new.tables.bases[cohorts[1].table]],
        })
    }
}

impl TwoCohorts<'_> {
    /// Every rule of either side, once: those that mean the same, then those written alike, then the most similar by what they
    /// look at.
    pub fn pairs(&self, forms: &Forms) -> Vec<Pair> {
        let [old, new] = self.cohorts.map(|c| c.rules.len());
        let mut pairing = Pairing { new_of: vec![None; old], old_of: vec![None; new] };
        let kind = |side: usize, i: usize| self.cohorts[side].rules[i].kind;
        let same_kind = |i: usize, j: usize| kind(0, i) == kind(1, j);
        pairing.join(|i, j| same_kind(i, j) && self.forms[0].rules[i] == self.forms[1].rules[j]);
        pairing.join(|i, j| same_kind(i, j) && self.written[0].cores[i] == self.written[1].cores[j]);
        pairing.join(|i, j| same_kind(i, j) && self.forms[0].cores[i] == self.forms[1].cores[j]);
        pairing.join(|i, j| self.forms[0].cores[i] == self.forms[1].cores[j]);
        self.similar(forms, &mut pairing);
        let mut pairs = Vec::with_capacity(old.max(new));
        for (j, i) in pairing.old_of.iter().enumerate() {
            let changed =
                i.is_none_or(|i| self.forms[0].rules[i] != self.forms[1].rules[j] || !same_kind(i, j));
            pairs.push(Pair { old: *i, new: Some(j), changed });
        }
        let gone = pairing.new_of.iter().enumerate().filter(|(_, j)| j.is_none());
        pairs.extend(gone.map(|(i, _)| Pair { old: Some(i), new: None, changed: true }));
        pairs
    }

    fn similar(&self, forms: &Forms, pairing: &mut Pairing) {
        let looks = |side: usize, open: &[Option<usize>]| -> Vec<(usize, BTreeSet<String>)> {
            let open = open.iter().enumerate().filter(|(_, other)| other.is_none());
            open.map(|(i, _)| (i, looks(forms, self.written[side].cores[i]))).collect()
        };
        let (old, new) = (looks(0, &pairing.new_of), looks(1, &pairing.old_of));
        let mut likely = Vec::new();
        for (i, one) in &old {
            for (j, other) in &new {
                let common = one.intersection(other).count();
                // Half of what both look at together.
                if common == 0 || 4 * common < one.len() + other.len() {
                    continue;
                }
                let alike = 1000 * 2 * common / (one.len() + other.len());
                let kinds = [self.cohorts[0].rules[*i].kind, self.cohorts[1].rules[*j].kind];
                let bonus = if kinds[0] == kinds[1] { 500 } else { 0 };
                likely.push((usize::MAX - alike - bonus, i.abs_diff(*j), *i, *j));
            }
        }
        likely.sort_unstable();
        for (_, _, i, j) in likely {
            pairing.one(i, j);
        }
    }

    /// What became of the rules, in the order of the new version, those that are gone behind.
    pub fn changes(&self, pairs: &[Pair], logic: &mut Logic<'_>) -> Vec<ClauseChange> {
        let mut changes: Vec<ClauseChange> = self.base_changes(logic);
        for pair in pairs {
            changes.extend(self.change(*pair, logic));
        }
        changes
    }

    fn change(&self, pair: Pair, logic: &mut Logic<'_>) -> Option<ClauseChange> {
        let rule = |side: usize, index: Option<usize>| index.map(|i| &self.cohorts[side].rules[i]);
        let (old, new) = (rule(0, pair.old), rule(1, pair.new));
        let mut details = match (old, new) {
            (Some(old), Some(new)) => self.rule_details(old, new),
            _ => Vec::new(),
        };
        if !pair.changed && details.is_empty() {
            return None;
        }
        let written = match (pair.old, pair.new) {
            (Some(i), Some(j)) => self.written[0].rules[i] == self.written[1].rules[j],
            _ => false,
        };
        if let (Some(old), Some(new), false) = (old, new, written) {
            details.extend(inside(self.sides, &old.rule, &new.rule));
        }
        let what = match (old, new) {
            (None, _) => What::Added,
            (_, None) => What::Removed,
            _ => What::Changed,
        };
        let kept = |side: usize, index: Option<usize>, logic: &mut Logic<'_>| match rule(side, index) {
            Some(rule) if rule.kind != RuleKind::Should => {
                index.map_or(logic.everyone(), |i| self.forms[side].rules[i])
            }
            // Whoever earns nothing stays in.
            _ => logic.everyone(),
        };
        let (before, after) = (kept(0, pair.old, logic), kept(1, pair.new, logic));
        let scored = [old, new].iter().flatten().any(|rule| rule.kind == RuleKind::Should);
        let clause = |side: usize, index: Option<usize>| -> Option<Clause> {
            index.map(|i| self.sides[side].clause(self.cohorts[side], i))
        };
        Some(ClauseChange {
            what,
            kind: new.or(old)?.kind.into(),
            direction: if pair.changed { logic.direction(before, after) } else { None },
            score: if scored && pair.changed { self.clause_lean(pair, logic) } else { None },
            old: clause(0, pair.old),
            new: clause(1, pair.new),
            through: pair.changed && written,
            details,
        })
    }

    fn lean(&self, pair: Pair, logic: &mut Logic<'_>) -> Lean {
        let earn = |side: usize, index: Option<usize>| -> Option<(i64, FormId)> {
            let index = index?;
            let rule = &self.cohorts[side].rules[index];
            (rule.kind == RuleKind::Should).then(|| (rule.weight, self.forms[side].cores[index]))
        };
        logic.rule_lean(earn(0, pair.old), earn(1, pair.new))
    }

    fn rule_details(&self, old: &Rule, new: &Rule) -> Vec<Detail> {
        let mut details = Vec::new();
        if old.kind == RuleKind::Should && new.kind == RuleKind::Should {
            add(&mut details, "weight", Some(points(old.weight)), Some(points(new.weight)));
        }
        let because = |rule: &Rule| rule.because.as_ref().map(|text: &LocalText| shown(text));
        add(&mut details, "because", because(old), because(new));
        let block = |side: usize, rule: &Rule| self.block(side, rule).map(str::to_owned);
        add(&mut details, "dimension", block(0, old), block(1, new));
        details
    }

    /// Population and consent are clauses of every cohort of their table.
    fn base_changes(&self, logic: &mut Logic<'_>) -> Vec<ClauseChange> {
        if self.bases[0] == self.bases[1] {
            return Vec::new();
        }
        let tables = [0, 1].map(|side: usize| &self.sides[side].catalog.tables[self.cohorts[side].table]);
        let mut changes = Vec::new();
        let written = |table: &Table, kind: ClauseKind| match kind {
            ClauseKind::Population => table.population.clone(),
            _ => table.consent.clone(),
        };
        for (kind, word) in [(ClauseKind::Population, "population"), (ClauseKind::Consent, "consent")] {
            let texts = tables.map(|table| written(table, kind));
            let clause =
                |side: usize| texts[side].as_ref().map(|text| self.sides[side].base_clause(word, text));
            let (old, new) = (clause(0), clause(1));
            let forms =
                [0, 1].map(|side: usize| logic.base_part(self.sides[side], self.cohorts[side].table, kind));
            let (before, after) = (forms[0], forms[1]);
            if before == after {
                continue;
            }
            let what = match (&old, &new) {
                (None, _) => What::Added,
                (_, None) => What::Removed,
                _ => What::Changed,
            };
            let through = old.as_ref().map(|c| &c.text) == new.as_ref().map(|c| &c.text);
            changes.push(ClauseChange {
                what,
                kind,
                direction: logic.direction(before, after),
                score: None,
                old,
                new,
                through,
                details: Vec::new(),
            });
        }
        changes
    }

    /// Where scores go, over all rules. `None` where nobody's can change.
    pub fn score(&self, pairs: &[Pair], logic: &mut Logic<'_>) -> Option<Lean> {
        if self.forms[0].points == self.forms[1].points {
            return None;
        }
        let shoulds = |side: usize| self.cohorts[side].rules.iter().any(|r| r.kind == RuleKind::Should);
        match (shoulds(0), shoulds(1)) {
            // Without `should` everybody has the highest score there is.
            (false, _) => return Some(Lean::Lower),
            (_, false) => return Some(Lean::Higher),
            _ => {}
        }
        let caps = [0, 1].map(|side| self.caps(side));
        let mut lean = None;
        for pair in pairs.iter().filter(|pair| pair.changed) {
            let Some(one) = self.clause_lean(*pair, logic) else { continue };
            lean = Some(match lean {
                None => one,
                Some(other) if other == one => one,
                Some(_) => Lean::Either,
            });
        }
        Some(if caps[0] == caps[1] { lean.unwrap_or(Lean::Either) } else { Lean::Either })
    }

    /// Where the score goes by one rule; `None` where it does not matter. A rule that moves to another block earns under another cap.
    fn clause_lean(&self, pair: Pair, logic: &mut Logic<'_>) -> Option<Lean> {
        let rule = |side: usize, index: Option<usize>| index.map(|i| &self.cohorts[side].rules[i]);
        let rules = [rule(0, pair.old), rule(1, pair.new)];
        if !rules.iter().flatten().any(|rule| rule.kind == RuleKind::Should) {
            return None;
        }
        let block = |side: usize| rules[side].and_then(|rule| self.block(side, rule));
        let moved = rules.iter().all(Option::is_some) && block(0) != block(1);
        let capped = [0, 1].into_iter().any(|side| !self.caps(side).is_empty());
        let lean = self.lean(pair, logic);
        match moved {
            true if capped => Some(Lean::Either),
            true if self.same_but_for_the_block(pair) => None,
            _ => Some(lean),
        }
    }

    fn same_but_for_the_block(&self, pair: Pair) -> bool {
        let (Some(i), Some(j)) = (pair.old, pair.new) else { return false };
        let (old, new) = (&self.cohorts[0].rules[i], &self.cohorts[1].rules[j]);
        self.forms[0].cores[i] == self.forms[1].cores[j] && (old.kind, old.weight) == (new.kind, new.weight)
    }

    fn caps(&self, side: usize) -> BTreeMap<&str, i64> {
        let dimensions = self.cohorts[side].dimensions.iter();
        dimensions.filter_map(|d| Some((d.name.as_str(), d.cap?))).collect()
    }

    fn block(&self, side: usize, rule: &Rule) -> Option<&str> {
        rule.dimension.map(|d| self.cohorts[side].dimensions[d].name.as_str())
    }

    /// Who is in, over all rules.
    pub fn direction(&self, logic: &mut Logic<'_>) -> Option<Direction> {
        logic.direction(self.forms[0].members, self.forms[1].members)
    }
}

/// A detail, if it differs.
pub(super) fn add(details: &mut Vec<Detail>, field: &str, old: Option<String>, new: Option<String>) {
    if old != new {
        details.push(Detail { field: field.to_owned(), old, new });
    }
}

struct Pairing {
    new_of: Vec<Option<usize>>,
    old_of: Vec<Option<usize>>,
}

impl Pairing {
    fn one(&mut self, old: usize, new: usize) {
        if self.new_of[old].is_none() && self.old_of[new].is_none() {
            self.new_of[old] = Some(new);
            self.old_of[new] = Some(old);
        }
    }

    /// In the order written on both sides.
    fn join(&mut self, same: impl Fn(usize, usize) -> bool) {
        for old in 0..self.new_of.len() {
            let open = |new: &usize| self.old_of[*new].is_none();
            if self.new_of[old].is_none()
                && let Some(new) = (0..self.old_of.len()).filter(open).find(|new| same(old, *new))
            {
                self.one(old, new);
            }
        }
    }
}

/// The columns, tables and declarations that a rule names.
fn looks(forms: &Forms, form: FormId) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![form];
    while let Some(form) = open.pop() {
        let node = forms.get(form);
        match &node.head {
            Head::Column(column) => drop(found.insert(format!("{}.{}", column.table, column.name))),
            Head::Named(name) => drop(found.insert(name.clone())),
            Head::Aggregate { relation, .. } => drop(found.insert(relation.child.clone())),
            Head::Parent(relation) => drop(found.insert(relation.parent.clone())),
            _ => {}
        }
        open.extend(&node.parts);
    }
    found
}
