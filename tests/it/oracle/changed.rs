//! What a comparison of two programs says is so: random programs, random edits, random rows, judged by the reference.
//!
//! Whoever is in a cohort that was loosened still is; nobody is in one that was tightened who was not before; the same for every
//! clause, segment and score; and what means the same has the same members and scores.

use super::programs::Project;
use super::rng::Rng;
use super::{data, edits, number_from, programs, world};
use personac::changes::{Changes, Direction, Effect, Kind, Lean, Side, compare};
use personac::check::project::{LoadOptions, Loaded, load};
use personac::ir::NodeId;
use personac::lower::{self, Lowered};
use personac::meaning::{Meanings, meanings};
use personac::model::{ExprKind, Program};
use personac::reference::{self, Data, Value, Values};
use personac::source::MemoryWorld;
use personac::syntax::ast::RuleKind;
use std::collections::BTreeMap;

/// Columns that the catalog says are never below 0.
const POSITIVE: [&str; 5] = ["visits", "quantity", "kilograms", "pieces", "amount"];

/// A checked program and its plan.
struct Version {
    loaded: Loaded,
    lowered: Lowered,
    meanings: Meanings,
}

fn version(catalog: &str, source: &str) -> Option<Version> {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 1)?;
    let world = MemoryWorld::new(today).with("personac.yaml", catalog).with("random.persona", source);
    let loaded = load(&world, &LoadOptions::default());
    if loaded.has_errors() {
        return None;
    }
    let project = loaded.project.as_ref()?;
    let lowered = lower::lower(&project.program, &project.catalog, project.as_of, &lower::Options::default());
    let meanings = meanings(&project.program, &project.catalog);
    Some(Version { loaded, lowered, meanings })
}

impl Version {
    fn program(&self) -> &Program {
        &self.loaded.project.as_ref().unwrap().program
    }
}

/// A catalog that promises something of its numbers, and data that keep it.
fn with_ranges(catalog: &str, data: &mut Data) -> String {
    let mut catalog = catalog.to_owned();
    for (index, table) in world::TABLES.iter().enumerate() {
        for (at, column) in table.columns.iter().enumerate().filter(|(_, c)| POSITIVE.contains(&c.name)) {
            let before = format!("\"{}\": {{ type: ", column.name);
            let (head, tail) = catalog.split_once(&before).unwrap();
            let end = tail.find(" }").unwrap();
            catalog = format!("{head}{before}{}, range: [0, null]{}", &tail[..end], &tail[end..]);
            for value in &mut data.tables[index].columns[at] {
                let below = match value {
                    Value::Int(i) | Value::Decimal(i) => *i < 0,
                    Value::Number(x) => *x < 0.0,
                    _ => false,
                };
                if below {
                    *value = Value::Missing;
                }
            }
        }
    }
    catalog
}

fn truths(values: &Values, node: NodeId) -> Vec<bool> {
    values.of(node).iter().map(Value::is_true).collect()
}

/// How often what was said, and how often it made a difference.
#[derive(Debug, Default)]
struct Said(BTreeMap<String, (usize, usize)>);

impl Said {
    fn count(&mut self, what: &str, differs: bool) {
        let (times, told) = self.0.entry(what.to_owned()).or_default();
        *times += 1;
        *told += usize::from(differs);
    }
}

struct Judge<'a> {
    old: (&'a Version, &'a Values<'a>),
    new: (&'a Version, Values<'a>),
    said: &'a mut Said,
    case: String,
}

