//! Two versions of random programs over random data: an engine finds the same movement as the reference, and the reference keeps
//! what must hold of any movement.

use super::chain::{self, Checked};
use super::rng::Rng;
use super::{data, number_from, programs, world};
use chrono::{Days, NaiveDate};
use personac::cohort::{Comparison, Moved, Movement};
use personac::lower::{self, Known, Lowered, Spec};
use personac::model::{Program, Status};
use personac::reference::{self, Data, Side, Value};
use personac::syntax::ast::AssignBy;
use personac::testing::concerns::Part;
use personac::testing::mutate::{Setting, mutations_of};
use std::sync::atomic::{AtomicU64, Ordering};

/// Two versions, and what each reads.
struct Case {
    before: Lowered,
    after: Lowered,
    data: [Data; 2],
    same_rows: bool,
    comparison: Comparison,
    /// Neither rules nor data are others.
    unchanged: bool,
    text: String,
}

const SAMPLES: usize = 5;

impl Case {
    fn new(seed: u64) -> Case {
        let mut rng = Rng::new(seed);
        let setting = world::setting(&mut rng);
        let project = programs::random(&mut rng, &setting);
        let first = data::random(&mut rng, &setting);
        let checked =
            chain::checked(&project).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{project}"));
        let (changed, what) = changed(&mut rng, &checked);
        let same_data = rng.percent(60);
        let other_day = !same_data && rng.percent(30);
        let second = if same_data { first.clone() } else { later(&mut rng, &first) };
        let day = if other_day { checked.as_of - Days::new(rng.below(60) as u64) } else { checked.as_of };
        let lowered = |program: &Program, day: NaiveDate| {
            let options = lower::Options { clauses: true, ..Default::default() };
            lower::lower(program, &checked.catalog, day, &options)
        };
        let (before, after) = (lowered(&checked.program, checked.as_of), lowered(&changed, day));
        let spec = |program, lowered| Spec {
            program,
            catalog: &checked.catalog,
            lowered,
            sources: Some(&checked.sources),
            root: std::path::Path::new(""),
        };
        let pairs = checked.program.cohorts.iter().zip(&changed.cohorts);
        let renamed = pairs.filter(|(old, new)| old.name != new.name);
        let renamed = renamed.map(|(old, new)| (new.name.clone(), old.name.clone())).collect();
        let known = Known::by_name(&checked.program, &changed, &renamed, what.is_empty());
        let comparison = lower::comparison(spec(&checked.program, &before), spec(&changed, &after), &known);
        let text = format!("{what:?}\n{project}\n{}\n=== after\n{}", data::csv(&first), data::csv(&second));
        let unchanged = same_data && what.is_empty();
        Case { before, after, data: [first, second], same_rows: same_data, comparison, unchanged, text }
    }

    fn reference(&self) -> Movement {
        let side = |version: usize| -> Side {
            let lowered = [&self.before, &self.after][version];
            Side { plan: &lowered.plan, data: &self.data[version] }
        };
        reference::movement(&self.comparison, side(0), side(1), self.same_rows, SAMPLES)
    }

    #[cfg(feature = "engine")]
    fn engine(&self) -> Movement {
        use personac::engine::{MovementOptions, MovementSide, frames, movement};
        let side = |version: usize| -> MovementSide {
            let lowered = [&self.before, &self.after][version];
            let frames = frames(&lowered.plan, &self.data[version]).unwrap();
            MovementSide { plan: &lowered.plan, frames }
        };
        let options = MovementOptions { same_rows: self.same_rows, samples: SAMPLES };
        movement(&self.comparison, side(0), side(1), options).unwrap().0
    }
}

/// The program with some changes, and what they are.
fn changed(rng: &mut Rng, checked: &Checked) -> (Program, Vec<String>) {
    let mut program = checked.program.clone();
    let mut what = Vec::new();
    let setting = Setting { program: &checked.program, catalog: &checked.catalog, sources: &checked.sources };
    for _ in 0..rng.below(4) {
        let parts = parts(&checked.program);
        let mut found = mutations_of(setting, rng.pick(&parts));
        if !found.is_empty() {
            let place = rng.below(found.len());
            let mutation = &mut found[place];
            // Two changes of one place could meet what the other has taken away.
            if what.iter().all(|w: &String| !w.starts_with(&format!("{:?}", mutation.part))) {
                mutation.toggle(&mut program);
                what.push(format!("{:?} {}", mutation.part, mutation.what));
            }
        }
    }
    if rng.percent(15) {
        let place = rng.below(program.cohorts.len());
        program.cohorts[place].name += "_anew";
        what.push("renamed".to_owned());
    } else if rng.percent(15) {
        let place = rng.below(program.cohorts.len());
        // A grid or rule may still name it: what is retired is checked, and does not run.
        program.cohorts[place].status = Status::Retired;
        what.push("retired".to_owned());
    }
    let place = rng.below(program.cohorts.len());
    let cohort = &mut program.cohorts[place];
    match rng.below(8) {
        0 if cohort.tiers.len() > 1 => {
            cohort.tiers[0].name += "+";
            what.push("tier renamed".to_owned());
        }
        1 if !cohort.tiers.is_empty() => {
            cohort.tiers[0].bound -= 10_000;
            what.push("tier lowered".to_owned());
        }
        2 if !cohort.dimensions.is_empty() => {
            let cap = &mut cohort.dimensions[0].cap;
            *cap = if cap.is_some() { None } else { Some(500) };
            what.push("cap".to_owned());
        }
        3 => {
            let rules = &mut cohort.rules;
            rules.iter_mut().for_each(|rule| rule.dimension = None);
            what.push("out of their blocks".to_owned());
        }
        4 => {
            if let Some(population) = program.populations.get_mut(cohort.table) {
                population.population = None;
                what.push("no population".to_owned());
            }
        }
        _ => {}
    }
    if let Some(assign) = program.assigns.first_mut().filter(|_| rng.percent(30)) {
        match rng.below(3) {
            0 => assign.among.reverse(),
            1 => {
                assign.by =
                    if assign.by == AssignBy::Priority { AssignBy::HighestScore } else { AssignBy::Priority }
            }
            _ => drop(assign.among.pop().filter(|_| assign.among.len() > 1)),
        }
        what.push("assignment".to_owned());
    }
    (program, what)
}

