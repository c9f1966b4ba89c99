//! The search for customers: one who matches, and around that one those on whom a change of the rules shows.
//!
//! 1. [`pool`] reads every rule backwards: what would make it true, false, unknown, and just so.
//! 2. Climbing: from a customer of whom nothing is known, always the proposal after which most rules are met, until the cohort
//!    matches. Where no single one helps, pairs are tried.
//! 3. Each proposal made to that customer (and to one who earns as many points as can be) gives a variation. For a change of the rules the
//!    first variation on which the outcome differs is taken, and brought back to the matching customer as far as the difference
//!    stays.
//! 4. Where a proposal for one rule breaks others, proposals for those are made on top of it.
//! 5. For what is left several proposals at once are tried, chosen by a fixed sequence of numbers.
//!
//! The reference evaluator judges all of it, so nothing that comes out can be wrong; but the search is no proof: what it
//! does not find may exist.

use super::bench::{Bench, Outcome, Ready, Variant};
use super::customer::Customer;
use super::make::Maker;
use super::pool::{Proposal, pool};
use crate::explain::Standing;
use crate::model::{Expr, ExprKind};
use crate::reference::Value;
use crate::syntax::ast::RuleKind;
use std::collections::HashSet;

/// How many customers of several proposals are tried.
const RANDOM: usize = 1_500;

pub struct Search<'a> {
    pub bench: Bench<'a>,
    pub original: Variant,
    maker: Maker<'a>,
    proposals: Vec<Proposal>,
    /// A fixed sequence of numbers: the same specs give the same tests.
    state: u64,
}

/// A customer with what comes out.
pub struct Tried {
    pub customer: Customer,
    pub ready: Ready,
    pub outcome: Outcome,
    /// The rule whose proposal was made.
    pub rule: Option<usize>,
}

