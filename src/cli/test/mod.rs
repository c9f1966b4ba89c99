mod coverage;
mod json;
mod junit;
mod mutants;

use super::common::{self, ColorChoice, Exit, ProjectArgs, Ready};
use super::data;
use super::report::{self, Form, Told};
use super::tree::{self, Paint};
use crate::diagnostics::{Diagnostic, codes, render};
use crate::model::{Program, Test, TestExpect};
use crate::source::SourceMap;
use crate::testing::{self, Coverage, Outcome, Suite};
use clap::ValueEnum;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Run the `test` blocks: made-up rows, and what must come out for them
///
/// Reads no data. A failing test is shown at its `expect`, with the rules and the values that they saw. Columns that a test does not
/// give are missing; rows of related tables belong to the tested row.
///
/// Exit code 1 if a test fails.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    /// Only tests with this text in their title, or that expect something of the cohort or assignment of this name (may be
    /// repeated)
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,

    /// Also report what of the rules the tests see: each rule true, false and unknown, each bound from both sides
    ///
    /// A rule counts where it matters: were it the other way round, some expectation of that test would come out differently.
    #[arg(long)]
    coverage: bool,

    /// Fail below this percentage of coverage, rules and bounds together
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    min_coverage: Option<f64>,

    #[command(flatten)]
    mutants: mutants::Args,

    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with the source
    Text,
    /// A JSON object: counts, and each test with its findings and the rules behind them
    Json,
    /// JUnit's XML: a suite for each file, a case for each test
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions, a workflow command each
    Github,
}

const HOW_TO: &str = "\
no tests; write one in any .persona file:

  test \"an early adopter of 36 matches\" {
    given { age: 36, early_adopter: true }
    given orders [ { amount: 120, ordered_at: 2026-10-01 } ]
    expect NAME matches
  }
";

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    if args.mutants.asked() && !matches!(args.format, Format::Text | Format::Json) {
        let message = "`--mutate` and `--suggest` are printed as text or JSON";
        let wrong = Diagnostic::new(&codes::BAD_OPTION, message)
            .help("leave `--format` out, or write `--format json`");
        return unready(&args, &[wrong], &SourceMap::default(), color);
    }
    let ready = match args.project.checked(color)? {
        Ok(ready) => ready,
        Err(found) => return unready(&args, &found.diagnostics, &found.sources, color),
    };
    let project = &ready.project;
    let tests = chosen(&args.only, &project.program);
    let suite = Suite::new(&project.program, &project.catalog, project.as_of, &tests);
    if args.mutants.asked() && suite.run().iter().all(Outcome::passed) {
        return args.mutants.execute(&ready, &tests, args.format == Format::Json, color);
    }
    let covered = (args.coverage || args.min_coverage.is_some())
        .then(|| testing::coverage(&project.program, &project.catalog, project.as_of, &tests));
    let mut ran = Ran { outcomes: suite.run(), faults: data::hold(&suite), coverage: None };
    if let (Some(covered), Some(least)) = (&covered, args.min_coverage) {
        ran.faults.extend(coverage::too_little(covered, least));
    }
    ran.coverage = covered.filter(|_| args.coverage);
    let exit = if ran.failed() == 0 && ran.faults.is_empty() { Exit::Fine } else { Exit::Wrong };
    let told = Told::of("test", &args.project.dir);
    let mut out = io::stdout().lock();
    match args.format {
        Format::Json => writeln!(out, "{:#}", json::report(&ran, &ready))?,
        Format::Junit => write!(out, "{}", junit::report(&ran, &ready, &told.paths))?,
        Format::Sarif => told.write(Form::Sarif, &ran.findings(&ready), &ready.sources, exit, color)?,
        Format::Github => told.write(Form::Github, &ran.findings(&ready), &ready.sources, exit, color)?,
        Format::Text if project.program.tests.is_empty() => write!(out, "{HOW_TO}")?,
        Format::Text => {
            let style = common::style(color, io::stdout().is_terminal());
            write!(out, "{}", text(&ran, &ready, style))?;
        }
    }
    Ok(exit)
}

/// Tells in the form asked for why no test was run.
fn unready(args: &Args, found: &[Diagnostic], sources: &SourceMap, color: ColorChoice) -> io::Result<Exit> {
    match args.format {
        Format::Text => common::show(found, sources, color)?,
        format => format.tell(&args.project.dir, found, sources)?,
    }
    Ok(report::exit(found))
}

/// The same for a command line that does not read; nothing in a form that is none for machines.
pub fn tell(format: &str, folder: &Path, found: &[Diagnostic], sources: &SourceMap) -> io::Result<()> {
    match Format::from_str(format, false) {
        Ok(Format::Text) | Err(_) => Ok(()),
        Ok(format) => format.tell(folder, found, sources),
    }
}

