//! `test --mutate` and `test --suggest`.

use crate::cli::common::{self, ColorChoice, Exit, Ready};
use crate::cli::tree::Paint;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::Span;
use crate::testing::mutate::{Mutant, mutate};
use crate::testing::suggest::{Open, Suggestions, suggest};
use serde_json::{Value, json};
use std::io::{self, IsTerminal, Write};

/// What is asked about the tests themselves.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Make small changes to the rules that have tests (a `>=` to `>`, a bound by one, `and` to `or`, a rule dropped, a weight
    /// doubled, …) and list those that no test notices. Nothing is written
    #[arg(long, conflicts_with = "suggest")]
    mutate: bool,

    /// With --mutate: exit code 1 if less than this percentage of the changes is noticed (without it, the exit code is 0)
    #[arg(long, value_name = "PERCENT", requires = "mutate", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_noticed: Option<u8>,

    /// Print tests that are missing for an ICP, persona or score: a customer on each side of every bound, one for whom each rule
    /// is unknown, …, with what the rules say of them today. Add those that say what you mean; nothing is written
    #[arg(long, value_name = "NAME")]
    suggest: Option<String>,
}

impl Args {
    /// Is something of this asked for, so that it needs tests that pass?
    pub fn asked(&self) -> bool {
        self.mutate || self.suggest.is_some()
    }

    pub fn execute(
        &self,
        ready: &Ready,
        tests: &[usize],
        json: bool,
        color: ColorChoice,
    ) -> io::Result<Exit> {
        match &self.suggest {
            Some(name) => suggestions(name, ready, tests, json, color),
            None => self.mutants(ready, tests, json, color),
        }
    }

    fn mutants(&self, ready: &Ready, tests: &[usize], json: bool, color: ColorChoice) -> io::Result<Exit> {
        let project = &ready.project;
        let mutants = mutate(&project.program, &project.catalog, &ready.sources, project.as_of, tests);
        let noticed = mutants.iter().filter(|m| m.noticed_by.is_some()).count();
        let mut out = io::stdout().lock();
        if json {
            writeln!(out, "{:#}", mutants_json(&mutants, noticed, ready))?;
        } else {
            let paint = Paint { color: common::style(color, io::stdout().is_terminal()).color };
            for mutant in mutants.iter().filter(|m| m.noticed_by.is_none()) {
                write!(out, "{}", unnoticed(mutant, ready, paint))?;
            }
            let left = mutants.len() - noticed;
            writeln!(out, "{}, {noticed} noticed, {left} not", common::count(mutants.len(), "change"))?;
        }
        let enough = |least: u8| noticed * 100 >= usize::from(least) * mutants.len();
        Ok(if self.min_noticed.is_none_or(enough) { Exit::Fine } else { Exit::Wrong })
    }
}

fn unnoticed(mutant: &Mutant, ready: &Ready, paint: Paint) -> String {
    let mutation = &mutant.mutation;
    let place = place(ready, mutation.span);
    let part = mutation.part.title(&ready.project.program);
    let what = paint.wrap("1", &mutation.what);
    let line = line_of(ready, mutation.span);
    format!("{place}: {what} in {part}\n    {line}\n    write a test in which {}\n\n", mutation.wanted)
}

/// `personas.persona:8:5`
fn place(ready: &Ready, span: Span) -> String {
    let at = ready.sources.position(span);
    format!("{}:{}:{}", ready.sources.file(span.file).path, at.line, at.column)
}

/// The line of source that a place is in.
fn line_of(ready: &Ready, span: Span) -> &str {
    let file = ready.sources.file(span.file);
    let line = ready.sources.position(span).line;
    let text = file.text.get(file.line_start(line)..file.line_start(line + 1));
    text.unwrap_or_default().trim()
}

fn mutants_json(mutants: &[Mutant], noticed: usize, ready: &Ready) -> Value {
    let program = &ready.project.program;
    let change = |mutant: &Mutant| {
        let mutation = &mutant.mutation;
        let at = ready.sources.position(mutation.span);
        json!({
            "path": ready.sources.file(mutation.span.file).path,
            "line": at.line,
            "column": at.column,
            "in": mutation.part.title(program),
            "change": mutation.what,
            "noticed_by": mutant.noticed_by.map(|test| &program.tests[test].title),
            "missing_test": mutant.noticed_by.is_none().then_some(&mutation.wanted),
        })
    };
    json!({
        "changes": mutants.len(),
        "noticed": noticed,
        "unnoticed": mutants.len() - noticed,
        "mutants": mutants.iter().map(change).collect::<Value>(),
    })
}

fn suggestions(
    name: &str,
    ready: &Ready,
    tests: &[usize],
    json: bool,
    color: ColorChoice,
) -> io::Result<Exit> {
    let project = &ready.project;
    let program = &project.program;
    if let Err(diagnostic) = common::known_targets(program, &[name.to_owned()]) {
        return common::fail(&[*diagnostic], &ready.sources, color);
    }
    let Some(cohort) = program.cohorts.iter().position(|c| c.name == name) else {
        let message = format!("`{name}` is no cohort or score");
        let help = "an assignment or grid is made of cohorts: ask for those";
        let diagnostic = Diagnostic::new(&codes::UNKNOWN_TARGET, message).help(help);
        return common::fail(&[diagnostic], &ready.sources, color);
    };
    let found = suggest(program, &project.catalog, &ready.sources, project.as_of, cohort, tests);
    let mut out = io::stdout().lock();
    if json {
        writeln!(out, "{:#}", suggestions_json(&found, ready))?;
    } else {
        write!(out, "{}", suggestions_text(&found, name, ready))?;
    }
    Ok(Exit::Fine)
}

/// Source of the persona language, all of it: what is not a test is a comment.
fn suggestions_text(found: &Suggestions, name: &str, ready: &Ready) -> String {
    let tests = common::count(found.tests.len(), "test");
    let mut text = format!(
        "# {tests} to look at for {name}: what the rules say today. Keep those that say what you mean.\n"
    );
    found.tests.iter().for_each(|test| text += &format!("\n{}", test.source));
    if !found.open.is_empty() {
        text += "\n# No customer was found for:\n";
    }
    for Open { span, what, why } in &found.open {
        text += &format!("# {}: {what} ({why})\n", place(ready, *span));
    }
    text
}

fn suggestions_json(found: &Suggestions, ready: &Ready) -> Value {
    let open = found.open.iter().map(|open| {
        let at = ready.sources.position(open.span);
        let path = &ready.sources.file(open.span.file).path;
        json!({ "path": path, "line": at.line, "column": at.column, "change": open.what, "why": open.why })
    });
    let tests = found.tests.iter().map(|test| json!({ "title": test.title, "source": test.source }));
    json!({ "tests": tests.collect::<Value>(), "open": open.collect::<Value>() })
}
