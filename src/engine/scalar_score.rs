//! Grades and scores: whole ten-thousandths of a point, in the narrowest integers that the weights prove safe.

use super::kernels;
use super::scalar::{Get, Scalars, constant, join, missing, text};
use super::scalar_number::finite;
use crate::ir::{Day, Literal, NodeId, Op, TierBound, Type};
use polars::lazy::dsl::{Expr, when};
use polars::prelude::*;

/// The least and greatest value of a part of a score, those of its inputs given; `None` for everything else.
pub(super) fn bounds(op: &Op, known: &[Option<(i64, i64)>]) -> Option<(i64, i64)> {
    match op {
        Op::Literal(Literal::Int(i)) => Some((*i, *i)),
        Op::Earn { weight, .. } => {
            let most = weight.checked_mul(100)?;
            Some((most.min(0), most.max(0)))
        }
        // Also what any part of the sum alone could come to: it is added up one by one.
        Op::Sum(parts) => parts.iter().try_fold((0i64, 0i64), |(low, high), part| {
            let (l, h) = known[part.0 as usize]?;
            Some((low.checked_add(l.min(0))?, high.checked_add(h.max(0))?))
        }),
        Op::AtMost { value, cap } => {
            let (low, high) = known[value.0 as usize]?;
            Some((low.min(*cap), high.min(*cap).max(low.min(*cap))))
        }
        _ => None,
    }
}

fn grade_of_ramp(x: f64, from: f64, to: f64) -> f64 {
    ((x - from) / (to - from)).clamp(0.0, 1.0)
}

fn grade_of_decay(days: i64, half_life: f64) -> f64 {
    if days <= 0 { 1.0 } else { 0.5f64.powf(days as f64 / half_life) }
}

/// What a grade earns, in ten-thousandths of a point.
fn earned(weight: i64, grade: f64) -> i64 {
    ((weight * 100) as f64 * grade + 0.5).floor() as i64
}

pub(super) fn ramp(value: Expr, from: f64, to: f64) -> Expr {
    kernels::unary::<Float64Type, Float64Type>(value, "ramp", DataType::Float64, move |x| {
        finite(grade_of_ramp(x, from, to))
    })
}

pub(super) fn decay(value: Expr, as_of: Day, half_life: f64) -> Expr {
    let grades = by_age(half_life, |grade| grade);
    kernels::unary::<Int32Type, Float64Type>(value, "decay", DataType::Float64, move |d| {
        Some(grades.of(i64::from(as_of) - i64::from(d)))
    })
}

pub(super) fn earn_ramp(s: &Scalars, id: NodeId, value: Expr, from: f64, to: f64, weight: i64) -> Expr {
    let name = "earn ramp";
    let f = move |x: Option<f64>| x.map_or(0, |x| earned(weight, grade_of_ramp(x, from, to)));
    if s.is_narrow(id) {
        kernels::total::<Float64Type, Int32Type>(value, name, DataType::Int32, move |x| f(x) as i32)
    } else {
        kernels::total::<Float64Type, Int64Type>(value, name, DataType::Int64, f)
    }
}

pub(super) fn earn_decay(s: &Scalars, id: NodeId, value: Expr, half_life: f64, weight: i64) -> Expr {
    let as_of = s.plan.as_of;
    let name = "earn decay";
    if s.is_narrow(id) {
        let points = by_age(half_life, move |grade| earned(weight, grade) as i32);
        kernels::total::<Int32Type, Int32Type>(value, name, DataType::Int32, move |d| {
            d.map_or(0, |d| points.of(i64::from(as_of) - i64::from(d)))
        })
    } else {
        let points = by_age(half_life, move |grade| earned(weight, grade));
        kernels::total::<Int32Type, Int64Type>(value, name, DataType::Int64, move |d| {
            d.map_or(0, |d| points.of(i64::from(as_of) - i64::from(d)))
        })
    }
}

/// A function of the grade of a decay, worked out once for each of the first so many days.
struct ByAge<T, F> {
    half_life: f64,
    known: Vec<T>,
    f: F,
}

fn by_age<T, F: Fn(f64) -> T>(half_life: f64, f: F) -> ByAge<T, F> {
    const KNOWN: i64 = 8_192;
    let known = (0..KNOWN).map(|days| f(grade_of_decay(days, half_life))).collect();
    ByAge { half_life, known, f }
}

