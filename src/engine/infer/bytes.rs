//! How a text file is written: separator, quotes, encoding.

use crate::catalog::{Encoding, Format};
use crate::diagnostics::codes;
use crate::engine::scan::rows::{self, Batch, Fatal, Layout};
use std::path::Path;

/// Separators that are tried, the likelier first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Lines that may stand above the header.
const MOST_SKIPPED: usize = 5;

/// Finds separator, quotes and lines to skip by cutting the beginning of the file in each way; the most columns that fit nearly
/// all rows win, `false` if none does. All this is ASCII, so it is looked at as latin-1, which any bytes are.
pub(super) fn sniff(path: &Path, shown: &str, layout: &mut Layout) -> Result<bool, Fatal> {
    let mut best: Option<(usize, Layout)> = None;
    for skip in 0..=MOST_SKIPPED {
        for separator in SEPARATORS {
            let mut tried = layout.clone();
            (tried.text.separator, tried.text.skip_lines) = (separator, skip);
            tried.text.encoding = Encoding::Latin1;
            // Where quotes are plain text, reading them as quotes swallows lines.
            let width = width(path, shown, &tried)?.or_else(|| {
                tried.text.quote = None;
                width(path, shown, &tried).ok().flatten()
            });
            if let Some(width) = width.filter(|&w| w > best.as_ref().map_or(1, |(most, _)| *most)) {
                best = Some((width, tried));
            }
        }
        if best.is_some() {
            break;
        }
    }
    let Some((_, found)) = best else { return Ok(false) };
    let encoding = layout.text.encoding;
    *layout = found;
    layout.text.encoding = encoding;
    Ok(true)
}

/// How many columns the beginning of the file has, if nearly all of its rows have them.
fn width(path: &Path, shown: &str, layout: &Layout) -> Result<Option<usize>, Fatal> {
    let broken_quote =
        |fatal: &Fatal| fatal.message.contains("quote") || fatal.message.contains("row of more than");
    let mut batch = Batch::default();
    let read = rows::open(path, shown, layout).and_then(|mut source| {
        source.read(&mut batch)?;
        Ok(source.header().len())
    });
    match read {
        Ok(width) if batch.faults.len() * 20 <= batch.rows() => Ok(Some(width)),
        Ok(_) => Ok(None),
        Err(fatal) if broken_quote(&fatal) => Ok(None),
        // A file of fewer lines than are skipped.
        Err(_) if layout.text.skip_lines > 0 => Ok(None),
        Err(fatal) => Err(fatal),
    }
}

/// The encoding of a file that is no UTF-8: GBK if its high bytes come in pairs and all of it can be decoded so, else latin-1.
pub(super) fn not_utf8(path: &Path, shown: &str, layout: &Layout) -> Encoding {
    let decoded = |encoding| {
        let mut layout = layout.clone();
        layout.text.encoding = encoding;
        high_runs(path, shown, &layout)
    };
    match (decoded(Encoding::Gbk), decoded(Encoding::Latin1)) {
        (Some(_), Some((even, odd))) if even > odd * 4 => Encoding::Gbk,
        _ => Encoding::Latin1,
    }
}

/// Reads a whole file; how many runs of characters beyond ASCII have an even and an odd length. `None`: it cannot be decoded.
fn high_runs(path: &Path, shown: &str, layout: &Layout) -> Option<(u64, u64)> {
    let mut source = rows::open(path, shown, layout).ok()?;
    let (mut even, mut odd) = (0, 0);
    let mut count = |text: &str| {
        for run in text.split(|c: char| c.is_ascii()).filter(|run| !run.is_empty()) {
            match run.chars().count().is_multiple_of(2) {
                true => even += 1,
                false => odd += 1,
            }
        }
    };
    source.header().iter().for_each(|name| count(name));
    let mut batch = Batch::default();
    while source.read(&mut batch).ok()? {
        for row in 0..batch.rows() {
            (0..batch.width()).for_each(|column| count(batch.cell(row, column).text));
        }
    }
    Some((even, odd))
}

/// Whether reading failed because the bytes are no text in the encoding tried.
pub(super) fn is_encoding_error(fatal: &Fatal, layout: &Layout) -> bool {
    let text = matches!(layout.format, Format::Delimited | Format::FixedWidth | Format::Ndjson);
    text && fatal.code == &codes::WRONG_ENCODING && fatal.message.contains("are no")
}
