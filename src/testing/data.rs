//! Given values as the evaluators read them.

use super::rows::Rows;
use crate::catalog::{Catalog, ColumnType};
use crate::lower;
use crate::model::{Constant, GivenValue, decimal_units};
use crate::reference::{Data, TableData, Value};
use chrono::{Duration, NaiveDate, TimeZone};
use chrono_tz::Tz;

/// A given value in a column of that type. `check` has let through only what fits.
pub(super) fn value(given: &GivenValue, ty: &ColumnType, zone: Tz) -> Value {
    match given {
        GivenValue::One(constant) => match ty {
            ColumnType::List => list(std::slice::from_ref(constant)),
            _ => one(constant, ty, zone),
        },
        GivenValue::List(items) => list(items),
    }
}

fn one(constant: &Constant, ty: &ColumnType, zone: Tz) -> Value {
    match (constant, ty) {
        (Constant::Bool(truth), ColumnType::Bool) => Value::Bool(*truth),
        (Constant::Text(text), _) => Value::text(text),
        (Constant::Date(date), ColumnType::Date) => Value::Date(lower::day(*date)),
        (Constant::Date(date), ColumnType::Datetime) => Value::Datetime(begin_of(*date, zone)),
        (Constant::Int(i), ColumnType::Int) => Value::Int(*i),
        (Constant::Int(i), _) => number(*i as f64, ty),
        (Constant::Number(x) | Constant::Percent(x), _) => number(*x, ty),
        _ => Value::Missing,
    }
}

fn number(x: f64, ty: &ColumnType) -> Value {
    match ty {
        ColumnType::Int => Value::Int(x as i64),
        ColumnType::Number => Value::number(x),
        ColumnType::Decimal { scale } => decimal_units(x, *scale).map_or(Value::Missing, Value::Decimal),
        _ => Value::Missing,
    }
}

fn list(items: &[Constant]) -> Value {
    let texts = items.iter().filter_map(|item| match item {
        Constant::Text(text) => Some(text.as_str()),
        _ => None,
    });
    Value::list(&texts.collect::<Vec<_>>())
}

/// The first instant of a day in the project's zone (clocks may go forward at midnight), in microseconds since 1970.
fn begin_of(date: NaiveDate, zone: Tz) -> i64 {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    let first = (0..=24).find_map(|hour| {
        let local = midnight.checked_add_signed(Duration::hours(hour))?;
        zone.from_local_datetime(&local).earliest()
    });
    first.map_or_else(|| midnight.and_utc().timestamp_micros(), |instant| instant.timestamp_micros())
}

/// The rows of tests, as tables.
#[derive(Debug)]
pub(super) struct Tables {
    pub data: Data,
    /// By test added: its tested row, as an index into its table's rows.
    pub own: Vec<usize>,
}

impl Tables {
    pub fn new(catalog: &Catalog) -> Tables {
        let empty = |t: &crate::catalog::Table| TableData { columns: vec![Vec::new(); t.columns.len()] };
        Tables { data: Data { tables: catalog.tables.iter().map(empty).collect() }, own: Vec::new() }
    }

    pub fn add(&mut self, rows: &Rows) {
        for (index, row) in rows.all.iter().enumerate() {
            let table = &mut self.data.tables[row.table];
            if index == rows.own {
                self.own.push(table.len());
            }
            table.columns.iter_mut().zip(&row.cells).for_each(|(column, cell)| column.push(cell.clone()));
        }
    }
}
