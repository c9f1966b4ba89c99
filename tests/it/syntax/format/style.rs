use super::{comments, format, holds, long_lines};
use personac::source::FileId;
use personac::syntax;
use std::fs;
use std::path::PathBuf;

fn files(patterns: &[&str]) -> Vec<PathBuf> {
    let found: Vec<PathBuf> =
        patterns.iter().flat_map(|p| glob::glob(p).unwrap().map(Result::unwrap)).collect();
    assert!(found.len() >= patterns.len(), "{patterns:?}");
    found
}

const GOOD: [&str; 4] = [
    "tests/fixtures/valid/*.persona",
    "specs/**/*.persona",
    "tests/projects/**/*.persona",
    "src/**/*.persona",
];

/// Made for one rule of the style each: what is written above the line is formatted below it.
#[test]
fn the_style() {
    insta::glob!("../../../fixtures/format", "*.persona", |path| {
        let text = fs::read_to_string(path).unwrap();
        let formatted = holds(&text);
        assert!(long_lines(&formatted).is_empty(), "{:#?}", long_lines(&formatted));
        insta::assert_snapshot!(formatted);
    });
}

#[test]
fn samples_and_fixtures_mean_the_same() {
    for path in files(&GOOD) {
        holds(&fs::read_to_string(path).unwrap());
    }
    // Files with findings: those that only the checker has can be formatted.
    for path in files(&["tests/fixtures/check/**/*.persona"]) {
        let text = fs::read_to_string(path).unwrap();
        if !super::parsed(&text).has_errors() {
            assert_eq!(comments(&text), comments(&holds(&text)));
        }
    }
}

#[test]
fn a_text_with_errors_has_no_style() {
    for path in files(&["tests/fixtures/syntax/*.persona", "tests/fixtures/poor_messages/*.persona"]) {
        let text = fs::read_to_string(&path).unwrap();
        let found = syntax::format(FileId(0), &text).unwrap_err();
        let mut wanted = super::parsed(&text).diagnostics;
        wanted.retain(|d| found.iter().all(|f| f.message != d.message));
        assert!(wanted.is_empty(), "{}: {wanted:?}", path.display());
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let text =
        "\u{feff}segment a:x>1\r\npersona p {\r\n must a\r\n story \"\"\"\r\n  b\r\n   c\r\n\"\"\" }\r\n";
    let formatted = holds(text);
    assert!(formatted.starts_with("\u{feff}segment a: x > 1\r\n"), "{formatted:?}");
    assert_eq!(formatted.matches('\n').count(), formatted.matches("\r\n").count());
    assert_eq!(format("segment a: x > 1\n\r\n# b\r\n"), "segment a: x > 1\n\n# b\n");
    for empty in ["", "\n\n", "  \r\n", "\u{feff}"] {
        assert_eq!(format(empty).trim_start_matches('\u{feff}'), "", "{empty:?}");
    }
}

#[test]
fn errors_are_shown_where_they_are_in_the_file() {
    let text = "# one\r\n# two\r\nsegment a: == 1\r\n";
    let found = syntax::format(FileId(0), text).unwrap_err();
    assert_eq!(&text[found[0].labels[0].span.range()], "==");
}
