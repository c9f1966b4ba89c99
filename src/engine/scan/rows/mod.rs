//! Files as rows of raw cells, with the line of each row, before any type is looked at.
//!
//! [`open`] gives a [`RowSource`] for every format; it is read batch by batch. What is wrong with a file as a whole (missing, cut
//! off, in another encoding) ends the reading with a diagnostic that names the file; what is wrong with one row (too few
//! cells, no JSON) is a [`RowFault`] of that row, and the reading goes on. Nothing here knows the catalog's types.

mod batch;
mod delimited;
mod frames;
mod lines;
mod ndjson;
mod sheet;
mod text;

pub use batch::{Batch, Cell, CellKind, RowFault};
pub(super) use frames::{cell, fill, micros};
pub(super) use text::{empty, open_file};

use crate::catalog::{Format, TextOptions};
use crate::diagnostics::Diagnostic;
use std::path::Path;

/// What ends the reading of a file. Without a place in the catalog: the caller adds it.
pub type Fatal = Box<Diagnostic>;

/// A record, line or object longer than this (bytes) is refused: it is a lost quote or another kind of file.
pub const LONGEST_ROW: usize = 16 << 20;

/// How a file is written: what [`open`] must know beside the path.
#[derive(Debug, Clone)]
pub struct Layout {
    pub format: Format,
    pub text: TextOptions,
    /// Of a spreadsheet; the first sheet without it.
    pub sheet: Option<String>,
    /// What the columns are called where the file does not say it: with `header: false`.
    pub names: Vec<String>,
    /// Fixed width: the name, first character (from 1) and length of each column.
    pub places: Vec<(String, usize, usize)>,
    /// NDJSON: the paths to read (`value.offer id`). Empty: all paths that the first thousand objects have.
    pub paths: Vec<String>,
}

/// A file that is being read.
pub trait RowSource: Send {
    /// The columns' names as the file has them.
    fn header(&self) -> &[String];

    /// Puts the next rows into `batch` (which is cleared first); `false` at the end of the file.
    fn read(&mut self, batch: &mut Batch) -> Result<bool, Fatal>;

    /// How many bytes of the file have been read so far, where that is known before its end.
    fn bytes_read(&self) -> u64 {
        0
    }

    /// NDJSON: paths that objects had and nobody asked for. Complete at the end of the file.
    fn unread_paths(&self) -> Vec<String> {
        Vec::new()
    }

    /// NDJSON: how many objects had the column's path (a null there counts). `None` where the header tells.
    fn seen(&self, _column: usize) -> Option<u64> {
        None
    }
}

/// Opens a file. `shown` is its name in messages.
pub fn open(path: &Path, shown: &str, layout: &Layout) -> Result<Box<dyn RowSource>, Fatal> {
    Ok(match layout.format {
        Format::Delimited => Box::new(delimited::Delimited::open(path, shown, layout)?),
        Format::FixedWidth => Box::new(lines::FixedWidth::open(path, shown, layout)?),
        Format::Ndjson => Box::new(ndjson::Ndjson::open(path, shown, layout)?),
        Format::Xlsx => Box::new(sheet::Sheet::open(path, shown, layout)?),
        Format::Parquet | Format::Arrow => Box::new(frames::Frames::open(path, shown, layout.format)?),
    })
}

impl Layout {
    /// A layout for a format with everything else as usual: comma, UTF-8, double quotes, a header.
    pub fn plain(format: Format) -> Self {
        Layout {
            format,
            text: TextOptions {
                separator: ',',
                encoding: crate::catalog::Encoding::Utf8,
                quote: Some('"'),
                header: true,
                skip_lines: 0,
                null_values: Vec::new(),
            },
            sheet: None,
            names: Vec::new(),
            places: Vec::new(),
            paths: Vec::new(),
        }
    }
}
