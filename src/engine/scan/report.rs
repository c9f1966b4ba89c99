//! What was wrong with a table's rows: counted, with examples, as findings, and as the rows that are set aside.

use super::binding;
use super::cell::CellReader;
use super::lookup::{self, RawRow, RawRows};
use super::table::{Kind, Mark, Read};
use super::words;
use crate::catalog::{Catalog, OnError, Table};
use crate::cohort::{Example, Problem};
use crate::diagnostics::{Code, Diagnostic, Severity, codes};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How many examples a finding shows.
const EXAMPLES: usize = 5;
/// Cells in examples are cut to that many characters.
const CELL: usize = 80;

/// Everything that [`findings`] says about a table.
pub(super) struct Findings {
    pub problems: Vec<Problem>,
    pub diagnostics: Vec<Diagnostic>,
    /// The rows that are set aside, as they stand in the files.
    pub quarantine: Option<DataFrame>,
}

pub(super) fn findings(read: &Read, catalog: &Catalog, readers: &[CellReader]) -> Findings {
    let table = &catalog.tables[read.table];
    let mut groups: BTreeMap<(Kind, Option<u16>), Vec<IdxSize>> = BTreeMap::new();
    for mark in &read.marks {
        groups.entry((mark.kind, mark.column)).or_default().push(mark.row);
    }
    let quarantined = table.on_error == OnError::Quarantine;
    let mut wanted: BTreeSet<IdxSize> = if quarantined { read.aside.clone() } else { BTreeSet::new() };
    for rows in groups.values_mut() {
        rows.sort_unstable();
        rows.dedup();
        wanted.extend(rows.iter().take(EXAMPLES));
    }
    let wanted: Vec<IdxSize> = wanted.into_iter().collect();
    let raw = lookup::raw_rows(read, &wanted);
    let places = raw.headers.iter().map(|header| binding::bind(table, header).places).collect();
    let view = View { read, catalog, table, readers, raw, places };
    let mut found = Findings { problems: Vec::new(), diagnostics: Vec::new(), quarantine: None };
    for (&(kind, column), rows) in &groups {
        let mark = |row| Mark { row, kind, column };
        let examples: Vec<Example> =
            rows.iter().take(EXAMPLES).filter_map(|&row| view.example(mark(row))).collect();
        found.diagnostics.push(view.diagnostic(mark(0), rows.len(), &examples));
        found.problems.push(Problem {
            code: code(kind).id,
            column: column.map(|c| table.columns[usize::from(c)].name.clone()),
            rows: rows.len() as u64,
            examples,
        });
    }
    if view.raw.rows.len() < wanted.len() {
        found.diagnostics.push(changed(table));
    }
    if quarantined && !read.aside.is_empty() {
        found.quarantine = view.quarantine().ok();
    }
    found
}

/// Rows that were there are not found again.
fn changed(table: &Table) -> Diagnostic {
    let message = format!("the data of `{}` changed while it was read", table.name);
    Diagnostic::new(&codes::UNREADABLE_DATA, message)
        .at(table.source.span, "read from here")
        .help("run again when nobody writes to it")
}

fn code(kind: Kind) -> &'static Code {
    match kind {
        Kind::Ragged => &codes::RAGGED_ROW,
        Kind::BadCell => &codes::BAD_CELL,
        Kind::NotAllowed => &codes::VALUE_NOT_ALLOWED,
        Kind::OutOfRange => &codes::VALUE_OUT_OF_RANGE,
        Kind::MissingKey => &codes::NO_KEY,
        Kind::DuplicateKey => &codes::KEY_TWICE,
        Kind::Orphan => &codes::ORPHAN_ROW,
        Kind::OwnerAside => &codes::OWNER_SET_ASIDE,
    }
}

/// A table with the raw rows that are spoken of.
struct View<'a> {
    read: &'a Read,
    catalog: &'a Catalog,
    table: &'a Table,
    readers: &'a [CellReader],
    raw: RawRows,
    /// By file: where each of the catalog's columns stands.
    places: Vec<Vec<Option<usize>>>,
}

