//! A file that does not read as a whole: its declarations, and the lines inside them, one by one.
//!
//! Every piece that reads is kept. A piece that does not gets one finding, made by [`super::explain`], and leaves
//! something broken in the tree, so that later phases know that something stood there.

mod blocks;
mod brackets;
mod heads;
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
    let (scan, mut diagnostics) = heads::open(text, scan, origin);
    let tokens = Tokens { all: &scan.tokens, text: &scan.clean, written: text };
    let mut mended = Mended::default();
    for piece in outline::declarations(tokens) {
        if too_deep(tokens, &piece).is_none() {
            mended.look(tokens, piece.clone(), origin, was_reported(tokens, &scan.unread, &piece));
        }
    }
    let scan = mended.applied(scan);
    diagnostics.append(&mut mended.diagnostics);
    let text = padded(text, &scan);
    let mut recovery = Recovery::new(&text, &scan, origin, mended.unread);
    recovery.build.diagnostics = diagnostics;
    let pieces = outline::declarations(recovery.tokens);
    let items = pieces.into_iter().filter_map(|piece| recovery.declaration(piece)).collect();
    recovery.build.nothing_below();
    (items, recovery.build.diagnostics)
}

/// An expression on its own; `None` if it does not read.
pub(super) fn expression(text: &str, scan: &Scan, origin: Origin) -> (Option<Expr>, Vec<Diagnostic>) {
    let tokens = Tokens { all: &scan.tokens, text: &scan.clean, written: text };
    let piece = 0..scan.tokens.len();
    let mut mended = Mended::default();
    if too_deep(tokens, &piece).is_none() {
        mended.look(tokens, piece.clone(), origin, was_reported(tokens, &scan.unread, &piece));
    }
    let scan = mended.applied(scan.clone());
    let text = padded(text, &scan);
    let mut recovery = Recovery::new(&text, &scan, origin, mended.unread);
    recovery.build.diagnostics = mended.diagnostics;
    let value = recovery.expression();
    (value, recovery.build.diagnostics)
}

/// The text, as long as the cleaned one has become by brackets that were put in behind its end.
fn padded(text: &str, scan: &Scan) -> String {
    let room = scan.clean.len().saturating_sub(text.len());
    format!("{text}{}", " ".repeat(room))
}

/// Something inside was reported and could not be put right. The places are in order and apart.
fn was_reported(tokens: Tokens<'_>, unread: &[Range<usize>], range: &Range<usize>) -> bool {
    let (Some(first), Some(last)) = (tokens.all.get(range.start), tokens.all.get(range.end.max(1) - 1))
    else {
        return false;
    };
    let next = unread.partition_point(|place| place.end <= first.start);
    unread.get(next).is_some_and(|place| place.start < last.end)
}

/// The first bracket beyond what is read.
fn too_deep(tokens: Tokens<'_>, range: &Range<usize>) -> Option<usize> {
    let mut open = 0usize;
    range.clone().find(|&i| {
        match tokens.kind(i) {
            Some(Kind::Open) => open += 1,
            Some(Kind::Close) => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_DEPTH
    })
}

struct Recovery<'a> {
    tokens: Tokens<'a>,
    scan: &'a Scan,
    origin: Origin,
    build: Build<'a>,
    /// Places of which all is said, and that do not read.
    unread: Vec<Range<usize>>,
    /// The tokens of the declaration at hand.
    whole: Range<usize>,
    /// The declaration before was a rule outside of any persona: its neighbours need no report of their own.
    misplaced: bool,
}

impl<'a> Recovery<'a> {
    fn new(text: &'a str, scan: &'a Scan, origin: Origin, mut unread: Vec<Range<usize>>) -> Self {
        unread.extend(scan.unread.iter().cloned());
        unread.sort_by_key(|place| (place.start, place.end));
        unread.dedup_by(|next, before| {
            let joins = next.start < before.end;
            if joins {
                before.end = before.end.max(next.end);
            }
            joins
        });
        Recovery {
            tokens: Tokens { all: &scan.tokens, text: &scan.clean, written: text },
            scan,
            origin,
            build: Build::new(origin, text, scan),
            unread,
            whole: 0..scan.tokens.len(),
            misplaced: false,
        }
    }

