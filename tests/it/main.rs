//! Tests from outside, in one program.

mod builtins;
mod catalog;
mod check;
#[cfg(feature = "engine")]
mod common;
mod documents;
mod oracle;
mod pages;
mod syntax;
