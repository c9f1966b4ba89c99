//! Why a figure is not what it was: because customers changed, or because the rules did.
//!
//! Three numbers tell it without the old data: what was *locked*; what the locked meaning comes to on today's data (*before*: the old
//! side of a diff, where it means what the lock says); and what the new meaning comes to on the same data (*after*).
//!
//! ```text
//! customer drift = before − locked     same rules, other data
//! rule drift     = after − before      same data, other rules
//! together       = after − locked
//! ```
//!
//! All three are differences of rounded figures in whole units, so they add up to the last digit.

use super::compare::metric_of;
use super::value::Change;
use super::{Entry, Fact, Figures, Lock, Measured, Section, Value};
use crate::meaning::Meaning;
use serde::Serialize;

/// One side of a diff: what its declarations mean, and what they come to on today's data.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    pub declared: &'a [(Section, String, Meaning)],
    pub figures: &'a Figures,
}

/// What moved since the lock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drifts {
    /// The day that the locked figures are of.
    pub locked_as_of: String,
    pub as_of: String,
    /// The data's fingerprint is the locked one: whatever moved, the rules (or the day) did it.
    pub same_data: bool,
    pub told: Vec<Drift>,
    pub untold: Vec<Untold>,
}

/// What the lock tells beside two versions on today's data.
#[derive(Debug, Clone, PartialEq)]
pub enum SinceLock {
    Told {
        /// For those who hold the data.
        whole: Box<Drifts>,
        /// As others may see it.
        public: Box<Drifts>,
    },
    /// Why nothing is told.
    Untold(String),
    /// There is no lock on either side.
    NoLock,
}

/// One declaration that both sides and the lock have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drift {
    pub section: Section,
    /// On the new side.
    pub name: String,
    pub figures: Vec<Moved>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    pub figure: String,
    pub locked: Value,
    /// The old rules on today's data.
    pub before: Value,
    /// The new rules on today's data.
    pub after: Value,
    /// `None` where one of the two is held back, missing, or no number.
    pub customers: Option<Change>,
    pub rules: Option<Change>,
    pub together: Option<Change>,
}

/// A declaration whose drift cannot be told, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Untold {
    pub section: Section,
    pub name: String,
    pub why: &'static str,
}

impl Moved {
    fn new(figure: String, [locked, before, after]: [Value; 3]) -> Moved {
        let customers = before.minus(&locked);
        let rules = after.minus(&before);
        let together = after.minus(&locked);
        Moved { figure, locked, before, after, customers, rules, together }
    }

    /// Whether anything is not as it was, or cannot be told.
    pub fn is_moved(&self) -> bool {
        self.locked != self.before || self.before != self.after
    }
}

/// What moved since the lock, by declaration of the new side. `old_name`: what a declaration is called on the old side, `None`
/// where it is new. `None` of all if no figures were ever locked.
pub fn drifts(
    lock: &Lock,
    old: Now,
    new: Now,
    old_name: &dyn Fn(Section, &str) -> Option<String>,
) -> Option<Drifts> {
    let measured: &Measured = lock.measured.as_ref()?;
    let (mut told, mut untold) = (Vec::new(), Vec::new());
    let sides = Sides { lock, old, new, old_name };
    for (section, name, _) in new.declared {
        let Some(before) = old_name(*section, name) else { continue };
        match sides.locked(*section, &before) {
            Ok(entry) => {
                let figures = sides.moved(entry, &before, name);
                told.push(Drift { section: *section, name: name.clone(), figures });
            }
            Err(why) => untold.push(Untold { section: *section, name: name.clone(), why }),
        }
    }
    let today = &new.figures.measured;
    Some(Drifts {
        locked_as_of: measured.as_of.to_string(),
        as_of: today.as_of.to_string(),
        same_data: measured.data == today.data,
        told,
        untold,
    })
}

struct Sides<'a> {
    lock: &'a Lock,
    old: Now<'a>,
    new: Now<'a>,
    old_name: &'a dyn Fn(Section, &str) -> Option<String>,
}

impl<'a> Sides<'a> {
    /// The locked figures of what the old side means by this name.
    fn locked(&self, section: Section, name: &str) -> Result<&'a Entry, &'static str> {
        let entry = self.lock.entry(section, name).ok_or("the lock does not have it")?;
        let of = entry.figures_of().ok_or("it was locked without figures")?;
        let old = self.old.declared.iter().find(|(of, declared, _)| *of == section && declared == name);
        match old {
            Some((.., meaning)) if *meaning == of => Ok(entry),
            _ if entry.measured_as.is_some() => Err("its locked figures are older than its locked meaning"),
            _ => Err("the lock is of another meaning than the old side"),
        }
    }

    fn moved(&self, entry: &Entry, before: &str, after: &str) -> Vec<Moved> {
        let old = self.old.figures.of(entry.section, before);
        let new = self.new.figures.of(entry.section, after);
        let mut found = Vec::new();
        for fact in new {
            let Some(path) = self.old_path(fact) else { continue };
            let value =
                |facts: &[Fact]| facts.iter().find(|fact| fact.path == path).map(|fact| fact.value.clone());
            // A tier that is new has no past.
            let (Some(locked), Some(before)) = (entry.fact(&path).cloned(), value(old)) else { continue };
            found.push(Moved::new(fact.title(), [locked, before, fact.value.clone()]));
        }
        found
    }

    /// The figure's path on the old side. A metric's own figures must be of the old side's metric, too.
    fn old_path(&self, fact: &Fact) -> Option<Vec<String>> {
        let Some(metric) = metric_of(fact) else { return Some(fact.path.clone()) };
        let before = (self.old_name)(Section::Metric, metric)?;
        self.locked(Section::Metric, &before).ok()?;
        Some(vec![fact.path[0].clone(), before])
    }
}

impl Drifts {
    /// As the public may see it. Locked figures are public, so a side of a declaration is told whole or, where any number of people
    /// differs by a few from the locked one, or the new side's from the old side's, not at all.
    /// `movers`: how many entered and left a cohort by the change of rules, where that is known.
    pub fn public(mut self, min_cell: u64, movers: &dyn Fn(&str) -> Option<(u64, u64)>) -> Drifts {
        let few = |n: u64| n > 0 && n < min_cell;
        let differ = |a: &Value, b: &Value| match (a, b) {
            (Value::Whole(a), Value::Whole(b)) => few(a.abs_diff(*b)),
            _ => false,
        };
        for drift in &mut self.told {
            let moved = if drift.section == Section::Cohort { movers(&drift.name) } else { None };
            let swapped = moved.is_some_and(|(entered, left)| few(entered) || few(left));
            let any = |test: &dyn Fn(&Moved) -> bool| drift.figures.iter().any(test);
            let before = any(&|m| differ(&m.before, &m.locked));
            let after = swapped || any(&|m| differ(&m.after, &m.locked) || differ(&m.before, &m.after));
            for moved in &mut drift.figures {
                let hide = |value: &Value, hidden: bool| if hidden { Value::HeldBack } else { value.clone() };
                let values = [moved.locked.clone(), hide(&moved.before, before), hide(&moved.after, after)];
                *moved = Moved::new(moved.figure.clone(), values);
            }
        }
        self
    }
}
