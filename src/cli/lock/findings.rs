//! Where lock and specs disagree, as findings.

use crate::check::project::Project;
use crate::diagnostics::{Diagnostic, codes};
use crate::lock::{self, Mismatch, Section, Why};
use crate::model::Program;
use crate::source::Span;

/// So many are shown in full.
const SHOWN: usize = 10;

pub fn no_lock(project: &Project) -> Diagnostic {
    let folder = project.root.strip_prefix(".").unwrap_or(&project.root).display().to_string();
    let folder = if folder.is_empty() { "this folder".to_owned() } else { format!("`{folder}`") };
    Diagnostic::new(&codes::NO_LOCK, format!("there is no `{}` in {folder}", lock::FILE))
        .help("write it with `personac lock`, look at it, and commit it")
}

/// One finding for each, the first ones in full.
pub fn of(mismatches: &[Mismatch], program: &Program) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        mismatches.iter().take(SHOWN).map(|mismatch| finding(mismatch, program)).collect();
    if let Some(last) = found.last_mut() {
        last.notes.extend(mismatches.iter().skip(SHOWN).map(line));
    }
    found
}

fn finding(mismatch: &Mismatch, program: &Program) -> Diagnostic {
    let Mismatch { section, name, why, place } = mismatch;
    let declared = span(program, *section, name);
    let (label, help) = match why {
        Why::Changed { .. } => (
            "it means something else than when it was locked",
            "`personac diff` shows what changed; if that is meant, run `personac lock` and commit the lock with it",
        ),
        Why::New => ("not locked", "run `personac lock` and commit the lock with it"),
        Why::Renamed { .. } => {
            ("locked under another name", "run `personac lock` and commit the lock with it")
        }
        Why::Gone => ("", "run `personac lock`: it takes the entry out"),
    };
    let mut found = Diagnostic::new(&codes::LOCK_DIFFERS, line(mismatch)).help(help);
    if let Some(declared) = declared.filter(|_| *why != Why::Gone) {
        found = found.at(declared, label);
    }
    match place {
        Some(place) => found.at(*place, "locked here"),
        None => found,
    }
}

/// A mismatch in a line.
pub fn line(mismatch: &Mismatch) -> String {
    let Mismatch { section, name, why, .. } = mismatch;
    let word = section.word();
    match why {
        Why::Changed { locked, now } => {
            format!("{word} `{name}` is not what was locked ({} then, {} now)", locked.short(), now.short())
        }
        Why::New => format!("{word} `{name}` is not locked"),
        Why::Renamed { from } => format!("{word} `{name}` is locked as `{from}`"),
        Why::Gone => format!("{word} `{name}` is locked and does not run any more"),
    }
}

/// The name where it is declared.
fn span(program: &Program, section: Section, name: &str) -> Option<Span> {
    match section {
        Section::Cohort => program.cohorts.iter().find(|c| c.name == name).map(|c| c.span),
        Section::Assignment => program.assigns.iter().find(|a| a.name == name).map(|a| a.span),
        Section::Grid => program.grids.iter().find(|g| g.name == name).map(|g| g.span),
        Section::Metric => program.metrics.iter().find(|m| m.name == name).map(|m| m.span),
    }
}
