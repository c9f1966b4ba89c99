//! Declarations with braces, and dimension blocks: the head and each line on its own.

use super::outline::Nesting;
use super::*;
use crate::source::{LocalText, Span};
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
    pub(super) fn block(&mut self, whole: &Range<usize>) -> Option<Item> {
        let keyword = self.tokens.word(whole.start);
        let block = self.cut(whole)?;
        let name = self.name(whole);
        let before = self.build.diagnostics.len();
        let waiting = std::mem::take(&mut self.build.waiting);
        let kind = match keyword {
            "icp" | "persona" | "score" => {
                let head = self.head(&block);
                let members = self.members(&block);
                head.map(|Head { name, of, title }| {
                    let kind = cohort_kind(keyword);
                    ItemKind::Cohort(Cohort { kind, name, of, title, members, body: block.span })
                })
            }
            "journey" => {
                let head = self.head(&block);
                let (stages, line) = self.stages(&block);
                head.map(|Head { name, of, title }| {
                    let title = title.or(line);
                    ItemKind::Journey(Journey { name, of, title, stages, body: block.span })
                })
            }
            "test" => {
                self.head(&block);
                let steps = self.steps(&block);
                let title = self.test_title(&block);
                title.map(|title| ItemKind::Test(Test { title, steps, body: block.span }))
            }
            "assign" => {
                self.head(&block);
                self.assign_lines(&block);
                None
            }
            _ => return None,
        };
        self.rest(&block, before);
        let (first, last) = (self.tokens.all[whole.start], self.tokens.all[whole.end - 1]);
        let span = self.origin.span(first.start..last.end);
        self.build.waiting = waiting;
        let (_, doc) = self.build.covered(span, |_| ());
        Some(Item {
            doc: self.scan.docs.get(&first.start).cloned().or(doc),
            span,
            kind: kind.unwrap_or(ItemKind::Broken(name)),
            allows: std::mem::take(&mut self.build.allowed),
        })
    }

    /// Finds the first brace that is open at the level of `range`, and its partner.
    fn cut(&self, range: &Range<usize>) -> Option<Block> {
        let open = range.clone().find(|&i| self.tokens.kind(i) == Some(Kind::Open))?;
        if self.tokens.word(open) != "{" {
            return None;
        }
        let mut nesting = Nesting::default();
        let close = (open..range.end).find(|&i| {
            nesting.step(self.tokens, i);
            !nesting.is_open()
        });
        let end = close.unwrap_or(range.end);
        let last = self.tokens.all[close.unwrap_or(range.end - 1)].end;
        Some(Block {
            head: range.start..open,
            inside: open + 1..end,
            span: self.origin.span(self.tokens.all[open].start..last),
            rest: close.map_or(range.end, |c| c + 1)..range.end,
        })
    }

    /// Reads some tokens as one thing; explains it if that fails.
    fn read<T>(
        &mut self,
        range: &Range<usize>,
        as_what: Rule,
        build: impl FnOnce(&mut Build<'_>, Pair<'_, Rule>) -> Option<T>,
    ) -> Option<T> {
        if range.is_empty() {
            return None;
        }
        let (start, text) = self.text(range);
        match grammar::read(as_what, text) {
            Ok(pairs) if !self.was_reported(range) => {
                self.build.start = start;
                let pair = pairs.flat_map(Pair::into_inner).next()?;
                build(&mut self.build, pair)
            }
            Ok(_) => None,
            Err(stopped) => {
                self.explain(range, &stopped, as_what);
                None
            }
        }
    }

    /// What stands before the brace. If it does not read, a name is still looked for.
    fn head(&mut self, block: &Block) -> Option<Head> {
        let head = self.read(&block.head, Rule::only_head, |build, pair| {
            // A test has no name: that its head reads is all there is to know.
            build.head(&pair)
        });
        head.or_else(|| Some(Head { name: self.name(&block.head)?, of: None, title: None }))
    }

    fn test_title(&mut self, block: &Block) -> Option<Spanned<String>> {
        let (start, text) = self.text(&block.head);
        let pairs = grammar::read(Rule::only_head, text).ok()?;
        self.build.start = start;
        let pair = pairs.flat_map(Pair::into_inner).next()?;
        self.build.text_in(&pair)
    }

    fn members(&mut self, block: &Block) -> Vec<Member> {
        let tokens = self.tokens;
        let lines = outline::lines(tokens, block.inside.clone(), |i| tokens.is_member(i));
        let members = lines.into_iter().filter_map(|line| self.member(line)).collect();
        self.build.nothing_below();
        members
    }

    fn member(&mut self, line: Range<usize>) -> Option<Member> {
        let (start, text) = self.text(&line);
        let stopped = match grammar::read(Rule::only_member, text) {
            Ok(pairs) if !self.was_reported(&line) => {
                self.build.start = start;
                let pair = pairs.flat_map(Pair::into_inner).next();
                return match pair {
                    Some(pair) => self.build.member(&pair),
                    None => Some(self.broken_member(&line, MemberKind::Broken)),
                };
            }
            Ok(_) => Stopped::nowhere(),
            Err(stopped) => stopped,
        };
        self.build.forget_waiting();
        let kind = self.dimension(&line).unwrap_or_else(|| {
            self.explain(&line, &stopped, Rule::only_member);
            self.unread_rule(&line).map_or(MemberKind::Broken, MemberKind::Rule)
        });
        Some(self.broken_member(&line, kind))
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
    fn dimension(&mut self, line: &Range<usize>) -> Option<MemberKind> {
        let word = self.tokens.word(line.start);
        if !words::DIMENSIONS.contains(&word) && word != "dimension" {
            return None;
        }
        let block = self.cut(line)?;
        let before = self.build.diagnostics.len();
        let head = self.read(&block.head, Rule::only_head, |build, pair| build.dimension_head(&pair));
        let tokens = self.tokens;
        let lines = outline::lines(tokens, block.inside.clone(), |i| tokens.is_member(i));
        let mut title = None;
        let mut rules: Vec<ast::Rule> = Vec::new();
        for line in lines {
            match self.tokens.word(line.start) {
                "title" => self.title(&mut title, line, Rule::only_member),
                _ => rules.extend(self.block_rule(line)),
            }
        }
        self.build.nothing_below();
        self.rest(&block, before);
        let Some(head) = head else { return Some(MemberKind::Broken) };
        let title = head.title.or(title);
        Some(MemberKind::Dimension(Dimension { rules, title, body: block.span, ..head }))
    }

    fn block_rule(&mut self, line: Range<usize>) -> Option<ast::Rule> {
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
        if word == "allow" {
            self.allow(&line);
            return None;
        }
        let rule = self.read(&line, Rule::only_member, |build, pair| build.rule(&pair));
        rule.or_else(|| {
            self.build.forget_waiting();
            self.unread_rule(&line)
        })
    }

    fn allow(&mut self, line: &Range<usize>) {
        let read = self.read(line, Rule::only_member, |build, pair| Some(build.is_allow(&pair)));
        if read.is_none() {
            self.build.forget_waiting();
        }
    }

    fn title(&mut self, slot: &mut Option<Spanned<LocalText>>, line: Range<usize>, what: Rule) {
        self.read(&line, what, |build, pair| {
            build.title_line(slot, &pair);
            Some(())
        });
    }

    fn stages(&mut self, block: &Block) -> (Vec<Stage>, Option<Spanned<LocalText>>) {
        let tokens = self.tokens;
        let is_title = |i: usize| tokens.word(i) == "title" && tokens.word(i + 1) == ":";
        let is_allow = |i: usize| tokens.allows(i);
        let lines = outline::lines(tokens, block.inside.clone(), |i| {
            tokens.word(i) == "stage" && tokens.is_name(i + 1) || is_title(i) || is_allow(i)
        });
        let (mut stages, mut title) = (Vec::new(), None);
        for line in lines {
            if is_title(line.start) {
                self.title(&mut title, line, Rule::only_line);
            } else if is_allow(line.start) {
                self.allow(&line);
            } else {
                stages.extend(self.stage(line));
            }
        }
        self.build.nothing_below();
        (stages, title)
    }

    fn stage(&mut self, line: Range<usize>) -> Option<Stage> {
        let stage = self.read(&line, Rule::only_stage, |build, pair| build.stage(&pair));
        stage.or_else(|| {
            self.build.forget_waiting();
            let (first, last) = (self.tokens.all[line.start], self.tokens.all[line.end - 1]);
            let rule = Expr { span: self.origin.span(first.start..last.end), kind: ExprKind::Error };
            let name = self.name(&line)?;
            Some(Stage { name, title: None, rule, touchpoints: Vec::new(), pains: Vec::new() })
        })
    }

    fn steps(&mut self, block: &Block) -> Vec<TestStep> {
        let tokens = self.tokens;
        let begins =
            |i: usize| matches!(tokens.word(i), "given" | "expect") && tokens.kind(i) == Some(Kind::Word);
        let lines = outline::lines(tokens, block.inside.clone(), begins);
        let read = |line: Range<usize>| {
            let step = self.read(&line, Rule::only_step, |build, pair| Some(build.step(&pair)));
            step.unwrap_or(TestStep::Broken)
        };
        lines.into_iter().map(read).collect()
    }

    fn assign_lines(&mut self, block: &Block) {
        let tokens = self.tokens;
        let begins = |i: usize| match tokens.word(i) {
            "among" => tokens.word(i + 1) == "[",
            "title" => tokens.word(i + 1) == ":",
            "by" => true,
            "at" => tokens.word(i + 1) == "least",
            _ => false,
        };
        for line in outline::lines(tokens, block.inside.clone(), begins) {
            self.read(&line, Rule::only_line, |_, _| Some(()));
        }
    }

    /// What stands behind the closing brace of a block, if nothing inside it was wrong.
    fn rest(&mut self, block: &Block, before: usize) {
        let Some(token) = self.tokens.all.get(block.rest.start).filter(|_| !block.rest.is_empty()) else {
            return;
        };
        if self.build.diagnostics.len() > before || self.was_reported(&self.whole) {
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
