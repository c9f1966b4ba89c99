//! `personac test --suggest NAME`: the tests that are missing.
//!
//! A test is missing where a small change of the rules would go unnoticed (see [`super::mutate`]), or where no test sees a rule
//! true, false or unknown so that it matters (see [`mod@super::coverage`]). For each of these the search (see [`mod@search`]) looks for a
//! customer on whom it shows, and writes the test that expects what the rules say today: whoever reads it says whether that
//! is what was meant.
//!
//! The tests are about the cohort's own rules and the features and segments that these use; other cohorts that it stands on have
//! their own. Some customers cannot be made up: with places in the population beyond a few other rows, with more than two
//! dozen rows of a table, with rows beside the tested one that have rows of their own, with texts that only a particular
//! pattern allows. What no customer was found for is said; whether there is one is not known.

mod bench;
mod customer;
mod goals;
mod make;
mod pattern;
mod pool;
mod rows;
mod score;
mod search;
mod values;
mod write;

use super::concerns::{self, Part};
use super::mutate::{self, Mutation, Setting, mutations_of};
use super::written;
use crate::catalog::Catalog;
use crate::explain;
use crate::model::{Expr, Program, Rule, TestExpect};
use crate::reference::Value;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{CohortKind, RuleKind};
use bench::{Bench, Outcome};
use chrono::NaiveDate;
use customer::Customer;
use goals::{Goal, GoalKind, Lines, Sight, side, sights, truth_of};
use search::{Search, Tried};
use std::collections::BTreeSet;

/// What is suggested for a cohort.
#[derive(Debug, Clone)]
pub struct Suggestions {
    pub tests: Vec<Suggestion>,
    /// What no customer was found for.
    pub open: Vec<Open>,
    /// How many changes of the rules the tests that exist notice already.
    pub covered: usize,
}

/// A test that could be added.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub title: String,
    /// The whole block in the persona language.
    pub source: String,
}

/// A change that no customer was found to show.
#[derive(Debug, Clone)]
pub struct Open {
    pub span: Span,
    pub what: String,
    pub why: String,
}

/// Tests of a cohort that do not exist yet. `tests` are those that do and pass.
pub fn suggest(
    program: &Program,
    catalog: &Catalog,
    sources: &SourceMap,
    as_of: NaiveDate,
    cohort: usize,
    tests: &[usize],
) -> Suggestions {
    let parts = own_parts(program, cohort);
    let setting = Setting { program, catalog, sources };
    // The cohort's own rules first, then what they are made of.
    let mutations = parts.iter().rev().flat_map(|&part| mutations_of(setting, part));
    let mut existing = mutate::Bench::new(program, catalog, as_of, tests);
    let mut covered = 0;
    let mut goals = Vec::new();
    let mut search = Search::new(Bench::new(program, catalog, as_of, cohort));
    for mutation in mutations {
        if existing.try_out(mutation.clone()).is_some_and(|mutant| mutant.noticed_by.is_some()) {
            covered += 1;
            continue;
        }
        let mut variant = Bench::variant(Some(mutation.clone()));
        if !search.bench.is_idle(&mut search.original, &mut variant) {
            goals.push(Goal { kind: GoalKind::Notice(Box::new(mutation)), variants: vec![variant] });
        }
    }
    let mut sights = sights(program, &parts, &super::coverage(program, catalog, as_of, tests));
    sights.retain(|goal| match &goal.kind {
        GoalKind::See(Sight { truth: None, expr, .. }) => {
            search.bench.can_be_unknown(&mut search.original, *expr)
        }
        _ => true,
    });
    goals.extend(sights);
    let expects_match = tests.iter().flat_map(|&test| &program.tests[test].expects);
    let has_member =
        expects_match.into_iter().any(|e| matches!(e.what, TestExpect::Matches(c) if c == cohort));
    let mut work = Work { program, catalog, as_of, cohort, search, tests: Vec::new(), open: Vec::new() };
    work.run(goals, has_member);
    Suggestions { tests: work.written(), open: work.open, covered }
}

