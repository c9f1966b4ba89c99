//! What came out of tests, for machines.

use super::{Ran, Ready};
use crate::diagnostics::{Diagnostic, render};
use crate::explain::{Branch, ExplainedRule, Explanation, Standing, Truth};
use crate::source::SourceMap;
use crate::syntax::ast::RuleKind;
use crate::testing::{self, Outcome};
use serde_json::{Value, json};

pub fn report(ran: &Ran, ready: &Ready) -> Value {
    let failed = ran.failed();
    json!({
        "passed": ran.outcomes.len() - failed,
        "failed": failed,
        "tests": ran.outcomes.iter().map(|outcome| test(outcome, ready)).collect::<Value>(),
        "coverage": ran.coverage.as_ref().map(|coverage| super::coverage::json(coverage, ready)),
        "faults": render::json(&ran.faults, &ready.sources),
    })
}

/// No test was run.
pub fn unready(found: &[Diagnostic], sources: &SourceMap) -> Value {
    json!({
        "passed": 0,
        "failed": 0,
        "tests": [],
        "coverage": null,
        "faults": render::json(found, sources),
    })
}

fn test(outcome: &Outcome, ready: &Ready) -> Value {
    let program = &ready.project.program;
    let test = &program.tests[outcome.test];
    let explanations = outcome.failures.iter().flat_map(|failure| &failure.explanations);
    json!({
        "title": test.title,
        "path": ready.sources.file(test.span.file).path,
        "line": ready.sources.position(test.span).line,
        "passed": outcome.passed(),
        "findings": render::json(&testing::findings(program, outcome), &ready.sources),
        "explanations": explanations.map(explanation).collect::<Value>(),
    })
}

fn explanation(explanation: &Explanation) -> Value {
    let standing = match explanation.standing {
        Standing::In => "in",
        Standing::Undecided => "undecided",
        Standing::Out => "out",
        Standing::Outside => "outside",
    };
    json!({
        "cohort": explanation.cohort,
        "standing": standing,
        "score": explanation.score,
        "tier": explanation.tier,
        "population": explanation.population.iter().map(branch).collect::<Value>(),
        "rules": explanation.rules.iter().map(rule).collect::<Value>(),
    })
}

fn rule(rule: &ExplainedRule) -> Value {
    let kind = match rule.kind {
        RuleKind::Must => "must",
        RuleKind::Should => "should",
        RuleKind::Exclude => "exclude",
    };
    json!({
        "kind": kind,
        "dimension": rule.dimension,
        "decides": rule.decides,
        "earned": rule.earned.map(|(earned, _)| earned),
        "weight": rule.earned.map(|(_, weight)| weight),
        "rule": branch(&rule.branch),
    })
}

fn branch(of: &Branch) -> Value {
    let truth = of.truth.map(|truth| match truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    });
    let seen = of.seen.iter().map(|seen| json!({ "name": seen.name, "value": seen.value }));
    json!({
        "text": of.text,
        "truth": truth,
        "grade": of.grade,
        "seen": seen.collect::<Value>(),
        "parts": of.parts.iter().map(branch).collect::<Value>(),
    })
}
