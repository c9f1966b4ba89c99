//! Declarations and what stands in their bodies, as rows.

use super::Layout;
use super::align::ColumnId;
use super::doc::{Doc, LINE, text};
use super::rows::{Cell, Row};
use super::source::Part;
use crate::syntax::grammar::Rule;
use pest::iterators::Pair;

/// A declaration or line with a body in braces.
struct Block<'p> {
    head: Vec<Part<'p>>,
    open: usize,
    members: Vec<Part<'p>>,
    close: usize,
}

/// Rows that follow each other and say the same kind of thing share a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Definition,
    Texts,
    Stage,
    Dimension,
    Other,
}

impl Run {
    fn of(rule: Rule) -> Run {
        match rule {
            Rule::param | Rule::definition | Rule::grid => Run::Definition,
            Rule::text_list | Rule::pain_points | Rule::touchpoints | Rule::pains => Run::Texts,
            Rule::stage => Run::Stage,
            Rule::dimension => Run::Dimension,
            _ => Run::Other,
        }
    }
}

/// The columns that a line can take part in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    /// Behind the head of a definition, of a list, or of a block on one line.
    run: ColumnId,
    /// Behind `must` and `should`.
    keyword: Option<ColumnId>,
    /// Of all rules of a declaration.
    weight: ColumnId,
    because: ColumnId,
}

