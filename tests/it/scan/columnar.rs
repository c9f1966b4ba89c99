//! Parquet and Arrow files.

use super::world::*;
use personac::engine::scan::Loaded;
use polars::prelude::*;

pub fn parquet(frame: &mut DataFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(frame).unwrap();
    bytes
}

pub fn arrow(frame: &mut DataFrame) -> Vec<u8> {
    let mut bytes = Vec::new();
    IpcWriter::new(&mut bytes).with_compression(Some(IpcCompression::LZ4)).finish(frame).unwrap();
    bytes
}

fn column(name: &str, series: Series) -> Column {
    series.with_name(name.into()).into_column()
}

fn micros(values: &[i64], unit: TimeUnit, zone: Option<&str>) -> Series {
    let values = Int64Chunked::from_slice("".into(), values);
    let zone = zone.map(|z| TimeZone::opt_try_new(Some(z)).unwrap().unwrap());
    values.into_datetime(unit, zone).into_series()
}

/// A file with one column of each type that other programs write.
pub fn all_types() -> DataFrame {
    let text = |values: [Option<&str>; 3]| Series::new("".into(), values);
    let lists =
        [Some(Series::new("".into(), ["A", ""])), Some(Series::new("".into(), Vec::<&str>::new())), None];
    let decimals =
        Int128Chunked::from_slice("".into(), &[1234, -5, 0]).into_decimal(10, 3).unwrap().into_series();
    DataFrame::new_infer_height(vec![
        column("int32", Series::new("".into(), [1i32, 2, 3])),
        column("int64", Series::new("".into(), [Some(1i64), None, Some(3)])),
        column("double", Series::new("".into(), [1.5f64, f64::NAN, f64::INFINITY])),
        column("money", Series::new("".into(), [Some(12.34f64), Some(0.1), None])),
        column("decimal", decimals),
        column("text", text([Some("x"), Some(""), None])),
        column(
            "category",
            text([Some("B"), Some("A"), None])
                .cast(&DataType::from_categories(Categories::global()))
                .unwrap(),
        ),
        column("day_text", text([Some("2026-10-31"), None, Some("2024-02-29")])),
        column("day", Int32Chunked::from_slice("".into(), &[0, 1, -1]).into_date().into_series()),
        column("local", micros(&[0, 28_800_000_000, 86_400_000_000], TimeUnit::Microseconds, None)),
        column("zoned", micros(&[0, 1, -1], TimeUnit::Milliseconds, Some("Asia/Shanghai"))),
        column("midnight", micros(&[0, 86_400_000_000_000, 0], TimeUnit::Nanoseconds, None)),
        column("flag", Series::new("".into(), [Some(1i64), Some(0), None])),
        column("truth", Series::new("".into(), [true, false, true])),
        column("list", lists.into_iter().collect::<ListChunked>().into_series()),
        column("joined", text([Some("a;b"), Some(""), None])),
        column("number_text", Series::new("".into(), [17850.0f64, 2.5, 3.0])),
        column("compact", Series::new("".into(), [20261031i64, 20240229, 19700101])),
        column("unread", Series::new("".into(), [1u8, 2, 3])),
    ])
    .unwrap()
}

pub const TYPES: &str = r#"
      int32: int
      int64: int
      double: number
      money: { type: decimal, scale: 2 }
      decimal: { type: decimal, scale: 3 }
      text: text
      category: { type: enum, values: [A, B] }
      day_text: date
      day: date
      local: datetime
      zoned: datetime
      midnight: date
      flag: bool
      truth: bool
      list: { type: list, normalize: [lower] }
      joined: { type: list, separator: ";" }
      number_text: text
      compact: { type: date, date_format: "%Y%m%d" }
"#;

