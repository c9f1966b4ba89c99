//! Who moved between two versions of a project, or between two data sets.

#[cfg(feature = "engine")]
mod compare;
#[cfg(feature = "engine")]
mod reading;

#[cfg(feature = "engine")]
pub use compare::compare;

use crate::check::project::Project;
use crate::cohort::{Movement, TableReport};
use crate::diagnostics::Diagnostic;
use crate::source::SourceMap;
use std::path::Path;

/// A version of a project.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub project: &'a Project,
    pub sources: &'a SourceMap,
    /// The folder where the paths of the catalog's sources begin.
    pub root: &'a Path,
}

/// Who moved, and what was found in the data on the way.
#[derive(Debug, Clone)]
pub struct Moves {
    pub movement: Movement,
    /// Warnings and notes about the data of the version after.
    pub diagnostics: Vec<Diagnostic>,
    /// What was read: by the version before and by that after; once where both read it the same way.
    pub reports: Vec<Vec<TableReport>>,
}

/// Why it cannot be told who moved.
#[derive(Debug, Clone)]
pub struct Failure {
    pub diagnostics: Vec<Diagnostic>,
    /// They are about the version before: their places are in its texts.
    pub before: bool,
}