impl<'a> Layout<'a> {
    /// The declarations of a file, or the lines of a body.
    pub(super) fn lines(&mut self, parts: &[Part<'_>], outer: Option<Scope>) {
        let mut before: Option<Rule> = None;
        let mut scope = outer.unwrap_or_else(|| self.scope());
        for (i, part) in parts.iter().enumerate() {
            // Commas between lines have been left out; there is nothing else.
            let Part::Pair(pair) = part else { continue };
            let rule = pair.as_rule();
            let apart = i > 0 && self.stands_apart(part);
            if rule == Rule::allow {
                // It belongs to the line below, and breaks no columns but where a blank line does.
                self.allow(pair);
                if apart {
                    (scope.weight, scope.because) = self.rule_columns();
                    before = None;
                }
                continue;
            }
            if apart {
                (scope.weight, scope.because) = self.rule_columns();
            }
            let continues = !apart && before.map(Run::of) == Some(Run::of(rule));
            let commented = Run::of(rule) == Run::Definition && self.is_commented(part);
            if !continues || commented {
                scope.run = self.columns.add();
            }
            if rule != Rule::rule_line {
                scope.keyword = None;
            } else if apart || before != Some(rule) {
                scope.keyword = self.keyword_column(&parts[i..]);
            }
            self.line(pair, &scope);
            let over_lines = self.rows.last().is_some_and(|row| row.cells.len() == 1);
            before = (rule != Rule::dimension || !over_lines).then_some(rule);
        }
    }

    /// Whether a blank line stands before a line, or in the comments before it.
    fn stands_apart(&self, part: &Part<'_>) -> bool {
        let gap = self.source.gap(self.source.ends(part).0);
        gap.blank || gap.own.iter().any(|c| c.blank)
    }

    fn is_commented(&self, part: &Part<'_>) -> bool {
        !self.source.gap(self.source.ends(part).0).own.is_empty()
    }

    fn scope(&mut self) -> Scope {
        let (weight, because) = self.rule_columns();
        Scope { run: self.columns.add(), keyword: None, weight, because }
    }

    fn rule_columns(&mut self) -> (ColumnId, ColumnId) {
        let weight = self.columns.add_second();
        (weight, self.columns.add_behind(weight))
    }

    /// Rules that follow each other pad `must` if there is a `should` among them.
    fn keyword_column(&mut self, parts: &[Part<'_>]) -> Option<ColumnId> {
        let parts = parts.iter().filter(|part| !part.is(Rule::allow));
        let rules = parts.enumerate().map_while(|(i, part)| {
            let follows = part.is(Rule::rule_line) && (i == 0 || !self.stands_apart(part));
            follows.then(|| self.source.token(self.source.ends(part).0))
        });
        let words: Vec<&str> = rules.collect();
        (words.contains(&"must") && words.contains(&"should")).then(|| self.columns.add())
    }

    fn line(&mut self, pair: &Pair<'_, Rule>, scope: &Scope) {
        match pair.as_rule() {
            Rule::rule_line => {
                let (first, last) = self.source.ends(&Part::Pair(pair.clone()));
                let mut row = self.open_row(first, last);
                self.rule(&mut row, pair, scope);
                self.rows.push(row);
            }
            Rule::param | Rule::definition | Rule::grid | Rule::claim => self.definition(pair, scope),
            Rule::stage => self.stage(pair, scope),
            Rule::tiers => self.tiers(pair),
            Rule::pain_point => self.cells_line(pair, scope, true),
            Rule::finding => self.finding(pair, scope),
            _ => match self.block(pair) {
                Some(block) => self.block_lines(block, pair.as_rule(), scope),
                None if Run::of(pair.as_rule()) == Run::Texts => self.cells_line(pair, scope, false),
                None => self.plain(pair),
            },
        }
    }

    /// `allow(LINT, …)  because "…"`
    fn allow(&mut self, pair: &Pair<'_, Rule>) {
        let (first, last) = self.source.ends(&Part::Pair(pair.clone()));
        let mut row = self.open_row(first, last);
        let mut parts = self.source.parts(pair);
        let because = parts.pop_if(|part| part.is(Rule::because));
        row.cells.push(Cell::new(self.called(&parts)));
        row.cells.extend(because.map(|part| Cell { gap: 1, ..Cell::new(self.part(&part)).hanging() }));
        self.rows.push(row);
    }

    fn plain(&mut self, pair: &Pair<'_, Rule>) {
        let (first, last) = self.source.ends(&Part::Pair(pair.clone()));
        let mut row = self.open_row(first, last);
        row.cells = vec![Cell::new(self.node(pair))];
        self.rows.push(row);
    }

    /// `must RULE`, `should RULE  weight W  because "…"`
    fn rule(&self, row: &mut Row<'a>, pair: &Pair<'_, Rule>, scope: &Scope) {
        let parts = self.source.parts(pair);
        let mut explained = false;
        for part in &parts {
            let cell = Cell::new(self.part(part));
            row.cells.push(if part.is(Rule::weight) {
                if explained { cell.hanging() } else { cell.hanging().column(scope.weight) }
            } else if part.is(Rule::because) {
                explained = true;
                cell.hanging().column(scope.because)
            } else {
                match part {
                    Part::Pair(pair) if pair.as_rule() == Rule::expr => {
                        row.chain = Self::is_chain(pair).then_some(row.cells.len());
                        let excludes = self.source.is(&parts[0], "exclude");
                        Cell { column: scope.keyword.filter(|_| !excludes), ..cell }
                    }
                    _ => cell,
                }
            });
        }
    }

    /// `WORD NAME: VALUE`
    fn definition(&mut self, pair: &Pair<'_, Rule>, scope: &Scope) {
        let parts = self.source.parts(pair);
        let at = parts.iter().position(|p| p.is(Rule::define)).map_or(parts.len(), |at| at + 1);
        let (head, value) = parts.split_at(at);
        let (first, last) = self.source.ends(&Part::Pair(pair.clone()));
        let mut row = self.open_row(first, last);
        row.cells.push(Cell::new(self.inline(head)));
        if !value.is_empty() {
            let mut cell = Cell { loose: true, ..Cell::new(self.inline(value)) };
            cell.column = (pair.as_rule() != Rule::claim).then_some(scope.run);
            // A list is broken where it is; its bracket may stay behind the name.
            let list = self.source.token(self.source.ends(&value[0]).0) == "[";
            row.cells.push(if list { cell } else { cell.dropping() });
        }
        self.rows.push(row);
    }

    fn stage(&mut self, pair: &Pair<'_, Rule>, scope: &Scope) {
        let Some(block) = self.block(pair) else { return self.definition(pair, scope) };
        let at = block.head.iter().position(|p| p.is(Rule::define)).map_or(0, |at| at + 1);
        let (head, value) = block.head.split_at(at);
        let mut row = self.open_row(self.source.ends(&block.head[0]).0, block.open);
        row.cells.push(Cell::new(self.inline(head)));
        let value = Cell { loose: true, ..Cell::new(self.inline(value)) };
        row.cells.push(value.column(scope.run).dropping());
        row.cells.push(Cell::new(self.token(block.open)));
        self.rows.push(row);
        self.body(&block, None);
    }

    /// `{ A: 75  B: 50 }` on one line if it fits.
    fn tiers(&mut self, pair: &Pair<'_, Rule>) {
        let Some(block) = self.block(pair) else { return };
        if !self.source.has_comment(block.open, block.close) {
            let mut row = self.open_row(self.source.ends(&block.head[0]).0, block.close);
            let mut docs = vec![self.inline(&block.head), text(" "), self.token(block.open)];
            for (i, tier) in block.members.iter().enumerate() {
                docs.extend([text(if i == 0 { " " } else { "  " }), self.part(tier)]);
            }
            docs.extend([text(" "), self.token(block.close)]);
            row.cells = vec![Cell::new(Doc::Concat(docs))];
            if row.flat().is_some() {
                self.rows.push(row);
                return;
            }
            self.take_back();
        }
        let scope = self.scope();
        self.block_lines(block, Rule::tiers, &scope);
    }

    /// A word or text, and what belongs to it in a column behind.
    fn cells_line(&mut self, pair: &Pair<'_, Rule>, scope: &Scope, hangs: bool) {
        let parts = self.source.parts(pair);
        let (first, last) = self.source.ends(&Part::Pair(pair.clone()));
        let mut row = self.open_row(first, last);
        for (i, part) in parts.iter().enumerate() {
            let cell = Cell { hangs: hangs && i > 0, ..Cell::new(self.part(part)) };
            row.cells.push(if i == 1 { cell.column(scope.run) } else { cell });
        }
        self.rows.push(row);
    }

    /// `interview 2026-06-12 "…" n: 12 link: "…"`, all in columns.
    fn finding(&mut self, pair: &Pair<'_, Rule>, scope: &Scope) {
        let (first, last) = self.source.ends(&Part::Pair(pair.clone()));
        let mut row = self.open_row(first, last);
        for part in self.source.parts(pair) {
            let hangs = part.is(Rule::sample) || part.is(Rule::link);
            let cell = Cell { hangs, ..Cell::new(self.part(&part)) };
            row.cells.push(match row.cells.len() {
                1 => cell.column(scope.run),
                2 => cell.column(scope.weight),
                _ if part.is(Rule::sample) => cell.column(scope.because),
                _ => cell,
            });
        }
        self.rows.push(row);
    }

    /// Takes a declaration with a body apart. Commas between the lines of a body are left out.
    fn block<'p>(&mut self, pair: &Pair<'p, Rule>) -> Option<Block<'p>> {
        let mut parts = self.source.parts(pair);
        if let Some(Part::Pair(body)) = parts.last().filter(|p| is_body(p)) {
            let inside = self.source.parts(body);
            parts.pop();
            parts.extend(inside);
        }
        let at = parts.iter().position(|p| self.source.is(p, "{"))?;
        let close = self.source.ends(parts.last().filter(|p| self.source.is(p, "}"))?).0;
        let open = self.source.ends(&parts[at]).0;
        let head = parts[..at].to_vec();
        let mut members = Vec::new();
        for part in parts.drain(at + 1..).filter(|p| !matches!(p, Part::Token(t) if *t == close)) {
            match self.source.is(&part, ",") {
                true => self.source.drop(self.source.ends(&part).0),
                false => members.push(part),
            }
        }
        Some(Block { head, open, members, close })
    }

