//! Rules → forms: `and` and `or` in one order, negation at the innermost, comparisons from left below right.

use super::build::{Builder, Reference, number};
use super::form::FormId;
use super::head::Head;
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind, List};
use crate::syntax::ast::{CompareOp, HasMode, TextTest};

impl Builder<'_, '_> {
    pub(super) fn rule(&mut self, expr: &Expr) -> FormId {
        let (form, negated) = match &expr.kind {
            ExprKind::And(rules) => {
                let rules: Vec<FormId> = rules.iter().map(|r| self.expr(r)).collect();
                (self.forms.and(rules), false)
            }
            ExprKind::Or(rules) => {
                let rules: Vec<FormId> = rules.iter().map(|r| self.expr(r)).collect();
                (self.forms.or(rules), false)
            }
            ExprKind::Not(rule) => (self.expr(rule), true),
            ExprKind::AtLeast { n, rules } => {
                let rules = rules.iter().map(|r| self.expr(r)).collect();
                (self.forms.at_least(*n, rules), false)
            }
            ExprKind::Compare { op, left, right } => (self.compare(*op, left, right), false),
            ExprKind::Between { value, low, high, negated } => {
                let both =
                    [self.compare(CompareOp::Ge, value, low), self.compare(CompareOp::Le, value, high)];
                (self.forms.and(both), *negated)
            }
            ExprKind::In { value, list, negated } => {
                let value_form = self.expr(value);
                let items = self.list(list);
                (self.is_in(value_form, items), *negated)
            }
            ExprKind::TextTest { value, test, needles, negated } => {
                (self.one(text_test(*test, needles), value), *negated)
            }
            ExprKind::Matches { value, pattern, negated } => {
                (self.one(Head::Matches { pattern: pattern.clone(), negated: false }, value), *negated)
            }
            ExprKind::Has { value, mode, items, negated } => (self.has(value, *mode, items), *negated),
            ExprKind::IsMissing { value, negated } => {
                (self.one(Head::Missing { negated: false }, value), *negated)
            }
            ExprKind::IsTruth { value, expected, negated } => {
                let value = self.expr(value);
                let value = if *expected { value } else { self.forms.not(value) };
                (self.forms.make(Head::True { negated: false }, vec![value]), *negated)
            }
            ExprKind::InRank { value, end, share, negated } => {
                let parts = vec![self.expr(value), self.base(expr.table)];
                let head = Head::InRank { end: *end, share: *share, negated: false };
                (self.forms.make(head, parts), *negated)
            }
            // Values have their forms already.
            _ => (self.forms.leaf(Head::Nothing), false),
        };
        if negated { self.forms.not(form) } else { form }
    }

    fn compare(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> FormId {
        let whole = left.ty == Type::Int && right.ty == Type::Int;
        let (left, right) = (self.expr(left), self.expr(right));
        match op {
            CompareOp::Lt => self.below(left, right, true, whole),
            CompareOp::Le => self.below(left, right, false, whole),
            CompareOp::Gt => self.below(right, left, true, whole),
            CompareOp::Ge => self.below(right, left, false, whole),
            CompareOp::Eq => self.equal(left, right),
            CompareOp::Ne => {
                let equal = self.equal(left, right);
                self.forms.not(equal)
            }
        }
    }

    /// Of whole numbers `x > 0` is `x >= 1`.
    fn below(&mut self, left: FormId, right: FormId, strict: bool, whole: bool) -> FormId {
        if strict && whole {
            if let Head::Int(bound) = *self.forms.head(left)
                && let Some(bound) = bound.checked_add(1)
            {
                let left = self.forms.leaf(Head::Int(bound));
                return self.forms.make(Head::Less { strict: false }, vec![left, right]);
            }
            if let Head::Int(bound) = *self.forms.head(right)
                && let Some(bound) = bound.checked_sub(1)
            {
                let right = self.forms.leaf(Head::Int(bound));
                return self.forms.make(Head::Less { strict: false }, vec![left, right]);
            }
        }
        self.forms.make(Head::Less { strict }, vec![left, right])
    }

    fn equal(&mut self, left: FormId, right: FormId) -> FormId {
        match (is_constant(self.forms.head(left)), is_constant(self.forms.head(right))) {
            (_, true) => self.is_in(left, vec![right]),
            (true, false) => self.is_in(right, vec![left]),
            (false, false) => {
                let mut parts = vec![left, right];
                self.forms.sort(&mut parts);
                self.forms.make(Head::Equal { negated: false }, parts)
            }
        }
    }

    fn is_in(&mut self, value: FormId, mut items: Vec<FormId>) -> FormId {
        self.forms.sort(&mut items);
        items.dedup();
        items.insert(0, value);
        self.forms.make(Head::In { negated: false }, items)
    }

    /// The items; a param by its name alone, if that is what is asked for.
    fn list(&mut self, list: &List) -> Vec<FormId> {
        if let Some(name) = list.param.and_then(|param| self.named(Reference::Param(param))) {
            return vec![name];
        }
        list.values.iter().map(|value| self.constant(value)).collect()
    }

    fn has(&mut self, value: &Expr, mode: HasMode, items: &List) -> FormId {
        if let Some(name) = items.param.and_then(|param| self.named(Reference::Param(param))) {
            let head = Head::Has { items: Vec::new(), all: mode == HasMode::All, negated: false };
            let parts = vec![self.expr(value), name];
            return self.forms.make(head, parts);
        }
        let texts = items.values.iter().filter_map(|item| match item {
            Constant::Text(text) => Some(text.clone()),
            _ => None,
        });
        let items = sorted(texts.collect());
        let all = mode == HasMode::All && items.len() > 1;
        self.one(Head::Has { items, all, negated: false }, value)
    }
}

fn text_test(test: TextTest, needles: &[String]) -> Head {
    let first = || needles.first().cloned().unwrap_or_default();
    match test {
        TextTest::StartsWith => Head::StartsWith { prefix: first(), negated: false },
        TextTest::EndsWith => Head::EndsWith { suffix: first(), negated: false },
        TextTest::Contains | TextTest::ContainsAny | TextTest::ContainsAll => {
            let needles = sorted(needles.to_vec());
            let all = test == TextTest::ContainsAll && needles.len() > 1;
            Head::Contains { needles, all, negated: false }
        }
    }
}

/// A list whose order and repetitions mean nothing.
fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}

pub(super) fn is_constant(head: &Head) -> bool {
    matches!(head, Head::Bool(_) | Head::Int(_) | Head::Number(_) | Head::Text(_) | Head::Date(_))
}

/// The value of a number's form.
pub fn number_of(head: &Head) -> Option<f64> {
    match head {
        Head::Int(value) => Some(*value as f64),
        Head::Number(bits) => Some(f64::from_bits(*bits)),
        _ => None,
    }
}

/// The form of a number.
pub fn number_form(x: f64) -> Head {
    number(x)
}
