//! How often customers will buy, from how often they did: the BG/NBD model of Fader, Hardie & Lee (2005), "'Counting your
//! customers' the easy way: an alternative to the Pareto/NBD model", Marketing Science 24: 275–284.
//!
//! While active, a customer buys at a rate of his own, gamma distributed over customers (shape r, scale α); after each
//! purchase he leaves for good with a probability of his own, beta distributed (a, b).

use super::purchases::{FEWEST_REPEATERS, FitError, Purchases};
use super::simplex;
use super::special::{hypergeometric_tail, ln_rising};

/// A fitted model. `alpha` is in the unit of time of the customers it was fitted to; the others have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgNbd {
    pub r: f64,
    pub alpha: f64,
    pub a: f64,
    pub b: f64,
    pub log_likelihood: f64,
}

impl BgNbd {
    /// By maximum likelihood. The order of the customers does not matter, to the last bit.
    ///
    /// # Errors
    /// [`FitError`], each of its kinds.
    pub fn fit(customers: &[Purchases]) -> Result<BgNbd, FitError> {
        if !customers.iter().all(Purchases::is_possible) {
            return Err(FitError::Impossible);
        }
        let repeaters = customers.iter().filter(|c| c.repeats > 0).count() as u64;
        if repeaters < FEWEST_REPEATERS {
            return Err(FitError::TooFew { repeaters });
        }
        let groups = grouped(customers);
        // In units of the longest time, so that a search starts in the same place whatever the unit is.
        let unit = groups.iter().map(|(c, _)| c.observed).fold(0.0, f64::max);
        let scaled: Vec<_> = groups
            .iter()
            .map(|(c, n)| (Purchases { last: c.last / unit, observed: c.observed / unit, ..*c }, *n))
            .collect();
        let cost = |ln: &[f64; 4]| match ln.iter().all(|p| p.abs() < RUN_AWAY) {
            true => -BgNbd::of(ln.map(f64::exp)).likelihood(&scaled),
            false => f64::INFINITY,
        };
        let starts =
            [[1.0, 1.0, 1.0, 1.0], [0.25, 0.1, 0.8, 2.5], [3.0, 0.2, 0.3, 3.0]].map(|s| s.map(f64::ln));
        let start = starts.into_iter().min_by(|x, y| cost(x).total_cmp(&cost(y)));
        let found = start.and_then(|start| simplex::minimum(start, cost)).ok_or(FitError::NotSettled)?;
        if found.at.iter().any(|p| p.abs() > RUN_AWAY - 1.0) {
            return Err(FitError::NotSettled);
        }
        let mut model = BgNbd::of(found.at.map(f64::exp));
        model.alpha *= unit;
        model.log_likelihood = model.likelihood(&groups);
        Ok(model)
    }

    fn of([r, alpha, a, b]: [f64; 4]) -> BgNbd {
        BgNbd { r, alpha, a, b, log_likelihood: f64::NEG_INFINITY }
    }

    /// Equation (6) of the paper, summed over groups of equal customers in their order.
    fn likelihood(&self, groups: &[(Purchases, u64)]) -> f64 {
        let mut total = 0.0;
        let mut of_repeats = (None, 0.0);
        for (customer, n) in groups {
            if of_repeats.0 != Some(customer.repeats) {
                of_repeats = (Some(customer.repeats), self.of_repeats(customer.repeats));
            }
            let waiting = -(self.r + customer.repeats as f64) * (self.alpha + customer.observed).ln();
            let gone = if customer.repeats == 0 { 0.0 } else { softplus(self.ln_odds_gone(customer)) };
            total += *n as f64 * (of_repeats.1 + waiting + gone);
        }
        total
    }

    /// The part of a customer's log-likelihood that only his number of repeats decides.
    fn of_repeats(&self, x: u64) -> f64 {
        ln_rising(self.r, x) + self.r * self.alpha.ln() + ln_rising(self.b, x) - ln_rising(self.a + self.b, x)
    }

