use super::changed::{self, ChangesArg};
use super::common::{self, ColorChoice, Exit, LangArg, ProjectArgs, Ready, one};
use super::diff::Since;
use super::exports;
use super::history::{self, Dates, StepArg, Wanted};
use super::lock;
use super::measures;
use super::members::Files;
use super::output::{self, Staging};
use super::progress::Bar;
use super::templates;
use crate::check::lints;
use crate::check::project::Project;
use crate::diagnostics::{Diagnostic, Severity, codes};
use crate::documents::OwnTemplate;
use crate::engine::{self, scan};
use crate::source::reason;
use crate::{documents, lower, model};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Run a project: match and score customers, write cohorts and persona documents
///
/// Writes, into the output folder: cohorts/ and scores/ (key, score, tier, coverage, sub-scores), assignments/, grids/,
/// personas/ (a page and a Markdown file each, index.html, and data.html: how fresh, complete and right the data is;
/// changes.html: what is not as personac.lock says, and what changed since the revision of --changes),
/// summary.json (every figure that a page shows) and manifest.json (what was read and from which spec). The folder is
/// replaced as a whole, and only when everything is there.
///
/// The same specs, data and as-of date give the same bytes, on any number of threads.
///
/// Documents and summary.json hold back figures about fewer people than the catalog's `min_cell`, and what would give them away; the table
/// on screen and the files of cohorts are whole. In CSV a text that a spreadsheet would run as a formula gets a single quote in front.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    /// The output folder [default: DIR/out]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Only these cohorts, scores, assignments and grids (may be repeated)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,

    /// The form of the cohort files
    #[arg(long, value_name = "FORMAT", default_value = "parquet")]
    format: Format,

    /// Fail, before any data is read, if a cohort does not mean what personac.lock says; then say which figures are not as locked
    ///
    /// The lock stays as it is: `personac lock` writes it. Figures that moved do not fail a run.
    #[arg(long)]
    locked: bool,

    /// Also write this column of the entity into the cohort files (may be repeated)
    #[arg(long, value_name = "COLUMN")]
    with: Vec<String>,

    /// Let `--with` write columns that the catalog marks as `pii`
    #[arg(long)]
    allow_pii: bool,

    /// Write a keyed hash in the place of every key; the secret is read from PERSONAC_PSEUDONYM_KEY
    ///
    /// The same secret gives the same pseudonyms in every run and file. Rows set aside are written as file, line and reason.
    #[arg(long)]
    pseudonymize: bool,

    /// The language of the documents [default: the catalog's `language`, else en]
    #[arg(long, value_name = "LANG")]
    lang: Option<LangArg>,

    /// Look back to this date: pages and summary.json also say how cohorts have grown since
    ///
    /// As `personac history` works it out, with a projection of the next six steps.
    #[arg(long, value_name = "YYYY-MM-DD")]
    history: Option<String>,

    /// How far apart the dates of --history are
    #[arg(long, value_name = "STEP", default_value = "month", requires = "history")]
    step: StepArg,

    #[command(flatten)]
    changes: ChangesArg,

    /// How many threads to use [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Parquet,
    Csv,
    Ndjson,
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    set_threads(args.threads);
    let mut ready = match args.project.ready(color)? {
        Ok(ready) => ready,
        Err(exit) => return Ok(exit),
    };
    let locked = match args.locked.then(|| lock::verify(&mut ready, &args.only)).transpose() {
        Ok(locked) => locked,
        Err(diagnostics) => return common::fail(&diagnostics, &ready.sources, color),
    };
    let own = match templates::own(&ready.project.root, &mut ready.sources) {
        Ok(own) => own,
        Err(diagnostics) => return common::fail(&diagnostics, &ready.sources, color),
    };
    let since = match args.changes.compared(&args.project, &ready.project) {
        Ok(since) => since,
        Err(diagnostic) => return common::fail(&[*diagnostic], &ready.sources, color),
    };
    common::show(&Vec::from_iter(since.as_ref().and_then(Since::not_whole)), &ready.sources, color)?;
    match run(&args, &ready, (&own, since.as_ref()), color) {
        Ok(done) => {
            let mut out = io::stdout().lock();
            let style = common::style(color, io::stdout().is_terminal());
            write!(out, "{}", super::table::text(&done.results, style.width))?;
            if let Some(locked) = &locked {
                let now = lock::now(&ready.project, &done.results, &done.reports);
                write!(out, "{}", lock::since_the_lock(locked, &now, style.width))?;
            }
            let passed = passed_over(&ready.project.program);
            if !passed.is_empty() {
                writeln!(out, "passed over (checked, not run yet): {passed}")?;
            }
            templates::say_passed_over(&mut out, &done.passed)?;
            if done.notes > 0 {
                let notes = common::count(done.notes, "note");
                writeln!(out, "{notes} about the data: `personac check --data` shows them")?;
            }
            writeln!(out, "wrote {} to {}", common::count(done.files, "file"), done.target.display())?;
            drop(out);
            if done.unmet.is_empty() {
                return Ok(Exit::Fine);
            }
            common::fail(&done.unmet, &ready.sources, color)
        }
        Err(diagnostics) => common::fail(&diagnostics, &ready.sources, color),
    }
}

