//! How findings are shown: in a terminal (by miette), as JSON, as SARIF, as annotations of GitHub Actions. The only place
//! that knows miette.

mod github;
mod json;
mod paths;
mod public;
mod sarif;
mod terminal;

pub use github::github;
pub use json::json;
pub use paths::{Paths, Place};
pub use public::discreet;
pub use sarif::{Invocation, sarif};
pub use terminal::{Style, terminal};

use super::Diagnostic;
use crate::source::SourceMap;

/// What other programs are told of a run.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    pub diagnostics: &'a [Diagnostic],
    pub sources: &'a SourceMap,
    pub paths: &'a Paths,
}
