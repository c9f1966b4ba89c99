//! Which table cohorts are about, and which date places a row in time.

use super::{Inference, hints};
use crate::catalog::ColumnType;

pub(super) fn choose(inference: &mut Inference) {
    inference.entity = entity(inference);
    let times: Vec<Option<usize>> = (0..inference.tables.len()).map(|t| time(inference, t)).collect();
    for (table, time) in inference.tables.iter_mut().zip(times) {
        table.time = time;
    }
    let newest = |t: &super::TableGuess| t.time.and_then(|c| t.columns[c].facts.days).map(|(_, last)| last);
    inference.as_of = inference.tables.iter().filter_map(newest).max();
}

/// The table with a key that looks most like customers: by its name, by what belongs to it, and by what it belongs to.
fn entity(inference: &Inference) -> Option<usize> {
    let keyed = (0..inference.tables.len()).filter(|&t| inference.tables[t].key.is_some());
    keyed.max_by_key(|&t| (score(inference, t), std::cmp::Reverse(t)))
}

fn score(inference: &Inference, table: usize) -> i32 {
    let guess = &inference.tables[table];
    let usable = || inference.relations.iter().filter(|r| r.orphans.is_none() && r.child != r.parent);
    let owned = usable().filter(|r| r.parent == table && !r.facts).count() as i32;
    let owners = usable().filter(|r| r.child == table && !r.facts).count() as i32;
    let facts = usable().filter(|r| r.child == table && r.facts).count() as i32;
    let is_fact = usable().any(|r| r.parent == table && r.facts);
    let key_names_customers = guess.key.is_some_and(|k| hints::is_customer(&guess.columns[k].column.name));
    20 * owned.min(2) - 15 * owners + 25 * facts
        + 30 * i32::from(hints::is_customer(&guess.name) || key_names_customers || guess.made.is_some())
        - 40 * i32::from(hints::is_dimension(&guess.name))
        - 60 * i32::from(is_fact)
        // More to say about each row.
        + (guess.columns.len() as i32).min(8)
}

/// Of a table of events: the date or datetime whose name sounds most like when they happened.
fn time(inference: &Inference, table: usize) -> Option<usize> {
    let guess = &inference.tables[table];
    let belongs = inference
        .relations
        .iter()
        .any(|r| r.child == table && !r.facts && r.parent != table && r.orphans.is_none());
    let is_parent = inference.relations.iter().any(|r| r.parent == table);
    let is_entity = inference.entity == Some(table);
    let dated = |c: &super::ColumnGuess| matches!(c.column.ty, ColumnType::Date | ColumnType::Datetime);
    let best = (0..guess.columns.len())
        .filter(|&c| dated(&guess.columns[c]))
        .map(|c| (hints::event_time(&guess.columns[c].column.name), c))
        .max_by_key(|(score, c)| (*score, std::cmp::Reverse(*c)))?;
    // Customers are not events: of them only a date that says so places the row in time.
    let enough = match (is_entity, belongs || guess.key.is_none(), is_parent) {
        (true, _, _) => 3,
        (false, true, _) => -1,
        (false, false, true) => 3,
        (false, false, false) => 0,
    };
    (best.0 >= enough).then_some(best.1)
}
