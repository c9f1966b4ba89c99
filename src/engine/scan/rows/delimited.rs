//! CSV, TSV and other separators.

use super::text::{self, TextStream};
use super::{Batch, Fatal, LONGEST_ROW, Layout, RowSource};
use crate::diagnostics::{Diagnostic, codes};
use std::path::Path;

pub(super) struct Delimited {
    stream: TextStream,
    shown: String,
    core: csv_core::Reader,
    block: Vec<u8>,
    at: usize,
    ended: bool,
    header: Vec<String>,
    record: Record,
}

/// The record read last. Its buffers only grow.
#[derive(Default)]
struct Record {
    data: Vec<u8>,
    length: usize,
    ends: Vec<usize>,
    cells: usize,
    line: u64,
}

impl Delimited {
    pub fn open(path: &Path, shown: &str, layout: &Layout) -> Result<Delimited, Fatal> {
        let mut reader = Delimited {
            stream: TextStream::open(path, shown, layout.text.encoding)?,
            shown: shown.to_owned(),
            core: core(layout, shown)?,
            block: Vec::new(),
            at: 0,
            ended: false,
            header: layout.names.clone(),
            record: Record { data: vec![0; 4096], ends: vec![0; 64], ..Record::default() },
        };
        reader.skip_lines(layout.text.skip_lines)?;
        if layout.text.header {
            if !reader.next_record()? {
                let what = format!("`{shown}` has no header");
                return Err(Box::new(
                    Diagnostic::new(&codes::UNREADABLE_DATA, what)
                        .help("the first line names the columns; without one, write `header: false`"),
                ));
            }
            let (text, ends) = reader.record.text(&reader.shown)?;
            reader.header = cells(text, ends).map(str::to_owned).collect();
        }
        Ok(reader)
    }

    fn skip_lines(&mut self, lines: usize) -> Result<(), Fatal> {
        for _ in 0..lines {
            loop {
                if self.at == self.block.len() && !self.refill()? {
                    return Ok(());
                }
                let rest = &self.block[self.at..];
                if let Some(newline) = rest.iter().position(|&b| b == b'\n') {
                    self.at += newline + 1;
                    break;
                }
                self.at = self.block.len();
            }
        }
        self.core.set_line(lines as u64 + 1);
        Ok(())
    }

    /// The next block. The file's end gets a line break of its own, so that what is open after it can only be a quote.
    fn refill(&mut self) -> Result<bool, Fatal> {
        self.at = 0;
        if self.ended {
            self.block.clear();
            return Ok(false);
        }
        self.stream.next_block(&mut self.block)?;
        if self.block.is_empty() {
            self.ended = true;
            self.block.push(b'\n');
        }
        Ok(true)
    }

    /// Reads one record; `false` at the end of the file.
    fn next_record(&mut self) -> Result<bool, Fatal> {
        use csv_core::ReadRecordResult::*;
        let record = &mut self.record;
        (record.length, record.cells) = (0, 0);
        loop {
            if self.at == self.block.len() && !self.refill()? && self.record.length > 0 {
                return Err(self.open_quote());
            }
            let record = &mut self.record;
            let (result, used, written, ended) = self.core.read_record(
                &self.block[self.at..],
                &mut record.data[record.length..],
                &mut record.ends[record.cells..],
            );
            self.at += used;
            record.length += written;
            record.cells += ended;
            match result {
                InputEmpty => {}
                OutputFull if record.length >= LONGEST_ROW => {
                    let line = self.core.line() - text::newlines(&record.data[..record.length]);
                    return Err(text::too_long(&self.shown, line));
                }
                OutputFull => record.data.resize(record.data.len() * 2, 0),
                OutputEndsFull => record.ends.resize(record.ends.len() * 2, 0),
                Record => {
                    // A record ends at the CR of a CRLF; its LF is read with the next one.
                    let ended_by_lf = self.at > 0 && self.block[self.at - 1] == b'\n';
                    let inside = text::newlines(&record.data[..record.length]);
                    record.line = self.core.line() - inside - u64::from(ended_by_lf);
                    return Ok(true);
                }
                End => return Ok(false),
            }
        }
    }

    fn open_quote(&self) -> Fatal {
        let inside = text::newlines(&self.record.data[..self.record.length]);
        let line = self.core.line() - inside;
        Box::new(
            Diagnostic::new(
                &codes::UNREADABLE_DATA,
                format!("`{}`, line {line}: a quote opens in this row and is never closed", self.shown),
            )
            .help("close it; where quotes are plain text, write `quote: none` beside `source`"),
        )
    }
}

impl RowSource for Delimited {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn bytes_read(&self) -> u64 {
        self.stream.bytes_read()
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Fatal> {
        batch.reset(self.header.len());
        while !batch.is_full() && self.next_record()? {
            let record = &self.record;
            let (text, ends) = record.text(&self.shown)?;
            if ends.len() == batch.width() {
                batch.push_text(record.line, text, ends.iter().copied());
            } else {
                let reason = ragged(record, &self.header);
                batch.push_fault(record.line, cells(text, ends), reason);
            }
        }
        Ok(batch.rows() > 0)
    }
}

impl Record {
    /// The record's text and where its cells end; what is no UTF-8 ends the reading.
    fn text(&self, shown: &str) -> Result<(&str, &[usize]), Fatal> {
        let bytes = &self.data[..self.length];
        if let Some(at) = bytes.iter().position(|&b| b == 0) {
            return Err(text::nul_byte(shown, self.line + text::newlines(&bytes[..at])));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let before = &bytes[..e.valid_up_to()];
            text::malformed(shown, self.line + text::newlines(before), None, "UTF-8")
        })?;
        Ok((text, &self.ends[..self.cells]))
    }
}

/// The cells of a record. A separator is ASCII, so no cell ends inside a character.
fn cells<'a>(text: &'a str, ends: &'a [usize]) -> impl Iterator<Item = &'a str> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(move |(start, &end)| text.get(start..end).unwrap_or_default())
}

fn ragged(record: &Record, header: &[String]) -> String {
    let lines = text::newlines(&record.data[..record.length]) + 1;
    let mut reason = format!("has {} cells where the header has {}", record.cells, header.len());
    if lines > 1 {
        reason += &format!(" and runs over {lines} lines: is a quote left open?");
    }
    reason
}

fn core(layout: &Layout, shown: &str) -> Result<csv_core::Reader, Fatal> {
    let byte = |what: &str, c: char| {
        u8::try_from(c).ok().filter(u8::is_ascii).ok_or_else(|| {
            Box::new(
                Diagnostic::new(
                    &codes::UNREADABLE_DATA,
                    format!("`{shown}` cannot be cut at the {what} `{c}`"),
                )
                .help("separators and quotes are single ASCII characters such as `,` `;` `|` or a tab"),
            )
        })
    };
    let mut builder = csv_core::ReaderBuilder::new();
    builder.delimiter(byte("separator", layout.text.separator)?);
    match layout.text.quote {
        Some(quote) => builder.quote(byte("quote", quote)?),
        None => builder.quoting(false),
    };
    Ok(builder.build())
}
