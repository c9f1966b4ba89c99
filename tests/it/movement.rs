//! Who moves when specs change: against counts by another program (`tests/figures/movement.py`), and over changed data.

use crate::common::{Scratch, repository};
use personac::changes;
use personac::check::project::{self, LoadOptions, Loaded};
use personac::cli::movement::{Failure, Moves, Side, compare};
use personac::cohort::{Cause, Clause, ClauseKind, CohortMovement, Fate, Measured, Moved, Movement};
use personac::source::DiskWorld;
use serde_json::{Value, json};
use std::path::Path;

/// What changes in specs/telco: the file, what stands there, and what takes its place.
const EDITS: &[(&str, &str, &str)] = &[
    ("vocabulary.persona", r#"zh: "高价套餐" }: 70"#, r#"zh: "高价套餐" }: 80"#),
    ("vocabulary.persona", r#"zh: "新客户期" }: 12"#, r#"zh: "新客户期" }: 18"#),
    (
        "personas.persona",
        "should unprotected                         weight 25",
        "should unprotected weight 40",
    ),
    ("personas.persona", r#"must Contract in ["One year", "Two year"]"#, r#"must Contract in ["Two year"]"#),
    ("personas.persona", "must tenure >= 36", "must tenure >= 30"),
    (
        "personas.persona",
        "must Partner or Dependents\n",
        "must Partner or Dependents\n  must MonthlyCharges >= 90\n  must TotalCharges >= 900\n",
    ),
    ("personas.persona", "must TotalCharges < 1_000", "must TotalCharges < 800"),
    ("personas.persona", "persona month_to_month_base {", "persona no_contract {"),
    ("personas.persona", "persona churned {\n", "persona churned {\n  status: retired\n"),
    ("retention.persona", "cap 25", "cap 20"),
    ("retention.persona", "tiers { high: 70", "tiers { high: 65"),
    ("retention.persona", "at least 40", "at least 50"),
];

fn telco() -> Scratch {
    let scratch = Scratch::new(&[]);
    let from = repository().join("specs/telco");
    for name in
        ["icp.persona", "personas.persona", "retention.persona", "vocabulary.persona", "personac.yaml"]
    {
        scratch.write(name, &fs_err::read(from.join(name)).unwrap());
    }
    scratch.write(
        "data/Telco-Customer-Churn.csv",
        &fs_err::read(from.join("data/Telco-Customer-Churn.csv")).unwrap(),
    );
    scratch
}

fn load(folder: &Path) -> Loaded {
    let loaded = project::load(&DiskWorld::new(folder), &LoadOptions::default());
    assert!(!loaded.has_errors(), "{:#?}", loaded.diagnostics);
    loaded
}

fn side<'a>(loaded: &'a Loaded, root: &'a Path) -> Side<'a> {
    Side { project: loaded.project.as_ref().unwrap(), sources: &loaded.sources, root }
}

fn moves(before: &Loaded, after: &Loaded, root: &Path) -> Result<Moves, Failure> {
    let (old, new) = (changes::Side::of(before).unwrap(), changes::Side::of(after).unwrap());
    let changes = changes::compare(&old, &new);
    compare(side(before, root), side(after, root), Some(&changes), 5)
}

/// Changes files of a project and says who moved.
fn edited(scratch: &Scratch, edits: &[(&str, &str, &str)]) -> Movement {
    let before = load(scratch.path());
    for (file, old, new) in edits {
        let text = fs_err::read_to_string(scratch.file(file)).unwrap();
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
        scratch.write(file, text.replace(old, new).as_bytes());
    }
    let after = load(scratch.path());
    match moves(&before, &after, scratch.path()) {
        Ok(moves) => moves.movement,
        Err(failure) => panic!("{:#?}", failure.diagnostics),
    }
}

fn cohort<'m>(movement: &'m Movement, name: &str) -> &'m CohortMovement {
    movement.cohorts.iter().find(|c| c.name == name).unwrap()
}

/// What a clause is called in the figures of the other program.
fn called(clause: &Clause) -> String {
    let text = &clause.after.as_ref().or(clause.before.as_ref()).unwrap().text;
    match clause.kind {
        ClauseKind::Membership => format!("in {text}"),
        ClauseKind::Score => format!("score of {text}"),
        ClauseKind::Assignment => "the assignment".to_owned(),
        // A param is named by what changed; a rule by what it looks at.
        _ => match text.split(' ').nth(1) {
            Some("MonthlyCharges") if text.contains("premium_bill") => "premium_bill".to_owned(),
            Some("tenure") if text.contains("new_months") => "new_months".to_owned(),
            Some("churn_risk.tier") => "churn_risk".to_owned(),
            Some(word) => word.to_owned(),
            None => text.clone(),
        },
    }
}

fn sets(clauses: &[Clause], moved: &Moved) -> Value {
    let name = |set: &[usize]| set.iter().map(|&c| called(&clauses[c])).collect::<Vec<_>>().join(" + ");
    let mut sets: Vec<(String, u64)> =
        moved.blame.sets.iter().map(|s| (name(&s.clauses), s.people)).collect();
    sets.sort();
    json!(sets)
}

fn unknown(clauses: &[Clause], moved: &Moved) -> Value {
    let blamed = moved.blame.clauses.iter().filter(|b| b.unknown > 0);
    json!(blamed.map(|b| (called(&clauses[b.clause]), b.unknown)).collect::<Vec<_>>())
}

fn ways(moves: &[personac::cohort::Move]) -> Value {
    let name = |place: &Option<String>| place.clone().unwrap_or_else(|| "None".to_owned());
    let mut ways: Vec<(String, u64)> =
        moves.iter().map(|m| (format!("{} to {}", name(&m.from), name(&m.to)), m.people)).collect();
    ways.sort();
    json!(ways)
}

fn figure(movement: &Movement, name: &str, figure: &str) -> Value {
    if let Some(assign) = movement.assigns.iter().find(|a| a.name == name) {
        return match figure {
            "before" => json!(assign.size.before),
            "after" => json!(assign.size.after),
            "moves" => ways(&assign.moves),
            "sets" => sets(&assign.clauses, &assign.moved),
            _ => Value::Null,
        };
    }
    let cohort = cohort(movement, if name == "month_to_month_base" { "no_contract" } else { name });
    let keys = |moved: &Moved| moved.samples.iter().map(|s| s.key.clone()).collect::<Vec<_>>();
    let metrics = |group: fn(&personac::cohort::MetricMovement) -> &personac::cohort::Figure| {
        let of = |name: &str| {
            let metric = cohort.metrics.iter().find(|m| m.name == name).unwrap();
            match group(metric).value {
                Some(Measured::Number(x)) => (x * 1e6).round() / 1e6,
                _ => f64::NAN,
            }
        };
        json!([of("monthly_bill"), of("churn_rate")])
    };
    match figure {
        "before" => json!(cohort.size.before),
        "after" => json!(cohort.size.after),
        "entered" => json!(cohort.entered.people),
        "left" => json!(cohort.left.people),
        "stayed" => json!(cohort.stayed),
        "undecided" => json!([cohort.undecided.before, cohort.undecided.after]),
        "raised" => json!(cohort.scores.raised),
        "lowered" => json!(cohort.scores.lowered),
        "tier_moves" => ways(&cohort.tier_moves),
        "samples" => json!([keys(&cohort.entered), keys(&cohort.left)]),
        "entered.sets" => sets(&cohort.clauses, &cohort.entered),
        "left.sets" => sets(&cohort.clauses, &cohort.left),
        "entered.sets.unknown" => unknown(&cohort.clauses, &cohort.entered),
        "left.sets.unknown" => unknown(&cohort.clauses, &cohort.left),
        "metrics.left" => metrics(|m| &m.left),
        "metrics.stayed" => metrics(|m| &m.stayed),
        _ => Value::Null,
    }
}

#[test]
fn movers_and_their_blame_agree_with_another_program() {
    let movement = edited(&telco(), EDITS);
    let text = fs_err::read_to_string(repository().join("tests/figures/movement.json")).unwrap();
    let figures: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    for expected in &figures {
        let (name, what) = (expected["cohort"].as_str().unwrap(), expected["figure"].as_str().unwrap());
        let found = figure(&movement, name, what);
        if found != expected["value"] {
            wrong.push(format!("{name} {what}: personac {found}, elsewhere {}", expected["value"]));
        }
    }
    assert!(figures.len() > 100);
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), figures.len(), wrong.join("\n"));
}

