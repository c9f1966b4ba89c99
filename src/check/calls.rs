//! Functions of the row's own values, grades, and where a value stands in the population.

use super::paths::{Place, Scope};
use super::{Checker, aggregate, constants, words};
use crate::builtins::{self, Builtin, Returns, Takes};
use crate::diagnostics::{codes, suggest};
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, Call, ExprKind as Ast, RankEnd, Unit};

/// Functions that need more than their arguments' values.
pub(super) const SPECIAL: [(&str, &str); 4] = [
    ("ramp", "ramp(x, from, to)"),
    ("decay", "decay(date, 30 days)"),
    ("percentile", "percentile(x)"),
    ("quantile", "quantile(x, 5)"),
];

impl<'a> Checker<'a> {
    /// A call where a value per row is needed.
    pub fn call(&mut self, scope: Scope, call: &Call, span: Span) -> Option<Expr> {
        let name = call.function.value.as_str();
        if let Some(function) = aggregate::function(name) {
            return self.aggregate(scope, call, function, span);
        }
        let kind = match name {
            "ramp" => self.ramp(scope, call)?,
            "decay" => self.decay(scope, call)?,
            "percentile" => {
                let [value] = self.arguments(scope, call, "percentile(x)")?;
                let value = self.expr(scope, value)?;
                self.ordered(&value, value.span)?;
                self.stands_on_population(scope.table, span);
                return Some(self.make(
                    scope.table,
                    span,
                    Type::Number,
                    ExprKind::Percentile(Box::new(value)),
                ));
            }
            "quantile" => {
                let kind = self.quantile(scope, call)?;
                return Some(self.make(scope.table, span, Type::Int, kind));
            }
            _ => {
                let Some(function) = builtins::find(name) else {
                    self.unknown_function(scope, &call.function);
                    return None;
                };
                return self.builtin(scope, function, call, span);
            }
        };
        Some(self.make(scope.table, span, Type::Number, kind))
    }

