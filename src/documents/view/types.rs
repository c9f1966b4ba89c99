//! The fields of template data: described in `templates/README.md`, which is made from what stands here.

use super::parts::*;
use super::{changes, history, insights, site, trend};
use crate::documents::text::Texts;
use serde::Serialize;

/// What every HTML page has around its content.
#[derive(Debug, Serialize)]
pub struct Frame {
    /// `en`, `zh-CN`.
    pub lang: &'static str,
    /// All fixed text, by name.
    pub t: &'static Texts,
    /// Of the browser's tab.
    pub title: String,
    /// The project, as the catalog names it.
    pub project: String,
    /// The pages about the whole project, those that are made; empty where a page stands alone.
    pub nav: Vec<site::NavItem>,
    /// *CSS*: the page's style sheet, whole.
    pub style: String,
    /// The hash of `style` for the content security policy.
    pub style_hash: String,
    /// `31 October 2026`
    pub as_of: String,
    /// Where the page comes from: as-of date, specs, data, version.
    pub provenance: Vec<Fact>,
    /// What is not shown for privacy; empty where nothing is.
    pub privacy: String,
}

/// A page of an ICP, a persona or a score: the context of `persona.html.j2` and `persona.md.j2`.
#[derive(Debug, Serialize)]
pub struct Page {
    #[serde(flatten)]
    pub frame: Frame,
    /// `icp`, `persona`, `score`.
    pub kind: &'static str,
    /// The kind as a word.
    pub kind_label: &'static str,
    /// `draft`; empty for what is active.
    pub badge: &'static str,
    /// As it is declared.
    pub name: String,
    /// The title, else the name in words.
    pub heading: String,
    /// *SVG*
    pub portrait: String,
    /// `Sarah Johnson, 35`; empty without a profile.
    pub who: String,
    /// Of the profile; empty without.
    pub occupation: String,
    /// Of the profile; empty without.
    pub quote: String,
    /// Who belongs, in one line made from the rules.
    pub line: String,
    /// What sets them apart, at most five lines, greatest difference first; empty for a score.
    pub highlights: Vec<Highlight>,
    /// Who belongs, in short: the first rules as sentences.
    pub deck: Vec<String>,
    /// `and 2 more rules`; empty if the deck has them all.
    pub deck_more: String,
    /// The team's own comment, in paragraphs.
    pub doc: Vec<String>,
    /// Size, share, undecided, mean score.
    pub figures: Vec<Figure>,
    /// Other entries of the profiles: of the person, demographic, psychographic, behavioural, of the buyer; those that were written.
    pub profiles: Vec<FactGroup>,
    /// Paragraphs; empty without.
    pub story: Vec<String>,
    /// Goals, pain points, channels, criteria: those that were written.
    pub lists: Vec<TextList>,
    /// In the order written.
    pub claims: Vec<ClaimView>,
    /// Without metrics none.
    pub metrics: Option<MetricTable>,
    /// The ICP that a persona lies in.
    pub within: Option<Link>,
    /// The personas in an ICP.
    pub members: Vec<Member>,
    /// How many of an ICP are in none of its personas, in a sentence; empty where that is not known or not shown.
    pub uncovered: String,
    /// The page before and the one after, in the order of the index.
    pub previous: Option<Link>,
    /// As `previous`.
    pub next: Option<Link>,
    /// All rules by dimension, in the order written.
    pub rules: Vec<RuleGroup>,
    /// Who is left after each rule that keeps or drops people.
    pub funnel: Option<Chart>,
    /// The charts of the score; empty where there is nothing to score or nobody to show.
    pub fit: Vec<Chart>,
    /// What the rules look at, beside everyone; greatest difference first.
    pub columns: Vec<Chart>,
    /// How charts are read that show few people over everyone, and which columns have none; mostly empty.
    pub columns_note: String,
    /// Journeys, themes, neighbours, what they take.
    pub insights: insights::Insights,
    /// The same in short.
    pub trend: Option<trend::Trend>,
    /// How it has grown, where a run was asked to look back; else none.
    pub history: Option<history::HistoryView>,
    /// Who is undecided, and what is missing of them.
    pub unknown: Unknown,
    /// Where the team learned it, in the order written.
    pub evidence: Vec<EvidenceItem>,
    /// What the rules call by a name, explained.
    pub terms: Vec<TermItem>,
    /// Owner, version, status, review.
    pub meta: Vec<Fact>,
    /// Its entry on the page of changes; none where it did not change.
    pub changed: Option<changes::ChangedLink>,
}

/// The index: the context of `index.html.j2`.
#[derive(Debug, Serialize)]
pub struct Index {
    #[serde(flatten)]
    pub frame: Frame,
    /// ICPs, personas, scores: those that there are.
    pub groups: Vec<CardGroup>,
    /// How many people count, by entity.
    pub entities: Vec<Figure>,
    /// Assignments.
    pub assigns: Vec<Chart>,
    /// One score by another.
    pub grids: Vec<GridView>,
    /// What concerns all cohorts at once.
    pub insights: insights::IndexInsights,
}

/// The page about the data: the context of `data.html.j2` and `data.md.j2`.
#[derive(Debug, Serialize)]
pub struct DataPage {
    #[serde(flatten)]
    pub frame: Frame,
    /// In the order of the catalog.
    pub tables: Vec<DataTable>,
}

