//! Journeys, themes, values and categories over random nodes.

use super::Plans;
use crate::oracle::world::{self, MONEY, RATE};
use personac::ir::*;

impl Plans<'_> {
    pub fn insights(&mut self, plan: &mut Plan) {
        let entities: Vec<TableId> = (0..world::TABLES.len() as u32)
            .map(TableId)
            .filter(|&table| plan.cohorts.iter().any(|cohort| cohort.table == table))
            .collect();
        plan.insights.min_cell = self.rng.pick(&[0, 1, 2, 5]);
        for table in entities {
            if self.rng.percent(60) {
                let stages = (0..1 + self.rng.below(4)).map(|number| self.stage(table, number)).collect();
                plan.insights.journeys.push(Journey { name: "journey".into(), table, stages });
            }
            if self.rng.percent(50) {
                let ty = self.rng.pick(&[Type::Int, Type::Number, MONEY, RATE]);
                plan.insights.values.push(TableValue { table, value: self.input(table, ty) });
            }
            if self.rng.percent(30) {
                let theme = self.theme(table, table, None);
                plan.insights.themes.push(theme);
            }
            for relation in world::children(table) {
                let child = world::relation(relation).child;
                if self.rng.percent(50) {
                    let theme = self.theme(child, table, Some(relation));
                    plan.insights.themes.push(theme);
                }
                if self.rng.percent(60) {
                    let value = self.input(child, Type::Text);
                    plan.insights.categories.push(Category { relation, value, column: "column".into() });
                }
            }
        }
    }

    fn stage(&mut self, table: TableId, number: usize) -> Stage {
        let rule = self.input(table, Type::Bool);
        let reached = self.b.is_true(rule);
        let time = self.rng.percent(70).then(|| self.input(table, Type::Date));
        Stage { name: format!("stage {number}"), reached, time }
    }

    fn theme(&mut self, table: TableId, entity: TableId, owner: Option<RelationId>) -> Theme {
        let rule = self.input(table, Type::Bool);
        let mut quoted: Vec<NodeId> = (0..self.rng.below(3)).map(|_| self.input(table, Type::Text)).collect();
        quoted.dedup();
        Theme { name: "theme".into(), table, entity, owner, rule, quoted }
    }
}
