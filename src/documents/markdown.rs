//! Text inside Markdown: every character that could be read as markup is escaped, in CommonMark and in the dialects of wikis.

/// A value on one line of a Markdown file: line breaks become spaces.
pub fn escape(text: &str) -> String {
    let text = text.trim();
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut chars = text.char_indices().peekable();
    // `12.` or `12)` begins a list at the start of a line.
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    while let Some((at, c)) = chars.next() {
        let begins = at == 0 && matches!(c, '-' | '+' | '=' | '#' | ':');
        let before_gap = chars.peek().is_none_or(|&(_, next)| next.is_whitespace());
        let numbers = digits > 0 && at == digits && matches!(c, '.' | ')') && before_gap;
        let links = c == ':' && text[at..].starts_with("://");
        let host = c == '.' && text[..at].to_ascii_lowercase().ends_with("www");
        match c {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '&' | '@' | '#' | '{'
            | '}' | '^' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ if begins || numbers || links || host => {
                escaped.push('\\');
                escaped.push(c);
            }
            // An exclamation mark would turn what follows into an image.
            '!' if chars.peek().is_some_and(|&(_, next)| next == '[') => escaped.push_str("\\!"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A share as a bar of ten blocks; `·` where the figure is not shown.
pub fn bar(length: Option<f64>) -> String {
    match length {
        None => "·".to_owned(),
        Some(length) => {
            let full = (length.clamp(0.0, 1.0) * 10.0).round() as usize;
            format!("{}{}", "█".repeat(full), "░".repeat(10 - full))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_text() {
        assert_eq!(escape("[a](javascript:x) <b> | `c`"), "\\[a\\](javascript:x) \\<b\\> \\| \\`c\\`");
        assert_eq!(escape("# no heading"), "\\# no heading");
        assert_eq!(escape("- no list"), "\\- no list");
        assert_eq!(escape("12. no list"), "12\\. no list");
        assert_eq!(escape("12.5%"), "12.5%");
        assert_eq!(escape("see https://x.example"), "see https\\://x.example");
        assert_eq!(escape("www.x.example"), "www\\.x.example");
        assert_eq!(escape("a\nb"), "a b");
        assert_eq!(escape("![x]"), "\\!\\[x\\]");
        assert_eq!(escape("Really!"), "Really!");
    }

    #[test]
    fn bars() {
        assert_eq!(bar(Some(0.349)), "███░░░░░░░");
        assert_eq!(bar(None), "·");
    }
}
