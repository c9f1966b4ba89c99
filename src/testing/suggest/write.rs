//! Customers as `test` blocks.

use super::customer::{Cells, Customer};
use crate::catalog::Catalog;
use crate::model::{Constant, GivenValue};
use crate::testing::written;
use chrono::NaiveDate;

/// A row of at most this many characters stands on one line.
const WIDTH: usize = 110;

/// The whole block, with a line break at its end. `table` is the tested one.
pub fn block(
    catalog: &Catalog,
    table: usize,
    as_of: NaiveDate,
    title: &str,
    customer: &Customer,
    expects: &[String],
) -> String {
    let mut text = format!("test {} {{\n", written::text(title));
    if has_dates(customer) {
        text += &format!("  given as of {as_of}\n");
    }
    for (way, cells) in &customer.own {
        let (path, table) = match way.last() {
            None => (String::new(), table),
            Some(&last) => {
                let names = way.iter().map(|&relation| written::name(&catalog.relations[relation].name));
                (names.collect::<Vec<_>>().join(".") + " ", catalog.relations[last].parent)
            }
        };
        // An owner of which nothing is known is there all the same.
        if !cells.is_empty() || !way.is_empty() {
            text += &format!("  given {path}{}\n", row(catalog, table, cells, "  "));
        }
    }
    for (&table, rows) in &customer.rows {
        let name = written::name(&catalog.tables[table].name);
        match rows.as_slice() {
            [only] => text += &format!("  given {name} {}\n", row(catalog, table, only, "  ")),
            _ => {
                text += &format!("  given {name} [\n");
                rows.iter().for_each(|r| text += &format!("    {},\n", row(catalog, table, r, "    ")));
                text += "  ]\n";
            }
        }
    }
    expects.iter().for_each(|expect| text += &format!("  expect {expect}\n"));
    text + "}\n"
}

fn row(catalog: &Catalog, table: usize, cells: &Cells, indent: &str) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|(&column, value)| {
            let name = written::name(&catalog.tables[table].columns[column].name);
            format!("{name}: {}", written::value(value))
        })
        .collect();
    if cells.is_empty() {
        return "{}".into();
    }
    let line = format!("{{ {} }}", cells.join(", "));
    if line.chars().count() <= WIDTH {
        return line;
    }
    let lines: String = cells.iter().map(|cell| format!("{indent}  {cell},\n")).collect();
    format!("{{\n{lines}{indent}}}")
}

fn has_dates(customer: &Customer) -> bool {
    let is_date = |value: &GivenValue| matches!(value, GivenValue::One(Constant::Date(_)));
    let rows = customer.own.values().chain(customer.rows.values().flatten());
    rows.flat_map(|cells| cells.values()).any(is_date)
}

/// What a customer has that another has not, in a few words: `age is 29`, `no orders`, `status is missing`.
pub fn differences(catalog: &Catalog, table: usize, customer: &Customer, other: &Customer) -> Vec<String> {
    let mut found = Vec::new();
    let nothing = Cells::new();
    let ways = customer.own.keys().chain(other.own.keys().filter(|way| !customer.own.contains_key(*way)));
    for way in ways {
        let here = customer.own.get(way).unwrap_or(&nothing);
        let there = other.own.get(way).unwrap_or(&nothing);
        let table = way.last().map_or(table, |&last| catalog.relations[last].parent);
        let path: String = way.iter().map(|&r| format!("{}.", catalog.relations[r].name)).collect();
        let mut add = |column: usize, value: &str| {
            found.push(format!("{path}{} is {value}", catalog.tables[table].columns[column].name));
        };
        for (&column, value) in here.iter().filter(|(column, value)| there.get(column) != Some(value)) {
            add(column, &said(value));
        }
        there.keys().filter(|column| !here.contains_key(column)).for_each(|&column| add(column, "not known"));
    }
    let tables = customer.rows.keys().chain(other.rows.keys().filter(|t| !customer.rows.contains_key(t)));
    for &table in tables {
        let none = Vec::new();
        let here = customer.rows.get(&table).unwrap_or(&none);
        let there = other.rows.get(&table).unwrap_or(&none);
        if here != there {
            found.push(of_rows(catalog, table, here, there));
        }
    }
    found
}

fn of_rows(catalog: &Catalog, table: usize, here: &[Cells], there: &[Cells]) -> String {
    let name = &catalog.tables[table].name;
    if let ([one], [other]) = (here, there) {
        let of = |column: &usize| catalog.tables[table].columns[*column].name.as_str();
        let changed: Vec<String> = one
            .iter()
            .filter(|(column, value)| other.get(column) != Some(value))
            .map(|(column, value)| format!("{} is {}", of(column), said(value)))
            .chain(other.keys().filter(|c| !one.contains_key(c)).map(|c| format!("{} is not known", of(c))))
            .collect();
        return format!("of {name} {}", changed.join(" and "));
    }
    match here.len() {
        0 => format!("no {name}"),
        1 => format!("one row of {name}"),
        n => format!("{n} rows of {name}"),
    }
}

/// A value in a title: without the quotes of a text.
fn said(value: &GivenValue) -> String {
    match value {
        GivenValue::One(Constant::Text(text)) => text.clone(),
        GivenValue::List(items) if items.is_empty() => "empty".into(),
        GivenValue::List(items) => {
            let texts = items.iter().map(|item| match item {
                Constant::Text(text) => text.clone(),
                other => written::constant(other),
            });
            texts.collect::<Vec<_>>().join(" and ")
        }
        other => written::value(other),
    }
}
