//! Everything that a run finds out about changes.

use super::{people, since_lock, since_revision};
use crate::check::project::Project;
use crate::cli::diff::Since;
use crate::diagnostics::Diagnostic;
use crate::documents::changed::Changed;
use crate::documents::{RunFound, Summary};

/// What changed, if there is anything to compare with, and warnings about what cannot be told.
pub fn found(
    since: Option<&Since>,
    project: &Project,
    only: &[String],
    shown: (&RunFound, &Summary),
) -> Result<(Option<Changed>, Vec<Diagnostic>), Box<Diagnostic>> {
    let mut warnings = Vec::new();
    let mut revision = None;
    let mut drifts = None;
    if let Some(since) = since {
        let mut told = since_revision(since, project)?;
        match people::people(since, shown.1) {
            Ok(Some((moved, movement))) => {
                told.people = Some(moved);
                drifts = since_lock::drifts(since, project, &movement);
            }
            Ok(None) => {}
            Err(untold) => warnings.push(*untold),
        }
        revision = Some(told);
    }
    let people = revision.as_ref().and_then(|told| told.people.as_ref());
    let lock = since_lock::against_lock(project, only, shown, (drifts.as_ref(), people));
    let any = revision.is_some() || lock.is_some();
    Ok((any.then_some(Changed { revision, lock }), warnings))
}
