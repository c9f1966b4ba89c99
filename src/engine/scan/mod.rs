//! Data files → typed tables, checked against the catalog.
//!
//! [`load`] reads every table that a run needs. Text files and spreadsheets ([`rows`], then [`typed`]) end up in memory, column by
//! column in the catalog's types; Parquet and Arrow files ([`columnar`]) stay on disk as lazy scans. What is wrong with a
//! file as a whole ends the run with a finding; what is wrong with a row (a cell that does not parse, a key that stands twice, an
//! orphan) is a [`table::Mark`], and all marks together become findings with counts and examples, and, under
//! `on_error: quarantine`, the rows that are set aside.
//!
//! Nothing is ever guessed here: a column is read by the catalog's type or not at all.

mod binding;
pub(super) mod cell;
mod columnar;
mod files;
mod keys;
mod lookup;
mod quality;
mod report;
pub mod rows;
mod table;
mod text;
mod typed;
mod words;

use crate::catalog::{Catalog, Format, OnError};
use crate::cohort::{FileReport, TableReport};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::{Plan, TableId};
use cell::CellReader;
use files::DataFile;
pub use files::{changed, present};
use polars::prelude::*;
use std::path::Path;
use table::Read;

/// What to load.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The tables that are needed; `None`: all. Those that they belong to are read for the checks in any case.
    pub tables: Option<Vec<TableId>>,
}

/// Hears how far the reading is.
pub trait Progress: Sync {
    /// So many bytes of data files will be read.
    fn begin(&self, bytes: u64);
    /// So many more have been read.
    fn read(&self, bytes: u64);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: u64) {}
    fn read(&self, _: u64) {}
}

