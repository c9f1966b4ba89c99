//! Which changes of the rules tests notice, and the tests that are suggested.

use personac::check::project::{LoadOptions, Loaded, load};
use personac::source::{DiskWorld, MemoryWorld, Span, World};
use personac::testing::mutate::{Mutant, mutate};
use personac::testing::suggest::{Suggestions, suggest};
use personac::testing::{Coverage, coverage, run_tests};
use std::collections::HashSet;
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
        for file in ["tests.persona", "boundaries.persona"] {
            world.files.remove(Path::new(file));
        }
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

/// The mutants of rules of which coverage says that all has been seen, and that no test notices nonetheless.
fn unnoticed_though_covered(loaded: &Loaded, mutants: &[Mutant]) -> (usize, Vec<String>) {
    let covered = covered(loaded);
    let inside = |inner: Span, outer: Span| {
        inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
    };
    let rules = covered.rules.iter().filter(|rule| {
        let bounds = covered.bounds.iter().filter(|bound| inside(bound.span, rule.span));
        rule.truths().all(|(_, seen)| seen) && bounds.flat_map(|b| b.sides()).all(|(_, seen)| seen)
    });
    let spans: Vec<Span> = rules.map(|rule| rule.span).collect();
    let of_covered = mutants.iter().filter(|m| spans.iter().any(|span| inside(m.mutation.span, *span)));
    let of_covered: Vec<&Mutant> = of_covered.collect();
    let unnoticed = of_covered
        .iter()
        .filter(|m| m.noticed_by.is_none())
        .map(|m| format!("{} in `{}`", m.mutation.what, loaded.sources.text(m.mutation.span)));
    (of_covered.len(), unnoticed.collect())
}

/// The plain changes of covered rules: a rule dropped or softened, `and` and `or`, an operator or a bound of a comparison that
/// tests saw from both sides. How many there are, and those that no test notices.
fn plain_changes_of_covered_rules(loaded: &Loaded, mutants: &[Mutant]) -> (usize, Vec<String>) {
    let covered = covered(loaded);
    let inside = |inner: Span, outer: Span| {
        inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
    };
    let is_plain = |mutant: &&Mutant| {
        let (span, what) = (mutant.mutation.span, mutant.mutation.what.as_str());
        let rule = covered.rules.iter().find(|rule| inside(span, rule.span));
        if !rule.is_some_and(|rule| rule.truths().all(|(_, seen)| seen)) {
            return false;
        }
        let ends = || covered.bounds.iter().filter(|bound| inside(span, bound.span));
        let of_operator =
            ["`>=`", "`>`", "`<=`", "`<`"].iter().any(|op| what.starts_with(&format!("{op} becomes")));
        let of_bound = ends().any(|end| what.starts_with(&format!("`{}` becomes", end.bound)));
        let seen = || ends().count() > 0 && ends().all(|end| end.sides().iter().all(|(_, seen)| *seen));
        let of_rule = what.starts_with("the `") || what == "`must` becomes `should`";
        of_rule
            || ["`and` becomes `or`", "`or` becomes `and`"].contains(&what)
            || ((of_operator || of_bound) && seen())
    };
    let plain: Vec<&Mutant> = mutants.iter().filter(is_plain).collect();
    let unnoticed = plain
        .iter()
        .filter(|m| m.noticed_by.is_none())
        .map(|m| format!("{} in `{}`", m.mutation.what, loaded.sources.text(m.mutation.span)));
    (plain.len(), unnoticed.collect())
}

