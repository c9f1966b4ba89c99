//! Whatever a project or its data looks like, the command ends with a coded error and leaves the last result alone.

use crate::common::{Scratch, files_below, personac};

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
tables:
  customers:
    source: data/customers.csv
    key: id
    columns: { id: text, age: int, city: text }
  orders:
    source: data/orders-*.csv
    time: at
    belongs_to: { customers: customer_id }
    columns: { customer_id: text, at: date, amount: { type: decimal, scale: 2 } }
";
const SPEC: &str = "\
feature spend: sum(orders.amount during last 12 months)
persona adult \"Adults\" {
  must age >= 18
  should spend >= 100 weight 10
  tiers { A: 50  B: 0 }
}
";
const CUSTOMERS: &str = "id,age,city\nc1,34,Berlin\nc2,17,Köln\nc3,,Bonn\n";
const ORDERS: &str = "customer_id,at,amount\nc1,2026-10-01,120.50\nc2,2026-09-01,10\n";

fn shop() -> Scratch {
    Scratch::new(&[
        ("personac.yaml", CATALOG),
        ("shop.persona", SPEC),
        ("data/customers.csv", CUSTOMERS),
        ("data/orders-1.csv", ORDERS),
    ])
}

/// Runs the shop once, spoils it, runs it again: the second run must end with `code` and exit code `exit`, and the first
/// run's result must still be there. Returns what the second run said.
fn spoiled(code: &str, exit: i32, args: &[&str], spoil: impl Fn(&Scratch)) -> String {
    let shop = shop();
    personac().arg("run").arg(shop.path()).assert().success();
    let before = files_below(&shop.file("out"));
    assert!(before.len() > 5, "{before:?}");
    spoil(&shop);
    let output = personac().arg("run").args(args).arg(shop.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(exit), "{said}");
    assert!(said.contains(code), "expected {code} in:\n{said}");
    for word in ["panicked", "Err(", "Some(", "Option<", "polars", "Polars", "::", "ComputeError", "os error"]
    {
        assert!(!said.contains(word), "`{word}` in:\n{said}");
    }
    assert!(said.len() < 20_000, "{} bytes of message", said.len());
    assert_eq!(before, files_below(&shop.file("out")), "the last result has changed");
    let left: Vec<_> = fs_err::read_dir(shop.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().starts_with(".personac-")), "{left:?}");
    said
}

#[test]
fn nested_parentheses() {
    for (open, close) in [("(", ")"), ("[", "]"), ("not ", ""), ("-", ""), ("count(", ")")] {
        let rule = format!("segment deep: {}age > 1{}\n", open.repeat(100_000), close.repeat(100_000));
        spoiled("E01", 1, &[], |shop| shop.write("deep.persona", rule.as_bytes()));
    }
}

#[test]
fn a_spec_of_ten_megabytes() {
    let long = "segment s_000000: age > 1\n".repeat(400_000);
    spoiled("E01", 1, &[], |shop| shop.write("long.persona", long.as_bytes()));
}

#[test]
fn invalid_utf8() {
    let said = spoiled("E01", 1, &[], |shop| shop.write("bad.persona", b"segment a: city = \"K\xf6ln\"\n"));
    assert!(said.contains("bad.persona"), "{said}");
}

#[test]
fn a_cycle_among_features() {
    let cycle = "feature a: b + 1\nfeature b: c + 1\nfeature c: a + 1\n";
    let said = spoiled("E0", 1, &[], |shop| shop.write("cycle.persona", cycle.as_bytes()));
    assert!(["`a`", "`b`", "`c`"].iter().all(|name| said.contains(name)), "{said}");
}

#[test]
fn a_data_file_that_is_missing_or_empty() {
    let said = spoiled("E06", 1, &[], |shop| fs_err::remove_file(shop.file("data/customers.csv")).unwrap());
    assert!(said.contains("customers.csv"), "{said}");
    spoiled("E06", 1, &[], |shop| shop.write("data/customers.csv", b""));
}

#[test]
fn a_truncated_parquet_file() {
    let catalog = CATALOG.replace("data/customers.csv", "data/customers.parquet");
    let said = spoiled("E06", 1, &[], |shop| {
        shop.write("personac.yaml", catalog.as_bytes());
        shop.write("data/customers.parquet", b"PAR1\x15\x04\x15\x20\x15\x20L\x15");
    });
    assert!(said.contains("customers.parquet"), "{said}");
}

#[test]
fn a_ragged_row_names_its_line() {
    let said = spoiled("E06", 1, &[], |shop| {
        shop.write("data/customers.csv", b"id,age,city\nc1,34,Berlin\nc2,17\n")
    });
    assert!(said.contains("customers.csv") && said.contains('3'), "{said}");
}

#[test]
fn a_renamed_column_is_told_with_its_neighbour() {
    let renamed = CUSTOMERS.replace("age", "ages");
    let said = spoiled("E06", 1, &[], |shop| shop.write("data/customers.csv", renamed.as_bytes()));
    assert!(said.contains("`age`") && said.contains("`ages`"), "{said}");
}

#[test]
fn a_glob_that_matches_nothing() {
    let said = spoiled("E06", 1, &[], |shop| fs_err::remove_file(shop.file("data/orders-1.csv")).unwrap());
    assert!(said.contains("data/orders-*.csv"), "{said}");
}

#[test]
fn a_bad_cell_a_duplicate_key_and_an_orphan() {
    let said = spoiled("E06", 1, &[], |shop| {
        shop.write("data/customers.csv", b"id,age,city\nc1,old,Berlin\nc2,17,Bonn\nc2,18,Bonn\n");
        shop.write("data/orders-1.csv", b"customer_id,at,amount\nc9,2026-10-01,1\n");
    });
    assert!(said.contains("old") && said.contains("c2") && said.contains("c9"), "{said}");
}

#[test]
fn an_as_of_that_is_no_date() {
    spoiled("E0703", 2, &["--as-of", "31.10.2026"], |_| {});
    spoiled("E0703", 2, &["--as-of", "2026-02-30"], |_| {});
}

#[test]
fn names_that_are_not_there() {
    let said = spoiled("E0705", 2, &["--only", "adults"], |_| {});
    assert!(said.contains("`adult`"), "{said}");
    spoiled("E0704", 2, &["--with", "cities"], |_| {});
    spoiled("E0704", 2, &["--set", "nonsense"], |_| {});
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let shop = shop();
    let file = shop.file("data/customers.csv");
    for target in [file.clone(), file.join("out")] {
        let output = personac().args(["run", "--out"]).arg(target).arg(shop.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("E0706"), "{said}");
    }
    assert_eq!(fs_err::read_to_string(file).unwrap(), CUSTOMERS);
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_is_full() {
    let shop = shop();
    let disk = shop.file("disk");
    fs_err::create_dir(&disk).unwrap();
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"])
        .arg(&disk)
        .output();
    if !mount.is_ok_and(|m| m.status.success()) {
        println!("skipped: mounting a small disk needs root");
        return;
    }
    let output = personac().args(["run", "--out"]).arg(disk.join("out")).arg(shop.path()).output().unwrap();
    let left = fs_err::read_dir(&disk).unwrap().count();
    std::process::Command::new("umount").arg(&disk).status().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("E0706") && said.contains("full"), "{said}");
    assert_eq!(left, 0, "something was left on the full disk");
}

#[test]
fn no_project() {
    let empty = Scratch::new(&[]);
    let output = personac().arg("check").arg(empty.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("E0701"));
}