#[test]
fn types_of_the_file_become_those_of_the_catalog() {
    let expected = [
        "1 | 1 | 1.5 | 1234 | 1234 | x | B | 2026-10-31 | 1970-01-01 | 1969-12-31T16:00:00Z | 1970-01-01T00:00:00Z | 1970-01-01 | true | true | [a] | [a,b] | 17850 | 2026-10-31",
        "2 | - | - | 10 | -5 | - | A | - | 1970-01-02 | 1970-01-01T00:00:00Z | 1970-01-01T00:00:00.001Z | 1970-01-02 | false | false | [] | - | 2.5 | 2024-02-29",
        "3 | 3 | - | - | 0 | - | - | 2024-02-29 | 1969-12-31 | 1970-01-01T16:00:00Z | 1969-12-31T23:59:59.999Z | 1970-01-01 | - | true | - | - | 3 | 1970-01-01",
    ];
    for (name, bytes) in [("t.parquet", parquet(&mut all_types())), ("t.arrow", arrow(&mut all_types()))] {
        let p = Project::table(name, TYPES).file(name, bytes);
        let loaded = p.loaded();
        assert_eq!(rows(&loaded, 0), expected, "{name}");
        assert_eq!(loaded.reports[0].rows_read, 3);
        assert_eq!(loaded.reports[0].ignored_columns, ["unread"]);
        let declared = loaded.tables[0].clone().collect_schema().unwrap();
        let collected = loaded.tables[0].clone().collect().unwrap();
        assert_eq!(**collected.schema(), *declared);
    }
}

/// The lazy plan of a table, as Polars shows it.
fn plan_of(loaded: &Loaded) -> String {
    loaded.tables[0].clone().describe_optimized_plan().unwrap()
}

#[test]
fn files_that_fit_stay_plain_scans() {
    let mut frame = DataFrame::new_infer_height(vec![
        column("id", Series::new("".into(), [1i64, 2])),
        column("n", Series::new("".into(), [1.5f64, 2.5])),
        column("word", Series::new("".into(), ["a", "b"])),
        column("small", Series::new("".into(), [1i16, 2])),
    ])
    .unwrap();
    let p = Project::new("  t: { source: t.parquet, key: id, columns: { id: int, n: number, word: text, small: { type: int, range: [0, 9] } } }\n")
        .file("t.parquet", parquet(&mut frame));
    let plan = plan_of(&p.loaded());
    assert!(plan.contains("Parquet SCAN"), "{plan}");
    for costly in ["map", "WHEN", "when", "FILTER", "\u{1}row"] {
        assert!(!plan.contains(costly), "{costly} in {plan}");
    }
}

pub fn faulty() -> DataFrame {
    DataFrame::new_infer_height(vec![
        column(
            "id",
            Series::new("".into(), [Some("a"), Some("b"), Some("b"), None, Some("c"), Some("d"), Some("e")]),
        ),
        column("age", Series::new("".into(), [1i64, 2, 3, 4, 500, 6, 7])),
        column("tier", Series::new("".into(), ["A", "A", "A", "A", "A", "X", ""])),
        column("money", Series::new("".into(), [1.25f64, 1.0, 1.0, 1.0, 1.0, 1.125, f64::NAN])),
        column("day", Series::new("".into(), ["2026-01-01", "", "", "", "", "", "31.12.2026"])),
    ])
    .unwrap()
}

#[test]
fn faults_are_counted_and_set_aside() {
    let columns = "{ id: text, age: { type: int, range: [0, 120] }, tier: { type: enum, values: [A] }, money: { type: decimal, scale: 2 }, day: date }";
    for (name, bytes) in [("t.parquet", parquet(&mut faulty())), ("t.arrow", arrow(&mut faulty()))] {
        let table = |on_error: &str| {
            Project::new(&format!(
                "  t: {{ source: {name}, key: id, on_error: {on_error}, columns: {columns} }}\n"
            ))
            .file(name, &bytes)
        };
        let codes: Vec<_> = table("fail").found().iter().map(|d| d.code.id).collect();
        assert_eq!(codes, ["E0612", "E0612", "E0613", "E0614", "E0615", "E0616"], "{name}");
        let p = table("quarantine");
        let loaded = p.loaded();
        assert_eq!(rows(&loaded, 0), ["a | 1 | A | 125 | 2026-01-01"]);
        assert_eq!(
            frame_rows(&loaded.quarantine[0].1),
            [
                format!("b | 2 | A | 1 |  | {name} | 2 | `id`: stands in more than one row"),
                format!("b | 3 | A | 1 |  | {name} | 3 | `id`: stands in more than one row"),
                format!(" | 4 | A | 1 |  | {name} | 4 | `id`: has no key"),
                format!("c | 500 | A | 1 |  | {name} | 5 | `age`: lies outside of 0 to 120"),
                format!(
                    "d | 6 | X | 1.125 |  | {name} | 6 | `money`: has more than 2 decimal places; `tier`: is none of the values"
                ),
                format!("e | 7 |  | NaN | 31.12.2026 | {name} | 7 | `day`: is no date in ISO form"),
            ]
        );
        assert_eq!(loaded.reports[0].problems[0].examples[0].line, 6);
    }
}

