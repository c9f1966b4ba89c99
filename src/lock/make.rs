//! A new lock: what the declarations mean now, and figures, of a new run or of the last locked one.

use super::{Entry, Fact, Figures, Lock, Section};
use crate::meaning::{Meaning, Meanings};
use crate::model::{Program, Status};

/// What a lock holds of a program: everything that runs and is measured, in the order of the file, with its meaning.
pub fn declared(program: &Program, meanings: &Meanings) -> Vec<(Section, String, Meaning)> {
    let running = |index: &usize| program.cohorts[*index].status != Status::Retired;
    let cohorts = (0..program.cohorts.len()).filter(running);
    let cohorts =
        cohorts.map(|i| (Section::Cohort, program.cohorts[i].name.clone(), meanings.cohorts[i].whole));
    let assigns = program.assigns.iter().zip(&meanings.assigns);
    let assigns = assigns.map(|(a, meaning)| (Section::Assignment, a.name.clone(), *meaning));
    let grids = program.grids.iter().zip(&meanings.grids);
    let grids = grids.map(|(g, meaning)| (Section::Grid, g.name.clone(), *meaning));
    let metrics = program.metrics.iter().zip(&meanings.metrics);
    let metrics = metrics.map(|(m, meaning)| (Section::Metric, m.name.clone(), *meaning));
    cohorts.chain(assigns).chain(grids).chain(metrics).collect()
}

/// The lock of these declarations. Without `figures` those of the old lock stay, with the meaning that they were measured with.
pub fn make(
    declared: Vec<(Section, String, Meaning)>,
    old: Option<&Lock>,
    figures: Option<&Figures>,
) -> Lock {
    let metrics: Vec<String> =
        declared.iter().filter(|(of, ..)| *of == Section::Metric).map(|(_, name, _)| name.clone()).collect();
    let renamed = Renamed { old, now: &declared };
    let entry = |(section, name, meaning): &(Section, String, Meaning)| {
        let fresh = |facts: &[Fact]| (None, facts.to_vec());
        let (measured_as, facts) = match figures {
            Some(figures) => fresh(figures.of(*section, name)),
            None => renamed.before(*section, name, *meaning).map_or((None, Vec::new()), |old| {
                let of = old.figures_of().filter(|of| of != meaning);
                (of, old.facts.iter().filter(|fact| is_kept(fact, &metrics)).cloned().collect())
            }),
        };
        Entry { section: *section, name: name.clone(), place: None, meaning: *meaning, measured_as, facts }
    };
    let entries = declared.iter().map(entry).collect();
    let measured = match figures {
        Some(figures) => Some(figures.measured.clone()),
        None => old.and_then(|old| old.measured.clone()),
    };
    Lock { measured, entries }
}

/// A metric that is no more takes its figures along.
fn is_kept(fact: &Fact, metrics: &[String]) -> bool {
    match &fact.path[..] {
        [group, name] if group == "metrics" => metrics.contains(name),
        _ => true,
    }
}

/// Finds the old entry of a declaration, also under another name.
pub(super) struct Renamed<'a> {
    pub old: Option<&'a Lock>,
    pub now: &'a [(Section, String, Meaning)],
}

impl<'a> Renamed<'a> {
    /// The entry of that name; else the one that means the same and whose name is no more, if there is just one of them and
    /// nothing else that it could have become.
    pub fn before(&self, section: Section, name: &str, meaning: Meaning) -> Option<&'a Entry> {
        let old = self.old?;
        if let Some(entry) = old.entry(section, name) {
            return Some(entry);
        }
        let declared =
            |entry: &Entry| self.now.iter().any(|(of, name, _)| *of == section && *name == entry.name);
        let gone = |entry: &&Entry| entry.meaning == meaning && !declared(entry);
        let mut gone = old.section(section).filter(gone);
        let fresh = |(of, name, other): &&(Section, String, Meaning)| {
            *of == section && *other == meaning && old.entry(section, name).is_none()
        };
        let one = self.now.iter().filter(fresh).count() == 1;
        match (gone.next(), gone.next()) {
            (Some(only), None) if one => Some(only),
            _ => None,
        }
    }
}
