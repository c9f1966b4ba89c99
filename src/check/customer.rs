//! Functions over a cohort that marketing has words for: retention, average order value, lifetime value and their like.

use super::aggregate::Rows;
use super::over::{Over0, over_usage};
use super::paths::Scope;
use super::walk::{self, Part};
use super::{Checker, constants};
use crate::diagnostics::codes;
use crate::ir::Type;
use crate::model::{AggregateFunction as A, Expr, Needs, OverFunction as F};
use crate::source::Span;
use crate::syntax::ast::{self, Call, ExprKind as Ast};

/// `predicted_clv` looks at most so far ahead.
const MOST_MONTHS: f64 = 1_200.0;

impl<'a> Checker<'a> {
    pub(super) fn customer_measure(
        &mut self,
        scope: Scope,
        call: &Call,
        (function, needs): (F, Needs),
        span: Span,
    ) -> Option<Expr> {
        let rest = match needs {
            Needs::TwoRules => self.two_rules(scope, call)?,
            Needs::Answers => self.answers(scope, call)?,
            _ => self.behaviour(scope, call, function, needs)?,
        };
        Some(self.over(scope, span, function, Type::Number, rest))
    }

    /// `conversion(from, to)`
    fn two_rules(&mut self, scope: Scope, call: &Call) -> Option<Over0> {
        self.no_named(call)?;
        self.so_many(call, 2)?;
        if let Some(window) = &call.during {
            let help = "put it into the rules: `any(orders during last 30 days)`";
            self.error(&codes::WINDOW, "members have no time", window.span, "not possible here", help);
            return None;
        }
        let row = Scope::row(scope.table);
        let (from, to) = (self.rule(row, &call.args[0]), self.rule(row, &call.args[1]));
        let filter = match &call.filter {
            Some(filter) => Some(self.rule(row, filter)?),
            None => None,
        };
        Some(Over0 { value: Some(from?), more: vec![to?], filter, ..Over0::default() })
    }

    /// `loyalty(a, b, c)`: three numbers of a member, or of one related table.
    fn answers(&mut self, scope: Scope, call: &Call) -> Option<Over0> {
        self.no_named(call)?;
        self.so_many(call, 3)?;
        let Some(first) = self.over_rows(scope, call) else {
            let values: Vec<Option<Expr>> =
                call.args.iter().map(|a| self.answer(Scope::row(scope.table), a)).collect();
            let mut values = values.into_iter().collect::<Option<Vec<Expr>>>()?.into_iter();
            let filter = match &call.filter {
                Some(filter) => Some(self.rule(Scope::row(scope.table), filter)?),
                None => None,
            };
            return Some(Over0 { value: values.next(), more: values.collect(), filter, ..Over0::default() });
        };
        let relation = self.relation(scope, call, &first)?;
        let child = self.catalog.relations[relation].child;
        let Rows { value, window, filter } = self.related_rows(relation, call, &first, A::Avg)?;
        let mut more = Vec::new();
        for argument in &call.args[1..] {
            let parts = walk::path(argument).filter(|parts| parts.len() > 1 && parts[0].0 == first[0].0);
            let Some(parts) = parts else {
                let message = format!("the three answers stand in one table, `{}`", first[0].0);
                let help = format!("write `{}`", over_usage("loyalty"));
                self.error(&codes::ARGUMENTS, message, argument.span, "not a column of it", help);
                return None;
            };
            let value = self.parts(Scope::row(child), &parts[1..], argument.span)?;
            self.numeric(&value, "`loyalty`")?;
            more.push(value);
        }
        Some(Over0 { value, more, relation: Some(relation), window, filter, ..Over0::default() })
    }

    fn answer(&mut self, scope: Scope, argument: &ast::Expr) -> Option<Expr> {
        let value = self.expr(scope, argument)?;
        self.numeric(&value, "`loyalty`")?;
        Some(value)
    }

