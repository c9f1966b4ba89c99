//! `personac lock`, and what `run --locked` asks of a lock.

mod findings;
#[cfg(feature = "engine")]
pub mod measure;
mod moved;
#[cfg(feature = "engine")]
mod since;

use super::common::{self, ColorChoice, Exit, ProjectArgs, Ready};
use super::data::LockData;
use crate::check::project::Project;
use crate::diagnostics::{Diagnostic, codes};
use crate::lock::{self, Figures, Lock, Section};
use crate::meaning::{self, Meaning};
use crate::source::{DiskWorld, reason};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[cfg(feature = "engine")]
pub use since::{now, since_the_lock, verify};

/// Lock what every cohort means and what it comes to, in personac.lock
///
/// Writes, beside the catalog, for each cohort, assignment, grid and metric the hash of what it means, and what a run over the data measures: size,
/// tiers, mean score, metrics, with the as-of date and the data's fingerprint. Commit the file: a review then shows in a few lines
/// which cohorts mean something else and what that does, and `run --locked` refuses to run anything that was not reviewed.
///
/// Names, formatting, comments and stories do not belong to a meaning; features, segments, params and the population do.
///
/// The lock is public, as documents are: figures about fewer people than the catalog's `min_cell` are held back.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The project's folder (the one with personac.yaml)
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,

    /// The as-of date of the figures [default: the catalog's `as_of`, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,

    #[command(flatten)]
    data: LockData,

    /// Write nothing; show what is not as the lock says, and fail if anything is
    #[arg(long)]
    check: bool,
}

const EXAMPLES: &str = "\
Examples:
  personac lock                    after a change that was meant: measure and lock
  personac lock --check            is everything as it was locked?
  personac lock --check --no-data  the same for meanings alone, where the data is not at hand
  personac run --locked            run only what was locked";

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let wanted = ProjectArgs { dir: args.dir.clone(), as_of: args.as_of.clone(), set: Vec::new() };
    let mut ready = match wanted.ready(color)? {
        Ok(ready) => ready,
        Err(exit) => return Ok(exit),
    };
    let loaded = Lock::load(&DiskWorld::new(&args.dir), &mut ready.sources);
    if !loaded.diagnostics.is_empty() {
        return common::fail(&loaded.diagnostics, &ready.sources, color);
    }
    let old = loaded.value;
    if args.check && old.is_none() {
        return common::fail(&[findings::no_lock(&ready.project)], &ready.sources, color);
    }
    let figures = match args.data.measure(&ready.project) {
        Ok(measured) => measured
            .map(|(figures, warnings)| common::show(&warnings, &ready.sources, color).map(|()| figures)),
        Err(diagnostics) => return common::fail(&diagnostics, &ready.sources, color),
    };
    let figures = figures.transpose()?;
    let work = Work { path: path(&ready.project), now: declared(&ready.project), ready, old, figures };
    if args.check { work.check(color) } else { work.write(color) }
}

/// Where the lock lies, as the user would write it.
fn path(project: &Project) -> PathBuf {
    project.root.strip_prefix(".").unwrap_or(&project.root).join(lock::FILE)
}

/// What there is to lock, with its meaning.
pub fn declared(project: &Project) -> Vec<(Section, String, Meaning)> {
    lock::declared(&project.program, &meaning::meanings(&project.program, &project.catalog))
}

struct Work {
    path: PathBuf,
    now: Vec<(Section, String, Meaning)>,
    ready: Ready,
    old: Option<Lock>,
    figures: Option<Figures>,
}

impl Work {
    fn check(self, color: ColorChoice) -> io::Result<Exit> {
        let Some(old) = &self.old else { return Ok(Exit::Wrong) };
        let new = lock::make(self.now.clone(), Some(old), self.figures.as_ref());
        let findings = findings::of(&lock::mismatches(old, &self.now, &[]), &self.ready.project.program);
        common::show(&findings, &self.ready.sources, color)?;
        let mut out = io::stdout().lock();
        write!(out, "{}", moved::text(old, &new, common::width()))?;
        self.older(&new, &mut out)?;
        if old.is_as(&new) {
            writeln!(out, "`{}` is up to date", self.path.display())?;
            return Ok(Exit::Fine);
        }
        writeln!(out, "`{}` is not up to date: `personac lock` writes it anew", self.path.display())?;
        Ok(Exit::Wrong)
    }

    fn write(self, color: ColorChoice) -> io::Result<Exit> {
        let new = lock::make(self.now.clone(), self.old.as_ref(), self.figures.as_ref());
        let text = new.to_string();
        let same = fs_err::read(&self.path).is_ok_and(|bytes| bytes == text.as_bytes());
        if !same && let Err(error) = replace(&self.path, &text) {
            let message = format!("`{}` cannot be written: {}", self.path.display(), reason(&error));
            let help = "free space or change its permissions; the lock is as it was";
            let failed = Diagnostic::new(&codes::OUTPUT_FAILED, message).help(help);
            return common::fail(&[failed], &self.ready.sources, color);
        }
        let mut out = io::stdout().lock();
        if let Some(old) = &self.old {
            let mismatches = lock::mismatches(old, &self.now, &[]);
            mismatches.iter().try_for_each(|m| writeln!(out, "{}", findings::line(m)))?;
            write!(out, "{}", moved::text(old, &new, common::width()))?;
        }
        self.older(&new, &mut out)?;
        let done = if same { "is unchanged" } else { "is written" };
        writeln!(out, "`{}` {done}: {}", self.path.display(), summary(&new))?;
        Ok(Exit::Fine)
    }

    /// Says of which declarations the figures are older than the meaning.
    fn older(&self, new: &Lock, out: &mut impl Write) -> io::Result<()> {
        let of = |entry: &&lock::Entry| entry.measured_as.is_some() || entry.facts.is_empty();
        let names: Vec<String> =
            new.entries.iter().filter(of).map(|entry| format!("`{}`", entry.name)).collect();
        match &new.measured {
            _ if names.is_empty() => return Ok(()),
            None => {
                return writeln!(
                    out,
                    "meanings alone are locked; `personac lock` measures where the data is"
                );
            }
            Some(_) => {}
        }
        let more = if names.len() > 8 { format!(" and {} more", names.len() - 8) } else { String::new() };
        let names = names[..names.len().min(8)].join(", ");
        writeln!(
            out,
            "not measured as it is locked: {names}{more}; `personac lock` measures where the data is"
        )
    }
}

/// `5 cohorts, 1 grid, measured as of 2026-10-31`
fn summary(lock: &Lock) -> String {
    let number = |section: Section| (lock.section(section).count(), section.word());
    let parts = Section::ALL.into_iter().map(number).filter(|(n, _)| *n > 0);
    let mut parts: Vec<String> = parts.map(|(n, word)| common::count(n, word)).collect();
    if parts.is_empty() {
        parts.push("nothing to lock".to_owned());
    }
    parts.extend(lock.measured.as_ref().map(|measured| format!("measured as of {}", measured.as_of)));
    parts.join(", ")
}

/// The new text takes the old one's place in one step, with its permissions; a link still leads to it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let target = fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let permissions = fs_err::metadata(&target).map(|found| found.permissions()).ok();
    if permissions.as_ref().is_some_and(std::fs::Permissions::readonly) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".personac-");
    if let Some(mode) = new_file_mode() {
        builder.permissions(mode);
    }
    let mut file = builder.tempfile_in(parent)?;
    file.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are private; a new lock may be read by whoever the system lets read new files.
#[cfg(unix)]
fn new_file_mode() -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file_mode() -> Option<std::fs::Permissions> {
    None
}