impl Judge<'_> {
    /// `old` and `new`: who passes.
    fn direction(&mut self, what: &str, direction: Option<Direction>, old: &[bool], new: &[bool]) {
        let lost = old.iter().zip(new).any(|(old, new)| *old && !*new);
        let gained = old.iter().zip(new).any(|(old, new)| !*old && *new);
        let case = &self.case;
        match direction {
            None => assert!(!lost && !gained, "{what}: nothing was said, and somebody moved\n{case}"),
            Some(Direction::Loosened) => assert!(!lost, "{what}: loosened, and somebody left\n{case}"),
            Some(Direction::Tightened) => assert!(!gained, "{what}: tightened, and somebody came\n{case}"),
            Some(Direction::Changed) => {}
        }
        let kind = what.split(' ').next().unwrap();
        self.said.count(&format!("{kind} {}", direction.map_or("same", Direction::word)), lost || gained);
    }

    fn lean(&mut self, what: &str, lean: Option<Lean>, old: &[f64], new: &[f64]) {
        let both = || old.iter().zip(new).filter(|(old, new)| **old >= 0.0 && **new >= 0.0);
        let (rose, fell) = (both().any(|(old, new)| new > old), both().any(|(old, new)| new < old));
        let case = &self.case;
        match lean {
            None => assert!(!rose && !fell, "{what}: nothing was said of scores, and one moved\n{case}"),
            Some(Lean::Higher) => assert!(!fell, "{what}: higher, and a score fell\n{case}"),
            Some(Lean::Lower) => assert!(!rose, "{what}: lower, and a score rose\n{case}"),
            Some(Lean::Either) => {}
        }
        self.said.count(&format!("score {lean:?}"), rose || fell);
    }

    fn members(&self, new: bool, cohort: usize) -> Option<(Vec<bool>, Vec<f64>)> {
        let (version, values) = if new { (self.new.0, &self.new.1) } else { self.old };
        let cohort = &version.lowered.plan.cohorts[version.lowered.cohorts[cohort]?];
        let score = values.of(cohort.score.score).iter().map(|score| match score {
            Value::Number(score) => *score,
            // Who does not count has none.
            _ => -1.0,
        });
        Some((truths(values, cohort.matched), score.collect()))
    }

    /// Who passes a rule of a cohort.
    fn passing(&self, new: bool, cohort: usize, rule: usize) -> Option<Vec<bool>> {
        let (version, values) = if new { (self.new.0, &self.new.1) } else { self.old };
        let rule = &version.program().cohorts[cohort].rules[rule];
        let node = version.lowered.ids[rule.rule.id.0 as usize]?;
        let truths = truths(values, node);
        Some(match rule.kind {
            RuleKind::Must => truths,
            RuleKind::Exclude => truths.iter().map(|dropped| !dropped).collect(),
            RuleKind::Should => vec![true; truths.len()],
        })
    }

    fn judge(&mut self, changes: &Changes) {
        for (j, cohort) in self.new.0.program().cohorts.iter().enumerate() {
            let Some(i) = self.old.0.program().cohorts.iter().position(|c| c.name == cohort.name) else {
                continue;
            };
            if self.old.0.program().cohorts[i].table != cohort.table {
                continue;
            }
            let change = changes.declarations.iter().find(|d| d.kind.is_cohort() && d.name == cohort.name);
            if let (Some((old, old_scores)), Some((new, new_scores))) =
                (self.members(false, i), self.members(true, j))
            {
                self.direction("cohort", change.and_then(|c| c.direction), &old, &new);
                self.lean("cohort", change.and_then(|c| c.score), &old_scores, &new_scores);
                if self.old.0.meanings.cohorts[i].whole == self.new.0.meanings.cohorts[j].whole {
                    assert!(
                        old == new && old_scores == new_scores,
                        "the same meaning, and not the same\n{}",
                        self.case
                    );
                }
            }
            // Where the whole means the same, one rule made up for another, and nothing is said of either.
            let told = change.filter(|c| matches!(c.effect, Effect::Meaning | Effect::Through));
            for clause in told.map(|c| c.clauses.as_slice()).unwrap_or_default() {
                let at = |side: &Option<personac::changes::Clause>| side.as_ref().and_then(|c| c.index);
                let old = at(&clause.old).and_then(|rule| self.passing(false, i, rule));
                let new = at(&clause.new).and_then(|rule| self.passing(true, j, rule));
                let rows = old.as_ref().or(new.as_ref()).map_or(0, Vec::len);
                let all = || vec![true; rows];
                self.direction(
                    "clause",
                    clause.direction,
                    &old.unwrap_or_else(all),
                    &new.unwrap_or_else(all),
                );
            }
        }
        self.segments(changes);
    }

    fn segments(&mut self, changes: &Changes) {
        for change in
            changes.declarations.iter().filter(|c| c.kind == Kind::Segment && c.renamed_from.is_none())
        {
            let rule = |version: &Version| {
                let segment = version.program().segments.iter().find(|s| s.name == change.name)?;
                // A rule that is but a name has no node of its own to compare.
                let plain = !matches!(segment.rule.kind, ExprKind::Constant(_));
                version.lowered.ids[segment.rule.id.0 as usize].filter(|_| plain)
            };
            let (Some(old), Some(new)) = (rule(self.old.0), rule(self.new.0)) else { continue };
            let (old, new) = (truths(self.old.1, old), truths(&self.new.1, new));
            if old.len() == new.len() {
                self.direction("segment", change.direction, &old, &new);
            }
        }
    }
}

fn judge(seed: u64, said: &mut Said) {
    let mut rng = Rng::new(seed);
    let setting = world::setting(&mut rng);
    let project: Project = programs::random(&mut rng, &setting);
    let mut data = data::random(&mut rng, &setting);
    let catalog = with_ranges(&project.catalog, &mut data);
    let source = project.source();
    let Some(old) = version(&catalog, &source) else { return };
    let before = reference::evaluate(&old.lowered.plan, &data);
    for _ in 0..8 {
        let mut edited = source.clone();
        for _ in 0..1 + rng.below(2) {
            edited = edits::edit(&mut rng, &edited);
        }
        let Some(new) = version(&catalog, &edited).filter(|_| edited != source) else { continue };
        let changes = compare(&Side::of(&old.loaded).unwrap(), &Side::of(&new.loaded).unwrap());
        let differing = |one: &str, other: &str| -> String {
            let lines = one.lines().filter(|line| !other.lines().any(|l| l == *line));
            lines.map(|line| format!("{line}\n")).collect()
        };
        let (gone, come) = (differing(&source, &edited), differing(&edited, &source));
        let case =
            format!("seed {seed}\n--- old\n{gone}--- new\n{come}--- whole\n{source}\n--- new\n{edited}");
        let mut judge = Judge {
            old: (&old, &before),
            new: (&new, reference::evaluate(&new.lowered.plan, &data)),
            said,
            case,
        };
        judge.judge(&changes);
    }
}

#[test]
fn what_is_said_of_an_edit_is_so() {
    let first = number_from("PERSONAC_ORACLE_SEED", 1);
    let programs = number_from("PERSONAC_ORACLE_PROGRAMS", 60);
    let mut said = Said::default();
    for seed in first..first + programs {
        judge(seed, &mut said);
    }
    println!("{said:#?}");
    for what in ["clause loosened", "clause tightened", "cohort loosened", "cohort tightened"] {
        let (times, told) = said.0.get(what).copied().unwrap_or_default();
        assert!(times > 0 && told > 0, "{what}: {times} times, and rows told it {told} times");
    }
}
