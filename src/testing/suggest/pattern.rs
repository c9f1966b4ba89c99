//! Texts in which a pattern is found, and texts in which it is not.

use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A few short texts for which the search with a pattern gives the wanted answer. Empty if none was found: what stands around a
/// match (`\b`, `^`) is not looked at, only tried.
pub fn samples(pattern: &str, found: bool) -> Vec<String> {
    let (Ok(hir), Ok(regex)) = (regex_syntax::parse(pattern), Regex::new(pattern)) else { return Vec::new() };
    let mut texts = made(&hir, 0);
    let around: Vec<String> = texts.iter().flat_map(|t| [format!("x {t} x"), format!("x{t}x")]).collect();
    texts.extend(around);
    texts.extend(["other".to_owned(), "x".to_owned(), "0".to_owned()]);
    texts.retain(|text| {
        !text.trim().is_empty() && text.chars().count() <= 200 && regex.is_match(text) == found
    });
    texts.dedup();
    texts.truncate(4);
    texts
}

/// Texts that the pattern matches wholly, one for each alternative.
fn made(hir: &Hir, depth: usize) -> Vec<String> {
    if depth > 20 {
        return Vec::new();
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).into_owned()],
        HirKind::Class(class) => one_of(class).map(String::from).into_iter().collect(),
        HirKind::Capture(capture) => made(&capture.sub, depth + 1),
        HirKind::Repetition(repetition) => {
            let times =
                repetition.min.max(u32::from(repetition.max != Some(0) && repetition.min == 0)).min(20);
            made(&repetition.sub, depth + 1).into_iter().map(|text| text.repeat(times as usize)).collect()
        }
        HirKind::Alternation(parts) => {
            parts.iter().take(6).flat_map(|p| made(p, depth + 1).into_iter().take(2)).collect()
        }
        HirKind::Concat(parts) => {
            let parts: Vec<Vec<String>> = parts.iter().map(|part| made(part, depth + 1)).collect();
            let longest = parts.iter().map(Vec::len).max().unwrap_or(0).min(6);
            let join =
                |i: usize| parts.iter().map(|p| p.get(i).or(p.first()).map_or("", String::as_str)).collect();
            (0..longest).map(join).collect()
        }
    }
}

/// A character of a class: a letter or a digit if there is one.
fn one_of(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => class.iter().map(|r| (char::from(r.start()), char::from(r.end()))).collect(),
    };
    let holds = |c: char| ranges.iter().any(|&(from, to)| from <= c && c <= to);
    ['a', '5', 'A', ' '].into_iter().find(|&c| holds(c)).or_else(|| {
        // Of a word that is matched in any case the small letters read best.
        let small = ranges.iter().map(|r| r.0).find(|c| c.is_lowercase());
        small.or_else(|| ranges.first().map(|r| r.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_met_and_missed() {
        assert_eq!(samples(r"(?i)\b(vp|head)\b|总监", true)[..3], ["vp", "head", "总监"]);
        assert_eq!(samples(r"^(19[89]|20)", true)[0], "198");
        for pattern in
            [r"(?i)\b(vp|head)\b|总监", r"^(19[89]|20)", r"(?i)(engineer|analyst)$", r"^c[fi]o$", "x+y?"]
        {
            let regex = Regex::new(pattern).unwrap();
            for found in [true, false] {
                let texts = samples(pattern, found);
                assert!(
                    !texts.is_empty() && texts.iter().all(|t| regex.is_match(t) == found),
                    "{pattern} {texts:?}"
                );
            }
        }
        assert!(samples("", false).is_empty());
    }
}
