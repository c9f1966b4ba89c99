//! What sets a cohort apart, in a few lines: of each column that the rules look at the one thing that stands out.

use super::columns::{Reading, called, reading, value};
use super::spread::{Part, difference, parts, shown, speaks};
use super::{Highlight, Source};
use crate::disclosure::{Column, Shape, Spread};
use crate::documents::charts::pair_bar;
use crate::documents::summary::CohortSummary;

/// Differences below that are not worth a line: a twentieth of the people.
const LEAST: f64 = 0.05;

/// The greatest differences first, at most `most` of them.
pub fn highlights(source: &Source, table: usize, cohort: &CohortSummary, most: usize) -> Vec<Highlight> {
    let mut columns: Vec<&Column> = cohort.columns.iter().filter(|c| speaks(c)).collect();
    columns.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    let apart = columns.into_iter().filter(|c| difference(c) >= LEAST);
    apart.filter_map(|column| highlight(source, table, column)).take(most).collect()
}

fn highlight(source: &Source, table: usize, column: &Column) -> Option<Highlight> {
    let dates = matches!(column.cohort.shape, Shape::Histogram { dates: true, .. });
    let reading = reading(source, table, &column.label, dates);
    by_mean(source, &reading, column).or_else(|| by_part(source, &reading, column))
}

/// Of numbers the means, where both may be shown.
fn by_mean(source: &Source, reading: &Reading, column: &Column) -> Option<Highlight> {
    let mean = |side: &Spread| match side.shape {
        Shape::Histogram { mean, dates: false, .. } => mean.filter(|m| *m >= 0.0),
        _ => None,
    };
    let (here, all) = (mean(&column.cohort)?, mean(&column.population)?);
    let whole = here.max(all);
    if whole <= 0.0 {
        return None;
    }
    let t = source.t();
    Some(Highlight {
        label: format!("{}{}{}{}", reading.title(source), t.open, t.mean, t.close),
        here: value(reading, here),
        everyone: value(reading, all),
        bar: pair_bar(here / whole, all / whole),
    })
}

/// Of values and bins the one that stands out most.
fn by_part(source: &Source, reading: &Reading, column: &Column) -> Option<Highlight> {
    let parts = parts(column, reading.share);
    let gap = |part: &Part| Some(part.cohort? - part.everyone?);
    let apart = parts.iter().filter_map(|part| Some((part, gap(part)?)));
    let (part, gap) = apart.max_by(|a, b| a.1.total_cmp(&b.1))?;
    if gap < LEAST {
        return None;
    }
    let (here, all) = (part.cohort?, part.everyone?);
    Some(Highlight {
        label: called(source, reading, &part.what),
        here: shown(source, Some(here)),
        everyone: shown(source, Some(all)),
        bar: pair_bar(here, all),
    })
}
