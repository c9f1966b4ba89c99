//! A project as a whole: finds the catalog and the specs, reads them, checks them.

use crate::catalog::{self, Catalog};
use crate::check;
use crate::diagnostics::{Checked, Diagnostic, codes};
use crate::model::Program;
use crate::source::{FileId, SourceMap, Span, World, parallel, reason};
use crate::syntax::{self, ast};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The catalog's name in the project folder.
pub const CATALOG: &str = "personac.yaml";

/// What a command line may override.
#[derive(Debug, Clone, Default)]
pub struct LoadOptions {
    /// `--as-of`; else the catalog's, else today.
    pub as_of: Option<NaiveDate>,
    /// `--set name=value`.
    pub set: Vec<(String, String)>,
    /// `--allow`, `--warn`, `--deny`.
    pub levels: check::lints::Levels,
    /// Only what is wrong, for those who show no lints: reasoning about rules takes its time.
    pub without_lints: bool,
}

/// A project that was read. `project` is `None` only if there is no usable catalog.
#[derive(Debug)]
pub struct Loaded {
    /// All texts, for showing the diagnostics; there whatever went wrong.
    pub sources: SourceMap,
    pub project: Option<Project>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// A checked project; whole only if [`Loaded::has_errors`] is false.
#[derive(Debug)]
pub struct Project {
    pub catalog: Catalog,
    pub program: Program,
    pub as_of: NaiveDate,
    /// The folder of the catalog.
    pub root: PathBuf,
    /// The syntax trees of the specs, for whoever asks how something is written.
    pub files: Vec<ast::File>,
    /// SHA-256 over the catalog, the specs (path and text, by path), and the overridden params.
    pub spec_hash: String,
}

/// Reads and checks the project in `world`.
pub fn load(world: &dyn World, options: &LoadOptions) -> Loaded {
    let mut sources = SourceMap::default();
    let mut diagnostics = Vec::new();
    let mut hash = Sha256::new();
    let catalog = read_catalog(world, &mut sources, &mut hash, &mut diagnostics);
    let files = read_specs(world, &mut sources, &mut hash, &mut diagnostics);
    let set = read_overrides(options, &mut sources, &mut hash, &mut diagnostics);
    let project = catalog.map(|catalog| {
        let today = world.today(catalog.timezone);
        let as_of = options.as_of.or(catalog.as_of).unwrap_or(today);
        let (levels, without_lints) = (options.levels.clone(), options.without_lints);
        let options = check::Options { set, as_of, today, levels, without_lints };
        let mut checked = check::check(&catalog, &files, &options);
        diagnostics.append(&mut checked.diagnostics);
        let spec_hash = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        Project { catalog, program: checked.value, as_of, root: world.root().to_owned(), files, spec_hash }
    });
    // By place, so that a reader goes through each file once.
    diagnostics.sort_by_key(|d| d.labels.first().map(|l| (l.span.file, l.span.start)));
    Loaded { sources, project, diagnostics }
}

fn read_catalog(
    world: &dyn World,
    sources: &mut SourceMap,
    hash: &mut Sha256,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Catalog> {
    let path = Path::new(CATALOG);
    let shown = shown(world, path);
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let folder = world.root().display().to_string();
            let folder = if folder.is_empty() { "this folder".into() } else { format!("`{folder}`") };
            diagnostics.push(
                Diagnostic::new(&codes::NO_PROJECT, format!("there is no `{CATALOG}` in {folder}"))
                    .help("name the project's folder, or start a project with `personac init DATA…`"),
            );
            return None;
        }
        Err(error) => {
            diagnostics.push(unreadable(&shown, &error));
            return None;
        }
    };
    hash_file(hash, CATALOG, &bytes);
    let (file, text) = add_text(sources, shown, &bytes, diagnostics)?;
    let mut loaded = catalog::load(file, &text);
    diagnostics.append(&mut loaded.diagnostics);
    loaded.value
}

fn read_specs(
    world: &dyn World,
    sources: &mut SourceMap,
    hash: &mut Sha256,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ast::File> {
    let paths = world.persona_files().unwrap_or_else(|error| {
        if error.kind() != std::io::ErrorKind::NotFound {
            diagnostics.push(unreadable(&world.root().display().to_string(), &error));
        }
        Vec::new()
    });
    let mut texts = Vec::with_capacity(paths.len());
    for path in paths {
        let shown = shown(world, &path);
        let bytes = match world.read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                diagnostics.push(unreadable(&shown, &error));
                continue;
            }
        };
        hash_file(hash, &path.to_string_lossy(), &bytes);
        texts.extend(add_text(sources, shown, &bytes, diagnostics));
    }
    let parsed = parallel::map(&texts, |(file, text)| syntax::parse(*file, text));
    let keep = |mut parsed: Checked<ast::File>| {
        diagnostics.append(&mut parsed.diagnostics);
        parsed.value
    };
    parsed.into_iter().map(keep).collect()
}

fn read_overrides(
    options: &LoadOptions,
    sources: &mut SourceMap,
    hash: &mut Sha256,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(ast::Name, ast::Expr)> {
    let mut set = Vec::with_capacity(options.set.len());
    for (name, value) in &options.set {
        hash_file(hash, &format!("--set {name}"), value.as_bytes());
        // The override as it stands on the command line, so that a diagnostic can point into it.
        let text = format!("{name}={value}");
        let file = sources.add_aside("--set", text.clone());
        let mut parsed = syntax::parse_value(value, file);
        let offset = name.len() as u32 + 1;
        shift(&mut parsed.value, offset);
        for diagnostic in &mut parsed.diagnostics {
            diagnostic.labels.iter_mut().for_each(|l| l.span = moved(l.span, offset));
        }
        let failed = parsed.has_errors();
        diagnostics.append(&mut parsed.diagnostics);
        if !failed {
            set.push((ast::Name::new(name.clone(), Span::new(file, 0, name.len())), parsed.value));
        }
    }
    set
}

fn moved(span: Span, offset: u32) -> Span {
    Span { start: span.start + offset, end: span.end + offset, ..span }
}

/// A value is a literal or a list of literals, so one level of nesting is all there is.
fn shift(value: &mut ast::Expr, offset: u32) {
    value.span = moved(value.span, offset);
    match &mut value.kind {
        ast::ExprKind::List(items) => items.iter_mut().for_each(|item| shift(item, offset)),
        ast::ExprKind::Neg(inner) => shift(inner, offset),
        _ => {}
    }
}

/// Length before content, so that no two lists of files give the same bytes.
fn hash_file(hash: &mut Sha256, path: &str, bytes: &[u8]) {
    hash.update((path.len() as u64).to_le_bytes());
    hash.update(path.replace('\\', "/"));
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

/// A file of the project as the user would write it: where the command runs.
pub fn shown(world: &dyn World, path: &Path) -> String {
    // In the current folder, as the user would write it: without a leading `./`.
    let root = world.root().strip_prefix(".").unwrap_or(world.root());
    root.join(path).display().to_string()
}

fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(&codes::UNREADABLE_FILE, format!("`{path}` cannot be read: {}", reason(error)))
        .help("check that the file is there and that you may read it")
}

/// Adds a file to the source map; one that is not UTF-8 with what could be read, so that the place can be shown.
fn add_text(
    sources: &mut SourceMap,
    path: String,
    bytes: &[u8],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(FileId, String)> {
    match syntax::decode(bytes) {
        Ok(text) => Some((sources.add(path, text.clone()), text)),
        Err(undecodable) => {
            let file = sources.add(path, undecodable.lossy.clone());
            diagnostics.push(undecodable.diagnostic(file));
            None
        }
    }
}
