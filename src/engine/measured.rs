//! Counting over columns that have been read: one statistic of one group at a time.

use super::scalar_number::power_of_ten;
use super::units::{millionths, sum_scale};
use crate::ir::{DayRange, Group, Literal, NodeId, Real, Statistic, StatisticFunction, Type};
use crate::reference::measures::{Counted, Tally};
use polars::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// A group: its rows, and what is to be known of it.
pub(super) struct Members<'a> {
    pub group: Group,
    pub statistics: BTreeSet<usize>,
    pub rows: Cow<'a, [IdxSize]>,
}

/// Rows of a child table by the parent that they belong to.
pub(super) struct Owned {
    /// By parent, and one more: where its rows begin.
    pub start: Vec<IdxSize>,
    pub rows: Vec<IdxSize>,
}

/// Columns of the rows that statistics are about.
#[derive(Default)]
pub(super) struct Columns {
    pub nodes: HashMap<NodeId, (Values, Type)>,
    pub windows: Vec<(DayRange, BooleanChunked)>,
}

/// A column in one piece.
pub(super) enum Values {
    Truth(BooleanChunked),
    /// Whole numbers, decimals in their units, days and instants.
    Whole(Int64Chunked),
    Real(Float64Chunked),
}

impl Owned {
    /// `owners` holds for each child its parent's row, where it has one.
    pub(super) fn new(parents: usize, owners: &IdxCa) -> Owned {
        let mut start = vec![0; parents + 1];
        for owner in owners.iter().flatten() {
            start[owner as usize + 1] += 1;
        }
        for parent in 0..parents {
            start[parent + 1] += start[parent];
        }
        let mut next = start.clone();
        let mut rows = vec![0; start[parents] as usize];
        for (row, owner) in owners.iter().enumerate() {
            if let Some(owner) = owner {
                rows[next[owner as usize] as usize] = row as IdxSize;
                next[owner as usize] += 1;
            }
        }
        Owned { start, rows }
    }

    fn of(&self, parent: IdxSize) -> &[IdxSize] {
        let parent = parent as usize;
        &self.rows[self.start[parent] as usize..self.start[parent + 1] as usize]
    }
}

impl Values {
    pub(super) fn new(column: &Series, ty: Type) -> PolarsResult<Values> {
        Ok(match ty {
            Type::Bool => Values::Truth(column.bool()?.clone()),
            Type::Number => Values::Real(column.f64()?.clone()),
            _ => Values::Whole(column.to_physical_repr().cast(&DataType::Int64)?.i64()?.clone()),
        })
    }

    fn is_true(&self, row: usize) -> bool {
        match self {
            Values::Truth(truths) => truths.downcast_as_array().get(row) == Some(true),
            Values::Whole(_) | Values::Real(_) => false,
        }
    }

    /// The value in the units in which it is added exactly.
    fn units(&self, row: usize) -> Option<i128> {
        match self {
            Values::Whole(values) => values.downcast_as_array().get(row).map(i128::from),
            Values::Real(values) => values.downcast_as_array().get(row).and_then(millionths),
            Values::Truth(_) => None,
        }
    }

    pub(super) fn real(&self, row: usize, unit: f64) -> Option<f64> {
        match self {
            Values::Whole(values) => values.downcast_as_array().get(row).map(|i| i as f64 / unit),
            // A sum with 0 makes 0 of −0.
            Values::Real(values) => values.downcast_as_array().get(row).map(|x| x + 0.0),
            Values::Truth(_) => None,
        }
    }

    fn whole(&self, row: usize) -> Option<i64> {
        match self {
            Values::Whole(values) => values.downcast_as_array().get(row),
            Values::Real(_) | Values::Truth(_) => None,
        }
    }
}

