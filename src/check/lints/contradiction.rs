//! The lint `contradiction`: a cohort whose rules nobody can pass, also those of its icp and of the population.

use super::{Look, Truths};
use crate::check::reason::Facts;
use crate::check::words;
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Cohort, Expr, ExprKind, Rule};
use crate::source::Span;
use crate::syntax::ast::RuleKind;

pub(super) fn lint(look: &mut Look<'_>) {
    for cohort in &look.program.cohorts {
        let found = look.contradiction(cohort);
        look.found.extend(found);
    }
}

impl<'a> Look<'a> {
    fn contradiction(&mut self, cohort: &'a Cohort) -> Option<Diagnostic> {
        let everyone = self.everyone(cohort.table);
        let deciding = self.deciding(cohort);
        let plain: Vec<(&Expr, Truths)> = deciding.iter().map(|(r, t)| (&r.rule, *t)).collect();
        if self.reason.holds_together(&plain, &everyone).is_some() {
            return None;
        }
        // The first rule that cannot hold beside those before it, and the one of them that is enough.
        let last = (0..plain.len())
            .find(|&i| self.reason.holds_together(&plain[..=i], &everyone).is_none())
            .unwrap_or(plain.len() - 1);
        let (rule, truths) = deciding[last];
        let nothing = Facts::default();
        if !self.reason.can_be_alone(&rule.rule, &nothing).has(truths) {
            return self.alone(cohort, rule);
        }
        if self.reason.holds_together(&[plain[last]], &everyone).is_none() {
            return Some(self.against_population(cohort, rule));
        }
        let other = (0..last)
            .find(|&i| self.reason.holds_together(&[plain[i], plain[last]], &everyone).is_none())
            .map(|i| deciding[i].0);
        Some(match other {
            Some(other) => self.against(cohort, rule, other),
            None => Diagnostic::new(&codes::CONTRADICTION, nobody(cohort))
                .at(rule.span, "cannot hold beside the rules before it")
                .help("take one of them out, or make it a `should`"),
        })
    }

    /// A rule that nobody passes: one that is never true is told as that.
    fn alone(&self, cohort: &Cohort, rule: &Rule) -> Option<Diagnostic> {
        let told = matches!(rule.rule.kind, ExprKind::Segment(_) | ExprKind::Feature(_));
        let inherited = matches!(rule.rule.kind, ExprKind::CohortMatches(_));
        if inherited {
            let name = self.called(&rule.rule).unwrap_or_default();
            return Some(
                Diagnostic::new(&codes::CONTRADICTION, nobody(cohort))
                    .at(rule.span, format!("nobody is in {}", words::in_quotes(&name)))
                    .help("mend that one first"),
            );
        }
        let excludes = rule.kind == RuleKind::Exclude;
        (told || excludes).then(|| {
            let label = if excludes { "drops everyone" } else { "never true" };
            Diagnostic::new(&codes::CONTRADICTION, nobody(cohort))
                .at(rule.span, label)
                .help("take the rule out, or change what it names")
        })
    }

    fn against_population(&self, cohort: &Cohort, rule: &Rule) -> Diagnostic {
        let population = &self.program.populations[cohort.table];
        let base = population.population.as_ref().or(population.consent.as_ref());
        let name = &self.catalog.tables[cohort.table].name;
        let diagnostic = Diagnostic::new(&codes::CONTRADICTION, nobody(cohort))
            .at(rule.span, format!("holds for nobody in the population of `{name}`"));
        let diagnostic = match base {
            Some(base) => diagnostic.at(base.span, "who counts at all"),
            None => diagnostic,
        };
        diagnostic.help("change the rule, or the catalog's `population`")
    }

    fn against(&self, cohort: &Cohort, rule: &Rule, other: &Rule) -> Diagnostic {
        let icp = |r: &Rule| match r.rule.kind {
            ExprKind::CohortMatches(c) if r.kind == RuleKind::Must => Some(c),
            _ => None,
        };
        let (what, label) = match icp(other).or(icp(rule)) {
            Some(c) => {
                let name = words::in_quotes(&words::quoted(&self.program.cohorts[c].name)).to_owned();
                (format!("`{}` asks for what {name} rules out", cohort.name), "excludes this")
            }
            None => (nobody(cohort), "and this exclude each other"),
        };
        // A rule and the place where it begins to conflict with the other.
        let span: Span = rule.span;
        Diagnostic::new(&codes::CONTRADICTION, what)
            .at(span, "this rule")
            .at(other.span, label)
            .help("take one of them out, or make it a `should`")
    }
}

fn nobody(cohort: &Cohort) -> String {
    format!("nobody can match `{}`: its rules exclude each other", cohort.name)
}
