//! The files of a run.

use personac::engine::{self, Format, Run, RunOptions};
use personac::ir::Plan;
use polars::prelude::*;
use std::path::Path;

const CATALOG: &str = "
project: files
timezone: Europe/Berlin
as_of: 2026-10-31
tables:
  people:
    source: people.csv
    key: person
    population: country = \"DE\"
    columns:
      person: text
      country: text
      age: int
      spend: { type: decimal, scale: 2 }
      seen: datetime
      tags: { type: list, separator: ';' }
";

const SPEC: &str = r#"
persona grown "Grown up" {
  must age >= 18
  behavior { should ramp(age, 0, 90) weight 3 }
  value { should spend >= 100 weight 1 }
  tiers { high: 50  low: 10 }
}
persona all "Everybody" { must person is known }
score years {
  should age > 30 weight 1
  tiers { A: 50  B: 0 }
}
assign who {
  among [grown, all]
  by highest score
  at least 20
}
grid cells: years by grown
"#;

/// Not in the order of keys; one is not in the population, one has no age.
fn people() -> Vec<LazyFrame> {
    let seen = Series::new("seen".into(), [Some(1_793_440_800_000_000i64), None, Some(0), Some(500_000)])
        .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
        .unwrap();
    let tags = [Some(vec!["a", "b"]), Some(vec![]), None, Some(vec!["x;y"])];
    let mut tags: ListChunked =
        tags.into_iter().map(|t| t.map(|t| Series::new(PlSmallStr::EMPTY, t))).collect();
    tags.rename("tags".into());
    let mut frame = df!(
        "person" => ["d", "b", "a", "c"],
        "country" => ["DE", "DE", "FR", "DE"],
        "age" => [Some(60i64), Some(20), Some(40), None],
        "spend" => [Some(12_345i64), Some(5), None, Some(-5)],
    )
    .unwrap();
    frame.with_column(seen.into_column()).unwrap();
    frame.with_column(tags.into_series().into_column()).unwrap();
    vec![frame.lazy()]
}

fn plan() -> Plan {
    super::plan(CATALOG, SPEC)
}

fn run(out: &Path, format: Format, with: &[&str]) -> Run {
    let with = with.iter().map(|w| w.to_string()).collect();
    let options = RunOptions { with, out: Some(out.to_owned()), format, ..RunOptions::default() };
    engine::run(&plan(), people(), &options).unwrap_or_else(|e| panic!("{e:?}"))
}

fn read(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap()
}

#[test]
fn csv_files_are_sorted_by_key_with_six_decimals() {
    let folder = tempfile::tempdir().unwrap();
    let run = run(folder.path(), Format::Csv, &["spend", "seen", "tags", "person", "nonsense"]);
    let names: Vec<String> = run.files.iter().map(|f| f.to_string_lossy().replace('\\', "/")).collect();
    let expected = [
        "cohorts/grown.csv",
        "cohorts/all.csv",
        "scores/years.csv",
        "assignments/who.csv",
        "grids/cells.csv",
    ];
    assert_eq!(names, expected);
    // 3 × 60/90 of 4 points is 50 %, and the value block's point makes it 75 %.
    let grown = "\
person,score,tier,coverage,behavior,value,spend,seen,tags
b,16.667500,low,1.000000,22.223333,0.000000,0.05,,
d,75.000000,high,1.000000,66.666667,100.000000,123.45,2026-10-31T10:00:00Z,a;b
";
    assert_eq!(read(folder.path(), "cohorts/grown.csv"), grown);
    // The one from elsewhere is no member of anything; without rules that score, the score is 100.
    let all = "\
person,score,tier,coverage,spend,seen,tags
b,100.000000,,1.000000,0.05,,
c,100.000000,,1.000000,-0.05,1970-01-01T00:00:00.500000Z,x;y
d,100.000000,,1.000000,123.45,2026-10-31T10:00:00Z,a;b
";
    assert_eq!(read(folder.path(), "cohorts/all.csv"), all);
    let years = "person,score,tier,coverage,spend,seen,tags\n";
    assert!(read(folder.path(), "scores/years.csv").starts_with(years));
    let who = "person,persona,score\nb,all,100.000000\nc,all,100.000000\nd,all,100.000000\n";
    assert_eq!(read(folder.path(), "assignments/who.csv"), who);
    assert_eq!(read(folder.path(), "grids/cells.csv"), "person,cell\nb,Blow\nc,\nd,Ahigh\n");
}

#[test]
fn ndjson_files_hold_an_object_per_line() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), Format::Ndjson, &["spend", "seen", "tags"]);
    let text = read(folder.path(), "cohorts/grown.ndjson");
    let lines: Vec<&str> = text.lines().collect();
    let b = r#"{"person":"b","score":16.667500,"tier":"low","coverage":1.000000,"behavior":22.223333,"value":0.000000,"spend":0.05,"seen":null,"tags":[]}"#;
    assert_eq!(lines[0], b);
    for line in lines {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn parquet_files_hold_types() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), Format::Parquet, &["spend", "seen", "tags", "age"]);
    let path = folder.path().join("cohorts/grown.parquet");
    let frame = LazyFrame::scan_parquet(path.to_str().unwrap().into(), ScanArgsParquet::default());
    let frame = frame.unwrap().collect().unwrap();
    let types: Vec<String> = frame.columns().iter().map(|c| format!("{} {}", c.name(), c.dtype())).collect();
    let expected = [
        "person str",
        "score f64",
        "tier str",
        "coverage f64",
        "behavior f64",
        "value f64",
        "spend decimal[38,2]",
        "seen datetime[μs, UTC]",
        "tags list[str]",
        "age i64",
    ];
    assert_eq!(types, expected);
    let scores: Vec<Option<f64>> = frame.column("score").unwrap().f64().unwrap().iter().collect();
    assert_eq!(scores, [Some(16.6675), Some(75.0)]);
}

#[test]
fn the_same_run_writes_the_same_bytes() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for folder in &folders {
        run(folder.path(), Format::Parquet, &["seen"]);
    }
    for file in
        ["cohorts/grown.parquet", "scores/years.parquet", "assignments/who.parquet", "grids/cells.parquet"]
    {
        let [one, other] = [0, 1].map(|i| std::fs::read(folders[i].path().join(file)).unwrap());
        assert!(one == other, "{file} differs");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cohorts"), "a file where a folder should be").unwrap();
    for format in [Format::Parquet, Format::Csv, Format::Ndjson] {
        let options = RunOptions { out: Some(folder.path().to_owned()), format, ..RunOptions::default() };
        let error = engine::run(&plan(), people(), &options).unwrap_err();
        assert_eq!(error.code.id, "E0706", "{error:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for (format, extension) in
        [(Format::Parquet, "parquet"), (Format::Csv, "csv"), (Format::Ndjson, "ndjson")]
    {
        let cohorts = folder.path().join("cohorts");
        std::fs::create_dir_all(&cohorts).unwrap();
        std::os::unix::fs::symlink("/dev/full", cohorts.join(format!("grown.{extension}"))).unwrap();
        let options = RunOptions { out: Some(folder.path().to_owned()), format, ..RunOptions::default() };
        let error = engine::run(&plan(), people(), &options).unwrap_err();
        assert_eq!(error.code.id, "E0706", "{error:?}");
    }
}
