//! Both versions are worked out over their data and laid beside each other.

use super::{Failure, Moves, Side, reading};
use crate::changes::Changes;
use crate::check::project::Project;
use crate::cli::progress::Bar;
use crate::cohort::TableReport;
use crate::diagnostics::{Diagnostic, codes};
use crate::engine::{self, MovementOptions, MovementSide, scan};
use crate::lower::{self, Known, Lowered, Spec};
use std::collections::BTreeMap;

/// Finds out who moved. `changes` is what the comparison of meanings says; without, the specs of both sides are one and the same, and
/// only what they read may differ. Of each kind of movers at most that many samples.
pub fn compare(
    before: Side,
    after: Side,
    changes: Option<&Changes>,
    samples: usize,
) -> Result<Moves, Failure> {
    let [old, new] = [before, after].map(|side| lowered(side.project));
    let known = match changes {
        Some(changes) => {
            changes.known(&before.project.program, &after.project.program, &after.project.catalog)
        }
        None => Known::by_name(&before.project.program, &after.project.program, &BTreeMap::new(), true),
    };
    let comparison = lower::comparison(spec(before, &old), spec(after, &new), &known);
    let progress = Bar::new();
    let once = before.root == after.root && reading::alike(&before.project.catalog, &after.project.catalog);
    let of_after = |diagnostics| Failure { diagnostics, before: false };
    let loaded = load(after, &new, &progress).map_err(of_after)?;
    let mut reports = vec![loaded.reports];
    let mut frames = vec![loaded.tables];
    if once {
        frames.push(frames[0].clone());
    } else {
        let earlier =
            load(before, &old, &progress).map_err(|diagnostics| Failure { diagnostics, before: true })?;
        reports.insert(0, earlier.reports);
        frames.insert(0, earlier.tables);
        if before.root == after.root {
            unchanged(&reports[0], &reports[1]).map_err(of_after)?;
        }
    }
    progress.step("comparing both versions");
    let [frames_before, frames_after] = <[_; 2]>::try_from(frames).unwrap_or_default();
    let options = MovementOptions { same_rows: once && before.project.as_of == after.project.as_of, samples };
    let sides = [
        MovementSide { plan: &old.plan, frames: frames_before },
        MovementSide { plan: &new.plan, frames: frames_after },
    ];
    let [side_before, side_after] = sides;
    let found = engine::movement(&comparison, side_before, side_after, options);
    // Whoever changed a file under the comparison is told that first, whatever came of it.
    for (side, reports) in [before, after].iter().rev().zip(reports.iter().rev()) {
        let lost = scan::changed(&side.project.catalog, side.root, reports);
        if !lost.is_empty() {
            return Err(of_after(vec![changed(&lost)]));
        }
    }
    let (movement, _) = found.map_err(|diagnostic| of_after(vec![diagnostic]))?;
    Ok(Moves { movement, diagnostics: loaded.diagnostics, reports })
}

fn lowered(project: &Project) -> Lowered {
    let options = lower::Options { clauses: true, ..lower::Options::default() };
    lower::lower(&project.program, &project.catalog, project.as_of, &options)
}

fn spec<'a>(side: Side<'a>, lowered: &'a Lowered) -> Spec<'a> {
    let Project { program, catalog, root, .. } = side.project;
    Spec { program, catalog, lowered, sources: Some(side.sources), root }
}

fn load(side: Side, lowered: &Lowered, progress: &Bar) -> Result<scan::Loaded, Vec<Diagnostic>> {
    scan::load(&lowered.plan, &side.project.catalog, side.root, &scan::Options::default(), progress)
}

/// The same file holds the same bytes in both readings.
fn unchanged(before: &[TableReport], after: &[TableReport]) -> Result<(), Vec<Diagnostic>> {
    let files = |reports: &[TableReport]| -> BTreeMap<String, String> {
        let files = reports.iter().flat_map(|r| &r.files);
        files.map(|file| (file.path.clone(), file.sha256.clone())).collect()
    };
    let after = files(after);
    let other = |(path, hash): &(String, String)| after.get(path).is_some_and(|now| now != hash);
    let lost: Vec<String> = files(before).into_iter().filter(other).map(|(path, _)| path).collect();
    if lost.is_empty() { Ok(()) } else { Err(vec![changed(&lost)]) }
}

fn changed(files: &[String]) -> Diagnostic {
    let names: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
    let message = format!("{} changed while two versions were compared on it", names.join(", "));
    Diagnostic::new(&codes::DATA_CHANGED, message)
        .help("compare again when nobody writes to the data, or compare on a copy of it")
}
