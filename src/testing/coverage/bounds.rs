//! The bounds of a comparison, and whether a value stands right at one of them.

use crate::ir::Type;
use crate::lower;
use crate::model::{AggregateFunction, Constant, Expr, ExprKind, ParamValue, Program};
use crate::reference::Value;
use crate::syntax::ast::CompareOp;
use chrono::TimeZone;
use chrono_tz::Tz;

/// One end of a comparison.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    /// As written: `30`, `30%`, `2026-01-01`.
    pub text: String,
    at: f64,
    /// How far from the bound a value may stand and still be next to it.
    unit: f64,
    side: Side,
}

/// On which side of the bound the value is inside, as far as this end is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Above { included: bool },
    Below { included: bool },
    Only,
}

/// Which side of a bound a value stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stand {
    Inside,
    Outside,
}

/// What a comparison compares, and its ends.
pub(super) fn bounds<'e>(program: &Program, expr: &'e Expr) -> Option<(&'e Expr, Vec<Bound>)> {
    match &expr.kind {
        ExprKind::Compare { op, left, right } => {
            let (value, constant, op) = match constant(program, right) {
                Some(constant) => (left, constant, *op),
                None => (right, constant(program, left)?, turned(*op)),
            };
            let side = match op {
                CompareOp::Ge => Side::Above { included: true },
                CompareOp::Gt => Side::Above { included: false },
                CompareOp::Le => Side::Below { included: true },
                CompareOp::Lt => Side::Below { included: false },
                CompareOp::Eq | CompareOp::Ne => Side::Only,
            };
            Some((value, vec![bound(&constant, value.ty, side)?]))
        }
        ExprKind::Between { value, low, high, .. } => {
            let (low, high) = (constant(program, low)?, constant(program, high)?);
            let low = bound(&low, value.ty, Side::Above { included: true })?;
            let high = bound(&high, value.ty, Side::Below { included: true })?;
            Some((value, vec![low, high]))
        }
        _ => None,
    }
}

fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        CompareOp::Eq | CompareOp::Ne => op,
    }
}

fn constant(program: &Program, expr: &Expr) -> Option<Constant> {
    match &expr.kind {
        ExprKind::Constant(constant) => Some(constant.clone()),
        ExprKind::Param(param) => match &program.params[*param].value {
            ParamValue::One(constant) => Some(constant.clone()),
            ParamValue::List(_) => None,
        },
        ExprKind::Neg(inner) => match constant(program, inner)? {
            Constant::Int(i) => Some(Constant::Int(i.checked_neg()?)),
            Constant::Number(x) => Some(Constant::Number(-x)),
            Constant::Percent(x) => Some(Constant::Percent(-x)),
            _ => None,
        },
        _ => None,
    }
}

/// The unit: one for whole numbers and days; for numbers one in the last decimal that the bound is written with.
fn bound(constant: &Constant, ty: Type, side: Side) -> Option<Bound> {
    let (text, at, unit) = match constant {
        Constant::Int(i) => (i.to_string(), *i as f64, 1.0),
        Constant::Number(x) => {
            let text = x.to_string();
            let places = text.split_once('.').map_or(0, |(_, places)| places.len());
            let unit = if ty == Type::Int { 1.0 } else { 10f64.powi(-(places as i32)) };
            (text, *x, unit)
        }
        Constant::Percent(x) => {
            let percent = (x * 1e10).round() / 1e8;
            let text = percent.to_string();
            let places = text.split_once('.').map_or(0, |(_, places)| places.len());
            (format!("{text}%"), *x, 10f64.powi(-(places as i32) - 2))
        }
        Constant::Date(date) => (date.to_string(), f64::from(lower::day(*date)), 1.0),
        Constant::Bool(_) | Constant::Text(_) => return None,
    };
    Some(Bound { text, at, unit, side })
}

impl Bound {
    /// Where a value stands, if it is next to the bound; `rows` are the related rows of which a share is one.
    pub fn stand(&self, value: &Value, ty: Type, zone: Tz, rows: Option<usize>) -> Option<Stand> {
        let x = axis(value, ty, zone)?;
        // The next share that can be is one row further.
        let unit = rows.map_or(self.unit, |n| self.unit.max(1.0 / n.max(1) as f64));
        if (x - self.at).abs() > unit * (1.0 + 1e-9) {
            return None;
        }
        let inside = match self.side {
            Side::Above { included } => x > self.at || included && x == self.at,
            Side::Below { included } => x < self.at || included && x == self.at,
            Side::Only => x == self.at,
        };
        Some(if inside { Stand::Inside } else { Stand::Outside })
    }
}

/// A value as a number: dates in days.
fn axis(value: &Value, ty: Type, zone: Tz) -> Option<f64> {
    match (value, ty) {
        (Value::Int(i), _) => Some(*i as f64),
        (Value::Number(x), _) => Some(*x),
        (Value::Decimal(units), Type::Decimal { scale }) => Some(*units as f64 / 10f64.powi(scale as i32)),
        (Value::Date(day), _) => Some(f64::from(*day)),
        (Value::Datetime(micros), _) => {
            let local = zone.timestamp_micros(*micros).single()?;
            Some(f64::from(lower::day(local.date_naive())))
        }
        _ => None,
    }
}

/// The relation of whose rows a value is a share.
pub(super) fn share_over(program: &Program, value: &Expr) -> Option<usize> {
    match &value.kind {
        ExprKind::Aggregate(a) if a.function == AggregateFunction::Share => Some(a.relation),
        ExprKind::Feature(f) => share_over(program, &program.features[*f].value),
        ExprKind::Parent { value, .. } => share_over(program, value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(constant: Constant, ty: Type, side: Side, value: Value) -> Option<Stand> {
        bound(&constant, ty, side)?.stand(&value, ty, Tz::UTC, None)
    }

    #[test]
    fn the_unit_is_the_last_decimal_written() {
        let at_least = Side::Above { included: true };
        let number = |x: f64| Value::Number(x);
        assert_eq!(stand(Constant::Number(1.05), Type::Number, at_least, number(1.05)), Some(Stand::Inside));
        assert_eq!(stand(Constant::Number(1.05), Type::Number, at_least, number(1.04)), Some(Stand::Outside));
        assert_eq!(stand(Constant::Number(1.05), Type::Number, at_least, number(1.03)), None);
        assert_eq!(stand(Constant::Percent(0.3), Type::Number, at_least, number(0.29)), Some(Stand::Outside));
        assert_eq!(stand(Constant::Percent(0.3), Type::Number, at_least, number(0.25)), None);
        assert_eq!(stand(Constant::Int(100), Type::Number, at_least, number(99.5)), Some(Stand::Outside));
    }

    #[test]
    fn a_bound_that_is_not_included_lies_outside() {
        let above = Side::Above { included: false };
        assert_eq!(stand(Constant::Int(30), Type::Int, above, Value::Int(30)), Some(Stand::Outside));
        assert_eq!(stand(Constant::Int(30), Type::Int, above, Value::Int(31)), Some(Stand::Inside));
        assert_eq!(stand(Constant::Int(30), Type::Int, above, Value::Int(29)), Some(Stand::Outside));
        assert_eq!(stand(Constant::Int(30), Type::Int, Side::Only, Value::Int(31)), Some(Stand::Outside));
    }
}
