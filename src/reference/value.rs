use super::numbers;
use super::sound::unsound;
use crate::ir::{Day, Literal, Real};
use std::cmp::Ordering;
use std::sync::Arc;

/// One value of a row. Which kind it is follows from the node's or column's [`Type`](crate::ir::Type).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not known.
    Missing,
    Bool(bool),
    Int(i64),
    /// Never NaN, never infinite.
    Number(f64),
    /// In units of the type's scale.
    Decimal(i64),
    Text(Arc<str>),
    /// Days since 1970-01-01.
    Date(Day),
    /// Microseconds since 1970-01-01T00:00Z.
    Datetime(i64),
    List(Arc<[Arc<str>]>),
}

/// The tables of a plan, in its order, as they were read: rows after the as-of date are still there.
#[derive(Debug, Clone, Default)]
pub struct Data {
    pub tables: Vec<TableData>,
}

/// The columns of a table, in the plan's order, all of one length.
#[derive(Debug, Clone, Default)]
pub struct TableData {
    pub columns: Vec<Vec<Value>>,
}

impl TableData {
    /// How many rows were read.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Value {
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    pub fn is_true(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    pub fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    pub fn list(items: &[&str]) -> Value {
        Value::List(items.iter().map(|&item| item.into()).collect())
    }

    /// A double as a value; missing where it is NaN or infinite.
    pub fn number(x: f64) -> Value {
        if x.is_finite() { Value::Number(x) } else { Value::Missing }
    }

    /// How two known values of one type compare: texts by bytes, false before true, −0 and 0 as equals, lists item by item.
    /// `None` where one is missing.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Missing, _) | (_, Value::Missing) => None,
            (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
            (Value::Number(a), Value::Number(b)) => Some(numbers::compare(*a, *b)),
            (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Datetime(a), Value::Datetime(b)) => Some(a.cmp(b)),
            (Value::List(a), Value::List(b)) => Some(a.cmp(b)),
            _ => unsound(None, format_args!("compares values of two types: {self:?} and {other:?}")),
        }
    }
}

impl From<&Value> for Literal {
    fn from(value: &Value) -> Literal {
        match value {
            Value::Missing => Literal::Missing,
            Value::Bool(b) => Literal::Bool(*b),
            Value::Int(i) => Literal::Int(*i),
            Value::Number(x) => Literal::Number(Real::new(*x)),
            Value::Decimal(units) => Literal::Decimal(*units),
            Value::Text(text) => Literal::Text(text.clone()),
            Value::Date(day) => Literal::Date(*day),
            Value::Datetime(micros) => Literal::Datetime(*micros),
            Value::List(items) => Literal::List(items.clone()),
        }
    }
}

impl From<&Literal> for Value {
    fn from(literal: &Literal) -> Value {
        match literal {
            Literal::Missing => Value::Missing,
            Literal::Bool(b) => Value::Bool(*b),
            Literal::Int(i) => Value::Int(*i),
            Literal::Number(x) => Value::Number(x.0),
            Literal::Decimal(units) => Value::Decimal(*units),
            Literal::Text(text) => Value::Text(text.clone()),
            Literal::Date(day) => Value::Date(*day),
            Literal::Datetime(instant) => Value::Datetime(*instant),
            Literal::List(items) => Value::List(items.clone()),
        }
    }
}
