//! The rows that were set aside, as files beside the result.

use crate::diagnostics::{Diagnostic, codes};
use polars::prelude::*;
use std::io;
use std::path::Path;

/// Writes `quarantine/TABLE.csv` into `folder` for each table: the cells as they stood in the data, then `file`, `line` and `reason`. The
/// text is UTF-8 with a comma, whatever the source was.
pub fn write_quarantine(tables: &[(String, DataFrame)], folder: &Path) -> Result<(), Diagnostic> {
    let folder = folder.join("quarantine");
    for (table, rows) in tables {
        let written =
            fs_err::create_dir_all(&folder).and_then(|()| write(rows, &folder.join(file_name(table))));
        written.map_err(|_| {
            Diagnostic::new(
                &codes::OUTPUT_FAILED,
                format!("the rows of `{table}` that are set aside cannot be written"),
            )
            .help("is the disk full, or may this user not write there?")
        })?;
    }
    Ok(())
}

/// Names of tables may hold what names of files may not.
fn file_name(table: &str) -> String {
    let safe = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    format!("{}.csv", table.chars().map(safe).collect::<String>())
}

fn write(rows: &DataFrame, path: &Path) -> io::Result<()> {
    let mut writer = csv::Writer::from_path(path).map_err(io::Error::other)?;
    writer.write_record(rows.get_column_names()).map_err(io::Error::other)?;
    let columns: Vec<&StringChunked> =
        rows.columns().iter().map(|c| c.str()).collect::<PolarsResult<_>>().map_err(io::Error::other)?;
    for row in 0..rows.height() {
        let cells = columns.iter().map(|c| c.get(row).unwrap_or_default());
        writer.write_record(cells).map_err(io::Error::other)?;
    }
    writer.flush()
}
