//! Which rows of the two versions are the same people.

use super::sides::Sides;
use crate::cohort::{Change, ComparedEntity, EntityMovement, Version};
use crate::engine::cells;
use crate::ir::{TableId, Type};
use crate::reference::{Value, shown_key};
use polars::prelude::*;
use std::cmp::Ordering;
use std::collections::HashMap;

/// No row.
pub(super) const NOBODY: IdxSize = IdxSize::MAX;

/// The rows of an entity.
pub(super) struct Pairs {
    /// By row of a version the row of the other one, or [`NOBODY`]; `None` where places are the same.
    other: Option<[Vec<IdxSize>; 2]>,
    rows: Change<u64>,
    population: Change<u64>,
    population_entered: u64,
    population_left: u64,
    /// By version; `None` for a table without a key.
    keys: [Option<Keys>; 2],
    order: Order,
}

/// A table's keys by row.
#[derive(Clone)]
struct Keys {
    ty: Type,
    column: Series,
}

impl Pairs {
    pub(super) fn new(sides: &Sides, entity: &ComparedEntity, same_rows: bool) -> PolarsResult<Pairs> {
        let keys = |version: Version| -> PolarsResult<Option<Keys>> {
            let side = sides.of(version);
            let Some(&table) = entity.table.of(version) else { return Ok(None) };
            let description = side.tables.plan.table(table);
            let Some(key) = description.key else { return Ok(None) };
            let column = side.tables.columns(table, &[key])?.remove(0);
            Ok(Some(Keys { ty: description.columns[key.0 as usize].ty, column }))
        };
        let after = keys(Version::After)?;
        let before = if same_rows { after.clone() } else { keys(Version::Before)? };
        let keys = [before, after];
        let found = |version: Version| sides.of(version).found(&entity.table);
        let count = |version| found(version).map_or(0, |f| f.rows);
        let rows = Change { before: count(Version::Before), after: count(Version::After) };
        let other = match (&keys, same_rows && rows.before == rows.after) {
            (_, true) => None,
            ([Some(before), Some(after)], false) => Some(by_key(before, after)?),
            _ => Some([vec![NOBODY; rows.before as usize], vec![NOBODY; rows.after as usize]]),
        };
        let population = |version| found(version).map_or(0, |f| f.population);
        let population = Change { before: population(Version::Before), after: population(Version::After) };
        let mut pairs = Pairs {
            other,
            rows,
            population,
            population_entered: 0,
            population_left: 0,
            order: Order::new(&keys)?,
            keys,
        };
        let base = |version| Base::new(sides, entity.table.of(version).copied(), version);
        let (before, after) = (base(Version::Before), base(Version::After));
        let lacks = |base: &Base, row: Option<IdxSize>| row.is_none_or(|row| !base.holds(row));
        pairs.population_left =
            before.rows().filter(|&row| lacks(&after, pairs.other(Version::Before, row))).count() as u64;
        pairs.population_entered =
            after.rows().filter(|&row| lacks(&before, pairs.other(Version::After, row))).count() as u64;
        Ok(pairs)
    }

    /// The row in the other version of somebody who has this row in a version.
    pub(super) fn other(&self, version: Version, row: IdxSize) -> Option<IdxSize> {
        match &self.other {
            None => Some(row),
            Some(rows) => Some(rows[version as usize][row as usize]).filter(|&row| row != NOBODY),
        }
    }

    pub(super) fn population(&self) -> Change<u64> {
        self.population
    }

    pub(super) fn rows(&self, version: Version) -> usize {
        match version {
            Version::Before => self.rows.before as usize,
            Version::After => self.rows.after as usize,
        }
    }

    pub(super) fn movement(&self, name: &str) -> EntityMovement {
        let alone = |version: Version| match &self.other {
            None => 0,
            Some(rows) => rows[version as usize].iter().filter(|&&row| row == NOBODY).count() as u64,
        };
        EntityMovement {
            name: name.to_owned(),
            rows: self.rows,
            population: self.population,
            rows_gone: alone(Version::Before),
            rows_new: alone(Version::After),
            population_entered: self.population_entered,
            population_left: self.population_left,
        }
    }

    /// The key of a row as it is written.
    pub(super) fn key(&self, version: Version, row: IdxSize) -> PolarsResult<String> {
        let Some(keys) = &self.keys[version as usize] else { return Ok(String::new()) };
        let cell = cells::literals(&keys.column.slice(i64::from(row), 1), keys.ty)?;
        Ok(cell.first().map_or_else(String::new, |key| shown_key(&Value::from(key), keys.ty)))
    }

