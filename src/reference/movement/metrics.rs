//! Metrics of those who entered, left and stayed: cohorts made up for them, each a column of its own.

use super::{Groups, View};
use crate::cohort::{CohortMovement, Figure, MetricMovement, Version};
use crate::ir::{self, ColumnId, Node, NodeId, Op, TableId, Type};
use crate::reference::movement::people::Person;
use crate::reference::{Data, Value, evaluate, measures};
use std::sync::Arc;

pub(super) fn metrics(view: &View, groups: &[Groups], cohorts: &mut [CohortMovement]) {
    let mut plan = view.after.plan().clone();
    let mut data = view.after.data().clone();
    plan.measures.measures.retain(|measure| measure.owner.cohort().is_none());
    plan.cohorts.clear();
    let mut measured = Vec::new();
    for (place, groups) in groups.iter().enumerate() {
        let entity = &view.comparison.entities[view.comparison.cohorts[place].entity];
        let Some(&table) = entity.table.of(Version::After) else { continue };
        for people in [&groups.entered, &groups.left, &groups.stayed] {
            let cohort = made_up(view, &mut plan, &mut data, table, people);
            plan.cohorts.push(cohort);
        }
        measured.push((place, table));
    }
    let values = evaluate(&plan, &data);
    let judged = measures::judge(&plan, &measures::counts(&values));
    for (index, (place, table)) in measured.into_iter().enumerate() {
        let entity = &plan.table(table).name;
        for metric in judged.metrics.iter().filter(|metric| metric.entity == *entity) {
            let figure = |group: usize| -> Figure {
                let name = name(3 * index + group);
                let found = metric.cohorts.iter().find(|c| c.cohort == name);
                found.map(|c| c.figure.clone()).unwrap_or_default()
            };
            cohorts[place].metrics.push(MetricMovement {
                name: metric.name.clone(),
                entered: figure(0),
                left: figure(1),
                stayed: figure(2),
            });
        }
    }
}

fn name(place: usize) -> String {
    place.to_string()
}

fn made_up(
    view: &View,
    plan: &mut ir::Plan,
    data: &mut Data,
    table: TableId,
    people: &[&Person],
) -> ir::Cohort {
    let columns = &mut plan.tables[table.0 as usize].columns;
    let column = ColumnId(columns.len() as u32);
    columns.push(ir::Column { name: format!("group {}", column.0), ty: Type::Bool, as_of: false });
    let own = &mut data.tables[table.0 as usize];
    let mut flags = vec![Value::Bool(false); own.len()];
    for row in people.iter().filter_map(|person| person.row(Version::After)) {
        flags[view.after.rows(table)[row]] = Value::Bool(true);
    }
    own.columns.push(flags);
    let mut node = |ty: Type, op: Op| {
        plan.nodes.push(Node { table, ty, op });
        NodeId(plan.nodes.len() as u32 - 1)
    };
    let matched = node(Type::Bool, Op::Column(column));
    let one = node(Type::Int, Op::Literal(ir::Literal::Int(1)));
    let score = node(Type::Number, Op::Score { earned: one, total: 1 });
    ir::Cohort {
        name: name(plan.cohorts.len()),
        kind: ir::CohortKind::Persona,
        table,
        matched,
        undecided: matched,
        steps: Vec::new(),
        step_rules: Vec::new(),
        missing: Vec::new(),
        score: ir::Score {
            earned: one,
            total: 1,
            score,
            coverage: score,
            tiers: Arc::from([]),
            tier: None,
            dimensions: Vec::new(),
        },
        columns: Vec::new(),
    }
}
