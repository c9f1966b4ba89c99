//! A history as a folder: a CSV file for each cohort and assignment, and the pages.

use super::{Args, Done, forms};
use crate::check::project::Project;
use crate::cli::common::{LangArg, one};
use crate::cli::exports;
use crate::cli::output::{self, Staging};
use crate::cohort::file_stems;
use crate::diagnostics::Diagnostic;
use crate::documents::{self, DocumentInput, OwnTemplate, RenderedFile, RunFound, Summary};
use std::path::Path;

/// Writes everything, or nothing. Returns how many files there are.
pub fn write(
    args: &Args,
    project: &Project,
    own: &[OwnTemplate],
    done: &Done,
    out: &Path,
) -> Result<usize, Vec<Diagnostic>> {
    let found = RunFound {
        catalog: &project.catalog,
        results: &done.last,
        reports: &done.reports,
        history: Some(&done.history),
        spec_hash: &project.spec_hash,
    };
    let summary = Summary::new(&found);
    let input = DocumentInput {
        program: &project.program,
        catalog: &project.catalog,
        summary: &summary,
        spec_hash: &project.spec_hash,
        lang: LangArg::wanted(args.lang, &project.catalog),
        own,
        members: None,
    };
    let pages = documents::render_history(&input)?;
    whole(args, project, done, out, &pages).map_err(one)
}

fn whole(
    args: &Args,
    project: &Project,
    done: &Done,
    out: &Path,
    pages: &[RenderedFile],
) -> Result<usize, Box<Diagnostic>> {
    let staging = Staging::open(out)?;
    for page in pages {
        staging.write(&page.path, page.content.as_bytes())?;
    }
    let history = &done.history;
    let names = history.cohorts.iter().map(|c| c.name.as_str());
    let texts = history.cohorts.iter().map(|cohort| forms::cohort_csv(history, cohort));
    let assigns = history.assigns.iter().map(|assign| (&assign.name, forms::assign_csv(history, assign)));
    // Cohorts as their pages are called; assignments have none, and a folder of their own.
    for (stem, text) in file_stems(names).iter().zip(texts) {
        staging.write(&Path::new("history").join(format!("{stem}.csv")), text.as_bytes())?;
    }
    let (names, texts): (Vec<&str>, Vec<String>) = assigns.map(|(name, text)| (name.as_str(), text)).unzip();
    for (stem, text) in file_stems(names).iter().zip(texts) {
        staging.write(&Path::new("history/assignments").join(format!("{stem}.csv")), text.as_bytes())?;
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
        "tables": exports::told(project, &done.reports, false),
        "files": files,
    });
    staging.write(Path::new(output::MANIFEST), &output::json(&manifest))?;
    staging.publish()?;
    Ok(count)
}
