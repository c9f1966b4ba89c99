//! Values that columns can hold, and the way from what a function gives back to what it takes.

use super::make::{constant_of, number};
use crate::catalog::normalize::normalize;
use crate::catalog::{Catalog, ColumnType};
use crate::ir::Type;
use crate::lower;
use crate::model::{Constant, GivenValue, decimal_units};
use crate::syntax::ast::{Duration, Unit};
use crate::testing::mutate::neighbours;
use chrono::{Datelike, Days, Months, NaiveDate};

#[derive(Clone, Copy)]
pub struct Values<'a> {
    pub catalog: &'a Catalog,
    pub as_of: NaiveDate,
}

impl Values<'_> {
    /// A constant some units further.
    pub fn step(&self, constant: &Constant, beside: Type, by: i64) -> Option<Constant> {
        let mut constant = constant.clone();
        for _ in 0..by.unsigned_abs() {
            let [lower, higher] = neighbours(&constant, beside)?;
            constant = if by < 0 { lower } else { higher };
        }
        Some(constant)
    }

    pub fn of_enum(&self, table: usize, column: usize) -> Vec<Constant> {
        match &self.catalog.tables[table].columns[column].ty {
            ColumnType::Enum { values } => values.iter().cloned().map(Constant::Text).collect(),
            _ => Vec::new(),
        }
    }

    /// What a column can hold of a wanted value: the value itself, or of a number that is too fine the ones next to it.
    pub fn fitting(&self, table: usize, column: usize, wanted: &GivenValue) -> Vec<GivenValue> {
        let ty = &self.catalog.tables[table].columns[column].ty;
        match wanted {
            GivenValue::List(items) => {
                let fits = *ty == ColumnType::List && items.iter().all(|item| self.fits(table, column, item));
                fits.then(|| wanted.clone()).into_iter().collect()
            }
            GivenValue::One(text @ Constant::Text(_)) if *ty == ColumnType::List => {
                let fits = self.fits(table, column, text);
                fits.then(|| GivenValue::List(vec![text.clone()])).into_iter().collect()
            }
            GivenValue::One(constant) => {
                let coarser = match (ty, number(constant)) {
                    (ColumnType::Int, Some(x)) if x.fract() != 0.0 => vec![x.floor(), x.ceil()],
                    (ColumnType::Decimal { scale }, Some(x)) if decimal_units(x, *scale).is_none() => {
                        let power = 10_f64.powi(*scale as i32);
                        vec![(x * power).floor() / power, (x * power).ceil() / power]
                    }
                    _ => Vec::new(),
                };
                let coarser = coarser.into_iter().filter_map(|x| match constant_of(x) {
                    GivenValue::One(constant) => Some(constant),
                    GivenValue::List(_) => None,
                });
                let all: Vec<Constant> = [plain(constant)].into_iter().chain(coarser).collect();
                all.into_iter().filter(|c| self.fits(table, column, c)).map(GivenValue::One).collect()
            }
        }
    }

    /// The same that `check` asks of a given value.
    fn fits(&self, table: usize, column: usize, constant: &Constant) -> bool {
        let source = &self.catalog.tables[table];
        let column = &source.columns[column];
        let kind = match (&column.ty, constant) {
            (ColumnType::Bool, Constant::Bool(_)) => true,
            (ColumnType::Int, constant) => {
                number(constant).is_some_and(|x| x.fract() == 0.0 && x.abs() < 9e15)
            }
            (ColumnType::Number, constant) => number(constant).is_some(),
            (ColumnType::Decimal { scale }, constant) => {
                number(constant).is_some_and(|x| decimal_units(x, *scale).is_some())
            }
            (ColumnType::Date | ColumnType::Datetime, Constant::Date(date)) => {
                (1..=9999).contains(&date.year())
            }
            (ColumnType::Text | ColumnType::List, Constant::Text(text)) => {
                let null = |values: &[String]| values.contains(text);
                !text.is_empty()
                    && normalize(text, &column.normalize) == *text
                    && !null(&column.null_values)
                    && !null(&source.source.text.null_values)
            }
            (ColumnType::Enum { values }, Constant::Text(text)) => values.contains(text),
            _ => false,
        };
        let place = match constant {
            Constant::Date(date) => Some(f64::from(lower::day(*date))),
            other => number(other),
        };
        let inside = |x: f64| {
            column
                .range
                .is_none_or(|r| r.low.is_none_or(|low| low <= x) && r.high.is_none_or(|high| x <= high))
        };
        kind && place.is_none_or(inside)
    }

    /// A date moved by a duration.
    pub fn shifted(&self, date: NaiveDate, by: Duration, back: bool) -> Option<NaiveDate> {
        let n = u32::try_from(by.n).ok()?;
        let months = |n: u32| {
            if back {
                date.checked_sub_months(Months::new(n))
            } else {
                date.checked_add_months(Months::new(n))
            }
        };
        let days = |n: u64| {
            if back { date.checked_sub_days(Days::new(n)) } else { date.checked_add_days(Days::new(n)) }
        };
        match by.unit {
            Unit::Days => days(n.into()),
            Unit::Weeks => days(u64::from(n) * 7),
            Unit::Months => months(n),
            Unit::Quarters => months(n.checked_mul(3)?),
            Unit::Years => months(n.checked_mul(12)?),
        }
    }

    /// Arguments for which a function could give the target.
    pub fn argument(&self, function: &str, target: &Constant) -> Vec<GivenValue> {
        let n = number(target);
        let ago = |unit: Unit| {
            let n = n.filter(|n| n.fract() == 0.0 && n.abs() < 100_000.0)? as i64;
            self.shifted(self.as_of, Duration { n: n.abs(), unit }, n >= 0)
        };
        let date = |date: Option<NaiveDate>| date.map(Constant::Date).map(GivenValue::One);
        let days_in_week = |n: f64| {
            (0..7)
                .filter_map(|back| self.as_of.checked_sub_days(Days::new(back)))
                .find(|day| f64::from(day.weekday().number_from_monday()) == n)
        };
        let found = match function {
            "days_since" => date(ago(Unit::Days)),
            "months_since" => date(ago(Unit::Months)),
            "age" => date(ago(Unit::Years)),
            "year" => date(n.and_then(|n| NaiveDate::from_ymd_opt(n as i32, 1, 1))),
            "month" => date(n.and_then(|n| NaiveDate::from_ymd_opt(self.as_of.year() - 1, n as u32, 1))),
            "day" => date(n.and_then(|n| NaiveDate::from_ymd_opt(self.as_of.year() - 1, 1, n as u32))),
            "weekday" => date(n.and_then(days_in_week)),
            "length" => n
                .filter(|n| (1.0..=100.0).contains(n))
                .map(|n| GivenValue::One(Constant::Text("x".repeat(n as usize)))),
            "items" => n.filter(|n| (0.0..=20.0).contains(n)).map(|n| {
                GivenValue::List((1..=n as usize).map(|i| Constant::Text(format!("item {i}"))).collect())
            }),
            "sqrt" => n.map(|n| constant_of(n * n)),
            "ln" => n.map(|n| constant_of(n.exp())),
            "log10" => n.map(|n| constant_of(10_f64.powf(n))),
            "lower" | "upper" | "trim" | "date" | "abs" | "round" | "floor" | "ceil" | "least"
            | "greatest" => Some(GivenValue::One(target.clone())),
            _ => None,
        };
        found.into_iter().collect()
    }
}

/// A percentage as the number that it is: what a column holds has no sign behind it.
fn plain(constant: &Constant) -> Constant {
    match constant {
        Constant::Percent(x) => Constant::Number(*x),
        Constant::Number(x) if x.fract() == 0.0 && x.abs() < 1e15 => Constant::Int(*x as i64),
        other => other.clone(),
    }
}
