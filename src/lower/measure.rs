//! Metrics, claims, backings and expectations → statistics over groups, and formulas over those.
//!
//! What stands over rows goes into the plan's own nodes, like any rule. What stands around it (arithmetic, comparisons,
//! functions) becomes nodes of [`Plan::formulas`](ir::Plan::formulas), made by the same lowering on a builder of its own.

use super::expr::mirrored;
use super::{Lowering, window};
use crate::ir::{self, Builder, Literal, Measures, NodeId, Op, Real, Statistic, StatisticFunction, TableId};
use crate::ir::{MeasureOwner, TestOp, Type};
use crate::model::{self, Constant, Expr, ExprId, ExprKind, Over, OverFunction, ParamValue};
use crate::syntax::ast::CompareOp;
use std::collections::HashMap;

/// What a function over a cohort comes to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Formula {
    Here(usize),
    /// The group's statistic divided by everyone's.
    Lift(usize),
    /// One statistic of the group divided by another.
    Per(usize, usize),
    /// It compares two revisions, which one run does not know.
    Budget,
}

impl Formula {
    /// The statistics of the group itself.
    fn statistics(self) -> impl Iterator<Item = usize> {
        let (one, other) = match self {
            Formula::Here(s) | Formula::Lift(s) => (Some(s), None),
            Formula::Per(a, b) => (Some(a), Some(b)),
            Formula::Budget => (None, None),
        };
        one.into_iter().chain(other)
    }
}

/// A measure that is to be lowered.
struct Wanted<'p> {
    owner: MeasureOwner,
    name: &'p str,
    expr: &'p Expr,
}

impl<'p> Lowering<'p> {
    /// All measures of the cohorts that run, and the metrics of their tables (of all tables if `all`).
    pub(super) fn measures(&mut self, cohorts: &[Option<usize>], all: bool) -> Measures {
        let wanted = self.wanted(cohorts, all);
        let mut found = Found::default();
        for measure in &wanted {
            self.collect(measure.expr, false, &mut found);
        }
        let mut formulas = Lowering {
            program: self.program,
            catalog: self.catalog,
            as_of: self.as_of,
            b: Builder::new(self.b.as_of()),
            ids: vec![None; self.program.expr_count as usize],
            bases: vec![Some(None); self.catalog.tables.len()],
            parts: vec![None; self.program.cohorts.len()],
            over: found.over,
            types: found.types,
        };
        let measures = wanted.iter().map(|measure| formulas.measure(measure)).collect();
        Measures {
            statistics: found.statistics,
            measures,
            nodes: formulas.b.finish(),
            min_cell: self.catalog.privacy.min_cell,
        }
    }

