//! ICPs, personas and scores → forms.

use super::build::{Builder, Reference};
use super::form::FormId;
use super::head::Head;
use crate::model::{Cohort, Rule};
use crate::syntax::ast::RuleKind;
use std::collections::BTreeMap;

/// The forms of a cohort.
#[derive(Debug, Clone)]
pub struct CohortForm {
    /// True for those who are in: of the population, by every `must`, dropped by no `exclude`.
    pub members: FormId,
    pub score: FormId,
    pub tier: FormId,
    /// What the score is made of, whoever has one.
    pub points: FormId,
    /// The score by dimensions, as sub-scores tell it.
    pub blocks: FormId,
    /// By rule of the cohort. A `must` and an `exclude`: true for those who pass it. A `should`: what it earns, and in which dimension.
    pub rules: Vec<FormId>,
    /// By rule of the cohort: what stands behind its keyword.
    pub cores: Vec<FormId>,
}

impl Builder<'_, '_> {
    /// A cohort as a rule.
    pub(super) fn members_of(&mut self, cohort: usize) -> FormId {
        match self.named(Reference::Cohort(cohort)) {
            Some(name) => name,
            None => self.cohort(cohort).members,
        }
    }

    pub(super) fn score_of(&mut self, cohort: usize) -> FormId {
        match self.named(Reference::Cohort(cohort)) {
            Some(name) => self.forms.make(Head::Score, vec![name]),
            None => self.cohort(cohort).score,
        }
    }

    pub(super) fn tier_of(&mut self, cohort: usize) -> FormId {
        match self.named(Reference::Cohort(cohort)) {
            Some(name) => self.forms.make(Head::Tier(Vec::new()), vec![name]),
            None => self.cohort(cohort).tier,
        }
    }

    /// The forms of a cohort; made once.
    pub fn cohort(&mut self, index: usize) -> CohortForm {
        if let Some(form) = &self.cohorts[index] {
            return form.clone();
        }
        let cohort = &self.program.cohorts[index];
        let mut kept = vec![self.base(cohort.table)];
        let mut earns: Vec<Option<FormId>> = Vec::with_capacity(cohort.rules.len());
        let mut rules = Vec::with_capacity(cohort.rules.len());
        let mut cores = Vec::with_capacity(cohort.rules.len());
        for rule in &cohort.rules {
            let form = self.expr(&rule.rule);
            cores.push(form);
            let (form, earn) = match rule.kind {
                RuleKind::Must => (form, None),
                RuleKind::Exclude => (self.forms.make(Head::True { negated: true }, vec![form]), None),
                RuleKind::Should => {
                    let earn = self.forms.make(Head::Earn { weight: rule.weight }, vec![form]);
                    (self.in_dimension(cohort, rule, earn), Some(earn))
                }
            };
            if earn.is_none() {
                kept.push(form);
            }
            earns.push(earn);
            rules.push(form);
        }
        let members = self.forms.and(kept);
        let (points, blocks) = self.points(cohort, &earns);
        let base = self.base(cohort.table);
        let score = self.forms.make(Head::Score, vec![base, points]);
        let tiers = cohort.tiers.iter().map(|t| (t.name.clone(), t.bound)).collect();
        let tier = self.forms.make(Head::Tier(tiers), vec![score]);
        let form = CohortForm { members, score, tier, points, blocks, rules, cores };
        self.cohorts[index] = Some(form.clone());
        form
    }

    fn in_dimension(&mut self, cohort: &Cohort, rule: &Rule, earn: FormId) -> FormId {
        let Some(dimension) = rule.dimension else { return earn };
        let name = cohort.dimensions[dimension].name.clone();
        let name = self.forms.leaf(Head::Text(name));
        self.forms.make(Head::List, vec![name, earn])
    }

    /// What the score is made of, and the same by dimensions. A block without a cap adds up like rules that stand in none.
    fn points(&mut self, cohort: &Cohort, earns: &[Option<FormId>]) -> (FormId, FormId) {
        let mut by_dimension: BTreeMap<Option<usize>, Vec<FormId>> = BTreeMap::new();
        for (rule, earn) in cohort.rules.iter().zip(earns) {
            by_dimension.entry(rule.dimension).or_default().extend(earn);
        }
        let mut open = Vec::new();
        let mut blocks = Vec::new();
        let mut named = Vec::new();
        for (dimension, earns) in by_dimension.into_iter().filter(|(_, earns)| !earns.is_empty()) {
            let cap = dimension.and_then(|d| cohort.dimensions[d].cap);
            let block = self.block(cap, earns.clone());
            match cap {
                Some(_) => blocks.push(block),
                None => open.extend(earns),
            }
            let name = dimension.map_or(Head::Nothing, |d| Head::Text(cohort.dimensions[d].name.clone()));
            let name = self.forms.leaf(name);
            named.push(self.forms.make(Head::List, vec![name, block]));
        }
        if !open.is_empty() {
            let block = self.block(None, open);
            blocks.push(block);
        }
        self.forms.sort(&mut blocks);
        self.forms.sort(&mut named);
        (self.forms.make(Head::Points, blocks), self.forms.make(Head::List, named))
    }

    fn block(&mut self, cap: Option<i64>, mut earns: Vec<FormId>) -> FormId {
        self.forms.sort(&mut earns);
        self.forms.make(Head::Block { cap }, earns)
    }
}
