//! The primitives that look at other rows: the parent's, the children's, everyone's.

use super::scalar::extreme;
use super::sound::unsound;
use super::values::day_of;
use super::{Value, Values, numbers};
use crate::ir::{Aggregate, AggregateFunction, DayRange, NodeId, RankKind, RelationId, TableId, Type};
use std::cmp::Ordering;

/// Where each child's parent stands: the row whose key equals the child's column.
pub(super) fn parents(values: &Values, relation: RelationId) -> Vec<Option<usize>> {
    let relation = values.plan().relation(relation);
    let Some(key) = values.plan().table(relation.parent).key else {
        return vec![None; values.rows(relation.child).len()];
    };
    // In the order of the keys, so that a parent is found by halving; keys are unique and known.
    let keys = values.column(relation.parent, key);
    let mut by_key: Vec<usize> = (0..keys.len()).filter(|&row| !keys[row].is_missing()).collect();
    by_key.sort_by(|&a, &b| order(&keys[a], &keys[b]));
    let parent_of = |wanted: &Value| {
        if wanted.is_missing() {
            return None;
        }
        let at = by_key.partition_point(|&row| order(&keys[row], wanted).is_lt());
        by_key.get(at).copied().filter(|&row| order(&keys[row], wanted).is_eq())
    };
    values.column(relation.child, relation.column).iter().map(parent_of).collect()
}

/// The order of two known values: missing ones have been left out.
fn order(a: &Value, b: &Value) -> Ordering {
    a.compare(b).unwrap_or(Ordering::Equal)
}

/// [`Op::Parent`](crate::ir::Op::Parent)
pub(super) fn parent(values: &Values, relation: RelationId, value: NodeId) -> Vec<Value> {
    let of_parents = values.known(value);
    let read = |parent: &Option<usize>| parent.map_or(Value::Missing, |row| of_parents[row].clone());
    values.parents(relation).iter().map(read).collect()
}

/// [`Op::Aggregate`](crate::ir::Op::Aggregate)
pub(super) fn aggregate(values: &Values, aggregate: &Aggregate) -> Vec<Value> {
    let relation = values.plan().relation(aggregate.relation);
    let counts = rows_that_count(values, relation.child, aggregate.window, aggregate.filter);
    let mut children = vec![Vec::new(); values.rows(relation.parent).len()];
    for (child, parent) in values.parents(aggregate.relation).iter().enumerate() {
        if let Some(parent) = parent
            && counts[child]
        {
            children[*parent].push(child);
        }
    }
    let in_order = InOrder::new(values, aggregate);
    children.iter().map(|rows| over(values, aggregate, &in_order, rows)).collect()
}

/// The rows of a table that lie in the window and for which the filter is true.
pub(super) fn rows_that_count(
    values: &Values,
    table: TableId,
    window: Option<DayRange>,
    filter: Option<NodeId>,
) -> Vec<bool> {
    let in_window: Vec<bool> = match (window, values.plan().table(table).time) {
        (None, _) => vec![true; values.rows(table).len()],
        // No row without a time lies in a window.
        (Some(_), None) => unsound(
            vec![false; values.rows(table).len()],
            format_args!("has a window on a table without a time"),
        ),
        (Some(window), Some(time)) => {
            let days = values.column(table, time).into_iter().map(|time| day_of(values.plan(), &time));
            let inside = |day| window.from.is_none_or(|from| from <= day) && day <= window.to;
            days.map(|day| day.is_some_and(inside)).collect()
        }
    };
    match filter {
        None => in_window,
        Some(filter) => {
            let holds = values.of(filter).iter().map(Value::is_true);
            in_window.into_iter().zip(holds).map(|(inside, holds)| inside && holds).collect()
        }
    }
}

/// One aggregate over some rows of the child table.
fn over(values: &Values, aggregate: &Aggregate, in_order: &InOrder, rows: &[usize]) -> Value {
    use AggregateFunction::*;
    // Aggregates skip missing values.
    let column = aggregate.value.map_or(&[][..], |value| values.known(value));
    let known: Vec<usize> = rows
        .iter()
        .copied()
        .filter(|&row| column.get(row).is_some_and(|value| !value.is_missing()))
        .collect();
    let all_values = || -> Vec<&Value> { known.iter().map(|&row| &column[row]).collect() };
    // Of those without a value nothing is added up.
    let ty = aggregate.value.map_or(Type::Int, |value| values.plan().node(value).ty);
    match aggregate.function {
        Count => Value::Int(rows.len() as i64),
        Any => Value::Bool(!rows.is_empty()),
        Share if rows.is_empty() => Value::Missing,
        Share => {
            let holding = all_values().into_iter().filter(|value| value.is_true()).count();
            Value::Number(holding as f64 / rows.len() as f64)
        }
        Sum => sum(&all_values(), ty),
        Avg => average(&all_values(), ty),
        Min => extreme(&all_values(), Ordering::Less),
        Max => extreme(&all_values(), Ordering::Greater),
        NthLeast { n } => {
            let mut sorted = all_values();
            sorted.sort_by(|a, b| order(a, b));
            sorted.get(n as usize - 1).map_or(Value::Missing, |value| (*value).clone())
        }
        CountDistinct => {
            let mut different = all_values();
            different.sort_by(|a, b| order(a, b));
            different.dedup_by(|a, b| order(a, b).is_eq());
            Value::Int(different.len() as i64)
        }
        First => in_order.first(&known),
        Last => in_order.last(&known),
    }
}

