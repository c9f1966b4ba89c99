//! The figures of an earlier run, as long as they fit the specs.

use super::Shown;
use crate::check::project::Project;
use crate::cli::common::one;
use crate::cli::docs::{self, fits};
use crate::diagnostics::Diagnostic;
use std::path::PathBuf;

/// A summary on disk.
pub struct Earlier {
    pub path: PathBuf,
}

impl Earlier {
    /// Its figures; refused where the specs mean something else than those that ran. What people write about a persona may change.
    pub fn figures(&self, project: &Project) -> Result<Shown, Vec<Diagnostic>> {
        let summary = docs::read(&self.path).map_err(one)?;
        fits::check(&self.path, &summary, project).map_err(one)?;
        Ok(Shown { summary, members: None, findings: Vec::new(), kept: true })
    }
}
