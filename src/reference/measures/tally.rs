//! What was counted of a group, in whole numbers, and the figure that follows.

use crate::ir::{Group, Literal, Real, StatisticFunction, TableId, Type};
use crate::reference::numbers::{power_of_ten, sum_scale};
use crate::stats::{self, Interval};
use std::collections::BTreeMap;

/// By table, group and statistic of the plan.
pub type Counts = BTreeMap<(TableId, Group, usize), Counted>;

/// One statistic of one group, on the way. The order in which rows were counted does not show in it.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Members with at least one row that counts; of Rows all members.
    pub people: u64,
    /// Rows that count; where values are asked for, those with one that can be used.
    pub rows: u64,
    /// Rows whose truth is true.
    pub part: u64,
    units: i128,
    /// Of units; `None` where they do not fit 128 bits.
    squares: Option<u128>,
    /// The least or greatest value.
    pub extreme: Literal,
    /// The value at the quantile's [`place`](Tally::place).
    pub nth: Option<f64>,
}

/// A statistic of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    pub n: u64,
    pub people: u64,
    /// Of a share: the rows for which it is true.
    pub part: Option<u64>,
    pub value: Literal,
    pub interval: Option<Interval>,
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            people: 0,
            rows: 0,
            part: 0,
            units: 0,
            squares: Some(0),
            extreme: Literal::Missing,
            nth: None,
        }
    }
}

impl Tally {
    pub fn of(people: u64, rows: u64) -> Tally {
        Tally { people, rows, ..Tally::default() }
    }

    /// Adds a value's units.
    pub fn add(&mut self, units: i128) {
        self.units += units;
        let size = units.unsigned_abs();
        let square = size.checked_mul(size);
        // Squares are not negative, so whether they overflow does not depend on their order.
        self.squares = self.squares.and_then(|sum| sum.checked_add(square?));
    }

    /// Where the quantile lies among the values in order, from 0: the first place with at least `part` (in 10^-8) of all values
    /// up to it. `None` without values.
    pub fn place(&self, part: i64) -> Option<usize> {
        let wanted = (i128::from(part) * i128::from(self.rows) + 99_999_999) / 100_000_000;
        (self.rows > 0).then(|| wanted.clamp(1, i128::from(self.rows)) as usize - 1)
    }

    /// The figure. `ty` is the type of the values.
    pub fn counted(&self, function: StatisticFunction, ty: Type) -> Counted {
        let number = |x: Option<f64>| match x.filter(|x| x.is_finite()) {
            Some(x) => Literal::Number(Real::new(x)),
            None => Literal::Missing,
        };
        let some = self.rows > 0;
        let mut counted = Counted {
            n: self.rows,
            people: self.people,
            part: None,
            value: Literal::Missing,
            interval: None,
        };
        match function {
            StatisticFunction::Rows => {
                counted.n = self.people;
                counted.value = Literal::Int(i64::try_from(self.rows).unwrap_or(i64::MAX));
            }
            StatisticFunction::Share => {
                counted.part = Some(self.part);
                counted.value = number(some.then(|| self.part as f64 / self.rows as f64));
                counted.interval = stats::share(self.part, self.rows);
            }
            StatisticFunction::Sum => {
                counted.value = number(Some(self.units as f64 / power_of_ten(sum_scale(ty))));
            }
            StatisticFunction::Avg => {
                let mean = self.units as f64 / (power_of_ten(sum_scale(ty)) * self.rows as f64);
                counted.value = number(some.then_some(mean));
                counted.interval = self.variance(ty).and_then(|v| stats::mean(self.rows, mean, v));
            }
            StatisticFunction::Min | StatisticFunction::Max => {
                counted.value = match &self.extreme {
                    // −0 and 0 are one value, of which either may have been seen first.
                    Literal::Number(x) => Literal::Number(Real::new(x.0)),
                    other => other.clone(),
                };
            }
            StatisticFunction::Predicted { .. } => {
                let mean = self.units as f64 / (power_of_ten(sum_scale(ty)) * self.rows as f64);
                counted.value = number(some.then_some(mean));
            }
            StatisticFunction::Stddev => counted.value = number(self.variance(ty).map(f64::sqrt)),
            StatisticFunction::Quantile { .. } => counted.value = number(self.nth),
            StatisticFunction::Nps => {
                counted.value = number(some.then(|| (100 * self.units) as f64 / self.rows as f64));
                counted.interval = self.answers().and_then(|[up, pass, down]| stats::nps(up, pass, down));
            }
        }
        counted
    }

