//! A table of people, where there are only rows about what they did.

use super::keys::profile;
use super::profile::{Profile, Table, canonical};
use super::{ColumnGuess, Facts, Inference, Made, TableGuess, TextGuess, file, hints, readings};
use crate::catalog::{Column, ColumnType, Encoding, Format, names::dot_name};
use crate::engine::scan::rows::{self, Batch, Fatal, Layout};
use std::collections::BTreeMap;

/// More people are not written into a file.
const MOST_PEOPLE: usize = 1_000_000;
/// Columns that say the same in all rows of a person are taken along, so many of them.
const MOST_FACTS: usize = 6;

/// Adds tables of people: of customers whose key no table has; and, if nothing has a key at all, of whatever is named again and again.
pub(super) fn add(inference: &mut Inference, read: &mut Vec<Table>) -> Result<(), Fatal> {
    let Some((table, column)) = unowned(inference, read) else { return Ok(()) };
    let found = gather(inference, read, table, column)?;
    if found.people.len() < 2 {
        return Ok(());
    }
    let guess = describe(inference, table, column, &found);
    let mut keys = Profile::new(&guess.columns[0].column.name);
    keys.values = profile(read, inference, table, column).values.clone();
    keys.shapes = profile(read, inference, table, column).shapes.clone();
    let others = guess.columns[1..].iter().map(|c| Profile::new(&c.column.name));
    read.push(Table {
        name: guess.name.clone(),
        path: guess.source.clone().into(),
        source: guess.source.clone(),
        layout: Layout::plain(Format::Delimited),
        shown_separator: None,
        rows: guess.rows,
        ragged: 0,
        columns: std::iter::once(keys).chain(others).collect(),
    });
    inference.tables.push(guess);
    Ok(())
}

/// The column that names customers who have no table of their own.
fn unowned(inference: &Inference, read: &[Table]) -> Option<(usize, usize)> {
    let nothing_has_a_key = inference.tables.iter().all(|t| t.key.is_none());
    let all = inference
        .tables
        .iter()
        .enumerate()
        .flat_map(|(t, guess)| (0..guess.columns.len()).map(move |c| (t, c)));
    all.filter(|&(t, c)| {
        let guess = &inference.tables[t].columns[c];
        let name = &guess.column.name;
        let values = &profile(read, inference, t, c).values;
        let again = values.len() > 1
            && guess.facts.known >= values.len() as u64 * 3 / 2
            && values.len() <= MOST_PEOPLE;
        // Without a header, what comes first is most often whom a row is about.
        let first_of_unnamed = c == 0 && !inference.tables[t].text.header;
        let names = matches!(guess.column.ty, ColumnType::Int | ColumnType::Text)
            && (hints::is_identifier(name) || first_of_unnamed);
        let owned = (0..inference.tables.len()).any(|p| {
            inference.tables[p].key.is_some_and(|k| {
                let keys = &profile(read, inference, p, k).values;
                p != t && values.iter().filter(|v| keys.contains(v)).count() * 2 > values.len()
            })
        });
        again && names && !owned && (hints::is_customer(name) || nothing_has_a_key)
    })
    .max_by_key(|&(t, c)| {
        let name = &inference.tables[t].columns[c].column.name;
        (hints::is_customer(name), std::cmp::Reverse((t, c)))
    })
}

struct Gathered {
    /// By key: a value for each of the columns that may be taken along.
    people: BTreeMap<String, Vec<String>>,
    /// The columns, and whether all rows of each person agree.
    columns: Vec<(usize, bool)>,
}

