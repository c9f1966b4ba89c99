//! `.persona` text → an owned syntax tree with spans.
//!
//! [`parse`] always returns a tree, however broken the text: a declaration that does not read becomes a diagnostic and an
//! [`ast::ItemKind::Broken`] with the name it would have declared, and the rest is still there. pest's pairs and rules never
//! leave this module.
//!
//! The way of a text: [`scan`] cuts it into tokens, collects the doc comments, and puts right what is only a slip of the
//! keyboard (full-width punctuation, `==`); the grammar (`grammar/persona.pest`) reads the cleaned text; [`build`] turns
//! what it read into the tree and reports what is written correctly but cannot stand. A file that does not read as a whole
//! goes through [`recover`], piece by piece.

pub mod ast;
mod build;
mod decode;
mod grammar;
mod origin;
mod scan;
mod words;

pub use decode::{Undecodable, decode};

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
    let mut build = build::Build::new(origin, text, &scan);
    let items = match grammar::read(Rule::file, &scan.clean) {
        Ok(pairs) => build.file(pairs),
        Err(error) => {
            let place = origin.span(error.at..error.at);
            build.report(Diagnostic::new(&codes::SYNTAX, "this does not read").at(place, "here"));
            Vec::new()
        }
    };
    let mut diagnostics = build.diagnostics;
    diagnostics.extend(scan.diagnostics);
    Checked { value: ast::File { items }, diagnostics }
}

/// A rule or value that stands inside another file (the catalog's `population:`). `span` covers the text there; places
/// in what is returned point into that file.
pub fn parse_rule(span: Span, text: &str) -> Checked<ast::Expr> {
    expression(Origin::inside(span), text)
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
    let mut build = build::Build::new(origin, text, &scan);
    let value = match grammar::read(Rule::only_expr, &scan.clean) {
        Ok(pairs) => build.only_expr(pairs),
        Err(error) => {
            let place = origin.span(error.at..error.at);
            build.report(Diagnostic::new(&codes::SYNTAX, "this does not read").at(place, "here"));
            nothing
        }
    };
    let mut diagnostics = build.diagnostics;
    diagnostics.extend(scan.diagnostics);
    Checked { value, diagnostics }
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
