//! Charts of what the rules look at.

use super::spread::{Part, What, difference, everyone, parts, shown, speaks};
use super::{Chart, ChartRow, Source};
use crate::catalog::{Column as CatalogColumn, ColumnType};
use crate::disclosure::{Column, Fine, Shape, Spread};
use crate::documents::charts::{self, About, Bar, Bin, Block};
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::prose::{Unit, humanised};
use crate::documents::summary::CohortSummary;
use crate::documents::text::Lang;
use crate::ir::Type;
use chrono::{Datelike, NaiveDate, TimeDelta};

/// How a column is called and read.
pub struct Reading<'a> {
    name: String,
    unit: Option<String>,
    /// Whole numbers: a bin `[20, 25)` is `20–24`.
    whole: bool,
    /// Its values lie between 0 and 1, and are shown as percentages.
    pub share: bool,
    dates: bool,
    /// Whose values they are.
    column: Option<&'a CatalogColumn>,
}

impl Reading<'_> {
    /// Years are not written as 1,998.
    fn is_year(&self, x: f64) -> bool {
        let name = self.name.to_lowercase();
        let named = ["year", "founded", "年"].iter().any(|word| name.contains(word));
        named && self.whole && self.unit.is_none() && (1000.0..2200.0).contains(&x)
    }

    /// The name, with the unit where it does not say it.
    pub fn title(&self, source: &Source) -> String {
        match &self.unit {
            Some(unit) if !self.name.contains(unit.as_str()) => match source.lang {
                Lang::En => format!("{} ({unit})", self.name),
                // Without a number in front it is no measure word.
                Lang::Zh => format!("{}（{}）", self.name, unit.trim_start_matches('个')),
            },
            Some(_) | None => self.name.clone(),
        }
    }
}

/// A part of a column as a line by itself: `city tier: tier-1`, and just `early adopter` for what is true.
pub fn called(source: &Source, reading: &Reading, what: &What) -> String {
    match what {
        What::Value(value) if value == "true" => reading.name.clone(),
        _ => {
            let space = if source.lang == Lang::Zh { "" } else { " " };
            let label = label(source, reading, what);
            format!("{}{}{space}{label}", reading.title(source), source.t().colon)
        }
    }
}

/// A mean, as the notes of charts say it.
pub fn value(reading: &Reading, x: f64) -> String {
    if reading.share { format::share(x) } else { format::measure(x) }
}

/// One chart for each column, the greatest difference first; for a score, in the order of its rules.
pub fn columns(source: &Source, table: usize, cohort: &CohortSummary, alone: bool) -> Vec<Chart> {
    let mut columns: Vec<&Column> = cohort.columns.iter().filter(|c| speaks(c)).collect();
    if !alone {
        columns.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    }
    columns.into_iter().enumerate().map(|(i, column)| chart(source, table, column, alone, i)).collect()
}

/// How to read charts that have few people over everyone, and what has no chart.
pub fn note_on_all(source: &Source, table: usize, cohort: &CohortSummary, alone: bool) -> String {
    let t = source.t();
    let (shown, silent): (Vec<&Column>, Vec<&Column>) = cohort.columns.iter().partition(|c| speaks(c));
    let mut texts = Vec::new();
    if !alone && shown.iter().any(|c| c.everyone.is_some()) {
        texts.push(t.blocks_note.to_owned());
    }
    let people = silent.iter().filter(|c| c.cohort.n.is_some_and(|n| n > 0));
    let names: Vec<String> = people.map(|c| title(source, table, &c.label)).collect();
    if !shown.is_empty() && !names.is_empty() {
        let between = if source.lang == Lang::Zh { "、" } else { ", " };
        texts.push(t.columns_hidden.replace("{}", &names.join(between)));
    }
    texts.join(if source.lang == Lang::Zh { "" } else { " " })
}

