//! What a value means, as a text: equal texts are equal values, whatever they are called and wherever they stand.

use super::Reason;
use crate::model::{Expr, ExprKind};
use std::fmt::Write;

impl Reason<'_> {
    /// The key of a value; of a negated test that of the test itself.
    pub(super) fn key(&self, value: &Expr) -> String {
        let mut out = String::with_capacity(32);
        self.write(value, false, &mut out);
        out
    }

    /// The key of a rule as it stands, for comparing rules.
    pub fn meaning(&self, rule: &Expr) -> String {
        let mut out = String::with_capacity(64);
        self.write(rule, true, &mut out);
        out
    }

    fn write(&self, expr: &Expr, sign: bool, out: &mut String) {
        use ExprKind::*;
        // Names stand for what they are defined as.
        match &expr.kind {
            Feature(f) => return self.write(&self.program.features[*f].value, sign, out),
            Segment(s) => return self.write(&self.program.segments[*s].rule, sign, out),
            _ => {}
        }
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
            self.write(child, true, out);
            out.push(',');
        }
        out.push(')');
    }
}

fn mark(negated: bool, sign: bool) -> &'static str {
    if negated && sign { "!" } else { "" }
}
