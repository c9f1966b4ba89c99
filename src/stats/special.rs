//! Special functions that the models below need, for positive arguments.

/// ln Γ(x) for x > 0, to about 15 digits: Lanczos' approximation with g = 7 and nine terms (coefficients of Godfrey,
/// "A note on the computation of the convergent Lanczos complex gamma approximation", 2001).
pub(super) fn ln_gamma(x: f64) -> f64 {
    const G: f64 = 7.0;
    const FIRST: f64 = 0.999_999_999_999_809_9;
    const REST: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return ln_gamma(x + 1.0) - x.ln();
    }
    let x = x - 1.0;
    let sum = REST.iter().enumerate().fold(FIRST, |sum, (i, c)| sum + c / (x + i as f64 + 1.0));
    let t = x + G + 0.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// ln Γ(x + n) − ln Γ(x): without the loss of digits that the difference has for small n.
pub(super) fn ln_rising(x: f64, n: u64) -> f64 {
    const SMALL: u64 = 40;
    if n > SMALL {
        return ln_gamma(x + n as f64) - ln_gamma(x);
    }
    (0..n).map(|i| (x + i as f64).ln()).sum()
}

/// The series of Gauss' hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1, without its first term 1 and multiplied by
/// c / b: that is finite for b = 0 and for c = 0 too, where ₂F₁ − 1 vanishes or has a pole. c + 1 must be positive.
/// The result is (s, e), for s × exp(e): the sum itself may be greater than a double can be. `None` where the terms do not
/// get small within a million.
pub(super) fn hypergeometric_tail(a: f64, b: f64, c: f64, z: f64) -> Option<(f64, f64)> {
    const MOST_TERMS: u32 = 1_000_000;
    const TOO_LARGE: f64 = 1e250;
    let mut term = a * z;
    let (mut sum, mut exponent) = (term, 0.0);
    for k in 1..MOST_TERMS {
        let k = f64::from(k);
        let ratio = (a + k) * (b + k) / ((c + k) * (k + 1.0)) * z;
        term *= ratio;
        sum += term;
        if !sum.is_finite() {
            return None;
        }
        if sum.abs() > TOO_LARGE {
            (sum, term, exponent) = (sum / TOO_LARGE, term / TOO_LARGE, exponent + TOO_LARGE.ln());
        }
        // What is left is about a geometric series once the ratio is below 1.
        let left = term.abs() / (1.0 - ratio.abs().max(z)).max(f64::MIN_POSITIVE);
        if ratio.abs() < 1.0 && left <= f64::EPSILON * 0.5 * sum.abs() {
            return Some((sum, exponent));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 2e-13 * expected.abs().max(1.0), "{found} is not {expected}");
    }

    /// scipy.special.gammaln: `tests/figures/clv.py`.
    #[test]
    fn ln_gamma_agrees_with_another_program() {
        for (x, expected) in [
            (1e-06, 13.81550998074943),
            (0.25, 1.2880225246980774),
            (0.5, 0.5723649429247),
            (1.0, 0.0),
            (1.5, -0.12078223763524526),
            (2.0, 0.0),
            (3.7, 1.428072326665388),
            (10.0, 12.801827480081469),
            (123.456, 469.6055471299295),
            (1000000.0, 12815504.569147611),
        ] {
            near(ln_gamma(x), expected);
        }
        assert_eq!(ln_rising(3.0, 0), 0.0);
        near(ln_rising(1.0, 10), 3_628_800f64.ln());
        near(ln_rising(0.25, 41), ln_rising(0.25, 40) + 40.25f64.ln());
    }

    /// scipy.special.hyp2f1: `tests/figures/clv.py`.
    #[test]
    fn the_hypergeometric_series_agrees_with_another_program() {
        for (a, b, c, z, expected) in [
            (0.243, 2.426, 2.219, 0.5, 1.2070970070440417),
            (1.976, -0.207, 2.219, 0.5, 0.8836467308159791),
            (-3.3, 0.4, 7.9, 0.9, 0.8718399550263126),
            (26.243, 28.426, 28.219, 0.3, 12452.044489848182),
            (2.0, 0.5, 0.3, 0.99, 46578.17723748837),
            (0.7, -0.9, 0.05, 0.2, -1.5653281686781944),
            (400.0, 3.0, 2.0, 0.8, 3.10194612379458e+282),
        ] {
            let (sum, exponent) = hypergeometric_tail(a, b, c, z).unwrap();
            near(1.0 + b / c * sum * f64::exp(exponent), expected);
        }
        assert_eq!(hypergeometric_tail(1.0, 0.0, 1.0, 0.0), Some((0.0, 0.0)));
        assert_eq!(hypergeometric_tail(30.0, 1.0, 0.5, 1.0), None);
    }
}