/// The cohort and the features and segments that it uses, but for those of other cohorts.
fn own_parts(program: &Program, cohort: usize) -> BTreeSet<Part> {
    let mut parts = BTreeSet::new();
    let mut waiting = vec![Part::Cohort(cohort)];
    while let Some(part) = waiting.pop() {
        if parts.insert(part) {
            let next = concerns::directly(program, part).into_iter();
            waiting.extend(next.filter(|p| matches!(p, Part::Feature(_) | Part::Segment(_))));
        }
    }
    parts
}

struct Work<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    as_of: NaiveDate,
    cohort: usize,
    search: Search<'a>,
    tests: Vec<Found>,
    open: Vec<Open>,
}

/// A customer worth a test.
struct Found {
    /// What is special about this one.
    says: String,
    customer: Customer,
    outcome: Outcome,
    lines: Lines,
}

impl Work<'_> {
    fn run(&mut self, mut goals: Vec<Goal>, has_member: bool) {
        let is_score = self.program.cohorts[self.cohort].kind == CohortKind::Score;
        let base = match self.search.matching() {
            Ok(base) => {
                if !has_member && !is_score {
                    self.member(&base, &mut goals);
                }
                base
            }
            // Scores show on anybody.
            Err(nearest) => {
                self.unmet(&nearest);
                nearest
            }
        };
        let variations = self.search.variations(&base);
        let mut left = self.solve(goals, &base, &variations);
        let mut tried = BTreeSet::new();
        for rule in left.iter().filter_map(Goal::rule).collect::<Vec<usize>>() {
            if tried.insert(rule) {
                let repaired = self.search.repaired(&base, rule);
                left = self.solve(left, &base, &repaired);
            }
        }
        for goal in left {
            self.open.push(Self::unsolved(&goal));
        }
    }

    /// Writes a test for each goal that some variation meets; gives back the others.
    fn solve(&mut self, mut goals: Vec<Goal>, base: &Customer, variations: &[Tried]) -> Vec<Goal> {
        let mut left = Vec::new();
        while !goals.is_empty() {
            let mut goal = goals.remove(0);
            match self.solved(&mut goal, variations) {
                Some((at, lines)) => {
                    let customer = self.nearest(&mut goal, &variations[at].customer, base, lines);
                    self.add(&mut goals, Some(&goal), &customer, base, lines);
                }
                None => left.push(goal),
            }
        }
        left
    }

    /// A customer who matches, as the first test.
    fn member(&mut self, base: &Customer, goals: &mut Vec<Goal>) {
        let lines = Lines { standing: true, score: false, tier: false };
        self.add(goals, None, base, base, lines);
    }

    /// The first variation that does what a goal asks for; those made for its own rule come first, and those that show in the
    /// standing before those that show in the score.
    fn solved(&mut self, goal: &mut Goal, variations: &[Tried]) -> Option<(usize, Lines)> {
        let rule = goal.rule();
        let mut order: Vec<usize> = (0..variations.len()).collect();
        order.sort_by_key(|&at| variations[at].rule != rule || rule.is_none());
        let all = self.lines();
        let mut second = None;
        for at in order {
            let tried = &variations[at];
            let Some(lines) = self.shows(goal, tried, all) else { continue };
            if lines.standing {
                return Some((at, lines));
            }
            second.get_or_insert((at, lines));
            // A score that differs will do where the standing cannot.
            if rule.is_some_and(|r| self.program.cohorts[self.cohort].rules[r].kind == RuleKind::Should) {
                break;
            }
        }
        second
    }

    /// All lines that a test of the cohort can have.
    fn lines(&self) -> Lines {
        let is_score = self.program.cohorts[self.cohort].kind == CohortKind::Score;
        Lines { standing: !is_score, score: true, tier: true }
    }

    /// The least lines with which a customer does what a goal asks for.
    fn shows(&mut self, goal: &mut Goal, tried: &Tried, within: Lines) -> Option<Lines> {
        let none = Lines { standing: false, score: false, tier: false };
        if !self.is_sight(goal, tried) {
            return None;
        }
        let options =
            [Lines { standing: true, ..none }, Lines { score: true, ..none }, Lines { tier: true, ..none }];
        for variant in &mut goal.variants {
            let Some(other) = self.search.bench.outcome(variant, &tried.ready) else { continue };
            let shown = options
                .into_iter()
                .find(|lines| (!lines.standing || within.standing) && lines.differ(&tried.outcome, &other));
            if shown.is_some() {
                return shown;
            }
        }
        None
    }

    /// Is the rule what a goal asks to be seen? True for goals that ask for no such thing.
    fn is_sight(&mut self, goal: &Goal, tried: &Tried) -> bool {
        let GoalKind::See(sight) = &goal.kind else { return true };
        let search = &mut self.search;
        let truth = search.bench.look(&mut search.original, &tried.ready, |look| {
            look.value(sight.expr).map(|(value, _)| truth_of(value))
        });
        truth.flatten() == Some(sight.truth)
    }

    /// Does a test with these lines meet a goal?
    fn meets(&mut self, goal: &mut Goal, tried: &Tried, lines: Lines) -> bool {
        if !self.is_sight(goal, tried) {
            return false;
        }
        let bench = &mut self.search.bench;
        let mut others = goal.variants.iter_mut().filter_map(|variant| bench.outcome(variant, &tried.ready));
        others.any(|other| lines.differ(&tried.outcome, &other))
    }

    /// The customer brought as near to the one who matches as the goal allows.
    fn nearest(&mut self, goal: &mut Goal, customer: &Customer, base: &Customer, lines: Lines) -> Customer {
        search::reduced(customer.clone(), base, |next| {
            let tried = self.search.tried(next.clone(), None);
            tried.is_some_and(|tried| self.shows(goal, &tried, lines) == Some(lines))
        })
    }

    /// Writes a test, and crosses off all goals that it meets.
    fn add(
        &mut self,
        goals: &mut Vec<Goal>,
        goal: Option<&Goal>,
        customer: &Customer,
        base: &Customer,
        lines: Lines,
    ) {
        let Some(tried) = self.search.tried(customer.clone(), None) else { return };
        let mut open = Vec::new();
        for mut other in std::mem::take(goals) {
            let met = self.meets(&mut other, &tried, lines);
            if !met {
                open.push(other);
            }
        }
        *goals = open;
        if let Some(same) = self.tests.iter_mut().find(|test| test.customer == *customer) {
            same.lines = same.lines.and(lines);
            return;
        }
        let says = self.says(goal, &tried, base);
        self.tests.push(Found { says, customer: tried.customer, outcome: tried.outcome, lines });
    }

    fn written(&self) -> Vec<Suggestion> {
        let table = self.program.cohorts[self.cohort].table;
        let mut tests: Vec<Suggestion> = Vec::new();
        for found in &self.tests {
            let expects = self.expects(&found.outcome, found.lines);
            let title = self.title(found);
            let same = tests.iter().filter(|test| test.title.starts_with(&title)).count();
            let title = if same == 0 { title } else { format!("{title} ({})", same + 1) };
            let source = write::block(self.catalog, table, self.as_of, &title, &found.customer, &expects);
            tests.push(Suggestion { title, source });
        }
        tests
    }

    fn expects(&self, outcome: &Outcome, lines: Lines) -> Vec<String> {
        let name = written::name(&self.program.cohorts[self.cohort].name);
        let standing = match side(outcome.standing) {
            0 => "matches",
            1 => "is undecided",
            _ => "does not match",
        };
        let mut expects = Vec::new();
        expects.extend(lines.standing.then(|| format!("{name} {standing}")));
        expects.extend(lines.score.then(|| format!("{name}.score {}", outcome.score)));
        expects
            .extend(outcome.tier.as_ref().filter(|_| lines.tier).map(|tier| format!("{name}.tier {tier}")));
        expects
    }

    /// What is special about a customer: `devices_owned is 3`.
    fn says(&mut self, goal: Option<&Goal>, tried: &Tried, base: &Customer) -> String {
        let table = self.program.cohorts[self.cohort].table;
        let mut says = write::differences(self.catalog, table, &tried.customer, base);
        if says.len() > 3 {
            says.truncate(3);
            says.push("…".into());
        }
        if let Some(GoalKind::Notice(mutation)) = goal.map(|goal| &goal.kind) {
            says.extend(self.seen(mutation, tried).filter(|seen| !says.contains(seen)));
        }
        if says.is_empty() {
            says.push("no more than it takes".into());
        }
        says.join(", ")
    }

    /// `connected_pro, out: devices_owned is 3`
    fn title(&self, found: &Found) -> String {
        let word = match (found.lines.standing, side(found.outcome.standing)) {
            (false, _) if found.lines.score => "by its score",
            (false, _) => "by its tier",
            (true, 0) => "in",
            (true, 1) => "undecided",
            (true, _) => "out",
        };
        format!("{}, {word}: {}", self.program.cohorts[self.cohort].name, found.says)
    }

    /// The value that a change turns on: `recency is 91`. Of a column the differences tell already.
    fn seen(&mut self, mutation: &Mutation, tried: &Tried) -> Option<String> {
        let program = self.program;
        let (expr, said) = match mutation.part {
            Part::Feature(index) => {
                let feature = &program.features[index];
                (feature.value.id, feature.name.clone())
            }
            _ => mutation.about.as_ref().map(|(expr, said)| (*expr, said.trim_matches('`').to_owned()))?,
        };
        let is_column = |column: &crate::catalog::Column| column.name == said;
        let table = program.cohorts[self.cohort].table;
        if said.chars().count() > 40 || self.catalog.tables[table].columns.iter().any(is_column) {
            return None;
        }
        let search = &mut self.search;
        let shown = search.bench.look(&mut search.original, &tried.ready, |look| {
            look.value(expr).map(|(value, ty)| match value {
                Value::Missing => "not known".to_owned(),
                Value::Text(text) => text.to_string(),
                value => explain::shown(value, ty),
            })
        });
        shown.flatten().map(|value| format!("{said} is {value}"))
    }

    fn unsolved(goal: &Goal) -> Open {
        match &goal.kind {
            GoalKind::Notice(mutation) => Open {
                span: mutation.span,
                what: mutation.what.clone(),
                why: "no customer was found on whom it shows".into(),
            },
            GoalKind::See(sight) => {
                let word = match sight.truth {
                    Some(true) => "true",
                    Some(false) => "false",
                    None => "unknown",
                };
                Open {
                    span: sight.span,
                    what: format!("the rule {word}"),
                    why: "no customer was found for whom that matters".into(),
                }
            }
        }
    }

    /// Says which rules the nearest customer does not meet.
    fn unmet(&mut self, nearest: &Customer) {
        let rules = &self.program.cohorts[self.cohort].rules;
        let Some(tried) = self.search.tried(nearest.clone(), None) else { return };
        let search = &mut self.search;
        let met = search.bench.look(&mut search.original, &tried.ready, |look| {
            let truth = |expr: &Expr| look.value(expr.id).is_some_and(|(value, _)| value.is_true());
            let met = |rule: &Rule| match rule.kind {
                RuleKind::Must => truth(&rule.rule),
                RuleKind::Exclude => !truth(&rule.rule),
                RuleKind::Should => true,
            };
            rules.iter().map(met).collect::<Vec<bool>>()
        });
        let unmet = met.unwrap_or_default().into_iter().zip(rules).filter(|(met, _)| !met);
        self.open.extend(unmet.map(|(_, rule)| Open {
            span: rule.span,
            what: "the rule met, with all the others".into(),
            why: "no customer was found; do the rules contradict one another?".into(),
        }));
    }
}
