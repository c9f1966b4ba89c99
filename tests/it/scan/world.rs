//! Small projects in temporary folders.

use personac::catalog::{self, Catalog, ColumnType};
use personac::diagnostics::{Diagnostic, Severity};
use personac::engine::scan::{self, Loaded, Options, Silent};
use personac::ir::{self, ColumnId, Plan, TableId, Type};
use personac::source::SourceMap;
use polars::prelude::*;
use std::path::{Path, PathBuf};

/// A folder with a catalog's text and data files; it goes when the test ends.
pub struct Project {
    pub folder: tempfile::TempDir,
    yaml: String,
}

impl Project {
    /// `tables` is what stands below `tables:`, indented by two.
    pub fn new(tables: &str) -> Self {
        let yaml = format!("project: example\ntimezone: Asia/Shanghai\nas_of: 2026-10-31\ntables:\n{tables}");
        Project { folder: tempfile::tempdir().unwrap(), yaml }
    }

    /// A table `t` in one file.
    pub fn table(source: &str, columns: &str) -> Self {
        Project::new(&format!("  t:\n    source: {source}\n    columns: {columns}\n"))
    }

    pub fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn load(&self) -> Result<Loaded, Vec<Diagnostic>> {
        self.load_with(&Options::default())
    }

    pub fn load_with(&self, options: &Options) -> Result<Loaded, Vec<Diagnostic>> {
        load(&self.yaml, self.folder.path(), options)
    }

    /// Loads what must be fine.
    pub fn loaded(&self) -> Loaded {
        self.load().unwrap_or_else(|found| panic!("{found:#?}"))
    }

    /// The findings of data that must not be fine.
    pub fn found(&self) -> Vec<Diagnostic> {
        match self.load() {
            Ok(_) => panic!("nothing was found"),
            Err(found) => found,
        }
    }

    /// The one error: its code, message, help and notes in one text.
    pub fn error(&self) -> String {
        let found = self.found();
        let errors: Vec<_> = found.iter().filter(|d| d.severity == Severity::Error).collect();
        assert_eq!(errors.len(), 1, "{found:#?}");
        told(errors[0])
    }
}

/// A finding as plain text.
pub fn told(d: &Diagnostic) -> String {
    let help = d.help.as_deref().unwrap_or("no help");
    let mut text = format!("{}: {}\n  help: {help}", d.code.id, d.message);
    for note in &d.notes {
        text += &format!("\n  note: {note}");
    }
    for word in ["polars", "Polars", "panicked", "Utf8Error", "i64", "Err(", "os error"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    text
}

pub fn load(yaml: &str, root: &Path, options: &Options) -> Result<Loaded, Vec<Diagnostic>> {
    let mut sources = SourceMap::default();
    let file = sources.add("personac.yaml", yaml);
    let checked = catalog::load(file, yaml);
    assert!(!checked.has_errors(), "{:#?}", checked.diagnostics);
    let catalog = checked.value.unwrap();
    scan::load(&plan(&catalog), &catalog, root, options, &Silent)
}

/// A plan that asks nothing of the catalog's tables.
pub fn plan(catalog: &Catalog) -> Plan {
    let epoch = chrono::DateTime::UNIX_EPOCH.date_naive();
    let tables = catalog.tables.iter().map(|t| ir::Table {
        name: t.name.clone(),
        key: t.key.map(|c| ColumnId(c as u32)),
        time: t.time.map(|c| ColumnId(c as u32)),
        columns: t
            .columns
            .iter()
            .map(|c| ir::Column { name: c.name.clone(), ty: plan_type(&c.ty), as_of: c.as_of })
            .collect(),
        base: None,
    });
    let relations = catalog.relations.iter().map(|r| ir::Relation {
        name: r.name.clone(),
        child: TableId(r.child as u32),
        column: ColumnId(r.column as u32),
        parent: TableId(r.parent as u32),
    });
    Plan {
        as_of: catalog.as_of.map_or(0, |d| (d - epoch).num_days() as i32),
        timezone: catalog.timezone,
        tables: tables.collect(),
        relations: relations.collect(),
        nodes: Vec::new(),
        cohorts: Vec::new(),
        assigns: Vec::new(),
        grids: Vec::new(),
        measures: Default::default(),
        insights: Default::default(),
    }
}

fn plan_type(ty: &ColumnType) -> Type {
    match ty {
        ColumnType::Bool => Type::Bool,
        ColumnType::Int => Type::Int,
        ColumnType::Number => Type::Number,
        ColumnType::Decimal { scale } => Type::Decimal { scale: *scale },
        ColumnType::Text | ColumnType::Enum { .. } => Type::Text,
        ColumnType::Date => Type::Date,
        ColumnType::Datetime => Type::Datetime,
        ColumnType::List => Type::List,
    }
}

/// A table's rows in order, cells joined by ` | `; missing is `-`.
pub fn rows(loaded: &Loaded, table: usize) -> Vec<String> {
    frame_rows(&loaded.tables[table].clone().collect().unwrap())
}

pub fn frame_rows(frame: &DataFrame) -> Vec<String> {
    (0..frame.height())
        .map(|row| {
            let cells: Vec<String> = frame.columns().iter().map(|c| shown(&c.get(row).unwrap())).collect();
            cells.join(" | ")
        })
        .collect()
}

fn shown(value: &AnyValue) -> String {
    match value {
        AnyValue::Null => "-".to_owned(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Float64(number) => number.to_string(),
        AnyValue::Datetime(micros, TimeUnit::Microseconds, None) => {
            chrono::DateTime::from_timestamp_micros(*micros).unwrap().format("%FT%T%.fZ").to_string()
        }
        AnyValue::List(items) => {
            let items: Vec<String> = items.iter().map(|i| shown(&i)).collect();
            format!("[{}]", items.join(","))
        }
        value => value.to_string(),
    }
}

/// The problems of a report: code, column, rows.
pub fn problems(loaded: &Loaded, table: usize) -> Vec<(&'static str, Option<&str>, u64)> {
    let problems = loaded.reports[table].problems.iter();
    problems.map(|p| (p.code, p.column.as_deref(), p.rows)).collect()
}
