//! Finding the smallest value of a function that has no derivative at hand.

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found<const N: usize> {
    pub at: [f64; N],
    pub value: f64,
}

/// A local minimum of `f`, by the simplex method of Nelder & Mead (1965), "A simplex method for function minimization", The
/// Computer Journal 7: 308–313. A simplex may collapse before it is there, so the search starts again where it ended, until
/// that gains nothing. The same start gives the same steps. `None` if it does not come to rest, or if `f` is not finite at the
/// start; elsewhere NaN counts as infinite.
pub(super) fn minimum<const N: usize>(start: [f64; N], f: impl Fn(&[f64; N]) -> f64) -> Option<Found<N>> {
    const MOST_STARTS: usize = 12;
    let f = |at: &[f64; N]| Some(f(at)).filter(|v| !v.is_nan()).unwrap_or(f64::INFINITY);
    let mut best = Found { at: start, value: f(&start) };
    if !best.value.is_finite() {
        return None;
    }
    for _ in 0..MOST_STARTS {
        let next = descend(best, &f)?;
        let gain = best.value - next.value;
        best = next;
        if gain <= 1e-10 * (1.0 + best.value.abs()) {
            return Some(best);
        }
    }
    None
}

/// One simplex, from its first size until it is as small as rounding lets it be told apart.
fn descend<const N: usize>(start: Found<N>, f: &impl Fn(&[f64; N]) -> f64) -> Option<Found<N>> {
    const MOST_STEPS: usize = 4_000;
    const FIRST_SIZE: f64 = 0.5;
    let mut corners = vec![start];
    for i in 0..N {
        let mut at = start.at;
        at[i] += FIRST_SIZE;
        corners.push(Found { at, value: f(&at) });
    }
    for _ in 0..MOST_STEPS {
        // Stable, so that equal values keep their order.
        corners.sort_by(|a, b| a.value.total_cmp(&b.value));
        if at_rest(&corners) {
            return Some(corners[0]);
        }
        step(&mut corners, f);
    }
    None
}

fn at_rest<const N: usize>(corners: &[Found<N>]) -> bool {
    let (best, worst) = (corners[0], corners[N]);
    let width = (0..N)
        .map(|i| corners.iter().map(|c| (c.at[i] - best.at[i]).abs()).fold(0.0, f64::max))
        .fold(0.0, f64::max);
    width < 1e-6 && worst.value - best.value <= 1e-11 * (1.0 + best.value.abs())
        || width < 1e-12 * (1.0 + best.at.iter().fold(0.0, |most: f64, x| most.max(x.abs())))
}

/// Replaces the worst corner (the last one), or draws all corners towards the best.
fn step<const N: usize>(corners: &mut [Found<N>], f: &impl Fn(&[f64; N]) -> f64) {
    let worst = corners[N];
    let middle: [f64; N] =
        std::array::from_fn(|i| corners[..N].iter().map(|c| c.at[i]).sum::<f64>() / N as f64);
    let towards = |far: f64| {
        let at = std::array::from_fn(|i| middle[i] + far * (worst.at[i] - middle[i]));
        Found { at, value: f(&at) }
    };
    let reflected = towards(-1.0);
    if reflected.value < corners[0].value {
        let expanded = towards(-2.0);
        corners[N] = if expanded.value < reflected.value { expanded } else { reflected };
    } else if reflected.value < corners[N - 1].value {
        corners[N] = reflected;
    } else {
        let contracted = towards(if reflected.value < worst.value { -0.5 } else { 0.5 });
        if contracted.value < worst.value.min(reflected.value) {
            corners[N] = contracted;
            return;
        }
        let best = corners[0].at;
        for corner in &mut corners[1..] {
            corner.at = std::array::from_fn(|i| (corner.at[i] + best[i]) / 2.0);
            corner.value = f(&corner.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock (1960), "An automatic method for finding the greatest or least value of a function": minimum 0 at (1, 1).
    #[test]
    fn the_end_of_a_curved_valley_is_found() {
        let valley = |p: &[f64; 2]| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2);
        let found = minimum([-1.2, 1.0], valley).unwrap();
        assert!((found.at[0] - 1.0).abs() < 1e-4 && (found.at[1] - 1.0).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn a_slope_without_end_is_told() {
        assert_eq!(minimum([0.0, 0.0], |p| p[0] + p[1]), None);
        assert_eq!(minimum([0.0], |_| f64::NAN), None);
        let found = minimum([0.0], |p| if p[0] > 2.0 { f64::NAN } else { -p[0] }).unwrap();
        assert!((found.at[0] - 2.0).abs() < 1e-5, "{found:?}");
    }
}