fn chart(source: &Source, table: usize, column: &Column, alone: bool, index: usize) -> Chart {
    let t = source.t();
    let dates = matches!(column.cohort.shape, Shape::Histogram { dates: true, .. });
    let reading = reading(source, table, &column.label, dates);
    let title = reading.title(source);
    let parts = parts(column, reading.share);
    let labels: Vec<String> = parts.iter().map(|p| label(source, &reading, &p.what)).collect();
    let head = match alone {
        true => vec![t.value.to_owned(), t.head_share.to_owned()],
        false => vec![t.value.to_owned(), t.head_here.to_owned(), t.everyone.to_owned()],
    };
    let rows = parts.iter().zip(&labels).map(|(part, label)| {
        let mut cells = vec![label.clone(), shown(source, part.cohort)];
        cells.extend((!alone).then(|| shown(source, part.everyone)));
        ChartRow { cells, length: part.cohort }
    });
    let rows: Vec<ChartRow> = rows.collect();
    let id = format!("c{index}");
    let fine = column.everyone.as_ref().filter(|_| !alone);
    let mut desc = described(source, &parts, &labels, alone);
    desc.extend(fine.map(|fine| finely(source, &reading, column, fine)));
    let about = About { id: &id, title: &title, desc: &desc };
    let svg = match (&column.cohort.shape, fine) {
        (Shape::Histogram { .. }, Some(fine)) => {
            over_everyone(&reading, source, about, &parts, (column, fine))
        }
        (Shape::Histogram { .. }, None) => histogram(&reading, source, about, &parts, alone),
        (Shape::Values { .. }, _) => values(source, about, &parts, &labels, alone),
    };
    let note = note(source, &reading, column, alone);
    Chart { title, lead: String::new(), note, svg, head, rows, paired: !alone }
}

/// The part that stands out most, in words.
fn described(source: &Source, parts: &[Part], labels: &[String], alone: bool) -> String {
    let t = source.t();
    let gap = |p: &Part| match (p.cohort, p.everyone) {
        (Some(here), _) if alone => here,
        (Some(here), Some(all)) => here - all,
        _ => f64::MIN,
    };
    let most = (0..parts.len()).max_by(|&a, &b| gap(&parts[a]).total_cmp(&gap(&parts[b])).then(b.cmp(&a)));
    let Some(i) = most else { return String::new() };
    let here = format!("{}: {} {}", labels[i], t.legend_here, shown(source, parts[i].cohort));
    if alone {
        return here;
    }
    format!("{here}, {} {}", t.everyone_short, shown(source, parts[i].everyone))
}

fn values(source: &Source, about: About, parts: &[Part], labels: &[String], alone: bool) -> String {
    let lengths = parts.iter().flat_map(|p| [p.cohort, p.everyone]);
    let most = lengths.flatten().fold(0.0, f64::max).max(1e-9);
    let rows: Vec<Bar> = parts
        .iter()
        .zip(labels)
        .map(|(part, label)| Bar {
            label: label.clone(),
            length: part.cohort.map(|s| s / most),
            value: shown(source, part.cohort),
            note: String::new(),
            compared: (!alone).then(|| (part.everyone.map(|s| s / most), shown(source, part.everyone))),
        })
        .collect();
    charts::bars(about, &rows)
}

/// Everyone in all bins, in words: the numbers of the light columns for those who cannot see them.
fn finely(source: &Source, reading: &Reading, column: &Column, fine: &Fine) -> String {
    let t = source.t();
    let one =
        |part: &Part| format!("{} {}", label(source, reading, &part.what), shown(source, part.everyone));
    let all: Vec<String> = everyone(column, fine, reading.share).iter().map(one).collect();
    match source.lang {
        Lang::En => format!("; {}{} {}", t.everyone_short, t.colon, all.join(", ")),
        Lang::Zh => format!("；{}{}{}", t.everyone_short, t.colon, all.join("，")),
    }
}

