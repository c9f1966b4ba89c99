//! How a column of a Parquet or Arrow file becomes a column of the catalog: by an expression where Polars says the same as the
//! language, else cell by cell, exactly as in text files.

use crate::catalog::ColumnType;
use crate::engine::scan::cell::{CellReader, Read};
use crate::engine::scan::rows::{self, Cell, CellKind};
use crate::engine::scan::table::Kind;
use crate::engine::scan::typed::{self, Typed};
use chrono::DateTime;
use polars::prelude::*;
use std::sync::Arc;

pub(super) struct Conversion {
    /// The typed column, if no cell is untidy. Cells at fault are missing in it.
    pub value: Expr,
    /// Where a cell needs more work (NaN, an empty text), and the typed column that does it.
    pub untidy: Option<(Expr, Expr)>,
    /// The [`number`] of what is wrong with a cell, 0 where nothing is; may tell cells without a value as [`MISSING`].
    pub fault: Option<Expr>,
    pub gaps: Gaps,
}

/// What tells cells without a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gaps {
    /// They are missing in `value`, or untidy.
    Untidy,
    /// They are missing in `value` or, if a cell is untidy, in the column that is made of those.
    Tidied,
    /// `fault` does.
    Told,
    /// Nothing needs to: the file says how many there are.
    Stated(u64),
}

/// A cell without a value, among the numbers of faults.
pub(super) const MISSING: u8 = 9;

/// How a column of the file's type becomes the reader's column; `None` if it cannot.
pub(super) fn conversion(reader: &CellReader, name: &str, dtype: &DataType) -> Option<Conversion> {
    let ty = &reader.column.ty;
    if !fits(reader, dtype) {
        return None;
    }
    if let ColumnType::Decimal { scale } = ty
        && !reader.has_null_numbers()
        && (dtype.is_integer() || matches!(dtype, DataType::Float64 | DataType::Decimal(..)))
    {
        return Some(mapped(reader, name, *scale, decimals));
    }
    let mut conversion = match fast(reader, name, dtype) {
        Some(conversion) => conversion,
        None => return Some(mapped(reader, name, 0, read)),
    };
    if reader.column.range.is_some() && conversion.fault.is_none() {
        conversion.fault = Some(outside(reader, conversion.value.clone()));
    }
    let frame_name = reader.column.name.as_str();
    conversion.value = conversion.value.alias(frame_name);
    conversion.untidy = conversion.untidy.map(|(untidy, tidy)| (untidy, tidy.alias(frame_name)));
    if let ColumnType::Enum { values } = ty {
        let allowed = Series::new(PlSmallStr::EMPTY, values);
        let text = col(name).cast(DataType::String);
        let wrong = text.clone().neq(lit("")).and(text.is_in(lit(allowed).implode(false), false).not());
        conversion.fault = Some(flag(wrong, Kind::NotAllowed));
    }
    Some(conversion)
}

/// Conversions that Polars does as the language says.
fn fast(reader: &CellReader, name: &str, dtype: &DataType) -> Option<Conversion> {
    use DataType as D;
    let numeric = dtype.is_primitive_numeric() || matches!(dtype, D::Date | D::Datetime(..));
    let can_be_null = if numeric { reader.has_null_numbers() } else { reader.has_null_values() };
    if can_be_null {
        return None;
    }
    let raw = col(name);
    let plain = |value: Expr| Some(Conversion { value, untidy: None, fault: None, gaps: Gaps::Untidy });
    match (&reader.column.ty, dtype) {
        (ColumnType::Bool, D::Boolean) | (ColumnType::Int, D::Int64) | (ColumnType::Date, D::Date) => {
            plain(raw)
        }
        (ColumnType::Int, D::Int8 | D::Int16 | D::Int32 | D::UInt8 | D::UInt16 | D::UInt32) => {
            plain(raw.cast(D::Int64))
        }
        (ColumnType::Number, D::Float64 | D::Float32) => {
            let value = raw.clone().cast(D::Float64);
            let value = if *dtype == D::Float64 { raw.clone() } else { value };
            let tidy = when(raw.clone().is_finite()).then(value.clone()).otherwise(lit(NULL));
            Some(Conversion {
                value,
                untidy: Some((raw.is_finite().not(), tidy)),
                fault: None,
                gaps: Gaps::Untidy,
            })
        }
        (ColumnType::Number, dtype) if dtype.is_integer() => plain(raw.cast(D::Float64)),
        (ColumnType::Text | ColumnType::Enum { .. }, D::String | D::Categorical(..) | D::Enum(..))
            if reader.takes_text_as_it_is() =>
        {
            let value = if *dtype == D::String { raw } else { raw.cast(D::String) };
            let tidy = when(value.clone().neq(lit(""))).then(value.clone()).otherwise(lit(NULL));
            Some(Conversion {
                untidy: Some((value.clone().eq(lit("")), tidy)),
                value,
                fault: None,
                gaps: Gaps::Untidy,
            })
        }
        (ColumnType::Datetime, D::Datetime(unit, zone)) => {
            plain(instants(reader, raw, *unit, zone.is_some()))
        }
        (ColumnType::List, D::List(inner)) if **inner == D::String => {
            let slow = mapped(reader, name, 0, read);
            let untidy = match reader.column.normalize.is_empty() {
                true => has_untidy_items(raw.clone()),
                false => raw.clone().is_not_null(),
            };
            Some(Conversion {
                value: raw,
                untidy: Some((untidy, slow.value)),
                fault: None,
                gaps: Gaps::Tidied,
            })
        }
        _ => None,
    }
}

