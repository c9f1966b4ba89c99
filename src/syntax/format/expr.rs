//! Rules and values as documents.

use super::Layout;
use super::doc::{Doc, LINE, SOFT, text};
use super::source::Part;
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

/// A value of at most so many bytes without a bracket never goes to a line of its own.
const SIMPLE: usize = 24;

/// A list of more short literals than this fills its lines.
const MANY: usize = 10;
const SHORT: usize = 12;

/// What a list's brackets have inside: nothing (`[a]`), or spaces (`{ a }`).
#[derive(Debug, Clone, Copy)]
struct Style {
    /// Spaces behind the opening and before the closing one.
    inside: u8,
    /// The last item may be followed by a comma.
    comma: bool,
}

const LIST: Style = Style { inside: 0, comma: true };
const ROWS: Style = Style { inside: 1, comma: true };
const PAREN: Style = Style { inside: 0, comma: false };

impl<'a> Layout<'a> {
    /// Anything that is no line of its own.
    pub(super) fn node(&self, pair: &Pair<'_, Rule>) -> Doc<'a> {
        match pair.as_rule() {
            Rule::expr => self.chain(pair, true),
            Rule::sum => self.sum(pair),
            Rule::call => self.call(pair),
            Rule::paren => self.bracketed(&self.source.parts(pair), PAREN),
            Rule::list | Rule::texts | Rule::among => self.bracketed(&self.source.parts(pair), LIST),
            Rule::rows => self.bracketed(&self.source.parts(pair), ROWS),
            Rule::row => self.braced(pair, true),
            Rule::local => self.braced(pair, false),
            _ => self.inline(&self.source.parts(pair)),
        }
    }

    pub(super) fn part(&self, part: &Part<'_>) -> Doc<'a> {
        match part {
            Part::Token(at) => self.token(*at),
            Part::Pair(pair) => self.node(pair),
        }
    }

    /// Pieces on one line, with spaces where words and signs want them.
    pub(super) fn inline(&self, parts: &[Part<'_>]) -> Doc<'a> {
        let mut docs = Vec::with_capacity(2 * parts.len());
        let tight = parts.iter().all(|p| matches!(p, Part::Token(_)));
        for (i, part) in parts.iter().enumerate() {
            if i > 0 && !tight && self.spaced(&parts[i - 1], part) {
                docs.push(text(" "));
            }
            docs.push(self.part(part));
        }
        match docs.len() {
            1 => docs.swap_remove(0),
            _ => Doc::Concat(docs),
        }
    }

    fn spaced(&self, before: &Part<'_>, behind: &Part<'_>) -> bool {
        let last = self.source.token(self.source.ends(before).1);
        let first = self.source.token(self.source.ends(behind).0);
        !matches!(last, "(" | "[" | ".") && !matches!(first, "," | ":" | ")" | "]" | "." | "%")
    }

    /// Whether a rule is a chain of `and` or `or`.
    pub(super) fn is_chain(pair: &Pair<'_, Rule>) -> bool {
        pair.as_rule() == Rule::expr && pair.clone().into_inner().any(|p| p.as_rule() == Rule::logic)
    }

    /// Terms joined by `and` or `or`; each on a line of its own where they do not fit on one.
    fn chain(&self, pair: &Pair<'_, Rule>, indented: bool) -> Doc<'a> {
        let parts = self.source.parts(pair);
        let mut terms = parts.split(|p| p.is(Rule::logic));
        let first = self.term(terms.next().unwrap_or_default());
        let mut rest = Vec::new();
        for (word, term) in parts.iter().filter(|p| p.is(Rule::logic)).zip(terms) {
            rest.extend([LINE, self.part(word), text(" "), self.term(term)]);
        }
        broken_behind(first, rest, indented)
    }

    /// `not`, a value, and the tests of it.
    fn term(&self, parts: &[Part<'_>]) -> Doc<'a> {
        let mut docs = Vec::new();
        for part in parts {
            match part {
                Part::Pair(pair) if !docs.is_empty() && Self::tests(pair) && !self.is_simple(pair) => {
                    let value = Doc::Concat(std::mem::take(&mut docs));
                    let rest = vec![LINE, self.inline(&self.source.parts(pair))];
                    docs.push(broken_behind(value, rest, true));
                }
                part => {
                    docs.extend((!docs.is_empty()).then(|| text(" ")));
                    docs.push(self.part(part));
                }
            }
        }
        Doc::Concat(docs)
    }

    /// Whether this tests the value before it.
    fn tests(pair: &Pair<'_, Rule>) -> bool {
        !matches!(pair.as_rule(), Rule::negation | Rule::sum)
    }

    fn is_simple(&self, pair: &Pair<'_, Rule>) -> bool {
        let range = self.source.range(pair);
        self.source.length(range.clone()) <= SIMPLE
            || range.into_iter().any(|at| self.source.token(at) == "[")
    }

    /// Operators are a flat list; lines are broken at the loosest ones first.
    fn sum(&self, pair: &Pair<'_, Rule>) -> Doc<'a> {
        self.operation(&self.source.parts(pair), &[&["+", "-"], &["*", "/"], &["??"]])
    }

    fn operation(&self, parts: &[Part<'_>], levels: &[&[&str]]) -> Doc<'a> {
        let Some((operators, tighter)) = levels.split_first() else { return self.operand(parts) };
        let splits = |p: &Part<'_>| {
            p.is(Rule::sum_op) && operators.contains(&self.source.token(self.source.ends(p).0))
        };
        let mut operands = parts.split(splits);
        let first = self.operation(operands.next().unwrap_or_default(), tighter);
        let mut rest = Vec::new();
        for (operator, operand) in parts.iter().filter(|p| splits(p)).zip(operands) {
            rest.extend([LINE, self.part(operator), text(" "), self.operation(operand, tighter)]);
        }
        broken_behind(first, rest, true)
    }

    /// `-x.y`
    fn operand(&self, parts: &[Part<'_>]) -> Doc<'a> {
        let mut docs = Vec::with_capacity(parts.len());
        for (i, part) in parts.iter().enumerate() {
            // `--` with a blank behind it reads as a comment of another language.
            docs.extend((i > 0 && part.is(Rule::minus)).then(|| text(" ")));
            docs.push(self.part(part));
        }
        match docs.len() {
            1 => docs.swap_remove(0),
            _ => Doc::Concat(docs),
        }
    }

    fn call(&self, pair: &Pair<'_, Rule>) -> Doc<'a> {
        let mut parts = Vec::new();
        for part in self.source.parts(pair) {
            match part {
                Part::Pair(inner) if inner.as_rule() == Rule::arguments => {
                    parts.extend(self.source.parts(&inner));
                }
                other => parts.push(other),
            }
        }
        self.called(&parts)
    }

    /// What stands before a bracket, and several items in it.
    pub(super) fn called(&self, parts: &[Part<'_>]) -> Doc<'a> {
        let several = parts.iter().any(|p| p.is(Rule::comma));
        self.bracketed(parts, Style { inside: 0, comma: several })
    }

    /// Items between brackets, with what stands before them. A comma behind the last item keeps each on a line of its own.
    fn bracketed(&self, parts: &[Part<'_>], style: Style) -> Doc<'a> {
        let is_open = |p: &Part<'_>| self.source.is(p, "[") || self.source.is(p, "(");
        let Some(open) = parts.iter().position(is_open) else { return self.inline(parts) };
        let (head, inside) = parts.split_at(open + 1);
        let Some((close, inside)) = inside.split_last() else { return self.inline(parts) };
        let mut docs = self.head(head);
        if inside.is_empty() {
            let inside = vec![SOFT, self.part(close)];
            docs.extend(inside);
            return Doc::Group(docs);
        }
        let is_comma = |p: &Part<'_>| self.source.is(p, ",");
        let trailing = inside.last().is_some_and(is_comma);
        let items: Vec<&[Part<'_>]> = inside.split(is_comma).filter(|i| !i.is_empty()).collect();
        let commas: Vec<&Part<'_>> = inside.iter().filter(|p| is_comma(p)).collect();
        let single = items.len() == 1;
        let mut list = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let mut doc = vec![self.list_item(item, !single || style.comma)];
            doc.extend(commas.get(i).map(|comma| self.part(comma)));
            list.push(Doc::Concat(doc));
        }
        let fills = style.comma && items.len() > MANY && items.iter().all(|i| self.is_short(i));
        let mut body = vec![Doc::Line(style.inside)];
        if fills {
            body.push(Doc::Fill(list));
        } else {
            for (i, item) in list.into_iter().enumerate() {
                body.extend((i > 0).then_some(LINE));
                body.push(item);
            }
        }
        body.extend((style.comma && trailing).then_some(Doc::Broken));
        body.extend((style.comma && !trailing).then_some(Doc::IfBroken(",")));
        docs.push(Doc::Indent(self.with_comments(body, close)));
        docs.extend([Doc::Line(style.inside), self.closing(close)]);
        Doc::Group(docs)
    }

    /// What stands before the first item, the bracket included.
    fn head(&self, parts: &[Part<'_>]) -> Vec<Doc<'a>> {
        let mut docs = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let called = self.source.is(part, "(");
            docs.extend((i > 0 && !called && self.spaced(&parts[i - 1], part)).then(|| text(" ")));
            docs.push(self.part(part));
        }
        docs
    }

    /// An argument with its clauses, or anything else between two commas.
    fn list_item(&self, parts: &[Part<'_>], indented: bool) -> Doc<'a> {
        match parts {
            [Part::Pair(pair)] if pair.as_rule() == Rule::expr => self.chain(pair, indented),
            [first, clauses @ ..] => {
                let rest = clauses.iter().flat_map(|clause| [LINE, self.part(clause)]).collect();
                broken_behind(self.part(first), rest, true)
            }
            [] => Doc::Concat(Vec::new()),
        }
    }

    fn is_short(&self, parts: &[Part<'_>]) -> bool {
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
        let (first, last) = (self.source.ends(first).0, self.source.ends(last).1);
        self.source.length(first..last + 1) <= SHORT && !self.source.has_comment(first, last)
    }

    /// `{ age: 36, city: "Bonn" }`: as many cells on each line as fit, or each on its own.
    fn braced(&self, pair: &Pair<'_, Rule>, fills: bool) -> Doc<'a> {
        let parts = self.source.parts(pair);
        let [open, inside @ .., close] = &parts[..] else { return self.inline(&parts) };
        let mut cells: Vec<Vec<Doc<'a>>> = Vec::new();
        for part in inside {
            match (self.source.is(part, ","), cells.last_mut()) {
                (true, Some(cell)) => cell.push(self.part(part)),
                _ => {
                    // The comma between two cells may be left out.
                    if let Some(cell) = cells.last_mut().filter(|cell| cell.len() == 1) {
                        cell.push(text(","));
                    }
                    cells.push(vec![self.part(part)]);
                }
            }
        }
        if cells.is_empty() {
            return Doc::Group(vec![self.part(open), SOFT, self.part(close)]);
        }
        let trailing = cells.last().is_some_and(|cell| cell.len() > 1);
        let cells = cells.into_iter().map(Doc::Concat);
        let mut body = match fills {
            true => vec![LINE, Doc::Fill(cells.collect())],
            false => cells.flat_map(|cell| [LINE, cell]).collect(),
        };
        body.push(if trailing { Doc::Broken } else { Doc::IfBroken(",") });
        let body = Doc::Indent(self.with_comments(body, close));
        Doc::Group(vec![self.part(open), body, LINE, self.closing(close)])
    }

    /// Comments before a closing bracket stand inside, with the items.
    fn with_comments(&self, mut body: Vec<Doc<'a>>, close: &Part<'_>) -> Vec<Doc<'a>> {
        let at = self.source.ends(close).0;
        body.extend(self.source.gap(at).own.iter().map(|c| Doc::OwnComment(c.text)));
        body
    }

    fn closing(&self, close: &Part<'_>) -> Doc<'a> {
        self.token_alone(self.source.ends(close).0)
    }
}

/// What follows goes to lines of its own as soon as not all of it fits behind.
fn broken_behind<'a>(first: Doc<'a>, rest: Vec<Doc<'a>>, indented: bool) -> Doc<'a> {
    match (rest.is_empty(), indented) {
        (true, _) => first,
        (false, true) => Doc::Group(vec![first, Doc::Indent(rest)]),
        (false, false) => Doc::Group(std::iter::once(first).chain(rest).collect()),
    }
}
