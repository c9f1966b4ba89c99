//! The primitives that need nothing but the row's own inputs.

use super::sound::unsound;
use super::{Value, calendar, numbers};
use crate::ir::{Arith, Compare, CompareFull, Literal, Math, Node, Op, Plan, TextMap, TierBound};
use std::cmp::Ordering;
use std::sync::Arc;

/// One row's value from its inputs' values, in the order of [`Op::inputs`].
type Compute<'a> = Box<dyn Fn(&[&Value]) -> Value + 'a>;

/// How a node's value is worked out for one row.
pub(super) fn compute<'a>(plan: &'a Plan, node: &'a Node) -> Compute<'a> {
    match &node.op {
        Op::Matches { pattern, .. } => {
            // Compiled once; a pattern that does not compile has been refused long before.
            let regex = regex::Regex::new(pattern);
            Box::new(move |inputs| match &regex {
                Ok(regex) => on_text(inputs[0], |text| Value::Bool(regex.is_match(text))),
                Err(_) => Value::Missing,
            })
        }
        _ => Box::new(move |inputs| row(plan, node, inputs)),
    }
}

fn row(plan: &Plan, node: &Node, inputs: &[&Value]) -> Value {
    match &node.op {
        Op::Literal(literal) => literal.into(),
        Op::And(_) | Op::Or(_) | Op::Not(_) | Op::AtLeast { .. } | Op::IsTrue(_) | Op::IsMissing(_) => {
            truth(&node.op, inputs)
        }
        Op::Coalesce(_) => first_known(inputs),
        Op::If { .. } => if inputs[0].is_true() { inputs[1] } else { inputs[2] }.clone(),
        Op::Compare { op, .. } => compared(inputs[0].compare(inputs[1]), |ordering| match op {
            Compare::Eq => ordering.is_eq(),
            Compare::Lt => ordering.is_lt(),
            Compare::Le => ordering.is_le(),
        }),
        Op::CompareIntNumber { op, .. } => compare_int_number(*op, inputs[0], inputs[1]),
        Op::In { list, .. } => is_in(inputs[0], list),
        Op::ToNumber(value) => {
            numbers::to_f64(inputs[0], plan.node(*value).ty).map_or(Value::Missing, Value::Number)
        }
        Op::Neg(_) | Op::Arith { .. } | Op::Math { .. } | Op::Round { .. } => arithmetic(&node.op, inputs),
        Op::Least(_) => extreme(inputs, Ordering::Less),
        Op::Greatest(_) => extreme(inputs, Ordering::Greater),
        Op::Contains { .. }
        | Op::StartsWith { .. }
        | Op::EndsWith { .. }
        | Op::TextMap { .. }
        | Op::TextLength(_) => on_text(inputs[0], |value| text(&node.op, value)),
        Op::Has { items, all, .. } => {
            on_list(inputs[0], |list| Value::Bool(any_or_all(items, *all, |item| list.contains(item))))
        }
        Op::ListLength(_) => on_list(inputs[0], |list| Value::Int(list.len() as i64)),
        Op::DateOf(_) => super::values::day_of(plan, inputs[0]).map_or(Value::Missing, Value::Date),
        Op::DaysSince(_) | Op::Age(_) | Op::DatePart { .. } | Op::DaysBetween { .. } | Op::Shift { .. } => {
            date(plan, &node.op, inputs)
        }
        Op::Ramp { .. } | Op::Decay { .. } => grade(plan, &node.op, inputs[0]),
        Op::Earn { weight, .. } => Value::Int(earn(inputs[0], *weight)),
        Op::Sum(_) => Value::Int(inputs.iter().map(|value| points(value)).sum()),
        Op::AtMost { cap, .. } => Value::Int(points(inputs[0]).min(*cap)),
        Op::Score { total, .. } => share(points(inputs[0]).max(0), *total),
        Op::Share { total, .. } => share(points(inputs[0]), *total),
        Op::Tier { total, tiers, .. } => {
            tier(points(inputs[0]), *total, tiers).map_or(Value::Missing, Value::Text)
        }
        Op::Column(_) | Op::Parent { .. } | Op::Aggregate(_) | Op::Rank { .. } | Op::Matches { .. } => {
            unsound(Value::Missing, format_args!("works {:?} out by rows alone", node.op))
        }
    }
}

