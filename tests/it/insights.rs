//! Journeys, themes and what stands on `value` and `category`, on a handful of people whose answers can be counted by hand.

use crate::common::{Scratch, personac};
use serde_json::Value;

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
tables:
  customers:
    source: data/customers.csv
    key: id
    value: sum(orders.amount)
    columns: { id: text, city: text, since: date }
  orders:
    source: data/orders.csv
    key: order_id
    time: at
    category: kind
    belongs_to: { customers: customer_id }
    columns: { order_id: text, customer_id: text, at: date, kind: text, amount: { type: decimal, scale: 2 } }
  tickets:
    source: data/tickets.csv
    time: at
    belongs_to: { customers: customer_id }
    columns: { customer_id: text, at: date, body: { type: text, normalize: [nfkc, lower], quotable: true } }
";
const SPEC: &str = "\
persona everyone { must city is known }
persona northern { must city = \"Kiel\" }
journey buying {
  stage signed:  since is known
  stage bought:  any(orders)
  stage again:   count(orders) >= 2
  stage nearby:  city = \"Kiel\"
}
theme pairing of tickets: body contains any of [\"pair\", \"配对\"]
";
// The second order of c1 stands first in the file; c3 buys before it signs.
const CUSTOMERS: &str =
    "id,city,since\nc1,Kiel,2026-01-01\nc2,Bonn,2026-02-01\nc3,Kiel,2026-06-01\nc4,Bonn,\n";
const ORDERS: &str = "order_id,customer_id,at,kind,amount\n\
    o1,c1,2026-03-01,lamp,10.00\no2,c1,2026-01-11,lamp,5.00\no3,c2,2026-02-01,hub,80.00\n\
    o4,c3,2026-05-01,lamp,5.00\no5,c2,2027-01-01,lamp,900.00\n";
// Full width, capitals and Chinese; one ticket without a text, one that nobody wrote.
const TICKETS: &str = "customer_id,at,body\nc1,2026-03-02,ＰＡＩＲing fails\nc2,2026-03-03,灯配对失败\n\
    c2,2026-03-04,where is it\nc3,2026-03-05,\n,2026-03-06,pair\n";

fn shop(spec: &str, catalog: &str) -> Scratch {
    Scratch::new(&[
        ("personac.yaml", catalog),
        ("shop.persona", spec),
        ("data/customers.csv", CUSTOMERS),
        ("data/orders.csv", ORDERS),
        ("data/tickets.csv", TICKETS),
    ])
}

fn summary(shop: &Scratch) -> Value {
    personac().arg("run").arg(shop.path()).assert().success();
    serde_json::from_slice(&fs_err::read(shop.file("out/summary.json")).unwrap()).unwrap()
}

#[test]
fn people_are_counted_along_a_journey() {
    let summary = summary(&shop(SPEC, CATALOG));
    let everyone = &summary["journeys"][0]["groups"][0];
    let stages = everyone["stages"].as_array().unwrap();
    let counts = |what: &str| stages.iter().map(|s| s[what].as_u64().unwrap()).collect::<Vec<_>>();
    // More people live nearby than bought twice: a later stage may hold more.
    assert_eq!((everyone["people"].as_u64(), everyone["before"].as_u64()), (Some(4), Some(1)));
    assert_eq!(counts("reached"), [3, 3, 1, 2]);
    assert_eq!(counts("at"), [0, 1, 0, 2]);
    assert_eq!(stages[2]["conversion"]["share"], 1.0 / 3.0);
    // c1 after 10 days, c2 on the same day, c3 before it signed; the lower of two is the median.
    assert_eq!(stages[1]["days"], serde_json::json!({ "people": 2, "median": 0 }));
    // The second order of c1 is the later one: 11 January to 1 March.
    assert_eq!(stages[2]["days"], serde_json::json!({ "people": 1, "median": 49 }));
    assert_eq!(stages[3]["days"], Value::Null);
    let page = |lang: &str| {
        let shop = shop(SPEC, CATALOG);
        personac().args(["run", "--lang", lang]).arg(shop.path()).assert().success();
        fs_err::read_to_string(shop.file("out/personas/everyone.md")).unwrap()
    };
    assert!(page("en").contains("| bought | 3 |") && page("zh").contains("所处阶段"), "{}", page("en"));
}

#[test]
fn themes_are_found_in_two_languages_and_quoted_where_they_may_be() {
    let found = summary(&shop(SPEC, CATALOG));
    let theme = &found["themes"][0]["groups"][0];
    assert_eq!((theme["rows"].as_u64(), theme["without_text"].as_u64()), (Some(4), Some(1)));
    assert_eq!((theme["texts"]["count"].as_u64(), theme["texts"]["of"].as_u64()), (Some(2), Some(3)));
    assert_eq!((theme["people"]["count"].as_u64(), theme["people"]["of"].as_u64()), (Some(2), Some(2)));
    assert_eq!(theme["examples"], serde_json::json!(["灯配对失败", "pairing fails"]));
    for column in ["body: { type: text }", "body: { type: text, quotable: true, pii: true }"] {
        let catalog =
            CATALOG.replace("body: { type: text, normalize: [nfkc, lower], quotable: true }", column);
        let silent = summary(&shop(SPEC, &catalog));
        assert_eq!(silent["themes"][0]["groups"][0]["examples"], serde_json::json!([]), "{column}");
    }
    let few = summary(&shop(SPEC, &format!("privacy: {{ min_cell: 3 }}\n{CATALOG}")));
    assert_eq!(few["themes"][0]["groups"][0]["examples"], serde_json::json!([]));
}

#[test]
fn a_theme_over_texts_that_are_mostly_missing_says_so() {
    let shop = shop(SPEC, CATALOG);
    let empty = "customer_id,at,body\nc1,2026-03-02,\nc1,2026-03-02,\nc1,2026-03-02,pair\nc2,2026-03-03,\n";
    shop.write("data/tickets.csv", empty.as_bytes());
    personac().arg("run").arg(shop.path()).assert().success();
    for file in ["out/personas/everyone.md", "out/personas/everyone.html"] {
        let page = fs_err::read_to_string(shop.file(file)).unwrap();
        assert!(page.contains("Most rows have no text (3 of 4)"), "{file}");
    }
}

#[test]
fn value_overlap_and_what_is_taken() {
    let summary = summary(&shop(SPEC, CATALOG));
    let pareto = &summary["pareto"][0];
    assert_eq!((pareto["known"].as_u64(), pareto["total"].as_f64()), (Some(4), Some(100.0)));
    assert_eq!(pareto["top"][0]["share"], 0.8);
    let overlap = &summary["overlaps"][0];
    let parts = ["both", "only_first", "only_second"].map(|part| overlap[part].as_u64().unwrap());
    assert_eq!((parts, overlap["jaccard"].as_f64()), ([2, 2, 0], Some(0.5)));
    // Of two people both bought a lamp: too few to be sure that it is more than everyone does.
    assert_eq!(summary["affinities"][0]["cohorts"][1]["items"], serde_json::json!([]));
}

#[test]
fn what_cannot_be_a_value_or_a_category_is_an_error() {
    let refused = |from: &str, to: &str| {
        let shop = shop(SPEC, &CATALOG.replace(from, to));
        let output = personac().arg("check").arg(shop.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let said = refused("value: sum(orders.amount)", "value: city");
    assert!(
        said.contains("E0204") && said.contains("not a number") && said.contains("value: city"),
        "{said}"
    );
    assert!(refused("value: sum(orders.amount)", "value: sum(orders.price)").contains("E0301"));
    assert!(refused("value: sum(orders.amount)", "value: [1, 2]").contains("E0204"));
    let said = refused("category: kind", "category: sort");
    assert!(said.contains("E0209") && said.contains("kind"), "{said}");
    assert!(refused("category: kind", "category: amount").contains("E0211"));
    assert!(refused("key: id", "key: id\n    category: city").contains("E0208"));
}
