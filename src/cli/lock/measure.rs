//! Figures for a lock: a run that writes nothing.

use crate::catalog::Catalog;
use crate::check::project::Project;
use crate::cli::progress::Bar;
use crate::cohort::{Results, TableReport};
use crate::diagnostics::{Diagnostic, Severity};
use crate::documents::{RunFound, Summary};
use crate::engine::{self, scan};
use crate::lock::{self, Figures};
use crate::lower;

/// Runs everything and takes the figures that may be shown, with the warnings about the data.
pub fn measure(project: &Project) -> Result<(Figures, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (results, reports, found) = run(project, project.catalog.privacy.min_cell)?;
    let warnings = found.into_iter().filter(|found| found.severity == Severity::Warning);
    Ok((figures(project, &results, &reports, &project.catalog), warnings.collect()))
}

/// What documents may show of a run: figures about fewer than `least` people are held back.
pub fn shown(project: &Project, least: u64) -> Result<Summary, Vec<Diagnostic>> {
    let (results, reports, _) = run(project, least)?;
    let mut catalog = project.catalog.clone();
    catalog.privacy.min_cell = least;
    let (results, reports, spec_hash) = (&results, &reports[..], project.spec_hash.as_str());
    Ok(Summary::new(&RunFound { catalog: &catalog, results, reports, history: None, spec_hash }))
}

/// The figures of a run: those that may be shown, and all.
pub fn both(project: &Project) -> Result<(Figures, Figures), Vec<Diagnostic>> {
    let (results, reports, _) = run(project, project.catalog.privacy.min_cell)?;
    Ok((figures(project, &results, &reports, &project.catalog), whole(project, &results, &reports)))
}

fn run(
    project: &Project,
    least: u64,
) -> Result<(Results, Vec<TableReport>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut lowered = lower::lower(&project.program, &project.catalog, project.as_of, &Default::default());
    let plan = &mut lowered.plan;
    // Nobody looks at the distributions.
    plan.cohorts.iter_mut().for_each(|cohort| cohort.columns.clear());
    let progress = Bar::new();
    let loaded = scan::load(plan, &project.catalog, &project.root, &Default::default(), &progress)?;
    progress.step("matching and scoring");
    let options = engine::RunOptions { census: least > 1, ..Default::default() };
    let run = engine::run(plan, loaded.tables, &options).map_err(|found| vec![found])?;
    Ok((run.results, loaded.reports, loaded.diagnostics))
}

/// All of a run's figures, for those who hold the data.
pub fn whole(project: &Project, results: &Results, reports: &[TableReport]) -> Figures {
    let mut open = project.catalog.clone();
    open.privacy.min_cell = 0;
    figures(project, results, reports, &open)
}

fn figures(project: &Project, results: &Results, reports: &[TableReport], catalog: &Catalog) -> Figures {
    lock::figures(
        &project.program,
        &RunFound { catalog, results, reports, history: None, spec_hash: &project.spec_hash },
    )
}