#[test]
fn clauses_say_what_became_of_them() {
    let movement = edited(&telco(), EDITS);
    let clause = |name: &str, text: &str| -> Clause {
        let all = &cohort(&movement, name).clauses;
        let has = |c: &&Clause| c.before.iter().chain(&c.after).any(|w| w.text.contains(text));
        all.iter().find(has).unwrap_or_else(|| panic!("{all:#?}")).clone()
    };
    // The param changed, the rule stands as it stood.
    let bill = clause("household", "MonthlyCharges >= premium_bill");
    assert_eq!((bill.cause, bill.through), (Cause::Through, vec!["param `premium_bill`".to_owned()]));
    let added = clause("streaming_household", "MonthlyCharges >= 90");
    assert_eq!((added.cause, added.before.is_none()), (Cause::Added, true));
    let tightened = clause("loyal_contract", "Contract in");
    assert_eq!(tightened.cause, Cause::Changed);
    assert!(tightened.after.unwrap().place.unwrap().starts_with("personas.persona:"));
    let tier = clause("save_now", "churn_risk.tier");
    assert_eq!((tier.cause, tier.through), (Cause::Through, vec!["score `churn_risk`".to_owned()]));
    // A weight that moved somebody, the bounds of tiers, a cap.
    assert_eq!(clause("newcomer", "should unprotected weight 40").cause, Cause::Changed);
    assert_eq!(clause("churn_risk", "cap 20 of technographics").kind, ClauseKind::Cap);
    assert_eq!(clause("churn_risk", "tiers high: 65").kind, ClauseKind::Tiers);
    // Names and statuses.
    let renamed = cohort(&movement, "no_contract");
    assert_eq!((renamed.renamed_from.as_deref(), renamed.is_still()), (Some("month_to_month_base"), true));
    let retired = cohort(&movement, "churned");
    assert_eq!((retired.fate, retired.clauses[0].kind), (Fate::Retired, ClauseKind::Declaration));
    assert!(movement.same_rows);
}

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
tables:
  customers:
    source: data/customers.csv
    key: id
    on_error: quarantine
    columns: { id: int, city: text, age: { type: int, range: [0, 120] }, fine: bool }
