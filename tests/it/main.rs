//! Tests from outside, in one program.

mod builtins;
mod catalog;
mod check;
mod documents;
mod oracle;
mod syntax;