/// Points in time as microseconds in UTC.
fn instants(reader: &CellReader, raw: Expr, unit: TimeUnit, zoned: bool) -> Expr {
    if unit == TimeUnit::Microseconds && !zoned && reader.clock().is_utc() {
        return raw;
    }
    let clock = reader.clock();
    raw.map(
        move |column| {
            let times = column.to_physical_repr();
            let times = times.i64()?;
            let utc = |time: i64| {
                let micros = rows::micros(time, unit);
                match DateTime::from_timestamp_micros(micros) {
                    Some(local) if !zoned => clock.to_utc(local.naive_utc()),
                    _ => micros,
                }
            };
            let times = times.apply_values(utc).with_name(column.name().clone());
            Ok(times.into_datetime(TimeUnit::Microseconds, None).into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Datetime(TimeUnit::Microseconds, None))),
    )
}

/// True for lists that hold missing or empty items.
fn has_untidy_items(raw: Expr) -> Expr {
    raw.map(
        |column| {
            let lists = column.list()?;
            let untidy = lists.amortized_iter().map(|items| {
                items.is_some_and(|items| match items.as_ref().str() {
                    Ok(items) => items.iter().any(|item| item.is_none_or(str::is_empty)),
                    Err(_) => true,
                })
            });
            let untidy = BooleanChunked::from_iter_values(column.name().clone(), untidy);
            Ok(untidy.into_column())
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
    )
}

/// How the cells of a column are read in a function of our own.
type ReadCells = fn(&CellReader, &Column, u32) -> PolarsResult<Typed>;

/// A conversion that goes through a function of our own.
fn mapped(reader: &CellReader, name: &str, scale: u32, cells: ReadCells) -> Conversion {
    let reader = Arc::new(reader.clone());
    let frame_name = reader.column.name.clone();
    let ty = typed::frame_type(&reader.column.ty);
    let again = Arc::clone(&reader);
    let value = col(name).map(
        move |column| Ok(cells(&reader, &column, scale)?.column),
        move |_, field| Ok(Field::new(field.name().clone(), ty.clone())),
    );
    let fault = col(name).map(
        move |column| {
            let read = cells(&again, &column, scale)?;
            let nulls = read.column.as_materialized_series().is_null();
            let mut numbers: Vec<u8> =
                nulls.iter().map(|null| if null == Some(true) { MISSING } else { 0 }).collect();
            for (row, fault) in read.faults {
                numbers[row] = number(fault.into());
            }
            Ok(Column::new(column.name().clone(), numbers))
        },
        |_, field| Ok(Field::new(field.name().clone(), DataType::UInt8)),
    );
    Conversion { value: value.alias(frame_name), untidy: None, fault: Some(fault), gaps: Gaps::Told }
}

/// Numbers as mantissas.
fn decimals(reader: &CellReader, column: &Column, scale: u32) -> PolarsResult<Typed> {
    let mut faults = Vec::new();
    let mut keep = |row: usize, read: Read<i64>| match read {
        Ok(value) => value,
        Err(fault) => {
            faults.push((row, fault));
            None
        }
    };
    let values: Int64Chunked = match column.dtype() {
        DataType::Float64 => {
            let each = column.f64()?.iter().enumerate();
            each.map(|(row, n)| keep(row, n.map_or(Ok(None), |n| reader.decimal_of(n, scale)))).collect()
        }
        dtype => {
            let places = if let DataType::Decimal(_, places) = dtype { *places as u32 } else { 0 };
            let wide = column.to_physical_repr().cast(&DataType::Int128)?;
            let each = wide.i128()?.iter().enumerate();
            let rescaled = |n| reader.rescaled(n, places, scale);
            each.map(|(row, n)| keep(row, n.map_or(Ok(None), rescaled))).collect()
        }
    };
    let values = values.into_series().with_name(column.name().clone());
    Ok(Typed { column: values.into_column(), faults })
}

/// Every cell as text, then read like a text file's.
fn read(reader: &CellReader, column: &Column, _: u32) -> PolarsResult<Typed> {
    let rows = column.len();
    if let Ok(texts) = column.str() {
        let cells = texts.iter().map(|text| match text {
            Some(text) => Some(Cell { kind: CellKind::Text, text }),
            None => Some(Cell { kind: CellKind::Missing, text: "" }),
        });
        return Ok(typed::column(reader, rows, cells));
    }
    let series = column.as_materialized_series();
    let cells: Vec<(CellKind, String)> = series.iter().map(|value| rows::cell(&value)).collect();
    let cells = cells.iter().map(|(kind, text)| Some(Cell { kind: *kind, text }));
    Ok(typed::column(reader, rows, cells))
}

fn outside(reader: &CellReader, value: Expr) -> Expr {
    let project = reader.project_clock();
    let number = match reader.column.ty {
        ColumnType::Number => value,
        ColumnType::Date => value.to_physical().cast(DataType::Float64),
        ColumnType::Datetime => value.map(
            move |times| {
                let days = times.to_physical_repr();
                let days = days.i64()?.iter().map(|time| time.map(|t| f64::from(project.day_of(t))));
                let days: Float64Chunked = days.collect();
                Ok(days.with_name(times.name().clone()).into_column())
            },
            |_, field| Ok(Field::new(field.name().clone(), DataType::Float64)),
        ),
        _ => value.cast(DataType::Float64),
    };
    let range = reader.column.range;
    let low = range.and_then(|r| r.low).map(|low| number.clone().lt(lit(low)));
    let high = range.and_then(|r| r.high).map(|high| number.clone().gt(lit(high)));
    let outside = match (low, high) {
        (Some(low), Some(high)) => low.or(high),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => lit(false),
    };
    // NaN and infinity are missing, not outside.
    let outside =
        if reader.column.ty == ColumnType::Number { outside.and(number.is_finite()) } else { outside };
    flag(outside, Kind::OutOfRange)
}

fn flag(wrong: Expr, kind: Kind) -> Expr {
    // A literal alone would be of the widest type.
    when(wrong).then(lit(number(kind))).otherwise(lit(0u8)).cast(DataType::UInt8)
}

pub(super) fn number(kind: Kind) -> u8 {
    match kind {
        Kind::NotAllowed => 2,
        Kind::OutOfRange => 3,
        _ => 1,
    }
}

pub(super) fn kind(number: u8) -> Kind {
    match number {
        2 => Kind::NotAllowed,
        3 => Kind::OutOfRange,
        _ => Kind::BadCell,
    }
}

/// Whether cells of the file's type can be cells of the column at all.
fn fits(reader: &CellReader, dtype: &DataType) -> bool {
    use ColumnType as T;
    use DataType as D;
    let ty = &reader.column.ty;
    match dtype {
        D::Null | D::String | D::Categorical(..) | D::Enum(..) | D::Binary | D::BinaryOffset => true,
        D::Boolean => matches!(ty, T::Bool | T::Text | T::Enum { .. }),
        D::Date | D::Datetime(..) => matches!(ty, T::Date | T::Datetime | T::Text),
        D::List(inner) => *ty == T::List && !inner.is_nested(),
        D::Time | D::Duration(_) => *ty == T::Text,
        dtype if dtype.is_numeric() => match ty {
            T::Date | T::Datetime => reader.column.date_format.is_some(),
            T::List => false,
            _ => true,
        },
        _ => false,
    }
}

/// What a file's column holds, in words.
pub(super) fn type_word(dtype: &DataType) -> &'static str {
    match dtype {
        DataType::Boolean => "truth values",
        DataType::Date => "dates",
        DataType::Datetime(..) => "datetimes",
        DataType::Time | DataType::Duration(_) => "times of day or durations",
        DataType::List(_) => "lists",
        DataType::Struct(_) => "objects",
        dtype if dtype.is_integer() => "whole numbers",
        dtype if dtype.is_numeric() => "numbers",
        _ => "texts",
    }
}

/// Types that Polars, built as it is, can hold at all.
pub(super) fn can_be_scanned(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as A;
    match dtype {
        A::Float16 | A::UInt128 | A::FixedSizeList(..) | A::Interval(_) | A::Union(_) | A::Extension(_) => {
            false
        }
        A::Timestamp(_, zone) => TimeZone::opt_try_new(zone.clone()).is_ok(),
        A::List(field) | A::LargeList(field) | A::Map(field, _) => can_be_scanned(&field.dtype),
        A::Struct(fields) => fields.iter().all(|f| can_be_scanned(&f.dtype)),
        A::Dictionary(_, values, _) => can_be_scanned(values),
        _ => true,
    }
}
