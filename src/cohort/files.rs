//! File names for names in any script.

use unicode_normalization::UnicodeNormalization;

/// The longest stem in bytes: file systems allow 255 for the whole name.
const LONGEST: usize = 150;

/// Names that Windows keeps for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// Pages that stand beside those of cohorts.
const PAGES: &[&str] = &["index", "overlaps", "journeys", "history", "changes", "data"];

/// A file name without its extension for each name, in order. Unicode stays; what some file system refuses becomes `_`; names that
/// only differ in what a file system may ignore get a number. The names of [`PAGES`] are kept free.
pub fn file_stems<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken: Vec<String> = PAGES.iter().map(|&page| page.to_owned()).collect();
    let mut stems = Vec::new();
    for name in names {
        let base = stem(name);
        let mut candidate = base.clone();
        let mut number = 2;
        while taken.contains(&folded(&candidate)) {
            candidate = format!("{base}-{number}");
            number += 1;
        }
        taken.push(folded(&candidate));
        stems.push(candidate);
    }
    stems
}

/// How a file system without case or normal forms sees a name.
fn folded(stem: &str) -> String {
    stem.nfkc().collect::<String>().to_lowercase()
}

fn stem(name: &str) -> String {
    let mut stem = String::new();
    for c in name.nfc() {
        let reserved = matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' | '#');
        let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        let safe = if reserved || hidden || c.is_control() { '_' } else { c };
        if stem.len() + safe.len_utf8() > LONGEST {
            break;
        }
        stem.push(safe);
    }
    let trimmed = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let lower = trimmed.to_lowercase();
    let first = lower.split('.').next().unwrap_or_default();
    let port = first.len() == 4
        && (first.starts_with("com") || first.starts_with("lpt"))
        && first.ends_with(|c: char| c.is_ascii_digit());
    if trimmed.is_empty() || port || DEVICES.contains(&first) {
        return format!("{trimmed}_");
    }
    trimmed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unicode_stays_and_reserved_characters_go() {
        let names = ["家庭守护者", "a/b", "A/B", "con", "..", "index", "lpt1.x", "50%"];
        let stems = file_stems(names);
        assert_eq!(stems, ["家庭守护者", "a_b", "A_B-2", "con_", "_", "index-2", "lpt1.x_", "50_"]);
    }

    #[test]
    fn a_name_without_end_fits() {
        let long = "长".repeat(10_000);
        let stems = file_stems([long.as_str(), long.as_str()]);
        assert!(stems.iter().all(|s| s.len() < 200));
        assert_ne!(stems[0], stems[1]);
    }
}
