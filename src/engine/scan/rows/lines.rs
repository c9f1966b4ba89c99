//! Files that are read line by line, and the fixed-width ones among them.

use super::text::{self, TextStream};
use super::{Batch, Fatal, LONGEST_ROW, Layout, RowSource};
use crate::catalog::Format;
use std::path::Path;

/// The lines of a text file, without their ends.
pub(super) struct Lines {
    stream: TextStream,
    shown: String,
    block: Vec<u8>,
    at: usize,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    pub fn open(path: &Path, shown: &str, layout: &Layout) -> Result<Lines, Fatal> {
        let mut lines = Lines {
            stream: TextStream::open(path, shown, layout.text.encoding)?,
            shown: shown.to_owned(),
            block: Vec::new(),
            at: 0,
            line: Vec::new(),
            number: 0,
        };
        // Where lines are all there is, a header is one more line that is no row.
        let header = usize::from(layout.format == Format::FixedWidth && layout.text.header);
        for _ in 0..layout.text.skip_lines + header {
            lines.advance()?;
        }
        Ok(lines)
    }

    /// The next line that holds more than blanks, with its number.
    pub fn next(&mut self) -> Result<Option<(u64, &str)>, Fatal> {
        loop {
            if !self.advance()? {
                return Ok(None);
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        if self.line.contains(&0) {
            return Err(text::nul_byte(&self.shown, self.number));
        }
        let text = std::str::from_utf8(&self.line).map_err(|e| {
            let before = String::from_utf8_lossy(&self.line[..e.valid_up_to()]).chars().count();
            text::malformed(&self.shown, self.number, Some(before + 1), "UTF-8")
        })?;
        Ok(Some((self.number, text)))
    }

    pub fn bytes_read(&self) -> u64 {
        self.stream.bytes_read()
    }

    /// Moves on by one line; `false` at the end.
    fn advance(&mut self) -> Result<bool, Fatal> {
        self.line.clear();
        self.number += 1;
        loop {
            if self.at == self.block.len() {
                self.stream.next_block(&mut self.block)?;
                self.at = 0;
                if self.block.is_empty() {
                    return Ok(!self.line.is_empty());
                }
            }
            let rest = &self.block[self.at..];
            let newline = rest.iter().position(|&b| b == b'\n');
            let end = newline.unwrap_or(rest.len());
            self.line.extend_from_slice(&rest[..end]);
            self.at += end + usize::from(newline.is_some());
            if self.line.len() > LONGEST_ROW {
                return Err(text::too_long(&self.shown, self.number));
            }
            if newline.is_some() {
                if self.line.last() == Some(&b'\r') {
                    self.line.pop();
                }
                return Ok(true);
            }
        }
    }
}

/// Columns at fixed places, counted in characters. The blanks that fill a cell up are no part of it.
pub(super) struct FixedWidth {
    lines: Lines,
    header: Vec<String>,
    places: Vec<(usize, usize)>,
}

impl FixedWidth {
    pub fn open(path: &Path, shown: &str, layout: &Layout) -> Result<FixedWidth, Fatal> {
        Ok(FixedWidth {
            lines: Lines::open(path, shown, layout)?,
            header: layout.places.iter().map(|(name, ..)| name.clone()).collect(),
            places: layout.places.iter().map(|&(_, start, length)| (start, length)).collect(),
        })
    }
}

impl RowSource for FixedWidth {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Fatal> {
        batch.reset(self.header.len());
        let mut cells = String::new();
        let mut ends = Vec::with_capacity(self.places.len());
        while !batch.is_full() {
            let Some((number, line)) = self.lines.next()? else { break };
            cells.clear();
            ends.clear();
            for &(start, length) in &self.places {
                cells.push_str(cut(line, start, length).trim());
                ends.push(cells.len());
            }
            batch.push_text(number, &cells, ends.iter().copied());
        }
        Ok(batch.rows() > 0)
    }
}

/// `length` characters from the one numbered `start` (from 1); less where the line ends.
fn cut(line: &str, start: usize, length: usize) -> &str {
    let (from, to) = (start.saturating_sub(1), start.saturating_sub(1) + length);
    if line.is_ascii() {
        return &line[from.min(line.len())..to.min(line.len())];
    }
    let byte = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(at, _)| at);
    &line[byte(from)..byte(to)]
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn cells_are_cut_by_characters() {
        assert_eq!(cut("abcdef", 2, 3), "bcd");
        assert_eq!(cut("北京市 42", 1, 3), "北京市");
        assert_eq!(cut("北京市 42", 5, 9), "42");
        assert_eq!(cut("ab", 3, 2), "");
    }
}
