//! What stands in the place of `data` in a build without the engine: nothing reads data.

use super::common::{ColorChoice, Exit};
use super::diff::Sides;
use super::movement::{Failure, Moves};
use crate::changes::Changes;
use crate::check::project::Project;
use crate::cohort::Movement;
use crate::diagnostics::{Checked, Diagnostic};
use crate::ir;
use crate::lock::{Figures, Lock, SinceLock};
use crate::testing::Suite;
use std::io;

/// There are no subcommands that read data.
#[derive(Debug, clap::Subcommand)]
pub enum DataCommand {}

impl DataCommand {
    pub fn execute(self, _: ColorChoice) -> io::Result<Exit> {
        match self {}
    }
}

/// `check` has no option that reads data.
#[derive(Debug, clap::Args)]
pub struct CheckData {}

impl CheckData {
    pub fn check(&self, _: &Project) -> Option<Vec<Diagnostic>> {
        None
    }
}

impl DiffData {
    pub fn since_lock(
        &self,
        _: &Sides,
        _: &[Checked<Option<Lock>>; 2],
        _: &Changes,
        _: &Movement,
    ) -> Option<SinceLock> {
        None
    }
}

/// `lock` locks meanings alone.
#[derive(Debug, clap::Args)]
pub struct LockData {
    /// Read no data: lock meanings alone, and keep the figures of the last locked run (this build reads none anyway)
    #[arg(long)]
    no_data: bool,
}

impl LockData {
    pub fn measure(&self, _: &Project) -> Result<Option<(Figures, Vec<Diagnostic>)>, Vec<Diagnostic>> {
        Ok(None)
    }
}

/// `diff` compares rules alone.
#[derive(Debug, clap::Args)]
pub struct DiffData {}

impl DiffData {
    /// How data is asked for, where it is needed.
    pub const HOW: &str = "this build of personac reads no data: build it with its default features";

    pub fn wanted(&self) -> bool {
        false
    }

    pub fn samples(&self) -> bool {
        false
    }

    pub fn people(&self, _: &Sides, _: &Changes) -> Result<Option<Moves>, Failure> {
        Ok(None)
    }
}

/// There is no second engine that tests could be held to.
pub fn hold(_: &Suite) -> Vec<Diagnostic> {
    Vec::new()
}

/// The forms of `compile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Emit {
    /// personac's own plan
    Ir,
}

impl Emit {
    pub fn text(self, plan: &ir::Plan) -> Result<String, Diagnostic> {
        Ok(ir::print::print(plan))
    }
}
