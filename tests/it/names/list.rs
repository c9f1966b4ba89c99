use super::{run, said, shop};
use serde_json::Value;

fn names(folder: &std::path::Path, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["list", "--format", "json"].into_iter().chain(args.iter().copied()).collect();
    let listed: Value = serde_json::from_str(&said(folder, &args)).unwrap();
    let rows = listed["declarations"].as_array().unwrap();
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn declarations_are_listed_by_kind() {
    let shop = shop();
    insta::assert_snapshot!(said(shop.path(), &["list"]));
    let all = names(shop.path(), &[]);
    assert_eq!(all.len(), 14, "{all:?}");
    assert_eq!(names(shop.path(), &["--kind", "test"]), ["somebody"]);
}

#[test]
fn the_list_narrows_by_what_is_known() {
    let shop = shop();
    let cases: [(&[&str], &[&str]); 8] = [
        (&["--kind", "param", "--kind", "grid"], &["adult", "城市列表", "fit"]),
        (&["--owner", "Growth@"], &["shopper"]),
        (&["--overdue"], &["shopper"]),
        (&["--status", "draft"], &["urban"]),
        (&["--dimension", "behavior"], &["shopper"]),
        (&["--dimension", "behavior", "--dimension", "engagement"], &["shopper", "heat"]),
        (&["--entity", "orders"], &["big", "rush"]),
        (&["--kind", "persona", "--owner", "growth"], &[]),
    ];
    for (args, expected) in cases {
        assert_eq!(names(shop.path(), args), expected, "{args:?}");
    }
    assert_eq!(said(shop.path(), &["list", "--kind", "persona", "--overdue"]), "nothing to list\n");
}

#[test]
fn a_word_that_nothing_has_is_a_slip() {
    let shop = shop();
    for (args, hint) in [
        (["list", "--owner", "grwoth@shop.example"], "did you mean `growth@shop.example`?"),
        (["list", "--dimension", "behaviour"], "did you mean `behavior`?"),
        (["list", "--entity", "customer"], "did you mean `customers`?"),
        (["list", "--kind", "personas"], "persona"),
    ] {
        let (code, out, err) = run(shop.path(), &args);
        assert!(code == Some(2) && out.is_empty() && err.contains(hint), "{args:?}: {err}");
    }
}

#[test]
fn what_reads_is_listed_although_something_does_not() {
    let shop = shop();
    shop.write("broken.persona", b"segment lost: age >\nsegment odd: nonsense > 1\n");
    let (code, out, err) = run(shop.path(), &["list", "--kind", "segment"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("grown_up") && out.contains("odd"), "{out}");
    assert_eq!(err, "2 errors: what could not be read is not listed; `personac check` shows them\n");
}
