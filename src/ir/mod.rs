//! The plan: what is to be worked out, as data. Engines run it; nothing here runs anything.
//!
//! A plan is one list of [`Node`]s. A node belongs to one table and has one value per row of that table; its inputs stand
//! before it in the list. Equal nodes are one node (the [`Builder`] sees to it), so what two personas share is worked out
//! once. Every truth in a plan is three-valued: true, false or missing (= unknown).
//!
//! What an engine must keep to is written at [`Op`]; the row-by-row reference is that text as a program.

mod build;
mod insights;
mod measure;
mod op;
mod past;
mod plan;
pub mod print;
mod types;

pub use build::Builder;
pub use insights::*;
pub use measure::*;
pub use op::*;
pub use past::Reach;
pub use plan::*;
pub use types::{Day, Literal, Real, Type};
