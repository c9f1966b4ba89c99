//! What stands in the place of `data` in a build without the engine: nothing reads data.

use super::common::{ColorChoice, Exit};
use crate::check::project::Project;
use crate::diagnostics::Diagnostic;
use crate::ir;
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
    pub fn check(&self, _: &Project) -> Vec<Diagnostic> {
        Vec::new()
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
