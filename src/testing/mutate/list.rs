//! All small changes of the parts of a program that tests are about.

use super::changes::{self, Setting, part_at};
use crate::ir::Type;
use crate::model::{Cohort, Constant, Expr, ExprId, ExprKind, Program, Rule};
use crate::source::Span;
use crate::syntax::ast::RuleKind;
use crate::testing::concerns::Part;
use crate::testing::written;
use std::collections::BTreeSet;

/// A small change of a program: the mistake that somebody could make tomorrow.
#[derive(Debug, Clone)]
pub struct Mutation {
    pub part: Part,
    /// The rule of a cohort that it changes, by its index; `None` in features and segments, and for tiers and caps.
    pub rule: Option<usize>,
    pub span: Span,
    /// In words: `` `>=` becomes `>` ``.
    pub what: String,
    /// What a test would have to be about to notice it.
    pub wanted: String,
    /// The value that it turns on, and its words.
    pub about: Option<(ExprId, String)>,
    edit: Edit,
}

/// What takes the place of what; doing it twice undoes it.
#[derive(Debug, Clone)]
enum Edit {
    Kind { path: Vec<usize>, kind: ExprKind },
    Rules(Vec<Rule>),
    Bound { tier: usize, bound: i64 },
    Cap { dimension: usize, cap: Option<i64> },
    AtLeast(i64),
}

impl Mutation {
    /// A rule that is true, or false, whatever the data (of a grade: everything, or nothing).
    pub fn forced(part: Part, rule: Option<usize>, expr: &Expr, to: bool) -> Mutation {
        let constant = match expr.ty {
            Type::Bool => Constant::Bool(to),
            _ => Constant::Number(f64::from(u8::from(to))),
        };
        let word = if to { "true" } else { "false" };
        Mutation {
            part,
            rule,
            span: expr.span,
            what: format!("the rule is always {word}"),
            wanted: format!("the rule is not {word}"),
            about: None,
            edit: Edit::Kind { path: Vec::new(), kind: ExprKind::Constant(constant) },
        }
    }

    /// Makes the change, or takes it back.
    pub fn toggle(&mut self, program: &mut Program) {
        match (self.part, &mut self.edit) {
            (part, Edit::Kind { path, kind }) => {
                if let Some(root) = root(program, part, self.rule) {
                    std::mem::swap(&mut part_at(root, path).kind, kind);
                }
            }
            (Part::Cohort(cohort), Edit::Rules(rules)) => {
                std::mem::swap(&mut program.cohorts[cohort].rules, rules);
            }
            (Part::Cohort(cohort), Edit::Bound { tier, bound }) => {
                std::mem::swap(&mut program.cohorts[cohort].tiers[*tier].bound, bound);
            }
            (Part::Cohort(cohort), Edit::Cap { dimension, cap }) => {
                std::mem::swap(&mut program.cohorts[cohort].dimensions[*dimension].cap, cap);
            }
            (Part::Assign(assign), Edit::AtLeast(bound)) => {
                std::mem::swap(&mut program.assigns[assign].at_least, bound);
            }
            _ => {}
        }
    }
}

/// The expression that a part (of a cohort: one of its rules) consists of.
fn root(program: &mut Program, part: Part, rule: Option<usize>) -> Option<&mut Expr> {
    match part {
        Part::Feature(index) => Some(&mut program.features[index].value),
        Part::Segment(index) => Some(&mut program.segments[index].rule),
        Part::Cohort(index) => rule.map(|rule| &mut program.cohorts[index].rules[rule].rule),
        Part::Assign(_) => None,
    }
}

/// The changes of one part, in the order written.
pub fn mutations_of(setting: Setting, part: Part) -> Vec<Mutation> {
    let program = setting.program;
    match part {
        Part::Feature(index) => of_expr(setting, part, None, &program.features[index].value),
        Part::Segment(index) => of_expr(setting, part, None, &program.segments[index].rule),
        Part::Assign(index) => {
            let assign = &program.assigns[index];
            if assign.at_least == 0 {
                return Vec::new();
            }
            let around = [-10_000, 10_000].map(|by| assign.at_least + by).into_iter().filter(|&b| b >= 0);
            around
                .map(|bound| Mutation {
                    part,
                    rule: None,
                    span: assign.span,
                    what: format!("`at least {}` becomes `{}`", points(assign.at_least), points(bound)),
                    wanted: format!("the best score is {}", points(assign.at_least.min(bound))),
                    about: None,
                    edit: Edit::AtLeast(bound),
                })
                .collect()
        }
        Part::Cohort(index) => {
            let cohort = &program.cohorts[index];
            let rules = (0..cohort.rules.len()).flat_map(|rule| of_rule(setting, index, cohort, rule));
            rules.chain(of_score(index, cohort)).collect()
        }
    }
}

fn of_expr(setting: Setting, part: Part, rule: Option<usize>, root: &Expr) -> Vec<Mutation> {
    let changes = changes::changes(setting, root).into_iter();
    changes
        .map(|change| Mutation {
            part,
            rule,
            span: change.span,
            what: change.what,
            wanted: change.wanted,
            about: change.about,
            edit: Edit::Kind { path: change.path, kind: change.kind },
        })
        .collect()
}

