//! What came out of tests, as findings.

use super::judge::Found;
use super::suite::{Failure, Outcome};
use crate::diagnostics::{Diagnostic, codes};
use crate::explain::{Branch, Standing};
use crate::model::{Program, TestExpect};

/// The finding that a failure is, at its `expect`.
pub fn finding(program: &Program, test: usize, failure: &Failure) -> Diagnostic {
    let test = &program.tests[test];
    let expect = &test.expects[failure.expect];
    let (expected, found) = words(program, &expect.what, failure);
    Diagnostic::new(&codes::TEST_FAILED, format!("{}: {expected}", test.title)).at(expect.span, found)
}

/// Everything that is to be said of an outcome.
pub fn findings(program: &Program, outcome: &Outcome) -> Vec<Diagnostic> {
    let failures = outcome.failures.iter().map(|failure| finding(program, outcome.test, failure));
    outcome.wrong.iter().cloned().chain(failures).collect()
}

/// What was expected, and what was found instead.
fn words(program: &Program, what: &TestExpect, failure: &Failure) -> (String, String) {
    let name = |cohort: usize| program.cohorts[cohort].name.as_str();
    let expected = match what {
        TestExpect::Matches(c) => format!("`{}` should match", name(*c)),
        TestExpect::DoesNotMatch(c) => format!("`{}` should not match", name(*c)),
        TestExpect::Undecided(c) => format!("`{}` should be undecided", name(*c)),
        TestExpect::Holds(_) => "this should hold".to_owned(),
        TestExpect::Assigned { assign, to } => {
            let assign = &program.assigns[*assign].name;
            match to {
                Some(to) => format!("`{assign}` should be `{}`", name(*to)),
                None => format!("`{assign}` should be missing"),
            }
        }
    };
    let found = match failure.found {
        Found::Standing(Standing::In) => "it matches".to_owned(),
        Found::Standing(Standing::Undecided) => {
            "it is undecided: a rule is unknown, and none says no".to_owned()
        }
        Found::Standing(Standing::Out) => "it does not match".to_owned(),
        Found::Standing(Standing::Outside) => {
            "the row is outside of the population, or without consent".to_owned()
        }
        Found::Truth(truth) => {
            let seen = failure.rule.as_ref().map(seen).unwrap_or_default();
            let seen = if seen.is_empty() { String::new() } else { format!(": {}", seen.join(", ")) };
            match truth {
                Some(true) => format!("true{seen}"),
                Some(false) => format!("false{seen}"),
                None => format!("unknown{seen}"),
            }
        }
        Found::Assigned(Some(cohort)) => format!("it is `{}`", name(cohort)),
        Found::Assigned(None) => "it is missing".to_owned(),
    };
    (expected, found)
}

/// `smart_home.score is 12.5`, for every value that the rule looked at.
fn seen(rule: &Branch) -> Vec<String> {
    let own = rule.seen.iter().map(|seen| format!("`{}` is {}", seen.name, seen.value));
    let mut all: Vec<String> = own.collect();
    for part in &rule.parts {
        for text in seen(part) {
            if !all.contains(&text) {
                all.push(text);
            }
        }
    }
    all
}
