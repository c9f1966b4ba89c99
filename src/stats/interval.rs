//! How far off a figure may be that was counted on few people: 95 % intervals.

use serde::{Deserialize, Serialize};

/// The 97.5 % point of the standard normal distribution: two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The values that agree with what was observed, at 95 % confidence; in the unit of the figure it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How it was worked out.
    pub method: Method,
}

/// How an [`Interval`] was worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Wilson's score interval, of a share.
    Wilson,
    /// Mean ± 1.96 standard errors.
    Normal,
    /// Mean ± 1.96 standard errors after three neutral answers were added, of a Net Promoter Score.
    AdjustedWald,
}

impl Method {
    /// As it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Method::Wilson => "wilson",
            Method::Normal => "normal",
            Method::AdjustedWald => "adjusted_wald",
        }
    }
}

/// Of the share `successes / n`, between 0 and 1. `None` where n is 0 (or more succeeded than were asked).
///
/// Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22: 209–212; method 3 of
/// Newcombe (1998), Statistics in Medicine 17: 857–872. Unlike p ± 1.96 √(p(1−p)/n) it stays within 0..=1 and keeps a
/// width where all or none succeed.
pub fn share(successes: u64, n: u64) -> Option<Interval> {
    if n == 0 || successes > n {
        return None;
    }
    let (k, n, z2) = (successes as f64, n as f64, Z * Z);
    let middle = (k + z2 / 2.0) / (n + z2);
    let margin = Z / (n + z2) * (k * (n - k) / n + z2 / 4.0).sqrt();
    // Algebra makes both ends exact there; rounding would leave 1e-17.
    let low = if successes == 0 { 0.0 } else { (middle - margin).max(0.0) };
    let high = if k == n { 1.0 } else { (middle + margin).min(1.0) };
    Some(Interval { low, high, method: Method::Wilson })
}

/// Of a mean of `n` values with the sample variance `variance` (the sum of squared deviations over n − 1), in the unit of
/// the values. `None` for fewer than two values, and where a figure is not finite.
///
/// mean ± z √(variance / n): the central limit theorem, and so rough where n is small and the values are skewed.
pub fn mean(n: u64, mean: f64, variance: f64) -> Option<Interval> {
    if n < 2 || !mean.is_finite() || !variance.is_finite() || variance < 0.0 {
        return None;
    }
    let margin = Z * (variance / n as f64).sqrt();
    Some(Interval { low: mean - margin, high: mean + margin, method: Method::Normal })
}

/// Of the Net Promoter Score 100 × (promoters − detractors) / answers, between −100 and 100. `None` without answers.
///
/// An answer is a variable of three points, −1, 0 and 1, with the variance p₊ + p₋ − (p₊ − p₋)². As of shares, the plain
/// normal interval is too narrow and has no width at all where everybody agrees; so three answers are added, ¾ of a
/// promoter, ¾ of a detractor and 1½ passives, which Rocks (2016), "Interval estimation for the Net Promoter Score", The
/// American Statistician 70: 365–372, found best of the closed forms.
pub fn nps(promoters: u64, passives: u64, detractors: u64) -> Option<Interval> {
    let n = promoters as f64 + passives as f64 + detractors as f64;
    if n == 0.0 {
        return None;
    }
    let n = n + 3.0;
    let (up, down) = ((promoters as f64 + 0.75) / n, (detractors as f64 + 0.75) / n);
    let score = up - down;
    let margin = Z * ((up + down - score * score) / n).sqrt();
    let end = |value: f64| (100.0 * value).clamp(-100.0, 100.0);
    let (low, high) = (end(score - margin), end(score + margin));
    // One answer counts for less than the three added ones: then the score itself would lie outside.
    let seen = 100.0 * (promoters as f64 - detractors as f64) / (n - 3.0);
    Some(Interval { low: low.min(seen), high: high.max(seen), method: Method::AdjustedWald })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<Interval>, low: f64, high: f64, within: f64) {
        let found = found.unwrap();
        assert!((found.low - low).abs() <= within && (found.high - high).abs() <= within, "{found:?}");
    }

    /// The four examples of Newcombe (1998), table I, method 3, to their four decimals.
    #[test]
    fn wilson_agrees_with_the_published_examples() {
        near(share(81, 263), 0.2553, 0.3662, 5e-5);
        near(share(15, 148), 0.0624, 0.1605, 5e-5);
        near(share(0, 20), 0.0, 0.1611, 5e-5);
        near(share(1, 29), 0.0061, 0.1718, 5e-5);
    }

    /// statsmodels and numpy: `tests/figures/intervals.py`.
    #[test]
    fn intervals_agree_with_another_program() {
        near(share(0, 20), 0.0, 0.1611251580528194, 1e-12);
        near(share(1, 1), 0.2065493143772374, 1.0, 1e-12);
        near(share(5, 7), 0.3589344518326191, 0.9177810759959432, 1e-12);
        near(share(66, 100), 0.5627772885472462, 0.7453847920265184, 1e-12);
        near(share(4321, 1000000), 0.004194332035490552, 0.004451476210813795, 1e-12);
        near(mean(3, 2.3333333333333335, 2.333333333333333), 0.6048075727545914, 4.061859093912076, 1e-12);
        near(mean(100, 49.5, 841.6666666666666), 43.81385205894985, 55.18614794105015, 1e-12);
        near(nps(19, 9, 8), 2.878439032909924, 53.53181737734649, 1e-10);
        near(nps(10, 0, 0), 47.50355154479022, 100.0, 1e-10);
        near(nps(0, 0, 1), -100.0, 48.49864942025203, 1e-10);
        near(nps(500, 300, 200), 25.077000274843396, 34.74353811000207, 1e-10);
    }

    #[test]
    fn the_ends_are_exact_where_all_agree() {
        for n in [1, 7, 1_000_000] {
            let (none, all) = (share(0, n).unwrap(), share(n, n).unwrap());
            assert_eq!((none.low, all.high), (0.0, 1.0));
            assert!(none.high > 0.0 && all.low < 1.0 && all.low >= 0.0 && none.high <= 1.0);
            let delighted = nps(n, 0, 0).unwrap();
            assert!(delighted.high == 100.0 && delighted.low < 100.0, "{delighted:?}");
        }
    }

    #[test]
    fn without_people_there_is_no_interval() {
        assert_eq!(share(0, 0), None);
        assert_eq!(share(2, 1), None);
        assert_eq!(nps(0, 0, 0), None);
        assert_eq!(mean(1, 3.0, 0.0), None);
        assert_eq!(mean(5, f64::NAN, 1.0), None);
        assert_eq!(mean(5, 1.0, f64::INFINITY), None);
    }
}
