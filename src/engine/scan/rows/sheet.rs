//! Spreadsheets: one sheet, its first row the header.

use super::{Batch, CellKind, Fatal, Layout, RowSource, text};
use crate::diagnostics::{Diagnostic, codes, suggest};
use calamine::{Data, Range, Reader};
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

pub(super) struct Sheet {
    cells: Range<Data>,
    header: Vec<String>,
    /// Index into the range's rows.
    next: usize,
}

impl Sheet {
    pub fn open(path: &Path, shown: &str, layout: &Layout) -> Result<Sheet, Fatal> {
        let mut bytes = Vec::new();
        let read = text::open_file(path, shown)?.read_to_end(&mut bytes);
        let broken =
            |what: &str| {
                Box::new(Diagnostic::new(&codes::UNREADABLE_DATA, format!("`{shown}` {what}")).help(
                    "open it in a spreadsheet program and save it as .xlsx, or export the sheet as CSV",
                ))
            };
        if read.is_err() {
            return Err(broken("cannot be read from the disk"));
        }
        let bytes: Arc<[u8]> = bytes.into();
        let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
            .map_err(|_| broken("is no spreadsheet, or a damaged one"))?;
        let names = book.sheet_names();
        let name = match &layout.sheet {
            Some(wanted) if !names.contains(wanted) => return Err(no_sheet(shown, wanted, &names)),
            Some(wanted) => wanted.clone(),
            None => names.first().cloned().ok_or_else(|| broken("has no sheets"))?,
        };
        let cells = book.worksheet_range(&name).map_err(|_| broken("has a damaged sheet"))?;
        let first = cells.start().map_or(0, |(row, _)| row as usize);
        let mut sheet =
            Sheet { next: layout.text.skip_lines.saturating_sub(first), header: layout.names.clone(), cells };
        if layout.text.header {
            let top = sheet.next_row().ok_or_else(|| broken("has no header: the sheet is empty"))?;
            sheet.header = sheet.cells[top].iter().map(|cell| cell_text(cell).1).collect();
        }
        Ok(sheet)
    }

    /// The index of the next row that is not empty.
    fn next_row(&mut self) -> Option<usize> {
        while self.next < self.cells.height() {
            self.next += 1;
            if self.cells[self.next - 1].iter().any(|cell| *cell != Data::Empty) {
                return Some(self.next - 1);
            }
        }
        None
    }
}

impl RowSource for Sheet {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Fatal> {
        batch.reset(self.header.len());
        let first = self.cells.start().map_or(0, |(row, _)| u64::from(row));
        while !batch.is_full() {
            let Some(row) = self.next_row() else { break };
            let (cells, line) = (&self.cells[row], first + row as u64 + 1);
            if cells.len() == batch.width() {
                batch.push_row(line);
                for cell in cells {
                    let (kind, text) = cell_text(cell);
                    batch.push_cell(kind, &text);
                }
            } else {
                let reason =
                    format!("has {} cells where {} columns are named", cells.len(), self.header.len());
                let texts: Vec<String> = cells.iter().map(|cell| cell_text(cell).1).collect();
                batch.push_fault(line, texts.iter().map(String::as_str), reason);
            }
        }
        Ok(batch.rows() > 0)
    }
}

fn cell_text(cell: &Data) -> (CellKind, String) {
    match cell {
        Data::Empty => (CellKind::Missing, String::new()),
        Data::String(text) | Data::DurationIso(text) => (CellKind::Text, text.clone()),
        Data::Int(number) => (CellKind::Text, number.to_string()),
        Data::Float(number) => (CellKind::Text, number.to_string()),
        Data::Bool(truth) => (CellKind::Text, truth.to_string()),
        Data::DateTimeIso(text) => (CellKind::Native, text.clone()),
        Data::DateTime(time) => match time.as_datetime().filter(|_| time.is_datetime()) {
            Some(time) => (CellKind::Native, time.format("%Y-%m-%dT%H:%M:%S%.f").to_string()),
            None => (CellKind::Text, time.as_f64().to_string()),
        },
        Data::Error(error) => (CellKind::Text, error.to_string()),
    }
}

fn no_sheet(shown: &str, wanted: &str, names: &[String]) -> Fatal {
    let all = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    let help = match suggest::nearest(wanted, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? Its sheets are {all}"),
        None => format!("its sheets are {all}"),
    };
    Box::new(Diagnostic::new(&codes::NO_DATA_FILE, format!("`{shown}` has no sheet `{wanted}`")).help(help))
}
