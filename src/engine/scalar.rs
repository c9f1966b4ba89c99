//! Nodes → Polars expressions: one arm per primitive, each exactly what its documentation at [`Op`] says.
//!
//! What it must never do: divide by a constant in Polars (it multiplies with the reciprocal), add in a type that could wrap,
//! compare whole numbers with doubles after a cast, or let NaN, infinities or a null inside a list through.

use super::shape::{Shape, shape};
use super::standing::Standing;
use super::weigh::weigh;
use super::{scalar_date, scalar_number, scalar_score, scalar_text};
use crate::ir::{Compare, Literal, NodeId, Op, Plan, Type};
use polars::lazy::dsl::{self, Expr, when};
use polars::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Everything that turning a node into an expression needs to know.
pub(super) struct Scalars<'p> {
    pub plan: &'p Plan,
    /// By rank node: what was learnt about the base.
    pub standings: HashMap<NodeId, Arc<Standing>>,
    /// By node: the least and greatest value of what scores are made of.
    bounds: Vec<Option<(i64, i64)>>,
}

/// Hands out the expression of an input, with the type as [`Scalars::is_narrow`] says.
pub(super) type Get<'g> = &'g mut dyn FnMut(NodeId) -> Expr;

impl<'p> Scalars<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let mut bounds: Vec<Option<(i64, i64)>> = Vec::with_capacity(plan.nodes.len());
        for node in &plan.nodes {
            bounds.push(scalar_score::bounds(&node.op, &bounds));
        }
        Scalars { plan, standings: HashMap::new(), bounds }
    }

    /// True if a node's values are kept as 32-bit integers: parts of scores whose weights prove that they fit.
    pub(super) fn is_narrow(&self, id: NodeId) -> bool {
        let part = matches!(self.plan.node(id).op, Op::Earn { .. } | Op::Sum(_) | Op::AtMost { .. });
        let fits = |x: i64| x.abs() <= 1 << 30;
        part && self.bounds[id.0 as usize].is_some_and(|(low, high)| fits(low) && fits(high))
    }

    /// The node's values, given those of its inputs. `Parent` and `Aggregate` are no business of expressions: their columns
    /// are made by joins and group-bys before (see `frame`), and none is asked for here.
    pub(super) fn lower(&self, id: NodeId, get: Get) -> PolarsResult<Expr> {
        let op = match shape(self.plan, id) {
            Shape::Plain(op) => op,
            Shape::InDays { value, from, to } => {
                let ty = self.plan.node(value).ty;
                return Ok(scalar_date::in_days(self.plan.timezone, self.get(value, get), ty, from, to));
            }
            Shape::Missing(value) => return Ok(get(value).is_null()),
            Shape::EarnRamp { value, from, to, weight } => {
                return Ok(scalar_score::earn_ramp(self, id, get(value), from, to, weight));
            }
            Shape::EarnDecay { value, half_life, weight } => {
                return Ok(scalar_score::earn_decay(self, id, get(value), half_life, weight));
            }
            Shape::Weigh { truths, others } => {
                let rules = truths.iter().map(|&(rule, _)| get(rule)).collect();
                let weighed = weigh(rules, truths.into_iter().map(|(_, weight)| weight).collect());
                return Ok(scalar_score::sum(self, id, Some(weighed), &others, get));
            }
        };
        let ty = self.plan.node(id).ty;
        Ok(match op {
            Op::Literal(value) => literal(ty, value),
            Op::Column(_) | Op::Parent { .. } | Op::Aggregate(_) => {
                polars_bail!(InvalidOperation: "node n{} is no expression", id.0)
            }
            Op::Rank { kind: _, value } => self.rank(id, *value, get)?,
            Op::And(rules) => junction(rules, get, true),
            Op::Or(rules) => junction(rules, get, false),
            Op::Not(rule) => get(*rule).not(),
            Op::AtLeast { n, rules } => at_least(*n, rules, get),
            Op::IsTrue(rule) => get(*rule).fill_null(constant(false)),
            Op::IsMissing(value) => get(*value).is_null(),
            Op::Coalesce(values) => {
                let values: Vec<Expr> = values.iter().map(|&v| self.get(v, get)).collect();
                dsl::coalesce(&values)
            }
            Op::If { condition, then, otherwise } => {
                let condition = get(*condition);
                when(condition).then(self.get(*then, get)).otherwise(self.get(*otherwise, get))
            }
            Op::Compare { op, left, right } => {
                let (left, right) = (self.get(*left, get), self.get(*right, get));
                match op {
                    Compare::Eq => left.eq(right),
                    Compare::Lt => left.lt(right),
                    Compare::Le => left.lt_eq(right),
                }
            }
            Op::CompareIntNumber { op, left, right } => {
                let right = match &self.plan.node(*right).op {
                    Op::Literal(Literal::Number(x)) => scalar_number::Side::Constant(x.0),
                    _ => scalar_number::Side::Column(get(*right)),
                };
                scalar_number::compare_int_number(*op, self.get(*left, get), right)
            }
            Op::In { value, list } => {
                let ty = self.plan.node(*value).ty;
                scalar_text::is_in(self.get(*value, get), ty, list)
            }
            Op::ToNumber(value) => {
                let ty = self.plan.node(*value).ty;
                scalar_number::to_number(self.get(*value, get), ty)
            }
            Op::Neg(value) => -get(*value),
            Op::Arith { op, left, right } => scalar_number::arith(*op, get(*left), get(*right)),
            Op::Math { function, value } => scalar_number::math(*function, get(*value)),
            Op::Round { value, places } => scalar_number::round(get(*value), *places),
            Op::Least(values) => dsl::min_horizontal(values.iter().map(|&v| get(v)).collect::<Vec<_>>())?,
            Op::Greatest(values) => dsl::max_horizontal(values.iter().map(|&v| get(v)).collect::<Vec<_>>())?,
            Op::Contains { value, needles, all } => scalar_text::contains(get(*value), needles, *all),
            Op::StartsWith { value, prefix } => get(*value).str().starts_with(text(prefix)),
            Op::EndsWith { value, suffix } => get(*value).str().ends_with(text(suffix)),
            Op::Matches { value, pattern } => get(*value).str().contains(text(pattern), true),
            Op::TextMap { function, value } => scalar_text::map(*function, get(*value)),
            Op::TextLength(value) => scalar_text::length(get(*value)),
            Op::Has { value, items, all } => scalar_text::has(get(*value), items, *all),
            Op::ListLength(value) => get(*value).list().len().cast(DataType::Int64),
            Op::DateOf(value) => scalar_date::date_of(self.plan.timezone, get(*value)),
            Op::DaysSince(value) => scalar_date::days_since(self.plan.as_of, get(*value)),
            Op::Age(value) => scalar_date::age(self.plan.as_of, get(*value)),
            Op::DatePart { part, value } => scalar_date::part(*part, get(*value)),
            Op::DaysBetween { left, right } => scalar_date::days_between(get(*left), get(*right)),
            Op::Shift { value, months, days } => scalar_date::shift(get(*value), *months, *days),
            Op::Ramp { value, from, to } => scalar_score::ramp(get(*value), from.0, to.0),
            Op::Decay { value, half_life } => scalar_score::decay(get(*value), self.plan.as_of, half_life.0),
            Op::Earn { grade, weight } => scalar_score::earn(self, id, *grade, *weight, get),
            Op::Sum(parts) => scalar_score::sum(self, id, None, parts, get),
            Op::AtMost { value, cap } => scalar_score::at_most(self, *value, *cap, get),
            Op::Score { earned, total } => {
                let score = scalar_score::ratio(self, *earned, *total, true, get);
                self.in_base(id, score, get)
            }
            Op::Share { earned, total } => scalar_score::ratio(self, *earned, *total, false, get),
            Op::Tier { earned, total, tiers } => {
                let tier = scalar_score::tier(self, *earned, *total, tiers, get);
                self.in_base(id, tier, get)
            }
        })
    }

    /// An input in the type of its node.
    fn get(&self, id: NodeId, get: Get) -> Expr {
        if self.is_narrow(id) { get(id).cast(DataType::Int64) } else { get(id) }
    }

    /// Missing outside of the base of the node's table.
    fn in_base(&self, id: NodeId, value: Expr, get: Get) -> Expr {
        let node = self.plan.node(id);
        match self.plan.table(node.table).base {
            Some(base) => when(get(base)).then(value).otherwise(missing(node.ty)),
            None => value,
        }
    }

    fn rank(&self, id: NodeId, value: NodeId, get: Get) -> PolarsResult<Expr> {
        let standing = self
            .standings
            .get(&id)
            .ok_or_else(|| polars_err!(InvalidOperation: "node n{} has no standing yet", id.0))?;
        let ty = self.plan.node(value).ty;
        let found = standing.lower(self.get(value, get), ty);
        Ok(self.in_base(id, found, get))
    }
}

