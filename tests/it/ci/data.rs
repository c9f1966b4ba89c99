//! `check --data` in the forms that others read: places, and nothing about people.

use super::assert_sarif;
use super::forms::output;
use crate::common::{Scratch, personac};
use personac::diagnostics::page::{self, STANDARD_CATALOG};
use personac::diagnostics::{Severity, codes};
use serde_json::Value;

/// Exit code and what is printed.
fn check(folder: &Scratch, form: &str) -> (i32, String) {
    let (code, out, _) =
        output(personac().args(["check", "--data", "--format", form]).current_dir(folder.path()));
    (code, out)
}

/// The findings as SARIF, which is valid and has a place for each.
fn sarif(folder: &Scratch) -> (i32, Value, String) {
    let (code, text) = check(folder, "sarif");
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_sarif(&log);
    let results = log["runs"][0]["results"].as_array().unwrap();
    for result in results {
        assert_eq!(
            result["locations"].as_array().unwrap().len(),
            1,
            "code scanning shows no finding without a place"
        );
    }
    (code, log["runs"][0].clone(), text)
}

#[test]
fn every_page_with_data_is_valid_sarif() {
    let mut told = 0;
    for code in codes::ALL {
        let blocks = page::blocks(code.page);
        for state in ["failing", "fixed"] {
            let of = |b: &&page::Block| b.words.contains(&state) || b.words.contains(&"both");
            let data = blocks.iter().filter(|b| b.words.len() == 2 && of(b));
            let data: Vec<(&str, &str)> = data.map(|b| (b.words[0], b.text)).collect();
            if data.is_empty() {
                continue;
            }
            let catalog =
                blocks.iter().find(|b| b.language == "yaml" && (of(b) || b.words.contains(&"catalog")));
            let mut files = vec![("personac.yaml", catalog.map_or(STANDARD_CATALOG, |b| b.text))];
            files.extend(
                blocks.iter().filter(of).find(|b| b.language == "persona").map(|b| ("page.persona", b.text)),
            );
            files.extend(data);
            let folder = Scratch::new(&files);
            let (exit, run, _) = sarif(&folder);
            assert_eq!(
                (exit, &run["invocations"][0]["exitCode"]),
                (check(&folder, "json").0, &exit.into()),
                "{}",
                code.id
            );
            let raised = run["results"].as_array().unwrap().iter().filter(|r| r["ruleId"] == code.id).count();
            assert!(state == "fixed" || raised > 0, "{}", code.id);
            told += raised;
            if state == "failing" && code.severity == Severity::Error {
                assert_eq!(exit, 1, "{}", code.id);
            }
        }
    }
    assert!(told > 12, "{told}");
}

const CATALOG: &str = "\
project: shop
timezone: UTC
as_of: 2026-10-31
on_error: quarantine
tables:
  customers:
    source: customers.csv
    key: id
    time: joined
    fresh_within: 10 days
    columns:
      id: text
      age: { type: int, range: [0, 120] }
      city: { type: enum, values: [Bonn, Rome] }
      joined: date
";

const PEOPLE: &str = "\
id,age,city,joined
anna-1,thirtyfour,Bonn,2026-01-02
ben-22,987,Bonn,2026-01-02
carl-3,44,Atlantis,2026-01-02
dora-4,45,Rome,2026-01-02
dora-4,46,Rome,2026-01-02
,47,Rome,2026-01-02
fred-6,48
greta-7,49,Rome,2026-01-03
";

const SPEC: &str = "\
persona grown \"Grown-ups\" {
  must age >= 18
  claim \"All live in Bonn\": share(city = \"Bonn\") >= 90%
  expect { size between 2 and 100  avg(age) >= 77 }
}
";

#[test]
fn no_cell_and_no_figure_reaches_those_who_read_along() {
    let shop = Scratch::new(&[("personac.yaml", CATALOG), ("shop.persona", SPEC), ("customers.csv", PEOPLE)]);
    let (code, whole) = check(&shop, "json");
    assert_eq!(code, 1);
    let findings: Vec<Value> = serde_json::from_str(&whole).unwrap();
    let raised: Vec<&str> = findings.iter().map(|f| f["code"].as_str().unwrap()).collect();
    for wanted in ["E0611", "E0612", "E0613", "E0614", "E0615", "E0616", "E0620", "W0601"] {
        assert!(raised.contains(&wanted), "{wanted} of {raised:?}");
    }
    let secrets = ["thirtyfour", "987", "Atlantis", "dora-4", "fred-6", "2026-01-03", "n = 1"];
    assert!(
        secrets.iter().all(|secret| whole.contains(secret)),
        "those who have the data see all of it: {whole}"
    );
    let (same, run, text) = sarif(&shop);
    let (also, lines) = check(&shop, "github");
    assert_eq!((same, also), (1, 1));
    assert_eq!(run["results"].as_array().unwrap().len(), findings.len());
    assert_eq!(lines.lines().count(), findings.len());
    for told in [&text, &lines] {
        let leaked: Vec<&&str> = secrets.iter().filter(|secret| told.contains(**secret)).collect();
        assert!(leaked.is_empty(), "{leaked:?} in {told}");
    }
    let wanted = "title=E0612 bad-cell::`customers.age`: a cell that does not read as its column's type%0A";
    assert!(lines.contains(wanted), "{lines}");
    // No count of rows: the messages hold no number but those of the spec.
    let numbers = regex::Regex::new(r"::[^\n]*::[^\n]*\b[0-9]+ (rows?|cells?|values?)\b").unwrap();
    assert!(!numbers.is_match(&lines), "{lines}");
}