impl<'a> Search<'a> {
    pub fn new(bench: Bench<'a>) -> Search<'a> {
        let maker = Maker {
            program: bench.program,
            catalog: bench.catalog,
            as_of: bench.as_of,
            table: bench.table(),
            depth: 0,
        };
        let proposals = pool(&maker, bench.cohort);
        Search { bench, original: Bench::variant(None), maker, proposals, state: 0x9e37_79b9_7f4a_7c15 }
    }

    pub fn tried(&mut self, customer: Customer, rule: Option<usize>) -> Option<Tried> {
        let ready = self.bench.ready(&customer)?;
        let outcome = self.bench.outcome(&mut self.original, &ready)?;
        Some(Tried { customer, ready, outcome, rule })
    }

    /// How far a customer is from matching, one rule not counted: 0 for one who matches.
    fn gap(&mut self, customer: &Customer, but: Option<usize>) -> Option<f64> {
        let (program, cohort) = (self.bench.program, self.bench.cohort);
        let ready = self.bench.ready(customer)?;
        let outcome = self.bench.outcome(&mut self.original, &ready)?;
        if outcome.standing == Standing::In {
            return Some(0.0);
        }
        let outside = f64::from(u8::from(outcome.standing == Standing::Outside));
        self.bench.look(&mut self.original, &ready, |look| {
            let value = |expr: &Expr| look.value(expr.id).map(|(value, _)| value.clone());
            0.001 + outside + Gap { program, value: &value }.cohort(cohort, but)
        })
    }

    /// A customer who matches, with no more than that takes; where none was found, the one who came nearest.
    pub fn matching(&mut self) -> Result<Customer, Customer> {
        let empty = Customer::default();
        let mut best = (self.gap(&empty, None).unwrap_or(f64::MAX), empty.clone());
        let own = super::customer::Site::Own(Vec::new());
        for patch in self.maker.membership(self.bench.cohort, &own, true) {
            self.better(&mut best, empty.with(&patch));
        }
        let proposals = self.proposals.clone();
        for _ in 0..60 {
            if best.0 == 0.0 {
                break;
            }
            let (gap, from) = best.clone();
            proposals.iter().for_each(|p| self.better(&mut best, from.with(&p.patch)));
            for _ in 0..400 {
                if best.0 < gap {
                    break;
                }
                let customer = self.varied(&from, None, 3);
                self.better(&mut best, customer);
            }
            if best.0 >= gap {
                break;
            }
        }
        let (gap, customer) = best;
        let customer = reduced(customer, &empty, |c| self.gap(c, None).is_some_and(|other| other <= gap));
        if gap == 0.0 { Ok(customer) } else { Err(customer) }
    }

    fn better(&mut self, best: &mut (f64, Customer), customer: Customer) {
        if let Some(gap) = self.gap(&customer, None)
            && gap < best.0
        {
            *best = (gap, customer);
        }
    }

    /// A customer from whom as many points as possible are earned, step by step, in the same standing.
    fn rich(&mut self, base: &Customer) -> Customer {
        let own = super::customer::Site::Own(Vec::new());
        let program = self.bench.program;
        let mut best = base.clone();
        let Some(mut score) = self.score(&best) else { return best };
        for rule in program.cohorts[self.bench.cohort].rules.iter().filter(|r| r.kind == RuleKind::Should) {
            for patch in self.maker.graded(&rule.rule, &own, rule.weight > 0) {
                let customer = best.with(&patch);
                if let Some(higher) = self.score(&customer).filter(|s| *s > score) {
                    (best, score) = (customer, higher);
                    break;
                }
            }
        }
        best
    }

    /// The score of a customer who matches.
    fn score(&mut self, customer: &Customer) -> Option<f64> {
        let ready = self.bench.ready(customer)?;
        let outcome = self.bench.outcome(&mut self.original, &ready)?;
        (outcome.standing == Standing::In).then_some(())?;
        self.bench.look(&mut self.original, &ready, |look| look.score()).flatten()
    }

    /// The variations of a customer, each once: single proposals first, then several at once.
    pub fn variations(&mut self, base: &Customer) -> Vec<Tried> {
        let rich = self.rich(base);
        let proposals = self.proposals.clone();
        let mut customers = vec![(base.clone(), None), (rich.clone(), None)];
        for from in [base, &rich] {
            customers.extend(proposals.iter().map(|p| (from.with(&p.patch), p.rule)));
            customers.extend(proposals.iter().filter_map(|p| Some((from.with_alike(&p.patch)?, p.rule))));
        }
        let mut known: HashSet<String> = HashSet::new();
        customers.retain(|(customer, _)| known.insert(format!("{customer:?}")));
        for turn in 0..RANDOM {
            let from = if turn % 2 == 0 { base } else { &rich };
            let rule = (turn % 3 != 0).then(|| self.number(proposals.len().max(1)));
            let rule = rule.and_then(|at| proposals.get(at)?.rule);
            let customer = self.varied(from, rule, 4);
            if known.insert(format!("{customer:?}")) {
                customers.push((customer, rule));
            }
        }
        customers.into_iter().filter_map(|(customer, rule)| self.tried(customer, rule)).collect()
    }

    /// Variations by the proposals of one rule after which other rules are met again, as far as one proposal after the other
    /// does that without changing what the rule is.
    pub fn repaired(&mut self, base: &Customer, rule: usize) -> Vec<Tried> {
        let expr = self.bench.program.cohorts[self.bench.cohort].rules[rule].rule.id;
        let proposals = self.proposals.clone();
        let mut found = Vec::new();
        for own in proposals.iter().filter(|p| p.rule == Some(rule)) {
            let mut customer = base.with(&own.patch);
            for _ in 0..4 {
                let Some(mut best) = self.gap(&customer, Some(rule)).filter(|gap| *gap > 0.01) else { break };
                let is = self.truth(&customer, expr);
                let mut next = None;
                for other in proposals.iter().filter(|p| p.rule != Some(rule)) {
                    let tried = customer.with(&other.patch);
                    let gap = self.gap(&tried, Some(rule)).filter(|gap| *gap < best);
                    if let Some(gap) = gap.filter(|_| self.truth(&tried, expr) == is) {
                        (best, next) = (gap, Some(tried));
                    }
                }
                let Some(next) = next else { break };
                found.extend(self.tried(next.clone(), Some(rule)));
                customer = next;
            }
        }
        found
    }

    fn truth(&mut self, customer: &Customer, expr: crate::model::ExprId) -> Option<Value> {
        let ready = self.bench.ready(customer)?;
        self.bench
            .look(&mut self.original, &ready, |look| look.value(expr).map(|(value, _)| value.clone()))?
    }

    /// A customer with two or more proposals made, of one rule if one is named.
    fn varied(&mut self, from: &Customer, rule: Option<usize>, most: usize) -> Customer {
        let of_rule: Vec<usize> =
            (0..self.proposals.len()).filter(|&p| rule.is_none() || self.proposals[p].rule == rule).collect();
        let mut customer = from.clone();
        if of_rule.is_empty() {
            return customer;
        }
        for _ in 0..2 + self.number(most - 1) {
            let proposal = of_rule[self.number(of_rule.len())];
            customer = customer.with(&self.proposals[proposal].patch);
        }
        customer
    }

    /// A number below `end` (xorshift).
    fn number(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % end.max(1) as u64) as usize
    }
}

