//! Measured figures as texts: shares as percentages, means with their unit.

use super::format;
use super::prose::Prose;
use super::text::Lang;
use crate::cohort::{Figure, Measured, RuleResult, Verdict};
use crate::model::{Expr, ExprKind, OverFunction};
use crate::stats::{Interval, Method};

/// What a rule over a cohort compares, where it compares something.
pub fn compared(rule: &Expr) -> Option<&Expr> {
    match &rule.kind {
        ExprKind::Compare { left, right, .. } => {
            [left, right].into_iter().map(|e| &**e).find(|e| looks_at_cohort(e))
        }
        ExprKind::Between { value, .. } => looks_at_cohort(value).then_some(value),
        _ => None,
    }
}

fn looks_at_cohort(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Over(_)) || expr.children().into_iter().any(looks_at_cohort)
}

/// `58.2% (95% interval 50.1% to 66.0%), of 129`: what was measured for a rule, in a line.
pub fn measured_in_words(prose: &Prose, rule: &Expr, result: &RuleResult) -> String {
    let figure = &result.figure;
    let expr = compared(rule);
    let of = format!("n = {}", format::count(figure.n));
    let (Some(expr), Some(value)) = (expr, &figure.value) else {
        return match (result.verdict, prose.lang) {
            (Verdict::CannotBeTold, Lang::En) if figure.n == 0 => "nobody to tell it from".to_owned(),
            (Verdict::CannotBeTold, Lang::Zh) if figure.n == 0 => "没有可用于判断的人".to_owned(),
            _ => of,
        };
    };
    let value = value_text(prose, expr, value);
    match (interval_text(prose, expr, figure), prose.lang) {
        (Some(interval), Lang::En) => format!("it is {value} ({interval}), {of}"),
        (None, Lang::En) => format!("it is {value}, {of}"),
        (Some(interval), Lang::Zh) => format!("实际为 {value}（{interval}），{of}"),
        (None, Lang::Zh) => format!("实际为 {value}，{of}"),
    }
}

/// `95% interval 50.1% to 66.0%`
fn interval_text(prose: &Prose, expr: &Expr, figure: &Figure) -> Option<String> {
    let range = range_text(prose, expr, figure)?;
    Some(match prose.lang {
        Lang::En => format!("95% interval {range}"),
        Lang::Zh => format!("95% 区间 {range}"),
    })
}

/// `50.1% to 66.0%`
pub fn range_text(prose: &Prose, expr: &Expr, figure: &Figure) -> Option<String> {
    let Interval { low, high, .. } = figure.interval?;
    let [low, high] = [low, high].map(|x| value_text(prose, expr, &Measured::Number(x)));
    Some(match prose.lang {
        Lang::En => format!("{low} to {high}"),
        Lang::Zh => format!("{low} 至 {high}"),
    })
}

/// How an interval was worked out, in a word.
pub fn method_text(method: Method, lang: Lang) -> &'static str {
    match (method, lang) {
        (Method::Wilson, _) => "Wilson",
        (Method::Normal, Lang::En) => "normal",
        (Method::Normal, Lang::Zh) => "正态近似",
        (Method::AdjustedWald, Lang::En) => "adjusted Wald",
        (Method::AdjustedWald, Lang::Zh) => "调整 Wald",
    }
}

/// A measured value as people read it.
pub fn value_text(prose: &Prose, expr: &Expr, value: &Measured) -> String {
    match value {
        Measured::Day(day) => match day.parse() {
            Ok(day) => format::date(day, prose.lang),
            Err(_) => day.clone(),
        },
        Measured::Number(x) if is_share(prose, expr, *x) => format::share(*x),
        Measured::Number(x) => prose.with_unit(format::measure(*x), prose.unit(expr)),
    }
}

fn is_share(prose: &Prose, expr: &Expr, value: f64) -> bool {
    match &expr.kind {
        // The size is a share beside a percentage, else a whole number of people.
        ExprKind::Over(over) if over.function == OverFunction::Size => value.fract() != 0.0,
        _ => prose.is_share(expr),
    }
}
