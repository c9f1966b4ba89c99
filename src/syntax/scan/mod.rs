//! Text → tokens, doc comments and a cleaned text for the grammar.
//!
//! Cleaning changes no place: what is put right keeps its length in bytes, filled up with spaces. Only slips that can be
//! read in one way are put right (and all are reported); whatever else is wrong is left to the grammar.

mod foreign;
mod quotes;
mod token;
mod typographic;

pub(super) use token::{Kind, Token};

use super::origin::Origin;
use crate::diagnostics::{Diagnostic, codes};
use std::collections::HashMap;
use std::ops::Range;

/// What a text consists of.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub tokens: Vec<Token>,
    /// As long as the text, byte for byte.
    pub clean: String,
    /// `##` comments by the place of the token that follows them.
    pub docs: HashMap<usize, String>,
    pub diagnostics: Vec<Diagnostic>,
    /// Places that were reported and could not be put right: what holds them does not read, and needs no second report.
    pub unread: Vec<Range<usize>>,
    /// The greatest number of brackets open at once.
    pub depth: usize,
}

impl Scan {
    /// The last token that begins before this place.
    pub fn token_before(&self, at: usize) -> Option<&Token> {
        self.tokens[..self.token_index(at)].last()
    }

    /// The index of the first token that begins at or after this place.
    pub fn token_index(&self, at: usize) -> usize {
        self.tokens.partition_point(|t| t.start < at)
    }
}

pub(super) fn scan(text: &str, origin: Origin) -> Scan {
    let mut scanner = Scanner::new(text, origin);
    while let Some(c) = scanner.peek() {
        scanner.step(c);
    }
    scanner.finish()
}

