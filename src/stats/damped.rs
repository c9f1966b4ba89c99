//! Where a series of sizes goes from here: exponential smoothing with a damped trend.
//!
//! The model is ETS(A,Ad,N) of Hyndman, Koehler, Ord & Snyder (2008), "Forecasting with Exponential Smoothing: The State
//! Space Approach", chapters 2 and 3; the damped trend is that of Gardner & McKenzie (1985), "Forecasting trends in time
//! series", Management Science 31: 1237–1246. With level l, trend b and a one-step error ε:
//!
//! ```text
//! y(t) = l(t−1) + φ b(t−1) + ε(t)
//! l(t) = l(t−1) + φ b(t−1) + α ε(t)
//! b(t) = φ b(t−1) + β ε(t)
//! ```
//!
//! The expected value h steps ahead is l(n) + (φ + … + φ^h) b(n), and its variance (class 1 of the same book, section 6.1)
//! σ² (1 + c(1)² + … + c(h−1)²) with c(j) = α + β (φ + … + φ^j).

use super::simplex::minimum;

/// What is fitted: α, β, φ, and level and trend before the first value.
const PARAMETERS: usize = 5;
/// With fewer values than this the errors say nothing about how far off the model is.
pub const FEWEST: usize = 8;
/// φ is kept where it damps, but not at once (Hyndman & Athanasopoulos, "Forecasting: Principles and Practice", section 8.2).
const DAMPING: (f64, f64) = (0.8, 0.98);
/// α lies within, and β between that part of α and all but that part of it.
const EDGE: f64 = 1e-4;

/// A fitted model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Damped {
    pub alpha: f64,
    pub beta: f64,
    pub phi: f64,
    /// Level and trend after the last value.
    pub level: f64,
    pub trend: f64,
    /// The sum of squared one-step errors.
    pub squares: f64,
    /// Their variance: `squares` / (values − 5).
    pub variance: f64,
}

impl Damped {
    /// Finds the parameters with the smallest sum of squared one-step errors: the best of a fixed grid, then a simplex from
    /// there. For each α, β and φ the best start (level and trend before the first value) is a least-squares problem, since the
    /// errors are linear in it. `None` for fewer than [`FEWEST`] values, and where one is not finite.
    pub fn fit(series: &[f64]) -> Option<Damped> {
        if series.len() < FEWEST || series.iter().any(|y| !y.is_finite()) {
            return None;
        }
        // Steps of the search, and what counts as no gain, are made for values of about 1.
        let middle = series.iter().sum::<f64>() / series.len() as f64;
        let width = series.iter().map(|y| (y - middle).abs()).fold(0.0, f64::max);
        let unit = if width > 0.0 { width } else { 1.0 };
        let scaled: Vec<f64> = series.iter().map(|y| (y - middle) / unit).collect();
        let loss = |at: &[f64; 3]| {
            // Beyond, the bounds are reached within rounding.
            if at.iter().any(|x| x.abs() > 16.0) { f64::INFINITY } else { trace(&scaled, shape(at)).squares }
        };
        let mut best = ([0.0; 3], f64::INFINITY);
        for at in grid() {
            let value = loss(&at);
            if value < best.1 {
                best = (at, value);
            }
        }
        let found = minimum(best.0, loss).filter(|found| found.value <= best.1);
        let (alpha, beta, phi) = shape(&found.map_or(best.0, |found| found.at));
        let end = trace(&scaled, (alpha, beta, phi));
        let squares = end.squares * unit * unit;
        Some(Damped {
            alpha,
            beta,
            phi,
            level: middle + unit * end.level,
            trend: unit * end.trend,
            squares,
            variance: squares / (series.len() - PARAMETERS) as f64,
        })
        .filter(|fit| fit.level.is_finite() && fit.trend.is_finite() && fit.variance.is_finite())
    }

    /// The expected value that many steps after the last one, and the standard deviation of what will come around it.
    pub fn ahead(&self, steps: u32) -> (f64, f64) {
        let (mut damped, mut power, mut spread) = (0.0, 1.0, 0.0);
        for step in 1..=steps {
            power *= self.phi;
            damped += power;
            if step < steps {
                let c = self.alpha + self.beta * damped;
                spread += c * c;
            }
        }
        (self.level + damped * self.trend, (self.variance * (1.0 + spread)).sqrt())
    }
}

