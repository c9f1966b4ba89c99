//! The forms in which findings are told to machines, and where: stdout, and nothing else there.

use super::common::{self, ColorChoice, Exit};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::{self, Findings, Invocation, Paths};
use crate::source::SourceMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Form {
    /// For people, with the source
    #[default]
    Text,
    /// A JSON array, one object per finding
    Json,
    /// SARIF 2.1.0, for code scanning; without examples and figures from the data
    Sarif,
    /// Annotations of GitHub Actions, a workflow command each; without examples and figures from the data
    Github,
}

/// What a command says of itself to other programs.
#[derive(Debug)]
pub struct Told {
    pub paths: Paths,
    category: String,
}

impl Told {
    /// Of `personac COMMAND FOLDER`.
    pub fn of(command: &str, folder: &Path) -> Told {
        let here = std::env::current_dir().unwrap_or_default();
        let paths = Paths::new(&here, repository(&Paths::new(&here, None).full(folder)));
        let place = paths.place(&folder.to_string_lossy());
        // Outside of a repository the folder's name alone: where it lies on this machine is nobody's business.
        let name = if place.inside { &place.path } else { place.path.rsplit('/').next().unwrap_or_default() };
        let category = if name.is_empty() { command.to_owned() } else { format!("{command}/{name}") };
        Told { paths, category }
    }

    /// Writes findings in a form; `exit` is what the command will exit with.
    pub fn write(
        &self,
        form: Form,
        diagnostics: &[Diagnostic],
        sources: &SourceMap,
        exit: Exit,
        color: ColorChoice,
    ) -> io::Result<()> {
        let findings = Findings { diagnostics, sources, paths: &self.paths };
        let mut out = io::stdout().lock();
        match form {
            Form::Text => {
                let style = common::style(color, io::stdout().is_terminal());
                write!(out, "{}", render::terminal(diagnostics, sources, style))
            }
            Form::Json => writeln!(out, "{}", render::json(diagnostics, sources)),
            Form::Github => write!(out, "{}", render::github(&findings)),
            Form::Sarif => {
                let invocation = Invocation { category: self.category.clone(), exit_code: exit.code() };
                writeln!(out, "{:#}", render::sarif(&findings, &invocation))
            }
        }
    }
}

/// The root of the repository that a folder is in: the nearest one above it that has a `.git`.
fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| above.join(".git").exists())
}

/// What findings mean for the exit code.
pub fn exit(diagnostics: &[Diagnostic]) -> Exit {
    match diagnostics.iter().filter(|d| d.is_error()).map(common::is_usage).max() {
        None => Exit::Fine,
        Some(false) => Exit::Wrong,
        Some(true) => Exit::Usage,
    }
}
