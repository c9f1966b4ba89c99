//! What a run measured, as findings: claims that the data does not bear out, expectations that are not met.

use crate::cohort::{CohortResult, Results, RuleResult, Verdict};
use crate::diagnostics::{Code, Diagnostic, codes};
use crate::documents::{self, Lang};
use crate::model::{Cohort, Expr};
use crate::source::Span;
use crate::{catalog::Catalog, model::Program};

/// Warnings for claims and backings, errors for expectations, notes for what cannot be told; in the order declared.
pub fn findings(program: &Program, catalog: &Catalog, results: &Results) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for result in &results.cohorts {
        let Some(cohort) = program.cohorts.iter().find(|c| c.name == result.name) else { continue };
        let mut finder = Finder { program, catalog, cohort, found: &mut found };
        finder.cohort(result);
    }
    found
}

struct Finder<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    cohort: &'a Cohort,
    found: &'a mut Vec<Diagnostic>,
}

impl Finder<'_> {
    fn cohort(&mut self, result: &CohortResult) {
        let cohort = self.cohort;
        for rule in &result.claims {
            if let Some(claim) = cohort.claims.get(rule.index) {
                self.rule(&codes::CLAIMS, rule, &claim.rule, Some(claim.span));
            }
        }
        for rule in &result.backings {
            let point = cohort.narrative.pain_points.get(rule.index);
            if let Some(expr) = point.and_then(|p| p.backed_by.as_ref()) {
                self.rule(&codes::CLAIMS, rule, expr, None);
            }
        }
        for rule in &result.expects {
            if let Some(expr) = cohort.expects.get(rule.index) {
                self.rule(&codes::EXPECTATION, rule, expr, None);
            }
        }
    }

    fn rule(&mut self, code: &'static Code, rule: &RuleResult, expr: &Expr, text: Option<Span>) {
        let name = &self.cohort.name;
        let expected = *code == codes::EXPECTATION;
        let (message, help) = match (rule.verdict, expected) {
            (Verdict::Holds | Verdict::NotApplicable, _) => return,
            (Verdict::Fails, true) => (
                format!("`{name}` is not what is expected of it"),
                "see what has changed in the data or in the rules; if it is right as it is, change the expectation",
            ),
            (Verdict::Fails, false) => (
                format!("the data does not bear out what is said of `{name}`"),
                "say what the data says, or take it out",
            ),
            (Verdict::CannotBeTold, _) => (
                format!("the data cannot tell whether this is so of `{name}`"),
                "collect more answers, or leave it open",
            ),
        };
        let code = if rule.verdict == Verdict::Fails { code } else { &codes::UNTOLD };
        let prose = documents::prose::Prose::new(self.program, self.catalog, Lang::En);
        let label = documents::measured_in_words(&prose, expr, rule);
        let mut diagnostic = Diagnostic::new(code, message).at(expr.span, label).help(help);
        if let Some(text) = text {
            diagnostic = diagnostic.at(text, "claimed here");
        }
        self.found.push(diagnostic);
    }
}
