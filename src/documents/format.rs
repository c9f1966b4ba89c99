//! Numbers and dates as people of a language write them.

use super::text::Lang;
use chrono::{Datelike, NaiveDate};

/// A whole number, its thousands apart.
pub fn integer(value: i64) -> String {
    grouped(&value.unsigned_abs().to_string(), value < 0)
}

pub fn count(value: u64) -> String {
    grouped(&value.to_string(), false)
}

fn grouped(digits: &str, negative: bool) -> String {
    let mut text = String::from(if negative { "−" } else { "" });
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// A number as it was written: the shortest text that means it, without an exponent.
pub fn exact(value: f64) -> String {
    let text = format!("{}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", grouped(whole, value < 0.0))
}

/// At most that many decimal places, without trailing zeros.
pub fn rounded(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    let negative = value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0');
    format!("{}{point}{fraction}", grouped(whole, negative))
}

/// About three digits, for means and medians.
pub fn measure(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if size >= 100.0 {
        rounded(value, 0)
    } else if size >= 0.1 {
        fixed(value, if size >= 10.0 { 1 } else { 2 })
    } else {
        rounded(value, 4)
    }
}

/// Exactly that many decimal places: figures of one kind beside each other.
pub fn fixed(value: f64, places: usize) -> String {
    format!("{value:.places$}").replace('-', "−")
}

/// `30%` from 0.3, all digits that were written.
pub fn exact_percent(value: f64) -> String {
    // A product in binary (0.07 × 100) carries an error far below the tenth place.
    format!("{}%", rounded(value * 100.0, 10))
}

/// A share for reading: one decimal place, never `0%` or `100%` where that is not so.
pub fn share(part: f64) -> String {
    let percent = part * 100.0;
    if percent > 0.0 && percent < 0.1 {
        "<0.1%".into()
    } else if percent < 100.0 && percent > 99.9 {
        ">99.9%".into()
    } else {
        format!("{percent:.1}%")
    }
}

/// Hundredths of a point as points: `7.5`.
pub fn points(hundredths: i64) -> String {
    rounded(hundredths as f64 / 100.0, 2)
}

/// `31 October 2026`, `2026年10月31日`.
pub fn date(value: NaiveDate, lang: Lang) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match lang {
        Lang::En => format!("{} {} {}", value.day(), MONTHS[value.month0() as usize], value.year()),
        Lang::Zh => format!("{}年{}月{}日", value.year(), value.month(), value.day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(integer(1998), "1,998");
        assert_eq!(count(999), "999");
        assert_eq!(integer(-200_000), "−200,000");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(exact(0.5), "0.5");
        assert_eq!(exact(12_345.678), "12,345.678");
        assert_eq!(exact(1e21), "1,000,000,000,000,000,000,000");
        assert_eq!(rounded(-0.001, 1), "0");
        assert_eq!(rounded(100.0, 0), "100");
        assert_eq!(measure(1234.5), "1,234");
        assert_eq!(measure(0.256), "0.26");
        assert_eq!(exact_percent(0.07), "7%");
        assert_eq!(exact_percent(1.0 / 3.0), "33.3333333333%");
        assert_eq!(share(0.15874), "15.9%");
        assert_eq!(share(0.0001), "<0.1%");
        assert_eq!(share(0.99999), ">99.9%");
        assert_eq!(points(750), "7.5");
    }

    #[test]
    fn dates() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        assert_eq!(date(day, Lang::En), "31 October 2026");
        assert_eq!(date(day, Lang::Zh), "2026年10月31日");
    }
}
