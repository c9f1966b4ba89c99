//! Journeys, themes, values and categories → nodes.

use super::Lowering;
use crate::catalog::ColumnType;
use crate::ir::{self, Op, RelationId, TableId};
use crate::model::{self, Expr, ExprKind};
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// What is worked out for the tables that these cohorts are about.
    pub(super) fn insights(&mut self, cohorts: &[ir::Cohort]) -> ir::Insights {
        let program = self.program;
        let entities: BTreeSet<usize> = cohorts.iter().map(|c| c.table.0 as usize).collect();
        let journeys = program.journeys.iter().filter(|j| entities.contains(&j.table));
        let journeys = journeys.map(|journey| self.journey(journey)).collect();
        let mut themes = Vec::new();
        for theme in &program.themes {
            themes.extend(self.themes(theme, &entities));
        }
        let mut values = Vec::new();
        for &table in &entities {
            let value = program.populations.get(table).and_then(|p| p.value.as_ref());
            values.extend(
                value.map(|value| ir::TableValue { table: TableId(table as u32), value: self.expr(value) }),
            );
        }
        let categories = self.categories(&entities);
        ir::Insights { min_cell: self.catalog.privacy.min_cell, journeys, themes, values, categories }
    }

    fn journey(&mut self, journey: &model::Journey) -> ir::Journey {
        let stages = journey.stages.iter().map(|stage| {
            let rule = self.expr(&stage.rule);
            let (reached, time) = (self.b.is_true(rule), self.time(&stage.rule));
            ir::Stage { name: stage.name.clone(), reached, time }
        });
        ir::Journey {
            name: journey.name.clone(),
            table: TableId(journey.table as u32),
            stages: stages.collect(),
        }
    }

    /// One for each way in which its rows are people or belong to people.
    fn themes(&mut self, theme: &model::Theme, entities: &BTreeSet<usize>) -> Vec<ir::Theme> {
        let catalog = self.catalog;
        let own = entities.contains(&theme.table).then_some((theme.table, None));
        let owned = catalog.parents(theme.table).filter(|(_, r)| entities.contains(&r.parent));
        let owned = owned.map(|(index, r)| (r.parent, Some(RelationId(index as u32))));
        let ways: Vec<(usize, Option<RelationId>)> = own.into_iter().chain(owned).collect();
        if ways.is_empty() {
            return Vec::new();
        }
        let rule = self.expr(&theme.rule);
        let quoted: Vec<ir::NodeId> = self.quoted(theme);
        let one = |(entity, owner): (usize, Option<RelationId>)| ir::Theme {
            name: theme.name.clone(),
            table: TableId(theme.table as u32),
            entity: TableId(entity as u32),
            owner,
            rule,
            quoted: quoted.clone(),
        };
        ways.into_iter().map(one).collect()
    }

    /// The texts of a theme's rows, if the catalog lets all that the rule reads be quoted.
    fn quoted(&mut self, theme: &model::Theme) -> Vec<ir::NodeId> {
        let mut read = Vec::new();
        columns_read(self.program, &theme.rule, &mut BTreeSet::new(), &mut read);
        let mut quoted = Vec::new();
        for (table, index) in read {
            let column = &self.catalog.tables[table].columns[index];
            let free = matches!(column.ty, ColumnType::Text | ColumnType::List);
            if column.pii || column.sensitive || (free && !column.quotable) {
                return Vec::new();
            }
            if column.ty == ColumnType::Text && table == theme.table {
                let op = Op::Column(ir::ColumnId(index as u32));
                quoted.push(self.b.node(TableId(table as u32), ir::Type::Text, op));
            }
        }
        quoted
    }

    fn categories(&mut self, entities: &BTreeSet<usize>) -> Vec<ir::Category> {
        let catalog = self.catalog;
        let mut categories = Vec::new();
        for (table, described) in catalog.tables.iter().enumerate() {
            let Some(index) = described.category else { continue };
            let op = Op::Column(ir::ColumnId(index as u32));
            for (relation, _) in catalog.parents(table).filter(|(_, r)| entities.contains(&r.parent)) {
                let value = self.b.node(TableId(table as u32), ir::Type::Text, op.clone());
                let column = described.columns[index].name.clone();
                categories.push(ir::Category { relation: RelationId(relation as u32), value, column });
            }
        }
        categories
    }
}

/// What of the program is looked through, so that it is so once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Definition {
    Feature(usize),
    Segment(usize),
    Cohort(usize),
}

/// All columns that an expression reads, with the definitions that it uses: by table, in the order met, each once.
fn columns_read(
    program: &model::Program,
    expr: &Expr,
    seen: &mut BTreeSet<Definition>,
    found: &mut Vec<(usize, usize)>,
) {
    match expr.kind {
        ExprKind::Column(column) if !found.contains(&(expr.table, column)) => {
            found.push((expr.table, column));
        }
        ExprKind::Feature(f) if seen.insert(Definition::Feature(f)) => {
            columns_read(program, &program.features[f].value, seen, found);
        }
        ExprKind::Segment(s) if seen.insert(Definition::Segment(s)) => {
            columns_read(program, &program.segments[s].rule, seen, found);
        }
        ExprKind::CohortMatches(c) | ExprKind::CohortScore(c) | ExprKind::CohortTier(c)
            if seen.insert(Definition::Cohort(c)) =>
        {
            program.cohorts[c].rules.iter().for_each(|r| columns_read(program, &r.rule, seen, found));
        }
        _ => {}
    }
    expr.children().into_iter().for_each(|child| columns_read(program, child, seen, found));
}
