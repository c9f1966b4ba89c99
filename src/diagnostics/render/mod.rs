//! How findings are shown: in a terminal (by miette) or as JSON. The only place that knows miette.

mod json;
mod terminal;

pub use json::json;
pub use terminal::{Style, terminal};
