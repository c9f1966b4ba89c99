//! Documents of the sample projects, figures from the reference.

use personac::catalog::{self, Catalog, ColumnType};
use personac::check::project::{LoadOptions, Project, load};
use personac::cohort::{FileReport, Results, TableReport};
use personac::documents::{DocumentInput, Lang, Provenance, RenderedFile, render};
use personac::lower;
use personac::reference::{Data, TableData, Value, cohorts};
use personac::source::DiskWorld;
use std::path::Path;

/// A sample project, run by the reference.
struct Sample {
    project: Project,
    results: Results,
    reports: Vec<TableReport>,
}

impl Sample {
    fn new(name: &str) -> Sample {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs").join(name);
        let loaded = load(&DiskWorld::new(&root), &LoadOptions::default());
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        let project = loaded.project.unwrap();
        let plan =
            lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default()).plan;
        let tables: Vec<TableData> =
            (0..project.catalog.tables.len()).map(|t| read(&project.catalog, t, &root)).collect();
        let reports =
            project.catalog.tables.iter().zip(&tables).map(|(table, data)| report(table, data)).collect();
        let results = cohorts(&plan, &Data { tables });
        Sample { project, results, reports }
    }

    fn documents(&self, lang: Lang) -> Vec<RenderedFile> {
        let provenance = Provenance { spec_hash: self.project.spec_hash.clone(), version: "0.0.0".into() };
        let input = DocumentInput {
            program: &self.project.program,
            catalog: &self.project.catalog,
            results: &self.results,
            reports: &self.reports,
            provenance: &provenance,
            lang,
        };
        render(&input).unwrap()
    }
}

fn report(table: &catalog::Table, data: &TableData) -> TableReport {
    TableReport {
        table: table.name.clone(),
        files: vec![FileReport { path: table.source.path.clone(), bytes: 0, sha256: "0".repeat(64) }],
        rows_read: data.len() as u64,
        rows_set_aside: 0,
        rows_after_as_of: 0,
        problems: Vec::new(),
        ignored_columns: Vec::new(),
    }
}

/// The samples' files: plain CSV in UTF-8, dates in ISO form.
fn read(catalog: &Catalog, table: usize, root: &Path) -> TableData {
    let table = &catalog.tables[table];
    let text = fs_err::read_to_string(root.join(&table.source.path)).unwrap();
    let mut rows = records(text.trim_start_matches('\u{feff}'));
    let header = rows.remove(0);
    let columns = table.columns.iter().map(|column| {
        let at = header.iter().position(|h| *h == column.name).unwrap();
        rows.iter().map(|row| cell(catalog, column, &row[at])).collect()
    });
    TableData { columns: columns.collect() }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' => {}
            c => cell.push(c),
        }
    }
    rows
}

fn cell(catalog: &Catalog, column: &catalog::Column, raw: &str) -> Value {
    let text = catalog::normalize::normalize(raw, &column.normalize);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Value::Missing;
    }
    match &column.ty {
        ColumnType::Bool => {
            Value::Bool(matches!(trimmed.to_lowercase().as_str(), "true" | "yes" | "1" | "y" | "t"))
        }
        ColumnType::Int => Value::Int(trimmed.parse().unwrap()),
        ColumnType::Number => Value::number(trimmed.parse().unwrap()),
        ColumnType::Decimal { scale } => {
            let (whole, part) = trimmed.split_once('.').unwrap_or((trimmed, ""));
            Value::Decimal(format!("{whole}{part:0<width$}", width = *scale as usize).parse().unwrap())
        }
        ColumnType::Text | ColumnType::Enum { .. } => Value::text(&text),
        ColumnType::Date => Value::Date(lower::day(trimmed.parse().unwrap())),
        ColumnType::Datetime => {
            use chrono::TimeZone;
            let time: chrono::NaiveDateTime =
                trimmed.replace(' ', "T").trim_end_matches('Z').parse().unwrap();
            let zone = column.timezone.unwrap_or(catalog.timezone);
            Value::Datetime(zone.from_local_datetime(&time).earliest().unwrap().timestamp_micros())
        }
        ColumnType::List => {
            let separator = column.separator.as_deref().unwrap_or(";");
            let items: Vec<&str> = text.split(separator).map(str::trim).filter(|i| !i.is_empty()).collect();
            Value::list(&items)
        }
    }
}

/// Writes the documents of all samples to `$PERSONAC_DOCUMENTS`, for looking at them.
#[test]
fn documents_of_the_samples_render_in_both_languages() {
    for name in ["xyz-electronics", "telco", "accounts-b2b"] {
        let sample = Sample::new(name);
        for (lang, folder) in [(Lang::En, "en"), (Lang::Zh, "zh")] {
            let files = sample.documents(lang);
            assert_eq!(files, sample.documents(lang), "the same input, the same bytes");
            if let Ok(target) = std::env::var("PERSONAC_DOCUMENTS") {
                for file in &files {
                    let path = Path::new(&target).join(folder).join(name).join(&file.path);
                    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
                    fs_err::write(path, &file.content).unwrap();
                }
            }
        }
    }
}
