//! personac compiles persona specs: rules in `.persona` files and a catalog of tables become a plan, the plan becomes
//! cohorts and scores over customer data, and those become documents.
//!
//! # The tour
//!
//! Text comes in at the top and leaves as cohorts and documents at the bottom; nothing flows back. The modules are the
//! floors of that house, and a module uses only its own floor and those above it (`tests/tidy.rs` checks that):
//!
//! | module | one line |
//! | --- | --- |
//! | [`source`] | spans, the source map, and [`source::World`]: the one door to spec files and the clock |
//! | [`diagnostics`] | findings, the one list of their codes, an explain page per code; only `render` knows miette |
//! | [`stats`] | intervals, and models fitted to purchases: pure functions over numbers |
//! | [`syntax`] | text → owned tree with spans; recovers, so that one run reports all errors; the formatter; only here is pest known |
//! | [`catalog`] | `personac.yaml` → tables, columns, relations; errors point into the YAML |
//! | [`ir`] | the plan: one list of typed nodes, data only; what each primitive means is written at [`ir::Op`] |
//! | [`cohort`] | what a run found, as plain data; above the engines because they return it |
//! | [`builtins`] | the functions, a file each, with examples that run as tests |
//! | [`model`] | the program with every name resolved and every type known |
//! | [`meaning`] | what a declaration means, apart from how it is written: a hash, and the forms behind it |
//! | [`check`] | tree + catalog → model, with everything that is wrong; [`check::project`] reads a whole project |
//! | [`lower`] | model → plan: features put in, windows turned into days, equal nodes made once |
//! | [`mod@reference`] | the plan row by row, as plainly as possible: the oracle, and what `explain` runs on |
//! | `engine` | the plan on Polars (feature `engine`): reading and checking data, running, writing |
//! | [`disclosure`] | which figures may be shown, so that none tells of a few people: the one door from results to documents |
//! | [`documents`] | rules as prose, template data, charts; only here is minijinja known |
//! | [`changes`] | what changed in meaning between two versions of a project |
//! | [`lock`] | `personac.lock`: what each cohort means and what it came to, for git; drift of customers and of rules |
//! | [`explain`] | why somebody is in a cohort or out, as a tree of rules with the values they saw |
//! | [`testing`] | `test` blocks: made-up rows, what comes out for them, and what of the rules they see |
//! | `cli` | the command, a file per subcommand (feature `cli`) |
//!
//! # What holds everywhere
//!
//! - A phase returns a value and what was wrong ([`diagnostics::Checked`]); nobody stops at the first error.
//! - No input makes the program panic. `expect` says why it cannot.
//! - The plan's semantics is the reference's; an engine that differs by a bit is wrong (`tests/it/oracle/`).
//! - The same specs, data and as-of date give the same bytes.
//!
//! # One run, step by step
//!
//! [`check::project::load`] reads the catalog ([`catalog::load`]) and the specs ([`syntax::parse`]), checks them
//! ([`check::check`]); [`lower::lower`] makes the plan; `engine::scan::load` reads the data by the catalog's types;
//! `engine::run` works the plan out and writes the cohorts; [`documents::render`] writes the pages; `cli::run` puts the
//! result in its place in one step.

pub mod builtins;
pub mod catalog;
pub mod changes;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cohort;
pub mod diagnostics;
pub mod disclosure;
pub mod documents;
#[cfg(feature = "engine")]
pub mod engine;
pub mod explain;
pub mod ir;
pub mod lock;
pub mod lower;
pub mod meaning;
pub mod model;
pub mod reference;
pub mod source;
pub mod stats;
pub mod syntax;
pub mod testing;
