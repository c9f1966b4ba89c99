//! A column's two distributions, made ready to show. What may be shown of them is decided ([`crate::disclosure`]); here parts are
//! only put together so that a chart has few enough of them.

use super::Source;
use crate::disclosure::{Column, Fine, Shape, Spread, sum};

/// Values that are named; the rest is one row.
const MOST_VALUES: usize = 8;
/// Bins beside each other in a chart.
const MOST_BINS: usize = 12;

/// A part of both sides: a bin, or a value, and its share of the whole where that may be said.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub what: What,
    pub cohort: Option<f64>,
    pub everyone: Option<f64>,
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
    cohort: Option<u64>,
    everyone: Option<u64>,
}

impl Cell {
    fn take(&mut self, other: &Cell) {
        self.cohort = sum([self.cohort, other.cohort]);
        self.everyone = sum([self.everyone, other.everyone]);
    }
}

/// Half the sum of the differences of shares: 0 for equal spreads, 1 for disjoint ones. Only for the order of charts.
pub fn difference(column: &Column) -> f64 {
    let (here, all) = (counts(&column.cohort), counts(&column.population));
    let part = |n: Option<u64>, of: Option<u64>| match (n, of) {
        (Some(n), Some(of)) if of > 0 => n as f64 / of as f64,
        _ => 0.0,
    };
    let (of_here, of_all) = (column.cohort.whole(), column.population.whole());
    here.iter().zip(&all).map(|(&h, &a)| (part(h, of_here) - part(a, of_all)).abs()).sum::<f64>() / 2.0
}

fn counts(side: &Spread) -> Vec<Option<u64>> {
    match &side.shape {
        Shape::Histogram { counts, .. } => counts.clone(),
        Shape::Values { values, other, .. } => values.iter().map(|v| v.count).chain([*other]).collect(),
    }
}

/// Whether there is anything about the cohort to show.
pub fn speaks(column: &Column) -> bool {
    column.cohort.whole().is_some_and(|n| n > 0) && counts(&column.cohort).iter().flatten().any(|&n| n > 0)
}

/// The parts of a column that are shown. `share`: its values lie between 0 and 1.
pub fn parts(column: &Column, share: bool) -> Vec<Part> {
    let cells = match (&column.cohort.shape, &column.population.shape) {
        (Shape::Histogram { edges, counts: here, .. }, Shape::Histogram { counts: all, .. }) => {
            binned(edges, here, all, share)
        }
        (Shape::Values { values, other, items }, Shape::Values { values: all, other: all_other, .. }) => {
            named(column, values, *other, *items, all, *all_other)
        }
        _ => Vec::new(),
    };
    let part = |n: Option<u64>, of: Option<u64>| match (n, of) {
        (Some(0), _) => Some(0.0),
        (Some(n), Some(of)) if of > 0 => Some(n as f64 / of as f64),
        _ => None,
    };
    let (of_here, of_all) = (column.cohort.whole(), column.population.whole());
    let cells = cells.into_iter();
    cells
        .map(|c| Part { cohort: part(c.cohort, of_here), everyone: part(c.everyone, of_all), what: c.what })
        .collect()
}

/// Everyone's finer bins.
pub fn everyone(column: &Column, fine: &Fine, share: bool) -> Vec<Part> {
    let counts: Vec<Option<u64>> = fine.counts.iter().copied().map(Some).collect();
    let whole = column.population.whole().filter(|&n| n > 0);
    let cells = binned(&fine.edges, &counts, &counts, share).into_iter();
    let part = |n: Option<u64>| Some(n? as f64 / whole? as f64);
    cells.map(|c| Part { cohort: None, everyone: part(c.everyone), what: c.what }).collect()
}

