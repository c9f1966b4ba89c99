//! Rows that are wrong: counted, shown, fatal or set aside.

use super::world::*;
use personac::diagnostics::Severity;

const CUSTOMERS: &str = "id,age,tier,born\n\
    c1,36,A,1990-01-01\n\
    c2,abc,B,1990-02-30\n\
    c3,130,C,\n\
    c4,20,A,1990-01-01,extra\n\
    ,20,A,\n\
    c6,20,A,\n\
    c6,21,A,\n\
    c7,,,\n";

fn customers(on_error: &str) -> Project {
    Project::new(&format!(
        "  customers:\n    source: c.csv\n    key: id\n    on_error: {on_error}\n    columns:\n      id: text\n      age: {{ type: int, range: [0, 120] }}\n      tier: {{ type: enum, values: [A, B] }}\n      born: date\n"
    ))
    .file("c.csv", CUSTOMERS)
}

#[test]
fn every_kind_is_found_at_once() {
    let found = customers("fail").found();
    assert!(found.iter().all(|d| d.severity == Severity::Error));
    let told: Vec<String> = found.iter().map(told).collect();
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn what_is_set_aside_comes_back() {
    let loaded = customers("quarantine").loaded();
    assert_eq!(rows(&loaded, 0), ["c1 | 36 | A | 1990-01-01", "c7 | - | - | -"]);
    assert!(loaded.diagnostics.iter().all(|d| d.severity == Severity::Warning));
    let report = &loaded.reports[0];
    assert_eq!((report.rows_read, report.rows_set_aside), (8, 6));
    assert_eq!(
        problems(&loaded, 0),
        [
            ("E0611", None, 1),
            ("E0612", Some("age"), 1),
            ("E0612", Some("born"), 1),
            ("E0613", Some("tier"), 1),
            ("E0614", Some("age"), 1),
            ("E0615", Some("id"), 1),
            ("E0616", Some("id"), 2)
        ]
    );
    let example = &report.problems[2].examples[0];
    assert_eq!((example.file.as_str(), example.line, example.value.as_str()), ("c.csv", 3, "1990-02-30"));
    let (table, frame) = &loaded.quarantine[0];
    assert_eq!(table, "customers");
    let names: Vec<_> = frame.get_column_names().iter().map(|n| n.to_string()).collect();
    assert_eq!(names, ["id", "age", "tier", "born", "file", "line", "reason"]);
    assert_eq!(
        frame_rows(frame),
        [
            "c2 | abc | B | 1990-02-30 | c.csv | 3 | `age`: is no number; `born`: is a day that does not exist",
            "c3 | 130 | C |  | c.csv | 4 | `tier`: is none of the values; `age`: lies outside of 0 to 120",
            "c4 | 20 | A | 1990-01-01 | c.csv | 5 | has 5 cells where the header has 4",
            " | 20 | A |  | c.csv | 6 | `id`: has no key",
            "c6 | 20 | A |  | c.csv | 7 | `id`: stands in more than one row",
            "c6 | 21 | A |  | c.csv | 8 | `id`: stands in more than one row",
        ]
    );
}

#[test]
fn five_examples_of_many() {
    let text: String = (0..2000).map(|i| format!("{i}x\n")).collect();
    let told = Project::table("t.csv", "{ n: int }").file("t.csv", format!("n\n{text}")).error();
    assert!(told.starts_with("E0612: `t.n`: 2,000 cells are no whole number\n"), "{told}");
    assert_eq!(told.matches("note:").count(), 5);
    assert!(told.contains("t.csv, line 6: `4x` is no number"));
}

#[test]
fn lines_of_cells_behind_line_breaks() {
    let text = "a,b,c\n\"1\n2\",x,9\n1,y,bad\n\"1\n2\n3\",\"z\nz\",bad\n";
    let told = Project::table("t.csv", "{ b: text, c: int }").file("t.csv", text).error();
    assert!(told.contains("line 4: `bad`") && told.contains("line 8: `bad`"), "{told}");
}

const FAMILY: &str = "  regions:
    source: r.csv
    key: id
    on_error: quarantine
    columns: { id: int }
  customers:
    source: c.csv
    key: id
    on_error: quarantine
    belongs_to:
      region: { table: regions, by: region_id }
      friend: { table: customers, by: friend_id }
    columns: { id: int, region_id: int, friend_id: int }
  orders:
    source: o.csv
    time: day
    on_error: quarantine
    belongs_to: { customers: customer_id }
    columns: { customer_id: int, day: date }
";

#[test]
fn orphans_and_what_goes_with_what_is_set_aside() {
    let loaded = Project::new(FAMILY)
        // 2 stands twice.
        .file("r.csv", "id\n1\n2\n2\n")
        // 11 goes with its region, 12 with 11, 13 with 12; 14 is an orphan; 16 belongs to it; 17 points to itself.
        .file(
            "c.csv",
            "id,region_id,friend_id\n10,1,\n11,2,\n12,1,11\n13,1,12\n14,9,\n15,,10\n16,,14\n17,,17\n",
        )
        // One after the as-of date is an orphan all the same.
        .file(
            "o.csv",
            "customer_id,day\n10,2026-10-31\n10,2026-11-01\n13,2026-10-01\n99,2027-01-01\n,2026-10-01\n10,\n",
        )
        .loaded();
    assert_eq!(rows(&loaded, 0), ["1"]);
    assert_eq!(rows(&loaded, 1), ["10 | 1 | -", "15 | - | 10", "17 | - | 17"]);
    assert_eq!(rows(&loaded, 2), ["10 | 2026-10-31", "10 | 2026-11-01", "- | 2026-10-01", "10 | -"]);
    assert_eq!(problems(&loaded, 0), [("E0616", Some("id"), 2)]);
    assert_eq!(
        problems(&loaded, 1),
        [("E0617", Some("region_id"), 1), ("N0602", Some("region_id"), 1), ("N0602", Some("friend_id"), 3)]
    );
    assert_eq!(problems(&loaded, 2), [("E0617", Some("customer_id"), 1), ("N0602", Some("customer_id"), 1)]);
    let orders = &loaded.reports[2];
    assert_eq!((orders.rows_read, orders.rows_set_aside, orders.rows_after_as_of), (6, 2, 1));
    let reasons: Vec<String> = frame_rows(&loaded.quarantine[2].1);
    assert_eq!(
        reasons,
        [
            "13 | 2026-10-01 | o.csv | 4 | `customer_id`: its row of `customers` is set aside",
            "99 | 2027-01-01 | o.csv | 5 | `customer_id`: is in no row of `customers`"
        ]
    );
}

#[test]
fn a_row_wrong_in_itself_keeps_its_key_from_others() {
    let loaded =
        Project::new("  t: { source: t.csv, key: id, on_error: quarantine, columns: { id: int, n: int } }\n")
            .file("t.csv", "id,n\n1,bad\n1,1\n2,2\nx,3\nx,4\n")
            .loaded();
    assert_eq!(rows(&loaded, 0), ["2 | 2"]);
    assert_eq!(
        problems(&loaded, 0),
        [("E0612", Some("id"), 2), ("E0612", Some("n"), 1), ("E0616", Some("id"), 2)]
    );
}

/// D is 2026-10-31 in Shanghai: it ends at 16:00 UTC.
#[test]
fn rows_after_the_as_of_date_are_counted() {
    let loaded = Project::new(
        "  t: { source: t.csv, time: at, columns: { at: { type: datetime, timezone: UTC } } }\n",
    )
    .file("t.csv", "at\n2026-10-31T15:59:59.999999Z\n2026-10-31T16:00:00Z\n2027-01-01\n\"\"\n")
    .loaded();
    assert_eq!((loaded.reports[0].rows_read, loaded.reports[0].rows_after_as_of), (4, 2));
}

#[test]
fn stale_tables_are_warned_about() {
    let p = |newest: &str| {
        Project::new("  t: { source: t.csv, time: day, fresh_within: 7 days, columns: { day: date } }\n")
            .file("t.csv", format!("day\n2026-01-01\n{newest}\n2027-01-01\n"))
            .loaded()
    };
    assert_eq!(p("2026-10-24").diagnostics.len(), 0);
    let stale = p("2026-10-23");
    assert!(
        told(&stale.diagnostics[0]).starts_with("W0601: `t`: the newest row is of 2026-10-23, 8 days before")
    );
}

#[test]
fn days_out_of_range() {
    let told =
        Project::table("t.csv", "{ at: { type: datetime, timezone: UTC, range: [2020-01-01, 2026-10-31] } }")
            .file("t.csv", "at\n2026-10-31T15:00:00\n2026-10-31T17:00:00\n2019-12-31T17:00:00\n")
            .error();
    assert!(told.starts_with("E0614: `t.at`: 1 value lies outside of 2020-01-01 to 2026-10-31"), "{told}");
    assert!(told.contains("line 3"), "{told}");
}

#[test]
fn columns_that_nobody_names_come_back_too() {
    let p = Project::new("  t: { source: t.csv, on_error: quarantine, columns: { n: int } }\n")
        .file("t.csv", ",n,,file\n1,x,2,3\n");
    let loaded = p.loaded();
    let names: Vec<String> =
        loaded.quarantine[0].1.get_column_names().iter().map(|n| n.to_string()).collect();
    assert_eq!(names, ["", "n", "_", "file", "file_", "line", "reason"]);
    assert_eq!(frame_rows(&loaded.quarantine[0].1), ["1 | x | 2 | 3 | t.csv | 2 | `n`: is no number"]);
}
