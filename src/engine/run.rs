//! The way from outside: a plan and frames in, results, values and files out. No panic of Polars passes through here.

use super::exec::collect;
use super::frame::{Tables, node_name};
use super::pseudonyms::Pseudonyms;
use super::results::{self, ByTable};
use super::{cells, write};
use crate::cohort::Results;
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::{Literal, NodeId, Plan, TableId};
use crate::reference::{Data, TableData, Value};
use polars::prelude::{LazyFrame, PolarsError, PolarsResult};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// What to do beside working the results out.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Columns of the cohorts' tables that the cohort files carry too, by name. A name that a table does not have is passed over
    /// for that table.
    pub with: Vec<String>,
    /// The folder into which files are written; none are without. It exists.
    pub out: Option<PathBuf>,
    pub format: Format,
    /// A second folder, for the same files as NDJSON: what templates read. It exists.
    pub rows: Option<PathBuf>,
    /// Whether documents are made: then the results have a census.
    pub census: bool,
    /// Keys are written as pseudonyms, and the rows in their order.
    pub pseudonyms: Option<Pseudonyms>,
}

/// The form of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    #[default]
    Parquet,
    Csv,
    Ndjson,
}

/// What a run found and wrote.
#[derive(Debug, Clone)]
pub struct Run {
    pub results: Results,
    /// Relative to the folder, in the order written.
    pub files: Vec<PathBuf>,
    pub timings: Timings,
}

/// Where the time went.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// Related tables and standings in the population.
    pub prepare: Duration,
    /// The one pass in which every row is matched and scored.
    pub score: Duration,
    /// Distributions of the columns that documents show, journeys, themes and what people take.
    pub describe: Duration,
    pub write: Duration,
}

/// Runs a plan. `frames` are the plan's tables in its order, their columns named and typed as the plan says; every time one is
/// run it gives the same rows in the same order.
pub fn run(plan: &Plan, frames: Vec<LazyFrame>, options: &RunOptions) -> Result<Run, Diagnostic> {
    guarded(|| {
        let mut tables = Tables::new(plan, frames);
        let mut timings = Timings::default();
        let entities = plan.entities();

        let start = Instant::now();
        prepare(&mut tables, &entities).map_err(failed)?;
        timings.prepare = start.elapsed();

        let start = Instant::now();
        let mut found = ByTable::new();
        for &table in &entities {
            found.insert(table, tables.pass(table).map_err(failed)?);
        }
        timings.score = start.elapsed();

        let start = Instant::now();
        let columns = tables.distributions(&found).map_err(failed)?;
        let judged = tables.measures(&found).map_err(failed)?;
        let insights = tables.insights(&found).map_err(failed)?;
        let mut results = results::results(&tables, &found, columns, judged, insights);
        if options.census {
            results.censuses = tables.censuses(&found, &results).map_err(failed)?;
        }
        timings.describe = start.elapsed();

        let start = Instant::now();
        let files = match &options.out {
            Some(out) => write::write(&tables, &found, out, options)?,
            None => Vec::new(),
        };
        if let Some(rows) = &options.rows {
            let options = RunOptions { format: Format::Ndjson, ..options.clone() };
            write::write(&tables, &found, rows, &options)?;
        }
        timings.write = start.elapsed();
        Ok(Run { results, files, timings })
    })
}

/// Makes ready what the cohorts of these tables need of other rows, all at once, so that what they share is worked out once.
pub(super) fn prepare(tables: &mut Tables, entities: &[TableId]) -> PolarsResult<()> {
    let mut nodes = Vec::new();
    for &table in entities {
        nodes.extend(tables.pass_nodes(table));
        nodes.extend(tables.shown_nodes(table));
    }
    nodes.extend(tables.measured_nodes());
    nodes.extend(tables.plan.insights.nodes());
    tables.prepare(&nodes)
}

/// The values of some nodes, by row of their tables as far as rows exist, in the order read.
pub fn values(
    plan: &Plan,
    frames: Vec<LazyFrame>,
    nodes: &[NodeId],
) -> Result<Vec<Vec<Literal>>, Diagnostic> {
    guarded(|| {
        let mut tables = Tables::new(plan, frames);
        tables.prepare(nodes).map_err(failed)?;
        let mut values = vec![Vec::new(); nodes.len()];
        for table in (0..plan.tables.len() as u32).map(TableId) {
            let own: Vec<usize> = (0..nodes.len()).filter(|&i| plan.node(nodes[i]).table == table).collect();
            if own.is_empty() {
                continue;
            }
            let wanted: Vec<NodeId> = own.iter().map(|&i| nodes[i]).collect();
            let found = tables.select(table, &wanted).and_then(collect).map_err(failed)?;
            for i in own {
                let column = found.column(&node_name(nodes[i])).map_err(failed)?;
                let ty = plan.node(nodes[i]).ty;
                values[i] = cells::literals(column.as_materialized_series(), ty).map_err(failed)?;
            }
        }
        Ok(values)
    })
}

/// The tables as the reference reads them. Columns that no node, key, time or relation of the plan needs are left missing.
pub fn to_reference_data(plan: &Plan, frames: Vec<LazyFrame>) -> Result<Data, Diagnostic> {
    guarded(|| {
        let mut data = Data::default();
        for (table, frame) in frames.into_iter().enumerate() {
            let table_id = TableId(table as u32);
            let needed = cells::needed_columns(plan, table_id);
            let (height, found) = cells::read(plan, table_id, frame, &needed).map_err(failed)?;
            let columns = plan.tables[table].columns.iter().enumerate().map(|(index, column)| {
                match found.get(&index) {
                    Some(series) => Ok(cells::literals(series, column.ty)?.iter().map(Value::from).collect()),
                    None => Ok(vec![Value::Missing; height]),
                }
            });
            let columns: PolarsResult<Vec<Vec<Value>>> = columns.collect();
            data.tables.push(TableData { columns: columns.map_err(failed)? });
        }
        Ok(data)
    })
}

/// Polars walks plans by recursion; long rules make deep plans, so that needs more than a thread has by default.
const STACK: usize = 256 << 20;

/// Does the work on a stack that is large enough, and turns a panic from inside into a finding.
pub(super) fn guarded<T: Send>(work: impl FnOnce() -> Result<T, Diagnostic> + Send) -> Result<T, Diagnostic> {
    let done = thread::scope(|scope| {
        let worker = thread::Builder::new().name("engine".into()).stack_size(STACK);
        worker.spawn_scoped(scope, work).map(|thread| thread.join())
    });
    match done {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            Err(internal(text))
        }
        Err(error) => Err(internal(&error.to_string())),
    }
}

fn internal(note: &str) -> Diagnostic {
    Diagnostic::new(&codes::INTERNAL, "the run stopped at something that personac did not expect")
        .help("this is a fault of personac; please report it with the spec and the note below")
        .note(note.lines().next().unwrap_or_default())
}

/// An error of Polars as a finding.
pub(super) fn failed(error: PolarsError) -> Diagnostic {
    match &error {
        PolarsError::IO { error, .. } => {
            Diagnostic::new(&codes::DATA_LOST, format!("the data could not be read to its end: {error}"))
                .help(
                    "check that no file of data was changed, moved or cut short while the run was reading it",
                )
        }
        _ => internal(&error.to_string()),
    }
}
