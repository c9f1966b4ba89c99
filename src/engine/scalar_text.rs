//! Texts and lists, and being one of several constants.

use super::kernels;
use super::scalar::{constant, join, literal, missing, text};
use crate::ir::{Literal, TextMap, Type};
use polars::lazy::dsl::{Expr, when};
use polars::prelude::*;
use std::sync::Arc;

/// From this many constants on, looking them up beats comparing with each.
const MANY: usize = 16;

pub(super) fn is_in(value: Expr, ty: Type, list: &Arc<[Literal]>) -> Expr {
    if list.is_empty() {
        return when(value.is_null()).then(missing(Type::Bool)).otherwise(constant(false));
    }
    if list.len() < MANY || matches!(ty, Type::Bool | Type::List) {
        let equal = list.iter().map(|item| value.clone().eq(literal(ty, item))).collect();
        return join(equal, Expr::or).unwrap_or_else(|| missing(Type::Bool));
    }
    let name = "in";
    let whole: PlHashSet<i64> = list
        .iter()
        .filter_map(|l| match l {
            Literal::Int(i) | Literal::Decimal(i) | Literal::Datetime(i) => Some(*i),
            Literal::Date(d) => Some(i64::from(*d)),
            Literal::Number(x) => Some(bits(x.0)),
            Literal::Missing | Literal::Bool(_) | Literal::Text(_) | Literal::List(_) => None,
        })
        .collect();
    match ty {
        Type::Text => {
            let texts: PlHashSet<Arc<str>> = list
                .iter()
                .filter_map(|l| match l {
                    Literal::Text(t) => Some(t.clone()),
                    _ => None,
                })
                .collect();
            kernels::test_text(value, name, move |t| texts.contains(t))
        }
        Type::Number => kernels::test::<Float64Type>(value, name, move |x| whole.contains(&bits(x))),
        Type::Date => kernels::test::<Int32Type>(value, name, move |d| whole.contains(&i64::from(d))),
        Type::Bool | Type::List | Type::Int | Type::Decimal { .. } | Type::Datetime => {
            kernels::test::<Int64Type>(value, name, move |i| whole.contains(&i))
        }
    }
}

/// The same bits for equal doubles: −0 is 0.
fn bits(x: f64) -> i64 {
    (x + 0.0).to_bits() as i64
}

pub(super) fn contains(value: Expr, needles: &[Arc<str>], all: bool) -> Expr {
    let each = |needle: &Arc<str>| value.clone().str().contains_literal(text(needle));
    if let (false, Some(pattern)) = (all, alternation(needles)) {
        return value.str().contains(text(&pattern), true);
    }
    let tests = needles.iter().map(each).collect();
    join(tests, if all { Expr::and } else { Expr::or }).unwrap_or_else(|| constant(all))
}

/// Several needles as one regular expression: one pass over the text. `None` if one needle makes it needless, or if it would
/// be too large.
fn alternation(needles: &[Arc<str>]) -> Option<String> {
    if needles.len() < 2 {
        return None;
    }
    let escaped: Vec<String> = needles.iter().map(|n| regex::escape(n)).collect();
    let pattern = escaped.join("|");
    regex::Regex::new(&pattern).is_ok().then_some(pattern)
}

pub(super) fn map(function: TextMap, value: Expr) -> Expr {
    let (name, f): (_, fn(&str) -> String) = match function {
        TextMap::Lower => ("lower", str::to_lowercase),
        TextMap::Upper => ("upper", str::to_uppercase),
        TextMap::Trim => ("trim", |t| t.trim().to_owned()),
    };
    kernels::map_text(value, name, f)
}

pub(super) fn length(value: Expr) -> Expr {
    kernels::measure_text(value, "length", |t| t.chars().count() as i64)
}

pub(super) fn has(value: Expr, items: &Arc<[Arc<str>]>, all: bool) -> Expr {
    let items = items.clone();
    kernels::test_list(value, "has", move |list| {
        let holds = |item: &Arc<str>| list.iter().flatten().any(|text| text == &**item);
        if all { items.iter().all(holds) } else { items.iter().any(holds) }
    })
}
