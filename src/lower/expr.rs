//! Expressions → nodes.

use super::{Lowering, day, window};
use crate::builtins::{Builtin, Takes};
use crate::ir::{self, Literal, NodeId, Op, Real, TableId, Type};
use crate::lower::column_type;
use crate::model::{Aggregate, AggregateFunction, Constant, Expr, ExprKind, ParamValue};
use crate::syntax::ast::{self, CompareOp, Duration, HasMode, RankEnd, TextTest, Unit};
use std::sync::Arc;

impl Lowering<'_> {
    /// The node of an expression; made once.
    pub(super) fn expr(&mut self, expr: &Expr) -> NodeId {
        if let Some(node) = self.ids[expr.id.0 as usize] {
            return node;
        }
        let node = self.make(expr);
        self.ids[expr.id.0 as usize] = Some(node);
        node
    }

    fn make(&mut self, expr: &Expr) -> NodeId {
        let program = self.program;
        let table = TableId(expr.table as u32);
        match &expr.kind {
            ExprKind::Constant(constant) => self.constant(table, constant),
            ExprKind::Param(param) => match &program.params[*param].value {
                ParamValue::One(constant) => self.constant(table, constant),
                ParamValue::List(_) => self.b.literal(table, expr.ty, Literal::Missing),
            },
            ExprKind::Column(column) => {
                let ty = column_type(&self.catalog.tables[expr.table].columns[*column].ty);
                self.b.node(table, ty, Op::Column(ir::ColumnId(*column as u32)))
            }
            ExprKind::Feature(feature) => self.expr(&program.features[*feature].value),
            ExprKind::Segment(segment) => self.expr(&program.segments[*segment].rule),
            ExprKind::CohortMatches(cohort) => self.parts(*cohort).rule,
            ExprKind::CohortScore(cohort) => self.parts(*cohort).score.score,
            ExprKind::CohortTier(cohort) => match self.parts(*cohort).score.tier {
                Some(tier) => tier,
                None => self.b.literal(table, Type::Text, Literal::Missing),
            },
            ExprKind::Parent { relation, value } => {
                let value = self.expr(value);
                let ty = self.b.ty(value);
                self.b.node(table, ty, Op::Parent { relation: ir::RelationId(*relation as u32), value })
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(table, aggregate),
            ExprKind::InRank { value, end, share, negated } => {
                let value = self.expr(value);
                let kind = match end {
                    RankEnd::Top => ir::RankKind::Top { share: *share },
                    RankEnd::Bottom => ir::RankKind::Bottom { share: *share },
                };
                let rank = self.b.node(table, Type::Bool, Op::Rank { kind, value });
                self.negate(rank, *negated)
            }
            ExprKind::Percentile(value) => {
                let value = self.expr(value);
                self.b.node(table, Type::Number, Op::Rank { kind: ir::RankKind::Percentile, value })
            }
            ExprKind::Quantile { value, k } => {
                let value = self.expr(value);
                self.b.node(table, Type::Int, Op::Rank { kind: ir::RankKind::Quantile { k: *k }, value })
            }
            // A value over a cohort stands in formulas alone, where it is known.
            ExprKind::Over(_) => match self.formula(table, expr.id) {
                Some(node) => node,
                None => self.b.literal(table, expr.ty, Literal::Missing),
            },
            _ => self.row_wise(table, expr),
        }
    }

    /// What depends on the row's own values alone.
    fn row_wise(&mut self, table: TableId, expr: &Expr) -> NodeId {
        match &expr.kind {
            ExprKind::Arith { op, left, right } => {
                let (left, right) = (self.number(left), self.number(right));
                self.b.node(table, Type::Number, Op::Arith { op: arith(*op), left, right })
            }
            ExprKind::Neg(value) => {
                let value = self.number(value);
                self.b.node(table, Type::Number, Op::Neg(value))
            }
            ExprKind::Shift { value, by, back } => {
                let value = self.expr(value);
                let value = self.convert(value, Type::Date);
                let (months, days) = months_and_days(*by, *back);
                self.b.node(table, Type::Date, Op::Shift { value, months, days })
            }
            ExprKind::Default { value, default } => {
                let inputs = [value, default].map(|e| {
                    let node = self.expr(e);
                    self.convert(node, expr.ty)
                });
                self.b.node(table, expr.ty, Op::Coalesce(inputs.to_vec()))
            }
            ExprKind::Ramp { value, from, to } => {
                let value = self.number(value);
                let op = Op::Ramp { value, from: Real::new(*from), to: Real::new(*to) };
                self.b.node(table, Type::Number, op)
            }
            ExprKind::Decay { value, half_life, .. } => {
                let value = self.expr(value);
                let value = self.convert(value, Type::Date);
                self.b.node(table, Type::Number, Op::Decay { value, half_life: Real::new(*half_life) })
            }
            ExprKind::Call { function, args } => self.call(table, function, args, expr.ty),
            _ => self.truth(table, expr),
        }
    }

    /// Rules.
    fn truth(&mut self, table: TableId, expr: &Expr) -> NodeId {
        let (node, negated) = match &expr.kind {
            ExprKind::And(rules) => {
                let rules = rules.iter().map(|r| self.expr(r)).collect();
                (self.b.and(table, rules), false)
            }
            ExprKind::Or(rules) => {
                let rules = rules.iter().map(|r| self.expr(r)).collect();
                (self.b.or(table, rules), false)
            }
            ExprKind::Not(rule) => (self.expr(rule), true),
            ExprKind::AtLeast { n, rules } => {
                let rules = rules.iter().map(|r| self.expr(r)).collect();
                (self.b.node(table, Type::Bool, Op::AtLeast { n: *n, rules }), false)
            }
            ExprKind::Compare { op, left, right } => {
                let (left, right) = (self.expr(left), self.expr(right));
                match op {
                    CompareOp::Ne => (self.compare(table, CompareOp::Eq, left, right), true),
                    op => (self.compare(table, *op, left, right), false),
                }
            }
            ExprKind::Between { value, low, high, negated } => {
                let (value, low, high) = (self.expr(value), self.expr(low), self.expr(high));
                let above = self.compare(table, CompareOp::Ge, value, low);
                let below = self.compare(table, CompareOp::Le, value, high);
                (self.b.and(table, vec![above, below]), *negated)
            }
            ExprKind::In { value, list, negated } => {
                let value = self.expr(value);
                (self.is_in(table, value, &list.values), *negated)
            }
            ExprKind::TextTest { value, test, needles, negated } => {
                let value = self.expr(value);
                let op = text_test(value, *test, needles);
                (self.b.node(table, Type::Bool, op), *negated)
            }
            ExprKind::Matches { value, pattern, negated } => {
                let value = self.expr(value);
                let op = Op::Matches { value, pattern: pattern.as_str().into() };
                (self.b.node(table, Type::Bool, op), *negated)
            }
            ExprKind::Has { value, mode, items, negated } => {
                let value = self.expr(value);
                let items = items.values.iter().filter_map(text_of).collect();
                let op = Op::Has { value, items, all: *mode == HasMode::All };
                (self.b.node(table, Type::Bool, op), *negated)
            }
            ExprKind::IsMissing { value, negated } => {
                let value = self.expr(value);
                (self.b.is_missing(value), *negated)
            }
            ExprKind::IsTruth { value, expected, negated } => {
                let value = self.expr(value);
                let wanted = self.negate(value, !expected);
                (self.b.is_true(wanted), *negated)
            }
            // Every other kind is handled before this function is reached.
            _ => (self.b.literal(table, Type::Bool, Literal::Missing), false),
        };
        self.negate(node, negated)
    }

    fn negate(&mut self, rule: NodeId, negated: bool) -> NodeId {
        if negated { self.b.not(rule) } else { rule }
    }

    fn number(&mut self, expr: &Expr) -> NodeId {
        let node = self.expr(expr);
        self.b.to_number(node)
    }

    fn constant(&mut self, table: TableId, constant: &Constant) -> NodeId {
        let (ty, literal) = literal(constant);
        self.b.literal(table, ty, literal)
    }

    /// A value as another type: numbers as Number, a datetime as its calendar day; anything else is of the type already.
    pub(super) fn convert(&mut self, node: NodeId, ty: Type) -> NodeId {
        let own = self.b.ty(node);
        let table = self.b.table(node);
        match (own, ty) {
            _ if own == ty => node,
            (_, Type::Number) => self.b.to_number(node),
            (Type::Datetime, Type::Date) => self.b.node(table, Type::Date, Op::DateOf(node)),
            _ => node,
        }
    }

    /// Both sides as one type that can be compared.
    fn comparable(&mut self, left: NodeId, right: NodeId) -> (NodeId, NodeId) {
        let ty = match (self.b.ty(left), self.b.ty(right)) {
            (a, b) if a == b => return (left, right),
            (Type::Datetime, Type::Date) | (Type::Date, Type::Datetime) => Type::Date,
            (a, b) if a.is_numeric() && b.is_numeric() => Type::Number,
            _ => return (left, right),
        };
        (self.convert(left, ty), self.convert(right, ty))
    }

    pub(super) fn compare(&mut self, table: TableId, op: CompareOp, left: NodeId, right: NodeId) -> NodeId {
        if let Some(node) = self.compare_int_number(table, op, left, right) {
            return node;
        }
        let (left, right) = self.comparable(left, right);
        let (op, left, right) = match op {
            CompareOp::Eq | CompareOp::Ne => (ir::Compare::Eq, left, right),
            CompareOp::Lt => (ir::Compare::Lt, left, right),
            CompareOp::Le => (ir::Compare::Le, left, right),
            CompareOp::Gt => (ir::Compare::Lt, right, left),
            CompareOp::Ge => (ir::Compare::Le, right, left),
        };
        self.b.node(table, Type::Bool, Op::Compare { op, left, right })
    }

    /// A whole number with a number that may have a fraction, by exact value: a double cannot hold every 64-bit integer.
    fn compare_int_number(
        &mut self,
        table: TableId,
        op: CompareOp,
        left: NodeId,
        right: NodeId,
    ) -> Option<NodeId> {
        let (int, number, op) = match (self.b.ty(left), self.b.ty(right)) {
            (Type::Int, Type::Number) => (left, right, op),
            (Type::Number, Type::Int) => (right, left, mirrored(op)),
            _ => return None,
        };
        if self.exact_literal(int) {
            // The literal is the same value as a double, and two doubles compare faster.
            let int = self.b.to_number(int);
            return Some(self.compare(table, op, int, number));
        }
        if let Some(whole) = self.whole_literal(number) {
            let whole = self.b.literal(table, Type::Int, Literal::Int(whole));
            return Some(self.compare(table, op, int, whole));
        }
        let op = match op {
            CompareOp::Eq | CompareOp::Ne => ir::CompareFull::Eq,
            CompareOp::Lt => ir::CompareFull::Lt,
            CompareOp::Le => ir::CompareFull::Le,
            CompareOp::Gt => ir::CompareFull::Gt,
            CompareOp::Ge => ir::CompareFull::Ge,
        };
        Some(self.b.node(table, Type::Bool, Op::CompareIntNumber { op, left: int, right: number }))
    }

    /// A whole number written out that a double holds exactly.
    fn exact_literal(&self, node: NodeId) -> bool {
        matches!(self.b.get(node).op, Op::Literal(Literal::Int(i)) if i.unsigned_abs() <= 1 << 53)
    }

    fn whole_literal(&self, node: NodeId) -> Option<i64> {
        match self.b.get(node).op {
            Op::Literal(Literal::Number(Real(x))) => whole(x),
            _ => None,
        }
    }

    fn is_in(&mut self, table: TableId, value: NodeId, constants: &[Constant]) -> NodeId {
        let own = self.b.ty(value);
        let ty = match own {
            Type::Decimal { .. } => Type::Number,
            Type::Datetime => Type::Date,
            other => other,
        };
        let value = self.convert(value, ty);
        let mut list: Vec<Literal> = Vec::with_capacity(constants.len());
        for constant in constants {
            let literal = match (ty, literal(constant)) {
                // By value: an integer that no double holds equals no number. (A decimal compares as the nearest double.)
                (Type::Number, (_, Literal::Int(i))) if own == ty && i as f64 as i128 != i128::from(i) => {
                    continue;
                }
                (Type::Number, (_, Literal::Int(i))) => Literal::Number(Real::new(i as f64)),
                // A number with a fraction equals no whole number.
                (Type::Int, (_, Literal::Number(Real(x)))) => match whole(x) {
                    Some(i) => Literal::Int(i),
                    None => continue,
                },
                (_, (_, literal)) => literal,
            };
            if !list.contains(&literal) {
                list.push(literal);
            }
        }
        self.b.node(table, Type::Bool, Op::In { value, list: list.into() })
    }

    pub(super) fn aggregate(&mut self, table: TableId, aggregate: &Aggregate) -> NodeId {
        let child = TableId(self.catalog.relations[aggregate.relation].child as u32);
        let mut value = aggregate.value.as_ref().map(|v| self.expr(v));
        let mut filter = aggregate.filter.as_ref().map(|f| self.expr(f));
        let also = |lowering: &mut Self, filter: Option<NodeId>, rule: NodeId| {
            let rules = filter.into_iter().chain([rule]).collect();
            Some(lowering.b.and(child, rules))
        };
        let value_ty = value.map(|v| self.b.ty(v));
        let (function, ty) = match aggregate.function {
            AggregateFunction::Count => (ir::AggregateFunction::Count, Type::Int),
            AggregateFunction::Any => (ir::AggregateFunction::Any, Type::Bool),
            AggregateFunction::Share => (ir::AggregateFunction::Share, Type::Number),
            AggregateFunction::Sum => (ir::AggregateFunction::Sum, Type::Number),
            AggregateFunction::Avg => (ir::AggregateFunction::Avg, Type::Number),
            AggregateFunction::Min => (ir::AggregateFunction::Min, value_ty.unwrap_or(Type::Number)),
            AggregateFunction::Max => (ir::AggregateFunction::Max, value_ty.unwrap_or(Type::Number)),
            AggregateFunction::CountDistinct => (ir::AggregateFunction::CountDistinct, Type::Int),
            AggregateFunction::First => (ir::AggregateFunction::First, value_ty.unwrap_or(Type::Number)),
            AggregateFunction::Last => (ir::AggregateFunction::Last, value_ty.unwrap_or(Type::Number)),
        };
        // `count(orders.amount)` counts known amounts, `any(orders.discounted)` asks for a discounted one.
        match (function, value) {
            (ir::AggregateFunction::Count, Some(v)) => {
                let missing = self.b.is_missing(v);
                let known = self.b.not(missing);
                filter = also(self, filter, known);
                value = None;
            }
            (ir::AggregateFunction::Any, Some(v)) => {
                filter = also(self, filter, v);
                value = None;
            }
            _ => {}
        }
        let window = aggregate.window.map(|w| window::days(w, self.as_of));
        let relation = ir::RelationId(aggregate.relation as u32);
        self.b.node(table, ty, Op::Aggregate(ir::Aggregate { relation, function, value, window, filter }))
    }

    fn call(&mut self, table: TableId, function: &'static Builtin, args: &[Expr], ty: Type) -> NodeId {
        let nodes: Vec<NodeId> = args.iter().map(|a| self.expr(a)).collect();
        let takes = |index: usize| function.params[index.min(function.params.len() - 1)].takes;
        let same: Vec<Type> = (0..nodes.len())
            .filter(|&i| matches!(takes(i), Takes::Same | Takes::Ordered))
            .map(|i| self.b.ty(nodes[i]))
            .collect();
        let common = match same.split_first() {
            Some((first, rest)) if rest.iter().all(|t| t == first) => Some(*first),
            Some(_) if same.iter().all(|t| t.is_numeric()) => Some(Type::Number),
            _ => Some(ty),
        };
        let converted: Vec<NodeId> = nodes
            .into_iter()
            .enumerate()
            .map(|(i, node)| match takes(i) {
                Takes::Number => self.convert(node, Type::Number),
                Takes::Date => self.convert(node, Type::Date),
                Takes::Same => self.convert(node, common.unwrap_or(ty)),
                Takes::Ordered => self.convert(node, ty),
                Takes::IntLiteral | Takes::Text | Takes::List | Takes::Bool => node,
            })
            .collect();
        (function.lower)(&mut self.b, table, &converted)
    }
}

