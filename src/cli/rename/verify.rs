//! The renamed project, checked before it is written: every name must mean what it meant.

use super::Renaming;
use super::edits::{edited, moved};
use super::lock::{self, Locked};
use super::refuse::refused;
use crate::check::project::{self, CATALOG, LoadOptions};
use crate::cli::replace::Change;
use crate::diagnostics::Diagnostic;
use crate::model::{Named, Reference, References};
use crate::source::{DiskWorld, SourceMap, Span, World};
use crate::syntax;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The files that change, with their old and new bytes, and what becomes of the lock.
pub fn changes(
    renaming: &Renaming<'_>,
    places: &[Span],
    dir: &Path,
) -> Result<(Vec<Change>, Locked), Box<Diagnostic>> {
    let written = syntax::written_name(&renaming.new);
    let quoted = format!("`{}`", renaming.new);
    let plainly = changes_to(renaming, places, dir, &written);
    // A word that is no name beside some others (`top` behind `in`) is one in back quotes.
    if plainly.is_err()
        && written != quoted
        && let Ok(changes) = changes_to(renaming, places, dir, &quoted)
    {
        return Ok(changes);
    }
    plainly
}

fn changes_to(
    renaming: &Renaming<'_>,
    places: &[Span],
    dir: &Path,
    new: &str,
) -> Result<(Vec<Change>, Locked), Box<Diagnostic>> {
    let disk = DiskWorld::new(dir);
    let mut changes = Vec::new();
    let mut changed = BTreeMap::new();
    for path in paths(&disk) {
        let shown = project::shown(&disk, &path);
        let Some((file, source)) = renaming.sources.files().find(|(_, f)| f.path == shown) else { continue };
        if !places.iter().any(|place| place.file == file) {
            continue;
        }
        let unreadable =
            |error: io::Error| refused(format!("`{shown}` cannot be read: {error}"), "try again");
        let old = disk.read(&path).map_err(unreadable)?;
        let mark = if old.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { &[] };
        if old[mark.len()..] != *source.text.as_bytes() {
            return Err(refused(format!("`{shown}` has been changed meanwhile"), "run the command again"));
        }
        let text = edited(&source.text, file, places, new);
        let bytes = [mark, text.as_bytes()].concat();
        changed.insert(path.clone(), bytes.clone());
        changes.push(Change { path: PathBuf::from(&shown), old, new: bytes });
    }
    let renamed = Renamed { disk, changed };
    same_meaning(renaming, places, new, &renamed)?;
    Ok((changes, lock::renamed(renaming, &renamed.disk)))
}

fn paths(disk: &DiskWorld) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::from(CATALOG)];
    paths.extend(disk.persona_files().unwrap_or_default());
    paths
}

/// The project as it would be.
struct Renamed {
    disk: DiskWorld,
    changed: BTreeMap<PathBuf, Vec<u8>>,
}

impl World for Renamed {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.changed.get(path).map_or_else(|| self.disk.read(path), |bytes| Ok(bytes.clone()))
    }

    fn persona_files(&self) -> io::Result<Vec<PathBuf>> {
        self.disk.persona_files()
    }

    fn today(&self, timezone: chrono_tz::Tz) -> NaiveDate {
        self.disk.today(timezone)
    }

    fn root(&self) -> &Path {
        self.disk.root()
    }
}

/// No errors, and every reference leads from where it led to where it led.
fn same_meaning(
    renaming: &Renaming<'_>,
    places: &[Span],
    new: &str,
    world: &Renamed,
) -> Result<(), Box<Diagnostic>> {
    let head = format!("`{}` cannot become `{}`", renaming.old(), renaming.new);
    let loaded = project::load(world, &LoadOptions { without_lints: true, ..LoadOptions::default() });
    if let Some(error) = loaded.diagnostics.iter().find(|d| d.is_error()) {
        let at = error.labels.first().map(|label| label.span);
        let message =
            format!("{head}: {}{}", at.map_or(String::new(), |at| place(&loaded.sources, at)), error.message);
        let in_catalog = at.is_some_and(|at| loaded.sources.file(at.file).path.ends_with(CATALOG));
        let help = match in_catalog && new.starts_with('`') {
            true => {
                "YAML wants quotes around a value that begins with a back quote: put them there, then rename"
            }
            false => "choose another name",
        };
        return Err(refused(message, help));
    }
    let now = loaded.project.map(|p| p.program.references).unwrap_or_default();
    let before = &renaming.project.program.references;
    let moved = |r: &Reference| Reference { at: moved(r.at, places, new), ..*r };
    let expected: Vec<Reference> = before.all.iter().map(moved).collect();
    let differs = expected.iter().find(|r| now.all.binary_search(r).is_err());
    let appeared = now.all.iter().find(|r| expected.binary_search(r).is_err());
    let Some(odd) = appeared.or(differs) else { return Ok(()) };
    let what = called(renaming, &now, odd.to);
    let message = format!(
        "{head}: {}`{}` would mean {what}",
        place(&loaded.sources, odd.at),
        loaded.sources.text(odd.at)
    );
    Err(refused(message, "choose another name"))
}

fn place(sources: &SourceMap, span: Span) -> String {
    format!("in {}, line {}, ", sources.file(span.file).path, sources.position(span).line)
}

fn called(renaming: &Renaming<'_>, now: &References, to: Named) -> String {
    let tables = &renaming.project.catalog.tables;
    match to {
        Named::Declaration(d) => {
            now.declarations.get(d).map_or(String::new(), |d| format!("the {} `{}`", d.kind.word(), d.name))
        }
        Named::Table(t) | Named::Population(t) => format!("the table `{}`", tables[t].name),
        Named::Column { table, column } => {
            format!("the column `{}.{}`", tables[table].name, tables[table].columns[column].name)
        }
    }
}