/// From the whole plane into the parameters' bounds.
fn shape(at: &[f64; 3]) -> (f64, f64, f64) {
    let between = |x: f64, low: f64, high: f64| low + (high - low) / (1.0 + (-x).exp());
    let alpha = between(at[0], EDGE, 1.0 - EDGE);
    (alpha, alpha * between(at[1], EDGE, 1.0 - EDGE), between(at[2], DAMPING.0, DAMPING.1))
}

fn grid() -> impl Iterator<Item = [f64; 3]> {
    let alphas = [-3.0, -1.5, -0.5, 0.5, 1.5, 3.0, 6.0];
    let betas = [-6.0, -3.0, -1.0, 1.0, 3.0];
    let phis = [-2.0, 0.0, 2.0];
    alphas.into_iter().flat_map(move |a| betas.into_iter().flat_map(move |b| phis.map(|p| [a, b, p])))
}

/// Where a series ends with given parameters and the best start.
struct Trace {
    squares: f64,
    level: f64,
    trend: f64,
}

/// Runs the equations once from a start of nothing, and beside it what one unit of level or of trend at the start would
/// change in every error; the start with the smallest squares follows from that.
fn trace(series: &[f64], (alpha, beta, phi): (f64, f64, f64)) -> Trace {
    // By start: nothing, a level of 1, a trend of 1. Of the last two only the response counts, so they see no values.
    let mut states = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)];
    let (mut own, mut level, mut trend, mut both) = (0.0, 0.0, 0.0, 0.0);
    let (mut with_level, mut with_trend) = (0.0, 0.0);
    for y in series {
        let mut errors = [0.0; 3];
        for (place, (l, b)) in states.iter_mut().enumerate() {
            let seen = if place == 0 { *y } else { 0.0 };
            let expected = *l + phi * *b;
            let error = seen - expected;
            errors[place] = error;
            *l = expected + alpha * error;
            *b = phi * *b + beta * error;
        }
        let [e, u, v] = errors;
        own += e * e;
        level += u * u;
        trend += v * v;
        both += u * v;
        with_level += e * u;
        with_trend += e * v;
    }
    let determinant = level * trend - both * both;
    let (at_level, at_trend) = if determinant > 1e-12 * level * trend {
        (
            (both * with_trend - trend * with_level) / determinant,
            (both * with_level - level * with_trend) / determinant,
        )
    } else if level > 0.0 {
        (-with_level / level, 0.0)
    } else {
        (0.0, 0.0)
    };
    let squares = own
        + 2.0 * (at_level * with_level + at_trend * with_trend + at_level * at_trend * both)
        + at_level * at_level * level
        + at_trend * at_trend * trend;
    let end =
        |of: fn(&(f64, f64)) -> f64| of(&states[0]) + at_level * of(&states[1]) + at_trend * of(&states[2]);
    Trace { squares: squares.max(0.0), level: end(|s| s.0), trend: end(|s| s.1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AUSAIR: [f64; 27] = [
        17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19, 31.58, 32.58, 33.48, 39.02, 41.39,
        41.60, 44.66, 46.95, 48.73, 51.49, 50.03, 60.64, 63.36, 66.36, 68.20, 68.12, 69.78, 72.60,
    ];
    const RISING: [f64; 22] = [
        46.0, 55.0, 67.0, 76.0, 87.0, 95.0, 101.0, 107.0, 116.0, 121.0, 119.0, 122.0, 123.0, 123.0, 125.0,
        127.0, 128.0, 131.0, 128.0, 132.0, 134.0, 129.0,
    ];
    const FALLING: [f64; 16] =
        [67.0, 73.0, 75.0, 64.0, 64.0, 58.0, 49.0, 54.0, 51.0, 50.0, 47.0, 43.0, 44.0, 40.0, 41.0, 37.0];

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within * expected.abs(), "{found} is not {expected}");
    }

    /// statsmodels' `ETSModel`: `tests/figures/damped.py`. It keeps β above 0.0001, here it may be smaller; so its squares may be
    /// a little greater, and are never smaller.
    #[test]
    fn fits_agree_with_another_program() {
        let cases: [(&[f64], f64, f64, [f64; 6]); 3] = [
            (
                &AUSAIR,
                137.40638628289605,
                0.8946979446930328,
                [
                    73.9895587371046,
                    75.48101395013084,
                    76.94264005889656,
                    78.37503364548695,
                    79.77877936034554,
                    81.15445016090696,
                ],
            ),
            (
                &RISING,
                136.3411084572174,
                0.6457714139627078,
                [
                    131.2958077417473,
                    131.76414887033627,
                    132.1667670060163,
                    132.51288515213523,
                    132.81043203454394,
                    133.06622372944318,
                ],
            ),
            (
                &FALLING,
                179.1341340754732,
                0.0001,
                [
                    35.63749166644117,
                    34.04674570835734,
                    32.52514536057708,
                    31.069685042353832,
                    29.677489817758353,
                    28.345809716886535,
                ],
            ),
        ];
        for (series, squares, alpha, expected) in cases {
            let fit = Damped::fit(series).unwrap();
            assert!(fit.squares <= squares * (1.0 + 1e-6), "{} {squares}", fit.squares);
            near(fit.squares, squares, 1e-3);
            assert!((fit.alpha - alpha).abs() < 5e-3, "{fit:?}");
            for (step, expected) in (1..).zip(expected) {
                near(fit.ahead(step).0, expected, 1e-3);
            }
        }
    }

    /// The same program, with the parameters and the start given.
    #[test]
    fn the_equations_are_those_of_another_program() {
        let (alpha, beta, phi) = (0.6, 0.12, 0.9);
        let (mut level, mut trend, mut squares) = (20.0, 3.0, 0.0);
        for y in RISING {
            let expected = level + phi * trend;
            squares += (y - expected) * (y - expected);
            level = expected + alpha * (y - expected);
            trend = phi * trend + beta * (y - expected);
        }
        near(squares, 1115.0046761971253, 1e-12);
        let fit = Damped { alpha, beta, phi, level, trend, squares, variance: 1.0 };
        let expected = [
            (131.38693133436757, 1.0),
            (131.66333945400046, 1.2252607885670714),
            (131.91210676167006, 1.466155189603066),
            (132.13599733857268, 1.716533897830159),
            (132.33749885778505, 1.9723412220363898),
            (132.5188502250762, 2.2307976861823757),
        ];
        for (step, (mean, spread)) in (1..).zip(expected) {
            near(fit.ahead(step).0, mean, 1e-12);
            near(fit.ahead(step).1, spread, 1e-12);
        }
        // The best start is at least as good as any given one.
        assert!(trace(&RISING, (alpha, beta, phi)).squares <= squares);
    }

    /// The sum of the module's text against the closed formula of Hyndman et al. (2008), table 6.2, for (A,Ad,N).
    #[test]
    fn the_variance_is_the_closed_formula() {
        let (alpha, beta, phi) = (0.4, 0.1, 0.85);
        let fit = Damped { alpha, beta, phi, level: 0.0, trend: 0.0, squares: 0.0, variance: 1.0 };
        for h in 1..=40_u32 {
            let steps = f64::from(h);
            let power = phi.powi(h as i32);
            let rest = 1.0 - phi;
            let formula = 1.0
                + alpha * alpha * (steps - 1.0)
                + beta * phi * steps / (rest * rest) * (2.0 * alpha * rest + beta * phi)
                - beta * phi * (1.0 - power) / (rest * rest * (1.0 - phi * phi))
                    * (2.0 * alpha * (1.0 - phi * phi) + beta * phi * (1.0 + 2.0 * phi - power));
            near(fit.ahead(h).1, formula.sqrt(), 1e-9);
        }
    }

    #[test]
    fn too_little_is_not_fitted() {
        assert_eq!(Damped::fit(&[1.0; 7]), None);
        assert_eq!(Damped::fit(&[f64::NAN; 20]), None);
        assert_eq!(Damped::fit(&[5.0; 8]).unwrap().ahead(9), (5.0, 0.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn intervals_are_finite_and_widen(
            sizes in prop::collection::vec(0_u64..5_000_000, FEWEST..40),
            flat in any::<bool>(),
        ) {
            let series: Vec<f64> = sizes.iter().map(|&s| if flat { 7.0 } else { s as f64 }).collect();
            let fit = Damped::fit(&series).unwrap();
            let mut last = 0.0;
            for step in 1..=60 {
                let (mean, spread) = fit.ahead(step);
                prop_assert!(mean.is_finite() && spread.is_finite() && spread >= last);
                last = spread;
            }
            prop_assert_eq!(Some(fit), Damped::fit(&series));
        }
    }
}