    fn block_lines(&mut self, block: Block<'_>, rule: Rule, scope: &Scope) {
        if self.on_one_line(&block, scope) {
            return;
        }
        let first = block.head.first().map_or(block.open, |p| self.source.ends(p).0);
        let mut row = self.open_row(first, block.open);
        row.cells.push(Cell::new(self.inline(&block.head)));
        let brace = Cell::new(self.token(block.open));
        row.cells.push(if Run::of(rule) == Run::Texts { brace.column(scope.run) } else { brace });
        self.rows.push(row);
        self.body(&block, (rule == Rule::dimension).then_some(*scope));
    }

    fn body(&mut self, block: &Block<'_>, scope: Option<Scope>) {
        self.depth += 1;
        self.fresh = true;
        self.lines(&block.members, scope);
        self.comments_before(block.close);
        self.depth -= 1;
        let mut row = self.closing_row(block.close);
        row.cells.push(Cell::new(self.token(block.close)));
        self.rows.push(row);
    }

    /// A body of one line stays behind its brace if it was written there.
    fn on_one_line(&mut self, block: &Block<'_>, scope: &Scope) -> bool {
        let first = block.head.first().map_or(block.open, |p| self.source.ends(p).0);
        let [Part::Pair(member)] = &block.members[..] else { return false };
        let written =
            !self.source.gap(block.open + 1).breaks && !self.source.has_comment(block.open, block.close);
        let short = matches!(member.as_rule(), Rule::rule_line | Rule::icp | Rule::expr | Rule::cell);
        if !written || !short {
            return false;
        }
        let mut row = self.open_row(first, block.close);
        row.cells.push(Cell::new(self.inline(&block.head)));
        let mut inside = Row::new(self.depth);
        match member.as_rule() {
            Rule::rule_line => {
                self.rule(&mut inside, member, &Scope { keyword: None, ..*scope });
                let keyword = inside.cells.remove(0).doc;
                inside.cells[0].doc = Doc::Concat(vec![keyword, LINE, inside.cells[0].doc.clone()]);
            }
            _ => inside.cells.push(Cell::new(self.node(member))),
        }
        let (open, close) = (self.token(block.open), self.token(block.close));
        inside.cells[0].doc = Doc::Concat(vec![open, text(" "), inside.cells[0].doc.clone()]);
        inside.cells[0].column = Some(scope.run);
        if let Some(last) = inside.cells.last_mut() {
            last.doc = Doc::Concat(vec![last.doc.clone(), text(" "), close]);
        }
        row.cells.append(&mut inside.cells);
        if row.flat().is_none() {
            self.take_back();
            return false;
        }
        self.rows.push(row);
        true
    }
}

fn is_body(part: &Part<'_>) -> bool {
    let bodies = [
        Rule::body,
        Rule::dimension_body,
        Rule::assign_body,
        Rule::journey_body,
        Rule::stage_body,
        Rule::test_body,
    ];
    bodies.into_iter().any(|rule| part.is(rule))
}
