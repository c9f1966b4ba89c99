//! The language's text: fixtures with their findings beside them, trees as snapshots, and texts that nobody should write.

mod dump;
mod fixtures;
mod format;
mod hostile;
mod meaning;
mod single;

use personac::diagnostics::{Checked, Diagnostic};
use personac::source::{FileId, SourceMap};
use personac::syntax::{self, ast};

fn parsed(text: &str) -> Checked<ast::File> {
    syntax::parse(FileId(0), text)
}

fn sources(path: &str, text: &str) -> SourceMap {
    let mut sources = SourceMap::default();
    sources.add(path, text);
    sources
}

/// A finding on one line: place, code, message, labels, help.
fn line(d: &Diagnostic, sources: &SourceMap) -> String {
    let at = d.labels.first().map_or(String::new(), |label| {
        let at = sources.position(label.span);
        format!("{}:{} ", at.line, at.column)
    });
    let labels: Vec<String> =
        d.labels.iter().map(|l| format!("[{}] {}", sources.text(l.span), l.text)).collect();
    let help = d.help.as_ref().map_or(String::new(), |h| format!(" | help: {h}"));
    let fix = d.fix.as_ref().map_or(String::new(), |f| {
        format!(" | fix: [{}] → [{}]", sources.text(f.span), f.replacement.escape_debug())
    });
    format!("{at}{}: {} | {}{help}{fix}", d.code.id, d.message, labels.join("; "))
}
