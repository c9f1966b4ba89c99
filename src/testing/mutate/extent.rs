//! Between which numbers a value lies whatever the data, as far as its shape and the catalog tell: a bound beyond that is no
//! bound, and moving it changes nothing.

use crate::builtins::Builtin;
use crate::catalog::Catalog;
use crate::model::{AggregateFunction, Constant, Expr, ExprKind, Program};

/// The smallest and the greatest value, each end `None` where it is not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    pub low: Option<f64>,
    pub high: Option<f64>,
}

const ANY: Extent = Extent { low: None, high: None };

fn from(low: f64) -> Extent {
    Extent { low: Some(low), high: None }
}

fn within(low: f64, high: f64) -> Extent {
    Extent { low: Some(low), high: Some(high) }
}

impl Extent {
    pub fn of(program: &Program, catalog: &Catalog, expr: &Expr) -> Extent {
        match &expr.kind {
            ExprKind::Column(column) => {
                let range = catalog.tables[expr.table].columns[*column].range;
                range.map_or(ANY, |range| Extent { low: range.low, high: range.high })
            }
            ExprKind::Feature(feature) => Extent::of(program, catalog, &program.features[*feature].value),
            ExprKind::Parent { value, .. } => Extent::of(program, catalog, value),
            ExprKind::Aggregate(aggregate) => match aggregate.function {
                AggregateFunction::Count | AggregateFunction::CountDistinct => from(0.0),
                AggregateFunction::Share => within(0.0, 1.0),
                AggregateFunction::Avg
                | AggregateFunction::Min
                | AggregateFunction::Max
                | AggregateFunction::First
                | AggregateFunction::Last => {
                    aggregate.value.as_ref().map_or(ANY, |value| Extent::of(program, catalog, value))
                }
                AggregateFunction::Sum | AggregateFunction::Any => ANY,
            },
            ExprKind::CohortScore(_) => within(0.0, 100.0),
            ExprKind::Percentile(_) | ExprKind::Ramp { .. } | ExprKind::Decay { .. } => within(0.0, 1.0),
            ExprKind::Quantile { k, .. } => within(1.0, *k as f64),
            ExprKind::Call { function, .. } => of_call(function),
            _ => ANY,
        }
    }

    /// Can the value be this one? True where that is not known.
    pub fn holds(&self, constant: &Constant) -> bool {
        let x = match constant {
            Constant::Int(i) => *i as f64,
            Constant::Number(x) | Constant::Percent(x) => *x,
            Constant::Date(date) => f64::from(crate::lower::day(*date)),
            Constant::Bool(_) | Constant::Text(_) => return true,
        };
        self.low.is_none_or(|low| low <= x) && self.high.is_none_or(|high| x <= high)
    }
}

fn of_call(function: &Builtin) -> Extent {
    match function.name {
        "age" | "abs" | "sqrt" | "length" | "items" => from(0.0),
        "month" => within(1.0, 12.0),
        "day" => within(1.0, 31.0),
        "weekday" => within(1.0, 7.0),
        _ => ANY,
    }
}
