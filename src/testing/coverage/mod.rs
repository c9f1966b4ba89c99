//! What of the rules the tests see: each rule true, false and unknown, and each bound from both sides.
//!
//! A rule that is true in a test is not yet seen: it must matter. So the rule is forced to the other truth, for one row, and
//! only where some expectation then comes out differently it counts as seen.

mod bounds;
mod probes;
pub(super) mod unknown;

use super::batch::{self, Packer};
use super::data::Tables;
use super::judge;
use super::rows::Rows;
use super::suite::{Case, Dated, Suite};
use crate::catalog::Catalog;
use crate::documents::Lang;
use crate::documents::prose;
use crate::ir::{NodeId, TableId};
use crate::lower::Lowered;
use crate::model::{ExprId, Program, TestExpect};
use crate::reference::{self, Value, Values};
use crate::source::Span;
use crate::syntax::ast::RuleKind;
use bounds::{Bound, Stand};
use chrono::NaiveDate;
use probes::{Owner, Probe, Probed};
use std::collections::HashSet;

/// What tests see of a program.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// Of cohorts that run, in the order declared, then of the segments and features that they use.
    pub rules: Vec<RuleCover>,
    pub bounds: Vec<BoundCover>,
}

/// A rule of a cohort, a segment, or a feature that is true or false.
#[derive(Debug, Clone)]
pub struct RuleCover {
    /// The cohort, segment or feature.
    pub owner: String,
    /// `must`, `should`, `exclude`, `segment` or `feature`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
    pub span: Span,
    /// A grade: true is one half and more.
    pub graded: bool,
    pub seen_true: bool,
    pub seen_false: bool,
    /// `None`: it is never unknown.
    pub seen_unknown: Option<bool>,
}

/// One end of a comparison with a constant.
#[derive(Debug, Clone)]
pub struct BoundCover {
    pub owner: String,
    /// The comparison in words.
    pub text: String,
    /// The constant as written.
    pub bound: String,
    pub span: Span,
    /// A test stood right at the bound, or next to it, on this side.
    pub inside: bool,
    pub outside: bool,
}

impl RuleCover {
    /// What there is to see, and whether it was: `true`, `false`, `unknown`.
    pub fn truths(&self) -> impl Iterator<Item = (&'static str, bool)> {
        let unknown = self.seen_unknown.map(|seen| ("unknown", seen));
        [("true", self.seen_true), ("false", self.seen_false)].into_iter().chain(unknown)
    }
}

impl BoundCover {
    /// What there is to see, and whether it was: `inside`, `outside`.
    pub fn sides(&self) -> [(&'static str, bool); 2] {
        [("inside", self.inside), ("outside", self.outside)]
    }
}

/// How much there is to see, and how much of it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub seen: usize,
    pub all: usize,
}

impl Share {
    fn of(all: impl Iterator<Item = bool>) -> Share {
        all.fold(Share { seen: 0, all: 0 }, |sum, seen| Share {
            seen: sum.seen + usize::from(seen),
            all: sum.all + 1,
        })
    }

    /// 0..=100; 100 of nothing.
    pub fn percent(self) -> f64 {
        if self.all == 0 { 100.0 } else { 100.0 * self.seen as f64 / self.all as f64 }
    }
}

impl Coverage {
    pub fn of_rules(&self) -> Share {
        Share::of(self.rules.iter().flat_map(RuleCover::truths).map(|(_, seen)| seen))
    }

    pub fn of_bounds(&self) -> Share {
        Share::of(self.bounds.iter().flat_map(BoundCover::sides).map(|(_, seen)| seen))
    }

    /// Rules and bounds together.
    pub fn total(&self) -> Share {
        let (rules, bounds) = (self.of_rules(), self.of_bounds());
        Share { seen: rules.seen + bounds.seen, all: rules.all + bounds.all }
    }
}

/// What these tests, by their indices, see of the rules. `as_of` is the date of those that give none.
pub fn coverage(program: &Program, catalog: &Catalog, as_of: NaiveDate, tests: &[usize]) -> Coverage {
    let probed = probes::probed(program, catalog);
    let suite = Suite::new(&probed.program, &probed.catalog, as_of, tests);
    let mut seen = Seen::new(&probed);
    for case in &suite.cases {
        if let Ok((plan, rows)) = &case.ready {
            seen.look(&suite, &suite.plans[*plan], case, rows);
        }
    }
    seen.report(program, catalog, suite.plans.first())
}

/// What a rule was, or where a value stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sight {
    Truth(Option<bool>),
    Side { end: usize, stand: Stand },
}

struct Seen<'p> {
    probed: &'p Probed,
    /// By probe, of comparisons: the ends.
    ends: Vec<Vec<Bound>>,
    found: HashSet<(usize, Sight)>,
}

