//! Texts: between plain quotes, between three of them, and between quotes that are not the language's.

use super::typographic::Mark;
use super::{Kind, Scanner};
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::words;

/// Opening quotes of other kinds with what may close them.
const SMART: [(char, &[char]); 12] = [
    ('“', &['”', '“', '"', '„', '＂']),
    ('”', &['”', '“', '"', '＂']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('»', &['«']),
    ('＂', &['＂', '"', '”', '“']),
    ('「', &['」']),
    ('『', &['』']),
    ('‘', &['’', '‘', '\'', '＇']),
    ('’', &['’', '‘', '\'', '＇']),
    ('＇', &['＇', '\'', '’']),
    ('\'', &['\'', '’', '‘', '＇']),
];

impl Scanner<'_> {
    pub(super) fn text_literal(&mut self) {
        if self.rest().starts_with("\"\"\"") {
            return self.long_text();
        }
        let line = self.line_rest();
        let mut escaped = false;
        let end = line.char_indices().skip(1).find(|&(_, c)| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        match end {
            Some((end, _)) => self.push(Kind::Text, end + 1),
            None if line.trim() == "\"" && self.long_text_in_plain_quotes() => {}
            None => {
                let length = line.trim_end().len();
                self.unclosed("text", "\"", length);
                self.hint_at_other_quote(line);
                self.push(Kind::Text, length);
            }
        }
    }

    /// A single `"` at the end of a line, and a closing one lines below.
    fn long_text_in_plain_quotes(&mut self) -> bool {
        let rest = self.rest();
        let mut length = 0;
        for line in rest.split_inclusive('\n') {
            if length > 0 && words::begins_declaration(line) {
                return false;
            }
            let from = usize::from(length == 0);
            if let Some(at) = line[from..].find('"') {
                let signs = line[from + at..].bytes().take_while(|b| *b == b'"').count();
                length += from + at + signs;
                self.found.diagnostics.push(
                    Diagnostic::new(
                        &codes::UNCLOSED,
                        "a text over several lines stands between `\"\"\"` and `\"\"\"`",
                    )
                    .at(self.origin.span(self.at..self.at + 1), "write `\"\"\"`")
                    .at(self.origin.span(self.at + length - signs..self.at + length), "and here"),
                );
                self.found.unread.push(self.at..self.at + length);
                self.push(Kind::Text, length);
                return true;
            }
            length += line.len();
        }
        false
    }

    /// `"text”`: another sign was meant to close it.
    fn hint_at_other_quote(&mut self, line: &str) {
        let Some(at) = line.find(['”', '“', '＂']) else { return };
        let (start, quote) = (self.at + at, line[at..].chars().next().unwrap_or('”'));
        let span = self.origin.span(start..start + quote.len_utf8());
        if let Some(last) = self.found.diagnostics.pop() {
            let last = last.at(span, format!("`{quote}` does not close it")).fix(span, "\"");
            self.found.diagnostics.push(last);
        }
    }

    fn long_text(&mut self) {
        let rest = self.rest();
        if let Some(end) = rest[3..].find("\"\"\"") {
            return self.push(Kind::Text, end + 6);
        }
        // It would swallow the file; what follows most likely begins again at the next declaration.
        let mut length = 0;
        for line in rest.split_inclusive('\n') {
            if length > 0 && words::begins_declaration(line) {
                break;
            }
            length += line.len();
        }
        let range = self.at..self.at + length;
        self.found.diagnostics.push(
            Diagnostic::new(&codes::UNCLOSED, "the text that begins here is not closed")
                .at(self.origin.span(self.at..self.at + 3), "opened here; another `\"\"\"` is missing")
                .help("close it with `\"\"\"`"),
        );
        self.found.unread.push(range);
        self.push(Kind::Text, length);
        self.first = true;
    }

    /// `“text”`, `'text'`: read as a text, and reported.
    pub(super) fn smart_quote(&mut self, c: char) -> bool {
        let Some((_, closing)) = SMART.iter().find(|(open, _)| *open == c) else { return false };
        let line = self.line_rest();
        let open = c.len_utf8();
        let Some(end) = closing_quote(&line[open..], closing).map(|end| end + open) else {
            self.lone_quote(c);
            return true;
        };
        let close = line[end..].chars().next().map_or(1, char::len_utf8);
        let (start, length) = (self.at, end + close);
        let content = &line[open..end];
        self.marks.push(Mark { range: start..start + open, plain: "\"".into() });
        for (at, _) in content.match_indices('"') {
            let inner = start + open + at;
            self.marks.push(Mark { range: inner..inner + 1, plain: "\\\"".into() });
        }
        self.marks.push(Mark { range: start + end..start + length, plain: "\"".into() });
        if content.contains(['"', '\\']) {
            self.found.unread.push(start..start + length);
        } else {
            self.replace(start..start + open, "");
            self.clean[start + open - 1] = b'"';
            self.replace(start + end..start + length, "\"");
        }
        self.push(Kind::Text, length);
        true
    }

    fn lone_quote(&mut self, c: char) {
        let range = self.at..self.at + c.len_utf8();
        self.found.diagnostics.push(
            Diagnostic::new(&codes::UNCLOSED, format!("`{c}` opens a text that is not closed on its line"))
                .at(self.origin.span(range.clone()), "no other quote follows")
                .help("a text stands between plain double quotes: `\"…\"`"),
        );
        self.found.unread.push(range);
        self.push(Kind::Sign, c.len_utf8());
    }
}

/// The first sign that closes; a plain quote only where no typographic one follows before another text begins.
fn closing_quote(rest: &str, closing: &[char]) -> Option<usize> {
    let first = rest.find(closing)?;
    let plain = rest[first..].starts_with(['"', '\'']);
    let typographic: Vec<char> = closing.iter().copied().filter(|c| !c.is_ascii()).collect();
    match rest.find(&typographic[..]).filter(|_| plain) {
        Some(later) if !rest[first..later].contains(['“', '‘', ',']) => Some(later),
        _ => Some(first),
    }
}
