//! `belongs_to`: relations between tables, once all tables are read.

use super::labels;
use super::reader::Reader;
use super::{find_table, options, table};
use crate::catalog::keys;
use crate::catalog::names::dot_name;
use crate::catalog::yaml::{Entry, Kind};
use crate::catalog::{Catalog, ColumnType, Relation, nfc};
use crate::diagnostics::{codes, suggest};
use crate::source::{LocalText, Span, Spanned};

/// A relation as written: its parts found, not yet checked against each other.
struct Written {
    child: usize,
    /// `None`: to be made from the column's name.
    name: Option<Spanned<String>>,
    /// The key of the entry in `belongs_to`.
    span: Span,
    column: usize,
    column_span: Span,
    parent: usize,
    label: Option<LocalText>,
}

/// Reads the `belongs_to` entries (with the index of their table) into the catalog's relations.
pub fn resolve(r: &mut Reader, catalog: &mut Catalog, entries: Vec<(usize, Entry)>) {
    for (child, entry) in entries {
        let example = "write `belongs_to: { customers: customer_id }`";
        let Kind::Map(_) = entry.value.kind else {
            r.wrong_kind("`belongs_to`", "a map of table and column", &entry.value, entry.key.span)
                .help(example);
            catalog.incomplete = true;
            continue;
        };
        for relation in r.named_map(&entry, "relation").unwrap_or_default() {
            if let Some(written) = written(r, catalog, child, &relation) {
                add(r, catalog, written);
            }
        }
    }
}

fn written(r: &mut Reader, catalog: &mut Catalog, child: usize, entry: &Entry) -> Option<Written> {
    match &entry.value.kind {
        Kind::Map(_) => long_form(r, catalog, child, entry),
        Kind::List(items) => {
            let columns: Vec<&str> = items.iter().map(|i| i.text.as_str()).collect();
            let table = &entry.key.value;
            let help = format!(
                "two relations to one table have names of their own: `{{ billing: {{ table: {table}, by: {} }}, shipping: {{ table: {table}, by: {} }} }}`",
                columns.first().unwrap_or(&"billing_id"),
                columns.get(1).unwrap_or(&"shipping_id"),
            );
            let what = format!("`{}`", entry.key.value);
            r.wrong_kind(&what, "one column", &entry.value, entry.key.span).help(help);
            None
        }
        _ => short_form(r, catalog, child, entry),
    }
}

/// `accounts: account_id`
fn short_form(r: &mut Reader, catalog: &mut Catalog, child: usize, entry: &Entry) -> Option<Written> {
    // The column first: its name tells which dot name rules will use.
    let column = table::find_column(r, &catalog.tables[child], entry);
    let named = Entry {
        key: entry.key.clone(),
        value: crate::catalog::yaml::Node {
            kind: Kind::Text,
            text: entry.key.value.clone(),
            span: entry.key.span,
        },
    };
    let parent = find_table(r, catalog, &named, &nfc(&entry.key.value));
    let (Some(column), Some(parent)) = (column, parent) else {
        // The name that rules use is that of the column as written, or as meant.
        let columns = catalog.tables[child].columns.iter().map(|c| c.name.as_str());
        let meant = suggest::nearest(&entry.value.text, columns).and_then(dot_name);
        broken(catalog, child, dot_name(&entry.value.text));
        broken(catalog, child, meant);
        return None;
    };
    Some(Written {
        child,
        name: None,
        span: entry.key.span,
        column,
        column_span: entry.value.span,
        parent,
        label: None,
    })
}

/// `owner: { table: agents, by: sales_agent }`
fn long_form(r: &mut Reader, catalog: &mut Catalog, child: usize, entry: &Entry) -> Option<Written> {
    let map = r.keyed_map(entry, keys::RELATION)?;
    let name = nfc(&entry.key.value);
    for key in ["table", "by"] {
        if map.get(key).is_none() {
            let message = format!("the relation `{name}` has no `{key}`");
            r.report(&codes::MISSING_KEY, message, entry.key.span, "this relation")
                .help(format!("write `{name}: {{ table: agents, by: sales_agent }}`"));
        }
    }
    let parent = map.get("table").and_then(|e| r.name(e).and_then(|name| find_table(r, catalog, e, &name)));
    let by = map.get("by");
    let column = by.and_then(|e| table::find_column(r, &catalog.tables[child], e));
    let (Some(parent), Some(column), Some(by)) = (parent, column, by) else {
        broken(catalog, child, Some(name));
        return None;
    };
    let span = entry.key.span;
    Some(Written {
        child,
        name: Some(Spanned::new(name, span)),
        span,
        column,
        column_span: by.value.span,
        parent,
        label: map.get("label").and_then(|e| labels::text(r, e)),
    })
}

