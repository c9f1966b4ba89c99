//! Values as the language writes them.

use super::Value;
use crate::ir::{Type, print};

/// `41`, `"tier-1"`, `2026-10-31`, `["audio"]`, `missing`.
pub fn shown(value: &Value, ty: Type) -> String {
    match value {
        Value::Number(x) => number(*x),
        other => print::literal(&other.into(), ty),
    }
}

/// A key as it stands in the data: a text without quotes.
pub fn shown_key(value: &Value, ty: Type) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        other => shown(other, ty),
    }
}

/// At most six decimals: what a person can compare, not what a machine stores.
fn number(x: f64) -> String {
    let text = format!("{x:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-" { "0".into() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_in_the_language() {
        assert_eq!(shown(&Value::Number(0.5), Type::Number), "0.5");
        assert_eq!(shown(&Value::Number(1200.0), Type::Number), "1200");
        assert_eq!(shown(&Value::Decimal(1250), Type::Decimal { scale: 2 }), "12.50");
        assert_eq!(shown(&Value::text("tier-1"), Type::Text), "\"tier-1\"");
        assert_eq!(shown(&Value::Missing, Type::Int), "missing");
    }
}
