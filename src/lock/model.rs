use super::Value;
use crate::meaning::Meaning;
use crate::source::Span;

/// A `personac.lock`, read or about to be written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lock {
    /// The last run that figures were taken from; `None` before the first.
    pub measured: Option<Measured>,
    /// By section, and in it in the order written.
    pub entries: Vec<Entry>,
}

/// The run that figures were taken from.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    pub as_of: chrono::NaiveDate,
    /// The catalog's `min_cell` in that run: figures about fewer people were held back.
    pub min_cell: u64,
    pub data: Data,
}

/// What was read, by its fingerprints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Data {
    /// Path (as the catalog's folder sees it) and SHA-256 in hex, by path, each path once.
    pub files: Vec<(String, String)>,
}

/// What an entry is about; the order of the sections in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Cohort,
    Assignment,
    Grid,
    Metric,
}

/// One declaration.
#[derive(Debug, Clone)]
pub struct Entry {
    pub section: Section,
    pub name: String,
    /// The name in the lock; `None` of one that was not read from a file.
    pub place: Option<Span>,
    pub meaning: Meaning,
    /// What the declaration meant when `facts` were measured, where that is not `meaning`.
    pub measured_as: Option<Meaning>,
    /// In the order written; none before the first run.
    pub facts: Vec<Fact>,
}

/// A figure and its name: `size`, `tiers` + `A`, `cells` + `A` + `1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub path: Vec<String>,
    pub value: Value,
}

impl Section {
    pub const ALL: [Section; 4] = [Section::Cohort, Section::Assignment, Section::Grid, Section::Metric];

    /// The key in the file.
    pub fn key(self) -> &'static str {
        match self {
            Section::Cohort => "cohorts",
            Section::Assignment => "assignments",
            Section::Grid => "grids",
            Section::Metric => "metrics",
        }
    }

    /// In a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Section::Cohort => "cohort",
            Section::Assignment => "assignment",
            Section::Grid => "grid",
            Section::Metric => "metric",
        }
    }
}

impl Fact {
    pub fn new<const N: usize>(path: [&str; N], value: Value) -> Fact {
        Fact { path: path.map(str::to_owned).to_vec(), value }
    }

    /// `size`, `tier A`, `A / 1`: the name in a table.
    pub fn title(&self) -> String {
        match &self.path[..] {
            [group, name] if group == "tiers" => format!("tier {name}"),
            [group, name] if group == "metrics" || group == "counts" => name.clone(),
            [group, row, column] if group == "cells" => format!("{row} / {column}"),
            path => path.join(" ").replace('_', " "),
        }
    }
}

/// The same facts, wherever they were read.
impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        let Entry { section, name, place: _, meaning, measured_as, facts } = self;
        (section, name, meaning, measured_as, facts)
            == (&other.section, &other.name, &other.meaning, &other.measured_as, &other.facts)
    }
}

impl Entry {
    fn is_as(&self, other: &Entry) -> bool {
        let all_in = |one: &Entry, other: &Entry| one.facts.iter().all(|fact| other.facts.contains(fact));
        (self.meaning, self.figures_of()) == (other.meaning, other.figures_of())
            && all_in(self, other)
            && all_in(other, self)
    }

    pub fn fact(&self, path: &[String]) -> Option<&Value> {
        self.facts.iter().find(|fact| fact.path == path).map(|fact| &fact.value)
    }

    /// The meaning that the figures belong to; `None` without figures.
    pub fn figures_of(&self) -> Option<Meaning> {
        (!self.facts.is_empty()).then(|| self.measured_as.unwrap_or(self.meaning))
    }
}

impl Data {
    /// Of files as a run reports them.
    pub fn new<'a>(files: impl IntoIterator<Item = &'a crate::cohort::FileReport>) -> Data {
        let files = files.into_iter().map(|file| (file.path.clone(), file.sha256.clone()));
        let mut files: Vec<(String, String)> = files.collect();
        files.sort();
        files.dedup();
        Data { files }
    }

    /// SHA-256 over the lines `HASH  PATH` by path, which is what `sha256sum FILES | sha256sum` says.
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        for (path, sha256) in &self.files {
            hash.update(format!("{sha256}  {path}\n"));
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Data {
    /// The paths of files that are other ones, new or no more, sorted.
    pub fn changed<'a>(&'a self, now: &'a Data) -> Vec<&'a str> {
        let other = |in_one: &'a Data, in_other: &'a Data| {
            in_one.files.iter().filter(|file| !in_other.files.contains(file)).map(|(path, _)| path.as_str())
        };
        let mut paths: Vec<&str> = other(self, now).chain(other(now, self)).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

impl Lock {
    /// Whether it says the same as another one, in whatever order.
    pub fn is_as(&self, other: &Lock) -> bool {
        let all_in = |one: &Lock, other: &Lock| {
            one.entries
                .iter()
                .all(|entry| other.entry(entry.section, &entry.name).is_some_and(|of| of.is_as(entry)))
        };
        self.measured == other.measured && all_in(self, other) && all_in(other, self)
    }

    pub fn entry(&self, section: Section, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.section == section && entry.name == name)
    }

    pub fn section(&self, section: Section) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.section == section)
    }
}