";
const CUSTOMERS: &str =
    "id,city,age,fine\n1,Berlin,40,yes\n2,berlin,50,yes\n3,Berlin,30,\n10,Rome,60,no\n11,Berlin,,yes\n";
const ADULTS: &str = "persona adults {\n  must age >= 18\n  must city = \"Berlin\"\n}\n";

fn shop() -> Scratch {
    Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", ADULTS), ("data/customers.csv", CUSTOMERS)])
}

/// Who moved, by key: the clauses in short, those that are unknown with a question mark.
fn told(cohort: &CohortMovement, moved: &Moved) -> Vec<String> {
    let one = |sample: &personac::cohort::Sample| {
        let because = sample.because.iter().map(|b| {
            let clause = &cohort.clauses[b.clause];
            let seen: Vec<String> = b
                .seen
                .iter()
                .map(|s| {
                    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
                    format!(" {} {} → {}", s.name, shown(&s.before), shown(&s.after))
                })
                .collect();
            let unknown = if b.unknown { "?" } else { "" };
            format!("{:?}{unknown} {:?}{}", clause.kind, clause.cause, seen.concat())
        });
        format!("{}: {}", sample.key, because.collect::<Vec<_>>().join(", "))
    };
    moved.samples.iter().map(one).collect()
}

#[test]
fn other_data_under_the_same_spec_is_a_movement_too() {
    let (first, second) = (shop(), shop());
    second.write(
        "data/customers.csv",
        b"id,city,age,fine\n12,Berlin,20,yes\n3,Rome,31,yes\n1,Berlin,,yes\n10,Berlin,60,no\n11,Berlin,,yes\n",
    );
    let spec = load(first.path());
    let moves = compare(side(&spec, first.path()), side(&spec, second.path()), None, 20);
    let movement = moves.map_err(|f| f.diagnostics).unwrap().movement;
    let adults = &movement.cohorts[0];
    assert_eq!((adults.size.before, adults.size.after, adults.stayed), (2, 2, 0));
    // By number, not as text: 10 stands before 12.
    assert_eq!(told(adults, &adults.entered), ["10: Must Data city \"Rome\" → \"Berlin\"", "12: Row Data"]);
    assert_eq!(
        told(adults, &adults.left),
        ["1: Must? Data age 40 → missing", "3: Must Data city \"Berlin\" → \"Rome\""]
    );
    assert_eq!((adults.undecided.before, adults.undecided.after), (1, 2));
    let rows = &movement.entities[0];
    assert_eq!((rows.rows_gone, rows.rows_new, movement.same_rows), (1, 1, false));
}

