//! Full-width and typographic punctuation: what an input method or a word processor made of the plain sign.

use super::{Kind, Scanner};
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::build::one_line;
use std::ops::Range;

/// A stretch that should have been written otherwise.
#[derive(Debug)]
pub(super) struct Mark {
    pub range: Range<usize>,
    pub plain: String,
}

/// So many signs of a line are labelled; the fix mends them all.
const LABELS: usize = 6;

/// Signs that may run together into one operator: `＞＝`, `!＝`.
fn operator_part(c: char) -> Option<&'static str> {
    Some(match c {
        '=' | '＝' => "=",
        '<' | '＜' => "<",
        '>' | '＞' => ">",
        '!' | '！' => "!",
        '≥' | '≧' | '⩾' => ">=",
        '≤' | '≦' | '⩽' => "<=",
        '≠' => "!=",
        _ => return None,
    })
}

fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '（' => "(",
        '）' => ")",
        '【' | '［' | '〔' => "[",
        '】' | '］' | '〕' => "]",
        '｛' => "{",
        '｝' => "}",
        '：' | '∶' | '﹕' => ":",
        '，' | '、' | '﹐' => ",",
        '。' | '．' => ".",
        '％' | '﹪' => "%",
        '＋' => "+",
        '－' | '−' | '–' | '—' => "-",
        '＊' | '×' => "*",
        '／' | '÷' => "/",
        '？' => "?",
        '＃' => "#",
        '＆' => "&",
        '｜' => "|",
        '～' => "~",
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => " ",
        _ => return None,
    })
}

impl Scanner<'_> {
    /// Reads what stands here as its plain form, if it has one.
    pub(super) fn typographic(&mut self, c: char) -> bool {
        if matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}') {
            // Nobody sees these, so nobody needs to hear of them.
            self.replace(self.at..self.at + c.len_utf8(), "");
            self.at += c.len_utf8();
            return true;
        }
        self.operator_run() || self.digit_run() || self.single(c)
    }

    fn operator_run(&mut self) -> bool {
        let mut ascii = String::new();
        let mut length = 0;
        for c in self.rest().chars() {
            let Some(part) = operator_part(c) else { break };
            ascii += part;
            length += c.len_utf8();
        }
        if length == ascii.len() || ascii.is_empty() {
            // Plain already (or `≥`-like signs alone, which are always longer in bytes than their plain form).
            return false;
        }
        let plain = match ascii.as_str() {
            "==" | "===" => "=",
            "!==" => "!=",
            "=>" => ">=",
            "=<" => "<=",
            "<>" => "!=",
            other => other,
        };
        self.mark(length, plain.to_owned());
        self.push(Kind::Sign, length);
        true
    }

    fn digit_run(&mut self) -> bool {
        let digits: String = self.rest().chars().map_while(full_width_digit).collect();
        if digits.is_empty() {
            return false;
        }
        let length = digits.len() * '０'.len_utf8();
        self.mark(length, digits);
        self.push(Kind::Number, length);
        true
    }

    fn single(&mut self, c: char) -> bool {
        let Some(plain) = plain(c) else { return false };
        let length = c.len_utf8();
        self.mark(length, plain.to_owned());
        match plain {
            " " => self.at += length,
            "#" => self.comment(),
            "(" | "[" | "{" => self.bracket(Kind::Open, length),
            ")" | "]" | "}" => self.bracket(Kind::Close, length),
            _ => self.push(Kind::Sign, length),
        }
        true
    }

    fn mark(&mut self, length: usize, plain: String) {
        let range = self.at..self.at + length;
        self.replace(range.clone(), &plain);
        self.marks.push(Mark { range, plain });
    }

    /// One finding per line, however many signs it has: who writes one writes all.
    pub(super) fn report_marks(&mut self) {
        let marks = std::mem::take(&mut self.marks);
        let mut rest = marks.as_slice();
        while let Some(first) = rest.first() {
            let line_end =
                self.text[first.range.start..].find('\n').map_or(self.text.len(), |n| n + first.range.start);
            let count = rest.iter().take_while(|m| m.range.start < line_end).count();
            let (line, others) = rest.split_at(count);
            self.report_line(line);
            rest = others;
        }
    }

    fn report_line(&mut self, line: &[Mark]) {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { return };
        let written = &self.text[first.range.clone()];
        let message = match (written, first.plain.as_str()) {
            ("\u{3000}", _) => "a full-width space stands where a plain space is meant".to_owned(),
            (_, " ") => "a special space stands where a plain space is meant".to_owned(),
            (_, plain) => format!("`{written}` stands where the language has `{plain}`"),
        };
        let mut diagnostic = Diagnostic::new(&codes::PUNCTUATION, message);
        let mut replacement = String::new();
        let mut done = first.range.start;
        for (i, mark) in line.iter().enumerate() {
            let label = if mark.plain == " " {
                "a plain space".to_owned()
            } else {
                format!("write `{}`", mark.plain)
            };
            if i < LABELS {
                diagnostic = diagnostic.at(self.origin.span(mark.range.clone()), label);
            }
            replacement += &self.text[done..mark.range.start];
            replacement += &mark.plain;
            done = mark.range.end;
        }
        let whole = self.origin.span(first.range.start..last.range.end);
        let shown = one_line(&replacement);
        let help = if shown.is_empty() { "write a space".into() } else { format!("write `{shown}`") };
        self.found.diagnostics.push(diagnostic.help(help).fix(whole, replacement));
    }
}

fn full_width_digit(c: char) -> Option<char> {
    ('０'..='９').contains(&c).then(|| char::from(b'0' + (c as u32 - '０' as u32) as u8))
}
