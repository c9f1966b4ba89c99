//! Which changes the tests notice.

use super::changes::Setting;
use super::list::{Mutation, mutations_of};
use crate::catalog::Catalog;
use crate::ir::TableId;
use crate::lower::{self, Lowered};
use crate::model::{Expectation, Program, TestExpect};
use crate::reference::{self, Data, Value};
use crate::source::SourceMap;
use crate::testing::changeable::Changeable;
use crate::testing::concerns::{self, Part};
use crate::testing::judge;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A change of the program, and whether a test fails because of it.
#[derive(Debug, Clone)]
pub struct Mutant {
    pub mutation: Mutation,
    /// The first test that notices, as an index into [`Program::tests`].
    pub noticed_by: Option<usize>,
}

/// Makes every small change to what the tests are about and runs the tests that it concerns, until one fails. Changes after
/// which the plan is the same are left out.
///
/// The tests must pass on the program as it is; those that cannot be run are not asked.
pub fn mutate(
    program: &Program,
    catalog: &Catalog,
    sources: &SourceMap,
    as_of: NaiveDate,
    tests: &[usize],
) -> Vec<Mutant> {
    let mut bench = Bench::new(program, catalog, as_of, tests);
    let setting = Setting { program, catalog, sources };
    let parts = bench.parts();
    let mutations = parts.into_iter().flat_map(|part| mutations_of(setting, part));
    let mut mutants: Vec<Mutant> = mutations.filter_map(|mutation| bench.try_out(mutation)).collect();
    mutants.sort_by_key(|m| (m.mutation.span.file, m.mutation.span.start, m.mutation.span.end));
    mutants
}

/// Tests with their rows, made ready to be run on many programs.
pub struct Bench<'a> {
    changeable: Changeable<'a>,
    days: Vec<Day>,
}

/// The tests of one as-of date.
struct Day {
    as_of: NaiveDate,
    tests: Vec<Ready>,
}

struct Ready {
    test: usize,
    data: Data,
    /// The tested row, as an index into the rows given.
    own: usize,
    concerns: BTreeSet<Part>,
}

impl<'a> Bench<'a> {
    pub fn new(program: &'a Program, catalog: &'a Catalog, as_of: NaiveDate, tests: &[usize]) -> Bench<'a> {
        let changeable = Changeable::new(program, catalog);
        let mut days: Vec<Day> = Vec::new();
        for &test in tests {
            let description = &program.tests[test];
            let Some((data, own)) = changeable.data(description) else { continue };
            let as_of = description.as_of.unwrap_or(as_of);
            let ready = Ready { test, data, own, concerns: concerns::of_test(program, description) };
            match days.iter_mut().find(|day| day.as_of == as_of) {
                Some(day) => day.tests.push(ready),
                None => days.push(Day { as_of, tests: vec![ready] }),
            }
        }
        Bench { changeable, days }
    }

    /// What the tests are about.
    pub fn parts(&self) -> BTreeSet<Part> {
        let tests = self.days.iter().flat_map(|day| &day.tests);
        tests.flat_map(|ready| ready.concerns.iter().copied()).collect()
    }

    /// Makes a change, runs the tests that it concerns, and takes it back; `None` if it changes nothing.
    pub fn try_out(&mut self, mut mutation: Mutation) -> Option<Mutant> {
        let mut matters = false;
        let mut noticed_by = None;
        for day in &self.days {
            let concerned: Vec<&Ready> =
                day.tests.iter().filter(|ready| ready.concerns.contains(&mutation.part)).collect();
            if concerned.is_empty() {
                continue;
            }
            let before = self.changeable.plan(day.as_of, &concerned);
            mutation.toggle(&mut self.changeable.program);
            let after = self.changeable.plan(day.as_of, &concerned);
            if !self.changeable.agree(&before, &after, &concerned) {
                matters = true;
                let notices = |ready: &&&Ready| !self.changeable.passes(&after, ready);
                noticed_by = concerned.iter().find(notices).map(|ready| ready.test);
            }
            mutation.toggle(&mut self.changeable.program);
            if noticed_by.is_some() {
                break;
            }
        }
        matters.then_some(Mutant { mutation, noticed_by })
    }
}

impl Changeable<'_> {
    /// The plan for some tests, and no more than they ask for.
    fn plan(&self, as_of: NaiveDate, tests: &[&Ready]) -> Lowered {
        let tests: Vec<usize> = tests.iter().map(|ready| ready.test).collect();
        let mut only = vec![String::new()];
        for expect in tests.iter().flat_map(|&test| &self.program.tests[test].expects) {
            only.extend(match &expect.what {
                TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c) => {
                    Some(self.program.cohorts[*c].name.clone())
                }
                TestExpect::Assigned { assign, .. } => Some(self.program.assigns[*assign].name.clone()),
                TestExpect::Holds(_) => None,
            });
        }
        only.sort();
        only.dedup();
        lower::lower(&self.program, &self.catalog, as_of, &lower::Options { only, tests, clauses: false })
    }

    /// Do two plans find the same in these tests, whatever the rows?
    fn agree(&self, one: &Lowered, other: &Lowered, tests: &[&Ready]) -> bool {
        let expects = || tests.iter().flat_map(|ready| &self.program.tests[ready.test].expects);
        let rule = |expect: &Expectation| match &expect.what {
            TestExpect::Holds(rule) => Some(rule.id.0 as usize),
            _ => None,
        };
        same(one, other) && expects().filter_map(rule).all(|id| one.ids[id] == other.ids[id])
    }

    fn passes(&self, lowered: &Lowered, ready: &Ready) -> bool {
        let values = reference::evaluate(&lowered.plan, &ready.data);
        let test = &self.program.tests[ready.test];
        let rows = values.rows(TableId(test.table as u32));
        let Some(row) = rows.iter().position(|&row| row == ready.own) else { return true };
        let value = |node| -> Value { values.of(node)[row].clone() };
        test.expects.iter().all(|expect| {
            judge::holds(&expect.what, judge::found(&self.program, lowered, &expect.what, &value))
        })
    }
}

/// Do two plans find the same, whatever the rows?
pub fn same(one: &Lowered, other: &Lowered) -> bool {
    let cohort = |c: &crate::ir::Cohort| {
        (c.matched, c.undecided, c.score.earned, c.score.total, c.score.score, c.score.tier)
    };
    let assign = |a: &crate::ir::Assign| (a.among.clone(), a.at_least);
    one.plan.nodes == other.plan.nodes
        && one.plan.cohorts.iter().map(cohort).eq(other.plan.cohorts.iter().map(cohort))
        && one.plan.assigns.iter().map(assign).eq(other.plan.assigns.iter().map(assign))
}
