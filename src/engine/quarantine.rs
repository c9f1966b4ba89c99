//! Rows that were set aside, as files beside the result.

use super::formulas::{harmless, harmless_raw};
use crate::cohort::file_stems;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::reason;
use polars::prelude::DataFrame;
use std::io;
use std::path::Path;

/// Writes `quarantine/TABLE.csv` for each table with rows set aside: their cells as the files have them, then file, line
/// and reason. With `places_only` just the last three: cells may hold keys.
pub fn write_quarantine(
    tables: &[(String, DataFrame)],
    out: &Path,
    places_only: bool,
) -> Result<(), Diagnostic> {
    let stems = file_stems(tables.iter().map(|(table, _)| table.as_str()));
    for ((_, rows), stem) in tables.iter().zip(stems).filter(|((_, rows), _)| rows.height() > 0) {
        let folder = out.join("quarantine");
        let write = || {
            fs_err::create_dir_all(&folder)?;
            let cells = if places_only { rows.width().saturating_sub(PLACE) } else { 0 };
            csv(fs_err::File::create(folder.join(format!("{stem}.csv")))?, rows, cells)
        };
        write().map_err(|error| {
            let message = format!("`quarantine/{stem}.csv` cannot be written: {}", reason(&error));
            Diagnostic::new(&codes::OUTPUT_FAILED, message).help(
                "free some space, or choose another folder with `--out`; the earlier result is unchanged",
            )
        })?;
    }
    Ok(())
}

/// File, line and reason, the last columns.
const PLACE: usize = 3;

/// The columns from one on; a text that a spreadsheet would run is made harmless.
fn csv(file: impl io::Write, rows: &DataFrame, from: usize) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(io::BufWriter::new(file));
    let names = rows.get_column_names().into_iter().skip(from);
    writer.write_record(names.map(|n| harmless(n).into_owned())).map_err(io::Error::other)?;
    for row in 0..rows.height() {
        for column in rows.columns().iter().skip(from) {
            let cell = column.get(row).map_err(io::Error::other)?;
            let text = cell.get_str().map_or_else(|| cell.to_string(), str::to_owned);
            writer.write_field(&*harmless_raw(&text)).map_err(io::Error::other)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io::Error::other)?;
    }
    writer.flush()
}
