//! `personac diff --data` beside a lock: customers and rules, told apart, against a plain count.

use super::run::data;
use super::{CATALOG, SPEC};
use crate::repo::Repo;
use serde_json::Value;
use std::ops::Range;

/// The buyers among these customers: Germans of that age, by the rule of the data itself.
fn buyers(customers: Range<u32>, grown: u32) -> i64 {
    customers.filter(|i| i % 3 != 2 && 15 + i % 40 >= grown).count() as i64
}

fn put(repo: &Repo, catalog: &str, spec: &str, customers: Range<u32>) {
    let [people, orders] = data(customers);
    let files =
        [("personac.yaml", catalog), ("shop.persona", spec), (people.0, &people.1), (orders.0, &orders.1)];
    repo.write(&files);
}

/// A commit with its lock, then other customers and another bound in the files.
fn moved(catalog: &str) -> Repo {
    let repo = Repo::new();
    put(&repo, catalog, SPEC, 0..90);
    assert_eq!(repo.personac(&["lock"]).0, Some(0));
    repo.commit("locked");
    put(&repo, catalog, &SPEC.replace("param grown: 18", "param grown: 30"), 0..150);
    repo
}

fn json(repo: &Repo) -> Value {
    let (_, out, err) = repo.personac(&["diff", "HEAD", "--data", "--format", "json"]);
    serde_json::from_str::<Value>(&out).unwrap_or_else(|_| panic!("{err}"))["since_lock"].clone()
}

#[test]
fn the_four_corners_are_those_of_a_plain_count() {
    let repo = moved(&CATALOG.replace("min_cell: 5", "min_cell: 0"));
    let found = json(&repo);
    let buyer = found["told"].as_array().unwrap().iter().find(|d| d["name"] == "buyer").unwrap();
    let size = buyer["figures"].as_array().unwrap().iter().find(|f| f["figure"] == "size").unwrap();
    let (locked, before, after) = (buyers(0..90, 18), buyers(0..150, 18), buyers(0..150, 30));
    assert!(locked != before && before != after);
    let expected = [
        ("locked", locked),
        ("before", before),
        ("after", after),
        ("customers", before - locked),
        ("rules", after - before),
        ("together", after - locked),
    ];
    for (key, number) in expected {
        assert_eq!(size[key], number, "{key}");
    }
    assert_eq!(found["same_data"], false);
    // Whatever has three numbers adds up.
    for figure in found["told"].as_array().unwrap().iter().flat_map(|d| d["figures"].as_array().unwrap()) {
        let [customers, rules, together] = ["customers", "rules", "together"].map(|key| figure[key].as_f64());
        if let (Some(customers), Some(rules), Some(together)) = (customers, rules, together) {
            assert!((customers + rules - together).abs() < 1e-9, "{figure}");
        }
    }
}

#[test]
fn every_form_tells_it() {
    let repo = moved(CATALOG);
    let (_, out, _) = repo.personac(&["diff", "HEAD", "--data", "--only", "buyer"]);
    let section = &out[out.find("since the lock").unwrap_or_else(|| panic!("{out}"))..];
    insta::assert_snapshot!("since_lock_terminal", section);
    let (_, out, _) = repo.personac(&["diff", "HEAD", "--data", "--only", "buyer", "--format", "markdown"]);
    let section = &out[out.find("<summary>since the lock").unwrap_or_else(|| panic!("{out}"))..];
    insta::assert_snapshot!("since_lock_markdown", section);
}

#[test]
fn why_nothing_is_told() {
    let repo = moved(CATALOG);
    // The branch has locked its own rules: the lock of the old version tells.
    assert_eq!(repo.personac(&["lock"]).0, Some(0));
    assert!(json(&repo)["told"].as_array().is_some_and(|told| !told.is_empty()));
    let without = Repo::new();
    put(&without, CATALOG, SPEC, 0..90);
    without.commit("no lock");
    assert_eq!(json(&without), Value::Null);
    assert!(!without.personac(&["diff", "HEAD", "--data"]).1.contains("lock"));
    assert_eq!(without.personac(&["lock", "--no-data"]).0, Some(0));
    assert_eq!(json(&without)["untold"], "it holds no figures yet");
    without.write(&[("personac.lock", "format: 2\n")]);
    let why = json(&without)["untold"].clone();
    assert!(why.as_str().unwrap().contains("newer personac"), "{why}");
    // A data file that is gone fails as it does without a lock.
    std::fs::remove_file(repo.path().join("orders.csv")).unwrap();
    assert_eq!(repo.personac(&["diff", "HEAD", "--data"]).0, Some(1));
}
