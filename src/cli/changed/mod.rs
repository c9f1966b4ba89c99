//! What changed, for documents: since a revision, and since the lock.

#[cfg(feature = "engine")]
mod people;
#[cfg(feature = "engine")]
mod since_lock;
mod told;

#[cfg(feature = "engine")]
mod found;

#[cfg(feature = "engine")]
pub use found::found;

use super::common::ProjectArgs;
use super::diff::{self, Since};
use crate::check::project::{LoadOptions, Project};
use crate::diagnostics::Diagnostic;
use crate::documents::changed::SinceRevision;

/// What `run` and `docs` take.
#[derive(Debug, Clone, clap::Args)]
pub struct ChangesArg {
    /// Add a page of what changed since a revision: rules, old and new, and what is told [default: where this branch left the main branch]
    ///
    /// As `personac diff` compares: a branch, a tag, a commit. A run also tells who moves by it, as far as `min_cell` allows.
    #[arg(long, value_name = "REV", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    changes: Option<String>,
}

impl ChangesArg {
    /// The two versions, if they are asked for.
    pub fn compared(&self, args: &ProjectArgs, project: &Project) -> Result<Option<Since>, Box<Diagnostic>> {
        let Some(revision) = &self.changes else { return Ok(None) };
        let revision = Some(revision.as_str()).filter(|text| !text.is_empty());
        let options = LoadOptions { as_of: Some(project.as_of), ..args.options()? };
        diff::since(&args.dir, revision, &options).map(Some)
    }
}

/// What the page says of the rules. People are told apart from it.
pub fn since_revision(since: &Since, project: &Project) -> Result<SinceRevision, Box<Diagnostic>> {
    let old = &since.versions.old;
    Ok(SinceRevision {
        name: old.name.clone(),
        commit: old.id.clone(),
        date: since.date()?,
        left: since.versions.parted.as_ref().map(|(_, main)| main.clone()),
        spec_sha256: project.spec_hash.clone(),
        ..told::told(since)
    })
}