/// The cohort's few wide bins over everyone's many.
fn over_everyone(
    reading: &Reading,
    source: &Source,
    about: About,
    parts: &[Part],
    (column, fine): (&Column, &Fine),
) -> String {
    let bounds = |part: &Part| match part.what {
        What::Bin { from, to } => (from, to),
        What::Value(_) | What::Other => (None, None),
    };
    let all = everyone(column, fine, reading.share);
    let widths = all.iter().filter_map(|part| bounds(part).0.zip(bounds(part).1)).map(|(from, to)| to - from);
    let width = widths.fold(f64::NAN, f64::min);
    // An open end is drawn as wide as a bin.
    let (first, last) = (all.first().map(bounds), all.last().map(bounds));
    let low = first.and_then(|(from, to)| from.or(to.map(|to| to - width))).unwrap_or(0.0);
    let high = last.and_then(|(from, to)| to.or(from.map(|from| from + width))).unwrap_or(1.0);
    let at = |x: f64| ((x - low) / (high - low)).clamp(0.0, 1.0);
    let block = |part: &Part, share: Option<f64>, text: String| {
        let (from, to) = bounds(part);
        Block { from: from.map_or(0.0, at), to: to.map_or(1.0, at), share, text }
    };
    let light: Vec<Block> = all.iter().map(|p| block(p, p.everyone, String::new())).collect();
    let dark: Vec<Block> = parts.iter().map(|p| block(p, p.cohort, shown(source, p.cohort))).collect();
    let single = reading.whole && !reading.dates && width == 1.0;
    let middle = if single { 0.5 / (high - low) } else { 0.0 };
    let edge = |x: f64| (at(x) + middle, number(source, reading, x, true));
    let mut ticks: Vec<(f64, String)> = all.iter().filter_map(|p| bounds(p).0).map(edge).collect();
    ticks.extend(last.and_then(|(_, to)| to).filter(|_| !single).map(edge));
    charts::blocks(about, &light, &dark, &ticks)
}

fn histogram(reading: &Reading, source: &Source, about: About, parts: &[Part], alone: bool) -> String {
    let bounds: Vec<(Option<f64>, Option<f64>)> = parts
        .iter()
        .map(|p| match p.what {
            What::Bin { from, to } => (from, to),
            What::Value(_) | What::Other => (None, None),
        })
        .collect();
    // Bins of single whole numbers carry their number in the middle.
    let single = reading.whole
        && bounds
            .iter()
            .all(|b| matches!(b, (Some(f), Some(t)) if t - f == 1.0) || b.0.is_none() || b.1.is_none())
        && bounds.iter().any(|b| matches!(b, (Some(f), Some(t)) if t - f == 1.0));
    let edge = |x: Option<f64>| x.map_or_else(String::new, |x| number(source, reading, x, true));
    let bins: Vec<Bin> = parts
        .iter()
        .zip(&bounds)
        .map(|(part, &(from, to))| Bin {
            cohort: part.cohort,
            everyone: if alone { Some(0.0) } else { part.everyone },
            edge: match (single, from, to) {
                (false, from, _) => edge(from),
                (true, Some(f), None) => format!("≥{}", edge(Some(f))),
                (true, None, Some(t)) => format!("<{}", edge(Some(t))),
                (true, from, _) => edge(from),
            },
        })
        .collect();
    let last = edge(bounds.last().and_then(|b| b.1));
    charts::histogram(about, &bins, if single { None } else { Some(&last) })
}

fn note(source: &Source, reading: &Reading, column: &Column, alone: bool) -> String {
    let t = source.t();
    let mut parts = Vec::new();
    let middle = |side: &Spread| match &side.shape {
        Shape::Histogram { mean, .. } if !reading.dates => *mean,
        Shape::Histogram { median, .. } => *median,
        Shape::Values { .. } => None,
    };
    let word = if reading.dates { t.median } else { t.mean };
    let text = |x: f64| match reading.dates {
        true => number(source, reading, x, false),
        false => value(reading, x),
    };
    if let Some(here) = middle(&column.cohort) {
        parts.push(match middle(&column.population).filter(|_| !alone) {
            Some(all) if source.lang == Lang::Zh => {
                format!("{word} {}（{} {}）", text(here), t.everyone_short, text(all))
            }
            Some(all) => format!("{word} {} ({} {})", text(here), t.everyone_short, text(all)),
            None => format!("{word} {}", text(here)),
        });
    }
    if matches!(column.cohort.shape, Shape::Values { items: true, .. }) {
        parts.push(t.of_people.to_owned());
    }
    let here = &column.cohort;
    if let (Some(known), Some(n), Some(1..)) = (here.known(), here.n, here.missing) {
        parts.push(format!("{} {}", t.known_here, format::share(known as f64 / n as f64)));
    }
    parts.join(" · ")
}

