//! How a cohort has grown: the chart with its numbers, where it may go, and what the data cannot tell of the past.

use super::absent::Absent;
use super::page::{kind, kind_label, picture};
use super::site::{Place, Spot};
use super::{Chart, ChartRow, Figure, Frame, MetricTable, Source};
use crate::cohort::{Projection, Refusal, Step};
use crate::disclosure::{ShownHistory, ShownPast, ShownPoint};
use crate::documents::charts::About;
use crate::documents::charts::history::{self, Ahead, Dot, Words};
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::prose::cohort_title;
use crate::documents::text::Lang;
use crate::model::Cohort;
use crate::stats::{Outlook, Range};
use crate::syntax::ast::CohortKind;
use chrono::NaiveDate;
use serde::Serialize;

/// Where a site has the histories of cohorts, one folder below its index.
pub const FOLDER: &str = "history/";

/// The section of a page.
#[derive(Debug, Serialize)]
pub struct HistoryView {
    /// Sizes over time, with where they may go; who entered and left.
    pub chart: Chart,
    /// What is projected and how that would have done, or why nothing is.
    pub outlook: Vec<String>,
    /// What the data cannot tell of the past.
    pub notes: Vec<String>,
    /// The page with all dates, without its ending; empty on that page.
    pub stem: String,
}

/// A page of its own: the context of `history.html.j2` and `history.md.j2`.
#[derive(Debug, Serialize)]
pub struct HistoryPage {
    #[serde(flatten)]
    pub frame: Frame,
    /// The kind as a word.
    pub kind_label: &'static str,
    /// The title, else the name in words.
    pub heading: String,
    /// The page of the cohort, without its ending; empty where there is none.
    pub stem: String,
    /// *SVG*
    pub portrait: String,
    /// From when to when, and how often.
    pub period: String,
    /// The size now and at first.
    pub figures: Vec<Figure>,
    /// The chart, and what is said of it.
    pub history: HistoryView,
    /// By date.
    pub metrics: Option<MetricTable>,
    /// The file with all figures; empty where there is none.
    pub csv: String,
}

/// All of them: the context of `history_index.html.j2`.
#[derive(Debug, Serialize)]
pub struct HistoryIndex {
    #[serde(flatten)]
    pub frame: Frame,
    /// From when to when, and how often.
    pub period: String,
    /// In the order declared.
    pub cards: Vec<HistoryCard>,
}

#[derive(Debug, Serialize)]
pub struct HistoryCard {
    /// `icp`, `persona`, `score`.
    pub kind: &'static str,
    /// The number of the accent colour that the style sheet gives this card.
    pub accent: usize,
    /// The kind as a word.
    pub kind_label: &'static str,
    /// Relative to the page.
    pub href: String,
    /// The same without its ending.
    pub stem: String,
    /// Titled by the cohort.
    pub chart: Chart,
}

/// The section about a cohort, if there is a history of it.
pub fn of_cohort(source: &Source, index: usize) -> Option<HistoryView> {
    let history = source.summary.history.as_ref()?;
    let cohort = source.program.cohorts.get(index)?;
    let past = history.cohorts.iter().find(|past| past.name == cohort.name)?;
    let view = View { source, history, past, score: cohort.kind == CohortKind::Score };
    let stem = match source.site {
        [] => String::new(),
        _ => format!("{FOLDER}{}", source.link(index)?.stem),
    };
    Some(HistoryView { chart: view.chart("history"), outlook: view.outlook(), notes: view.notes(), stem })
}