/// The exact sum as the nearest double.
fn sum(values: &[&Value], ty: Type) -> Value {
    let units: i128 = values.iter().filter_map(|value| numbers::units(value)).sum();
    Value::Number(units as f64 / numbers::power_of_ten(numbers::sum_scale(ty)))
}

/// The exact sum divided once.
pub(super) fn average(values: &[&Value], ty: Type) -> Value {
    let units: Vec<i128> = values.iter().filter_map(|value| numbers::units(value)).collect();
    if units.is_empty() {
        return Value::Missing;
    }
    let places = numbers::power_of_ten(numbers::sum_scale(ty));
    Value::Number(units.iter().sum::<i128>() as f64 / (places * units.len() as f64))
}

/// What `first` and `last` go by: the time, then the key, and without a key the value.
struct InOrder {
    times: Vec<Value>,
    keys: Option<Vec<Value>>,
    values: Vec<Value>,
}

impl InOrder {
    /// Empty for the other aggregates, which know no order.
    fn new(values: &Values, aggregate: &Aggregate) -> InOrder {
        let ordered = matches!(aggregate.function, AggregateFunction::First | AggregateFunction::Last);
        let table = values.plan().relation(aggregate.relation).child;
        let description = values.plan().table(table);
        let (Some(value), Some(time), true) = (aggregate.value, description.time, ordered) else {
            return InOrder { times: Vec::new(), keys: None, values: Vec::new() };
        };
        InOrder {
            times: values.column(table, time),
            keys: description.key.map(|key| values.column(table, key)),
            values: values.known(value).to_vec(),
        }
    }

    fn with_time<'a>(&'a self, rows: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
        rows.iter().copied().filter(|&row| self.times.get(row).is_some_and(|time| !time.is_missing()))
    }

    fn first(&self, rows: &[usize]) -> Value {
        let earlier = |&a: &usize, &b: &usize| {
            order(&self.times[a], &self.times[b]).then_with(|| match &self.keys {
                Some(keys) => order(&keys[a], &keys[b]),
                None => order(&self.values[a], &self.values[b]),
            })
        };
        self.with_time(rows).min_by(earlier).map_or(Value::Missing, |row| self.values[row].clone())
    }

    fn last(&self, rows: &[usize]) -> Value {
        let earlier = |&a: &usize, &b: &usize| {
            order(&self.times[a], &self.times[b]).then_with(|| match &self.keys {
                Some(keys) => order(&keys[a], &keys[b]),
                // The smaller value here too, so it is the one that counts as later.
                None => order(&self.values[b], &self.values[a]),
            })
        };
        self.with_time(rows).max_by(earlier).map_or(Value::Missing, |row| self.values[row].clone())
    }
}

/// [`Op::Rank`](crate::ir::Op::Rank), by counting.
pub(super) fn rank(values: &Values, table: TableId, kind: RankKind, value: NodeId) -> Vec<Value> {
    let everyone = values.known(value);
    let base = values.base(table);
    let is_ranked = |row: usize| base[row] && !everyone[row].is_missing();
    let mut sorted: Vec<&Value> =
        (0..everyone.len()).filter(|&row| is_ranked(row)).map(|row| &everyone[row]).collect();
    sorted.sort_by(|a, b| order(a, b));
    let n = sorted.len() as i128;
    let of_row = |row: usize| {
        if !is_ranked(row) {
            return Value::Missing;
        }
        let x = &everyone[row];
        let below = sorted.partition_point(|other| order(other, x).is_lt()) as i128;
        let up_to = sorted.partition_point(|other| order(other, x).is_le()) as i128;
        let at_most = |count: i128, share: i64| Value::Bool(count * 100_000_000 <= i128::from(share) * n);
        match kind {
            RankKind::Top { share } => at_most(n - below, share),
            RankKind::Bottom { share } => at_most(up_to, share),
            RankKind::Percentile => Value::Number(below as f64 / n as f64),
            RankKind::Quantile { k } => Value::Int((i128::from(k) * below / n + 1) as i64),
        }
    };
    (0..everyone.len()).map(of_row).collect()
}
