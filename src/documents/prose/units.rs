//! Units, and what kind of number a value is: a share, a count, an amount of something.

use super::Prose;
use super::words::singular;
use crate::documents::clean::line;
use crate::documents::text::Lang;
use crate::model::{AggregateFunction, Expr, ExprKind, OverFunction};
use crate::syntax::ast::ArithOp;

/// The unit of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    Written(String),
    Days,
    Months,
    Years,
}

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
                OverFunction::Csat => true,
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

    pub fn unit(&self, expr: &Expr) -> Option<Unit> {
        match &expr.kind {
            ExprKind::Column(column) => {
                let column = self.catalog.tables.get(expr.table)?.columns.get(*column)?;
                column.unit.as_deref().map(line).filter(|u| !u.is_empty()).map(Unit::Written)
            }
            ExprKind::Feature(index) => self.unit(&self.program.features[*index].value),
            ExprKind::Parent { value, .. } | ExprKind::Default { value, .. } | ExprKind::Neg(value) => {
                self.unit(value)
            }
            ExprKind::Aggregate(a) => {
                a.value.as_ref().filter(|_| is_pick(a.function)).and_then(|v| self.unit(v))
            }
            ExprKind::Over(over) => {
                over.value.as_ref().filter(|_| is_statistic(over.function)).and_then(|v| self.unit(v))
            }
            ExprKind::Arith { op, left, right } => self.arith_unit(*op, left, right),
            ExprKind::Call { function, args } => match function.name {
                "days_since" | "days_between" => Some(Unit::Days),
                "months_since" => Some(Unit::Months),
                "age" => Some(Unit::Years),
                "abs" | "ceil" | "floor" | "round" => args.first().and_then(|a| self.unit(a)),
                "greatest" | "least" => {
                    let unit = args.first().and_then(|a| self.unit(a));
                    args.iter().all(|a| self.unit(a) == unit).then_some(unit).flatten()
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Sums keep a common unit. A twelfth of a yearly income is none: products have no unit here.
    fn arith_unit(&self, op: ArithOp, left: &Expr, right: &Expr) -> Option<Unit> {
        use ArithOp::*;
        let plain = |e: &Expr| matches!(e.kind, ExprKind::Constant(_));
        match op {
            Add | Sub if plain(right) => self.unit(left),
            Add | Sub => self.unit(left).filter(|u| self.unit(right).as_ref() == Some(u)),
            Mul | Div => None,
        }
    }
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
        Avg | Median | Sum | Min | Max | Stddev | Quantile => true,
        Size | Count | Share | Nps | Csat | Ces | Lift | Overlap | Movement | Leave => false,
    }
}
