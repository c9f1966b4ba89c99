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
    assert!(tightened.after.unwrap().place.unwrap().ends_with("personas.persona:38"));
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
