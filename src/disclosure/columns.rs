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

/// Fewer parts than that are cut where people are, more at round steps.
const FEW: usize = 5;

#[derive(Debug, Clone)]
struct Cell {
    part: Part,
    cohort: u64,
    everyone: u64,
}

/// How many parts each column of a cohort may have. The [ledger](super::ledger) lets through one independent figure for `least`
/// people at most: few wide bins of every column say more than all bins of the first.
pub(super) fn most_parts(least: u64, people: u64, columns: usize) -> usize {
    /// What is said about the cohort as a whole: its size, tiers, what the rules leave.
    const WHOLE: u64 = 6;
    if least <= 1 {
        return usize::MAX;
    }
    // The scores take their share as a column does.
    let each = (people / least).saturating_sub(WHOLE) / (columns as u64 + 1);
    (each as usize).clamp(2, MOST_BINS)
}

/// At most so many bins, wide enough that as few people as possible are in ones too small to show, with open ends where the
/// tails are thin.
pub(super) fn bins(least: u64, most: usize, edges: &[f64], here: &[u64], all: &[u64]) -> Vec<Part> {
    if edges.len() != here.len() + 1 || here.len() != all.len() || here.is_empty() {
        return Vec::new();
    }
    if least <= 1 {
        let part = |i: usize| Part { from: i, to: i + 1, edges: (Some(edges[i]), Some(edges[i + 1])) };
        return (0..here.len()).map(part).collect();
    }
    if most < FEW {
        return even(least, most, edges, here, all).into_iter().map(|c| c.part).collect();
    }
    let total: u64 = here.iter().sum();
    let mut best: Option<(u64, Vec<Cell>)> = None;
    for group in [1, 2, 4, 5, 10, 20] {
        let mut cells = grouped(edges, here, all, group);
        merge_tails(least, &mut cells);
        if cells.len() > most || cells.len() < here.len().min(2) {
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
    let cells = best.map_or_else(|| even(least, most, edges, here, all), |(_, cells)| cells);
    cells.into_iter().map(|c| c.part).collect()
}

/// Bins of everyone, finer than a small cohort may have: from twelve down to four of them, all wide enough to be shown by
/// themselves. The finest first.
pub(super) fn everyone(least: u64, edges: &[f64], all: &[u64]) -> Vec<Vec<Part>> {
    if edges.len() != all.len() + 1 || all.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<Vec<Part>> = Vec::new();
    for group in [1, 2, 4, 5, 10] {
        let mut cells = grouped(edges, all, all, group);
        merge_tails(least, &mut cells);
        let wide_enough = cells.iter().all(|c| c.everyone == 0 || c.everyone >= least);
        if wide_enough && (4..=MOST_BINS).contains(&cells.len()) {
            found.push(cells.into_iter().map(|c| c.part).collect());
        }
    }
    found
}

/// Parts with about the same number of the cohort's people, open at both ends.
fn even(least: u64, most: usize, edges: &[f64], here: &[u64], all: &[u64]) -> Vec<Cell> {
    let target = here.iter().sum::<u64>().div_ceil(most as u64).max(least);
    let mut cells: Vec<Cell> = Vec::new();
    let mut full = true;
    for i in 0..here.len() {
        if full {
            let low = (!cells.is_empty()).then_some(edges[i]);
            let part = Part { from: i, to: i, edges: (low, None) };
            cells.push(Cell { part, cohort: 0, everyone: 0 });
        }
        if let Some(cell) = cells.last_mut() {
            cell.part.to = i + 1;
            cell.part.edges.1 = (i + 1 < here.len()).then_some(edges[i + 1]);
            cell.cohort += here[i];
            cell.everyone += all[i];
            full = cell.cohort >= target && cell.everyone >= least;
        }
    }
    merge_tails(least, &mut cells);
    cells
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

/// How many of the 20 bins of the score lie together, so that there are at most `most` and few people are in bins too small to
/// show: 1, 2, 4 or 5.
pub(super) fn score_width(least: u64, most: usize, histogram: &[u64]) -> usize {
    let total: u64 = histogram.iter().sum();
    let hidden = |width: usize| -> u64 {
        let bins = histogram.chunks(width).map(|c| c.iter().sum::<u64>());
        bins.filter(|&n| 0 < n && n < least).sum()
    };
    // Two halves say little; four parts are worth a few figures more than there is room for.
    let few = |width: usize| most >= MOST_BINS || histogram.len().div_ceil(width) <= most.max(4);
    [1, 2, 4].into_iter().find(|&width| few(width) && hidden(width) * 20 <= total).unwrap_or(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thin_tails_become_open_ends() {
        let edges: Vec<f64> = (0..=6).map(|i| 10.0 * i as f64).collect();
        let parts = bins(10, 12, &edges, &[3, 20, 40, 30, 0, 2], &[30, 90, 100, 90, 5, 2]);
        let found: Vec<_> = parts.iter().map(|p| (p.from, p.to, p.edges)).collect();
        let expected =
            [(0, 2, (None, Some(20.0))), (2, 3, (Some(20.0), Some(30.0))), (3, 6, (Some(30.0), None))];
        assert_eq!(found, expected);
    }

    #[test]
    fn small_cohorts_get_wide_bins() {
        let edges: Vec<f64> = (0..=20).map(|i| i as f64).collect();
        let parts = bins(10, 12, &edges, &[4; 20], &[40; 20]);
        assert_eq!(parts.len(), 5);
        assert!(parts.iter().all(|p| p.to - p.from == 4));
        assert_eq!(bins(1, 12, &edges, &[4; 20], &[40; 20]).len(), 20);
    }

    #[test]
    fn everyone_has_finer_bins_than_a_small_cohort() {
        let edges: Vec<f64> = (0..=20).map(|i| i as f64).collect();
        let finest: Vec<usize> = everyone(10, &edges, &[40; 20]).iter().map(Vec::len).collect();
        assert_eq!(finest, [10, 5, 4]);
        let mut thin = [40; 20];
        thin[0] = 3;
        thin[19] = 2;
        let parts = everyone(10, &edges, &thin).remove(0);
        assert_eq!((parts[0].edges, parts[9].edges), ((Some(0.0), Some(2.0)), (Some(18.0), Some(20.0))));
        thin[10] = 3;
        thin[11] = 3;
        assert_eq!(everyone(10, &edges, &thin).len(), 2, "no bin in the middle is too small to show");
    }

    #[test]
    fn scores_get_wide_bins_where_people_are_few() {
        assert_eq!(score_width(10, 20, &[30; 20]), 1);
        assert_eq!(score_width(10, 20, &[6; 20]), 2);
        assert_eq!(score_width(10, 20, &[3; 20]), 4);
        assert_eq!(score_width(0, 20, &[3; 20]), 1);
    }
}