    /// The logarithm of how much likelier it is that somebody with repeats has left than that he has not.
    fn ln_odds_gone(&self, customer: &Purchases) -> f64 {
        let x = customer.repeats as f64;
        let silent = ((self.alpha + customer.observed) / (self.alpha + customer.last)).ln();
        (self.a / (self.b + x - 1.0)).ln() + (self.r + x) * silent
    }

    /// The probability that a customer has not left by the end of what was observed. In this model nobody leaves before a
    /// repeat purchase, so it is 1 for those without.
    pub fn alive(&self, customer: &Purchases) -> f64 {
        if customer.repeats == 0 { 1.0 } else { 1.0 / (1.0 + self.ln_odds_gone(customer).exp()) }
    }

    /// How many purchases a customer is expected to make in the `t` units of time after the end of what was observed:
    /// equation (10) of the paper. `None` where it cannot be worked out: t is not finite or below zero, the horizon is so far
    /// beyond what was observed (some ten thousand times) that the series does not settle, or no form of the series keeps its
    /// digits (a within a thousandth of 1 and r far greater than the rest).
    pub fn expected(&self, customer: &Purchases, t: f64) -> Option<f64> {
        if !t.is_finite() || t < 0.0 || !customer.is_possible() {
            return None;
        }
        let x = customer.repeats as f64;
        let z = t / (self.alpha + customer.observed + t);
        let if_alive = self.purchases_if_alive(self.r + x, self.b + x, z)?;
        Some((if_alive * self.alive(customer)).max(0.0)).filter(|n| n.is_finite())
    }

    /// (c / (a − 1)) × (1 − (1−z)^s × ₂F₁(s, u; c; z)) with s = r + x, u = b + x, c = a + b + x − 1.
    ///
    /// By Euler's transformation (Abramowitz & Stegun 15.3.3) (1−z)^s ₂F₁(s, u; c; z) = (1−z)^(a−1) ₂F₁(c−s, a−1; c; z); there
    /// every term but the first has the factor a − 1, which cancels: nothing is lost near a = 1, where the formula as printed
    /// divides 0 by 0. For a great a and for a c − s far below zero (terms of either sign) the formula as printed is
    /// the one that loses nothing.
    fn purchases_if_alive(&self, s: f64, u: f64, z: f64) -> Option<f64> {
        const ALTERNATES: f64 = -15.0;
        let (c, e) = (self.a + u - 1.0, self.a - 1.0);
        let ln_rest = (-z).ln_1p();
        let alternates = c - s < ALTERNATES;
        if alternates && e.abs() < 1e-3 {
            return None;
        }
        let printed = e > s || alternates;
        let (power, first) = if printed { (s, s) } else { (e, c - s) };
        let (sum, exponent) = hypergeometric_tail(first, if printed { u } else { e }, c, z)?;
        let series = sum * (exponent + power * ln_rest).exp();
        let power_gone = -(power * ln_rest).exp_m1();
        Some(match (printed, e == 0.0) {
            (true, _) => (c * power_gone - u * series) / e,
            (false, true) => -c * ln_rest - series,
            (false, false) => c * (power_gone / e) - series,
        })
    }
}

/// A parameter beyond e^±15 (in units of the longest time) is one that the data do not determine.
const RUN_AWAY: f64 = 15.0;

/// Equal customers together, in one order.
fn grouped(customers: &[Purchases]) -> Vec<(Purchases, u64)> {
    let mut sorted = customers.to_vec();
    sorted.sort_by(|p, q| {
        let times = p.last.total_cmp(&q.last).then(p.observed.total_cmp(&q.observed));
        p.repeats.cmp(&q.repeats).then(times)
    });
    let mut groups: Vec<(Purchases, u64)> = Vec::new();
    for customer in sorted {
        match groups.last_mut() {
            Some((last, n)) if *last == customer => *n += 1,
            _ => groups.push((customer, 1)),
        }
    }
    groups
}

/// ln(1 + e^x), for any x.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
