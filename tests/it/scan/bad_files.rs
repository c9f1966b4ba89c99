//! Files that cannot be read as a whole: each ends with a code, the file's name and a way out.

use super::world::*;
use std::io::Write;

fn table() -> Project {
    Project::table("t.csv", "{ a: int, b: text }")
}

/// The one error of a table that is read from `t.csv` with these bytes.
fn error(bytes: impl AsRef<[u8]>) -> String {
    table().file("t.csv", bytes).error()
}

#[track_caller]
fn assert_tells(told: &str, code: &str, words: &[&str]) {
    assert!(told.starts_with(code), "{told}");
    assert!(!told.contains("no help"), "{told}");
    for word in words {
        assert!(told.contains(word), "{word} in {told}");
    }
}

#[test]
fn files_that_are_not_there() {
    assert_tells(
        &table().file("T.csv", "a,b\n").error(),
        "E0601",
        &["no file `t.csv`", "beside it lies `T.csv`"],
    );
    let told = Project::table("data/t.csv", "{ a: int }").error();
    assert_tells(&told, "E0601", &["`data/t.csv`", "folder does not exist"]);
    let told = Project::table("data/*.csv", "{ a: int }").error();
    assert_tells(&told, "E0601", &["no file matches `data/*.csv`"]);
    let told = Project::table("data[.csv", "{ a: int }").error();
    assert_tells(&told, "E0601", &["no pattern"]);
    let p = table();
    std::fs::create_dir(p.path("t.csv")).unwrap();
    assert_tells(&p.error(), "E0602", &["`t.csv` is a folder"]);
}

#[test]
fn files_that_are_empty_or_have_no_header() {
    assert_tells(&error(""), "E0602", &["`t.csv` is empty"]);
    assert_tells(&error("\n\n\n"), "E0602", &["`t.csv` has no header"]);
    for source in ["t.parquet", "t.arrow", "t.ndjson", "t.xlsx"] {
        let told = Project::table(source, "{ a: int }").file(source, "").error();
        assert_tells(&told, "E0602", &[source]);
    }
}

#[test]
fn files_of_another_kind() {
    assert_tells(&error("PAR1 and so on"), "E0602", &["Parquet", "format: parquet"]);
    assert_tells(&error(b"PK\x03\x04..."), "E0602", &["zip archive", "format: xlsx"]);
    assert_tells(&error(b"\xff\xfea\0,\0"), "E0603", &["UTF-16"]);
    for source in ["t.parquet", "t.arrow", "t.xlsx"] {
        let told = Project::table(source, "{ a: int }").file(source, "a,b\n1,2\n").error();
        assert_tells(&told, "E0602", &[source]);
    }
    let told = Project::table("t.json", "{ a: int }").file("t.json", "[\n{\"a\": 1}\n]").error();
    assert_tells(&told, "E0602", &["one JSON list", "per line"]);
}

#[test]
fn packed_files_that_break_off() {
    let rows: String = (0..100_000).map(|i| format!("{i},{}\n", i * 7919 % 1000)).collect();
    let text = format!("a,b\n{rows}");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let packed = |name: &str, bytes: &[u8]| Project::table(name, "{ a: int }").file(name, bytes).error();
    assert_tells(&packed("t.csv.gz", &gzip[..gzip.len() / 2]), "E0602", &["`t.csv.gz` is cut off"]);
    let mut wrong = gzip.clone();
    let middle = wrong.len() / 2;
    wrong[middle..middle + 64].fill(0xff);
    assert_tells(&packed("t.csv.gz", &wrong), "E0602", &["`t.csv.gz`", "gzip"]);
    let zstd = zstd::encode_all(text.as_bytes(), 0).unwrap();
    assert_tells(&packed("t.csv.zst", &zstd[..zstd.len() / 2]), "E0602", &["`t.csv.zst`", "zstd"]);
}

