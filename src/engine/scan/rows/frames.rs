//! Parquet and Arrow files as rows of raw cells. (Loading a table does not go this way: see [`super::super::columnar`]; this is for looking
//! at rows one by one.)

use super::{Batch, CellKind, Fatal, RowSource};
use crate::catalog::Format;
use crate::engine::scan::columnar;
use polars::prelude::*;
use std::path::Path;

const ROWS: u32 = 32 << 10;

pub(super) struct Frames {
    shown: String,
    frame: LazyFrame,
    header: Vec<String>,
    next: u64,
}

impl Frames {
    pub fn open(path: &Path, shown: &str, format: Format) -> Result<Frames, Fatal> {
        let (frame, schema) = columnar::open(path, shown, format)?;
        let header = schema.iter_names().map(|n| n.to_string()).collect();
        Ok(Frames { shown: shown.to_owned(), frame, header, next: 0 })
    }
}

impl RowSource for Frames {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Fatal> {
        let rows = self.frame.clone().slice(self.next as i64, ROWS);
        let rows = rows.collect().map_err(|e| columnar::damaged(&self.shown, &e))?;
        fill(batch, &rows, |row| self.next + row as u64 + 1);
        self.next += rows.height() as u64;
        Ok(rows.height() > 0)
    }
}

/// Puts the rows of a frame into a batch; `line` gives each one's number.
pub(in crate::engine::scan) fn fill(batch: &mut Batch, frame: &DataFrame, line: impl Fn(usize) -> u64) {
    batch.reset(frame.width());
    for row in 0..frame.height() {
        batch.push_row(line(row));
        for column in frame.columns() {
            let value = column.get(row).unwrap_or(AnyValue::Null);
            let (kind, text) = cell(&value);
            batch.push_cell(kind, &text);
        }
    }
}

/// A value of Polars as a raw cell.
pub(in crate::engine::scan) fn cell(value: &AnyValue<'_>) -> (CellKind, String) {
    let text = match value {
        AnyValue::Null => return (CellKind::Missing, String::new()),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Boolean(truth) => truth.to_string(),
        AnyValue::Float32(number) => number.to_string(),
        AnyValue::Float64(number) => number.to_string(),
        AnyValue::Date(day) => return (CellKind::Native, iso(i64::from(*day) * 86_400_000_000, false)),
        AnyValue::Datetime(time, unit, zone) => {
            return (CellKind::Native, iso(micros(*time, *unit), zone.is_some()));
        }
        AnyValue::DatetimeOwned(time, unit, zone) => {
            return (CellKind::Native, iso(micros(*time, *unit), zone.is_some()));
        }
        AnyValue::Binary(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => return (CellKind::Nested, "bytes that are no text".to_owned()),
        },
        AnyValue::List(items) => return list(items),
        AnyValue::Struct(..) | AnyValue::StructOwned(_) => {
            return (CellKind::Nested, value.to_string());
        }
        AnyValue::Decimal(mantissa, _, scale) => decimal(*mantissa, *scale),
        // Categories, whole numbers, and what is left (times of day, durations).
        value => match (value.get_str(), value.is_integer()) {
            (Some(text), _) => text.to_owned(),
            (None, true) => value.extract::<i128>().map(|n| n.to_string()).unwrap_or_default(),
            (None, false) => value.to_string(),
        },
    };
    (CellKind::Text, text)
}

fn list(items: &Series) -> (CellKind, String) {
    let cells: Vec<_> = items.iter().map(|item| cell(&item)).collect();
    if cells.iter().any(|(kind, _)| matches!(kind, CellKind::List | CellKind::Nested)) {
        return (CellKind::Nested, "a list of lists or objects".to_owned());
    }
    let known = cells.into_iter().filter(|(kind, _)| *kind != CellKind::Missing);
    let texts: Vec<serde_json::Value> = known.map(|(_, text)| text.into()).collect();
    (CellKind::List, serde_json::Value::Array(texts).to_string())
}

fn decimal(mantissa: i128, scale: usize) -> String {
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale + 1);
    let (whole, places) = digits.split_at(digits.len() - scale);
    let sign = if mantissa < 0 { "-" } else { "" };
    if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") }
}

pub(in crate::engine::scan) fn micros(time: i64, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Nanoseconds => time.div_euclid(1000),
        TimeUnit::Microseconds => time,
        TimeUnit::Milliseconds => time.saturating_mul(1000),
    }
}

/// ISO text of microseconds since 1970; a midnight without zone is a plain date.
fn iso(micros: i64, utc: bool) -> String {
    let Some(time) = chrono::DateTime::from_timestamp_micros(micros) else { return micros.to_string() };
    match (utc, micros.rem_euclid(86_400_000_000)) {
        (true, _) => time.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string(),
        (false, 0) => time.format("%Y-%m-%d").to_string(),
        (false, _) => time.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
    }
}
