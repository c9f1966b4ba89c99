//! A figure as the lock writes it: rounded once, so that what is read back is what was written, and differences are exact.

use std::fmt;

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number of people or things.
    Whole(u64),
    /// In units of the last decimal place.
    Decimal { units: i64, places: u32 },
    /// Tenths of a percent.
    Percent(i64),
    /// A day, as ISO writes it; or a number too large for a decimal, with an exponent.
    Text(String),
    /// About too few people to be told.
    HeldBack,
    /// There is none: nobody to measure.
    Missing,
}

/// Numbers from here on are written with an exponent.
const LARGE: f64 = 1e15;

impl Value {
    pub fn count(n: Option<u64>) -> Value {
        n.map_or(Value::HeldBack, Value::Whole)
    }

    /// Rounded to that many decimal places.
    pub fn decimal(x: f64, places: u32) -> Value {
        if !x.is_finite() {
            return Value::Missing;
        }
        if x.abs() >= LARGE {
            return Value::Text(format!("{x:e}"));
        }
        // By the decimal text, so that it is rounded as it is shown everywhere else.
        let text = format!("{:.*}", places as usize, x);
        Value::parse_decimal(&text).unwrap_or(Value::Text(text))
    }

    /// A share for people: one decimal place of a percentage.
    pub fn percent(x: f64) -> Value {
        match Value::decimal(x * 100.0, 1) {
            Value::Decimal { units, .. } => Value::Percent(units),
            other => other,
        }
    }

    /// Two decimal places; four where a number is so small that two would say nothing.
    pub fn number(x: f64) -> Value {
        let places = if x != 0.0 && x.abs() < 0.1 { 4 } else { 2 };
        Value::decimal(x, places)
    }

    /// Reads what [`fmt::Display`] writes, and nothing else.
    pub fn parse(text: &str) -> Option<Value> {
        let value = match text {
            "held back" => Value::HeldBack,
            "none" => Value::Missing,
            _ if text.ends_with('%') => match Value::parse_decimal(text.trim_end_matches('%'))? {
                Value::Decimal { units, places: 1 } => Value::Percent(units),
                _ => return None,
            },
            _ if text.contains('e') => Value::Text(format!("{:e}", text.parse::<f64>().ok()?)),
            _ if text.contains('.') => Value::parse_decimal(text)?,
            _ => match text.parse() {
                Ok(n) => Value::Whole(n),
                Err(_) => Value::Text(text.parse::<chrono::NaiveDate>().ok()?.to_string()),
            },
        };
        (value.to_string() == text).then_some(value)
    }

    fn parse_decimal(text: &str) -> Option<Value> {
        let (whole, fraction) = text.split_once('.')?;
        let digits = fraction.chars().all(|c| c.is_ascii_digit()) && (1..=9).contains(&fraction.len());
        let units = format!("{whole}{fraction}").parse().ok().filter(|_| digits)?;
        Some(Value::Decimal { units, places: fraction.len() as u32 })
    }

    /// What is left when the other is taken away: of two numbers of one kind.
    pub fn minus(&self, other: &Value) -> Option<Change> {
        let change = |units, places, percent| Some(Change { units, places, percent });
        match (self, other) {
            (Value::Whole(a), Value::Whole(b)) => change(i128::from(*a) - i128::from(*b), 0, false),
            (Value::Percent(a), Value::Percent(b)) => change(i128::from(*a) - i128::from(*b), 1, true),
            (Value::Decimal { units: a, places: p }, Value::Decimal { units: b, places: q }) => {
                let places = *p.max(q);
                let scaled = |units: &i64, from: &u32| i128::from(*units) * 10i128.pow(places - from);
                change(scaled(a, p) - scaled(b, q), places, false)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Whole(n) => write!(f, "{n}"),
            Value::Decimal { units, places } => f.write_str(&with_point(i128::from(*units), *places)),
            Value::Percent(tenths) => write!(f, "{}%", with_point(i128::from(*tenths), 1)),
            Value::Text(text) => f.write_str(text),
            Value::HeldBack => f.write_str("held back"),
            Value::Missing => f.write_str("none"),
        }
    }
}

/// By how much one figure is more than another, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Of the last decimal place.
    pub units: i128,
    pub places: u32,
    /// In percentage points.
    pub percent: bool,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.units {
            0 => "",
            n if n < 0 => "−",
            _ => "+",
        };
        f.write_str(sign)?;
        f.write_str(&with_point(self.units.abs(), self.places))?;
        if self.percent { f.write_str(" points") } else { Ok(()) }
    }
}