    /// Of the values; `None` for fewer than two.
    fn variance(&self, ty: Type) -> Option<f64> {
        let n = i128::from(self.rows);
        let squares = self.squares?;
        if n < 2 {
            return None;
        }
        // Around a whole number near the mean, so that nothing cancels. The result lies between 0 and `squares`, so that what
        // overflows on the way comes back.
        let (mean, rest) = (self.units.div_euclid(n), self.units.rem_euclid(n));
        let around = squares
            .wrapping_sub(2_u128.wrapping_mul(mean.wrapping_mul(self.units) as u128))
            .wrapping_add(n.wrapping_mul(mean.wrapping_mul(mean)) as u128);
        let rest = rest as f64;
        let units = (around as f64 - rest * rest / n as f64) / (n - 1) as f64;
        let unit = power_of_ten(sum_scale(ty));
        Some((units / unit / unit).max(0.0))
    }

    /// Promoters, passives, detractors, of values that are 1, 0 and −1.
    fn answers(&self) -> Option<[u64; 3]> {
        let squares = u64::try_from(self.squares?).ok()?;
        let balance = i64::try_from(self.units).ok()?;
        let promoters = (i128::from(squares) + i128::from(balance)) / 2;
        let promoters = u64::try_from(promoters).ok()?;
        Some([promoters, self.rows.checked_sub(squares)?, squares.checked_sub(promoters)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(values: &[i128]) -> Tally {
        let mut tally = Tally { rows: values.len() as u64, people: values.len() as u64, ..Tally::default() };
        values.iter().for_each(|&v| tally.add(v));
        tally
    }

    /// `statistics.stdev` of Python.
    #[test]
    fn the_deviation_is_that_of_a_sample() {
        let deviation = |values: &[i128], ty| match tally(values).counted(StatisticFunction::Stddev, ty).value
        {
            Literal::Number(x) => Some(x.0),
            _ => None,
        };
        assert_eq!(deviation(&[2, 4, 4, 4, 5, 5, 7, 9], Type::Int), Some(2.138089935299395));
        assert_eq!(deviation(&[-1, -1, -1], Type::Int), Some(0.0));
        assert_eq!(deviation(&[-3, 4], Type::Int), Some(4.949747468305833));
        assert_eq!(deviation(&[150, 350], Type::Decimal { scale: 2 }), Some(std::f64::consts::SQRT_2));
        assert_eq!(deviation(&[5], Type::Int), None);
        // A great mean beside a small spread costs no digit.
        let far = 1_000_000_000_000_000_000;
        assert_eq!(deviation(&[far + 1, far + 2, far + 3], Type::Int), Some(1.0));
        assert_eq!(deviation(&[-far - 1, -far - 2, -far - 3], Type::Int), Some(1.0));
        // Squares beyond 128 bits are told as missing, not wrongly.
        let huge = 1 << 100;
        assert_eq!(deviation(&[huge, huge], Type::Int), None);
    }

    #[test]
    fn a_quantile_has_enough_values_below_it() {
        let place = |n: u64, part| Tally { rows: n, ..Tally::default() }.place(part);
        assert_eq!(place(0, 50_000_000), None);
        assert_eq!([1, 2, 3, 4].map(|n| place(n, 50_000_000)), [Some(0), Some(0), Some(1), Some(1)]);
        assert_eq!([place(10, 90_000_000), place(10, 90_000_001)], [Some(8), Some(9)]);
        assert_eq!([place(7, 0), place(7, 100_000_000)], [Some(0), Some(6)]);
    }

    #[test]
    fn answers_are_told_apart_again() {
        assert_eq!(tally(&[1, 1, 0, -1, 1]).answers(), Some([3, 1, 1]));
        assert_eq!(tally(&[]).answers(), Some([0, 0, 0]));
    }
}
