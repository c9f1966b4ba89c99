//! A file that does not read as a whole: its declarations, and the lines inside them, one by one.
//!
//! Every piece that reads is kept. A piece that does not gets one finding, made by [`explain`](super::explain), and leaves
//! something broken in the tree, so that later phases know that something stood there.

mod blocks;
mod brackets;
pub(super) mod outline;

use super::ast::{Expr, Item, ItemKind};
use super::build::{Build, plain_name};
use super::explain::{self, Failure};
use super::grammar::{self, Rule, Stopped};
use super::origin::Origin;
use super::scan::{Kind, Scan};
use super::{MAX_DEPTH, words};
use crate::diagnostics::{Diagnostic, codes};
use crate::source::Spanned;
use brackets::Mended;
use outline::Tokens;
use std::ops::Range;

/// All declarations of a file, and what is wrong with them.
pub(super) fn file(text: &str, scan: &Scan, origin: Origin) -> (Vec<Item>, Vec<Diagnostic>) {
    let mut recovery = Recovery::new(text, scan, origin);
    let pieces = outline::declarations(recovery.tokens);
    let items = pieces.into_iter().filter_map(|piece| recovery.declaration(piece)).collect();
    (items, recovery.build.diagnostics)
}

/// An expression on its own; `None` if it does not read.
pub(super) fn expression(text: &str, scan: &Scan, origin: Origin) -> (Option<Expr>, Vec<Diagnostic>) {
    let mut recovery = Recovery::new(text, scan, origin);
    let value = recovery.expression();
    (value, recovery.build.diagnostics)
}

struct Recovery<'a> {
    tokens: Tokens<'a>,
    scan: &'a Scan,
    origin: Origin,
    build: Build<'a>,
    /// Places of which all is said, and that do not read.
    unread: Vec<Range<usize>>,
    /// The declaration before was a rule outside of any persona: its neighbours need no report of their own.
    misplaced: bool,
}

/// A declaration's tokens, its mended text and its brackets.
struct Piece {
    range: Range<usize>,
    /// Where `text` begins in the file.
    start: usize,
    text: String,
    mended: Mended,
}

impl<'a> Recovery<'a> {
    fn new(text: &'a str, scan: &'a Scan, origin: Origin) -> Self {
        Recovery {
            tokens: Tokens { all: &scan.tokens, text: &scan.clean, written: text },
            scan,
            origin,
            build: Build::new(origin, text, scan),
            unread: scan.unread.clone(),
            misplaced: false,
        }
    }

    fn expression(&mut self) -> Option<Expr> {
        let range = 0..self.tokens.all.len();
        if range.is_empty() {
            let place = self.origin.span(0..0);
            self.build.report(
                Diagnostic::new(&codes::SYNTAX, "a value is expected, and nothing is there")
                    .at(place, "here"),
            );
            return None;
        }
        if self.too_deep(&range) {
            return None;
        }
        let mut mended = brackets::mend(self.tokens, range.clone(), self.origin);
        if !self.was_reported(&range) {
            self.build.diagnostics.append(&mut mended.diagnostics);
        }
        let piece = self.piece(range.clone(), mended);
        match grammar::read(Rule::only_expr, &piece.text) {
            Ok(pairs) => {
                self.build.start = piece.start;
                Some(self.build.only_expr(pairs))
            }
            Err(stopped) => {
                self.explain(&range, &range, piece.start, &stopped, Rule::only_expr);
                None
            }
        }
    }

    fn declaration(&mut self, range: Range<usize>) -> Option<Item> {
        if range.is_empty() {
            return None;
        }
        let was_misplaced = std::mem::take(&mut self.misplaced);
        if self.too_deep(&range) {
            return Some(self.broken(&range));
        }
        let mut mended = brackets::mend(self.tokens, range.clone(), self.origin);
        if !self.was_reported(&range) {
            self.build.diagnostics.append(&mut mended.diagnostics);
        }
        let piece = self.piece(range, mended);
        let read = grammar::read(Rule::only_item, &piece.text);
        match read {
            Ok(pairs) => {
                self.build.start = piece.start;
                pairs.flat_map(|only| only.into_inner()).find_map(|pair| self.build.item(pair))
            }
            Err(stopped) => self.broken_declaration(&piece, &stopped, was_misplaced),
        }
    }

    fn broken_declaration(&mut self, piece: &Piece, stopped: &Stopped, was_misplaced: bool) -> Option<Item> {
        let first = self.tokens.word(piece.range.start);
        if self.tokens.is_member(piece.range.start) || first == "}" {
            self.misplaced = true;
            if !was_misplaced {
                self.misplaced_rule(piece.range.start);
            }
            return None;
        }
        if words::DECLARATIONS.contains(&first)
            && let Some(item) = self.block(piece)
        {
            return Some(item);
        }
        self.explain(&piece.range, &piece.range, piece.start, stopped, Rule::only_item);
        Some(self.broken(&piece.range))
    }

