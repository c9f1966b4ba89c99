use super::*;
use Type::{Bool, Int, List, Text};

fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|t| text(t)).chain([M]).collect()
}

fn contains(all: bool) -> Vec<Value> {
    over(Text, texts(&["pair the hub", "hub", "", "connect"]), Bool, move |value| Op::Contains {
        value,
        needles: ["pair".into(), "hub".into()].into(),
        all,
    })
}

/// Semantics 9: text compares exactly.
#[test]
fn text_operators() {
    assert_eq!(contains(false), [T, T, F, F, M]);
    assert_eq!(contains(true), [T, F, F, F, M]);
    let starts = over(Text, texts(&["Straße", "straße"]), Bool, |value| Op::StartsWith {
        value,
        prefix: "Str".into(),
    });
    assert_eq!(starts, [T, F, M]);
    let ends = over(Text, texts(&["北京市", "北京"]), Bool, |value| Op::EndsWith {
        value,
        suffix: "市".into(),
    });
    assert_eq!(ends, [T, F, M]);
}

/// Fine print: regular expressions search, with Unicode classes.
#[test]
fn a_pattern_is_searched_for() {
    let titles = texts(&["VP Sales", "Überkopf", "deputy head of IT", "header"]);
    let matches = over(Text, titles, Bool, |value| Op::Matches {
        value,
        pattern: r"(?i)\b(vp|head|director)\b".into(),
    });
    assert_eq!(matches, [T, F, T, F, M]);
    let words = over(Text, texts(&["ü", "-"]), Bool, |value| Op::Matches { value, pattern: r"^\w$".into() });
    assert_eq!(words, [T, F, M]);
}

#[test]
fn mapping_and_length_count_characters() {
    let map = |function| {
        over(Text, texts(&[" Ärger\u{3000}"]), Text, move |value| Op::TextMap { function, value })
    };
    assert_eq!(map(TextMap::Lower), [text(" ärger\u{3000}"), M]);
    assert_eq!(map(TextMap::Upper), [text(" ÄRGER\u{3000}"), M]);
    // The ideographic space is white space too.
    assert_eq!(map(TextMap::Trim), [text("Ärger"), M]);
    assert_eq!(over(Text, texts(&["", "é", "家庭"]), Int, Op::TextLength), [int(0), int(1), int(2), M]);
}

#[test]
fn lists() {
    let lists = || vec![Value::list(&["a", "b", "a"]), Value::list(&["b"]), Value::list(&[]), M];
    let has = |all| {
        over(List, lists(), Bool, move |value| Op::Has { value, items: ["a".into(), "b".into()].into(), all })
    };
    assert_eq!(has(false), [T, T, F, M]);
    assert_eq!(has(true), [T, F, F, M]);
    assert_eq!(over(List, lists(), Int, Op::ListLength), [int(3), int(1), int(0), M]);
}
