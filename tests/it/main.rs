//! Tests from outside, in one program.

#[cfg(feature = "engine")]
mod bad_input;
mod browser;
mod builtins;
mod catalog;
mod changes;
#[cfg(feature = "engine")]
mod changes_page;
mod check;
#[cfg(feature = "cli")]
mod ci;
#[cfg(feature = "cli")]
mod clv;
mod commands;
#[cfg(feature = "cli")]
mod common;
#[cfg(feature = "cli")]
mod diff;
#[cfg(feature = "engine")]
mod diff_people;
mod disclosure;
mod documents;
#[cfg(feature = "cli")]
mod doubling;
#[cfg(feature = "engine")]
mod engine;
#[cfg(feature = "engine")]
mod figures;
#[cfg(feature = "cli")]
mod fmt;
#[cfg(feature = "engine")]
mod history;
#[cfg(feature = "engine")]
mod init;
#[cfg(feature = "engine")]
mod insights;
mod lints;
mod lock;
mod measures;
#[cfg(all(feature = "cli", feature = "engine"))]
mod movement;
#[cfg(feature = "cli")]
mod names;
mod oracle;
mod pages;
#[cfg(feature = "engine")]
mod privacy;
#[cfg(feature = "cli")]
mod repo;
#[cfg(feature = "cli")]
mod revisions;
#[cfg(feature = "engine")]
mod samples;
#[cfg(feature = "engine")]
mod scan;
#[cfg(feature = "cli")]
mod serve;
mod site;
mod suggested;
mod syntax;
#[cfg(feature = "cli")]
mod template_data;
mod templates;
mod testing;
