//! Brackets that are left open or closed by another sign: reported, and closed where they most likely should have been.

use super::outline::Tokens;
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::MAX_DEPTH;
use crate::syntax::origin::Origin;
use crate::syntax::scan::{Kind, Scan, Token};
use crate::syntax::words;
use std::collections::BTreeMap;
use std::ops::Range;

/// What is to be done about the brackets of a text.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// Closing brackets to be written behind tokens, from the inside out.
    insert: BTreeMap<usize, Vec<char>>,
    /// Closing brackets to be written in place of others.
    replace: Vec<(usize, char)>,
    /// Places whose meaning is now a guess.
    pub unread: Vec<Range<usize>>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Mended {
    /// Looks at the brackets of one declaration. `known`: something in it has been reported already.
    pub fn look(&mut self, tokens: Tokens<'_>, piece: Range<usize>, origin: Origin, known: bool) {
        let count =
            |sign: &str| piece.clone().filter(|&i| tokens.word(i) == sign && is_bracket(tokens, i)).count();
        let lacks_brace = count("{") > count("}");
        let found = self.diagnostics.len();
        let mut mender =
            Mender { tokens, origin, lacks_brace, stack: Vec::new(), reported: None, mended: self };
        for i in piece.clone() {
            mender.token(i);
        }
        while let Some(open) = mender.stack.pop() {
            mender.unclosed(open, piece.end);
        }
        if known {
            self.diagnostics.truncate(found);
        }
    }

    /// The scan with all brackets closed.
    pub fn applied(&mut self, mut scan: Scan) -> Scan {
        let mut clean = std::mem::take(&mut scan.clean).into_bytes();
        // Room for what is closed at the end of the text.
        clean.extend([b' '; MAX_DEPTH + 1]);
        for &(i, sign) in &self.replace {
            clean[scan.tokens[i].start] = sign as u8;
        }
        let tokens = std::mem::take(&mut scan.tokens);
        for (i, token) in tokens.iter().enumerate() {
            scan.tokens.push(*token);
            let signs = self.insert.get(&i).into_iter().flatten();
            for (at, sign) in (token.end..).zip(signs) {
                if !clean[at].is_ascii_whitespace() {
                    // No room: what is in here cannot be read.
                    self.unread.push(token.start..token.end);
                    break;
                }
                clean[at] = *sign as u8;
                scan.tokens.push(Token { kind: Kind::Close, start: at, end: at + 1, first: false });
            }
        }
        // ASCII over blanks and over brackets that were ASCII already.
        scan.clean = String::from_utf8(clean).unwrap_or_default();
        scan
    }
}

fn is_bracket(tokens: Tokens<'_>, i: usize) -> bool {
    matches!(tokens.kind(i), Some(Kind::Open | Kind::Close))
}

struct Mender<'a, 'm> {
    tokens: Tokens<'a>,
    origin: Origin,
    /// There are more `{` than `}`: indentation is asked which one is missing.
    lacks_brace: bool,
    stack: Vec<usize>,
    /// Before which token the last bracket that was left open should have been closed.
    reported: Option<usize>,
    mended: &'m mut Mended,
}

impl Mender<'_, '_> {
    fn token(&mut self, i: usize) {
        match self.tokens.kind(i) {
            Some(Kind::Open) => self.stack.push(i),
            Some(Kind::Close) => self.close(i),
            Some(Kind::Word) => self.word(i),
            _ => {}
        }
    }

    /// Words that cannot stand inside what is open: it should have been closed before them.
    fn word(&mut self, i: usize) {
        let word = self.tokens.word(i);
        let clause = matches!(word, "because" | "backed")
            || (word == "weight" && self.tokens.kind(i + 1) == Some(Kind::Number));
        let rule = words::RULES.contains(&word);
        while let Some(&open) = self.stack.last() {
            let outside = match self.tokens.word(open) {
                "(" | "[" => rule || clause || (self.tokens.is_first(i) && self.tokens.is_member(i)),
                _ => self.lacks_brace && self.tokens.is_first(i) && self.strange_line(open, i),
            };
            if !outside {
                break;
            }
            self.stack.pop();
            self.unclosed(open, i);
        }
    }

