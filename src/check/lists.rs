//! `in […]`, `has …`: a value and constants.

use super::compare::same_kind;
use super::names::Kind;
use super::paths::{Found, Scope};
use super::{Checker, constants, words};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind, List, ParamValue};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, HasMode};

impl<'a> Checker<'a> {
    pub fn in_list(
        &mut self,
        scope: Scope,
        value: &ast::Expr,
        list: &ast::Expr,
        negated: bool,
    ) -> Option<ExprKind> {
        let value = self.expr(scope, value);
        let list = self.list(scope, list, "in");
        let (value, list) = (value?, list?);
        if value.ty == Type::List {
            let name = self.called(&value).unwrap_or("…".into());
            let message = "a list is not in a list";
            let help = format!("write `{name} has any of […]`");
            self.error(&codes::LIST, message, value.span, self.is_what(&value), help);
            return None;
        }
        let list = self.items_like(&value, list)?;
        Some(ExprKind::In { value: Box::new(value), list, negated })
    }

    pub fn has(
        &mut self,
        scope: Scope,
        value: &ast::Expr,
        mode: HasMode,
        items: &ast::Expr,
        negated: bool,
    ) -> Option<ExprKind> {
        let value = self.expr(scope, value);
        let list = match mode {
            HasMode::One => self.one_item(scope, items),
            HasMode::Any => self.list(scope, items, "has any of"),
            HasMode::All => self.list(scope, items, "has all of"),
        };
        let (value, list) = (value?, list?);
        if value.ty != Type::List {
            let name = self.called(&value).unwrap_or("…".into());
            let help = match value.ty {
                Type::Text => format!(
                    "a text is one value: `{name} = \"…\"`, `{name} in […]` or `{name} contains \"…\"`"
                ),
                _ => format!("compare it: `{name} = …`"),
            };
            let message = format!("`has` looks into a list, and this is {}", words::a_type(value.ty));
            self.error(&codes::TYPES_DIFFER, message, value.span, self.is_what(&value), help);
            return None;
        }
        if let Some((at, odd)) =
            list.values.iter().enumerate().find(|(_, v)| constants::type_of(v) != Type::Text)
        {
            let message = format!(
                "the items of a list are texts, and this is {}",
                words::a_type(constants::type_of(odd))
            );
            let help = format!("write it as a text: `\"{}\"`", words::constant(odd));
            self.error(
                &codes::TYPES_DIFFER,
                message,
                list.spans[at],
                words::a_type(constants::type_of(odd)),
                help,
            );
            return None;
        }
        let items = self.items_like(&value, list)?;
        Some(ExprKind::Has { value: Box::new(value), mode, items, negated })
    }

    fn one_item(&mut self, scope: Scope, item: &ast::Expr) -> Option<Items> {
        if let Ast::List(_) = &item.kind {
            let help = "write `has any of […]` or `has all of […]`";
            self.error(&codes::LIST, "`has` takes one item", item.span, "a list", help);
            return None;
        }
        let constant = self.item(scope, item)?;
        Some(Items { values: vec![constant], spans: vec![item.span], param: None, span: item.span })
    }

    /// A list literal or a param that holds a list.
    pub fn list(&mut self, scope: Scope, list: &ast::Expr, word: &str) -> Option<Items> {
        match &list.kind {
            Ast::Error => None,
            Ast::List(items) if items.is_empty() => {
                let help = "name at least one value; an empty list is like no rule at all";
                self.error(&codes::EMPTY, "the list is empty", list.span, "no values", help);
                None
            }
            Ast::List(items) => {
                let values: Vec<_> = items.iter().map(|item| self.item(scope, item)).collect();
                let spans = items.iter().map(|i| i.span).collect();
                Some(Items {
                    values: values.into_iter().collect::<Option<_>>()?,
                    spans,
                    param: None,
                    span: list.span,
                })
            }
            Ast::Name(name) if self.names.is_unreadable(name) => None,
            Ast::Name(name) if self.is_param(name) => self.list_param(name, list.span, word),
            _ => {
                let example = match constants::literal(list) {
                    Some(constant) => format!("[{}]", words::constant(&constant)),
                    None => "[\"a\", \"b\"]".into(),
                };
                let help = match &list.kind {
                    Ast::Name(name) if matches!(self.lookup(scope.table, name), Found::Nothing) => {
                        format!("write `{word} {example}`, or declare `param {name}: {example}`")
                    }
                    _ => format!("write `{word} {example}`"),
                };
                self.error(&codes::LIST, format!("`{word}` needs a list"), list.span, "not a list", help);
                None
            }
        }
    }

