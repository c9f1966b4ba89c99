//! The formatter: what it makes of texts, and what it never does to any.

mod random;
mod style;

use super::{dump, parsed};
use personac::source::FileId;
use personac::syntax;
use unicode_width::UnicodeWidthStr;

fn format(text: &str) -> String {
    syntax::format(FileId(0), text).unwrap_or_else(|found| panic!("{found:#?}\n{text}"))
}

/// Comments in their order. Only for texts without a `#` in quotes.
fn comments(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| Some(line[line.find('#')?..].trim_end())).collect()
}

/// What must hold for every text that reads: the same tree with the same docs, and nothing left to do.
#[track_caller]
fn holds(text: &str) -> String {
    let once = format(text);
    same(
        &dump::file(&parsed(text).value),
        &dump::file(&parsed(&once).value),
        "the meaning has changed",
        text,
    );
    same(&once, &format(&once), "formatting twice differs", text);
    once
}

#[track_caller]
fn same(before: &str, after: &str, what: &str, written: &str) {
    if let Some((before, after)) = before.lines().zip(after.lines()).find(|(before, after)| before != after) {
        panic!("{what}:\n{before}\n{after}\n--- written\n{written}\n--- formatted\n{}", format(written));
    }
    assert_eq!(before.lines().count(), after.lines().count(), "{what}\n{written}");
}

/// Lines that are too long without their comment, and not only because what they say is deeply nested.
fn long_lines(text: &str) -> Vec<&str> {
    let code = |line: &'_ str| line.find('#').map_or(line.len(), |at| line[..at].trim_end().len());
    let long = |line: &str| line.width() > 100 && line.trim_start().width() > 60;
    text.lines().filter(|line| long(&line[..code(line)])).collect()
}
