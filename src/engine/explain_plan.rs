//! The queries that a plan comes to, as stable text.

use super::frame::Tables;
use super::results::ByTable;
use super::run::{failed, guarded, prepare};
use super::scalar::dtype;
use crate::diagnostics::Diagnostic;
use crate::ir::Plan;
use polars::prelude::*;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Mutex;

/// Every query that a run of the plan sends to Polars, in order, as Polars will run it (after its optimiser). No data is read: the
/// tables are empty ones with the plan's columns, and the bounds of ranks, which a run learns from the data, are not in it.
/// `n12` is the plan's node %12, `c3` the fourth column of the table.
pub fn explain_plan(plan: &Plan) -> Result<String, Diagnostic> {
    guarded(|| {
        let mut tables = Tables::new(plan, empty_frames(plan));
        tables.log = Some(Mutex::new(Vec::new()));
        let entities = plan.entities();
        prepare(&mut tables, &entities).map_err(failed)?;
        let mut found = ByTable::new();
        for &table in &entities {
            found.insert(table, tables.pass(table).map_err(failed)?);
        }
        tables.distributions(&found).map_err(failed)?;
        tables.measures(&found).map_err(failed)?;
        tables.insights(&found).map_err(failed)?;
        let mut text = String::new();
        for (title, query) in tables.log.take().and_then(|log| log.into_inner().ok()).unwrap_or_default() {
            let _ = writeln!(text, "# {title}\n{}\n", steady(&query).trim_end());
        }
        Ok(text)
    })
}

/// Tables without rows, with the plan's columns.
fn empty_frames(plan: &Plan) -> Vec<LazyFrame> {
    let frame = |table: &crate::ir::Table| {
        let columns = table.columns.iter().map(|c| Column::new_empty(c.name.as_str().into(), &dtype(c.ty)));
        DataFrame::new(0, columns.collect()).unwrap_or_default().lazy()
    };
    plan.tables.iter().map(frame).collect()
}

/// Polars names what it shares between expressions after addresses in memory, and what it shares between branches at random;
/// here both are numbered as they come.
fn steady(query: &str) -> String {
    let query = numbered(query, ("__POLARS_CSER_0x", "shared"), |c| c.is_ascii_hexdigit());
    numbered(&query, ("CACHE[id: ", "CACHE["), |c| c.is_ascii_hexdigit() || c == '-')
}

/// What stands behind each mark as a number: the same text, the same number.
fn numbered(query: &str, (mark, name): (&str, &str), belongs: fn(char) -> bool) -> String {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut parts = query.split(mark);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !belongs(c)).unwrap_or(part.len());
        let (random, rest) = part.split_at(end);
        let next = numbers.len() + 1;
        let number = *numbers.entry(random).or_insert(next);
        let _ = write!(text, "{name}{number}{rest}");
    }
    text
}
