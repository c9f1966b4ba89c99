//! Statistics over plain numbers: intervals, models that are fitted to purchases, and where a size goes from here. Nothing of personac is known here,
//! so that the reference, the engines and the documents can all use it and agree.
//!
//! Whatever cannot be worked out is an error value or `None`; no NaN leaves this module. The same figures give the same bits,
//! in whatever order they come.

mod bgnbd;
mod damped;
mod gamma_gamma;
mod interval;
mod lifetime;
mod outlook;
mod purchases;
mod simplex;
mod special;

pub use bgnbd::BgNbd;
pub use damped::Damped;
pub use gamma_gamma::GammaGamma;
pub use interval::{Interval, Method, mean, nps, share};
pub use lifetime::{Customer, Horizon, Lifetime};
pub use outlook::{Coverage, FEWEST_SIZES, Outlook, Range, Refused, outlook};
pub use purchases::{FEWEST_REPEATERS, FitError, Purchases, Spending};
