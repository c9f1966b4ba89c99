//! The lock: what each cohort means, and what it came to when it was last measured, in a file that goes into git
//! (`personac.lock`, beside the catalog).
//!
//! ```text
//! meanings of a program ─┐
//! an earlier lock ───────┼─ make ─▶ Lock ─ write ─▶ YAML ─ read ─▶ Lock ─┬─ compare ─▶ differences
//! figures of a run ──────┘                                               └─ drift ─▶ customers moved, or the rules did
//! ```
//!
//! What holds here, and why:
//! - A figure never stands beside a meaning that it was not measured with, unless it says so ([`Entry::measured_as`]).
//! - The file is written for people who review it: by declaration, one fact a line, so that a change touches the lines that it is about.
//!   The same facts give the same bytes.
//! - It is public, as `summary.json` is: figures come from [`crate::documents::Summary`] alone, which holds back those about few people.
//! - Nothing here opens a file for writing; reading goes through [`crate::source::World`], so that a lock of another revision reads as well.

mod compare;
mod drift;
mod figures;
mod make;
mod model;
mod read;
mod value;
mod write;

pub use compare::{Difference, Mismatch, Why, differences, mismatches};
pub use drift::{Drift, Drifts, Moved, Now, SinceLock, drifts};
pub use figures::{Figures, figures, shown_figures};
pub use make::{declared, make};
pub use model::{Data, Entry, Fact, Lock, Measured, Section};
pub use value::{Change, Value};

/// The lock's name in the project folder.
pub const FILE: &str = "personac.lock";

/// The form of the file that this version writes, and the newest that it reads.
pub const FORMAT: u64 = 1;
