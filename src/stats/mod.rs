//! Statistics over plain numbers: intervals, and models that are fitted to purchases. Nothing of personac is known here,
//! so that the reference, the engines and the documents can all use it and agree.
//!
//! Whatever cannot be worked out is an error value or `None`; no NaN leaves this module.

mod interval;

pub use interval::{Interval, Method, mean, nps, share};
