//! The semantics of the language as figures worked by hand. Each test names the paragraph it states.

mod dates;
mod logic;
mod numbers;
mod ranks;
mod related;
mod scores;
mod text;

use super::{Data, TableData, Value, Values, evaluate};
use crate::ir::*;
use chrono::NaiveDate;

const M: Value = Value::Missing;
const T: Value = Value::Bool(true);
const F: Value = Value::Bool(false);

fn int(i: i64) -> Value {
    Value::Int(i)
}

fn num(x: f64) -> Value {
    Value::Number(x)
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn day(date: &str) -> Day {
    super::calendar::day(date.parse().unwrap())
}

fn date(date: &str) -> Value {
    Value::Date(day(date))
}

/// An instant, written in UTC.
fn instant(utc: &str) -> Value {
    Value::Datetime(format!("{utc}Z").parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_micros())
}

fn ints(values: &[i64]) -> Vec<Value> {
    values.iter().map(|&i| int(i)).collect()
}

fn nums(values: &[f64]) -> Vec<Value> {
    values.iter().map(|&x| num(x)).collect()
}

fn dates(values: &[&str]) -> Vec<Value> {
    values.iter().map(|d| date(d)).collect()
}

/// A plan under construction, with its data.
struct Sheet {
    plan: Plan,
    data: Data,
    builder: Builder,
}

impl Sheet {
    fn new(as_of: &str, timezone: chrono_tz::Tz) -> Sheet {
        let plan = Plan {
            as_of: day(as_of),
            timezone,
            tables: Vec::new(),
            relations: Vec::new(),
            nodes: Vec::new(),
            cohorts: Vec::new(),
            assigns: Vec::new(),
            grids: Vec::new(),
            measures: Default::default(),
            insights: Default::default(),
        };
        Sheet { plan, data: Data::default(), builder: Builder::default() }
    }

    /// On 31 October 2026, by UTC.
    fn on_halloween() -> Sheet {
        Sheet::new("2026-10-31", chrono_tz::UTC)
    }

    /// The first column is the key.
    fn table(&mut self, columns: Vec<(&str, Type, Vec<Value>)>) -> TableId {
        let column = |(name, ty, _): &(&str, Type, Vec<Value>)| Column {
            name: name.to_string(),
            ty: *ty,
            as_of: false,
        };
        self.plan.tables.push(Table {
            name: format!("table {}", self.plan.tables.len()),
            key: Some(ColumnId(0)),
            time: None,
            columns: columns.iter().map(column).collect(),
            base: None,
        });
        self.data
            .tables
            .push(TableData { columns: columns.into_iter().map(|(_, _, values)| values).collect() });
        TableId(self.plan.tables.len() as u32 - 1)
    }

    fn table_mut(&mut self, table: TableId) -> &mut Table {
        &mut self.plan.tables[table.0 as usize]
    }

    /// Rows of `child` belong to rows of `parent` by a column of the child.
    fn relate(&mut self, child: TableId, column: u32, parent: TableId) -> RelationId {
        let column = ColumnId(column);
        self.plan.relations.push(Relation { name: "owner".into(), child, column, parent });
        RelationId(self.plan.relations.len() as u32 - 1)
    }

    fn column(&mut self, table: TableId, column: u32) -> NodeId {
        let ty = self.plan.table(table).columns[column as usize].ty;
        self.builder.node(table, ty, Op::Column(ColumnId(column)))
    }

    fn node(&mut self, table: TableId, ty: Type, op: Op) -> NodeId {
        self.builder.node(table, ty, op)
    }

    fn literal(&mut self, table: TableId, ty: Type, literal: Literal) -> NodeId {
        self.builder.literal(table, ty, literal)
    }

    fn finish(&mut self) {
        self.plan.nodes = std::mem::take(&mut self.builder).finish();
    }

    /// Ends the building.
    fn of(mut self, node: NodeId) -> Vec<Value> {
        self.finish();
        self.values().of(node).to_vec()
    }

    fn values(&self) -> Values<'_> {
        evaluate(&self.plan, &self.data)
    }
}

/// The values of one operation over one column of some values.
fn over(ty: Type, values: Vec<Value>, result: Type, op: impl Fn(NodeId) -> Op) -> Vec<Value> {
    let mut sheet = Sheet::on_halloween();
    let table = sheet.table(vec![("x", ty, values)]);
    let x = sheet.column(table, 0);
    let node = sheet.node(table, result, op(x));
    sheet.of(node)
}

/// The values of one operation over two columns.
fn over_two(
    ty: [Type; 2],
    rows: &[(Value, Value)],
    result: Type,
    op: impl Fn(NodeId, NodeId) -> Op,
) -> Vec<Value> {
    let mut sheet = Sheet::on_halloween();
    let (left, right) = rows.iter().cloned().unzip();
    let table = sheet.table(vec![("x", ty[0], left), ("y", ty[1], right)]);
    let (x, y) = (sheet.column(table, 0), sheet.column(table, 1));
    let node = sheet.node(table, result, op(x, y));
    sheet.of(node)
}

#[test]
fn a_long_chain_does_not_overflow_the_stack() {
    let mut sheet = Sheet::on_halloween();
    let table = sheet.table(vec![("x", Type::Number, vec![num(0.0)])]);
    let one = sheet.literal(table, Type::Number, Literal::Number(Real::new(1.0)));
    let mut node = sheet.column(table, 0);
    for _ in 0..100_000 {
        node = sheet.node(table, Type::Number, Op::Arith { op: Arith::Add, left: node, right: one });
    }
    assert_eq!(sheet.of(node), vec![num(100_000.0)]);
}

#[test]
fn only_what_is_asked_for_is_worked_out() {
    let mut sheet = Sheet::on_halloween();
    let table = sheet.table(vec![("x", Type::Number, vec![num(4.0)])]);
    let x = sheet.column(table, 0);
    // A text operation over a number would panic.
    let wrong = sheet.node(table, Type::Int, Op::TextLength(x));
    let right = sheet.node(table, Type::Number, Op::Neg(x));
    sheet.finish();
    assert_eq!(sheet.values().of(right), [num(-4.0)]);
    assert_eq!(sheet.plan.node(wrong).ty, Type::Int);
}

fn naive(date: &str) -> NaiveDate {
    date.parse().unwrap()
}
