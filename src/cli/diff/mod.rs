//! `personac diff`: what changed in meaning between two versions of a project.

#[cfg(feature = "engine")]
pub mod drift;
mod gate;
mod json;
mod load;
mod markdown;
mod movers;
mod page;
#[cfg(feature = "engine")]
pub mod people;
mod public;
mod since;
mod since_lock;
mod terminal;
mod terminal_people;
mod versions;
mod words;

pub use load::Sides;
#[cfg(feature = "engine")]
pub use load::locks;
pub use since::{Since, since};

use super::common::{self, ColorChoice, Exit, ProjectArgs};
use super::data::DiffData;
use super::movement::{Failure, Moves};
use crate::changes::budgets::Flow;
use crate::changes::{self, Changes, DeclarationChange, Side};
use crate::check::project::LoadOptions;
use crate::cohort::{Change, Movement};
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, Severity, codes, render};
use crate::lock::SinceLock;
use crate::model::Program;
use crate::source::SourceMap;
use crate::source::git::Repository;
use gate::Gate;
use load::Version;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use versions::{New, Versions, found};

/// Show what changed in meaning since a revision: rules, scores, names; and apart, what is only told or formatted
///
/// Compares declarations by what they mean, also through the features, segments and cohorts that they use: a rename, another
/// order or a new comment changes nothing. Each changed rule is said to be loosened or tightened where logic shows it.
///
/// Without revisions: from where the current branch left the main branch (origin/HEAD, else main, master or trunk), to the
/// files as they are. With REV: from there to the files as they are. With two: from the first to the second. `A..B` and `A...B`
/// are understood as in `git diff`.
///
/// With --data both versions run over the data: who enters and who leaves, blamed on the rules that moved them. With --gate the
/// budgets of personas (`expect movement at most 3%`) are held, those of the old version as well as those of the new one; a commit
/// with the trailer `Approved-movement: NAME`, by the persona's owner, lets it exceed them.
///
/// A spec that did not read at the old revision is compared as far as it reads, with a warning. Exit code 1 if the new version has
/// errors, or if the gate is closed. Markdown and JSON hold back counts of fewer people than the catalog's `min_cell`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The old version: a branch, a tag, a commit, or a range [default: where this branch left the main branch]
    #[arg(value_name = "REV")]
    first: Option<String>,

    /// The new version [default: the files as they are]
    #[arg(value_name = "REV2")]
    second: Option<String>,

    /// The project's folder (the one with personac.yaml)
    #[arg(long, default_value = ".", value_name = "DIR")]
    dir: PathBuf,

    /// The as-of date of both versions [default: the new catalog's `as_of`, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,

    /// Give a `param` another value in both versions (may be repeated)
    #[arg(long, value_name = "PARAM=VALUE")]
    set: Vec<String>,

    /// Only declarations of this name (may be repeated)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,

    #[command(flatten)]
    data: DiffData,

    /// Fail where more people move than a budget of their persona allows, and nobody who may has approved it
    #[arg(long)]
    gate: bool,

    /// How to print what changed
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Format,

    /// Exit with 1 if anything changed in meaning
    #[arg(long)]
    exit_code: bool,
}

const EXAMPLES: &str = "\
Examples:
  personac diff                                what this branch changes
  personac diff HEAD                           what is not committed yet
  personac diff v1.0 v2.0                      between two releases
  personac diff main...feature                 what the branch changed since it left main
  personac diff --data                         and who moves by it
  personac diff --data --gate                  for continuous integration: are the budgets kept?
  personac diff --format markdown > change.md  for a pull request";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with colours
    Terminal,
    /// A comment for a pull request: what matters on one screen, the rest folded
    Markdown,
    /// A JSON object
    Json,
}

/// Everything that a form shows.
pub struct Report<'a> {
    pub project: &'a str,
    pub versions: &'a Versions,
    pub sides: &'a Sides,
    pub changes: Changes,
    /// Who moves, where that was asked for.
    pub people: Option<Moves>,
    /// Why that cannot be told.
    pub failure: Option<Failure>,
    /// What moved since the lock, where it is known who moves.
    pub since_lock: Option<SinceLock>,
    /// What became of the budgets, where it is known who moves.
    pub budgets: Option<Gate>,
    /// Whether they are to be held.
    pub gate: bool,
    /// The project's folder as the user names it, and as the repository does.
    pub dir: &'a Path,
    pub prefix: &'a Path,
}

