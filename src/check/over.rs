//! Values over a whole cohort, in `metric`, `claim`, `backed by` and `expect`.

use super::aggregate::Rows;
use super::names::Kind;
use super::paths::{Found, Scope};
use super::walk::{self, Part};
use super::{Checker, constants, words};
use crate::builtins;
use crate::diagnostics::codes;
use crate::ir::Type;
use crate::model::{AggregateFunction as A, Constant, Expr, ExprKind, Needs, OVER, Over, OverFunction as F};
use crate::source::Span;
use crate::syntax::ast::{self, Call, ExprKind as Ast};

pub(super) fn find(name: &str) -> Option<(F, Needs)> {
    OVER.iter().find(|row| row.name == name).map(|row| (row.function, row.needs))
}

impl<'a> Checker<'a> {
    /// A bare name (or path) where one value for the cohort is needed: `size`, a metric, a param.
    pub fn over_name(&mut self, scope: Scope, expr: &ast::Expr) -> Option<Expr> {
        let parts = walk::path(expr).unwrap_or_default();
        if let [(name, span)] = parts.as_slice() {
            if let Found::Decl(id) = self.lookup(scope.table, name) {
                match self.names.decls[id].kind {
                    Kind::Param => return self.reference(scope, id, *span),
                    Kind::Metric => return self.metric(scope, id, *span),
                    _ => {}
                }
            }
            if let Some((function, Needs::Nothing)) = find(name) {
                return Some(self.over(scope, *span, function, Type::Number, Over0::default()));
            }
        }
        // What it is for a row tells how to make one value of it.
        let value = match &expr.kind {
            Ast::Name(name) => self.name(Scope::row(scope.table), name, expr.span),
            _ => self.field(Scope::row(scope.table), expr),
        }?;
        let shown = self.called(&value).unwrap_or("…".into());
        let help = match value.ty {
            Type::Bool => format!("write `share({shown})` for how many of them"),
            ty if ty.is_numeric() => format!("write `avg({shown})` or `median({shown})`"),
            Type::Date | Type::Datetime => format!("write `min({shown})`, or `median(days_since({shown}))`"),
            Type::Text => format!("write `share({shown} = \"…\")`"),
            _ => format!("write `share({shown} has \"…\")`"),
        };
        let what = words::a_type(value.ty);
        let named = words::in_quotes(&shown);
        let table = self.table_name(scope.table);
        let message =
            format!("{named} is a value of each row of `{table}`, and this is about a whole cohort");
        self.error(&codes::COHORT_VALUE, message, expr.span, format!("{what} for each"), help);
        None
    }

    /// A metric's own expression, put in.
    fn metric(&mut self, scope: Scope, id: usize, span: Span) -> Option<Expr> {
        self.ready(id, span)?;
        if self.names.decls[id].table != Some(scope.table) {
            self.wrong_entity(scope.table, id, span);
            return None;
        }
        let slot = self.names.decls[id].slot;
        let value = self.draft.metrics[slot].as_ref()?.value.clone();
        Some(self.copy(value))
    }

    /// A copy with numbers of its own.
    pub fn copy(&mut self, mut expr: Expr) -> Expr {
        expr.id = crate::model::ExprId(self.next_expr);
        self.next_expr += 1;
        for child in expr.children_mut() {
            let inner = std::mem::replace(child, blank());
            *child = self.copy(inner);
        }
        expr
    }

    /// A call where one value for the cohort is needed.
    pub fn over_call(&mut self, scope: Scope, call: &Call, span: Span) -> Option<Expr> {
        let name = call.function.value.as_str();
        let Some((function, needs)) = find(name) else {
            return match builtins::find(name) {
                Some(builtin) => self.builtin(scope, builtin, call, span),
                None => {
                    self.not_over(scope, &call.function);
                    None
                }
            };
        };
        if is_special(needs) {
            return self.customer_measure(scope, call, (function, needs), span);
        }
        if let Some(argument) = self.over_rows(scope, call) {
            return self.over_related(scope, call, &argument, (function, needs), span);
        }
        let argument = self.over_argument(call, function)?;
        let other = match needs {
            Needs::Cohort => Some(self.other(scope, call)?),
            _ => None,
        };
        let value = match (needs, call.args.as_slice()) {
            (Needs::Nothing | Needs::Rows, []) | (Needs::Cohort, [_]) => None,
            (Needs::Nothing | Needs::Rows, [extra, ..]) => {
                let help = match function {
                    F::Count => {
                        "write `count()` for the people, `count(orders)` for rows, `share(rule)` for a part"
                    }
                    _ => "write the name alone",
                };
                let message = format!("`{name}` takes no such argument");
                self.error(&codes::ARGUMENTS, message, extra.span, "not possible here", help);
                return None;
            }
            (_, []) => {
                let help = format!("write `{}`", over_usage(name));
                self.error(
                    &codes::ARGUMENTS,
                    format!("`{name}` of what?"),
                    call.function.span,
                    "no argument",
                    help,
                );
                return None;
            }
            (_, [value, ..]) => Some(self.expr(Scope::row(scope.table), value)?),
        };
        if let Some(window) = &call.during {
            let help = "a window counts related rows, as in `count(orders during last 30 days)`";
            self.error(&codes::WINDOW, "members have no time", window.span, "not possible here", help);
            return None;
        }
        let filter = match &call.filter {
            Some(filter) => Some(self.rule(Scope::row(scope.table), filter)?),
            None => None,
        };
        if let Some(value) = &value {
            self.over_type(name, needs, value)?;
        }
        let ty = over_result(function, value.as_ref());
        let rest = Over0 { value, filter, other, argument, ..Over0::default() };
        Some(self.over(scope, span, function, ty, rest))
    }

