//! Tests from outside, in one program.

mod catalog;
mod check;
mod oracle;
mod syntax;
