//! Why a piece does not read, in words for people.
//!
//! The grammar says how far it came and what it would have read there. [`hints`] knows what is often written in such a
//! place and says what to write instead; only where none of them applies, the message is "expected this, found that".

mod clauses;
mod expected;
mod habits;
mod hints;
mod languages;
mod numbers;
mod openings;

use super::build::one_line;
use super::grammar::Rule;
use super::origin::Origin;
use super::recover::outline::Tokens;
use super::scan::Kind;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::Span;
use std::ops::Range;

/// Where reading stopped.
pub(super) struct Failure<'a> {
    pub tokens: Tokens<'a>,
    pub origin: Origin,
    /// The tokens of the declaration.
    pub whole: Range<usize>,
    /// The tokens of the line (or declaration) that did not read.
    pub piece: Range<usize>,
    /// The token at which reading stopped; the end of the piece if all of it was read and more was wanted.
    pub i: usize,
    pub expected: &'a [Rule],
    /// What was to be read.
    pub what: Rule,
}

pub(super) fn explain(failure: &Failure<'_>) -> Diagnostic {
    [openings::allow as Hint]
        .iter()
        .chain(languages::ALL)
        .chain(clauses::ALL)
        .chain(openings::ALL)
        .chain(numbers::ALL)
        .chain(habits::ALL)
        .chain(hints::ALL)
        .find_map(|hint| hint(failure))
        .unwrap_or_else(|| failure.plain())
}

type Hint = fn(&Failure<'_>) -> Option<Diagnostic>;

impl<'a> Failure<'a> {
    /// The text of a token by its distance from where reading stopped; empty outside of the piece.
    fn near(&self, distance: isize) -> &'a str {
        self.index(distance).map_or("", |i| self.tokens.word(i))
    }

    fn kind(&self, distance: isize) -> Option<Kind> {
        self.index(distance).and_then(|i| self.tokens.kind(i))
    }

    fn index(&self, distance: isize) -> Option<usize> {
        self.i.checked_add_signed(distance).filter(|i| self.piece.contains(i))
    }

    fn at_end(&self) -> bool {
        self.i >= self.piece.end
    }

    /// The place of a token; behind the last one for what lies past the end.
    fn span(&self, distance: isize) -> Span {
        match self.index(distance) {
            Some(i) => self.token_span(i),
            None => self.end(),
        }
    }

    fn token_span(&self, i: usize) -> Span {
        let token = self.tokens.all[i];
        self.origin.span(token.start..token.end)
    }

    /// From one token to another.
    fn between(&self, from: isize, to: isize) -> Span {
        self.span(from).to(self.span(to))
    }

    /// The empty place behind the piece's last token.
    fn end(&self) -> Span {
        let last = self.tokens.all[self.piece.end.max(1) - 1];
        self.origin.span(last.end..last.end)
    }

    /// The empty place behind the token before the one where reading stopped.
    fn behind(&self) -> Span {
        match self.index(-1) {
            Some(i) => self.token_span(i).after(),
            None => self.span(0).before(),
        }
    }

    /// No blank space stands between the token where reading stopped and the one before.
    fn adjacent(&self) -> bool {
        match (self.index(-1), self.index(0)) {
            (Some(before), Some(here)) => self.tokens.all[before].end == self.tokens.all[here].start,
            _ => false,
        }
    }

    /// What stands before can be the end of a value.
    fn after_value(&self) -> bool {
        self.index(-1).is_some_and(|i| self.tokens.ends_value(i))
    }

    fn is_word(&self, distance: isize) -> bool {
        self.kind(distance) == Some(Kind::Word)
    }

    /// The user's text of a stretch of tokens.
    fn written(&self, from: isize, to: isize) -> &'a str {
        let (Some(from), Some(to)) = (self.index(from), self.index(to)) else { return "" };
        &self.tokens.written[self.tokens.all[from].start..self.tokens.all[to].end]
    }

    fn expects(&self, wanted: Rule) -> bool {
        self.expected.contains(&wanted)
    }

    /// A value could stand here.
    fn expects_value(&self) -> bool {
        let value = [Rule::expr, Rule::sum, Rule::negation, Rule::minus, Rule::paren, Rule::call];
        value.iter().any(|rule| self.expects(*rule))
    }

    /// The bracket that is open where reading stopped, as an index of a token.
    fn open(&self) -> Option<usize> {
        let mut closed = 0usize;
        (self.piece.start..self.i.min(self.piece.end)).rev().find(|&i| match self.tokens.kind(i) {
            Some(Kind::Close) => {
                closed += 1;
                false
            }
            Some(Kind::Open) if closed > 0 => {
                closed -= 1;
                false
            }
            kind => kind == Some(Kind::Open),
        })
    }

    /// The word that the piece begins with.
    fn first(&self) -> &'a str {
        self.tokens.word(self.piece.start)
    }

    /// "expected this, found that".
    fn plain(&self) -> Diagnostic {
        let found = one_line(self.near(0));
        if expected::operator(self) && !self.at_end() {
            let before = one_line(self.near(-1));
            return Diagnostic::new(&codes::SYNTAX, format!("`{found}` does not follow `{before}`"))
                .at(self.span(0), "before this an operator is missing, or the line should end");
        }
        let wanted = expected::phrase(self);
        if self.at_end() {
            let message = format!("{wanted} is missing behind `{}`", one_line(self.near(-1)));
            return Diagnostic::new(&codes::SYNTAX, message).at(self.end(), "it should stand here");
        }
        Diagnostic::new(&codes::SYNTAX, format!("`{found}` stands where {wanted} is expected"))
            .at(self.span(0), format!("expected {wanted}"))
    }
}
