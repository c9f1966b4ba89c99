//! `personac diff --data`: who moves, on account of what, and the budgets for it.

use crate::diff::four_changes;
use crate::repo::Repo;
use serde_json::Value;

struct Customer {
    id: usize,
    age: usize,
    city: &'static str,
    /// Of the last twelve months.
    spent: usize,
}

/// 200 customers in whom age, city and spending vary apart from each other.
fn customers() -> Vec<Customer> {
    let one = |id: usize| Customer {
        id,
        age: 12 + id * 7 % 40,
        city: ["Bonn", "Köln", "Ulm"][id % 3],
        spent: 40 + id * 13 % 90,
    };
    (0..200).map(one).collect()
}

pub fn write_data(repo: &Repo) {
    let mut people = "id,age,city,income\n".to_owned();
    let mut orders = "customer_id,at,amount\n".to_owned();
    for Customer { id, age, city, spent } in customers() {
        people += &format!("c{id:03},{age},{city},{}\n", 1_000 * (id % 90));
        // One that counts, one that is too old.
        orders += &format!("c{id:03},2026-10-01,{spent}\nc{id:03},2024-01-01,1000\n");
    }
    repo.write(&[("specs/data/customers.csv", &people), ("specs/data/orders.csv", &orders)]);
}

fn diff(repo: &Repo, args: &[&str]) -> (Option<i32>, String, String) {
    repo.personac(&[&["diff", "--dir", "specs", "--data"], args].concat())
}

fn json(repo: &Repo, args: &[&str]) -> Value {
    let (_, text, errors) = diff(repo, &[&["--format", "json"], args].concat());
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{errors}"))
}