impl Format {
    fn tell(self, folder: &Path, found: &[Diagnostic], sources: &SourceMap) -> io::Result<()> {
        let told = Told::of("test", folder);
        let mut out = io::stdout().lock();
        match self {
            Format::Text => Ok(()),
            Format::Json => writeln!(out, "{:#}", json::unready(found, sources)),
            Format::Junit => write!(out, "{}", junit::unready(found, sources, &told.paths)),
            Format::Sarif => told.write(Form::Sarif, found, sources, report::exit(found), ColorChoice::Never),
            Format::Github => {
                told.write(Form::Github, found, sources, report::exit(found), ColorChoice::Never)
            }
        }
    }
}

/// What all tests of a project show for people, and whether all passed; on the reference alone, which is fast.
pub fn shown(ready: &Ready, style: render::Style) -> (String, bool) {
    let project = &ready.project;
    let tests: Vec<usize> = (0..project.program.tests.len()).collect();
    let suite = Suite::new(&project.program, &project.catalog, project.as_of, &tests);
    let ran = Ran { outcomes: suite.run(), faults: Vec::new(), coverage: None };
    (text(&ran, ready, style), ran.failed() == 0)
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse::<f64>().ok();
    number.filter(|n| (0.0..=100.0).contains(n)).ok_or_else(|| "write a number from 0 to 100".to_owned())
}

/// What came out of all tests.
struct Ran {
    outcomes: Vec<Outcome>,
    /// Where the engine and the reference disagree, and too little coverage.
    faults: Vec<Diagnostic>,
    coverage: Option<Coverage>,
}

impl Ran {
    fn failed(&self) -> usize {
        self.outcomes.iter().filter(|o| !o.passed()).count()
    }

    /// Everything that is to be said, in the order of the tests.
    fn findings(&self, ready: &Ready) -> Vec<Diagnostic> {
        let program = &ready.project.program;
        let of_tests = self.outcomes.iter().flat_map(|outcome| testing::findings(program, outcome));
        of_tests.chain(self.faults.iter().cloned()).collect()
    }
}

/// The tests that `--only` asks for.
fn chosen(only: &[String], program: &Program) -> Vec<usize> {
    let wanted = |test: &Test, text: &str| test.title.contains(text) || about(program, test).contains(&text);
    let tests = program.tests.iter().enumerate();
    let kept = tests.filter(|(_, test)| only.is_empty() || only.iter().any(|text| wanted(test, text)));
    kept.map(|(index, _)| index).collect()
}

/// The cohorts and assignments that a test expects something of.
fn about<'p>(program: &'p Program, test: &Test) -> Vec<&'p str> {
    let mut names = Vec::new();
    for expect in &test.expects {
        match &expect.what {
            TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c) => {
                names.push(program.cohorts[*c].name.as_str());
            }
            TestExpect::Assigned { assign, to } => {
                names.push(program.assigns[*assign].name.as_str());
                names.extend(to.iter().map(|c| program.cohorts[*c].name.as_str()));
            }
            TestExpect::Holds(rule) => {
                names.extend(testing::cohorts_in(rule).into_iter().map(|c| program.cohorts[c].name.as_str()));
            }
        }
    }
    names
}

fn text(ran: &Ran, ready: &Ready, style: render::Style) -> String {
    let paint = Paint { color: style.color };
    let mut text = String::new();
    for outcome in ran.outcomes.iter().filter(|o| !o.passed()) {
        text += &failed(outcome, ready, style);
    }
    if let Some(coverage) = &ran.coverage {
        text += &coverage::text(coverage, style.width);
    }
    text += &render::terminal(&ran.faults, &ready.sources, style);
    let failed = ran.failed();
    let failures = format!("{failed} failed");
    let failures = if failed > 0 { paint.wrap("1;31", &failures) } else { failures };
    text += &format!("{} passed, {failures}\n", ran.outcomes.len() - failed);
    text
}

/// A failing test: a line with its title, and each finding with the rules and the values that they saw.
fn failed(outcome: &Outcome, ready: &Ready, style: render::Style) -> String {
    let program = &ready.project.program;
    let paint = Paint { color: style.color };
    let test = &program.tests[outcome.test];
    let at = ready.sources.position(test.span);
    let path = &ready.sources.file(test.span.file).path;
    let mut text =
        format!("{} {}  {path}:{}\n", paint.wrap("31", "✗"), paint.wrap("1", &test.title), at.line);
    text += &render::terminal(&outcome.wrong, &ready.sources, style);
    let mut shown = Vec::new();
    for failure in &outcome.failures {
        let finding = testing::finding(program, outcome.test, failure);
        text += &render::terminal(&[finding], &ready.sources, style);
        for explanation in &failure.explanations {
            // The row is the same, so its rules are.
            if shown.contains(&explanation.cohort.as_str()) {
                continue;
            }
            shown.push(&explanation.cohort);
            let tree = tree::text(explanation, "the tested row", paint);
            for line in tree.lines() {
                text += format!("  {line}").trim_end();
                text.push('\n');
            }
            text.push('\n');
        }
    }
    text
}
