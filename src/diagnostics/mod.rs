//! What is wrong, where, and the way out.
//!
//! [`codes`] is the one list of codes; each has a page (`pages/CODE.md`) with a failing and a fixed spec that the tests
//! run. Every other module makes [`Diagnostic`]s; only [`render`] knows how a terminal shows them (and only it knows
//! miette).
//!
//! The grammar of messages: lower case, no full stop, the user's own words in back-quotes, never a type of our code
//! and never the name of a grammar rule. The message says what is wrong, labels say where and what was seen there, the help
//! says what to write instead.

pub mod codes;
pub mod page;
pub mod render;
pub mod suggest;

use crate::source::Span;
pub use codes::{Code, Severity};

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: &'static Code,
    /// The code's own level, unless a command line raised it.
    pub severity: Severity,
    pub message: String,
    /// The first label is the primary place. Data problems may have none: they name file, line and column in the message.
    pub labels: Vec<Label>,
    pub help: Option<String>,
    /// Further facts, a line each (examples of bad cells, the other place of a cycle).
    pub notes: Vec<String>,
    /// A text that, put in place of the span's, mends it.
    pub fix: Option<Box<Fix>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub span: Span,
    pub replacement: String,
}

impl Diagnostic {
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            notes: Vec::new(),
            fix: None,
        }
    }

    /// Adds a place; the first one added is where the finding is reported.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Box::new(Fix { span, replacement: replacement.into() }));
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A value and what was found on the way to it: every phase returns one, errors or not.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}