fn gather(inference: &Inference, read: &[Table], table: usize, column: usize) -> Result<Gathered, Fatal> {
    let guess = &inference.tables[table];
    let steady = |c: &ColumnGuess| {
        let kind = matches!(c.column.ty, ColumnType::Text | ColumnType::Enum { .. } | ColumnType::Bool);
        kind && c.facts.distinct > 1 && c.facts.missing == 0 && c.column.normalize.is_empty()
    };
    let columns: Vec<usize> = (0..guess.columns.len())
        .filter(|&c| c != column && Some(c) != guess.key && steady(&guess.columns[c]))
        .collect();
    let mut found =
        Gathered { people: BTreeMap::new(), columns: columns.into_iter().map(|c| (c, true)).collect() };
    let from = &read[table];
    let mut source = rows::open(&from.path, &from.source, &from.layout)?;
    let mut batch = Batch::default();
    while source.read(&mut batch)? {
        let mut ragged = vec![false; batch.rows()];
        batch.faults.iter().for_each(|fault| ragged[fault.row] = true);
        for row in (0..batch.rows()).filter(|&row| !ragged[row]) {
            let text = |c: usize| batch.cell(row, guess.columns[c].place).text.trim();
            let key = canonical(text(column));
            if key.is_empty() || guess.columns[column].column.null_values.iter().any(|n| n == key) {
                continue;
            }
            match found.people.get(key) {
                Some(seen) => {
                    for ((c, agrees), value) in found.columns.iter_mut().zip(seen) {
                        *agrees &= text(*c) == value;
                    }
                }
                None => {
                    let values = found.columns.iter().map(|(c, _)| text(*c).to_owned()).collect();
                    found.people.insert(key.to_owned(), values);
                }
            }
        }
    }
    Ok(found)
}

fn describe(inference: &Inference, table: usize, column: usize, found: &Gathered) -> TableGuess {
    let from = &inference.tables[table];
    let key = &from.columns[column];
    let taken: Vec<usize> =
        (0..found.columns.len()).filter(|&i| found.columns[i].1).take(MOST_FACTS).collect();
    let mut order: Vec<&String> = found.people.keys().collect();
    if key.column.ty == ColumnType::Int {
        order.sort_by_key(|k| k.parse::<i64>().unwrap_or(i64::MAX));
    }
    let header = std::iter::once(column).chain(taken.iter().map(|&i| found.columns[i].0));
    let mut csv = line(header.map(|c| from.columns[c].column.name.as_str()));
    for person in &order {
        let facts = taken.iter().map(|&i| found.people[*person][i].as_str());
        csv.push_str(&line(std::iter::once(person.as_str()).chain(facts)));
    }
    let people = order.len() as u64;
    let mut columns = vec![ColumnGuess {
        column: without_file_words(&key.column),
        place: 0,
        facts: Facts {
            known: people,
            missing: 0,
            unique: true,
            distinct: people as usize,
            values: Vec::new(),
            ..key.facts.clone()
        },
        note: None,
    }];
    for (place, &i) in taken.iter().enumerate() {
        let guess = &from.columns[found.columns[i].0];
        columns.push(ColumnGuess {
            column: without_file_words(&guess.column),
            place: place + 1,
            facts: Facts { known: people, missing: 0, unique: false, ..guess.facts.clone() },
            note: None,
        });
    }
    let name = name(inference, &key.column.name);
    TableGuess {
        source: format!("data/{name}.csv"),
        name,
        text: TextGuess {
            format: Format::Delimited,
            separator: None,
            encoding: Encoding::Utf8,
            quoted: true,
            header: true,
            skip_lines: 0,
        },
        rows: people,
        ragged: 0,
        key: Some(0),
        time: None,
        columns,
        skipped: Vec::new(),
        made: Some(Made { from: table, csv }),
    }
}

/// The column as the new file has it: under its own name, without the markers of the old one.
fn without_file_words(column: &Column) -> Column {
    Column {
        pii: column.pii,
        sensitive: column.sensitive,
        true_values: column.true_values.clone(),
        false_values: column.false_values.clone(),
        ..readings::plain(&column.name, column.ty.clone())
    }
}

/// `CustomerID` → `customers`, unless a table has that name.
fn name(inference: &Inference, key: &str) -> String {
    let stem =
        dot_name(key).filter(|_| !hints::is_bare_identifier(key)).unwrap_or_else(|| "person".to_owned());
    let name = hints::plural(&file::as_name(&stem));
    let taken = |name: &str| inference.tables.iter().any(|t| t.name == name);
    let numbered = (2..).map(|n| format!("{name}_{n}"));
    std::iter::once(name.clone()).chain(numbered).find(|n| !taken(n)).unwrap_or(name)
}

/// A line of CSV.
fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted = |cell: &str| match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    cells.map(quoted).collect::<Vec<_>>().join(",") + "\n"
}
