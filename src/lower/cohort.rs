//! ICPs, personas and scores → nodes.

use super::Lowering;
use super::insights::Definition;
use crate::ir::{self, AggregateFunction, Literal, NodeId, Op, Real, TableId, TierBound, Type};
use crate::model::{self, Expr, ExprKind};
use crate::syntax::ast::{CohortKind, RuleKind};
use std::collections::HashSet;
use std::sync::Arc;

/// A cohort's nodes, shared by its own results and by every rule that names it.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    /// Three-valued: true for members, missing for the undecided, false for all others and outside of the base.
    pub rule: NodeId,
    pub score: ir::Score,
}

/// Something that a rule looks at: how people call it, and its node in the cohort's table.
struct Input {
    label: String,
    node: NodeId,
    pii: bool,
}

/// Those of one rule or cohort.
#[derive(Default)]
struct Inputs {
    found: Vec<Input>,
    /// Definitions that have been looked into, and by which way of dots.
    met: HashSet<(Definition, String)>,
}

impl Inputs {
    /// Whether a definition is met for the first time on this way.
    fn meet(&mut self, definition: Definition, path: &str) -> bool {
        self.met.insert((definition, path.to_owned()))
    }
}

impl Lowering<'_> {
    pub(super) fn parts(&mut self, index: usize) -> Parts {
        if let Some(parts) = &self.parts[index] {
            return parts.clone();
        }
        let program = self.program;
        let cohort = &program.cohorts[index];
        let table = TableId(cohort.table as u32);
        let mut rules: Vec<NodeId> = self.base(cohort.table).into_iter().collect();
        for rule in cohort.rules.iter().filter(|r| r.kind != RuleKind::Should) {
            let node = self.expr(&rule.rule);
            rules.push(self.kept(rule.kind, node));
        }
        let rule = self.b.and(table, rules);
        let score = self.score(cohort, table);
        let parts = Parts { rule, score };
        self.parts[index] = Some(parts.clone());
        parts
    }

    /// Who passes a `must` (where it is true) or an `exclude` (where it is not true).
    fn kept(&mut self, kind: RuleKind, rule: NodeId) -> NodeId {
        if kind == RuleKind::Exclude {
            let dropped = self.b.is_true(rule);
            self.b.not(dropped)
        } else {
            rule
        }
    }

    pub(super) fn cohort(&mut self, index: usize) -> ir::Cohort {
        let program = self.program;
        let cohort = &program.cohorts[index];
        let table = TableId(cohort.table as u32);
        let Parts { rule, score } = self.parts(index);
        let matched = self.b.is_true(rule);
        let undecided = self.b.is_missing(rule);
        ir::Cohort {
            name: cohort.name.clone(),
            kind: match cohort.kind {
                CohortKind::Icp => ir::CohortKind::Icp,
                CohortKind::Persona => ir::CohortKind::Persona,
                CohortKind::Score => ir::CohortKind::Score,
            },
            table,
            matched,
            undecided,
            steps: self.steps(cohort, table),
            step_rules: (0..cohort.rules.len())
                .filter(|&rule| cohort.rules[rule].kind != RuleKind::Should)
                .collect(),
            missing: self.missing(cohort, undecided),
            columns: self.columns(cohort),
            score,
        }
    }

    fn steps(&mut self, cohort: &model::Cohort, table: TableId) -> Vec<NodeId> {
        let mut left = match self.base(cohort.table) {
            Some(base) => base,
            None => self.b.bool(table, true),
        };
        let mut steps = Vec::new();
        for rule in cohort.rules.iter().filter(|r| r.kind != RuleKind::Should) {
            let node = self.expr(&rule.rule);
            let kept = self.kept(rule.kind, node);
            let kept = self.b.is_true(kept);
            left = self.b.and(table, vec![left, kept]);
            steps.push(left);
        }
        steps
    }

    /// Semantics 3: blocks earn up to their caps; the score is the share of what could be earned.
    fn score(&mut self, cohort: &model::Cohort, table: TableId) -> ir::Score {
        let mut blocks: Vec<(Option<usize>, Vec<&model::Rule>)> = Vec::new();
        for rule in cohort.rules.iter().filter(|r| r.kind == RuleKind::Should) {
            match blocks.iter_mut().find(|(dimension, _)| *dimension == rule.dimension) {
                Some((_, rules)) => rules.push(rule),
                None => blocks.push((rule.dimension, vec![rule])),
            }
        }
        let mut total = 0;
        let mut parts = Vec::new();
        let mut dimensions = Vec::new();
        for (dimension, rules) in &blocks {
            let dimension = dimension.map(|d| &cohort.dimensions[d]);
            let (earned, possible) = self.block(table, rules, dimension.and_then(|d| d.cap));
            total += possible;
            parts.push(earned);
            if let Some(dimension) = dimension.filter(|_| possible > 0) {
                let op = Op::Share { earned, total: possible };
                let score = self.b.node(table, Type::Number, op);
                dimensions.push(ir::DimensionScore {
                    name: dimension.name.clone(),
                    earned,
                    total: possible,
                    score,
                });
            }
        }
        let earned = match parts.as_slice() {
            [] => self.b.literal(table, Type::Int, Literal::Int(1)),
            [only] => *only,
            _ => self.b.node(table, Type::Int, Op::Sum(parts)),
        };
        // Without `should` everyone has earned the one unit there is: the score is 100.
        let total = total.max(1);
        let tiers: Arc<[TierBound]> =
            cohort.tiers.iter().map(|t| TierBound { name: t.name.as_str().into(), bound: t.bound }).collect();
        let score = self.b.node(table, Type::Number, Op::Score { earned, total });
        let tier = (!tiers.is_empty())
            .then(|| self.b.node(table, Type::Text, Op::Tier { earned, total, tiers: tiers.clone() }));
        let coverage = self.coverage(cohort, table);
        ir::Score { earned, total, score, coverage, tiers, tier, dimensions }
    }

    /// What a block earns and can earn, in ten-thousandths of a point.
    fn block(&mut self, table: TableId, rules: &[&model::Rule], cap: Option<i64>) -> (NodeId, i64) {
        let possible: i64 = rules.iter().map(|r| r.weight.max(0) * 100).sum();
        let terms: Vec<NodeId> = rules.iter().map(|rule| self.earned(table, rule)).collect();
        let earned = match terms.as_slice() {
            [only] => *only,
            _ => self.b.node(table, Type::Int, Op::Sum(terms)),
        };
        match cap.map(|c| c * 100) {
            Some(cap) => {
                (self.b.node(table, Type::Int, Op::AtMost { value: earned, cap }), possible.min(cap))
            }
            None => (earned, possible),
        }
    }

    /// What a `should` earns.
    fn earned(&mut self, table: TableId, rule: &model::Rule) -> NodeId {
        let grade = self.expr(&rule.rule);
        let grade = if self.b.ty(grade) == Type::Bool { grade } else { self.b.to_number(grade) };
        self.b.node(table, Type::Int, Op::Earn { grade, weight: rule.weight })
    }

    /// The nodes of a cohort's clauses, one by one. The cohort has been lowered: none of them is new.
    pub(super) fn clauses(&mut self, index: usize) -> super::Clauses {
        let program = self.program;
        let cohort = &program.cohorts[index];
        let table = TableId(cohort.table as u32);
        let (population, consent) = match program.populations.get(cohort.table) {
            Some(rules) => (rules.population.as_ref(), rules.consent.as_ref()),
            None => (None, None),
        };
        let (population, consent) = (population.map(|r| self.expr(r)), consent.map(|r| self.expr(r)));
        let rules = cohort.rules.iter().map(|rule| {
            let mut inputs = Inputs::default();
            self.inputs(&rule.rule, "", &mut Vec::new(), Purpose::Show, &mut inputs);
            let shown = inputs.found.into_iter().filter(|i| !i.pii);
            super::RuleNodes {
                looks_at: shown.map(|i| ir::ShownColumn { label: i.label, value: i.node }).collect(),
                value: match rule.kind {
                    RuleKind::Should => self.earned(table, rule),
                    RuleKind::Must | RuleKind::Exclude => self.expr(&rule.rule),
                },
            }
        });
        super::Clauses { population, consent, rules: rules.collect() }
    }

    /// The share of the positive weight whose rule is known; caps do not matter.
    fn coverage(&mut self, cohort: &model::Cohort, table: TableId) -> NodeId {
        let mut total = 0;
        let mut known = Vec::new();
        for rule in cohort.rules.iter().filter(|r| r.kind == RuleKind::Should && r.weight > 0) {
            let node = self.expr(&rule.rule);
            let missing = self.b.is_missing(node);
            let grade = self.b.not(missing);
            total += rule.weight * 100;
            known.push(self.b.node(table, Type::Int, Op::Earn { grade, weight: rule.weight }));
        }
        if known.is_empty() {
            return self.b.literal(table, Type::Number, Literal::Number(Real::new(1.0)));
        }
        let earned = self.b.node(table, Type::Int, Op::Sum(known));
        // `Share` counts in hundredths of the whole; a hundred times the total makes it a share of one.
        self.b.node(table, Type::Number, Op::Share { earned, total: total * 100 })
    }

    /// For each input of a `must`: the undecided for whom it is missing while that rule is unknown.
    fn missing(&mut self, cohort: &model::Cohort, undecided: NodeId) -> Vec<(String, NodeId)> {
        let table = TableId(cohort.table as u32);
        let mut costs: Vec<(String, Vec<NodeId>)> = Vec::new();
        for rule in cohort.rules.iter().filter(|r| r.kind == RuleKind::Must) {
            let node = self.expr(&rule.rule);
            let unknown = self.b.is_missing(node);
            let mut inputs = Inputs::default();
            self.inputs(&rule.rule, "", &mut Vec::new(), Purpose::Missing, &mut inputs);
            for input in inputs.found {
                let missing = self.b.is_missing(input.node);
                let both = self.b.and(table, vec![undecided, unknown, missing]);
                match costs.iter_mut().find(|(label, _)| *label == input.label) {
                    Some((_, nodes)) => nodes.push(both),
                    None => costs.push((input.label, vec![both])),
                }
            }
        }
        let mut missing = Vec::with_capacity(costs.len());
        for (label, nodes) in costs {
            let node = self.b.or(table, nodes);
            // An input that is never missing costs nobody.
            if self.b.get(node).op != Op::Literal(Literal::Bool(false)) {
                missing.push((label, node));
            }
        }
        missing
    }

    fn columns(&mut self, cohort: &model::Cohort) -> Vec<ir::ShownColumn> {
        let mut inputs = Inputs::default();
        for rule in &cohort.rules {
            self.inputs(&rule.rule, "", &mut Vec::new(), Purpose::Show, &mut inputs);
        }
        let mut shown: Vec<ir::ShownColumn> = Vec::new();
        for input in inputs.found.into_iter().filter(|i| !i.pii) {
            if !shown.iter().any(|s| s.label == input.label) {
                shown.push(ir::ShownColumn { label: input.label, value: input.node });
            }
        }
        shown
    }

    /// Collects what an expression looks at. `path` is the way of dots from the cohort's table, as text and as relations
    /// (innermost last), so that a value of an owner becomes a node of the cohort's own table.
    fn inputs(
        &mut self,
        expr: &Expr,
        path: &str,
        relations: &mut Vec<usize>,
        purpose: Purpose,
        found: &mut Inputs,
    ) {
        let program = self.program;
        let catalog = self.catalog;
        match &expr.kind {
            ExprKind::Column(column) => {
                let column = &catalog.tables[expr.table].columns[*column];
                self.input(expr, format!("{path}{}", column.name), column.pii, relations, found);
            }
            ExprKind::Feature(index) => {
                let feature = &program.features[*index];
                if purpose == Purpose::Show || has_aggregate(&feature.value) {
                    self.input(expr, format!("{path}{}", feature.name), false, relations, found);
                } else if found.meet(Definition::Feature(*index), path) {
                    self.inputs(&feature.value, path, relations, purpose, found);
                }
            }
            ExprKind::Segment(index) if !found.meet(Definition::Segment(*index), path) => {}
            ExprKind::CohortMatches(index) if !found.meet(Definition::Cohort(*index), path) => {}
            ExprKind::Segment(index) => {
                self.inputs(&program.segments[*index].rule, path, relations, purpose, found);
            }
            ExprKind::CohortMatches(index) => {
                let rules = &program.cohorts[*index].rules;
                for rule in rules.iter().filter(|r| purpose == Purpose::Show || r.kind == RuleKind::Must) {
                    self.inputs(&rule.rule, path, relations, purpose, found);
                }
            }
            ExprKind::Parent { relation, value } => {
                let path = format!("{path}{}.", catalog.relations[*relation].name);
                relations.push(*relation);
                self.inputs(value, &path, relations, purpose, found);
                relations.pop();
            }
            ExprKind::Aggregate(_) => {
                if purpose == Purpose::Missing {
                    let label = format!("{path}{}", self.aggregate_label(expr));
                    self.input(expr, label, false, relations, found);
                }
            }
            _ => {
                for child in expr.children() {
                    self.inputs(child, path, relations, purpose, found);
                }
            }
        }
    }

    fn input(&mut self, expr: &Expr, label: String, pii: bool, relations: &[usize], found: &mut Inputs) {
        let mut node = self.expr(expr);
        for &relation in relations.iter().rev() {
            let table = TableId(self.catalog.relations[relation].child as u32);
            let ty = self.b.ty(node);
            node =
                self.b.node(table, ty, Op::Parent { relation: ir::RelationId(relation as u32), value: node });
        }
        if !found.found.iter().any(|i| i.label == label) {
            found.found.push(Input { label, node, pii });
        }
    }

    /// `avg(orders.amount)`; which rows count is left to the rule's own sentence.
    fn aggregate_label(&mut self, expr: &Expr) -> String {
        let node = self.expr(expr);
        let Op::Aggregate(aggregate) = &self.b.get(node).op else { return String::new() };
        let relation = &self.catalog.relations[aggregate.relation.0 as usize];
        let child = &self.catalog.tables[relation.child];
        let column = aggregate.value.and_then(|v| match self.b.get(v).op {
            Op::Column(c) => Some(format!(".{}", child.columns[c.0 as usize].name)),
            _ => None,
        });
        let function = match aggregate.function {
            AggregateFunction::Count => "count",
            AggregateFunction::Any => "any",
            AggregateFunction::Share => "share",
            AggregateFunction::Sum => "sum",
            AggregateFunction::Avg => "avg",
            AggregateFunction::Min => "min",
            AggregateFunction::Max => "max",
            AggregateFunction::NthLeast { .. } => "nth",
            AggregateFunction::CountDistinct => "count_distinct",
            AggregateFunction::First => "first",
            AggregateFunction::Last => "last",
        };
        format!("{function}({}{})", child.name, column.unwrap_or_default())
    }
}

/// What inputs are collected for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Distributions: columns and features by name.
    Show,
    /// The cost of missing values: columns, and aggregates where those decide.
    Missing,
}

fn has_aggregate(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Aggregate(_)) || expr.children().into_iter().any(has_aggregate)
}
