//! Numbers: plain `f64` arithmetic, and what is not finite is missing.

use super::kernels;
use crate::ir::{Arith, CompareFull, Math, Type};
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use std::cmp::Ordering;

pub(super) fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// 10^n as the nearest double.
pub(super) fn power_of_ten(n: u32) -> f64 {
    format!("1e{n}").parse().unwrap_or(f64::INFINITY)
}

/// An Int or a Decimal as the nearest double.
pub(super) fn to_number(value: Expr, ty: Type) -> Expr {
    match ty {
        Type::Decimal { scale } => {
            let unit = power_of_ten(scale);
            kernels::unary::<Int64Type, Float64Type>(value, "number", DataType::Float64, move |m| {
                Some(m as f64 / unit)
            })
        }
        Type::Number => value,
        _ => value.cast(DataType::Float64),
    }
}

pub(super) fn arith(op: Arith, left: Expr, right: Expr) -> Expr {
    let (name, f): (_, fn(f64, f64) -> f64) = match op {
        Arith::Add => ("add", |a, b| a + b),
        Arith::Sub => ("sub", |a, b| a - b),
        Arith::Mul => ("mul", |a, b| a * b),
        Arith::Div => ("div", |a, b| a / b),
    };
    kernels::binary::<Float64Type, Float64Type, Float64Type>(
        left,
        right,
        name,
        DataType::Float64,
        move |a, b| finite(f(a, b)),
    )
}

pub(super) fn math(function: Math, value: Expr) -> Expr {
    let (name, f): (_, fn(f64) -> f64) = match function {
        Math::Abs => ("abs", f64::abs),
        Math::Floor => ("floor", f64::floor),
        Math::Ceil => ("ceil", f64::ceil),
        Math::Sqrt => ("sqrt", f64::sqrt),
        Math::Ln => ("ln", f64::ln),
        Math::Log10 => ("log10", f64::log10),
    };
    kernels::unary::<Float64Type, Float64Type>(value, name, DataType::Float64, move |x| finite(f(x)))
}

pub(super) fn round(value: Expr, places: u32) -> Expr {
    let unit = power_of_ten(places);
    kernels::unary::<Float64Type, Float64Type>(value, "round", DataType::Float64, move |x| {
        finite((x * unit).round() / unit)
    })
}

pub(super) enum Side {
    Column(Expr),
    Constant(f64),
}

pub(super) fn compare_int_number(op: CompareFull, int: Expr, number: Side) -> Expr {
    let holds = match op {
        CompareFull::Eq => Ordering::is_eq,
        CompareFull::Lt => Ordering::is_lt,
        CompareFull::Le => Ordering::is_le,
        CompareFull::Gt => Ordering::is_gt,
        CompareFull::Ge => Ordering::is_ge,
    };
    let name = "compare exactly";
    match number {
        Side::Constant(x) => kernels::test::<Int64Type>(int, name, move |i| holds(exact_order(i, x))),
        Side::Column(number) => {
            kernels::test_pair::<Int64Type, Float64Type>(int, number, name, move |i, x| {
                holds(exact_order(i, x))
            })
        }
    }
}

/// How a whole number stands to a double, by exact value: not every 64-bit integer is a double.
fn exact_order(i: i64, x: f64) -> Ordering {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0; // 2^63
    if x >= LIMIT {
        return Ordering::Less;
    }
    if x < -LIMIT {
        return Ordering::Greater;
    }
    i.cmp(&(x.trunc() as i64)).then_with(|| 0.0.partial_cmp(&x.fract()).unwrap_or(Ordering::Equal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_compare_by_value() {
        assert_eq!(exact_order(i64::MAX, i64::MAX as f64), Ordering::Less);
        assert_eq!(exact_order(i64::MIN, i64::MIN as f64), Ordering::Equal);
        assert_eq!(exact_order(9_007_199_254_740_993, 9_007_199_254_740_992.0), Ordering::Greater);
        assert_eq!(exact_order(2, 2.5), Ordering::Less);
        assert_eq!(exact_order(-2, -2.5), Ordering::Greater);
        assert_eq!(exact_order(3, 3.0), Ordering::Equal);
        assert_eq!(exact_order(0, f64::INFINITY), Ordering::Less);
    }
}
