use super::{run, said, shop};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn graph(folder: &Path, args: &[&str]) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let args: Vec<&str> = ["deps", "--format", "json"].into_iter().chain(args.iter().copied()).collect();
    let graph: Value = serde_json::from_str(&said(folder, &args)).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let nodes = graph["nodes"].as_array().unwrap().iter().map(|node| text(&node["id"])).collect();
    let edges = graph["edges"].as_array().unwrap();
    let edges = edges.iter().map(|edge| (text(&edge["from"]), text(&edge["to"]))).collect();
    (nodes, edges)
}

/// The names at the other ends of the edges from (or to) a node.
fn ends(edges: &BTreeSet<(String, String)>, of: &str, up: bool) -> Vec<String> {
    let here = |(from, to): &&(String, String)| if up { to == of } else { from == of };
    edges.iter().filter(here).map(|(from, to)| if up { from.clone() } else { to.clone() }).collect()
}

#[test]
fn both_directions_as_trees() {
    let shop = shop();
    insta::assert_snapshot!("urban", said(shop.path(), &["deps", "urban"]));
    insta::assert_snapshot!("orders_up", said(shop.path(), &["deps", "orders", "--up", "--tests"]));
    insta::assert_snapshot!("whole", said(shop.path(), &["deps"]));
    assert_eq!(
        said(shop.path(), &["deps", "adult", "--down"]),
        "param adult  vocabulary.persona:1\n\nuses nothing\n"
    );
}

#[test]
fn every_use_is_an_edge() {
    let shop = shop();
    let (nodes, edges) = graph(shop.path(), &["--tests"]);
    let uses = |of: &str| ends(&edges, of, false);
    assert_eq!(uses("segment:grown_up"), ["column:customers.age", "param:adult"]);
    assert_eq!(
        uses("feature:消费"),
        ["column:orders.amount", "column:orders.at", "column:orders.customer_id", "segment:big"]
    );
    assert_eq!(uses("feature:select it"), ["feature:消费"]);
    assert_eq!(
        uses("icp:shopper"),
        ["feature:消费", "param:adult", "population:customers", "segment:grown_up"]
    );
    assert_eq!(
        uses("persona:urban"),
        [
            "column:customers.city",
            "column:orders.customer_id",
            "feature:select it",
            "icp:shopper",
            "metric:typical",
            "param:城市列表",
            "population:customers",
            "theme:rush",
        ]
    );
    assert_eq!(uses("assign:main"), ["persona:urban"]);
    assert_eq!(uses("grid:fit"), ["icp:shopper", "score:heat"]);
    assert_eq!(uses("journey:path"), ["persona:urban", "segment:grown_up"]);
    assert_eq!(uses("population:customers"), ["column:customers.country", "segment:grown_up"]);
    let line = super::PEOPLE.lines().position(|line| line.starts_with("test")).unwrap() + 1;
    // Four declarations, three columns of the customer, two of the orders.
    assert_eq!(uses(&format!("test:people.persona:{line}")).len(), 4 + 3 + 2);
    assert_eq!(ends(&edges, "theme:rush", true), ["persona:urban"]);
    // Nothing uses a column that no rule names.
    assert!(!nodes.contains("column:customers.income") && !nodes.contains("column:orders.order_id"));
}

#[test]
fn directions_and_depth_cut_the_graph() {
    let shop = shop();
    let (nodes, _) = graph(shop.path(), &["消费", "--up", "--depth", "1"]);
    let expected = ["feature:select it", "feature:消费", "icp:shopper", "metric:typical"];
    assert_eq!(nodes, expected.map(str::to_owned).into());
    let (nodes, _) = graph(shop.path(), &["orders.at", "--up"]);
    for user in ["persona:urban", "assign:main", "journey:path", "grid:fit"] {
        assert!(nodes.contains(user), "{user}");
    }
    let (nodes, edges) = graph(shop.path(), &["urban", "--down", "--depth", "1"]);
    assert_eq!((nodes.len(), edges.len()), (9, 8));
}

#[test]
fn a_name_says_what_it_stands_for() {
    let shop = shop();
    shop.write("more.persona", b"feature amount: avg(orders.amount)\n");
    let (code, out, err) = run(shop.path(), &["deps", "amount", "--down"]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("feature amount  more.persona:1\n"), "{out}");
    assert_eq!(
        err,
        "this is feature amount; there is also column orders.amount (`personac deps orders.amount`)\n"
    );
    for (name, head) in [
        ("orders.amount", "column orders.amount"),
        ("column:amount", "column orders.amount"),
        ("feature:amount", "feature amount"),
        ("table:orders", "table orders"),
        ("city", "column customers.city"),
        ("somebody", "test \"somebody\""),
    ] {
        let out = said(shop.path(), &["deps", name]);
        assert!(out.starts_with(head), "{name}: {out}");
    }
    for (name, near) in [("shoper", "shopper"), ("orders.amonut", "orders.amount"), ("消非", "消费")] {
        let (code, _, err) = run(shop.path(), &["deps", name]);
        assert!(code == Some(2) && err.contains(&format!("did you mean `{near}`?")), "{err}");
    }
}

#[test]
fn a_folder_alone_is_a_project() {
    let shop = shop();
    let parent = shop.path().parent().unwrap();
    let folder = shop.path().file_name().unwrap().to_str().unwrap();
    let out = said(parent, &["deps", folder, "--format", "mermaid"]);
    assert!(out.starts_with("flowchart LR\n") && out.contains("persona urban"), "{out}");
}

/// The parser of Mermaid itself reads what is pinned here; this holds its shape: every line is one of five forms, every arrow joins nodes
/// that stand above, frames are closed, and a text holds no sign that Mermaid could take for its own.
#[test]
fn mermaid_is_well_formed() {
    let shop = shop();
    shop.write(
        "odd.persona",
        "feature `a\"]; end <b>#1;`: income\nsegment end: `a\"]; end <b>#1;` > 1\n".as_bytes(),
    );
    let out = said(shop.path(), &["deps", "--format", "mermaid", "--tests"]);
    insta::assert_snapshot!("mermaid", out);
    let mut known = BTreeSet::new();
    let mut frames = 0;
    for line in out.lines().skip(1).map(str::trim) {
        if let Some((from, to)) = line.split_once(" --> ") {
            assert!(known.contains(from) && known.contains(to), "{line}");
        } else if line == "end" {
            frames -= 1;
        } else {
            let (id, text) = line.split_once('"').unwrap();
            let (text, rest) = text.split_once('"').unwrap();
            assert!(!rest.contains('"') && !text.contains(['<', '>', '[', ']', '`', '\\']), "{line}");
            frames += i32::from(id.starts_with("subgraph"));
            known.insert(id.trim_end_matches(['[', '(', '{', '>']).to_owned());
        }
    }
    assert_eq!(frames, 0);
    let numbered = known.iter().filter(|id| id.starts_with('n')).count();
    assert_eq!(numbered, out.lines().filter(|l| l.trim().starts_with('n') && !l.contains(" --> ")).count());
}
