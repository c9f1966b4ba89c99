//! Grades: `rises with reviews read, from no points at 0 to all 15 points at 10`.

use super::{At, English, rows};
use crate::documents::format::points;
use crate::documents::prose::Prose;
use crate::documents::prose::words::{as_percent, whole};
use crate::model::{Constant, Expr, ExprKind};
use crate::syntax::ast::Duration;

/// A grade that earns (or costs) up to `weight` hundredths of a point; without a weight it only speaks of shares.
pub fn grade(prose: &Prose, expr: &Expr, weight: Option<i64>) -> String {
    let english = English(prose);
    let at = At { owner: "", row: "", tight: true };
    match &expr.kind {
        ExprKind::Ramp { value, from, to } => {
            let edge = |x: f64| prose.constant(&whole(x), Some(value));
            let (all, none) = amounts(weight);
            let noun = english.noun(value, at);
            match from < to {
                true => {
                    format!("rises with {noun}, from {none} at {} to {all} at {}", edge(*from), edge(*to))
                }
                false => {
                    format!("falls with {noun}, from {all} at {} to {none} at {}", edge(*to), edge(*from))
                }
            }
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
                    format!("{} of the points", prose.constant(&as_percent(constant), None))
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
        None => ("everything".to_owned(), "nothing"),
        Some(100 | -100) => ("1 point".to_owned(), "no points"),
        Some(w) => (format!("all {} points", points(w.abs())), "no points"),
    }
}