/// What a run leaves on screen.
struct Done {
    results: crate::cohort::Results,
    reports: Vec<crate::cohort::TableReport>,
    /// Own templates that made nothing.
    passed: Vec<String>,
    notes: usize,
    /// Expectations that are not met.
    unmet: Vec<Diagnostic>,
    files: usize,
    target: PathBuf,
}

fn run(
    args: &Args,
    ready: &Ready,
    (own, since): (&[OwnTemplate], Option<&Since>),
    color: ColorChoice,
) -> Result<Done, Vec<Diagnostic>> {
    let project = &ready.project;
    let program = &project.program;
    common::known_targets(program, &args.only).map_err(one)?;
    known_columns(project, &args.with).map_err(one)?;
    exports::pii_allowed(project, &args.with, args.allow_pii).map_err(one)?;
    let pseudonyms = exports::pseudonyms(args.pseudonymize).map_err(one)?;
    let dates = match &args.history {
        Some(since) => {
            let step = args.step.into();
            Some(Dates::new(("--history", since), None, step, project.as_of).map_err(one)?)
        }
        None => None,
    };
    let options = lower::Options { only: args.only.clone(), ..Default::default() };
    let lowered = lower::lower(program, &project.catalog, project.as_of, &options);

    let target = args.out.clone().unwrap_or_else(|| {
        // In the current folder, as the user would write it: without a leading `./`.
        project.root.strip_prefix(".").unwrap_or(&project.root).join("out")
    });
    // Before any work: a folder that cannot be written should not cost a minute of reading.
    let staging = Staging::open(&target).map_err(one)?;
    let progress = Bar::new();
    let loaded =
        scan::load(&lowered.plan, &project.catalog, &project.root, &scan::Options::default(), &progress)?;
    progress.step("matching and scoring");
    let rows = rows_for(own).map_err(one)?;
    let run_options = engine::RunOptions {
        rows: rows.as_ref().map(|folder| folder.path().to_owned()),
        out: Some(staging.path().to_owned()),
        format: match args.format {
            Format::Parquet => engine::Format::Parquet,
            Format::Csv => engine::Format::Csv,
            Format::Ndjson => engine::Format::Ndjson,
        },
        with: args.with.clone(),
        census: project.catalog.privacy.min_cell > 1,
        pseudonyms,
    };
    let past = match &dates {
        Some(dates) => Some(history(args, project, dates, &loaded, &progress)?),
        None => None,
    };
    let run = engine::run(&lowered.plan, loaded.tables, &run_options).map_err(|d| vec![d])?;
    progress.step("writing documents");
    engine::write_quarantine(&loaded.quarantine, staging.path(), args.pseudonymize).map_err(|d| vec![d])?;
    let members =
        rows.map(|folder| Arc::new(Files::new(folder, &lowered.plan)) as Arc<dyn documents::Members>);
    let pages = Pages { own, members: members.as_ref(), since };
    let history = past.as_ref().map(|past| &past.history);
    let found = documents::RunFound {
        catalog: &project.catalog,
        results: &run.results,
        reports: &loaded.reports,
        history,
        spec_hash: &project.spec_hash,
    };
    let (passed, untold) = write_documents(args, project, &found, pages, &staging)?;
    drop(progress);
    // Shown only now, so that they stand below the progress line and above the table. Notes are told by number: they are
    // the same at every run, and `check --data` shows them.
    let mut findings = loaded.diagnostics;
    findings.extend(untold);
    // Its notes stand on the pages.
    let of_past = past.into_iter().flat_map(|past| past.findings);
    findings.extend(of_past.filter(|d| d.severity != Severity::Note));
    let findings = settled(project, findings, &run.results);
    let (notes, rest): (Vec<_>, Vec<_>) = findings.into_iter().partition(|d| d.severity == Severity::Note);
    let (unmet, warnings): (Vec<_>, Vec<_>) = rest.into_iter().partition(Diagnostic::is_error);
    common::show(&warnings, &ready.sources, color).ok();
    let files = staging.files().map_err(one)?.len();
    staging.publish().map_err(one)?;
    let notes = notes.len();
    Ok(Done { results: run.results, reports: loaded.reports, passed, notes, unmet, files, target })
}

