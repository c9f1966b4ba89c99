//! What a terminal shows, as HTML: colours become classes, everything else stays text.

use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

const COLORS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// How text looks from here on.
#[derive(Default, Clone, PartialEq)]
struct Look {
    bold: bool,
    dim: bool,
    underline: bool,
    color: Option<usize>,
}

impl Look {
    /// Takes the codes of an escape sequence: `36;1;4`.
    fn take(&mut self, codes: &str) {
        for code in codes.split(';') {
            match code.parse().unwrap_or(0) {
                0 => *self = Look::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                4 => self.underline = true,
                22 => (self.bold, self.dim) = (false, false),
                24 => self.underline = false,
                code @ 30..=37 => self.color = Some(code - 30),
                39 => self.color = None,
                code @ 90..=97 => self.color = Some(code - 90),
                _ => {}
            }
        }
    }

    fn classes(&self) -> String {
        let styles = [(self.bold, "bold"), (self.dim, "dim"), (self.underline, "underline")];
        let mut classes: Vec<&str> = styles.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
        classes.extend(self.color.and_then(|color| COLORS.get(color)));
        classes.join(" ")
    }
}

/// The text for a `<pre>`, with a `<span>` for each stretch of another look.
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    let mut look = Look::default();
    let mut pieces = text.split('\u{1b}');
    shown(&mut html, pieces.next().unwrap_or_default(), &look);
    for piece in pieces {
        // An escape sequence ends with a letter; one that sets no look shows nothing.
        let Some(body) = piece.strip_prefix('[') else {
            shown(&mut html, piece, &look);
            continue;
        };
        let end = body.find(|c: char| ('\u{40}'..='\u{7e}').contains(&c)).unwrap_or(body.len());
        if body[end..].starts_with('m') {
            look.take(&body[..end]);
        }
        shown(&mut html, body.get(end + 1..).unwrap_or_default(), &look);
    }
    html
}

fn shown(html: &mut String, text: &str, look: &Look) {
    if text.is_empty() {
        return;
    }
    let classes = look.classes();
    let text = in_columns(&escaped(text));
    let _ = match classes.is_empty() {
        true => write!(html, "{text}"),
        false => write!(html, "<span class=\"{classes}\">{text}</span>"),
    };
}

/// Characters that take two columns, each in an `<i>` that is as wide: what stands below them is meant to point at them.
fn in_columns(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c.width() {
            Some(2) => html.extend(["<i>", c.encode_utf8(&mut [0; 4]), "</i>"]),
            _ => html.push(c),
        }
    }
    html
}

/// Text that cannot leave its place, neither in HTML nor in the order in which it reads.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                safe.extend(c.escape_unicode());
            }
            c if c.is_control() => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_become_classes_and_text_stays_text() {
        let text = "\x1b[31m×\x1b[0m a <b> & \x1b[36;1;4m\"x\"\x1b[0m\x1b[2K\x1b[";
        assert_eq!(
            html(text),
            "<span class=\"red\">×</span> a &lt;b&gt; &amp; <span class=\"bold underline cyan\">&quot;x&quot;</span>"
        );
    }

    #[test]
    fn nothing_can_leave_its_place() {
        assert_eq!(html("\x1b]8;;x\x07y\u{202e}z"), "]8;;x\\u{7}y\\u{202e}z");
        assert_eq!(html("a\x1b[3é"), "a");
        assert_eq!(html("新<"), "<i>新</i>&lt;");
    }
}
