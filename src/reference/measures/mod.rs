//! Statistics over groups of people, one value after the other, and what follows from them.
//!
//! [`Tally`] and [`judge()`] are the engines' too: what is counted is held to the reference, and the one last formula from whole
//! numbers to a figure is written once.

mod judge;
mod lifetime;
mod tally;

pub use judge::{Judged, Rules, judge};
pub use lifetime::{Predictor, customer};
pub use tally::{Counted, Counts, Tally};

use super::over_rows::rows_that_count;
use super::scalar::points;
use super::{Value, Values, numbers};
use crate::ir::{Group, Literal, NodeId, Statistic, StatisticFunction, TableId, Type};
use crate::stats::Customer;

/// Every statistic of every group that needs it.
pub(super) fn counts(values: &Values) -> Counts {
    let plan = values.plan();
    let mut counts = Counts::default();
    for table in plan.entities() {
        for (group, statistics) in plan.groups(table) {
            let members = members(values, table, group);
            for statistic in statistics {
                let counted = one(values, &plan.measures.statistics[statistic], &members);
                counts.insert((table, group, statistic), counted);
            }
        }
    }
    counts
}

/// For each row of the table whether it is in the group.
fn members(values: &Values, table: TableId, group: Group) -> Vec<bool> {
    let cohort = |cohort: usize| {
        let matched = values.plan().cohorts[cohort].matched;
        values.of(matched).iter().map(Value::is_true).collect::<Vec<bool>>()
    };
    match group {
        Group::Everyone => values.base(table),
        Group::Cohort(index) => cohort(index),
        Group::Tier(index, tier) => {
            let score = &values.plan().cohorts[index].score;
            let reached = |row: usize| {
                let earned = points(&values.of(score.earned)[row]);
                let reaches = |bound: i64| super::scalar::reaches(earned, score.total, bound);
                score.tiers.iter().position(|t| reaches(t.bound)) == Some(tier)
            };
            cohort(index).into_iter().enumerate().map(|(row, matched)| matched && reached(row)).collect()
        }
    }
}

/// The rows of a statistic, by the member to whom they belong.
fn rows_of(values: &Values, statistic: &Statistic, members: &[bool]) -> Vec<Vec<usize>> {
    let Some(relation) = statistic.relation else {
        let holds = |row: usize| statistic.filter.is_none_or(|f| values.of(f)[row].is_true());
        return (0..members.len()).filter(|&row| members[row] && holds(row)).map(|row| vec![row]).collect();
    };
    let child = values.plan().relation(relation).child;
    let counts = rows_that_count(values, child, statistic.window, statistic.filter);
    let mut by_member = vec![Vec::new(); members.len()];
    for (row, owner) in values.parents(relation).iter().enumerate() {
        if let Some(owner) = owner.filter(|&owner| members[owner] && counts[row]) {
            by_member[owner].push(row);
        }
    }
    by_member
}

fn one(values: &Values, statistic: &Statistic, members: &[bool]) -> Counted {
    let by_member = rows_of(values, statistic, members);
    let rows = by_member.iter().map(Vec::len).sum::<usize>() as u64;
    let Some(value) = statistic.value else {
        let people = members.iter().filter(|&&member| member).count() as u64;
        return Tally::of(people, rows).counted(StatisticFunction::Rows, Type::Int);
    };
    let function = statistic.function;
    if let StatisticFunction::Predicted { .. } = function {
        return predicted(values, statistic, members);
    }
    let all = values.of(value);
    let ty = values.ty(value);
    // A share is about all rows, what is added up about those that can be, everything else about known values.
    let stands = |row: &&usize| match function {
        StatisticFunction::Share => true,
        StatisticFunction::Min | StatisticFunction::Max | StatisticFunction::Quantile { .. } => {
            !all[**row].is_missing()
        }
        _ => numbers::units(&all[**row]).is_some(),
    };
    let by_member: Vec<Vec<&Value>> =
        by_member.iter().map(|rows| rows.iter().filter(stands).map(|&row| &all[row]).collect()).collect();
    let people = by_member.iter().filter(|values| !values.is_empty()).count() as u64;
    let known: Vec<&Value> = by_member.into_iter().flatten().collect();
    let mut tally = Tally::of(people, known.len() as u64);
    match function {
        StatisticFunction::Rows | StatisticFunction::Predicted { .. } => {}
        StatisticFunction::Share => tally.part = known.iter().filter(|value| value.is_true()).count() as u64,
        StatisticFunction::Min => tally.extreme = least(&known, |a, b| a.compare(b)),
        StatisticFunction::Max => tally.extreme = least(&known, |a, b| b.compare(a)),
        StatisticFunction::Quantile { part } => {
            let mut sorted: Vec<f64> = known.iter().filter_map(|value| numbers::to_f64(value, ty)).collect();
            sorted.sort_by(|a, b| numbers::compare(*a, *b));
            tally.nth = tally.place(part).map(|place| sorted[place] + 0.0);
        }
        StatisticFunction::Sum
        | StatisticFunction::Avg
        | StatisticFunction::Stddev
        | StatisticFunction::Nps => known.iter().filter_map(|v| numbers::units(v)).for_each(|u| tally.add(u)),
    }
    tally.counted(function, ty)
}

/// What the members are expected to bring, on average, by models of everyone.
fn predicted(values: &Values, statistic: &Statistic, members: &[bool]) -> Counted {
    let customers = customers(values, statistic);
    let base = values.base(statistic.table);
    let everyone: Vec<Customer> =
        customers.iter().zip(&base).filter(|(_, counts)| **counts).filter_map(|(c, _)| *c).collect();
    let predictor = Predictor::fit(statistic.function, &everyone);
    let own = customers.iter().zip(members).filter(|(_, member)| **member).filter_map(|(c, _)| c.as_ref());
    let expected: Vec<i128> = own.filter_map(|c| predictor.as_ref()?.units(c)).collect();
    let mut tally = Tally::of(expected.len() as u64, expected.len() as u64);
    expected.into_iter().for_each(|units| tally.add(units));
    tally.counted(statistic.function, Type::Number)
}

/// By row.
fn customers(values: &Values, statistic: &Statistic) -> Vec<Option<Customer>> {
    let (Some(repeats), StatisticFunction::Predicted { last, observed, mean, .. }) =
        (statistic.value, statistic.function)
    else {
        return Vec::new();
    };
    let number = |node: NodeId, row: usize| numbers::to_f64(&values.of(node)[row], Type::Number);
    (0..values.rows(statistic.table).len())
        .map(|row| {
            customer(number(repeats, row), number(last, row), number(observed, row), number(mean, row))
        })
        .collect()
}

fn least(known: &[&Value], order: impl Fn(&Value, &Value) -> Option<std::cmp::Ordering>) -> Literal {
    let least = known.iter().min_by(|a, b| order(a, b).unwrap_or(std::cmp::Ordering::Equal));
    least.map_or(Literal::Missing, |value| Literal::from(*value))
}
