//! Raw cells → columns of Polars.

use super::cell::{CellReader, Fault, Read};
use super::rows::Cell;
use crate::catalog::ColumnType;
use polars::prelude::*;

/// A column of a batch, and the cells that could not be read (missing in it), by row.
pub(super) struct Typed {
    pub column: Column,
    pub faults: Vec<(usize, Fault)>,
}

/// The type of a table's column in its frame.
pub(super) fn frame_type(ty: &ColumnType) -> DataType {
    match ty {
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Int | ColumnType::Decimal { .. } => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Text | ColumnType::Enum { .. } => DataType::String,
        ColumnType::Date => DataType::Date,
        ColumnType::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        ColumnType::List => DataType::List(Box::new(DataType::String)),
    }
}

/// Reads `rows` cells. `None` is a cell of a row that is set aside anyway.
pub(super) fn column<'a>(
    reader: &CellReader,
    rows: usize,
    cells: impl Iterator<Item = Option<Cell<'a>>>,
) -> Typed {
    let name = PlSmallStr::from_str(&reader.column.name);
    let mut faults = Faults::default();
    let series = match &reader.column.ty {
        ColumnType::Bool => {
            let mut builder = BooleanChunkedBuilder::new(name, rows);
            cells.for_each(|c| builder.append_option(faults.keep(c, |c| reader.bool(c))));
            builder.finish().into_series()
        }
        ColumnType::Int => {
            let mut builder = PrimitiveChunkedBuilder::<Int64Type>::new(name, rows);
            cells.for_each(|c| builder.append_option(faults.keep(c, |c| reader.int(c))));
            builder.finish().into_series()
        }
        ColumnType::Decimal { scale } => {
            let mut builder = PrimitiveChunkedBuilder::<Int64Type>::new(name, rows);
            cells.for_each(|c| builder.append_option(faults.keep(c, |c| reader.decimal(c, *scale))));
            builder.finish().into_series()
        }
        ColumnType::Number => {
            let mut builder = PrimitiveChunkedBuilder::<Float64Type>::new(name, rows);
            cells.for_each(|c| builder.append_option(faults.keep(c, |c| reader.number(c))));
            builder.finish().into_series()
        }
        ColumnType::Text | ColumnType::Enum { .. } => {
            let mut builder = StringChunkedBuilder::new(name, rows);
            cells.for_each(|c| builder.append_option(faults.keep(c, |c| reader.text(c))));
            builder.finish().into_series()
        }
        ColumnType::Date => {
            let mut builder = PrimitiveChunkedBuilder::<Int32Type>::new(name, rows);
            cells.for_each(|c| builder.append_option(faults.keep(c, |c| reader.date(c))));
            builder.finish().into_date().into_series()
        }
        ColumnType::Datetime => {
            let mut builder = PrimitiveChunkedBuilder::<Int64Type>::new(name, rows);
            cells.for_each(|c| builder.append_option(faults.keep(c, |c| reader.datetime(c))));
            builder.finish().into_datetime(TimeUnit::Microseconds, None).into_series()
        }
        ColumnType::List => {
            let mut builder = ListStringChunkedBuilder::new(name, rows, rows * 2);
            cells.for_each(|c| match faults.keep(c, |c| reader.list(c)) {
                Some(items) => builder.append_values_iter(items.iter().map(AsRef::as_ref)),
                None => builder.append_null(),
            });
            builder.finish().into_series()
        }
    };
    Typed { column: series.into(), faults: faults.found }
}

#[derive(Default)]
struct Faults {
    row: usize,
    found: Vec<(usize, Fault)>,
}

impl Faults {
    fn keep<'a, T>(&mut self, cell: Option<Cell<'a>>, read: impl FnOnce(Cell<'a>) -> Read<T>) -> Option<T> {
        let row = self.row;
        self.row += 1;
        match read(cell?) {
            Ok(value) => value,
            Err(fault) => {
                self.found.push((row, fault));
                None
            }
        }
    }
}
