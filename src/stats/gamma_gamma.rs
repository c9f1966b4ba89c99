//! What a customer's purchases are worth on average: the Gamma-Gamma model of Fader & Hardie (2013), "The Gamma-Gamma model
//! of monetary value" (brucehardie.com/notes/025).
//!
//! A purchase is worth something gamma distributed around the customer's own mean (shape p), and so are the scales of those
//! over customers (shape q, scale v). It takes for granted that what somebody spends does not depend on how often.

use super::purchases::{FEWEST_REPEATERS, FitError, Spending};
use super::simplex;
use super::special::ln_gamma;

/// A fitted model. `v` is in the unit of the values; the others have none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    pub p: f64,
    pub q: f64,
    pub v: f64,
    pub log_likelihood: f64,
}

impl GammaGamma {
    /// By maximum likelihood, from those who came back and spent more than nothing when they did; others are passed over.
    /// The order of the customers does not matter, to the last bit.
    ///
    /// # Errors
    /// [`FitError`]; `NotSettled` also where q is not above 1: then no average value is expected of a customer without repeats.
    pub fn fit(customers: &[Spending]) -> Result<GammaGamma, FitError> {
        let mut spent: Vec<(f64, f64)> = customers
            .iter()
            .filter(|c| c.repeats > 0 && c.mean > 0.0)
            .map(|c| (c.repeats as f64, c.mean))
            .collect();
        if (spent.len() as u64) < FEWEST_REPEATERS {
            return Err(FitError::TooFew { repeaters: spent.len() as u64 });
        }
        spent.sort_by(|s, t| s.0.total_cmp(&t.0).then(s.1.total_cmp(&t.1)));
        // In units of the mean, so that a search starts in the same place whatever the currency is.
        let unit = spent.iter().map(|s| s.1).sum::<f64>() / spent.len() as f64;
        if !unit.is_finite() {
            return Err(FitError::Impossible);
        }
        let scaled: Vec<_> = spent.iter().map(|(x, m)| (*x, m / unit)).collect();
        let cost = |ln: &[f64; 3]| match ln.iter().all(|p| p.abs() < RUN_AWAY) {
            true => -GammaGamma::of(ln.map(f64::exp)).likelihood(&scaled),
            false => f64::INFINITY,
        };
        let start = [4.0, 4.0, 1.0].map(f64::ln);
        let found = simplex::minimum(start, cost).ok_or(FitError::NotSettled)?;
        let mut model = GammaGamma::of(found.at.map(f64::exp));
        if model.q <= 1.0 || found.at.iter().any(|p| p.abs() > RUN_AWAY - 1.0) {
            return Err(FitError::NotSettled);
        }
        model.v *= unit;
        model.log_likelihood = model.likelihood(&spent);
        Ok(model)
    }

    fn of([p, q, v]: [f64; 3]) -> GammaGamma {
        GammaGamma { p, q, v, log_likelihood: f64::NEG_INFINITY }
    }

    /// Equation (1a) of the note, over (x, mean) in their order.
    fn likelihood(&self, spent: &[(f64, f64)]) -> f64 {
        let GammaGamma { p, q, v, .. } = *self;
        let all = q * v.ln() - ln_gamma(q);
        let mut of_repeats = (f64::NAN, 0.0);
        let mut total = 0.0;
        for &(x, mean) in spent {
            let px = p * x;
            if of_repeats.0 != x {
                of_repeats = (x, ln_gamma(px + q) - ln_gamma(px) + px * x.ln());
            }
            total += of_repeats.1 + all + (px - 1.0) * mean.ln() - (px + q) * (x * mean + v).ln();
        }
        total
    }

    /// What a purchase of that customer is expected to be worth: equation (5) of the note, between his own mean and that of
    /// all, the nearer to his own the more he bought. Without repeats it is the mean of all.
    pub fn expected(&self, customer: &Spending) -> f64 {
        let x = customer.repeats as f64;
        let spent = if customer.repeats > 0 && customer.mean.is_finite() { x * customer.mean } else { 0.0 };
        (self.p * (self.v + spent) / (self.p * x + self.q - 1.0)).max(0.0)
    }
}

/// A parameter beyond e^±15 (in units of the mean value) is one that the data do not determine.
const RUN_AWAY: f64 = 15.0;
