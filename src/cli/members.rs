//! The rows of the files of cohorts, for templates that ask for them.

use crate::cohort::file_stems;
use crate::diagnostics::suggest::nearest;
use crate::documents::Members;
use crate::ir::{CohortKind, Plan};
use serde_json::Value;
use std::path::PathBuf;

/// Files of rows, one JSON object a line, until this is dropped.
#[derive(Debug)]
pub struct Files {
    folder: tempfile::TempDir,
    /// By name of a cohort, score or assignment.
    files: Vec<(String, PathBuf)>,
}

impl Files {
    /// `folder` is where the engine writes the files of this plan.
    pub fn new(folder: tempfile::TempDir, plan: &Plan) -> Files {
        let named = |score: bool| {
            let cohorts = plan.cohorts.iter().filter(move |c| (c.kind == CohortKind::Score) == score);
            cohorts.map(|c| c.name.as_str()).collect::<Vec<_>>()
        };
        let assigns = plan.assigns.iter().map(|a| a.name.as_str()).collect();
        let kinds = [("cohorts", named(false)), ("scores", named(true)), ("assignments", assigns)];
        let files = kinds.into_iter().flat_map(|(kind, names)| {
            let stems = file_stems(names.iter().copied());
            let paths = stems.into_iter().map(move |stem| PathBuf::from(kind).join(format!("{stem}.ndjson")));
            names.into_iter().map(str::to_owned).zip(paths).collect::<Vec<_>>()
        });
        Files { folder, files: files.collect() }
    }
}

impl Members for Files {
    fn has(&self, name: &str) -> bool {
        self.files.iter().any(|(n, _)| n == name)
    }

    fn rows(&self, name: &str) -> Result<Vec<Value>, String> {
        let names = || self.files.iter().map(|(name, _)| name.as_str());
        let Some((_, path)) = self.files.iter().find(|(n, _)| n == name) else {
            let near =
                nearest(name, names()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            return Err(format!("there is no cohort, score or assignment `{name}` in this run{near}"));
        };
        let text = fs_err::read_to_string(self.folder.path().join(path)).map_err(|e| e.to_string())?;
        text.lines().map(|line| serde_json::from_str(line).map_err(|e| e.to_string())).collect()
    }
}
