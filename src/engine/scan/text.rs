//! Reading text files and spreadsheets: batches of raw cells are cut off in order and typed in parallel.

use super::binding::{self, Binding};
use super::cell::CellReader;
use super::files::DataFile;
use super::rows::{self, Batch, RowSource};
use super::table::{Frame, Kind, Mark, Read};
use super::{Progress, typed};
use crate::catalog::{Format, Table};
use crate::diagnostics::{Diagnostic, codes};
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Reads all files of a table.
pub(super) fn load(
    index: usize,
    table: &Table,
    readers: &[CellReader],
    files: Vec<DataFile>,
    progress: &dyn Progress,
) -> Result<Read, Vec<Diagnostic>> {
    let layout = super::table::layout(table);
    let (bindings, ignored) = bind_all(table, &files, &layout)?;
    let mut pipeline = Pipeline {
        files: &files,
        layout: &layout,
        current: None,
        next: 0,
        file_rows: vec![0; files.len()],
        seen: vec![0; table.columns.len()],
        unread: ignored,
        progress,
        told: 0,
    };
    let mut gathered = Gathered::new(readers);
    let mut group = pipeline.group().map_err(|e| vec![placed(*e, table)])?;
    while !group.is_empty() {
        let (typed, following) = rayon::join(|| type_group(readers, &bindings, &group), || pipeline.group());
        for part in typed {
            gathered.add(part);
        }
        group = following.map_err(|e| vec![placed(*e, table)])?;
    }
    let Pipeline { file_rows, seen, unread, .. } = pipeline;
    if layout.format == Format::Ndjson && gathered.rows > 0 {
        paths_exist(table, &files, &seen, &unread)?;
    }
    let ignored = unread.into_iter().collect();
    let aside = gathered.marks.iter().map(|m| m.row).collect();
    let frame = gathered.frame.map_err(|e| vec![placed(*super::columnar::unexpected(&e), table)])?;
    let missing = missing(&frame, &gathered.marks);
    let frame = Frame::Memory(frame);
    Ok(Read { table: index, files, file_rows, layout, frame, marks: gathered.marks, aside, ignored, missing })
}

/// By column, the cells that hold no value though nothing is wrong with them: those at fault are missing in the frame too.
fn missing(frame: &DataFrame, marks: &[Mark]) -> Vec<u64> {
    let mut missing: Vec<u64> = frame.columns().iter().map(|c| c.null_count() as u64).collect();
    let ragged = marks.iter().filter(|m| m.column.is_none()).count() as u64;
    for count in &mut missing {
        *count = count.saturating_sub(ragged);
    }
    for column in marks.iter().filter_map(|m| m.column) {
        let count = &mut missing[usize::from(column)];
        *count = count.saturating_sub(1);
    }
    missing
}

/// A finding about a file, with its place in the catalog.
pub(super) fn placed(diagnostic: Diagnostic, table: &Table) -> Diagnostic {
    diagnostic.at(table.source.span, format!("the source of `{}`", table.name))
}

type Places = Vec<usize>;

/// Where each file has each of the catalog's columns.
fn bind_all(
    table: &Table,
    files: &[DataFile],
    layout: &rows::Layout,
) -> Result<(Vec<Places>, BTreeSet<String>), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let (mut headers, mut ignored) = (Vec::new(), BTreeSet::new());
    for file in files {
        match rows::open(&file.path, &file.shown, layout) {
            Ok(source) => headers.push((file, source.header().to_vec())),
            Err(fatal) => problems.push(placed(*fatal, table)),
        }
    }
    let bound: Vec<(&DataFile, Binding)> =
        headers.iter().map(|(file, header)| (*file, binding::bind(table, header))).collect();
    binding::problems(table, &bound, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut all = Vec::new();
    for (_, binding) in bound {
        ignored.extend(binding.ignored);
        all.push(binding.places.into_iter().flatten().collect());
    }
    Ok((all, ignored))
}

/// NDJSON has no header: a column exists if any object of any file has its path.
fn paths_exist(
    table: &Table,
    files: &[DataFile],
    seen: &[u64],
    unread: &BTreeSet<String>,
) -> Result<(), Vec<Diagnostic>> {
    let free: Vec<String> = unread.iter().cloned().collect();
    let absent = (0..table.columns.len()).filter(|&c| seen[c] == 0);
    let problems: Vec<_> =
        absent.map(|c| binding::missing_column(table, c, &files[0].shown, &free, None)).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Hands out batches of all files, in order.
struct Pipeline<'a> {
    files: &'a [DataFile],
    layout: &'a rows::Layout,
    current: Option<Box<dyn RowSource>>,
    /// The file after the current one.
    next: usize,
    file_rows: Vec<IdxSize>,
    /// NDJSON: objects that had each column's path.
    seen: Vec<u64>,
    unread: BTreeSet<String>,
    progress: &'a dyn Progress,
    /// How much of the current file has been told of.
    told: u64,
}

