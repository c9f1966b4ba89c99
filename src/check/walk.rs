//! Ways through syntax trees.

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};

/// The expressions directly inside.
pub(super) fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Number(_)
        | ExprKind::Percent(_)
        | ExprKind::Text(_)
        | ExprKind::Local(_)
        | ExprKind::Date(_)
        | ExprKind::Duration(_)
        | ExprKind::Regex(_)
        | ExprKind::Name(_)
        | ExprKind::Error => vec![],
        ExprKind::List(items) | ExprKind::And(items) | ExprKind::Or(items) => items.iter().collect(),
        ExprKind::AtLeast { rules, .. } => rules.iter().collect(),
        ExprKind::Field(value, _)
        | ExprKind::Not(value)
        | ExprKind::Neg(value)
        | ExprKind::Is { value, .. } => vec![value],
        ExprKind::Call(call) => {
            call.args.iter().chain(call.named.iter().map(|(_, e)| e)).chain(&call.filter).collect()
        }
        ExprKind::Default(a, b) | ExprKind::Arith(_, a, b) | ExprKind::Compare(_, a, b) => vec![a, b],
        ExprKind::Between { value, low, high, .. } => vec![value, low, high],
        ExprKind::In { value, list, .. } => vec![value, list],
        ExprKind::Rank { value, share, .. } => vec![value, share],
        ExprKind::TextTest { value, argument, .. } => vec![value, argument],
        ExprKind::Matches { value, pattern, .. } => vec![value, pattern],
        ExprKind::Has { value, items, .. } => vec![value, items],
        ExprKind::AtMost { value, bound, .. } => vec![value, bound],
    }
}

/// A name of a dotted path and its place.
pub(super) type Part<'e> = (&'e str, Span);

/// `a.b.c` as its names; `None` for anything else.
pub(super) fn path(expr: &Expr) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Name(name) => {
                parts.push((name.as_str(), at.span));
                parts.reverse();
                return Some(parts);
            }
            ExprKind::Field(base, name) => {
                parts.push((name.value.as_str(), name.span));
                at = base;
            }
            _ => return None,
        }
    }
}
