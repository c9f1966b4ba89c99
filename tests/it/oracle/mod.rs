//! The oracle: random plans and programs over random data, on which every engine must find what the reference says, to the
//! last bit.
//!
//! `PERSONAC_ORACLE_PROGRAMS=100000` makes the run longer, `PERSONAC_ORACLE_SEED=…` begins with a given seed; program number
//! i of a run has the seed of the run plus i, and a failure prints its own.

mod chain;
mod changed;
mod data;
mod edits;
mod formatted;
mod invariants;
mod judge;
mod movement;
mod plans;
#[cfg(feature = "engine")]
mod polars;
mod programs;
pub mod rng;
mod shrink;
mod world;

use judge::{Engine, Found};
use personac::ir::*;
use personac::reference::{Data, TableData};
use programs::Project;
use rng::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

/// A plan with its data. The same seed makes the same case.
struct Case {
    seed: u64,
    /// The project that it was lowered from, if it was.
    project: Option<Project>,
    plan: Plan,
    data: Data,
}

fn number_from(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("a whole number"))
}

/// Holds an engine to the reference on that many programs, or as many as the environment asks for, on all cores.
fn hold_all(programs: u64, case: fn(u64) -> Case, engine: Engine) {
    let first = number_from("PERSONAC_ORACLE_SEED", 1);
    let programs = number_from("PERSONAC_ORACLE_PROGRAMS", programs);
    println!("seeds {first} to {}", first + programs - 1);
    let next = AtomicU64::new(first);
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= first + programs {
            return;
        }
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| hold(case(seed), engine))) {
            // The other workers need not find more.
            next.store(first + programs, Ordering::Relaxed);
            resume_unwind(panic);
        }
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        (0..cores).for_each(|_| drop(scope.spawn(work)));
    });
}

fn plan_case(seed: u64) -> Case {
    let mut rng = Rng::new(seed);
    let setting = world::setting(&mut rng);
    let operations = 10 + rng.below(60);
    let plan = plans::random(&mut rng, &setting, operations);
    let data = data::random(&mut rng, &setting);
    Case { seed, project: None, plan, data }
}

fn program_case(seed: u64) -> Case {
    let mut rng = Rng::new(seed);
    let setting = world::setting(&mut rng);
    let project = programs::random(&mut rng, &setting);
    let data = data::random(&mut rng, &setting);
    let plan = chain::plan(&project).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{project}"));
    Case { seed, project: Some(project), plan, data }
}

/// The catalog and the declarations of a random project.
pub fn random_project(seed: u64) -> (String, String) {
    let mut rng = Rng::new(seed);
    let setting = world::setting(&mut rng);
    let project = programs::random(&mut rng, &setting);
    (project.catalog.clone(), project.source())
}

/// Fails with a small version of the case in which the engine differs.
fn hold(case: Case, engine: Engine) {
    if let Some(what) = invariants::broken(&case.plan, &case.data) {
        panic!("seed {}: the reference breaks its own rules: {what}\n{}", case.seed, case.text());
    }
    let compared = catch_unwind(AssertUnwindSafe(|| judge::compare(&case.plan, &case.data, engine)));
    let Ok(difference) = compared else { panic!("seed {}: the engine stopped\n{}", case.seed, case.text()) };
    if difference.is_some() {
        let case = shrink::rows(shrink::project(case, engine), engine);
        let difference =
            judge::compare(&case.plan, &case.data, engine).expect("shrinking keeps the difference");
        let explained = judge::explain(&case.plan, &case.data, engine, &difference);
        panic!("seed {}\n{explained}\n{}", case.seed, case.text());
    }
}

impl Case {
    /// Everything that the case consists of.
    fn text(&self) -> String {
        let source = match &self.project {
            Some(project) => project.to_string(),
            None => personac::ir::print::print(&self.plan),
        };
        format!("{source}\n{}", data::csv(&self.data))
    }
}

