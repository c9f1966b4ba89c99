//! No document shows a figure about fewer people than `min_cell`, and none lets a reader work one out from its neighbours.
//!
//! Nobody is a figure about nobody: a zero is shown.

/// The smallest number of people that a document may speak about.
#[derive(Debug, Clone, Copy)]
pub struct Privacy {
    pub min_cell: u64,
}

impl Privacy {
    pub fn hides(self, people: u64) -> bool {
        people > 0 && people < self.min_cell
    }

    pub fn shown(self, people: u64) -> Option<u64> {
        (!self.hides(people)).then_some(people)
    }

    /// The cells of a whole that is known: what may be shown of each. One hidden cell alone could be found by subtraction, so the
    /// next smallest ones go with it until those hidden are enough people together.
    pub fn partition(self, cells: &[u64]) -> Vec<Option<u64>> {
        let mut shown: Vec<Option<u64>> = cells.iter().map(|&n| self.shown(n)).collect();
        let hidden = |shown: &[Option<u64>]| -> u64 {
            shown.iter().zip(cells).filter(|(s, _)| s.is_none()).map(|(_, n)| n).sum()
        };
        while self.hides(hidden(&shown)) {
            let next =
                (0..cells.len()).filter(|&i| shown[i].is_some_and(|n| n > 0)).min_by_key(|&i| cells[i]);
            match next {
                Some(i) => shown[i] = None,
                None => break,
            }
        }
        shown
    }

    /// Where one cell of a partition is hidden only for its neighbours' sake: the least it can be. A reader could say as much.
    pub fn at_least(self, cells: &[u64], shown: &[Option<u64>]) -> Option<(usize, u64)> {
        let hidden: Vec<usize> = (0..cells.len()).filter(|&i| shown[i].is_none()).collect();
        let mut large = hidden.iter().copied().filter(|&i| !self.hides(cells[i]));
        let (only, more) = (large.next()?, large.next());
        let together: u64 = hidden.iter().map(|&i| cells[i]).sum();
        let small = (hidden.len() as u64 - 1) * (self.min_cell - 1);
        (more.is_none() && together > small).then(|| (only, together - small))
    }

    /// Numbers of people that only fall, from `start` to a last one that stands elsewhere on the page: a step is shown where its
    /// distance to the ones shown beside it is nobody or enough people.
    pub fn falling(self, start: u64, left: &[u64]) -> Vec<Option<u64>> {
        let mut shown = vec![None; left.len()];
        let Some((&end, steps)) = left.split_last() else { return shown };
        shown[steps.len()] = self.shown(end);
        let mut below = end;
        for (i, &n) in steps.iter().enumerate().rev() {
            let apart = !self.hides(n.saturating_sub(below)) && !self.hides(start.saturating_sub(n));
            if apart && !self.hides(n) {
                shown[i] = Some(n);
                below = n;
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: Privacy = Privacy { min_cell: 10 };

    #[test]
    fn one_small_cell_takes_the_next_smallest_with_it() {
        assert_eq!(TEN.partition(&[50, 4, 30, 0]), [Some(50), None, None, Some(0)]);
        assert_eq!(TEN.partition(&[50, 4, 7]), [Some(50), None, None]);
        assert_eq!(TEN.partition(&[50, 40]), [Some(50), Some(40)]);
        assert_eq!(TEN.partition(&[3]), [None]);
    }

    #[test]
    fn a_cell_hidden_for_its_neighbours_has_a_bound() {
        let cells = [120, 9];
        assert_eq!(TEN.at_least(&cells, &TEN.partition(&cells)), Some((0, 120)));
        let cells = [120, 5];
        assert_eq!(TEN.at_least(&cells, &TEN.partition(&cells)), Some((0, 116)));
        assert_eq!(TEN.at_least(&[50, 4, 7], &[Some(50), None, None]), None);
    }

    #[test]
    fn small_steps_of_a_funnel_are_not_shown() {
        assert_eq!(TEN.falling(1619, &[740, 369, 268, 262]), [Some(740), Some(369), None, Some(262)]);
        assert_eq!(TEN.falling(100, &[95, 95, 40]), [None, None, Some(40)]);
        assert_eq!(TEN.falling(100, &[60, 4]), [Some(60), None]);
        assert_eq!(TEN.falling(100, &[60, 0]), [Some(60), Some(0)]);
    }
}
