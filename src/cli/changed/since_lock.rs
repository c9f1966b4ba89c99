//! What is not as `personac.lock` says, as far as others may know.

use crate::check::project::Project;
use crate::cli::diff::{self, Since, drift};
use crate::cli::lock::declared;
use crate::cohort::Movement;
use crate::documents::changed::{AgainstLock, ChangedPeople, LockedFigure, LockedMeaning};
use crate::documents::{RunFound, Summary};
use crate::lock::{self, Drift, Drifts, Entry, Fact, Lock, Section, SinceLock, Value, Why};
use crate::source::{DiskWorld, SourceMap};

/// Nothing where there is no lock, or one that does not read: `personac lock` tells of that. `drifts`: what a comparison with a
/// revision knows.
pub fn against_lock(
    project: &Project,
    only: &[String],
    (found, summary): (&RunFound, &Summary),
    (drifts, people): (Option<&Drifts>, Option<&ChangedPeople>),
) -> Option<AgainstLock> {
    let lock = Lock::load(&DiskWorld::new(&project.root), &mut SourceMap::default()).value?;
    let declared = declared(project);
    let mismatches = lock::mismatches(&lock, &declared, only);
    let asked = declared.iter().filter(|(_, name, _)| only.is_empty() || only.contains(name)).count();
    let changed = mismatches.iter().filter(|m| m.why != Why::Gone).count();
    let figures = lock::shown_figures(&project.program, found, summary);
    let measured = lock.measured.as_ref();
    let same_data = measured.is_some_and(|measured| measured.data == figures.measured.data);
    let same_day = measured.is_some_and(|measured| measured.as_of == figures.measured.as_of);
    let now = lock::make(declared, None, Some(&figures));
    let least = summary.privacy.min_cell;
    let sides = Sides { lock: &lock, now: &now, drifts, people, least, only_rules: same_data && same_day };
    let old_name = |name: &str| {
        let renamed = mismatches.iter().find_map(|m| match &m.why {
            Why::Renamed { from } if m.name == name => Some(from.as_str()),
            _ => None,
        });
        renamed.unwrap_or(name).to_owned()
    };
    let moved = now.entries.iter().flat_map(|entry| sides.figures(entry, &old_name(&entry.name)));
    let meaning = |m: &lock::Mismatch| LockedMeaning {
        section: m.section.word().to_owned(),
        name: m.name.clone(),
        what: match m.why {
            Why::Changed { .. } => "changed",
            Why::New => "new",
            Why::Renamed { .. } => "renamed",
            Why::Gone => "gone",
        }
        .to_owned(),
        renamed_from: match &m.why {
            Why::Renamed { from } => Some(from.clone()),
            _ => None,
        },
    };
    Some(AgainstLock {
        as_of: measured.map(|measured| measured.as_of.to_string()),
        same_data,
        figures: moved.collect(),
        same: asked.saturating_sub(changed) as u64,
        meanings: mismatches.iter().map(meaning).collect(),
    })
}

/// What customers did since the lock and what the rules did, where a revision is at hand that means what is locked.
pub fn drifts(since: &Since, project: &Project, movement: &Movement) -> Option<Drifts> {
    let locks = diff::locks(&since.repository, &since.versions, &project.root);
    match drift::find(&since.sides, &locks, &since.changes, movement).ok()?? {
        SinceLock::Told { public, .. } => Some(*public),
        SinceLock::Untold(_) | SinceLock::NoLock => None,
    }
}

struct Sides<'a> {
    lock: &'a Lock,
    now: &'a Lock,
    drifts: Option<&'a Drifts>,
    people: Option<&'a ChangedPeople>,
    least: u64,
    /// The data and the day are the locked ones.
    only_rules: bool,
}

