//! Aggregates that sums cannot say: how many values differ, the n-th smallest value, and the first and the last row. Each has a query of its own.

use super::aggregate::{Children, OWNER, result_name};
use super::frame::{Tables, node_col, raw_col};
use super::kernels;
use crate::ir::{Aggregate, AggregateFunction, NodeId, Type};
use polars::lazy::dsl::{Expr, len, lit};
use polars::prelude::*;

impl Children<'_> {
    /// How many different values there are.
    pub(super) fn different(&self, tables: &Tables, id: NodeId, a: &Aggregate) -> Option<LazyFrame> {
        let value = a.value?;
        let owner = || Expr::Column(OWNER.into());
        let found = sortable(node_col(value), tables.plan.node(value).ty).alias("value");
        let frame =
            self.rows(tables, a).select([owner(), found]).filter(Expr::Column("value".into()).is_not_null());
        let pairs = frame.group_by([owner(), Expr::Column("value".into())]).agg([] as [Expr; 0]);
        Some(pairs.group_by([owner()]).agg([len().alias(result_name(id))]))
    }

    /// The n-th smallest value.
    pub(super) fn nth_least(&self, tables: &Tables, id: NodeId, a: &Aggregate, n: u32) -> Option<LazyFrame> {
        let value = || Expr::Column("value".into());
        let rows =
            self.rows(tables, a).select([Expr::Column(OWNER.into()), node_col(a.value?).alias("value")]);
        let rows = rows.filter(value().is_not_null());
        let sorted = value().sort(SortOptions::default()).get(lit(n - 1), true);
        Some(rows.group_by([Expr::Column(OWNER.into())]).agg([sorted.alias(result_name(id))]))
    }

    /// The value of the first or last row.
    pub(super) fn outermost(
        &self,
        tables: &Tables,
        id: NodeId,
        a: &Aggregate,
    ) -> PolarsResult<Option<LazyFrame>> {
        let child = tables.plan.table(self.relation.child);
        let (Some(value), Some(time)) = (a.value, child.time) else { return Ok(None) };
        let first = a.function == AggregateFunction::First;
        let col = |name: &str| Expr::Column(name.into());
        let tie = match child.key {
            Some(key) => sortable(raw_col(key), child.columns[key.0 as usize].ty),
            None => sortable(node_col(value), tables.plan.node(value).ty),
        };
        let rows = self.rows(tables, a).select([
            col(OWNER),
            raw_col(time).alias("time"),
            tie.alias("tie"),
            node_col(value).alias("value"),
        ]);
        let rows = rows.filter(col("time").is_not_null().and(col("value").is_not_null()));
        let outermost = if first { col("time").min() } else { col("time").max() };
        let times = rows.clone().group_by([col(OWNER)]).agg([outermost]);
        let candidates =
            rows.join_builder().with(times).how(JoinType::Inner).on([col(OWNER), col("time")]).finish();
        // Of equal times First takes the smaller key and Last the greater one; without a key both take the smaller value.
        let descending = !first && child.key.is_some();
        let order = SortMultipleOptions::default().with_order_descending(descending).with_nulls_last(true);
        let title =
            || format!("outermost {} of {}", child.name, tables.plan.table(self.relation.parent).name);
        let sorted = tables.query(title, candidates)?.sort(["tie"], order)?;
        let winners = sorted.unique_stable(Some(&[OWNER.to_owned()]), UniqueKeepStrategy::First, None)?;
        Ok(Some(winners.lazy().select([col(OWNER), col("value").alias(result_name(id))])))
    }
}

/// A value that groups and sorts as the plan compares: −0 as 0, lists item by item.
fn sortable(value: Expr, ty: Type) -> Expr {
    match ty {
        Type::Number => {
            kernels::unary::<Float64Type, Float64Type>(value, "sortable", DataType::Float64, |x| {
                Some(x + 0.0)
            })
        }
        Type::List => kernels::column(value, "sortable", DataType::String, |s| {
            // No item holds the character that sorts before all others, so joined texts sort as lists do.
            let mut texts: Vec<Option<String>> = Vec::with_capacity(s.len());
            for list in s.list()?.amortized_iter() {
                texts.push(match list {
                    Some(list) => Some(
                        list.as_ref().str()?.iter().flatten().fold(String::new(), |t, item| t + item + "\0"),
                    ),
                    None => None,
                });
            }
            Ok(Series::new(PlSmallStr::EMPTY, texts))
        }),
        _ => value,
    }
}
