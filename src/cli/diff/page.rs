//! Markdown in which nothing that users wrote is anything but text, and that never grows larger than a comment may be.
//!
//! All of it stands in code (spans and fences): there no tag is a tag, `@name` calls nobody and `#12` is no link.

use crate::cli::common::plain;

/// How many characters a comment on GitHub may have, and what is kept free for its end.
const LARGEST: usize = 65_536;
const RESERVE: usize = 1_000;

/// A text longer than this is cut, so that one of them does not take the place of all others.
const LONGEST_TEXT: usize = 4_000;

/// A page in the making.
#[derive(Debug, Default)]
pub struct Page {
    out: String,
    size: usize,
    /// Blocks that found no room.
    left_out: usize,
}

impl Page {
    /// Adds a block, if there is room for it.
    pub fn add(&mut self, block: &str) -> bool {
        let size = size(block);
        if self.size + size > LARGEST - RESERVE {
            self.left_out += 1;
            return false;
        }
        self.out += block;
        self.size += size;
        true
    }

    /// Adds blocks that are shown on demand, as many as there is room for.
    pub fn fold(&mut self, summary: &str, blocks: &[String]) {
        if blocks.is_empty() {
            return;
        }
        let open = format!("\n<details><summary>{summary}</summary>\n\n");
        const CLOSE: &str = "\n</details>\n";
        if !self.add(&format!("{open}{CLOSE}")) {
            self.left_out += blocks.len() - 1;
            return;
        }
        self.out.truncate(self.out.len() - CLOSE.len());
        for block in blocks {
            self.add(block);
        }
        // One blank line before the end, whatever the last block ends with.
        self.out.truncate(self.out.trim_end_matches('\n').len());
        self.out.push('\n');
        self.out += CLOSE;
    }

    /// The whole page; it says if not everything is in it.
    pub fn finish(mut self) -> String {
        if self.left_out > 0 {
            self.out += &format!(
                "\n*{} left out: a comment holds {LARGEST} characters. `personac diff` shows everything.*\n",
                match self.left_out {
                    1 => "1 part is".to_owned(),
                    n => format!("{n} parts are"),
                }
            );
        }
        self.out
    }
}

/// As GitHub counts at its strictest.
fn size(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A text in the middle of a line or in a cell of a table.
pub fn code(text: &str) -> String {
    let text = plain(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // A bar would end the cell, even in code.
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// Lines with a sign in front of each: `+`, `-`, or a blank.
#[derive(Debug, Default)]
pub struct Lines {
    lines: Vec<String>,
}

impl Lines {
    pub fn push(&mut self, sign: char, text: &str) {
        let mut text = text;
        let mut cut = false;
        if let Some((at, _)) = text.char_indices().nth(LONGEST_TEXT) {
            text = &text[..at];
            cut = true;
        }
        let mut lines: Vec<String> =
            text.lines().map(|line| format!("{sign} {}", plain(line)).trim_end().to_owned()).collect();
        if cut {
            lines.push(format!("{sign} …"));
        }
        self.lines.extend(lines);
    }

    /// A block that shows gains in green and losses in red; nothing without lines.
    pub fn fenced(&self) -> String {
        if self.lines.is_empty() {
            return String::new();
        }
        let text = self.lines.join("\n");
        let fence = "`".repeat(longest_run(&text).max(2) + 1);
        format!("{fence}diff\n{text}\n{fence}\n")
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_write_stays_text() {
        assert_eq!(code("a | b"), "`a \\| b`");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("<script>@ann #12\n\n# x"), "`<script>@ann #12 # x`");
        assert_eq!(code("a\u{1b}[31m\u{202e}b"), "`a\\u{1b}[31m\\u{202e}b`");
        assert_eq!(code("\n"), "");
        let mut lines = Lines::default();
        lines.push('-', "a\n````\nb");
        assert_eq!(lines.fenced(), "`````diff\n- a\n- ````\n- b\n`````\n");
        assert_eq!(Lines::default().fenced(), "");
    }

    #[test]
    fn a_page_is_never_larger_than_a_comment() {
        let mut page = Page::default();
        page.add("# head\n");
        let block = format!("{}\n", "城".repeat(5_000));
        page.fold("first", &vec![block.clone(); 20]);
        page.fold("second", &vec![block; 2]);
        let text = page.finish();
        assert!(text.encode_utf16().count() <= 65_536, "{}", text.len());
        assert!(
            text.contains("10 parts are left out") && text.matches("</details>").count() == 2,
            "{}",
            &text[..90]
        );
        assert!(text.trim_end().ends_with("shows everything.*"));
    }

    #[test]
    fn a_text_that_is_too_long_is_cut() {
        let mut lines = Lines::default();
        lines.push('+', &"x".repeat(9_000));
        assert_eq!(lines.fenced().len(), "```diff\n+ \n+ …\n```\n".len() + LONGEST_TEXT);
    }
}
