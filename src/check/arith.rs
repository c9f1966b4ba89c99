//! `+ - * /`, the minus sign, `??`.

use super::paths::Scope;
use super::{Checker, constants, words};
use crate::builtins;
use crate::diagnostics::codes;
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, ArithOp, Duration, ExprKind as Ast, Unit};

impl<'a> Checker<'a> {
    pub fn negative(&mut self, scope: Scope, value: &ast::Expr, span: Span) -> Option<Expr> {
        let value = self.expr(scope, value)?;
        if let ExprKind::Constant(constant) = &value.kind {
            let negative = match constant {
                Constant::Int(i) => i.checked_neg().map(Constant::Int),
                Constant::Number(x) => Some(Constant::Number(-x)),
                Constant::Percent(x) => Some(Constant::Percent(-x)),
                _ => None,
            };
            if let Some(negative) = negative {
                return Some(self.make(scope.table, span, value.ty, ExprKind::Constant(negative)));
            }
        }
        self.numeric(&value, "a minus sign")?;
        Some(self.make(scope.table, span, Type::Number, ExprKind::Neg(Box::new(value))))
    }

    /// A value that `what` can work with.
    pub fn numeric(&mut self, value: &Expr, what: &str) -> Option<()> {
        if value.ty.is_numeric() {
            return Some(());
        }
        let label = self.is_what(value);
        let name = self.called(value).unwrap_or("…".into());
        let help = match value.ty {
            Type::Bool => format!("count a rule as a number with `if({name}, 1, 0)`"),
            Type::Date | Type::Datetime => format!("count days with `days_since({name})`"),
            Type::List => format!("count items with `items({name})`"),
            _ => "a text cannot be reckoned with; is the column's type in the catalog right?".into(),
        };
        let message = format!("{what} needs a number, and this is {}", words::a_type(value.ty));
        self.error(&codes::TYPES_DIFFER, message, value.span, label, help);
        None
    }

    pub fn arith(
        &mut self,
        scope: Scope,
        span: Span,
        op: ArithOp,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Expr> {
        if let Ast::Duration(by) = &right.kind
            && matches!(op, ArithOp::Add | ArithOp::Sub)
        {
            return self.shift(scope, span, left, *by, right.span, op == ArithOp::Sub);
        }
        if let Ast::Duration(by) = &left.kind
            && op == ArithOp::Add
        {
            return self.shift(scope, span, right, *by, left.span, false);
        }
        let (left, right) = (self.expr(scope, left), self.expr(scope, right));
        let (left, right) = (left?, right?);
        let day = |e: &Expr| matches!(e.ty, Type::Date | Type::Datetime);
        if day(&left) || day(&right) {
            return self.day_arith(scope, span, op, left, right);
        }
        let word = match op {
            ArithOp::Add => "`+`",
            ArithOp::Sub => "`-`",
            ArithOp::Mul => "`*`",
            ArithOp::Div => "`/`",
        };
        let (fine_left, fine_right) = (self.numeric(&left, word), self.numeric(&right, word));
        fine_left.and(fine_right)?;
        if op == ArithOp::Div && constants::number(&right.kind) == Some(0.0) {
            let help = "what is divided by zero is missing, for everyone";
            self.error(&codes::OUT_OF_RANGE, "nothing can be divided by 0", right.span, "zero", help);
            return None;
        }
        let kind = ExprKind::Arith { op, left: Box::new(left), right: Box::new(right) };
        Some(self.make(scope.table, span, Type::Number, kind))
    }

    /// A date minus a date are days; nothing else can be done with two dates, or with a date and a number.
    fn day_arith(&mut self, scope: Scope, span: Span, op: ArithOp, left: Expr, right: Expr) -> Option<Expr> {
        let day = |e: &Expr| matches!(e.ty, Type::Date | Type::Datetime);
        if op == ArithOp::Sub && day(&left) && day(&right) {
            let function = builtins::find("days_between")?;
            let kind = ExprKind::Call { function, args: vec![right, left] };
            return Some(self.make(scope.table, span, Type::Int, kind));
        }
        let name = self.called(if day(&left) { &left } else { &right }).unwrap_or("…".into());
        let number = if day(&left) { &right } else { &left };
        let help = match (op, &number.kind) {
            (ArithOp::Add | ArithOp::Sub, ExprKind::Constant(Constant::Int(n))) => {
                let sign = if op == ArithOp::Add { '+' } else { '-' };
                format!("say what is counted: `{name} {sign} {n} days`")
            }
            _ => format!("`{name} + 30 days` is a date, one date minus another are days"),
        };
        let verb = match op {
            ArithOp::Add => "added to",
            ArithOp::Sub => "reckoned with",
            ArithOp::Mul => "multiplied with",
            ArithOp::Div => "divided by",
        };
        self.mismatch(&left, &right, verb, Some(help));
        None
    }

    /// `date + 30 days`, `date - 6 months`.
    fn shift(
        &mut self,
        scope: Scope,
        span: Span,
        value: &ast::Expr,
        by: Duration,
        by_span: Span,
        back: bool,
    ) -> Option<Expr> {
        let value = self.expr(scope, value);
        self.duration(by, by_span)?;
        let value = value?;
        if !matches!(value.ty, Type::Date | Type::Datetime) {
            let label = self.is_what(&value);
            let message = format!("a duration goes with a date, and this is {}", words::a_type(value.ty));
            let help = "days are counted as plain numbers: write `30` instead of `30 days`";
            self.error(&codes::TYPES_DIFFER, message, value.span, label, help);
            return None;
        }
        Some(self.make(scope.table, span, Type::Date, ExprKind::Shift { value: Box::new(value), by, back }))
    }

    /// Durations from 1 up to a thousand years.
    pub fn duration(&mut self, by: Duration, span: Span) -> Option<()> {
        let longest = match by.unit {
            Unit::Days => 366_000,
            Unit::Weeks => 52_000,
            Unit::Months => 12_000,
            Unit::Quarters => 4_000,
            Unit::Years => 1_000,
        };
        if (1..=longest).contains(&by.n) {
            return Some(());
        }
        let (message, help) = if by.n < 1 {
            ("a duration of nothing", "write 1 or more")
        } else {
            ("this is longer than a thousand years", "write a shorter duration")
        };
        self.error(&codes::OUT_OF_RANGE, message, span, "out of range", help);
        None
    }

    /// `a ?? b`
    pub fn default(
        &mut self,
        scope: Scope,
        span: Span,
        value: &ast::Expr,
        default: &ast::Expr,
    ) -> Option<Expr> {
        let value = self.expr(scope, value);
        let beside_text = value.as_ref().is_some_and(|v| v.ty == Type::Text);
        let default = self.expr(Scope { beside_text, ..scope }, default);
        let (value, mut default) = (value?, default?);
        let ty = match (value.ty, default.ty) {
            (a, b) if a == b => a,
            (a, b) if a.is_numeric() && b.is_numeric() => Type::Number,
            _ => {
                self.mismatch(
                    &value,
                    &default,
                    "replaced by",
                    Some("a default is of the value's own type".into()),
                );
                return None;
            }
        };
        // A default may be a word of its own ("unknown"), outside of an enum, but is written like the column's.
        if let (Some(domain), ExprKind::Constant(Constant::Text(text))) =
            (self.domain(&value), &mut default.kind)
        {
            *text = crate::catalog::normalize::normalize(text, &domain.normalize);
        }
        let kind = ExprKind::Default { value: Box::new(value), default: Box::new(default) };
        Some(self.make(scope.table, span, ty, kind))
    }
}
