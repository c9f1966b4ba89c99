//! What a plan means, row by row, as plainly as it can be written: no table is ever turned into anything cleverer than a list
//! of rows. `explain` runs on it, and every engine is held to it, value for value (`tests/it/oracle/`).
//!
//! Each primitive is a few lines that say what its documentation at [`Op`](crate::ir::Op) says: `scalar` what needs one
//! row, `over_rows` what needs others. [`Values`] works a node out the first time somebody asks for it. [`cohorts()`] counts what a
//! run reports.
//!
//! Speed is no aim here, clearness is; but nothing recurses over a plan, so a chain of any length is safe.

mod calendar;
mod census;
mod cohorts;
mod distribution;
mod insights;
pub mod measures;
mod movement;
mod numbers;
mod over_rows;
mod scalar;
mod shown;
mod sound;
mod value;
mod values;

pub use census::{census, nodes as census_nodes};
pub use cohorts::cohorts;
pub use movement::{Side, movement};
pub use shown::{shown, shown_key};
pub use value::{Data, TableData, Value};
pub use values::{Values, evaluate};

#[cfg(test)]
mod tests;
