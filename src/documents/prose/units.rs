//! Units, and what kind of number a value is: a share, a count, an amount of something.

use super::Prose;
use super::words::singular;
use crate::documents::clean::line;
use crate::documents::text::Lang;
use crate::model::{AggregateFunction, Expr, ExprKind, LocalText, OverFunction};
use crate::syntax::ast::ArithOp;

/// The unit of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    Written(String),
    Days,
    Months,
    Years,
}

/// Definitions within definitions that are looked through for a unit.
const DEEPEST: u32 = 8;

impl Prose<'_> {
    pub fn with_unit(&self, number: String, unit: Option<Unit>) -> String {
        let one = number == "1";
        let unit = match (unit, self.lang) {
            (None, _) => return number,
            (Some(Unit::Written(unit)), Lang::En) if one => singular(&unit),
            (Some(Unit::Written(unit)), _) => unit,
            (Some(Unit::Days), Lang::En) => if one { "day" } else { "days" }.to_owned(),
            (Some(Unit::Months), Lang::En) => if one { "month" } else { "months" }.to_owned(),
            (Some(Unit::Years), Lang::En) => if one { "year" } else { "years" }.to_owned(),
            (Some(Unit::Days), Lang::Zh) => "天".to_owned(),
            (Some(Unit::Months), Lang::Zh) => "个月".to_owned(),
            (Some(Unit::Years), Lang::Zh) => "岁".to_owned(),
        };
        if unit == "%" { format!("{number}%") } else { format!("{number} {unit}") }
    }

    /// A column's unit in the page's language. One that names no language is the same in all, but for those that everybody knows.
    pub fn unit_text(&self, unit: &LocalText) -> String {
        let text = line(unit.get(self.lang));
        match self.lang {
            Lang::Zh if !unit.speaks("zh") => in_chinese(&text).unwrap_or(text),
            Lang::Zh | Lang::En => text,
        }
    }

    /// Values in 0..=1 that people read as percentages.
    pub fn is_share(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Percentile(_) => true,
            ExprKind::Aggregate(a) => {
                a.function == AggregateFunction::Share
                    || (is_pick(a.function) && a.value.as_ref().is_some_and(|v| self.is_share(v)))
            }
            ExprKind::Over(over) => match over.function {
                OverFunction::Share | OverFunction::Overlap | OverFunction::Movement => true,
                OverFunction::Csat | OverFunction::Retention | OverFunction::RepeatRate => true,
                OverFunction::Conversion => true,
                _ if is_statistic(over.function) => over.value.as_ref().is_some_and(|v| self.is_share(v)),
                _ => false,
            },
            ExprKind::Feature(index) => self.is_share(&self.program.features[*index].value),
            ExprKind::Parent { value, .. } | ExprKind::Default { value, .. } => self.is_share(value),
            _ => false,
        }
    }

    /// Numbers of things.
    pub fn is_count(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Aggregate(a) => {
                matches!(a.function, AggregateFunction::Count | AggregateFunction::CountDistinct)
            }
            ExprKind::Over(over) => over.function == OverFunction::Count,
            ExprKind::Feature(index) => self.is_count(&self.program.features[*index].value),
            ExprKind::Parent { value, .. } | ExprKind::Default { value, .. } => self.is_count(value),
            _ => false,
        }
    }

    /// What a value is measured in.
    pub fn unit(&self, expr: &Expr) -> Option<Unit> {
        self.unit_within(expr, DEEPEST)
    }

    /// Through at most so many definitions: one that uses another twice doubles the work at each.
    fn unit_within(&self, expr: &Expr, depth: u32) -> Option<Unit> {
        match &expr.kind {
            ExprKind::Column(column) => {
                let column = self.catalog.tables.get(expr.table)?.columns.get(*column)?;
                column.unit.as_ref().map(|u| self.unit_text(u)).filter(|u| !u.is_empty()).map(Unit::Written)
            }
            ExprKind::Feature(index) => {
                self.unit_within(&self.program.features[*index].value, depth.checked_sub(1)?)
            }
            ExprKind::Parent { value, .. } | ExprKind::Default { value, .. } | ExprKind::Neg(value) => {
                self.unit_within(value, depth)
            }
            ExprKind::Aggregate(a) => {
                a.value.as_ref().filter(|_| is_pick(a.function)).and_then(|v| self.unit_within(v, depth))
            }
            ExprKind::Over(over) => over
                .value
                .as_ref()
                .filter(|_| is_statistic(over.function))
                .and_then(|v| self.unit_within(v, depth)),
            ExprKind::Arith { op, left, right } => self.arith_unit(*op, left, right, depth),
            ExprKind::Call { function, args } => match function.name {
                "days_since" | "days_between" => Some(Unit::Days),
                "months_since" => Some(Unit::Months),
                "age" => Some(Unit::Years),
                "abs" | "ceil" | "floor" | "round" => args.first().and_then(|a| self.unit_within(a, depth)),
                "greatest" | "least" => {
                    let unit = args.first().and_then(|a| self.unit_within(a, depth));
                    args.iter().all(|a| self.unit_within(a, depth) == unit).then_some(unit).flatten()
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Sums keep a common unit. A twelfth of a yearly income is none: products have no unit here.
    fn arith_unit(&self, op: ArithOp, left: &Expr, right: &Expr, depth: u32) -> Option<Unit> {
        use ArithOp::*;
        let plain = |e: &Expr| matches!(e.kind, ExprKind::Constant(_));
        match op {
            Add | Sub if plain(right) => self.unit_within(left, depth),
            Add | Sub => {
                self.unit_within(left, depth).filter(|u| self.unit_within(right, depth).as_ref() == Some(u))
            }
            Mul | Div => None,
        }
    }
}

/// `CNY/year` → `元/年`, if all parts of a unit are known.
fn in_chinese(unit: &str) -> Option<String> {
    let part = |(at, part): (usize, &str)| {
        Some(match part.trim().trim_end_matches('s').to_lowercase().as_str() {
            "cny" | "rmb" | "¥" => "元",
            "usd" | "$" => "美元",
            "eur" | "€" => "欧元",
            "gbp" | "£" => "英镑",
            "jpy" => "日元",
            "hkd" => "港元",
            "year" => "年",
            "quarter" if at == 0 => "个季度",
            "quarter" => "季度",
            "month" if at == 0 => "个月",
            "month" => "月",
            "week" => "周",
            "day" => "天",
            "hour" if at == 0 => "个小时",
            "hour" => "小时",
            "minute" | "min" => "分钟",
            "person" | "people" => "人",
            "time" => "次",
            _ => return None,
        })
    };
    let parts: Option<Vec<&str>> = unit.split('/').enumerate().map(part).collect();
    parts.map(|parts| parts.join("/"))
}

/// Aggregates whose result is of the values' own kind.
fn is_pick(function: AggregateFunction) -> bool {
    use AggregateFunction::*;
    match function {
        Sum | Avg | Min | Max | First | Last => true,
        Count | Any | Share | CountDistinct => false,
    }
}

fn is_statistic(function: OverFunction) -> bool {
    use OverFunction::*;
    match function {
        Avg | Median | Sum | Min | Max | Stddev | Quantile | OrderValue | Clv | PredictedClv | Cac => true,
        Size | Count | Share | Nps | Csat | Ces | Lift | Overlap | Movement | Leave | Loyalty | Retention
        | RepeatRate | PurchaseFrequency | Conversion | Engagement => false,
    }
}
