//! What came out of tests, as JUnit's XML.
//!
//! There is no one JUnit schema. This is what the two that are used agree in: Jenkins' (of its xUnit plugin) and the stricter one of
//! Ant's report, which wants a time, a host and the output of every suite, and at most one failure in a case. So that the
//! same specs give the same bytes, the time is the as-of date, and nothing takes any.

use super::{Ran, Ready};
use crate::cli::tree::{self, Paint};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::Paths;
use crate::source::SourceMap;
use crate::testing::{self, Outcome};
use std::collections::BTreeMap;

/// A suite for each file that has tests, in the order of their first ones, and one for what no test says by itself.
pub fn report(ran: &Ran, ready: &Ready, paths: &Paths) -> String {
    let mut suites = Suites { paths, sources: &ready.sources, cases: Vec::new() };
    for outcome in &ran.outcomes {
        let test = &ready.project.program.tests[outcome.test];
        let file = Some(ready.sources.file(test.span.file).path.as_str());
        let problem = suites.problem(outcome, ready);
        suites.add(file, &test.title, problem);
    }
    for fault in &ran.faults {
        suites.add_finding(fault);
    }
    suites.xml(&format!("{}T00:00:00", ready.project.as_of))
}

/// The project's errors, since no test was run.
pub fn unready(found: &[Diagnostic], sources: &SourceMap, paths: &Paths) -> String {
    let mut suites = Suites { paths, sources, cases: Vec::new() };
    found.iter().filter(|d| d.is_error()).for_each(|d| suites.add_finding(d));
    suites.xml("1970-01-01T00:00:00")
}

/// Why a case did not pass.
struct Problem {
    /// `failure`: an expectation does not hold. `error`: the test could not be run.
    kind: &'static str,
    code: &'static str,
    message: String,
    text: String,
}

struct Case {
    suite: String,
    title: String,
    problem: Option<Problem>,
}

struct Suites<'a> {
    paths: &'a Paths,
    sources: &'a SourceMap,
    cases: Vec<Case>,
}

impl Suites<'_> {
    fn add(&mut self, file: Option<&str>, title: &str, problem: Option<Problem>) {
        let suite = file.map_or("personac".to_owned(), |file| self.paths.place(file).path);
        self.cases.push(Case { suite, title: title.to_owned(), problem });
    }

    fn problem(&self, outcome: &Outcome, ready: &Ready) -> Option<Problem> {
        let program = &ready.project.program;
        let findings = testing::findings(program, outcome);
        let first = findings.first()?;
        let title = format!("{}: ", program.tests[outcome.test].title);
        let said = |d: &Diagnostic| {
            let message = d.message.strip_prefix(&title).unwrap_or(&d.message);
            let seen = d.labels.first().map_or("", |label| &label.text);
            if seen.is_empty() { message.to_owned() } else { format!("{message}: {seen}") }
        };
        let mut text: String = findings.iter().map(|d| format!("{}{}\n", self.place(d), said(d))).collect();
        let mut shown = Vec::new();
        for explanation in outcome.failures.iter().flat_map(|failure| &failure.explanations) {
            // The row is the same, so its rules are.
            if !shown.contains(&explanation.cohort.as_str()) {
                shown.push(&explanation.cohort);
                text += &format!("\n{}", tree::text(explanation, "the tested row", Paint { color: false }));
            }
        }
        let kind = if outcome.wrong.is_empty() { "failure" } else { "error" };
        Some(Problem { kind, code: first.code.id, message: said(first), text })
    }

    /// `specs/tests.persona:8:5: `, or nothing.
    fn place(&self, diagnostic: &Diagnostic) -> String {
        let Some(label) = diagnostic.labels.first() else { return String::new() };
        let at = self.sources.position(label.span);
        let path = self.paths.place(&self.sources.file(label.span.file).path).path;
        format!("{path}:{}:{}: ", at.line, at.column)
    }

    /// A finding that belongs to no test, as a case of its own.
    fn add_finding(&mut self, finding: &Diagnostic) {
        let place = self.place(finding);
        let mut text = format!("{place}{}\n", finding.message);
        let labels = finding.labels.iter().map(|label| &label.text).filter(|text| !text.is_empty());
        labels.for_each(|label| text += &format!("{label}\n"));
        finding.help.iter().for_each(|help| text += &format!("help: {help}\n"));
        finding.notes.iter().for_each(|note| text += &format!("note: {note}\n"));
        let problem =
            Problem { kind: "error", code: finding.code.id, message: finding.message.clone(), text };
        let file =
            finding.labels.first().map(|label| self.sources.file(label.span.file)).filter(|f| f.on_disk);
        let title = format!("{} {}", finding.code.id, finding.code.name);
        self.add(file.map(|f| f.path.as_str()), &title, Some(problem));
    }

    fn xml(&self, time: &str) -> String {
        let mut names: Vec<&str> = Vec::new();
        let mut suites: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
        for case in &self.cases {
            let cases = suites.entry(&case.suite).or_default();
            if cases.is_empty() {
                names.push(&case.suite);
            }
            cases.push(case);
        }
        let suites = names.iter().enumerate().map(|(id, name)| suite(id, name, &suites[name], time));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n{}</testsuites>\n",
            suites.collect::<String>()
        )
    }
}

fn suite(id: usize, name: &str, cases: &[&Case], time: &str) -> String {
    // Readers of these files take dots for the folders of classes.
    let class = name.strip_suffix(".persona").unwrap_or(name).trim_start_matches('/').replace('/', ".");
    let package = class.rsplit_once('.').map_or("", |(package, _)| package);
    let of = |kind: &str| cases.iter().filter(|c| c.problem.as_ref().is_some_and(|p| p.kind == kind)).count();
    let mut xml = format!(
        "  <testsuite name=\"{}\" package=\"{}\" id=\"{id}\" timestamp=\"{time}\" hostname=\"localhost\" \
         tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"0\">\n    <properties/>\n",
        attribute(name),
        attribute(package),
        cases.len(),
        of("failure"),
        of("error"),
    );
    for case in cases {
        xml += &format!(
            "    <testcase name=\"{}\" classname=\"{}\" time=\"0\"",
            attribute(&case.title),
            attribute(&class)
        );
        match &case.problem {
            None => xml += "/>\n",
            Some(Problem { kind, code, message, text: body }) => {
                let message = attribute(message);
                xml += &format!(
                    ">\n      <{kind} type=\"{code}\" message=\"{message}\">{}</{kind}>\n    </testcase>\n",
                    text(body)
                );
            }
        }
    }
    xml + "    <system-out/>\n    <system-err/>\n  </testsuite>\n"
}

/// Text between tags. What XML has no way to write becomes the sign for that.
fn text(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => xml += "&amp;",
            '<' => xml += "&lt;",
            '>' => xml += "&gt;",
            '\r' => xml += "&#13;",
            '\n' | '\t' => xml.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            c => xml.push(c),
        }
    }
    xml
}

fn attribute(value: &str) -> String {
    text(value).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}
