//! The day on which a rule became true, for rules that have one: the n-th row of a kind, a date that is known.

use super::Lowering;
use super::expr::mirrored;
use crate::ir::{self, Literal, NodeId, Op, RelationId, TableId, Type};
use crate::model::{Aggregate, AggregateFunction, Constant, Expr, ExprKind, ParamValue};
use crate::syntax::ast::CompareOp;

impl Lowering<'_> {
    /// A Date of the rule's table, missing where the rule is not true or the day is not known. `None` for a rule without a time.
    ///
    /// Of `any(T …)` the first row's, of `count(T …) >= n` the n-th row's; of `x is known`, `x <= …` and `x < …` over a date
    /// column that date; of `a and b` the later, of `a or b` the earlier of the known ones, where both have one.
    pub(super) fn time(&mut self, rule: &Expr) -> Option<NodeId> {
        let program = self.program;
        let table = TableId(rule.table as u32);
        match &rule.kind {
            ExprKind::Feature(f) => self.time(&program.features[*f].value),
            ExprKind::Segment(s) => self.time(&program.segments[*s].rule),
            ExprKind::Parent { relation, value } => {
                let time = self.time(value)?;
                Some(self.of_parent(table, *relation, time))
            }
            ExprKind::Aggregate(a) if a.function == AggregateFunction::Any => self.nth(table, a, 1),
            ExprKind::IsMissing { value, negated: true } => self.date_column(value),
            ExprKind::Compare { op, left, right } => {
                let found = self.compared_time(rule, *op, left, right);
                found.or_else(|| self.compared_time(rule, mirrored(*op), right, left))
            }
            ExprKind::And(rules) => {
                let times: Option<Vec<NodeId>> = rules.iter().map(|r| self.time(r)).collect();
                Some(self.later(table, times?))
            }
            ExprKind::Or(rules) => {
                let times: Option<Vec<NodeId>> = rules.iter().map(|r| self.time(r)).collect();
                Some(self.b.node(table, Type::Date, Op::Least(times?)))
            }
            _ => None,
        }
    }

    /// `count(…) >= n`, `date <= …`
    fn compared_time(&mut self, rule: &Expr, op: CompareOp, left: &Expr, right: &Expr) -> Option<NodeId> {
        if matches!(op, CompareOp::Le | CompareOp::Lt)
            && let Some(date) = self.date_column(left)
        {
            let table = TableId(rule.table as u32);
            let condition = self.expr(rule);
            let otherwise = self.b.literal(table, Type::Date, Literal::Missing);
            return Some(self.b.node(table, Type::Date, Op::If { condition, then: date, otherwise }));
        }
        let bound = self.constant_number(right)?;
        let n = match op {
            CompareOp::Ge => bound.ceil(),
            CompareOp::Gt => bound.floor() + 1.0,
            _ => return None,
        };
        // No row is needed for fewer, and nobody has more.
        if !(1.0..=f64::from(u32::MAX)).contains(&n) {
            return None;
        }
        self.nth_counted(left, n as u32)
    }

    /// The time of the n-th row that an expression counts.
    fn nth_counted(&mut self, count: &Expr, n: u32) -> Option<NodeId> {
        let program = self.program;
        let table = TableId(count.table as u32);
        match &count.kind {
            ExprKind::Feature(f) => self.nth_counted(&program.features[*f].value, n),
            ExprKind::Parent { relation, value } => {
                let time = self.nth_counted(value, n)?;
                Some(self.of_parent(table, *relation, time))
            }
            ExprKind::Aggregate(a) if a.function == AggregateFunction::Count => self.nth(table, a, n),
            _ => None,
        }
    }

    /// The day of the n-th row that an aggregate looks at, of those with a time.
    fn nth(&mut self, table: TableId, aggregate: &Aggregate, n: u32) -> Option<NodeId> {
        let child = self.catalog.relations[aggregate.relation].child;
        let time = self.catalog.tables[child].time?;
        let ty = super::column_type(&self.catalog.tables[child].columns[time].ty);
        let counted = self.aggregate(table, aggregate);
        let Op::Aggregate(counted) = self.b.get(counted).op.clone() else { return None };
        let time = self.b.node(TableId(child as u32), ty, Op::Column(ir::ColumnId(time as u32)));
        let function = match n {
            1 => ir::AggregateFunction::Min,
            n => ir::AggregateFunction::NthLeast { n },
        };
        let op = Op::Aggregate(ir::Aggregate { function, value: Some(time), ..counted });
        let time = self.b.node(table, ty, op);
        Some(self.convert(time, Type::Date))
    }

    /// A date column, the owner's too, as a Date.
    fn date_column(&mut self, expr: &Expr) -> Option<NodeId> {
        let program = self.program;
        match &expr.kind {
            ExprKind::Column(_) if matches!(expr.ty, Type::Date | Type::Datetime) => {
                let column = self.expr(expr);
                Some(self.convert(column, Type::Date))
            }
            ExprKind::Feature(f) => self.date_column(&program.features[*f].value),
            ExprKind::Parent { relation, value } => {
                let date = self.date_column(value)?;
                Some(self.of_parent(TableId(expr.table as u32), *relation, date))
            }
            _ => None,
        }
    }

    fn of_parent(&mut self, table: TableId, relation: usize, value: NodeId) -> NodeId {
        let ty = self.b.ty(value);
        self.b.node(table, ty, Op::Parent { relation: RelationId(relation as u32), value })
    }

    /// The greatest of the dates; missing where one is.
    fn later(&mut self, table: TableId, times: Vec<NodeId>) -> NodeId {
        let mut known = Vec::with_capacity(times.len());
        for &time in &times {
            let missing = self.b.is_missing(time);
            known.push(self.b.not(missing));
        }
        let condition = self.b.and(table, known);
        let then = self.b.node(table, Type::Date, Op::Greatest(times));
        let otherwise = self.b.literal(table, Type::Date, Literal::Missing);
        self.b.node(table, Type::Date, Op::If { condition, then, otherwise })
    }

    fn constant_number(&self, expr: &Expr) -> Option<f64> {
        let constant = match &expr.kind {
            ExprKind::Constant(constant) => constant,
            ExprKind::Param(param) => match &self.program.params[*param].value {
                ParamValue::One(constant) => constant,
                ParamValue::List(_) => return None,
            },
            _ => return None,
        };
        match constant {
            Constant::Int(n) => Some(*n as f64),
            Constant::Number(n) | Constant::Percent(n) => Some(*n),
            _ => None,
        }
    }
}
