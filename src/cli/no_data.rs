//! What stands in the place of `data` in a build without the engine: nothing reads data.

use super::common::{ColorChoice, Exit};
use super::diff::Sides;
use super::movement::{Failure, Moves};
use super::saves::Snapshot;
use super::serve::Shown;
use crate::catalog::Catalog;
use crate::changes::Changes;
use crate::check::project::Project;
use crate::cohort::Movement;
use crate::diagnostics::{Checked, Diagnostic, codes};
use crate::documents::OwnTemplate;
use crate::ir;
use crate::lock::{Figures, Lock, SinceLock};
use crate::source::SourceMap;
use crate::testing::Suite;
use std::io;
use std::path::{Path, PathBuf};

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

/// `serve` has no figures but those of an earlier run.
pub enum LiveData {}

impl LiveData {
    pub fn new() -> Result<LiveData, Box<Diagnostic>> {
        let message = "`personac serve` runs a project over its data, and this build of personac reads none";
        Err(Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(
            "take the figures of an earlier run, `personac serve --summary out/summary.json`, or build personac with its default features",
        )))
    }

    pub fn files(_: &Catalog, _: &Path) -> Vec<PathBuf> {
        Vec::new()
    }

    pub fn figures(
        &mut self,
        _: &Project,
        _: &SourceMap,
        _: &[OwnTemplate],
        _: &Snapshot,
    ) -> Result<Shown, Vec<Diagnostic>> {
        match *self {}
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
