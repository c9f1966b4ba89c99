//! Checks that need more than one row: keys, and the relations between tables.

use super::table::{Kind, ROW, Read, among};
use crate::catalog::{Catalog, Relation, Table};
use polars::prelude::*;
use std::collections::BTreeSet;

/// Rows without a key, and all rows of keys that stand twice.
pub(super) fn check_key(read: &mut Read, table: &Table) -> PolarsResult<()> {
    let Some(key) = table.key else { return Ok(()) };
    let name = table.columns[key].name.as_str();
    let rows = read.numbered().select([col(ROW), col(name)]);
    let keys = stream(rows.clone().select([col(name)]))?;
    let keys = keys.column(name)?.as_materialized_series();
    if keys.null_count() > 0 {
        // A key that could not be read has been counted as a bad cell.
        let unreadable: BTreeSet<IdxSize> = read
            .marks
            .iter()
            .filter(|m| m.column.is_none_or(|c| usize::from(c) == key))
            .map(|m| m.row)
            .collect();
        let missing = row_numbers(rows.clone().filter(col(name).is_null()))?;
        read.mark(Kind::MissingKey, Some(key), missing.into_iter().filter(|row| !unreadable.contains(row)));
    }
    if !all_different(keys)? {
        let known = rows.filter(col(name).is_not_null());
        let doubled = known.clone().group_by([col(name)]).agg([len().alias(COUNT)]);
        let doubled = doubled.filter(col(COUNT).gt(lit(1))).select([col(name)]);
        let rows = row_numbers(known.semi_join(doubled, col(name), col(name)))?;
        read.mark(Kind::DuplicateKey, Some(key), rows);
    }
    Ok(())
}

/// Whether no key stands twice. Most files are in the order of their keys, and that is quickly seen.
fn all_different(keys: &Series) -> PolarsResult<bool> {
    let rising = match keys.dtype() {
        DataType::Int64 => rises(keys.i64()?.iter().flatten()),
        DataType::String => rises(keys.str()?.iter().flatten()),
        _ => false,
    };
    let missing = usize::from(keys.null_count() > 0);
    Ok(rising || keys.n_unique()? - missing == keys.len() - keys.null_count())
}

fn rises<T: PartialOrd>(mut values: impl Iterator<Item = T>) -> bool {
    let Some(mut last) = values.next() else { return true };
    values.all(|value| {
        let rises = last < value;
        last = value;
        rises
    })
}

const COUNT: &str = "\u{1}count";
const KEY: &str = "\u{1}key";

/// Orphans of all relations, then the rows whose owner was set aside, until no more follow. Only tables that have been read take
/// part.
pub(super) fn check_relations(reads: &mut [Option<Read>], catalog: &Catalog) -> PolarsResult<()> {
    let both_read = |r: &&Relation| reads[r.child].is_some() && reads[r.parent].is_some();
    let relations: Vec<&Relation> = catalog.relations.iter().filter(both_read).collect();
    let mut orphans = Vec::new();
    for relation in &relations {
        let Some((child, parent)) = sides(reads, relation, catalog) else { continue };
        let rows = match Numbers::of(&parent)? {
            Some(numbers) => child.filter(numbers.lacks(col(KEY))),
            None => child.anti_join(parent, col(KEY), col(KEY)),
        };
        orphans.push((relation, row_numbers(rows)?));
    }
    for (relation, rows) in orphans {
        if let Some(read) = &mut reads[relation.child] {
            read.mark(Kind::Orphan, Some(relation.column), rows);
        }
    }
    // The rows of each table that were set aside since its children were last looked at.
    let mut fresh: Vec<BTreeSet<IdxSize>> =
        reads.iter().map(|r| r.as_ref().map(|r| r.aside.clone()).unwrap_or_default()).collect();
    while let Some(parent) = fresh.iter().position(|rows| !rows.is_empty()) {
        let owners = std::mem::take(&mut fresh[parent]);
        for relation in relations.iter().filter(|r| r.parent == parent) {
            let Some((child, owner)) = sides_among(reads, relation, catalog, &owners) else { continue };
            let rows = row_numbers(child.semi_join(owner, col(KEY), col(KEY)))?;
            let Some(read) = &mut reads[relation.child] else { continue };
            let rows: Vec<IdxSize> = rows.into_iter().filter(|row| !read.aside.contains(row)).collect();
            fresh[relation.child].extend(&rows);
            read.mark(Kind::OwnerAside, Some(relation.column), rows);
        }
    }
    Ok(())
}