pub fn history_page(source: &Source, index: usize) -> Option<HistoryPage> {
    let history = source.summary.history.as_ref()?;
    let cohort = source.program.cohorts.get(index)?;
    let past = history.cohorts.iter().find(|past| past.name == cohort.name)?;
    let heading = cohort_title(cohort, source.lang);
    let title = format!("{heading} · {}", line(&source.summary.project));
    let link = source.link(index)?;
    let alone = source.site.is_empty();
    Some(HistoryPage {
        frame: source.frame(title, Some(source.look(cohort).colours()), Spot::HistoryOf),
        stem: if alone { String::new() } else { format!("{}{}", Spot::HistoryOf.root(), link.stem) },
        kind_label: kind_label(source.t(), cohort.kind),
        portrait: picture(source, cohort, &heading),
        heading,
        period: period(source, history),
        figures: figures(source, past),
        history: HistoryView { stem: String::new(), ..of_cohort(source, index)? },
        metrics: metrics(source, history, past),
        // A site is made of a summary alone, which the files of a history are not.
        csv: if alone { format!("{}.csv", link.stem) } else { String::new() },
    })
}

pub fn history_index(source: &Source) -> Option<HistoryIndex> {
    let history = source.summary.history.as_ref()?;
    let folder = if source.site.is_empty() { "" } else { FOLDER };
    let title = match source.site {
        [] => line(&source.summary.project),
        _ => source.t().grown_index.to_owned(),
    };
    let card = |(index, cohort): (usize, &Cohort)| {
        let past = history.cohorts.iter().find(|past| past.name == cohort.name)?;
        let view = View { source, history, past, score: cohort.kind == CohortKind::Score };
        let stem = format!("{folder}{}", source.link(index)?.stem);
        Some(HistoryCard {
            kind: kind(cohort.kind),
            accent: source.look(cohort).palette,
            kind_label: kind_label(source.t(), cohort.kind),
            href: format!("{stem}.html"),
            stem,
            chart: Chart {
                title: cohort_title(cohort, source.lang),
                ..view.chart(&format!("history{index}"))
            },
        })
    };
    Some(HistoryIndex {
        frame: source.frame(title, None, Spot::At(Place::History)),
        period: period(source, history),
        cards: source.program.cohorts.iter().enumerate().filter_map(card).collect(),
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn period(source: &Source, history: &ShownHistory) -> String {
    let date = |text: Option<&String>| {
        text.and_then(|t| day(t)).map_or_else(String::new, |d| format::date(d, source.lang))
    };
    let (first, last) = (date(history.dates.first()), date(history.dates.last()));
    let t = source.t();
    let step = match history.step {
        Step::Day => t.by_day,
        Step::Week => t.by_week,
        Step::Month => t.by_month,
        Step::Quarter => t.by_quarter,
        Step::Year => t.by_year,
    };
    match source.lang {
        Lang::En => format!("{first} to {last}, {step}"),
        Lang::Zh => format!("{first}至{last}，{step}"),
    }
}

/// The size now and at first.
fn figures(source: &Source, past: &ShownPast) -> Vec<Figure> {
    let t = source.t();
    if past.kind == "score" {
        let mean = |point: Option<&ShownPoint>| {
            let mean = point.and_then(|point| point.mean_score);
            mean.map_or_else(|| source.hidden(), |mean| format::fixed(mean, 1))
        };
        let figure = |value: String, label: &str| Figure { value, label: label.to_owned() };
        return vec![
            figure(mean(past.points.last()), t.mean_now),
            figure(mean(past.points.first()), t.mean_then),
        ];
    }
    let figure = |point: Option<&ShownPoint>, label: &str| Figure {
        value: source.number(point.and_then(|point| point.size)),
        label: label.to_owned(),
    };
    vec![figure(past.points.last(), t.people_now), figure(past.points.first(), t.people_then)]
}

/// The metrics of every date, where there are any.
fn metrics(source: &Source, history: &ShownHistory, past: &ShownPast) -> Option<MetricTable> {
    let t = source.t();
    let known: Vec<&crate::model::Metric> = source
        .program
        .metrics
        .iter()
        .filter(|metric| past.points.iter().flat_map(|p| &p.metrics).any(|m| m.name == metric.name))
        .collect();
    let titles = known.iter().map(|metric| source.titled(metric.title.as_ref(), &metric.name));
    let row = |(date, point): (&String, &ShownPoint)| {
        let cell = |metric: &&crate::model::Metric| {
            let own = point.metrics.iter().find(|m| m.name == metric.name);
            own.map_or_else(
                || t.hidden.to_owned(),
                |m| super::measures::value(source, &metric.value, &m.figure, None),
            )
        };
        ChartRow { cells: [date.clone()].into_iter().chain(known.iter().map(cell)).collect(), length: None }
    };
    let figures = past.points.iter().flat_map(|p| &p.metrics);
    let absent = figures.filter_map(|own| {
        let metric = known.iter().find(|metric| metric.name == own.name)?;
        Absent::of(&metric.value, &own.figure, None)
    });
    let notes = Absent::notes(source, absent);
    (!known.is_empty()).then(|| MetricTable {
        head: [t.date.to_owned()].into_iter().chain(titles).collect(),
        rows: history.dates.iter().zip(&past.points).map(row).collect(),
        plain: Vec::new(),
        notes,
        bars: Vec::new(),
    })
}

struct View<'a> {
    source: &'a Source<'a>,
    history: &'a ShownHistory,
    past: &'a ShownPast,
    score: bool,
}

impl View<'_> {
    fn chart(&self, id: &str) -> Chart {
        let t = self.source.t();
        let (dots, ahead) = (self.dots(), self.ahead());
        let levels = history::levels(history::top(&dots, &ahead));
        let words = Words {
            entered: t.entered.to_owned(),
            left: t.left_since.to_owned(),
            levels: levels.into_iter().map(|level| (level, format::count(level as u64))).collect(),
            last: self
                .past
                .points
                .iter()
                .rev()
                .find_map(|p| self.value(p))
                .map_or_else(String::new, |x| self.text(x)),
            dates: self.axis(),
        };
        let desc = self.description();
        let about = About { id, title: t.grown, desc: &desc };
        let mut head: Vec<String> = vec![t.date.to_owned(), t.head_people.to_owned()];
        head.extend((!self.score).then(|| t.head_share.to_owned()));
        head.extend([t.entered.to_owned(), t.left_since.to_owned()]);
        head.extend(self.scored().then(|| t.head_score.to_owned()));
        Chart {
            title: if self.score { t.head_score } else { t.grown }.to_owned(),
            lead: period(self.source, self.history),
            note: if self.hides() {
                t.grown_hidden.replace("{}", &self.least().to_string())
            } else {
                String::new()
            },
            svg: history::history(about, &dots, &ahead, &words),
            head,
            rows: self.rows(),
            paired: false,
        }
    }

    /// What the line shows: how many people, of a score its mean.
    fn value(&self, point: &ShownPoint) -> Option<f64> {
        if self.score { point.mean_score } else { point.size.map(|size| size as f64) }
    }

    fn text(&self, value: f64) -> String {
        if self.score { format::fixed(value, 1) } else { format::count(value as u64) }
    }

    fn least(&self) -> u64 {
        self.source.catalog.privacy.min_cell
    }

    fn scored(&self) -> bool {
        self.past.points.iter().any(|p| p.mean_score.is_some())
    }

    fn hides(&self) -> bool {
        self.past.points.iter().skip(1).any(|p| p.size.is_none() || p.entered.is_none() || p.left.is_none())
            || self.past.points.first().is_some_and(|p| p.size.is_none())
    }

    /// All days, those to come too, and how far apart the ends are.
    fn at(&self) -> impl Fn(&str) -> f64 {
        let first = self.history.dates.first().and_then(|d| day(d)).unwrap_or_default();
        let last = self.to_come().and_then(|(dates, _)| dates.last());
        let last = last.or(self.history.dates.last()).and_then(|d| day(d)).unwrap_or_default();
        let days = (last - first).num_days().max(1) as f64;
        move |date| day(date).map_or(0.0, |date| (date - first).num_days() as f64 / days)
    }

    /// Of a score nothing is projected: everyone is in it.
    fn to_come(&self) -> Option<(&[String], &Outlook)> {
        match &self.past.projection {
            Projection::To { dates, outlook, .. } if !self.score => Some((dates, outlook)),
            _ => None,
        }
    }

    fn dots(&self) -> Vec<Dot> {
        let at = self.at();
        let float = |n: Option<u64>| n.map(|n| n as f64);
        let dot = |(place, (date, point)): (usize, (&String, &ShownPoint))| Dot {
            at: at(date),
            size: self.value(point),
            entered: float(point.entered),
            left: float(point.left),
            moves: place > 0 && !self.score,
        };
        self.history.dates.iter().zip(&self.past.points).enumerate().map(dot).collect()
    }

    fn ahead(&self) -> Vec<Ahead> {
        let Some((dates, outlook)) = self.to_come() else { return Vec::new() };
        let at = self.at();
        // A whole step may end before the last date.
        let shown = self.history.dates.last().map_or(0.0, |last| at(last));
        let one = |(date, r): (&String, &Range)| Ahead {
            at: at(date),
            size: r.size as f64,
            inner: (r.low_80 as f64, r.high_80 as f64),
            outer: (r.low_95 as f64, r.high_95 as f64),
        };
        dates.iter().zip(&outlook.ahead).map(one).filter(|ahead| ahead.at > shown).collect()
    }

    /// The first date, the last one, where the projection ends, and some between.
    fn axis(&self) -> Vec<(f64, String)> {
        let at = self.at();
        let short = |date: &String| match self.history.step {
            Step::Day | Step::Week => date.clone(),
            Step::Month | Step::Quarter => date.chars().take(7).collect(),
            Step::Year => date.chars().take(4).collect(),
        };
        let dates = &self.history.dates;
        let ahead = self.to_come().and_then(|(dates, _)| dates.last());
        let every = (dates.len() / 4).max(1);
        let last = dates.len().saturating_sub(1);
        let some =
            dates.iter().enumerate().filter(|(i, _)| *i == last || (i % every == 0 && i + every / 2 < last));
        some.map(|(_, date)| date).chain(ahead).map(|date| (at(date), short(date))).collect()
    }

    fn rows(&self) -> Vec<ChartRow> {
        let most = self.past.points.iter().filter_map(|p| p.size).max().unwrap_or(1).max(1) as f64;
        let source = self.source;
        let row = |(place, (date, point)): (usize, (&String, &ShownPoint))| {
            let moved = |n: Option<u64>| if place == 0 { "–".to_owned() } else { source.number(n) };
            let mut cells = vec![date.clone(), source.number(point.size)];
            cells.extend((!self.score).then(|| point.share.map_or_else(|| source.hidden(), format::share)));
            cells.extend([moved(point.entered), moved(point.left)]);
            cells.extend(
                self.scored().then(|| point.mean_score.map_or("–".to_owned(), |s| format::fixed(s, 1))),
            );
            ChartRow { cells, length: point.size.map(|size| size as f64 / most) }
        };
        let mut rows: Vec<ChartRow> =
            self.history.dates.iter().zip(&self.past.points).enumerate().map(row).collect();
        if let Some((dates, outlook)) = self.to_come() {
            let width = rows.first().map_or(2, |row| row.cells.len());
            rows.extend(dates.iter().zip(&outlook.ahead).map(|(date, r)| {
                let interval = self.interval(r.low_80, r.high_80);
                let mut cells = vec![date.clone(), format!("≈ {} ({interval})", format::count(r.size))];
                cells.resize(width, "–".to_owned());
                ChartRow { cells, length: None }
            }));
        }
        rows
    }

    fn interval(&self, low: u64, high: u64) -> String {
        let (low, high) = (format::count(low), format::count(high));
        match self.source.lang {
            Lang::En => format!("{low} to {high}"),
            Lang::Zh => format!("{low} 至 {high}"),
        }
    }

    fn description(&self) -> String {
        let (t, source) = (self.source.t(), self.source);
        let value = |p: Option<&ShownPoint>| {
            p.and_then(|p| self.value(p)).map_or_else(|| source.hidden(), |x| self.text(x))
        };
        let ends = [self.past.points.first(), self.past.points.last()].map(value);
        let what = if self.score { t.mean_score } else { t.people };
        let own = match source.lang {
            Lang::En => format!("{what}: {}, then {}", ends[0], ends[1]),
            Lang::Zh => format!("{what}从 {} 到 {}", ends[0], ends[1]),
        };
        let mut parts = vec![period(source, self.history), own];
        parts.extend(self.outlook());
        parts.join(if source.lang == Lang::Zh { "；" } else { "; " })
    }

    fn outlook(&self) -> Vec<String> {
        let t = self.source.t();
        if self.score {
            return Vec::new();
        }
        let refusal = match &self.past.projection {
            Projection::To { dates, outlook, .. } => return self.projected(dates, outlook),
            Projection::Refused(refusal) => refusal,
        };
        let text = match refusal {
            Refusal::NotAsked => return Vec::new(),
            // Said among the notes, with the reason.
            Refusal::Flat => return Vec::new(),
            Refusal::TooShort { sizes, needed } => t
                .outlook_short
                .replace("{needed}", &needed.to_string())
                .replace("{sizes}", &sizes.to_string()),
            Refusal::Unchanged => t.outlook_unchanged.to_owned(),
            Refusal::NotFitted => t.outlook_unfitted.to_owned(),
            Refusal::Hidden => t.outlook_hidden.to_owned(),
        };
        vec![text]
    }

    fn projected(&self, dates: &[String], outlook: &Outlook) -> Vec<String> {
        let t = self.source.t();
        let (Some(date), Some(last)) = (dates.last().and_then(|d| day(d)), outlook.ahead.last()) else {
            return Vec::new();
        };
        let fill = |text: &str, values: &[(&str, String)]| {
            values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
        };
        let c = &outlook.coverage;
        let size = fill(
            t.outlook_size,
            &[
                ("{date}", format::date(date, self.source.lang)),
                ("{size}", format::count(last.size)),
                ("{inner}", self.interval(last.low_80, last.high_80)),
                ("{outer}", self.interval(last.low_95, last.high_95)),
                ("{fitted}", outlook.fitted.to_string()),
            ],
        );
        let coverage = fill(
            t.outlook_coverage,
            &[
                ("{inside}", c.inside_80.to_string()),
                ("{wide}", c.inside_95.to_string()),
                ("{of}", c.sizes.to_string()),
                ("{origins}", c.origins.to_string()),
            ],
        );
        vec![size, coverage]
    }

    fn notes(&self) -> Vec<String> {
        let (t, source) = (self.source.t(), self.source);
        let grounds = &self.past.grounds;
        let mut notes = Vec::new();
        let names: Vec<String> = grounds.of_today.iter().filter_map(|column| self.column(column)).collect();
        let list = names.join(if source.lang == Lang::Zh { "、" } else { ", " });
        if grounds.flat && !self.score {
            notes.push(match names.is_empty() {
                true => t.grown_flat_alone.to_owned(),
                false => t.grown_flat.replace("{}", &list),
            });
        } else if !names.is_empty() {
            notes.push(t.grown_today.replace("{}", &list));
        }
        notes.extend(
            grounds.undated.as_ref().map(|entity| t.grown_undated.replace("{}", &source.table_name(entity))),
        );
        if grounds.whole_from > 0 {
            let from = self.history.dates.get(grounds.whole_from).and_then(|d| day(d));
            notes.push(match from {
                Some(from) => t.grown_windows.replace("{}", &format::date(from, source.lang)),
                None => t.grown_windows_never.to_owned(),
            });
        }
        notes
    }

    /// `customers.city_tier` as documents name it.
    fn column(&self, name: &str) -> Option<String> {
        let (table, column) = name.split_once('.')?;
        let table = self.source.catalog.table(table)?;
        Some(self.source.prose().column(table, self.source.catalog.tables[table].column(column)?))
    }
}
