use super::common::{self, ColorChoice, Exit, ProjectArgs};
use super::data::CheckData;
use super::levels::LevelArgs;
use super::report::{self, Form, Told};
use super::summed::summed;
use crate::check::lints;
use crate::check::project::{self, LoadOptions};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{DiskWorld, SourceMap};
use std::io::{self, Write};

/// Check a project: every error and warning at once, without reading data
///
/// Reads personac.yaml and all *.persona files below it; checks names, types, rules, scores and tiers. With --data it also
/// reads the data and checks it against the catalog: missing columns, cells that do not read, duplicate keys, values out of
/// range, orphan rows.
///
/// Lints tell what is allowed and probably not meant; the catalog sets their levels (`lints: { overdue-review: deny }`), these options
/// override it, and `allow(LINT) because "…"` in a spec lets one pass at its place.
///
/// Exit code 1 if there is an error, or a warning that --deny names.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    #[command(flatten)]
    data: CheckData,

    #[command(flatten)]
    levels: LevelArgs,

    /// Show every finding, however many of one lint there are
    #[arg(long)]
    show_all: bool,

    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Form,
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let (diagnostics, sources, summary) = match found(&args) {
        Ok(found) => found,
        Err(diagnostic) => (vec![*diagnostic], SourceMap::default(), String::new()),
    };
    let exit = report::exit(&diagnostics);
    let told = Told::of("check", &args.project.dir);
    if args.format != Form::Text || args.show_all {
        told.write(args.format, &diagnostics, &sources, exit, color)?;
    } else {
        let (shown, more) = summed(&diagnostics, &sources);
        told.write(args.format, &shown, &sources, exit, color)?;
        let more: String = more.iter().map(|line| format!("{line}\n")).collect();
        write!(io::stdout().lock(), "{more}{}", if more.is_empty() { "" } else { "\n" })?;
    }
    if args.format == Form::Text {
        writeln!(io::stdout().lock(), "{}", verdict(&diagnostics, &summary))?;
    }
    Ok(exit)
}

/// Everything that is found, the texts that it is about, and what the project consists of.
fn found(args: &Args) -> Result<(Vec<Diagnostic>, SourceMap, String), Box<Diagnostic>> {
    let asked = args.levels.asked()?;
    let options = LoadOptions { levels: asked.levels.clone(), ..args.project.options()? };
    let loaded = project::load(&DiskWorld::new(&args.project.dir), &options);
    let mut diagnostics = loaded.diagnostics;
    let failed = diagnostics.iter().any(Diagnostic::is_error);
    let summary = loaded.project.as_ref().map(|p| summary(p, &loaded.sources)).unwrap_or_default();
    if let (Some(project), false) = (&loaded.project, failed)
        && let Some(mut found) = args.data.check(project)
    {
        let told =
            if found.iter().any(Diagnostic::is_error) { lints::Told::Partly } else { lints::Told::WithData };
        let levels = lints::asked(&project.catalog, &asked.levels);
        lints::settle(&project.program.allows, &levels, told, &mut found);
        diagnostics.append(&mut found);
    }
    asked.raise(&mut diagnostics);
    Ok((diagnostics, loaded.sources, summary))
}

/// `5 cohorts, 4 features, … in 6 files`.
pub fn summary(project: &crate::check::project::Project, sources: &SourceMap) -> String {
    let files = sources.files().filter(|(_, f)| f.path.ends_with(".persona")).count();
    let program = &project.program;
    let parts = [
        (program.cohorts.len(), "cohort"),
        (program.features.len(), "feature"),
        (program.segments.len(), "segment"),
        (project.catalog.tables.len(), "table"),
    ];
    let parts: Vec<String> = parts.into_iter().map(|(n, word)| common::count(n, word)).collect();
    format!("{} in {}", parts.join(", "), common::count(files, "file"))
}

/// The last line of a check.
pub fn verdict(diagnostics: &[Diagnostic], summary: &str) -> String {
    let number = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (number(Severity::Error), number(Severity::Warning));
    match (errors, warnings) {
        (0, 0) => format!("ok: {summary}"),
        (0, _) => format!("ok, with {}: {summary}", common::count(warnings, "warning")),
        (_, 0) => common::count(errors, "error"),
        _ => format!("{}, {}", common::count(errors, "error"), common::count(warnings, "warning")),
    }
}
