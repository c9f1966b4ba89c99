//! Cells that a spreadsheet would run.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is a formula to a spreadsheet. Such a text gets a single quote
//! in front, also behind a separator or a quote inside of the cell, where another program might begin a new one (OWASP, CSV
//! injection).

use std::borrow::Cow;

/// The text with a quote in front of everything that would be a formula.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut begins = true;
    for (at, c) in text.char_indices() {
        if begins && is_formula(c) {
            out.get_or_insert_with(|| text[..at].to_owned()).push('\'');
        }
        if let Some(out) = &mut out {
            out.push(c);
        }
        begins = matches!(c, ',' | ';' | '|' | '"' | '\'' | '\t' | '\r' | '\n') || (begins && c == ' ');
    }
    out.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The same for a cell as a file had it, in which numbers stay numbers.
pub(super) fn harmless_raw(text: &str) -> Cow<'_, str> {
    let number = text.ends_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok();
    if number { Cow::Borrowed(text) } else { harmless(text) }
}

/// Full-width signs too: some programs read them as the others.
fn is_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_payloads_are_plain_text() {
        let payloads = [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1+1", "'+1+1"),
            ("-2+3+cmd|' /C calc'!D2", "'-2+3+cmd|' /C calc'!D2"),
            ("@SUM(1+1)*cmd|' /C calc'!A0", "'@SUM(1+1)*cmd|' /C calc'!A0"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            (" =1", " '=1"),
            ("a;=1+1", "a;'=1+1"),
            ("a,=HYPERLINK(\"http://x\")", "a,'=HYPERLINK(\"http://x\")"),
            ("\"=1+1", "\"'=1+1"),
            ("＝1", "'＝1"),
        ];
        for (text, expected) in payloads {
            assert_eq!(harmless(text), expected);
        }
    }

    #[test]
    fn other_texts_and_raw_numbers_stay() {
        for text in ["", "a-b", "a=b", "x@example.org", "1-2", "安娜"] {
            assert_eq!(harmless(text), text);
        }
        assert_eq!(harmless_raw("-5.25"), "-5.25");
        assert_eq!(harmless_raw("-inf"), "'-inf");
        assert_eq!(harmless_raw("=1"), "'=1");
    }
}