fn named(
    column: &Column,
    values: &[crate::disclosure::Count],
    other: Option<u64>,
    items: bool,
    all: &[crate::disclosure::Count],
    all_other: Option<u64>,
) -> Vec<Cell> {
    let pairs = values.iter().zip(all);
    let mut cells: Vec<Cell> = pairs
        .map(|(h, a)| Cell { what: What::Value(h.value.clone()), cohort: h.count, everyone: a.count })
        .collect();
    let mut rest = Cell { what: What::Other, cohort: other, everyone: all_other };
    // Of values that nearly all differ a few are enough.
    let first: u64 = all.iter().filter_map(|v| v.count).take(MOST_VALUES).sum();
    let scattered = !items && column.population.whole().is_some_and(|known| first * 5 < known * 2);
    let most = if scattered { MOST_VALUES / 2 } else { MOST_VALUES };
    for cell in cells.drain(most.min(cells.len())..) {
        rest.take(&cell);
    }
    // Of lists the rest counts items, not people, and is no share of anything.
    cells.extend((!items && rest.everyone != Some(0)).then_some(rest));
    cells
}

/// A share of exactly 1 begins a bin of its own that reaches beyond 1: it belongs to the one below.
fn close_at_one(cells: &mut Vec<Cell>) {
    let beyond =
        |cell: &Cell| matches!(cell.what, What::Bin { from: Some(from), .. } if (from - 1.0).abs() < 1e-9);
    if cells.len() > 1
        && cells.last().is_some_and(beyond)
        && let (Some(top), Some(below)) = (cells.pop(), cells.last_mut())
    {
        below.take(&top);
    }
}

fn binned(edges: &[Option<f64>], here: &[Option<u64>], all: &[Option<u64>], share: bool) -> Vec<Cell> {
    if edges.len() != here.len() + 1 || here.len() != all.len() {
        return Vec::new();
    }
    let cell = |i: usize| Cell {
        what: What::Bin { from: edges[i], to: edges[i + 1] },
        cohort: here[i],
        everyone: all[i],
    };
    let mut cells: Vec<Cell> = (0..here.len()).map(cell).collect();
    if share {
        close_at_one(&mut cells);
    }
    let groups = [2, 4, 5, 10, 20].into_iter();
    let wide = |group: i64| grouped(&cells, group).filter(|cells| cells.len() <= MOST_BINS);
    match cells.len() <= MOST_BINS {
        true => cells,
        false => groups.map(wide).find_map(|wide| wide).unwrap_or(cells),
    }
}

/// Bins of `group` steps, their edges at multiples of that; only of bins that are all of one width.
fn grouped(cells: &[Cell], group: i64) -> Option<Vec<Cell>> {
    let first = cells.first()?;
    let What::Bin { from: Some(low), to: Some(high) } = first.what else { return None };
    let step = high - low;
    let mut wide: Vec<(i64, Cell)> = Vec::new();
    for cell in cells {
        let What::Bin { from: Some(from), .. } = cell.what else { return None };
        let slot = ((from / step).round() as i64).div_euclid(group);
        match wide.last_mut() {
            Some((last, into)) if *last == slot => into.take(cell),
            _ => {
                let edge = |slot: i64| Some((slot * group) as f64 * step);
                let what = What::Bin { from: edge(slot), to: edge(slot + 1) };
                wide.push((slot, Cell { what, ..cell.clone() }));
            }
        }
    }
    Some(wide.into_iter().map(|(_, cell)| cell).collect())
}

/// As much of a share as may be shown, as text.
pub fn shown(source: &Source, share: Option<f64>) -> String {
    share.map_or_else(|| source.hidden(), crate::documents::format::share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bins_become_a_few_wide_ones() {
        let edges: Vec<Option<f64>> = (0..=20).map(|i| Some(i as f64)).collect();
        let (mut here, all) = (vec![Some(4); 20], vec![Some(40); 20]);
        here[3] = None;
        let cells = binned(&edges, &here, &all, false);
        assert_eq!(cells.len(), 10);
        assert_eq!((cells[0].cohort, cells[1].cohort, cells[1].everyone), (Some(8), None, Some(80)));
        assert_eq!(cells[1].what, What::Bin { from: Some(2.0), to: Some(4.0) });
    }

    #[test]
    fn a_share_of_one_is_not_beyond_one() {
        let edges = [Some(0.0), Some(0.5), Some(1.0), Some(1.5)];
        let counts = [Some(4), Some(5), Some(6)];
        let cells = binned(&edges, &counts, &counts, true);
        assert_eq!(cells.iter().map(|c| c.cohort).collect::<Vec<_>>(), [Some(4), Some(11)]);
    }
}
