//! Text formats, and cells by their types.

use super::world::*;
use personac::engine::scan::Options;
use personac::ir::TableId;
use polars::prelude::*;
use std::io::Write;

#[test]
fn csv_by_the_types_of_the_catalog() {
    let p = Project::table(
        "t.csv",
        r#"
      id: int
      ok: bool
      n: number
      money: { type: decimal, scale: 2 }
      word: { type: text, normalize: [trim, lower] }
      tier: { type: enum, values: [A, B] }
      day: date
      at: { type: datetime, timezone: UTC }
      local: datetime
      tags: { type: list, separator: ";" }"#,
    )
    .file(
        "t.csv",
        "id,ok,n,money,word,tier,day,at,local,tags\r\n\
         1.0,yes,1.5,9.90,\" Foo, Bar \",A,2026-10-31,2026-10-31T12:00:00Z,2026-10-31 08:00:00,a;b;;\r\n\
         2,N,NaN,,  ,B,2024-02-29,2026-10-31,2026-10-31T08:00:00+01:00,\r\n\
         \r\n\
         3,,inf,-0.01,x,,,,,\r\n",
    );
    let loaded = p.loaded();
    assert_eq!(
        rows(&loaded, 0),
        [
            "1 | true | 1.5 | 990 | foo, bar | A | 2026-10-31 | 2026-10-31T12:00:00Z | 2026-10-31T00:00:00Z | [a,b]",
            "2 | false | - | - | - | B | 2024-02-29 | 2026-10-31T00:00:00Z | 2026-10-31T07:00:00Z | -",
            "3 | - | - | -1 | x | - | - | - | - | -",
        ]
    );
    let schema = loaded.tables[0].clone().collect_schema().unwrap();
    let types: Vec<DataType> = schema.iter_values().cloned().collect();
    let datetime = DataType::Datetime(TimeUnit::Microseconds, None);
    let list = DataType::List(Box::new(DataType::String));
    let (int, text) = (DataType::Int64, DataType::String);
    assert_eq!(
        types,
        [
            int.clone(),
            DataType::Boolean,
            DataType::Float64,
            int,
            text.clone(),
            text,
            DataType::Date,
            datetime.clone(),
            datetime,
            list
        ]
    );
    let report = &loaded.reports[0];
    assert_eq!((report.rows_read, report.rows_set_aside), (3, 0));
    assert_eq!(report.files[0].path, "t.csv");
    assert_eq!(report.files[0].bytes, std::fs::metadata(p.path("t.csv")).unwrap().len());
    assert_eq!(report.files[0].sha256.len(), 64);
}

#[test]
fn separators_quotes_and_headers() {
    let p = Project::table(
        "t.txt",
        "{ a: text, b: text }\n    separator: \"|\"\n    quote: \"'\"\n    header: false\n    skip_lines: 2",
    )
    .file("t.txt", "made by\nsomebody\n'x|y'|\"z\n'it''s'|w");
    assert_eq!(rows(&p.loaded(), 0), ["x|y | \"z", "it's | w"]);
    let p = Project::table("t.tsv", "{ a: text, b: text }\n    quote: none").file("t.tsv", "b\ta\n\"q\t'\n");
    assert_eq!(rows(&p.loaded(), 0), ["' | \"q"]);
}

#[test]
fn encodings() {
    let columns = "{ 城市: text, n: int }";
    let utf8 = "城市,n\n杭州,1\n";
    let p = Project::table("t.csv", columns).file("t.csv", format!("\u{feff}{utf8}"));
    assert_eq!(rows(&p.loaded(), 0), ["杭州 | 1"]);
    let gbk = encoding_rs::GBK.encode(utf8).0.into_owned();
    let p = Project::table("t.csv", &format!("{columns}\n    encoding: gbk")).file("t.csv", gbk);
    assert_eq!(rows(&p.loaded(), 0), ["杭州 | 1"]);
    let p =
        Project::table("t.csv", "{ name: text }\n    encoding: latin-1").file("t.csv", b"name\ncaf\xe9\n");
    assert_eq!(rows(&p.loaded(), 0), ["café"]);
}

#[test]
fn packed_files() {
    let text = "a\n1\n2\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    // Two members behind each other are one file.
    let double = [gzip.clone(), gzip].concat();
    let p = Project::table("t.csv.gz", "{ a: text }").file("t.csv.gz", double);
    assert_eq!(rows(&p.loaded(), 0), ["1", "2", "a", "1", "2"]);
    let p = Project::table("t.csv.zst", "{ a: int }")
        .file("t.csv.zst", zstd::encode_all(text.as_bytes(), 0).unwrap());
    assert_eq!(rows(&p.loaded(), 0), ["1", "2"]);
}