/// Remembers a dot name that could not be made, so that rules that use it are not reported too.
fn broken(catalog: &mut Catalog, child: usize, name: Option<String>) {
    catalog.tables[child].broken.extend(name);
    catalog.incomplete = true;
}

fn add(r: &mut Reader, catalog: &mut Catalog, w: Written) {
    let Some(name) = name(r, catalog, &w) else { return broken(catalog, w.child, None) };
    if !joins(r, catalog, &w) {
        broken(catalog, w.child, Some(name));
        return;
    }
    let relation =
        Relation { name, child: w.child, column: w.column, parent: w.parent, label: w.label, span: w.span };
    catalog.relations.push(relation);
}

/// The dot name, free among the child's columns and relations.
fn name(r: &mut Reader, catalog: &mut Catalog, w: &Written) -> Option<String> {
    let child = &catalog.tables[w.child];
    let column = &child.columns[w.column].name;
    let parent = catalog.tables[w.parent].name.clone();
    let (name, span) = match &w.name {
        Some(name) => (name.value.clone(), name.span),
        None => match dot_name(column) {
            Some(name) => (name, w.column_span),
            None => {
                let message = format!("the relation by `{column}` needs a name");
                let help = format!(
                    "choose one: `belongs_to: {{ NAME: {{ table: {parent}, by: {} }} }}` reads as `NAME.column`",
                    quoted(column)
                );
                r.report(
                    &codes::RELATION_NAME,
                    message,
                    w.column_span,
                    "no `_id`, `Id`, ` ID`, `_key` or `_no` to strip",
                )
                .help(help);
                return None;
            }
        },
    };
    let long = |other: &str| format!("`{{ {other}: {{ table: {parent}, by: {} }} }}`", quoted(column));
    if let Some(taken) = child.column(&name) {
        let message = format!("`{name}` is a column of `{}` and cannot also name the relation", child.name);
        let place = child.columns[taken].span;
        let help = format!("choose another name: {}", long(&format!("{name}_row")));
        r.report(&codes::RELATION_NAME, message, span, "this would be the relation's name")
            .also(place, "the column")
            .help(help);
        return None;
    }
    if let Some(first) = catalog.relations.iter().find(|o| o.child == w.child && o.name == name) {
        let message = format!("two relations of `{}` have the name `{name}`", child.name);
        let (first, help) = (first.span, format!("choose another name: {}", long(&format!("other_{name}"))));
        r.report(&codes::RELATION_NAME, message, span, "again here").also(first, "first here").help(help);
        return None;
    }
    Some(name)
}

/// Whether the parent's key and the child's column can be equal.
fn joins(r: &mut Reader, catalog: &Catalog, w: &Written) -> bool {
    let parent = &catalog.tables[w.parent];
    let column = &catalog.tables[w.child].columns[w.column];
    let Some(key) = parent.key else {
        // A key that was written and is wrong has been reported.
        if !r.broken_keys.contains(&parent.name) {
            let message = format!("the table `{}` has no key that rows could belong to", parent.name);
            r.report(&codes::RELATION_KEY, message, w.span, "this relation")
                .also(parent.span, "this table has no `key`")
                .help(format!("name the column of `{}` that is unique: `key: id`", parent.name));
        }
        return false;
    };
    let key = &parent.columns[key];
    if same(&key.ty, &column.ty) {
        return true;
    }
    let (here, there) = (options::type_word(&column.ty), options::type_word(&key.ty));
    let message = format!(
        "`{}` is {here}, but the key `{}` of `{}` is {there}: they are never equal",
        column.name, key.name, parent.name
    );
    r.report(&codes::RELATION_KEY, message, w.column_span, "this relation")
        .also(column.span, format!("this is {here}"))
        .also(key.span, format!("this is {there}"))
        .help("give both the same type");
    false
}

fn same(a: &ColumnType, b: &ColumnType) -> bool {
    let text = |t: &ColumnType| matches!(t, ColumnType::Text | ColumnType::Enum { .. });
    a == b || (text(a) && text(b))
}

/// A name as YAML takes it inside `{ … }`.
fn quoted(name: &str) -> String {
    match name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-')) {
        true => name.to_owned(),
        false => format!("{name:?}"),
    }
}