/// Every plain change of a covered rule is noticed. Of the finer ones (a part of an `and`, an item of a list, the share of a
/// rank, the ends of a ramp) few are not; what no suggestion notices, the suggestions name as left open. Random rules are
/// full of what nobody could notice, such as `opened > opened` and `0.3 >= 3`.
#[test]
fn mutation_of_any_covered_rule_is_noticed_in_random_programs() {
    let (mut plain, mut changes, mut missed) = (0, 0, 0);
    for seed in 2..=8 {
        let (catalog, source) = crate::oracle::random_project(seed);
        let world = MemoryWorld::new(chrono::NaiveDate::default())
            .with("personac.yaml", &catalog)
            .with("random.persona", &source);
        let (loaded, suggested) = with_suggestions(world);
        let shown = || format!("seed {seed}\n{catalog}\n{source}");
        assert_eq!(faults(&loaded), Vec::<String>::new(), "{}", shown());
        let open: HashSet<(Span, &str)> =
            suggested.iter().flat_map(|s| &s.open).map(|open| (open.span, open.what.as_str())).collect();
        let mutants = mutants(&loaded);
        for mutant in mutants.iter().filter(|m| m.noticed_by.is_none()) {
            let mutation = &mutant.mutation;
            assert!(open.contains(&(mutation.span, &mutation.what)), "{} {}", mutation.what, shown());
        }
        let (some, unnoticed) = plain_changes_of_covered_rules(&loaded, &mutants);
        assert_eq!(unnoticed, Vec::<String>::new(), "{}", shown());
        plain += some;
        let (of_covered, unnoticed) = unnoticed_though_covered(&loaded, &mutants);
        changes += of_covered;
        missed += unnoticed.len();
    }
    assert!(plain > 40, "{plain} plain changes");
    assert!(changes > 60 && missed * 5 <= changes, "{missed} of {changes}");
}

const SHOP: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
entity: customers
tables:
  customers:
    source: customers.csv
    key: id
    columns: { id: text, age: { type: int, range: [0, 120] }, city: text }
  orders:
    source: orders.csv
    time: at
    belongs_to: { customers: customer_id }
    columns: { customer_id: text, at: date, amount: number }
";

const BUYER: &str = "\
persona buyer {
  must age >= 18 and city in [\"Bonn\", \"Kiel\"]
  exclude count(orders during last 3 months) > 2
  should sum(orders.amount) >= 9.5 weight 10
  should age between 0 and 30 weight 5
  tiers { A: 50  B: 0 }
}
persona untested { must age > 1 }
";

fn shop(tests: &str) -> MemoryWorld {
    let world = MemoryWorld::new(chrono::NaiveDate::default());
    world.with("personac.yaml", SHOP).with("buyer.persona", BUYER).with("tests.persona", tests)
}

/// In the order of their places: what is changed, and whether the test notices.
#[test]
fn changes_are_told_in_words() {
    let test = "test \"t\" { given { age: 18, city: \"Bonn\" } expect buyer matches }";
    let loaded = load(&shop(test), &LoadOptions::default());
    let told: Vec<String> = mutants(&loaded)
        .iter()
        .map(|m| format!("{} {}", if m.noticed_by.is_some() { "+" } else { "-" }, m.mutation.what))
        .collect();
    let expected = [
        "- the `must` is dropped",
        "- `must` becomes `should`",
        "- `age >= 18` is dropped",
        "+ `>=` becomes `>`",
        "- `and` becomes `or`",
        "- `18` becomes `17`",
        "+ `18` becomes `19`",
        r#"- `city in ["Bonn", "Kiel"]` is dropped"#,
        r#"+ `"Bonn"` is dropped from the list"#,
        r#"- `"Kiel"` is dropped from the list"#,
        "- the `exclude` is dropped",
        "- `3 months` becomes `2 months`",
        "- `3 months` becomes `4 months`",
        "- `>` becomes `>=`",
        "- `2` becomes `1`",
        "- `2` becomes `3`",
        "- the `should` is dropped",
        "- weight 10 becomes 5",
        "- weight 10 becomes 20",
        "- `>=` becomes `>`",
        "- `9.5` becomes `9.4`",
        "- `9.5` becomes `9.6`",
        "- the `should` is dropped",
        "- weight 5 becomes 2.5",
        "- weight 5 becomes 10",
        "- `0` becomes `1`",
        "- `30` becomes `29`",
        "- `30` becomes `31`",
        "- tier `B` from 0 becomes from 1",
    ];
    assert_eq!(told, expected);
}

/// A suggested test is one that somebody could have written.
#[test]
fn suggestions_read_well() {
    let loaded = load(&shop(""), &LoadOptions::default());
    let found = suggestions(&loaded, 0);
    let source: Vec<&str> = found.tests.iter().map(|test| test.source.as_str()).collect();
    insta::assert_snapshot!(source.join("\n"));
    let open: Vec<&str> = found.open.iter().map(|open| open.what.as_str()).collect();
    assert!(open.is_empty(), "{open:?}");
}
