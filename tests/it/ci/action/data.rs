//! The action where the data is there: the check of it, and the gate.

use super::{action, runner, said};
use crate::ci::forms::CATALOG;
use crate::repo::Repo;

const SPEC: &str = "\
icp grown \"Grown-ups\" {
  owner: \"ann@shop.example\"
  must age >= 18
  expect { movement at most 10% }
}
";

/// 300 people, of each age from 1 to 60 five.
fn people() -> String {
    let rows = (0..300).map(|i| format!("person-{i},{},Bonn\n", 1 + i % 60));
    format!("id,age,city\n{}", rows.collect::<String>())
}

fn shop() -> Repo {
    let people = people();
    let files = [
        ("my shop/personac.yaml", CATALOG),
        ("my shop/shop.persona", SPEC),
        ("my shop/customers.csv", people.as_str()),
    ];
    Repo::with(&files)
}

/// A branch on which people of another age are grown.
fn branch(shop: &Repo, age: usize, message: &str) {
    shop.git(&["switch", "--quiet", "--create", &format!("from-{age}"), "main"]);
    shop.write(&[("my shop/shop.persona", &SPEC.replace("18", &age.to_string()))]);
    shop.commit_by("ann@shop.example", message);
}

#[test]
fn the_gate_holds_budgets_unless_their_owner_approves() {
    let shop = shop();
    let gate = |shop: &Repo| {
        let mut runner = runner(shop).set("inputs.gate", "true");
        let passed = runner.run(&action(), shop.path());
        assert_eq!(passed, said(&runner)[3] == "passed", "{}", runner.log);
        assert_eq!(said(&runner)[..3], ["passed"; 3], "{}", runner.log);
        assert!(runner.summary.contains("age >= 18"), "{}", runner.summary);
        (passed, runner.log)
    };
    // Of the 215 who are grown, 20 leave, or 25: 9.3% and 11.6%.
    branch(&shop, 22, "A little later");
    assert!(gate(&shop).0);
    branch(&shop, 23, "Later");
    let (passed, log) = gate(&shop);
    assert!(!passed && log.contains("movement at most 10%"), "{log}");
    assert!(!log.contains("person-"), "{log}");
    branch(&shop, 24, "Later still\n\nApproved-movement: grown");
    let (passed, log) = gate(&shop);
    assert!(passed, "{log}");
}

#[test]
fn what_is_wrong_with_the_data_is_said_without_it() {
    let shop = shop();
    let bad = people().replace("person-7,8,Bonn", "person-7,eight-or-so,Bonn");
    shop.write(&[("my shop/customers.csv", &bad)]);
    for annotations in ["true", "false"] {
        let mut runner = runner(&shop).set("inputs.data", "true").set("inputs.annotations", annotations);
        assert!(!runner.run(&action(), shop.path()));
        assert_eq!(said(&runner), ["failed", "passed", "passed", "failed"], "{}", runner.log);
        let sarif = fs_err::read_to_string(&runner.outputs["sarif"]).unwrap();
        assert!(sarif.contains("E0612"), "{sarif}");
        for told in [&runner.log, &runner.summary, &sarif] {
            assert!(!told.contains("eight-or-so") && !told.contains("person-"), "{told}");
        }
        assert_eq!(runner.log.contains("::error file=my shop/personac.yaml"), annotations == "true");
    }
}
