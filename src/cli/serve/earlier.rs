//! The figures of an earlier run, as long as the rules are those that it ran.

use super::Shown;
use super::workshop::Rules;
use crate::check::project::Project;
use crate::cli::common::one;
use crate::cli::docs;
use crate::diagnostics::Diagnostic;
use crate::documents::Summary;
use crate::source::SourceMap;
use chrono::NaiveDate;
use std::path::PathBuf;
use std::sync::Arc;

/// A summary on disk.
pub struct Earlier {
    pub path: PathBuf,
    /// The rules that it was last found to belong to.
    ran: Option<(Rules, Arc<Summary>)>,
}

impl Earlier {
    pub fn new(path: PathBuf) -> Earlier {
        Earlier { path, ran: None }
    }

    /// Its figures; refused where rules or the catalog are others than those that ran. What people write about a persona may change.
    pub fn figures(&mut self, project: &Project, sources: &SourceMap) -> Result<Shown, Vec<Diagnostic>> {
        let summary = docs::read(&self.path).map_err(one)?;
        // On the day of the run: the rules did not change because a night has passed.
        let as_of = NaiveDate::parse_from_str(&summary.as_of, "%Y-%m-%d").unwrap_or(project.as_of);
        let rules = Rules::of(project, sources, as_of);
        let known = self.ran.as_ref().is_some_and(|(ran, then)| *ran == rules && **then == summary);
        if summary.spec_sha256 != project.spec_hash && !known {
            return Err(vec![docs::other_specs(&self.path, &summary)]);
        }
        let summary = Arc::new(summary);
        self.ran = Some((rules, summary.clone()));
        Ok(Shown { summary, members: None, findings: Vec::new(), kept: known })
    }
}