    /// Functions of the rows of a related table.
    fn behaviour(&mut self, scope: Scope, call: &Call, function: F, needs: Needs) -> Option<Over0> {
        let name = call.function.value.as_str();
        let argument = self.months(call, function)?;
        self.so_many(call, if needs == Needs::TableAndTime { 2 } else { 1 })?;
        let Some(path) = self.over_rows(scope, call) else {
            let first = &call.args[0];
            if self.names_nothing(scope, first) {
                let parts: Vec<Part> = walk::path(first).unwrap_or_default();
                self.relation(scope, call, &parts)?;
            }
            let table = self.table_name(scope.table);
            let message = format!("`{name}` is about rows that belong to `{table}`");
            let help = format!("write `{}`", over_usage(name));
            self.error(&codes::ARGUMENTS, message, first.span, "not such a table", help);
            return None;
        };
        let relation = self.relation(scope, call, &path)?;
        let child = self.catalog.relations[relation].child;
        if needs != Needs::Amount && path.len() > 1 {
            let message = format!("`{name}` counts rows, and this is a column");
            let help = format!("write `{}`", over_usage(name).replace("orders", path[0].0));
            self.error(&codes::ARGUMENTS, message, call.args[0].span, "a column", help);
            return None;
        }
        let timed = matches!(function, F::Retention | F::PredictedClv);
        if let (true, Some(window)) = (timed, &call.during) {
            let message = format!("`{name}` has a window of its own");
            let help = format!("write `{}`", over_usage(name));
            self.error(&codes::WINDOW, message, window.span, "not possible here", help);
            return None;
        }
        if timed && self.catalog.tables[child].time.is_none() {
            self.timeless(child, call.function.span, &format!("`{name}`"));
            return None;
        }
        if timed {
            self.needs_time(child, call.function.span);
        }
        let alike = if needs == Needs::Amount { A::Sum } else { A::Count };
        let Rows { value, window, filter } = self.related_rows(relation, call, &path, alike)?;
        let duration = match call.args.get(1) {
            None => None,
            Some(by) => Some(self.span_of_time(call, by)?),
        };
        Some(Over0 {
            value,
            relation: Some(relation),
            window,
            filter,
            argument,
            duration,
            ..Over0::default()
        })
    }

    /// A name that is neither a column nor declared.
    fn names_nothing(&self, scope: Scope, argument: &ast::Expr) -> bool {
        walk::path(argument)
            .is_some_and(|parts| matches!(self.lookup(scope.table, parts[0].0), super::paths::Found::Nothing))
    }

    fn span_of_time(&mut self, call: &Call, by: &ast::Expr) -> Option<ast::Duration> {
        let Ast::Duration(duration) = by.kind else {
            let help = format!("write `{}`", over_usage(&call.function.value));
            let message = format!("`{}` over how long?", call.function.value);
            self.error(&codes::ARGUMENTS, message, by.span, "not a duration", help);
            return None;
        };
        self.duration(ast::Duration { n: duration.n.saturating_mul(2), ..duration }, by.span)?;
        Some(duration)
    }

    /// `months: 12`
    fn months(&mut self, call: &Call, function: F) -> Option<Option<f64>> {
        if function != F::PredictedClv {
            return self.no_named(call).map(|()| None);
        }
        let Some((name, value)) = call.named.first() else { return Some(None) };
        if name.value != "months" {
            self.no_named(call)?;
        }
        let months = constants::literal(value).as_ref().and_then(constants::constant_number);
        match months.filter(|m| m.fract() == 0.0 && (1.0..=MOST_MONTHS).contains(m)) {
            Some(months) => Some(Some(months)),
            None => {
                let message = "`months` is how many months to look ahead, a whole number from 1 to 1200";
                let help = format!("write `{}`", over_usage("predicted_clv"));
                self.error(&codes::OUT_OF_RANGE, message, value.span, "not such a number", help);
                None
            }
        }
    }

    fn no_named(&mut self, call: &Call) -> Option<()> {
        let Some((named, _)) = call.named.first() else { return Some(()) };
        let name = call.function.value.as_str();
        let message = format!("`{name}` has no argument called `{}`", named.value);
        let help = format!("write `{}`", over_usage(name));
        self.error(&codes::ARGUMENTS, message, named.span, "not an argument", help);
        None
    }

    fn so_many(&mut self, call: &Call, wanted: usize) -> Option<()> {
        if call.args.len() == wanted {
            return Some(());
        }
        let name = call.function.value.as_str();
        let at = call.args.get(wanted).map_or(call.function.span, |extra| extra.span);
        let arguments = if wanted == 1 { "argument" } else { "arguments" };
        let message = format!("`{name}` takes {wanted} {arguments}, and here are {}", call.args.len());
        let help = format!("write `{}`", over_usage(name));
        let label = if call.args.len() > wanted { "too many" } else { "too few" };
        self.error(&codes::ARGUMENTS, message, at, label, help);
        None
    }
}
