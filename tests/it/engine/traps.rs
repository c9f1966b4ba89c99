//! What Polars does and the language does not: for each trap a rule that would fall into it, and how many people it must match.

use personac::engine::{self, RunOptions};
use polars::prelude::*;

const CATALOG: &str = "
project: traps
timezone: Europe/Berlin
as_of: 2026-10-31
entity: people
tables:
  people:
    source: people.csv
    key: id
    columns: { id: int, whole: int, real: number, word: text, seen: datetime, words: { type: list, separator: ';' } }
  rows:
    source: rows.csv
    belongs_to: { people: { by: person, table: people } }
    columns: { person: int, real: number, whole: int, cents: { type: decimal, scale: 2 } }
";

fn people() -> DataFrame {
    let instant = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros();
    let seen = [
        Some(instant("2026-10-31T22:59:59.999999Z")),
        // The next day in Berlin, and so after the as-of date.
        Some(instant("2026-10-31T23:00:00Z")),
        Some(instant("2026-10-24T22:00:00Z")),
        None,
    ];
    let seen = Series::new("seen".into(), seen).cast(&DataType::Datetime(TimeUnit::Microseconds, None));
    let words = [Some(vec!["a", "b"]), Some(vec![]), None, Some(vec!["b"])];
    let words = words.map(|w| w.map(|w| Series::new(PlSmallStr::EMPTY, w)));
    let mut words: ListChunked = words.into_iter().collect();
    words.rename("words".into());
    let mut frame = df!(
        "id" => [1i64, 2, 3, 4],
        "whole" => [Some(9_007_199_254_740_993i64), Some(i64::MAX), Some(-7), None],
        "real" => [Some(5.0), Some(-0.0), Some(1e308), None],
        "word" => [Some("a.b"), Some("İ|x"), Some("axb"), None],
    )
    .unwrap();
    frame.with_column(seen.unwrap().into_column()).unwrap();
    frame.with_column(words.into_series().into_column()).unwrap();
    frame
}

fn rows() -> DataFrame {
    let mut person: Vec<Option<i64>> = vec![Some(1); 10];
    person.extend([Some(2), Some(2), Some(2), Some(4), None]);
    let mut real = vec![Some(0.1); 10];
    real.extend([Some(1e16), Some(1.0), Some(1.0), None, Some(3.0)]);
    let mut whole = vec![Some(1); 10];
    whole.extend([Some(i64::MAX), Some(i64::MAX), None, None, Some(3)]);
    let cents: Vec<Option<i64>> = whole.iter().map(|w| w.map(|w: i64| w.min(10))).collect();
    df!("person" => person, "real" => real, "whole" => whole, "cents" => cents).unwrap()
}

/// How many people the rule matches, and for how many it is unknown.
fn matched(rule: &str) -> (u64, u64) {
    let spec = format!("persona p \"P\" {{\n  must {rule}\n}}\n");
    let plan = super::plan(CATALOG, &spec);
    let frames = vec![people().lazy(), rows().lazy()];
    let run = engine::run(&plan, frames, &RunOptions::default()).unwrap_or_else(|e| panic!("{rule}: {e:?}"));
    (run.results.cohorts[0].matched, run.results.cohorts[0].undecided)
}

fn hold(rules: &[(&str, (u64, u64))]) {
    for (rule, expected) in rules {
        assert_eq!(matched(rule), *expected, "{rule}");
    }
}

#[test]
fn sums_are_exact_and_do_not_wrap() {
    hold(&[
        // Ten times 0.1 is 0.9999999999999999 in floating point.
        ("sum(rows.real) = 1", (1, 0)),
        // 1e16 + 1 is no double, so adding one by one would lose both ones.
        ("sum(rows.real) = 10_000_000_000_000_002", (1, 0)),
        ("sum(rows.whole) / 1_000_000 > 18_446_744_073_709", (1, 0)),
        ("sum(rows.cents) = 0.1", (1, 0)),
        ("avg(rows.real) = 0.1", (1, 2)),
        ("sum(rows.real) = 0", (2, 0)),
        ("avg(rows.real) is missing", (2, 0)),
        ("count(rows.real) = 0", (2, 0)),
        ("min(rows.real) = 0.1", (1, 2)),
    ]);
}

#[test]
fn division_is_division_and_overflow_is_missing() {
    hold(&[
        // 5 × (1 / 49) is not 5 / 49.
        ("real / 49 = 0.10204081632653061", (1, 1)),
        ("real / (whole - whole) is missing", (4, 0)),
        ("real * 10 is missing", (2, 0)),
        ("-real = 0", (1, 1)),
        ("whole / 2 = -3.5", (1, 1)),
        ("5 / real is missing", (2, 0)),
        // 1e308 × 100 is no double.
        ("round(real / 3, 2) = 1.67", (1, 2)),
    ]);
}

#[test]
fn whole_numbers_compare_by_value() {
    hold(&[
        ("whole > 9_007_199_254_740_992.5", (2, 1)),
        ("whole = 9_007_199_254_740_993", (1, 1)),
        ("whole in [-7, 5]", (1, 1)),
        ("real in [0, 5]", (2, 1)),
        ("whole not in [-7]", (2, 1)),
    ]);
}

#[test]
fn needles_are_no_patterns_and_missing_is_unknown() {
    hold(&[
        (r#"word contains any of ["a.b", "|"]"#, (2, 1)),
        (r#"word contains all of ["a", "b"]"#, (2, 1)),
        (r#"word contains ".""#, (1, 1)),
        (r"word matches /^a.b$/", (2, 1)),
        (r#"word in ["axb", "b"]"#, (1, 1)),
        (r#"word != "axb""#, (2, 1)),
        (r#"words has "b""#, (2, 1)),
        (r#"words has all of ["a", "b"]"#, (1, 1)),
        (r#"word in ["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","axb"]"#, (1, 1)),
        ("whole in [1,2,3,4,5,6,8,9,10,11,12,13,14,15,16,17,18,-7]", (1, 1)),
    ]);
}

#[test]
fn instants_have_their_day_in_the_project() {
    hold(&[
        ("seen = 2026-10-31", (1, 1)),
        ("seen > 2026-10-31", (1, 1)),
        ("days_since(seen) = 6", (1, 1)),
        ("days_since(seen) < 0", (1, 1)),
        ("seen <= 2026-10-25", (1, 1)),
    ]);
}

#[test]
fn constants_alone_are_worked_out_for_every_row() {
    hold(&[("round(7 / 2, 0) = 4", (4, 0)), ("least(2, 3) / 2 = 1", (4, 0))]);
}
