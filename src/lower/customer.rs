//! Measures that marketing has words for, as statistics over values of each member.

use super::{Lowering, column_type, window};
use crate::ir::{
    Aggregate, AggregateFunction, ColumnId, DayRange, Literal, NodeId, Op, Real, RelationId, Statistic,
    StatisticFunction, TableId, Type,
};
use crate::model::{Over, OverFunction};
use crate::syntax::ast::{ArithOp, CompareOp, Duration};

impl Lowering<'_> {
    /// `rows` is the statistic as it would go over the related rows themselves.
    pub(super) fn customer_statistic(&mut self, over: &Over, rows: Statistic) -> Statistic {
        let table = rows.table;
        match over.function {
            OverFunction::Conversion => {
                let from = rows.value.into_iter().chain(rows.filter).collect();
                let filter = Some(self.b.and(table, from));
                let value = over.more.first().map(|to| self.expr(to));
                Statistic { function: StatisticFunction::Share, value, filter, ..rows }
            }
            OverFunction::Loyalty => {
                let child = rows.relation.map_or(table, |r| self.child(r));
                let value = rows.value.map(|first| self.loyalty(child, first, over));
                Statistic { function: StatisticFunction::Avg, value, ..rows }
            }
            OverFunction::Retention => {
                let (before, last) = match over.duration {
                    Some(duration) => windows(duration, self),
                    None => return rows,
                };
                let filter = self.over_rows(&rows, AggregateFunction::Any, None, Some(before));
                let value = self.over_rows(&rows, AggregateFunction::Any, None, Some(last));
                member(&rows, StatisticFunction::Share, value, filter)
            }
            OverFunction::RepeatRate | OverFunction::PurchaseFrequency => {
                let count = self.over_rows(&rows, AggregateFunction::Count, None, rows.window);
                let filter = count.map(|count| self.at_least(table, count, 1));
                match over.function {
                    OverFunction::RepeatRate => {
                        let value = count.map(|count| self.at_least(table, count, 2));
                        member(&rows, StatisticFunction::Share, value, filter)
                    }
                    _ => member(&rows, StatisticFunction::Avg, count, filter),
                }
            }
            OverFunction::Engagement => {
                let count = self.over_rows(&rows, AggregateFunction::Count, None, rows.window);
                member(&rows, StatisticFunction::Avg, count, None)
            }
            OverFunction::PredictedClv => self.predicted(over, rows),
            _ => {
                let sum = self.over_rows(&rows, AggregateFunction::Sum, rows.value, rows.window);
                member(&rows, StatisticFunction::Avg, sum, None)
            }
        }
    }

    /// Purchases as the models of [`stats`](crate::stats) take them: days with a purchase, and what came on them.
    fn predicted(&mut self, over: &Over, rows: Statistic) -> Statistic {
        let (Some(relation), table) = (rows.relation, rows.table) else { return rows };
        let child = self.child(relation);
        let Some(time) = self.catalog.tables[child.0 as usize].time else { return rows };
        let ty = column_type(&self.catalog.tables[child.0 as usize].columns[time].ty);
        let day = self.b.node(child, ty, Op::Column(ColumnId(time as u32)));
        let day = self.convert(day, Type::Date);
        let of = |l: &mut Self, rows: &Statistic, function, value| {
            let node = l.over_rows(rows, function, value, None);
            node.unwrap_or_else(|| l.b.literal(table, Type::Number, Literal::Missing))
        };
        let days = of(self, &rows, AggregateFunction::CountDistinct, Some(day));
        let first = of(self, &rows, AggregateFunction::Min, Some(day));
        let last = of(self, &rows, AggregateFunction::Max, Some(day));
        let total = of(self, &rows, AggregateFunction::Sum, rows.value);
        let parent = self.b.node(child, Type::Date, Op::Parent { relation, value: first });
        let on_first = self.compare(child, CompareOp::Eq, day, parent);
        let filter = self.b.and(child, rows.filter.into_iter().chain([on_first]).collect());
        let of_first = Statistic { filter: Some(filter), ..rows.clone() };
        let of_first = of(self, &of_first, AggregateFunction::Sum, rows.value);
        let one = self.b.literal(table, Type::Number, Literal::Number(Real::new(1.0)));
        let days = self.b.to_number(days);
        let repeats = self.arith(table, ArithOp::Sub, days, one);
        let later = self.arith(table, ArithOp::Sub, total, of_first);
        let mean = self.arith(table, ArithOp::Div, later, repeats);
        let last = self.b.node(table, Type::Int, Op::DaysBetween { left: first, right: last });
        let observed = self.b.node(table, Type::Int, Op::DaysSince(first));
        let function = StatisticFunction::Predicted {
            last: self.b.to_number(last),
            observed: self.b.to_number(observed),
            mean,
            months: over.argument.unwrap_or(12.0) as u32,
        };
        member(&rows, function, Some(repeats), None)
    }

    fn child(&self, relation: RelationId) -> TableId {
        TableId(self.catalog.relations[relation.0 as usize].child as u32)
    }

    /// An aggregate for each member, over the rows that the statistic would count.
    fn over_rows(
        &mut self,
        rows: &Statistic,
        function: AggregateFunction,
        value: Option<NodeId>,
        window: Option<DayRange>,
    ) -> Option<NodeId> {
        let relation = rows.relation?;
        let ty = match function {
            AggregateFunction::Count | AggregateFunction::CountDistinct => Type::Int,
            AggregateFunction::Any => Type::Bool,
            AggregateFunction::Min | AggregateFunction::Max => value.map_or(Type::Number, |v| self.b.ty(v)),
            _ => Type::Number,
        };
        let aggregate = Aggregate { relation, function, value, window, filter: rows.filter };
        Some(self.b.node(rows.table, ty, Op::Aggregate(aggregate)))
    }

    fn at_least(&mut self, table: TableId, count: NodeId, least: i64) -> NodeId {
        let least = self.b.literal(table, Type::Int, Literal::Int(least));
        self.compare(table, CompareOp::Ge, count, least)
    }

    /// The mean of three answers, each from 6 (worth 0) to 1 (worth 100); an answer beyond counts as the nearer end.
    fn loyalty(&mut self, table: TableId, first: NodeId, over: &Over) -> NodeId {
        let more: Vec<NodeId> = over.more.iter().map(|e| self.expr(e)).collect();
        let mut sum = None;
        for answer in std::iter::once(first).chain(more) {
            let value = self.b.to_number(answer);
            let ramp = Op::Ramp { value, from: Real::new(6.0), to: Real::new(1.0) };
            let worth = self.b.node(table, Type::Number, ramp);
            sum = Some(match sum {
                Some(sum) => self.arith(table, ArithOp::Add, sum, worth),
                None => worth,
            });
        }
        let sum = sum.unwrap_or(first);
        let hundred = self.b.literal(table, Type::Number, Literal::Number(Real::new(100.0)));
        let three = self.b.literal(table, Type::Number, Literal::Number(Real::new(3.0)));
        let hundredfold = self.arith(table, ArithOp::Mul, sum, hundred);
        self.arith(table, ArithOp::Div, hundredfold, three)
    }

    fn arith(&mut self, table: TableId, op: ArithOp, left: NodeId, right: NodeId) -> NodeId {
        let op = super::expr::arith(op);
        self.b.node(table, Type::Number, Op::Arith { op, left, right })
    }
}

/// A statistic over values of the members themselves.
fn member(
    rows: &Statistic,
    function: StatisticFunction,
    value: Option<NodeId>,
    filter: Option<NodeId>,
) -> Statistic {
    Statistic { table: rows.table, relation: None, function, value, window: None, filter }
}

/// The days of the window before the last one, and those of the last one.
fn windows(by: Duration, lowering: &Lowering) -> (DayRange, DayRange) {
    use crate::model::Window;
    let last = window::days(Window::Last(by), lowering.as_of);
    let both = window::days(Window::Last(Duration { n: by.n.saturating_mul(2), ..by }), lowering.as_of);
    let end = last.from.unwrap_or(last.to).saturating_sub(1);
    (DayRange { from: both.from, to: end }, last)
}
