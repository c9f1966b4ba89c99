//! A value as a cell of a CSV file.

use minijinja::value::{Value, ValueKind};

/// Quoted where it must be; a text that a spreadsheet would run as a formula gets a single quote in front, as in the files of
/// cohorts. Nothing for what is missing.
pub fn cell(value: &Value) -> String {
    let text = match value.kind() {
        ValueKind::None | ValueKind::Undefined => return String::new(),
        ValueKind::Number | ValueKind::Bool => return value.to_string(),
        _ => value.to_string(),
    };
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    match text.contains([',', ';', '\t', '"', '\n', '\r']) {
        true => format!("\"{guard}{}\"", text.replace('"', "\"\"")),
        false => format!("{guard}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_leave_their_place() {
        let cells = [
            (Value::from("plain"), "plain"),
            (Value::from("a,b"), "\"a,b\""),
            (Value::from("say \"so\""), "\"say \"\"so\"\"\""),
            (Value::from("=cmd()"), "'=cmd()"),
            (Value::from("-1,2"), "\"'-1,2\""),
            (Value::from(-1.5), "-1.5"),
            (Value::from(()), ""),
        ];
        for (value, expected) in cells {
            assert_eq!(cell(&value), expected);
        }
    }
}
