//! Charts as inline SVG: no script, no file of its own, readable in greyscale and by screen readers.
//!
//! All are drawn [`WIDTH`] wide and scale with their column. Colours are CSS classes of the page, so that dark mode and print
//! change them; what belongs to the cohort is dark and filled, what belongs to everyone is light with an outline.

mod balance;
mod bars;
mod blocks;
mod columns;
mod funnel;
pub mod history;
mod small;
mod svg;

pub use balance::{Balance, balance};
pub use bars::{Bar, bars, pair_bar, share_bar, whisker};
pub use blocks::{Block, blocks};
pub use columns::{Bin, Tier, histogram, score_histogram};
pub use funnel::{Step, funnel};
pub use small::{Shared, shared_bar, spark};
pub use svg::{escape, escape_url, number};

/// The width of every chart in its own units: a little less than a phone's in CSS pixels, so that text keeps its size there.
pub const WIDTH: f64 = 320.0;

/// What every chart says besides its marks.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Part of the ids in the SVG; unique on its page.
    pub id: &'a str,
    pub title: &'a str,
    /// What there is to see, in words.
    pub desc: &'a str,
}