impl Sides<'_> {
    /// The figures of a declaration that are not as locked. Those of now are public; where a number of people differs by a few from
    /// the locked one, nothing locked is told beside it: neither of the size with all that is measured of the members, nor of these alone.
    fn figures(&self, entry: &Entry, old_name: &str) -> Vec<LockedFigure> {
        let Some(old) = self.lock.entry(entry.section, old_name) else { return Vec::new() };
        let pairs: Vec<(&Fact, &Value)> = entry
            .facts
            .iter()
            .filter(|fact| self.is_comparable(fact))
            .filter_map(|fact| Some((fact, old.fact(&fact.path)?)))
            .filter(|(fact, locked)| fact.value != **locked)
            .collect();
        let same = old.figures_of().is_some() && old.figures_of() == entry.figures_of();
        let (sizes, parts): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(fact, _)| is_size(fact));
        let held =
            self.tells_of_few(&sizes) || self.outsiders_few(entry, old) || self.drifted_few(entry, old);
        if held {
            let any = !sizes.is_empty() || !parts.is_empty();
            return any.then(|| self.row(entry, String::new())).into_iter().collect();
        }
        let mut rows: Vec<LockedFigure> =
            sizes.into_iter().map(|(fact, locked)| self.told(entry, fact, locked, same)).collect();
        if self.tells_of_few(&parts) {
            rows.push(self.row(entry, String::new()));
        } else {
            rows.extend(parts.into_iter().map(|(fact, locked)| self.told(entry, fact, locked, same)));
        }
        rows
    }

    fn told(&self, entry: &Entry, fact: &Fact, locked: &Value, same: bool) -> LockedFigure {
        let together = fact.value.minus(locked);
        let (customers, rules) = match self.before(entry, fact, locked) {
            Some(before) => (before.minus(locked), fact.value.minus(&before)),
            None if same => (together, None),
            None if self.only_rules => (None, together),
            None => (None, None),
        };
        let text = |change: Option<lock::Change>| change.map(|change| change.to_string());
        let shown = |value: &Value| (*value != Value::HeldBack).then(|| value.to_string());
        LockedFigure {
            locked: shown(locked),
            now: shown(&fact.value),
            customers: text(customers),
            rules: text(rules),
            together: text(together),
            ..self.row(entry, fact.title())
        }
    }

    /// What the old rules come to on today's data, where they are those that were locked. Of a size who moved tells it, as far as it may
    /// be told.
    fn before(&self, entry: &Entry, fact: &Fact, locked: &Value) -> Option<Value> {
        let drift = self.drift(entry)?;
        let moved =
            drift.figures.iter().find(|moved| moved.figure == fact.title() && moved.locked == *locked);
        let before = &moved?.before;
        if *before != Value::HeldBack && moved?.after != Value::HeldBack {
            return Some(before.clone());
        }
        let of_size = self.people.filter(|_| fact.path == ["size"])?;
        of_size.cohorts.iter().find(|c| c.name == entry.name)?.before.map(Value::Whole)
    }

    fn tells_of_few(&self, pairs: &[(&Fact, &Value)]) -> bool {
        pairs.iter().any(|(fact, locked)| self.few(&fact.value, locked))
    }

    fn few(&self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Whole(a), Value::Whole(b)) => a != b && a.abs_diff(*b) < self.least,
            _ => false,
        }
    }

    /// The population without the members differs by a few.
    fn outsiders_few(&self, entry: &Entry, old: &Entry) -> bool {
        let outside = |entry: &Entry| {
            let count = |name: &str| match entry.fact(&[name.to_owned()]) {
                Some(Value::Whole(n)) => Some(*n),
                _ => None,
            };
            Some(Value::Whole(count("population")?.checked_sub(count("size")?)?))
        };
        matches!((outside(entry), outside(old)), (Some(now), Some(then)) if self.few(&now, &then))
    }

    /// The locked rules come to a few more or less today than they did.
    fn drifted_few(&self, entry: &Entry, old: &Entry) -> bool {
        let size = entry.facts.iter().find(|fact| fact.path == ["size"]);
        let locked = size.and_then(|fact| Some((fact, old.fact(&fact.path)?)));
        locked.is_some_and(|(fact, locked)| {
            self.before(entry, fact, locked).is_some_and(|before| self.few(&before, locked))
        })
    }

    fn row(&self, entry: &Entry, figure: String) -> LockedFigure {
        let section = entry.section.word().to_owned();
        LockedFigure { section, name: entry.name.clone(), figure, ..LockedFigure::default() }
    }

    fn drift(&self, entry: &Entry) -> Option<&Drift> {
        let told = &self.drifts?.told;
        told.iter().find(|drift| drift.section == entry.section && drift.name == entry.name)
    }

    /// A metric's value is held against the locked one where the metric itself is the same.
    fn is_comparable(&self, fact: &Fact) -> bool {
        let [group, metric] = &fact.path[..] else { return true };
        if group != "metrics" {
            return true;
        }
        let of = |lock: &Lock| lock.entry(Section::Metric, metric).and_then(Entry::figures_of);
        of(self.lock).is_some() && of(self.lock) == of(self.now)
    }
}

/// How many people a cohort has, and among how many; everything else is about parts of them.
fn is_size(fact: &Fact) -> bool {
    matches!(&fact.path[..], [name] if name == "size" || name == "population")
}
