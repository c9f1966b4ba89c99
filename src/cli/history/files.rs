//! A history as a folder: a CSV file for each cohort and assignment, and the pages.

use super::{Args, Done, forms};
use crate::check::project::Project;
use crate::cli::output::{self, Staging};
use crate::cohort::file_stems;
use crate::diagnostics::Diagnostic;
use std::path::Path;

/// Writes everything, or nothing. Returns how many files there are.
pub fn write(args: &Args, project: &Project, done: &Done, out: &Path) -> Result<usize, Box<Diagnostic>> {
    let staging = Staging::open(out)?;
    let history = &done.history;
    let names = history.cohorts.iter().map(|c| c.name.as_str());
    let names = names.chain(history.assigns.iter().map(|a| a.name.as_str()));
    let texts = history.cohorts.iter().map(|cohort| forms::cohort_csv(history, cohort));
    let texts = texts.chain(history.assigns.iter().map(|assign| forms::assign_csv(history, assign)));
    for (stem, text) in file_stems(names).iter().zip(texts) {
        staging.write(&Path::new("history").join(format!("{stem}.csv")), text.as_bytes())?;
    }
    let mut files = staging.files()?;
    files.push(output::MANIFEST.to_owned());
    files.sort();
    let count = files.len();
    let manifest = serde_json::json!({
        "personac": env!("CARGO_PKG_VERSION"),
        "project": project.catalog.project,
        "since": history.dates.first(),
        "until": history.dates.last(),
        "step": history.step,
        "timezone": project.catalog.timezone.name(),
        "spec_sha256": project.spec_hash,
        "set": args.project.set,
        "tables": done.tables,
        "files": files,
    });
    staging.write(Path::new(output::MANIFEST), format!("{manifest:#}\n").as_bytes())?;
    staging.publish()?;
    Ok(count)
}
