//! personac: rules about customers in, cohorts and persona documents out.

pub mod builtins;
pub mod catalog;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod cohort;
pub mod diagnostics;
pub mod documents;
#[cfg(feature = "engine")]
pub mod engine;
pub mod ir;
pub mod lower;
pub mod model;
pub mod reference;
pub mod source;
pub mod syntax;
