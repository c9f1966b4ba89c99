//! Tests from outside, in one program.

mod catalog;
mod oracle;
mod syntax;
