//! Values and names as the language writes them, so that what is printed reads back as the same.

use crate::model::{Constant, GivenValue};
use crate::syntax::ast::{Duration, Unit};

/// A name, in back quotes where it is no bare one.
pub fn name(name: &str) -> String {
    let mut chars = name.chars();
    let plain = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
        && !RESERVED.contains(&name);
    if plain { name.to_owned() } else { format!("`{name}`") }
}

/// Words of the language that stand in back quotes where they are names.
const RESERVED: [&str; 24] = [
    "and", "or", "not", "in", "is", "between", "has", "contains", "starts", "ends", "matches", "does",
    "true", "false", "must", "should", "exclude", "because", "where", "during", "via", "of", "backed", "as",
];

pub fn constant(constant: &Constant) -> String {
    match constant {
        Constant::Bool(b) => b.to_string(),
        Constant::Int(i) => i.to_string(),
        Constant::Number(x) => number(*x),
        Constant::Percent(x) => format!("{}%", number(hundredfold(*x))),
        Constant::Text(text) => self::text(text),
        Constant::Date(date) => date.to_string(),
    }
}

pub fn value(value: &GivenValue) -> String {
    match value {
        GivenValue::One(one) => constant(one),
        GivenValue::List(items) => {
            let items: Vec<String> = items.iter().map(constant).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// A double in the fewest digits that read back as the same.
pub fn number(x: f64) -> String {
    if x == 0.0 { "0".into() } else { x.to_string() }
}

pub fn text(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written += "\\n",
            '\t' => written += "\\t",
            c if c.is_control() => written += &format!("\\u{{{:x}}}", u32::from(c)),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// A share as a percentage, without the noise of multiplying by a hundred.
pub fn hundredfold(share: f64) -> f64 {
    let percent = share * 100.0;
    let tidy = (percent * 1e8).round() / 1e8;
    if (percent - tidy).abs() < 1e-9 { tidy } else { percent }
}

/// `12 months`, `1 day`.
pub fn duration(duration: Duration) -> String {
    let unit = match duration.unit {
        Unit::Days => "day",
        Unit::Weeks => "week",
        Unit::Months => "month",
        Unit::Quarters => "quarter",
        Unit::Years => "year",
    };
    let s = if duration.n == 1 { "" } else { "s" };
    format!("{} {unit}{s}", duration.n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_read_back() {
        assert_eq!(name("城市"), "城市");
        assert_eq!(name("Customer ID"), "`Customer ID`");
        assert_eq!(name("ends"), "`ends`");
        assert_eq!(text("a \"b\"\n\\ \u{1}"), r#""a \"b\"\n\\ \u{1}""#);
        assert_eq!(constant(&Constant::Percent(0.07)), "7%");
        assert_eq!(constant(&Constant::Number(1200.0)), "1200");
    }
}