/// Kleene's logic by counting: how many are true, how many could be.
fn truth(op: &Op, inputs: &[&Value]) -> Value {
    let all = inputs.len();
    let known_true = inputs.iter().filter(|value| value.is_true()).count();
    let unknown = inputs.iter().filter(|value| value.is_missing()).count();
    let at_least = |n: usize| match () {
        () if known_true >= n => Value::Bool(true),
        () if known_true + unknown < n => Value::Bool(false),
        () => Value::Missing,
    };
    match op {
        Op::And(_) => at_least(all),
        Op::Or(_) => at_least(1),
        Op::AtLeast { n, .. } => at_least(*n as usize),
        Op::Not(_) => match inputs[0] {
            Value::Missing => Value::Missing,
            value => Value::Bool(!value.is_true()),
        },
        Op::IsTrue(_) => Value::Bool(inputs[0].is_true()),
        Op::IsMissing(_) => Value::Bool(inputs[0].is_missing()),
        _ => unsound(Value::Missing, format_args!("takes {op:?} for a truth")),
    }
}

fn first_known(inputs: &[&Value]) -> Value {
    inputs.iter().find(|value| !value.is_missing()).map_or(Value::Missing, |&value| value.clone())
}

fn compared(ordering: Option<Ordering>, holds: impl Fn(Ordering) -> bool) -> Value {
    ordering.map_or(Value::Missing, |ordering| Value::Bool(holds(ordering)))
}

fn compare_int_number(op: CompareFull, left: &Value, right: &Value) -> Value {
    let ordering = match (left, right) {
        (Value::Missing, _) | (_, Value::Missing) => None,
        (Value::Int(i), Value::Number(x)) => Some(numbers::compare_int(*i, *x)),
        _ => unsound(None, format_args!("compares {left:?} as a whole number with {right:?} as a number")),
    };
    compared(ordering, |ordering| match op {
        CompareFull::Eq => ordering.is_eq(),
        CompareFull::Lt => ordering.is_lt(),
        CompareFull::Le => ordering.is_le(),
        CompareFull::Gt => ordering.is_gt(),
        CompareFull::Ge => ordering.is_ge(),
    })
}

fn is_in(value: &Value, list: &[Literal]) -> Value {
    if value.is_missing() {
        return Value::Missing;
    }
    Value::Bool(list.iter().any(|literal| value.compare(&literal.into()).is_some_and(Ordering::is_eq)))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Missing => None,
        Value::Number(x) => Some(*x),
        _ => unsound(None, format_args!("takes {value:?} for a number")),
    }
}

fn arithmetic(op: &Op, inputs: &[&Value]) -> Value {
    let Some(numbers) = inputs.iter().map(|value| number(value)).collect::<Option<Vec<f64>>>() else {
        return Value::Missing;
    };
    let x = numbers[0];
    let result = match op {
        Op::Neg(_) => -x,
        Op::Arith { op, .. } => {
            let y = numbers[1];
            match op {
                Arith::Add => x + y,
                Arith::Sub => x - y,
                Arith::Mul => x * y,
                // Infinite or NaN where y is 0, so missing.
                Arith::Div => x / y,
            }
        }
        Op::Math { function, .. } => match function {
            Math::Abs => x.abs(),
            Math::Floor => x.floor(),
            Math::Ceil => x.ceil(),
            Math::Sqrt => x.sqrt(),
            Math::Ln => x.ln(),
            Math::Log10 => x.log10(),
        },
        Op::Round { places, .. } => {
            let power = numbers::power_of_ten(*places);
            (x * power).round() / power
        }
        _ => unsound(f64::NAN, format_args!("takes {op:?} for arithmetic")),
    };
    Value::number(result)
}

/// The smallest (`Less`) or greatest (`Greater`) of the values that are known.
pub(super) fn extreme(values: &[&Value], wanted: Ordering) -> Value {
    let better = |best: &Value, value: &Value| value.compare(best) == Some(wanted);
    let known = values.iter().copied().filter(|value| !value.is_missing());
    known
        .reduce(|best, value| if better(best, value) { value } else { best })
        .cloned()
        .unwrap_or(Value::Missing)
}

fn on_text(value: &Value, then: impl Fn(&str) -> Value) -> Value {
    match value {
        Value::Missing => Value::Missing,
        Value::Text(text) => then(text),
        _ => unsound(Value::Missing, format_args!("takes {value:?} for a text")),
    }
}

