//! How fresh a table is, and how complete and right its columns are.
//!
//! What is missing has been counted while the table was read; what is wrong stands in its marks; only the newest days need a
//! look at the columns of dates, and at no other.

use super::cell::{Clock, day_text};
use super::keys;
use super::table::{Kind, Read};
use crate::catalog::{Column, ColumnType, Table};
use crate::cohort::{ColumnQuality, LastSeen, Quality};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::{Plan, TableId};
use chrono::{DateTime, Datelike, NaiveTime, TimeDelta};
use polars::prelude::*;
use std::collections::BTreeMap;

/// The newest days of a table's rows, without those set aside.
#[derive(Default)]
pub(super) struct Days {
    /// Of columns of dates and datetimes, by column: up to the as-of date, and after it.
    columns: BTreeMap<usize, [Option<Last>; 2]>,
    /// Rows whose time lies after the as-of date.
    pub rows_after: u64,
}

/// A day, and how many rows have it if they are people.
#[derive(Clone, Copy)]
struct Last {
    day: i32,
    rows: Option<u64>,
}

impl Days {
    /// Rows of a day are only counted of people, of whom a day may tell too much.
    pub fn find(read: &Read, plan: &Plan, table: &Table) -> PolarsResult<Days> {
        let people = plan.cohorts.iter().any(|c| c.table == TableId(read.table as u32));
        let dated: Vec<(usize, Dated)> = table
            .columns
            .iter()
            .enumerate()
            .filter_map(|(i, column)| Some((i, Dated::of(column, plan)?)))
            .collect();
        if dated.is_empty() {
            return Ok(Days::default());
        }
        let rows = read.kept()?;
        let mut wanted = Vec::new();
        for (i, column) in &dated {
            let later = column.from(plan.as_of + 1);
            wanted.push(column.value().filter(later.clone().not()).max().alias(format!("{i} until")));
            wanted.push(column.value().filter(later.clone()).max().alias(format!("{i} after")));
            if table.time == Some(*i) {
                wanted.push(later.sum().alias("after"));
            }
        }
        let newest = Figures(keys::stream(rows.clone().select(wanted))?);
        let days: Vec<_> = dated
            .iter()
            .map(|(i, column)| {
                ["until", "after"].map(|which| newest.get(&format!("{i} {which}")).map(|n| column.day(n)))
            })
            .collect();
        let mut wanted = Vec::new();
        for ((i, column), days) in dated.iter().zip(&days).filter(|_| people) {
            for (which, day) in ["until", "after"].into_iter().zip(days) {
                if let Some(day) = day {
                    let of_day = column.from(*day).and(column.from(day.saturating_add(1)).not());
                    wanted.push(of_day.sum().alias(format!("{i} {which}")));
                }
            }
        }
        let counts = match wanted.is_empty() {
            true => Figures(DataFrame::empty()),
            false => Figures(keys::stream(rows.select(wanted))?),
        };
        let last = |i: usize, which: &str, day: Option<i32>| {
            Some(Last { day: day?, rows: counts.get(&format!("{i} {which}")).map(|n| n as u64) })
        };
        let columns = dated
            .iter()
            .zip(days)
            .map(|((i, _), [until, after])| (*i, [last(*i, "until", until), last(*i, "after", after)]));
        Ok(Days { columns: columns.collect(), rows_after: newest.get("after").unwrap_or(0) as u64 })
    }

    fn of(&self, column: usize) -> [Option<Last>; 2] {
        self.columns.get(&column).copied().unwrap_or_default()
    }
}

/// One row of figures.
struct Figures(DataFrame);

impl Figures {
    fn get(&self, name: &str) -> Option<i64> {
        self.0.column(name).ok()?.to_physical_repr().get(0).ok()?.extract::<i64>()
    }
}

/// A column of dates or datetimes.
struct Dated<'a> {
    name: &'a str,
    /// Of datetimes: the project's clock.
    clock: Option<Clock>,
}

