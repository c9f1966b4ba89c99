//! Whether the figures of a run may stand beside the specs as they are now.

use crate::check::project::Project;
use crate::diagnostics::{Diagnostic, codes};
use crate::documents::{Named, Summary};
use std::path::Path;

/// So many declarations are named.
const NAMED: usize = 5;

/// Stories, titles, comments and formatting may be other ones than the run had; what is measured may not.
pub fn check(path: &Path, summary: &Summary, project: &Project) -> Result<(), Box<Diagnostic>> {
    if summary.spec_sha256 == project.spec_hash {
        return Ok(());
    }
    let shown = path.display();
    let ran: String = summary.spec_sha256.chars().take(12).collect();
    let found = |message: String| {
        Diagnostic::new(&codes::SUMMARY, message)
            .note(format!("the run was on {}, of the specs {ran}…", summary.as_of))
            .help("run `personac run` again, or give the same `--set` as the run had: pages would show figures of rules that nobody ran")
    };
    let Some(then) = &summary.meanings else {
        let message =
            format!("the figures in `{shown}` are those of other specs than the ones that are here");
        return Err(Box::new(found(message)));
    };
    let (then_least, least) = (summary.privacy.min_cell, project.catalog.privacy.min_cell);
    if then_least != least {
        let message =
            format!("the run held figures back by `min_cell` {then_least}, and the catalog says {least} now");
        return Err(Box::new(found(message)));
    }
    let others = others(then, &Summary::meanings_of(&project.program, &project.catalog));
    let Some(first) = others.first() else { return Ok(()) };
    let message = format!("the figures in `{shown}` are not those of the specs that are here: {first}");
    let mut told = found(message);
    for other in others.iter().skip(1).take(NAMED - 1) {
        told = told.note(other);
    }
    if others.len() > NAMED {
        told = told.note(format!("… and {} more", others.len() - NAMED));
    }
    Err(Box::new(told))
}

/// What is not as it was, in words.
fn others(then: &Named<String>, now: &Named<String>) -> Vec<String> {
    let changed = now.iter().filter_map(|(name, meaning)| match then.get(name) {
        Some(before) if before == meaning => None,
        Some(_) if name.starts_with("table ") => {
            Some(format!("`{name}` is read otherwise, or others of it count"))
        }
        Some(_) => Some(format!("`{name}` means something else, or its parts stand in another order")),
        None => Some(format!("`{name}` was not there")),
    });
    let gone = then.iter().filter(|(name, _)| now.get(name).is_none());
    changed.chain(gone.map(|(name, _)| format!("`{name}` is no more"))).collect()
}