    fn is_param(&self, name: &str) -> bool {
        self.names.find(name).is_some_and(|id| self.names.decls[id].kind == Kind::Param)
    }

    fn list_param(&mut self, name: &str, span: Span, word: &str) -> Option<Items> {
        let id = self.names.find(name)?;
        self.ready(id, span)?;
        let slot = self.names.decls[id].slot;
        match &self.draft.params[slot].as_ref()?.value {
            ParamValue::List(values) => {
                let spans = vec![span; values.len()];
                Some(Items { values: values.clone(), spans, param: Some(slot), span })
            }
            ParamValue::One(constant) => {
                let help = if word == "in" {
                    format!("write `= {name}`, or make the param a list: `[{}]`", words::constant(constant))
                } else {
                    format!("write `has {name}`, or make the param a list: `[{}]`", words::constant(constant))
                };
                let message = format!("`{word}` needs a list, and param `{name}` holds one value");
                self.error(&codes::LIST, message, span, "one value", help);
                None
            }
        }
    }

    /// An item of a list literal: a literal, or a param with one value.
    fn item(&mut self, scope: Scope, item: &ast::Expr) -> Option<Constant> {
        if let Some(constant) = constants::literal(item) {
            return Some(constant);
        }
        match &item.kind {
            Ast::Error => return None,
            Ast::Name(name) if self.names.is_unreadable(name) => return None,
            Ast::Name(name) if self.is_param(name) => {
                let value = self.name(scope, name, item.span)?;
                return self.constant_of(&value);
            }
            Ast::Name(name) => {
                let help = format!("a text stands in quotes: `\"{name}\"`");
                let message = format!("`{name}` is no constant");
                self.error(&codes::NOT_CONSTANT, message, item.span, "not a literal and no param", help);
            }
            _ => {
                let help = "a list holds literals and params; join rules with `or` instead";
                self.error(&codes::NOT_CONSTANT, "a list holds constants", item.span, "no constant", help);
            }
        }
        None
    }

    /// The items, each of the value's type and written as the value's own texts are.
    fn items_like(&mut self, value: &Expr, list: Items) -> Option<List> {
        let expected = if value.ty == Type::List { Type::Text } else { value.ty };
        let wrong: Vec<usize> = (0..list.values.len())
            .filter(|&i| !same_kind(constants::type_of(&list.values[i]), expected))
            .collect();
        if let Some(&first) = wrong.first() {
            self.wrong_item(value, &list, first, wrong.len());
            return None;
        }
        let Some(domain) = self.domain(value) else { return Some(list.done()) };
        let mut values = Vec::with_capacity(list.values.len());
        for (item, span) in list.values.iter().zip(&list.spans) {
            values.push(match item {
                Constant::Text(text) => self.fitted(value, &domain, text, *span).map(Constant::Text),
                other => Some(other.clone()),
            });
        }
        Some(Items { values: values.into_iter().collect::<Option<_>>()?, ..list }.done())
    }

    /// One finding for all items of a wrong type.
    fn wrong_item(&mut self, value: &Expr, list: &Items, at: usize, count: usize) {
        let item = &list.values[at];
        let ty = constants::type_of(item);
        let help = match (value.ty, item) {
            (Type::Text, item) => Some(format!("write it as a text: `\"{}\"`", words::constant(item))),
            (ty, Constant::Text(text)) if ty.is_numeric() && text.parse::<f64>().is_ok() => {
                Some(format!("write {text} without quotes"))
            }
            (Type::Date | Type::Datetime, Constant::Text(_)) => {
                Some("write dates as `2026-10-31`, without quotes".into())
            }
            _ => Some(format!("list values that are each {}", words::a_type(value.ty))),
        };
        let message =
            format!("{} cannot be one of these: {}", words::a_type(value.ty), words::constant(item));
        let mut diagnostic = Diagnostic::new(&codes::TYPES_DIFFER, message)
            .at(list.spans[at], words::a_type(ty))
            .at(value.span, self.is_what(value));
        if let Some(param) = list.param.and_then(|p| self.draft.params[p].as_ref()) {
            diagnostic = diagnostic.at(param.span, "the list");
        }
        if count > 1 {
            diagnostic = diagnostic.note(format!("the same is true of {} more items", count - 1));
        }
        diagnostic.help = help;
        self.report(diagnostic);
    }
}

/// Constants with their places.
pub(super) struct Items {
    pub values: Vec<Constant>,
    pub spans: Vec<Span>,
    pub param: Option<usize>,
    pub span: Span,
}

impl Items {
    fn done(self) -> List {
        List { values: self.values, param: self.param, span: self.span }
    }
}