/// Tables that are ready to be worked with.
pub struct Loaded {
    /// By table of the plan: the rows that are not set aside, their columns named and ordered as in the catalog. A table that was not
    /// asked for has no rows.
    pub tables: Vec<LazyFrame>,
    /// Of the tables that were read, in the catalog's order.
    pub reports: Vec<TableReport>,
    /// The rows set aside, by table: their cells as text as the file has them, then `file`, `line` and `reason`.
    pub quarantine: Vec<(String, DataFrame)>,
    /// Warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks the tables. `Err` holds all that was found, warnings and notes too, if anything of it is an error.
pub fn load(
    plan: &Plan,
    catalog: &Catalog,
    root: &Path,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Loaded, Vec<Diagnostic>> {
    let asked = |table: usize| options.tables.as_ref().is_none_or(|t| t.contains(&TableId(table as u32)));
    let needed = with_owners(catalog, (0..catalog.tables.len()).filter(|&t| asked(t)));
    let mut diagnostics = Vec::new();
    let files = resolve(catalog, root, &needed, &mut diagnostics);
    progress.begin(files.iter().flatten().flatten().map(|f| f.bytes).sum());
    let all: Vec<DataFile> = files.iter().flatten().flatten().cloned().collect();
    // Hashing is the file's bytes once more from the page cache, beside the reading.
    let (mut reads, mut hashes) = std::thread::scope(|scope| {
        let hashes = scope.spawn(|| files::fingerprints(&all));
        let reads = read_all(catalog, files, progress, &mut diagnostics);
        (reads, hashes.join().unwrap_or_default())
    });
    check_rows(&mut reads, catalog, &mut diagnostics);
    let mut loaded = Loaded { tables: Vec::new(), reports: Vec::new(), quarantine: Vec::new(), diagnostics };
    for read in reads.iter().flatten() {
        let own = hashes.drain(..read.files.len().min(hashes.len())).collect();
        report(read, plan, catalog, own, &mut loaded);
    }
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(loaded.diagnostics);
    }
    for (index, table) in catalog.tables.iter().enumerate() {
        let frame = match &reads[index] {
            Some(read) if asked(index) => read.kept(),
            _ => empty(table),
        };
        loaded.tables.push(frame.map_err(|e| vec![*columnar::unexpected(&e)])?);
    }
    Ok(loaded)
}

/// A table's frame without rows.
fn empty(table: &crate::catalog::Table) -> PolarsResult<LazyFrame> {
    let columns =
        table.columns.iter().map(|c| Column::new_empty(c.name.as_str().into(), &typed::frame_type(&c.ty)));
    Ok(DataFrame::new(0, columns.collect())?.lazy())
}

/// The tables and all that they belong to, directly or not.
fn with_owners(catalog: &Catalog, tables: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut needed = vec![false; catalog.tables.len()];
    let mut open: Vec<usize> = tables.collect();
    while let Some(table) = open.pop() {
        if !std::mem::replace(&mut needed[table], true) {
            open.extend(catalog.parents(table).map(|(_, r)| r.parent));
        }
    }
    needed
}

/// The files of each table that is needed and whose source leads somewhere.
fn resolve(
    catalog: &Catalog,
    root: &Path,
    needed: &[bool],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Option<Vec<DataFile>>> {
    let tables = catalog.tables.iter().zip(needed);
    tables
        .map(|(table, needed)| match needed.then(|| files::resolve(root, &table.source)) {
            Some(Ok(files)) => Some(files),
            Some(Err(fatal)) => {
                diagnostics.push(text::placed(*fatal, table));
                None
            }
            None => None,
        })
        .collect()
}

fn readers(catalog: &Catalog, table: usize) -> Vec<CellReader> {
    let table = &catalog.tables[table];
    let null_values = &table.source.text.null_values;
    table.columns.iter().map(|c| CellReader::new(c, catalog.timezone, null_values)).collect()
}

fn read_all(
    catalog: &Catalog,
    files: Vec<Option<Vec<DataFile>>>,
    progress: &dyn Progress,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Option<Read>> {
    let mut reads = Vec::new();
    for (index, files) in files.into_iter().enumerate() {
        let read = files.map(|files| {
            let (table, readers) = (&catalog.tables[index], readers(catalog, index));
            match table.source.format {
                Format::Parquet | Format::Arrow => columnar::load(index, table, &readers, files, progress),
                _ => text::load(index, table, &readers, files, progress),
            }
        });
        reads.push(match read {
            Some(Ok(read)) => Some(read),
            Some(Err(found)) => {
                diagnostics.extend(found);
                None
            }
            None => None,
        });
    }
    reads
}

/// Keys and relations.
fn check_rows(reads: &mut [Option<Read>], catalog: &Catalog, diagnostics: &mut Vec<Diagnostic>) {
    for read in reads.iter_mut().flatten() {
        let table = &catalog.tables[read.table];
        if let Err(e) = keys::check_key(read, table) {
            diagnostics.push(text::placed(*unreadable(read, &e), table));
        }
    }
    if let Err(e) = keys::check_relations(reads, catalog) {
        diagnostics.push(*columnar::unexpected(&e));
    }
}

/// A query over a table that fails: a file on disk that breaks off, else memory.
fn unreadable(read: &Read, error: &PolarsError) -> rows::Fatal {
    match &read.frame {
        table::Frame::Lazy { .. } => columnar::damaged(&read.files[0].shown, error),
        table::Frame::Memory(_) => columnar::unexpected(error),
    }
}

fn report(read: &Read, plan: &Plan, catalog: &Catalog, files: Vec<FileReport>, loaded: &mut Loaded) {
    let table = &catalog.tables[read.table];
    let findings = report::findings(read, catalog, &readers(catalog, read.table));
    let days = match quality::Days::find(read, plan, table) {
        Ok(days) => days,
        Err(e) => {
            loaded.diagnostics.push(text::placed(*unreadable(read, &e), table));
            quality::Days::default()
        }
    };
    let quality = quality::quality(read, plan, table, &days);
    loaded.diagnostics.extend(findings.diagnostics);
    loaded.diagnostics.extend(quality::stale(table, &quality));
    if !read.ignored.is_empty() {
        loaded.diagnostics.push(ignored(read, table));
    }
    if let Some(rows) = findings.quarantine.filter(|_| table.on_error == OnError::Quarantine) {
        loaded.quarantine.push((table.name.clone(), rows));
    }
    loaded.reports.push(TableReport {
        table: table.name.clone(),
        files,
        rows_read: read.rows(),
        rows_set_aside: read.aside.len() as u64,
        rows_after_as_of: days.rows_after,
        problems: findings.problems,
        ignored_columns: read.ignored.clone(),
        quality,
    });
}

fn ignored(read: &Read, table: &crate::catalog::Table) -> Diagnostic {
    let shown = |name: &String| match name.trim() {
        "" => "one without a name".to_owned(),
        name => format!("`{name}`"),
    };
    let names: Vec<String> = read.ignored.iter().map(shown).collect();
    let what = words::count(names.len() as u64, "column of the file is", "columns of the file are");
    Diagnostic::new(&codes::IGNORED_COLUMNS, format!("`{}`: {what} not in the catalog", table.name))
        .at(table.source.span, "read from here")
        .note(names.join(", "))
        .help("name them under `columns` to use them in rules; else they are never read")
}