    pub(super) fn over(&mut self, scope: Scope, span: Span, function: F, ty: Type, rest: Over0) -> Expr {
        let Over0 { value, relation, window, filter, other, argument, more, duration } = rest;
        let over = Over { function, value, relation, window, filter, other, argument, more, duration };
        self.make(scope.table, span, ty, ExprKind::Over(Box::new(over)))
    }

    /// The argument as a path over a related table, unless it is a value of the members.
    pub(super) fn over_rows<'e>(&self, scope: Scope, call: &'e Call) -> Option<Vec<Part<'e>>> {
        let parts = walk::path(call.args.first()?)?;
        let child = self.tables.find(parts[0].0)?;
        let own = parts.len() == 1
            && !matches!(self.lookup(scope.table, parts[0].0), Found::Nothing | Found::Owner(_));
        (!own && self.belongs(child, scope.table)).then_some(parts)
    }

    /// `nps(surveys.score)`, `count(orders during last 30 days)`: over the rows of all members.
    fn over_related(
        &mut self,
        scope: Scope,
        call: &Call,
        argument: &[Part<'_>],
        (function, needs): (F, Needs),
        span: Span,
    ) -> Option<Expr> {
        let name = call.function.value.as_str();
        // How the same function over one row's related rows would look at its argument.
        let alike = match needs {
            Needs::Rows => A::Count,
            Needs::Rule => A::Share,
            Needs::Ordered => A::Max,
            Needs::Number | Needs::NumberOrRule => A::Avg,
            _ => {
                let message = format!("`{name}` is not about rows of `{}`", argument[0].0);
                let help = format!("write `{}`", over_usage(name));
                self.error(&codes::ARGUMENTS, message, argument[0].1, "a table", help);
                return None;
            }
        };
        let relation = self.relation(scope, call, argument)?;
        let Rows { value, window, filter } = self.related_rows(relation, call, argument, alike)?;
        let argument = self.over_argument(call, function)?;
        let ty = over_result(function, value.as_ref());
        let rest = Over0 { value, relation: Some(relation), window, filter, argument, ..Over0::default() };
        Some(self.over(scope, span, function, ty, rest))
    }

    fn over_type(&mut self, name: &str, needs: Needs, value: &Expr) -> Option<()> {
        match needs {
            Needs::Rule if value.ty == Type::Bool => Some(()),
            Needs::Rule => {
                let label = self.is_what(value);
                let message = format!("`{name}` takes a rule, and this is {}", words::a_type(value.ty));
                let shown = self.called(value).unwrap_or("…".into());
                let help = format!("compare it, as in `{name}({shown} >= 1)`");
                self.error(&codes::NOT_A_RULE, message, value.span, label, help);
                None
            }
            Needs::NumberOrRule if value.ty == Type::Bool => Some(()),
            Needs::Number if value.ty == Type::Bool => {
                let label = self.is_what(value);
                let shown = self.called(value).unwrap_or("…".into());
                let message = format!("`{name}` needs a number, and this is a truth value");
                let help = format!("write `share({shown})`");
                self.error(&codes::TYPES_DIFFER, message, value.span, label, help);
                None
            }
            Needs::Number | Needs::NumberOrRule => self.numeric(value, &format!("`{name}`")),
            Needs::Ordered => self.ordered(value, value.span),
            _ => Some(()),
        }
    }

    /// `top: 4` of `csat`, the part of `quantile`.
    fn over_argument(&mut self, call: &Call, function: F) -> Option<Option<f64>> {
        let name = call.function.value.as_str();
        let constant = |e: &ast::Expr| constants::literal(e).as_ref().and_then(constants::constant_number);
        if let Some((named, value)) = call.named.first() {
            if function != F::Csat || named.value != "top" {
                let message = format!("`{name}` has no argument called `{}`", named.value);
                let help = format!("write `{}`", over_usage(name));
                self.error(&codes::ARGUMENTS, message, named.span, "not an argument", help);
                return None;
            }
            let top = constant(value);
            if top.is_none() {
                let message = "`top` is the lowest answer that counts as satisfied, a number";
                let help = "write `csat(surveys.satisfaction, top: 4)`";
                self.error(&codes::NOT_CONSTANT, message, value.span, "not a number", help);
            }
            return top.map(Some);
        }
        match (function, call.args.as_slice()) {
            (F::Quantile, [_, part]) => match constant(part) {
                Some(x) if (0.0..=1.0).contains(&x) => Some(Some(x)),
                _ => {
                    let message = "a quantile of a cohort is a part of it, from 0 to 1";
                    let help = "write `quantile(income, 0.9)` or `quantile(income, 90%)`";
                    self.error(&codes::OUT_OF_RANGE, message, part.span, "not a part", help);
                    None
                }
            },
            (F::Quantile, [_]) => {
                let help = "write `quantile(income, 0.9)`";
                self.error(&codes::ARGUMENTS, "which quantile?", call.function.span, "no part given", help);
                None
            }
            (_, [_, extra, ..]) => {
                let help = format!("write `{}`", over_usage(name));
                let message = format!("`{name}` takes one argument, and here are {}", call.args.len());
                self.error(&codes::ARGUMENTS, message, extra.span, "one too many", help);
                None
            }
            _ => Some(None),
        }
    }

    /// The cohort in `overlap(other)`.
    fn other(&mut self, scope: Scope, call: &Call) -> Option<usize> {
        let Some(Ast::Name(name)) = call.args.first().map(|a| &a.kind) else {
            let at = call.args.first().map_or(call.function.span, |a| a.span);
            self.error(
                &codes::ARGUMENTS,
                "overlap with which cohort?",
                at,
                "not a cohort",
                "write `overlap(other)`",
            );
            return None;
        };
        self.cohort_of(&ast::Name::new(name.clone(), call.args[0].span), Some(scope.table), false)
    }

    /// A function that says nothing about a cohort.
    fn not_over(&mut self, scope: Scope, function: &ast::Name) {
        let name = function.value.as_str();
        let rows = super::aggregate::function(name).is_some()
            || super::calls::SPECIAL.iter().any(|(n, _)| *n == name);
        if !rows {
            return self.unknown_function(scope, function);
        }
        let help = match name {
            "any" => "write `share(any(…))` for how many of them have such a row".to_owned(),
            "percentile" => "write `avg(percentile(x))`".into(),
            _ => format!("write `avg({name}(…))`"),
        };
        let message = format!("`{name}` is a value of each row, and this is about a whole cohort");
        self.error(&codes::COHORT_VALUE, message, function.span, "one value for each row", help);
    }
}

