//! Columns whose values are another table's keys.

use super::keys::{profile, same_name};
use super::profile::{self, Table};
use super::{Inference, Orphans, RelationGuess, hints};
use crate::catalog::{ColumnType, names::dot_name};

/// Of a column's values so many tenths must be keys of the other table, if the names agree; else all.
const TENTHS: usize = 6;
/// Values by which two columns are believed to mean the same, whatever their names.
const VALUES: usize = 5;

/// A possible relation.
struct Candidate {
    child: usize,
    column: usize,
    parent: usize,
    named: bool,
    orphans: Option<Orphans>,
}

pub(super) fn find(inference: &mut Inference, read: &[Table]) {
    let hubs = facts(inference, read);
    for child in 0..inference.tables.len() {
        for column in 0..inference.tables[child].columns.len() {
            // What is tied to its sisters by its key belongs to what they belong to.
            let is_satellite = hubs[child] != child && inference.tables[child].key == Some(column);
            let best = (0..inference.tables.len())
                .filter(|&parent| {
                    !is_satellite && hubs[parent] == parent && hubs[child] != parent
                        || is_self(inference, child, column, parent)
                })
                .filter_map(|parent| candidate(inference, read, child, column, parent))
                .min_by_key(|c| (c.orphans.is_some(), !c.named, c.parent));
            if let Some(found) = best {
                same_type(inference, &found);
                add(inference, found);
            }
        }
    }
}

/// A column of a table that may point into the table itself.
fn is_self(inference: &Inference, child: usize, column: usize, parent: usize) -> bool {
    child == parent && inference.tables[child].key.is_some_and(|k| k != column)
}

/// Tables whose keys are the same things: one of them becomes the hub, which reaches the others' facts by their names. By
/// table its hub, itself if it has none.
fn facts(inference: &mut Inference, read: &[Table]) -> Vec<usize> {
    let tables = 0..inference.tables.len();
    let mut hubs: Vec<usize> = tables.clone().collect();
    let mut order: Vec<usize> = tables.filter(|&t| inference.tables[t].key.is_some()).collect();
    order.sort_by_key(|&t| {
        (!hints::is_customer(&inference.tables[t].name), hints::is_dimension(&inference.tables[t].name), t)
    });
    for (at, &hub) in order.iter().enumerate() {
        if hubs[hub] != hub {
            continue;
        }
        for &other in &order[at + 1..] {
            let (Some(ours), Some(theirs)) = (inference.tables[hub].key, inference.tables[other].key) else {
                continue;
            };
            let names = [(hub, ours), (other, theirs)]
                .map(|(t, c)| inference.tables[t].columns[c].column.name.clone());
            let (a, b) = (profile(read, inference, hub, ours), profile(read, inference, other, theirs));
            let same = same_name(&names[0], &names[1]) && !is_bare_number(inference, hub, ours);
            if hubs[other] == other && same && a.values.len() >= VALUES && a.values == b.values {
                hubs[other] = hub;
                let name = free_name(inference, hub, &[inference.tables[other].name.clone()]);
                let relation = RelationGuess {
                    child: hub,
                    column: ours,
                    parent: other,
                    name,
                    long: true,
                    orphans: None,
                    facts: true,
                };
                inference.relations.push(relation);
            }
        }
    }
    hubs
}

/// Two tables that both count their rows from 1 have nothing in common.
fn is_bare_number(inference: &Inference, table: usize, column: usize) -> bool {
    let column = &inference.tables[table].columns[column].column;
    column.ty == ColumnType::Int && hints::is_bare_identifier(&column.name)
}

