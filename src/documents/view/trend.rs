//! How a size has changed, in a line small enough for a card.

use super::Source;
use super::history::FOLDER;
use crate::disclosure::ShownPoint;
use crate::documents::charts::spark;
use crate::documents::format;
use chrono::NaiveDate;
use serde::Serialize;

/// The size over time in short.
#[derive(Debug, Clone, Serialize)]
pub struct Trend {
    /// *SVG*: the sizes as a line, without words: `text` says what there is to see.
    pub spark: String,
    /// From the first size that is shown to the last, in words.
    pub text: String,
    /// The same in short: how much, since when.
    pub short: String,
    /// `+13.8%`, `+2.1` of a score's mean; a dash where nothing has changed.
    pub change: String,
    /// The page with all dates, without its ending.
    pub stem: String,
}

/// Of a cohort, if at least two of its sizes may be shown.
pub fn of_cohort(source: &Source, index: usize) -> Option<Trend> {
    let history = source.summary.history.as_ref()?;
    let cohort = source.program.cohorts.get(index)?;
    let past = history.cohorts.iter().find(|past| past.name == cohort.name)?;
    let score = past.kind == "score";
    let value = |point: &ShownPoint| if score { point.mean_score } else { point.size.map(|n| n as f64) };
    let points: Vec<Option<f64>> = past.points.iter().map(value).collect();
    let known: Vec<(NaiveDate, f64)> = history
        .dates
        .iter()
        .zip(&points)
        .filter_map(|(date, value)| Some((date.parse().ok()?, (*value)?)))
        .collect();
    let [(since, first), .., (_, last)] = known[..] else { return None };
    let t = source.t();
    let shown = |value: f64| if score { format::fixed(value, 1) } else { format::count(value as u64) };
    let (from, to) = (shown(first), shown(last));
    let sign = if last < first { "−" } else { "+" };
    let change = match (from == to, score) {
        (true, _) => "–".to_owned(),
        (_, true) => format!("{sign}{}", format::fixed((last - first).abs(), 1)),
        // From nobody there is no share.
        _ if first == 0.0 => format!("{sign}{}", shown(last)),
        _ => format!("{sign}{}", format::share((last - first).abs() / first)),
    };
    let text = match (from == to, score) {
        (true, _) => t.trend_same,
        (_, true) => t.trend_score,
        _ => t.trend_size,
    };
    let values = [
        ("{date}", format::date(since, source.lang)),
        ("{from}", from),
        ("{to}", to),
        ("{change}", change.clone()),
    ];
    let said =
        |text: &str| values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    let short = said(if change == "–" { t.trend_unchanged } else { t.trend_since });
    let text = said(text);
    let stem = format!("{FOLDER}{}", source.link(index)?.stem);
    Some(Trend { spark: spark(&points), text, short, change, stem })
}
