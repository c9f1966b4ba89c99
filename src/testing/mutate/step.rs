//! The neighbours of a constant: one unit to each side.

use crate::ir::Type;
use crate::model::Constant;

/// The constant one unit lower and one unit higher, beside a value of that type. The unit is 1 for whole numbers, a day for
/// dates, and for other numbers the last place that is written (of `30%`, a hundredth). A bound with a fraction beside a whole
/// number moves by 1, because nothing lies between. `None` for what has no neighbours.
pub fn neighbours(constant: &Constant, beside: Type) -> Option<[Constant; 2]> {
    Some(match constant {
        Constant::Int(i) => [Constant::Int(i.checked_sub(1)?), Constant::Int(i.checked_add(1)?)],
        Constant::Number(x) => {
            let places = places(*x);
            let by = if beside == Type::Int { 10_i64.checked_pow(places)? } else { 1 };
            [-by, by].map(|by| moved(*x, places, by)).into_pair()?.map(Constant::Number)
        }
        Constant::Percent(x) => {
            let places = places(super::super::written::hundredfold(*x)) + 2;
            [-1, 1].map(|by| moved(*x, places, by)).into_pair()?.map(Constant::Percent)
        }
        Constant::Date(date) => [Constant::Date(date.pred_opt()?), Constant::Date(date.succ_opt()?)],
        Constant::Bool(_) | Constant::Text(_) => return None,
    })
}

/// How many decimal places a number is written with, if it is written as short as can be.
pub fn places(x: f64) -> u32 {
    x.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32)
}

/// A number with that many places, moved by some units of the last one; `None` where doubles are too coarse for that.
pub fn moved(x: f64, places: u32, by: i64) -> Option<f64> {
    let digits = format!("{x:.*}", places as usize).replace('.', "");
    let units: i64 = digits.parse().ok()?;
    if units.unsigned_abs() > 1 << 53 {
        return None;
    }
    let units = units.checked_add(by)?;
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    format!("{sign}{whole}.{fraction}0").parse().ok()
}

/// Both or neither.
trait IntoPair<T> {
    fn into_pair(self) -> Option<[T; 2]>;
}

impl<T> IntoPair<T> for [Option<T>; 2] {
    fn into_pair(self) -> Option<[T; 2]> {
        let [a, b] = self;
        Some([a?, b?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(constant: Constant, beside: Type) -> Vec<Constant> {
        neighbours(&constant, beside).map(Vec::from).unwrap_or_default()
    }

    #[test]
    fn the_unit_is_the_last_place_that_is_written() {
        use Constant::*;
        assert_eq!(of(Int(30), Type::Int), [Int(29), Int(31)]);
        assert_eq!(of(Number(0.3), Type::Number), [Number(0.2), Number(0.4)]);
        assert_eq!(of(Number(19.99), Type::Decimal { scale: 2 }), [Number(19.98), Number(20.0)]);
        assert_eq!(of(Number(-0.5), Type::Number), [Number(-0.6), Number(-0.4)]);
        assert_eq!(of(Number(2.5), Type::Int), [Number(1.5), Number(3.5)]);
        assert_eq!(of(Percent(0.3), Type::Number), [Percent(0.29), Percent(0.31)]);
        assert_eq!(of(Percent(0.075), Type::Number), [Percent(0.074), Percent(0.076)]);
        assert_eq!(of(Text("a".into()), Type::Text), []);
        assert_eq!(of(Number(1e300), Type::Number), []);
    }
}
