//! What is wrong with a text that is no YAML, in words of ours.

use super::shape;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::{FileId, Span};

pub fn too_deep(file: FileId, text: &str, place: usize) -> Diagnostic {
    Diagnostic::new(&codes::YAML, "brackets are nested too deep")
        .at(character(file, text, place), "this deep")
        .help("a catalog needs four levels; look for a bracket that is never closed")
}

/// Turns the library's error into a finding.
pub fn explain(file: FileId, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let place = error.location().map_or(0, |l| l.index()).min(text.len());
    let raw = error.to_string();
    let (message, help) = words(text, place, &raw);
    let span = character(file, text, place);
    let diagnostic = Diagnostic::new(&codes::YAML, message).at(span, "here");
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// Message and way out. `place` is where the library stopped.
fn words(text: &str, place: usize, raw: &str) -> (String, Option<&'static str>) {
    let has = |part: &str| raw.contains(part);
    let next = text[floor(text, place)..].chars().next();
    let (message, help) = if has(shape::TOO_MANY_NODES) || has("repetition limit") {
        (
            "the aliases of this file multiply into too many values",
            Some("write the values out, or use fewer aliases"),
        )
    } else if has(shape::TAGGED) {
        ("a tag (`!…`) has no meaning in a catalog", Some("take the tag away"))
    } else if has(shape::KEY_IS_NO_TEXT) {
        ("a key must be a plain word or a quoted text", Some("write `key: value`"))
    } else if has("recursion limit") {
        (
            "values are nested too deep",
            Some("a catalog needs four levels; look for a bracket that is never closed"),
        )
    } else if has("more than one document") {
        ("the file holds more than one YAML document", Some("take the line `---` between them away"))
    } else if has("unknown anchor") {
        (
            "this alias (`*name`) has no anchor (`&name`) before it",
            Some("quote a text that begins with `*`: \"*.csv\""),
        )
    } else if has("scanning an alias") {
        ("a text that begins with `*` reads as an alias", Some("put quotes around it: \"*.csv\""))
    } else if has("cannot start any token") && next == Some('\t') {
        ("a tab cannot indent YAML", Some("indent with spaces"))
    } else if has("cannot start any token") {
        ("no plain text can begin with this character", Some("put quotes around the text"))
    } else if has("mapping values are not allowed") {
        (
            "a second `:` on one line",
            Some("put quotes around a text that holds `: `, or begin a new line and indent it"),
        )
    } else if has("scanning a quoted scalar") {
        ("a quote is never closed", Some("close it with the same quote"))
    } else if has("expected ',' or ']'") {
        ("a list `[ … ]` is not closed, or a comma is missing in it", Some("close it with `]`"))
    } else if has("expected ',' or '}'") {
        ("a map `{ … }` is not closed, or a comma is missing in it", Some("close it with `}`"))
    } else if has("could not find expected ':'") {
        ("a key without `:`", Some("write `key: value`"))
    } else if has("did not find expected key") || has("expected '-' indicator") {
        (
            "this line does not fit the indentation above it",
            Some("lines of one map begin in the same column; deeper ones are indented by spaces"),
        )
    } else if has("did not find expected node content") {
        ("a value is missing, or a bracket stands where none was opened", None)
    } else if has("control characters") {
        ("a control character stands in the text", Some("take it away"))
    } else {
        return (format!("the file does not read as YAML: {}", plain(raw)), None);
    };
    (message.to_owned(), help)
}

/// The library's message without places (the label shows them).
fn plain(raw: &str) -> &str {
    raw.split(" at line ").next().unwrap_or(raw)
}

/// The character at a place; the last one of the text if the place is its end.
fn character(file: FileId, text: &str, place: usize) -> Span {
    let start = floor(text, place);
    match text[start..].chars().next() {
        Some(c) if c != '\n' => Span::new(file, start, start + c.len_utf8()),
        _ => {
            let start = floor(text, text[..start].trim_end().len().saturating_sub(1));
            let length = text[start..].chars().next().map_or(0, char::len_utf8);
            Span::new(file, start, start + length)
        }
    }
}

fn floor(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}