#[test]
fn bytes_that_are_no_text() {
    assert_tells(&error(b"a,b\n1,x\n2,caf\xe9\n"), "E0603", &["`t.csv`, line 3", "UTF-8", "latin-1"]);
    assert_tells(&error(b"a,b\n1,x\n2,y\0\n"), "E0603", &["`t.csv`, line 3", "NUL byte"]);
    let gbk =
        Project::table("t.csv", "{ a: int }\n    encoding: gbk").file("t.csv", "a\n1\nüüü城,\n".as_bytes());
    assert_tells(&gbk.error(), "E0603", &["`t.csv`, line 3", "GBK"]);
    let lines = Project::table("t.ndjson", "{ a: int }").file("t.ndjson", b"{\"a\":1}\n{\"a\":\"\xe9\"}\n");
    assert_tells(&lines.error(), "E0603", &["`t.ndjson`, line 2, character 7"]);
}

#[test]
fn quotes_that_never_close() {
    assert_tells(&error("a,b\n1,x\n2,\"y\n3,z\n"), "E0602", &["line 3", "never closed", "quote: none"]);
}

#[test]
fn rows_without_end() {
    let long = "x".repeat(17 << 20);
    assert_tells(&error(format!("a,b\n1,{long}\n")), "E0602", &["line 2", "more than 16 MB"]);
    assert_tells(&error(long.as_bytes()), "E0602", &["line 1"]);
    let line = Project::table("t.ndjson", "{ a: int }")
        .file("t.ndjson", format!("{{\"a\":1}}\n{{\"a\":\"{long}\"}}"));
    assert_tells(&line.error(), "E0602", &["line 2"]);
}

#[test]
fn headers_that_do_not_fit_the_catalog() {
    assert_tells(
        &error("a,city\n1,2\n"),
        "E0604",
        &["`t.csv` has no column `b`", "other columns are `city`"],
    );
    let told = Project::table("t.csv", "{ income: int }").file("t.csv", "incmoe,age\n1,2\n").error();
    assert_tells(&told, "E0604", &["the file has `incmoe`: was the column renamed?", "from: \"incmoe\""]);
    assert_tells(&error("a,b,a\n1,2,3\n"), "E0605", &["has `a` more than once"]);
    let told = Project::table("t-*.csv", "{ a: int, b: int }")
        .file("t-1.csv", "a,b\n1,2\n")
        .file("t-2.csv", "a,c\n1,2\n")
        .error();
    assert_tells(&told, "E0606", &["`t-2.csv` has no column `b`, which `t-1.csv` has"]);
    let told = Project::table("t.ndjson", "{ a: int, b: { type: int, from: x.bb } }")
        .file("t.ndjson", "{\"a\":1,\"x\":{\"b\":2}}\n")
        .error();
    assert_tells(&told, "E0604", &["no column `x.bb`", "`x.b`"]);
}

/// All tables are looked at, so that one run tells everything.
#[test]
fn the_faults_of_all_tables_at_once() {
    let found = Project::new(
        "  a: { source: a.csv, columns: { x: int } }\n  b: { source: b.csv, columns: { x: int } }\n  c: { source: c.csv, columns: { x: int } }\n",
    )
    .file("b.csv", "x\nbad\n")
    .file("c.csv", "y\n1\n")
    .found();
    let codes: Vec<_> = found.iter().map(|d| d.code.id).collect();
    assert_eq!(codes, ["E0601", "E0604", "E0612"]);
}

/// Any part of a file of each format ends in rows or in a finding, never in a panic.
#[test]
fn cut_off_anywhere() {
    let csv = "id,b\n1,\"x\ny\"\n2,\"z\"\n";
    let json = "{\"id\": 1, \"b\": [\"x\"]}\n{\"id\": 2}\n";
    for (name, text) in [("t.csv", csv), ("t.ndjson", json)] {
        let p = Project::table(name, "{ id: int, b: { type: list, separator: \";\" } }");
        for end in 0..text.len() {
            std::fs::write(p.path(name), &text[..end]).unwrap();
            if let Err(found) = p.load() {
                found.iter().for_each(|d| drop(told(d)));
            }
        }
    }
}