/// One rule forced in one row: what is seen if it matters.
struct Flip {
    probe: usize,
    sights: Vec<Sight>,
}

impl<'p> Seen<'p> {
    fn new(probed: &'p Probed) -> Self {
        let ends = probed.probes.iter().map(|probe| match probe.rule {
            Some(_) => Vec::new(),
            None => bounds::bounds(&probed.program, &probe.expr).map_or_else(Vec::new, |(_, ends)| ends),
        });
        Seen { probed, ends: ends.collect(), found: HashSet::new() }
    }

    /// Adds what one test sees.
    fn look(&mut self, suite: &Suite, dated: &Dated, case: &Case, rows: &Rows) {
        let plan = &dated.lowered.plan;
        let mut tables = Tables::new(&suite.catalog);
        tables.add(rows);
        let values = reference::evaluate(plan, &tables.data);
        let Some(before) = verdicts(suite, dated, case, &values, tables.own[0]) else { return };
        let nodes = suite.nodes(dated, case.test);
        let ranked = batch::ranked(plan);
        let alone = nodes.iter().any(|node| ranked[node.0 as usize]);
        let mut flips: Vec<Flip> = Vec::new();
        let mut packer = Packer::new(&suite.catalog, plan);
        let reached = reached(&suite.program, case.test);
        for (index, probe) in self.probed.probes.iter().enumerate() {
            if !reached.contains(&probe.owner) {
                continue;
            }
            for row in places(rows, probe.table) {
                let Some((value, sights)) = self.sights(dated, &values, rows, index, row) else { continue };
                let truth = truth(probe, &value);
                let others = truth.map_or(vec![true, false], |truth| vec![!truth]);
                for other in others {
                    let mut changed = rows.clone();
                    let (column, forced) = probe.forced(other);
                    changed.all[row].cells[column] = forced;
                    packer.add(flips.len(), &changed, alone);
                    flips.push(Flip { probe: index, sights: sights.clone() });
                }
            }
        }
        for batch in packer.finish() {
            let values = reference::evaluate(plan, &batch.tables.data);
            for (&mark, &own) in batch.marks.iter().zip(&batch.tables.own) {
                if verdicts(suite, dated, case, &values, own).is_some_and(|after| after != before) {
                    let flip = &flips[mark];
                    self.found.extend(flip.sights.iter().map(|sight| (flip.probe, *sight)));
                }
            }
        }
    }

    /// The value of a probe's rule in a row, and what of it is still to be seen; `None` where nothing is.
    fn sights(
        &self,
        dated: &Dated,
        values: &Values,
        rows: &Rows,
        index: usize,
        row: usize,
    ) -> Option<(Value, Vec<Sight>)> {
        let probe = &self.probed.probes[index];
        let place = place(values, probe.table, local(rows, row))?;
        let at = |id: crate::model::ExprId| {
            let node = dated.lowered.ids[id.0 as usize]?;
            Some((values.of(node)[place].clone(), values.ty(node)))
        };
        let (value, _) = at(probe.expr.id)?;
        let mut sights = Vec::new();
        match probe.rule {
            Some(_) => sights.push(Sight::Truth(truth(probe, &value))),
            None => {
                let (compared, _) = bounds::bounds(&self.probed.program, &probe.expr)?;
                let (seen, ty) = at(compared.id)?;
                let over = bounds::share_over(&self.probed.program, compared);
                let child = over.map(|relation| dated.lowered.plan.relations[relation].child.0 as usize);
                let related = child.map(|child| rows.all.iter().filter(|r| r.table == child).count());
                for (end, bound) in self.ends[index].iter().enumerate() {
                    let stand = bound.stand(&seen, ty, values.plan().timezone, related);
                    sights.extend(stand.map(|stand| Sight::Side { end, stand }));
                }
            }
        }
        sights.retain(|sight| !self.found.contains(&(index, *sight)));
        (!sights.is_empty()).then_some((value, sights))
    }