struct Scanner<'a> {
    text: &'a str,
    origin: Origin,
    at: usize,
    /// Nothing but blank space so far on this line.
    first: bool,
    open: usize,
    clean: Vec<u8>,
    /// A doc comment that waits for its declaration, and where its last line ended.
    doc: Option<(String, usize)>,
    marks: Vec<typographic::Mark>,
    found: Scan,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, origin: Origin) -> Self {
        let found = Scan {
            tokens: Vec::with_capacity(text.len() / 5),
            clean: String::new(),
            docs: HashMap::new(),
            diagnostics: Vec::new(),
            unread: Vec::new(),
            depth: 0,
        };
        let clean = text.as_bytes().to_vec();
        Scanner { text, origin, at: 0, first: true, open: 0, clean, doc: None, marks: Vec::new(), found }
    }

    fn finish(mut self) -> Scan {
        self.report_marks();
        // Replacements are ASCII over whole characters, so this cannot fail; the original is as good a fallback as any.
        self.found.clean = String::from_utf8(self.clean).unwrap_or_else(|_| self.text.to_owned());
        self.found
    }

    fn step(&mut self, c: char) {
        match c {
            '\n' => {
                self.at += 1;
                self.first = true;
            }
            ' ' | '\t' | '\r' => self.at += 1,
            '#' => self.comment(),
            '"' => self.text_literal(),
            '`' => self.quoted_name(),
            '0'..='9' => self.number(),
            '(' | '[' | '{' => self.bracket(Kind::Open, 1),
            ')' | ']' | '}' => self.bracket(Kind::Close, 1),
            '/' if self.regex_may_stand() => self.regex(),
            _ if starts_word(c) => self.word(),
            _ if self.foreign() => {}
            _ if self.smart_quote(c) => {}
            _ if self.typographic(c) => {}
            _ => {
                let length = self.sign_length(c);
                self.push(Kind::Sign, length);
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The rest of the line, without its end.
    fn line_rest(&self) -> &'a str {
        let rest = self.rest();
        rest.find('\n').map_or(rest, |end| &rest[..end])
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let start = self.at;
        if let Some((doc, _)) = self.doc.take() {
            self.found.docs.insert(start, doc);
        }
        self.found.tokens.push(Token { kind, start, end: start + length, first: self.first });
        self.first = false;
        self.at = start + length;
    }

    fn bracket(&mut self, kind: Kind, length: usize) {
        self.open = if kind == Kind::Open { self.open + 1 } else { self.open.saturating_sub(1) };
        self.found.depth = self.found.depth.max(self.open);
        self.push(kind, length);
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c| !continues_word(c)).unwrap_or(rest.len());
        self.push(Kind::Word, length);
    }

    fn number(&mut self) {
        let bytes = self.rest().as_bytes();
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        let mut length = 1;
        while digit(length) || (matches!(bytes.get(length), Some(b'_' | b'.')) && digit(length + 1)) {
            length += 1;
        }
        self.push(Kind::Number, length);
    }

    fn comment(&mut self) {
        let line = self.line_rest();
        if self.first && line.starts_with("##") && !line.starts_with("###") {
            let content = line[2..].trim_end();
            let content = content.strip_prefix(' ').unwrap_or(content);
            self.doc = Some(match self.doc.take() {
                // Lines that stand directly below each other are one comment.
                Some((before, end)) if self.text[end..self.at].matches('\n').count() == 1 => {
                    (before + "\n" + content, self.at + line.len())
                }
                _ => (content.to_owned(), self.at + line.len()),
            });
        }
        self.at += line.len();
    }

    fn previous_word(&self) -> Option<&'a str> {
        let last = self.found.tokens.last().filter(|t| t.kind == Kind::Word)?;
        Some(&self.text[last.start..last.end])
    }

    /// A slash begins a pattern only behind `matches`; everywhere else it divides.
    fn regex_may_stand(&self) -> bool {
        matches!(self.previous_word(), Some("matches" | "match"))
    }

    fn regex(&mut self) {
        let line = self.line_rest();
        let mut escaped = false;
        let end = line.char_indices().skip(1).find(|&(_, c)| {
            let closes = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        match end {
            Some((end, _)) => self.push(Kind::Regex, end + 1),
            None => {
                let length = line.trim_end().len();
                self.unclosed("pattern", "/", length);
                self.push(Kind::Regex, length);
            }
        }
    }

    fn quoted_name(&mut self) {
        let line = self.line_rest();
        match line[1..].find('`') {
            Some(end) => self.push(Kind::Quoted, end + 2),
            None => {
                let length = line.trim_end().len();
                self.unclosed("name", "`", length);
                self.push(Kind::Quoted, length);
            }
        }
    }

    /// Reports something that is opened at this place and not closed on its line.
    fn unclosed(&mut self, what: &str, sign: &str, length: usize) {
        let range = self.at..self.at + length;
        let shown = if sign == "`" { "a back quote".to_owned() } else { format!("`{sign}`") };
        self.found.diagnostics.push(
            Diagnostic::new(&codes::UNCLOSED, format!("the {what} that begins here is not closed"))
                .at(self.origin.span(range.clone()), format!("opened here; {shown} is missing on this line"))
                .help(format!("close it with {shown}")),
        );
        self.found.unread.push(range);
    }

    /// Puts `replacement` (not longer, ASCII) in place of a stretch of the cleaned text, filled up with spaces.
    fn replace(&mut self, range: Range<usize>, replacement: &str) {
        let mut with = replacement.bytes();
        for place in &mut self.clean[range] {
            *place = match *place {
                b'\n' => b'\n',
                _ => with.next().unwrap_or(b' '),
            };
        }
    }

    fn sign_length(&self, c: char) -> usize {
        const LONG: [&str; 9] = ["!=", "<=", ">=", "&&", "||", "??", "=~", "->", "::"];
        let rest = self.rest();
        LONG.iter().find(|s| rest.starts_with(**s)).map_or(c.len_utf8(), |s| s.len())
    }
}

fn starts_word(c: char) -> bool {
    c == '_' || pest::unicode::XID_START(c)
}

fn continues_word(c: char) -> bool {
    pest::unicode::XID_CONTINUE(c)
}

#[cfg(test)]
mod tests;