impl serde::Serialize for Value {
    /// A number as a number (a percentage in percent), a figure that is held back or missing as null.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Whole(n) => serializer.serialize_u64(*n),
            Value::Decimal { units, places } => number(serializer, i128::from(*units), *places),
            Value::Percent(tenths) => number(serializer, i128::from(*tenths), 1),
            Value::Text(text) => serializer.serialize_str(text),
            Value::HeldBack | Value::Missing => serializer.serialize_none(),
        }
    }
}

impl serde::Serialize for Change {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(serializer, self.units, self.places)
    }
}

fn number<S: serde::Serializer>(serializer: S, units: i128, places: u32) -> Result<S::Ok, S::Error> {
    match i64::try_from(units).ok().filter(|_| places == 0) {
        Some(whole) => serializer.serialize_i64(whole),
        // The double nearest to the decimal text.
        None => serializer.serialize_f64(with_point(units, places).parse().unwrap_or_default()),
    }
}

fn with_point(units: i128, places: u32) -> String {
    let (sign, digits) = (if units < 0 { "-" } else { "" }, units.unsigned_abs().to_string());
    let places = places as usize;
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let values = [
            (Value::Whole(0), "0"),
            (Value::Whole(1_234_567), "1234567"),
            (Value::decimal(61.25, 1), "61.2"),
            (Value::number(-0.5), "-0.50"),
            (Value::number(-31.006), "-31.01"),
            (Value::number(0.01234), "0.0123"),
            (Value::number(0.0), "0.00"),
            (Value::percent(0.58249), "58.2%"),
            (Value::percent(1.0), "100.0%"),
            (Value::number(1.5e20), "1.5e20"),
            (Value::number(-1.5e300), "-1.5e300"),
            (Value::Text("2026-10-31".into()), "2026-10-31"),
            (Value::HeldBack, "held back"),
            (Value::number(f64::NAN), "none"),
        ];
        for (value, text) in values {
            assert_eq!(value.to_string(), text);
            assert_eq!(Value::parse(text), Some(value), "{text}");
        }
    }

    #[test]
    fn a_small_negative_number_is_no_negative_zero() {
        assert_eq!(Value::number(-0.00001).to_string(), "0.0000");
        assert_eq!(Value::percent(-0.00001).to_string(), "0.0%");
    }

    #[test]
    fn nothing_else_is_read() {
        let texts = [
            "",
            "-",
            "-1",
            "01",
            "1.",
            ".5",
            "1.2.3",
            "1,2",
            "+1",
            "1.23%",
            "5%",
            "1 2",
            "null",
            "~",
            "2026-02-30",
        ];
        for text in texts.into_iter().chain([
            "99999999999999999999",
            "1.99999999999999999999",
            "--1.5",
            "1e",
            "NaN",
            "inf",
        ]) {
            assert_eq!(Value::parse(text), None, "{text}");
        }
    }

    #[test]
    fn differences_are_exact() {
        let minus = |a: &str, b: &str| {
            let [a, b] = [a, b].map(|text| Value::parse(text).unwrap());
            a.minus(&b).map(|change| change.to_string())
        };
        assert_eq!(minus("129", "131").as_deref(), Some("−2"));
        assert_eq!(minus("0.30", "0.0999").as_deref(), Some("+0.2001"));
        assert_eq!(minus("58.2%", "50.0%").as_deref(), Some("+8.2 points"));
        assert_eq!(minus("7", "7").as_deref(), Some("0"));
        assert_eq!(minus("7", "7.00"), None);
        assert_eq!(minus("held back", "7"), None);
    }
}