/// The reference over the same rows in another order: nothing may depend on it.
fn shuffled(plan: &Plan, data: &Data) -> Found {
    let (other, orders) = data::shuffled(&mut Rng::new(7), data);
    let found = judge::reference(plan, &other);
    let (here, there) =
        (personac::reference::evaluate(plan, data), personac::reference::evaluate(plan, &other));
    let nodes = found.nodes.iter().enumerate().map(|(index, values)| {
        let table = plan.nodes[index].table;
        let of_row: BTreeMap<usize, _> = there
            .rows(table)
            .iter()
            .zip(values)
            .map(|(&row, value)| (orders[table.0 as usize][row], value.clone()))
            .collect();
        here.rows(table).iter().map(|row| of_row[row].clone()).collect()
    });
    Found { nodes: nodes.collect(), results: found.results }
}

#[test]
fn the_reference_keeps_its_own_rules_on_random_plans() {
    hold_all(300, plan_case, &shuffled);
}

#[test]
fn the_reference_keeps_its_own_rules_on_random_programs() {
    hold_all(300, program_case, &shuffled);
}

/// The name of a primitive.
fn name(op: &Op) -> String {
    let text = format!("{op:?}");
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text[..end].to_string()
}

const PRIMITIVES: [&str; 45] = [
    "Literal",
    "Column",
    "Parent",
    "Aggregate",
    "Rank",
    "And",
    "Or",
    "Not",
    "AtLeast",
    "IsTrue",
    "IsMissing",
    "Coalesce",
    "If",
    "Compare",
    "CompareIntNumber",
    "In",
    "ToNumber",
    "Neg",
    "Arith",
    "Math",
    "Round",
    "Least",
    "Greatest",
    "Contains",
    "StartsWith",
    "EndsWith",
    "Matches",
    "TextMap",
    "TextLength",
    "Has",
    "ListLength",
    "DateOf",
    "DaysSince",
    "Age",
    "DatePart",
    "DaysBetween",
    "Shift",
    "Ramp",
    "Decay",
    "Earn",
    "Sum",
    "AtMost",
    "Score",
    "Share",
    "Tier",
];

#[test]
fn random_plans_and_programs_reach_every_primitive() {
    for case in [plan_case, program_case] {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for node in (1..300).flat_map(|seed| case(seed).plan.nodes) {
            *counts.entry(name(&node.op)).or_default() += 1;
        }
        let rare: Vec<_> = PRIMITIVES.iter().filter(|op| counts.get(**op).is_none_or(|&n| n < 10)).collect();
        assert!(rare.is_empty(), "hardly reached: {rare:?} in {counts:?}");
        assert_eq!(counts.len(), PRIMITIVES.len(), "a primitive that is not listed here: {counts:?}");
    }
}

/// A change of meaning that an engine could make by mistake; `None` for nodes that it does not concern.
type Mistake = fn(&Op) -> Option<Op>;

const MISTAKES: [(&str, Mistake); 10] = [
    ("≤ taken for <", |op| match *op {
        Op::Compare { op: Compare::Le, left, right } => Some(Op::Compare { op: Compare::Lt, left, right }),
        _ => None,
    }),
    ("missing taken for known", |op| match op {
        Op::IsMissing(_) => Some(Op::Literal(Literal::Bool(false))),
        _ => None,
    }),
    ("and taken for or", |op| match op {
        Op::And(rules) => Some(Op::Or(rules.clone())),
        _ => None,
    }),
    ("one more is needed", |op| match op {
        Op::AtLeast { n, rules } => Some(Op::AtLeast { n: n + 1, rules: rules.clone() }),
        _ => None,
    }),
    ("a window that is a day too short", |op| match op {
        Op::Aggregate(a) => a.window.and_then(|w| {
            let window = Some(DayRange { from: w.from.map(|from| from + 1), ..w });
            w.from.map(|_| Op::Aggregate(Aggregate { window, ..a.clone() }))
        }),
        _ => None,
    }),
    ("the last taken for the first", |op| match op {
        Op::Aggregate(a) if a.function == AggregateFunction::First => {
            Some(Op::Aggregate(Aggregate { function: AggregateFunction::Last, ..a.clone() }))
        }
        _ => None,
    }),
    ("the bottom taken for the top", |op| match *op {
        Op::Rank { kind: RankKind::Top { share }, value } => {
            Some(Op::Rank { kind: RankKind::Bottom { share }, value })
        }
        _ => None,
    }),
    ("a score that goes below zero", |op| match *op {
        Op::Score { earned, total } => Some(Op::Share { earned, total }),
        _ => None,
    }),
    ("a filter that is forgotten", |op| match op {
        Op::Aggregate(a) if a.filter.is_some() => {
            Some(Op::Aggregate(Aggregate { filter: None, ..a.clone() }))
        }
        _ => None,
    }),
    ("upper case taken for lower case", |op| match *op {
        Op::TextMap { function: TextMap::Lower, value } => {
            Some(Op::TextMap { function: TextMap::Upper, value })
        }
        _ => None,
    }),
];

