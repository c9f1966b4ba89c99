//! Going back to the files for rows as they stand there: for examples and for what is set aside.

use super::keys::stream;
use super::rows::{self, Batch, Cell, CellKind};
use super::table::{ROW, Read, among};
use crate::catalog::Format;
use polars::prelude::*;
use std::collections::BTreeMap;

/// A row as its file has it.
pub(super) struct RawRow {
    /// Index into the table's files.
    pub file: usize,
    /// Where it begins.
    pub line: u64,
    cells: Vec<(CellKind, String)>,
    /// What is wrong with the row's shape.
    pub fault: Option<String>,
}

/// Raw rows by number, and each file's header.
pub(super) struct RawRows {
    pub headers: Vec<Vec<String>>,
    pub rows: BTreeMap<IdxSize, RawRow>,
}

impl RawRow {
    pub fn cell(&self, place: usize) -> Cell<'_> {
        match self.cells.get(place) {
            Some((kind, text)) => Cell { kind: *kind, text },
            None => Cell { kind: CellKind::Missing, text: "" },
        }
    }

    /// The line where a cell begins: cells before it may hold line breaks.
    pub fn cell_line(&self, place: usize) -> u64 {
        let before = self.cells.iter().take(place).map(|(_, text)| text.matches('\n').count() as u64);
        self.line + before.sum::<u64>()
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(_, text)| text.as_str())
    }

    fn of(batch: &Batch, row: usize, file: usize) -> RawRow {
        let cells = (0..batch.width()).map(|c| batch.cell(row, c)).map(|c| (c.kind, c.text.to_owned()));
        let fault = batch.faults.iter().find(|f| f.row == row).map(|f| f.reason.clone());
        RawRow { file, line: batch.line(row), cells: cells.collect(), fault }
    }
}

/// Reads the given rows (sorted) again. A file that has changed meanwhile gives fewer.
pub(super) fn raw_rows(read: &Read, wanted: &[IdxSize]) -> RawRows {
    let mut found = RawRows { headers: vec![Vec::new(); read.files.len()], rows: BTreeMap::new() };
    let mut first = 0;
    for (file, &rows) in read.file_rows.iter().enumerate() {
        let end = first + rows;
        let (from, to) = (wanted.partition_point(|&r| r < first), wanted.partition_point(|&r| r < end));
        if from < to {
            match read.layout.format {
                Format::Parquet | Format::Arrow => {
                    from_frame(read, file, first, &wanted[from..to], &mut found)
                }
                _ => from_text(read, file, first, &wanted[from..to], &mut found),
            }
        }
        first = end;
    }
    found
}

fn from_text(read: &Read, file: usize, first: IdxSize, wanted: &[IdxSize], found: &mut RawRows) {
    let data = &read.files[file];
    let Ok(mut source) = rows::open(&data.path, &data.shown, &read.layout) else { return };
    found.headers[file] = source.header().to_vec();
    let (mut batch, mut start, mut next) = (Batch::default(), first, 0);
    while next < wanted.len() && matches!(source.read(&mut batch), Ok(true)) {
        let end = start + batch.rows() as IdxSize;
        while next < wanted.len() && wanted[next] < end {
            let row = (wanted[next] - start) as usize;
            found.rows.insert(wanted[next], RawRow::of(&batch, row, file));
            next += 1;
        }
        start = end;
    }
}

fn from_frame(read: &Read, file: usize, first: IdxSize, wanted: &[IdxSize], found: &mut RawRows) {
    let data = &read.files[file];
    let Ok((frame, schema)) = super::columnar::open(&data.path, &data.shown, read.layout.format) else {
        return;
    };
    found.headers[file] = schema.iter_names().map(|n| n.to_string()).collect();
    let rows = frame.with_row_index(ROW, Some(first)).filter(among(wanted.iter().copied()));
    let Ok(rows) = stream(rows) else { return };
    let Ok(mut rows) = rows.sort([ROW], SortMultipleOptions::default()) else { return };
    let Ok(numbers) = rows.drop_in_place(ROW) else { return };
    let Ok(numbers) = numbers.idx() else { return };
    let mut batch = Batch::default();
    rows::fill(&mut batch, &rows, |row| u64::from(numbers.get(row).unwrap_or(first) - first) + 1);
    for (row, number) in numbers.into_no_null_iter().enumerate() {
        found.rows.insert(number, RawRow::of(&batch, row, file));
    }
}