/// What a run tells: of the data, and of what was measured, as far as it is not allowed or off.
pub fn settled(
    project: &Project,
    mut findings: Vec<Diagnostic>,
    results: &crate::cohort::Results,
) -> Vec<Diagnostic> {
    findings.extend(measures::findings(&project.program, &project.catalog, results));
    // Whether an `allow` is of use `check --data` tells.
    lints::settle(&project.program.allows, &project.catalog.lints, lints::Told::Partly, &mut findings);
    findings
}

/// What documents are made from beside the figures.
struct Pages<'a> {
    /// The project's own templates, and the rows that they ask for.
    own: &'a [OwnTemplate],
    members: Option<&'a Arc<dyn documents::Members>>,
    since: Option<&'a Since>,
}

/// A folder for the rows of cohorts, if a template asks for any.
pub fn rows_for(own: &[OwnTemplate]) -> Result<Option<tempfile::TempDir>, Box<Diagnostic>> {
    if !own.iter().any(OwnTemplate::asks_for_members) {
        return Ok(None);
    }
    tempfile::tempdir().map(Some).map_err(|error| no_rows(&error))
}

/// There is no place for the rows that templates ask for.
pub fn no_rows(error: &io::Error) -> Box<Diagnostic> {
    let message = format!("no folder for the rows that templates ask for: {}", reason(error));
    Box::new(Diagnostic::new(&codes::OUTPUT_FAILED, message).help("free space for temporary files"))
}

/// The same cohorts on earlier dates.
fn history(
    args: &Args,
    project: &Project,
    dates: &Dates,
    loaded: &scan::Loaded,
    progress: &Bar,
) -> Result<history::Done, Vec<Diagnostic>> {
    let pasts = project.catalog.privacy.min_cell > 1;
    let wanted = Wanted { project, only: &args.only, dates, ahead: history::AHEAD, pasts };
    wanted.has_a_past().map_err(one)?;
    wanted.work(loaded, &|date| progress.step(&format!("matching and scoring as of {date}")))
}

