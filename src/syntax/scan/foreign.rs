//! Signs that other languages have: read as what they mean here, and reported.

use super::{Kind, Scanner};
use crate::diagnostics::{Diagnostic, codes};
use std::ops::Range;

/// A sign, the language's own, and why.
const OPERATORS: [(&str, &str, &str); 8] = [
    ("===", "=", "one `=` compares"),
    ("!==", "!=", "`!=` says that two values differ"),
    ("==", "=", "one `=` compares"),
    ("<>", "!=", "`!=` says that two values differ"),
    ("=>", ">=", "the `=` stands behind"),
    ("=<", "<=", "the `=` stands behind"),
    (":=", ":", "`:` defines"),
    ("**", "*", "there is no power; multiply as often as needed"),
];

impl Scanner<'_> {
    /// Passes over a sign of another language, if one stands here.
    pub(super) fn foreign(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with("//") || self.dashes_begin_comment() {
            let line = self.line_rest();
            self.report(2, &format!("`{}` does not begin a comment here", &rest[..2]), "`#` does", "#");
            self.replace(self.at..self.at + 2, "#");
            self.at += line.len();
            return true;
        }
        if rest.starts_with("/*") {
            self.block_comment();
            return true;
        }
        if rest.starts_with(';') || rest.starts_with('；') {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            self.report(
                length,
                "nothing ends in a semicolon",
                "lines and declarations end by themselves",
                "",
            );
            self.replace(self.at..self.at + length, "");
            self.at += length;
            return true;
        }
        let Some((sign, plain, why)) = OPERATORS.iter().find(|(sign, ..)| rest.starts_with(sign)) else {
            return false;
        };
        self.report(sign.len(), &format!("`{sign}` is not of this language"), why, plain);
        self.replace(self.at..self.at + sign.len(), plain);
        self.push(Kind::Sign, sign.len());
        true
    }

    /// `-- a comment`; `--x` and `- -x` are a number turned twice.
    fn dashes_begin_comment(&self) -> bool {
        let Some(rest) = self.rest().strip_prefix("--") else { return false };
        let spaced = self.text[..self.at].ends_with([' ', '\t', '\n', '{']) || self.at == 0;
        spaced && rest.starts_with([' ', '\t', '\n', '\r'])
    }

    fn block_comment(&mut self) {
        let rest = self.rest();
        let length = rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
        let comment = &rest[..length];
        let inner = comment[2..].strip_suffix("*/").unwrap_or(&comment[2..]);
        let mut plain: Vec<String> = inner.lines().map(|line| format!("# {}", line.trim())).collect();
        if !rest[length..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
            // What follows on the same line must not become part of the comment.
            plain.push(String::new());
        }
        let (sign, whole) = (self.at..self.at + 2, self.at..self.at + length);
        self.found.diagnostics.push(
            Diagnostic::new(&codes::OTHER_LANGUAGE, "`/*` does not begin a comment here")
                .at(self.origin.span(sign), "write `#`")
                .help("`#` does, to the end of its line")
                .fix(self.origin.span(whole), plain.join("\n")),
        );
        self.replace(self.at..self.at + length, "");
        self.first |= self.text[self.at..self.at + length].contains('\n');
        self.at += length;
    }

    fn report(&mut self, length: usize, message: &str, why: &str, instead: &str) {
        let range: Range<usize> = self.at..self.at + length;
        let span = self.origin.span(range);
        let label = if instead.is_empty() { "leave it out".into() } else { format!("write `{instead}`") };
        self.found.diagnostics.push(
            Diagnostic::new(&codes::OTHER_LANGUAGE, message).at(span, label).help(why).fix(span, instead),
        );
    }
}