/// Joins expressions by an operation whose grouping does not matter, as a tree of little depth. `None` without any.
pub(super) fn join(mut exprs: Vec<Expr>, operation: impl Fn(Expr, Expr) -> Expr) -> Option<Expr> {
    while exprs.len() > 1 {
        let mut joined = Vec::with_capacity(exprs.len().div_ceil(2));
        let mut exprs_left = exprs.into_iter();
        while let Some(first) = exprs_left.next() {
            joined.push(match exprs_left.next() {
                Some(second) => operation(first, second),
                None => first,
            });
        }
        exprs = joined;
    }
    exprs.pop()
}

fn junction(rules: &[NodeId], get: Get, neutral: bool) -> Expr {
    let rules = rules.iter().map(|&r| get(r)).collect();
    join(rules, if neutral { Expr::and } else { Expr::or }).unwrap_or_else(|| constant(neutral))
}

fn at_least(n: u32, rules: &[NodeId], get: Get) -> Expr {
    let count = |unknown: bool, get: Get| {
        let one = |r: NodeId, get: Get| {
            let rule = get(r);
            let rule = if unknown { rule.fill_null(constant(true)) } else { rule };
            when(rule).then(constant(1i32)).otherwise(constant(0i32))
        };
        let terms = rules.iter().map(|&r| one(r, get)).collect();
        join(terms, |a, b| a + b).unwrap_or_else(|| constant(0i32))
    };
    // No list of rules is longer than 32 bits can count.
    let n = i32::try_from(n).unwrap_or(i32::MAX);
    when(count(false, get).gt_eq(constant(n)))
        .then(constant(true))
        .when(count(true, get).lt(constant(n)))
        .then(constant(false))
        .otherwise(missing(Type::Bool))
}

