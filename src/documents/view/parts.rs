//! Parts of template data that several pages have.

use serde::Serialize;

/// A name and a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// As text.
    pub value: String,
    /// A word that warns, such as `overdue`; mostly empty.
    pub flag: String,
}

/// One thing that sets a cohort apart from everyone.
#[derive(Debug, Serialize)]
pub struct Highlight {
    /// `city tier: tier-1`, `age (mean)`.
    pub label: String,
    /// The share of the members, or their mean.
    pub here: String,
    /// The same of everyone.
    pub everyone: String,
    /// *SVG*: both as bars.
    pub bar: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct FactGroup {
    /// As a heading.
    pub title: &'static str,
    /// In the order written.
    pub facts: Vec<Fact>,
}

/// A number that stands large.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// As text.
    pub value: String,
    /// What it counts.
    pub label: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// What to show.
    pub title: String,
    /// Relative to the page.
    pub href: String,
    /// The same without its ending: there is a `.md` beside each `.html`.
    pub stem: String,
}

#[derive(Debug, Serialize)]
pub struct TextList {
    /// `goals`, `pains`, `channels`, `criteria`.
    pub kind: &'static str,
    /// As a heading.
    pub title: &'static str,
    /// In the order written.
    pub items: Vec<TextItem>,
}

#[derive(Debug, Serialize)]
pub struct TextItem {
    /// As the team wrote it.
    pub text: String,
    /// Of a pain point that says `backed by`.
    pub proof: Option<Proof>,
}

/// A sentence of the team's that the data bears out, or does not.
#[derive(Debug, Serialize)]
pub struct ClaimView {
    /// As the team wrote it.
    pub text: String,
    /// What the data says to it.
    pub proof: Proof,
}

#[derive(Debug, Serialize)]
pub struct Proof {
    /// `holds`, `fails`, `open`.
    pub kind: &'static str,
    /// The verdict as a word.
    pub word: &'static str,
    /// The rule as a sentence.
    pub rule: String,
    /// What was measured.
    pub detail: String,
    /// That the interval reaches beyond the bound; mostly empty.
    pub doubt: String,
}

/// The metrics of a cohort as a table.
#[derive(Debug, Serialize)]
pub struct MetricTable {
    /// Headings of the columns.
    pub head: Vec<String>,
    /// A metric each.
    pub rows: Vec<ChartRow>,
    /// By row and column the figures as plain values, to order rows by; empty where there is none.
    pub plain: Vec<Vec<String>>,
    /// Why figures are not there, each reason once.
    pub notes: Vec<String>,
    /// *SVG* by row: the value in its interval, and a mark where everyone's is; empty where there is nothing to compare.
    pub bars: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct RuleGroup {
    /// The dimension's title.
    pub title: String,
    /// `at most 40 points together`; empty without a cap.
    pub cap: String,
    /// In the order written.
    pub rules: Vec<RuleView>,
}

#[derive(Debug, Serialize)]
pub struct RuleView {
    /// `must`, `never`, `scores`, `costs`.
    pub kind: &'static str,
    /// `Must`, `Scores up to 15 points`.
    pub lead: String,
    /// The same in short: `+15`.
    pub chip: String,
    /// The rule in words.
    pub sentence: SentenceView,
    /// As the team wrote it; empty without.
    pub because: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct SentenceView {
    /// What stands before the parts, or the whole sentence.
    pub text: String,
    /// The parts of a rule that has several.
    pub items: Vec<SentenceView>,
}

/// A chart, and its numbers as a table.
#[derive(Debug, Serialize)]
pub struct Chart {
    /// As a heading.
    pub title: String,
    /// What it shows, in a line; may be empty.
    pub lead: String,
    /// Mean, median, how many are known; may be empty.
    pub note: String,
    /// *SVG*
    pub svg: String,
    /// Headings of the table.
    pub head: Vec<String>,
    /// Of the table: the numbers of the chart.
    pub rows: Vec<ChartRow>,
    /// Marks what belongs to the cohort and what to everyone.
    pub paired: bool,
}

#[derive(Debug, Serialize)]
pub struct ChartRow {
    /// The first says what the row is about.
    pub cells: Vec<String>,
    /// 0 to 1, for a bar in text; none where the figure is not shown.
    pub length: Option<f64>,
}

#[derive(Debug, Serialize)]
pub struct Unknown {
    /// How many are undecided, in a sentence.
    pub text: String,
    /// What is missing, where a chart would have nothing to show; mostly empty.
    pub more: String,
    /// By column that is missing; none where there is nothing to show.
    pub chart: Option<Chart>,
}

#[derive(Debug, Serialize)]
pub struct EvidenceItem {
    /// `Interview`, `Survey`, or the word that the team wrote.
    pub kind: String,
    /// In the words of the language.
    pub date: String,
    /// As the team wrote it.
    pub text: String,
    /// `n = 12`; empty without.
    pub n: String,
    /// As written; empty without.
    pub link: String,
    /// Whether `link` leads to the web; other links are shown as text.
    pub web: bool,
}

#[derive(Debug, Serialize)]
pub struct TermItem {
    /// As the rules say it.
    pub name: String,
    /// What it means.
    pub sentence: SentenceView,
    /// The team's comment; empty without.
    pub doc: String,
}