    pub fn unknown_function(&mut self, scope: Scope, function: &ast::Name) {
        let name = function.value.as_str();
        let over = crate::model::OVER.iter().map(|row| row.name);
        if scope.place == Place::Row && over.clone().any(|n| n == name) {
            let message = format!("`{name}` is worked out over a whole cohort, not for a row");
            let help = "it stands in a `metric`, a `claim`, `backed by` or `expect`";
            return self.error(&codes::COHORT_VALUE, message, function.span, "no value per row", help);
        }
        let mut known: Vec<&str> = builtins::ALL.iter().map(|b| b.name).collect();
        known.extend(SPECIAL.iter().map(|(n, _)| *n));
        known.extend(aggregate::NAMES);
        if scope.place == Place::Cohort {
            known.extend(over);
        }
        let message = format!("there is no function `{name}`");
        let help = match suggest::nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`personac` knows the functions listed in grammar/README.md".into(),
        };
        self.error(&codes::UNKNOWN_FUNCTION, message, function.span, "not a function", help);
    }

    /// Exactly so many arguments, and nothing else between the parentheses.
    pub fn arguments<'e, const N: usize>(
        &mut self,
        _scope: Scope,
        call: &'e Call,
        usage: &str,
    ) -> Option<[&'e ast::Expr; N]> {
        self.bare(call, usage)?;
        let given: Vec<&ast::Expr> = call.args.iter().collect();
        let count = given.len();
        match given.try_into() {
            Ok(arguments) => Some(arguments),
            Err(_) => {
                self.wrong_count(call, N, false, count, usage);
                None
            }
        }
    }

    fn wrong_count(&mut self, call: &Call, wanted: usize, more: bool, got: usize, usage: &str) {
        let name = &call.function.value;
        let plural = if wanted == 1 { "" } else { "s" };
        let at_least = if more { "at least " } else { "" };
        let message = match wanted {
            0 => format!("`{name}` takes no arguments"),
            _ => format!("`{name}` takes {at_least}{wanted} argument{plural}, and here are {got}"),
        };
        let place = match call.args.get(wanted) {
            Some(first_too_many) => first_too_many.span,
            None => call.function.span,
        };
        let label = if got > wanted { "one too many" } else { "too few" };
        self.error(&codes::ARGUMENTS, message, place, label, format!("write `{usage}`"));
    }

    /// No `during`, `where`, `via` and no named argument.
    fn bare(&mut self, call: &Call, usage: &str) -> Option<()> {
        let name = &call.function.value;
        let during = call.during.as_ref().map(|w| (w.span, "`during`"));
        let filter = call.filter.as_ref().map(|f| (f.span, "`where`"));
        let via = call.via.as_ref().map(|v| (v.span, "`via`"));
        let extra = during.or(filter).or(via);
        if let Some((at, word)) = extra {
            let message = format!("{word} belongs to an aggregate over related rows, and `{name}` is none");
            self.error(&codes::ARGUMENTS, message, at, "not possible here", format!("write `{usage}`"));
            return None;
        }
        if let Some((named, _)) = call.named.first() {
            let message = format!("`{name}` has no argument called `{}`", named.value);
            self.error(&codes::ARGUMENTS, message, named.span, "not an argument", format!("write `{usage}`"));
            return None;
        }
        Some(())
    }

    pub fn builtin(
        &mut self,
        scope: Scope,
        function: &'static Builtin,
        call: &Call,
        span: Span,
    ) -> Option<Expr> {
        let usage = usage(function);
        self.bare(call, &usage)?;
        let (wanted, got) = (function.params.len(), call.args.len());
        if got < wanted || got > wanted && !function.variadic {
            self.wrong_count(call, wanted, function.variadic, got, &usage);
            return None;
        }
        let args: Vec<Option<Expr>> = call.args.iter().map(|a| self.expr(scope, a)).collect();
        let args: Vec<Expr> = args.into_iter().collect::<Option<_>>()?;
        let takes = |i: usize| function.params[i.min(wanted - 1)].takes;
        for (index, arg) in args.iter().enumerate() {
            self.argument(function, takes(index), arg, &usage)?;
        }
        let common = self.common(function, &args)?;
        let ty = match function.returns {
            Returns::Type(ty) => ty,
            Returns::Same => common.unwrap_or(Type::Number),
        };
        Some(self.make(scope.table, span, ty, ExprKind::Call { function, args }))
    }

    fn argument(&mut self, function: &Builtin, takes: Takes, arg: &Expr, usage: &str) -> Option<()> {
        let (fits, wanted) = match takes {
            Takes::Number => (arg.ty.is_numeric(), "a number"),
            Takes::IntLiteral => {
                let whole = matches!(self.constant_of(arg), Some(Constant::Int(0..=9)));
                (whole, "a whole number from 0 to 9, written out")
            }
            Takes::Text => (arg.ty == Type::Text, "a text"),
            Takes::List => (arg.ty == Type::List, "a list"),
            Takes::Bool => (arg.ty == Type::Bool, "a rule"),
            Takes::Date => (matches!(arg.ty, Type::Date | Type::Datetime), "a date"),
            Takes::Ordered => (arg.ty.is_ordered(), "numbers or dates"),
            Takes::Same => (true, ""),
        };
        if fits {
            return Some(());
        }
        let label = self.is_what(arg);
        let message = format!("`{}` takes {wanted}, and this is {}", function.name, words::a_type(arg.ty));
        self.error(&codes::ARGUMENTS, message, arg.span, label, format!("write `{usage}`"));
        None
    }

    /// The one type of the arguments that must agree.
    fn common(&mut self, function: &'static Builtin, args: &[Expr]) -> Option<Option<Type>> {
        let takes = |i: usize| function.params[i.min(function.params.len() - 1)].takes;
        let agreeing: Vec<&Expr> = args
            .iter()
            .enumerate()
            .filter(|(i, _)| matches!(takes(*i), Takes::Same | Takes::Ordered))
            .map(|(_, a)| a)
            .collect();
        let Some((first, rest)) = agreeing.split_first() else { return Some(None) };
        let ordered = args.iter().enumerate().any(|(i, _)| takes(i) == Takes::Ordered);
        let mut ty = first.ty;
        for arg in rest {
            if arg.ty == ty {
                continue;
            }
            if !(arg.ty.is_numeric() && ty.is_numeric()) {
                self.mismatch(
                    first,
                    arg,
                    "chosen beside",
                    Some("all values of the choice are of one type".into()),
                );
                return None;
            }
            ty = Type::Number;
        }
        if ordered && ty.is_numeric() {
            ty = Type::Number;
        }
        Some(Some(ty))
    }

    /// A constant number, for bounds.
    fn constant_number(&mut self, scope: Scope, expr: &ast::Expr, usage: &str) -> Option<f64> {
        let value = self.expr(scope, expr)?;
        let constant = self.constant_of(&value).as_ref().and_then(constants::constant_number);
        if constant.is_none() {
            let label = self.is_what(&value);
            let message = "a bound is a number, written out or a param";
            self.error(&codes::NOT_CONSTANT, message, expr.span, label, format!("write `{usage}`"));
        }
        constant
    }

    fn ramp(&mut self, scope: Scope, call: &Call) -> Option<ExprKind> {
        let usage = "ramp(x, from, to)";
        let [value, from, to] = self.arguments(scope, call, usage)?;
        let value = self.expr(scope, value);
        let (low, high) = (self.constant_number(scope, from, usage), self.constant_number(scope, to, usage));
        let value = value?;
        self.numeric(&value, "`ramp`")?;
        let (low, high) = (low?, high?);
        if low == high {
            let message = "a ramp must rise or fall, and this one does neither";
            let help = "write two different bounds, as in `ramp(x, 0, 10)`, or a plain rule: `x >= 10`";
            self.error(&codes::OUT_OF_RANGE, message, from.span.to(to.span), "from and to are equal", help);
            return None;
        }
        Some(ExprKind::Ramp { value: Box::new(value), from: low, to: high })
    }

    fn decay(&mut self, scope: Scope, call: &Call) -> Option<ExprKind> {
        let usage = "decay(date, 30 days)";
        let [value, half_life] = self.arguments(scope, call, usage)?;
        let value = self.expr(scope, value);
        let by = match &half_life.kind {
            Ast::Error => return None,
            Ast::Duration(by) => *by,
            _ => {
                let help = "write how long it takes to lose half: `decay(last_seen, 30 days)`";
                let message = "a half-life is a duration in days or weeks";
                self.error(&codes::ARGUMENTS, message, half_life.span, "not a duration", help);
                return None;
            }
        };
        self.duration(by, half_life.span)?;
        let days = match by.unit {
            Unit::Days => by.n,
            Unit::Weeks => by.n * 7,
            _ => {
                let help = "months, quarters and years differ in length: write days or weeks";
                let message = "a half-life is in days or weeks";
                self.error(&codes::ARGUMENTS, message, half_life.span, "of no fixed length", help);
                return None;
            }
        };
        let value = value?;
        if !matches!(value.ty, Type::Date | Type::Datetime) {
            let label = self.is_what(&value);
            let message = format!("`decay` takes a date, and this is {}", words::a_type(value.ty));
            let help = "for numbers there is `ramp(x, from, to)`, which may fall as well as rise";
            self.error(&codes::ARGUMENTS, message, value.span, label, help);
            return None;
        }
        Some(ExprKind::Decay { value: Box::new(value), half_life: days as f64, written: by })
    }

    fn quantile(&mut self, scope: Scope, call: &Call) -> Option<ExprKind> {
        let usage = "quantile(x, 5)";
        let [value, k] = self.arguments(scope, call, usage)?;
        let value = self.expr(scope, value);
        let parts = self.expr(scope, k)?;
        let k_value = match self.constant_of(&parts) {
            Some(Constant::Int(k)) => k,
            _ => {
                let label = self.is_what(&parts);
                let message = "`quantile` takes the number of parts, a whole number";
                self.error(&codes::ARGUMENTS, message, k.span, label, format!("write `{usage}`"));
                return None;
            }
        };
        if !(2..=1_000_000).contains(&k_value) {
            let help = "write 2 or more: 4 for quarters, 5 for fifths, 10 for tenths";
            let message = format!("a population cannot be cut into {k_value} parts");
            self.error(&codes::OUT_OF_RANGE, message, k.span, "out of range", help);
            return None;
        }
        let value = value?;
        self.ordered(&value, value.span)?;
        self.stands_on_population(scope.table, call.function.span);
        Some(ExprKind::Quantile { value: Box::new(value), k: k_value })
    }

    /// `x in top 20%`
    pub fn rank(
        &mut self,
        scope: Scope,
        value: &ast::Expr,
        end: RankEnd,
        share: &ast::Expr,
        negated: bool,
    ) -> Option<ExprKind> {
        if scope.place == Place::Cohort {
            let help = "ask for the share of people: `share(x in top 20%) >= 50%`";
            let message = "a place in the population is a matter of each row, not of a cohort";
            self.error(&codes::COHORT_VALUE, message, value.span, "one value for the whole cohort", help);
            return None;
        }
        let value = self.expr(scope, value);
        let share = self.rank_share(scope, share);
        let (value, share) = (value?, share?);
        self.ordered(&value, value.span)?;
        self.stands_on_population(scope.table, value.span);
        Some(ExprKind::InRank { value: Box::new(value), end, share, negated })
    }

    /// A percentage in units of 10^-8.
    fn rank_share(&mut self, scope: Scope, share: &ast::Expr) -> Option<i64> {
        let units = match &share.kind {
            Ast::Percent(percent) => percent.units(6),
            _ => {
                let value = self.expr(scope, share)?;
                let Some(Constant::Percent(x)) = self.constant_of(&value) else {
                    let label = self.is_what(&value);
                    let message = "`top` and `bottom` take a percentage";
                    let help = "write `in top 20%`";
                    self.error(&codes::ARGUMENTS, message, share.span, label, help);
                    return None;
                };
                let units = x * 1e8;
                ((units - units.round()).abs() < 1e-3).then_some(units.round() as i64)
            }
        };
        let (label, help) = match units {
            Some(1..=100_000_000) => return units,
            Some(_) => ("not between 0% and 100%", "write more than 0% and at most 100%"),
            None => ("too many places", "write at most 6 places behind the point"),
        };
        self.error(&codes::OUT_OF_RANGE, "this is no share of a population", share.span, label, help);
        None
    }
}

/// `round(x, places)`, `least(a, b, …)`
pub(super) fn usage(function: &Builtin) -> String {
    let mut params: Vec<&str> = function.params.iter().map(|p| p.name).collect();
    if function.variadic {
        params.push("…");
    }
    format!("{}({})", function.name, params.join(", "))
}
