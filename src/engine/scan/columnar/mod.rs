//! Parquet and Arrow files. They stay on disk: a table is a lazy scan whose columns are cast where their types differ, and one
//! streaming query per file counts what would be wrong. Only where something is do further queries and expressions come in.

mod convert;

use super::binding::{self, Binding};
use super::cell::CellReader;
use super::files::DataFile;
use super::keys::stream;
use super::rows::{self, Fatal};
use super::table::{Frame, Mark, ROW, Read};
use super::text::placed;
use super::{Progress, words};
use crate::catalog::{Format, Table};
use crate::diagnostics::{Diagnostic, codes};
use convert::{Conversion, Gaps};
use polars::io::HiveOptions;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A scan of a file, and its columns.
pub(super) fn open(path: &Path, shown: &str, format: Format) -> Result<(LazyFrame, SchemaRef), Fatal> {
    let file = rows::open_file(path, shown)?;
    if file.metadata().is_ok_and(|m| m.len() == 0) {
        return Err(rows::empty(shown));
    }
    let arrow = match format {
        Format::Arrow => IpcReader::new(file).schema(),
        _ => ParquetReader::new(file).schema(),
    };
    let arrow = arrow.map_err(|_| no_such_format(shown, format))?;
    if let Some((name, _)) = arrow.iter().find(|(_, field)| !convert::can_be_scanned(&field.dtype)) {
        return Err(Box::new(
            Diagnostic::new(
                &codes::UNREADABLE_DATA,
                format!("`{shown}` has a column `{name}` of a type that is not read"),
            )
            .help("write the file without it, or as text, a number or a list of texts"),
        ));
    }
    let Some(text) = path.to_str() else {
        return Err(Box::new(
            Diagnostic::new(&codes::UNREADABLE_DATA, format!("the path of `{shown}` is no Unicode text"))
                .help("rename the file or its folder"),
        ));
    };
    let path = PlRefPath::new(text);
    let scan = match format {
        Format::Arrow => LazyFrame::scan_ipc(
            path,
            IpcScanOptions::default(),
            UnifiedScanArgs { glob: false, hive_options: HiveOptions::new_disabled(), ..Default::default() },
        ),
        _ => LazyFrame::scan_parquet(
            path,
            ScanArgsParquet { glob: false, hive_options: HiveOptions::new_disabled(), ..Default::default() },
        ),
    };
    let mut scan = scan.map_err(|e| damaged(shown, &e))?;
    let schema = scan.collect_schema().map_err(|e| damaged(shown, &e))?;
    Ok((scan, schema))
}

fn no_such_format(shown: &str, format: Format) -> Fatal {
    let name = if format == Format::Arrow { "Arrow" } else { "Parquet" };
    Box::new(
        Diagnostic::new(&codes::UNREADABLE_DATA, format!("`{shown}` is no {name} file, or is cut off"))
            .help("copy or export it again; of another kind of file, say its `format:` beside `source`"),
    )
}

/// A file that could be opened and then not be read.
pub(super) fn damaged(shown: &str, _: &PolarsError) -> Fatal {
    Box::new(
        Diagnostic::new(
            &codes::UNREADABLE_DATA,
            format!("`{shown}` is damaged: it cannot be read to its end"),
        )
        .help("copy or export it again"),
    )
}

/// A query of our own that fails although its input has been read.
pub(super) fn unexpected(_: &PolarsError) -> Fatal {
    Box::new(
        Diagnostic::new(
            &codes::UNREADABLE_DATA,
            "the data cannot be checked: memory or disk space has run out",
        )
        .help("close other programs, or give the run more memory"),
    )
}

