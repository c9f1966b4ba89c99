//! Cohorts, scores, assignments and grids as files. Rows are sorted by key, every file is the same on any number of threads.
//!
//! Shares and scores hold six decimals. A column of a file whose name is taken already gets a number behind it.

use super::frame::Tables;
use super::members::{Members, Rows, Share};
use super::results::ByTable;
use super::run::{Format, RunOptions, failed};
use super::scalar_score::{needed, percent};
use super::text_files;
use crate::cohort::file_stems;
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::{Cohort, CohortKind, ColumnId, Relation, TableId, Type};
use crate::source::reason;
use polars::prelude::*;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// As Polars reads Parquet best.
const ROW_GROUP: usize = 122_880;

/// A file's columns, and how each is to be read.
pub(super) struct Sheet {
    names: Vec<String>,
    columns: Vec<Series>,
    kinds: Vec<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Of(Type),
    /// A score or share: a number with six decimals.
    Score,
}

/// What the files of a table take from it.
struct Owners {
    key: Option<(String, Type, Series)>,
    /// By row its place in the order of keys; `None` if the rows are in that order.
    places: Option<Vec<IdxSize>>,
    with: Vec<(String, Type, Series)>,
}

/// Writes all files of a run below `out` and says which.
pub(super) fn write(
    tables: &Tables,
    found: &ByTable,
    out: &Path,
    options: &RunOptions,
) -> Result<Vec<PathBuf>, Diagnostic> {
    let plan = tables.plan;
    let mut writer = Writer { out, format: options.format, files: Vec::new() };
    for (&table, found) in found {
        let owners = Owners::new(tables, table, options).map_err(failed)?;
        for (kind, folder) in [(false, "cohorts"), (true, "scores")] {
            let named =
                plan.cohorts.iter().enumerate().filter(|(_, c)| (c.kind == CohortKind::Score) == kind);
            let names: Vec<usize> = named.map(|(index, _)| index).collect();
            let stems = file_stems(names.iter().map(|&c| plan.cohorts[c].name.as_str()));
            for (&index, stem) in names.iter().zip(&stems) {
                let Some(members) = found.cohorts.get(&index) else { continue };
                let sheet = owners.cohort(&plan.cohorts[index], members).map_err(failed)?;
                writer.file(folder, stem, sheet)?;
            }
        }
        let stems = file_stems(plan.assigns.iter().map(|a| a.name.as_str()));
        for (index, stem) in stems.iter().enumerate() {
            let Some(got) = found.assigns.get(&index) else { continue };
            let sheet = owners.assignment(tables, index, got).map_err(failed)?;
            writer.file("assignments", stem, sheet)?;
        }
        let stems = file_stems(plan.grids.iter().map(|g| g.name.as_str()));
        for (index, stem) in stems.iter().enumerate() {
            let Some(cells) = found.grids.get(&index) else { continue };
            let sheet = owners.grid(tables, index, cells).map_err(failed)?;
            writer.file("grids", stem, sheet)?;
        }
    }
    Ok(writer.files)
}

impl Owners {
    fn new(tables: &Tables, table: TableId, options: &RunOptions) -> PolarsResult<Owners> {
        let description = tables.plan.table(table);
        let index = |name: &String| description.columns.iter().position(|c| c.name == *name);
        let with: Vec<ColumnId> = options
            .with
            .iter()
            .filter_map(index)
            .map(|i| ColumnId(i as u32))
            .filter(|&c| description.key != Some(c))
            .collect();
        let wanted: Vec<ColumnId> = description.key.into_iter().chain(with).collect();
        let named = |(column, values): (ColumnId, Series)| {
            let column = &description.columns[column.0 as usize];
            (column.name.clone(), column.ty, values)
        };
        let mut columns = Vec::new();
        if !wanted.is_empty() {
            let read = tables.columns(table, &wanted)?;
            let is_key = |column: ColumnId| {
                let refers = |r: &Relation| r.child == table && r.column == column;
                description.key == Some(column) || tables.plan.relations.iter().any(refers)
            };
            let hidden: Vec<bool> = wanted.iter().map(|&column| is_key(column)).collect();
            columns = wanted.into_iter().zip(read).map(named).collect();
            if let Some(names) = &options.pseudonyms {
                for ((_, ty, keys), _) in columns.iter_mut().zip(hidden).filter(|(_, hidden)| *hidden) {
                    *keys = names.column(keys, *ty)?;
                    *ty = Type::Text;
                }
            }
        }
        let key = description.key.map(|_| columns.remove(0));
        let places = match &key {
            Some((_, _, keys)) => places(keys)?,
            None => None,
        };
        Ok(Owners { key, places, with: columns })
    }

