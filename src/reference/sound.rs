//! What a sound plan never asks for.
//!
//! Plans are made from programs whose types are checked, so whoever comes here has found a mistake of ours. Tests stop at it. For
//! anybody else one value that is missing, or one order that is a tie, does less harm than no answer at all.

use std::fmt::Arguments;

/// `instead` is what it comes to; `what` completes a sentence: "the plan takes 7 for a text".
#[track_caller]
pub(super) fn unsound<T>(instead: T, what: Arguments) -> T {
    if cfg!(debug_assertions) {
        panic!("the plan {what}");
    }
    instead
}
