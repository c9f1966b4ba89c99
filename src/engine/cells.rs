//! Columns as plain values.

use super::exec::collect;
use super::frame::Tables;
use crate::ir::{ColumnId, Literal, Op, Plan, Real, TableId, Type};
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A column of the given type, value by value.
pub(super) fn literals(column: &Series, ty: Type) -> PolarsResult<Vec<Literal>> {
    fn all<T>(values: impl Iterator<Item = Option<T>>, f: impl Fn(T) -> Literal) -> Vec<Literal> {
        values.map(|v| v.map_or(Literal::Missing, &f)).collect()
    }
    let physical = column.to_physical_repr();
    Ok(match ty {
        Type::Bool => all(column.bool()?.iter(), Literal::Bool),
        Type::Int => all(column.i64()?.iter(), Literal::Int),
        // As it is, −0 too.
        Type::Number => all(column.f64()?.iter(), |x| Literal::Number(Real(x))),
        Type::Decimal { .. } => all(column.i64()?.iter(), Literal::Decimal),
        Type::Text => all(column.str()?.iter(), |t| Literal::Text(t.into())),
        Type::Date => all(physical.i32()?.iter(), Literal::Date),
        Type::Datetime => all(physical.i64()?.iter(), Literal::Datetime),
        Type::List => {
            let mut lists = Vec::with_capacity(column.len());
            for list in column.list()?.amortized_iter() {
                lists.push(match list {
                    Some(list) => {
                        let items: Vec<Arc<str>> =
                            list.as_ref().str()?.iter().flatten().map(Arc::from).collect();
                        Literal::List(items.into())
                    }
                    None => Literal::Missing,
                });
            }
            lists
        }
    })
}

/// The columns of a table that something in the plan reads.
pub(super) fn needed_columns(plan: &Plan, table: TableId) -> BTreeSet<ColumnId> {
    let description = plan.table(table);
    let mut needed: BTreeSet<ColumnId> = description.key.into_iter().chain(description.time).collect();
    needed.extend(plan.relations.iter().filter(|r| r.child == table).map(|r| r.column));
    needed.extend(plan.nodes.iter().filter(|n| n.table == table).filter_map(|n| match n.op {
        Op::Column(column) => Some(column),
        _ => None,
    }));
    needed
}

/// Some columns of a table as it was read, by index, and how many rows it has.
pub(super) fn read(
    plan: &Plan,
    table: TableId,
    frame: LazyFrame,
    columns: &BTreeSet<ColumnId>,
) -> PolarsResult<(usize, HashMap<usize, Series>)> {
    let names = &plan.table(table).columns;
    let wanted: Vec<Expr> =
        columns.iter().map(|c| Expr::Column(names[c.0 as usize].name.as_str().into())).collect();
    if wanted.is_empty() {
        let count = collect(frame.select([polars::lazy::dsl::len().alias("n")]))?;
        return Ok((count.column("n")?.idx()?.iter().next().flatten().unwrap_or(0) as usize, HashMap::new()));
    }
    let found = collect(frame.select(wanted))?;
    let by_index = columns.iter().zip(found.columns());
    let by_index =
        by_index.map(|(c, column)| (c.0 as usize, column.as_materialized_series().clone())).collect();
    Ok((found.height(), by_index))
}

impl Tables<'_> {
    /// Columns of a table for the rows that exist, in their order.
    pub(super) fn columns(&self, table: TableId, columns: &[ColumnId]) -> PolarsResult<Vec<Series>> {
        let wanted = super::frame::Wanted { columns: columns.to_vec(), ..Default::default() };
        let described = &self.plan.table(table).columns;
        let column = |&c: &ColumnId| self.column(super::frame::raw_col(c), &described[c.0 as usize]);
        let exprs: Vec<Expr> = columns.iter().map(column).collect();
        let found = collect(self.frame(table, &wanted)?.select(exprs))?;
        Ok(found.columns().iter().map(|c| c.as_materialized_series().rechunk()).collect())
    }
}
