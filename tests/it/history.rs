//! `personac history`: every date is what a run of that day finds, counted by another program, and what it refuses.

use crate::common::{Scratch, personac, repository};
use serde_json::Value;
use std::path::Path;

fn history(folder: &Path, args: &[&str]) -> Value {
    let output =
        personac().arg("history").args(args).args(["--format", "json"]).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The whole summary of a run as of a day; nothing is held back, so that it can be compared.
fn run(folder: &Path, as_of: &str) -> Value {
    let out = tempfile::tempdir().unwrap();
    let out = out.path().join("out");
    let output =
        personac().args(["run", "--as-of", as_of]).arg("--out").arg(&out).arg(folder).output().unwrap();
    // An expectation that is not met on that day is no matter here.
    assert!(output.status.code().is_some_and(|code| code < 2));
    serde_json::from_slice(&fs_err::read(out.join("summary.json")).unwrap()).unwrap()
}

/// Every figure of a history against the summaries of runs, date by date.
fn agrees_with_runs(folder: &Path, args: &[&str], least: usize) {
    let history = history(folder, args);
    let dates = history["dates"].as_array().unwrap();
    assert!(dates.len() >= least, "{dates:?}");
    let mut compared = 0;
    for (at, date) in dates.iter().enumerate() {
        let summary = run(folder, date.as_str().unwrap());
        for cohort in history["cohorts"].as_array().unwrap() {
            let (point, ran) = (&cohort["points"][at], &summary["cohorts"][cohort["name"].as_str().unwrap()]);
            for (own, of_run) in [
                ("size", "matched"),
                ("population", "population"),
                ("share", "share"),
                ("undecided", "undecided"),
                ("mean_score", "mean_score"),
                ("tiers", "tiers"),
                ("below_tiers", "below_tiers"),
            ] {
                assert_eq!(point[own], ran[of_run], "{} {own} as of {date}", cohort["name"]);
                compared += 1;
            }
            for metric in point["metrics"].as_array().unwrap() {
                let ran = &summary["metrics"][metric["name"].as_str().unwrap()]["cohorts"]
                    [cohort["name"].as_str().unwrap()];
                for key in ["n", "people", "part", "value", "interval", "lift"] {
                    assert_eq!(
                        metric[key], ran[key],
                        "{} {key} of {} as of {date}",
                        metric["name"], cohort["name"]
                    );
                    compared += 1;
                }
            }
        }
        for assign in history["assigns"].as_array().unwrap() {
            let ran = &summary["assigns"][assign["name"].as_str().unwrap()];
            assert_eq!(assign["points"][at]["counts"], ran["counts"]);
            assert_eq!(assign["points"][at]["unassigned"], ran["unassigned"]);
        }
    }
    assert!(compared > 100, "{compared}");
}

/// A copy of a sample in which no figure is held back.
fn open_sample(name: &str) -> Scratch {
    let scratch = Scratch::new(&[]);
    let from = repository().join("specs").join(name);
    for (path, bytes) in crate::common::files_below(&from) {
        let text = String::from_utf8_lossy(&bytes);
        match path.ends_with("personac.yaml") {
            true => scratch.write(
                &path.to_string_lossy(),
                text.lines()
                    .map(|line| if line.starts_with("privacy:") { "privacy: { min_cell: 1 }" } else { line })
                    .flat_map(|line| [line, "\n"])
                    .collect::<String>()
                    .as_bytes(),
            ),
            false => scratch.write(&path.to_string_lossy(), &bytes),
        }
    }
    scratch
}

#[test]
fn every_date_is_a_run_of_that_day() {
    let xyz = open_sample("xyz-electronics");
    agrees_with_runs(xyz.path(), &["--since", "2026-01-31", "--step", "quarter"], 4);
    let accounts = open_sample("accounts-b2b");
    agrees_with_runs(accounts.path(), &["--since", "2025-12-31", "--step", "quarter"], 4);
}

/// DuckDB: `tests/figures/history.py`.
#[test]
fn sizes_and_movements_agree_with_another_program() {
    let folder = repository().join("specs/xyz-electronics");
    let found = history(&folder, &["bargain_hunter", "--since", "2025-01-31"]);
    let dates: Vec<&str> = found["dates"].as_array().unwrap().iter().map(|d| d.as_str().unwrap()).collect();
    let points = found["cohorts"][0]["points"].as_array().unwrap();
    let figure =
        |date: &str, name: &str| points[dates.iter().position(|d| *d == date).unwrap()][name].as_u64();
    let counted = [
        ("2025-01-31", 12, None, None),
        ("2025-02-28", 14, Some(4), Some(2)),
        ("2025-06-30", 79, None, None),
        ("2025-07-31", 93, Some(17), Some(3)),
        ("2026-02-28", 150, None, None),
        ("2026-09-30", 182, None, None),
        ("2026-10-31", 188, Some(19), Some(13)),
    ];
    for (date, size, entered, left) in counted {
        assert_eq!(figure(date, "size"), Some(size), "{date}");
        assert!(entered.is_none() || figure(date, "entered") == entered, "{date}");
        assert!(left.is_none() || figure(date, "left") == left, "{date}");
    }
    // What moved adds up.
    for pair in points.windows(2) {
        let n = |point: &Value, name: &str| point[name].as_i64().unwrap();
        assert_eq!(n(&pair[0], "size") + n(&pair[1], "entered") - n(&pair[1], "left"), n(&pair[1], "size"));
    }
}

#[test]
fn the_forms_are_pinned() {
    let folder = repository().join("specs/xyz-electronics");
    for (form, name) in [("table", "connected_pro"), ("csv", "connected_pro"), ("table", "primary_persona")] {
        let output = personac()
            .args(["history", name, "--since", "2025-06-15", "--format", form])
            .arg(&folder)
            .output()
            .unwrap();
        assert!(output.status.success());
        insta::assert_snapshot!(format!("history_{name}_{form}"), String::from_utf8(output.stdout).unwrap());
    }
}

#[test]
fn pages_are_pinned_and_hold_back_what_is_about_few() {
    let folder = repository().join("specs/xyz-electronics");
    for lang in ["en", "zh"] {
        let scratch = tempfile::tempdir().unwrap();
        let written: Vec<_> = ["a", "b"]
            .map(|out| {
                let out = scratch.path().join(out);
                let output = personac()
                    .args(["history", "--since", "2025-10-31", "--lang", lang, "--out"])
                    .args([&out, &folder])
                    .output()
                    .unwrap();
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                crate::common::files_below(&out)
            })
            .into();
        assert_eq!(written[0], written[1], "the same input, the same bytes");
        let text = |path: &str| String::from_utf8(written[0][Path::new(path)].clone()).unwrap();
        insta::assert_snapshot!(format!("history_page_{lang}"), text("history/bargain_hunter.md"));
        let page = text("history/bargain_hunter.html");
        assert!(page.matches("<script").count() == 1 && page.contains("<svg class=\"chart\" role=\"img\""));
        assert!(text("history/index.html").contains("bargain_hunter.html"));
        assert!(text("history/bargain_hunter.csv").lines().count() == 1 + 13 + 6);
        assert!(written[0].contains_key(Path::new("history/assignments/primary_persona.csv")));
        assert!(written[0].contains_key(Path::new("manifest.json")));
    }
}

#[test]
fn a_run_looks_back_when_asked() {
    let folder = repository().join("specs/xyz-electronics");
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("out");
    let output = personac()
        .args(["run", "--history", "2025-10-31", "--step", "quarter", "--out"])
        .args([&out, &folder])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |path: &str| fs_err::read_to_string(out.join(path)).unwrap();
    let summary: Value = serde_json::from_str(&read("summary.json")).unwrap();
    let past = summary["history"]["cohorts"].as_array().unwrap();
    assert_eq!(summary["history"]["dates"].as_array().unwrap().len(), 5);
    for cohort in past {
        // The last date is the run.
        let ran = &summary["cohorts"][cohort["name"].as_str().unwrap()];
        assert_eq!(cohort["points"][4]["size"], ran["matched"]);
        assert_eq!(cohort["points"][4]["mean_score"], ran["mean_score"]);
    }
    assert!(read("personas/bargain_hunter.md").contains("## How it has grown"));
    let page = read("personas/bargain_hunter.html");
    // The pages can be made again from the summary alone.
    let again = scratch.path().join("again");
    let output = personac()
        .args(["docs", "--summary"])
        .arg(out.join("summary.json"))
        .arg("--out")
        .args([&again, &folder])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs_err::read_to_string(again.join("bargain_hunter.html")).unwrap(), page);
}