/// A batch and the file that it is from.
struct Piece {
    file: usize,
    batch: Batch,
}

impl Pipeline<'_> {
    /// As many batches as there are threads; none at the end.
    fn group(&mut self) -> Result<Vec<Piece>, rows::Fatal> {
        let mut group = Vec::new();
        while group.len() < rayon::current_num_threads() {
            let Some(source) = &mut self.current else {
                let Some(file) = self.files.get(self.next) else { break };
                self.current = Some(rows::open(&file.path, &file.shown, self.layout)?);
                self.next += 1;
                continue;
            };
            let mut batch = Batch::default();
            let more = source.read(&mut batch)?;
            let file = &self.files[self.next - 1];
            let bytes = if more { source.bytes_read() } else { file.bytes };
            self.progress.read(bytes.saturating_sub(self.told));
            self.told = self.told.max(bytes);
            if more {
                let rows = batch.rows() as IdxSize;
                let total = &mut self.file_rows[self.next - 1];
                *total = total.checked_add(rows).ok_or_else(|| too_many(file))?;
                group.push(Piece { file: self.next - 1, batch });
            } else {
                for (column, seen) in self.seen.iter_mut().enumerate() {
                    *seen += source.seen(column).unwrap_or(1);
                }
                self.unread.extend(source.unread_paths());
                (self.current, self.told) = (None, 0);
            }
        }
        Ok(group)
    }
}

fn too_many(file: &DataFile) -> rows::Fatal {
    Box::new(
        Diagnostic::new(&codes::UNREADABLE_DATA, format!("`{}` has more than four billion rows", file.shown))
            .help("split the table"),
    )
}

/// A batch as typed columns, with what was wrong; row numbers are the batch's.
struct TypedBatch {
    rows: usize,
    columns: Vec<Column>,
    marks: Vec<Mark>,
}

fn type_group(readers: &[CellReader], bindings: &[Places], group: &[Piece]) -> Vec<TypedBatch> {
    group.par_iter().map(|piece| type_batch(readers, &bindings[piece.file], &piece.batch)).collect()
}

fn type_batch(readers: &[CellReader], places: &[usize], batch: &Batch) -> TypedBatch {
    let mut ragged = vec![false; batch.rows()];
    let mut marks = Vec::new();
    for fault in &batch.faults {
        ragged[fault.row] = true;
        marks.push(Mark { row: fault.row as IdxSize, kind: Kind::Ragged, column: None });
    }
    let mut columns = Vec::with_capacity(readers.len());
    for (index, (reader, &place)) in readers.iter().zip(places).enumerate() {
        let cells = (0..batch.rows()).map(|row| (!ragged[row]).then(|| batch.cell(row, place)));
        let typed = typed::column(reader, batch.rows(), cells);
        columns.push(typed.column);
        marks.extend(typed.faults.into_iter().map(|(row, fault)| Mark {
            row: row as IdxSize,
            kind: fault.into(),
            column: Some(index as u16),
        }));
    }
    TypedBatch { rows: batch.rows(), columns, marks }
}

/// All batches so far as one frame.
struct Gathered {
    frame: PolarsResult<DataFrame>,
    marks: Vec<Mark>,
    rows: IdxSize,
}

impl Gathered {
    fn new(readers: &[CellReader]) -> Self {
        let empty = readers.iter().map(|r| {
            let ty = typed::frame_type(&r.column.ty);
            Column::new_empty(PlSmallStr::from_str(&r.column.name), &ty)
        });
        Gathered { frame: DataFrame::new(0, empty.collect()), marks: Vec::new(), rows: 0 }
    }

    fn add(&mut self, part: TypedBatch) {
        let first = self.rows;
        self.marks.extend(part.marks.into_iter().map(|m| Mark { row: m.row + first, ..m }));
        self.rows += part.rows as IdxSize;
        if let Ok(frame) = &mut self.frame {
            let added = DataFrame::new(part.rows, part.columns).and_then(|p| match first {
                0 => {
                    *frame = p;
                    Ok(())
                }
                _ => frame.vstack_mut_owned(p).map(|_| ()),
            });
            if let Err(e) = added {
                self.frame = Err(e);
            }
        }
    }
}
