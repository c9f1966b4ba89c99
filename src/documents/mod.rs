//! Cohorts as documents: a page and a Markdown file for each ICP, persona and score, an index,
//! a page about the data, and `summary.json`; and the pages of a history.
//!
//! ```text
//! results ─▶ Summary (every figure, plain data) ─┐
//! model ──▶ prose (rules as sentences) ──────────┴─▶ views (template data) ─▶ minijinja over templates/ ─▶ files
//! ```
//!
//! What holds here, and why:
//! - A figure reaches a page only through [`Summary`]: what a page shows, `summary.json` holds.
//! - Sentences are made from the model, never from the text of a spec, so that they say what is run.
//! - Whatever people typed is data. It is escaped on its way into HTML, SVG and Markdown, and cannot leave its place.
//! - The same input gives the same bytes: no clock, no random numbers, no order of a hash map.

pub mod changed;
mod charts;
mod clean;
mod csv;
mod format;
mod markdown;
mod measures;
mod portrait;
pub mod prose;
mod quality;
mod render;
mod style;
mod summary;
pub mod templates;
mod text;
mod view;

pub use crate::cohort::file_stems;
pub use measures::{measured_in_words, value_text};
pub use render::{render, render_history};
pub use style::hash as policy_hash;
pub use summary::{Named, SUMMARY_FORMAT, Summary};
pub use templates::OwnTemplate;
pub use text::Lang;

use crate::catalog::Catalog;
use crate::cohort::{History, Results, TableReport};
use crate::model::Program;
use std::path::PathBuf;
use std::sync::Arc;

/// What a summary is made from.
#[derive(Debug, Clone, Copy)]
pub struct RunFound<'a> {
    pub catalog: &'a Catalog,
    pub results: &'a Results,
    pub reports: &'a [TableReport],
    /// How cohorts were on earlier dates, if that was looked at.
    pub history: Option<&'a History>,
    /// SHA-256 of the specs, hex.
    pub spec_hash: &'a str,
}

/// What documents are made from: the figures of a run, and the specs that it ran. No data is needed.
#[derive(Clone, Copy)]
pub struct DocumentInput<'a> {
    pub program: &'a Program,
    pub catalog: &'a Catalog,
    pub summary: &'a Summary,
    /// SHA-256 of the specs that the texts are made of, hex. The figures may be of an earlier writing of them.
    pub spec_hash: &'a str,
    /// Of all fixed text, of sentences, numbers and dates. What the team wrote stays as it is.
    pub lang: Lang,
    /// The project's own templates, by name.
    pub own: &'a [OwnTemplate],
    /// Where there is data: the rows of cohorts, for own templates that ask for them.
    pub members: Option<&'a Arc<dyn Members>>,
}

/// The rows of the files of cohorts.
pub trait Members: Send + Sync {
    /// Whether there are rows under that name.
    fn has(&self, name: &str) -> bool;

    /// Those of a cohort, score or assignment by name, as JSON objects; an error in words if there is none of that name.
    fn rows(&self, name: &str) -> Result<Vec<serde_json::Value>, String>;
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Relative to the output folder: `personas/NAME.html`.
    pub path: PathBuf,
    pub content: String,
}
