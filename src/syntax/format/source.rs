//! The tokens of a text with what stands between them: comments and blank lines.

use crate::syntax::grammar::Rule;
use crate::syntax::scan::{Scan, Token};
use pest::iterators::Pair;

/// A comment on lines of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comment<'a> {
    pub text: &'a str,
    /// A blank line stands before it.
    pub blank: bool,
}

impl Comment<'_> {
    pub fn is_doc(&self) -> bool {
        self.text.starts_with("##") && !self.text.starts_with("###")
    }
}

/// What stands before a token.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap<'a> {
    /// Behind the token before, on its line.
    pub end: Option<&'a str>,
    pub own: Vec<Comment<'a>>,
    /// A blank line stands right before the token.
    pub blank: bool,
    /// The token begins a line.
    pub breaks: bool,
}

/// A piece of a pair: a sign that the grammar has no rule for, or a pair of its own.
#[derive(Debug, Clone)]
pub(super) enum Part<'p> {
    Token(usize),
    Pair(Pair<'p, Rule>),
}

impl Part<'_> {
    pub fn is(&self, rule: Rule) -> bool {
        matches!(self, Part::Pair(pair) if pair.as_rule() == rule)
    }
}

pub(super) struct Source<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    /// One more than there are tokens: the last one stands before the end.
    gaps: Vec<Gap<'a>>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str, scan: &'a Scan) -> Self {
        let mut gaps = Vec::with_capacity(scan.tokens.len() + 1);
        let mut end = 0;
        for start in scan.tokens.iter().map(|t| t.start).chain([text.len()]) {
            gaps.push(gap(&text[end..start], end == 0));
            end = scan.tokens.get(gaps.len() - 1).map_or(end, |t| t.end);
        }
        Source { text, tokens: &scan.tokens, gaps }
    }

    pub fn token(&self, index: usize) -> &'a str {
        let token = self.tokens[index];
        &self.text[token.start..token.end]
    }

    pub fn gap(&self, index: usize) -> &Gap<'a> {
        &self.gaps[index]
    }

    /// The tokens of a pair. (It may reach over the blanks and comments behind it.)
    pub fn range(&self, pair: &Pair<'_, Rule>) -> std::ops::Range<usize> {
        let span = pair.as_span();
        let start = self.tokens.partition_point(|t| t.start < span.start());
        let length = self.tokens[start..].partition_point(|t| t.start < span.end());
        start..start + length
    }

    /// The pieces of a pair, in order; together they are all of its tokens.
    pub fn parts<'p>(&self, pair: &Pair<'p, Rule>) -> Vec<Part<'p>> {
        let range = self.range(pair);
        let mut parts = Vec::new();
        let mut at = range.start;
        for inner in pair.clone().into_inner() {
            let inside = self.range(&inner);
            if inside.is_empty() {
                continue;
            }
            parts.extend((at..inside.start).map(Part::Token));
            parts.push(Part::Pair(inner));
            at = inside.end;
        }
        parts.extend((at..range.end).map(Part::Token));
        parts
    }

    /// The first and the last token of a piece.
    pub fn ends(&self, part: &Part<'_>) -> (usize, usize) {
        match part {
            Part::Token(at) => (*at, *at),
            Part::Pair(pair) => {
                let range = self.range(pair);
                (range.start, range.end.max(range.start + 1) - 1)
            }
        }
    }

    /// Whether a piece is this one sign or word.
    pub fn is(&self, part: &Part<'_>, token: &str) -> bool {
        let (first, last) = self.ends(part);
        first == last && self.token(first) == token
    }

    /// How long tokens are, whatever stands between them.
    pub fn length(&self, tokens: std::ops::Range<usize>) -> usize {
        self.tokens[tokens].iter().map(|t| t.end - t.start).sum()
    }

    /// Whether a comment stands between these tokens.
    pub fn has_comment(&self, first: usize, last: usize) -> bool {
        (first + 1..=last).any(|at| self.gaps[at].end.is_some() || !self.gaps[at].own.is_empty())
    }

    /// Leaves a token out; its comments stay.
    pub fn drop(&mut self, index: usize) {
        let before = std::mem::take(&mut self.gaps[index]);
        let behind = &mut self.gaps[index + 1];
        let mut own = before.own;
        let end = match (before.end, behind.end.take()) {
            (Some(first), second) => {
                own.extend(second.map(|text| Comment { text, blank: false }));
                Some(first)
            }
            (None, Some(second)) if !own.is_empty() => {
                own.push(Comment { text: second, blank: false });
                None
            }
            (None, second) => second,
        };
        own.append(&mut behind.own);
        behind.blank &= !own.last().is_some_and(Comment::is_doc);
        behind.own = own;
        behind.breaks |= before.breaks;
        // The comment of the line now stands behind the token before the one that is gone.
        self.gaps[index].end = end;
    }
}

fn gap(text: &str, begins: bool) -> Gap<'_> {
    let mut gap = Gap { breaks: begins, ..Gap::default() };
    if text.len() < 2 && !text.contains(['\n', '#']) {
        return gap;
    }
    let mut lines = text.split('\n').peekable();
    // The first piece ends the line of the token before.
    let mut ends = !begins;
    while let Some(line) = lines.next() {
        let comment = line.find('#').map(|at| line[at..].trim_end());
        match comment {
            Some(comment) if ends => gap.end = Some(comment),
            Some(comment) => gap.own.push(Comment { text: comment, blank: std::mem::take(&mut gap.blank) }),
            None => gap.blank |= !ends && lines.peek().is_some(),
        }
        gap.breaks |= lines.peek().is_some();
        ends = false;
    }
    // A doc comment stands right above what it is about.
    gap.blank &= !gap.own.last().is_some_and(Comment::is_doc);
    gap
}
