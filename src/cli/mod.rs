//! The command line: one file per subcommand. All output and all exit codes are decided here.
//!
//! Exit codes: 0 fine, 1 the spec or the data is wrong, 2 the command line is wrong.

mod changed;
mod check;
mod common;
mod compile;
mod completions;
#[cfg(feature = "engine")]
mod data;
#[cfg(not(feature = "engine"))]
#[path = "no_data.rs"]
mod data;
mod deps;
mod diff;
mod docs;
mod error;
#[cfg(feature = "engine")]
mod explain;
#[cfg(feature = "engine")]
mod exports;
mod fmt;
mod git;
#[cfg(feature = "engine")]
mod history;
#[cfg(feature = "engine")]
mod init;
mod levels;
mod list;
mod lock;
#[cfg(feature = "engine")]
mod measures;
#[cfg(feature = "engine")]
mod members;
pub mod movement;
mod output;
#[cfg(feature = "engine")]
mod progress;
mod rename;
mod replace;
mod report;
#[cfg(feature = "engine")]
mod run;
mod saves;
mod serve;
mod summed;
#[cfg(feature = "engine")]
mod table;
mod templates;
mod test;
mod tree;
mod unformatted;
mod usage;
mod watch;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Ideal customers, segments and personas as rules in git; cohorts and persona documents from your data.
///
/// A project is a folder with a catalog (`personac.yaml`: which tables there are and what their columns mean) and
/// `*.persona` files (who the ideal customer is, which personas there are, how they score).
#[derive(Debug, Parser)]
#[command(name = "personac", version, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: common::ColorChoice,
}

const EXAMPLES: &str = "\
First steps:
  personac init data/customers.csv data/orders.csv   write a project from data files
  personac check                                     are the rules sound? reads no data
  personac test                                      do the examples in the specs hold? reads no data
  personac run                                       who is in, and what do they look like?
  personac explain smart_home --key C00042          why is this customer in, or out?

Exit codes: 0 fine, 1 the spec or the data is wrong, 2 the command line is wrong.";

#[derive(Debug, Subcommand)]
enum Command {
    #[command(display_order = 1)]
    Check(check::Args),
    #[command(flatten)]
    Data(data::DataCommand),
    #[command(display_order = 2)]
    Test(test::Args),
    Compile(compile::Args),
    Diff(diff::Args),
    Docs(docs::Args),
    Fmt(fmt::Args),
    Lock(lock::Args),
    List(list::Args),
    Deps(deps::Args),
    Rename(rename::Args),
    Serve(serve::Args),
    Watch(watch::Args),
    Error(error::Args),
    Completions(completions::Args),
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::tell(&error),
    };
    let color = cli.color;
    let outcome = match cli.command {
        Command::Check(args) => check::execute(args, color),
        Command::Data(command) => command.execute(color),
        Command::Test(args) => test::execute(args, color),
        Command::Compile(args) => compile::execute(args, color),
        Command::Diff(args) => diff::execute(args, color),
        Command::Docs(args) => docs::execute(args, color),
        Command::Fmt(args) => fmt::execute(args, color),
        Command::Lock(args) => lock::execute(args, color),
        Command::List(args) => list::execute(args, color),
        Command::Deps(args) => deps::execute(args, color),
        Command::Rename(args) => rename::execute(args, color),
        Command::Serve(args) => serve::execute(args, color),
        Command::Watch(args) => watch::execute(args, color),
        Command::Error(args) => error::execute(args),
        Command::Completions(args) => completions::execute(args),
    };
    match outcome {
        Ok(exit) => exit.into(),
        // A reader that has seen enough (`personac compile | head`) is no error.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("personac: {error}");
            common::Exit::Wrong.into()
        }
    }
}
