//! The figures of a run over the data as it is, which is read only if they can have changed.

use super::Shown;
use crate::catalog::Catalog;
use crate::check::project::Project;
use crate::cli::changed;
use crate::cli::members::Files;
use crate::cli::progress::Bar;
use crate::cli::saves::Snapshot;
use crate::cli::{common::one, run};
use crate::cohort::{Results, TableReport};
use crate::diagnostics::Diagnostic;
use crate::documents::{Members, OwnTemplate, RunFound, Summary};
use crate::engine::{self, scan};
use crate::lower;
use crate::source::SourceMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What figures depend on, of all that stands in the specs.
#[derive(PartialEq, Eq)]
struct Rules {
    catalog: String,
    plan: String,
}

impl Rules {
    fn of(project: &Project, sources: &SourceMap) -> Rules {
        let options = lower::Options::default();
        let plan = lower::lower(&project.program, &project.catalog, project.as_of, &options).plan;
        // The catalog is the first file that is read.
        let catalog = sources.files().next().map(|(_, file)| file.text.clone()).unwrap_or_default();
        Rules { catalog, plan: format!("{plan:?}") }
    }
}

/// The last run that went well.
pub struct LiveData {
    last: Option<Run>,
}

struct Run {
    rules: Rules,
    data: Snapshot,
    results: Results,
    reports: Vec<TableReport>,
    /// What the data told.
    findings: Vec<Diagnostic>,
    members: Option<Arc<dyn Members>>,
}

impl LiveData {
    pub fn new() -> Result<LiveData, Box<Diagnostic>> {
        Ok(LiveData { last: None })
    }

    /// The files that figures come from.
    pub fn files(catalog: &Catalog, root: &Path) -> Vec<PathBuf> {
        scan::present(catalog, root)
    }

    /// The figures that the project comes to; `data` is how its data files looked before.
    pub fn figures(
        &mut self,
        project: &Project,
        sources: &SourceMap,
        own: &[OwnTemplate],
        data: &Snapshot,
    ) -> Result<Shown, Vec<Diagnostic>> {
        let rules = Rules::of(project, sources);
        let asks = own.iter().any(OwnTemplate::asks_for_members);
        let holds =
            |last: &&Run| last.rules == rules && last.data == *data && (last.members.is_some() || !asks);
        let kept = self.last.as_ref().is_some_and(|last| holds(&last));
        if !kept {
            let run = Run::new(project, own, rules, data.clone())?;
            self.last = Some(run);
        }
        // It is there: kept, or just made.
        let Some(last) = &self.last else { return Err(Vec::new()) };
        let found = RunFound {
            catalog: &project.catalog,
            results: &last.results,
            reports: &last.reports,
            history: None,
            spec_hash: &project.spec_hash,
        };
        let mut summary = Summary::new(&found);
        let (changed, mut findings) = changed::found(None, project, &[], (&found, &summary)).map_err(one)?;
        summary.changed = changed;
        findings.extend(last.findings.iter().cloned());
        let findings = run::settled(project, findings, &last.results);
        Ok(Shown { summary, members: last.members.clone(), findings, kept })
    }
}

impl Run {
    fn new(
        project: &Project,
        own: &[OwnTemplate],
        rules: Rules,
        data: Snapshot,
    ) -> Result<Run, Vec<Diagnostic>> {
        let lowered =
            lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default());
        let progress = Bar::new();
        let options = scan::Options::default();
        let loaded = scan::load(&lowered.plan, &project.catalog, &project.root, &options, &progress)?;
        progress.step("matching and scoring");
        let rows = run::rows_for(own).map_err(one)?;
        let options = engine::RunOptions {
            rows: rows.as_ref().map(|folder| folder.path().to_owned()),
            census: project.catalog.privacy.min_cell > 1,
            ..Default::default()
        };
        let done = engine::run(&lowered.plan, loaded.tables, &options).map_err(|found| vec![found])?;
        // Held in memory: a folder with rows of people would outlive a server that is ended by a signal.
        let members = match rows {
            Some(folder) => {
                let held = Files::new(folder, &lowered.plan).held().map_err(|e| one(run::no_rows(&e)))?;
                Some(Arc::new(held) as Arc<dyn Members>)
            }
            None => None,
        };
        let (results, reports, findings) = (done.results, loaded.reports, loaded.diagnostics);
        Ok(Run { rules, data, results, reports, findings, members })
    }
}
