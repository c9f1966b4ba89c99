//! `personac.yaml` → typed tables, columns, relations and privacy settings. Errors point into the YAML.
//!
//! This module reads no data. A [`Catalog`] is always complete and consistent: what was wrong has been reported and left
//! out (a column of an unknown type is dropped and remembered in [`Table::broken`], so that rules over it do not fail a second time).

pub mod keys;
mod load;
pub mod model;
pub mod names;
pub mod normalize;
pub mod yaml;

pub use load::load;
pub use model::*;

/// Names are compared in Unicode's composed form: `é` is one character, however it was typed.
pub fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}
