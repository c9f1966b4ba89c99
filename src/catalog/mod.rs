//! `personac.yaml` → typed tables, columns, relations and privacy settings. Errors point into the YAML.
//!
//! This module reads no data. A [`Catalog`] is always complete and consistent: what was wrong has been reported and left
//! out (a column of an unknown type is dropped and remembered in [`Table::broken`], so that rules over it do not fail a second time).

pub mod model;
pub mod normalize;

pub use model::*;