/// The reference, but for one mistake in its nodes.
fn mistaken(mistake: Mistake) -> impl Fn(&Plan, &Data) -> Found {
    move |plan, data| {
        let mut other = Plan { cohorts: vec![], assigns: vec![], grids: vec![], ..plan.clone() };
        for node in &mut other.nodes {
            if let Some(op) = mistake(&node.op).filter(|_| node.ty != Type::Int) {
                node.op = op;
            }
        }
        Found { nodes: judge::reference(&other, data).nodes, ..judge::reference(plan, data) }
    }
}

/// An engine that makes one mistake is found out.
#[test]
fn the_oracle_can_fail() {
    for (what, mistake) in MISTAKES {
        let wrong = mistaken(mistake);
        let found =
            (1..200).map(plan_case).any(|case| judge::compare(&case.plan, &case.data, &wrong).is_some());
        assert!(found, "nobody noticed: {what}");
    }
}

/// What is reported can be read: a rule or two and a few rows of hundreds.
#[test]
fn a_difference_is_made_small() {
    let (_, mistake) = MISTAKES[4];
    let wrong = mistaken(mistake);
    let differs = |case: &Case| judge::compare(&case.plan, &case.data, &wrong).is_some();
    let case = (1..500).map(program_case).find(differs).expect("a window that is a day too short");
    let small = shrink::rows(shrink::project(case, &wrong), &wrong);
    assert!(differs(&small));
    assert!(small.data.tables.iter().map(TableData::len).sum::<usize>() <= 6, "{}", small.text());
    assert!(
        small.project.as_ref().is_some_and(|project| project.declarations.len() <= 3),
        "{}",
        small.text()
    );
}

/// And one whose nodes are right but whose figures are not.
#[test]
fn wrong_figures_are_found_out_too() {
    let by_priority = |plan: &Plan, data: &Data| {
        let mut other = plan.clone();
        other.assigns.iter_mut().for_each(|assign| assign.by_score = false);
        judge::reference(&other, data)
    };
    // Few random plans have an assignment in which the better score stands behind.
    let found = (1..3_000).map(plan_case).any(|case| {
        let difference = judge::compare(&case.plan, &case.data, &by_priority);
        matches!(difference, Some(judge::Difference::Results { .. }))
    });
    assert!(found);
}

#[cfg(feature = "engine")]
#[test]
fn polars_finds_what_the_reference_says_on_random_plans() {
    hold_all(300, plan_case, &polars::found);
}

#[cfg(feature = "engine")]
#[test]
fn polars_finds_what_the_reference_says_on_random_programs() {
    hold_all(2000, program_case, &polars::found);
}

/// The run counts programs, so they had better be different ones.
#[test]
fn no_program_comes_twice() {
    let source = |seed| {
        let mut rng = Rng::new(seed);
        let setting = world::setting(&mut rng);
        programs::random(&mut rng, &setting).source()
    };
    let different: BTreeSet<String> = (1..=2000).map(source).collect();
    assert_eq!(different.len(), 2000);
}
