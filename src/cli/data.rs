//! What subcommands can do because there is an engine; `no_data` stands in its place where there is none.

use super::common::{ColorChoice, Exit};
use super::diff::{Sides, drift, people};
use super::movement::{Failure, Moves};
pub use super::serve::live::LiveData;
use super::{explain, history, init, lock, run};
use crate::changes::Changes;
use crate::check::project::Project;
use crate::cohort::Movement;
use crate::diagnostics::{Checked, Diagnostic};
use crate::lock::{Figures, Lock, SinceLock};
use crate::testing::Suite;
use crate::{engine, ir};
use std::io;

/// The subcommands that read data.
#[derive(Debug, clap::Subcommand)]
pub enum DataCommand {
    // The first one that anybody needs.
    #[command(display_order = 0)]
    Init(init::Args),
    Run(run::Args),
    Explain(explain::Args),
    History(history::Args),
}

impl DataCommand {
    pub fn execute(self, color: ColorChoice) -> io::Result<Exit> {
        match self {
            DataCommand::Init(args) => init::execute(args, color),
            DataCommand::Run(args) => run::execute(args, color),
            DataCommand::Explain(args) => explain::execute(args, color),
            DataCommand::History(args) => history::execute(args, color),
        }
    }
}

/// The part of `check` that reads data.
#[derive(Debug, clap::Args)]
pub struct CheckData {
    /// Also read the data and check it against the catalog
    #[arg(long)]
    data: bool,
}

impl CheckData {
    /// What the data tells, if it is asked for.
    pub fn check(&self, project: &Project) -> Option<Vec<Diagnostic>> {
        self.data.then(|| run::check_data(project))
    }
}

/// The part of `lock` that reads data.
#[derive(Debug, clap::Args)]
pub struct LockData {
    /// Read no data: lock meanings alone, and keep the figures of the last locked run
    #[arg(long)]
    no_data: bool,
}

impl LockData {
    /// The figures of a run and warnings about the data; none if no data is wanted.
    pub fn measure(&self, project: &Project) -> Result<Option<(Figures, Vec<Diagnostic>)>, Vec<Diagnostic>> {
        if self.no_data { Ok(None) } else { lock::measure::measure(project).map(Some) }
    }
}

/// The part of `diff` that reads data.
#[derive(Debug, clap::Args)]
pub struct DiffData {
    /// Also run both versions over the data: who enters, who leaves, and on account of which rule
    #[arg(long)]
    data: bool,

    /// Name up to 20 of those who move, by their keys, with what the rules saw (only in the terminal)
    #[arg(long, requires = "data")]
    samples: bool,
}

impl DiffData {
    /// How data is asked for, where it is needed and was not.
    pub const HOW: &str = "add `--data`: both versions are run over the data then";

    pub fn wanted(&self) -> bool {
        self.data
    }

    pub fn samples(&self) -> bool {
        self.samples
    }

    /// Who moved; none if no data is wanted, or if there was no project to compare people with.
    pub fn people(&self, sides: &Sides, changes: &Changes) -> Result<Option<Moves>, Failure> {
        if self.data { people::find(sides, changes, self.samples) } else { Ok(None) }
    }
}

impl DiffData {
    /// What moved since the lock.
    pub fn since_lock(
        &self,
        sides: &Sides,
        locks: &[Checked<Option<Lock>>; 2],
        changes: &Changes,
        movement: &Movement,
    ) -> Option<SinceLock> {
        // The data was read a moment ago. If it cannot be read now, that is worth a word and not the whole comparison; what is wrong with it
        // is not for the forms that others read.
        let unread = |_| Some(SinceLock::Untold("the data could not be read a second time".to_owned()));
        drift::find(sides, locks, changes, movement).unwrap_or_else(unread)
    }
}

/// Runs tests on the engine, too, and reports where it says something else.
pub fn hold(suite: &Suite) -> Vec<Diagnostic> {
    suite.hold(&engine::values_of)
}

/// The forms of `compile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Emit {
    /// personac's own plan
    Ir,
    /// The optimised query
    Polars,
}

impl Emit {
    pub fn text(self, plan: &ir::Plan) -> Result<String, Diagnostic> {
        match self {
            Emit::Ir => Ok(ir::print::print(plan)),
            Emit::Polars => engine::explain_plan(plan),
        }
    }
}
