use super::common::{ColorChoice, Exit, ProjectArgs};
use super::data::Emit;
use crate::lower;
use std::io::{self, Write};

/// Print the plan that a project compiles to, as stable text
///
/// `ir` is personac's own plan: one line per value that is worked out, then the cohorts made of them. `polars` is the
/// optimised query that runs on them. No data is read, and the same project always gives the same text.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    /// Only these cohorts, scores, assignments and grids (may be repeated)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,

    /// Which form
    #[arg(long, value_name = "FORM", default_value = "ir")]
    emit: Emit,
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let ready = match args.project.ready(color)? {
        Ok(ready) => ready,
        Err(exit) => return Ok(exit),
    };
    if let Err(diagnostic) = super::common::known_targets(&ready.project.program, &args.only) {
        return super::common::fail(&[*diagnostic], &ready.sources, color);
    }
    let project = &ready.project;
    let options = lower::Options { only: args.only, ..Default::default() };
    let lowered = lower::lower(&project.program, &project.catalog, project.as_of, &options);
    let text = match args.emit.text(&lowered.plan) {
        Ok(text) => text,
        Err(diagnostic) => return super::common::fail(&[diagnostic], &ready.sources, color),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Fine)
}
