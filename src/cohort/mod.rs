//! What a run found, as plain data: no engine's type appears here. Engines fill it in, documents read it.
//!
//! It stands above the engines (unlike the order in which things happen), because they return it.

mod affinity;
mod bins;
mod census;
mod comparison;
mod files;
mod grounds;
mod history;
mod insights;
mod journeys;
mod measures;
mod movement;
mod overlap;
mod pareto;
mod quality;
mod results;
mod spellings;
mod steps;
mod themes;

pub use affinity::*;
pub use bins::{Bins, bins};
pub use census::{About, Census, MEMBER, NOWHERE, UNDECIDED};
pub use comparison::*;
pub use files::file_stems;
pub use grounds::{Known, grounds};
pub use history::*;
pub use insights::*;
pub use journeys::*;
pub use measures::*;
pub use movement::*;
pub use overlap::*;
pub use pareto::*;
pub use quality::{ColumnQuality, LastSeen, Quality};
pub use results::*;
pub use spellings::{DataAnswers, DataQuestions};
pub use steps::Step;
pub use themes::*;
