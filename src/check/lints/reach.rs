//! Which scores members of a cohort can have.

use super::sums::Sums;
use super::{Look, Truths};
use crate::check::reason::Facts;
use crate::model::{Cohort, Expr, Rule};
use crate::syntax::ast::RuleKind;

/// So many rules about one value are tried in every combination.
const TOGETHER: usize = 6;

/// What a member can earn.
pub(super) struct Reach<'a> {
    pub blocks: Vec<Block<'a>>,
    /// What can be earned at all, in ten-thousandths of a point: the score's hundred.
    pub total: i64,
}

/// The rules of a block, or those of none.
pub(super) struct Block<'a> {
    cap: Option<i64>,
    groups: Vec<Group<'a>>,
}

/// Rules that know of each other, and the ways in which they can come out together.
struct Group<'a> {
    rules: Vec<&'a Rule>,
    ways: Vec<Vec<bool>>,
    /// One rule that gives any part of its weight.
    grade: bool,
}

fn points(rule: &Rule) -> i64 {
    rule.weight * 100
}

impl<'a> Look<'a> {
    /// `None` where the rules exclude each other.
    pub(super) fn reach(&mut self, cohort: &'a Cohort) -> Option<Reach<'a>> {
        let everyone = self.everyone(cohort.table);
        let deciding = self.deciding(cohort);
        let plain: Vec<(&Expr, Truths)> = deciding.iter().map(|(r, t)| (&r.rule, *t)).collect();
        // Whatever params are set to.
        self.reason.with_params = false;
        let members = self.reason.holds_together(&plain, &everyone);
        let reach = members.map(|members| self.reach_of(cohort, &members));
        self.reason.with_params = true;
        reach
    }

    fn reach_of(&mut self, cohort: &'a Cohort, members: &Facts) -> Reach<'a> {
        let mut blocks = Vec::new();
        let mut total = 0;
        let dimensions = std::iter::once(None).chain((0..cohort.dimensions.len()).map(Some));
        for dimension in dimensions {
            let of_block = |r: &&Rule| r.kind == RuleKind::Should && r.dimension == dimension;
            let rules: Vec<&'a Rule> = cohort.rules.iter().filter(of_block).collect();
            let cap = dimension.and_then(|d| cohort.dimensions[d].cap).map(|c| c * 100);
            let possible: i64 = rules.iter().map(|r| points(r).max(0)).sum();
            total += cap.map_or(possible, |cap| possible.min(cap));
            blocks.push(Block { cap, groups: self.groups(&rules, members) });
        }
        Reach { blocks, total: total.max(1) }
    }

    fn groups(&mut self, rules: &[&'a Rule], members: &Facts) -> Vec<Group<'a>> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut by_subject: Vec<(usize, Vec<&'a Rule>)> = Vec::new();
        for rule in rules.iter().copied() {
            if rule.rule.ty != crate::ir::Type::Bool {
                groups.push(Group { rules: vec![rule], ways: Vec::new(), grade: true });
                continue;
            }
            let subject = self.reason.single_subject(&rule.rule);
            let place =
                by_subject.iter_mut().find(|(s, rules)| Some(*s) == subject && rules.len() < TOGETHER);
            match (place, subject) {
                (Some((_, rules)), _) => rules.push(rule),
                (None, Some(subject)) => by_subject.push((subject, vec![rule])),
                (None, None) => groups.push(self.together(vec![rule], members)),
            }
        }
        groups.extend(by_subject.into_iter().map(|(_, rules)| self.together(rules, members)));
        groups
    }

    /// Tries every combination of rules that are true and rules that are not.
    fn together(&mut self, rules: Vec<&'a Rule>, members: &Facts) -> Group<'a> {
        let way = |chosen: u32| (0..rules.len()).map(|i| chosen >> i & 1 == 1).collect::<Vec<bool>>();
        let ways: Vec<Vec<bool>> = (0..1u32 << rules.len()).map(way).collect();
        let possible = |way: &Vec<bool>| {
            let truths = |on: bool| if on { Truths::TRUE } else { Truths::NOT_TRUE };
            let all: Vec<(&Expr, Truths)> =
                rules.iter().zip(way).map(|(r, on)| (&r.rule, truths(*on))).collect();
            self.reason.holds_together(&all, members).is_some()
        };
        let ways = ways.into_iter().filter(possible).collect();
        Group { rules, ways, grade: false }
    }
}

impl<'a> Reach<'a> {
    /// All that can be earned, at least 0; `None`: too much to follow.
    pub fn earned(&self) -> Option<Sums> {
        let blocks = self.blocks.iter().map(Block::earned);
        blocks.reduce(|a, b| a?.plus(&b?)).unwrap_or_else(|| Sums::of([0]))?.at_least(0)
    }

    /// The rules that are true for some members and not for others, each with its block.
    pub fn varying(&self) -> Vec<(usize, &'a Rule)> {
        let mut found = Vec::new();
        for (b, block) in self.blocks.iter().enumerate() {
            for group in &block.groups {
                let varies = |i: usize| {
                    let on = |on: bool| group.ways.iter().any(|way| way[i] == on);
                    group.grade || (on(true) && on(false))
                };
                found.extend((0..group.rules.len()).filter(|i| varies(*i)).map(|i| (b, group.rules[i])));
            }
        }
        found
    }

    /// Whether earning a rule's weight, or any part of it, can lift or drop somebody over a bound. `None`: too much to follow.
    pub fn decides(&self, block: usize, rule: &Rule, bounds: &[i64]) -> Option<bool> {
        let others = self.blocks.iter().enumerate().filter(|(b, _)| *b != block).map(|(_, b)| b.earned());
        let others = others.reduce(|a, b| a?.plus(&b?)).unwrap_or_else(|| Sums::of([0]))?;
        let block = &self.blocks[block];
        let beside = block.beside(rule)?;
        let cap = block.cap.unwrap_or(i64::MAX);
        let weight = points(rule);
        for &(low, high) in beside.ranges() {
            // What the block gives at least and at most, without the rule and with it.
            let least = (low + weight.min(0)).min(cap);
            let most = high.saturating_add(weight.max(0)).min(cap);
            for &bound in bounds {
                // One side of the bound without, the other with it.
                if others.meets(bound - most, bound - 1 - least) {
                    return Some(true);
                }
            }
        }
        Some(false)
    }
}

impl Block<'_> {
    fn earned(&self) -> Option<Sums> {
        let sums = self.groups.iter().map(Group::earned).reduce(|a, b| a?.plus(&b?));
        let sums = sums.unwrap_or_else(|| Sums::of([0]))?;
        match self.cap {
            Some(cap) => sums.at_most(cap),
            None => Some(sums),
        }
    }

    /// What the other rules of the block earn where this one is true, without the cap.
    fn beside(&self, rule: &Rule) -> Option<Sums> {
        let sums = self.groups.iter().map(|group| group.beside(rule));
        sums.reduce(|a, b| a?.plus(&b?)).unwrap_or_else(|| Sums::of([0]))
    }
}

impl Group<'_> {
    fn earned(&self) -> Option<Sums> {
        if self.grade {
            return Some(Sums::up_to(points(self.rules[0])));
        }
        Sums::of(self.ways.iter().map(|way| self.sum(way)))
    }

    fn sum(&self, way: &[bool]) -> i64 {
        self.rules.iter().zip(way).filter(|(_, on)| **on).map(|(r, _)| points(r)).sum()
    }

    fn beside(&self, rule: &Rule) -> Option<Sums> {
        let Some(at) = self.rules.iter().position(|r| std::ptr::eq(*r, rule)) else { return self.earned() };
        if self.grade {
            return Sums::of([0]);
        }
        Sums::of(self.ways.iter().filter(|way| way[at]).map(|way| self.sum(way) - points(rule)))
    }
}
