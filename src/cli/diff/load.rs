//! Both versions, read as far as they can be read.

use super::versions::{New, Versions, found};
use crate::check::project::{self, CATALOG, LoadOptions, Loaded, Project};
use crate::diagnostics::{Checked, Diagnostic, codes};
use crate::lock::Lock;
use crate::model::Program;
use crate::source::git::{GitWorld, Repository};
use crate::source::{DiskWorld, SourceMap, World};
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// The most findings of an old version that are told one by one.
const MOST_TOLD: usize = 10;

/// Both versions of a project.
pub struct Sides {
    pub old: Version,
    pub new: Version,
}

/// A version of a project.
pub struct Version {
    /// With the other version's catalog, where its own cannot be used.
    pub loaded: Loaded,
    /// The project is there.
    pub there: bool,
    /// What is wrong with its own catalog, where the other one's stands in for it.
    pub catalog_errors: Vec<Diagnostic>,
    /// Where the paths of its texts begin in messages: `main:specs/`.
    label: Option<String>,
    dir: PathBuf,
}

/// Reads both. The as-of date is the new version's for both, so that only the rules differ.
pub fn load(
    repository: &Repository,
    versions: &Versions,
    dir: &Path,
    options: &LoadOptions,
) -> Result<Sides, Box<Diagnostic>> {
    let old_world = repository.at(&versions.old).map_err(found)?;
    let new_at = match &versions.new {
        New::At(commit) => Some(repository.at(commit).map_err(found)?),
        New::Files => None,
    };
    let disk = DiskWorld::new(dir);
    let new_world: &dyn World = match &new_at {
        Some(world) => world,
        None => &disk,
    };
    let mut new = read(new_world, options, new_at.as_ref(), dir);
    let of_new = LoadOptions { as_of: options.as_of.or(new.as_of()), set: Vec::new(), ..options.clone() };
    let mut old = read(&old_world, &of_new, Some(&old_world), dir);
    if !options.set.is_empty() && old.there {
        // A param that the old version does not have yet cannot be set there.
        let known =
            |name: &str| old.program().is_some_and(|p| p.params.iter().any(|param| param.name == name));
        let set = options.set.iter().filter(|(name, _)| known(name)).cloned().collect();
        old = read(&old_world, &LoadOptions { set, ..of_new.clone() }, Some(&old_world), dir);
    }
    if !old.there && !new.there {
        return Err(Box::new(nowhere(new.loaded)));
    }
    if new.lacks_catalog() {
        new.borrow(new_world, &old_world, options);
    } else if old.lacks_catalog() {
        old.borrow(&old_world, new_world, &of_new);
    }
    Ok(Sides { old, new })
}

/// The lock of the old version, and that of the new one.
pub fn locks(repository: &Repository, versions: &Versions, dir: &Path) -> [Checked<Option<Lock>>; 2] {
    let nothing = || Checked { value: None, diagnostics: Vec::new() };
    let at = |commit| {
        let world = repository.at(commit).ok();
        world.map_or_else(nothing, |world| Lock::load(&world, &mut SourceMap::default()))
    };
    let new = match &versions.new {
        New::At(commit) => at(commit),
        New::Files => Lock::load(&DiskWorld::new(dir), &mut SourceMap::default()),
    };
    [at(&versions.old), new]
}

/// There is no project on either side.
fn nowhere(loaded: Loaded) -> Diagnostic {
    let first = loaded.diagnostics.into_iter().next();
    first.unwrap_or_else(|| Diagnostic::new(&codes::NO_PROJECT, format!("there is no `{CATALOG}`")))
}

fn read(world: &dyn World, options: &LoadOptions, revision: Option<&GitWorld>, dir: &Path) -> Version {
    let there = match world.read(Path::new(CATALOG)) {
        Ok(_) => true,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    };
    Version {
        loaded: project::load(world, options),
        there,
        catalog_errors: Vec::new(),
        label: revision.map(|world| world.shown(Path::new(""))),
        dir: dir.strip_prefix(".").unwrap_or(dir).to_owned(),
    }
}

impl Version {
    fn as_of(&self) -> Option<NaiveDate> {
        self.loaded.project.as_ref().map(|project| project.as_of)
    }