impl View<'_> {
    fn example(&self, mark: Mark) -> Option<Example> {
        let row = self.raw.rows.get(&mark.row)?;
        let place = mark.column.and_then(|c| self.places[row.file].get(usize::from(c)).copied().flatten());
        let (line, value) = match place {
            Some(place) => (row.cell_line(place), row.cell(place).text.to_owned()),
            None => (row.line, row.texts().collect::<Vec<_>>().join(", ")),
        };
        Some(Example {
            file: self.read.files[row.file].shown.clone(),
            line,
            column: mark.column.map(|c| self.table.columns[usize::from(c)].name.clone()),
            value: words::cut(&value, CELL),
            reason: self.reason(mark, row),
        })
    }

    /// What is wrong with a row, as the end of a sentence.
    fn reason(&self, mark: Mark, row: &RawRow) -> String {
        match mark.kind {
            Kind::Ragged => row.fault.clone().unwrap_or_else(|| "does not fit the header".to_owned()),
            Kind::BadCell | Kind::NotAllowed | Kind::OutOfRange => self.cell_reason(mark, row),
            Kind::MissingKey => "has no key".to_owned(),
            Kind::DuplicateKey => "stands in more than one row".to_owned(),
            Kind::Orphan => format!("is in no row of {}", self.owners(mark)),
            Kind::OwnerAside => format!("its row of {} is set aside", self.owners(mark)),
        }
    }

    fn cell_reason(&self, mark: Mark, row: &RawRow) -> String {
        let again = mark.column.and_then(|c| {
            let reader = &self.readers[usize::from(c)];
            let place = self.places[row.file].get(usize::from(c)).copied().flatten()?;
            Some(reader.words(reader.fault(row.cell(place))?))
        });
        again.unwrap_or_else(|| "cannot be read".to_owned())
    }

    /// The tables that a column points into.
    fn owners(&self, mark: Mark) -> String {
        let parents = self.catalog.parents(self.read.table);
        let of_column = parents.filter(|(_, r)| mark.column.is_some_and(|c| usize::from(c) == r.column));
        let names: Vec<_> =
            of_column.map(|(_, r)| format!("`{}`", self.catalog.tables[r.parent].name)).collect();
        names.join(" or ")
    }

    fn diagnostic(&self, mark: Mark, rows: usize, examples: &[Example]) -> Diagnostic {
        let (table, code) = (&self.table.name, code(mark.kind));
        let column = mark.column.map(usize::from).map(|c| (&self.table.columns[c], &self.readers[c]));
        let name = column.map_or(table.clone(), |(c, _)| format!("{table}.{}", c.name));
        let n = |one: &str, many: &str| words::count(rows as u64, one, many);
        let what = match (mark.kind, column) {
            (Kind::BadCell, Some((c, _))) => {
                format!("{} no {}", n("cell is", "cells are"), words::type_word(&c.ty))
            }
            (Kind::OutOfRange, Some((_, reader))) => {
                format!("{} {}", n("value", "values"), reader.range_words(rows != 1))
            }
            (Kind::Ragged, _) => n("row does not fit the header", "rows do not fit the header"),
            (Kind::MissingKey, _) => n("row has no key", "rows have no key"),
            (Kind::DuplicateKey, _) => n("row shares its key", "rows share their key with others"),
            (Kind::Orphan, _) => {
                format!("{} no row of {}", n("row belongs to", "rows belong to"), self.owners(mark))
            }
            (Kind::OwnerAside, _) => {
                format!("{} with {} rows that are set aside", n("row goes", "rows go"), self.owners(mark))
            }
            _ => n("value is not among those allowed", "values are not among those allowed"),
        };
        let mut diagnostic = Diagnostic::new(code, format!("`{name}`: {what}"));
        diagnostic = match column {
            Some((c, _)) => diagnostic.at(c.span, "as the catalog has it"),
            None => diagnostic.at(self.table.source.span, "read from here"),
        };
        for example in examples {
            diagnostic = diagnostic.note(words::example(example));
        }
        self.way_out(diagnostic, mark.kind, column.map(|(_, r)| r), examples)
    }

    /// The help, and the level: what is set aside is no error.
    fn way_out(
        &self,
        mut diagnostic: Diagnostic,
        kind: Kind,
        reader: Option<&CellReader>,
        examples: &[Example],
    ) -> Diagnostic {
        let mut help = words::way_out(kind, reader, examples);
        if self.table.on_error == OnError::Quarantine {
            diagnostic.severity = diagnostic.severity.min(Severity::Warning);
            help = format!("these rows are set aside and written beside the result; {help}");
        } else if kind != Kind::OwnerAside {
            help += "; `on_error: quarantine` sets such rows aside and goes on";
        }
        diagnostic.help(help)
    }

    /// All rows that are set aside: their cells as text, then `file`, `line` and `reason`.
    fn quarantine(&self) -> PolarsResult<DataFrame> {
        let mut reasons: BTreeMap<IdxSize, Vec<String>> = BTreeMap::new();
        let mut marks = self.read.marks.clone();
        marks.sort_unstable();
        marks.dedup();
        for mark in marks {
            let Some(row) = self.raw.rows.get(&mark.row) else { continue };
            let reason = self.reason(mark, row);
            let column = mark.column.map(|c| format!("`{}`: ", self.table.columns[usize::from(c)].name));
            reasons.entry(mark.row).or_default().push(column.unwrap_or_default() + &reason);
        }
        let labels: Vec<Vec<String>> = self.raw.headers.iter().map(|header| labels(header)).collect();
        let mut names: Vec<&str> = Vec::new();
        for name in labels.iter().flatten() {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let rows = &self.raw.rows;
        let mut columns: Vec<Column> = Vec::new();
        let mut add = |name: &str, cells: Vec<Option<String>>| {
            let mut name = name.to_owned();
            while columns.iter().any(|c: &Column| c.name() == name.as_str()) {
                name.push('_');
            }
            columns.push(Column::new(name.into(), cells));
        };
        for name in names {
            let cell = |row: &RawRow| {
                let place = labels[row.file].iter().position(|label| label == name)?;
                Some(row.cell(place).text.to_owned())
            };
            add(name, rows.values().map(cell).collect());
        }
        add("file", rows.values().map(|r| Some(self.read.files[r.file].shown.clone())).collect());
        add("line", rows.values().map(|r| Some(r.line.to_string())).collect());
        add("reason", rows.keys().map(|row| reasons.get(row).map(|r| r.join("; "))).collect());
        DataFrame::new(rows.len(), columns)
    }
}

/// The names of a header, those that stand in it again told apart.
fn labels(header: &[String]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for name in header {
        let mut label = name.clone();
        while labels.contains(&label) {
            label.push('_');
        }
        labels.push(label);
    }
    labels
}
