//! How a column's values spread, in the population and in a cohort.

use super::sound::unsound;
use super::values::day_of;
use super::{Value, numbers, over_rows};
use crate::cohort::{Bins, Distribution, MAX_VALUES, Shape, ValueCount, bins};
use crate::ir::{Plan, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Values as they are shown: a datetime as its calendar day.
pub(super) fn shown(plan: &Plan, values: &[Value]) -> Vec<Value> {
    let day = |value: &Value| match value {
        Value::Datetime(_) => day_of(plan, value).map_or(Value::Missing, Value::Date),
        value => value.clone(),
    };
    values.iter().map(day).collect()
}

/// The distribution in the population and in the cohort, with the bins or values of the population.
pub(super) fn distributions(
    ty: Type,
    population: &[Value],
    cohort: &[Value],
) -> (Distribution, Distribution) {
    match ty {
        Type::Int | Type::Number | Type::Decimal { .. } | Type::Date | Type::Datetime => {
            let bins = bins_over(ty, population);
            let one = |values: &[Value]| distribution(values, histogram(ty, &bins, values));
            (one(population), one(cohort))
        }
        Type::Bool | Type::Text | Type::List => {
            let names = most_frequent(population);
            let one = |values: &[Value]| distribution(values, counts(ty, &names, values));
            (one(population), one(cohort))
        }
    }
}

fn distribution(values: &[Value], shape: Shape) -> Distribution {
    let missing = values.iter().filter(|value| value.is_missing()).count() as u64;
    Distribution { n: values.len() as u64, missing, shape }
}

/// The place of a value on the axis; of dates the day.
pub(super) fn axis(value: &Value, ty: Type) -> Option<f64> {
    match value {
        Value::Date(day) => Some(f64::from(*day)),
        // A sum with 0 makes 0 of −0, so that no document shows "-0".
        value => numbers::to_f64(value, ty).map(|x| x + 0.0),
    }
}

/// The known values, smallest first.
fn sorted(ty: Type, values: &[Value]) -> Vec<f64> {
    let mut known: Vec<f64> = values.iter().filter_map(|value| axis(value, ty)).collect();
    known.sort_by(|a, b| numbers::compare(*a, *b));
    known
}

/// `None` where no value is known.
fn bins_over(ty: Type, population: &[Value]) -> Option<Bins> {
    let known = sorted(ty, population);
    let whole = matches!(ty, Type::Int | Type::Date | Type::Datetime);
    Some(bins(*known.first()?, *known.last()?, whole))
}

fn histogram(ty: Type, bins: &Option<Bins>, values: &[Value]) -> Shape {
    let known = sorted(ty, values);
    let (edges, mut counts) = match bins {
        Some(bins) => (bins.edges.clone(), vec![0; bins.edges.len() - 1]),
        None => (Vec::new(), Vec::new()),
    };
    for x in &known {
        // Where one value is known there are bins.
        let bin = bins.as_ref().map_or(0, |bins| bins.index(*x));
        counts[bin] += 1;
    }
    let dates = !ty.is_numeric();
    let mean = match dates {
        true => None,
        false => match over_rows::average(&values.iter().collect::<Vec<_>>(), ty) {
            Value::Number(mean) => Some(mean + 0.0),
            _ => None,
        },
    };
    // At least half of n values are at or below the value at place (n + 1) / 2, counted from 1.
    let median = known.len().checked_sub(1).map(|last| known[last / 2]);
    Shape::Histogram {
        edges,
        counts,
        mean,
        median,
        min: known.first().copied(),
        max: known.last().copied(),
        dates,
    }
}

/// What a person counts for: the value, or each different item of a list.
pub(super) fn names_of(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Missing => BTreeSet::new(),
        Value::Bool(truth) => BTreeSet::from([truth.to_string()]),
        Value::Text(text) => BTreeSet::from([text.to_string()]),
        Value::List(items) => items.iter().map(|item| item.to_string()).collect(),
        _ => unsound(BTreeSet::new(), format_args!("counts {value:?} by name")),
    }
}

fn count_by_name(values: &[Value]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for name in values.iter().flat_map(names_of) {
        *counts.entry(name).or_insert(0) += 1;
    }
    counts
}

/// The values shown by name: the most frequent first, ties in the order of the texts' bytes.
fn most_frequent(population: &[Value]) -> Vec<String> {
    let mut names: Vec<(String, u64)> = count_by_name(population).into_iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    names.into_iter().take(MAX_VALUES).map(|(name, _)| name).collect()
}

fn counts(ty: Type, names: &[String], values: &[Value]) -> Shape {
    let mut by_name = count_by_name(values);
    let shown =
        names.iter().map(|name| ValueCount { value: name.clone(), count: by_name.remove(name).unwrap_or(0) });
    let shown: Vec<ValueCount> = shown.collect();
    Shape::Values { values: shown, other: by_name.values().sum(), items: ty == Type::List }
}
