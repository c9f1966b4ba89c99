//! Rust functions over columns, as Polars expressions: for what Polars has no exact expression for.
//!
//! Polars divides by a constant by multiplying with its reciprocal, wraps integers silently and lets NaN through; here every
//! operation is the plain one on `f64` and `i64` that the plan's documentation names. All functions work row by row, so the
//! streaming engine runs them on many threads.

use polars::chunked_array::ops::arity;
use polars::lazy::dsl::Expr;
use polars::prelude::*;

/// A value per value; missing stays missing, and `f` may add to it.
pub(super) fn unary<A, B>(
    input: Expr,
    name: &'static str,
    out: DataType,
    f: impl Fn(A::Native) -> Option<B::Native> + Send + Sync + 'static,
) -> Expr
where
    A: PolarsNumericType,
    B: PolarsNumericType,
{
    column(input, name, out, move |s| {
        let values: ChunkedArray<B> = arity::unary_elementwise(physical::<A>(s)?, |v| v.and_then(&f));
        Ok(values.into_series())
    })
}

/// A value per value, also where it is missing; never missing.
pub(super) fn total<A, B>(
    input: Expr,
    name: &'static str,
    out: DataType,
    f: impl Fn(Option<A::Native>) -> B::Native + Send + Sync + 'static,
) -> Expr
where
    A: PolarsNumericType,
    B: PolarsNumericType,
{
    column(input, name, out, move |s| {
        let values: ChunkedArray<B> = arity::unary_elementwise(physical::<A>(s)?, |v| Some(f(v)));
        Ok(values.into_series())
    })
}

/// A value from two; missing where either is, and `f` may add to it.
pub(super) fn binary<A, B, C>(
    left: Expr,
    right: Expr,
    name: &'static str,
    out: DataType,
    f: impl Fn(A::Native, B::Native) -> Option<C::Native> + Send + Sync + 'static,
) -> Expr
where
    A: PolarsNumericType,
    B: PolarsNumericType,
    C: PolarsNumericType,
{
    columns(left, right, name, out, move |a, b| {
        let (a, b) = (physical::<A>(a)?, physical::<B>(b)?);
        let values: ChunkedArray<C> = arity::broadcast_binary_elementwise(a, b, |a, b| f(a?, b?));
        Ok(values.into_series())
    })
}

/// A truth from two numbers; missing where either is.
pub(super) fn test_pair<A, B>(
    left: Expr,
    right: Expr,
    name: &'static str,
    f: impl Fn(A::Native, B::Native) -> bool + Send + Sync + 'static,
) -> Expr
where
    A: PolarsNumericType,
    B: PolarsNumericType,
{
    columns(left, right, name, DataType::Boolean, move |a, b| {
        let (a, b) = (physical::<A>(a)?, physical::<B>(b)?);
        let values: BooleanChunked = arity::broadcast_binary_elementwise(a, b, |a, b| Some(f(a?, b?)));
        Ok(values.into_series())
    })
}

/// A truth per number; missing stays missing.
pub(super) fn test<A>(
    input: Expr,
    name: &'static str,
    f: impl Fn(A::Native) -> bool + Send + Sync + 'static,
) -> Expr
where
    A: PolarsNumericType,
{
    column(input, name, DataType::Boolean, move |s| {
        let values: BooleanChunked = arity::unary_elementwise(physical::<A>(s)?, |v| v.map(&f));
        Ok(values.into_series())
    })
}

/// A truth per text; missing stays missing.
pub(super) fn test_text(
    input: Expr,
    name: &'static str,
    f: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> Expr {
    column(input, name, DataType::Boolean, move |s| {
        let values: BooleanChunked = s.str()?.iter().map(|v| v.map(&f)).collect();
        Ok(values.into_series())
    })
}

/// A text per text; missing stays missing.
pub(super) fn map_text(
    input: Expr,
    name: &'static str,
    f: impl Fn(&str) -> String + Send + Sync + 'static,
) -> Expr {
    column(input, name, DataType::String, move |s| {
        let values: StringChunked = s.str()?.iter().map(|v| v.map(&f)).collect();
        Ok(values.into_series())
    })
}

/// A whole number per text; missing stays missing.
pub(super) fn measure_text(
    input: Expr,
    name: &'static str,
    f: impl Fn(&str) -> i64 + Send + Sync + 'static,
) -> Expr {
    column(input, name, DataType::Int64, move |s| {
        let values: Int64Chunked = s.str()?.iter().map(|v| v.map(&f)).collect();
        Ok(values.into_series())
    })
}

/// A truth per list; missing stays missing.
pub(super) fn test_list(
    input: Expr,
    name: &'static str,
    f: impl Fn(&StringChunked) -> bool + Send + Sync + 'static,
) -> Expr {
    column(input, name, DataType::Boolean, move |s| {
        let mut values = Vec::with_capacity(s.len());
        for list in s.list()?.amortized_iter() {
            values.push(match list {
                Some(list) => Some(f(list.as_ref().str()?)),
                None => None,
            });
        }
        Ok(Series::new(PlSmallStr::EMPTY, values))
    })
}

/// A column from a column, by any function that works row by row.
pub(super) fn column(
    input: Expr,
    name: &'static str,
    out: DataType,
    f: impl Fn(&Series) -> PolarsResult<Series> + Send + Sync + 'static,
) -> Expr {
    let returned = out.clone();
    input.map_with_fmt_str(
        move |c| {
            let name = c.name().clone();
            let series = c.take_materialized_series().to_physical_repr().into_owned();
            finish(f(&series)?, name, &returned)
        },
        move |_, field| Ok(Field::new(field.name().clone(), out.clone())),
        name,
    )
}

/// A column from two, by any function that works row by row; either may have one value for all rows.
pub(super) fn columns(
    left: Expr,
    right: Expr,
    name: &'static str,
    out: DataType,
    f: impl Fn(&Series, &Series) -> PolarsResult<Series> + Send + Sync + 'static,
) -> Expr {
    let returned = out.clone();
    let mut expr = left.map_many(
        move |c| {
            let name = c[0].name().clone();
            let a = c[0].as_materialized_series().to_physical_repr().into_owned();
            let b = c[1].as_materialized_series().to_physical_repr().into_owned();
            finish(f(&a, &b)?, name, &returned)
        },
        &[right],
        move |_, fields| Ok(Field::new(fields[0].name().clone(), out.clone())),
    );
    if let Expr::AnonymousFunction { fmt_str, .. } = &mut expr {
        **fmt_str = PlSmallStr::from_static(name);
    }
    expr
}

fn finish(series: Series, name: PlSmallStr, out: &DataType) -> PolarsResult<Column> {
    let series = if series.dtype() == out { series } else { series.cast(out)? };
    Ok(series.with_name(name).into_column())
}

pub(super) fn physical<T: PolarsNumericType>(series: &Series) -> PolarsResult<&ChunkedArray<T>> {
    let found = series.dtype();
    series
        .as_any()
        .downcast_ref::<ChunkedArray<T>>()
        .ok_or_else(|| polars_err!(SchemaMismatch: "expected {}, found {found}", T::get_static_dtype()))
}