/// The child's rows with the key that they name, and the parent's keys.
fn sides(reads: &[Option<Read>], relation: &Relation, catalog: &Catalog) -> Option<(LazyFrame, LazyFrame)> {
    let (child, parent) = (reads[relation.child].as_ref()?, reads[relation.parent].as_ref()?);
    let foreign = &catalog.tables[relation.child].columns[relation.column];
    let parent_table = &catalog.tables[relation.parent];
    let key = &parent_table.columns[parent_table.key?];
    // The catalog holds both sides to one type; texts compare even if it did not.
    let same = super::typed::frame_type(&foreign.ty) == super::typed::frame_type(&key.ty);
    let value = |name: &str| {
        let value = col(name);
        if same { value } else { value.cast(DataType::String) }.alias(KEY)
    };
    let known = |frame: LazyFrame| frame.filter(col(KEY).is_not_null());
    Some((
        known(child.numbered().select([col(ROW), value(&foreign.name)])),
        known(parent.numbered().select([col(ROW), value(&key.name)])),
    ))
}

/// The same with some of the parent's rows only.
fn sides_among(
    reads: &[Option<Read>],
    relation: &Relation,
    catalog: &Catalog,
    owners: &BTreeSet<IdxSize>,
) -> Option<(LazyFrame, LazyFrame)> {
    let (child, parent) = sides(reads, relation, catalog)?;
    Some((child, parent.filter(among(owners.iter().copied()))))
}

/// Keys that are numbers and lie close together, one bit for each number: looking one up costs next to nothing, where a join
/// hashes every row.
struct Numbers {
    low: i64,
    bits: Vec<u64>,
}

impl Numbers {
    /// `None` where keys are no numbers, or so far apart that the bits would take more room than the keys.
    fn of(keys: &LazyFrame) -> PolarsResult<Option<Numbers>> {
        if keys.clone().collect_schema()?.get(KEY) != Some(&DataType::Int64) {
            return Ok(None);
        }
        let keys = stream(keys.clone().select([col(KEY)]))?;
        let keys = keys.column(KEY)?.i64()?;
        let (Some(low), Some(high)) = (keys.min(), keys.max()) else { return Ok(None) };
        let width = high.abs_diff(low);
        if width / 64 > keys.len() as u64 {
            return Ok(None);
        }
        let mut bits = vec![0; width as usize / 64 + 1];
        for key in keys.iter().flatten() {
            let at = key.abs_diff(low) as usize;
            bits[at / 64] |= 1 << (at % 64);
        }
        Ok(Some(Numbers { low, bits }))
    }

    fn holds(&self, key: i64) -> bool {
        let at = key.abs_diff(self.low) as usize;
        key >= self.low && self.bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// True where the value is none of the keys.
    fn lacks(self, value: Expr) -> Expr {
        value.map(
            move |keys| {
                let lacks = keys.i64()?.iter().map(|key| key.is_some_and(|key| !self.holds(key)));
                Ok(BooleanChunked::from_iter_values(keys.name().clone(), lacks).into_column())
            },
            |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
        )
    }
}

/// Runs a query on the streaming engine.
pub(super) fn stream(frame: LazyFrame) -> PolarsResult<DataFrame> {
    Ok(frame.collect_with_engine(Engine::Streaming)?.unwrap_single())
}

/// The numbers of a query's rows, in order.
pub(super) fn row_numbers(frame: LazyFrame) -> PolarsResult<Vec<IdxSize>> {
    let rows = stream(frame.select([col(ROW)]))?;
    let mut rows: Vec<IdxSize> = rows.column(ROW)?.idx()?.into_no_null_iter().collect();
    rows.sort_unstable();
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_held_exactly() {
        let keys = |keys: &[i64]| Series::new(KEY.into(), keys).into_frame().lazy();
        let held = Numbers::of(&keys(&[-70, 5, 64, i64::from(i32::MAX) % 100])).unwrap().unwrap();
        for key in -200..200 {
            assert_eq!(held.holds(key), [-70, 5, 64, 47].contains(&key), "{key}");
        }
        assert!(!held.holds(i64::MIN) && !held.holds(i64::MAX));
        assert!(Numbers::of(&keys(&[i64::MIN, i64::MAX])).unwrap().is_none());
        assert!(Numbers::of(&keys(&[])).unwrap().is_none());
    }
}
