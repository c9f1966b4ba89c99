//! `.persona` text → an owned syntax tree with spans.
//!
//! [`parse`] always returns a tree, however broken the text: a declaration that does not read becomes a diagnostic and
//! is left out, and the rest is still there. pest's pairs and rules never leave this module.

pub mod ast;
