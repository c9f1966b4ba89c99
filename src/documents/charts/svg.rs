//! The writer: shapes into text, with everything escaped that people wrote.

use super::{About, WIDTH};
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// Font size of labels.
pub const TEXT: f64 = 12.0;
/// Font size of axis labels.
pub const SMALL: f64 = 10.5;

pub struct Svg {
    body: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub fn new() -> Self {
        Svg { body: String::new() }
    }

    pub fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let (x, y, w, h) = (number(x), number(y), number(width.max(0.0)), number(height.max(0.0)));
        let _ = write!(self.body, r#"<rect class="{class}" x="{x}" y="{y}" width="{w}" height="{h}"/>"#);
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let (x1, y1, x2, y2) = (number(from.0), number(from.1), number(to.0), number(to.1));
        let _ = write!(self.body, r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#);
    }

    pub fn circle(&mut self, class: &str, at: (f64, f64), radius: f64) {
        let (x, y, r) = (number(at.0), number(at.1), number(radius));
        let _ = write!(self.body, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#);
    }

    /// A line through some points; none through fewer than two.
    pub fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 1 {
            let points = super::history::points(points);
            let _ = write!(self.body, r#"<polyline class="{class}" points="{points}"/>"#);
        }
    }

    /// What some points enclose.
    pub fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        let points = super::history::points(points);
        let _ = write!(self.body, r#"<polygon class="{class}" points="{points}"/>"#);
    }

    pub fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        let (x, y) = (number(at.0), number(at.1));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let text = escape(text);
        let _ = write!(self.body, r#"<text class="{class}" x="{x}" y="{y}"{anchor}>{text}</text>"#);
    }

    /// A picture that says nothing which the text beside it does not say.
    pub fn decoration(self, height: f64) -> String {
        format!(
            r#"<svg class="share" aria-hidden="true" viewBox="0 0 {} {}" preserveAspectRatio="none" xmlns="http://www.w3.org/2000/svg">{}</svg>"#,
            number(WIDTH),
            number(height),
            self.body
        )
    }

    /// The same where shapes keep their proportions.
    pub fn picture(self, class: &str, (width, height): (f64, f64)) -> String {
        format!(
            r#"<svg class="{class}" aria-hidden="true" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">{}</svg>"#,
            number(width),
            number(height),
            self.body
        )
    }

    pub fn finish(self, about: About, height: f64) -> String {
        let (id, title, desc) = (about.id, escape(about.title), escape(about.desc));
        format!(
            r#"<svg class="chart" role="img" aria-labelledby="{id}-t {id}-d" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg"><title id="{id}-t">{title}</title><desc id="{id}-d">{desc}</desc>{}</svg>"#,
            number(WIDTH),
            number(height),
            self.body
        )
    }
}

/// At most two places; the same text on every machine.
pub fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// About how wide a text is drawn. Fonts differ; East Asian characters are as wide as they are high in all of them.
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| char_width(c) * size).sum()
}

/// In parts of the font size, on the wide side: a gap is better than text over a bar.
fn char_width(c: char) -> f64 {
    match c.width() {
        Some(2) => 1.0,
        Some(0) | None => 0.0,
        _ if matches!(c, 'm' | 'w' | 'M' | 'W' | '%' | '@' | '—') => 0.92,
        _ if c.is_uppercase() => 0.72,
        _ if matches!(
            c,
            'i' | 'l' | 'j' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | ';' | '\'' | '(' | ')' | '/'
        ) =>
        {
            0.38
        }
        // Chinese fonts draw these as wide as a character.
        _ if matches!(c, '“' | '”' | '‘' | '’' | '…' | '·') => 0.7,
        _ => 0.63,
    }
}

/// The text, or as much of its beginning as fits, with an ellipsis.
pub fn fitted(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut used = size;
    let head: String = text
        .chars()
        .take_while(|&c| {
            used += char_width(c) * size;
            used <= width
        })
        .collect();
    format!("{}…", head.trim_end())
}

/// Lines of at most that width; the last of `most` lines is cut. Breaks at spaces, between East Asian characters, and anywhere in a
/// word that is wider than a line.
pub fn wrapped(text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let piece_width = text_width(piece.trim_end(), size);
        if !line.is_empty() && text_width(&line, size) + piece_width > width {
            lines.push(std::mem::take(&mut line));
        }
        if piece_width <= width {
            line.push_str(piece);
            continue;
        }
        for c in piece.chars() {
            if text_width(&line, size) + char_width(c) * size > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        if lines.len() > most {
            break;
        }
    }
    lines.push(line);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = fitted(&format!("{}……", last.trim_end()), size, width);
        }
    }
    lines.iter().map(|l| l.trim_end().to_owned()).filter(|l| !l.is_empty()).collect()
}

/// Pieces that stay on one line: words with the space behind them, single East Asian characters with the punctuation behind them.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let closes = "，。；：、）”’！？,.;:)!?".contains(c);
        let opens = before.is_some_and(|b| "（“‘(".contains(b));
        let wide = |c: char| c.width() == Some(2);
        let breakable = match before {
            None => false,
            Some(b) => b == ' ' || ((wide(b) || wide(c)) && !closes && !opens && c != ' '),
        };
        if breakable {
            found.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    found.push(&text[start..]);
    found
}

/// A file name as part of a link.
pub fn escape_url(name: &str) -> String {
    let mut escaped = String::new();
    for c in name.chars() {
        let plain = !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        if plain && !c.is_whitespace() {
            escaped.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_where_a_reader_expects_it() {
        assert_eq!(wrapped("one two three", 10.0, 50.0, 9), ["one two", "three"]);
        assert_eq!(wrapped("最近内，没有记录", 10.0, 40.0, 9), ["最近内，", "没有记录"]);
        assert_eq!(wrapped(&"x".repeat(30), 10.0, 60.0, 2).len(), 2);
        assert!(wrapped(&"字".repeat(10_000), 10.0, 60.0, 3).len() == 3);
    }

    #[test]
    fn text_is_cut_by_its_drawn_width() {
        assert_eq!(fitted("短", 12.0, 100.0), "短");
        assert_eq!(fitted("一二三四五六七八九十", 10.0, 55.0), "一二三四…");
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(escape("<a b='\"&'>"), "&lt;a b=&#39;&quot;&amp;&#39;&gt;");
    }
}
