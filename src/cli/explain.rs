use super::common::{self, ColorChoice, Exit, ProjectArgs, Ready};
use super::progress::Bar;
use super::tree::{self, Paint};
use crate::diagnostics::{Diagnostic, codes};
use crate::engine::{self, scan};
use crate::{explain, ir, lower, reference};
use std::io::{self, IsTerminal, Write};

/// Explain one customer: each rule with the values it saw, what it earned, and why in or out
///
/// Marks: ✓ true, ✗ false, ? unknown (a value is missing), ~ a grade. `← out` stands at the rules that keep the customer
/// out, `← open` at those that are unknown.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The ICP, persona or score to explain
    name: String,

    /// The customer's key, as it stands in the data
    #[arg(long, value_name = "KEY")]
    key: String,

    #[command(flatten)]
    project: ProjectArgs,
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let ready = match args.project.ready(color)? {
        Ok(ready) => ready,
        Err(exit) => return Ok(exit),
    };
    match explanation(&args, &ready) {
        Ok(explanation) => {
            let paint = Paint { color: common::style(color, io::stdout().is_terminal()).color };
            write!(io::stdout().lock(), "{}", tree::text(&explanation, &args.key, paint))?;
            Ok(Exit::Fine)
        }
        Err(diagnostics) => common::fail(&diagnostics, &ready.sources, color),
    }
}

fn explanation(args: &Args, ready: &Ready) -> Result<explain::Explanation, Vec<Diagnostic>> {
    let project = &ready.project;
    let program = &project.program;
    let only = vec![args.name.clone()];
    let cohort = program.cohorts.iter().position(|c| c.name == args.name);
    common::known_targets(program, &only).map_err(|d| vec![*d])?;
    let Some(cohort) = cohort else {
        let message = format!("`{}` is no cohort or score", args.name);
        let help = "an assignment or grid is made of cohorts: explain those";
        return Err(vec![Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help)]);
    };
    let lowered = lower::lower(
        program,
        &project.catalog,
        project.as_of,
        &lower::Options { only, ..Default::default() },
    );
    let progress = Bar::new();
    let loaded =
        scan::load(&lowered.plan, &project.catalog, &project.root, &scan::Options::default(), &progress)?;
    let data = engine::to_reference_data(&lowered.plan, loaded.tables).map_err(|d| vec![d])?;
    drop(progress);
    let values = reference::evaluate(&lowered.plan, &data);
    let table = ir::TableId(program.cohorts[cohort].table as u32);
    let row = explain::row_of_key(&values, table, &args.key).ok_or_else(|| {
        let entity = &lowered.plan.table(table).name;
        let message = format!("there is no row of `{entity}` with the key `{}`", args.key);
        let help = "keys are compared exactly as they stand in the data; rows set aside or dated after the as-of date do not count";
        vec![Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help)]
    })?;
    explain::explain(program, &project.catalog, &lowered, &values, cohort, row)
        .ok_or_else(|| vec![Diagnostic::new(&codes::UNKNOWN_TARGET, format!("`{}` does not run", args.name))])
}
