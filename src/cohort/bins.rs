//! Histogram edges that a person would choose: round steps, at most twenty bins, the same for the same data.

/// Edges, one more than there are bins.
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    pub edges: Vec<f64>,
}

/// Bins over `min..=max` with a step of 1, 2 or 5 times a power of ten (whole for `whole` numbers).
pub fn bins(min: f64, max: f64, whole: bool) -> Bins {
    const MOST: f64 = 20.0;
    let span = max - min;
    if span.is_nan() || span <= 0.0 {
        let step = if whole || min.abs() >= 1.0 { 1.0 } else { 0.1 };
        return Bins { edges: vec![min, min + step] };
    }
    // Too far apart, too close to nothing or too close for their size: doubles have no round steps in between.
    if !(1e-300..1e300).contains(&span) || span <= min.abs().max(max.abs()) * 1e-13 {
        return Bins { edges: vec![min, max] };
    }
    let mut exponent = (span / MOST).log10().floor() as i32;
    let step = loop {
        let candidate = [1.0, 2.0, 5.0]
            .into_iter()
            .map(|m| if exponent < 0 { m / 10f64.powi(-exponent) } else { m * 10f64.powi(exponent) })
            .find(|&step| (!whole || step >= 1.0) && (max / step).floor() - (min / step).floor() < MOST);
        match candidate {
            Some(step) => break step,
            None => exponent += 1,
        }
    };
    let first = (min / step).floor();
    let count = ((max / step).floor() - first) as usize + 1;
    Bins { edges: (0..=count).map(|i| (first + i as f64) * step).collect() }
}

impl Bins {
    /// The bin of a value: below the first edge the first, above the last edge the last.
    pub fn index(&self, value: f64) -> usize {
        let bins = self.edges.len() - 1;
        self.edges[1..bins].partition_point(|&edge| edge <= value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_round_and_cover_the_values() {
        let ages = bins(18.0, 79.0, true);
        assert_eq!(ages.edges.first(), Some(&15.0));
        assert_eq!(ages.edges.last(), Some(&80.0));
        assert_eq!(ages.index(18.0), 0);
        assert_eq!(ages.index(79.0), 12);
        assert_eq!(bins(3.0, 3.0, true).edges, vec![3.0, 4.0]);
        assert_eq!(bins(0.0, 1.0, false).edges.len(), 12);
    }

    #[test]
    fn extreme_numbers_make_bins_too() {
        let (smallest, next) = (f64::from_bits(1), f64::from_bits(1e18_f64.to_bits() + 1));
        for (min, max) in
            [(f64::MIN, f64::MAX), (0.0, f64::MAX), (0.0, smallest), (1e18, next), (-1e18, 1e18)]
        {
            for whole in [false, true] {
                let bins = bins(min, max, whole);
                assert!(bins.edges.len() <= 22 && bins.edges.is_sorted(), "{bins:?}");
                assert!(bins.edges.iter().all(|edge| edge.is_finite()), "{bins:?}");
                assert!(bins.edges[0] <= min && max <= bins.edges[bins.edges.len() - 1], "{bins:?}");
            }
        }
        assert_eq!(bins(f64::MAX, f64::MAX, false).edges.len(), 2);
    }
}
