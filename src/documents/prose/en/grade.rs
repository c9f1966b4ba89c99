//! Grades: `the more orders in the last 30 days, the better: from 0 (no points) to 4 (all 30 points)`.

use super::{At, English, rows};
use crate::documents::format::points;
use crate::documents::prose::Prose;
use crate::documents::prose::words::{as_percent, whole};
use crate::model::{AggregateFunction, Constant, Expr, ExprKind};
use crate::syntax::ast::Duration;

/// A grade that earns (or costs) up to `weight` hundredths of a point; without a weight it only speaks of shares.
pub fn grade(prose: &Prose, expr: &Expr, weight: Option<i64>) -> String {
    let english = English(prose);
    let at = At { owner: "", tight: true };
    match &expr.kind {
        ExprKind::Ramp { value, from, to } => {
            let edge = |x: f64| prose.constant(&whole(x), Some(value));
            let (all, none) = amounts(weight);
            let comparison = comparison(&english, value, from < to, at);
            let worth = if weight.is_some_and(|w| w < 0) { "worse" } else { "better" };
            format!("{comparison}, the {worth}: from {} ({none}) to {} ({all})", edge(*from), edge(*to))
        }
        ExprKind::Decay { value, written, .. } => {
            let (all, _) = amounts(weight);
            let noun = english.noun(value, at);
            let once = rows::duration(*written);
            let twice = rows::duration(Duration { n: written.n.saturating_mul(2), ..*written });
            let worth = if weight.is_some_and(|w| w < 0) { "worse" } else { "better" };
            format!(
                "the more recent {noun}, the {worth}: {all} for today, half of that after {once}, a quarter after {twice}"
            )
        }
        ExprKind::Default { value, default } => {
            let share = match &default.kind {
                ExprKind::Constant(Constant::Int(0)) => "nothing".to_owned(),
                ExprKind::Constant(Constant::Int(1)) => amounts(weight).0,
                ExprKind::Constant(constant) => {
                    format!("{} of that", prose.constant(&as_percent(constant), None))
                }
                _ => format!("instead {}", grade(prose, default, weight)),
            };
            format!("{}; where not known: {share}", grade(prose, value, weight))
        }
        _ => english.clause(expr, false, at),
    }
}

/// Everything and nothing, in points.
fn amounts(weight: Option<i64>) -> (String, &'static str) {
    match weight {
        None => ("in full".to_owned(), "nothing"),
        Some(100 | -100) => ("1 point".to_owned(), "no points"),
        Some(w) => (format!("all {} points", points(w.abs())), "no points"),
    }
}

fn comparison(english: &English, value: &Expr, rising: bool, at: At) -> String {
    let noun = english.noun(value, at);
    let counted = match &value.kind {
        ExprKind::Aggregate(a) if a.function == AggregateFunction::Count => {
            noun.strip_prefix("the number of ")
        }
        _ => None,
    };
    match (counted, rising) {
        (Some(rows), true) => format!("the more {rows}"),
        (Some(rows), false) => format!("the fewer {rows}"),
        (None, true) => format!("the higher {noun}"),
        (None, false) => format!("the lower {noun}"),
    }
}
