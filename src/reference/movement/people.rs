//! The people of two versions, paired by their keys.

use super::View;
use crate::cohort::{Change, ComparedEntity, EntityMovement, Version};
use crate::ir::TableId;
use crate::reference::{Value, Values, shown_key};
use std::cmp::Ordering;

/// Somebody whom at least one version knows; rows among those that exist there.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub key: String,
    before: Option<usize>,
    after: Option<usize>,
    counts: (bool, bool),
}

impl Person {
    pub(super) fn row(&self, version: Version) -> Option<usize> {
        match version {
            Version::Before => self.before,
            Version::After => self.after,
        }
    }
}

/// By key.
pub(super) struct People {
    pub all: Vec<Person>,
}

/// A row of one version and its key.
struct Keyed {
    value: Value,
    text: String,
}

impl People {
    pub(super) fn new(view: &View, entity: &ComparedEntity, same_rows: bool) -> People {
        let side = |version: Version| entity.table.of(version).map(|&t| (view.values(version), t));
        let base =
            |version: Version| side(version).map_or_else(Vec::new, |(values, table)| values.base(table));
        let (base_before, base_after) = (base(Version::Before), base(Version::After));
        let keys = |version: Version| side(version).and_then(|(values, table)| keys(values, table));
        let mut all: Vec<(Keyed, Person)> = Vec::new();
        let counts = |before: Option<usize>, after: Option<usize>| {
            (before.is_some_and(|row| base_before[row]), after.is_some_and(|row| base_after[row]))
        };
        let person = |text: &str, before: Option<usize>, after: Option<usize>| Person {
            key: text.to_owned(),
            before,
            after,
            counts: counts(before, after),
        };
        let (Some(before), Some(after)) = (keys(Version::Before), keys(Version::After)) else {
            // Without keys only the very same rows answer to one another.
            let rows = |n: usize| (0..n).map(Some);
            let one = |before, after| person("", before, after);
            let all = match same_rows {
                true => rows(base_after.len()).map(|row| one(row, row)).collect(),
                false => rows(base_before.len())
                    .map(|row| one(row, None))
                    .chain(rows(base_after.len()).map(|row| one(None, row)))
                    .collect(),
            };
            return People { all };
        };
        let place_before: std::collections::HashMap<String, usize> =
            before.iter().enumerate().map(|(row, key)| (key.text.clone(), row)).collect();
        let mut met = vec![false; before.len()];
        for (row, key) in after.into_iter().enumerate() {
            let other = place_before.get(&key.text).copied();
            if let Some(other) = other {
                met[other] = true;
            }
            let person = person(&key.text, other, Some(row));
            all.push((key, person));
        }
        for (row, key) in before.into_iter().enumerate().filter(|(row, _)| !met[*row]) {
            let person = person(&key.text, Some(row), None);
            all.push((key, person));
        }
        all.sort_by(|(a, _), (b, _)| order(a, b));
        People { all: all.into_iter().map(|(_, person)| person).collect() }
    }

    pub(super) fn population(&self) -> Change<u64> {
        let count = |of: &dyn Fn(&Person) -> bool| self.all.iter().filter(|p| of(p)).count() as u64;
        Change { before: count(&|p| p.counts.0), after: count(&|p| p.counts.1) }
    }

    pub(super) fn movement(&self, name: &str) -> EntityMovement {
        let count = |of: &dyn Fn(&Person) -> bool| self.all.iter().filter(|p| of(p)).count() as u64;
        EntityMovement {
            name: name.to_owned(),
            rows: Change { before: count(&|p| p.before.is_some()), after: count(&|p| p.after.is_some()) },
            population: self.population(),
            rows_gone: count(&|p| p.after.is_none()),
            rows_new: count(&|p| p.before.is_none()),
            population_entered: count(&|p| p.counts == (false, true)),
            population_left: count(&|p| p.counts == (true, false)),
        }
    }
}

/// Whole numbers and dates in their order, everything else as it is written; so is a key that became another type.
fn order(a: &Keyed, b: &Keyed) -> Ordering {
    match (&a.value, &b.value) {
        (Value::Int(_), Value::Int(_))
        | (Value::Decimal(_), Value::Decimal(_))
        | (Value::Date(_), Value::Date(_))
        | (Value::Datetime(_), Value::Datetime(_)) => a.value.compare(&b.value).unwrap_or(Ordering::Equal),
        _ => a.text.cmp(&b.text),
    }
}

/// The keys of the rows that exist; `None` for a table without.
fn keys(values: &Values, table: TableId) -> Option<Vec<Keyed>> {
    let description = values.plan().table(table);
    let key = description.key?;
    let ty = description.columns[key.0 as usize].ty;
    let keyed = |value: Value| Keyed { text: shown_key(&value, ty), value };
    Some(values.column(table, key).into_iter().map(keyed).collect())
}
