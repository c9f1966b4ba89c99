//! Rows that stand in memory as the engine's tables: those of tests.

use super::run::values;
use crate::diagnostics::Diagnostic;
use crate::ir::{NodeId, Plan, Type};
use crate::reference::{Data, Value};
use polars::prelude::*;

/// The values of some nodes over these rows, by row of their tables as far as rows exist, in the order given.
pub fn values_of(plan: &Plan, data: &Data, nodes: &[NodeId]) -> Result<Vec<Vec<Value>>, Diagnostic> {
    let found = values(plan, frames(plan, data)?, nodes)?;
    Ok(found.iter().map(|values| values.iter().map(Value::from).collect()).collect())
}

/// The plan's tables, as the scan gives them.
pub fn frames(plan: &Plan, data: &Data) -> Result<Vec<LazyFrame>, Diagnostic> {
    let tables = plan.tables.iter().zip(&data.tables).map(|(table, rows)| {
        let columns = table.columns.iter().zip(&rows.columns);
        let columns: PolarsResult<Vec<Column>> =
            columns.map(|(column, values)| Ok(series(&column.name, column.ty, values)?.into())).collect();
        Ok(DataFrame::new(rows.len(), columns?)?.lazy())
    });
    tables.collect::<PolarsResult<_>>().map_err(super::run::failed)
}

fn series(name: &str, ty: Type, values: &[Value]) -> PolarsResult<Series> {
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
    Ok(match ty {
        Type::Bool => of!(bool, Value::Bool(truth) => *truth),
        Type::Int => of!(i64, Value::Int(i) => *i),
        Type::Number => of!(f64, Value::Number(x) => *x),
        Type::Decimal { .. } => of!(i64, Value::Decimal(units) => *units),
        Type::Text => of!(&str, Value::Text(text) => text.as_ref()),
        Type::Date => of!(i32, Value::Date(day) => *day).cast(&DataType::Date)?,
        Type::Datetime => of!(i64, Value::Datetime(instant) => *instant)
            .cast(&DataType::Datetime(TimeUnit::Microseconds, None))?,
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
    })
}
