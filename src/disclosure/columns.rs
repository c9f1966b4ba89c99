//! Which parts of a column figures are about: bins wide enough, values that enough people have.

/// Bins beside each other at most.
const MOST_BINS: usize = 12;

/// A part of a column: the bins or values from one place to before another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub from: usize,
    pub to: usize,
    /// Of bins; `None` is open.
    pub edges: (Option<f64>, Option<f64>),
}

#[derive(Debug, Clone)]
struct Cell {
    part: Part,
    cohort: u64,
    everyone: u64,
}

/// Bins wide enough that as few people as possible are in ones too small to show, with open ends where the tails are thin.
pub(super) fn bins(least: u64, edges: &[f64], here: &[u64], all: &[u64]) -> Vec<Part> {
    if edges.len() != here.len() + 1 || here.len() != all.len() || here.is_empty() {
        return Vec::new();
    }
    if least <= 1 {
        let part = |i: usize| Part { from: i, to: i + 1, edges: (Some(edges[i]), Some(edges[i + 1])) };
        return (0..here.len()).map(part).collect();
    }
    let total: u64 = here.iter().sum();
    let mut best: Option<(u64, Vec<Cell>)> = None;
    for group in [1, 2, 4, 5, 10, 20] {
        let mut cells = grouped(edges, here, all, group);
        merge_tails(least, &mut cells);
        if cells.len() > MOST_BINS {
            continue;
        }
        let hidden: u64 = cells.iter().map(|c| c.cohort).filter(|&n| 0 < n && n < least).sum();
        if best.as_ref().is_none_or(|(fewest, _)| hidden < *fewest) {
            let enough = hidden * 20 <= total;
            best = Some((hidden, cells));
            if enough {
                break;
            }
        }
    }
    best.map(|(_, cells)| cells.into_iter().map(|c| c.part).collect()).unwrap_or_default()
}

/// Bins of `group` steps, their edges at multiples of that.
fn grouped(edges: &[f64], here: &[u64], all: &[u64], group: i64) -> Vec<Cell> {
    let step = edges[1] - edges[0];
    let mut cells: Vec<(i64, Cell)> = Vec::new();
    for i in 0..here.len() {
        let slot = ((edges[i] / step).round() as i64).div_euclid(group);
        match cells.last_mut() {
            Some((last, cell)) if *last == slot => {
                cell.part.to = i + 1;
                cell.cohort += here[i];
                cell.everyone += all[i];
            }
            _ => {
                let edges = match group {
                    1 => (edges[i], edges[i + 1]),
                    _ => ((slot * group) as f64 * step, ((slot + 1) * group) as f64 * step),
                };
                let part = Part { from: i, to: i + 1, edges: (Some(edges.0), Some(edges.1)) };
                cells.push((slot, Cell { part, cohort: here[i], everyone: all[i] }));
            }
        }
    }
    cells.into_iter().map(|(_, cell)| cell).collect()
}

fn merge_tails(least: u64, cells: &mut Vec<Cell>) {
    let thin = |c: &Cell| (c.cohort > 0 && c.cohort < least) || c.everyone < least;
    while cells.len() > 2 && thin(&cells[0]) {
        let first = cells.remove(0);
        let next = &mut cells[0];
        next.part = Part { from: first.part.from, to: next.part.to, edges: (None, next.part.edges.1) };
        next.cohort += first.cohort;
        next.everyone += first.everyone;
    }
    while cells.len() > 2 && cells.last().is_some_and(thin) {
        if let (Some(last), Some(next)) = (cells.pop(), cells.last_mut()) {
            next.part = Part { from: next.part.from, to: last.part.to, edges: (next.part.edges.0, None) };
            next.cohort += last.cohort;
            next.everyone += last.everyone;
        }
    }
}

/// How many bins of the score lie together, so that few people are in bins too small to show: 1, 2 or 4.
pub(super) fn score_width(least: u64, histogram: &[u64]) -> usize {
    let total: u64 = histogram.iter().sum();
    let hidden = |width: usize| -> u64 {
        let bins = histogram.chunks(width).map(|c| c.iter().sum::<u64>());
        bins.filter(|&n| 0 < n && n < least).sum()
    };
    [1, 2].into_iter().find(|&width| hidden(width) * 20 <= total).unwrap_or(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thin_tails_become_open_ends() {
        let edges: Vec<f64> = (0..=6).map(|i| 10.0 * i as f64).collect();
        let parts = bins(10, &edges, &[3, 20, 40, 30, 0, 2], &[30, 90, 100, 90, 5, 2]);
        let found: Vec<_> = parts.iter().map(|p| (p.from, p.to, p.edges)).collect();
        let expected =
            [(0, 2, (None, Some(20.0))), (2, 3, (Some(20.0), Some(30.0))), (3, 6, (Some(30.0), None))];
        assert_eq!(found, expected);
    }

    #[test]
    fn small_cohorts_get_wide_bins() {
        let edges: Vec<f64> = (0..=20).map(|i| i as f64).collect();
        let parts = bins(10, &edges, &[4; 20], &[40; 20]);
        assert_eq!(parts.len(), 5);
        assert!(parts.iter().all(|p| p.to - p.from == 4));
        assert_eq!(bins(1, &edges, &[4; 20], &[40; 20]).len(), 20);
    }

    #[test]
    fn scores_get_wide_bins_where_people_are_few() {
        assert_eq!(score_width(10, &[30; 20]), 1);
        assert_eq!(score_width(10, &[6; 20]), 2);
        assert_eq!(score_width(10, &[3; 20]), 4);
        assert_eq!(score_width(0, &[3; 20]), 1);
    }
}
