//! Literals, params and `--set`.

use super::names::{Kind, State};
use super::{Checker, words};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::ir::Type;
use crate::model::{Constant, ExprKind, Param, ParamValue};
use crate::syntax::ast::{self, Decimal, Expr, ExprKind as Ast, ItemKind};

/// A literal, also with a minus in front.
pub(super) fn literal(expr: &Expr) -> Option<Constant> {
    Some(match &expr.kind {
        Ast::Bool(b) => Constant::Bool(*b),
        Ast::Int(i) => Constant::Int(*i),
        Ast::Number(d) => Constant::Number(d.to_f64()),
        // Two more places, read as a decimal, give the double nearest to the share.
        Ast::Percent(d) => Constant::Percent(Decimal { scale: d.scale + 2, ..*d }.to_f64()),
        Ast::Text(text) => Constant::Text(text.clone()),
        Ast::Date(date) => Constant::Date(*date),
        Ast::Neg(inner) => match literal(inner)? {
            Constant::Int(i) => Constant::Int(i.checked_neg()?),
            Constant::Number(x) => Constant::Number(-x),
            Constant::Percent(x) => Constant::Percent(-x),
            _ => return None,
        },
        _ => return None,
    })
}

pub(super) fn type_of(constant: &Constant) -> Type {
    match constant {
        Constant::Bool(_) => Type::Bool,
        Constant::Int(_) => Type::Int,
        Constant::Number(_) | Constant::Percent(_) => Type::Number,
        Constant::Text(_) => Type::Text,
        Constant::Date(_) => Type::Date,
    }
}

/// The number that a constant is.
pub(super) fn number(kind: &ExprKind) -> Option<f64> {
    match kind {
        ExprKind::Constant(constant) => constant_number(constant),
        _ => None,
    }
}

pub(super) fn constant_number(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Int(i) => Some(*i as f64),
        Constant::Number(x) | Constant::Percent(x) => Some(*x),
        _ => None,
    }
}

/// A share as a percentage, without the noise of multiplying by a hundred.
pub(super) fn hundredfold(share: f64) -> f64 {
    let percent = share * 100.0;
    let tidy = (percent * 1e8).round() / 1e8;
    if (percent - tidy).abs() < 1e-9 { tidy } else { percent }
}

/// The common type of a param's values.
fn common_type(values: &[Constant]) -> Option<Type> {
    let mut types = values.iter().map(type_of);
    let first = types.next()?;
    types.try_fold(first, |common, ty| match (common, ty) {
        (a, b) if a == b => Some(a),
        (a, b) if a.is_numeric() && b.is_numeric() => Some(Type::Number),
        _ => None,
    })
}

impl<'a> Checker<'a> {
    /// Overrides that name no param.
    pub fn params(&mut self) {
        let options = self.options;
        let known = self.names.of_kind(|k| k == Kind::Param);
        for (name, _) in &options.set {
            if self.names.is_unreadable(&name.value) || known.contains(&name.value.as_str()) {
                continue;
            }
            let help = match suggest::nearest(&name.value, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "the specs have no params".into(),
                None => format!("the params are {}", words::list(&known)),
            };
            let message = format!("there is no param `{}`", name.value);
            self.error(&codes::UNKNOWN_NAME, message, name.span, "nothing to set", help);
        }
    }

    /// A `param` declaration, with its override.
    pub fn define_param(&mut self, id: usize) -> Option<()> {
        let decl = &self.names.decls[id];
        let (item, slot, duplicate) = (decl.item, decl.slot, decl.duplicate);
        let ItemKind::Param(param) = &item.kind else { return None };
        let written = self.param_value(&param.name, &param.value)?;
        let options = self.options;
        let set = options.set.iter().rev().find(|(name, _)| !duplicate && name.value == param.name.value);
        let value = match set {
            None => written,
            Some((_, value)) => self.overridden(param, &written, value)?,
        };
        self.draft.params[slot] = Some(Param {
            name: param.name.value.clone(),
            title: super::definitions::text(&param.title),
            doc: item.doc.clone(),
            span: param.name.span,
            value,
        });
        Some(())
    }

    fn param_value(&mut self, name: &ast::Name, value: &Expr) -> Option<ParamValue> {
        match &value.kind {
            Ast::Error => None,
            Ast::List(items) => {
                if items.is_empty() {
                    let message = format!("the list of param `{}` is empty", name.value);
                    self.error(&codes::EMPTY, message, value.span, "no values", "name at least one value");
                    return None;
                }
                let checked: Vec<_> = items.iter().map(|item| self.param_constant(name, item)).collect();
                let values: Vec<Constant> = checked.into_iter().collect::<Option<_>>()?;
                self.one_type(name, items, &values)?;
                Some(ParamValue::List(values))
            }
            Ast::Name(other) => match self.names.find(other) {
                Some(id) if self.names.decls[id].kind == Kind::Param => {
                    self.ready(id, value.span)?;
                    let slot = self.names.decls[id].slot;
                    self.draft.params[slot].as_ref().map(|p| p.value.clone())
                }
                _ => self.not_constant(name, value),
            },
            _ => self.param_constant(name, value).map(ParamValue::One),
        }
    }