impl<'a> Dated<'a> {
    fn of(column: &'a Column, plan: &Plan) -> Option<Self> {
        let clock = match column.ty {
            ColumnType::Date => None,
            ColumnType::Datetime => Some(Clock::new(plan.timezone)),
            _ => return None,
        };
        Some(Dated { name: &column.name, clock })
    }

    fn value(&self) -> Expr {
        col(self.name)
    }

    /// Whether a row's day is that one or a later one.
    fn from(&self, day: i32) -> Expr {
        let first = match self.clock {
            None => lit(day).cast(DataType::Date),
            Some(clock) => lit(midnight(clock, day)).cast(super::typed::frame_type(&ColumnType::Datetime)),
        };
        self.value().gt_eq(first)
    }

    fn day(&self, value: i64) -> i32 {
        match self.clock {
            None => i32::try_from(value).unwrap_or(i32::MAX),
            Some(clock) => clock.day_of(value),
        }
    }
}

/// The first microsecond of a day; days beyond the calendar end it.
fn midnight(clock: Clock, day: i32) -> i64 {
    // No time zone's rules reach further.
    const LAST_YEAR: i32 = 200_000;
    let date = DateTime::UNIX_EPOCH.date_naive().checked_add_signed(TimeDelta::days(i64::from(day)));
    match date {
        Some(date) if date.year().abs() < LAST_YEAR => clock.to_utc(date.and_time(NaiveTime::MIN)),
        _ => i64::from(day).saturating_mul(86_400_000_000),
    }
}

/// Everything about a table that has been read.
pub(super) fn quality(read: &Read, plan: &Plan, table: &Table, days: &Days) -> Quality {
    let [until, after] = table.time.map(|time| days.of(time)).unwrap_or_default();
    let age = until.map(|last| i64::from(plan.as_of) - i64::from(last.day));
    let fresh = |within: u32| age.is_some_and(|age| age <= i64::from(within));
    Quality {
        newest: until.map(|last| day_text(last.day)),
        newest_after: after.map(|last| day_text(last.day)),
        age_days: age.and_then(|age| age.try_into().ok()),
        fresh_within: table.fresh_within,
        fresh: table.fresh_within.map(fresh),
        columns: columns(read, table, days),
    }
}

fn columns(read: &Read, table: &Table, days: &Days) -> Vec<ColumnQuality> {
    let mut found = vec![ColumnQuality::default(); table.columns.len()];
    let mut ragged = 0;
    for mark in &read.marks {
        let column = mark.column.and_then(|c| found.get_mut(usize::from(c)));
        match (mark.kind, column) {
            (Kind::Ragged, _) => ragged += 1,
            (Kind::BadCell, Some(column)) => column.unparsed += 1,
            (Kind::NotAllowed, Some(column)) => column.not_allowed += 1,
            (Kind::OutOfRange, Some(column)) => column.out_of_range += 1,
            _ => {}
        }
    }
    for (i, (quality, column)) in found.iter_mut().zip(&table.columns).enumerate() {
        quality.column = column.name.clone();
        quality.rows = read.rows().saturating_sub(ragged);
        quality.missing = read.missing.get(i).copied().unwrap_or(0);
        let [until, after] = days.of(i).map(|last| last.map(LastSeen::from));
        (quality.last, quality.last_after) = (until, after);
    }
    found
}

impl From<Last> for LastSeen {
    fn from(last: Last) -> Self {
        LastSeen { day: day_text(last.day), rows: last.rows }
    }
}

/// A table whose newest row is older than `fresh_within` allows, or that has none.
pub(super) fn stale(table: &Table, quality: &Quality) -> Option<Diagnostic> {
    let within = table.fresh_within.filter(|_| table.time.is_some() && quality.fresh == Some(false))?;
    let name = &table.name;
    let message = match (&quality.newest, quality.age_days) {
        (Some(newest), Some(age)) => {
            format!("`{name}`: the newest row is of {newest}, {age} days before the as-of date")
        }
        _ => format!("`{name}`: no row is dated up to the as-of date"),
    };
    Some(
        Diagnostic::new(&codes::STALE_DATA, message)
            .at(table.source.span, format!("should be fresh within {within} days"))
            .help("has the export run? An older `--as-of` gives the figures of that day"),
    )
}
