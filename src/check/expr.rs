//! Expressions: which part of the checker looks at which.

use super::paths::{Place, Scope};
use super::{Checker, words};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, IsTest};

impl<'a> Checker<'a> {
    /// A value of any type; `None` if it is wrong (and reported).
    pub fn expr(&mut self, scope: Scope, expr: &ast::Expr) -> Option<Expr> {
        let table = scope.table;
        let span = expr.span;
        let plain = Scope { beside_text: false, ..scope };
        match &expr.kind {
            Ast::Error => {
                self.unreadable = true;
                None
            }
            Ast::Bool(_) | Ast::Int(_) | Ast::Number(_) | Ast::Percent(_) | Ast::Text(_) | Ast::Date(_) => {
                let constant = super::constants::literal(expr)?;
                let ty = super::constants::type_of(&constant);
                Some(self.make(table, span, ty, ExprKind::Constant(constant)))
            }
            Ast::Duration(_) | Ast::Regex(_) | Ast::List(_) | Ast::Local(_) => self.out_of_place(expr),
            Ast::Name(_) | Ast::Field(..) if scope.place == Place::Cohort => self.over_name(scope, expr),
            Ast::Name(name) => self.name(scope, name, span),
            Ast::Field(..) => self.field(scope, expr),
            Ast::Call(call) if scope.place == Place::Cohort => self.over_call(plain, call, span),
            Ast::Call(call) => self.call(plain, call, span),
            Ast::Neg(value) => self.negative(plain, value, span),
            Ast::Arith(op, left, right) => self.arith(plain, span, *op, left, right),
            Ast::Default(value, default) => self.default(plain, span, value, default),
            _ => self.truth(plain, expr),
        }
    }

    /// What gives true or false.
    fn truth(&mut self, scope: Scope, expr: &ast::Expr) -> Option<Expr> {
        let span = expr.span;
        let kind = match &expr.kind {
            Ast::Not(rule) => ExprKind::Not(Box::new(self.rule(scope, rule)?)),
            Ast::And(rules) => ExprKind::And(self.rules(scope, rules)?),
            Ast::Or(rules) => ExprKind::Or(self.rules(scope, rules)?),
            Ast::AtLeast { n, rules } => self.at_least(scope, n, rules, span)?,
            Ast::Compare(op, left, right) => self.compare(scope, op, left, right)?,
            Ast::AtMost { value, bound, least } => {
                let op = if *least { ast::CompareOp::Ge } else { ast::CompareOp::Le };
                self.compare(scope, &crate::source::Spanned::new(op, span), value, bound)?
            }
            Ast::Between { value, low, high, negated } => self.between(scope, value, low, high, *negated)?,
            Ast::In { value, list, negated } => self.in_list(scope, value, list, *negated)?,
            Ast::Rank { value, end, share, negated } => self.rank(scope, value, *end, share, *negated)?,
            Ast::TextTest { value, test, argument, negated } => {
                self.text_test(scope, value, *test, argument, *negated)?
            }
            Ast::Matches { value, pattern, negated } => {
                return self.matches(scope, value, pattern, *negated, span);
            }
            Ast::Has { value, mode, items, negated } => self.has(scope, value, *mode, items, *negated)?,
            Ast::Is { value, test, negated } => self.is(scope, value, *test, *negated)?,
            // `expr` has taken all others.
            _ => return None,
        };
        Some(self.make(scope.table, span, Type::Bool, kind))
    }

    /// A value that is true or false.
    pub fn rule(&mut self, scope: Scope, expr: &ast::Expr) -> Option<Expr> {
        let value = self.expr(scope, expr)?;
        if value.ty == Type::Bool {
            return Some(value);
        }
        self.not_a_rule(&value);
        None
    }

    fn rules(&mut self, scope: Scope, rules: &[ast::Expr]) -> Option<Vec<Expr>> {
        // All of them, so that each of several mistakes is reported.
        let checked: Vec<Option<Expr>> = rules.iter().map(|r| self.rule(scope, r)).collect();
        checked.into_iter().collect()
    }

