//! What the subcommands share: loading a project, showing findings, exit codes.

use crate::catalog::Catalog;
use crate::check::project::{self, LoadOptions, Loaded, Project};
use crate::diagnostics::render::{self, Style};
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, codes};
use crate::documents::Lang;
use crate::model::{Program, Status};
use crate::source::{DiskWorld, SourceMap};
use chrono::NaiveDate;
use comfy_table::{ContentArrangement, Table, TableComponent, presets};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Fine,
    /// The spec or the data is wrong.
    Wrong,
    /// The command line is wrong.
    Usage,
}

impl Exit {
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Wrong => 1,
            Exit::Usage => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// In a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl ColorChoice {
    fn wanted(self, terminal: bool) -> bool {
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        }
    }
}

/// The languages that documents are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LangArg {
    En,
    Zh,
}

impl LangArg {
    pub fn lang(self) -> Lang {
        match self {
            LangArg::En => Lang::En,
            LangArg::Zh => Lang::Zh,
        }
    }

    /// The one asked for, else the catalog's.
    pub fn wanted(asked: Option<LangArg>, catalog: &Catalog) -> Lang {
        match asked {
            Some(asked) => asked.lang(),
            // The catalog's reader knows the languages that there are.
            None => catalog.language.and_then(|l| l.parse().ok()).unwrap_or_default(),
        }
    }
}

/// Which project, and what of it the command line overrides.
#[derive(Debug, clap::Args)]
pub struct ProjectArgs {
    /// The project's folder (the one with personac.yaml)
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,

    /// The as-of date: rows dated later do not exist, windows end here [default: the catalog's `as_of`, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,

    /// Give a `param` another value (may be repeated)
    #[arg(long, value_name = "PARAM=VALUE")]
    pub set: Vec<String>,
}

/// A loaded project without errors, or the exit code after its errors have been shown.
pub struct Ready {
    pub project: Project,
    pub sources: SourceMap,
}

/// What keeps a project from being used.
pub struct Unready {
    pub diagnostics: Vec<Diagnostic>,
    pub sources: SourceMap,
}

impl ProjectArgs {
    /// Reads and checks the project; findings are not shown.
    pub fn load(&self) -> Result<Loaded, Box<Diagnostic>> {
        Ok(project::load(&DiskWorld::new(&self.dir), &self.options()?))
    }

    /// What the command line overrides.
    pub fn options(&self) -> Result<LoadOptions, Box<Diagnostic>> {
        let as_of = self.as_of.as_deref().map(parse_as_of).transpose()?;
        let set = self.set.iter().map(|text| parse_set(text)).collect::<Result<_, _>>()?;
        Ok(LoadOptions { as_of, set, ..LoadOptions::default() })
    }

    /// Reads and checks the project, shows what was found on stderr, and stops at errors.
    pub fn ready(&self, color: ColorChoice) -> io::Result<Result<Ready, Exit>> {
        match self.checked(color)? {
            Ok(ready) => Ok(Ok(ready)),
            Err(unready) => Ok(Err(fail(&unready.diagnostics, &unready.sources, color)?)),
        }
    }

    /// Reads and checks the project; warnings are shown on stderr, errors are handed back.
    pub fn checked(&self, color: ColorChoice) -> io::Result<Result<Ready, Unready>> {
        let loaded = match self.load() {
            Ok(loaded) => loaded,
            Err(diagnostic) => {
                let diagnostics = vec![*diagnostic];
                return Ok(Err(Unready { diagnostics, sources: SourceMap::default() }));
            }
        };
        let failed = loaded.has_errors();
        match loaded.project.filter(|_| !failed) {
            Some(project) => {
                show(&loaded.diagnostics, &loaded.sources, color)?;
                Ok(Ok(Ready { project, sources: loaded.sources }))
            }
            None => Ok(Err(Unready { diagnostics: loaded.diagnostics, sources: loaded.sources })),
        }
    }
}

/// Reads and checks the project in a folder, with nothing overridden and without lints; findings are not shown.
pub fn load(dir: PathBuf) -> Loaded {
    let options = LoadOptions { without_lints: true, ..LoadOptions::default() };
    project::load(&DiskWorld::new(dir), &options)
}

/// How a command ends that shows as much of a project as was understood: a line on stderr where errors hide something.
pub fn incomplete(loaded: &Loaded, what: &str) -> io::Result<Exit> {
    let errors = loaded.diagnostics.iter().filter(|d| d.is_error()).count();
    if errors == 0 {
        return Ok(Exit::Fine);
    }
    writeln!(io::stderr().lock(), "{}: {what}; `personac check` shows them", count(errors, "error"))?;
    Ok(Exit::Wrong)
}

