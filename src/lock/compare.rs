//! What is otherwise than the lock says: meanings, which need no data, and figures.

use super::make::Renamed;
use super::{Entry, Fact, Lock, Section, Value};
use crate::meaning::Meaning;
use crate::source::Span;

/// A declaration about which the lock and the specs disagree.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    pub section: Section,
    pub name: String,
    pub why: Why,
    /// Where the lock names it, if it does.
    pub place: Option<Span>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// It means something else.
    Changed { locked: Meaning, now: Meaning },
    /// The lock does not have it.
    New,
    /// The lock has it under another name.
    Renamed { from: String },
    /// It is locked, and no more, or retired.
    Gone,
}

/// Where meanings differ from the lock, in the order of `declared`, then what is no more. `only`: these names alone, all if empty.
pub fn mismatches(lock: &Lock, declared: &[(Section, String, Meaning)], only: &[String]) -> Vec<Mismatch> {
    let wanted = |name: &str| only.is_empty() || only.iter().any(|only| only == name);
    let renamed = Renamed { old: Some(lock), now: declared };
    let mut found = Vec::new();
    let mut taken: Vec<&Entry> = Vec::new();
    for (section, name, now) in declared.iter().filter(|(_, name, _)| wanted(name)) {
        let old = renamed.before(*section, name, *now);
        let why = match old {
            None => Why::New,
            Some(old) if old.name != *name => Why::Renamed { from: old.name.clone() },
            Some(old) if old.meaning != *now => Why::Changed { locked: old.meaning, now: *now },
            Some(_) => continue,
        };
        taken.extend(old);
        found.push(Mismatch {
            section: *section,
            name: name.clone(),
            why,
            place: old.and_then(|old| old.place),
        });
    }
    if only.is_empty() {
        for entry in &lock.entries {
            let known = declared.iter().any(|(of, name, _)| *of == entry.section && *name == entry.name);
            if !known && !taken.iter().any(|other| std::ptr::eq(*other, entry)) {
                let Entry { section, place, .. } = *entry;
                found.push(Mismatch { section, name: entry.name.clone(), why: Why::Gone, place });
            }
        }
    }
    found
}

/// A figure that is not what it was.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Difference {
    pub section: Section,
    pub name: String,
    /// `size`, `tier A`: which figure.
    pub figure: String,
    /// `None`: there was no such figure.
    pub locked: Option<Value>,
    /// `None`: there is no such figure any more.
    pub now: Option<Value>,
}

impl Difference {
    /// Whether both sides say what it is: figures that are held back on one side tell nothing.
    pub fn is_told(&self) -> bool {
        ![&self.locked, &self.now].into_iter().any(|value| *value == Some(Value::HeldBack))
    }
}

/// Where figures of one meaning differ, in the order of `now`: what the data did. What means something else now is left out.
pub fn differences(locked: &Lock, now: &Lock) -> Vec<Difference> {
    let mut found = Vec::new();
    for entry in &now.entries {
        let Some(old) = locked.entry(entry.section, &entry.name) else { continue };
        let comparable = old.figures_of().is_some() && old.figures_of() == entry.figures_of();
        if comparable {
            entry_differences(old, entry, &|metric| comparable_metric(locked, now, metric), &mut found);
        }
    }
    found
}

/// A metric's values are compared where the metric itself is the same.
pub(super) fn comparable_metric(locked: &Lock, now: &Lock, metric: &str) -> bool {
    let of = |lock: &Lock| lock.entry(Section::Metric, metric).and_then(Entry::figures_of);
    of(locked).is_some() && of(locked) == of(now)
}

fn entry_differences(old: &Entry, new: &Entry, same: &dyn Fn(&str) -> bool, found: &mut Vec<Difference>) {
    let gone = old.facts.iter().filter(|fact| new.fact(&fact.path).is_none());
    for fact in new.facts.iter().chain(gone) {
        let (locked, now) = (old.fact(&fact.path), new.fact(&fact.path));
        if locked == now || metric_of(fact).is_some_and(|metric| !same(metric)) {
            continue;
        }
        found.push(Difference {
            section: new.section,
            name: new.name.clone(),
            figure: fact.title(),
            locked: locked.cloned(),
            now: now.cloned(),
        });
    }
}

/// The metric whose value in a cohort a figure is.
pub(super) fn metric_of(fact: &Fact) -> Option<&str> {
    match &fact.path[..] {
        [group, name] if group == "metrics" => Some(name),
        _ => None,
    }
}
