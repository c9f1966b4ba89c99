//! `test` blocks: rows that somebody made up, and what must come out for them.
//!
//! 1. [`rows`] turns the `given` of a test into rows of tables: keys are made up where none are given, and related rows
//!    are tied to the tested one.
//! 2. [`Suite`] lowers the program once for each as-of date that the tests ask for, and asks the plan about the tested row.
//! 3. `judge` compares what was found with what was expected.
//!
//! Runs on the reference evaluator, so no engine is needed. Another engine can be held to the same tests: it comes in as a
//! function ([`Engine`]), since this floor knows none.

mod batch;
mod changeable;
pub mod concerns;
mod coverage;
mod data;
mod judge;
pub mod mutate;
mod population;
mod report;
mod rows;
pub mod suggest;
mod suite;
mod written;

pub use coverage::{BoundCover, Coverage, RuleCover, Share, coverage};
pub use judge::Found;
pub use report::{finding, findings};
pub use suite::{Engine, Failure, Outcome, Suite, cohorts_in, run_tests};