/// Says which of the project's own templates made nothing, and what cannot be told of changes.
fn write_documents(
    args: &Args,
    project: &Project,
    found: &documents::RunFound,
    pages: Pages,
    staging: &Staging,
) -> Result<(Vec<String>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut summary = documents::Summary::new(found);
    let (changed, untold) =
        changed::found(pages.since, project, &args.only, (found, &summary)).map_err(one)?;
    summary.changed = changed;
    summary.meanings = Some(documents::Summary::meanings_of(&project.program, &project.catalog));
    let input = documents::DocumentInput {
        program: &project.program,
        catalog: &project.catalog,
        summary: &summary,
        spec_hash: &project.spec_hash,
        lang: LangArg::wanted(args.lang, &project.catalog),
        own: pages.own,
        members: pages.members,
    };
    for file in documents::render(&input)? {
        staging.write(&file.path, file.content.as_bytes()).map_err(one)?;
    }
    staging.write(Path::new(output::SUMMARY), &output::json(&summary)).map_err(one)?;
    let mut files = staging.files().map_err(one)?;
    files.push(output::MANIFEST.to_owned());
    files.sort();
    let mut manifest = serde_json::json!({
        "personac": env!("CARGO_PKG_VERSION"),
        "project": project.catalog.project,
        "as_of": project.as_of.to_string(),
        "timezone": project.catalog.timezone.name(),
        "spec_sha256": project.spec_hash,
        "set": args.project.set,
        "only": args.only,
        "tables": exports::told(project, found.reports, args.pseudonymize),
        "files": files,
    });
    if args.pseudonymize {
        manifest["keys"] = "pseudonyms: HMAC-SHA-256, 128 bits".into();
    }
    staging.write(Path::new(output::MANIFEST), &output::json(&manifest)).map_err(one)?;
    Ok((templates::passed_over(&input), untold))
}

/// Every `--with COLUMN` must be a column of an entity that has cohorts.
fn known_columns(project: &Project, with: &[String]) -> Result<(), Box<Diagnostic>> {
    let tables: Vec<usize> = project.program.cohorts.iter().map(|c| c.table).collect();
    let columns = || tables.iter().flat_map(|&t| &project.catalog.tables[t].columns).map(|c| c.name.as_str());
    for name in with {
        if columns().any(|c| c == name) {
            continue;
        }
        let near = crate::diagnostics::suggest::nearest(name, columns());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a column of the table that the cohorts are made of".to_owned(),
        };
        let message = format!("`--with {name}` names no column of a cohort's table");
        return Err(Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(help)));
    }
    Ok(())
}

/// `1 retired declaration`: what is checked but does not run.
fn passed_over(program: &model::Program) -> String {
    let retired = program.cohorts.iter().filter(|c| c.status == model::Status::Retired).count();
    if retired == 0 { String::new() } else { common::count(retired, "retired declaration") }
}

/// Checks the data against the catalog, and what is claimed and expected of cohorts against the data. Nothing is written.
pub fn check_data(project: &Project) -> Vec<Diagnostic> {
    let program = &project.program;
    let mut lowered = lower::lower(program, &project.catalog, project.as_of, &lower::Options::default());
    let progress = Bar::new();
    let options = scan::Options::default();
    let plan = &lowered.plan;
    let loaded = match scan::load(plan, &project.catalog, &project.root, &options, &progress) {
        Ok(loaded) => loaded,
        Err(diagnostics) => return diagnostics,
    };
    let mut found = loaded.diagnostics;
    let questions = lints::data::questions(&project.catalog, program);
    match engine::answer(&questions, &project.catalog, &loaded.tables) {
        Ok(answers) => {
            found.extend(lints::data::findings(&project.catalog, program, project.as_of, &answers));
        }
        Err(diagnostic) => found.push(diagnostic),
    }
    let plan = &mut lowered.plan;
    // Nobody looks at the distributions, nor at the metrics.
    plan.cohorts.iter_mut().for_each(|cohort| cohort.columns.clear());
    plan.measures.measures.retain(|measure| measure.owner.cohort().is_some());
    if !plan.measures.measures.is_empty() && !found.iter().any(Diagnostic::is_error) {
        progress.step("checking claims");
        match engine::run(plan, loaded.tables, &engine::RunOptions::default()) {
            Ok(run) => found.extend(measures::findings(program, &project.catalog, &run.results)),
            Err(diagnostic) => found.push(diagnostic),
        }
    }
    found
}

/// Polars and rayon read their variables once, when they first start.
fn set_threads(threads: Option<u16>) {
    let Some(threads) = threads else { return };
    for name in ["POLARS_MAX_THREADS", "RAYON_NUM_THREADS"] {
        // SAFETY: no other thread is running code that reads the environment: the main thread waits for this one, and
        // nothing has been started yet.
        unsafe { std::env::set_var(name, threads.to_string()) };
    }
}