fn on_list(value: &Value, then: impl Fn(&[Arc<str>]) -> Value) -> Value {
    match value {
        Value::Missing => Value::Missing,
        Value::List(items) => then(items),
        _ => unsound(Value::Missing, format_args!("takes {value:?} for a list")),
    }
}

fn any_or_all<T>(items: &[T], all: bool, holds: impl Fn(&T) -> bool) -> bool {
    if all { items.iter().all(holds) } else { items.iter().any(holds) }
}

fn text(op: &Op, text: &str) -> Value {
    match op {
        Op::Contains { needles, all, .. } => {
            Value::Bool(any_or_all(needles, *all, |needle| text.contains(needle.as_ref())))
        }
        Op::StartsWith { prefix, .. } => Value::Bool(text.starts_with(prefix.as_ref())),
        Op::EndsWith { suffix, .. } => Value::Bool(text.ends_with(suffix.as_ref())),
        Op::TextMap { function, .. } => Value::text(&match function {
            TextMap::Lower => text.to_lowercase(),
            TextMap::Upper => text.to_uppercase(),
            TextMap::Trim => text.trim().to_owned(),
        }),
        Op::TextLength(_) => Value::Int(text.chars().count() as i64),
        _ => unsound(Value::Missing, format_args!("asks {op:?} of a text")),
    }
}

fn date(plan: &Plan, op: &Op, inputs: &[&Value]) -> Value {
    let day = |value: &Value| match value {
        Value::Missing => None,
        Value::Date(day) => Some(*day),
        _ => unsound(None, format_args!("takes {value:?} for a date")),
    };
    let Some(days) = inputs.iter().map(|value| day(value)).collect::<Option<Vec<_>>>() else {
        return Value::Missing;
    };
    let int = |result: Option<i64>| result.map_or(Value::Missing, Value::Int);
    match *op {
        Op::DaysSince(_) => Value::Int(i64::from(plan.as_of) - i64::from(days[0])),
        Op::Age(_) => int(calendar::age(days[0], plan.as_of)),
        Op::DatePart { part, .. } => int(calendar::part(days[0], part)),
        Op::DaysBetween { .. } => Value::Int(i64::from(days[1]) - i64::from(days[0])),
        Op::Shift { months, days: more, .. } => {
            calendar::shift(days[0], months, more).map_or(Value::Missing, Value::Date)
        }
        _ => unsound(Value::Missing, format_args!("asks {op:?} of a date")),
    }
}

fn grade(plan: &Plan, op: &Op, value: &Value) -> Value {
    match (op, value) {
        (_, Value::Missing) => Value::Missing,
        (Op::Ramp { from, to, .. }, Value::Number(x)) => {
            // NaN, where the bounds are too far apart for a double, stays NaN and becomes missing.
            Value::number(((x - from.0) / (to.0 - from.0)).clamp(0.0, 1.0))
        }
        (Op::Decay { half_life, .. }, Value::Date(day)) => {
            let since = i64::from(plan.as_of) - i64::from(*day);
            Value::number(if since <= 0 { 1.0 } else { 0.5_f64.powf(since as f64 / half_life.0) })
        }
        _ => unsound(Value::Missing, format_args!("grades {value:?}")),
    }
}

/// Ten-thousandths of a point for a weight in hundredths.
fn earn(grade: &Value, weight: i64) -> i64 {
    let full = weight * 100;
    match grade {
        Value::Missing => 0,
        Value::Bool(truth) => full * i64::from(*truth),
        Value::Number(grade) => (full as f64 * grade + 0.5).floor() as i64,
        _ => unsound(0, format_args!("takes {grade:?} for a grade")),
    }
}

/// Ten-thousandths of a point, which are never missing.
pub(super) fn points(value: &Value) -> i64 {
    match value {
        Value::Int(points) => *points,
        _ => unsound(0, format_args!("takes {value:?} for points")),
    }
}

fn share(earned: i64, total: i64) -> Value {
    Value::Number((100 * earned) as f64 / total as f64)
}

/// The first bound that is reached. Both sides are the score's points × total × 10 000, as whole numbers.
pub(super) fn reaches(earned: i64, total: i64, bound: i64) -> bool {
    i128::from(earned.max(0)) * 100 * 10_000 >= i128::from(bound) * i128::from(total)
}

fn tier(earned: i64, total: i64, tiers: &[TierBound]) -> Option<Arc<str>> {
    tiers.iter().find(|tier| reaches(earned, total, tier.bound)).map(|tier| tier.name.clone())
}
