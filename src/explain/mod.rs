//! Why somebody is in a cohort, or out: each rule with the values that it saw, what it was, and what it earned.
//!
//! Works on the reference evaluator, so what it shows is the semantics itself. Plain data; the command line prints it.

mod tree;

pub use crate::reference::shown;
pub use tree::{Branch, ExplainedRule, Explanation, Seen, Standing, Truth, branch, explain, row_of_key};