fn of_rule(setting: Setting, index: usize, cohort: &Cohort, at: usize) -> Vec<Mutation> {
    let rule = &cohort.rules[at];
    let mut found = of_expr(setting, Part::Cohort(index), Some(at), &rule.rule);
    let mut add = |what: String, wanted: &str, rules: Vec<Rule>| {
        found.push(Mutation {
            part: Part::Cohort(index),
            rule: Some(at),
            span: rule.span,
            what,
            wanted: wanted.to_owned(),
            about: None,
            edit: Edit::Rules(rules),
        });
    };
    let with = |change: &dyn Fn(&mut Rule)| {
        let mut rules = cohort.rules.clone();
        change(&mut rules[at]);
        rules
    };
    let (word, wanted) = match rule.kind {
        RuleKind::Must => ("must", "this rule alone is not true"),
        RuleKind::Exclude => ("exclude", "this rule is true, and nothing else keeps the customer out"),
        RuleKind::Should => ("should", "this rule is true, and a score is expected"),
    };
    add(format!("the `{word}` is dropped"), wanted, changes::without(&cohort.rules, at));
    match rule.kind {
        RuleKind::Must => {
            let should = |rule: &mut Rule| {
                rule.kind = RuleKind::Should;
                rule.weight = 1_000;
            };
            add("`must` becomes `should`".into(), wanted, with(&should));
        }
        RuleKind::Exclude => {}
        RuleKind::Should => {
            // One weight alone is always the whole.
            let shoulds = cohort.rules.iter().filter(|r| r.kind == RuleKind::Should).count();
            let weights = [rule.weight / 2, rule.weight.saturating_mul(2)];
            for weight in weights.into_iter().filter(|&w| w != 0 && shoulds > 1) {
                let what = format!("weight {} becomes {}", points(rule.weight * 100), points(weight * 100));
                add(what, "a score is expected", with(&|rule: &mut Rule| rule.weight = weight));
            }
        }
    }
    found
}

/// Tiers and caps.
fn of_score(index: usize, cohort: &Cohort) -> Vec<Mutation> {
    let mut found = Vec::new();
    let scores = Scores::of(cohort);
    for (at, tier) in cohort.tiers.iter().enumerate() {
        // No score is below 0, so a bound of 0 is the lowest that there is.
        let around = [tier.bound - 10_000, tier.bound + 10_000];
        let tells = |b: &i64| {
            (0..=1_000_000).contains(b) && scores.may_lie_between(*b.min(&tier.bound), *b.max(&tier.bound))
        };
        for bound in around.into_iter().filter(tells) {
            let (is, becomes) = (points(tier.bound), points(bound));
            found.push(Mutation {
                part: Part::Cohort(index),
                rule: None,
                span: tier.span,
                what: format!("tier `{}` from {is} becomes from {becomes}", tier.name),
                wanted: format!(
                    "the score lies between {} and {}",
                    points(tier.bound.min(bound)),
                    points(tier.bound.max(bound))
                ),
                about: None,
                edit: Edit::Bound { tier: at, bound },
            });
        }
    }
    for (at, dimension) in cohort.dimensions.iter().enumerate() {
        let Some(cap) = dimension.cap else { continue };
        for other in [cap - 100, cap + 100].into_iter().filter(|&c| c > 0) {
            let (is, becomes) = (points(cap * 100), points(other * 100));
            found.push(Mutation {
                part: Part::Cohort(index),
                rule: None,
                span: dimension.span,
                what: format!("`cap {is}` becomes `cap {becomes}`"),
                wanted: format!("`{}` earns more than {is}, and a score is expected", dimension.name),
                about: None,
                edit: Edit::Cap { dimension: at, cap: Some(other) },
            });
        }
    }
    found
}

/// The scores that there can be, where rules are met or not and none is graded.
struct Scores {
    /// Earned points in hundredths; `None` where they are not known.
    earned: Option<BTreeSet<i64>>,
    total: i64,
}

impl Scores {
    fn of(cohort: &Cohort) -> Scores {
        let shoulds: Vec<&Rule> = cohort.rules.iter().filter(|r| r.kind == RuleKind::Should).collect();
        let total = shoulds.iter().map(|rule| rule.weight.max(0)).sum();
        let capped = cohort.dimensions.iter().any(|dimension| dimension.cap.is_some());
        let plain = !capped && shoulds.iter().all(|rule| rule.rule.ty == Type::Bool);
        let mut earned = BTreeSet::from([0]);
        for rule in shoulds.iter().filter(|_| plain) {
            earned.extend(earned.clone().into_iter().map(|sum| sum + rule.weight));
            if earned.len() > 10_000 {
                return Scores { earned: None, total };
            }
        }
        Scores { earned: plain.then_some(earned), total }
    }

    /// May a score reach the lower bound and not the higher (in ten-thousandths of a point)?
    fn may_lie_between(&self, low: i64, high: i64) -> bool {
        let reaches = |sum: i64, bound: i64| {
            i128::from(sum.max(0)) * 1_000_000 >= i128::from(bound) * i128::from(self.total)
        };
        let between = |sum: &i64| reaches(*sum, low) && !reaches(*sum, high);
        self.earned.as_ref().is_none_or(|all| all.iter().any(between))
    }
}

/// Ten-thousandths of a point as the language writes points.
fn points(units: i64) -> String {
    written::number(units as f64 / 10_000.0)
}
