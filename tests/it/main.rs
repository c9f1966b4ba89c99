//! Tests from outside, in one program.

#[cfg(feature = "engine")]
mod builtins;
mod catalog;
mod check;
#[cfg(feature = "cli")]
mod documents;
#[cfg(feature = "engine")]
mod oracle;
mod pages;
#[cfg(feature = "engine")]
#[cfg(feature = "engine")]
mod scan;
mod syntax;