    fn close(&mut self, i: usize) {
        let sign = self.tokens.word(i);
        let wanted = opening(sign);
        while self.lacks_brace && sign == "}" && self.closes_an_outer_one(i) {
            if let Some(open) = self.stack.pop() {
                self.unclosed(open, i);
            }
        }
        if sign != "}" && self.stack.last().is_some_and(|&open| self.tokens.word(open) == "{") {
            // It closes nothing; the line that it stands in says so.
            return;
        }
        let known = self.stack.iter().any(|&open| self.tokens.word(open) == wanted);
        while let Some(top) = self.stack.pop() {
            if self.tokens.word(top) == wanted {
                return;
            }
            if !known {
                return self.wrong_sign(top, i);
            }
            self.unclosed(top, i);
        }
    }

    /// A `}` that begins its line further left than the line of the innermost `{`, where an outer one begins.
    fn closes_an_outer_one(&self, i: usize) -> bool {
        let braces: Vec<usize> = self.stack.iter().copied().filter(|&o| self.tokens.word(o) == "{").collect();
        let [outer @ .., top] = &braces[..] else { return false };
        if !self.tokens.is_first(i) || self.stack.last() != Some(top) {
            return false;
        }
        let column = self.tokens.column(i);
        column < self.tokens.indent(*top) && outer.iter().any(|&o| self.tokens.indent(o) == column)
    }

    /// A line that cannot stand in the block of this brace: dimension blocks hold rules alone, others no rules.
    fn strange_line(&self, open: usize, i: usize) -> bool {
        let word = self.tokens.word(i);
        let rule = words::RULES.contains(&word);
        if self.is_dimension(open) {
            return !rule && self.tokens.is_member(i);
        }
        let narrative = ["tiers", "profile", "pain_points", "evidence", "expect"];
        let head = self.tokens.word(open.wrapping_sub(1));
        let inside = narrative.contains(&head) || words::PROFILES.contains(&head);
        inside && (rule || self.tokens.is_member(i) && self.tokens.word(i + 1) != ":")
    }

    /// The brace of a dimension block, which holds rules and nothing else.
    fn is_dimension(&self, open: usize) -> bool {
        let head = (open.saturating_sub(6)..open).rev().take_while(|&i| !is_bracket(self.tokens, i));
        head.into_iter().any(|i| {
            let word = self.tokens.word(i);
            words::DIMENSIONS.contains(&word) || word == "dimension"
        })
    }

    /// Reports an opening bracket without a partner, and closes it before the token `next`.
    fn unclosed(&mut self, open: usize, next: usize) {
        let sign = self.tokens.word(open);
        let close = closing(sign);
        let behind = next.saturating_sub(1).max(open);
        self.mended.insert.entry(behind).or_default().push(close);
        if sign != "{" {
            self.mended.unread.push(self.tokens.all[open].start..self.tokens.all[behind].end);
        }
        let put_in = !self.tokens.written[self.tokens.all[open].start..]
            .starts_with(['(', '[', '{', '（', '［', '【', '｛', '〔']);
        if self.reported == Some(next) || put_in {
            // `((((` left open is one mistake; a brace that was put in has been reported.
            return;
        }
        self.reported = Some(next);
        let (token, last) = (self.tokens.all[open], self.tokens.all[behind]);
        let place = self.origin.span(last.end..last.end);
        let mut diagnostic = Diagnostic::new(&codes::UNCLOSED, format!("`{sign}` is not closed"))
            .at(self.origin.span(token.start..token.end), "opened here");
        diagnostic = match self.tokens.all.get(next) {
            Some(next) => diagnostic
                .at(self.origin.span(next.start..next.end), format!("`{close}` should stand before this")),
            None => diagnostic.at(place, format!("`{close}` should stand here at the latest")),
        };
        let written = if sign == "{" { format!("\n{close}") } else { close.to_string() };
        self.mended.diagnostics.push(diagnostic.help(format!("close it with `{close}`")).fix(place, written));
    }

    fn wrong_sign(&mut self, open: usize, i: usize) {
        let (sign, wrong) = (self.tokens.word(open), self.tokens.word(i));
        let right = closing(sign);
        let (open, close) = (self.tokens.all[open], self.tokens.all[i]);
        let span = self.origin.span(close.start..close.end);
        self.mended.diagnostics.push(
            Diagnostic::new(&codes::UNCLOSED, format!("`{sign}` is closed by `{wrong}`"))
                .at(span, format!("write `{right}`"))
                .at(self.origin.span(open.start..open.end), "opened here")
                .fix(span, right),
        );
        self.mended.replace.push((i, right));
        self.mended.unread.push(open.start..close.end);
    }
}

fn opening(close: &str) -> &'static str {
    match close {
        ")" => "(",
        "]" => "[",
        _ => "{",
    }
}

fn closing(open: &str) -> char {
    match open {
        "(" => ')',
        "[" => ']',
        _ => '}',
    }
}
