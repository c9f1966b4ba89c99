//! `personac docs`: the documents of an earlier run, made again.

pub mod fits;

use crate::check::project::Project;
use crate::cli::changed::{self, ChangesArg};
use crate::cli::common::{self, ColorChoice, Exit, LangArg, ProjectArgs, Ready, one};
use crate::cli::output::{self, Staging};
use crate::cli::templates;
use crate::diagnostics::{Diagnostic, codes};
use crate::documents::{self, SUMMARY_FORMAT, Summary};
use crate::source::{SourceMap, reason};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Write the documents of an earlier run again, without the data
///
/// Reads `summary.json`, which holds every figure that a page may show, and the specs that the run was made of; writes the
/// pages into a folder of their own (index.html, a page and a Markdown file for each ICP, persona and score, data.html), and what
/// the project's own templates make. The folder is replaced as a whole. No data is read.
///
/// Texts, comments and templates may be other ones than those of the run; once a rule means something else the figures are not its own
/// any more, and nothing is written.
///
/// Templates: a file `templates/NAME.j2` beside the catalog takes the place of the template of that name; `--eject` copies
/// them all there, with a README that describes their data. Any other `FILE.EXT.j2` makes `custom/FILE.EXT`, and
/// `FILE.each.EXT.j2` a file for each page. A template whose name begins with `_` is a part for others.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    /// The summary of the run [default: DIR/out/summary.json]
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,

    /// The output folder [default: DIR/site]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The language of the documents [default: the catalog's `language`, else en]
    #[arg(long, value_name = "LANG")]
    lang: Option<LangArg>,

    #[command(flatten)]
    changes: ChangesArg,

    /// Copy the templates into the project's `templates/` folder and write no documents
    #[arg(long, conflicts_with_all = ["summary", "out", "lang", "changes"])]
    eject: bool,
}

const EXAMPLES: &str = "\
Examples:
  personac docs specs/telco --lang zh         the last run's pages in Chinese
  personac docs --summary june/summary.json --out site
  personac docs --changes=v1.0                with a page of what changed since then
  personac docs --eject                       the templates, to change them";

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    if args.eject {
        return eject(&args, color);
    }
    let mut ready = match args.project.ready(color)? {
        Ok(ready) => ready,
        Err(exit) => return Ok(exit),
    };
    match write(&args, &mut ready) {
        Ok(done) => {
            common::show(&Vec::from_iter(done.not_whole), &ready.sources, color)?;
            let mut out = io::stdout().lock();
            writeln!(out, "wrote {} to {}", common::count(done.files, "file"), done.target.display())?;
            templates::say_passed_over(&mut out, &done.passed)?;
            Ok(Exit::Fine)
        }
        Err(diagnostics) => common::fail(&diagnostics, &ready.sources, color),
    }
}

/// What was done.
struct Done {
    files: usize,
    target: PathBuf,
    /// Own templates that made nothing.
    passed: Vec<String>,
    /// Not all of the old version could be compared.
    not_whole: Option<Diagnostic>,
}

fn write(args: &Args, ready: &mut Ready) -> Result<Done, Vec<Diagnostic>> {
    let project = &ready.project;
    let root = project.root.strip_prefix(".").unwrap_or(&project.root);
    let own = templates::own(root, &mut ready.sources)?;
    let path = args.summary.clone().unwrap_or_else(|| root.join("out").join(output::SUMMARY));
    let mut summary = read(&path).map_err(one)?;
    fits::check(&path, &summary, project).map_err(one)?;
    let not_whole = changes(args, project, &mut summary).map_err(one)?;
    let target = args.out.clone().unwrap_or_else(|| root.join("site"));
    let staging = Staging::open(&target).map_err(one)?;
    let input = documents::DocumentInput {
        program: &project.program,
        catalog: &project.catalog,
        summary: &summary,
        spec_hash: &project.spec_hash,
        lang: LangArg::wanted(args.lang, &project.catalog),
        own: &own,
        members: None,
    };
    for file in documents::render(&input)? {
        staging.write(place(&file.path), file.content.as_bytes()).map_err(one)?;
    }
    let mut files = staging.files().map_err(one)?;
    files.push(output::MANIFEST.to_owned());
    files.sort();
    let manifest = serde_json::json!({
        "personac": env!("CARGO_PKG_VERSION"),
        "project": summary.project,
        "as_of": summary.as_of,
        "spec_sha256": summary.spec_sha256,
        "files": files,
    });
    staging.write(Path::new(output::MANIFEST), &output::json(&manifest)).map_err(one)?;
    staging.publish().map_err(one)?;
    let passed = templates::passed_over(&input);
    Ok(Done { files: files.len(), target, passed, not_whole })
}

/// Compares with a revision, if that is asked for; else what the run found stays. People are those of the run, if it compared
/// with the same commit: the meanings are the same now as then.
fn changes(
    args: &Args,
    project: &Project,
    summary: &mut Summary,
) -> Result<Option<Diagnostic>, Box<Diagnostic>> {
    let Some(since) = args.changes.compared(&args.project, project)? else { return Ok(None) };
    let mut told = changed::since_revision(&since, project)?;
    let found = summary.changed.get_or_insert_default();
    let before = found.revision.take().filter(|before| before.commit == told.commit);
    told.people = before.and_then(|before| before.people);
    found.revision = Some(told);
    Ok(since.not_whole())
}

/// Where a file has its place in a folder that is about pages alone.
pub fn place(path: &Path) -> &Path {
    path.strip_prefix("personas").unwrap_or(path)
}

/// The summary of an earlier run.
pub fn read(path: &Path) -> Result<Summary, Box<Diagnostic>> {
    let shown = path.display();
    let wrong = |message: String, help: &str| Box::new(Diagnostic::new(&codes::SUMMARY, message).help(help));
    let bytes = fs_err::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => wrong(
            format!("there is no `{shown}`"),
            "run `personac run` first, or name the summary of another run with `--summary FILE`",
        ),
        _ => wrong(format!("`{shown}` cannot be read: {}", reason(&error)), "check that you may read it"),
    })?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        wrong(
            format!("`{shown}` does not read as JSON ({place})"),
            "it was changed or cut off: run `personac run` again",
        )
    })?;
    match value["format"].as_u64() {
        Some(format) if format == u64::from(SUMMARY_FORMAT) => {}
        Some(format) if format > u64::from(SUMMARY_FORMAT) => {
            return Err(wrong(
                format!(
                    "`{shown}` was written by a newer personac (form {format}, this one reads {SUMMARY_FORMAT})"
                ),
                "use the personac that ran, or run again with this one",
            ));
        }
        _ => {
            return Err(wrong(
                format!("`{shown}` is no summary of this personac"),
                "run `personac run` again: `summary.json` stands in its output folder",
            ));
        }
    }
    serde_json::from_value(value).map_err(|error| {
        wrong(
            format!("`{shown}` lacks what pages are made of: {error}"),
            "it was changed by hand: run `personac run` again",
        )
    })
}

fn eject(args: &Args, color: ColorChoice) -> io::Result<Exit> {
    match templates::eject(&args.project.dir) {
        Ok((written, left)) => {
            let mut out = io::stdout().lock();
            written.iter().try_for_each(|path| writeln!(out, "wrote {}", path.display()))?;
            left.iter().try_for_each(|path| writeln!(out, "left {} as it is", path.display()))?;
            Ok(Exit::Fine)
        }
        Err(diagnostic) => common::fail(&[*diagnostic], &SourceMap::default(), color),
    }
}
