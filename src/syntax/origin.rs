use crate::source::{FileId, Span};
use std::ops::Range;

/// Where a text comes from: places in it become spans of the file that holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    file: FileId,
    base: usize,
    /// No span goes past it: a text inside YAML may be longer once its escapes are resolved.
    limit: usize,
}

impl Origin {
    pub fn file(file: FileId, text: &str) -> Self {
        Origin { file, base: 0, limit: text.len() }
    }

    pub fn inside(span: Span) -> Self {
        Origin { file: span.file, base: span.start as usize, limit: span.end as usize }
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        let clamp = |at: usize| (self.base + at).min(self.limit);
        Span::new(self.file, clamp(range.start), clamp(range.end))
    }
}