/// Looks at all files of a table.
pub(super) fn load(
    index: usize,
    table: &Table,
    readers: &[CellReader],
    files: Vec<DataFile>,
    progress: &dyn Progress,
) -> Result<Read, Vec<Diagnostic>> {
    let layout = super::table::layout(table);
    let (mut opened, mut problems) = (Vec::new(), Vec::new());
    for file in &files {
        match open(&file.path, &file.shown, layout.format) {
            Ok((scan, schema)) => opened.push((file, scan, schema)),
            Err(fatal) => problems.push(placed(*fatal, table)),
        }
    }
    let bound: Vec<(&DataFile, Binding)> = opened
        .iter()
        .map(|(file, _, schema)| {
            let header: Vec<String> = schema.iter_names().map(|n| n.to_string()).collect();
            (*file, binding::bind(table, &header))
        })
        .collect();
    binding::problems(table, &bound, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut gathered = Gathered::default();
    for ((file, scan, schema), (_, binding)) in opened.iter().zip(bound) {
        match conversions(table, readers, file, schema, &binding) {
            Ok(conversions) => gathered.file(file, scan, conversions).map_err(|e| vec![placed(*e, table)])?,
            Err(found) => problems.extend(found),
        }
        gathered.ignored.extend(binding.ignored);
        progress.read(file.bytes);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let frame = gathered.frame().map_err(|e| vec![placed(*unexpected(&e), table)])?;
    let Gathered { marks, file_rows, ignored, missing, .. } = gathered;
    let aside = marks.iter().map(|m| m.row).collect();
    let ignored = ignored.into_iter().collect();
    Ok(Read { table: index, files, file_rows, layout, frame, marks, aside, ignored, missing })
}

/// How each of the catalog's columns is made from the file's.
fn conversions(
    table: &Table,
    readers: &[CellReader],
    file: &DataFile,
    schema: &Schema,
    binding: &Binding,
) -> Result<Vec<Conversion>, Vec<Diagnostic>> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let stated =
        if table.source.format == Format::Parquet { stated_nulls(&file.path) } else { BTreeMap::new() };
    for (reader, place) in readers.iter().zip(&binding.places) {
        let Some((name, dtype)) = place.and_then(|p| schema.get_at_index(p)) else { continue };
        match convert::conversion(reader, name, dtype) {
            Some(mut conversion) => {
                let plain = conversion.untidy.is_none() && conversion.fault.is_none();
                if let Some(&nulls) = stated.get(name.as_str()).filter(|_| plain) {
                    conversion.gaps = Gaps::Stated(nulls);
                }
                found.push(conversion);
            }
            None => problems.push(wrong_type(table, reader, file, name, dtype)),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// How many cells of its plain columns a Parquet file says to be null, where all of it says so: then a column of which nothing
/// needs to be checked is not read before a rule asks for it.
fn stated_nulls(path: &Path) -> BTreeMap<String, u64> {
    let mut stated = BTreeMap::new();
    let Ok(file) = fs_err::File::open(path) else { return stated };
    let mut reader = ParquetReader::new(std::fs::File::from(file));
    let Ok(metadata) = reader.get_metadata() else { return stated };
    let mut unknown = BTreeSet::new();
    for column in metadata.row_groups.iter().flat_map(|group| group.parquet_columns()) {
        let [name] = &column.descriptor().path_in_schema[..] else { continue };
        let statistics = column.statistics(&metadata.footer_buf).and_then(Result::ok);
        match statistics.and_then(|s| s.null_count()).and_then(|nulls| u64::try_from(nulls).ok()) {
            Some(nulls) => *stated.entry(name.to_string()).or_default() += nulls,
            None => {
                unknown.insert(name.to_string());
            }
        }
    }
    stated.retain(|name, _| !unknown.contains(name));
    stated
}

fn wrong_type(
    table: &Table,
    reader: &CellReader,
    file: &DataFile,
    name: &str,
    dtype: &DataType,
) -> Diagnostic {
    let column = &reader.column;
    let has = convert::type_word(dtype);
    let numeric_date = dtype.is_primitive_numeric();
    let help = if numeric_date {
        "say how the dates are written: `date_format: \"%Y%m%d\"`".to_owned()
    } else {
        format!("give `{}` in `{}` the type that the file has", column.name, table.name)
    };
    Diagnostic::new(
        &codes::COLUMN_TYPE,
        format!("`{}` has {has} in `{name}`; the catalog says {}", file.shown, words::plural(&column.ty)),
    )
    .at(column.span, "this type")
    .help(help)
}

/// The files so far.
#[derive(Default)]
struct Gathered {
    plain: Vec<LazyFrame>,
    numbered: Vec<LazyFrame>,
    file_rows: Vec<IdxSize>,
    marks: Vec<Mark>,
    ignored: BTreeSet<String>,
    /// By column.
    missing: Vec<u64>,
}

impl Gathered {
    fn file(&mut self, file: &DataFile, scan: &LazyFrame, conversions: Vec<Conversion>) -> Result<(), Fatal> {
        let first: IdxSize = self.file_rows.iter().sum();
        let counts = count(scan, &conversions).map_err(|e| damaged(&file.shown, &e))?;
        let numbered = scan.clone().with_row_index(ROW, Some(first));
        for (index, conversion) in conversions.iter().enumerate() {
            let Some(fault) = conversion.fault.clone().filter(|_| counts.faults[index] > 0) else { continue };
            let faults = numbered.clone().select([col(ROW), fault.alias("fault")]);
            let faults =
                stream(faults.filter(at_fault(col("fault")))).map_err(|e| damaged(&file.shown, &e))?;
            self.add_marks(index, &faults).map_err(|e| damaged(&file.shown, &e))?;
        }
        self.missing.resize(conversions.len(), 0);
        for (index, conversion) in conversions.iter().enumerate() {
            let untidy = counts.untidy[index];
            self.missing[index] += match (&conversion.untidy, conversion.gaps) {
                (Some((_, tidy)), Gaps::Tidied) if untidy > 0 => {
                    nulls(scan, tidy).map_err(|e| damaged(&file.shown, &e))?
                }
                (_, Gaps::Stated(missing)) => missing,
                (_, Gaps::Untidy) => counts.missing[index] + u64::from(untidy),
                _ => counts.missing[index],
            };
        }
        let values: Vec<Expr> = conversions
            .into_iter()
            .enumerate()
            .map(|(index, c)| match c.untidy {
                Some((_, tidy)) if counts.untidy[index] > 0 => tidy,
                _ => c.value,
            })
            .collect();
        self.plain.push(scan.clone().select(&values));
        self.numbered.push(numbered.select([vec![col(ROW)], values].concat()));
        self.file_rows.push(counts.rows);
        Ok(())
    }

    fn add_marks(&mut self, column: usize, faults: &DataFrame) -> PolarsResult<()> {
        let rows = faults.column(ROW)?.idx()?;
        let kinds = faults.column("fault")?.u8()?;
        for (row, kind) in rows.into_no_null_iter().zip(kinds.into_no_null_iter()) {
            let kind = convert::kind(kind);
            self.marks.push(Mark { row, kind, column: Some(column as u16) });
        }
        Ok(())
    }

    fn frame(&mut self) -> PolarsResult<Frame> {
        let join = |frames: &mut Vec<LazyFrame>| match frames.len() {
            1 => Ok(frames.remove(0)),
            _ => concat(std::mem::take(frames), UnionArgs::default()),
        };
        Ok(Frame::Lazy { plain: join(&mut self.plain)?.into(), numbered: join(&mut self.numbered)?.into() })
    }
}

/// How many rows a file has, and by column how many cells need work, are at fault, or hold nothing.
struct Counts {
    rows: IdxSize,
    untidy: Vec<IdxSize>,
    faults: Vec<IdxSize>,
    missing: Vec<u64>,
}

/// Whether the number of a cell's fault is one.
fn at_fault(number: Expr) -> Expr {
    number.clone().gt(lit(0u8)).and(number.neq(lit(convert::MISSING)))
}

fn count(scan: &LazyFrame, conversions: &[Conversion]) -> PolarsResult<Counts> {
    let (mut states, mut sums) = (Vec::new(), vec![len().alias(ROW)]);
    for (index, conversion) in conversions.iter().enumerate() {
        let [untidy, fault, missing] = ["u", "f", "m"].map(|kind| format!("{kind}{index}"));
        if let Some((wanted, _)) = &conversion.untidy {
            states.push(wanted.clone().alias(&untidy));
            sums.push(col(&untidy).sum());
        }
        if let Some(number) = &conversion.fault {
            // Worked out once, and counted twice.
            states.push(number.clone().alias(&fault));
            sums.push(at_fault(col(&fault)).sum());
        }
        match conversion.gaps {
            Gaps::Told => sums.push(col(&fault).eq(lit(convert::MISSING)).sum().alias(&missing)),
            Gaps::Stated(_) => {}
            Gaps::Untidy | Gaps::Tidied => {
                states.push(conversion.value.clone().is_null().alias(&missing));
                sums.push(col(&missing).sum());
            }
        }
    }
    let states = if states.is_empty() { scan.clone() } else { scan.clone().select(states) };
    let counted = stream(states.select(sums))?;
    let get = |name: &str| match counted.column(name) {
        Ok(column) => column.get(0).ok().and_then(|v| v.extract::<IdxSize>()).unwrap_or(0),
        Err(_) => 0,
    };
    let all = |kind: &str| (0..conversions.len()).map(|i| get(&format!("{kind}{i}"))).collect();
    let missing: Vec<IdxSize> = all("m");
    Ok(Counts {
        rows: get(ROW),
        untidy: all("u"),
        faults: all("f"),
        missing: missing.into_iter().map(u64::from).collect(),
    })
}

/// How often an expression has no value.
fn nulls(scan: &LazyFrame, value: &Expr) -> PolarsResult<u64> {
    let counted = stream(scan.clone().select([value.clone().is_null().sum().alias(ROW)]))?;
    Ok(counted.column(ROW)?.get(0)?.extract::<u64>().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::convert;
    use crate::engine::scan::table::Kind;

    #[test]
    fn every_kind_of_fault_has_a_number() {
        for kind in [Kind::BadCell, Kind::NotAllowed, Kind::OutOfRange] {
            assert_eq!(convert::kind(convert::number(kind)), kind);
        }
    }
}