    /// A value where a rule is needed: how to make one of it.
    pub fn not_a_rule(&mut self, value: &Expr) {
        let name = self.called(value);
        let shown = name.clone().unwrap_or_else(|| "this".into());
        let help = match value.ty {
            _ if self.is_grade(value) => {
                "compare it, as in `… >= 0.5`; only a `should` can use the grade itself".into()
            }
            ty if ty.is_numeric() => match &value.kind {
                ExprKind::Over(over) if over.function == crate::model::OverFunction::Share => {
                    "compare it, as in `share(…) >= 30%`".into()
                }
                _ => format!("compare it, as in `{} >= 1`", name.as_deref().unwrap_or("…")),
            },
            Type::Text => format!("compare it, as in `{} = \"…\"`", name.as_deref().unwrap_or("…")),
            Type::Date | Type::Datetime => {
                format!("compare it, as in `days_since({}) <= 30`", name.as_deref().unwrap_or("…"))
            }
            Type::List => format!("ask for an item, as in `{} has \"…\"`", name.as_deref().unwrap_or("…")),
            _ => "compare it with something".into(),
        };
        let what = words::a_type(value.ty);
        self.error(
            &codes::NOT_A_RULE,
            format!("a rule must be true or false, and {} is {what}", quote_or_this(&shown)),
            value.span,
            what,
            help,
        );
    }

    fn at_least(
        &mut self,
        scope: Scope,
        n: &crate::source::Spanned<i64>,
        rules: &[ast::Expr],
        span: Span,
    ) -> Option<ExprKind> {
        let count = rules.len();
        if count == 0 {
            let help = "name the rules, as in `at least 2 of [early_adopter, devices_owned >= 4, …]`";
            self.error(&codes::EMPTY, "the list of rules is empty", span, "no rules", help);
            return None;
        }
        let checked = self.rules(scope, rules);
        if n.value < 1 || n.value > count as i64 {
            let (label, help) = if n.value < 1 {
                ("always true".to_owned(), "write 1 or more".to_owned())
            } else {
                (format!("there are only {count} rules"), format!("write at most {count}"))
            };
            let message = format!("`at least {} of` {count} rules makes no sense", n.value);
            self.error(&codes::OUT_OF_RANGE, message, n.span, label, help);
            return None;
        }
        Some(ExprKind::AtLeast { n: n.value as u32, rules: checked? })
    }

    fn is(&mut self, scope: Scope, value: &ast::Expr, test: IsTest, negated: bool) -> Option<ExprKind> {
        match test {
            IsTest::Missing | IsTest::Known => {
                let value = match self.owner_key(scope, value) {
                    Some(key) => key,
                    None => self.expr(scope, value)?,
                };
                Some(ExprKind::IsMissing {
                    value: Box::new(value),
                    negated: negated != (test == IsTest::Known),
                })
            }
            IsTest::True | IsTest::False => {
                let value = Box::new(self.rule(scope, value)?);
                Some(ExprKind::IsTruth { value, expected: test == IsTest::True, negated })
            }
        }
    }

    /// `account is missing`: the row has no owner, that is, the owner's key is missing.
    fn owner_key(&mut self, scope: Scope, value: &ast::Expr) -> Option<Expr> {
        if scope.place == Place::Cohort {
            return None;
        }
        let (table, way) = self.owner_path(scope.table, value)?;
        let key = self.catalog.tables[table].key?;
        let ty = crate::model::column_type(&self.catalog.tables[table].columns[key].ty);
        let key = self.make(table, value.span, ty, ExprKind::Column(key));
        Some(self.wrap_relations(&way, key, value.span))
    }

    /// Literals that only stand beside certain words.
    fn out_of_place(&mut self, expr: &ast::Expr) -> Option<Expr> {
        let (what, help) = match &expr.kind {
            Ast::Duration(_) => (
                "a duration",
                "a duration stands in `date + 30 days`, `decay(date, 30 days)` and windows; days are counted as \
                 numbers: `days_since(last_seen) <= 30`",
            ),
            Ast::Regex(_) => ("a pattern", "a pattern stands after `matches`: `title matches /director/`"),
            Ast::Local(_) => (
                "a text in several languages",
                "rules compare with one text; what documents call a value is said in personac.yaml: \
                 `values: { high: { en: High, zh: 高 } }`",
            ),
            _ => (
                "a list",
                "a list stands after `in`, `has any of` or `contains any of`: `city in [\"Rome\", \"Oslo\"]`",
            ),
        };
        let message = format!("{what} cannot stand here");
        self.error(&codes::OUT_OF_PLACE, message, expr.span, what, help);
        None
    }

