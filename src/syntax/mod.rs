//! `.persona` text → an owned syntax tree with spans.
//!
//! [`parse`] always returns a tree, however broken the text: a declaration that does not read becomes a diagnostic and an
//! [`ast::ItemKind::Broken`] with the name it would have declared, and the rest is still there. pest's pairs and rules never
//! leave this module.
//!
//! The way of a text: [`scan`] cuts it into tokens, collects the doc comments, and puts right what is only a slip of the
//! keyboard (full-width punctuation, `==`); the grammar (`grammar/persona.pest`) reads the cleaned text; [`build`] turns
//! what it read into the tree and reports what is written correctly but cannot stand. A file that does not read as a whole
//! goes through [`recover`], piece by piece, and [`explain`] says what is wrong with a piece that does not read either.

pub mod ast;
mod build;
mod decode;
mod explain;
mod format;
mod grammar;
mod origin;
mod recover;
mod scan;
mod surface;
mod words;

pub use build::plain_name;
pub use decode::{Undecodable, decode};
pub use format::format;
pub use surface::{Surface, surface};

use crate::diagnostics::{Checked, Diagnostic, codes};
use crate::source::{FileId, Span};
use grammar::Rule;
use origin::Origin;

/// Texts above this many bytes are refused: nobody wrote that by hand.
pub const MAX_BYTES: usize = 4 << 20;

/// Brackets inside brackets, and expressions inside expressions, up to this many levels.
pub const MAX_DEPTH: usize = 128;

/// A whole file.
pub fn parse(file: FileId, text: &str) -> Checked<ast::File> {
    let origin = Origin::file(file, text);
    if let Some(too_large) = refuse_large(&origin, text) {
        return Checked { value: ast::File::default(), diagnostics: vec![too_large] };
    }
    let scan = scan::scan(text, origin);
    let (items, found) = match whole(&scan) {
        Some(pairs) => {
            let mut build = build::Build::new(origin, text, &scan);
            (build.file(pairs), build.diagnostics)
        }
        None => recover::file(text, &scan, origin),
    };
    Checked { value: ast::File { items }, diagnostics: in_order(scan.diagnostics, found) }
}

/// The file in one go, if it reads so and is not nested too deeply to try.
fn whole(scan: &scan::Scan) -> Option<pest::iterators::Pairs<'_, Rule>> {
    (scan.depth <= MAX_DEPTH).then(|| grammar::read(Rule::file, &scan.clean).ok()).flatten()
}

/// By the place in the text, whichever part of the parser found it.
fn in_order(mut found: Vec<Diagnostic>, others: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.extend(others);
    found.sort_by_key(|d| d.labels.first().map(|label| label.span.start));
    found
}

/// A rule or value that stands inside another file (the catalog's `population:`). `span` covers the text there; places
/// in what is returned point into that file.
pub fn parse_rule(span: Span, text: &str) -> Checked<ast::Expr> {
    expression(Origin::inside(span, text), text)
}

/// A name as it stands in a spec: in back quotes if it is no plain identifier or a word of the language.
pub fn written_name(name: &str) -> String {
    let plain = grammar::read(Rule::name, name).is_ok_and(|mut pairs| {
        pairs.next().is_some_and(|pair| pair.as_str() == name && !name.starts_with('`'))
    });
    if plain && !words::is_reserved(name) && name != "weight" { name.to_owned() } else { format!("`{name}`") }
}

/// A single value, as after `--set name=`.
pub fn parse_value(text: &str, file: FileId) -> Checked<ast::Expr> {
    expression(Origin::file(file, text), text)
}

fn expression(origin: Origin, text: &str) -> Checked<ast::Expr> {
    let nothing = ast::Expr { span: origin.span(0..text.len()), kind: ast::ExprKind::Error };
    if let Some(too_large) = refuse_large(&origin, text) {
        return Checked { value: nothing, diagnostics: vec![too_large] };
    }
    let scan = scan::scan(text, origin);
    let (value, found) = recover::expression(text, &scan, origin);
    Checked { value: value.unwrap_or(nothing), diagnostics: in_order(scan.diagnostics, found) }
}

fn refuse_large(origin: &Origin, text: &str) -> Option<Diagnostic> {
    (text.len() > MAX_BYTES).then(|| {
        Diagnostic::new(
            &codes::TOO_LARGE,
            format!("the text has {} bytes, more than {MAX_BYTES}", text.len()),
        )
        .at(origin.span(0..0), "nothing in it was read")
        .help("split it into several `.persona` files: they share one namespace")
    })
}
