//! Which values a value of a row can have, as the catalog and the language say.

use super::Reason;
use super::domain::{Domain, Numbers, Texts, Values};
use crate::catalog::{Column, ColumnType};
use crate::ir::Type;
use crate::model::{Aggregate, AggregateFunction, Constant, Expr, ExprKind, ParamValue};

/// Numbers beyond it are not every one a double, so nothing is said about them.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Reason<'_> {
    /// All that a value can be.
    pub(super) fn universe(&self, value: &Expr) -> Domain {
        use ExprKind::*;
        match &value.kind {
            Constant(constant) => Domain { values: only(constant, value.ty), missing: false },
            Column(c) => {
                let table = &self.catalog.tables[value.table];
                Domain { values: of_column(&table.columns[*c]), missing: table.key != Some(*c) }
            }
            Feature(f) => self.universe(&self.program.features[*f].value),
            Parent { value, .. } => Domain { missing: true, ..self.universe(value) },
            Aggregate(a) => self.of_aggregate(a, value.ty),
            Percentile(_) | Ramp { .. } | Decay { .. } => numbers(0.0, 1.0, false),
            Quantile { k, .. } => numbers(1.0, *k as f64, true),
            CohortScore(_) => numbers(0.0, 100.0, false),
            CohortTier(c) => {
                let tiers = self.program.cohorts[*c].tiers.iter().map(|t| t.name.clone());
                Domain { values: Values::Texts(Texts::Only(tiers.collect())), missing: true }
            }
            Call { function, .. } => called(function.name, value.ty),
            IsMissing { .. } | IsTruth { .. } => Domain { values: Values::bools(), missing: false },
            _ => any(value.ty),
        }
    }

    fn of_aggregate(&self, a: &Aggregate, ty: Type) -> Domain {
        let inner = || a.value.as_ref().map(|v| self.universe(v).values);
        let from_zero = Values::Numbers(Numbers::above(0.0, true, true));
        match a.function {
            AggregateFunction::Count | AggregateFunction::CountDistinct => {
                Domain { values: from_zero, missing: false }
            }
            AggregateFunction::Any => Domain { values: Values::bools(), missing: false },
            AggregateFunction::Share => numbers(0.0, 1.0, false),
            AggregateFunction::Sum => Domain { values: signed(inner()), missing: false },
            AggregateFunction::Avg => Domain { values: spread(inner()), missing: true },
            AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::First
            | AggregateFunction::Last => {
                Domain { values: inner().unwrap_or_else(|| any(ty).values), missing: true }
            }
        }
    }

    /// A constant, and whether a param gives it.
    pub(super) fn constant<'e>(&'e self, expr: &'e Expr) -> Option<(&'e Constant, bool)> {
        match &expr.kind {
            ExprKind::Constant(constant) => Some((constant, false)),
            ExprKind::Param(p) => match &self.program.params[*p].value {
                ParamValue::One(constant) => Some((constant, true)),
                ParamValue::List(_) => None,
            },
            _ => None,
        }
    }
}

/// A constant as a number; days of a date. `None` where a double would not be the same number.
pub(super) fn number(constant: &Constant) -> Option<f64> {
    let number = match constant {
        Constant::Int(i) => *i as f64,
        Constant::Number(x) | Constant::Percent(x) => *x,
        Constant::Date(date) => date.signed_duration_since(chrono::NaiveDate::default()).num_days() as f64,
        Constant::Bool(_) | Constant::Text(_) => return None,
    };
    // Units of a decimal have up to nine places more.
    (number.abs() < EXACT / 1e9 || (matches!(constant, Constant::Int(_)) && number.abs() < EXACT))
        .then_some(number)
}

/// Whole numbers, and dates as days; a datetime meets constants as its calendar day.
pub(super) fn is_whole(ty: Type) -> bool {
    matches!(ty, Type::Int | Type::Date | Type::Datetime)
}

fn only(constant: &Constant, ty: Type) -> Values {
    match constant {
        Constant::Bool(b) => Values::only_bool(*b),
        Constant::Text(text) => Values::Texts(Texts::Only([text.clone()].into())),
        _ => match number(constant) {
            Some(x) => Values::Numbers(Numbers::points(&[x], is_whole(ty))),
            None => any(ty).values,
        },
    }
}

fn any(ty: Type) -> Domain {
    let values = match ty {
        Type::Bool => Values::bools(),
        Type::Text | Type::List => Values::Texts(Texts::all()),
        _ => Values::Numbers(Numbers::all(is_whole(ty))),
    };
    Domain { values, missing: true }
}

fn numbers(low: f64, high: f64, whole: bool) -> Domain {
    Domain { values: Values::Numbers(Numbers::between(low, high, whole)), missing: true }
}

fn of_column(column: &Column) -> Values {
    if let ColumnType::Enum { values } = &column.ty {
        return Values::Texts(Texts::Only(values.iter().cloned().collect()));
    }
    let ty = crate::model::column_type(&column.ty);
    let all = any(ty).values;
    match (&column.range, &all) {
        (Some(range), Values::Numbers(numbers)) => {
            let low = range.low.unwrap_or(f64::NEG_INFINITY);
            let high = range.high.unwrap_or(f64::INFINITY);
            Values::Numbers(Numbers::between(low, high, numbers.whole))
        }
        _ => all,
    }
}

/// Sums of values of one sign have that sign.
fn signed(values: Option<Values>) -> Values {
    match &values {
        Some(Values::Numbers(n)) => match n.hull() {
            Some((low, _)) if low >= 0.0 => Values::Numbers(Numbers::above(0.0, true, n.whole)),
            Some((_, high)) if high <= 0.0 => Values::Numbers(Numbers::below(0.0, true, n.whole)),
            _ => Values::Numbers(Numbers::all(n.whole)),
        },
        _ => Values::Numbers(Numbers::all(false)),
    }
}

/// Means lie between the least and the greatest, once these are rounded as the values are: to whole numbers outwards.
fn spread(values: Option<Values>) -> Values {
    match values {
        Some(Values::Numbers(n)) => match n.hull() {
            Some((low, high)) => Values::Numbers(Numbers::between(low.floor(), high.ceil(), false)),
            None => Values::Numbers(Numbers::all(false)),
        },
        _ => Values::Numbers(Numbers::all(false)),
    }
}

fn called(function: &str, ty: Type) -> Domain {
    match function {
        "length" | "items" | "age" => {
            Domain { values: Values::Numbers(Numbers::above(0.0, true, true)), missing: true }
        }
        "abs" | "sqrt" => Domain { values: Values::Numbers(Numbers::above(0.0, true, false)), missing: true },
        "month" => numbers(1.0, 12.0, true),
        "day" => numbers(1.0, 31.0, true),
        "weekday" => numbers(1.0, 7.0, true),
        _ => any(ty),
    }
}
