//! What a run found, as plain data: no engine's type appears here. Engines fill it in, documents read it.
//!
//! It stands above the engines (unlike the order in which things happen), because they return it.

mod bins;
mod census;
mod files;
mod measures;
mod quality;
mod results;

pub use bins::{Bins, bins};
pub use census::{About, Census, MEMBER, NOWHERE, UNDECIDED};
pub use files::file_stems;
pub use measures::*;
pub use quality::{ColumnQuality, LastSeen, Quality};
pub use results::*;
