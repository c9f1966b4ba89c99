//! Figures that are not what they were, as a table.

use crate::cli::common;
use crate::lock::{self, Lock};
use comfy_table::CellAlignment;
use std::fmt::Write;

/// Figures that a new lock would hold in the place of the old ones, and why they may be others.
pub fn text(old: &Lock, new: &Lock, width: usize) -> String {
    let found = lock::differences(old, new);
    let mut out = table(&found, width);
    if let (Some(before), Some(after)) = (&old.measured, &new.measured) {
        if before.as_of != after.as_of {
            let _ = writeln!(out, "as of {}, locked as of {}", after.as_of, before.as_of);
        }
        let files = before.data.changed(&after.data);
        if !files.is_empty() {
            let shown: Vec<String> = files.iter().take(8).map(|path| format!("`{path}`")).collect();
            let more = if files.len() > 8 { format!(" and {} more", files.len() - 8) } else { String::new() };
            let _ = writeln!(out, "the data is not the locked data: {}{more}", shown.join(", "));
        }
        if before.min_cell != after.min_cell {
            let _ =
                writeln!(out, "held back below {} people, locked below {}", after.min_cell, before.min_cell);
        }
    }
    out
}

/// Empty without any.
pub(super) fn table(found: &[lock::Difference], width: usize) -> String {
    if found.is_empty() {
        return String::new();
    }
    let mut table = common::listing(&["", "figure", "locked", "now", "change"], width);
    let mut last = "";
    for difference in found {
        let text = |value: &Option<lock::Value>| value.as_ref().map_or("–".to_owned(), ToString::to_string);
        let both = difference.now.as_ref().zip(difference.locked.as_ref());
        let change = both.and_then(|(now, locked)| now.minus(locked));
        let name = if last == difference.name { "" } else { &difference.name };
        last = &difference.name;
        table.add_row([
            name.to_owned(),
            difference.figure.clone(),
            text(&difference.locked),
            text(&difference.now),
            change.map_or("–".to_owned(), |change| change.to_string()),
        ]);
    }
    for column in 2..=4 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{table}\n")
}
