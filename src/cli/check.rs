use super::common::{self, ColorChoice, Exit, ProjectArgs};
use super::data::CheckData;
use super::report::{self, Form, Told};
use crate::diagnostics::{Diagnostic, Severity, codes};
use crate::source::SourceMap;
use std::io::{self, Write};

/// Check a project: every error and warning at once, without reading data
///
/// Reads personac.yaml and all *.persona files below it; checks names, types, rules, scores and tiers. With --data it also
/// reads the data and checks it against the catalog: missing columns, cells that do not read, duplicate keys, values out of
/// range, orphan rows.
///
/// Exit code 1 if there is an error, or a warning that --deny names.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    #[command(flatten)]
    data: CheckData,

    /// Treat a warning as an error, by its name or code; `warnings` for all (may be repeated)
    #[arg(long, value_name = "LINT")]
    deny: Vec<String>,

    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Form,
}

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let (mut diagnostics, sources, summary) = match args.project.load() {
        Ok(loaded) => {
            let mut diagnostics = loaded.diagnostics;
            let failed = diagnostics.iter().any(Diagnostic::is_error);
            let summary = loaded.project.as_ref().map(|p| summary(p, &loaded.sources)).unwrap_or_default();
            if let (Some(project), false) = (&loaded.project, failed) {
                diagnostics.extend(args.data.check(project));
            }
            (diagnostics, loaded.sources, summary)
        }
        Err(diagnostic) => (vec![*diagnostic], SourceMap::default(), String::new()),
    };
    if let Err(diagnostic) = deny(&args.deny, &mut diagnostics) {
        diagnostics.push(*diagnostic);
    }
    let exit = report::exit(&diagnostics);
    Told::of("check", &args.project.dir).write(args.format, &diagnostics, &sources, exit, color)?;
    if args.format == Form::Text {
        writeln!(io::stdout().lock(), "{}", verdict(&diagnostics, &summary))?;
    }
    Ok(exit)
}

/// Raises the named warnings to errors.
fn deny(names: &[String], diagnostics: &mut [Diagnostic]) -> Result<(), Box<Diagnostic>> {
    for name in names {
        let all = name == "warnings";
        let code = codes::find(name);
        if !all && code.is_none() {
            let near = crate::diagnostics::suggest::nearest(name, codes::ALL.iter().map(|c| c.name));
            let help = near.map_or_else(
                || {
                    "name a warning as it is printed, such as `overdue-review`, or `warnings` for all"
                        .to_owned()
                },
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`--deny {name}` names no warning");
            return Err(Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(help)));
        }
        for diagnostic in diagnostics.iter_mut() {
            if diagnostic.severity == Severity::Warning && (all || Some(diagnostic.code) == code) {
                diagnostic.severity = Severity::Error;
            }
        }
    }
    Ok(())
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