/// The type of a node's column.
pub(super) fn dtype(ty: Type) -> DataType {
    match ty {
        Type::Bool => DataType::Boolean,
        Type::Int | Type::Decimal { .. } => DataType::Int64,
        Type::Number => DataType::Float64,
        Type::Text => DataType::String,
        Type::Date => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::List => DataType::List(Box::new(DataType::String)),
    }
}

/// A constant with the very type of its Rust value.
pub(super) fn constant(value: impl Into<Scalar>) -> Expr {
    Expr::Literal(LiteralValue::Scalar(value.into()))
}

/// A constant text.
pub(super) fn text(value: &str) -> Expr {
    constant(PlSmallStr::from_str(value))
}

pub(super) fn missing(ty: Type) -> Expr {
    constant(Scalar::null(dtype(ty)))
}

pub(super) fn literal(ty: Type, value: &Literal) -> Expr {
    match value {
        Literal::Missing => missing(ty),
        Literal::Bool(b) => constant(*b),
        Literal::Int(i) | Literal::Decimal(i) => constant(*i),
        Literal::Number(x) => constant(x.0),
        Literal::Text(t) => text(t),
        Literal::Date(d) => constant(Scalar::new_date(*d)),
        Literal::Datetime(t) => constant(Scalar::new_datetime(*t, TimeUnit::Microseconds, None)),
        Literal::List(items) => {
            let items: Vec<&str> = items.iter().map(|i| &**i).collect();
            constant(Scalar::new_list(Series::new(PlSmallStr::EMPTY, items)))
        }
    }
}
