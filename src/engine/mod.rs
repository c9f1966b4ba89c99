//! Runs plans on Polars: reads the data, works out the nodes, counts, and writes the files of cohorts.
//!
//! The one place where Polars is known. A plan goes through here like this:
//!
//! 1. [`run()`] asks for what all cohorts of a table read. `exec` works out, in rounds, what that needs of other rows:
//!    aggregates by one group-by per relation (`aggregate`), standings in the population (`standing`).
//! 2. `frame` makes one lazy frame of a table with the values of any nodes as columns: a scan, a join per many-to-one
//!    relation, and expressions (`scalar*`), each node that is read more than once being worked out once.
//! 3. `pass` reads that frame once for all cohorts, assignments and grids; `distribution` reads the shown columns, `insights`
//!    journeys, themes and what people take.
//! 4. `results` puts it all together, `write` makes files of it.
//!
//! What comes out does not depend on threads or on the order in which Polars hands rows around: whatever is added up is a
//! whole number, and whatever is listed is sorted by row.

// A finding ends the run that it is about: nothing hands one on in a loop, so its size does not matter.
#![allow(clippy::result_large_err)]

mod aggregate;
mod aggregate_order;
mod cells;
mod census;
mod distribution;
mod exec;
mod explain_plan;
mod formulas;
mod frame;
mod given;
mod history;
pub mod infer;
mod insights;
mod instants;
mod kernels;
mod measured;
mod measures;
mod members;
mod movement;
mod pass;
mod predicted;
mod pseudonyms;
mod quarantine;
mod results;
mod run;
mod scalar;
mod scalar_date;
mod scalar_number;
mod scalar_score;
mod scalar_text;
pub mod scan;
mod shape;
mod spellings;
mod standing;
mod text_files;
mod units;
mod weigh;
mod write;

pub use explain_plan::explain_plan;
pub use given::{frames, values_of};
pub use history::{ReadOnce, history, read_once};
pub use movement::{MovementOptions, MovementSide, MovementTimings, movement};
pub use pseudonyms::{Pseudonyms, SHORTEST_SECRET};
pub use quarantine::write_quarantine;
pub use run::{Format, Run, RunOptions, Timings, run, to_reference_data, values};
pub use spellings::answer;
