//! `personac rename`: another name for a declaration, everywhere.

mod edits;
mod lock;
mod mentions;
mod refuse;
mod verify;

use super::common::{self, ColorChoice, Exit};
use super::replace::{self, Change};
use crate::check::project::{CATALOG, Loaded, Project};
use crate::diagnostics::{Diagnostic, codes};
use crate::lock::FILE;
use crate::model::{Declaration, DeclarationKind};
use crate::source::{SourceMap, reason};
use lock::Locked;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Rename a declaration in all files: where it is declared and wherever it is used
///
/// Uses are found by what a name means, not by its letters: a column, a function, a text or a comment of the same name stays. Everything
/// else in the files stays as it is, byte for byte. The result is checked before anything is written, and all files are written or none.
///
/// What else mentions the name (texts, comments, other files of the project) is listed, not changed.
///
/// Refused where the project has errors, where the new name is taken, and where a use would mean something else afterwards.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The declaration's name now
    old: String,

    /// The name that it shall have; back quotes are put around it where it needs them
    new: String,

    /// The project's folder (the one with personac.yaml)
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,

    /// Write nothing; show what would change
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "\
Examples:
  personac rename spend yearly_spend --dry-run
  personac rename connected_pro 互联先锋
  personac rename urban 'in a big city'            written as `in a big city` in the specs";

/// A name and what it shall become.
struct Renaming<'a> {
    project: &'a Project,
    sources: &'a SourceMap,
    /// An index into the declarations.
    declaration: usize,
    new: String,
}

impl Renaming<'_> {
    fn declared(&self) -> &Declaration {
        &self.project.program.references.declarations[self.declaration]
    }

    fn old(&self) -> &str {
        &self.declared().name
    }
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let loaded = common::load(args.dir.clone());
    let project = match (&loaded.project, loaded.has_errors()) {
        (Some(project), false) => project,
        _ => return with_errors(loaded, color),
    };
    let renaming = match refuse::renaming(project, &loaded.sources, &args.old, &args.new) {
        Ok(renaming) => renaming,
        Err(diagnostic) => return common::fail(&[*diagnostic], &loaded.sources, color),
    };
    match changed(&renaming, &args) {
        Ok(Done { changes, places, lock_left }) => {
            let mut out = io::stdout().lock();
            if args.dry_run {
                changes.iter().try_for_each(|change| write!(out, "{}", diff(change)))?;
            }
            let would = if args.dry_run { "would rename" } else { "renamed" };
            let (kind, old, new) = (renaming.declared().kind.word(), renaming.old(), &renaming.new);
            let places = common::count(places, "place");
            let (locks, specs): (Vec<_>, Vec<_>) = changes.iter().partition(|c| c.path.ends_with(FILE));
            let files = common::count(specs.len(), "file");
            let and_lock = if locks.is_empty() { "" } else { ", and in personac.lock" };
            writeln!(out, "{would} {kind} `{old}` to `{new}`: {places} in {files}{and_lock}")?;
            if lock_left {
                writeln!(
                    out,
                    "personac.lock is not as personac writes it, and was left: run `personac lock`"
                )?;
            }
            let style = common::style(color, io::stdout().is_terminal());
            write!(out, "{}", mentions::text(&renaming, style.color))?;
            Ok(Exit::Fine)
        }
        Err(diagnostic) => common::fail(&[*diagnostic], &loaded.sources, color),
    }
}

/// What the files were and are now, or would be.
struct Done {
    changes: Vec<Change>,
    /// In specs and the catalog.
    places: usize,
    /// The lock could not be changed with them.
    lock_left: bool,
}

fn changed(renaming: &Renaming<'_>, args: &Args) -> Result<Done, Box<Diagnostic>> {
    let edits = edits::edits(renaming)?;
    let (mut changes, locked) = verify::changes(renaming, &edits, &args.dir)?;
    let lock_left = matches!(locked, Locked::Left);
    if let Locked::Changes(change) = locked {
        changes.push(change);
    }
    if !args.dry_run {
        replace::all_or_none(&changes).map_err(|(path, error)| not_written(path, &error))?;
    }
    Ok(Done { changes, places: edits.len(), lock_left })
}

/// Uses in what did not read would keep the old name.
fn with_errors(loaded: Loaded, color: ColorChoice) -> io::Result<Exit> {
    let mut diagnostics: Vec<Diagnostic> =
        loaded.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    if loaded.project.is_some() {
        let message = "nothing was renamed: the project has errors, so not every use of a name is known";
        diagnostics
            .push(Diagnostic::new(&codes::RENAME, message).help("mend what is said above, then rename"));
    }
    // Whatever of it is about the command line: what is wrong is the project.
    match common::fail(&diagnostics, &loaded.sources, color)? {
        _ if loaded.project.is_some() => Ok(Exit::Wrong),
        exit => Ok(exit),
    }
}

fn not_written(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("`{}` cannot be written: {}", path.display(), reason(error));
    let help = "free space or change its permissions; all files are as they were";
    Box::new(Diagnostic::new(&codes::OUTPUT_FAILED, message).help(help))
}

/// In the form that `patch` reads.
fn diff(change: &Change) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let path = change.path.display().to_string();
    let (old, new) = (text(&change.old), text(&change.new));
    let diff = similar::TextDiff::from_lines(&old, &new);
    diff.unified_diff().context_radius(1).header(&path, &path).to_string()
}

/// Whether a run writes files of this name.
fn has_files(kind: DeclarationKind) -> bool {
    use DeclarationKind::*;
    matches!(kind, Icp | Persona | Score | Assign | Grid)
}