    fn misplaced_rule(&mut self, i: usize) {
        let (word, token) = (self.tokens.word(i), self.tokens.all[i]);
        let span = self.origin.span(token.start..token.end);
        let diagnostic = if word == "}" {
            Diagnostic::new(&codes::UNCLOSED, "`}` closes nothing")
                .at(span, "no `{` is open here")
                .fix(span, "")
        } else {
            Diagnostic::new(&codes::MISPLACED, format!("`{word}` stands outside of any persona"))
                .at(span, "there is no `{` open here")
                .help("it belongs between the braces of an `icp`, a `persona` or a `score`")
        };
        self.build.report(diagnostic);
    }

    fn too_deep(&mut self, range: &Range<usize>) -> bool {
        let mut open = 0usize;
        for i in range.clone() {
            match self.tokens.kind(i) {
                Some(Kind::Open) => open += 1,
                Some(Kind::Close) => open = open.saturating_sub(1),
                _ => {}
            }
            if open > MAX_DEPTH {
                let token = self.tokens.all[i];
                self.build.report(too_deep(self.origin, token.start..token.end));
                return true;
            }
        }
        false
    }

    /// Something inside was reported by the scanner and could not be put right.
    fn was_reported(&self, range: &Range<usize>) -> bool {
        let (Some(first), Some(last)) =
            (self.tokens.all.get(range.start), self.tokens.all.get(range.end - 1))
        else {
            return false;
        };
        self.unread.iter().any(|place| place.start < last.end && first.start < place.end)
    }

    fn piece(&mut self, range: Range<usize>, mended: Mended) -> Piece {
        let start = self.tokens.all[range.start].start;
        let end = self.tokens.all[range.end - 1].end;
        let mut text = self.tokens.text[start..end].to_owned();
        for &(i, sign) in &mended.replace {
            let at = self.tokens.all[i].start - start;
            text.replace_range(at..=at, sign.encode_utf8(&mut [0; 4]));
        }
        let mut unfit = Vec::new();
        for &(i, sign) in &mended.insert {
            // Brackets left open at the same place are closed from the inside out: the order in which they were found.
            let from = self.tokens.all[i].end - start;
            let closed = text.as_bytes()[from..].iter().take_while(|b| b")]}".contains(b)).count();
            match text.as_bytes().get(from + closed) {
                None => text.push(sign),
                Some(blank) if blank.is_ascii_whitespace() => {
                    text.replace_range(from + closed..=from + closed, sign.encode_utf8(&mut [0; 4]));
                }
                Some(_) => unfit.push(self.tokens.all[i].start..self.tokens.all[i].end),
            }
        }
        self.unread.append(&mut unfit);
        Piece { range, start, text, mended }
    }

    /// Reports why `lines` (tokens of `whole`, whose text begins at `start`) do not read.
    fn explain(
        &mut self,
        whole: &Range<usize>,
        lines: &Range<usize>,
        start: usize,
        stopped: &Stopped,
        what: Rule,
    ) {
        if self.was_reported(lines) {
            return;
        }
        let at = start + stopped.at;
        let i = self.tokens.all.partition_point(|t| t.start < at).clamp(lines.start, lines.end);
        let failure = Failure {
            tokens: self.tokens,
            origin: self.origin,
            whole: whole.clone(),
            piece: lines.clone(),
            i,
            expected: &stopped.expected,
            what,
        };
        self.build.report(explain::explain(&failure));
    }

    fn broken(&self, range: &Range<usize>) -> Item {
        let (first, last) = (self.tokens.all[range.start], self.tokens.all[range.end - 1]);
        Item {
            doc: None,
            span: self.origin.span(first.start..last.end),
            kind: ItemKind::Broken(self.name(range)),
        }
    }

    /// The name behind the first word.
    fn name(&self, range: &Range<usize>) -> Option<Spanned<String>> {
        let i = range.start + 1;
        let token = self.tokens.all.get(i).filter(|_| range.contains(&i))?;
        matches!(token.kind, Kind::Word | Kind::Quoted)
            .then(|| Spanned::new(plain_name(self.tokens.word(i)), self.origin.span(token.start..token.end)))
    }
}

/// Brackets inside brackets beyond what is read.
pub(super) fn too_deep(origin: Origin, place: Range<usize>) -> Diagnostic {
    Diagnostic::new(&codes::TOO_DEEP, format!("brackets are nested more than {MAX_DEPTH} levels deep"))
        .at(origin.span(place), "one level too many")
        .help("give parts of it names with `feature` or `segment`")
}