    /// The project, if it is there and reads.
    pub fn project(&self) -> Option<&Project> {
        self.loaded.project.as_ref().filter(|_| self.there)
    }

    pub fn program(&self) -> Option<&Program> {
        self.project().map(|project| &project.program)
    }

    /// It is there, and its catalog cannot be used.
    fn lacks_catalog(&self) -> bool {
        self.there && self.loaded.project.is_none()
    }

    /// Reads it again with the other version's catalog, so that its specs can be compared all the same.
    fn borrow(&mut self, world: &dyn World, other: &dyn World, options: &LoadOptions) {
        let Ok(catalog) = other.read(Path::new(CATALOG)) else { return };
        let again = project::load(&Borrowed { world, catalog }, options);
        if again.project.is_some() {
            let first = std::mem::replace(&mut self.loaded, again);
            // Its sources are other ones now: what is told of the catalog is told without a place.
            self.catalog_errors = first
                .diagnostics
                .iter()
                .filter(|d| d.is_error())
                .map(|d| placeless(d, &first.sources))
                .collect();
        }
    }

    /// Everything that is wrong with it.
    pub fn errors(&self) -> Vec<Diagnostic> {
        if !self.there {
            return Vec::new();
        }
        let own = self.loaded.diagnostics.iter().filter(|d| d.is_error()).cloned();
        self.catalog_errors.iter().cloned().chain(own).collect()
    }

    /// Its texts by the names that git has for them, to show findings with.
    pub fn shown_sources(&self) -> SourceMap {
        let mut shown = SourceMap::default();
        for (_, file) in self.loaded.sources.files() {
            shown.add(self.shown_path(&file.path), file.text.clone());
        }
        shown
    }

    fn shown_path(&self, path: &str) -> String {
        match (&self.label, Path::new(path).strip_prefix(&self.dir)) {
            (Some(label), Ok(inside)) => {
                let between = if label.contains(':') { "/" } else { ":" };
                format!("{label}{between}{}", inside.display().to_string().replace('\\', "/"))
            }
            _ => path.to_owned(),
        }
    }

    /// The warning that not all of an old version could be compared.
    pub fn not_whole(&self, revision: &str) -> Option<Diagnostic> {
        let errors = self.errors();
        if errors.is_empty() {
            return None;
        }
        let sources = self.shown_sources();
        let count = crate::cli::common::count(errors.len(), "error");
        let message = format!("{revision} has {count}, so not all of it could be compared");
        let mut warning = Diagnostic::new(&codes::OLD_ERRORS, message)
            .help("what reads in both versions is compared; what does not is listed below as not compared");
        for error in errors.iter().take(MOST_TOLD) {
            warning = warning.note(one_line(error, &sources));
        }
        if errors.len() > MOST_TOLD {
            warning = warning.note(format!("… and {} more", errors.len() - MOST_TOLD));
        }
        Some(warning)
    }
}

/// `main:shop.persona:3: E0301: there is no …`
fn one_line(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let place = diagnostic.labels.first().map(|label| {
        let file = sources.file(label.span.file);
        format!("{}:{}: ", file.path, sources.position(label.span).line)
    });
    format!("{}{}: {}", place.unwrap_or_default(), diagnostic.code.id, diagnostic.message)
}

fn placeless(diagnostic: &Diagnostic, sources: &SourceMap) -> Diagnostic {
    let mut told = Diagnostic::new(diagnostic.code, diagnostic.message.clone());
    if let Some(label) = diagnostic.labels.first() {
        let file = sources.file(label.span.file);
        told = told.note(format!("at {}:{}", file.path, sources.position(label.span).line));
    }
    told.help = diagnostic.help.clone();
    told
}

/// A version's specs with the other one's catalog.
struct Borrowed<'a> {
    world: &'a dyn World,
    catalog: Vec<u8>,
}

impl World for Borrowed<'_> {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        if path == Path::new(CATALOG) { Ok(self.catalog.clone()) } else { self.world.read(path) }
    }

    fn persona_files(&self) -> std::io::Result<Vec<PathBuf>> {
        self.world.persona_files()
    }

    fn today(&self, timezone: chrono_tz::Tz) -> NaiveDate {
        self.world.today(timezone)
    }

    fn root(&self) -> &Path {
        self.world.root()
    }
}