    fn wanted(&self, cohorts: &[Option<usize>], all: bool) -> Vec<Wanted<'p>> {
        let program = self.program;
        let runs = |table: usize| {
            let mut own = program.cohorts.iter().zip(cohorts).filter(|(c, _)| c.table == table);
            all || own.any(|(_, place)| place.is_some())
        };
        let metrics = program.metrics.iter().enumerate().filter(|(_, m)| runs(m.table));
        let mut wanted: Vec<Wanted> = metrics
            .map(|(index, m)| Wanted { owner: MeasureOwner::Metric(index), name: &m.name, expr: &m.value })
            .collect();
        for (model, place) in program.cohorts.iter().zip(cohorts) {
            let Some(cohort) = *place else { continue };
            let name = model.name.as_str();
            let mut add = |owner, expr| wanted.push(Wanted { owner, name, expr });
            for (index, claim) in model.claims.iter().enumerate() {
                add(MeasureOwner::Claim { cohort, index }, &claim.rule);
            }
            for (index, point) in model.narrative.pain_points.iter().enumerate() {
                if let Some(rule) = &point.backed_by {
                    add(MeasureOwner::Backing { cohort, index }, rule);
                }
            }
            for (index, rule) in model.expects.iter().enumerate() {
                add(MeasureOwner::Expect { cohort, index }, rule);
            }
        }
        wanted
    }

    /// Lowers the functions over a cohort inside an expression. `percent`: it is compared with a percentage.
    fn collect(&mut self, expr: &Expr, percent: bool, found: &mut Found) {
        match &expr.kind {
            ExprKind::Over(over) => {
                let formula = self.over(expr.table, over, percent, found);
                found.over.insert(expr.id, formula);
            }
            ExprKind::Compare { left, right, .. } => {
                let percent = self.is_percent(left) || self.is_percent(right);
                self.collect(left, percent, found);
                self.collect(right, percent, found);
            }
            ExprKind::Between { value, low, high, .. } => {
                let percent = self.is_percent(low) || self.is_percent(high);
                [value, low, high].into_iter().for_each(|e| self.collect(e, percent, found));
            }
            _ => expr.children().into_iter().for_each(|child| self.collect(child, false, found)),
        }
    }

    fn is_percent(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Constant(constant) => matches!(constant, Constant::Percent(_)),
            ExprKind::Param(param) => {
                matches!(self.program.params[*param].value, ParamValue::One(Constant::Percent(_)))
            }
            _ => false,
        }
    }

    fn over(&mut self, table: usize, over: &Over, percent: bool, found: &mut Found) -> Formula {
        let entity = TableId(table as u32);
        let rows = over.relation.map_or(table, |r| self.catalog.relations[r].child);
        let mut statistic = Statistic {
            table: entity,
            relation: over.relation.map(|r| ir::RelationId(r as u32)),
            function: StatisticFunction::Rows,
            value: over.value.as_ref().map(|v| self.expr(v)),
            window: over.window.map(|w| window::days(w, self.as_of)),
            filter: over.filter.as_ref().map(|f| self.expr(f)),
        };
        let rows = TableId(rows as u32);
        statistic.function = match over.function {
            OverFunction::Size if percent => return Formula::Lift(self.statistic(statistic, found)),
            OverFunction::Size => StatisticFunction::Rows,
            OverFunction::Count => {
                // `count(orders.amount)` counts known amounts.
                if let Some(value) = statistic.value.take() {
                    statistic.filter = Some(self.and_known(rows, statistic.filter, value));
                }
                StatisticFunction::Rows
            }
            OverFunction::Share => StatisticFunction::Share,
            OverFunction::Overlap => {
                statistic.value = over.other.map(|other| self.parts(other).rule);
                StatisticFunction::Share
            }
            OverFunction::Avg | OverFunction::Ces => StatisticFunction::Avg,
            OverFunction::Sum => StatisticFunction::Sum,
            OverFunction::Min => StatisticFunction::Min,
            OverFunction::Max => StatisticFunction::Max,
            OverFunction::Stddev => StatisticFunction::Stddev,
            OverFunction::Median => StatisticFunction::Quantile { part: PARTS / 2 },
            OverFunction::Quantile => {
                let part = over.argument.unwrap_or(0.5) * PARTS as f64;
                StatisticFunction::Quantile { part: part.round() as i64 }
            }
            OverFunction::Csat => {
                if let Some(value) = statistic.value {
                    let top = over.argument.unwrap_or(4.0);
                    let top = self.b.literal(rows, Type::Number, Literal::Number(Real::new(top)));
                    statistic.filter = Some(self.and_known(rows, statistic.filter, value));
                    statistic.value = Some(self.compare(rows, CompareOp::Ge, value, top));
                }
                StatisticFunction::Share
            }
            OverFunction::Nps => {
                statistic.value = statistic.value.map(|answer| self.promoter(rows, answer));
                StatisticFunction::Nps
            }
            OverFunction::Lift => {
                let truth = statistic.value.is_some_and(|v| self.b.ty(v) == Type::Bool);
                statistic.function = if truth { StatisticFunction::Share } else { StatisticFunction::Avg };
                return Formula::Lift(self.statistic(statistic, found));
            }
            OverFunction::OrderValue => StatisticFunction::Avg,
            OverFunction::Cac => {
                let members = Statistic {
                    relation: None,
                    function: StatisticFunction::Rows,
                    value: None,
                    window: None,
                    // A rule over related rows chooses costs, not members.
                    filter: statistic.filter.filter(|_| statistic.relation.is_none()),
                    ..statistic
                };
                statistic.function = StatisticFunction::Sum;
                let sum = self.statistic(statistic, found);
                return Formula::Per(sum, self.statistic(members, found));
            }
            OverFunction::Loyalty
            | OverFunction::Retention
            | OverFunction::RepeatRate
            | OverFunction::PurchaseFrequency
            | OverFunction::Conversion
            | OverFunction::Engagement
            | OverFunction::Clv
            | OverFunction::PredictedClv => {
                statistic = self.customer_statistic(over, statistic);
                statistic.function
            }
            OverFunction::Movement | OverFunction::Leave => return Formula::Budget,
        };
        Formula::Here(self.statistic(statistic, found))
    }

    /// The place of a statistic; an equal one is made once.
    fn statistic(&mut self, statistic: Statistic, found: &mut Found) -> usize {
        if let Some(place) = found.statistics.iter().position(|s| *s == statistic) {
            return place;
        }
        found.types.push(match (statistic.function, statistic.value) {
            (StatisticFunction::Rows, _) => Type::Int,
            (StatisticFunction::Min | StatisticFunction::Max, Some(value)) => self.b.ty(value),
            _ => Type::Number,
        });
        found.statistics.push(statistic);
        found.statistics.len() - 1
    }

    fn and_known(&mut self, table: TableId, filter: Option<NodeId>, value: NodeId) -> NodeId {
        let missing = self.b.is_missing(value);
        let known = self.b.not(missing);
        self.b.and(table, filter.into_iter().chain([known]).collect())
    }

    /// 1 for the answers 9 and 10, −1 for 0 to 6, 0 between; anything else is no answer.
    fn promoter(&mut self, table: TableId, answer: NodeId) -> NodeId {
        let int = |l: &mut Self, i| l.b.literal(table, Type::Int, Literal::Int(i));
        let within = |l: &mut Self, low, high| {
            let (low, high) = (int(l, low), int(l, high));
            let above = l.compare(table, CompareOp::Ge, answer, low);
            let below = l.compare(table, CompareOp::Le, answer, high);
            l.b.and(table, vec![above, below])
        };
        let mut otherwise = self.b.literal(table, Type::Int, Literal::Missing);
        for (low, high, worth) in [(0, 10, 0), (0, 6, -1), (9, 10, 1)] {
            let condition = within(self, low, high);
            let then = int(self, worth);
            otherwise = self.b.node(table, Type::Int, Op::If { condition, then, otherwise });
        }
        otherwise
    }

    /// A function over a cohort as a node of the formulas.
    pub(super) fn formula(&mut self, table: TableId, expr: ExprId) -> Option<NodeId> {
        let column = |l: &mut Self, s: usize, column| l.b.node(table, l.types[s], Op::Column(column));
        let formula = *self.over.get(&expr)?;
        match formula {
            Formula::Here(s) => Some(column(self, s, Measures::here(s))),
            Formula::Lift(_) | Formula::Per(..) => {
                let sides = match formula {
                    Formula::Per(a, b) => [(a, Measures::here(a)), (b, Measures::here(b))],
                    Formula::Lift(s) | Formula::Here(s) => {
                        [(s, Measures::here(s)), (s, Measures::everyone(s))]
                    }
                    Formula::Budget => return None,
                };
                let [left, right] = sides.map(|(s, c)| {
                    let node = column(self, s, c);
                    self.b.to_number(node)
                });
                let op = Op::Arith { op: ir::Arith::Div, left, right };
                Some(self.b.node(table, Type::Number, op))
            }
            Formula::Budget => None,
        }
    }

    fn measure(&mut self, wanted: &Wanted) -> ir::Measure {
        let expr = wanted.expr;
        let formula = self.expr(expr);
        let test = self.test(expr);
        let measured = match (wanted.owner, measured(expr)) {
            (MeasureOwner::Metric(_), _) => Some(expr),
            (_, Some((value, ..))) => Some(value),
            _ => None,
        };
        let single = measured.and_then(|value| match self.over.get(&value.id) {
            Some(Formula::Here(s)) => Some(*s),
            _ => None,
        });
        let mut formulas = Vec::new();
        functions(expr, &mut |id| formulas.extend(self.over.get(&id).copied()));
        let mut statistics: Vec<usize> = formulas.iter().flat_map(|f| f.statistics()).collect();
        statistics.sort_unstable();
        statistics.dedup();
        ir::Measure {
            owner: wanted.owner,
            name: wanted.name.to_owned(),
            table: TableId(expr.table as u32),
            formula,
            test,
            single,
            statistics,
            budget: formulas.iter().any(|f| matches!(f, Formula::Budget)),
        }
    }

    fn test(&mut self, rule: &Expr) -> Option<ir::Test> {
        let (value, op, bound, upper) = measured(rule)?;
        let value = self.expr(value);
        let bound = self.expr(bound);
        let upper = upper.map(|u| self.expr(u));
        Some(ir::Test { op, value, bound, upper })
    }
}

