//! Text files whose columns stand at fixed places: the blanks that all lines share are what separates them.

use crate::catalog::{Encoding, Format};
use crate::engine::scan::rows::{self, Batch, Fatal, Layout};
use std::path::Path;

/// Fewer lines share blanks by accident.
const FEWEST_LINES: u64 = 10;
/// Columns beyond this character are not looked for.
const LONGEST_LINE: usize = 10_000;
/// The last column may grow by so many characters.
const SPARE: usize = 8;

/// How a file of fixed width is laid out, if this is one: at least two columns in all of its lines. A first line of as many words
/// as there are columns names them.
pub(super) fn find(path: &Path, shown: &str) -> Result<Option<Layout>, Fatal> {
    let lines = read(path, shown)?;
    let header = lines.header();
    let mut inked = lines.inked;
    if header.is_none() {
        ink(&mut inked, &lines.first);
    }
    let ends = ends(&inked);
    if ends.len() < 2 || lines.count < FEWEST_LINES {
        return Ok(None);
    }
    let names = header.unwrap_or_else(|| (1..=ends.len()).map(|n| format!("column_{n}")).collect());
    if names.len() != ends.len() {
        return Ok(None);
    }
    let mut layout = Layout::plain(Format::FixedWidth);
    layout.text.header = lines.has_header;
    let mut start = 1;
    for (index, (name, end)) in names.into_iter().zip(&ends).enumerate() {
        // Numbers grow to the left, so the blanks before a column are its own.
        let spare = if index + 1 == ends.len() { SPARE } else { 0 };
        layout.places.push((name, start, end + 1 - start + spare));
        start = end + 1;
    }
    Ok(Some(layout))
}

struct Lines {
    first: String,
    has_header: bool,
    /// By character: whether any line but the first has something there.
    inked: Vec<bool>,
    count: u64,
}

impl Lines {
    /// The words of the first line, if it names columns.
    fn header(&self) -> Option<Vec<String>> {
        self.has_header.then(|| self.first.split_whitespace().map(str::to_owned).collect())
    }
}

fn read(path: &Path, shown: &str) -> Result<Lines, Fatal> {
    // A separator that no text has: each line is one cell, with its blanks.
    let mut layout = Layout::plain(Format::Delimited);
    (layout.text.separator, layout.text.quote, layout.text.header) = ('\u{1}', None, false);
    layout.text.encoding = Encoding::Latin1;
    layout.names = vec!["line".to_owned()];
    let mut source = rows::open(path, shown, &layout)?;
    let mut lines = Lines { first: String::new(), has_header: false, inked: Vec::new(), count: 0 };
    let mut batch = Batch::default();
    while source.read(&mut batch)? {
        for row in 0..batch.rows() {
            let line = batch.cell(row, 0).text;
            if lines.count == 0 {
                line.clone_into(&mut lines.first);
            } else {
                ink(&mut lines.inked, line);
            }
            lines.count += 1;
        }
    }
    let columns = ends(&lines.inked).len();
    let words: Vec<&str> = lines.first.split_whitespace().collect();
    lines.has_header = words.len() == columns && words.iter().all(|w| w.starts_with(char::is_alphabetic));
    Ok(lines)
}

fn ink(inked: &mut Vec<bool>, line: &str) {
    for (at, c) in line.chars().enumerate().take(LONGEST_LINE) {
        if inked.len() <= at {
            inked.resize(at + 1, false);
        }
        inked[at] |= !c.is_whitespace();
    }
}

/// Where each run of inked characters ends (the number of its last character, from 1).
fn ends(inked: &[bool]) -> Vec<usize> {
    (0..inked.len())
        .filter(|&at| inked[at] && !inked.get(at + 1).copied().unwrap_or(false))
        .map(|at| at + 1)
        .collect()
}