fn candidate(
    inference: &Inference,
    read: &[Table],
    child: usize,
    column: usize,
    parent: usize,
) -> Option<Candidate> {
    let key = inference.tables[parent].key?;
    if child == parent && key == column {
        return None;
    }
    let (guess, keys) = (&inference.tables[child].columns[column], &inference.tables[parent].columns[key]);
    let text = |ty: &ColumnType| matches!(ty, ColumnType::Text | ColumnType::Enum { .. });
    let (from, to) = (&guess.column.ty, &keys.column.ty);
    let fits = from == to || (text(from) && text(to)) || (*from == ColumnType::Int && text(to));
    let (values, known) =
        (&profile(read, inference, child, column).values, &profile(read, inference, parent, key).values);
    if !fits
        || values.is_empty()
        || is_bare_number(inference, child, column) && is_bare_number(inference, parent, key)
    {
        return None;
    }
    let found = values.iter().filter(|v| known.contains(v)).count();
    let named = child != parent && is_named(inference, child, column, parent, key);
    let all = found == values.len();
    let telling = text(to)
        && values.len() >= VALUES
        && profile(read, inference, child, column).shapes.length >= 4 * guess.facts.known;
    let believed = match (all, named) {
        (true, true) => true,
        (true, false) => telling,
        (false, true) => found * 10 >= values.len() * TENTHS && found > 1,
        (false, false) => false,
    };
    let orphans = (!all).then(|| orphans(values.len() - found, guess, known));
    believed.then_some(Candidate { child, column, parent, named, orphans })
}

/// Whether the column's name speaks of the other table.
fn is_named(inference: &Inference, child: usize, column: usize, parent: usize, key: usize) -> bool {
    let name = &inference.tables[child].columns[column].column.name;
    let key = &inference.tables[parent].columns[key].column.name;
    let table = &inference.tables[parent].name;
    let stem = dot_name(name).unwrap_or_else(|| name.clone());
    (same_name(name, key) && !hints::is_bare_identifier(key))
        || same_name(&stem, table)
        || same_name(&stem, &hints::singular(table))
}

fn orphans(values: usize, guess: &super::ColumnGuess, known: &profile::Values) -> Orphans {
    let strays: Vec<&(String, u64)> =
        guess.facts.values.iter().filter(|(value, _)| !known.contains(&profile::hash(value))).collect();
    let rows = strays.iter().map(|(_, count)| count).sum();
    Orphans { values, rows: strays.first().map(|(value, _)| (rows, value.clone())) }
}

/// A column of digits that names texts is a text.
fn same_type(inference: &mut Inference, found: &Candidate) {
    let Some(key) = inference.tables[found.parent].key else { return };
    let is_int = inference.tables[found.parent].columns[key].column.ty == ColumnType::Int;
    let column = &mut inference.tables[found.child].columns[found.column].column;
    if column.ty == ColumnType::Int && !is_int {
        column.ty = ColumnType::Text;
    }
}

fn add(inference: &mut Inference, found: Candidate) {
    let column = inference.tables[found.child].columns[found.column].column.name.clone();
    let parent = inference.tables[found.parent].name.clone();
    let stripped = dot_name(&column);
    let wishes: Vec<String> = match found.child == found.parent {
        true => vec!["parent".to_owned(), "above".to_owned()],
        false => stripped.iter().cloned().chain([hints::singular(&parent), parent]).collect(),
    };
    let name = free_name(inference, found.child, &wishes);
    let long = stripped.as_ref() != Some(&name);
    let Candidate { child, column, parent, orphans, .. } = found;
    inference.relations.push(RelationGuess { child, column, parent, name, long, orphans, facts: false });
}

/// The first wish that neither a column nor another relation of the table has.
fn free_name(inference: &Inference, child: usize, wishes: &[String]) -> String {
    let table = &inference.tables[child];
    let free = |name: &String| {
        table.columns.iter().all(|c| c.column.name != *name)
            && inference.relations.iter().all(|r| r.child != child || r.name != *name)
    };
    let first = wishes.first().cloned().unwrap_or_else(|| "owner".to_owned());
    let numbered = (2..).map(|n| format!("{first}_{n}"));
    wishes.iter().cloned().chain(numbered).find(free).unwrap_or(first)
}