impl Report<'_> {
    /// Fewer people than this are not told of in public: the stricter version decides.
    pub fn min_cell(&self) -> u64 {
        let projects = [self.sides.old.project(), self.sides.new.project()];
        projects.into_iter().flatten().map(|p| p.catalog.privacy.min_cell).max().unwrap_or(0)
    }

    /// Shows what is wrong with the data, and what is odd about it.
    ///
    /// Beside a form that others read, without what stands in it.
    fn show_data(&self, public: bool, color: ColorChoice) -> io::Result<()> {
        let told = |found: &Diagnostic| if public { render::discreet(found) } else { found.clone() };
        if let Some(failure) = &self.failure {
            let version = if failure.before { &self.sides.old } else { &self.sides.new };
            let found: Vec<Diagnostic> = failure.diagnostics.iter().map(told).collect();
            common::show(&found, &version.shown_sources(), color)?;
        }
        let all = self.people.iter().flat_map(|people| &people.diagnostics);
        let warnings: Vec<Diagnostic> =
            all.filter(|found| found.severity == Severity::Warning).map(told).collect();
        common::show(&warnings, &self.sides.new.shown_sources(), color)
    }

    /// Who came and went, exactly or as far as others may know.
    pub fn flow(&self, flow: Flow, exact: bool) -> String {
        let told = public::Counts::of(flow.before, flow.entered, flow.left, self.min_cell());
        let whole = told.before.and(told.entered).and(told.left).is_some();
        if exact || whole {
            terminal_people::flow_words(flow)
        } else {
            "too few to be told in public".to_owned()
        }
    }

    /// Who moves, as far as others may know.
    pub fn public(&self) -> Option<public::People> {
        let movement = &self.people.as_ref()?.movement;
        Some(public::People::of(movement, self.min_cell(), self.sides.new.project()))
    }

    /// Whether members, scores, tiers and claims are sure to be the same.
    pub fn keeps_meaning(&self) -> bool {
        words::keeps_meaning(&self.changes)
    }
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    match compare(&args, color) {
        Ok(done) => done,
        Err(diagnostic) => common::fail(&[*diagnostic], &SourceMap::default(), color),
    }
}

fn compare(args: &Args, color: ColorChoice) -> Result<io::Result<Exit>, Box<Diagnostic>> {
    let project = ProjectArgs { dir: args.dir.clone(), as_of: args.as_of.clone(), set: args.set.clone() };
    let options = LoadOptions { without_lints: true, ..project.options()? };
    let repository = Repository::open(&args.dir).map_err(found)?;
    let versions = Versions::of(&repository, args.first.as_deref(), args.second.as_deref())?;
    let sides = load::load(&repository, &versions, &args.dir, &options)?;
    let mut changes = sides.changes();
    known(&sides, &changes, &args.only)?;
    asked_well(args, &sides)?;
    let (people, failure) = match people(args, &sides, &changes) {
        Ok(people) => (people, None),
        Err(failure) => (None, Some(failure)),
    };
    let told = failure.is_none() && sides.new.errors().is_empty();
    let since_lock = match &people {
        Some(people) => since_lock(args, (&repository, &versions, &sides), &changes, people),
        None => None,
    };
    let budgets = match &people {
        None if !args.gate || !told => None,
        people => Some(budgets(args, (&repository, &versions, &sides), &changes, people.as_ref())?),
    };
    keep(&mut changes, &args.only);
    let unmerged = match versions.new {
        New::Files => unmerged(&repository)?,
        New::At(_) => Vec::new(),
    };
    let report = Report {
        project: sides.name(),
        versions: &versions,
        sides: &sides,
        changes,
        people,
        since_lock,
        failure,
        budgets,
        gate: args.gate,
        dir: args.dir.strip_prefix(".").unwrap_or(&args.dir),
        prefix: repository.prefix(),
    };
    Ok(show(args, &report, &unmerged, color))
}

