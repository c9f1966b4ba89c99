//! What a node reads when this engine works it out: its operation's inputs, or those of a shorter way to the same answer.
//!
//! Dates against constants are compared as they are stored (a day, an instant) without computing on the column, and grades
//! go straight from a value to what it earns.

use crate::ir::{Compare, Day, Literal, NodeId, Op, Plan, Type};

/// How a node is worked out.
pub(super) enum Shape<'p> {
    Plain(&'p Op),
    /// True where the day of `value` (a Date or a Datetime) lies in `from..=to`.
    InDays {
        value: NodeId,
        from: Option<Day>,
        to: Option<Day>,
    },
    /// True where the value is missing.
    Missing(NodeId),
    /// [`Op::Earn`] of [`Op::Ramp`].
    EarnRamp {
        value: NodeId,
        from: f64,
        to: f64,
        weight: i64,
    },
    /// [`Op::Earn`] of [`Op::Decay`].
    EarnDecay {
        value: NodeId,
        half_life: f64,
        weight: i64,
    },
    /// [`Op::Sum`] of what rules earn, by rule and ten-thousandths of a point, and of others.
    Weigh {
        truths: Vec<(NodeId, i32)>,
        others: Vec<NodeId>,
    },
}

pub(super) fn shape(plan: &Plan, id: NodeId) -> Shape<'_> {
    let op = &plan.node(id).op;
    match op {
        Op::Compare { op: compare, left, right } => {
            day_test(plan, *compare, *left, *right).unwrap_or(Shape::Plain(op))
        }
        Op::IsMissing(value) => match &plan.node(*value).op {
            Op::Ramp { value, from, to } if (to.0 - from.0).is_finite() => Shape::Missing(*value),
            Op::Decay { value, .. } => Shape::Missing(*value),
            _ => Shape::Plain(op),
        },
        Op::Earn { grade, weight } => match &plan.node(*grade).op {
            Op::Ramp { value, from, to } if (to.0 - from.0).is_finite() => {
                Shape::EarnRamp { value: *value, from: from.0, to: to.0, weight: *weight }
            }
            Op::Decay { value, half_life } => {
                Shape::EarnDecay { value: *value, half_life: half_life.0, weight: *weight }
            }
            _ => Shape::Plain(op),
        },
        Op::Sum(parts) => weigh(plan, parts).unwrap_or(Shape::Plain(op)),
        _ => Shape::Plain(op),
    }
}

/// Rules are weighed together where there are two or more and their weights are small enough for 32 bits.
fn weigh<'p>(plan: &'p Plan, parts: &[NodeId]) -> Option<Shape<'p>> {
    let (mut truths, mut others) = (Vec::new(), Vec::new());
    let mut all: i64 = 0;
    for &part in parts {
        match plan.node(part).op {
            Op::Earn { grade, weight } if plan.node(grade).ty == Type::Bool => {
                let points = weight.checked_mul(100)?;
                all = all.checked_add(points.checked_abs()?)?;
                truths.push((grade, i32::try_from(points).ok()?));
            }
            _ => others.push(part),
        }
    }
    (truths.len() > 1 && all <= 1 << 30).then_some(Shape::Weigh { truths, others })
}

/// The nodes of any table that the node's shape reads; the table's base among them where it decides what is missing.
pub(super) fn inputs(plan: &Plan, id: NodeId) -> Vec<NodeId> {
    match shape(plan, id) {
        Shape::InDays { value, .. }
        | Shape::Missing(value)
        | Shape::EarnRamp { value, .. }
        | Shape::EarnDecay { value, .. } => vec![value],
        Shape::Weigh { truths, others } => truths.into_iter().map(|t| t.0).chain(others).collect(),
        Shape::Plain(op) => {
            let mut inputs = op.inputs();
            if matches!(op, Op::Score { .. } | Op::Tier { .. } | Op::Rank { .. }) {
                inputs.extend(plan.table(plan.node(id).table).base);
            }
            inputs
        }
    }
}

/// A day or a number of days since, compared with a constant.
fn day_test(plan: &Plan, op: Compare, left: NodeId, right: NodeId) -> Option<Shape<'_>> {
    let (l, r) = (plan.node(left), plan.node(right));
    let (from, to, value) = match (&l.op, &r.op) {
        (Op::DateOf(value), Op::Literal(Literal::Date(day))) => match op {
            Compare::Eq => (Some(*day), Some(*day), *value),
            Compare::Lt => (None, Some(day.checked_sub(1)?), *value),
            Compare::Le => (None, Some(*day), *value),
        },
        (Op::Literal(Literal::Date(day)), Op::DateOf(value)) => match op {
            Compare::Eq => (Some(*day), Some(*day), *value),
            Compare::Lt => (Some(day.checked_add(1)?), None, *value),
            Compare::Le => (Some(*day), None, *value),
        },
        // D − day against n: the greater the number, the earlier the day.
        (Op::DaysSince(value), Op::Literal(Literal::Int(n))) => {
            let day = Day::try_from(i64::from(plan.as_of).checked_sub(*n)?).ok()?;
            match op {
                Compare::Eq => (Some(day), Some(day), *value),
                Compare::Lt => (Some(day.checked_add(1)?), None, *value),
                Compare::Le => (Some(day), None, *value),
            }
        }
        (Op::Literal(Literal::Int(n)), Op::DaysSince(value)) => {
            let day = Day::try_from(i64::from(plan.as_of).checked_sub(*n)?).ok()?;
            match op {
                Compare::Eq => (Some(day), Some(day), *value),
                Compare::Lt => (None, Some(day.checked_sub(1)?), *value),
                Compare::Le => (None, Some(day), *value),
            }
        }
        _ => return None,
    };
    let value = match (&plan.node(value).op, plan.node(value).ty) {
        (Op::DateOf(instant), Type::Date) => *instant,
        _ => value,
    };
    Some(Shape::InDays { value, from, to })
}
