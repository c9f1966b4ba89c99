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
}
