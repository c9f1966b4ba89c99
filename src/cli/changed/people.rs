//! Who moved because the rules did, as far as others may know.

use crate::cli::diff::{Since, people as both};
use crate::cli::lock::measure;
use crate::cohort::{Blame, Cause, Clause, CohortMovement, Fate, Movement};
use crate::diagnostics::{Diagnostic, codes};
use crate::disclosure::{self, ShownBlame};
use crate::documents::Summary;
use crate::documents::changed::{Blamed, ChangedPeople, MovedBy, Movers};

/// Who moved, or why that cannot be told. `summary` is what the documents show of the new version.
pub fn people(
    since: &Since,
    summary: &Summary,
) -> Result<Option<(ChangedPeople, Movement)>, Box<Diagnostic>> {
    let [Some(old), Some(_)] = [&since.sides.old, &since.sides.new].map(|version| version.project()) else {
        return Ok(None);
    };
    let untold = |found: Vec<Diagnostic>| {
        let message = format!("who moved since {} cannot be told", since.versions.old_words());
        let warning = Diagnostic::new(&codes::OLD_ERRORS, message)
            .help("the page shows what changed in the rules; `personac diff --data` says more");
        let reasons = found.iter().filter(|found| found.is_error());
        Box::new(reasons.fold(warning, |warning, e| warning.note(format!("{}: {}", e.code.id, e.message))))
    };
    let moves = both::find(&since.sides, &since.changes, false).map_err(|f| untold(f.diagnostics))?;
    let Some(moves) = moves else { return Ok(None) };
    let least = summary.privacy.min_cell.max(old.catalog.privacy.min_cell);
    let before = measure::shown(old, least).map_err(untold)?;
    Ok(Some((told(&moves.movement, &before, summary, least), moves.movement)))
}

/// `before` and `after` say which sizes may be shown: a size that follows from others in its run is not told here either.
fn told(movement: &Movement, before: &Summary, after: &Summary, least: u64) -> ChangedPeople {
    let cohorts = movement
        .cohorts
        .iter()
        .filter(|cohort| cohort.entered.people + cohort.left.people > 0 && is_run(cohort, after));
    let cohorts = cohorts.map(|cohort| {
        let old_name = cohort.renamed_from.as_ref().unwrap_or(&cohort.name);
        let shows = |summary: &Summary, name: &str| {
            summary.cohorts.get(name).is_none_or(|figures| figures.matched.is_some())
        };
        let is_open = shows(before, old_name) && shows(after, &cohort.name);
        movers(cohort, least, is_open)
    });
    ChangedPeople { as_of: movement.as_of.after.clone(), cohorts: cohorts.collect() }
}

/// A run of some cohorts alone tells of these.
fn is_run(cohort: &CohortMovement, after: &Summary) -> bool {
    matches!(cohort.fate, Fate::Removed | Fate::Retired) || after.cohorts.get(&cohort.name).is_some()
}

/// All counts, or none: the size after stands on the pages of the run, so that any of the others would tell the rest.
fn movers(cohort: &CohortMovement, least: u64, is_open: bool) -> Movers {
    let name = cohort.name.clone();
    let shown = disclosure::movers(cohort, least);
    let whole =
        [shown.before, shown.entered, shown.left, shown.after, shown.stayed].iter().all(Option::is_some);
    if !is_open || !whole {
        return Movers { name, ..Movers::default() };
    }
    Movers {
        name,
        before: shown.before,
        after: shown.after,
        entered: shown.entered,
        left: shown.left,
        stayed: shown.stayed,
        entered_by: sets(&cohort.entered.blame, &shown.entered_by, &cohort.clauses),
        left_by: sets(&cohort.left.blame, &shown.left_by, &cohort.clauses),
    }
}

/// Each mover once, under all rules that moved them.
fn sets(blame: &Blame, shown: &ShownBlame, clauses: &[Clause]) -> Vec<MovedBy> {
    let rule = |index: &usize| clauses.get(*index).map(blamed);
    let sets = blame.sets.iter().zip(&shown.sets);
    let mut found: Vec<MovedBy> = sets
        .map(|(set, people)| MovedBy {
            people: *people,
            rules: set.clauses.iter().filter_map(rule).collect(),
        })
        .collect();
    if blame.other_sets > 0 {
        found.push(MovedBy { people: shown.other_sets, rules: Vec::new() });
    }
    found
}

fn blamed(clause: &Clause) -> Blamed {
    let cause = match clause.cause {
        Cause::Added => "added",
        Cause::Removed => "removed",
        Cause::Changed => "changed",
        Cause::Through => "through",
        Cause::Data => "data",
    };
    Blamed {
        cause: cause.to_owned(),
        old: clause.before.as_ref().map(|written| written.text.clone()),
        new: clause.after.as_ref().map(|written| written.text.clone()),
        through: clause.through.iter().map(|name| name.replace('`', "")).collect(),
    }
}
