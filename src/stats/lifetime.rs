//! What customers will bring: expected purchases times their expected value.

use super::bgnbd::BgNbd;
use super::gamma_gamma::GammaGamma;
use super::purchases::{FitError, Purchases, Spending};

/// One customer who bought at least once. Times are in days here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer {
    /// Days with a purchase, without the first such day.
    pub repeats: u64,
    /// Days from the first purchase to the last.
    pub last: f64,
    /// Days from the first purchase to the as-of date.
    pub observed: f64,
    /// The mean value of the repeats (of a day's purchases together); not looked at without any.
    pub mean: f64,
}

/// How far ahead, and what money is worth later.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Horizon {
    pub periods: u32,
    /// The length of a period in days.
    pub days: f64,
    /// By period: 0.01 takes one percent off each period. What comes in a period counts as coming at its end.
    pub discount: f64,
}

/// Both models, fitted to the same customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lifetime {
    pub purchases: BgNbd,
    pub values: GammaGamma,
}

impl Lifetime {
    /// Fits both models; the order of the customers does not matter, to the last bit.
    ///
    /// # Errors
    /// As [`BgNbd::fit`] and [`GammaGamma::fit`].
    pub fn fit(customers: &[Customer]) -> Result<Lifetime, FitError> {
        let purchases: Vec<_> = customers.iter().map(Customer::purchases).collect();
        let spending: Vec<_> = customers.iter().map(Customer::spending).collect();
        Ok(Lifetime { purchases: BgNbd::fit(&purchases)?, values: GammaGamma::fit(&spending)? })
    }

    /// What a customer is expected to bring within the horizon, beyond the as-of date, in the unit of the values: the sum over
    /// periods of expected purchases × expected value / (1 + discount)^period. `None` where the purchases cannot be worked
    /// out ([`BgNbd::expected`]) or the discount is not above −1.
    pub fn value(&self, customer: &Customer, horizon: &Horizon) -> Option<f64> {
        if horizon.discount.is_nan() || horizon.discount <= -1.0 {
            return None;
        }
        let purchases = customer.purchases();
        let each = self.values.expected(&customer.spending());
        if horizon.discount == 0.0 {
            let days = f64::from(horizon.periods) * horizon.days;
            return Some(self.purchases.expected(&purchases, days)? * each).filter(|v| v.is_finite());
        }
        let (mut total, mut before) = (0.0, 0.0);
        for period in 1..=horizon.periods {
            let until = self.purchases.expected(&purchases, f64::from(period) * horizon.days)?;
            total += (until - before) / (1.0 + horizon.discount).powf(f64::from(period));
            before = until;
        }
        Some(total * each).filter(|v| v.is_finite())
    }
}

impl Customer {
    fn purchases(&self) -> Purchases {
        Purchases { repeats: self.repeats, last: self.last, observed: self.observed }
    }

    fn spending(&self) -> Spending {
        Spending { repeats: self.repeats, mean: self.mean }
    }
}
