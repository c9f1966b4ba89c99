//! The engine on Polars, as the judge calls it.

use super::judge::{self, Found};
use personac::engine;
use personac::ir::{NodeId, Plan, Type};
use personac::reference::{Data, Value};
use polars::prelude::*;

pub fn found(plan: &Plan, data: &Data) -> Found {
    Found { nodes: values(plan, data), results: run(plan, data) }
}

pub fn values(plan: &Plan, data: &Data) -> Vec<Vec<Value>> {
    let nodes: Vec<NodeId> = (0..plan.nodes.len() as u32).map(NodeId).collect();
    let values =
        engine::values(plan, frames(plan, data), &nodes).unwrap_or_else(|error| panic!("{error:#?}"));
    values.iter().map(|values| values.iter().map(Value::from).collect()).collect()
}

pub fn run(plan: &Plan, data: &Data) -> String {
    let run = engine::run(plan, frames(plan, data), &engine::RunOptions::default());
    judge::json(&run.unwrap_or_else(|error| panic!("{error:#?}")).results)
}

/// The tables as the scan gives them to the engine.
fn frames(plan: &Plan, data: &Data) -> Vec<LazyFrame> {
    let tables = plan.tables.iter().zip(&data.tables);
    tables
        .map(|(table, rows)| {
            let columns = table.columns.iter().zip(&rows.columns);
            let columns = columns.map(|(column, values)| series(&column.name, column.ty, values).into());
            DataFrame::new(rows.len(), columns.collect()).expect("columns of one length").lazy()
        })
        .collect()
}

fn series(name: &str, ty: Type, values: &[Value]) -> Series {
    let name = PlSmallStr::from_str(name);
    macro_rules! of {
        ($native:ty, $pattern:pat => $value:expr) => {{
            let values: Vec<Option<$native>> = values
                .iter()
                .map(|value| match value {
                    $pattern => Some($value),
                    _ => None,
                })
                .collect();
            Series::new(name, values)
        }};
    }
    match ty {
        Type::Bool => of!(bool, Value::Bool(truth) => *truth),
        Type::Int => of!(i64, Value::Int(i) => *i),
        Type::Number => of!(f64, Value::Number(x) => *x),
        Type::Decimal { .. } => of!(i64, Value::Decimal(units) => *units),
        Type::Text => of!(&str, Value::Text(text) => text.as_ref()),
        Type::Date => of!(i32, Value::Date(day) => *day).cast(&DataType::Date).expect("days"),
        Type::Datetime => {
            let ty = DataType::Datetime(TimeUnit::Microseconds, None);
            of!(i64, Value::Datetime(instant) => *instant).cast(&ty).expect("instants")
        }
        Type::List => {
            let mut builder = ListStringChunkedBuilder::new(name, values.len(), values.len() * 2);
            for value in values {
                match value {
                    Value::List(items) => builder.append_values_iter(items.iter().map(|item| item.as_ref())),
                    _ => builder.append_null(),
                }
            }
            builder.finish().into_series()
        }
    }
}
