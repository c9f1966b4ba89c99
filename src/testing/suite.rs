//! A project's tests, ready to run.

use super::batch::{self, Batch, Packer};
use super::data::Tables;
use super::judge::{self, Found};
use super::population::{self, Exempt};
use super::rows::{self, Rows};
use crate::catalog::Catalog;
use crate::diagnostics::{Diagnostic, codes};
use crate::explain::{self, Branch, Explanation};
use crate::ir::{NodeId, Plan, TableId};
use crate::lower::{self, Lowered};
use crate::model::{Expr, ExprKind, Program, TestExpect};
use crate::reference::{self, Data, Value, Values};
use crate::source::Span;
use chrono::NaiveDate;
use std::borrow::Cow;

/// Another engine: the values of some nodes, by row of their tables as far as rows exist, in the order given.
pub type Engine<'e> = dyn Fn(&Plan, &Data, &[NodeId]) -> Result<Vec<Vec<Value>>, Diagnostic> + 'e;

/// What came out of one test.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// An index into [`Program::tests`].
    pub test: usize,
    pub failures: Vec<Failure>,
    /// What is wrong with the test itself: it could not be run.
    pub wrong: Vec<Diagnostic>,
}

impl Outcome {
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.wrong.is_empty()
    }
}

/// An expectation that does not hold.
#[derive(Debug, Clone)]
pub struct Failure {
    /// An index into the test's `expects`.
    pub expect: usize,
    pub found: Found,
    /// Why: the cohorts that the expectation is about, rule by rule.
    pub explanations: Vec<Explanation>,
    /// Of an expectation that is a rule: the rule with the values that it saw.
    pub rule: Option<Branch>,
}

/// Runs some tests, by their indices, on the reference evaluator.
pub fn run_tests(program: &Program, catalog: &Catalog, as_of: NaiveDate, tests: &[usize]) -> Vec<Outcome> {
    Suite::new(program, catalog, as_of, tests).run()
}

/// Tests with their rows, and the plans that they run on.
#[derive(Debug)]
pub struct Suite<'a> {
    /// With the population as tests have it.
    pub(super) program: Cow<'a, Program>,
    pub(super) catalog: Cow<'a, Catalog>,
    exempt: Option<Exempt>,
    /// In the order asked for.
    pub(super) cases: Vec<Case>,
    pub(super) plans: Vec<Dated>,
}

#[derive(Debug)]
pub(super) struct Case {
    pub test: usize,
    /// The plan, and the rows to run it on.
    pub ready: Result<(usize, Rows), Vec<Diagnostic>>,
}

/// The program on one as-of date.
#[derive(Debug)]
pub(super) struct Dated {
    as_of: NaiveDate,
    pub lowered: Lowered,
}

/// A test whose values are there to be asked for.
struct Asked<'r> {
    dated: &'r Dated,
    rows: &'r Rows,
    values: &'r Values<'r>,
    /// The tested row, of those that exist.
    row: usize,
}

