//! Both versions measured on today's data, held against the lock.

use super::load::Sides;
use crate::changes::{Changes, Effect};
use crate::check::project::Project;
use crate::cli::lock::{declared, measure};
use crate::cohort::Movement;
use crate::diagnostics::{Checked, Diagnostic};
use crate::lock::{self, Drifts, Figures, Lock, Now, Section, SinceLock};
use crate::meaning::Meaning;

/// What moved since the lock. Both versions are run for it, unless it is clear before that there is nothing to tell. `locks`: the old
/// version's, and the new one's.
pub fn find(
    sides: &Sides,
    locks: &[Checked<Option<Lock>>; 2],
    changes: &Changes,
    movement: &Movement,
) -> Result<Option<SinceLock>, Vec<Diagnostic>> {
    let (Some(old), Some(new)) = (&sides.old.loaded.project, &sides.new.loaded.project) else {
        return Ok(None);
    };
    let before = declared(old);
    let lock = match chosen(locks, &before) {
        Ok(lock) => lock,
        Err(nothing) => return Ok(Some(nothing)),
    };
    let after = declared(new);
    let (old_figures, new_figures) = (measure::both(old)?, measure::both(new)?);
    let name = |section: Section, name: &str| old_name(changes, &before, section, name);
    let drifts = |pick: fn(&(Figures, Figures)) -> &Figures| -> Option<Drifts> {
        let old = Now { declared: &before, figures: pick(&old_figures) };
        lock::drifts(lock, old, Now { declared: &after, figures: pick(&new_figures) }, &name)
    };
    let (Some(whole), Some(public)) = (drifts(|f| &f.1), drifts(|f| &f.0)) else { return Ok(None) };
    let movers = |name: &str| {
        let cohort = movement.cohorts.iter().find(|cohort| cohort.name == name)?;
        Some((cohort.entered.people, cohort.left.people))
    };
    let public = Box::new(public.public(least(old, new), &movers));
    Ok(Some(SinceLock::Told { whole: Box::new(whole), public }))
}

/// The stricter version decides.
fn least(old: &Project, new: &Project) -> u64 {
    old.catalog.privacy.min_cell.max(new.catalog.privacy.min_cell)
}

/// The old version's lock; else the new one's, where that tells of the old meanings. Or why there is nothing to tell.
fn chosen<'l>(
    locks: &'l [Checked<Option<Lock>>; 2],
    before: &[(Section, String, Meaning)],
) -> Result<&'l Lock, SinceLock> {
    let tells = |lock: &Lock| {
        let is_locked = |(section, name, meaning): &(Section, String, Meaning)| {
            lock.entry(*section, name).is_some_and(|entry| entry.figures_of() == Some(*meaning))
        };
        lock.measured.is_some() && before.iter().any(is_locked)
    };
    let found: Vec<&Lock> = locks.iter().filter_map(|lock| lock.value.as_ref()).collect();
    if let Some(lock) = found.iter().find(|lock| tells(lock)) {
        return Ok(lock);
    }
    let wrong = locks.iter().flat_map(|lock| &lock.diagnostics).next();
    if found.is_empty() && wrong.is_none() {
        return Err(SinceLock::NoLock);
    }
    Err(SinceLock::Untold(match wrong {
        Some(wrong) => format!("{} ({})", wrong.message, wrong.code.id),
        None if found.iter().all(|lock| lock.measured.is_none()) => "it holds no figures yet".to_owned(),
        None => "it is of other meanings than the old version has".to_owned(),
    }))
}

/// What a declaration of the new version is called in the old one.
fn old_name(
    changes: &Changes,
    before: &[(Section, String, Meaning)],
    section: Section,
    name: &str,
) -> Option<String> {
    use crate::changes::Kind;
    let is_one = |kind: Kind| match section {
        Section::Cohort => kind.is_cohort(),
        Section::Assignment => kind == Kind::Assign,
        Section::Grid => kind == Kind::Grid,
        Section::Metric => kind == Kind::Metric,
    };
    let change = changes.declarations.iter().find(|change| is_one(change.kind) && change.name == name);
    let old = match change {
        Some(change) if change.effect == Effect::Added => return None,
        Some(change) => change.renamed_from.as_deref().unwrap_or(name),
        None => name,
    };
    before.iter().any(|(of, other, _)| *of == section && other == old).then(|| old.to_owned())
}
