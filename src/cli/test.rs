use super::common::{self, ColorChoice, Exit, ProjectArgs, Ready};
use super::tree::{self, Paint};
use crate::diagnostics::render;
use crate::model::TestExpect;
use crate::testing::{self, Outcome, Suite};
use std::io::{self, IsTerminal, Write};

/// Run the `test` blocks: made-up rows, and what must come out for them
///
/// Reads no data. A failing test is shown with the rules and the values that they saw.
///
/// Exit code 1 if a test fails.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,

    /// Only tests with this text in their title, or that expect something of the cohort of this name (may be repeated)
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
}

const HOW_TO: &str = "\
there are no tests; write one in any .persona file:

  test \"an early adopter of 36 matches\" {
    given { age: 36, early_adopter: true }
    given orders [ { amount: 120, ordered_at: 2026-10-01 } ]
    expect NAME matches
  }
";

pub fn execute(args: Args, color: ColorChoice) -> io::Result<Exit> {
    let ready = match args.project.ready(color)? {
        Ok(ready) => ready,
        Err(exit) => return Ok(exit),
    };
    let mut out = io::stdout().lock();
    let project = &ready.project;
    if project.program.tests.is_empty() {
        write!(out, "{HOW_TO}")?;
        return Ok(Exit::Fine);
    }
    let tests = chosen(&args, &ready);
    let suite = Suite::new(&project.program, &project.catalog, project.as_of, &tests);
    let outcomes = suite.run();
    let style = common::style(color, io::stdout().is_terminal());
    for outcome in outcomes.iter().filter(|o| !o.passed()) {
        write!(out, "{}", failed(outcome, &ready, style))?;
    }
    let failed = outcomes.iter().filter(|o| !o.passed()).count();
    writeln!(out, "{} passed, {failed} failed", outcomes.len() - failed)?;
    Ok(if failed == 0 { Exit::Fine } else { Exit::Wrong })
}

/// The tests that `--only` asks for.
fn chosen(args: &Args, ready: &Ready) -> Vec<usize> {
    let program = &ready.project.program;
    let wanted = |test: &usize| {
        let test = &program.tests[*test];
        let expects = |text: &str| {
            test.expects.iter().any(|expect| match &expect.what {
                TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c) => {
                    program.cohorts[*c].name == text
                }
                _ => false,
            })
        };
        args.only.is_empty()
            || args.only.iter().any(|text| test.title.contains(text.as_str()) || expects(text))
    };
    (0..program.tests.len()).filter(wanted).collect()
}

/// A failing test: each finding, and below it the rules with the values that they saw.
fn failed(outcome: &Outcome, ready: &Ready, style: render::Style) -> String {
    let program = &ready.project.program;
    let mut text = render::terminal(&outcome.wrong, &ready.sources, style);
    for failure in &outcome.failures {
        let finding = testing::finding(program, outcome.test, failure);
        text += &render::terminal(&[finding], &ready.sources, style);
        for explanation in &failure.explanations {
            let tree = tree::text(explanation, "the tested row", Paint { color: style.color });
            tree.lines().for_each(|line| text += &format!("  {line}\n"));
            text.push('\n');
        }
    }
    text
}
