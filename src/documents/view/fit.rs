//! Charts of the score: how members spread over it, the tiers, the sub-scores.

use super::rules::dimension_title;
use super::{Chart, ChartRow, Source};
use crate::documents::charts::{self, About, Balance, Bar, Tier};
use crate::documents::clean::line;
use crate::documents::format;
use crate::documents::summary::CohortSummary;
use crate::documents::text::Lang;
use crate::model::Cohort;

/// Charts of a cohort that scores anything and has enough members to speak of.
pub fn fit(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Vec<Chart> {
    let scored = cohort.rules.iter().any(|r| r.weight != 0);
    if !scored || matches!(figures.matched, None | Some(0)) {
        return Vec::new();
    }
    let charts = [spread(source, figures), tiers(source, figures), dimensions(source, cohort, figures)];
    charts.into_iter().flatten().collect()
}

/// Twenty bins, or ten or five where people are few.
fn spread(source: &Source, figures: &CohortSummary) -> Option<Chart> {
    let t = source.t();
    let bins = &figures.score_histogram;
    let total = figures.matched.filter(|&n| n > 0)?;
    if !bins.iter().any(|n| n.is_some_and(|n| n > 0)) {
        return Some(nothing_to_show(source, t.score_spread));
    }
    let shares: Vec<Option<f64>> = bins.iter().map(|n| n.map(|n| n as f64 / total as f64)).collect();
    let bands: Vec<Tier> =
        figures.tiers.iter().map(|tier| Tier { name: line(&tier.name), bound: tier.bound }).collect();
    let mean = figures.mean_score.map(|m| (m, format!("{} {}", t.mean_score, format::fixed(m, 1))));
    let desc = mean.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
    let about = About { id: "score", title: t.score_spread, desc: &desc };
    let mean = mean.as_ref().map(|(at, text)| (*at, text.as_str()));
    let svg = charts::score_histogram(about, &shares, &bands, mean);
    let step = 100 / bins.len().max(1);
    let rows = shares.iter().enumerate().map(|(i, share)| ChartRow {
        cells: vec![
            format!("{}–{}", i * step, (i + 1) * step),
            share.map_or_else(|| source.hidden(), format::share),
        ],
        length: *share,
    });
    Some(Chart {
        title: t.score_spread.to_owned(),
        lead: t.score_spread_lead.to_owned(),
        note: String::new(),
        svg,
        head: vec![t.score_range.to_owned(), t.head_share.to_owned()],
        rows: rows.collect(),
        paired: false,
    })
}

/// In the place of a chart of which nothing may be shown.
pub fn nothing_to_show(source: &Source, title: &str) -> Chart {
    Chart {
        title: title.to_owned(),
        lead: source.t().all_hidden.replace("{}", &source.catalog.privacy.min_cell.to_string()),
        note: String::new(),
        svg: String::new(),
        head: Vec::new(),
        rows: Vec::new(),
        paired: false,
    }
}

fn tiers(source: &Source, figures: &CohortSummary) -> Option<Chart> {
    let t = source.t();
    if figures.tiers.is_empty() {
        return None;
    }
    if figures.tiers.iter().all(|tier| tier.count.is_none()) {
        return Some(nothing_to_show(source, t.tiers));
    }
    let mut names: Vec<String> = figures.tiers.iter().map(|t| line(&t.name)).collect();
    let mut shown: Vec<Option<u64>> = figures.tiers.iter().map(|t| t.count).collect();
    if figures.below_tiers != Some(0) {
        names.push(t.below_tiers.to_owned());
        shown.push(figures.below_tiers);
    }
    let bounds: Vec<String> = figures
        .tiers
        .iter()
        .map(|tier| format!("≥ {}", format::rounded(tier.bound, 4)))
        .chain([String::new()])
        .collect();
    Some(counted(source, "tiers", (t.tiers, t.tier), (&names, &bounds), &shown, figures.matched.unwrap_or(0)))
}

/// People by name, as bars: of tiers, assignments.
pub fn counted(
    source: &Source,
    id: &str,
    (title, head): (&str, &str),
    (names, notes): (&[String], &[String]),
    shown: &[Option<u64>],
    total: u64,
) -> Chart {
    let t = source.t();
    let most = shown.iter().flatten().max().copied().unwrap_or(1).max(1) as f64;
    let people = |n: &Option<u64>| n.map_or_else(|| source.hidden(), format::count);
    let share = |n: &Option<u64>| match n {
        Some(n) if total > 0 => format::share(*n as f64 / total as f64),
        _ => String::new(),
    };
    let label = |i: usize| match notes.get(i).map(String::as_str) {
        Some("") | None => names[i].clone(),
        Some(note) => format!("{} {note}", names[i]),
    };
    let bars: Vec<Bar> = (0..names.len())
        .map(|i| Bar {
            label: label(i),
            length: shown[i].map(|n| n as f64 / most),
            value: people(&shown[i]),
            note: share(&shown[i]),
            compared: None,
        })
        .collect();
    let desc: Vec<String> = bars.iter().map(|b| format!("{}: {} {}", b.label, b.value, b.note)).collect();
    let svg = charts::bars(About { id, title, desc: &desc.join("; ") }, &bars);
    let rows = (0..names.len()).map(|i| ChartRow {
        cells: vec![label(i), people(&shown[i]), share(&shown[i])],
        length: shown[i].filter(|_| total > 0).map(|n| n as f64 / total as f64),
    });
    Chart {
        title: title.to_owned(),
        lead: String::new(),
        note: String::new(),
        svg,
        head: vec![head.to_owned(), t.head_people.to_owned(), t.head_share.to_owned()],
        rows: rows.collect(),
        paired: false,
    }
}

/// A block that costs more points than it gives has no scale from 0 to 100: then all blocks are told in points.
fn balanced(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Option<Chart> {
    let t = source.t();
    let row = |name: &str, mean: f64| {
        let dimension = cohort.dimensions.iter().position(|d| d.name == name)?;
        let weights = || cohort.rules.iter().filter(|r| r.dimension == Some(dimension)).map(|r| r.weight);
        let most: i64 = weights().filter(|&w| w > 0).sum();
        let most = cohort.dimensions[dimension].cap.map_or(most, |cap| most.min(cap));
        let least: i64 = weights().filter(|&w| w < 0).sum();
        let mean = mean / 100.0 * most as f64 / 100.0;
        Some((
            least.abs() > most,
            Balance {
                label: dimension_title(source, cohort, name),
                range: (least as f64 / 100.0, most as f64 / 100.0),
                mean,
                value: format::fixed(mean, 1),
                note: match (least, source.lang) {
                    (0, Lang::En) => format!("0 to {}", format::points(most)),
                    (0, Lang::Zh) => format!("0 至 {}", format::points(most)),
                    (_, Lang::En) => format!("{} to {}", format::points(least), format::points(most)),
                    (_, Lang::Zh) => format!("{} 至 {}", format::points(least), format::points(most)),
                },
            },
        ))
    };
    let rows = figures.dimensions.iter().filter_map(|d| row(&d.name, d.mean?));
    let (costs, rows): (Vec<bool>, Vec<Balance>) = rows.unzip();
    if !costs.contains(&true) {
        return None;
    }
    let desc: Vec<String> = rows.iter().map(|r| format!("{}: {} ({})", r.label, r.value, r.note)).collect();
    let svg =
        charts::balance(About { id: "dimensions", title: t.dimension_points, desc: &desc.join("; ") }, &rows);
    let cells = rows.iter().map(|r| vec![r.label.clone(), r.value.clone(), r.note.clone()]);
    Some(Chart {
        title: t.dimension_points.to_owned(),
        lead: t.dimension_points_lead.to_owned(),
        note: String::new(),
        svg,
        head: vec![t.dimension.to_owned(), t.head_points.to_owned(), t.head_possible.to_owned()],
        rows: cells.map(|cells| ChartRow { cells, length: None }).collect(),
        paired: false,
    })
}

fn dimensions(source: &Source, cohort: &Cohort, figures: &CohortSummary) -> Option<Chart> {
    let t = source.t();
    let means: Vec<(String, f64)> = figures
        .dimensions
        .iter()
        .filter_map(|d| Some((dimension_title(source, cohort, &d.name), d.mean?)))
        .collect();
    if means.len() < 2 {
        return None;
    }
    if let Some(chart) = balanced(source, cohort, figures) {
        return Some(chart);
    }
    let bars: Vec<Bar> = means
        .iter()
        .map(|(name, mean)| Bar {
            label: name.clone(),
            length: Some((mean / 100.0).clamp(0.0, 1.0)),
            value: format::fixed(*mean, 1),
            note: String::new(),
            compared: None,
        })
        .collect();
    let desc: Vec<String> = bars.iter().map(|b| format!("{}: {}", b.label, b.value)).collect();
    let svg = charts::bars(About { id: "dimensions", title: t.dimensions, desc: &desc.join("; ") }, &bars);
    let rows =
        bars.iter().map(|b| ChartRow { cells: vec![b.label.clone(), b.value.clone()], length: b.length });
    Some(Chart {
        title: t.dimensions.to_owned(),
        lead: t.dimensions_lead.to_owned(),
        note: String::new(),
        svg,
        head: vec![t.dimension.to_owned(), t.head_mean.to_owned()],
        rows: rows.collect(),
        paired: false,
    })
}
