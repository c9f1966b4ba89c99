use crate::source::{FileId, Span};
use std::ops::Range;

/// Where a text comes from: places in it become spans of the file that holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    file: FileId,
    base: usize,
    /// No span goes past it.
    limit: usize,
    /// Places inside are not known: the text stands inside YAML with escapes in it. The whole is what can be pointed at.
    whole: bool,
}

impl Origin {
    pub fn file(file: FileId, text: &str) -> Self {
        Origin { file, base: 0, limit: text.len(), whole: false }
    }

    pub fn inside(span: Span, text: &str) -> Self {
        let whole = span.range().len() != text.len();
        Origin { file: span.file, base: span.start as usize, limit: span.end as usize, whole }
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        if self.whole {
            return Span::new(self.file, self.base, self.limit);
        }
        let clamp = |at: usize| (self.base + at).min(self.limit);
        Span::new(self.file, clamp(range.start), clamp(range.end))
    }
}