/// Judges the budgets, and lets trailers approve what they exceed.
fn budgets(
    args: &Args,
    (repository, versions, sides): (&Repository, &Versions, &Sides),
    changes: &Changes,
    people: Option<&Moves>,
) -> Result<Gate, Box<Diagnostic>> {
    let nobody = nobody();
    let mut budgets = Gate::of(sides, changes, people.map_or(&nobody, |people| &people.movement));
    budgets.outcomes.retain(|outcome| is_asked(&args.only, &outcome.cohort));
    let trailers =
        || repository.trailers(&versions.old, &versions.last(repository)?, gate::TRAILER).map_err(found);
    match trailers() {
        Ok(trailers) => budgets.approve(&trailers),
        // Only a gate depends on them.
        Err(unread) if args.gate => return Err(unread),
        Err(_) => {}
    }
    Ok(budgets)
}

/// What can be seen before any data is read.
fn asked_well(args: &Args, sides: &Sides) -> Result<(), Box<Diagnostic>> {
    let found = if args.data.samples() && args.format != Format::Terminal {
        Diagnostic::new(&codes::BAD_OPTION, "`--samples` names people, and this form is for others to read")
            .help("leave it out, or look at it in the terminal: `personac diff --data --samples`")
    } else if args.gate && !args.data.wanted() && gate::has_budgets(sides) {
        Diagnostic::new(
            &codes::BAD_OPTION,
            "`--gate` holds budgets of movement, and without data nobody knows who moves",
        )
        .help(DiffData::HOW)
    } else {
        return Ok(());
    };
    Err(Box::new(found))
}

/// What moved since the lock, of what is asked for.
fn since_lock(
    args: &Args,
    (repository, versions, sides): (&Repository, &Versions, &Sides),
    changes: &Changes,
    people: &Moves,
) -> Option<SinceLock> {
    let locks = load::locks(repository, versions, &args.dir);
    let mut found = args.data.since_lock(sides, &locks, changes, &people.movement)?;
    if let SinceLock::Told { whole, public } = &mut found {
        for drifts in [whole, public] {
            drifts.told.retain(|drift| is_asked(&args.only, &drift.name));
            drifts.untold.retain(|untold| is_asked(&args.only, &untold.name));
        }
    }
    Some(found)
}

/// Who moves, of what is asked for and can be compared; else what is wrong with the data.
fn people(args: &Args, sides: &Sides, changes: &Changes) -> Result<Option<Moves>, Failure> {
    // Rules that do not read would move people who will not move.
    if !sides.new.errors().is_empty() {
        return Ok(None);
    }
    let mut found = args.data.people(sides, changes)?;
    if let Some(moves) = &mut found {
        let unread: Vec<&str> = changes.unread.iter().filter_map(|unread| unread.name.as_deref()).collect();
        let kept = |name: &str| is_asked(&args.only, name) && !unread.contains(&name);
        moves.movement.cohorts.retain(|cohort| kept(&cohort.name));
        moves.movement.assigns.retain(|assign| kept(&assign.name));
        moves.movement.grids.retain(|grid| kept(&grid.name));
    }
    Ok(found)
}

fn is_asked(only: &[String], name: &str) -> bool {
    only.is_empty() || only.iter().any(|wanted| wanted == name)
}

/// Of two versions that have nothing to compare.
fn nobody() -> Movement {
    Movement {
        as_of: Change::default(),
        same_rows: true,
        entities: Vec::new(),
        cohorts: Vec::new(),
        assigns: Vec::new(),
        grids: Vec::new(),
    }
}

fn show(args: &Args, report: &Report<'_>, unmerged: &[Diagnostic], color: ColorChoice) -> io::Result<Exit> {
    let sides = report.sides;
    let style = common::style(color, io::stdout().is_terminal());
    let text = match args.format {
        Format::Terminal => terminal::text(report, style),
        Format::Markdown => markdown::text(report),
        Format::Json => format!("{:#}\n", json::value(report)),
    };
    let nowhere = SourceMap::default();
    let not_whole = sides.old.not_whole(&report.versions.old_words());
    common::show(&Vec::from_iter(not_whole), &nowhere, color)?;
    report.show_data(args.format != Format::Terminal, color)?;
    common::show(unmerged, &nowhere, color)?;
    let errors = sides.new.errors();
    common::show(&errors, &sides.new.shown_sources(), color)?;
    io::stdout().lock().write_all(text.as_bytes())?;
    let mut closed = false;
    if let Some(budgets) = report.budgets.as_ref().filter(|_| report.gate) {
        let (of_old, of_new) = budgets.findings(&|flow| report.flow(flow, args.format == Format::Terminal));
        common::show(&of_old, &sides.old.shown_sources(), color)?;
        common::show(&of_new, &sides.new.shown_sources(), color)?;
        common::show(&budgets.idle, &nowhere, color)?;
        closed = !budgets.is_open();
    }
    let wrong = !errors.is_empty() || !unmerged.is_empty() || report.failure.is_some() || closed;
    let changed = args.exit_code && !report.keeps_meaning();
    Ok(if wrong || changed { Exit::Wrong } else { Exit::Fine })
}

