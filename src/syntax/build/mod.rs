//! What the grammar read → the syntax tree, and the mistakes that the grammar lets pass so that they can be told apart.

mod allow;
mod check;
mod cohort;
mod expr;
mod items;
mod literal;
mod local;
mod number;
mod primary;

pub(super) use cohort::{cohort_kind, rule_kind};
pub(super) use expr::one_line;
pub(super) use items::Head;
pub(super) use literal::unindent;

use super::ast::{self, *};
use super::grammar::{Parts, Rule};
use super::origin::Origin;
use super::scan::Scan;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::{LocalText, Span, Spanned};
use pest::iterators::{Pair, Pairs};
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

pub(super) struct Build<'a> {
    pub origin: Origin,
    /// As the user wrote it.
    pub text: &'a str,
    pub scan: &'a Scan,
    /// Where the piece that is being read begins in `text`.
    pub start: usize,
    pub diagnostics: Vec<Diagnostic>,
    /// What is allowed in the line that comes next.
    pub waiting: Vec<allow::Waiting>,
    /// What is allowed in lines of the declaration at hand.
    pub allowed: Vec<Allow>,
}

impl<'a> Build<'a> {
    pub fn new(origin: Origin, text: &'a str, scan: &'a Scan) -> Self {
        Build {
            origin,
            text,
            scan,
            start: 0,
            diagnostics: Vec::new(),
            waiting: Vec::new(),
            allowed: Vec::new(),
        }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// All declarations of a file that reads as a whole.
    pub fn file(&mut self, pairs: Pairs<'_, Rule>) -> Vec<Item> {
        let mut items = Vec::new();
        for file in pairs {
            for pair in file.into_inner() {
                items.extend(self.item(pair));
            }
        }
        self.nothing_below();
        items
    }

    /// Where a pair stands in the text: to the end of its last token, without blank space and comments behind it. (A sign
    /// that was put right may be shorter in the cleaned text than in the user's.)
    fn range(&self, pair: &Pair<'_, Rule>) -> Range<usize> {
        let span = pair.as_span();
        let (start, end) = (span.start() + self.start, span.end() + self.start);
        let last = self.scan.token_before(end).map_or(end, |t| t.end);
        start..if last > start { last } else { end }
    }

    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        self.origin.span(self.range(pair))
    }

    fn doc(&self, pair: &Pair<'_, Rule>) -> Option<String> {
        self.scan.docs.get(&(pair.as_span().start() + self.start)).cloned()
    }

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Spanned::new(plain_name(pair.as_str()), self.span(pair))
    }

    /// The pair's first part of this kind, as a name.
    fn name_in(&self, pair: &Pair<'_, Rule>, wanted: Rule) -> Option<Name> {
        pair.part(wanted).map(|p| self.name(&p))
    }

    /// `=` where `:` defines.
    fn define(&mut self, pair: &Pair<'_, Rule>) {
        if pair.as_str().starts_with('=') {
            let span = self.span(pair);
            self.report(
                Diagnostic::new(&codes::OTHER_LANGUAGE, "`=` compares; `:` defines")
                    .at(span, "write `:`")
                    .help("a definition is `name: value`")
                    .fix(span, ":"),
            );
        }
    }

    /// Keeps the first of something that can be said once, and reports the second.
    fn once<T>(&mut self, slot: &mut Option<T>, value: T, span: Span, what: &str) {
        if slot.is_some() {
            self.report(
                Diagnostic::new(&codes::GIVEN_TWICE, format!("{what} is said twice"))
                    .at(span, "the second time")
                    .help("leave one of the two out (conditions can be joined with `and`)"),
            );
        } else {
            *slot = Some(value);
        }
    }
}

/// A name as it is compared: without back quotes, in one Unicode form.
pub fn plain_name(written: &str) -> String {
    written.trim_matches('`').nfc().collect()
}

/// A word such as `days`.
pub(super) fn is_unit(word: &str) -> bool {
    number::unit(word).is_some()
}
