//! One table.

use super::column::{self, Defaults};
use super::reader::{Map, Reader, listed};
use super::{labels, options};
use super::{source, values};
use crate::catalog::keys;
use crate::catalog::yaml::{Entry, Kind};
use crate::catalog::{Column, ColumnType, Embedded, Format, OnError, Table, nfc};
use crate::diagnostics::{codes, suggest};

/// Reads a table; beside it the entry `belongs_to`, which needs all tables. `None` if it is no map.
pub fn table(r: &mut Reader, entry: &Entry, on_error: OnError) -> Option<(Table, Option<Entry>)> {
    let what = format!("the table `{}`", entry.key.value);
    let Kind::Map(entries) = &entry.value.kind else {
        r.wrong_kind(&what, "a map with `source` and `columns`", &entry.value, entry.key.span)
            .help("write `{ source: data/customers.csv, key: id, columns: { id: text } }`");
        return None;
    };
    let map = r.map(entries.clone(), &what, keys::TABLE);
    let defaults = Defaults { date_format: map.get("date_format").and_then(|e| values::date_format(r, e)) };
    let mut table = columns(r, &map, entry, &defaults);
    let has_places = table.columns.iter().any(|c| c.at.is_some());
    table.source = source::source(r, &map, entry.key.span, has_places);
    check_columns_against_format(r, &map, &table);
    table.on_error = map.get("on_error").and_then(|e| values::on_error(r, e)).unwrap_or(on_error);
    if let Some(entry) = map.get("key") {
        table.key = key(r, &table, entry);
        if table.key.is_none() {
            r.broken_keys.push(table.name.clone());
        }
    }
    if let Some(entry) = map.get("time") {
        table.time = time(r, &table, entry);
        r.broken_time |= table.time.is_none();
    }
    table.label = map.get("label").and_then(|e| labels::text(r, e));
    table.population = map.get("population").and_then(|e| embedded(r, e));
    table.consent = map.get("consent").and_then(|e| embedded(r, e));
    table.value = map.get("value").and_then(|e| value(r, e));
    table.category = map.get("category").and_then(|e| category(r, &map, &table, e));
    table.fresh_within = map.get("fresh_within").and_then(|e| fresh_within(r, &map, e));
    Some((table, map.get("belongs_to").cloned()))
}

/// The table with its columns; all else is filled in later.
fn columns(r: &mut Reader, map: &Map, entry: &Entry, defaults: &Defaults) -> Table {
    let name = nfc(&entry.key.value);
    let mut table = Table::empty(name.clone(), entry.key.span);
    let Some(list) = map.get("columns") else {
        r.report(
            &codes::MISSING_KEY,
            format!("the table `{name}` has no `columns`"),
            entry.key.span,
            "this table",
        )
        .help("name them with their types: `columns: { id: text, age: int }`; types are never guessed at run time");
        table.all_broken = true;
        return table;
    };
    if let Kind::List(_) = list.value.kind {
        r.wrong_kind("`columns`", "a map of names and types", &list.value, list.key.span)
            .help("write `columns: { id: text, age: int }`; types are never guessed at run time");
        table.all_broken = true;
        return table;
    }
    let Some(written) = r.named_map(list, "column") else {
        table.all_broken = true;
        return table;
    };
    if written.is_empty() {
        r.report(
            &codes::MISSING_KEY,
            format!("the table `{name}` names no column"),
            list.key.span,
            "this is empty",
        );
        table.all_broken = true;
    }
    for entry in &written {
        match column::column(r, entry, defaults) {
            Some(column) => table.columns.push(column),
            None => table.broken.push(nfc(&entry.key.value)),
        }
    }
    table
}

/// What a column needs in this format, or must not have.
fn check_columns_against_format(r: &mut Reader, map: &Map, table: &Table) {
    let format = table.source.format;
    let fixed = format == Format::FixedWidth;
    let texts = matches!(format, Format::Delimited | Format::FixedWidth | Format::Xlsx);
    for column in &table.columns {
        let name = &column.name;
        if fixed && column.at.is_none() {
            r.report(
                &codes::MISSING_KEY,
                format!("the column `{name}` has no place in a fixed-width file"),
                column.span,
                "this column has no `at`",
            )
            .help("write `{ type: text, at: [1, 6] }`: first character (from 1) and length");
        }
        if !fixed && column.at.is_some() && (map.get("source").is_some() || map.get("format").is_some()) {
            let message = format!("`at` has no use for {}", source::format_word(format));
            r.report(&codes::USELESS_OPTION, message, column.span, "this column has `at`")
                .help("take `at` away, or say `format: fixed`");
        }
        if texts && column.ty == ColumnType::List && column.separator.is_none() {
            r.report(
                &codes::MISSING_KEY,
                format!("the list `{name}` has no `separator`"),
                column.span,
                "a cell holds one text",
            )
            .help("say what stands between the items: `{ type: list, separator: \";\" }`");
        }
    }
}