#[test]
fn movers_are_counted_and_blamed() {
    let repo = four_changes();
    write_data(&repo);
    let (code, text, errors) = diff(&repo, &["--samples"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    insta::assert_snapshot!("people", text);
    // The same, counted by hand: buyers are grown and have spent enough; the branch asks for 80 where it was 100.
    let all = customers();
    let grown = || all.iter().filter(|c| c.age >= 18);
    let before = grown().filter(|c| c.spent >= 100).count();
    let after = grown().filter(|c| c.spent >= 80).count();
    let entered: Vec<&Customer> = grown().filter(|c| (80..100).contains(&c.spent)).collect();
    assert!(before > 20 && entered.len() > 20, "the data should move people");
    let told = json(&repo, &[]);
    let of = |name: &str| {
        let cohorts = told["people"]["cohorts"].as_array().unwrap();
        cohorts.iter().find(|cohort| cohort["name"] == name).unwrap().clone()
    };
    let buyers = of("buyers");
    for (field, expected) in
        [("before", before), ("after", after), ("entered", entered.len()), ("left", 0), ("stayed", before)]
    {
        assert_eq!(buyers[field], expected, "{field}");
    }
    assert_eq!(buyers["entered_by"].as_array().unwrap().len(), 1);
    assert_eq!(buyers["entered_by"][0]["people"], entered.len());
    assert_eq!(buyers["entered_by"][0]["by"][0], "must spent >= 100 → must spend_12m >= 80");
    let share = buyers["moved_share"].as_f64().unwrap();
    assert_eq!(share, entered.len() as f64 / before as f64);
    assert_eq!((&of("savers")["entered"], &of("sarah")["left"]), (&0.into(), &0.into()));
    // The first twenty by key are named, and nobody else.
    let named: Vec<String> = entered.iter().take(20).map(|c| format!("c{:03}", c.id)).collect();
    named.iter().for_each(|key| assert!(text.contains(key.as_str()), "{key} in {text}"));
    let others = all.iter().map(|c| format!("c{:03}", c.id)).filter(|key| !named.contains(key));
    others.for_each(|key| assert!(!text.contains(&key), "{key} in {text}"));
}

#[test]
fn public_forms_name_nobody_and_hold_back_small_counts() {
    let repo = four_changes();
    write_data(&repo);
    for form in ["markdown", "json"] {
        let (code, text, errors) = diff(&repo, &["--samples", "--format", form]);
        assert_eq!((code, text.as_str()), (Some(2), ""), "{errors}");
        assert!(errors.contains("E0704"), "{errors}");
    }
    let (code, text, errors) = diff(&repo, &["--format", "markdown"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    insta::assert_snapshot!("people_markdown", text);
    // Three people are fewer than the catalog's five.
    let rules = std::fs::read_to_string(repo.files.file("specs/rules.persona")).unwrap();
    let limit = |n: usize| rules.replace("spend_12m >= 80", &format!("spend_12m >= {n}"));
    let spent = |at_least: usize| customers().iter().filter(|c| c.age >= 18 && c.spent >= at_least).count();
    let (few, bound) = (80..=100)
        .map(|bound| (spent(bound).abs_diff(spent(100)), bound))
        .find(|(few, _)| (1..5).contains(few))
        .expect("a bound that moves few");
    repo.write(&[("specs/rules.persona", &limit(bound))]);
    let told = json(&repo, &[]);
    let cohorts = told["people"]["cohorts"].as_array().unwrap();
    let buyers = cohorts.iter().find(|cohort| cohort["name"] == "buyers").unwrap();
    assert_eq!(
        (&buyers["entered"], &buyers["after"], &buyers["moved_share"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(buyers["before"], spent(100));
    let (_, text, _) = diff(&repo, &["--format", "markdown"]);
    assert!(!text.contains(&format!("| {few} |")) && text.contains("| – |"), "{text}");
    let (_, text, _) = diff(&repo, &[]);
    assert!(text.contains(&format!("{few} enter")), "{text}");
}

/// The repository with budgets at the old revision.
fn with_budgets(budgets: &str) -> Repo {
    let repo = four_changes();
    write_data(&repo);
    repo.git(&["switch", "--quiet", "main"]);
    let rules = |branch: &str| repo.git(&["show", &format!("{branch}:specs/rules.persona")]);
    let with = |text: String| text.replace("  tiers {", &format!("  expect {{ {budgets} }}\n  tiers {{"));
    let (old, new) = (with(rules("main")), with(rules("work")));
    repo.write(&[("specs/rules.persona", &old)]);
    repo.commit("budgets");
    repo.git(&["switch", "--quiet", "--create", "budgeted"]);
    repo.write(&[("specs/rules.persona", &new)]);
    repo.commit("loosened");
    repo
}

#[test]
fn a_gate_holds_the_budgets_of_both_versions() {
    let repo = with_budgets("movement at most 3%  leave at most 0");
    let (code, text, errors) = diff(&repo, &["--gate"]);
    assert_eq!(code, Some(1), "{text}{errors}");
    assert!(text.ends_with("gate: closed, 1 of 2 budgets exceeded\n"), "{text}");
    assert!(errors.contains("E0621") && errors.contains("specs/rules.persona:10"), "{errors}");
    assert!(errors.contains("ann@shop.example") && errors.contains("Approved-movement: buyers"), "{errors}");
    // Without the gate it is only told.
    let (code, text, errors) = diff(&repo, &[]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{text}");
    assert!(text.contains("✗ budget of buyers  movement at most 3%  exceeded"), "{text}");
    // A change cannot raise its own budget.
    let path = "specs/rules.persona";
    let rules = std::fs::read_to_string(repo.files.file(path)).unwrap();
    repo.write(&[(path, &rules.replace("at most 3%", "at most 300%"))]);
    repo.commit("more");
    let (code, text, errors) = diff(&repo, &["--gate", "--format", "markdown"]);
    assert_eq!(code, Some(1), "{text}{errors}");
    assert!(errors.contains("a change cannot raise its own"), "{errors}");
    let first = repo.git(&["rev-parse", "main"]);
    assert!(errors.contains(&format!("{}:specs/rules.persona:10", &first[..8])), "{errors}");
    assert!(text.contains("(the old version's) exceeded"), "{text}");
    repo.write(&[(path, &rules.replace("movement at most 3%", ""))]);
    repo.commit("none");
    assert_eq!(diff(&repo, &["--gate"]).0, Some(1));
    // Of two commits after the budget was raised, both agree.
    repo.write(&[(path, &rules.replace("at most 3%", "at most 300%"))]);
    repo.commit("again");
    let (code, text, _) = diff(&repo, &["--gate", "HEAD~2", "HEAD"]);
    assert!(code == Some(0) && text.ends_with("gate: open, 2 budgets kept\n"), "{text}");
}

#[test]
fn the_owner_may_approve() {
    let repo = with_budgets("movement at most 3%");
    let gate = || diff(&repo, &["--gate"]);
    let idle = |errors: &str, why: &str| {
        let words = errors.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("W0702") && words.contains(why), "{why}: {errors}");
    };
    repo.commit_by("bob@shop.example", "meant\n\nApproved-movement: buyers");
    let (code, _, errors) = gate();
    assert_eq!(code, Some(1));
    idle(&errors, "ann@shop.example's to approve; the commit is by bob@shop.example");
    repo.commit_by("ann@shop.example", "meant\n\nApproved-movement: sellers");
    let (code, _, errors) = gate();
    assert_eq!(code, Some(1));
    idle(&errors, "no cohort with a budget is called `sellers`");
    repo.commit_by("ann@shop.example", "meant\n\nApproved-movement: buyers (Ann)");
    let (code, text, errors) = gate();
    assert_eq!(code, Some(0), "{text}{errors}");
    assert!(text.ends_with("gate: open, 1 budget, 1 exceeded with approval\n"), "{text}");
    assert!(text.contains("approved by ann@shop.example in "), "{text}");
    assert_eq!(json(&repo, &["--gate"])["budgets"][0]["verdict"], "approved");
    // A change cannot make somebody else its judge.
    let repo = with_budgets("movement at most 3%");
    let path = "specs/rules.persona";
    let rules = std::fs::read_to_string(repo.files.file(path)).unwrap();
    repo.write(&[(path, &rules.replace("ann@shop.example", "bob@shop.example"))]);
    repo.commit_by("bob@shop.example", "mine\n\nApproved-movement: buyers");
    let (code, _, errors) = diff(&repo, &["--gate"]);
    assert_eq!(code, Some(1));
    idle(&errors, "ann@shop.example's to approve");
}

#[test]
fn a_gate_without_data_says_what_it_needs() {
    let repo = with_budgets("leave at most 3");
    let (code, text, errors) = repo.personac(&["diff", "--dir", "specs", "--gate"]);
    assert_eq!((code, text.as_str()), (Some(2), ""), "{errors}");
    assert!(errors.contains("E0704") && errors.contains("`--data`"), "{errors}");
    // Without budgets there is nothing to hold.
    let (code, text, _) = four_changes().personac(&["diff", "--dir", "specs", "--gate"]);
    assert!(code == Some(0) && text.ends_with("gate: open; nobody has a budget of movement\n"), "{text}");
}

#[test]
fn data_that_is_not_there() {
    let repo = four_changes();
    let (code, text, errors) = diff(&repo, &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(errors.contains("E0601") && text.contains("renamed from spent"), "{text}{errors}");
}