#[test]
fn several_files_and_relations_between_formats() {
    let part = |ids: &[i64]| {
        parquet(&mut DataFrame::new_infer_height(vec![column("id", Series::new("".into(), ids))]).unwrap())
    };
    let p = Project::new(
        "  c: { source: \"c/*.parquet\", key: id, on_error: quarantine, columns: { id: int } }\n  o: { source: o.csv, on_error: quarantine, belongs_to: { c: c_id }, columns: { c_id: int } }\n",
    )
    .file("c/1.parquet", part(&[1, 2]))
    .file("c/2.parquet", part(&[3, 2]))
    .file("o.csv", "c_id\n1\n2\n3\n4\n");
    let loaded = p.loaded();
    assert_eq!(rows(&loaded, 0), ["1", "3"]);
    assert_eq!(rows(&loaded, 1), ["1", "3"]);
    assert_eq!(
        frame_rows(&loaded.quarantine[0].1),
        [
            "2 | c/1.parquet | 2 | `id`: stands in more than one row",
            "2 | c/2.parquet | 2 | `id`: stands in more than one row"
        ]
    );
    assert_eq!(problems(&loaded, 1), [("E0617", Some("c_id"), 1), ("N0602", Some("c_id"), 1)]);
}

#[test]
fn null_values_of_numbers() {
    let mut frame =
        DataFrame::new_infer_height(vec![column("age", Series::new("".into(), [118i64, 30]))]).unwrap();
    let p = Project::table("t.parquet", "{ age: { type: int, null_values: [118], range: [0, 110] } }")
        .file("t.parquet", parquet(&mut frame));
    let loaded = p.loaded();
    assert_eq!(rows(&loaded, 0), ["-", "30"]);
}

#[test]
fn types_that_do_not_go_over() {
    let error = |columns: &str| {
        Project::table("t.parquet", columns).file("t.parquet", parquet(&mut all_types())).error()
    };
    let told = error("{ list: number }");
    assert!(told.starts_with("E0607: `t.parquet` has lists in `list`; the catalog says numbers"), "{told}");
    let told = error("{ compact: date }");
    assert!(told.contains("whole numbers") && told.contains("date_format"), "{told}");
    assert!(error("{ truth: date }").starts_with("E0607"));
    let told = error("{ missing: text }");
    assert!(told.starts_with("E0604"), "{told}");
}

#[test]
fn cut_off_and_damaged_files() {
    for (name, bytes) in [("t.parquet", parquet(&mut all_types())), ("t.arrow", arrow(&mut all_types()))] {
        let p = Project::table(name, TYPES);
        for end in (1..bytes.len()).step_by(97) {
            std::fs::write(p.path(name), &bytes[..end]).unwrap();
            let told = p.error();
            assert!(told.starts_with("E0602") && told.contains(name), "{end}: {told}");
        }
    }
}

#[test]
fn no_rows() {
    let mut frame = all_types().head(Some(0));
    let p = Project::table("t.parquet", TYPES).file("t.parquet", parquet(&mut frame));
    let loaded = p.loaded();
    assert_eq!(rows(&loaded, 0).len(), 0);
}
