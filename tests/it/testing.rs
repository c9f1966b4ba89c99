//! `personac test` from outside. With the engine every test here runs on both.

use crate::common::{Scratch, personac};
use serde_json::Value;

const CATALOG: &str = "\
project: shop
timezone: Asia/Shanghai
as_of: 2026-10-31
entity: customers
tables:
  stores:
    source: stores.csv
    key: store_id
    columns: { store_id: int, city: { type: text, normalize: [trim, lower] }, opened: date }
  customers:
    source: customers.csv
    key: customer_id
    population: country = \"CN\" and status is known
    consent: opted_in ?? false
    belongs_to: { stores: store_id }
    columns:
      customer_id: text
      store_id: int
      country: text
      status: text
      opted_in: bool
      age: { type: int, range: [0, 120] }
      income: number
      tier: { type: enum, values: [gold, silver], normalize: [trim, lower] }
      interests: { type: list, separator: ';', normalize: [lower] }
      last_seen: { type: datetime, timezone: UTC }
      ltv: { type: decimal, scale: 2 }
      left_on: { type: date, as_of: true }
  orders:
    source: orders.csv
    key: order_id
    time: ordered_at
    belongs_to: { customers: customer_id }
    columns: { order_id: text, customer_id: text, ordered_at: datetime, amount: { type: decimal, scale: 2 }, channel: text }
  lines:
    source: lines.csv
    belongs_to: { orders: order_id, products: product_id }
    columns: { order_id: text, product_id: text, pieces: int }
  products:
    source: products.csv
    key: product_id
    columns: { product_id: text, kind: text }
";

const SPEC: &str = "\
feature spend:     sum(orders.amount during last 30 days)
feature last_way:  last(orders.channel)
feature standing:  percentile(income)
feature fifth:     quantile(income, 5)
segment rich:      income in top 50%
segment hub_buyer: any(orders where any(lines where product.kind = \"hub\"))
segment loyal:     count(orders) >= 2

icp grown {
  must age >= 18
  should tier = \"gold\"            weight 60
  should interests has \"audio\"    weight 40
  tiers { A: 60  B: 0 }
}
persona city_people {
  icp: grown
  must store.city = \"berlin\"
}
persona spenders { must spend >= 100 }
assign one {
  among [city_people, spenders]
  by priority
}
";

fn project(tests: &str) -> Scratch {
    Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", SPEC), ("tests.persona", tests)])
}

fn test(project: &Scratch, args: &[&str]) -> (Option<i32>, String, String) {
    let output = personac().arg("test").args(args).arg(project.path()).output().unwrap();
    let text = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).unwrap();
        text.replace(&format!("{}/", project.path().display()), "")
    };
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Every test of these blocks must pass.
fn holds(tests: &str) {
    let (code, out, said) = test(&project(tests), &[]);
    let errors = said.contains("error") || said.contains('×');
    assert!(code == Some(0) && !errors, "{out}{said}");
    let blocks = tests.lines().filter(|line| line.starts_with("test ")).count();
    assert_eq!(out, format!("{blocks} passed, 0 failed\n"));
}

#[test]
fn what_is_left_out_is_missing() {
    holds(
        "test \"nothing is known\" {
  given {}
  expect grown is undecided
  expect age is missing
  expect grown.score = 0
  expect spend = 0
  expect one is missing
}
test \"no given at all\" {
  expect grown is undecided
}
test \"what is missing can be said\" {
  given { age: 20, tier: missing }
  expect grown matches
  expect tier is missing
}
",
    );
}

#[test]
fn values_are_read_like_data() {
    holds(
        "test \"normalised\" {
  given { age: 20, tier: \" GOLD\", interests: [\"Audio\", \"\"], ltv: 12.5 }
  given store { city: \" Berlin\" }
  expect tier = \"gold\"
  expect grown.score = 100
  expect grown.tier = \"A\"
  expect city_people matches
  expect ltv = 12.50
}
test \"a date given for a datetime is that day\" {
  given { last_seen: 2026-10-01 }
  expect days_since(last_seen) = 30
}
test \"a day that nobody could know yet\" {
  given { left_on: 2026-11-01 }
  expect left_on is missing
}
test \"an empty text is nothing\" {
  given { country: \"\" }
  expect country is missing
}
",
    );
}

