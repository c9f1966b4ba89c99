//! Figures in the lock, and runs that are held to it.

use super::command::{said, shop};
use super::{CATALOG, SPEC, assert_without_hashes};
use crate::common::{Scratch, personac};

/// 90 customers, 60 of them German: every third one lives elsewhere, every second one in Bonn. The older spend more.
pub fn data(customers: std::ops::Range<u32>) -> [(&'static str, String); 2] {
    let mut people = "id,age,country,city,answer\n".to_owned();
    let mut orders = "id,customer_id,day,amount\n".to_owned();
    for i in customers {
        let (age, answer) = (15 + i % 40, i * 7 % 11);
        let country = if i % 3 == 2 { "FR" } else { "DE" };
        let city = if i % 2 == 0 { "Bonn" } else { "Kiel" };
        people += &format!("c{i},{age},{country},{city},{answer}\n");
        for order in 0..i % 4 {
            orders += &format!("o{i}-{order},c{i},2026-0{}-15,{}.50\n", 1 + order * 2, age * 2);
        }
    }
    [("customers.csv", people), ("orders.csv", orders)]
}

pub fn full_shop(spec: &str) -> Scratch {
    let shop = shop(spec);
    data(0..90).iter().for_each(|(path, text)| shop.write(path, text.as_bytes()));
    shop
}

fn lock(shop: &Scratch, args: &[&str]) -> (Option<i32>, String, String) {
    said(personac().arg("lock").args(args), shop)
}

fn run(shop: &Scratch, args: &[&str]) -> (Option<i32>, String, String) {
    said(personac().arg("run").args(args), shop)
}

fn text(shop: &Scratch) -> String {
    fs_err::read_to_string(shop.file("personac.lock")).unwrap()
}

#[test]
fn figures_are_locked_and_locking_twice_gives_the_same_bytes() {
    let shop = full_shop(SPEC);
    let (code, out, err) = lock(&shop, &[]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let first = text(&shop);
    assert_without_hashes!("measured", first);
    let (_, out, _) = lock(&shop, &[]);
    assert!(out.contains("is unchanged"), "{out}");
    assert_eq!(text(&shop), first);
    // Without the data nothing is forgotten.
    fs_err::remove_file(shop.file("orders.csv")).unwrap();
    assert_eq!(lock(&shop, &["--no-data"]).0, Some(0));
    assert_eq!(text(&shop), first);
    let (code, _, err) = lock(&shop, &[]);
    assert_eq!(code, Some(1));
    assert!(err.contains("E0601"), "{err}");
    assert_eq!(text(&shop), first);
}

/// The lock's figures against `summary.json`, key by key, and its fingerprints against a count by hand.
#[test]
fn the_lock_says_what_the_summary_says() {
    use sha2::{Digest, Sha256};
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    run(&shop, &[]);
    let summary: serde_json::Value =
        serde_json::from_slice(&fs_err::read(shop.file("out/summary.json")).unwrap()).unwrap();
    let text = text(&shop);
    let lock: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let shown = |n: &serde_json::Value| if n.is_null() { "held back".into() } else { n.clone() };
    for (name, entry) in lock["cohorts"].as_object().unwrap() {
        let cohort = &summary["cohorts"][name];
        assert_eq!(entry["population"], shown(&cohort["population"]), "{name}");
        if cohort["kind"] != "score" {
            assert_eq!(entry["size"], shown(&cohort["matched"]), "{name}");
        }
        for tier in cohort["tiers"].as_array().unwrap() {
            assert_eq!(
                entry["tiers"][tier["name"].as_str().unwrap()],
                shown(&tier["count"]),
                "{name} {tier}"
            );
        }
        let rich = &summary["metrics"]["rich"]["cohorts"][name];
        let hidden = rich["hidden"].as_bool().unwrap_or_default();
        let percent = || format!("{:.1}%", rich["value"].as_f64().unwrap() * 100.0);
        assert_eq!(
            entry["metrics"]["rich"],
            if hidden { "held back".to_owned() } else { percent() },
            "{name}"
        );
    }
    let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let files = ["customers.csv", "orders.csv"].map(|f| (f, hex(&fs_err::read(shop.file(f)).unwrap())));
    for (path, hash) in &files {
        assert_eq!(lock["measured"]["files"][path], *hash);
    }
    let lines: String = files.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect();
    assert_eq!(lock["measured"]["data"], hex(lines.as_bytes()));
}

#[test]
fn few_people_are_held_back_in_the_lock() {
    let spec = format!("{SPEC}\npersona few of customers {{ must age = 20 }}\n");
    let shop = full_shop(&spec);
    lock(&shop, &[]);
    let text = text(&shop);
    let few =
        text.split("\n  few:\n").nth(1).unwrap().split("\n  ").find(|line| line.contains("size")).unwrap();
    assert_eq!(few.trim(), "size: held back", "{text}");
}

#[test]
fn a_locked_run_passes_while_only_names_and_stories_change() {
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    let before = text(&shop);
    let (code, out, err) = run(&shop, &["--locked"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("on the locked data, every locked figure is as it was as of 2026-10-31"), "{out}");
    let spec = SPEC.replace("spend", "money").replace("\"Buys\"", "\"Buys more\"");
    shop.write("shop.persona", spec.as_bytes());
    assert_eq!(run(&shop, &["--locked"]).0, Some(0));
    assert_eq!(text(&shop), before, "a run never writes the lock");
}

#[test]
fn a_locked_run_fails_before_data_is_read_where_a_meaning_moved() {
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    // Data that would fail, too.
    shop.write("customers.csv", b"nothing of the kind\n");
    shop.write("shop.persona", SPEC.replace("param grown: 18", "param grown: 19").as_bytes());
    let (code, out, err) = run(&shop, &["--locked"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    for name in ["buyer", "young", "kind", "lead"] {
        assert!(err.contains(&format!("`{name}` is not what was locked")), "{err}");
    }
    assert!(!err.contains("`loyal`") && !err.contains("E06"), "{err}");
    assert!(err.contains("run `personac lock`"), "{err}");
    assert!(!shop.file("out").exists());
}

#[test]
fn a_locked_run_of_one_cohort_looks_at_that_one() {
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    shop.write("shop.persona", SPEC.replace("param grown: 18", "param grown: 19").as_bytes());
    assert_eq!(run(&shop, &["--locked", "--only", "young"]).0, Some(1));
    let (code, out, err) = run(&shop, &["--locked", "--only", "loyal"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("every locked figure is as it was"), "{out}");
}

#[test]
fn an_override_is_another_meaning() {
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    let (code, _, err) = run(&shop, &["--locked", "--set", "grown=19"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("E0732"), "{err}");
    assert_eq!(run(&shop, &["--locked", "--set", "grown=18"]).0, Some(0));
}

#[test]
fn a_locked_run_needs_a_lock_that_reads() {
    let shop = full_shop(SPEC);
    let (code, _, err) = run(&shop, &["--locked"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("E0731"), "{err}");
    shop.write("personac.lock", b"format: 99\n");
    assert!(run(&shop, &["--locked"]).2.contains("E0735"));
    shop.write("personac.lock", b"<<<<<<< HEAD\n");
    assert!(run(&shop, &["--locked"]).2.contains("E0734"));
    assert!(!shop.file("out").exists());
}

#[test]
fn customers_who_moved_are_told_and_do_not_fail_a_run() {
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    let before = text(&shop);
    data(0..97).iter().for_each(|(path, text)| shop.write(path, text.as_bytes()));
    let (code, out, err) = run(&shop, &["--locked"]);
    assert_eq!(code, Some(0), "{err}");
    assert_without_hashes!("moved", out);
    let (code, out, _) = lock(&shop, &["--check"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("`customers.csv`, `orders.csv`") && out.contains("is not up to date"), "{out}");
    assert_eq!(lock(&shop, &["--check", "--no-data"]).0, Some(0), "the meanings are as locked");
    assert_eq!(text(&shop), before);
}

#[test]
fn another_day_is_said() {
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    let (code, out, _) = lock(&shop, &["--check", "--as-of", "2026-06-30"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("as of 2026-06-30, locked as of 2026-10-31"), "{out}");
}

#[test]
fn a_lock_without_figures_holds_meanings() {
    let shop = full_shop(SPEC);
    lock(&shop, &["--no-data"]);
    let (code, out, _) = run(&shop, &["--locked"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("the lock holds no figures yet"), "{out}");
}

#[test]
fn the_catalog_counts_too() {
    let shop = full_shop(SPEC);
    lock(&shop, &[]);
    shop.write("personac.yaml", CATALOG.replace("country = \"DE\"", "country = \"FR\"").as_bytes());
    let (code, _, err) = run(&shop, &["--locked"]);
    assert_eq!(code, Some(1));
    assert!(
        err.contains("`buyer` is not what was locked") && err.contains("`loyal` is not what was locked"),
        "{err}"
    );
}