    fn report(&self, program: &Program, catalog: &Catalog, dated: Option<&Dated>) -> Coverage {
        let mut coverage = Coverage { rules: Vec::new(), bounds: Vec::new() };
        let text = |probe: &Probe| prose::sentence(program, catalog, &probe.expr, Lang::En);
        for (index, probe) in self.probed.probes.iter().enumerate() {
            let seen = |sight: Sight| self.found.contains(&(index, sight));
            let (owner, kind) = named(program, probe);
            let Some(_) = probe.rule else {
                for (end, bound) in self.ends[index].iter().enumerate() {
                    coverage.bounds.push(BoundCover {
                        owner: owner.to_owned(),
                        text: text(probe),
                        bound: bound.text.clone(),
                        span: probe.expr.span,
                        inside: seen(Sight::Side { end, stand: Stand::Inside }),
                        outside: seen(Sight::Side { end, stand: Stand::Outside }),
                    });
                }
                continue;
            };
            let can_be_unknown =
                dated.is_none_or(|dated| can_be_unknown(program, catalog, &dated.lowered, probe));
            coverage.rules.push(RuleCover {
                owner: owner.to_owned(),
                kind,
                text: text(probe),
                span: probe.expr.span,
                graded: probe.is_grade(),
                seen_true: seen(Sight::Truth(Some(true))),
                seen_false: seen(Sight::Truth(Some(false))),
                seen_unknown: can_be_unknown.then(|| seen(Sight::Truth(None))),
            });
        }
        coverage
    }
}

/// Whether a rule can be unknown while it matters: a `must` or `exclude` matters as long as no other `must` says no.
fn can_be_unknown(program: &Program, catalog: &Catalog, lowered: &Lowered, probe: &Probe) -> bool {
    let node = |id: ExprId| lowered.ids[id.0 as usize];
    let Some(own) = node(probe.expr.id) else { return true };
    let others: Vec<NodeId> = match probe.owner {
        Owner::Cohort(cohort) => {
            let rules = &program.cohorts[cohort].rules;
            let counts = probe.rule.is_some_and(|rule| rules[rule].kind != RuleKind::Should);
            let musts = rules.iter().filter(|rule| counts && rule.kind == RuleKind::Must);
            musts.filter(|rule| rule.rule.id != probe.expr.id).filter_map(|rule| node(rule.rule.id)).collect()
        }
        _ => Vec::new(),
    };
    unknown::can_be(&lowered.plan, catalog, own, &others)
}

fn named<'n>(program: &'n Program, probe: &Probe) -> (&'n str, &'static str) {
    match probe.owner {
        Owner::Cohort(cohort) => {
            let cohort = &program.cohorts[cohort];
            let kind = match probe.rule.map(|rule| cohort.rules[rule].kind) {
                Some(RuleKind::Must) | None => "must",
                Some(RuleKind::Should) => "should",
                Some(RuleKind::Exclude) => "exclude",
            };
            (&cohort.name, kind)
        }
        Owner::Segment(segment) => (&program.segments[segment].name, "segment"),
        Owner::Feature(feature) => (&program.features[feature].name, "feature"),
    }
}

/// What a rule is; a grade counts as true from one half on.
fn truth(probe: &Probe, value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(grade) if probe.is_grade() => Some(*grade >= 0.5),
        Value::Int(grade) if probe.is_grade() => Some(*grade >= 1),
        _ => None,
    }
}

/// The rows of a table that a test gives for their own sake, as indices into all of its rows.
fn places(rows: &Rows, table: usize) -> Vec<usize> {
    (0..rows.all.len()).filter(|&r| rows.all[r].table == table && !rows.all[r].is_beside()).collect()
}

/// A row's place among the rows of its table.
fn local(rows: &Rows, row: usize) -> usize {
    rows.all[..row].iter().filter(|r| r.table == rows.all[row].table).count()
}

/// Where a row stands among those that exist.
fn place(values: &Values, table: usize, row: usize) -> Option<usize> {
    values.rows(TableId(table as u32)).iter().position(|&other| other == row)
}

/// For each expectation of a test whether it holds; `None` where the tested row does not exist.
fn verdicts(suite: &Suite, dated: &Dated, case: &Case, values: &Values, own: usize) -> Option<Vec<bool>> {
    let test = &suite.program.tests[case.test];
    let row = place(values, test.table, own)?;
    let value = |node| values.of(node)[row].clone();
    let holds = test.expects.iter().map(|expect| {
        let found = judge::found(&suite.program, &dated.lowered, &expect.what, &value);
        judge::holds(&expect.what, found)
    });
    Some(holds.collect())
}

/// Everything that the expectations of a test depend on.
fn reached(program: &Program, test: usize) -> HashSet<Owner> {
    let mut waiting = Vec::new();
    for expect in &program.tests[test].expects {
        match &expect.what {
            TestExpect::Matches(c) | TestExpect::DoesNotMatch(c) | TestExpect::Undecided(c) => {
                waiting.push(Owner::Cohort(*c));
            }
            TestExpect::Assigned { assign, .. } => {
                waiting.extend(program.assigns[*assign].among.iter().map(|c| Owner::Cohort(*c)));
            }
            TestExpect::Holds(rule) => waiting.extend(probes::named(vec![rule])),
        }
    }
    let mut found = HashSet::new();
    while let Some(owner) = waiting.pop() {
        if found.insert(owner) {
            waiting.extend(probes::used(program, owner));
        }
    }
    found
}
