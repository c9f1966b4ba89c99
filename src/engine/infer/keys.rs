//! Which column names a table's rows.

use super::profile::{Profile, Table};
use super::{Inference, hints};
use crate::catalog::{ColumnType, names::dot_name};

/// Below this a column that happens to be unique is not believed to be a key.
const ENOUGH: i32 = 15;

/// Chooses each table's key.
pub(super) fn choose(inference: &mut Inference, read: &[Table]) {
    let keys: Vec<Option<usize>> = (0..read.len()).map(|t| key(inference, read, t)).collect();
    for (table, key) in inference.tables.iter_mut().zip(keys) {
        table.key = key;
    }
}

fn key(inference: &Inference, read: &[Table], table: usize) -> Option<usize> {
    let guess = &inference.tables[table];
    let scored = guess.columns.iter().enumerate().filter(|(_, c)| {
        let exact = matches!(c.column.ty, ColumnType::Int | ColumnType::Text);
        exact && c.facts.unique && c.facts.missing == 0
    });
    scored
        .map(|(at, _)| (score(inference, read, table, at), at))
        .filter(|(score, _)| *score >= ENOUGH)
        .max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)))
        .map(|(_, at)| at)
}

fn score(inference: &Inference, read: &[Table], table: usize, at: usize) -> i32 {
    let guess = &inference.tables[table];
    let column = &guess.columns[at];
    let name = &column.column.name;
    let mut score = 0;
    if hints::is_bare_identifier(name) {
        score += 50;
    } else if hints::is_identifier(name) {
        score += 40;
    }
    let singular = hints::singular(&guess.name);
    if dot_name(name).is_some_and(|stem| stem.eq_ignore_ascii_case(&singular))
        || name.eq_ignore_ascii_case(&singular)
    {
        score += 15;
    }
    score += match at {
        0 => 15,
        1 => 5,
        _ => 0,
    };
    if column.facts.distinct > 1 && is_referred_to(inference, read, table, at) {
        score += 30;
    }
    let long = profile(read, inference, table, at).shapes.length > 60 * column.facts.known;
    let measure = hints::is_money(name) || hints::is_count(name) && !hints::is_identifier(name);
    if long || measure && column.column.ty == ColumnType::Int {
        score -= 40;
    }
    score
}

/// What was read of a column.
pub(super) fn profile<'a>(
    read: &'a [Table],
    inference: &Inference,
    table: usize,
    column: usize,
) -> &'a Profile {
    &read[table].columns[inference.tables[table].columns[column].place]
}

/// Whether a column of the same name in another table holds nothing but values of this one.
fn is_referred_to(inference: &Inference, read: &[Table], table: usize, at: usize) -> bool {
    let name = &inference.tables[table].columns[at].column.name;
    let key = profile(read, inference, table, at);
    (0..read.len()).filter(|&other| other != table).any(|other| {
        inference.tables[other].columns.iter().enumerate().any(|(column, guess)| {
            let values = &profile(read, inference, other, column).values;
            same_name(&guess.column.name, name)
                && values.len() > 1
                && values.iter().all(|v| key.values.contains(v))
        })
    })
}

/// The same name but for case and separators.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    hints::words(a) == hints::words(b)
}
