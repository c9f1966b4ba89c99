//! A column's two distributions, made ready to show: bins that hold enough people, values that may be named.

use super::Source;
use crate::cohort::{ColumnResult, Distribution, Shape};
use crate::documents::privacy::Privacy;

/// Values that are named; the rest is one row.
const MOST_VALUES: usize = 8;
/// Bins beside each other in a chart.
const MOST_BINS: usize = 12;

/// A part of both sides: a bin, or a value. Shares are of the known.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub what: What,
    pub cohort: Shown,
    pub everyone: Shown,
}

/// As much of a share as may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shown {
    Exactly(f64),
    /// It is not small itself, but would give away one that is.
    AtLeast(f64),
    Few,
}

impl Shown {
    /// How long a bar is.
    pub fn length(self) -> Option<f64> {
        match self {
            Shown::Exactly(share) | Shown::AtLeast(share) => Some(share),
            Shown::Few => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// `[from, to)`; an open side takes everything beyond.
    Bin {
        from: Option<f64>,
        to: Option<f64>,
    },
    Value(String),
    Other,
}

/// People in a part, before shares.
#[derive(Debug, Clone)]
struct Cell {
    what: What,
    cohort: u64,
    everyone: u64,
}

/// People whose value is known.
pub fn known(side: &Distribution) -> u64 {
    side.n.saturating_sub(side.missing)
}

/// Half the sum of the differences of shares: 0 for equal spreads, 1 for disjoint ones. Only for the order of charts.
pub fn difference(column: &ColumnResult) -> f64 {
    let (here, all) = (counts(&column.cohort), counts(&column.population));
    let part = |n: u64, of: u64| if of == 0 { 0.0 } else { n as f64 / of as f64 };
    let pairs = here.iter().zip(&all);
    pairs
        .map(|(&h, &a)| (part(h, known(&column.cohort)) - part(a, known(&column.population))).abs())
        .sum::<f64>()
        / 2.0
}

fn counts(side: &Distribution) -> Vec<u64> {
    match &side.shape {
        Shape::Histogram { counts, .. } => counts.clone(),
        Shape::Values { values, other, .. } => values.iter().map(|v| v.count).chain([*other]).collect(),
    }
}

/// The parts of a column that may be shown.
pub fn parts(source: &Source, column: &ColumnResult, share: bool) -> Vec<Part> {
    let privacy = source.privacy();
    match (&column.cohort.shape, &column.population.shape) {
        (Shape::Histogram { edges, counts: here, .. }, Shape::Histogram { counts: all, .. }) => {
            let (mut edges, mut here, mut all) = (edges.clone(), here.clone(), all.clone());
            if share {
                close_at_one(&mut edges, &mut here, &mut all);
            }
            shares(privacy, binned(privacy, &edges, &here, &all), column, false)
        }
        (Shape::Values { values, other, items }, Shape::Values { values: all, other: all_other, .. }) => {
            let mut cells: Vec<Cell> = values
                .iter()
                .zip(all)
                .map(|(h, a)| Cell { what: What::Value(h.value.clone()), cohort: h.count, everyone: a.count })
                .collect();
            let mut rest = Cell { what: What::Other, cohort: *other, everyone: *all_other };
            // Of values that nearly all differ a few are enough.
            let named: u64 = all.iter().map(|v| v.count).take(MOST_VALUES).sum();
            let scattered = !*items && named * 5 < known(&column.population) * 2;
            let most = if scattered { MOST_VALUES / 2 } else { MOST_VALUES };
            for cell in cells.drain(most.min(cells.len())..) {
                rest.cohort += cell.cohort;
                rest.everyone += cell.everyone;
            }
            cells.extend((rest.everyone > 0).then_some(rest));
            // Of lists the rest counts items, not people, and is no share of anything.
            if *items {
                cells.retain(|c| c.what != What::Other);
            }
            shares(privacy, cells, column, *items)
        }
        _ => Vec::new(),
    }
}

/// A share of exactly 1 begins a bin of its own that reaches beyond 1: it belongs to the one below.
fn close_at_one(edges: &mut Vec<f64>, here: &mut Vec<u64>, all: &mut Vec<u64>) {
    let bins = here.len();
    if bins > 1 && edges.len() == bins + 1 && all.len() == bins && (edges[bins - 1] - 1.0).abs() < 1e-9 {
        edges.pop();
        for counts in [here, all] {
            let top = counts.pop().unwrap_or(0);
            counts[bins - 2] += top;
        }
    }
}

fn shares(privacy: Privacy, cells: Vec<Cell>, column: &ColumnResult, items: bool) -> Vec<Part> {
    let side = |pick: fn(&Cell) -> u64, of: u64| -> Vec<Shown> {
        let counts: Vec<u64> = cells.iter().map(pick).collect();
        let share = |n: u64| if of == 0 { 0.0 } else { n as f64 / of as f64 };
        // Items of lists are no partition: nothing adds up to a known whole.
        if privacy.hides(of) {
            return vec![Shown::Few; counts.len()];
        } else if items {
            return counts
                .iter()
                .map(|&n| privacy.shown(n).map_or(Shown::Few, |n| Shown::Exactly(share(n))))
                .collect();
        }
        let shown = privacy.partition(&counts);
        let mut figures: Vec<Shown> =
            shown.iter().map(|n| n.map_or(Shown::Few, |n| Shown::Exactly(share(n)))).collect();
        if let Some((cell, least)) = privacy.at_least(&counts, &shown) {
            figures[cell] = Shown::AtLeast(share(least));
        }
        figures
    };
    let here = side(|c| c.cohort, known(&column.cohort));
    let all = side(|c| c.everyone, known(&column.population));
    let figures = here.into_iter().zip(all);
    cells
        .into_iter()
        .zip(figures)
        .map(|(cell, (cohort, everyone))| Part { what: cell.what, cohort, everyone })
        .collect()
}

/// Bins wide enough that as few people as possible are in ones too small to show, with open ends where the tails are thin.
fn binned(privacy: Privacy, edges: &[f64], here: &[u64], all: &[u64]) -> Vec<Cell> {
    if edges.len() != here.len() + 1 || here.len() != all.len() || here.is_empty() {
        return Vec::new();
    }
    let total: u64 = here.iter().sum();
    let mut best: Option<(u64, Vec<Cell>)> = None;
    for group in [1, 2, 4, 5, 10, 20] {
        let mut cells = grouped(edges, here, all, group);
        merge_tails(privacy, &mut cells);
        if cells.len() > MOST_BINS {
            continue;
        }
        let hidden: u64 = cells.iter().map(|c| c.cohort).filter(|&n| privacy.hides(n)).sum();
        if best.as_ref().is_none_or(|(least, _)| hidden < *least) {
            let enough = hidden * 20 <= total;
            best = Some((hidden, cells));
            if enough {
                break;
            }
        }
    }
    best.map(|(_, cells)| cells).unwrap_or_default()
}

/// Bins of `group` steps, their edges at multiples of that.
fn grouped(edges: &[f64], here: &[u64], all: &[u64], group: i64) -> Vec<Cell> {
    let step = edges[1] - edges[0];
    let mut cells: Vec<(i64, Cell)> = Vec::new();
    for i in 0..here.len() {
        let index = (edges[i] / step).round() as i64;
        let slot = index.div_euclid(group);
        match cells.last_mut() {
            Some((last, cell)) if *last == slot => {
                cell.cohort += here[i];
                cell.everyone += all[i];
            }
            _ => {
                let (from, to) = if group == 1 {
                    (edges[i], edges[i + 1])
                } else {
                    ((slot * group) as f64 * step, ((slot + 1) * group) as f64 * step)
                };
                let what = What::Bin { from: Some(from), to: Some(to) };
                cells.push((slot, Cell { what, cohort: here[i], everyone: all[i] }));
            }
        }
    }
    cells.into_iter().map(|(_, cell)| cell).collect()
}

fn merge_tails(privacy: Privacy, cells: &mut Vec<Cell>) {
    let thin = |c: &Cell| privacy.hides(c.cohort) || privacy.hides(c.everyone) || c.everyone == 0;
    while cells.len() > 2 && thin(&cells[0]) {
        let first = cells.remove(0);
        let next = &mut cells[0];
        next.cohort += first.cohort;
        next.everyone += first.everyone;
        if let What::Bin { from, .. } = &mut next.what {
            *from = None;
        }
    }
    while cells.len() > 2 && cells.last().is_some_and(thin) {
        let last = cells.pop();
        if let (Some(last), Some(next)) = (last, cells.last_mut()) {
            next.cohort += last.cohort;
            next.everyone += last.everyone;
            if let What::Bin { to, .. } = &mut next.what {
                *to = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(cell: &Cell) -> (Option<f64>, Option<f64>, u64, u64) {
        match cell.what {
            What::Bin { from, to } => (from, to, cell.cohort, cell.everyone),
            _ => panic!("no bin"),
        }
    }

    #[test]
    fn thin_tails_become_open_ends() {
        let privacy = Privacy { min_cell: 10 };
        let edges: Vec<f64> = (0..=6).map(|i| 10.0 * i as f64).collect();
        let cells = binned(privacy, &edges, &[3, 20, 40, 30, 0, 2], &[30, 90, 100, 90, 5, 2]);
        let bins: Vec<_> = cells.iter().map(bin).collect();
        assert_eq!(
            bins,
            [(None, Some(20.0), 23, 120), (Some(20.0), Some(30.0), 40, 100), (Some(30.0), None, 32, 97),]
        );
    }

    #[test]
    fn small_cohorts_get_wide_bins() {
        let privacy = Privacy { min_cell: 10 };
        let edges: Vec<f64> = (0..=20).map(|i| i as f64).collect();
        let cells = binned(privacy, &edges, &[4; 20], &[40; 20]);
        assert!(cells.iter().all(|c| c.cohort >= 10), "{cells:?}");
        assert_eq!(cells.len(), 5);
    }
}
