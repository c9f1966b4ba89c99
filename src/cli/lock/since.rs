//! A run under a lock: what it asks before, and what it says after.

use super::{declared, findings, measure, moved};
use crate::check::project::Project;
use crate::cli::common::Ready;
use crate::cohort::{Results, TableReport};
use crate::diagnostics::Diagnostic;
use crate::lock::{self, Lock};
use crate::source::DiskWorld;

/// The lock of a project whose meanings are as locked: of the targets of a run, of everything if `only` is empty. Reads no data.
pub fn verify(ready: &mut Ready, only: &[String]) -> Result<Lock, Vec<Diagnostic>> {
    let project = &ready.project;
    let loaded = Lock::load(&DiskWorld::new(&project.root), &mut ready.sources);
    if !loaded.diagnostics.is_empty() {
        return Err(loaded.diagnostics);
    }
    let Some(lock) = loaded.value else { return Err(vec![findings::no_lock(project)]) };
    let mismatches = lock::mismatches(&lock, &declared(project), only);
    if mismatches.is_empty() { Ok(lock) } else { Err(findings::of(&mismatches, &project.program)) }
}

/// The lock that a run would write, its figures whole.
pub fn now(project: &Project, results: &Results, reports: &[TableReport]) -> Lock {
    lock::make(declared(project), None, Some(&measure::whole(project, results, reports)))
}

/// What customers did since the lock, for those who hold the data: `now` is whole.
pub fn since_the_lock(lock: &Lock, now: &Lock, width: usize) -> String {
    let (Some(before), Some(after)) = (&lock.measured, &now.measured) else {
        return "the lock holds no figures yet: `personac lock` measures them\n".to_owned();
    };
    let data = if before.data == after.data { "on the locked data" } else { "on other data" };
    let found = lock::differences(lock, now).into_iter();
    // A run of some cohorts alone measures no metrics.
    let found: Vec<_> = found.filter(|d| d.is_told() && d.locked.is_some() && d.now.is_some()).collect();
    if found.is_empty() {
        return format!("{data}, every locked figure is as it was as of {}\n", before.as_of);
    }
    format!(
        "customers moved since the lock (as of {}), {data}:\n{}",
        before.as_of,
        moved::table(&found, width)
    )
}
