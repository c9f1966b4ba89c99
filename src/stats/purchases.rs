//! What the models are fitted to: each customer's purchases in a few numbers; and why a fit can fail.

use std::fmt;

/// The purchases of one customer who bought at least once, up to the end of what was observed.
///
/// `last` and `observed` are in one unit of time, any (days, say), and whatever is asked of a model fitted to them is in that
/// unit too. Several purchases on one day count as one, as Fader & Hardie count them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchases {
    /// x: purchases after the first.
    pub repeats: u64,
    /// t_x: time from the first purchase to the last; 0 without repeats.
    pub last: f64,
    /// T: time from the first purchase to the end.
    pub observed: f64,
}

/// What one customer spends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spending {
    /// x: purchases after the first.
    pub repeats: u64,
    /// The mean value of those purchases; not looked at without any.
    pub mean: f64,
}

/// Why there is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitError {
    /// Fewer than [`FEWEST_REPEATERS`] customers came back (or, of a model of values, spent something when they did).
    TooFew { repeaters: u64 },
    /// A figure that cannot be: of time not finite or below zero, or a last purchase after the end or without repeats.
    Impossible,
    /// The search for parameters ran away or did not come to rest: the data do not tell the parameters apart.
    NotSettled,
}

/// A model with four parameters says nothing about fewer people than that.
pub const FEWEST_REPEATERS: u64 = 20;

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FitError::TooFew { repeaters } => write!(
                f,
                "{repeaters} customers bought again; a fit needs at least {FEWEST_REPEATERS} of them"
            ),
            FitError::Impossible => f.write_str("a customer's purchases contradict each other"),
            FitError::NotSettled => f.write_str("the customers' purchases do not determine the parameters"),
        }
    }
}

impl std::error::Error for FitError {}

impl Purchases {
    pub(super) fn is_possible(&self) -> bool {
        let times = self.last.is_finite() && self.observed.is_finite() && self.last >= 0.0;
        times && self.last <= self.observed && (self.repeats > 0 || self.last == 0.0)
    }
}
