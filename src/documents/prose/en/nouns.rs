//! Values as names: `income`, `the account’s industry`, `the number of orders in the last 12 months`.

use super::{At, English};
use crate::documents::prose::functions::{Piece, phrase, pieces};
use crate::documents::prose::words::{is_rule, joined};
use crate::documents::text::Lang;
use crate::model::{Expr, ExprKind};
use crate::syntax::ast::ArithOp;

impl English<'_, '_> {
    pub(super) fn noun(&self, expr: &Expr, at: At) -> String {
        match &expr.kind {
            ExprKind::Constant(constant) => self.0.constant(constant, None),
            ExprKind::Param(index) => self.0.param(*index, None),
            ExprKind::Column(column) => at.possessive(&self.0.column(expr.table, *column)),
            ExprKind::Feature(index) => at.possessive(&self.0.feature(*index)),
            ExprKind::CohortScore(index) => self.of_cohort("score", *index, at),
            ExprKind::CohortTier(index) => self.of_cohort("tier", *index, at),
            ExprKind::Parent { relation, value } => {
                let owner = self.owner(*relation, at);
                self.noun(value, At { owner: &owner, ..at })
            }
            ExprKind::Aggregate(a) => self.aggregate(a, at),
            ExprKind::Percentile(value) => {
                let table = self.0.table(expr.table);
                format!("the percentile of {} among all {table}", self.noun(value, at))
            }
            ExprKind::Quantile { value, k } => {
                let group = match k {
                    3 => "tercile".to_owned(),
                    4 => "quartile".to_owned(),
                    5 => "quintile".to_owned(),
                    10 => "decile".to_owned(),
                    k => format!("{k}-quantile group"),
                };
                let table = self.0.table(expr.table);
                format!("the {group} of {} among all {table} (1 lowest, {k} highest)", self.noun(value, at))
            }
            ExprKind::Arith { op, left, right } => self.arith(*op, left, right, at),
            ExprKind::Neg(value) => format!("−{}", self.factor(value, at)),
            ExprKind::Shift { value, by, back } => {
                let side = if *back { "before" } else { "after" };
                format!("{} {side} {}", super::rows::duration(*by), self.noun(value, at))
            }
            ExprKind::Default { value, default } => {
                let other = self.operand(default, value, at);
                format!("{} (where not known: {other})", self.noun(value, at))
            }
            ExprKind::Call { function, args } => self.call(function.name, args, at),
            ExprKind::Ramp { .. } | ExprKind::Decay { .. } => {
                format!("the grade ({})", super::grade(self.0, expr, None))
            }
            ExprKind::Over(over) => self.over(over),
            ExprKind::Segment(_)
            | ExprKind::CohortMatches(_)
            | ExprKind::InRank { .. }
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::AtLeast { .. }
            | ExprKind::Compare { .. }
            | ExprKind::Between { .. }
            | ExprKind::In { .. }
            | ExprKind::TextTest { .. }
            | ExprKind::Matches { .. }
            | ExprKind::Has { .. }
            | ExprKind::IsMissing { .. }
            | ExprKind::IsTruth { .. } => format!("whether {}", self.clause(expr, false, at)),
        }
    }

    /// A value beside another: a constant takes that one's unit.
    pub(super) fn operand(&self, expr: &Expr, beside: &Expr, at: At) -> String {
        match &expr.kind {
            ExprKind::Constant(constant) => self.0.constant(constant, Some(beside)),
            ExprKind::Param(index) => self.0.param(*index, Some(beside)),
            _ => self.noun(expr, at),
        }
    }

    /// The phrase for a row's owner: `the account`, `the account’s parent`.
    pub(super) fn owner(&self, relation: usize, at: At) -> String {
        let name = self.0.relation(relation);
        if at.owner.is_empty() { format!("the {name}") } else { at.possessive(&name) }
    }

    fn of_cohort(&self, what: &str, index: usize, at: At) -> String {
        let cohort = self.0.cohort(index);
        let what = if at.owner.is_empty() { format!("the {what}") } else { at.possessive(what) };
        format!("{what} for {cohort}")
    }

    fn arith(&self, op: ArithOp, left: &Expr, right: &Expr, at: At) -> String {
        let sign = match op {
            ArithOp::Add => "+",
            ArithOp::Sub => "−",
            ArithOp::Mul => "×",
            ArithOp::Div => "÷",
        };
        format!("{} {sign} {}", self.factor(left, at), self.factor(right, at))
    }

    /// A part of a calculation: calculations inside it stand in parentheses, and so do phrases of several words that could
    /// swallow a sign.
    fn factor(&self, expr: &Expr, at: At) -> String {
        let text = self.noun(expr, at);
        match &expr.kind {
            ExprKind::Arith { .. } | ExprKind::Aggregate(_) | ExprKind::Call { .. } => format!("({text})"),
            ExprKind::Shift { .. } | ExprKind::Default { .. } | ExprKind::Percentile(_) => {
                format!("({text})")
            }
            ExprKind::Parent { value, .. } if matches!(value.kind, ExprKind::Aggregate(_)) => {
                format!("({text})")
            }
            _ if is_rule(expr) => format!("({text})"),
            _ => text,
        }
    }

    fn call(&self, name: &str, args: &[Expr], at: At) -> String {
        let text = phrase(name, Lang::En);
        let arg = |i: usize| match args.get(i) {
            Some(arg) if matches!(arg.kind, ExprKind::Arith { .. }) => self.factor(arg, at),
            Some(arg) => self.noun(arg, at),
            None => String::new(),
        };
        let mut said = String::new();
        for piece in pieces(&text) {
            match piece {
                Piece::Text(text) => said.push_str(text),
                Piece::Value(i) => said.push_str(&arg(i)),
                Piece::Rule(i) => {
                    said.push_str(&args.get(i).map_or_else(String::new, |a| self.clause(a, false, at)));
                }
                Piece::All => {
                    let all: Vec<String> = (0..args.len()).map(arg).collect();
                    said.push_str(&joined(&all, (", ", " and ")));
                }
            }
        }
        said
    }
}
