//! Grades: `reviews read 的值越高，得分越多：为 0 时不得分，达到 10 时得满 15 分`.

use super::{At, Chinese, glue, rows};
use crate::documents::format::points;
use crate::documents::prose::Prose;
use crate::documents::prose::words::{as_percent, whole};
use crate::model::{Constant, Expr, ExprKind};
use crate::syntax::ast::Duration;

/// A grade that earns (or costs) up to `weight` hundredths of a point; without a weight it only speaks of shares.
pub fn grade(prose: &Prose, expr: &Expr, weight: Option<i64>) -> String {
    let chinese = Chinese(prose);
    let at = At { owner: "", tight: true };
    let penalty = weight.is_some_and(|w| w < 0);
    match &expr.kind {
        ExprKind::Ramp { value, from, to } => {
            let edge = |x: f64| prose.constant(&whole(x), Some(value));
            let counted = prose.is_count(value);
            let (direction, reach) = match (from < to, counted) {
                (true, true) => ("越多", "达到"),
                (true, false) => ("的值越高", "达到"),
                (false, true) => ("越少", "降到"),
                (false, false) => ("的值越低", "降到"),
            };
            let more = if penalty { "，扣分越多：" } else { "，得分越多：" };
            let none = if penalty { "时不扣分，" } else { "时不得分，" };
            glue(&[
                chinese.noun(value, at).as_str(),
                direction,
                more,
                "为",
                &edge(*from),
                none,
                reach,
                &edge(*to),
                "时",
                &all(weight),
            ])
        }
        ExprKind::Decay { value, written, .. } => {
            let noun = chinese.noun(value, at);
            let more = if penalty { "越近，扣分越多：" } else { "越近，得分越多：" };
            let once = rows::duration(*written);
            let twice = rows::duration(Duration { n: written.n.saturating_mul(2), ..*written });
            glue(&[&noun, more, "当天", &all(weight), "，", &once, "后减半，", &twice, "后剩四分之一"])
        }
        ExprKind::Default { value, default } => {
            let share = match &default.kind {
                ExprKind::Constant(Constant::Int(0)) if penalty => "不扣分".to_owned(),
                ExprKind::Constant(Constant::Int(0)) => "不得分".to_owned(),
                ExprKind::Constant(Constant::Int(1)) => all(weight),
                ExprKind::Constant(constant) => {
                    glue(&["按满分的", &prose.constant(&as_percent(constant), None), "计"])
                }
                _ => format!("改为{}", grade(prose, default, weight)),
            };
            format!("{}；未知时{share}", grade(prose, value, weight))
        }
        _ => chinese.clause(expr, false, at),
    }
}

/// Everything there is to get, or to lose.
fn all(weight: Option<i64>) -> String {
    match weight {
        None => "得满分".to_owned(),
        Some(w) if w < 0 => format!("扣满 {} 分", points(-w)),
        Some(w) => format!("得满 {} 分", points(w)),
    }
}
