//! Where declarations and lines begin, told from the tokens alone: it must hold for texts that do not read.

use crate::syntax::scan::{Kind, Token};
use crate::syntax::words;
use std::ops::Range;

/// Tokens and the text that they are of.
#[derive(Clone, Copy)]
pub(in crate::syntax) struct Tokens<'a> {
    pub all: &'a [Token],
    /// The cleaned text.
    pub text: &'a str,
    /// As the user wrote it.
    pub written: &'a str,
}

impl<'a> Tokens<'a> {
    /// A token's text; empty past the end.
    pub fn word(&self, i: usize) -> &'a str {
        self.all.get(i).map_or("", |t| self.text[t.start..t.end].trim())
    }

    pub fn kind(&self, i: usize) -> Option<Kind> {
        self.all.get(i).map(|t| t.kind)
    }

    pub fn is_first(&self, i: usize) -> bool {
        self.all.get(i).is_some_and(|t| t.first)
    }

    /// In characters, from 0.
    pub fn column(&self, i: usize) -> usize {
        let Some(token) = self.all.get(i) else { return 0 };
        let before = &self.written[..token.start];
        before[before.rfind('\n').map_or(0, |n| n + 1)..].chars().count()
    }

    /// The column of the first token on this token's line.
    pub fn indent(&self, i: usize) -> usize {
        let first = (0..=i).rev().find(|&k| self.is_first(k)).unwrap_or(0);
        self.column(first)
    }

    /// A bare name, or one in back quotes.
    pub fn is_name(&self, i: usize) -> bool {
        match self.kind(i) {
            Some(Kind::Quoted) => true,
            Some(Kind::Word) => !words::is_reserved(self.word(i)),
            _ => false,
        }
    }

    /// Something that a value can end with, so that the next word is no part of it unless it is an operator.
    pub fn ends_value(&self, i: usize) -> bool {
        match self.kind(i) {
            Some(Kind::Word) => self.is_name(i) || matches!(self.word(i), "true" | "false"),
            Some(Kind::Sign) => self.word(i) == "%",
            Some(Kind::Open) | None => false,
            Some(_) => true,
        }
    }

    /// Something that a value can begin with.
    pub fn begins_value(&self, i: usize) -> bool {
        match self.kind(i) {
            Some(Kind::Word) => self.is_name(i) || matches!(self.word(i), "true" | "false" | "not"),
            Some(Kind::Quoted | Kind::Number | Kind::Text) => true,
            Some(Kind::Open) => self.word(i) != "{",
            _ => false,
        }
    }

    /// A word that goes on with what stands before it.
    fn continues(&self, i: usize) -> bool {
        match self.kind(i) {
            Some(Kind::Word) => {
                let word = self.word(i);
                if word == "not" {
                    return words::is_reserved(self.word(i + 1));
                }
                words::CONTINUING.contains(&word)
                    || (words::is_reserved(word) && !words::RULES.contains(&word))
                    || (word == "at" && matches!(self.word(i + 1), "least" | "most"))
            }
            Some(Kind::Quoted | Kind::Text | Kind::Number) => false,
            _ => true,
        }
    }

    /// `KEYWORD NAME` and what must follow it: a declaration wherever it stands.
    pub fn declares(&self, i: usize) -> bool {
        let keyword = self.word(i);
        if self.kind(i) != Some(Kind::Word) || !words::DECLARATIONS.contains(&keyword) {
            return false;
        }
        if keyword == "test" {
            return self.kind(i + 1) == Some(Kind::Text);
        }
        let sign = matches!(self.word(i + 2), "{" | ":");
        // A reserved word as a name is a mistake, but still a declaration.
        self.kind(i + 1) == Some(Kind::Word) && sign
            || self.is_name(i + 1)
                && (sign
                    || matches!(self.word(i + 2), "=" | "of" | "must" | "should" | "exclude")
                    || self.kind(i + 2) == Some(Kind::Text))
    }

    /// `allow(`: it belongs to what follows.
    pub fn allows(&self, i: usize) -> bool {
        self.kind(i) == Some(Kind::Word) && self.word(i) == "allow" && self.word(i + 1) == "("
    }

    /// `KEYWORD :`, `KEYWORD {` …: a line of a cohort's body.
    pub fn is_member(&self, i: usize) -> bool {
        if self.kind(i) != Some(Kind::Word) {
            return false;
        }
        let (word, next) = (self.word(i), self.word(i + 1));
        if words::RULES.contains(&word) {
            return true;
        }
        if words::DIMENSIONS.contains(&word) {
            return matches!(next, "{" | "cap") || self.kind(i + 1) == Some(Kind::Text);
        }
        if word == "allow" {
            return self.allows(i);
        }
        if word == "profile" && words::PROFILES.contains(&next) {
            return self.word(i + 2) == "{";
        }
        match words::MEMBERS.iter().find(|(member, _)| *member == word) {
            Some((_, sign)) => match sign {
                '"' => self.kind(i + 1) == Some(Kind::Text) || next == "{",
                'a' => self.is_name(i + 1),
                _ => next.starts_with(*sign) || (*sign == '{' && next == "["),
            },
            None => false,
        }
    }
}

