use super::*;

impl Build<'_> {
    /// A text: `"…"` with its escapes resolved, or `"""…"""` without its common indentation.
    pub(super) fn text(&mut self, pair: &Pair<'_, Rule>) -> Spanned<String> {
        let span = self.span(pair);
        let written = pair.as_str();
        if let Some(long) = written.strip_prefix("\"\"\"").and_then(|t| t.strip_suffix("\"\"\"")) {
            return Spanned::new(unindent(long), span);
        }
        let inner = written.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or_default();
        let start = pair.as_span().start() + self.start + 1;
        Spanned::new(self.unescape(inner, start), span)
    }

    /// The first text among a pair's parts.
    pub(in crate::syntax) fn text_in(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<String>> {
        let text = pair.part(Rule::text)?;
        Some(self.text(&text))
    }

    fn unescape(&mut self, inner: &str, start: usize) -> String {
        if !inner.contains('\\') {
            return inner.to_owned();
        }
        let mut text = String::with_capacity(inner.len());
        let mut rest = inner;
        while let Some(at) = rest.find('\\') {
            text += &rest[..at];
            rest = &rest[at..];
            let (c, length) = escape(rest);
            match c {
                Some(c) => text.push(c),
                None => {
                    let from = start + inner.len() - rest.len();
                    self.bad_escape(&rest[..length], from);
                    text += &rest[..length];
                }
            }
            rest = &rest[length..];
        }
        text + rest
    }

    fn bad_escape(&mut self, written: &str, at: usize) {
        let span = self.origin.span(at..at + written.len());
        self.report(
            Diagnostic::new(&codes::BAD_ESCAPE, format!("`{written}` is not an escape"))
                .at(span, format!("for a backslash itself write `\\{written}`"))
                .help(r#"the escapes are `\"`, `\\`, `\n`, `\t` and `\u{…}`"#)
                .fix(span, format!("\\{written}")),
        );
    }
}

/// The character that an escape stands for (if any), and the escape's length.
fn escape(rest: &str) -> (Option<char>, usize) {
    let Some(c) = rest.chars().nth(1) else { return (None, 1) };
    let length = 1 + c.len_utf8();
    match c {
        '"' | '\\' => (Some(c), length),
        'n' => (Some('\n'), length),
        't' => (Some('\t'), length),
        'u' => match rest[length..].strip_prefix('{').and_then(|r| r.split_once('}')) {
            Some((hex, _)) => {
                let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
                (c, length + hex.len() + 2)
            }
            None => (None, length),
        },
        _ => (None, length),
    }
}

/// Removes the first line if it is blank, a last line of blanks, and the indentation that all other lines share.
pub(in crate::syntax) fn unindent(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    if lines.len() == 1 {
        return text.trim().to_owned();
    }
    if lines.first().is_some_and(|l| l.trim().is_empty()) {
        lines.remove(0);
    }
    if lines.last().is_some_and(|l| l.trim().is_empty()) {
        lines.pop();
    }
    let indent = lines.iter().filter(|l| !l.trim().is_empty()).map(|l| common(l, &lines)).min().unwrap_or(0);
    let cut: Vec<&str> = lines.iter().map(|l| l.get(indent..).unwrap_or_default().trim_end()).collect();
    cut.join("\n")
}

/// How many leading blanks a line has, as far as they agree with the first line's.
fn common(line: &str, lines: &[&str]) -> usize {
    let model = lines.iter().find(|l| !l.trim().is_empty()).copied().unwrap_or_default();
    line.bytes().zip(model.bytes()).take_while(|(a, b)| a == b && matches!(a, b' ' | b'\t')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_lose_their_indentation() {
        assert_eq!(unindent("\n    a\n      b\n\n    c  \n    "), "a\n  b\n\nc");
        assert_eq!(unindent("\n\ta\n    b\n"), "\ta\n    b");
        assert_eq!(unindent(" one line "), "one line");
        assert_eq!(unindent("first\n  second\n"), "first\n  second");
        assert_eq!(unindent(""), "");
        assert_eq!(unindent("\r\n  a\r\n  b\r\n"), "a\nb");
    }
}
