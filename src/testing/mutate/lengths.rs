//! Changes of windows, `where`s, grades and shifts.

use super::changes::Finder;
use super::step::neighbours;
use crate::ir::Type;
use crate::model::{Aggregate, Constant, Expr, ExprKind, Window};
use crate::syntax::ast::{Duration, Unit};
use crate::testing::written;
use chrono::NaiveDate;

impl Finder<'_> {
    pub(super) fn aggregate(&mut self, expr: &Expr, aggregate: &Aggregate) {
        let rows =
            &self.setting.catalog.tables[self.setting.catalog.relations[aggregate.relation].child].name;
        for (other, what) in aggregate.window.into_iter().flat_map(windows) {
            let kind = ExprKind::Aggregate(Box::new(Aggregate { window: Some(other), ..aggregate.clone() }));
            let wanted =
                format!("a row of `{rows}` lies on the last day of the window, or a day outside of it");
            self.add(expr.span, kind, what, wanted);
        }
        if let Some(filter) = &aggregate.filter {
            let kind = ExprKind::Aggregate(Box::new(Aggregate { filter: None, ..aggregate.clone() }));
            let wanted = format!("a row of `{rows}` for which {} is false", self.said(filter));
            self.add(filter.span, kind, "`where` is dropped".into(), wanted);
        }
    }

    /// How long a grade or a shift is.
    pub(super) fn length(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Ramp { value, from, to } => {
                for (bound, is_from) in [(*from, true), (*to, false)] {
                    for other in around(bound, (to - from).abs()) {
                        let (from, to) = if is_from { (other, *to) } else { (*from, other) };
                        if from == to {
                            continue;
                        }
                        let kind = ExprKind::Ramp { value: value.clone(), from, to };
                        let what =
                            format!("`{}` becomes `{}`", written::number(bound), written::number(other));
                        let wanted = format!(
                            "{} lies between {} and {}, and a score is expected",
                            self.said(value),
                            written::number(from),
                            written::number(to)
                        );
                        self.add(expr.span, kind, what, wanted);
                    }
                }
            }
            ExprKind::Decay { value, half_life, written } => {
                for (other, what) in durations(*written) {
                    let day = if written.unit == Unit::Weeks { 7.0 } else { 1.0 };
                    let half_life = half_life + day * (other.n - written.n) as f64;
                    let kind = ExprKind::Decay { value: value.clone(), half_life, written: other };
                    let wanted = format!("{} is some days ago, and a score is expected", self.said(value));
                    self.add(expr.span, kind, what, wanted);
                }
            }
            ExprKind::Shift { value, by, back } => {
                for (other, what) in durations(*by) {
                    let kind = ExprKind::Shift { value: value.clone(), by: other, back: *back };
                    let wanted = format!("{} decides by a day", self.said(expr));
                    self.add(expr.span, kind, what, wanted);
                }
            }
            _ => {}
        }
    }
}

/// The bound of a ramp, moved by a unit; or by a hundredth of the ramp, where a unit would not show in a score.
fn around(bound: f64, length: f64) -> Vec<f64> {
    let unit = neighbours(&Constant::Number(bound), Type::Number).into_iter().flatten();
    let unit: Vec<f64> =
        unit.filter_map(|c| if let Constant::Number(x) = c { Some(x) } else { None }).collect();
    match unit.first() {
        Some(lower) if bound - lower < length / 1_000.0 => {
            vec![bound - length / 100.0, bound + length / 100.0]
        }
        _ => unit,
    }
}

/// A duration one unit shorter and longer.
fn durations(duration: Duration) -> Vec<(Duration, String)> {
    let around = [duration.n - 1, duration.n + 1].into_iter().filter(|&n| n > 0);
    around
        .map(|n| {
            let other = Duration { n, ..duration };
            (other, format!("`{}` becomes `{}`", written::duration(duration), written::duration(other)))
        })
        .collect()
}

/// A window that is one unit shorter or longer.
fn windows(window: Window) -> Vec<(Window, String)> {
    let days = |date: NaiveDate, make: &dyn Fn(NaiveDate) -> Window| -> Vec<(Window, String)> {
        let around = [date.pred_opt(), date.succ_opt()].into_iter().flatten();
        around.map(|other| (make(other), format!("`{date}` becomes `{other}`"))).collect()
    };
    match window {
        Window::Last(duration) => {
            durations(duration).into_iter().map(|(d, what)| (Window::Last(d), what)).collect()
        }
        Window::Since(date) => days(date, &Window::Since),
        Window::Before(date) => days(date, &Window::Before),
        Window::FromTo(from, to) => {
            let starts = days(from, &|from| Window::FromTo(from, to));
            starts.into_iter().chain(days(to, &|to| Window::FromTo(from, to))).collect()
        }
        // Their length is the calendar's.
        Window::This(_) | Window::Previous(_) => Vec::new(),
    }
}