#[test]
fn a_column_that_is_read_otherwise_moves_people() {
    let read = CATALOG.replace("city: text", "city: { type: text, normalize: [lower] }");
    let movement = edited(&shop(), &[("personac.yaml", CATALOG, &read)]);
    let adults = &movement.cohorts[0];
    assert_eq!(told(adults, &adults.entered), ["2: Must Through city \"berlin\" → \"berlin\""]);
    let clause = &adults.clauses[0];
    assert_eq!(clause.through, ["column `customers.city`"]);
    assert_eq!((adults.size.before, adults.size.after), (2, 3));
}

#[test]
fn consent_is_a_clause_and_unknown_is_told() {
    let asked = CATALOG.replace("    on_error", "    consent: fine\n    on_error");
    let movement = edited(&shop(), &[("personac.yaml", CATALOG, &asked)]);
    let adults = &movement.cohorts[0];
    assert_eq!(told(adults, &adults.left), ["3: Consent? Added"]);
    let entity = &movement.entities[0];
    assert_eq!((entity.population.before, entity.population.after), (5, 3));
    assert_eq!((entity.population_left, entity.population_entered), (2, 0));
}

#[test]
fn a_row_that_one_version_sets_aside_is_gone_there() {
    let narrow = CATALOG.replace("[0, 120]", "[0, 35]");
    let movement = edited(&shop(), &[("personac.yaml", CATALOG, &narrow)]);
    let adults = &movement.cohorts[0];
    assert_eq!(told(adults, &adults.left), ["1: Row Data"]);
    assert_eq!(movement.entities[0].rows_gone, 3);
}

#[test]
fn a_cohort_whose_entity_is_new_and_one_that_is_gone() {
    let specs = "persona grown { must age >= 35 }\npersona romans { must city = \"Rome\" }\n";
    let movement = edited(&shop(), &[("shop.persona", ADULTS, specs)]);
    let fates: Vec<(&str, Fate, u64, u64)> =
        movement.cohorts.iter().map(|c| (c.name.as_str(), c.fate, c.entered.people, c.left.people)).collect();
    assert_eq!(
        fates,
        [("grown", Fate::Added, 3, 0), ("romans", Fate::Added, 1, 0), ("adults", Fate::Removed, 0, 2)]
    );
    let adults = cohort(&movement, "adults");
    assert_eq!(told(adults, &adults.left)[0], "1: Declaration Removed");
}

#[test]
fn data_that_only_the_old_version_names_is_told_as_the_old_versions() {
    let scratch = shop();
    let before = load(scratch.path());
    let moved = CATALOG.replace("customers.csv", "people.csv");
    scratch.write("personac.yaml", moved.as_bytes());
    scratch.write("data/people.csv", CUSTOMERS.as_bytes());
    fs_err::remove_file(scratch.file("data/customers.csv")).unwrap();
    let after = load(scratch.path());
    let Err(failure) = moves(&before, &after, scratch.path()) else { panic!("its data is gone") };
    assert!(failure.before);
    assert_eq!(failure.diagnostics[0].code.id, "E0601");
}

/// A file that stays on disk while it is worked on is looked at once more at the end.
#[test]
fn a_file_that_changed_under_the_comparison_is_found() {
    use personac::cohort::{FileReport, Quality, TableReport};
    use sha2::{Digest, Sha256};
    let catalog = CATALOG.replace("customers.csv", "customers.parquet");
    let scratch = Scratch::new(&[("personac.yaml", &catalog), ("data/customers.parquet", "some bytes")]);
    let loaded = load(scratch.path());
    let hash = |bytes: &str| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let changed = |bytes: &str| {
        let file = FileReport { path: "data/customers.parquet".into(), bytes: 10, sha256: hash(bytes) };
        let report = TableReport {
            table: "customers".into(),
            files: vec![file],
            rows_read: 0,
            rows_set_aside: 0,
            rows_after_as_of: 0,
            problems: Vec::new(),
            ignored_columns: Vec::new(),
            quality: Quality::default(),
        };
        let catalog = &loaded.project.as_ref().unwrap().catalog;
        personac::engine::scan::changed(catalog, scratch.path(), &[report])
    };
    assert_eq!(changed("some bytes"), Vec::<String>::new());
    assert_eq!(changed("other bytes"), ["data/customers.parquet"]);
}
