//! What tests are asked for.

use super::bench::{Bench, Outcome, Variant};
use crate::explain::Standing;
use crate::model::{Expr, ExprId, Program};
use crate::reference::Value;
use crate::source::Span;
use crate::testing::Coverage;
use crate::testing::concerns::Part;
use crate::testing::mutate::Mutation;
use std::collections::BTreeSet;

pub struct Goal {
    pub kind: GoalKind,
    /// One of them must come out differently.
    pub variants: Vec<Variant>,
}

pub enum GoalKind {
    /// A test that notices a change.
    Notice(Box<Mutation>),
    /// A test that sees a rule true, false or unknown, where it matters.
    See(Sight),
}

/// What coverage asks to be seen of a rule.
#[derive(Clone, Copy)]
pub struct Sight {
    /// The rule of the cohort, if it is one's own.
    pub rule: Option<usize>,
    pub expr: ExprId,
    pub span: Span,
    pub truth: Option<bool>,
}

impl Goal {
    /// The rule of the cohort that it is about, if it is about one.
    pub fn rule(&self) -> Option<usize> {
        match &self.kind {
            GoalKind::Notice(mutation) => mutation.rule,
            GoalKind::See(sight) => sight.rule,
        }
    }
}

/// What the tests have not seen of the rules of a cohort and of the segments that it uses.
pub fn sights(program: &Program, parts: &BTreeSet<Part>, covered: &Coverage) -> Vec<Goal> {
    let mut goals = Vec::new();
    for &part in parts.iter().rev() {
        let (owner, rules): (&str, Vec<(Option<usize>, &Expr)>) = match part {
            Part::Cohort(index) => {
                let cohort = &program.cohorts[index];
                (&cohort.name, cohort.rules.iter().enumerate().map(|(i, r)| (Some(i), &r.rule)).collect())
            }
            Part::Segment(index) => {
                let segment = &program.segments[index];
                (&segment.name, vec![(None, &segment.rule)])
            }
            Part::Feature(_) | Part::Assign(_) => continue,
        };
        for (rule, expr) in rules {
            let Some(cover) = covered.rules.iter().find(|c| c.span == expr.span && c.owner == owner) else {
                continue;
            };
            let truths = [(Some(true), !cover.seen_true), (Some(false), !cover.seen_false)];
            let truths = truths.into_iter().chain([(None, cover.seen_unknown == Some(false))]);
            for (truth, _) in truths.filter(|(_, unseen)| *unseen) {
                let others = truth.map_or(vec![true, false], |truth| vec![!truth]);
                let forced = |to| Bench::variant(Some(Mutation::forced(part, rule, expr, to)));
                let sight = Sight { rule, expr: expr.id, span: expr.span, truth };
                goals.push(Goal {
                    kind: GoalKind::See(sight),
                    variants: others.into_iter().map(forced).collect(),
                });
            }
        }
    }
    goals
}

/// What a rule is; a grade counts as true from one half on, as in coverage.
pub fn truth_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(grade) => Some(*grade >= 0.5),
        Value::Int(grade) => Some(*grade >= 1),
        _ => None,
    }
}

/// Which lines a test needs, by what they show.
#[derive(Clone, Copy, PartialEq)]
pub struct Lines {
    pub standing: bool,
    pub score: bool,
    pub tier: bool,
}

impl Lines {
    pub fn and(self, other: Lines) -> Lines {
        Lines {
            standing: self.standing || other.standing,
            score: self.score || other.score,
            tier: self.tier || other.tier,
        }
    }

    pub fn differ(self, one: &Outcome, other: &Outcome) -> bool {
        self.standing && side(one.standing) != side(other.standing)
            || self.score && one.score != other.score
            || self.tier && one.tier != other.tier
    }
}

/// A test cannot tell those outside of the population from those outside of the cohort.
pub fn side(standing: Standing) -> u8 {
    match standing {
        Standing::In => 0,
        Standing::Undecided => 1,
        Standing::Out | Standing::Outside => 2,
    }
}
