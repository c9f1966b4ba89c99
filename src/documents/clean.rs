//! What people typed, made safe to stand in any text: as it was written, without what could reach beyond its own place.

use unicode_width::UnicodeWidthChar;

/// One line: line breaks become spaces, control characters and the marks that turn the direction of everything after
/// them go. Letters of scripts written from the right are wrapped so that they turn nobody else's order.
pub fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => clean.push(' '),
            c if is_harmful(c) => {}
            c => clean.push(c),
        }
    }
    let clean = clean.trim().to_owned();
    if clean.chars().any(is_right_to_left) { format!("\u{2068}{clean}\u{2069}") } else { clean }
}

/// Paragraphs: split at empty lines; a single line break is a space.
pub fn paragraphs(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut current = String::new();
    for row in text.lines() {
        if row.trim().is_empty() {
            found.extend(Some(std::mem::take(&mut current)).filter(|p| !p.is_empty()));
        } else {
            let joins = ends_wide(&current) && starts_wide(row.trim());
            current.push_str(if current.is_empty() || joins { "" } else { " " });
            current.push_str(row.trim());
        }
    }
    found.extend(Some(current).filter(|p| !p.is_empty()));
    found.iter().map(|p| line(p)).filter(|p| !p.is_empty()).collect()
}

/// Control characters, and the bidirectional controls: embeddings, overrides, isolates.
fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// Hebrew, Arabic and their neighbours.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

fn starts_wide(text: &str) -> bool {
    text.chars().next().is_some_and(is_wide)
}

fn ends_wide(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_wide)
}

/// Characters of scripts that set no spaces between words.
pub fn is_wide(c: char) -> bool {
    c.width() == Some(2) && !is_emoji(c)
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_words_and_loses_its_reach() {
        assert_eq!(line("a\nb\u{202e}c\0"), "a bc");
        assert_eq!(line("😀 家人👩‍👧"), "😀 家人👩‍👧");
        assert_eq!(line("שלום"), "\u{2068}שלום\u{2069}");
    }

    #[test]
    fn paragraphs_are_split_at_empty_lines() {
        assert_eq!(paragraphs("one\ntwo\n\n  三\n四 \n"), ["one two", "三四"]);
    }
}