    /// Rows in the order of their keys, and where each stood before.
    fn sorted(&self, rows: &[IdxSize]) -> (IdxCa, Vec<usize>) {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        if let Some(places) = &self.places {
            order.sort_unstable_by_key(|&member| places[rows[member] as usize]);
        }
        let sorted = order.iter().map(|&member| rows[member]).collect();
        (IdxCa::from_vec(PlSmallStr::EMPTY, sorted), order)
    }

    fn sheet(&self, rows: &IdxCa) -> PolarsResult<Sheet> {
        let mut sheet = Sheet { names: Vec::new(), columns: Vec::new(), kinds: Vec::new() };
        if let Some((name, ty, keys)) = &self.key {
            sheet.push(name, Kind::Of(*ty), keys.take(rows)?);
        }
        Ok(sheet)
    }

    fn cohort(&self, cohort: &Cohort, members: &Members) -> PolarsResult<Sheet> {
        let noted = &members.noted;
        let ints = &members.members.ints;
        let (rows, order) = self.sorted(&members.members.rows);
        let mut sheet = self.sheet(&rows)?;
        let earned = |m: usize| ints[noted.earned].at(m);
        let total = cohort.score.total;
        sheet.score("score", order.iter().map(|&m| percent(earned(m), total, true)));
        let bounds: Vec<i64> = cohort.score.tiers.iter().map(|t| needed(t.bound, total)).collect();
        let tier = |m: usize| {
            let place = bounds.iter().position(|&least| earned(m).max(0) >= least)?;
            Some(&*cohort.score.tiers[place].name)
        };
        let tiers: StringChunked = order.iter().map(|&m| tier(m)).collect();
        sheet.push("tier", Kind::Of(Type::Text), tiers.into_series());
        sheet.score(
            "coverage",
            order.iter().map(|&m| match noted.coverage {
                Share::Of { index, total } => percent(ints[index].at(m), total, false),
                Share::Always(x) => x,
            }),
        );
        for (dimension, &place) in cohort.score.dimensions.iter().zip(&noted.dimensions) {
            let share = |&m: &usize| percent(ints[place].at(m), dimension.total, false);
            sheet.score(&dimension.name, order.iter().map(share));
        }
        for (name, ty, values) in &self.with {
            sheet.push(name, Kind::Of(*ty), values.take(&rows)?);
        }
        Ok(sheet)
    }

    fn assignment(&self, tables: &Tables, index: usize, got: &Rows) -> PolarsResult<Sheet> {
        let plan = tables.plan;
        let assign = &plan.assigns[index];
        let cohort = |m: usize| {
            let place = usize::try_from(got.ints[0].at(m)).unwrap_or(0);
            &plan.cohorts[assign.among[place]]
        };
        let (rows, order) = self.sorted(&got.rows);
        let mut sheet = self.sheet(&rows)?;
        let personas: StringChunked = order.iter().map(|&m| Some(cohort(m).name.as_str())).collect();
        sheet.push("persona", Kind::Of(Type::Text), personas.into_series());
        sheet.score("score", order.iter().map(|&m| percent(got.ints[1].at(m), cohort(m).score.total, true)));
        Ok(sheet)
    }

    fn grid(&self, tables: &Tables, index: usize, cells: &Rows) -> PolarsResult<Sheet> {
        let plan = tables.plan;
        let grid = &plan.grids[index];
        let (down, across) = (&plan.cohorts[grid.rows].score.tiers, &plan.cohorts[grid.columns].score.tiers);
        let names: Vec<String> =
            down.iter().flat_map(|r| across.iter().map(move |c| format!("{}{}", r.name, c.name))).collect();
        let (rows, order) = self.sorted(&cells.rows);
        let mut sheet = self.sheet(&rows)?;
        let cell = |&m: &usize| {
            let place = usize::try_from(cells.ints[0].at(m)).ok()?;
            names.get(place).map(String::as_str)
        };
        let found: StringChunked = order.iter().map(cell).collect();
        sheet.push("cell", Kind::Of(Type::Text), found.into_series());
        Ok(sheet)
    }
}