fn parts(program: &Program) -> Vec<Part> {
    let features = (0..program.features.len()).map(Part::Feature);
    let segments = (0..program.segments.len()).map(Part::Segment);
    let cohorts = (0..program.cohorts.len()).flat_map(|c| [Part::Cohort(c); 3]);
    features.chain(segments).chain(cohorts).collect()
}

/// Some time later: a few rows less, a few values different, in another order.
fn later(rng: &mut Rng, data: &Data) -> Data {
    let (mut other, _) = data::shuffled(rng, data);
    for (table, description) in other.tables.iter_mut().zip(&world::TABLES) {
        let kept: Vec<bool> = (0..table.len()).map(|_| !rng.percent(10)).collect();
        for (index, column) in table.columns.iter_mut().enumerate() {
            let mut row = 0;
            column.retain(|_| {
                row += 1;
                kept[row - 1]
            });
            if description.key != Some(index) {
                for value in column {
                    if rng.percent(5) {
                        *value = Value::Missing;
                    }
                }
            }
        }
    }
    other
}

fn json(movement: &Movement) -> String {
    serde_json::to_string_pretty(movement).unwrap()
}

/// What holds of every movement.
fn broken(movement: &Movement) -> Option<String> {
    let blamed = |what: &str, moved: &Moved| {
        let sets: u64 = moved.blame.sets.iter().map(|s| s.people).sum::<u64>() + moved.blame.other_sets;
        let empty = moved.blame.sets.iter().any(|s| s.clauses.is_empty());
        let alone: u64 = moved.blame.clauses.iter().map(|c| c.alone).sum();
        let wrong = sets != moved.people || empty || alone > moved.people;
        wrong.then(|| format!("{what}: {sets} of {} movers are blamed on something", moved.people))
    };
    for cohort in &movement.cohorts {
        let (entered, left) = (cohort.entered.people, cohort.left.people);
        if cohort.size.before + entered != cohort.size.after + left
            || cohort.size.after != cohort.stayed + entered
        {
            return Some(format!("{}: sizes do not follow from who entered and left", cohort.name));
        }
        let found = blamed("entered", &cohort.entered)
            .or_else(|| blamed("left", &cohort.left))
            .or_else(|| blamed("tiers", &cohort.tier_moved));
        let moves: u64 = cohort.tier_moves.iter().map(|m| m.people).sum();
        if found.is_some() || moves != cohort.tier_moved.people {
            return Some(found.unwrap_or_default());
        }
    }
    let assigns = movement.assigns.iter().map(|a| (&a.moved, &a.moves));
    let grids = movement.grids.iter().map(|g| (&g.moved, &g.moves));
    assigns.chain(grids).find_map(|(moved, moves)| {
        let sum: u64 = moves.iter().map(|m| m.people).sum();
        blamed("moved", moved).or_else(|| (sum != moved.people).then(|| "ways".to_owned()))
    })
}

fn seeds(programs: u64) -> std::ops::Range<u64> {
    let first = number_from("PERSONAC_ORACLE_SEED", 1);
    first..first + number_from("PERSONAC_ORACLE_PROGRAMS", programs)
}

/// Runs cases on all cores.
fn on_all(seeds: std::ops::Range<u64>, case: &(dyn Fn(u64) + Sync)) {
    let next = AtomicU64::new(seeds.start);
    let work = || loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= seeds.end {
            return;
        }
        case(seed);
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        (0..cores).for_each(|_| drop(scope.spawn(work)));
    });
}

#[test]
fn every_mover_is_blamed_on_something() {
    let (moved, still) = (AtomicU64::new(0), AtomicU64::new(0));
    on_all(seeds(300), &|seed| {
        let case = Case::new(seed);
        let movement = case.reference();
        if let Some(what) = broken(&movement) {
            panic!("seed {seed}: {what}\n{}\n{}", json(&movement), case.text);
        }
        if case.unchanged {
            assert!(movement.is_still(), "seed {seed}: nothing changed\n{}", json(&movement));
            still.fetch_add(1, Ordering::Relaxed);
        }
        moved.fetch_add(u64::from(!movement.is_still()), Ordering::Relaxed);
    });
    let (moved, still) = (moved.into_inner(), still.into_inner());
    assert!(moved > 100 && still > 5, "{moved} changes moved somebody, {still} were none");
}

#[cfg(feature = "engine")]
#[test]
fn polars_finds_the_movement_that_the_reference_finds() {
    on_all(seeds(100), &|seed| {
        let case = Case::new(seed);
        let (right, found) = (json(&case.reference()), json(&case.engine()));
        if right != found {
            let differs = right.lines().zip(found.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let near = |text: &str| {
                text.lines().skip(differs.saturating_sub(30)).take(45).collect::<Vec<_>>().join("\n")
            };
            panic!(
                "seed {seed}\n--- reference\n{}\n--- engine\n{}\n{}",
                near(&right),
                near(&found),
                case.text
            );
        }
    });
}
