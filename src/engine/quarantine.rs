//! Rows that were set aside, as files beside the result.

use crate::cohort::file_stems;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::reason;
use polars::prelude::DataFrame;
use std::io;
use std::path::Path;

/// Writes `quarantine/TABLE.csv` for each table with rows set aside: their cells as the files have them, then file, line
/// and reason.
pub fn write_quarantine(tables: &[(String, DataFrame)], out: &Path) -> Result<(), Diagnostic> {
    let stems = file_stems(tables.iter().map(|(table, _)| table.as_str()));
    for ((_, rows), stem) in tables.iter().zip(stems).filter(|((_, rows), _)| rows.height() > 0) {
        let folder = out.join("quarantine");
        let write = || {
            fs_err::create_dir_all(&folder)?;
            csv(fs_err::File::create(folder.join(format!("{stem}.csv")))?, rows)
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

fn csv(file: impl io::Write, rows: &DataFrame) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(io::BufWriter::new(file));
    writer.write_record(rows.get_column_names().iter().map(|n| n.as_str())).map_err(io::Error::other)?;
    for row in 0..rows.height() {
        for column in rows.columns() {
            let cell = column.get(row).map_err(io::Error::other)?;
            writer
                .write_field(cell.get_str().map_or_else(|| cell.to_string(), str::to_owned))
                .map_err(io::Error::other)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io::Error::other)?;
    }
    writer.flush()
}