/// The declarations of a file: ranges of tokens. The first may hold what stands before any declaration.
pub(super) fn declarations(tokens: Tokens<'_>) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut nesting = Nesting::default();
    let mut column = 0;
    for i in 0..tokens.all.len() {
        let begins = tokens.is_first(i)
            && if nesting.is_open() {
                tokens.declares(i) && tokens.column(i) <= column
            } else {
                tokens.declares(i)
                    || tokens.allows(i)
                    || (i > 0 && tokens.ends_value(i - 1) && !tokens.continues(i))
            };
        if begins || i == 0 {
            starts.push(i);
            nesting = Nesting::default();
            column = tokens.column(i);
        }
        nesting.step(tokens, i);
    }
    ranges(starts, tokens.all.len())
}

/// The lines of a body: ranges of tokens. `begins` knows the words of this kind of body.
pub(super) fn lines(
    tokens: Tokens<'_>,
    body: Range<usize>,
    begins: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut nesting = Nesting::default();
    for i in body.clone() {
        let fresh = tokens.is_first(i) && tokens.ends_value(i.wrapping_sub(1)) && !tokens.continues(i);
        let word =
            begins(i) && (tokens.is_first(i) || tokens.ends_value(i.wrapping_sub(1)) || is_rule(tokens, i));
        if i == body.start || (!nesting.is_open() && (fresh || word)) {
            starts.push(i);
        }
        nesting.step(tokens, i);
    }
    ranges(starts, body.end)
}

/// Which brackets are open, as far as that can be said of a text whose brackets may not fit.
#[derive(Default)]
pub(super) struct Nesting<'a> {
    open: Vec<&'a str>,
    braces: usize,
}

impl<'a> Nesting<'a> {
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub fn open(&mut self, sign: &'a str) {
        self.open.push(sign);
        self.braces += usize::from(sign == "{");
    }

    pub fn step(&mut self, tokens: Tokens<'a>, i: usize) {
        let sign = tokens.word(i);
        match tokens.kind(i) {
            Some(Kind::Open) => self.open(sign),
            // A brace closes whatever is open inside of it, too.
            Some(Kind::Close) if sign == "}" && self.braces > 0 => {
                while self.open.pop().is_some_and(|open| open != "{") {}
                self.braces -= 1;
            }
            // Another sign closes no brace.
            Some(Kind::Close) if self.open.last().is_some_and(|open| *open != "{") => {
                self.open.pop();
            }
            _ => {}
        }
    }
}

fn is_rule(tokens: Tokens<'_>, i: usize) -> bool {
    tokens.kind(i) == Some(Kind::Word) && words::RULES.contains(&tokens.word(i))
}

fn ranges(starts: Vec<usize>, end: usize) -> Vec<Range<usize>> {
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([end]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end).collect()
}
