//! Sheets as CSV and as NDJSON.

use super::cells;
use super::formulas::harmless;
use super::scalar_date::calendar;
use super::write::{Kind, Sheet};
use crate::ir::{Literal, Type};
use chrono::{DateTime, SecondsFormat, Timelike};
use polars::prelude::Series;
use std::io::{self, Write};

/// So many rows are turned into text at a time.
const AT_ONCE: usize = 32_768;

/// With a header; a missing value is an empty cell, the items of a list stand behind each other with `;`. No text is a formula.
pub(super) fn csv(out: impl Write, sheet: &Sheet) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let names = sheet.names().iter().map(|name| harmless(name).into_owned());
    writer.write_record(names).map_err(io::Error::other)?;
    for rows in pieces(sheet) {
        let columns = rows?;
        for row in 0..columns.first().map_or(0, |(values, _)| values.len()) {
            for (values, kind) in &columns {
                let text = cell(&values[row], *kind);
                let text = match values[row] {
                    Literal::Text(_) | Literal::List(_) => harmless(&text).into_owned(),
                    _ => text,
                };
                writer.write_field(text).map_err(io::Error::other)?;
            }
            writer.write_record(None::<&[u8]>).map_err(io::Error::other)?;
        }
    }
    writer.flush()
}

/// An object per line; a missing value is null, lists are arrays.
pub(super) fn ndjson(mut out: impl Write, sheet: &Sheet) -> io::Result<()> {
    let names: Vec<String> = sheet.names().iter().map(|n| json_text(n)).collect();
    for rows in pieces(sheet) {
        let columns = rows?;
        for row in 0..columns.first().map_or(0, |(values, _)| values.len()) {
            for (index, (values, kind)) in columns.iter().enumerate() {
                let before = if index == 0 { "{" } else { "," };
                write!(out, "{before}{}:{}", names[index], json(&values[row], *kind))?;
            }
            writeln!(out, "}}")?;
        }
    }
    Ok(())
}

type Columns = Vec<(Vec<Literal>, Kind)>;

fn pieces(sheet: &Sheet) -> impl Iterator<Item = io::Result<Columns>> {
    (0..sheet.height()).step_by(AT_ONCE).map(|start| {
        let piece = |(column, kind): (&Series, Kind)| {
            let ty = match kind {
                Kind::Of(ty) => ty,
                Kind::Score => Type::Number,
            };
            let values = cells::literals(&column.slice(start as i64, AT_ONCE), ty);
            Ok((values.map_err(io::Error::other)?, kind))
        };
        sheet.columns().map(piece).collect()
    })
}

/// A value as plain text, if there is one.
pub(super) fn plain(value: &Literal, kind: Kind) -> Option<String> {
    (*value != Literal::Missing).then(|| cell(value, kind))
}

/// A value as plain text; nothing where it is missing.
fn cell(value: &Literal, kind: Kind) -> String {
    match value {
        Literal::Missing => String::new(),
        Literal::Bool(b) => b.to_string(),
        Literal::Int(i) => i.to_string(),
        Literal::Number(x) if kind == Kind::Score => format!("{:.6}", x.0),
        Literal::Number(x) => x.0.to_string(),
        Literal::Decimal(units) => match kind {
            Kind::Of(Type::Decimal { scale }) => decimal(*units, scale),
            _ => units.to_string(),
        },
        Literal::Text(text) => text.to_string(),
        Literal::Date(day) => calendar(*day).map_or_else(String::new, |d| d.to_string()),
        Literal::Datetime(instant) => datetime(*instant),
        Literal::List(items) => items.join(";"),
    }
}

fn json(value: &Literal, kind: Kind) -> String {
    match value {
        Literal::Missing => "null".to_owned(),
        Literal::Text(_) | Literal::Date(_) | Literal::Datetime(_) => json_text(&cell(value, kind)),
        Literal::List(items) => {
            let items: Vec<String> = items.iter().map(|i| json_text(i)).collect();
            format!("[{}]", items.join(","))
        }
        Literal::Bool(_) | Literal::Int(_) | Literal::Number(_) | Literal::Decimal(_) => cell(value, kind),
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn decimal(units: i64, scale: u32) -> String {
    if scale == 0 {
        return units.to_string();
    }
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = scale as usize + 1);
    let (whole, places) = digits.split_at(digits.len() - scale as usize);
    format!("{sign}{whole}.{places}")
}

/// In UTC, with as many decimals of a second as are needed.
fn datetime(instant: i64) -> String {
    DateTime::from_timestamp_micros(instant).map_or_else(String::new, |t| {
        let form = if t.nanosecond() == 0 { SecondsFormat::Secs } else { SecondsFormat::Micros };
        t.to_rfc3339_opts(form, true)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(123_456, 2), "1234.56");
        assert_eq!(datetime(1_793_440_800_000_000), "2026-10-31T10:00:00Z");
        assert_eq!(datetime(1_793_440_800_500_000), "2026-10-31T10:00:00.500000Z");
        let score = Literal::Number(crate::ir::Real(75.0));
        assert_eq!(cell(&score, Kind::Score), "75.000000");
        assert_eq!(json(&Literal::Text("a\"b".into()), Kind::Of(Type::Text)), r#""a\"b""#);
    }
}