    /// The places of the first of some people by key; each by version and row. People whose keys are of two types go by the text.
    pub(super) fn first(&self, people: &[(Version, IdxSize)], most: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..people.len()).collect();
        if most == 0 {
            return Vec::new();
        }
        let by_key = |&a: &usize, &b: &usize| self.order.compare(people[a], people[b]).then(a.cmp(&b));
        if places.len() > most {
            places.select_nth_unstable_by(most - 1, by_key);
            places.truncate(most);
        }
        places.sort_by(by_key);
        places
    }
}

/// Keys made ready to be compared.
enum Order {
    None,
    Whole([Option<Int64Chunked>; 2]),
    Texts([Option<StringChunked>; 2]),
}

impl Order {
    fn new(keys: &[Option<Keys>; 2]) -> PolarsResult<Order> {
        let types: Vec<Type> = keys.iter().flatten().map(|k| k.ty).collect();
        let Some(&first) = types.first() else { return Ok(Order::None) };
        let whole = matches!(first, Type::Int | Type::Decimal { .. } | Type::Date | Type::Datetime);
        if whole && types.iter().all(|ty| *ty == first) {
            let one = |keys: &Option<Keys>| -> PolarsResult<Option<Int64Chunked>> {
                let Some(keys) = keys else { return Ok(None) };
                let physical = keys.column.to_physical_repr().cast(&DataType::Int64)?;
                Ok(Some(physical.i64()?.rechunk().into_owned()))
            };
            return Ok(Order::Whole([one(&keys[0])?, one(&keys[1])?]));
        }
        let one = |keys: &Option<Keys>| keys.as_ref().map(texts).transpose();
        Ok(Order::Texts([one(&keys[0])?, one(&keys[1])?]))
    }

    fn compare(&self, a: (Version, IdxSize), b: (Version, IdxSize)) -> Ordering {
        match self {
            Order::None => Ordering::Equal,
            Order::Whole(keys) => {
                let key = |(version, row): (Version, IdxSize)| {
                    keys[version as usize].as_ref().and_then(|k| k.get(row as usize))
                };
                key(a).cmp(&key(b))
            }
            Order::Texts(keys) => {
                let a = keys[a.0 as usize].as_ref().and_then(|k| k.get(a.1 as usize));
                a.cmp(&keys[b.0 as usize].as_ref().and_then(|k| k.get(b.1 as usize)))
            }
        }
    }
}

/// Keys as they are written.
fn texts(keys: &Keys) -> PolarsResult<StringChunked> {
    if keys.ty == Type::Text {
        return Ok(keys.column.str()?.rechunk().into_owned());
    }
    let all = cells::literals(&keys.column, keys.ty)?;
    Ok(all.iter().map(|key| Some(shown_key(&Value::from(key), keys.ty))).collect())
}

fn by_key(before: &Keys, after: &Keys) -> PolarsResult<[Vec<IdxSize>; 2]> {
    if before.ty == Type::Int && after.ty == Type::Int {
        return Ok(joined(before.column.i64()?.iter(), after.column.i64()?.iter()));
    }
    let (before, after) = (texts(before)?, texts(after)?);
    Ok(joined(before.iter(), after.iter()))
}

fn joined<K: std::hash::Hash + Eq>(
    before: impl Iterator<Item = Option<K>>,
    after: impl Iterator<Item = Option<K>>,
) -> [Vec<IdxSize>; 2] {
    let mut places: HashMap<K, IdxSize> = HashMap::new();
    let mut rows_before = 0;
    for (row, key) in before.enumerate() {
        rows_before = row + 1;
        if let Some(key) = key {
            places.insert(key, row as IdxSize);
        }
    }
    let mut to_after = vec![NOBODY; rows_before];
    let mut to_before = Vec::new();
    for (row, key) in after.enumerate() {
        let other = key.and_then(|key| places.get(&key).copied()).unwrap_or(NOBODY);
        if other != NOBODY {
            to_after[other as usize] = row as IdxSize;
        }
        to_before.push(other);
    }
    [to_after, to_before]
}

/// Who counts in a version.
struct Base {
    rows: usize,
    /// By row; `None`: everyone.
    holds: Option<Vec<bool>>,
}

impl Base {
    fn new(sides: &Sides, table: Option<TableId>, version: Version) -> Base {
        let both = crate::cohort::Both { before: table, after: table };
        let Some(found) = sides.of(version).found(&both) else { return Base { rows: 0, holds: None } };
        let rows = found.rows as usize;
        let holds = found.base.as_ref().map(|base| {
            let mut holds = vec![false; rows];
            base.iter().for_each(|&row| holds[row as usize] = true);
            holds
        });
        Base { rows, holds }
    }

    fn holds(&self, row: IdxSize) -> bool {
        self.holds.as_ref().is_none_or(|holds| holds[row as usize])
    }

    fn rows(&self) -> impl Iterator<Item = IdxSize> {
        (0..self.rows as IdxSize).filter(|&row| self.holds(row))
    }
}
