//! A table that has been read and typed, with what was found wrong with its rows so far.

use super::cell::Fault;
use super::files::DataFile;
use super::rows::Layout;
use crate::catalog::{Format, Table};
use polars::prelude::*;
use std::collections::BTreeSet;

/// The number of a row within its table, over all files, from 0: the column of that name in [`Read::numbered`].
pub(super) const ROW: &str = "\u{1}row";

/// Why a row is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Ragged,
    BadCell,
    NotAllowed,
    OutOfRange,
    MissingKey,
    DuplicateKey,
    Orphan,
    /// The row that it belongs to was set aside.
    OwnerAside,
}

/// One thing wrong with one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub row: IdxSize,
    pub kind: Kind,
    /// Of the catalog's table; `None`: the row as a whole.
    pub column: Option<u16>,
}

/// A table after reading.
pub(super) struct Read {
    /// Index into the catalog's tables.
    pub table: usize,
    pub files: Vec<DataFile>,
    /// How many rows each file has.
    pub file_rows: Vec<IdxSize>,
    pub layout: Layout,
    pub frame: Frame,
    pub marks: Vec<Mark>,
    /// The rows that are set aside.
    pub aside: BTreeSet<IdxSize>,
    pub ignored: Vec<String>,
    /// By the catalog's columns: cells without a value, not those at fault, nor those of rows that do not fit the header.
    pub missing: Vec<u64>,
}

/// The typed rows, those set aside among them.
#[allow(clippy::large_enum_variant, reason = "there is one per table of a run")]
pub(super) enum Frame {
    /// Read from text: all in memory.
    Memory(DataFrame),
    /// Still to be read, without row numbers and with.
    Lazy { plain: Box<LazyFrame>, numbered: Box<LazyFrame> },
}

impl Read {
    pub fn rows(&self) -> u64 {
        self.file_rows.iter().map(|&n| u64::from(n)).sum()
    }

    /// All rows, typed, with the column [`ROW`].
    pub fn numbered(&self) -> LazyFrame {
        match &self.frame {
            Frame::Memory(frame) => frame.clone().lazy().with_row_index(ROW, None),
            Frame::Lazy { numbered, .. } => LazyFrame::clone(numbered),
        }
    }

    /// Sets rows aside for a reason.
    pub fn mark(&mut self, kind: Kind, column: Option<usize>, rows: impl IntoIterator<Item = IdxSize>) {
        for row in rows {
            self.marks.push(Mark { row, kind, column: column.map(|c| c as u16) });
            self.aside.insert(row);
        }
    }

    /// The rows that are left.
    pub fn kept(&self) -> PolarsResult<LazyFrame> {
        Ok(match &self.frame {
            Frame::Memory(frame) if self.aside.is_empty() => frame.clone().lazy(),
            Frame::Memory(frame) => {
                let keep = (0..frame.height() as IdxSize).map(|row| !self.aside.contains(&row));
                let mask = BooleanChunked::from_iter_values(PlSmallStr::EMPTY, keep);
                frame.filter(&mask)?.lazy()
            }
            Frame::Lazy { plain, .. } if self.aside.is_empty() => LazyFrame::clone(plain),
            Frame::Lazy { numbered, .. } => {
                let columns = Selector::ByName { names: [PlSmallStr::from(ROW)].into(), strict: true };
                LazyFrame::clone(numbered).filter(among(self.aside.iter().copied()).not()).drop(columns)
            }
        })
    }
}

/// True for the rows with these numbers.
pub(super) fn among(rows: impl Iterator<Item = IdxSize>) -> Expr {
    let rows = IdxCa::from_vec(PlSmallStr::EMPTY, rows.collect());
    col(ROW).is_in(lit(rows.into_series()).implode(false), false)
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Kind {
        match fault {
            Fault::NotAllowed => Kind::NotAllowed,
            Fault::OutOfRange => Kind::OutOfRange,
            _ => Kind::BadCell,
        }
    }
}

/// How the files of a table are written.
pub(super) fn layout(table: &Table) -> Layout {
    let names = || table.columns.iter().map(|c| super::binding::name_in_file(c).to_owned()).collect();
    Layout {
        format: table.source.format,
        text: table.source.text.clone(),
        sheet: table.source.sheet.clone(),
        names: if table.source.text.header { Vec::new() } else { names() },
        places: match table.source.format {
            Format::FixedWidth => {
                let places = table.columns.iter().filter_map(|c| {
                    c.at.map(|(start, length)| (super::binding::name_in_file(c).to_owned(), start, length))
                });
                places.collect()
            }
            _ => Vec::new(),
        },
        paths: if table.source.format == Format::Ndjson { names() } else { Vec::new() },
    }
}