    /// One value of a param: a literal, or another param with one value.
    fn param_constant(&mut self, name: &ast::Name, value: &Expr) -> Option<Constant> {
        if let Some(constant) = literal(value) {
            return Some(constant);
        }
        if let Ast::Name(other) = &value.kind
            && let Some(id) = self.names.find(other)
            && self.names.decls[id].kind == Kind::Param
        {
            self.ready(id, value.span)?;
            let slot = self.names.decls[id].slot;
            if let ParamValue::One(constant) = &self.draft.params[slot].as_ref()?.value {
                return Some(constant.clone());
            }
        }
        self.not_constant(name, value)
    }

    fn not_constant<T>(&mut self, name: &ast::Name, value: &Expr) -> Option<T> {
        match &value.kind {
            Ast::Error => return None,
            Ast::Name(name) if self.names.is_unreadable(name) => return None,
            _ => {}
        }
        let message = format!("param `{}` is not a constant", name.value);
        let (label, help) = match &value.kind {
            Ast::Name(text) => (
                format!("`{text}` is no param"),
                format!("a text stands in quotes: `\"{text}\"`; what is worked out from data is a `feature`"),
            ),
            Ast::Duration(_) => (
                "a duration".into(),
                "a param holds a number, a text, a date, a truth value, a percentage, or a list of them".into(),
            ),
            _ => (
                "would have to be worked out".into(),
                "write a number, a text, a date, a truth value, a percentage, or a list of them; what is worked out \
                 from data is a `feature`"
                    .into(),
            ),
        };
        self.error(&codes::NOT_CONSTANT, message, value.span, label, help);
        None
    }

    fn one_type(&mut self, name: &ast::Name, items: &[Expr], values: &[Constant]) -> Option<Type> {
        let common = common_type(values);
        if common.is_none() {
            let first = type_of(&values[0]);
            let at = values.iter().position(|v| {
                let ty = type_of(v);
                ty != first && !(ty.is_numeric() && first.is_numeric())
            });
            let odd = at.unwrap_or(0);
            let diagnostic = Diagnostic::new(
                &codes::LIST,
                format!(
                    "the list `{}` mixes {} and {}",
                    name.value,
                    first.word(),
                    type_of(&values[odd]).word()
                ),
            )
            .at(items[odd].span, words::a_type(type_of(&values[odd])))
            .at(items[0].span, words::a_type(first))
            .help("all values of a list are of one type");
            self.report(diagnostic);
        }
        common
    }

    /// The value of `--set`, if it is of the param's type.
    fn overridden(&mut self, param: &ast::Param, written: &ParamValue, value: &Expr) -> Option<ParamValue> {
        // A shell eats quotes: `--set region=north` means the text.
        if let (ParamValue::One(Constant::Text(_)), Ast::Name(text)) = (written, &value.kind) {
            return Some(ParamValue::One(Constant::Text(text.clone())));
        }
        let new = self.param_value(&param.name, value)?;
        let shape = |value: &ParamValue| match value {
            ParamValue::One(c) => (false, Some(type_of(c))),
            ParamValue::List(c) => (true, common_type(c)),
        };
        let fits = match (shape(written), shape(&new)) {
            ((a, Some(x)), (b, Some(y))) => a == b && (x == y || x.is_numeric() && y.is_numeric()),
            _ => false,
        };
        if fits {
            return Some(new);
        }
        let word = |(list, ty): (bool, Option<Type>)| match (list, ty) {
            (true, Some(ty)) => format!("a list of {}s", ty.word()),
            (_, Some(ty)) => words::a_type(ty),
            (_, None) => "a list".into(),
        };
        let (is, got) = (word(shape(written)), word(shape(&new)));
        let diagnostic = Diagnostic::new(
            &codes::TYPES_DIFFER,
            format!("param `{}` is {is}, and `--set` gives {got}", param.name.value),
        )
        .at(value.span, got)
        .at(param.name.span, is)
        .help("give a value of the param's own type");
        self.report(diagnostic);
        None
    }

    /// Checks a definition and remembers how it went.
    pub fn define(&mut self, id: usize) {
        if self.names.decls[id].state != State::Waiting {
            return;
        }
        self.names.decls[id].state = State::Working;
        let done = match self.names.decls[id].kind {
            Kind::Param => self.define_param(id),
            Kind::Feature => self.define_feature(id),
            Kind::Segment => self.define_segment(id),
            Kind::Cohort(_) => self.define_cohort(id),
            Kind::Metric => self.define_metric(id),
            Kind::Theme => self.define_theme(id),
            // These stand on finished cohorts and nobody stands on them.
            Kind::Assign | Kind::Grid | Kind::Journey | Kind::Unreadable => Some(()),
        };
        // It may have turned out to be part of a circle meanwhile.
        if self.names.decls[id].state == State::Broken {
            return;
        }
        self.names.decls[id].state = if done.is_some() { State::Ready } else { State::Broken };
    }
}
