//! Declarations with braces, and dimension blocks: the head and each line on its own.

use super::*;
use crate::source::Span;
use crate::syntax::ast::{
    self, Cohort, Dimension, ExprKind, Journey, Member, MemberKind, Stage, Test, TestStep,
};
use crate::syntax::build::{Head, cohort_kind, rule_kind};
use pest::iterators::Pair;

/// A piece cut at its braces.
struct Block {
    head: Range<usize>,
    inside: Range<usize>,
    /// The braces and what stands between them.
    span: Span,
    /// What follows the closing brace and belongs to nothing.
    rest: Range<usize>,
}

impl Recovery<'_> {
    /// A declaration whose body has braces, read line by line; `None` if it has none, or is of another kind.
    pub(super) fn block(&mut self, piece: &Piece) -> Option<Item> {
        let keyword = self.tokens.word(piece.range.start);
        let block = self.cut(piece, piece.range.clone())?;
        let name = self.name(&piece.range);
        let before = self.build.diagnostics.len();
        let kind = match keyword {
            "icp" | "persona" | "score" => {
                let head = self.head(piece, &block);
                let members = self.members(piece, &block);
                head.map(|Head { name, of, title }| {
                    let kind = cohort_kind(keyword);
                    ItemKind::Cohort(Cohort { kind, name, of, title, members, body: block.span })
                })
            }
            "journey" => {
                let head = self.head(piece, &block);
                let stages = self.stages(piece, &block);
                head.map(|Head { name, of, title }| {
                    ItemKind::Journey(Journey { name, of, title, stages, body: block.span })
                })
            }
            "test" => {
                self.head(piece, &block);
                let steps = self.steps(piece, &block);
                let title = self.test_title(piece, &block);
                title.map(|title| ItemKind::Test(Test { title, steps, body: block.span }))
            }
            "assign" => {
                self.head(piece, &block);
                self.assign_lines(piece, &block);
                None
            }
            _ => return None,
        };
        self.rest(piece, &block, before);
        let (first, last) = (self.tokens.all[piece.range.start], self.tokens.all[piece.range.end - 1]);
        Some(Item {
            doc: self.scan.docs.get(&first.start).cloned(),
            span: self.origin.span(first.start..last.end),
            kind: kind.unwrap_or(ItemKind::Broken(name)),
        })
    }

    /// Finds the first brace that is open at the level of `range`, and its partner.
    fn cut(&self, piece: &Piece, range: Range<usize>) -> Option<Block> {
        let open = range.clone().find(|&i| self.tokens.kind(i) == Some(Kind::Open))?;
        if self.tokens.word(open) != "{" {
            return None;
        }
        let close = piece.mended.partner.get(&open).copied().filter(|close| range.contains(close));
        let end = close.unwrap_or(range.end);
        let last = close.map_or(self.tokens.all[range.end - 1].end, |c| self.tokens.all[c].end);
        Some(Block {
            head: range.start..open,
            inside: open + 1..end,
            span: self.origin.span(self.tokens.all[open].start..last),
            rest: close.map_or(range.end, |c| c + 1)..range.end,
        })
    }

    /// The piece's text between the first and the last of some tokens, with the brackets that were put in behind them.
    fn text<'p>(&self, piece: &'p Piece, range: &Range<usize>) -> (usize, &'p str) {
        let start = self.tokens.all[range.start].start;
        let end = match self.tokens.all.get(range.end) {
            Some(next) if range.end < piece.range.end => next.start,
            _ => piece.start + piece.text.len(),
        };
        (start, piece.text.get(start - piece.start..end - piece.start).unwrap_or_default())
    }

    /// Reads some tokens as one thing; explains it if that fails.
    fn read<T>(
        &mut self,
        piece: &Piece,
        range: &Range<usize>,
        as_what: Rule,
        build: impl FnOnce(&mut Build<'_>, Pair<'_, Rule>) -> Option<T>,
    ) -> Option<T> {
        if range.is_empty() {
            return None;
        }
        let (start, text) = self.text(piece, range);
        match grammar::read(as_what, text) {
            Ok(pairs) => {
                self.build.start = start;
                let pair = pairs.flat_map(Pair::into_inner).next()?;
                build(&mut self.build, pair)
            }
            Err(stopped) => {
                self.explain(&piece.range, range, start, &stopped, as_what);
                None
            }
        }
    }

    /// What stands before the brace. If it does not read, a name is still looked for.
    fn head(&mut self, piece: &Piece, block: &Block) -> Option<Head> {
        let head = self.read(piece, &block.head, Rule::only_head, |build, pair| {
            // A test has no name: that its head reads is all there is to know.
            build.head(&pair)
        });
        head.or_else(|| Some(Head { name: self.name(&block.head)?, of: None, title: None }))
    }

    fn test_title(&mut self, piece: &Piece, block: &Block) -> Option<Spanned<String>> {
        let (start, text) = self.text(piece, &block.head);
        let pairs = grammar::read(Rule::only_head, text).ok()?;
        self.build.start = start;
        let pair = pairs.flat_map(Pair::into_inner).next()?;
        self.build.text_in(&pair)
    }

    fn members(&mut self, piece: &Piece, block: &Block) -> Vec<Member> {
        let tokens = self.tokens;
        let lines = outline::lines(tokens, block.inside.clone(), |i| tokens.is_member(i));
        lines.into_iter().map(|line| self.member(piece, line)).collect()
    }

    fn member(&mut self, piece: &Piece, line: Range<usize>) -> Member {
        let (start, text) = self.text(piece, &line);
        match grammar::read(Rule::only_member, text) {
            Ok(pairs) => {
                self.build.start = start;
                if let Some(pair) = pairs.flat_map(Pair::into_inner).next() {
                    return self.build.member(&pair);
                }
                self.broken_member(&line, MemberKind::Broken)
            }
            Err(stopped) => {
                let kind = self.dimension(piece, &line).unwrap_or_else(|| {
                    self.explain(&piece.range, &line, start, &stopped, Rule::only_member);
                    self.unread_rule(&line).map_or(MemberKind::Broken, MemberKind::Rule)
                });
                self.broken_member(&line, kind)
            }
        }
    }

    fn broken_member(&self, line: &Range<usize>, kind: MemberKind) -> Member {
        let (first, last) = (self.tokens.all[line.start], self.tokens.all[line.end - 1]);
        let doc = self.scan.docs.get(&first.start).cloned();
        Member { doc, span: self.origin.span(first.start..last.end), kind }
    }

    /// A rule that did not read, if the line begins like one.
    fn unread_rule(&self, line: &Range<usize>) -> Option<ast::Rule> {
        let word = self.tokens.word(line.start);
        if !words::RULES.contains(&word) {
            return None;
        }
        let (first, last) = (self.tokens.all[line.start], self.tokens.all[line.end - 1]);
        let span = self.origin.span(first.end..last.end);
        Some(ast::Rule {
            kind: rule_kind(word),
            keyword: self.origin.span(first.start..first.end),
            rule: Expr { span, kind: ExprKind::Error },
            weight: None,
            because: None,
        })
    }

    /// A dimension block with a line that does not read.
    fn dimension(&mut self, piece: &Piece, line: &Range<usize>) -> Option<MemberKind> {
        let word = self.tokens.word(line.start);
        if !words::DIMENSIONS.contains(&word) && word != "dimension" {
            return None;
        }
        let block = self.cut(piece, line.clone())?;
        let before = self.build.diagnostics.len();
        let head = self.read(piece, &block.head, Rule::only_head, |build, pair| build.dimension_head(&pair));
        let tokens = self.tokens;
        let lines = outline::lines(tokens, block.inside.clone(), |i| tokens.is_member(i));
        let rules: Vec<ast::Rule> =
            lines.into_iter().filter_map(|line| self.block_rule(piece, line)).collect();
        self.rest(piece, &block, before);
        let Some(head) = head else { return Some(MemberKind::Broken) };
        Some(MemberKind::Dimension(Dimension { rules, body: block.span, ..head }))
    }

    fn block_rule(&mut self, piece: &Piece, line: Range<usize>) -> Option<ast::Rule> {
        let first = line.start;
        let word = self.tokens.word(first);
        if !words::RULES.contains(&word) && self.tokens.is_member(first) {
            let token = self.tokens.all[first];
            self.build.report(
                Diagnostic::new(&codes::MISPLACED, format!("`{word}` stands inside a dimension block"))
                    .at(self.origin.span(token.start..token.end), "only rules stand here")
                    .help("put it behind the block's closing brace"),
            );
            return None;
        }
        let rule = self.read(piece, &line, Rule::only_member, |build, pair| build.rule(&pair));
        rule.or_else(|| self.unread_rule(&line))
    }

    fn stages(&mut self, piece: &Piece, block: &Block) -> Vec<Stage> {
        let tokens = self.tokens;
        let lines = outline::lines(tokens, block.inside.clone(), |i| {
            tokens.word(i) == "stage" && tokens.is_name(i + 1)
        });
        lines.into_iter().filter_map(|line| self.stage(piece, line)).collect()
    }

    fn stage(&mut self, piece: &Piece, line: Range<usize>) -> Option<Stage> {
        let stage = self.read(piece, &line, Rule::only_stage, |build, pair| build.stage(&pair));
        stage.or_else(|| {
            let (first, last) = (self.tokens.all[line.start], self.tokens.all[line.end - 1]);
            let rule = Expr { span: self.origin.span(first.start..last.end), kind: ExprKind::Error };
            let name = self.name(&line)?;
            Some(Stage { name, title: None, rule, touchpoints: Vec::new(), pains: Vec::new() })
        })
    }

    fn steps(&mut self, piece: &Piece, block: &Block) -> Vec<TestStep> {
        let tokens = self.tokens;
        let begins =
            |i: usize| matches!(tokens.word(i), "given" | "expect") && tokens.kind(i) == Some(Kind::Word);
        let lines = outline::lines(tokens, block.inside.clone(), begins);
        let read = |line: Range<usize>| {
            let step = self.read(piece, &line, Rule::only_step, |build, pair| Some(build.step(&pair)));
            step.unwrap_or(TestStep::Broken)
        };
        lines.into_iter().map(read).collect()
    }

    fn assign_lines(&mut self, piece: &Piece, block: &Block) {
        let tokens = self.tokens;
        let begins = |i: usize| match tokens.word(i) {
            "among" => tokens.word(i + 1) == "[",
            "by" => true,
            "at" => tokens.word(i + 1) == "least",
            _ => false,
        };
        for line in outline::lines(tokens, block.inside.clone(), begins) {
            self.read(piece, &line, Rule::only_line, |_, _| Some(()));
        }
    }

    /// What stands behind the closing brace of a block, if nothing inside it was wrong.
    fn rest(&mut self, piece: &Piece, block: &Block, before: usize) {
        let Some(token) = self.tokens.all.get(block.rest.start).filter(|_| !block.rest.is_empty()) else {
            return;
        };
        if self.build.diagnostics.len() > before || self.was_reported(&piece.range) {
            return;
        }
        let word = self.tokens.word(block.rest.start);
        let span = self.origin.span(token.start..token.end);
        self.build.report(if word == "}" {
            Diagnostic::new(&codes::UNCLOSED, "`}` closes nothing")
                .at(span, "no `{` is open here")
                .fix(span, "")
        } else {
            Diagnostic::new(&codes::SYNTAX, format!("`{word}` follows a block that is closed"))
                .at(span, "this belongs to nothing")
                .help("put it before the closing brace, or begin a declaration with it")
        });
    }
}