/// A constant as a plan literal. What a percentage shows is not what it is worth: 30% is 0.3.
pub(super) fn literal(constant: &Constant) -> (Type, Literal) {
    match constant {
        Constant::Bool(b) => (Type::Bool, Literal::Bool(*b)),
        Constant::Int(i) => (Type::Int, Literal::Int(*i)),
        Constant::Number(x) | Constant::Percent(x) => (Type::Number, Literal::Number(Real::new(*x))),
        Constant::Text(text) => (Type::Text, Literal::Text(text.as_str().into())),
        Constant::Date(date) => (Type::Date, Literal::Date(day(*date))),
    }
}

pub(super) fn arith(op: ast::ArithOp) -> ir::Arith {
    match op {
        ast::ArithOp::Add => ir::Arith::Add,
        ast::ArithOp::Sub => ir::Arith::Sub,
        ast::ArithOp::Mul => ir::Arith::Mul,
        ast::ArithOp::Div => ir::Arith::Div,
    }
}

fn text_of(constant: &Constant) -> Option<Arc<str>> {
    match constant {
        Constant::Text(text) => Some(text.as_str().into()),
        _ => None,
    }
}

fn text_test(value: NodeId, test: TextTest, needles: &[String]) -> Op {
    let first = || Arc::from(needles.first().map_or("", String::as_str));
    match test {
        TextTest::Contains | TextTest::ContainsAny | TextTest::ContainsAll => Op::Contains {
            value,
            needles: needles.iter().map(|n| Arc::from(n.as_str())).collect(),
            all: test == TextTest::ContainsAll,
        },
        TextTest::StartsWith => Op::StartsWith { value, prefix: first() },
        TextTest::EndsWith => Op::EndsWith { value, suffix: first() },
    }
}

/// A duration as a shift; `check` keeps it within a thousand years.
fn months_and_days(by: Duration, back: bool) -> (i32, i32) {
    let n = i32::try_from(if back { -by.n } else { by.n }).unwrap_or(0);
    match by.unit {
        Unit::Days => (0, n),
        Unit::Weeks => (0, n.saturating_mul(7)),
        Unit::Months => (n, 0),
        Unit::Quarters => (n.saturating_mul(3), 0),
        Unit::Years => (n.saturating_mul(12), 0),
    }
}

pub(super) fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq => CompareOp::Eq,
        CompareOp::Ne => CompareOp::Ne,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
    }
}

/// The integer that a double is, if it is one that 64 bits hold.
fn whole(x: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0; // 2^63
    (x.fract() == 0.0 && (-LIMIT..LIMIT).contains(&x)).then_some(x as i64)
}