    /// How people call a value: its name if it has one.
    pub fn called(&self, value: &Expr) -> Option<String> {
        match &value.kind {
            ExprKind::Constant(constant) => Some(words::constant(constant)),
            ExprKind::Param(p) => self.draft.params[*p].as_ref().map(|p| words::quoted(&p.name)),
            ExprKind::Column(c) => Some(words::quoted(&self.catalog.tables[value.table].columns[*c].name)),
            ExprKind::Feature(f) => self.draft.features[*f].as_ref().map(|f| words::quoted(&f.name)),
            ExprKind::Segment(s) => self.draft.segments[*s].as_ref().map(|s| words::quoted(&s.name)),
            ExprKind::CohortMatches(c) => self.draft.cohorts[*c].as_ref().map(|c| words::quoted(&c.name)),
            ExprKind::CohortScore(c) => {
                self.draft.cohorts[*c].as_ref().map(|c| format!("{}.score", words::quoted(&c.name)))
            }
            ExprKind::CohortTier(c) => {
                self.draft.cohorts[*c].as_ref().map(|c| format!("{}.tier", words::quoted(&c.name)))
            }
            ExprKind::Parent { relation, value } => {
                let name = &self.catalog.relations[*relation].name;
                self.called(value).map(|v| format!("{}.{v}", words::quoted(name)))
            }
            _ => None,
        }
    }

    /// `avg(surveys.score)`, without what stands behind `where`.
    pub fn aggregate_called(&self, aggregate: &crate::model::Aggregate) -> String {
        let table = self.table_name(self.catalog.relations[aggregate.relation].child);
        let name = super::aggregate::name(aggregate.function);
        match aggregate.value.as_ref().and_then(|v| self.called(v)) {
            Some(value) => format!("{name}({table}.{value})"),
            None => format!("{name}({table} …)"),
        }
    }

    /// The whole of an expression and what it is, for labels: `` `age` is a whole number ``.
    pub fn is_what(&self, value: &Expr) -> String {
        let what = words::a_type(value.ty);
        match (self.called(value), &value.kind) {
            (Some(_), ExprKind::Constant(Constant::Percent(_))) => "a percentage".into(),
            (Some(_), ExprKind::Constant(_)) | (None, _) => what,
            (Some(name), _) => format!("{} is {what}", words::in_quotes(&name)),
        }
    }

    /// A grade: `ramp`, `decay`, or a feature that is one.
    pub fn is_grade(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Feature(f) => self.draft.features[*f].as_ref().is_some_and(|f| self.is_grade(&f.value)),
            ExprKind::Default { value, default } => {
                self.is_grade(value)
                    && (self.is_grade(default)
                        || super::constants::number(&default.kind).is_some_and(|x| (0.0..=1.0).contains(&x)))
            }
            ExprKind::Parent { value, .. } => self.is_grade(value),
            _ => value.is_grade(),
        }
    }

    /// A comparison or combination of two types that do not go together.
    pub fn mismatch(&mut self, left: &Expr, right: &Expr, verb: &str, help: Option<String>) {
        let (main, other) =
            if matches!(left.kind, ExprKind::Constant(_)) { (left, right) } else { (right, left) };
        let message = format!("{} cannot be {verb} {}", words::a_type(left.ty), words::a_type(right.ty));
        let mut diagnostic = Diagnostic::new(&codes::TYPES_DIFFER, message)
            .at(main.span, self.is_what(main))
            .at(other.span, self.is_what(other));
        diagnostic.help = help;
        self.report(diagnostic);
    }
}

fn quote_or_this(name: &str) -> String {
    if name == "this" { name.into() } else { words::in_quotes(name) }
}
