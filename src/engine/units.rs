//! The whole units in which sums are added: 128 bits always hold a sum, 64 bits nearly always, and those are much quicker.

use super::kernels;
use crate::ir::Type;
use polars::lazy::dsl::Expr;
use polars::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Beyond this a number is not counted in a sum.
const LARGEST: f64 = 1e20;

/// Decimal places of an exact sum.
pub(super) fn sum_scale(ty: Type) -> u32 {
    match ty {
        Type::Decimal { scale } => scale,
        Type::Number => 6,
        _ => 0,
    }
}

/// A number in millionths, rounded half away from zero; `None` if it is too large to be added exactly.
pub(super) fn millionths(x: f64) -> Option<i128> {
    (x.abs() <= LARGEST).then(|| (x * 1e6).round() as i128)
}

/// How wide sums are.
#[derive(Debug, Clone)]
pub(super) enum Width {
    /// 64 bits. Only when all values have been seen the guard knows whether that was enough.
    Narrow(Arc<Guard>),
    /// 128 bits, enough for whatever fits in memory.
    Wide,
}

/// Knows that no sum of any of the values seen leaves 64 bits: all of them together, without their signs, do not.
#[derive(Debug, Default)]
pub(super) struct Guard {
    /// Stops at the greatest number.
    together: AtomicU64,
}

impl Guard {
    /// Whether no sum can have gone beyond 64 bits.
    pub(super) fn holds(&self) -> bool {
        self.together.load(Ordering::Relaxed) <= i64::MAX as u64
    }

    fn saw(&self, together: u64) {
        let add = |before: u64| Some(before.saturating_add(together));
        // Never fails: the closure always has an answer.
        let _ = self.together.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

impl Width {
    /// A value in units; 0 where it is missing or too large to be added.
    pub(super) fn units(&self, value: Expr, ty: Type) -> Expr {
        match (self, ty) {
            (Width::Narrow(guard), Type::Number) => {
                narrow::<Float64Type>(guard.clone(), value, short_millionths)
            }
            (Width::Narrow(guard), _) => narrow::<Int64Type>(guard.clone(), value, Some),
            (Width::Wide, Type::Number) => {
                kernels::total::<Float64Type, Int128Type>(value, "units", DataType::Int128, |x| {
                    x.and_then(millionths).unwrap_or(0)
                })
            }
            (Width::Wide, _) => {
                kernels::total::<Int64Type, Int128Type>(value, "units", DataType::Int128, |u| {
                    u.map_or(0, i128::from)
                })
            }
        }
    }

    /// Nothing, in units.
    pub(super) fn zero(&self) -> Expr {
        match self {
            Width::Narrow(_) => super::scalar::constant(0i64),
            Width::Wide => super::scalar::constant(0i128),
        }
    }
}

/// Whether a value has units: it is there and not too large.
pub(super) fn is_added(value: Expr, ty: Type) -> Expr {
    match ty {
        Type::Number => kernels::test::<Float64Type>(value, "added", |x| x.abs() <= LARGEST),
        _ => value.is_not_null(),
    }
}

/// Sums in units, whatever their width.
pub(super) fn sums(series: &Series) -> PolarsResult<Vec<Option<i128>>> {
    match series.dtype() {
        DataType::Int64 => Ok(series.i64()?.iter().map(|u| u.map(i128::from)).collect()),
        _ => Ok(series.i128()?.iter().collect()),
    }
}

/// `None`: needs more than 64 bits.
#[inline]
fn short_millionths(x: f64) -> Option<i64> {
    let y = x * 1e6;
    if y.abs() < 9e18 {
        // The same as `round`, which without newer instructions is a call: what a cast cuts off is exact.
        let whole = y as i64;
        let rest = y - whole as f64;
        return Some(whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5));
    }
    // What is too large even for a wide sum counts as missing there too.
    (x.abs() > LARGEST).then_some(0)
}

fn narrow<A: PolarsNumericType>(
    guard: Arc<Guard>,
    value: Expr,
    units: impl Fn(A::Native) -> Option<i64> + Send + Sync + 'static,
) -> Expr {
    kernels::column(value, "units", DataType::Int64, move |s| {
        let values = kernels::physical::<A>(s)?;
        let mut together = 0u64;
        let mut count = |units: Option<i64>| {
            together = together.saturating_add(units.map_or(u64::MAX, i64::unsigned_abs));
            units.unwrap_or(0)
        };
        let mut all: Vec<i64> = Vec::with_capacity(values.len());
        for chunk in values.downcast_iter() {
            match chunk.validity().filter(|v| v.unset_bits() > 0) {
                None => all.extend(chunk.values().iter().map(|&v| count(units(v)))),
                Some(_) => all.extend(chunk.iter().map(|v| v.map_or(0, |&v| count(units(v))))),
            }
        }
        guard.saw(together);
        Ok(Int64Chunked::from_vec(PlSmallStr::EMPTY, all).into_series())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_rounding_agree() {
        let edges =
            [0.0, -0.0, 0.5e-6, -0.5e-6, 1.5e-6, 2.5e-6, 1.2345675, -7.0000005, 1e9 + 0.25e-6, 9.2e12];
        for x in edges.into_iter().flat_map(|x: f64| [x, -x, f64::from_bits(x.to_bits() + 1)]) {
            if let Some(units) = short_millionths(x) {
                assert_eq!(Some(i128::from(units)), millionths(x), "{x:e}");
            }
        }
        assert_eq!(short_millionths(1e13), None);
        assert_eq!(short_millionths(1e21), Some(0));
        assert_eq!(millionths(1e21), None);
    }

    #[test]
    fn the_guard_adds_without_signs() {
        let guard = Guard::default();
        guard.saw(1 << 62);
        assert!(guard.holds());
        guard.saw(1 << 62);
        assert!(!guard.holds());
        guard.saw(u64::MAX);
        assert!(!guard.holds());
    }
}