#[test]
fn related_rows_belong_to_the_tested_one() {
    holds(
        "test \"orders\" {
  given { age: 30 }
  given orders [
    { amount: 60, ordered_at: 2026-10-30, channel: \"web\" },
    { amount: 40.5, ordered_at: 2026-10-30, channel: \"store\" },
    { amount: 900, ordered_at: 2026-11-01 },
  ]
  expect spenders matches
  expect spend = 100.5
  expect last_way = \"store\"
  expect count(orders) = 2
  expect one = spenders
}
test \"one order, no list\" {
  given orders { amount: 1 }
  expect not loyal
}
test \"another day\" {
  given as of 2026-11-01
  given orders { amount: 900, ordered_at: 2026-11-01 }
  expect spend = 900
}
test \"rows of rows, where there is one of each\" {
  given orders {}
  given products { kind: \"hub\" }
  given lines [ { pieces: 2 }, { pieces: 3 } ]
  expect hub_buyer
}
test \"keys where there are several\" {
  given orders [ { order_id: \"a\" }, { order_id: \"b\" } ]
  given products [ { product_id: \"p\", kind: \"hub\" }, { product_id: \"q\", kind: \"lamp\" } ]
  given lines [ { order_id: \"b\", product_id: \"q\" }, { order_id: \"a\", product_id: missing } ]
  expect hub_buyer is false
  expect loyal
}
test \"the same keys again are other rows\" {
  given orders [ { order_id: \"a\" }, { order_id: \"b\" } ]
  given products [ { product_id: \"p\", kind: \"hub\" }, { product_id: \"q\", kind: \"lamp\" } ]
  given lines [ { order_id: \"b\", product_id: \"p\" }, { order_id: missing, product_id: \"p\" } ]
  expect hub_buyer
}
test \"somebody else's order\" {
  given { customer_id: \"me\" }
  given orders [ { customer_id: \"you\" }, { customer_id: \"me\" } ]
  expect count(orders) = 1
}
test \"the owner is the one row of its table\" {
  given { age: 30 }
  given stores [ { city: \"berlin\" } ]
  expect city_people matches
}
test \"the owner follows from the column\" {
  given { age: 30, store_id: 7 }
  given store { city: \"berlin\", opened: 2020-01-01 }
  expect store.store_id = 7
  expect one = city_people
}
",
    );
}

#[test]
fn other_rows_are_the_population() {
    holds(
        "test \"one of four\" {
  given { income: 300 }
  given customers [ { income: 100 }, { income: 200 }, { income: 400 }, {} ]
  expect rich
  expect standing = 0.5
  expect fifth = 3
}
test \"the poorest\" {
  given { income: 100 }
  given customers [ { income: 100 }, { income: 200 }, { income: 400 } ]
  expect not rich
  expect standing = 0
}
test \"others have orders of their own by key\" {
  given { age: 40 }
  given customers { customer_id: \"other\" }
  given orders [ { customer_id: \"other\", amount: 500, ordered_at: 2026-10-30 }, { amount: 5, ordered_at: 2026-10-30 } ]
  expect spend = 5
}
",
    );
}

#[test]
fn whoever_the_catalog_does_not_rule_out_counts() {
    holds(
        "test \"neither population nor consent is about this test\" {
  given { age: 20 }
  expect grown matches
}
test \"what is given counts\" {
  given { age: 20, country: \"US\" }
  expect grown does not match
  expect grown.score is missing
}
test \"a status, and no country\" {
  given { age: 20, status: \"new\" }
  expect grown matches
}
test \"no consent\" {
  given { age: 20, opted_in: false }
  expect grown does not match
}
test \"others count, unless they say otherwise\" {
  given { income: 100 }
  given customers [ { income: 50, country: \"US\" }, { income: 50, country: \"CN\", status: \"new\" } ]
  expect standing = 0.5
}
",
    );
}

const FAILING: &str = "\
test \"passes\" {
  given { age: 20 }
  expect grown matches
}
test \"fails in every way\" {
  given { age: 17, tier: \"gold\" }
  given orders { amount: 99, ordered_at: 2026-10-01 }
  given store { city: \"Oslo\" }
  expect city_people matches
  expect city_people is undecided
  expect grown.score >= 75 and age < 18
  expect grown.score is missing
  expect one = spenders
  expect spend >= 100
  expect income > 5
}
test \"is assigned\" {
  given orders { amount: 100, ordered_at: 2026-10-02 }
  expect one is missing
  expect spenders does not match
}
test \"does not count\" {
  given { country: \"US\", age: 20 }
  expect grown matches
}
";

#[test]
fn a_failure_shows_the_rules_with_their_values() {
    let (code, out, _) = test(&project(FAILING), &[]);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(out);
}

#[test]
fn only_some_of_them() {
    let project = project(FAILING);
    for (only, end) in [("passes", "1 passed, 0 failed"), ("spenders", "0 passed, 2 failed")] {
        let (_, out, _) = test(&project, &["--only", only]);
        assert_eq!(out.lines().last(), Some(end), "{out}");
    }
}

#[test]
fn machines_read_the_same() {
    let (code, out, _) = test(&project(FAILING), &["--format", "json", "--coverage"]);
    assert_eq!(code, Some(1));
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&report["passed"], &report["failed"]), (&1.into(), &3.into()));
    let second = &report["tests"][1];
    assert_eq!((&second["line"], &second["passed"]), (&5.into(), &false.into()));
    assert_eq!(second["findings"].as_array().unwrap().len(), 7);
    assert_eq!(second["explanations"][0]["rules"][1]["rule"]["seen"][0]["value"], "\"oslo\"");
    assert_eq!(report["faults"], Value::Array(Vec::new()));
    assert!(report["coverage"]["total"]["percent"].as_f64().unwrap() > 0.0);
}

#[test]
fn a_project_without_tests_is_told_how_to_write_one() {
    let (code, out, _) = test(&project(""), &[]);
    assert_eq!(code, Some(0));
    assert!(out.contains("no tests") && out.contains("expect NAME matches"), "{out}");
}

/// What is wrong with a test is said, with its code, and nothing else happens.
#[test]
fn tests_that_cannot_be() {
    let retired =
        "persona old { status: retired  must age > 1 }\ntest \"t\" { given {} expect old matches }\n";
    let cases = [
        ("test \"t\" { given { agee: 3 } expect grown matches }\n", "E0301"),
        ("test \"t\" { given orderz { amount: 3 } expect grown matches }\n", "E0302"),
        ("test \"t\" { given {} given { age: 3 } expect grown matches }\n", "E0506"),
        ("test \"t\" { given store {} given store {} expect grown matches }\n", "E0506"),
        ("test \"t\" { given store [ {}, {} ] expect grown matches }\n", "E0506"),
        ("test \"t\" { given { age: 121 } expect grown matches }\n", "E0409"),
        ("test \"t\" { given { ltv: 1.234 } expect grown matches }\n", "E0409"),
        ("test \"t\" { given { tier: \"bronze\" } expect grown matches }\n", "E0404"),
        ("test \"t\" { given { age: 3 } }\n", "E0502"),
        (retired, "E0510"),
        ("test \"t\" { given orders [ {}, {} ] given lines {} expect loyal }\n", "E0802"),
        (
            "test \"t\" { given customers { customer_id: \"a\" } given { customer_id: \"a\" } expect loyal }\n",
            "E0803",
        ),
        ("test \"t\" { given { customer_id: missing } expect loyal }\n", "E0803"),
        ("test \"t\" { given { store_id: 1 } given store { store_id: 2 } expect loyal }\n", "E0803"),
    ];
    for (tests, code) in cases {
        let (exit, out, said) = test(&project(tests), &[]);
        let all = format!("{out}{said}");
        assert_eq!(exit, Some(1), "{tests}{all}");
        let codes: Vec<&str> = all.lines().filter(|l| l.starts_with('E')).collect();
        assert!(codes.len() == 1 && codes[0].starts_with(code), "{tests}{all}");
    }
}

#[test]
fn coverage_counts_what_matters() {
    // Both rules are true in the first test, but its expectation holds without the second.
    let tests = "\
test \"in\" {
  given { age: 18 }
  given store { city: \"Berlin\" }
  expect grown matches
  expect city_people matches
}
test \"too young\" {
  given { age: 17 }
  given orders { amount: 100, ordered_at: 2026-10-31 }
  expect grown does not match
}
test \"the first month\" {
  given { tier: \"gold\" }
  given orders { amount: 99.5, ordered_at: 2026-10-02 }
  expect spenders does not match
  expect grown is undecided
  expect grown.score = 60
}
";
    let (code, out, _) = test(&project(tests), &["--coverage"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(out);
    let (code, out, _) = test(&project(tests), &["--min-coverage", "30"]);
    assert_eq!((code, out.as_str()), (Some(0), "3 passed, 0 failed\n"));
    let (code, out, _) = test(&project(tests), &["--min-coverage", "90"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("E0805") && out.contains("no test sees"), "{out}");
    assert_eq!(test(&project(tests), &["--min-coverage", "120"]).0, Some(2));
}

/// What cannot be is not asked for: without orders there is no share of them, but then two of them are none.
#[test]
fn coverage_knows_what_is_never_unknown() {
    let spec = "persona p {
  must share(orders where channel = \"web\") >= 50% and count(orders) >= 2
  must any(orders where amount > 5)
  exclude share(orders where amount > 9) > 50%
  should avg(orders.amount) > 3 weight 5
}
test \"nothing is known\" { expect p does not match }
";
    let project = Scratch::new(&[("personac.yaml", CATALOG), ("p.persona", spec)]);
    let (_, out, _) = test(&project, &["--coverage", "--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let rules = report["coverage"]["rules"].as_array().unwrap();
    let can_be_unknown: Vec<bool> = rules.iter().map(|rule| !rule["unknown"].is_null()).collect();
    assert_eq!(can_be_unknown, [false, false, false, true], "{out}");
}

/// Each sample's tests see every rule true, false and unknown, and every bound from both sides, and notice nearly every small
/// change; those left are of shares and counts that no made-up handful of rows tells apart.
#[test]
fn samples_are_covered() {
    for sample in ["xyz-electronics", "telco", "accounts-b2b"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("specs").join(sample);
        for args in [["test", "--min-coverage", "100"], ["test", "--mutate", "--min-noticed=95"]] {
            let output = personac().args(args).arg(&folder).output().unwrap();
            assert!(output.status.success(), "{sample}: {}", String::from_utf8_lossy(&output.stdout));
        }
    }
}
