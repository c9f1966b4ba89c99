//! Which changes of the rules tests notice, and the tests that are suggested.

use personac::check::project::{LoadOptions, Loaded, load};
use personac::source::{DiskWorld, MemoryWorld, World};
use personac::testing::mutate::{Mutant, mutate};
use personac::testing::suggest::{Suggestions, suggest};
use personac::testing::{Coverage, coverage, run_tests};
use std::path::Path;

const SAMPLES: [&str; 3] = ["xyz-electronics", "telco", "accounts-b2b"];

fn all_tests(loaded: &Loaded) -> Vec<usize> {
    (0..loaded.project.as_ref().unwrap().program.tests.len()).collect()
}

fn mutants(loaded: &Loaded) -> Vec<Mutant> {
    let project = loaded.project.as_ref().unwrap();
    mutate(&project.program, &project.catalog, &loaded.sources, project.as_of, &all_tests(loaded))
}

fn suggestions(loaded: &Loaded, cohort: usize) -> Suggestions {
    let project = loaded.project.as_ref().unwrap();
    let tests = all_tests(loaded);
    suggest(&project.program, &project.catalog, &loaded.sources, project.as_of, cohort, &tests)
}

fn covered(loaded: &Loaded) -> Coverage {
    let project = loaded.project.as_ref().unwrap();
    coverage(&project.program, &project.catalog, project.as_of, &all_tests(loaded))
}

/// The specs of a project and its catalog, in memory.
fn in_memory(world: &dyn World) -> MemoryWorld {
    let mut memory = MemoryWorld::new(chrono::NaiveDate::default());
    let files = world.persona_files().unwrap();
    for path in files.iter().map(|p| p.as_path()).chain([Path::new("personac.yaml")]) {
        memory.files.insert(path.to_owned(), world.read(path).unwrap());
    }
    memory
}

/// The project with the tests that are suggested for all of its cohorts, one after the other.
fn with_suggestions(mut world: MemoryWorld) -> (Loaded, Vec<Suggestions>) {
    let mut all = Vec::new();
    let cohorts = load(&world, &LoadOptions::default()).project.unwrap().program.cohorts.len();
    for cohort in 0..cohorts {
        let loaded = load(&world, &LoadOptions::default());
        let found = suggestions(&loaded, cohort);
        let source: String = found.tests.iter().map(|test| test.source.as_str()).collect();
        world.files.insert(format!("suggested_{cohort}.persona").into(), source.into_bytes());
        all.push(found);
    }
    (load(&world, &LoadOptions::default()), all)
}

/// What is wrong with a project that must be fine: findings of the checker, and tests that fail.
fn faults(loaded: &Loaded) -> Vec<String> {
    let project = loaded.project.as_ref().unwrap();
    let errors = loaded.diagnostics.iter().filter(|d| d.is_error());
    let mut faults: Vec<String> = errors
        .map(|d| format!("{} {:?}", d.message, d.labels.first().map(|l| loaded.sources.text(l.span))))
        .collect();
    for outcome in run_tests(&project.program, &project.catalog, project.as_of, &all_tests(loaded)) {
        if !outcome.passed() {
            faults.push(format!("fails: {} {:?}", project.program.tests[outcome.test].title, outcome.wrong));
        }
    }
    faults
}

#[test]
fn suggested_tests_of_the_samples_check_and_pass_and_leave_little_unnoticed() {
    for name in SAMPLES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs").join(name);
        // What is suggested where nobody has written tests.
        let mut world = in_memory(&DiskWorld::new(&folder));
        world.files.remove(Path::new("tests.persona"));
        let (loaded, suggested) = with_suggestions(world);
        assert_eq!(faults(&loaded), Vec::<String>::new(), "{name}");
        let mutants = mutants(&loaded);
        let unnoticed: Vec<String> = mutants
            .iter()
            .filter(|m| m.noticed_by.is_none())
            .map(|m| format!("{}: {}", loaded.sources.text(m.mutation.span), m.mutation.what))
            .collect();
        // Each of them is one that the suggestions say no customer was found for.
        let open: usize = suggested.iter().map(|s| s.open.len()).sum();
        assert!(unnoticed.len() <= open, "{name}: {unnoticed:#?}");
        assert!(unnoticed.len() * 20 <= mutants.len(), "{name}: {} of {}", unnoticed.len(), mutants.len());
        let covered = covered(&loaded).total().percent();
        assert!(covered >= 95.0, "{name}: {covered}");
    }
}
