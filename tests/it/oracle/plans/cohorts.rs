//! Scores, cohorts, assignments and grids over random nodes.

use super::{Plans, TYPES};
use crate::oracle::world::{self, CUSTOMERS, ORDERS};
use personac::ir::*;
use std::sync::Arc;

impl Plans<'_> {
    pub fn total(&mut self) -> i64 {
        self.rng.pick(&[1, 300_000, 1_000_000, 333_300, 70_000, 5_000_000])
    }

    pub fn tiers(&mut self) -> Arc<[TierBound]> {
        let mut bounds: Vec<i64> = (0..self.rng.below(4))
            .map(|_| self.rng.pick(&[0, 100_000, 333_300, 500_000, 666_700, 1_000_000]))
            .collect();
        bounds.sort();
        bounds.dedup();
        let names = ["A", "B", "丙", "rest"];
        bounds.iter().rev().zip(names).map(|(&bound, name)| TierBound { name: name.into(), bound }).collect()
    }

    /// Points: of one rule, a sum of them, cut at a cap.
    pub fn earned(&mut self, table: TableId) -> NodeId {
        let known = self.points.get(&table).cloned().unwrap_or_default();
        let weight = self.rng.pick(&[100, 1_000, 2_500, -500, 1, 333, 20_000]);
        let value = match self.rng.below(4) {
            0 if !known.is_empty() => {
                let n = 1 + self.rng.below(4);
                Op::Sum((0..n).map(|_| self.rng.pick(&known)).collect())
            }
            1 if !known.is_empty() => {
                Op::AtMost { value: self.rng.pick(&known), cap: self.rng.pick(&[0, 10_000, 400_000]) }
            }
            2 => Op::Earn { grade: self.input(table, Type::Bool), weight },
            _ => {
                let x = self.input(table, Type::Number);
                let ramp = Op::Ramp {
                    value: x,
                    from: Real::new(0.0),
                    to: Real::new(self.rng.pick(&[1.0, 7.0, -3.0])),
                };
                Op::Earn { grade: self.keep(table, Type::Number, ramp), weight }
            }
        };
        let node = self.b.node(table, Type::Int, value);
        let points = self.points.entry(table).or_default();
        if points.len() < 12 {
            points.push(node);
        }
        node
    }

    fn score(&mut self, table: TableId) -> Score {
        let (earned, total, tiers) = (self.earned(table), self.total(), self.tiers());
        let score = self.b.node(table, Type::Number, Op::Score { earned, total });
        let tier = (!tiers.is_empty())
            .then(|| self.b.node(table, Type::Text, Op::Tier { earned, total, tiers: tiers.clone() }));
        let share = |plans: &mut Self| {
            let (earned, total) = (plans.earned(table), plans.total());
            (earned, total, plans.b.node(table, Type::Number, Op::Share { earned, total }))
        };
        let (_, _, coverage) = share(self);
        let dimensions = (0..self.rng.below(3)).map(|number| {
            let (earned, total, score) = share(self);
            DimensionScore { name: format!("dimension {number}"), earned, total, score }
        });
        let dimensions = dimensions.collect();
        Score { earned, total, score, coverage, tiers, tier, dimensions }
    }

    pub fn cohort(&mut self, name: &str, table: TableId, base: Option<NodeId>) -> Cohort {
        let kind = self.rng.pick(&[CohortKind::Icp, CohortKind::Persona, CohortKind::Persona]);
        let base = base.unwrap_or_else(|| self.b.bool(table, true));
        let mut rules = vec![base];
        let mut left = base;
        let mut steps = Vec::new();
        for _ in 0..1 + self.rng.below(3) {
            let rule = self.input(table, Type::Bool);
            let kept = match self.rng.percent(70) {
                true => rule,
                false => {
                    let dropped = self.b.is_true(rule);
                    self.b.not(dropped)
                }
            };
            rules.push(kept);
            let kept = self.b.is_true(kept);
            left = self.b.and(table, vec![left, kept]);
            steps.push(left);
        }
        let rule = self.b.and(table, rules);
        let (matched, undecided) = (self.b.is_true(rule), self.b.is_missing(rule));
        let missing = (0..self.rng.below(4)).map(|number| {
            let ty = self.rng.pick(&TYPES);
            let value = self.input(table, ty);
            let missing = self.b.is_missing(value);
            (format!("column {number}"), self.b.and(table, vec![undecided, missing]))
        });
        let missing = missing.collect();
        let columns = (0..self.rng.below(5)).map(|number| {
            let ty = self.rng.pick(&TYPES);
            ShownColumn { label: format!("column {number}"), value: self.input(table, ty) }
        });
        let columns = columns.collect();
        let step_rules = (0..steps.len()).map(|step| step * 2).collect();
        let score = self.score(table);
        Cohort {
            name: name.into(),
            kind,
            table,
            matched,
            undecided,
            steps,
            step_rules,
            missing,
            score,
            columns,
        }
    }

    pub fn assigns_and_grids(&mut self, plan: &mut Plan) {
        for table in [CUSTOMERS, ORDERS] {
            let mut of_table: Vec<usize> =
                (0..plan.cohorts.len()).filter(|&c| plan.cohorts[c].table == table).collect();
            if of_table.len() < 2 {
                continue;
            }
            self.rng.shuffle(&mut of_table);
            let name = format!("best of {}", world::table(table).name);
            let at_least = self.rng.pick(&[0, 0, 1, 333_300, 500_000]);
            let by_score = self.rng.percent(70);
            plan.grids.push(Grid { name: name.clone(), table, rows: of_table[0], columns: of_table[1] });
            plan.assigns.push(Assign { name, table, among: of_table, by_score, at_least });
        }
    }
}