/// The parts of an [`Over`] beside its function.
#[derive(Default)]
pub(super) struct Over0 {
    pub value: Option<Expr>,
    pub relation: Option<usize>,
    pub window: Option<ast::Window>,
    pub filter: Option<Expr>,
    pub other: Option<usize>,
    pub argument: Option<f64>,
    pub more: Vec<Expr>,
    pub duration: Option<ast::Duration>,
}

/// Functions whose arguments `customer.rs` looks at.
fn is_special(needs: Needs) -> bool {
    matches!(needs, Needs::Table | Needs::TableAndTime | Needs::Amount | Needs::TwoRules | Needs::Answers)
}

fn over_result(function: F, value: Option<&Expr>) -> Type {
    match function {
        F::Count => Type::Int,
        F::Min | F::Max => value.map_or(Type::Number, |v| v.ty),
        _ => Type::Number,
    }
}

pub(super) fn over_usage(name: &str) -> &'static str {
    OVER.iter().find(|row| row.name == name).map_or("", |row| row.usage)
}

/// What stands where an expression was taken out, until it is put back.
fn blank() -> Expr {
    Expr {
        id: crate::model::ExprId(0),
        span: Span { file: crate::source::FileId(0), start: 0, end: 0 },
        table: 0,
        ty: Type::Bool,
        kind: ExprKind::Constant(Constant::Bool(false)),
    }
}
