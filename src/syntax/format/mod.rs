//! One style for `.persona` files. `grammar/README.md` says what it is.
//!
//! The formatter changes blanks and line breaks, and the commas that mean nothing; every other token and every comment comes out
//! as it went in, in its order. It walks over what the grammar read ([`source`]) and makes rows ([`body`]) of cells ([`expr`],
//! documents that know where they may break: [`doc`]). Rows of a kind are then lined up ([`align`]) and printed ([`rows`]).
//! A rule of the grammar that has no layout here comes out on one line.

mod align;
mod body;
mod doc;
mod expr;
mod rows;
mod source;
mod story;

use super::build::Build;
use super::grammar::Rule;
use super::origin::Origin;
use super::scan::{self, Kind, Scan};
use crate::diagnostics::{Diagnostic, codes};
use crate::source::{FileId, Span};
use align::Columns;
use doc::{Doc, text};
use rows::Row;
use source::{Part, Source};

/// The text in the one style, or what is wrong with it: a text with errors has no style.
///
/// Lines end as the first one does; a byte order mark stays.
pub fn format(file: FileId, written: &str) -> Result<String, Vec<Diagnostic>> {
    let mark = if written.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let windows = written.find('\n').is_some_and(|at| written[..at].ends_with('\r'));
    let plain;
    let unix = match written.contains("\r\n") {
        false => written,
        true => {
            plain = written.replace("\r\n", "\n");
            &plain
        }
    };
    // Places in what is reported are places in what was written.
    if unix.len() != written.len() {
        errors(file, written)?;
    }
    let formatted = formatted(file, &unix[mark.len()..])?;
    Ok(match windows {
        true => format!("{mark}{}", formatted.replace('\n', "\r\n")),
        false => format!("{mark}{formatted}"),
    })
}

fn errors(file: FileId, text: &str) -> Result<(), Vec<Diagnostic>> {
    let parsed = super::parse(file, text);
    if parsed.has_errors() { Err(parsed.diagnostics) } else { Ok(()) }
}

fn formatted(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let origin = Origin::file(file, text);
    if let Some(too_large) = super::refuse_large(&origin, text) {
        return Err(vec![too_large]);
    }
    let scan = scan::scan(text, origin);
    let Some(pairs) = super::whole(&scan) else { return Err(super::parse(file, text).diagnostics) };
    let mut build = Build::new(origin, text, &scan);
    build.file(pairs.clone());
    let found = super::in_order(scan.diagnostics.clone(), build.diagnostics);
    if found.iter().any(Diagnostic::is_error) {
        return Err(found);
    }
    let mut layout = Layout::new(text, &scan);
    for whole in pairs {
        let items: Vec<Part<'_>> =
            whole.into_inner().filter(|p| p.as_rule() != Rule::EOI).map(Part::Pair).collect();
        layout.lines(&items, None);
    }
    layout.comments_before(scan.tokens.len());
    let formatted = rows::print(&layout.rows, &layout.columns, text.len());
    match same(text, &scan, &formatted) {
        true => Ok(formatted),
        false => Err(vec![lost(file)]),
    }
}

/// Whether nothing but blanks and commas differs, and the lines of long texts have only moved.
fn same(text: &str, scan: &Scan, formatted: &str) -> bool {
    let again = scan::scan(formatted, Origin::file(FileId(0), formatted));
    let tokens = |text: &'_ str, scan: &Scan| -> Vec<u64> {
        let kept = scan.tokens.iter().filter(|t| &text[t.start..t.end] != ",");
        kept.map(|t| match &text[t.start..t.end] {
            long if long.contains('\n') => hash(&long.split_whitespace().collect::<String>()),
            short => hash(short),
        })
        .collect()
    };
    let comments = |text: &'_ str, scan: &Scan| -> Vec<u64> {
        let source = Source::new(text, scan);
        (0..=scan.tokens.len())
            .flat_map(|at| source.gap(at).end.into_iter().chain(source.gap(at).own.iter().map(|c| c.text)))
            .map(hash)
            .collect()
    };
    tokens(text, scan) == tokens(formatted, &again) && comments(text, scan) == comments(formatted, &again)
}

fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn lost(file: FileId) -> Diagnostic {
    Diagnostic::new(&codes::INTERNAL, "formatting this file would lose something, so it is left as it is")
        .at(Span::new(file, 0, 0), "in this file")
        .help("please report it, with the file if you can")
}

/// Rows in the making.
pub(super) struct Layout<'a> {
    source: Source<'a>,
    rows: Vec<Row<'a>>,
    columns: Columns,
    depth: usize,
    /// Nothing stands in this body yet: no blank line is kept here.
    fresh: bool,
    /// The tokens that the row at hand begins and ends with. The comments before and behind it are the row's.
    first: usize,
    last: usize,
    /// How many rows there were before the row at hand and its comments, and whether it is the first.
    before: (usize, bool),
}

impl<'a> Layout<'a> {
    fn new(text: &'a str, scan: &'a Scan) -> Self {
        let source = Source::new(text, scan);
        let (rows, columns) = (Vec::new(), Columns::default());
        Layout {
            source,
            rows,
            columns,
            depth: 0,
            fresh: true,
            first: usize::MAX,
            last: usize::MAX,
            before: (0, true),
        }
    }

    /// Begins a row from one token to another, behind the comments that stand before it.
    fn open_row(&mut self, first: usize, last: usize) -> Row<'a> {
        self.before = (self.rows.len(), self.fresh);
        self.comments_before(first);
        let mut row = Row::new(self.depth);
        row.blank = self.source.gap(first).blank && !self.fresh;
        row.comment = self.source.gap(last + 1).end;
        (self.fresh, self.first, self.last) = (false, first, last);
        row
    }

    /// As if the row at hand had not been begun.
    fn take_back(&mut self) {
        self.rows.truncate(self.before.0);
        self.fresh = self.before.1;
    }

    /// The row of a bracket that closes a body. The comments before it stand in the body.
    fn closing_row(&mut self, at: usize) -> Row<'a> {
        let mut row = Row::new(self.depth);
        row.comment = self.source.gap(at + 1).end;
        (self.fresh, self.first, self.last) = (false, at, at);
        row
    }

    /// Rows for the comments before a token.
    fn comments_before(&mut self, token: usize) {
        for comment in self.source.gap(token).own.clone() {
            let blank = comment.blank && !self.fresh;
            self.rows.push(Row::comment(self.depth, comment.text, blank));
            self.fresh = false;
        }
    }

    /// A token with the comments before and behind it.
    fn token(&self, at: usize) -> Doc<'a> {
        let own = &self.source.gap(at).own;
        if own.is_empty() || at == self.first {
            return self.token_alone(at);
        }
        let mut docs: Vec<Doc<'a>> = own.iter().map(|c| Doc::OwnComment(c.text)).collect();
        docs.push(self.token_alone(at));
        Doc::Concat(docs)
    }

    /// A token with the comment behind it.
    fn token_alone(&self, at: usize) -> Doc<'a> {
        let written = self.source.token(at);
        let token = match self.source.tokens[at].kind == Kind::Text && written.contains('\n') {
            true => Doc::Story(written),
            false => text(written),
        };
        match self.source.gap(at + 1).end.filter(|_| at != self.last) {
            Some(comment) => Doc::Concat(vec![token, Doc::EndComment(comment)]),
            None => token,
        }
    }
}