/// Shares are in 10^-8.
const PARTS: i64 = 100_000_000;

/// Statistics on the way into a plan.
#[derive(Default)]
struct Found {
    statistics: Vec<Statistic>,
    types: Vec<Type>,
    over: HashMap<ExprId, Formula>,
}

/// What a rule compares (it looks at the cohort), how, and with what.
fn measured(rule: &Expr) -> Option<(&Expr, TestOp, &Expr, Option<&Expr>)> {
    match &rule.kind {
        ExprKind::Compare { op, left, right } => match (looks_at_cohort(left), looks_at_cohort(right)) {
            (true, _) => Some((left, test_op(*op), right, None)),
            (false, true) => Some((right, test_op(mirrored(*op)), left, None)),
            (false, false) => None,
        },
        ExprKind::Between { value, low, high, negated } if looks_at_cohort(value) => {
            let op = if *negated { TestOp::Outside } else { TestOp::Between };
            Some((value, op, low, Some(high)))
        }
        _ => None,
    }
}

fn looks_at_cohort(expr: &model::Expr) -> bool {
    let mut found = false;
    functions(expr, &mut |_| found = true);
    found
}

/// The functions over a cohort inside an expression.
fn functions(expr: &Expr, each: &mut dyn FnMut(ExprId)) {
    match &expr.kind {
        ExprKind::Over(_) => each(expr.id),
        _ => expr.children().into_iter().for_each(|child| functions(child, each)),
    }
}

fn test_op(op: CompareOp) -> TestOp {
    match op {
        CompareOp::Eq => TestOp::Eq,
        CompareOp::Ne => TestOp::Ne,
        CompareOp::Lt => TestOp::Lt,
        CompareOp::Le => TestOp::Le,
        CompareOp::Gt => TestOp::Gt,
        CompareOp::Ge => TestOp::Ge,
    }
}
