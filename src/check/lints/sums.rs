//! Which sums weights can add up to: sets of whole numbers as ranges, exact, or refused where they become too many.

/// Ten-thousandths of a point: ranges with both ends in, in order, that do not touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sums(Vec<(i64, i64)>);

/// More ranges than this are not followed: what depends on them is not decided.
const MOST: usize = 4_096;

impl Sums {
    pub fn of(points: impl IntoIterator<Item = i64>) -> Option<Self> {
        joined(points.into_iter().map(|p| (p, p)).collect())
    }

    /// Everything from 0 to a weight, which may be below 0.
    pub fn up_to(weight: i64) -> Self {
        Sums(vec![(weight.min(0), weight.max(0))])
    }

    /// Every sum of one of these and one of those.
    pub fn plus(&self, other: &Sums) -> Option<Sums> {
        if self.0.len().saturating_mul(other.0.len()) > 16 * MOST {
            return None;
        }
        let pairs = self.0.iter().flat_map(|a| other.0.iter().map(|b| (a.0 + b.0, a.1 + b.1)));
        joined(pairs.collect())
    }

    /// What is above the cap is the cap.
    pub fn at_most(&self, cap: i64) -> Option<Sums> {
        joined(self.0.iter().map(|(low, high)| ((*low).min(cap), (*high).min(cap))).collect())
    }

    /// What is below the floor is the floor.
    pub fn at_least(&self, floor: i64) -> Option<Sums> {
        joined(self.0.iter().map(|(low, high)| ((*low).max(floor), (*high).max(floor))).collect())
    }

    pub fn least(&self) -> i64 {
        self.0.first().map_or(0, |range| range.0)
    }

    pub fn greatest(&self) -> i64 {
        self.0.last().map_or(0, |range| range.1)
    }

    /// Whether one of them lies from `low` to `high`, both included.
    pub fn meets(&self, low: i64, high: i64) -> bool {
        let next = self.0.partition_point(|range| range.1 < low);
        low <= high && self.0.get(next).is_some_and(|range| range.0 <= high)
    }

    /// The greatest below a number, and the least at or above it.
    pub fn around(&self, at: i64) -> (Option<i64>, Option<i64>) {
        let below = self.0.iter().rev().find(|range| range.0 < at).map(|range| range.1.min(at - 1));
        let above = self.0.iter().find(|range| range.1 >= at).map(|range| range.0.max(at));
        (below, above)
    }

    pub fn ranges(&self) -> &[(i64, i64)] {
        &self.0
    }
}

fn joined(mut ranges: Vec<(i64, i64)>) -> Option<Sums> {
    ranges.sort_unstable();
    let mut out: Vec<(i64, i64)> = Vec::with_capacity(ranges.len().min(MOST));
    for (low, high) in ranges {
        match out.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => out.push((low, high)),
        }
    }
    (out.len() <= MOST).then_some(Sums(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sum counted out one by one.
    #[test]
    fn sums_are_those_that_there_are() {
        let weights: [i64; 6] = [20, 15, -7, 10, 33, 5];
        let mut sums = Sums::of([0]).unwrap();
        for weight in weights {
            sums = sums.plus(&Sums::of([0, weight]).unwrap()).unwrap();
        }
        let counted: std::collections::BTreeSet<i64> = (0..1u32 << weights.len())
            .map(|chosen| (0..weights.len()).filter(|i| chosen >> i & 1 == 1).map(|i| weights[i]).sum())
            .collect();
        for at in -20..100 {
            assert_eq!(sums.meets(at, at), counted.contains(&at), "{at}");
            assert_eq!(sums.around(at).1, counted.range(at..).next().copied());
            assert_eq!(sums.around(at).0, counted.range(..at).next_back().copied());
        }
        assert_eq!((sums.least(), sums.greatest()), (-7, 83));
    }

    #[test]
    fn too_many_are_refused() {
        let mut sums = Sums::of([0]);
        for i in 0..40 {
            sums = sums.and_then(|s| s.plus(&Sums::of([0, 3i64.pow(i / 2) * 100 + i64::from(i)])?));
        }
        assert_eq!(sums, None);
    }
}
