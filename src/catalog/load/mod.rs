//! From YAML with places to a [`Catalog`]: every finding of the file at once.
//!
//! A key is read by a helper of [`reader`], which reports a value of the wrong kind and gives `None`. What could not be read is left
//! out of the catalog, and its name is remembered, so that rules over it are not reported a second time.

mod column;
mod labels;
mod options;
mod reader;
mod relations;
mod source;
mod table;
mod values;

use super::keys;
use super::model::*;
use super::yaml::{self, Entry, Kind, Node};
use crate::diagnostics::{Checked, codes, suggest};
use crate::source::FileId;
use reader::Reader;

/// Reads `personac.yaml`. `None` only if nothing of it can be used: it is no YAML, or no map with `tables`.
pub fn load(file: FileId, text: &str) -> Checked<Option<Catalog>> {
    let mut reader = Reader::new(file, text);
    let root = match yaml::parse(file, text) {
        Ok(root) => root,
        Err(diagnostic) => return Checked { value: None, diagnostics: vec![*diagnostic] },
    };
    let value = catalog(&mut reader, root);
    let mut diagnostics = reader.diagnostics;
    diagnostics.sort_by_key(|d| d.labels.first().map(|l| l.span.start));
    Checked { value, diagnostics }
}

fn catalog(r: &mut Reader, root: Option<Node>) -> Option<Catalog> {
    let Some(root) = root else {
        let start = r.start();
        r.report(&codes::MISSING_KEY, "the catalog is empty", start, "nothing is written here")
            .help(TABLES_EXAMPLE);
        return None;
    };
    let Kind::Map(entries) = root.kind else {
        r.wrong_kind("the catalog", "a map with `tables`", &root, root.span);
        return None;
    };
    // Keys that begin with `x-` are a place for anchors.
    let entries = entries.into_iter().filter(|e| !e.key.value.starts_with("x-")).collect();
    let top = r.map(entries, "the catalog", keys::TOP);
    let settings = Settings::read(r, &top);
    let mut catalog = settings.catalog;
    let Some(tables) = top.get("tables") else {
        let start = r.start();
        r.report(&codes::MISSING_KEY, "the catalog names no `tables`", start, "at the top of this file")
            .help(TABLES_EXAMPLE);
        return None;
    };
    let written = r.named_map(tables, "table")?;
    if written.is_empty() {
        r.report(&codes::MISSING_KEY, "the catalog names no table", tables.key.span, "this is empty")
            .help(TABLES_EXAMPLE);
    }
    let mut relations = Vec::new();
    for entry in &written {
        match table::table(r, entry, settings.on_error) {
            Some((table, belongs_to)) => {
                relations.extend(belongs_to.into_iter().map(|e| (catalog.tables.len(), e)));
                catalog.tables.push(table);
            }
            None => catalog.broken_tables.push(super::nfc(&entry.key.value)),
        }
    }
    relations::resolve(r, &mut catalog, relations);
    after_tables(r, &top, &mut catalog);
    catalog.incomplete |= !catalog.broken_tables.is_empty() || !r.broken_keys.is_empty() || r.broken_time;
    Some(catalog)
}

const TABLES_EXAMPLE: &str = "write `tables: { customers: { source: data/customers.csv, key: id, columns: { id: text } } }`, or let `personac init data/customers.csv` write it";

/// What stands above the tables.
struct Settings {
    catalog: Catalog,
    on_error: OnError,
}

impl Settings {
    fn read(r: &mut Reader, top: &reader::Map) -> Settings {
        let project = top.get("project").and_then(|e| r.text(e)).unwrap_or_else(|| "untitled".to_owned());
        let timezone = top.get("timezone").and_then(|e| values::timezone(r, e)).unwrap_or(chrono_tz::Tz::UTC);
        let as_of = top.get("as_of").and_then(|e| values::as_of(r, e));
        let on_error = top.get("on_error").and_then(|e| values::on_error(r, e)).unwrap_or(OnError::Fail);
        let catalog = Catalog {
            project,
            timezone,
            as_of,
            language: top.get("language").and_then(|e| r.choice(e, &[("en", "en"), ("zh", "zh")])),
            entity: None,
            tables: Vec::new(),
            relations: Vec::new(),
            privacy: Privacy::default(),
            lints: top.get("lints").map(|e| values::lints(r, e)).unwrap_or_default(),
            broken_tables: Vec::new(),
            incomplete: false,
        };
        Settings { catalog, on_error }
    }
}

/// What names tables and columns: `entity` and `privacy`.
fn after_tables(r: &mut Reader, top: &reader::Map, catalog: &mut Catalog) {
    if let Some(entry) = top.get("entity") {
        catalog.entity = r.name(entry).and_then(|name| find_table(r, catalog, entry, &name));
        catalog.incomplete |= catalog.entity.is_none();
    }
    if let Some(entry) = top.get("privacy")
        && let Some(map) = r.keyed_map(entry, keys::PRIVACY)
    {
        catalog.privacy.min_cell = map.get("min_cell").and_then(|e| r.whole(e, u64::MAX)).unwrap_or(0);
        if let Some(entry) = map.get("allow_sensitive") {
            allow_sensitive(r, catalog, entry);
        }
    }
}

fn allow_sensitive(r: &mut Reader, catalog: &mut Catalog, entry: &Entry) {
    for column in r.named_map(entry, "column").unwrap_or_default() {
        let name = super::nfc(&column.key.value);
        let known = catalog.tables.iter().any(|t| t.column(&name).is_some() || t.is_broken(&name));
        if !known && catalog.broken_tables.is_empty() {
            let all = catalog.tables.iter().flat_map(|t| t.columns.iter().map(|c| c.name.as_str()));
            let near = suggest::nearest(&name, all).map(str::to_owned);
            let d = r.report(
                &codes::CATALOG_COLUMN,
                format!("no table has a column `{name}`"),
                column.key.span,
                "this column is in no table",
            );
            if let Some(near) = near {
                d.help(format!("did you mean `{near}`?"));
            }
        } else if let Some(reason) = r.text(&column) {
            catalog.privacy.allow_sensitive.insert(name, reason);
        }
    }
}

/// The table that the entry's value names; reported with the nearest one if there is none.
fn find_table(r: &mut Reader, catalog: &Catalog, entry: &Entry, name: &str) -> Option<usize> {
    if let Some(table) = catalog.table(name) {
        return Some(table);
    }
    if catalog.broken_tables.iter().any(|t| t == name) {
        return None;
    }
    let names: Vec<&str> = catalog.tables.iter().map(|t| t.name.as_str()).collect();
    let help = match suggest::nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}", reader::listed(&names)),
    };
    let span = if entry.value.text.is_empty() { entry.key.span } else { entry.value.span };
    r.report(&codes::CATALOG_TABLE, format!("there is no table `{name}`"), span, "this names no table")
        .help(help);
    None
}