/// The column that the entry's value names; reported with the nearest one if there is none.
pub fn find_column(r: &mut Reader, table: &Table, entry: &Entry) -> Option<usize> {
    if let Kind::List(_) = entry.value.kind {
        r.wrong_kind(&format!("`{}`", entry.key.value), "one column", &entry.value, entry.key.span)
            .help("rows are named by one column; if it takes several, add one that joins them to the data");
        return None;
    }
    let name = r.name(entry)?;
    if let Some(column) = table.column(&name) {
        return Some(column);
    }
    if !table.is_broken(&name) {
        unknown_column(r, table, entry, &name);
    }
    None
}

fn unknown_column(r: &mut Reader, table: &Table, entry: &Entry, name: &str) {
    let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    // A column that is broken is there all the same.
    let all = names.iter().copied().chain(table.broken.iter().map(String::as_str));
    let near = suggest::nearest(name, all);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is {}; add the column to `columns` if the data has it", listed(&names)),
    };
    let message = format!("the table `{}` has no column `{name}`", table.name);
    let span = if entry.value.text.is_empty() { entry.key.span } else { entry.value.span };
    let reported = r.report(&codes::CATALOG_COLUMN, message, span, "this names no column").help(help);
    if let Some(near) = near {
        reported.fix(entry.value.span, near);
    }
}

fn key(r: &mut Reader, table: &Table, entry: &Entry) -> Option<usize> {
    let at = find_column(r, table, entry)?;
    let column = &table.columns[at];
    let reason = match column.ty {
        ColumnType::Number => "numbers with a fraction are never safely equal",
        ColumnType::Bool => "it has two values only",
        ColumnType::List => "a list names nothing",
        _ => return Some(at),
    };
    wrong_role(r, entry, column, "the key", reason, "make it `int` or `text`");
    None
}

fn time(r: &mut Reader, table: &Table, entry: &Entry) -> Option<usize> {
    let at = find_column(r, table, entry)?;
    let column = &table.columns[at];
    if matches!(column.ty, ColumnType::Date | ColumnType::Datetime) {
        return Some(at);
    }
    let help = "make it `date` or `datetime`, with `date_format` if it is not written as `2026-10-31`";
    wrong_role(r, entry, column, "the time", "only a date or datetime has a place in time", help);
    None
}

fn wrong_role(r: &mut Reader, entry: &Entry, column: &Column, role: &str, reason: &str, help: &str) {
    let word = options::type_word(&column.ty);
    let message = format!("`{}` is {word} and cannot be {role}: {reason}", column.name);
    r.report(&codes::KEY_COLUMN, message, entry.value.span, format!("{role} of the table"))
        .also(column.span, format!("this is {word}"))
        .help(help);
}

fn fresh_within(r: &mut Reader, map: &Map, entry: &Entry) -> Option<u32> {
    let days = values::days(r, entry);
    if map.get("time").is_none() {
        r.report(
            &codes::USELESS_OPTION,
            "`fresh_within` needs to know how old a row is",
            entry.key.span,
            "this table has no `time`",
        )
        .help("name a date or datetime column as `time`");
    }
    days
}

/// The column that says what somebody takes.
fn category(r: &mut Reader, map: &Map, table: &Table, entry: &Entry) -> Option<usize> {
    let at = find_column(r, table, entry)?;
    let column = &table.columns[at];
    if !matches!(column.ty, ColumnType::Text | ColumnType::Enum { .. }) {
        let help = "name a column whose texts are names of things; make it `text` if the codes are numbers";
        wrong_role(r, entry, column, "the category", "categories are told apart by name", help);
        return None;
    }
    if map.get("belongs_to").is_none() {
        r.report(
            &codes::USELESS_OPTION,
            "`category` needs rows that belong to somebody",
            entry.key.span,
            "this table has no `belongs_to`",
        )
        .help("say whose rows these are: `belongs_to: { customers: customer_id }`");
        return None;
    }
    Some(at)
}

/// A rule of the persona language, as it stands in the YAML.
fn embedded(r: &mut Reader, entry: &Entry) -> Option<Embedded> {
    let example = format!("`{}: country = \"CN\"`", entry.key.value);
    expression(r, entry, ("a rule", &example))
}

/// What a row is worth, in the persona language.
fn value(r: &mut Reader, entry: &Entry) -> Option<Embedded> {
    expression(r, entry, ("a number", "`value: sum(orders.amount)`"))
}

/// An expression of the persona language; what it must be, and an example.
fn expression(r: &mut Reader, entry: &Entry, (kind, example): (&str, &str)) -> Option<Embedded> {
    let node = &entry.value;
    match node.kind {
        Kind::Text | Kind::Bool(_) if !node.text.trim().is_empty() => {
            let source = r.source(node.span);
            // Where only white space differs (folded lines, blocks), the source itself is a rule with exact places.
            let same = source.split_whitespace().eq(node.text.split_whitespace());
            let text = if same { source.to_owned() } else { node.text.clone() };
            Some(Embedded { text, span: node.span })
        }
        _ => {
            let what = format!("`{}`", entry.key.value);
            r.wrong_kind(&what, kind, node, entry.key.span).help(format!("write {kind} such as {example}"));
            None
        }
    }
}
