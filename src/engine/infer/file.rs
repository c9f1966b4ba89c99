//! One data file: what it is, and what its columns agree on.

use super::profile::{Profile, Table};
use super::{bytes, fixed};
use crate::catalog::{Encoding, Format};
use crate::diagnostics::{Diagnostic, codes};
use crate::engine::scan::rows::{self, Batch, Fatal, Layout};
use rayon::prelude::*;
use std::path::{Component, Path, PathBuf};

/// More rows are not looked at.
const MOST_ROWS: u64 = 5_000_000;

/// What a file's name says of its format.
fn format_of(path: &Path) -> Option<(Format, bool)> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let mut parts: Vec<&str> = name.split('.').skip(1).collect();
    if matches!(parts.last(), Some(&("gz" | "zst" | "zstd" | "gzip"))) {
        parts.pop();
    }
    Some(match *parts.last()? {
        "csv" | "tsv" | "tab" | "psv" => (Format::Delimited, true),
        "txt" | "dat" | "data" | "asc" => (Format::Delimited, false),
        "ndjson" | "jsonl" | "json" => (Format::Ndjson, true),
        "parquet" | "pq" => (Format::Parquet, true),
        "arrow" | "ipc" | "feather" => (Format::Arrow, true),
        "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" => (Format::Xlsx, true),
        _ => return None,
    })
}

/// The separator that a file's name promises.
fn separator_of(path: &Path) -> Option<char> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let has = |ending: &str| name.ends_with(ending) || name.contains(&format!("{ending}."));
    if has(".tsv") || has(".tab") {
        Some('\t')
    } else if has(".psv") {
        Some('|')
    } else if has(".csv") {
        Some(',')
    } else {
        None
    }
}

/// Folders stand for the data files in them.
pub(super) fn expand(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        match std::fs::read_dir(path) {
            Ok(entries) if path.is_dir() => {
                let mut inside: Vec<PathBuf> = entries
                    .flatten()
                    .map(|e| e.path())
                    .filter(|p| p.is_file() && format_of(p).is_some())
                    .collect();
                inside.sort();
                files.extend(inside);
            }
            _ => files.push(path.clone()),
        }
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|f| seen.insert(f.clone()));
    files
}

/// Reads a file whole.
pub(super) fn read(path: &Path, root: &Path) -> Result<Table, Fatal> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let (format, told) = format_of(path).filter(|_| !path.is_dir()).ok_or_else(|| no_data(&shown, path))?;
    let mut layout = Layout::plain(format);
    if format == Format::Delimited {
        layout.text.separator = separator_of(path).unwrap_or(',');
        let found = bytes::sniff(path, &shown, &mut layout)?;
        if let Some(fixed) = if found || told { None } else { fixed::find(path, &shown)? } {
            layout = fixed;
        }
    }
    if layout.format == Format::Delimited {
        layout.text.header = has_header(path, &shown, &layout)?;
        if !layout.text.header {
            let columns = rows::open(path, &shown, &with_header(&layout))?.header().len();
            layout.names = (1..=columns).map(|n| format!("column_{n}")).collect();
        }
    }
    let mut read = profile(path, &shown, &layout);
    if let Err(fatal) = &read
        && bytes::is_encoding_error(fatal, &layout)
    {
        layout.text.encoding = bytes::not_utf8(path, &shown, &layout);
        read = profile(path, &shown, &layout);
    }
    let mut read = read?;
    if format == Format::Ndjson && !read.unread.is_empty() {
        // Paths that came up late: once more, with all of them.
        layout.paths = read.columns.iter().map(|c| c.header.clone()).chain(read.unread).collect();
        read = profile(path, &shown, &layout)?;
    }
    let promised = separator_of(path);
    let separator = layout.text.separator;
    Ok(Table {
        name: String::new(),
        path: path.to_owned(),
        source: seen_from(path, root),
        shown_separator: (layout.format == Format::Delimited && promised != Some(separator))
            .then_some(separator),
        rows: read.rows,
        ragged: read.ragged,
        columns: read.columns,
        layout,
    })
}

fn with_header(layout: &Layout) -> Layout {
    let mut layout = layout.clone();
    layout.text.header = true;
    layout.text.encoding = Encoding::Latin1;
    layout
}

fn no_data(shown: &str, path: &Path) -> Fatal {
    if path.is_dir() {
        let message = format!("there is no data file in `{shown}`");
        return Box::new(
            Diagnostic::new(&codes::NO_DATA_FILE, message).help("name the files, or another folder"),
        );
    }
    Box::new(
        Diagnostic::new(&codes::SOURCE_FORMAT, format!("`{shown}` does not look like a data file by its name"))
            .help("there is csv, tsv, txt, ndjson (jsonl, json), parquet, arrow (ipc, feather) and xlsx, each also as .gz or .zst"),
    )
}

/// Whether the first row names the columns: names are no numbers and no dates. A year may head a column.
fn has_header(path: &Path, shown: &str, layout: &Layout) -> Result<bool, Fatal> {
    let source = rows::open(path, shown, &with_header(layout))?;
    let is_year = |n: f64| (1900.0..=2100.0).contains(&n) && n.fract() == 0.0;
    let is_value = |text: &str| match text.trim().parse::<f64>() {
        Ok(number) => !is_year(number),
        Err(_) => {
            let day = text.trim().get(..10).unwrap_or_default();
            chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok()
        }
    };
    Ok(!source.header().iter().any(|cell| is_value(cell)))
}