#[test]
fn fixed_width() {
    let columns = "{ id: { type: text, at: [2, 5] }, day: { type: date, at: [8, 8], date_format: \"%Y%m%d\" }, n: { type: decimal, scale: 2, at: [17, 6] } }";
    let lines = " 00001 19970101  11.77\r\n 00002 19970112  1.5\r\n 王     19970112\r\n";
    let p = Project::table("t.txt", columns).file("t.txt", lines);
    let expected = ["00001 | 1997-01-01 | 1177", "00002 | 1997-01-12 | 150", "王 | 1997-01-12 | -"];
    assert_eq!(rows(&p.loaded(), 0), expected);
    let p = Project::table("t.txt", &format!("{columns}\n    header: true"))
        .file("t.txt", format!(" id day n\n{lines}"));
    assert_eq!(rows(&p.loaded(), 0), expected);
}

#[test]
fn ndjson_by_paths() {
    let p = Project::table(
        "t.ndjson",
        r#"
      id: text
      offer: { type: text, from: value.offer id }
      amount: { type: decimal, scale: 2, from: value.amount }
      channels: { type: list, normalize: [lower] }
      ok: bool
      big: int
      dotted: { type: int, from: a.b }"#,
    )
    .file(
        "t.ndjson",
        r#"{"id": "x", "value": {"offer id": "o1"}, "channels": ["Web", null, "", "Email"], "ok": true, "big": 9007199254740993, "a.b": 1}
{"id": 17850.0, "value": {"amount": 12.34}, "channels": [], "ok": 0, "big": 1e3, "a": {"b": 2}}

{"id": null, "value": null, "other": {"deep": 1}, "channels": null}
"#,
    );
    let loaded = p.loaded();
    assert_eq!(
        rows(&loaded, 0),
        [
            "x | o1 | - | [web,email] | true | 9007199254740993 | 1",
            "17850 | - | 1234 | [] | false | 1000 | 2",
            "- | - | - | - | - | - | -"
        ]
    );
    assert_eq!(loaded.reports[0].ignored_columns, ["other"]);
    assert_eq!(loaded.diagnostics[0].code.id, "N0601");
}

#[test]
fn globs_in_the_order_of_names() {
    let p = Project::table("data/o-*.csv", "{ a: int, b: int }")
        .file("data/o-2.csv", "b,a,extra\n20,2,x\n")
        .file("data/o-10.csv", "a,b\n10,100\n")
        .file("data/p.csv", "nothing of this table");
    let loaded = p.loaded();
    assert_eq!(rows(&loaded, 0), ["10 | 100", "2 | 20"]);
    assert_eq!(
        loaded.reports[0].files.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
        ["data/o-10.csv", "data/o-2.csv"]
    );
    assert_eq!(loaded.reports[0].ignored_columns, ["extra"]);
}

#[test]
fn only_the_tables_asked_for() {
    let p = Project::new(
        "  a: { source: a.csv, key: id, columns: { id: int } }\n  b: { source: b.csv, belongs_to: { a: a_id }, columns: { a_id: int } }\n  c: { source: missing.csv, columns: { x: date } }\n",
    )
    .file("a.csv", "id\n1\n")
    .file("b.csv", "a_id\n1\n1\n");
    let only_b = Options { tables: Some(vec![TableId(1)]) };
    let loaded = p.load_with(&only_b).unwrap_or_else(|found| panic!("{found:#?}"));
    assert_eq!([rows(&loaded, 0).len(), rows(&loaded, 1).len(), rows(&loaded, 2).len()], [0, 2, 0]);
    assert_eq!(loaded.reports.iter().map(|r| r.table.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(loaded.tables[2].clone().collect_schema().unwrap().get("x"), Some(&DataType::Date));
}

#[test]
fn no_rows_are_fine() {
    let loaded = Project::table(
        "t.csv",
        "{ a: int, b: list }".replace("list", "{ type: list, separator: \",\" }").as_str(),
    )
    .file("t.csv", "a,b\n")
    .loaded();
    assert_eq!(rows(&loaded, 0).len(), 0);
    assert_eq!(loaded.reports[0].rows_read, 0);
}

/// More rows than a batch holds, read by several threads: the order and the numbers of lines stay.
#[test]
fn many_batches() {
    let mut text = String::from("id,note\n");
    for id in 0..100_000 {
        text += &format!("{id},\"two\nlines\"\n");
    }
    text += "x,y\n";
    let p = Project::new("  t: { source: t.csv, on_error: quarantine, columns: { id: int, note: text } }\n")
        .file("t.csv", text);
    let loaded = p.loaded();
    let frame = loaded.tables[0].clone().collect().unwrap();
    let ids: Vec<i64> = frame.column("id").unwrap().i64().unwrap().into_no_null_iter().collect();
    assert_eq!(ids, (0..100_000).collect::<Vec<i64>>());
    assert_eq!(frame_rows(&loaded.quarantine[0].1), ["x | y | t.csv | 200002 | `id`: is no number"]);
}

/// The hash is what `printf 'a\n1\n' | sha256sum` prints.
#[test]
fn files_have_fingerprints() {
    let loaded = Project::table("t.csv", "{ a: int }").file("t.csv", "a\n1\n").loaded();
    assert_eq!(
        loaded.reports[0].files[0].sha256,
        "309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc"
    );
}
