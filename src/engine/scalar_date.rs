//! Dates and instants.

use super::instants::{self, Days};
use super::kernels;
use super::scalar::constant;
use crate::ir::{DatePart, Day, Type};
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use polars::lazy::dsl::Expr;
use polars::prelude::*;

/// Days between 0001-01-01 (day 1 of chrono's count) and 1970-01-01.
const EPOCH: i32 = 719_163;

pub(super) fn calendar(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH)?)
}

fn day(date: NaiveDate) -> Day {
    date.num_days_from_ce() - EPOCH
}

/// True where the day of a Date or a Datetime lies in `from..=to`.
pub(super) fn in_days(tz: Tz, value: Expr, ty: Type, from: Option<Day>, to: Option<Day>) -> Expr {
    let both = |from: Option<Expr>, to: Option<Expr>, known: Expr| match (from, to) {
        (Some(from), Some(to)) => from.and(to),
        (Some(one), None) | (None, Some(one)) => one,
        // No bound: true where there is a value, missing where there is none.
        (None, None) => known,
    };
    if ty == Type::Datetime {
        let start = from.map(|d| instants::day_start(tz, d));
        let end = to.map(|d| d.checked_add(1).and_then(|next| instants::day_start(tz, next)));
        if start.is_none_or(|s| s.is_some()) && end.is_none_or(|e| e.is_some()) {
            let at = |t: i64| constant(Scalar::new_datetime(t, TimeUnit::Microseconds, None));
            let start = start.flatten().map(|t| value.clone().gt_eq(at(t)));
            let end = end.flatten().map(|t| value.clone().lt(at(t)));
            return both(start, end, value.clone().eq(value));
        }
        return in_days(tz, date_of(tz, value), Type::Date, from, to);
    }
    let on = |d: Day| constant(Scalar::new_date(d));
    let start = from.map(|d| value.clone().gt_eq(on(d)));
    let end = to.map(|d| value.clone().lt_eq(on(d)));
    both(start, end, value.clone().eq(value))
}

pub(super) fn date_of(tz: Tz, value: Expr) -> Expr {
    kernels::column(value, "day", DataType::Date, move |s| {
        let mut days = Days::new(tz);
        let found: Int32Chunked = s.i64()?.iter().map(|t| days.of(t?)).collect();
        Ok(found.into_series())
    })
}

pub(super) fn days_since(as_of: Day, value: Expr) -> Expr {
    kernels::unary::<Int32Type, Int64Type>(value, "days_since", DataType::Int64, move |d| {
        Some(i64::from(as_of) - i64::from(d))
    })
}

pub(super) fn age(as_of: Day, value: Expr) -> Expr {
    let today = calendar(as_of);
    kernels::unary::<Int32Type, Int64Type>(value, "age", DataType::Int64, move |d| {
        let (today, born) = (today?, calendar(d)?);
        let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
        let years = today.year() - born.year() - i32::from(before_birthday);
        (years >= 0).then_some(i64::from(years))
    })
}

pub(super) fn part(part: DatePart, value: Expr) -> Expr {
    let (name, f): (_, fn(NaiveDate) -> i64) = match part {
        DatePart::Year => ("year", |d| i64::from(d.year())),
        DatePart::Month => ("month", |d| i64::from(d.month())),
        DatePart::Day => ("day", |d| i64::from(d.day())),
        DatePart::Weekday => ("weekday", |d| i64::from(d.weekday().number_from_monday())),
    };
    kernels::unary::<Int32Type, Int64Type>(value, name, DataType::Int64, move |d| calendar(d).map(f))
}

pub(super) fn days_between(left: Expr, right: Expr) -> Expr {
    kernels::binary::<Int32Type, Int32Type, Int64Type>(
        left,
        right,
        "days_between",
        DataType::Int64,
        |l, r| Some(i64::from(r) - i64::from(l)),
    )
}

pub(super) fn shift(value: Expr, months: i32, days: i32) -> Expr {
    kernels::unary::<Int32Type, Int32Type>(value, "shift", DataType::Date, move |d| {
        let start = calendar(d)?;
        let by = Months::new(months.unsigned_abs());
        let moved = if months < 0 { start.checked_sub_months(by)? } else { start.checked_add_months(by)? };
        moved.checked_add_signed(TimeDelta::days(i64::from(days))).map(day)
    })
}