struct Read {
    rows: u64,
    ragged: u64,
    columns: Vec<Profile>,
    unread: Vec<String>,
}

fn profile(path: &Path, shown: &str, layout: &Layout) -> Result<Read, Fatal> {
    let mut source = rows::open(path, shown, layout)?;
    let mut columns: Vec<Profile> = source.header().iter().map(|name| Profile::new(name)).collect();
    let (mut rows, mut ragged_rows) = (0, 0);
    let mut batch = Batch::default();
    while rows < MOST_ROWS && source.read(&mut batch)? {
        let mut ragged = vec![false; batch.rows()];
        batch.faults.iter().for_each(|fault| ragged[fault.row] = true);
        columns.par_iter_mut().enumerate().for_each(|(index, column)| column.add(&batch, index, &ragged));
        rows += batch.rows() as u64;
        ragged_rows += batch.faults.len() as u64;
    }
    Ok(Read { rows, ragged: ragged_rows, columns, unread: source.unread_paths() })
}

/// A path as the catalog in `root` names it.
fn seen_from(path: &Path, root: &Path) -> String {
    let absolute = |p: &Path| std::path::absolute(p).unwrap_or_else(|_| p.to_owned());
    let (file, root) = (clean(&absolute(path)), clean(&absolute(root)));
    let (mut file_parts, mut root_parts) = (file.components().peekable(), root.components().peekable());
    while file_parts.peek().is_some() && file_parts.peek() == root_parts.peek() {
        file_parts.next();
        root_parts.next();
    }
    let up = root_parts.count();
    // A path given from the root of the disk that shares nothing with the project stays as it is.
    let relative: PathBuf = std::iter::repeat_n(Component::ParentDir, up).chain(file_parts).collect();
    let shown = if path.is_absolute() && up > 2 { file } else { relative };
    shown.to_string_lossy().replace('\\', "/")
}

/// Without `.` and `..`.
fn clean(path: &Path) -> PathBuf {
    let mut parts: Vec<Component> = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(parts.last(), Some(Component::Normal(_))) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.into_iter().collect()
}

/// Gives each table a name from its file: what all files begin with is left out, and no two are equal.
pub(super) fn name_tables(tables: &mut [Table]) {
    let stems: Vec<String> = tables.iter().map(|t| stem(&t.path)).collect();
    let shared = shared_prefix(&stems);
    let mut taken = std::collections::HashSet::new();
    for (table, stem) in tables.iter_mut().zip(&stems) {
        let name = as_name(&stem[shared..]);
        let mut free = name.clone();
        let mut number = 2;
        while !taken.insert(free.clone()) {
            free = format!("{name}_{number}");
            number += 1;
        }
        table.name = free;
    }
}

fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').find(|part| !part.is_empty()).unwrap_or("table").to_owned()
}

/// How long the beginning is that all names share, up to a separator, if something that can be a name is left of each.
fn shared_prefix(stems: &[String]) -> usize {
    let [first, others @ ..] = stems else { return 0 };
    if others.is_empty() {
        return 0;
    }
    let mut ends: Vec<usize> = first.match_indices(['_', '-', ' ']).map(|(at, sep)| at + sep.len()).collect();
    ends.reverse();
    let fits = |end: &usize| {
        stems.iter().all(|s| {
            s.get(..*end) == first.get(..*end)
                && s.get(*end..).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
        })
    };
    ends.into_iter().find(fits).unwrap_or(0)
}

/// A name that needs no back quotes: `Telco-Customer-Churn` → `telco_customer_churn`.
pub(super) fn as_name(text: &str) -> String {
    let mut name = String::new();
    for c in crate::catalog::nfc(text).chars() {
        match c {
            c if c.is_alphanumeric() => name.extend(c.to_lowercase()),
            _ if name.ends_with('_') || name.is_empty() => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => "data".to_owned(),
        Some(c) if c.is_numeric() => format!("t_{name}"),
        Some(_) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_named_by_what_tells_their_files_apart() {
        let stems = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let telco = stems(&["Telco_customer_churn_location", "Telco_customer_churn_status"]);
        assert_eq!(&telco[0][shared_prefix(&telco)..], "location");
        assert_eq!(shared_prefix(&stems(&["sales_teams", "accounts"])), 0);
        assert_eq!(shared_prefix(&stems(&["orders_2024", "orders_2025"])), 0);
        assert_eq!(as_name("Telco-Customer-Churn"), "telco_customer_churn");
        assert_eq!(as_name("2024 sales (final)"), "t_2024_sales_final");
        assert_eq!(as_name("订单"), "订单");
        assert_eq!(as_name("---"), "data");
    }

    #[test]
    fn sources_are_seen_from_the_project() {
        let seen = |path: &str, root: &str| seen_from(Path::new(path), Path::new(root));
        assert_eq!(seen("/a/p/data/x.csv", "/a/p"), "data/x.csv");
        assert_eq!(seen("/a/data/x.csv", "/a/p"), "../data/x.csv");
        assert_eq!(seen("/far/away/x.csv", "/a/b/c/p"), "/far/away/x.csv");
        assert_eq!(seen("data/./x.csv", "."), "data/x.csv");
    }
}
