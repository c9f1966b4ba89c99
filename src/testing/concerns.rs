//! Which parts of a program a test is about: what it expects something of, and all that this is made of.

use crate::model::{Expr, ExprKind, Program, Test, TestExpect};
use std::collections::BTreeSet;

/// A declaration that has rules or a value, by its index in the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Feature(usize),
    Segment(usize),
    Cohort(usize),
    Assign(usize),
}

impl Part {
    /// As the spec says it: ``persona `connected_pro` ``.
    pub fn title(self, program: &Program) -> String {
        match self {
            Part::Feature(index) => format!("feature `{}`", program.features[index].name),
            Part::Segment(index) => format!("segment `{}`", program.segments[index].name),
            Part::Assign(index) => format!("assign `{}`", program.assigns[index].name),
            Part::Cohort(index) => {
                let cohort = &program.cohorts[index];
                let kind = cohort.kind.word();
                format!("{kind} `{}`", cohort.name)
            }
        }
    }
}

/// All parts that a test reaches.
pub fn of_test(program: &Program, test: &Test) -> BTreeSet<Part> {
    let mut reached = Reached { program, found: BTreeSet::new(), waiting: Vec::new() };
    for expect in &test.expects {
        match &expect.what {
            TestExpect::Matches(cohort)
            | TestExpect::DoesNotMatch(cohort)
            | TestExpect::Undecided(cohort) => reached.part(Part::Cohort(*cohort)),
            TestExpect::Holds(rule) => reached.expr(rule),
            TestExpect::Assigned { assign, .. } => reached.part(Part::Assign(*assign)),
        }
    }
    reached.all()
}

/// The parts that a part names itself.
pub fn directly(program: &Program, part: Part) -> BTreeSet<Part> {
    let mut reached = Reached { program, found: BTreeSet::new(), waiting: Vec::new() };
    reached.inside(part);
    reached.found
}

struct Reached<'a> {
    program: &'a Program,
    found: BTreeSet<Part>,
    /// Found, but not looked into yet.
    waiting: Vec<Part>,
}

impl Reached<'_> {
    fn part(&mut self, part: Part) {
        if self.found.insert(part) {
            self.waiting.push(part);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Feature(index) => self.part(Part::Feature(*index)),
            ExprKind::Segment(index) => self.part(Part::Segment(*index)),
            ExprKind::CohortMatches(index) | ExprKind::CohortScore(index) | ExprKind::CohortTier(index) => {
                self.part(Part::Cohort(*index))
            }
            _ => expr.children().into_iter().for_each(|child| self.expr(child)),
        }
    }

    fn inside(&mut self, part: Part) {
        let program = self.program;
        match part {
            Part::Feature(index) => self.expr(&program.features[index].value),
            Part::Segment(index) => self.expr(&program.segments[index].rule),
            Part::Cohort(index) => program.cohorts[index].rules.iter().for_each(|r| self.expr(&r.rule)),
            Part::Assign(index) => {
                program.assigns[index].among.iter().for_each(|&c| self.part(Part::Cohort(c)));
            }
        }
    }

    fn all(mut self) -> BTreeSet<Part> {
        while let Some(part) = self.waiting.pop() {
            self.inside(part);
        }
        self.found
    }
}
