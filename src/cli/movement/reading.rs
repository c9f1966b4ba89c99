//! Whether two catalogs read their data the same way.

use crate::catalog::{Catalog, Column, Relation, Table};

/// True if both make the same rows of the same files. What only rules and documents look at may differ.
pub(super) fn alike(before: &Catalog, after: &Catalog) -> bool {
    let relation = |r: &Relation| (r.child, r.column, r.parent);
    before.timezone == after.timezone
        && before.tables.len() == after.tables.len()
        && before.tables.iter().zip(&after.tables).all(|(b, a)| tables_alike(b, a))
        && before.relations.iter().map(relation).eq(after.relations.iter().map(relation))
}

fn tables_alike(before: &Table, after: &Table) -> bool {
    let source =
        |t: &Table| (t.source.path.clone(), t.source.format, t.source.text.clone(), t.source.sheet.clone());
    let rows = |t: &Table| (t.name.clone(), t.key, t.time, t.on_error, t.columns.len());
    source(before) == source(after)
        && rows(before) == rows(after)
        && before.columns.iter().zip(&after.columns).all(|(b, a)| columns_alike(b, a))
}

fn columns_alike(before: &Column, after: &Column) -> bool {
    let place = |c: &Column| (c.name.clone(), c.ty.clone(), c.from.clone(), c.at);
    let form = |c: &Column| {
        let numbers = (c.thousands, c.decimal_point, c.separator.clone());
        (c.date_format.clone(), c.timezone, numbers, c.normalize.clone(), c.range)
    };
    let words = |c: &Column| (c.true_values.clone(), c.false_values.clone(), c.null_values.clone());
    place(before) == place(after) && form(before) == form(after) && words(before) == words(after)
}
