//! Pieces of YAML, aligned for reading.

use unicode_width::UnicodeWidthStr;

/// A text as a YAML scalar, in quotes where it would read as something else. Fit for use inside `{ … }` and `[ … ]`.
pub(super) fn text(text: &str) -> String {
    if needs_quotes(text) { quoted(text) } else { text.to_owned() }
}

pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// A list; if one of its texts needs quotes all get them.
pub(super) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    let all = items.iter().any(|i| needs_quotes(i));
    let written: Vec<String> = items.iter().map(|i| if all { quoted(i) } else { (*i).to_owned() }).collect();
    format!("[{}]", written.join(", "))
}

/// A map on one line.
pub(super) fn map(entries: &[(String, String)]) -> String {
    let written: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{ {} }}", written.join(", "))
}

fn needs_quotes(text: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "null", "~", "y", "n"];
    let first = text.chars().next();
    // Words, numbers and dates are texts only in quotes; of signs, only those that nowhere mean anything stand bare.
    let looks_like_value = WORDS.iter().any(|w| text.eq_ignore_ascii_case(w))
        || first.is_some_and(|c| c.is_ascii_digit() || "+-.".contains(c))
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.:_ ".contains(c));
    let plain = |c: char| c.is_alphanumeric() || "_-./ ()+%&'*?".contains(c);
    first.is_none_or(|c| !c.is_alphanumeric() && !"_./(".contains(c))
        || text.ends_with(' ')
        || looks_like_value
        || !text.chars().all(plain)
}

/// Lines of code, each with a comment behind it or none. Comments begin in one column, as far to the right as the longest line that is
/// no longer than `most`; behind longer ones two blanks.
pub(super) fn with_comments(lines: &[(String, String)], most: usize) -> String {
    let widths = lines.iter().filter(|(_, comment)| !comment.is_empty()).map(|(code, _)| code.width());
    let column = widths.filter(|w| *w <= most).max().unwrap_or(0);
    let mut out = String::new();
    for (code, comment) in lines {
        out.push_str(code);
        if !comment.is_empty() {
            let gap = column.saturating_sub(code.width()) + 2;
            out.push_str(&" ".repeat(gap));
            out.push_str("# ");
            out.push_str(comment);
        }
        out.push('\n');
    }
    out
}

/// Blanks that bring a text to a width.
pub(super) fn padding(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(text.width()))
}

/// 1234567.5 → `1,234,567.5`, with so many places.
pub(super) fn number(value: f64, places: usize, separator: char) -> String {
    let plain = format!("{:.*}", places, value.abs());
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && whole.len() > 3 {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_misread_gets_quotes() {
        for plain in [
            "Month-to-month",
            "客户 ID",
            "省/自治区",
            "data/x.csv",
            "Bank transfer (automatic)",
            "tier-1",
            "F",
        ] {
            assert_eq!(text(plain), plain);
        }
        for quoted in [
            "Yes",
            "no",
            "12",
            "2026-01-01",
            "a: b",
            "a, b",
            "",
            " a",
            "#x",
            "null",
            "*.csv",
            "1.5",
            "{x}",
            "- a",
            "a\"b",
        ] {
            assert!(text(quoted).starts_with('"'), "{quoted}");
        }
        assert_eq!(list(["Yes", "No phone service"]), "[\"Yes\", \"No phone service\"]");
    }

    #[test]
    fn what_is_written_reads_as_the_same_text() {
        for original in [
            "a\"b\\c", "\t", "客户", "it's", "a#b", "@x", "`y`", "%d.%m.%Y", "\u{7}", "|", ">x", "~", "0x1F",
            "1e5", "a:",
        ] {
            let read: String = serde_yaml::from_str(&text(original)).unwrap();
            assert_eq!(read, original);
            let read: Vec<String> = serde_yaml::from_str(&list([original, "x"])).unwrap();
            assert_eq!(read[0], original);
        }
    }

    #[test]
    fn numbers_for_people_and_for_rules() {
        assert_eq!(number(8684.8, 2, ','), "8,684.8");
        assert_eq!(number(-1234567.0, 0, '_'), "-1_234_567");
        assert_eq!(number(999.0, 2, ','), "999");
    }
}
