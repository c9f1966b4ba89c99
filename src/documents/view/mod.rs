//! What templates get: plain data, every text ready to show, nothing left to work out.
//!
//! All texts are unescaped (the templates escape by their own kind) except fields whose doc says *SVG* or *CSS*.
//! Numbers and dates are texts in the page's language already. A figure that may not be shown is a text that says so.

mod absent;
mod changed_words;
mod changes;
mod columns;
mod data;
mod fit;
mod highlights;
mod history;
mod index;
mod insights;
mod journey_map;
mod journeys;
mod keys;
mod locked;
mod measures;
mod members;
mod overlaps;
mod page;
mod parts;
mod rules;
mod sensitive;
mod site;
mod spread;
mod themes;
mod trend;
mod types;

pub use changes::changes;
pub use data::data;
pub use history::{history_index, history_page};
pub use index::index;
pub use journey_map::journeys;
pub use overlaps::overlaps;
pub use page::page;
use parts::*;
use site::Spot;
pub use site::{Place, places};
use types::*;

use super::portrait::{Look, Palette, look};
use super::text::{Lang, Texts};
use super::{Summary, charts};
use crate::catalog::Catalog;
use crate::documents::prose::Prose;
use crate::model::{Cohort, LocalText, Program};
use chrono::NaiveDate;

/// Everything that views are made from: the summary's figures, the model's rules and words, the catalog's labels.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub program: &'a Program,
    pub catalog: &'a Catalog,
    pub summary: &'a Summary,
    /// SHA-256 of the specs that texts are made of.
    pub spec_hash: &'a str,
    /// By cohort of the program: its file name without extension, if it has a page.
    pub stems: &'a [Option<String>],
    pub lang: Lang,
    /// The pages about the whole project; none where pages stand alone.
    pub site: &'a [Place],
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

    /// Colours and hair, other than those of the cohorts before it as far as there are any.
    fn look(&self, cohort: &Cohort) -> Look {
        let upto = self.program.cohorts.iter().position(|c| std::ptr::eq(c, cohort));
        let before = &self.program.cohorts[..upto.unwrap_or(0)];
        look(before.iter().map(page::face), page::face(cohort))
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
        let stem = charts::escape_url(self.stems.get(cohort)?.as_deref()?);
        Some(Link { title, href: format!("{stem}.html"), stem })
    }

    /// The cohort of a name.
    fn named(&self, name: &str) -> Option<usize> {
        self.program.cohorts.iter().position(|c| c.name == name)
    }

    /// What a cohort of a name is called.
    fn title_of(&self, name: &str) -> String {
        let cohort = self.named(name).map(|cohort| &self.program.cohorts[cohort]);
        cohort.map_or_else(
            || super::prose::humanised(name),
            |cohort| super::prose::cohort_title(cohort, self.lang),
        )
    }

    fn frame(&self, title: String, palette: Option<Palette>, spot: Spot) -> Frame {
        let style = super::style::page_style(palette);
        Frame {
            lang: self.lang.tag(),
            t: self.t(),
            title,
            project: super::clean::line(&self.summary.project),
            nav: site::nav(self, spot),
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
        let mut facts = vec![Fact::new(t.as_of, super::format::date(self.as_of(), self.lang))];
        let figures = &self.summary.spec_sha256;
        if figures == self.spec_hash {
            facts.push(Fact::new(t.specs, short(figures)));
        } else {
            facts.push(Fact::new(t.specs_figures, short(figures)));
            facts.push(Fact::new(t.specs_texts, short(self.spec_hash)));
        }
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