/// A customer brought as near to another as a condition allows.
pub fn reduced(
    mut customer: Customer,
    other: &Customer,
    mut holds: impl FnMut(&Customer) -> bool,
) -> Customer {
    for _ in 0..20 {
        let mut changed = false;
        let mut at = 0;
        while let Some(next) = customer.simpler(other).into_iter().nth(at) {
            if holds(&next) {
                customer = next;
                changed = true;
            } else {
                at += 1;
            }
        }
        if !changed {
            break;
        }
    }
    customer
}

/// How many rules are not as they should be, those inside of others counted by their share.
struct Gap<'a> {
    program: &'a crate::model::Program,
    value: &'a dyn Fn(&Expr) -> Option<Value>,
}

impl Gap<'_> {
    fn cohort(&self, cohort: usize, but: Option<usize>) -> f64 {
        let rules = self.program.cohorts[cohort].rules.iter().enumerate();
        let rules = rules.filter(|(index, rule)| rule.kind != RuleKind::Should && Some(*index) != but);
        rules.map(|(_, rule)| self.rule(&rule.rule, rule.kind == RuleKind::Must)).sum()
    }

    fn rule(&self, expr: &Expr, want: bool) -> f64 {
        if let Some(Value::Bool(truth)) = (self.value)(expr) {
            if truth == want {
                return 0.0;
            }
        } else if !want {
            // An `exclude` that is unknown keeps nobody out.
            return 0.0;
        }
        let each = |rules: &[Expr]| rules.iter().map(|r| self.rule(r, want)).collect::<Vec<f64>>();
        let mean = |gaps: &[f64]| gaps.iter().sum::<f64>() / gaps.len().max(1) as f64;
        let least = |gaps: &[f64]| gaps.iter().copied().fold(1.0, f64::min);
        let gap = match &expr.kind {
            ExprKind::And(rules) if want => mean(&each(rules)),
            ExprKind::Or(rules) if !want => mean(&each(rules)),
            ExprKind::And(rules) | ExprKind::Or(rules) => least(&each(rules)),
            ExprKind::AtLeast { rules, .. } => mean(&each(rules)),
            ExprKind::Not(rule) => self.rule(rule, !want),
            ExprKind::Segment(index) => self.rule(&self.program.segments[*index].rule, want),
            ExprKind::CohortMatches(index) if want => {
                let rules = &self.program.cohorts[*index].rules;
                let count = rules.iter().filter(|rule| rule.kind != RuleKind::Should).count();
                self.cohort(*index, None) / count.max(1) as f64
            }
            _ => 1.0,
        };
        gap.clamp(0.01, 1.0)
    }
}
