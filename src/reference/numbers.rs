//! Numbers that must come out the same to the last bit, whoever works them out.

use super::Value;
use super::sound::unsound;
use crate::ir::Type;
use std::cmp::Ordering;

/// Two doubles that are not NaN, by value: −0 equals 0.
pub(super) fn compare(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| unsound(Ordering::Equal, format_args!("compares {a} with {b}")))
}

/// A whole number with a double, by exact value: 2^53 + 1 is more than the double 2^53.
pub(super) fn compare_int(i: i64, x: f64) -> Ordering {
    // What lies in front of the point fits 128 bits, or is far beyond any whole number of 64 and is cut to the 128.
    let whole = x.trunc() as i128;
    let fraction = x - x.trunc();
    i128::from(i).cmp(&whole).then(compare(0.0, fraction))
}

/// 10^scale as a double, exact for the scales that there are.
pub(super) fn power_of_ten(scale: u32) -> f64 {
    format!("1e{scale}").parse().unwrap_or(f64::INFINITY)
}

/// How many places behind the point the exact sum of values of this type has.
pub(super) fn sum_scale(ty: Type) -> u32 {
    match ty {
        Type::Int => 0,
        Type::Decimal { scale } => scale,
        Type::Number => 6,
        _ => unsound(0, format_args!("adds up values of type {ty:?}")),
    }
}

/// A value in units of its [`sum_scale`]; `None` where it is missing or, a number beyond ±1e20, cannot be added exactly.
pub(super) fn units(value: &Value) -> Option<i128> {
    match *value {
        Value::Missing => None,
        Value::Int(i) => Some(i.into()),
        Value::Decimal(units) => Some(units.into()),
        Value::Number(x) if x.abs() > 1e20 => None,
        // `round` rounds half away from zero.
        Value::Number(x) => Some((x * 1e6).round() as i128),
        _ => unsound(None, format_args!("adds up {value:?}")),
    }
}

/// The double of an Int, Decimal or Number.
pub(super) fn to_f64(value: &Value, ty: Type) -> Option<f64> {
    match (value, ty) {
        (Value::Missing, _) => None,
        (Value::Int(i), _) => Some(*i as f64),
        (Value::Decimal(units), Type::Decimal { scale }) => Some(*units as f64 / power_of_ten(scale)),
        (Value::Number(x), _) => Some(*x),
        _ => unsound(None, format_args!("takes {value:?} of type {ty:?} for a number")),
    }
}
