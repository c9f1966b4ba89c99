//! What customers are expected to bring, from the models of [`stats`](crate::stats).

use crate::ir::StatisticFunction;
use crate::reference::Value;
use crate::reference::numbers;
use crate::stats::{Customer, Horizon, Lifetime};

/// The mean length of a month in days.
const MONTH: f64 = 365.25 / 12.0;

/// Models of a population's purchases, and how far they look ahead.
#[derive(Debug)]
pub struct Predictor {
    lifetime: Lifetime,
    horizon: Horizon,
}

/// A customer, by the values of [`StatisticFunction::Predicted`]; `None` for those who have not bought.
pub fn customer(
    repeats: Option<f64>,
    last: Option<f64>,
    observed: Option<f64>,
    mean: Option<f64>,
) -> Option<Customer> {
    let repeats = repeats.filter(|&r| r >= 0.0)? as u64;
    // Without repeats there is no mean of them, and nobody asks for it.
    Some(Customer { repeats, last: last?, observed: observed?, mean: mean.unwrap_or(0.0) })
}

impl Predictor {
    /// `None` where no model can be fitted, or where the statistic is another.
    pub fn fit(function: StatisticFunction, customers: &[Customer]) -> Option<Predictor> {
        let StatisticFunction::Predicted { months, .. } = function else { return None };
        let lifetime = Lifetime::fit(customers).ok()?;
        Some(Predictor { lifetime, horizon: Horizon { periods: months, days: MONTH, discount: 0.0 } })
    }

    /// What a customer is expected to bring, in millionths.
    pub fn units(&self, customer: &Customer) -> Option<i128> {
        numbers::units(&Value::number(self.lifetime.value(customer, &self.horizon)?))
    }
}
