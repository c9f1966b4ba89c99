//! Values as names: `收入`, `所属 account 的 industry`, `最近 12 个月内 orders 记录的数量`.

use super::{At, Chinese, glue};
use crate::documents::prose::functions::{Piece, phrase, pieces};
use crate::documents::prose::words::{is_rule, joined};
use crate::documents::text::Lang;
use crate::model::{Expr, ExprKind};
use crate::syntax::ast::ArithOp;

impl Chinese<'_, '_> {
    pub(super) fn noun(&self, expr: &Expr, at: At) -> String {
        match &expr.kind {
            ExprKind::Constant(constant) => self.0.constant(constant, None),
            ExprKind::Param(index) => self.0.param(*index, None),
            ExprKind::Column(column) => at.possessive(&self.0.column(expr.table, *column)),
            ExprKind::Feature(index) => at.possessive(&self.0.feature(*index)),
            ExprKind::CohortScore(index) => self.of_cohort("得分", *index, at),
            ExprKind::CohortTier(index) => self.of_cohort("等级", *index, at),
            ExprKind::Parent { relation, value } => {
                let owner = self.owner(*relation, at);
                self.noun(value, At { owner: &owner, ..at })
            }
            ExprKind::Aggregate(a) => self.aggregate(a, at),
            ExprKind::Percentile(value) => {
                glue(&[&self.noun(value, at), "在全体", &self.0.table(expr.table), "中的百分位"])
            }
            ExprKind::Quantile { value, k } => {
                let group = match k {
                    3 => "三等分组".to_owned(),
                    4 => "四等分组".to_owned(),
                    5 => "五等分组".to_owned(),
                    10 => "十等分组".to_owned(),
                    k => format!(" {k} 等分组"),
                };
                let table = self.0.table(expr.table);
                let scale = format!("（1 为最低，{k} 为最高）");
                glue(&[&self.noun(value, at), "在全体", &table, "中的", &group, &scale])
            }
            ExprKind::Arith { op, left, right } => self.arith(*op, left, right, at),
            ExprKind::Neg(value) => format!("−{}", self.factor(value, at)),
            ExprKind::Shift { value, by, back } => {
                let side = if *back { "前推" } else { "后推" };
                glue(&[&self.noun(value, at), side, &super::rows::duration(*by)])
            }
            ExprKind::Default { value, default } => {
                let other = self.operand(default, value, at);
                glue(&[&self.noun(value, at), "（未知时按", &other, "计）"])
            }
            ExprKind::Call { function, args } => self.call(function.name, args, at),
            ExprKind::Ramp { .. } | ExprKind::Decay { .. } => {
                format!("系数（{}）", super::grade(self.0, expr, None))
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
            | ExprKind::IsTruth { .. } => format!("“{}”是否成立", self.clause(expr, false, at)),
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

    /// `所属 account`, `所属 account 的 parent`
    pub(super) fn owner(&self, relation: usize, at: At) -> String {
        let name = self.0.relation(relation);
        if at.owner.is_empty() { glue(&["所属", &name]) } else { at.possessive(&name) }
    }

    fn of_cohort(&self, what: &str, index: usize, at: At) -> String {
        let text = format!("{}的{what}", self.0.cohort(index));
        at.possessive(&text)
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
        let text = phrase(name, Lang::Zh);
        let arg = |i: usize| match args.get(i) {
            Some(arg) if matches!(arg.kind, ExprKind::Arith { .. }) => self.factor(arg, at),
            Some(arg) => self.noun(arg, at),
            None => String::new(),
        };
        let mut said: Vec<String> = Vec::new();
        for piece in pieces(&text) {
            match piece {
                Piece::Text(text) => said.push(text.to_owned()),
                Piece::Value(i) => said.push(arg(i)),
                Piece::Rule(i) => {
                    said.push(args.get(i).map_or_else(String::new, |a| self.clause(a, false, at)));
                }
                Piece::All => {
                    let all: Vec<String> = (0..args.len()).map(arg).collect();
                    said.push(joined(&all, ("、", "、")));
                }
            }
        }
        glue(&said.iter().map(String::as_str).collect::<Vec<_>>())
    }
}
