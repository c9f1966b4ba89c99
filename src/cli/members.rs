//! The rows of the files of cohorts, for templates that ask for them.

use crate::cohort::file_stems;
use crate::diagnostics::suggest::nearest;
use crate::documents::Members;
use crate::ir::{CohortKind, Plan};
use serde_json::Value;
use std::io;
use std::path::PathBuf;

/// Files of rows, one JSON object a line, until this is dropped.
#[derive(Debug)]
pub struct Files {
    folder: tempfile::TempDir,
    /// By name of a cohort, score or assignment.
    files: Vec<(String, PathBuf)>,
}

/// The same rows in memory: no folder outlives a program that a signal ends.
#[derive(Debug)]
pub struct Held {
    /// By name of a cohort, score or assignment.
    texts: Vec<(String, String)>,
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

    /// Reads them all; the files are gone afterwards.
    pub fn held(self) -> io::Result<Held> {
        let read = |(name, path): &(String, PathBuf)| {
            Ok((name.clone(), fs_err::read_to_string(self.folder.path().join(path))?))
        };
        Ok(Held { texts: self.files.iter().map(read).collect::<io::Result<_>>()? })
    }
}

impl Members for Files {
    fn has(&self, name: &str) -> bool {
        self.files.iter().any(|(n, _)| n == name)
    }

    fn rows(&self, name: &str) -> Result<Vec<Value>, String> {
        let path = found(&self.files, name)?;
        let text = fs_err::read_to_string(self.folder.path().join(path)).map_err(|e| e.to_string())?;
        objects(&text)
    }
}

impl Members for Held {
    fn has(&self, name: &str) -> bool {
        self.texts.iter().any(|(n, _)| n == name)
    }

    fn rows(&self, name: &str) -> Result<Vec<Value>, String> {
        objects(found(&self.texts, name)?)
    }
}

fn found<'a, T>(all: &'a [(String, T)], name: &str) -> Result<&'a T, String> {
    let names = || all.iter().map(|(name, _)| name.as_str());
    all.iter().find(|(n, _)| n == name).map(|(_, found)| found).ok_or_else(|| {
        let near = nearest(name, names()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        format!("there is no cohort, score or assignment `{name}` in this run{near}")
    })
}

fn objects(text: &str) -> Result<Vec<Value>, String> {
    text.lines().map(|line| serde_json::from_str(line).map_err(|e| e.to_string())).collect()
}
