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