fn parse_as_of(text: &str) -> Result<NaiveDate, Box<Diagnostic>> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10).ok_or_else(|| {
        Box::new(
            Diagnostic::new(&codes::BAD_AS_OF, format!("`--as-of {text}` is not a date"))
                .help("write year, month and day, and a day that exists: `--as-of 2026-10-31`"),
        )
    })
}

fn parse_set(text: &str) -> Result<(String, String), Box<Diagnostic>> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err(Box::new(
            Diagnostic::new(
                &codes::BAD_OPTION,
                format!("`--set {text}` does not name a param and its value"),
            )
            .help("write `--set min_income=250000`, and texts in quotes: `--set 'city=\"Berlin\"'`"),
        )),
    }
}

/// Every `--only NAME` must name something that runs.
pub fn known_targets(program: &Program, only: &[String]) -> Result<(), Box<Diagnostic>> {
    let running = program.cohorts.iter().filter(|c| c.status != Status::Retired).map(|c| c.name.as_str());
    let assigns = program.assigns.iter().map(|a| a.name.as_str());
    let grids = program.grids.iter().map(|g| g.name.as_str());
    let names: Vec<&str> = running.chain(assigns).chain(grids).collect();
    for name in only {
        if names.contains(&name.as_str()) {
            continue;
        }
        let retired = program.cohorts.iter().any(|c| c.name == *name);
        let message = if retired {
            format!("`{name}` is retired: it is checked, not run")
        } else {
            format!("there is no cohort, assignment or grid `{name}`")
        };
        let help = match nearest(name, names.iter().copied()).filter(|_| !retired) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", names.join(", ")),
        };
        return Err(Box::new(Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help)));
    }
    Ok(())
}

/// As the list that a command ends with.
#[allow(clippy::boxed_local, reason = "it is what `map_err` hands over")]
pub fn one(diagnostic: Box<Diagnostic>) -> Vec<Diagnostic> {
    vec![*diagnostic]
}

/// Shows findings on stderr and says which exit code they mean.
pub fn fail(diagnostics: &[Diagnostic], sources: &SourceMap, color: ColorChoice) -> io::Result<Exit> {
    show(diagnostics, sources, color)?;
    let usage = diagnostics.iter().any(|d| d.is_error() && is_usage(d));
    Ok(if usage { Exit::Usage } else { Exit::Wrong })
}

/// Mistakes on the command line, not in a spec or in data.
pub fn is_usage(diagnostic: &Diagnostic) -> bool {
    let usage = [
        &codes::NO_PROJECT,
        &codes::BAD_AS_OF,
        &codes::BAD_OPTION,
        &codes::UNKNOWN_TARGET,
        &codes::RENAME,
        &codes::PII_EXPORT,
        &codes::PSEUDONYM_SECRET,
        &codes::NO_GIT,
        &codes::NO_REPOSITORY,
        &codes::UNKNOWN_REVISION,
        &codes::NO_MERGE_BASE,
        &codes::GIT_FAILED,
    ];
    usage.contains(&diagnostic.code)
}

pub fn show(diagnostics: &[Diagnostic], sources: &SourceMap, color: ColorChoice) -> io::Result<()> {
    if diagnostics.is_empty() {
        return Ok(());
    }
    let style = style(color, io::stderr().is_terminal());
    write!(io::stderr().lock(), "{}", render::terminal(diagnostics, sources, style))
}

/// Colour and width for a stream.
pub fn style(color: ColorChoice, terminal: bool) -> Style {
    Style { color: color.wanted(terminal), width: width() }
}

/// Columns of the terminal; 100 where there is none.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.or_else(terminal_width).unwrap_or(100).clamp(40, 140)
}

fn terminal_width() -> Option<usize> {
    comfy_table::Table::new().width().map(usize::from)
}

/// A text of one line without anything that a terminal would obey, or that would let it read in another order than it stands.
pub fn plain(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => shown.push(' '),
            c if unseen(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown
}

/// `1 error`, `2 errors`.
pub fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// 12345 as `12,345`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// An empty table as all commands print them: lines above, below and under the header, none between rows.
pub fn listing(header: &[&str], width: usize) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .remove_style(TableComponent::HorizontalLines)
        .remove_style(TableComponent::MiddleIntersections)
        .remove_style(TableComponent::LeftBorderIntersections)
        .remove_style(TableComponent::RightBorderIntersections)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width as u16)
        .set_header(header);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_as_of_must_be_a_day_that_exists() {
        assert!(parse_as_of("2026-10-31").is_ok());
        for text in ["2026-02-30", "31.10.2026", "yesterday", "2026-1-1"] {
            assert_eq!(parse_as_of(text).unwrap_err().code.id, "E0703", "{text}");
        }
    }

    #[test]
    fn thousands_are_grouped_from_the_right() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(12_345_678), "12,345,678");
    }
}