    fn expression(&mut self) -> Option<Expr> {
        let range = self.whole.clone();
        if range.is_empty() {
            let place = self.origin.span(0..0);
            self.build.report(
                Diagnostic::new(&codes::SYNTAX, "a value is expected, and nothing is there")
                    .at(place, "here"),
            );
            return None;
        }
        if self.is_too_deep(&range) {
            return None;
        }
        let (start, text) = self.text(&range);
        match grammar::read(Rule::only_expr, text) {
            Ok(_) if self.was_reported(&range) => None,
            Ok(pairs) => {
                self.build.start = start;
                Some(self.build.only_expr(pairs))
            }
            Err(stopped) => {
                self.explain(&range, &stopped, Rule::only_expr);
                None
            }
        }
    }

    fn declaration(&mut self, range: Range<usize>) -> Option<Item> {
        if range.is_empty() {
            return None;
        }
        self.whole = range.clone();
        let was_misplaced = std::mem::take(&mut self.misplaced);
        if self.is_too_deep(&range) {
            return Some(self.broken(&range));
        }
        let (start, text) = self.text(&range);
        let stopped = match grammar::read(Rule::only_item, text) {
            Ok(pairs) if !self.was_reported(&range) => {
                self.build.start = start;
                return pairs.flat_map(|only| only.into_inner()).find_map(|pair| self.build.item(pair));
            }
            // It reads only because a bracket was guessed: what is left of it is kept, the guess is not.
            Ok(_) => Stopped::nowhere(),
            Err(stopped) => stopped,
        };
        self.broken_declaration(&range, &stopped, was_misplaced)
    }

    fn broken_declaration(
        &mut self,
        range: &Range<usize>,
        stopped: &Stopped,
        was_misplaced: bool,
    ) -> Option<Item> {
        let first = self.tokens.word(range.start);
        if (self.tokens.is_member(range.start) && first != "allow") || first == "}" {
            self.misplaced = true;
            if !was_misplaced {
                self.misplaced_rule(range.start);
            }
            return None;
        }
        if words::DECLARATIONS.contains(&first)
            && let Some(item) = self.block(range)
        {
            return Some(item);
        }
        self.explain(range, stopped, Rule::only_item);
        self.build.forget_waiting();
        (first != "allow").then(|| self.broken(range))
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

    fn is_too_deep(&mut self, range: &Range<usize>) -> bool {
        let Some(i) = too_deep(self.tokens, range) else { return false };
        let token = self.tokens.all[i];
        self.build.report(
            Diagnostic::new(
                &codes::TOO_DEEP,
                format!("brackets are nested more than {MAX_DEPTH} levels deep"),
            )
            .at(self.origin.span(token.start..token.end), "one level too many")
            .help("give parts of it names with `feature` or `segment`"),
        );
        true
    }

    fn was_reported(&self, range: &Range<usize>) -> bool {
        was_reported(self.tokens, &self.unread, range)
    }

    /// Where some tokens begin, and the cleaned text from the first to the last of them.
    fn text(&self, range: &Range<usize>) -> (usize, &'a str) {
        let (first, last) = (self.tokens.all[range.start], self.tokens.all[range.end - 1]);
        (first.start, &self.tokens.text[first.start..last.end])
    }

    /// Reports why some tokens do not read, unless all is said about them.
    fn explain(&mut self, range: &Range<usize>, stopped: &Stopped, what: Rule) {
        if self.was_reported(range) {
            return;
        }
        let at = self.tokens.all[range.start].start + stopped.at;
        let failure = Failure {
            tokens: self.tokens,
            origin: self.origin,
            whole: self.whole.clone(),
            piece: range.clone(),
            i: self.tokens.all.partition_point(|t| t.start < at).clamp(range.start, range.end),
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
            allows: Vec::new(),
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
