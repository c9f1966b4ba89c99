use super::*;
use crate::diagnostics::codes;

const PLAIN: Style = Style { color: false, width: 80 };

fn shown(text: &str, marks: &[(&str, &str)]) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("specs/a.persona", text);
    let mut diagnostic = Diagnostic::new(&codes::SYNTAX, "something is wrong").help("write it so");
    for (word, label) in marks {
        let at = text.find(word).unwrap();
        diagnostic = diagnostic.at(Span::new(file, at, at + word.len()), *label);
    }
    terminal(&[diagnostic.note("a fact")], &sources, PLAIN)
}

#[test]
fn wide_characters_are_underlined_where_they_stand() {
    insta::assert_snapshot!(shown(
        "a: 1\n城市 = \"北京\"\nb: 2\n",
        &[("\"北京\"", "here"), ("城市", "there")]
    ));
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!("\n{}x{}\n", "城 ".repeat(300), " b".repeat(30_000));
    insta::assert_snapshot!(shown(&text, &[("x", "here")]));
}

#[test]
fn labels_far_away_or_over_many_lines_stay_short() {
    let text = format!("first {{\n{}\n}}\nlast\n", "line\n".repeat(900));
    insta::assert_snapshot!(shown(&text, &[("first", "opened here"), ("last", "closed there")]));
    insta::assert_snapshot!(shown(&text, &[(&text[..4_000], "all of it")]));
}

#[test]
fn without_a_place_or_at_the_end_of_the_text() {
    let mut sources = SourceMap::default();
    let file = sources.add("a.persona", "x");
    let nowhere = Diagnostic::new(&codes::SYNTAX, "nowhere");
    let end = Diagnostic::new(&codes::SYNTAX, "at the end").at(Span::new(file, 1, 1), "here");
    let empty = sources.add("empty.persona", "");
    let lines = sources.add("lines.persona", "a: b +\nc\n\n");
    let line_end = Diagnostic::new(&codes::SYNTAX, "at a line's end").at(Span::new(lines, 6, 6), "here");
    let blank = Diagnostic::new(&codes::SYNTAX, "on a blank line").at(Span::new(lines, 9, 9), "here");
    let last = Diagnostic::new(&codes::SYNTAX, "behind all lines").at(Span::new(lines, 10, 10), "here");
    let none = Diagnostic::new(&codes::SYNTAX, "empty").at(Span::new(empty, 0, 0), "here");
    insta::assert_snapshot!(terminal(&[nowhere, end, line_end, blank, last, none], &sources, PLAIN));
}

#[test]
fn colour_is_there_only_when_asked_for() {
    let mut sources = SourceMap::default();
    let file = sources.add("a.persona", "x");
    let diagnostic = Diagnostic::new(&codes::SYNTAX, "message").at(Span::new(file, 0, 1), "here");
    assert!(
        terminal(std::slice::from_ref(&diagnostic), &sources, Style { color: true, width: 80 })
            .contains('\u{1b}')
    );
    assert!(!terminal(&[diagnostic], &sources, PLAIN).contains('\u{1b}'));
}
