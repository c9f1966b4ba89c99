//! What of a cohort's past the data can tell, read off its plans: one per date, alike in everything else.

use super::Grounds;
use crate::ir::{Cohort, ColumnId, Day, NodeId, Plan, Reach, TableId};
use std::collections::BTreeSet;

/// What the data adds to the plans.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// By table: the day of its first row with a time.
    pub first_rows: Vec<Option<Day>>,
    /// The newest day of a column of dates, as far as any of its values is known.
    pub newest: Vec<((TableId, ColumnId), Day)>,
}

/// By plan cohort.
pub fn grounds(plan_of: &dyn Fn(usize) -> Plan, dates: usize, known: &Known) -> Vec<Grounds> {
    let Some(last) = dates.checked_sub(1) else { return Vec::new() };
    let (first, plan) = (plan_of(0), plan_of(last));
    let reaches = |plan: &Plan| -> Vec<Reach> {
        plan.cohorts.iter().map(|cohort| plan.reach(&nodes_of(plan, cohort))).collect()
    };
    let (early, late) = (reaches(&first), reaches(&plan));
    let mut found: Vec<Grounds> = plan
        .cohorts
        .iter()
        .zip(&late)
        .map(|(cohort, reach)| one(&plan, cohort, reach, &first, known))
        .collect();
    for grounds in &mut found {
        grounds.whole_from = dates;
    }
    for date in 0..dates {
        let plan = plan_of(date);
        for (c, reach) in reaches(&plan).iter().enumerate().take(found.len()) {
            // A window that begins on the same day whatever the date is no window of so many days.
            let fixed = |w: &&(TableId, Day)| early[c].windows.contains(w) && late[c].windows.contains(w);
            let within = |(table, from): &(TableId, Day)| {
                known.first_rows.get(table.0 as usize).copied().flatten().is_none_or(|first| *from >= first)
            };
            let whole = reach.windows.iter().filter(|w| !fixed(w)).all(within);
            if whole && found[c].whole_from == dates {
                found[c].whole_from = date;
            }
        }
    }
    found
}

/// What decides who is a member; of a score, what it is made of.
fn nodes_of(plan: &Plan, cohort: &Cohort) -> Vec<NodeId> {
    let base = plan.table(cohort.table).base;
    [cohort.matched, cohort.score.earned].into_iter().chain(base).collect()
}

fn one(plan: &Plan, cohort: &Cohort, all: &Reach, first: &Plan, known: &Known) -> Grounds {
    let entity = plan.table(cohort.table);
    let base: Vec<NodeId> = entity.base.into_iter().collect();
    let decides: Vec<NodeId> = base.iter().copied().chain([cohort.matched]).collect();
    let came_later = |column: &&(TableId, ColumnId)| {
        known.newest.iter().any(|(of, day)| of == *column && *day > first.as_of)
    };
    let columns: BTreeSet<&(TableId, ColumnId)> =
        all.of_today.iter().chain(all.dates.iter().filter(came_later)).collect();
    let name = |(table, column): &(TableId, ColumnId)| {
        let table = plan.table(*table);
        format!("{}.{}", table.name, table.columns[column.0 as usize].name)
    };
    Grounds {
        flat: entity.time.is_none() && !plan.reach(&decides).dated,
        of_today: columns.into_iter().map(name).collect(),
        undated: entity.time.is_none().then(|| entity.name.clone()),
        whole_from: 0,
        fixed_population: entity.time.is_none() && !plan.reach(&base).dated,
    }
}
