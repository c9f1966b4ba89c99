//! Which column of a file is which column of the catalog.

use super::files::DataFile;
use crate::catalog::{Column, Table, nfc};
use crate::diagnostics::{Diagnostic, codes, suggest};

/// A file's header against the catalog.
pub(super) struct Binding {
    /// For each column of the catalog its index in the file; `None` where the file lacks it.
    pub places: Vec<Option<usize>>,
    /// Columns of the file that the catalog does not name.
    pub ignored: Vec<String>,
    /// Columns of the catalog that stand twice in the header.
    pub doubled: Vec<usize>,
}

/// The name of a column in its file.
pub(super) fn name_in_file(column: &Column) -> &str {
    column.from.as_deref().unwrap_or(&column.name)
}

pub(super) fn bind(table: &Table, header: &[String]) -> Binding {
    let mut taken = vec![false; header.len()];
    let (mut places, mut doubled) = (Vec::new(), Vec::new());
    for (index, column) in table.columns.iter().enumerate() {
        let wanted = name_in_file(column);
        let exact: Vec<usize> = (0..header.len()).filter(|&i| header[i] == wanted).collect();
        // Blanks around a name in the header are nobody's intention, and accents may be composed or not.
        let alike = |name: &str| nfc(name.trim()) == nfc(wanted);
        let found = match exact.is_empty() {
            true => (0..header.len()).filter(|&i| alike(&header[i])).collect(),
            false => exact,
        };
        if found.len() > 1 {
            doubled.push(index);
        }
        found.iter().for_each(|&i| taken[i] = true);
        places.push(found.first().copied());
    }
    let unnamed =
        header.iter().zip(&taken).filter(|(name, taken)| !**taken && !table.is_broken(&nfc(name.trim())));
    Binding { places, ignored: unnamed.map(|(name, _)| name.clone()).collect(), doubled }
}

/// A column that the catalog names and a file lacks. `elsewhere`: another file of the table that has it.
pub(super) fn missing_column(
    table: &Table,
    column: usize,
    shown: &str,
    free: &[String],
    elsewhere: Option<&str>,
) -> Diagnostic {
    let column = &table.columns[column];
    let wanted = name_in_file(column);
    if let Some(other) = elsewhere {
        return Diagnostic::new(
            &codes::FILES_DIFFER,
            format!("`{shown}` has no column `{wanted}`, which `{other}` has"),
        )
        .at(column.span, format!("every file of `{}` must have it", table.name))
        .help(
            "files of one table have the same columns: export this one again, or leave it out of the pattern",
        );
    }
    let all = free.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    let help = match suggest::nearest(wanted, free.iter().map(String::as_str)) {
        Some(near) => format!(
            "the file has `{near}`: was the column renamed? Call it so here, or keep the name with `from: \"{near}\"`"
        ),
        None if free.is_empty() => {
            "the catalog names all of the file's other columns; take this one out".to_owned()
        }
        None => format!("the file's other columns are {all}"),
    };
    Diagnostic::new(&codes::MISSING_COLUMN, format!("`{shown}` has no column `{wanted}`"))
        .at(column.span, format!("a column of `{}`", table.name))
        .help(help)
}

pub(super) fn doubled_column(table: &Table, column: usize, shown: &str) -> Diagnostic {
    let column = &table.columns[column];
    Diagnostic::new(
        &codes::DOUBLED_COLUMN,
        format!("the header of `{shown}` has `{}` more than once", name_in_file(column)),
    )
    .at(column.span, "which of them is meant?")
    .help("rename one of them in the file")
}

/// What is wrong with the headers of a table's files, as findings.
pub(super) fn problems(table: &Table, bound: &[(&DataFile, Binding)], found: &mut Vec<Diagnostic>) {
    for column in 0..table.columns.len() {
        let lacks = |b: &Binding| b.places[column].is_none();
        let elsewhere = bound.iter().find(|(_, b)| !lacks(b)).map(|(file, _)| file.shown.as_str());
        for (file, binding) in bound {
            if lacks(binding) {
                found.push(missing_column(table, column, &file.shown, &binding.ignored, elsewhere));
                if elsewhere.is_none() {
                    // All files lack it: once is enough.
                    break;
                }
            }
            if binding.doubled.contains(&column) {
                found.push(doubled_column(table, column, &file.shown));
            }
        }
    }
}