/// A persona in an ICP.
#[derive(Debug, Serialize)]
pub struct Member {
    #[serde(flatten)]
    pub link: Link,
    /// How many people it has.
    pub people: String,
    /// Of the people of the ICP; empty where it is not shown.
    pub share: String,
    /// *SVG*: the share as a bar.
    pub bar: String,
    /// For a bar in text.
    pub length: Option<f64>,
}

#[derive(Debug, Serialize)]
pub struct DataTable {
    /// The name of the table.
    pub heading: String,
    /// Files, rows, the newest row.
    pub facts: Vec<Fact>,
    /// In the order of the catalog.
    pub columns: Vec<DataColumn>,
    /// What was wrong with cells and rows.
    pub problems: Vec<DataProblem>,
    /// How counts of people are rounded; empty where they are not.
    pub note: String,
    /// Columns of the files that the catalog does not name; may be empty.
    pub ignored: String,
}

#[derive(Debug, Serialize)]
pub struct DataColumn {
    /// The counts below and the newest day as plain values, to order rows by.
    pub plain: DataColumnPlain,
    /// As in the catalog.
    pub name: String,
    /// The catalog's; may be empty.
    pub label: String,
    /// *SVG*: the share of cells with a value; empty where it is not shown.
    pub bar: String,
    /// The same, 0 to 1.
    pub length: Option<f64>,
    /// The share of cells with a value, as text.
    pub known: String,
    /// Cells without a value.
    pub missing: String,
    /// A dash where nothing can be wrong, here and below.
    pub unparsed: String,
    /// Cells with a value that the enum does not have.
    pub not_allowed: String,
    /// Cells outside of the catalog's range.
    pub out_of_range: String,
    /// The newest day; empty for other columns.
    pub last: String,
}

#[derive(Debug, Serialize)]
pub struct DataColumnPlain {
    /// None where it is not shown or nothing can be wrong, here and below.
    pub missing: Option<u64>,
    /// Cells that cannot be read.
    pub unparsed: Option<u64>,
    /// Cells with a value that the enum does not have.
    pub not_allowed: Option<u64>,
    /// Cells outside of the catalog's range.
    pub out_of_range: Option<u64>,
    /// The newest day, `2026-10-31`; empty for other columns.
    pub last: String,
}

#[derive(Debug, Serialize)]
pub struct DataProblem {
    /// How many.
    pub rows: String,
    /// What is wrong with them, in words.
    pub what: &'static str,
    /// May be empty.
    pub column: String,
    /// At most three cells; none where they could name somebody.
    pub examples: Vec<String>,
    /// The diagnostic, to look up with `personac error`.
    pub code: String,
}

#[derive(Debug, Serialize)]
pub struct CardGroup {
    /// `icp`, `persona`, `score`.
    pub kind: &'static str,
    /// As a heading.
    pub title: &'static str,
    /// In the order declared.
    pub cards: Vec<Card>,
}

#[derive(Debug, Serialize)]
pub struct Card {
    /// `icp`, `persona`, `score`.
    pub kind: &'static str,
    /// The kind as a word.
    pub kind_label: &'static str,
    /// As it is declared.
    pub name: String,
    /// The team's; empty without.
    pub owner: String,
    /// How many are in it, to order cards by; none where it is not shown, here and below.
    pub people: Option<u64>,
    /// Their share of everyone; none for a score.
    pub share: Option<f64>,
    /// Their mean score.
    pub score: Option<f64>,
    /// The title, else the name in words.
    pub heading: String,
    /// Relative to the index.
    pub href: String,
    /// The same without its ending.
    pub stem: String,
    /// *SVG*
    pub portrait: String,
    /// `Sarah Johnson, 35`; empty without a profile.
    pub who: String,
    /// Who belongs, in one line made from the rules.
    pub line: String,
    /// *SVG*: the share of everyone as a bar.
    pub bar: String,
    /// How it has grown, where a run was asked to look back; else none.
    pub trend: Option<trend::Trend>,
    /// Size, share, undecided, mean score.
    pub figures: Vec<Figure>,
    /// `draft`; empty for what is active.
    pub badge: String,
    /// The number of the accent colour that the style sheet gives this card.
    pub accent: usize,
}

#[derive(Debug, Serialize)]
pub struct GridView {
    /// The title, else the name in words.
    pub heading: String,
    /// The team's comment, in paragraphs.
    pub doc: Vec<String>,
    /// What rows and columns are: titles of the two cohorts.
    pub row_title: String,
    /// The title of the cohort whose tiers are the columns.
    pub column_title: String,
    /// Tiers, highest first.
    pub columns: Vec<String>,
    /// Tiers, highest first.
    pub rows: Vec<GridRow>,
    /// People outside of the grid, as text.
    pub outside: String,
}

#[derive(Debug, Serialize)]
pub struct GridRow {
    /// What the row is about.
    pub name: String,
    /// In the order of the columns.
    pub cells: Vec<GridCell>,
}

#[derive(Debug, Serialize)]
pub struct GridCell {
    /// As text.
    pub value: String,
    /// 0 to 5: how much of the people lie here, for the shade.
    pub level: usize,
}