impl<'a> Suite<'a> {
    /// Makes tests ready: `as_of` is the date of those that give none.
    pub fn new(program: &'a Program, catalog: &'a Catalog, as_of: NaiveDate, tests: &[usize]) -> Suite<'a> {
        let (relaxed, wider, exempt) = match population::relaxed(program, catalog) {
            Some((program, catalog, exempt)) => (Cow::Owned(program), Cow::Owned(catalog), Some(exempt)),
            None => (Cow::Borrowed(program), Cow::Borrowed(catalog), None),
        };
        let mut dates: Vec<(NaiveDate, Vec<usize>)> = Vec::new();
        let mut cases = Vec::with_capacity(tests.len());
        for &test in tests {
            let description = &program.tests[test];
            let ready = rows::rows(&wider, description).map(|mut rows| {
                if let Some(exempt) = &exempt {
                    population::mark(program, catalog, exempt, &mut rows);
                }
                let as_of = description.as_of.unwrap_or(as_of);
                let plan = dates.iter().position(|(day, _)| *day == as_of).unwrap_or_else(|| {
                    dates.push((as_of, Vec::new()));
                    dates.len() - 1
                });
                dates[plan].1.push(test);
                (plan, rows)
            });
            cases.push(Case { test, ready });
        }
        let plans = dates.into_iter().map(|(as_of, tests)| {
            let options = lower::Options { tests, ..Default::default() };
            Dated { as_of, lowered: lower::lower(&relaxed, &wider, as_of, &options) }
        });
        let plans = plans.collect();
        Suite { program: relaxed, catalog: wider, exempt, cases, plans }
    }

    /// What the expectations of a test look at.
    pub(super) fn nodes(&self, dated: &Dated, test: usize) -> Vec<NodeId> {
        let expects = self.program.tests[test].expects.iter();
        expects.flat_map(|e| judge::nodes(&self.program, &dated.lowered, &e.what)).collect()
    }

    /// Runs all of them on the reference evaluator, in the order asked for.
    pub fn run(&self) -> Vec<Outcome> {
        self.cases.iter().map(|case| self.run_case(case)).collect()
    }

    /// Runs all of them on another engine, too, and reports where it says something else.
    pub fn hold(&self, engine: &Engine) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (number, dated) in self.plans.iter().enumerate() {
            let plan = &dated.lowered.plan;
            let ranked = batch::ranked(plan);
            let mut packer = Packer::new(&self.catalog, plan);
            for (index, case) in self.cases.iter().enumerate() {
                let Ok((of, rows)) = &case.ready else { continue };
                if *of != number {
                    continue;
                }
                let alone = self.nodes(dated, case.test).iter().any(|node| ranked[node.0 as usize]);
                packer.add(index, rows, alone);
            }
            for batch in packer.finish() {
                let marks = batch.marks.iter();
                let mut nodes: Vec<NodeId> =
                    marks.flat_map(|&m| self.nodes(dated, self.cases[m].test)).collect();
                nodes.sort_unstable();
                nodes.dedup();
                match engine(plan, &batch.tables.data, &nodes) {
                    Ok(values) => self.differences(dated, &batch, &nodes, &values, &mut found),
                    Err(diagnostic) => found.push(diagnostic),
                }
            }
        }
        found
    }

    /// Where another engine's values differ from the reference's over the rows of each test alone.
    fn differences(
        &self,
        dated: &Dated,
        batch: &Batch,
        nodes: &[NodeId],
        values: &[Vec<Value>],
        found: &mut Vec<Diagnostic>,
    ) {
        let plan = &dated.lowered.plan;
        let together = reference::evaluate(plan, &batch.tables.data);
        for (&index, &own) in batch.marks.iter().zip(&batch.tables.own) {
            let case = &self.cases[index];
            let test = &self.program.tests[case.test];
            let table = TableId(test.table as u32);
            let Ok((_, rows)) = &case.ready else { continue };
            let mut tables = Tables::new(&self.catalog);
            tables.add(rows);
            let alone = reference::evaluate(plan, &tables.data);
            let place = |values: &Values, own: usize| values.rows(table).iter().position(|&row| row == own);
            let (Some(row), Some(there)) = (place(&alone, tables.own[0]), place(&together, own)) else {
                continue;
            };
            for expect in &test.expects {
                let differs = |node: &NodeId| {
                    let column = nodes.binary_search(node).ok();
                    let other = column.and_then(|c| values.get(c)?.get(there));
                    other != Some(&alone.of(*node)[row])
                };
                if judge::nodes(&self.program, &dated.lowered, &expect.what).iter().any(differs) {
                    found.push(disagreement(&test.title, expect.span));
                }
            }
        }
    }

    fn run_case(&self, case: &Case) -> Outcome {
        let mut outcome = Outcome { test: case.test, failures: Vec::new(), wrong: Vec::new() };
        let (dated, rows) = match &case.ready {
            Ok((plan, rows)) => (&self.plans[*plan], rows),
            Err(wrong) => {
                outcome.wrong.clone_from(wrong);
                return outcome;
            }
        };
        let mut tables = Tables::new(&self.catalog);
        tables.add(rows);
        let plan = &dated.lowered.plan;
        let values = reference::evaluate(plan, &tables.data);
        let test = &self.program.tests[case.test];
        let table = TableId(test.table as u32);
        let Some(row) = values.rows(table).iter().position(|&row| row == tables.own[0]) else {
            outcome.wrong.push(not_yet(&self.program, &self.catalog, dated.as_of, case.test));
            return outcome;
        };
        let value = |node: NodeId| values.of(node)[row].clone();
        let asked = Asked { dated, rows, values: &values, row };
        for (index, expect) in test.expects.iter().enumerate() {
            let found = judge::found(&self.program, &dated.lowered, &expect.what, &value);
            if !judge::holds(&expect.what, found) {
                outcome.failures.push(self.failure(&asked, index, &expect.what, found));
            }
        }
        outcome
    }

    fn failure(&self, asked: &Asked, expect: usize, what: &TestExpect, found: Found) -> Failure {
        let Asked { dated, rows, values, row } = *asked;
        let program = match &self.exempt {
            Some(exempt) => Cow::Owned(population::shown(&self.program, exempt, rows)),
            None => Cow::Borrowed(&*self.program),
        };
        let explained = cohorts_of(what, found).into_iter().filter_map(|cohort| {
            explain::explain(&program, &self.catalog, &dated.lowered, values, cohort, row)
        });
        let rule = match what {
            TestExpect::Holds(rule) => {
                Some(explain::branch(&program, &self.catalog, &dated.lowered, values, rule, row))
            }
            _ => None,
        };
        Failure { expect, found, explanations: explained.collect(), rule }
    }
}

/// The cohorts whose rules say why an expectation does not hold.
fn cohorts_of(what: &TestExpect, found: Found) -> Vec<usize> {
    match (what, found) {
        (TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c), _) => vec![*c],
        (TestExpect::Assigned { to, .. }, Found::Assigned(got)) => to.iter().copied().chain(got).collect(),
        (TestExpect::Assigned { .. }, _) => Vec::new(),
        (TestExpect::Holds(rule), _) => cohorts_in(rule),
    }
}

/// The cohorts that a rule asks about the tested row itself; those of its owners are not among them.
pub fn cohorts_in(rule: &Expr) -> Vec<usize> {
    let mut found = Vec::new();
    let mut waiting = vec![rule];
    while let Some(expr) = waiting.pop() {
        match expr.kind {
            ExprKind::CohortMatches(c) | ExprKind::CohortScore(c) | ExprKind::CohortTier(c) => found.push(c),
            ExprKind::Parent { .. } | ExprKind::Aggregate(_) => {}
            _ => waiting.extend(expr.children().into_iter().rev()),
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|cohort| seen.insert(*cohort));
    found
}

fn disagreement(title: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::INTERNAL, format!("{title}: the engine and the reference disagree"))
        .at(span, "two answers to this")
        .help("this is a fault of personac; please report it with the spec")
}

fn not_yet(program: &Program, catalog: &Catalog, as_of: NaiveDate, test: usize) -> Diagnostic {
    let test = &program.tests[test];
    let table = &catalog.tables[test.table];
    let time = table.time.map_or("", |t| table.columns[t].name.as_str());
    let message = format!("the tested row does not exist yet on {as_of}");
    Diagnostic::new(&codes::NOT_YET, message)
        .at(test.span, format!("its `{time}` lies after that day"))
        .help("give an earlier time, or a later day: `given as of DATE`")
}