const CATALOG: &str = "\
project: shop
as_of: 2026-10-31
entity: customers
privacy: { min_cell: 1 }
tables:
  customers: { source: c.csv, key: id, columns: { id: text, city: text, since: date } }
  orders: { source: o.csv, key: n, time: at, belongs_to: { customer: { table: customers, by: id } }, columns: { n: int, id: text, at: date } }
";
const SPEC: &str = "\
persona in_town \"T\" { must city = \"Ulm\" }
persona buyers \"B\" { must count(orders during last 12 months) >= 1 }
";
const CUSTOMERS: &str = "id,city,since\na,Ulm,2020-01-01\nb,Ulm,2026-10-01\nc,Bonn,2021-05-05\n";
const ORDERS: &str = "n,id,at\n1,a,2026-03-31\n2,c,2026-04-30\n3,a,2026-09-01\n";

fn shop() -> Scratch {
    Scratch::new(&[("personac.yaml", CATALOG), ("s.persona", SPEC), ("c.csv", CUSTOMERS), ("o.csv", ORDERS)])
}

fn said(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = personac().arg("history").args(args).arg(folder).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn what_the_data_cannot_tell_is_said() {
    let shop = shop();
    let (code, text) = said(shop.path(), &["--since", "2026-01-31"]);
    assert_eq!(code, Some(0));
    for part in [
        "W0630",
        "the size of `in_town` cannot change",
        "`customers.city`",
        "N0630",
        "`customers` has no `time`",
        "N0631",
        "read by in_town",
        "W0631",
        "there is no row before 2026-03-31: 2 dates are left out",
        "N0632",
        "`buyers`: on no date",
    ] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let found = history(shop.path(), &["--since", "2026-01-31"]);
    let sizes = |cohort: usize| -> Vec<u64> {
        found["cohorts"][cohort]["points"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["size"].as_u64().unwrap())
            .collect()
    };
    // From 31 March on, month by month, to 31 October.
    assert_eq!(found["dates"][0], "2026-03-31");
    assert_eq!((sizes(0), sizes(1)), (vec![2; 8], vec![1, 2, 2, 2, 2, 2, 2, 2]));
    assert_eq!(found["cohorts"][0]["projection"]["refused"], "flat");
    assert_eq!(found["cohorts"][1]["projection"]["refused"], "too_short");
}

#[test]
fn a_wrong_command_line_is_refused_with_the_way_out() {
    let shop = shop();
    let cases: [(&[&str], &str, &str); 8] = [
        (&["--since", "2026-11-01"], "E0704", "lies after the last date, 2026-10-31"),
        (&["--since", "2026-10-31"], "E0704", "is the last date itself"),
        (&["--since", "2026-02-30"], "E0704", "is not a date"),
        (&["--since", "2020-01-01", "--step", "day"], "E0704", "there are more than 1000 days"),
        (&["--since", "2026-01-01", "--until", "2026-12-01"], "E0704", "lies after the as-of date"),
        (
            &["--since", "2026-01-01", "--until", "2026-02-01"],
            "E0704",
            "the first row of the data is of 2026-03-31",
        ),
        (&["buyer", "--since", "2026-01-01"], "E0705", "did you mean `buyers`?"),
        (&["town", "--since", "2026-01-01"], "E0705", "there is no cohort, score or assignment `town`"),
    ];
    for (args, code, part) in cases {
        let (exit, text) = said(shop.path(), args);
        assert_eq!(exit, Some(2), "{args:?}\n{text}");
        assert!(text.contains(code) && text.contains(part), "{args:?}: {code} {part}\n{text}");
    }
    let timeless = Scratch::new(&[
        (
            "personac.yaml",
            "project: p\nas_of: 2026-10-31\ntables:\n  people: { source: c.csv, key: id, columns: { id: text, city: text } }\n",
        ),
        ("s.persona", "persona in_town \"T\" { must city = \"Ulm\" }\n"),
        ("c.csv", CUSTOMERS),
    ]);
    let (exit, text) = said(timeless.path(), &["--since", "2026-01-01"]);
    assert_eq!(exit, Some(1), "{text}");
    assert!(text.contains("E0730") && text.contains("time:"), "{text}");
}