fn unmerged(repository: &Repository) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
    let files = repository.unmerged().map_err(found)?;
    let finding = |path: PathBuf| {
        let message = format!("`{}` is in conflict: a merge has left both versions in it", path.display());
        Diagnostic::new(&codes::UNMERGED, message)
            .help("settle it, then `git add` the file; what reads is compared all the same")
    };
    Ok(files.into_iter().map(finding).collect())
}

impl Sides {
    /// What the project is called.
    fn name(&self) -> &str {
        let project = self.new.loaded.project.as_ref().or(self.old.loaded.project.as_ref());
        project.map_or("", |project| project.catalog.project.as_str())
    }

    /// What changed. Where a version has no project, everything of the other one was added or removed.
    pub fn changes(&self) -> Changes {
        let (program, sources) = (Program::default(), SourceMap::default());
        let (old, new) = (Side::of(&self.old.loaded), Side::of(&self.new.loaded));
        match (old.filter(|_| self.old.there), new.filter(|_| self.new.there)) {
            (Some(old), Some(new)) => changes::compare(&old, &new),
            (None, Some(new)) => changes::compare(&nothing(new, &program, &sources), &new),
            (Some(old), None) => changes::compare(&old, &nothing(old, &program, &sources)),
            (None, None) => Changes::default(),
        }
    }
}

/// A version without declarations.
fn nothing<'a>(other: Side<'a>, program: &'a Program, sources: &'a SourceMap) -> Side<'a> {
    Side { program, sources, files: &[], diagnostics: &[], ..other }
}

/// A place in a folder.
pub fn place_in(folder: &Path, place: &impl std::fmt::Display) -> String {
    folder.join(place.to_string()).display().to_string().replace('\\', "/")
}

/// Every `--only NAME` must name a declaration of either version.
fn known(sides: &Sides, changes: &Changes, only: &[String]) -> Result<(), Box<Diagnostic>> {
    let programs = [&sides.old, &sides.new].into_iter().filter_map(Version::program);
    let unread = changes.unread.iter().filter_map(|unread| unread.name.as_deref());
    let names: Vec<&str> = programs.flat_map(names).chain(unread).collect();
    for name in only {
        if names.contains(&name.as_str()) {
            continue;
        }
        let message = format!("there is no declaration `{}` in either version", common::plain(name));
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a cohort, feature, segment or any other declaration".to_owned(),
        };
        return Err(Box::new(Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help)));
    }
    Ok(())
}

fn names(program: &Program) -> impl Iterator<Item = &str> {
    let params = program.params.iter().map(|d| d.name.as_str());
    let features = program.features.iter().map(|d| d.name.as_str());
    let segments = program.segments.iter().map(|d| d.name.as_str());
    let cohorts = program.cohorts.iter().map(|d| d.name.as_str());
    let assigns = program.assigns.iter().map(|d| d.name.as_str());
    let grids = program.grids.iter().map(|d| d.name.as_str());
    let journeys = program.journeys.iter().map(|d| d.name.as_str());
    let metrics = program.metrics.iter().map(|d| d.name.as_str());
    let themes = program.themes.iter().map(|d| d.name.as_str());
    let definitions = params.chain(features).chain(segments).chain(cohorts);
    definitions.chain(assigns).chain(grids).chain(journeys).chain(metrics).chain(themes)
}

/// Leaves out what `--only` does not ask for.
fn keep(changes: &mut Changes, only: &[String]) {
    if only.is_empty() {
        return;
    }
    let named = |name: &str| only.iter().any(|wanted| wanted == name);
    let kept =
        |change: &DeclarationChange| named(&change.name) || change.renamed_from.as_deref().is_some_and(named);
    changes.declarations.retain(kept);
    changes.unread.retain(|unread| unread.name.as_deref().is_some_and(named));
    changes.files.clear();
    changes.catalog.clear();
    changes.same = 0;
}
