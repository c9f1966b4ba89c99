//! Numbers of a column: extremes, and a sample for its quantiles.

use super::Numbers;

/// Keeps every k-th value, with k doubling as the sample fills: the same for the same data, and spread over all of it.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    values: Vec<f64>,
    stride: u64,
    seen: u64,
    low: f64,
    high: f64,
    places: u32,
    /// Every value is written with two places, trailing zeros and all.
    cents: bool,
}

const MOST: usize = 20_000;

impl Sample {
    pub fn new() -> Self {
        Sample {
            values: Vec::new(),
            stride: 1,
            seen: 0,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            places: 0,
            cents: true,
        }
    }

    /// Adds a number as it is written.
    pub fn add_written(&mut self, value: f64, text: &str, point: char) {
        self.cents &= text.split_once(point).is_some_and(|(_, rest)| rest.len() == 2);
        self.add(value, places(text, point));
    }

    /// Whether all are written like amounts of money.
    pub fn in_cents(&self) -> bool {
        self.cents && self.seen >= 20
    }

    fn add(&mut self, value: f64, places: u32) {
        self.low = self.low.min(value);
        self.high = self.high.max(value);
        self.places = self.places.max(places);
        if self.seen.is_multiple_of(self.stride) {
            self.values.push(value);
            if self.values.len() == MOST {
                let mut keep = false;
                self.values.retain(|_| {
                    keep = !keep;
                    keep
                });
                self.stride *= 2;
            }
        }
        self.seen += 1;
    }

    pub fn numbers(&self) -> Option<Numbers> {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| sorted.get(((sorted.len() - 1) as f64 * share) as usize).copied();
        if sorted.is_empty() {
            return None;
        }
        Some(Numbers {
            low: self.low,
            high: self.high,
            median: at(0.5)?,
            ninetieth: at(0.9)?,
            places: self.places,
        })
    }
}

/// How many decimal places a number is written with, trailing zeros apart. An exponent counts as very many.
fn places(text: &str, point: char) -> u32 {
    if text.contains(['e', 'E']) {
        return 99;
    }
    text.split_once(point).map_or(0, |(_, rest)| rest.trim_end_matches('0').chars().count() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_long_column() {
        let mut sample = Sample::new();
        (0..100_000).for_each(|n| sample.add(f64::from(n), 0));
        let numbers = sample.numbers().unwrap();
        assert_eq!((numbers.low, numbers.high), (0.0, 99_999.0));
        assert!((numbers.median - 50_000.0).abs() < 50.0 && (numbers.ninetieth - 90_000.0).abs() < 50.0);
    }

    #[test]
    fn places_as_written() {
        assert_eq!(["1", "1.50", "1.0", "2.125", "1e-7"].map(|t| places(t, '.')), [0, 1, 0, 3, 99]);
    }
}
