//! Command lines that do not read.

use super::common::{ColorChoice, Exit};
use super::report::{Form, Told};
use super::test;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::SourceMap;
use clap::ValueEnum;
use std::path::Path;
use std::process::ExitCode;

/// Says on stderr what is wrong with the command line, or on stdout what was asked for (help, the version). A program that asked
/// for a form of its own hears on stdout, too, what is wrong, in that form.
pub fn tell(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell if that fails.
    let _ = error.print();
    if !error.use_stderr() {
        return Exit::Fine.into();
    }
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    let finding = Diagnostic::new(&codes::BAD_OPTION, first.strip_prefix("error: ").unwrap_or(first))
        .help("`personac COMMAND --help` lists the options");
    let _ = in_form(&arguments, &[finding]);
    Exit::Usage.into()
}

fn in_form(arguments: &[String], found: &[Diagnostic]) -> std::io::Result<()> {
    let (Some(command), Some(format)) =
        (arguments.iter().find(|a| !a.starts_with('-')), format_of(arguments))
    else {
        return Ok(());
    };
    let (here, sources) = (Path::new("."), SourceMap::default());
    match (command.as_str(), Form::from_str(format, false)) {
        ("test", _) => test::tell(format, here, found, &sources),
        ("check" | "fmt", Ok(form)) if form != Form::Text => {
            Told::of(command, here).write(form, found, &sources, Exit::Usage, ColorChoice::Never)
        }
        _ => Ok(()),
    }
}

/// What stands behind `--format`.
fn format_of(arguments: &[String]) -> Option<&str> {
    let written = arguments.iter().find_map(|a| a.strip_prefix("--format="));
    let behind = || arguments.iter().position(|a| a == "--format").and_then(|at| arguments.get(at + 1));
    written.or_else(|| behind().map(String::as_str))
}
