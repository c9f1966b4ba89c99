//! Where values stand among those of the base: learnt once from the whole column, by counting on its sorted values.

use super::kernels;
use super::scalar::constant;
use crate::ir::{RankKind, Type};
use polars::lazy::dsl::{Expr, when};
use polars::prelude::*;
use rayon::slice::ParallelSliceMut;
use std::sync::Arc;

/// What a rank needs to know about the base. Whole numbers, decimals, dates and instants are `i64`.
#[derive(Debug, Clone)]
pub(super) enum Standing {
    Whole(Rule<i64>),
    Real(Rule<f64>),
}

#[derive(Debug, Clone)]
pub(super) enum Rule<T> {
    /// True from this value on; for no value if `None`.
    From(Option<T>),
    /// True up to this value.
    UpTo(Option<T>),
    /// By value, ascending: the share of the base below it.
    Percentile(Arc<[(T, f64)]>),
    /// The values at which a new quantile begins, ascending, and its number.
    Quantile(Arc<[(T, i64)]>),
}

/// The known values of the base, ascending.
pub(super) enum Sorted {
    Whole(Vec<i64>),
    Real(Vec<f64>),
}

impl Sorted {
    /// `values` is a column of the base, of the given type; missing ones do not count.
    pub(super) fn new(values: &Series, ty: Type) -> PolarsResult<Sorted> {
        if ty == Type::Number {
            let mut known: Vec<f64> = values.f64()?.iter().flatten().collect();
            known.par_sort_unstable_by(f64::total_cmp);
            return Ok(Sorted::Real(known));
        }
        let values = values.to_physical_repr().cast(&DataType::Int64)?;
        let mut known: Vec<i64> = values.i64()?.iter().flatten().collect();
        known.par_sort_unstable();
        Ok(Sorted::Whole(known))
    }

    pub(super) fn standing(&self, kind: RankKind) -> Standing {
        match self {
            Sorted::Whole(sorted) => Standing::Whole(rule(kind, sorted)),
            Sorted::Real(sorted) => Standing::Real(rule(kind, sorted)),
        }
    }
}

impl Standing {
    /// The rank of each value, the base aside.
    pub(super) fn lower(&self, value: Expr, ty: Type) -> Expr {
        match self {
            Standing::Whole(rule) => {
                let value = if ty == Type::Int { value } else { value.cast(DataType::Int64) };
                lower::<Int64Type>(rule, value, constant)
            }
            Standing::Real(rule) => lower::<Float64Type>(rule, value, constant),
        }
    }
}

fn rule<T: Copy + PartialOrd>(kind: RankKind, sorted: &[T]) -> Rule<T> {
    let n = sorted.len();
    // By different value, ascending: how many are below it.
    let mut steps: Vec<(T, usize)> = Vec::new();
    for (below, &value) in sorted.iter().enumerate() {
        if steps.last().is_none_or(|(last, _)| *last < value) {
            steps.push((value, below));
        }
    }
    let fits = |count: usize, share: i64| count as i128 * 100_000_000 <= i128::from(share) * n as i128;
    match kind {
        RankKind::Top { share } => {
            Rule::From(steps.iter().find(|(_, below)| fits(n - below, share)).map(|s| s.0))
        }
        RankKind::Bottom { share } => {
            let upper = |index: usize| steps.get(index + 1).map_or(n, |next| next.1);
            let last = (0..steps.len()).rev().find(|&i| fits(upper(i), share));
            Rule::UpTo(last.map(|i| steps[i].0))
        }
        RankKind::Percentile => {
            Rule::Percentile(steps.iter().map(|&(v, below)| (v, below as f64 / n as f64)).collect())
        }
        RankKind::Quantile { k } => {
            let number = |below: usize| (i128::from(k) * below as i128 / n as i128) as i64 + 1;
            let mut starts: Vec<(T, i64)> = Vec::new();
            for (value, below) in steps {
                if starts.last().is_none_or(|(_, last)| *last != number(below)) {
                    starts.push((value, number(below)));
                }
            }
            Rule::Quantile(starts.into())
        }
    }
}

fn lower<A>(rule: &Rule<A::Native>, value: Expr, bound: fn(A::Native) -> Expr) -> Expr
where
    A: PolarsNumericType,
    A::Native: PartialOrd,
{
    let none = |value: Expr| {
        when(value.is_null()).then(constant(Scalar::null(DataType::Boolean))).otherwise(constant(false))
    };
    match rule {
        Rule::From(Some(least)) => value.gt_eq(bound(*least)),
        Rule::UpTo(Some(most)) => value.lt_eq(bound(*most)),
        Rule::From(None) | Rule::UpTo(None) => none(value),
        Rule::Percentile(shares) => {
            let shares = shares.clone();
            kernels::unary::<A, Float64Type>(value, "percentile", DataType::Float64, move |x| {
                place(&shares, x)
            })
        }
        Rule::Quantile(starts) => {
            let starts = starts.clone();
            kernels::unary::<A, Int64Type>(value, "quantile", DataType::Int64, move |x| place(&starts, x))
        }
    }
}

/// What stands beside the greatest entry that is not above `x`.
fn place<T: PartialOrd, V: Copy>(sorted: &[(T, V)], x: T) -> Option<V> {
    let above = sorted.partition_point(|(value, _)| *value <= x);
    sorted.get(above.checked_sub(1)?).map(|s| s.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_treated_alike() {
        // Ten people; the top fifth would split the tie at 9, so nobody of it is in.
        let values = [1, 2, 3, 4, 5, 6, 7, 9, 9, 9];
        let top = |share| match rule(RankKind::Top { share }, &values) {
            Rule::From(from) => from,
            _ => None,
        };
        assert_eq!(top(20_000_000), None);
        assert_eq!(top(30_000_000), Some(9));
        let Rule::UpTo(bottom) = rule(RankKind::Bottom { share: 15_000_000 }, &values) else { return };
        assert_eq!(bottom, Some(1));
        let Rule::Quantile(starts) = rule(RankKind::Quantile { k: 5 }, &values) else { return };
        assert_eq!(&*starts, &[(1, 1), (3, 2), (5, 3), (7, 4)]);
        assert_eq!(place(&starts, 9), Some(4));
        let Rule::Percentile(shares) = rule(RankKind::Percentile, &values) else { return };
        assert_eq!(place(&shares, 9), Some(0.7));
    }
}
