use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{SourceFile, SourceMap, Span};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use std::fmt;

/// How a terminal wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// In columns.
    pub width: usize,
}

/// Lines longer than this (in bytes) are shown only around the place.
const LONG_LINE: usize = 240;

/// Labels over more lines than this are shown at their first line alone.
const TALL_LABEL: usize = 12;

/// All findings, one below the other, each with its lines of source.
pub fn terminal(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width.max(40)).with_links(false);
    let mut shown = String::new();
    for diagnostic in diagnostics {
        let report = Report::new(diagnostic, sources);
        let mut text = String::new();
        if handler.render_report(&mut text, &report).is_err() {
            // A place that cannot be shown must not swallow the finding.
            text = format!("{}\n\n  × {}\n", report.code, diagnostic.message);
        }
        shown += text.trim_end();
        shown.push('\n');
        for note in &report.notes {
            shown += &format!("  note: {note}\n");
        }
        shown.push('\n');
    }
    shown
}

/// One finding in miette's terms.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    code: String,
    source: Option<Source>,
    labels: Vec<LabeledSpan>,
    notes: Vec<String>,
}

impl<'a> Report<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Self {
        let mut report = Report {
            diagnostic,
            code: format!("{} {}", diagnostic.code.id, diagnostic.code.name),
            source: None,
            labels: Vec::new(),
            notes: Vec::new(),
        };
        if let Some(primary) = diagnostic.labels.first() {
            let file = sources.file(primary.span.file);
            let mut source = Source::around(file, primary.span);
            if source.place(file, primary.span).is_some_and(|(offset, _)| offset == source.text.len()) {
                // A place behind the last character is shown only if a line ends there.
                source.text.push('\n');
            }
            for (i, label) in diagnostic.labels.iter().enumerate() {
                let here =
                    (label.span.file == primary.span.file).then(|| source.place(file, label.span)).flatten();
                match here {
                    Some((offset, length)) => {
                        let text = Some(label.text.clone()).filter(|t| !t.is_empty());
                        let label = LabeledSpan::new(text, offset, length);
                        let primary =
                            LabeledSpan::new_primary_with_span(label.label().map(Into::into), *label.inner());
                        report.labels.push(if i == 0 { primary } else { label });
                    }
                    None => {
                        let at = sources.position(label.span);
                        let path = &sources.file(label.span.file).path;
                        report.notes.push(format!("{} at {path}:{}:{}", label.text, at.line, at.column));
                    }
                }
            }
            report.source = Some(source);
        }
        report.notes.extend(diagnostic.notes.iter().cloned());
        report
    }
}

/// The lines that a finding is about: a copy, so that a long line can be cut.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
    /// Where `text` begins in the file: byte, line from 0, column in characters from 0.
    start: usize,
    line: usize,
    column: usize,
    /// Bytes in front of the file's own text (the sign of a cut).
    lead: usize,
}

/// How many lines around the primary place other labels may stand and still be shown.
const REACH: usize = 400;

impl Source {
    fn around(file: &SourceFile, span: Span) -> Self {
        let (start, end) = (span.start as usize, span.end as usize);
        let at = file.position(start);
        let line_start = file.line_start(at.line);
        let line_end = file.line_start(at.line + 1);
        let path = file.path.clone();
        if line_end - line_start > LONG_LINE {
            let from = boundary(&file.text, start.saturating_sub(LONG_LINE / 4).max(line_start));
            let to =
                boundary(&file.text, end.min(start + LONG_LINE / 4) + LONG_LINE / 4).min(line_end).max(from);
            let lead = if from > line_start { "…" } else { "" };
            let tail = if to < line_end { "…" } else { "" };
            let text = format!("{lead}{}{tail}", file.text[from..to].trim_end_matches(['\r', '\n']));
            let column = file.position(from).column - 1;
            return Source { path, text, start: from, line: at.line - 1, column, lead: lead.len() };
        }
        let first = at.line.saturating_sub(REACH).max(1);
        let from = file.line_start(first);
        let to = file.line_start(file.position(end).line + REACH);
        Source {
            path,
            text: file.text[from..to].to_owned(),
            start: from,
            line: first - 1,
            column: 0,
            lead: 0,
        }
    }

    /// Offset and length of a span in `text`; `None` if it is not in it.
    fn place(&self, file: &SourceFile, span: Span) -> Option<(usize, usize)> {
        let (start, mut end) = (span.start as usize, span.end as usize);
        let first = file.position(start).line;
        if file.position(end).line > first + TALL_LABEL {
            end = file.line_start(first + 1).saturating_sub(1).max(start);
        }
        let offset = start.checked_sub(self.start)? + self.lead;
        if offset > self.text.len() {
            return None;
        }
        Some((offset, (end - start).min(self.text.len() - offset)))
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len())
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        let line = contents.line();
        let at = boundary(&self.text, contents.span().offset());
        let line_start = self.text[..at].rfind('\n').map_or(0, |n| n + 1);
        let cut = if line == 0 { self.column } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            contents.data(),
            *contents.span(),
            line + self.line,
            self.text[line_start..at].chars().count() + cut,
            contents.line_count(),
        )))
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref()?;
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests;