impl Sheet {
    fn push(&mut self, name: &str, kind: Kind, column: Series) {
        let mut free = name.to_owned();
        let mut number = 2;
        while self.names.contains(&free) {
            free = format!("{name}_{number}");
            number += 1;
        }
        self.columns.push(column.rechunk().with_name(free.as_str().into()));
        self.names.push(free);
        self.kinds.push(kind);
    }

    fn score(&mut self, name: &str, scores: impl Iterator<Item = f64>) {
        // Half away from zero; a sum with 0 makes 0 of −0.
        let rounded: Vec<f64> = scores.map(|x| (x * 1e6).round() / 1e6 + 0.0).collect();
        self.push(name, Kind::Score, Series::new(PlSmallStr::EMPTY, rounded));
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = (&Series, Kind)> {
        self.columns.iter().zip(self.kinds.iter().copied())
    }

    pub(super) fn height(&self) -> usize {
        self.columns.first().map_or(0, |c| c.len())
    }

    /// As a data frame of types that other programs know: decimals are decimals, instants lie in UTC.
    fn frame(self) -> PolarsResult<DataFrame> {
        let height = self.height();
        let columns = self.columns.into_iter().zip(self.kinds).map(|(column, kind)| {
            let name = column.name().clone();
            let column = match kind {
                Kind::Of(Type::Decimal { scale }) => {
                    column.cast(&DataType::Int128)?.into_decimal(38, scale as usize)?
                }
                Kind::Of(Type::Datetime) => {
                    let utc = DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
                    column.to_physical_repr().cast(&utc)?
                }
                _ => column,
            };
            Ok(column.with_name(name).into_column())
        });
        let columns: PolarsResult<Vec<Column>> = columns.collect();
        DataFrame::new(height, columns?)
    }
}

struct Writer<'a> {
    out: &'a Path,
    format: Format,
    files: Vec<PathBuf>,
}

impl Writer<'_> {
    fn file(&mut self, folder: &str, stem: &str, sheet: Sheet) -> Result<(), Diagnostic> {
        let extension = match self.format {
            Format::Parquet => "parquet",
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
        };
        let relative = Path::new(folder).join(format!("{stem}.{extension}"));
        let path = self.out.join(&relative);
        let written = std::fs::create_dir_all(self.out.join(folder))
            .and_then(|()| File::create(&path))
            .and_then(|file| write_sheet(file, self.format, sheet));
        written.map_err(|error| {
            Diagnostic::new(
                &codes::OUTPUT_FAILED,
                format!("`{}` cannot be written: {}", relative.display(), reason(&error)),
            )
            .help("free some space, or choose another folder with `--out`; the earlier result is unchanged")
        })?;
        self.files.push(relative);
        Ok(())
    }
}

fn write_sheet(file: File, format: Format, sheet: Sheet) -> io::Result<()> {
    let mut buffer = BufWriter::with_capacity(1 << 20, file);
    match format {
        Format::Parquet => {
            let mut frame = sheet.frame().map_err(io::Error::other)?;
            let writer = ParquetWriter::new(&mut buffer).with_row_group_size(Some(ROW_GROUP));
            writer.finish(&mut frame).map_err(|error| match error {
                PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
                other => io::Error::other(other),
            })?;
        }
        Format::Csv => text_files::csv(&mut buffer, &sheet)?,
        Format::Ndjson => text_files::ndjson(&mut buffer, &sheet)?,
    }
    buffer.flush()?;
    buffer.into_inner().map_err(|e| e.into_error())?.sync_all()
}

/// By row its place in the order of keys; `None` if the rows are in that order already.
fn places(keys: &Series) -> PolarsResult<Option<Vec<IdxSize>>> {
    let ascending = match keys.dtype() {
        DataType::String => is_ascending(keys.str()?.iter()),
        DataType::Int64 => is_ascending(keys.i64()?.iter()),
        _ => false,
    };
    if ascending {
        return Ok(None);
    }
    let order = keys.arg_sort(SortOptions::default().with_maintain_order(true));
    let mut places = vec![0; keys.len()];
    for (place, row) in order.iter().flatten().enumerate() {
        places[row as usize] = place as IdxSize;
    }
    Ok(Some(places))
}

fn is_ascending<T: PartialOrd>(values: impl Iterator<Item = Option<T>>) -> bool {
    let mut last = None;
    for value in values {
        if value < last {
            return false;
        }
        last = value;
    }
    true
}
