//! The lints `duplicate-rule` and `duplicate-definition`: the same meaning twice, whatever it is called.

use super::Look;
use crate::check::words;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Cohort, ExprKind};
use crate::source::Span;
use crate::syntax::ast::RuleKind;
use std::collections::HashMap;

pub(super) fn lint(look: &mut Look<'_>) {
    for cohort in &look.program.cohorts {
        look.rules_twice(cohort);
    }
    for journey in &look.program.journeys {
        let mut seen: HashMap<String, (Span, &str)> = HashMap::new();
        for stage in &journey.stages {
            let meaning = look.reason.meaning(&stage.rule);
            let first = *seen.entry(meaning).or_insert((stage.rule.span, &stage.name));
            if first.0 != stage.rule.span {
                let message = format!(
                    "stage `{}` asks the same as stage `{}`, where nobody ever ends",
                    stage.name, first.1
                );
                look.found.push(
                    Diagnostic::new(&codes::DUPLICATE_RULE, message)
                        .at(stage.rule.span, "the same rule")
                        .at(first.0, "first here")
                        .help("make one of the two stages of them, or change a rule"),
                );
            }
        }
    }
    look.definitions_twice();
    look.cohorts_twice();
}

impl<'a> Look<'a> {
    fn rules_twice(&mut self, cohort: &'a Cohort) {
        let mut seen: HashMap<(RuleKind, String), Span> = HashMap::new();
        let of_icp = cohort.icp.map(|i| &self.program.cohorts[i]);
        for rule in of_icp.iter().flat_map(|icp| &icp.rules).filter(|r| r.kind != RuleKind::Should) {
            let meaning = self.reason.meaning(&rule.rule);
            seen.entry((rule.kind, meaning)).or_insert(rule.span);
        }
        for rule in &cohort.rules {
            let key = (rule.kind, self.reason.meaning(&rule.rule));
            let Some(&first) = seen.get(&key) else {
                seen.insert(key, rule.span);
                continue;
            };
            let inherited = of_icp.filter(|icp| icp.rules.iter().any(|r| r.span == first));
            let (message, help) = match (inherited, rule.kind) {
                (Some(icp), _) => (
                    format!("`{}` repeats a rule of its icp `{}`", cohort.name, icp.name),
                    "take it out: `icp:` brings it along",
                ),
                (None, RuleKind::Should) => (
                    format!("`{}` scores the same twice", cohort.name),
                    "keep one, with both weights added up",
                ),
                (None, _) => (format!("`{}` says the same twice", cohort.name), "keep one of them"),
            };
            self.found.push(
                Diagnostic::new(&codes::DUPLICATE_RULE, message)
                    .at(rule.span, "the same rule")
                    .at(first, "first here")
                    .help(help),
            );
        }
    }

    fn definitions_twice(&mut self) {
        let program = self.program;
        let features = program.features.iter().map(|f| ("feature", &f.name, f.span, &f.value));
        let segments = program.segments.iter().map(|s| ("segment", &s.name, s.span, &s.rule));
        let mut seen: HashMap<(usize, String), (&str, &str, Span)> = HashMap::new();
        for (kind, name, span, value) in features.chain(segments) {
            // Another name for something that has one is said on purpose.
            let alias = matches!(
                value.kind,
                ExprKind::Column(_) | ExprKind::Feature(_) | ExprKind::Segment(_) | ExprKind::Constant(_)
            );
            if alias {
                continue;
            }
            let key = (value.table, self.reason.meaning(value));
            let Some((first_kind, first_name, first)) = seen.get(&key).copied() else {
                seen.insert(key, (kind, name, span));
                continue;
            };
            let message = format!("{kind} `{name}` means the same as {first_kind} `{first_name}`");
            self.found.push(
                Diagnostic::new(&codes::DUPLICATE_DEFINITION, message)
                    .at(span, "the same once more")
                    .at(first, "first here")
                    .help(format!(
                        "use {} in its place, or define it by that name",
                        words::in_quotes(first_name)
                    )),
            );
        }
    }

    /// Cohorts that pick the same people and score them alike.
    fn cohorts_twice(&mut self) {
        let mut seen: HashMap<String, &Cohort> = HashMap::new();
        for cohort in &self.program.cohorts {
            let key = self.cohort_meaning(cohort);
            let Some(first) = seen.get(&key) else {
                seen.insert(key, cohort);
                continue;
            };
            let message = format!(
                "`{}` has the rules, weights and tiers of `{}`, so both are the same people",
                cohort.name, first.name
            );
            let diagnostic = Diagnostic::new(&codes::DUPLICATE_DEFINITION, message)
                .at(cohort.span, "the same once more")
                .at(first.span, "first here")
                .help("make one of them, or say what tells them apart");
            self.found.push(diagnostic);
        }
    }

    fn cohort_meaning(&self, cohort: &Cohort) -> String {
        let dimension = |d: Option<usize>| d.map(|d| (&cohort.dimensions[d].name, cohort.dimensions[d].cap));
        let mut rules: Vec<String> = cohort
            .rules
            .iter()
            .map(|r| {
                let block = dimension(r.dimension).filter(|_| r.kind == RuleKind::Should);
                format!("{:?} {} {} {block:?}", r.kind, r.weight, self.reason.meaning(&r.rule))
            })
            .collect();
        rules.sort_unstable();
        let tiers: Vec<_> = cohort.tiers.iter().map(|t| (&t.name, t.bound)).collect();
        format!("{} {:?} {rules:?} {tiers:?}", cohort.table, cohort.kind)
    }
}