fn label(source: &Source, reading: &Reading, what: &What) -> String {
    let number = |x: f64| number(source, reading, x, false);
    let t = source.t();
    match what {
        What::Other => t.other.to_owned(),
        What::Value(value) if value == "true" => t.yes.to_owned(),
        What::Value(value) if value == "false" => t.no.to_owned(),
        What::Value(value) => match reading.column.and_then(|c| c.value_label(value)) {
            Some(label) => source.say(label),
            None => line(value),
        },
        What::Bin { from: Some(from), to: Some(to) } if reading.whole && to - from == 1.0 => number(*from),
        What::Bin { from: Some(from), to: Some(to) } if reading.whole => {
            format!("{}–{}", number(*from), number(to - 1.0))
        }
        What::Bin { from: Some(from), to: Some(to) } => match source.lang {
            Lang::En => format!("{} to under {}", number(*from), number(*to)),
            Lang::Zh => format!("{} 至 {} 以下", number(*from), number(*to)),
        },
        What::Bin { from: None, to: Some(to) } if reading.dates => match source.lang {
            Lang::En => format!("before {}", number(*to)),
            Lang::Zh => format!("{}之前", number(*to)),
        },
        What::Bin { from: Some(from), to: None } if reading.dates => match source.lang {
            Lang::En => format!("from {} on", number(*from)),
            Lang::Zh => format!("{}起", number(*from)),
        },
        What::Bin { from: None, to: Some(to) } => match source.lang {
            Lang::En => format!("under {}", number(*to)),
            Lang::Zh => format!("{} 以下", number(*to)),
        },
        What::Bin { from: Some(from), to: None } => match source.lang {
            Lang::En => format!("{} and over", number(*from)),
            Lang::Zh => format!("{} 及以上", number(*from)),
        },
        What::Bin { from: None, to: None } => t.everyone.to_owned(),
    }
}

/// A number on a column's axis. `short` dates for the axis itself.
fn number(source: &Source, reading: &Reading, x: f64, short: bool) -> String {
    if reading.dates {
        // A last bin reaches beyond the as-of date; the data does not.
        let day = (NaiveDate::default() + TimeDelta::days(x as i64)).min(source.as_of());
        return match short {
            true => format!("{}-{:02}-{:02}", day.year(), day.month(), day.day()),
            false => format::date(day, source.lang),
        };
    }
    if reading.is_year(x) {
        return format!("{x}");
    }
    if reading.share { format!("{}%", format::rounded(x * 100.0, 4)) } else { format::rounded(x, 6) }
}

/// Follows the label as the rules name it (`age`, `account.industry`, `online_orders`) to what it is.
pub fn reading<'a>(source: &Source<'a>, table: usize, label: &str, dates: bool) -> Reading<'a> {
    let prose = source.prose();
    let mut path: Vec<String> = Vec::new();
    let mut table = table;
    let mut rest = label;
    loop {
        let columns = source.catalog.tables.get(table).map_or(&[][..], |t| &t.columns);
        if let Some(index) = columns.iter().position(|c| c.name == rest) {
            let column = &columns[index];
            path.push(prose.column(table, index));
            let whole = dates || column.ty == ColumnType::Int;
            let unit = column.unit.as_ref().map(|u| prose.unit_text(u)).filter(|u| !u.is_empty());
            return Reading {
                name: path.join(" › "),
                unit,
                whole,
                share: false,
                dates,
                column: Some(column),
            };
        }
        let features = &source.program.features;
        if let Some(index) = features.iter().position(|f| f.table == table && f.name == rest) {
            let value = &features[index].value;
            path.push(prose.feature_title(index));
            let unit = prose.unit(value).map(|u| match u {
                Unit::Written(unit) => unit,
                counted => prose.with_unit(String::new(), Some(counted)).trim().to_owned(),
            });
            let (whole, share) = (dates || value.ty == Type::Int, prose.is_share(value));
            return Reading {
                name: path.join(" › "),
                unit,
                whole,
                share,
                dates,
                column: prose.column_of(value),
            };
        }
        let parent = source.catalog.relations.iter().find(|r| {
            r.child == table && rest.strip_prefix(r.name.as_str()).is_some_and(|r| r.starts_with('.'))
        });
        let Some(relation) = parent else {
            path.push(humanised(rest));
            return Reading {
                name: path.join(" › "),
                unit: None,
                whole: dates,
                share: false,
                dates,
                column: None,
            };
        };
        path.push(prose.relation_name(relation));
        rest = &rest[relation.name.len() + 1..];
        table = relation.parent;
    }
}

/// What a label of a missing column is called: the same names as above.
pub fn title(source: &Source, table: usize, label: &str) -> String {
    match label.split_once('(') {
        // `avg(orders.amount)`: as the engine names an aggregate.
        Some(_) => line(label),
        None => reading(source, table, label, false).name,
    }
}
