//! What templates get: plain data, every text ready to show, nothing left to work out.
//!
//! All texts are unescaped (the templates escape by their own kind) except fields whose doc says *SVG* or *CSS*.
//! Numbers and dates are texts in the page's language already. A figure that may not be shown is a text that says so.

mod columns;
mod data;
mod fit;
mod highlights;
mod history;
mod index;
mod insights;
mod journeys;
mod measures;
mod page;
mod rules;
mod sensitive;
mod spread;
mod themes;

pub use data::data;
pub use history::{history_index, history_page};
pub use index::index;
pub use page::page;

use super::portrait::Palette;
use super::text::{Lang, Texts};
use super::{Summary, charts};
use crate::catalog::Catalog;
use crate::documents::prose::Prose;
use crate::model::{LocalText, Program};
use chrono::NaiveDate;
use serde::Serialize;

/// Everything that views are made from: the summary's figures, the model's rules and words, the catalog's labels.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub program: &'a Program,
    pub catalog: &'a Catalog,
    pub summary: &'a Summary,
    /// By cohort of the program: its file name without extension, if it has a page.
    pub stems: &'a [Option<String>],
    pub lang: Lang,
}

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
    pub members: Vec<Link>,
    /// All rules by dimension, in the order written.
    pub rules: Vec<RuleGroup>,
    /// Who is left after each rule that keeps or drops people.
    pub funnel: Option<Chart>,
    /// The charts of the score; empty where there is nothing to score or nobody to show.
    pub fit: Vec<Chart>,
    /// What the rules look at, beside everyone; greatest difference first.
    pub columns: Vec<Chart>,
    /// Journeys, themes, neighbours, what they take.
    pub insights: insights::Insights,
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
    /// The title, else the name in words.
    pub heading: String,
    /// Relative to the index.
    pub href: String,
    /// *SVG*
    pub portrait: String,
    /// `Sarah Johnson, 35`; empty without a profile.
    pub who: String,
    /// *SVG*: the share of everyone as a bar.
    pub bar: String,
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

impl<'a> Source<'a> {
    fn t(&self) -> &'static Texts {
        self.lang.texts()
    }

    fn prose(&self) -> Prose<'a> {
        Prose::new(self.program, self.catalog, self.lang)
    }

    /// The as-of date. A summary that another program wrote may hold anything; then dates are counted from 1970.
    fn as_of(&self) -> NaiveDate {
        self.summary.as_of.parse().unwrap_or_default()
    }

    /// A number of people where figures stand: `129`, `hidden`.
    fn number(&self, people: Option<u64>) -> String {
        people.map_or_else(|| self.hidden(), super::format::count)
    }

    /// What stands in tables and charts where a figure is held back.
    fn hidden(&self) -> String {
        self.t().hidden.to_owned()
    }

    fn href(&self, cohort: usize) -> Option<String> {
        self.stems.get(cohort)?.as_deref().map(|stem| format!("{}.html", charts::escape_url(stem)))
    }

    /// A text in the page's language, on one line.
    fn say(&self, text: &LocalText) -> String {
        super::clean::line(text.get(self.lang))
    }

    /// What the rows of a table are called.
    fn table_name(&self, name: &str) -> String {
        let table = self.catalog.table(name);
        table.map_or_else(|| super::prose::humanised(name), |table| self.prose().table(table))
    }

    /// The team's title, else the name in words.
    fn titled(&self, title: Option<&LocalText>, name: &str) -> String {
        title.map(|t| self.say(t)).filter(|t| !t.is_empty()).unwrap_or_else(|| super::prose::humanised(name))
    }

    fn link(&self, cohort: usize) -> Option<Link> {
        let title = super::prose::cohort_title(self.program.cohorts.get(cohort)?, self.lang);
        Some(Link { title, href: self.href(cohort)? })
    }

    fn frame(&self, title: String, palette: Option<Palette>) -> Frame {
        let style = super::style::page_style(palette);
        Frame {
            lang: self.lang.tag(),
            t: self.t(),
            title,
            project: super::clean::line(&self.summary.project),
            style_hash: super::style::hash(&style),
            style,
            as_of: super::format::date(self.as_of(), self.lang),
            provenance: self.provenance_facts(),
            privacy: match self.catalog.privacy.min_cell {
                0 | 1 => String::new(),
                n => self.t().privacy.replace("{}", &n.to_string()),
            },
        }
    }

    /// `1,200 rows read`, `3 set aside`, `2 dated later`.
    fn rows_of(&self, table: &str) -> Vec<String> {
        let t = self.t();
        let count = |text: &str, n: u64| text.replace("{}", &super::format::count(n));
        let Some(source) = self.summary.sources.get(table) else { return Vec::new() };
        let some = |n: Option<u64>| n.filter(|&n| n > 0);
        let mut parts: Vec<String> = source.rows_read.map(|n| count(t.rows, n)).into_iter().collect();
        parts.extend(some(source.rows_set_aside).map(|n| count(t.set_aside, n)));
        parts.extend(some(source.rows_after_as_of).map(|n| count(t.later, n)));
        parts
    }

    fn provenance_facts(&self) -> Vec<Fact> {
        let t = self.t();
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        let mut facts = vec![
            Fact::new(t.as_of, super::format::date(self.as_of(), self.lang)),
            Fact::new(t.specs, short(&self.summary.spec_sha256)),
        ];
        for (table, read) in self.summary.sources.iter() {
            let mut parts = self.rows_of(table);
            parts.extend(read.files.iter().take(3).map(|f| {
                let name = f.path.rsplit(['/', '\\']).next().unwrap_or(&f.path);
                format!("{} {}", super::clean::line(name), short(&f.sha256))
            }));
            parts.extend((read.files.len() > 3).then(|| format!("+{}", read.files.len() - 3)));
            facts.push(Fact::new(&super::clean::line(table), parts.join(" · ")));
        }
        facts
            .push(Fact::new(t.made_with, format!("personac {}", super::clean::line(&self.summary.personac))));
        facts
    }
}

impl Fact {
    fn new(label: &str, value: impl Into<String>) -> Self {
        Fact { label: label.to_owned(), value: value.into(), flag: String::new() }
    }
}

impl From<super::prose::Sentence> for SentenceView {
    fn from(sentence: super::prose::Sentence) -> Self {
        SentenceView { text: sentence.text, items: sentence.items.into_iter().map(Into::into).collect() }
    }
}