impl Columns {
    pub(super) fn count(&self, statistic: &Statistic, group: &Members, owned: Option<&Owned>) -> Counted {
        let filter = statistic.filter.and_then(|f| self.nodes.get(&f)).map(|(values, _)| values);
        let window = statistic.window.and_then(|w| self.windows.iter().find(|(window, _)| *window == w));
        let counts = |row: usize| {
            filter.is_none_or(|f| f.is_true(row))
                && window.is_none_or(|(_, inside)| inside.downcast_as_array().get(row) == Some(true))
        };
        let Some((values, ty)) = statistic.value.and_then(|value| self.nodes.get(&value)) else {
            let mut tally = Tally::of(group.rows.len() as u64, 0);
            each(group, owned, |row| {
                tally.rows += u64::from(counts(row));
                false
            });
            return tally.counted(StatisticFunction::Rows, Type::Int);
        };
        let mut tally = Tally::default();
        match statistic.function {
            StatisticFunction::Rows | StatisticFunction::Predicted { .. } => {}
            StatisticFunction::Share => {
                tally.people = each(group, owned, |row| {
                    let counts = counts(row);
                    tally.rows += u64::from(counts);
                    tally.part += u64::from(counts && values.is_true(row));
                    counts
                });
            }
            StatisticFunction::Sum
            | StatisticFunction::Avg
            | StatisticFunction::Stddev
            | StatisticFunction::Nps => {
                tally.people = each(group, owned, |row| match values.units(row).filter(|_| counts(row)) {
                    Some(units) => {
                        tally.rows += 1;
                        tally.add(units);
                        true
                    }
                    None => false,
                });
            }
            StatisticFunction::Min | StatisticFunction::Max => {
                let greatest = statistic.function == StatisticFunction::Max;
                extreme(&mut tally, values, *ty, greatest, group, owned, &counts);
            }
            StatisticFunction::Quantile { part } => {
                let unit = power_of_ten(sum_scale(*ty));
                let unit = if matches!(values, Values::Real(_)) { 1.0 } else { unit };
                let mut known = Vec::new();
                tally.people =
                    each(group, owned, |row| match values.real(row, unit).filter(|_| counts(row)) {
                        Some(x) => {
                            known.push(x);
                            true
                        }
                        None => false,
                    });
                tally.rows = known.len() as u64;
                tally.nth =
                    tally.place(part).map(|place| *known.select_nth_unstable_by(place, f64::total_cmp).1);
            }
        }
        tally.counted(statistic.function, *ty)
    }
}

/// Goes over the rows of all members; how many members have a row of which `f` says that it counts.
fn each(group: &Members, owned: Option<&Owned>, mut f: impl FnMut(usize) -> bool) -> u64 {
    let mut people = 0;
    for &member in group.rows.iter() {
        let counts = match owned {
            None => f(member as usize),
            // All of them are to be seen, also after the first one that counts.
            Some(owned) => owned.of(member).iter().filter(|&&row| f(row as usize)).count() > 0,
        };
        people += u64::from(counts);
    }
    people
}

fn extreme(
    tally: &mut Tally,
    values: &Values,
    ty: Type,
    greatest: bool,
    group: &Members,
    owned: Option<&Owned>,
    counts: &dyn Fn(usize) -> bool,
) {
    let mut whole: Option<i64> = None;
    let mut real: Option<f64> = None;
    tally.people = each(group, owned, |row| {
        if !counts(row) {
            return false;
        }
        let (w, r) = (values.whole(row), values.real(row, 1.0));
        if let Some(w) = w {
            whole = Some(whole.map_or(w, |best| if greatest { best.max(w) } else { best.min(w) }));
        } else if let Some(r) = r {
            real = Some(real.map_or(r, |best| if greatest { best.max(r) } else { best.min(r) }));
        }
        tally.rows += u64::from(r.is_some());
        r.is_some()
    });
    tally.extreme = match (ty, whole, real) {
        (Type::Decimal { .. }, Some(units), _) => Literal::Decimal(units),
        (Type::Date, Some(day), _) => Literal::Date(day as i32),
        (Type::Datetime, Some(instant), _) => Literal::Datetime(instant),
        (_, Some(i), _) => Literal::Int(i),
        (_, None, Some(x)) => Literal::Number(Real::new(x)),
        (_, None, None) => Literal::Missing,
    };
}
