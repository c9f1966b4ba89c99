//! What a value means, as a text: equal texts are equal values, whatever they are called and wherever they stand.

use super::Reason;
use crate::model::{Expr, ExprKind};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

/// Keys that are long have a number instead, so that a key is as short as what it is made of, however deep that is.
#[derive(Debug, Default)]
pub struct Keys {
    numbers: RefCell<HashMap<String, usize>>,
    /// By feature or segment, and sign.
    definitions: RefCell<HashMap<(bool, usize, bool), String>>,
}

/// Characters of a key that stands as it is.
const SHORT: usize = 200;

impl Keys {
    fn shortened(&self, key: String) -> String {
        if key.len() <= SHORT {
            return key;
        }
        let mut numbers = self.numbers.borrow_mut();
        let next = numbers.len();
        format!("#{}", numbers.entry(key).or_insert(next))
    }
}

impl Reason<'_> {
    /// The key of a value; of a negated test that of the test itself.
    pub(super) fn key(&self, value: &Expr) -> String {
        self.key_of(value, false)
    }

    /// The key of a rule as it stands, for comparing rules.
    pub fn meaning(&self, rule: &Expr) -> String {
        self.key_of(rule, true)
    }

    fn key_of(&self, expr: &Expr, sign: bool) -> String {
        // Names stand for what they are defined as.
        let (feature, index, definition) = match &expr.kind {
            ExprKind::Feature(f) => (true, *f, &self.program.features[*f].value),
            ExprKind::Segment(s) => (false, *s, &self.program.segments[*s].rule),
            _ => {
                let mut key = String::with_capacity(64);
                self.write(expr, sign, &mut key);
                return self.keys.shortened(key);
            }
        };
        let place = (feature, index, sign);
        if let Some(known) = self.keys.definitions.borrow().get(&place) {
            return known.clone();
        }
        let key = self.key_of(definition, sign);
        self.keys.definitions.borrow_mut().insert(place, key.clone());
        key
    }

    fn write(&self, expr: &Expr, sign: bool, out: &mut String) {
        use ExprKind::*;
        // Writing into a text cannot fail.
        let _ = match &expr.kind {
            Column(c) => write!(out, "c{}.{c}", expr.table),
            Constant(constant) => write!(out, "{constant:?}"),
            Param(p) => write!(out, "param{p}"),
            CohortMatches(c) => write!(out, "cohort{c}"),
            CohortScore(c) => write!(out, "score{c}"),
            CohortTier(c) => write!(out, "tier{c}"),
            Parent { relation, .. } => write!(out, "^{relation}"),
            Aggregate(a) => {
                write!(out, "{:?}{}{:?}{}", a.function, a.relation, a.window, u8::from(a.value.is_some()))
            }
            InRank { end, share, negated, .. } => write!(out, "rank{end:?}{share}{}", mark(*negated, sign)),
            Percentile(_) => write!(out, "percentile"),
            Quantile { k, .. } => write!(out, "quantile{k}"),
            And(_) => write!(out, "and"),
            Or(_) => write!(out, "or"),
            Not(_) => write!(out, "not"),
            AtLeast { n, .. } => write!(out, "least{n}"),
            Compare { op, .. } => write!(out, "{op:?}"),
            Between { negated, .. } => write!(out, "between{}", mark(*negated, sign)),
            In { list, negated, .. } => {
                write!(out, "in{:?}{:?}{}", list.param, list.values, mark(*negated, sign))
            }
            TextTest { test, needles, negated, .. } => {
                write!(out, "{test:?}{needles:?}{}", mark(*negated, sign))
            }
            Matches { pattern, negated, .. } => write!(out, "re{pattern:?}{}", mark(*negated, sign)),
            Has { mode, items, negated, .. } => {
                write!(out, "has{mode:?}{:?}{:?}{}", items.param, items.values, mark(*negated, sign))
            }
            IsMissing { negated, .. } => write!(out, "missing{}", mark(*negated, sign)),
            IsTruth { expected, negated, .. } => write!(out, "is{expected}{}", mark(*negated, sign)),
            Arith { op, .. } => write!(out, "{op:?}"),
            Neg(_) => write!(out, "-"),
            Shift { by, back, .. } => write!(out, "shift{by:?}{back}"),
            Default { .. } => write!(out, "??"),
            Ramp { from, to, .. } => write!(out, "ramp{from:?}:{to:?}"),
            Decay { half_life, .. } => write!(out, "decay{half_life:?}"),
            Call { function, .. } => write!(out, "{}", function.name),
            Over(over) => write!(out, "{over:?}"),
            Feature(_) | Segment(_) => Ok(()),
        };
        let children = expr.children();
        if children.is_empty() {
            return;
        }
        out.push('(');
        for child in children {
            out.push_str(&self.key_of(child, true));
            out.push(',');
        }
        out.push(')');
    }
}

fn mark(negated: bool, sign: bool) -> &'static str {
    if negated && sign { "!" } else { "" }
}
