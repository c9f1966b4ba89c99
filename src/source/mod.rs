//! Source text: where a piece of it stands ([`Span`]), all texts of one run ([`SourceMap`]), and the one door to the
//! outside ([`World`]): files and the clock.
//!
//! Nothing here knows the language. Spans are bytes; lines and columns are worked out only when shown.

pub mod git;
pub mod language;
mod local;
mod map;
pub mod parallel;
mod reason;
mod span;
mod world;

pub use local::{LocalText, Translation, primary};
pub use map::{FileId, Position, SourceFile, SourceMap};
pub use reason::reason;
pub use span::{Span, Spanned};
pub use world::{DiskWorld, MemoryWorld, World};
