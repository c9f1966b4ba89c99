//! `personac watch`: the check at every save.

use super::common::{self, ColorChoice, Exit, ProjectArgs, Ready};
use super::saves::{self, Snapshot};
use super::tree::Paint;
use super::{check, test};
use crate::check::project::{CATALOG, Loaded};
use crate::diagnostics::{Diagnostic, render};
use crate::source::SourceMap;
use chrono::Local;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, ExitStatus};
use std::time::Instant;

/// Check a project whenever one of its files is saved
///
/// Looks at personac.yaml and all *.persona files below it, new and deleted ones too, some five times a second, and checks the project
/// as `personac check` does. The screen is cleared for each check; where there is no terminal, one check is printed after the other.
///
/// Ctrl-C ends it. Nothing is written, so it can be ended at any time.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    /// Also run the tests, where the check finds no errors
    #[arg(long)]
    test: bool,

    /// Also run this command in the shell, where the check (and the tests) found nothing wrong
    #[arg(long, value_name = "COMMAND")]
    exec: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  personac watch --test                              the loop of writing specs
  personac watch --exec 'personac run && open out/personas/index.html'";

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    // A folder that is no project now was mistyped; one that stops to be one later is being worked on.
    let catalog = args.project.dir.join(CATALOG);
    if !catalog.is_file() {
        let loaded = args.project.load();
        let diagnostics = loaded.map_or_else(|diagnostic| vec![*diagnostic], |loaded| loaded.diagnostics);
        return common::fail(&diagnostics, &SourceMap::default(), color);
    }
    let mut seen = Snapshot::take(&args.project.dir);
    let mut changed = Vec::new();
    loop {
        if let Err(diagnostic) = look(&args, &changed, color)? {
            return common::fail(&[*diagnostic], &SourceMap::default(), color);
        }
        let now = saves::next(|| Snapshot::take(&args.project.dir), &seen);
        changed = seen.changed(&now);
        seen = now;
    }
}

/// One check and what hangs on it; the error is a mistake on the command line.
fn look(args: &Args, changed: &[String], color: ColorChoice) -> io::Result<Result<(), Box<Diagnostic>>> {
    let start = Instant::now();
    let loaded = match args.project.load() {
        Ok(loaded) => loaded,
        Err(diagnostic) => return Ok(Err(diagnostic)),
    };
    let terminal = io::stdout().is_terminal();
    let style = common::style(color, terminal);
    let mut text = String::new();
    if terminal {
        // All of it, with what can be scrolled back to: only the latest check counts.
        text.push_str("\x1b[2J\x1b[3J\x1b[H");
    }
    text.push_str(&render::terminal(&loaded.diagnostics, &loaded.sources, style));
    let (verdict, fine) = judged(args.test, loaded, style, &mut text);
    let took = start.elapsed().as_millis();
    let paint = Paint { color: style.color };
    let after = if changed.is_empty() { String::new() } else { format!("  after {}", changed.join(", ")) };
    let clock = Local::now().format("%H:%M:%S");
    let told = format!("{clock}  {took} ms{after}");
    let verdict = paint.wrap(if fine { "32" } else { "31" }, &verdict);
    text.push_str(&format!("{verdict}\n{}\n", paint.wrap("2", &told)));
    let mut out = io::stdout().lock();
    write!(out, "{text}")?;
    out.flush()?;
    drop(out);
    if let Some(command) = args.exec.as_ref().filter(|_| fine) {
        let status = shell(command)?;
        if !status.success() {
            eprintln!("`{command}` ended with {status}");
        }
    }
    Ok(Ok(()))
}

/// The verdict on a checked project, and whether nothing is wrong; what failing tests show goes into `text`.
fn judged(tests: bool, loaded: Loaded, style: render::Style, text: &mut String) -> (String, bool) {
    let failed = loaded.has_errors();
    let summary = loaded.project.as_ref().map(|p| check::summary(p, &loaded.sources)).unwrap_or_default();
    let verdict = check::verdict(&loaded.diagnostics, &summary);
    let (Some(project), true, false) = (loaded.project, tests, failed) else { return (verdict, !failed) };
    let (shown, passed) = test::shown(&Ready { project, sources: loaded.sources }, style);
    text.push_str(&shown);
    (verdict, passed)
}

#[cfg(unix)]
fn shell(command: &str) -> io::Result<ExitStatus> {
    Command::new("sh").arg("-c").arg(command).status()
}

#[cfg(not(unix))]
fn shell(command: &str) -> io::Result<ExitStatus> {
    Command::new("cmd").arg("/C").arg(command).status()
}
