//! `=`, `<`, `between`: two values of one type.

use super::paths::{Place, Scope};
use super::{Checker, constants, words};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind, OverFunction};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, CompareOp};
use chrono::NaiveDate;

impl<'a> Checker<'a> {
    pub fn compare(
        &mut self,
        scope: Scope,
        op: &Spanned<CompareOp>,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<ExprKind> {
        let (left, right) = self.pair(scope, left, right);
        let (mut left, mut right) = (left?, right?);
        self.comparable(&left, &right)?;
        if !matches!(op.value, CompareOp::Eq | CompareOp::Ne) {
            self.ordered(&left, op.span)?;
        }
        self.size_and_bound(scope, &left, &right)?;
        self.size_and_bound(scope, &right, &left)?;
        let (met_right, met_left) = (self.meet(&left, &mut right), self.meet(&right, &mut left));
        met_right.and(met_left)?;
        Some(ExprKind::Compare { op: op.value, left: Box::new(left), right: Box::new(right) })
    }

    /// Both sides; a bare word beside a text was probably meant as one.
    fn pair(&mut self, scope: Scope, left: &ast::Expr, right: &ast::Expr) -> (Option<Expr>, Option<Expr>) {
        let left = self.expr(scope, left);
        let beside_text = left.as_ref().is_some_and(|l| l.ty == Type::Text);
        let right = self.expr(Scope { beside_text, ..scope }, right);
        (left, right)
    }

    pub fn between(
        &mut self,
        scope: Scope,
        value: &ast::Expr,
        low: &ast::Expr,
        high: &ast::Expr,
        negated: bool,
    ) -> Option<ExprKind> {
        let value = self.expr(scope, value);
        let (low, high) = (self.expr(scope, low), self.expr(scope, high));
        let (value, low, high) = (value?, low?, high?);
        self.comparable(&value, &low)?;
        self.comparable(&value, &high)?;
        self.ordered(&value, value.span)?;
        self.size_and_bound(scope, &value, &low)?;
        self.size_and_bound(scope, &value, &high)?;
        if let (Some(from), Some(to)) = (self.constant_of(&low), self.constant_of(&high))
            && falls(&from, &to)
        {
            let diagnostic = Diagnostic::new(
                &codes::OUT_OF_RANGE,
                format!("nothing lies between {} and {}", words::constant(&from), words::constant(&to)),
            )
            .at(low.span.to(high.span), "the first is greater than the second")
            .help(format!(
                "write `between {} and {}`",
                words::constant(&to),
                words::constant(&from)
            ));
            self.report(diagnostic);
            return None;
        }
        let (value, low, high) = (Box::new(value), Box::new(low), Box::new(high));
        Some(ExprKind::Between { value, low, high, negated })
    }

    /// The value of a literal or param.
    pub fn constant_of(&self, expr: &Expr) -> Option<Constant> {
        match &expr.kind {
            ExprKind::Constant(constant) => Some(constant.clone()),
            ExprKind::Param(p) => match &self.draft.params[*p].as_ref()?.value {
                crate::model::ParamValue::One(constant) => Some(constant.clone()),
                crate::model::ParamValue::List(_) => None,
            },
            _ => None,
        }
    }

    /// Numbers of all kinds compare, dates with datetimes, everything else with its own kind.
    pub fn comparable(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        if left.ty == Type::List || right.ty == Type::List {
            let (list, other) = if left.ty == Type::List { (left, right) } else { (right, left) };
            let name = self.called(list).unwrap_or("…".into());
            let item = match &other.kind {
                ExprKind::Constant(constant) => words::constant(constant),
                _ => "\"…\"".into(),
            };
            self.mismatch(
                left,
                right,
                "compared with",
                Some(format!("ask for an item: `{name} has {item}`")),
            );
            return None;
        }
        if same_kind(left.ty, right.ty) {
            return Some(());
        }
        let help = self.way_out(left, right).or_else(|| self.way_out(right, left));
        let help = help.unwrap_or_else(|| "compare two values of one type".into());
        self.mismatch(left, right, "compared with", Some(help));
        None
    }

    /// What to write instead of `constant` beside `value`.
    fn way_out(&self, value: &Expr, constant: &Expr) -> Option<String> {
        let name = self.called(value).unwrap_or("…".into());
        let ExprKind::Constant(written) = &constant.kind else {
            let days = matches!(value.ty, Type::Date | Type::Datetime) && constant.ty.is_numeric();
            return days.then(|| format!("count days with `days_since({name})`"));
        };
        match (value.ty, written) {
            (Type::Text, Constant::Text(_)) => None,
            (Type::Text, written) => Some(format!("write it as a text: `\"{}\"`", words::constant(written))),
            (ty, Constant::Text(text)) if ty.is_numeric() => match text.replace('_', "").parse::<f64>() {
                Ok(_) => Some(format!("write {text} without quotes")),
                Err(_) => Some(format!("compare it with a number, as in `{name} >= 1`")),
            },
            (Type::Date | Type::Datetime, Constant::Text(text)) => match text.parse::<NaiveDate>() {
                Ok(date) => Some(format!("drop the quotes: `{date}`")),
                Err(_) => Some("write a date as `2026-10-31`, without quotes".into()),
            },
            (Type::Date | Type::Datetime, Constant::Int(_) | Constant::Number(_)) => {
                Some(format!("count days with `days_since({name})`"))
            }
            (Type::Bool, _) => Some(format!("write `{name}` or `not {name}`")),
            _ => None,
        }
    }

    /// `<`, `between`, `top p%` need an order.
    pub fn ordered(&mut self, value: &Expr, span: Span) -> Option<()> {
        if value.ty.is_ordered() {
            return Some(());
        }
        let what = format!("{}s", value.ty.word());
        let help = match value.ty {
            Type::Text => "texts are equal or not: use `=`, `in`, `starts with` or `matches`",
            Type::List => "use `items(list)` for how many items there are",
            _ => "use the rule itself, or `not` in front of it",
        };
        let label = self.is_what(value);
        let mut diagnostic =
            Diagnostic::new(&codes::NO_ORDER, format!("{what} have no order")).at(span, "needs an order");
        if span == value.span {
            diagnostic.labels[0].text = label;
        } else {
            diagnostic = diagnostic.at(value.span, label);
        }
        self.report(diagnostic.help(help));
        None
    }

    /// `size between 2% and 15%` is a share, `size >= 100` are people; `size >= 0.02` could be either.
    fn size_and_bound(&mut self, scope: Scope, value: &Expr, bound: &Expr) -> Option<()> {
        let ExprKind::Over(over) = &value.kind else { return Some(()) };
        let counts =
            matches!(over.function, OverFunction::Size | OverFunction::Movement | OverFunction::Leave);
        if scope.place != Place::Cohort || !counts {
            return Some(());
        }
        match self.constant_of(bound) {
            Some(Constant::Int(_) | Constant::Percent(_)) | None => Some(()),
            Some(constant) => {
                let share = constants::constant_number(&constant).map(constants::hundredfold);
                let help = match share {
                    Some(share) if share < 100.0 => {
                        format!("write `{share}%` for a share, or a whole number of people")
                    }
                    _ => "write a percentage for a share, or a whole number of people".into(),
                };
                let message = format!("is {} a share or a number of people?", words::constant(&constant));
                self.error(&codes::TYPES_DIFFER, message, bound.span, "a number with a fraction", help);
                None
            }
        }
    }
}

/// Types whose values can be compared.
pub(super) fn same_kind(left: Type, right: Type) -> bool {
    let day = |ty| matches!(ty, Type::Date | Type::Datetime);
    left == right || left.is_numeric() && right.is_numeric() || day(left) && day(right)
}

/// True if the first is greater than the second.
fn falls(from: &Constant, to: &Constant) -> bool {
    match (from, to) {
        (Constant::Date(a), Constant::Date(b)) => a > b,
        (Constant::Int(a), Constant::Int(b)) => a > b,
        _ => match (constants::constant_number(from), constants::constant_number(to)) {
            (Some(a), Some(b)) => a > b,
            _ => false,
        },
    }
}