impl<T: Copy, F: Fn(f64) -> T> ByAge<T, F> {
    fn of(&self, days: i64) -> T {
        match self.known.get(days.max(0) as usize) {
            Some(&known) => known,
            None => (self.f)(grade_of_decay(days, self.half_life)),
        }
    }
}

pub(super) fn earn(s: &Scalars, id: NodeId, grade: NodeId, weight: i64, get: Get) -> Expr {
    let narrow = s.is_narrow(id);
    let points = |p: i64| if narrow { constant(p as i32) } else { constant(p) };
    if s.plan.node(grade).ty == Type::Bool {
        return when(get(grade)).then(points(weight * 100)).otherwise(points(0));
    }
    let f = move |g: Option<f64>| g.map_or(0, |g| earned(weight, g));
    if narrow {
        kernels::total::<Float64Type, Int32Type>(get(grade), "earn", DataType::Int32, move |g| f(g) as i32)
    } else {
        kernels::total::<Float64Type, Int64Type>(get(grade), "earn", DataType::Int64, f)
    }
}

/// The sum of the parts, and of an Int32 that has been added up before.
pub(super) fn sum(s: &Scalars, id: NodeId, before: Option<Expr>, parts: &[NodeId], get: Get) -> Expr {
    let narrow = s.is_narrow(id);
    let part = |p: &NodeId| match (&s.plan.node(*p).op, narrow, s.is_narrow(*p)) {
        (Op::Literal(Literal::Int(i)), true, _) => constant(*i as i32),
        (_, false, true) => get(*p).cast(DataType::Int64),
        (_, true, false) => get(*p).cast(DataType::Int32),
        _ => get(*p),
    };
    let before = before.map(|sum| if narrow { sum } else { sum.cast(DataType::Int64) });
    let zero = if narrow { constant(0i32) } else { constant(0i64) };
    let all = before.into_iter().chain(parts.iter().map(part)).collect();
    join(all, |a, b| a + b).unwrap_or(zero)
}

pub(super) fn at_most(s: &Scalars, value: NodeId, cap: i64, get: Get) -> Expr {
    let name = "at most";
    if s.is_narrow(value) {
        let cap = cap.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        kernels::unary::<Int32Type, Int32Type>(get(value), name, DataType::Int32, move |v| Some(v.min(cap)))
    } else {
        kernels::unary::<Int64Type, Int64Type>(get(value), name, DataType::Int64, move |v| Some(v.min(cap)))
    }
}

/// A score (not below 0) or a share, in hundredths of the whole.
pub(super) fn percent(earned: i64, total: i64, floor: bool) -> f64 {
    let earned = if floor { earned.max(0) } else { earned };
    earned.saturating_mul(100) as f64 / total as f64
}

pub(super) fn ratio(s: &Scalars, earned: NodeId, total: i64, floor: bool, get: Get) -> Expr {
    let name = if floor { "score" } else { "share" };
    if s.is_narrow(earned) {
        kernels::unary::<Int32Type, Float64Type>(get(earned), name, DataType::Float64, move |e| {
            Some(percent(i64::from(e), total, floor))
        })
    } else {
        kernels::unary::<Int64Type, Float64Type>(get(earned), name, DataType::Float64, move |e| {
            Some(percent(e, total, floor))
        })
    }
}

/// The least that must be earned to reach a bound (in ten-thousandths of a point of the score).
pub(super) fn needed(bound: i64, total: i64) -> i64 {
    let product = i128::from(bound) * i128::from(total);
    // Earnings below 0 count as 0, so a bound of 0 or less is reached by all.
    if product <= 0 {
        return i64::MIN;
    }
    i64::try_from((product + 999_999) / 1_000_000).unwrap_or(i64::MAX)
}

pub(super) fn tier(s: &Scalars, earned: NodeId, total: i64, tiers: &[TierBound], get: Get) -> Expr {
    let earned_id = earned;
    let narrow = s.is_narrow(earned_id);
    let earned = get(earned_id);
    tiers.iter().rev().fold(missing(Type::Text), |below, tier| {
        let least = needed(tier.bound, total);
        let least = if narrow {
            constant(least.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
        } else {
            constant(least)
        };
        when(earned.clone().gt_eq(least)).then(text(&tier.name)).otherwise(below)
    })
}
