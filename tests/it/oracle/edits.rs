//! Small random edits of a program's text. Many of them do not check; whoever makes them tries another.

use super::data::TEXTS;
use super::rng::Rng;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"-?\b\d[\d_]*(\.\d+)?").unwrap());
static COMPARISON: LazyLock<Regex> = LazyLock::new(|| Regex::new(r" (>=|<=|!=|=|>|<) ").unwrap());
static TEXT: LazyLock<Regex> = LazyLock::new(|| Regex::new("\"[^\"\n]*\"").unwrap());
static ITEM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#", ("[^"\n]*"|-?[\d._]+|[\w-]+)"#).unwrap());
static RULE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^ +(must|exclude|should) .*\n").unwrap());
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(days|weeks|months|quarters|years|day|week|month|quarter|year)\b").unwrap()
});

/// Words that can stand for one another.
const WORDS: [(&str, &str); 12] = [
    ("must ", "exclude "),
    ("exclude ", "must "),
    (" and ", " or "),
    (" or ", " and "),
    ("any of", "all of"),
    ("all of", "any of"),
    ("in top", "in bottom"),
    (" is true", " is not false"),
    (" is known", " is missing"),
    ("count(", "any("),
    ("min(", "max("),
    ("?? true", "?? false"),
];

/// True for some rows and false for others, of some table.
const RULES: [&str; 6] = ["gift", "returned", "vip", "coastal", "quantity > 1", "age < 3"];

/// One edit more.
pub fn edit(rng: &mut Rng, text: &str) -> String {
    match rng.below(14) {
        0..4 => replace(rng, text, &NUMBER, |rng, old| {
            let moved = rng.pick(&["1", "2", "3", "0", "5", "10", "0.5", "40", "-1"]);
            if old.contains('.') && moved.starts_with('-') { old.to_owned() } else { moved.to_owned() }
        }),
        4 => replace(rng, text, &COMPARISON, |rng, _| {
            rng.pick(&[" >= ", " <= ", " != ", " = ", " > ", " < "]).to_owned()
        }),
        5 => replace(rng, text, &TEXT, |rng, old| {
            // Or a piece of it.
            let cut: String = old.chars().take(old.chars().count().saturating_sub(2)).chain(['"']).collect();
            if rng.percent(50) && cut.len() > 2 { cut } else { format!("\"{}\"", rng.pick(&TEXTS)) }
        }),
        6 => replace(rng, text, &ITEM, |rng, old| match rng.below(3) {
            0 => format!("{old}, \"{}\"", rng.pick(&TEXTS)),
            1 => format!("{old}, {}", rng.below(6)),
            _ => String::new(),
        }),
        7 => replace(rng, text, &RULE, |rng, old| {
            if rng.percent(60) { String::new() } else { old.replacen("must", "exclude", 1) + old }
        }),
        8 => replace(rng, text, &UNIT, |rng, _| {
            rng.pick(&["days", "weeks", "months", "years", "month"]).to_owned()
        }),
        9 | 10 => {
            let (word, other) = rng.pick(&WORDS);
            let word = Regex::new(&regex::escape(word)).unwrap();
            replace(rng, text, &word, |_, _| other.to_owned())
        }
        11 => parenthesis(rng, text, |rng, inside| {
            format!("({inside} {} {})", rng.pick(&["and", "or"]), rng.pick(&RULES))
        }),
        12 => operand(rng, text),
        _ => parenthesis(rng, text, |_, inside| format!("(not {inside})")),
    }
}

fn replace(rng: &mut Rng, text: &str, what: &Regex, with: impl Fn(&mut Rng, &str) -> String) -> String {
    let found: Vec<Range<usize>> = what.find_iter(text).map(|m| m.range()).collect();
    if found.is_empty() {
        return text.to_owned();
    }
    let at = rng.pick(&found);
    let new = with(rng, &text[at.clone()]);
    format!("{}{new}{}", &text[..at.start], &text[at.end..])
}

/// Something in parentheses, put into others.
fn parenthesis(rng: &mut Rng, text: &str, with: impl Fn(&mut Rng, &str) -> String) -> String {
    let opening: Vec<usize> = text.match_indices(" (").map(|(at, _)| at + 1).collect();
    if opening.is_empty() {
        return text.to_owned();
    }
    let start = rng.pick(&opening);
    let Some(end) = closing(text, start) else { return text.to_owned() };
    let new = with(rng, &text[start..end]);
    format!("{}{new}{}", &text[..start], &text[end..])
}

/// Takes an operand in parentheses out of a chain.
fn operand(rng: &mut Rng, text: &str) -> String {
    let joined: Vec<(usize, usize)> = [" and (", " or ("]
        .iter()
        .flat_map(|word| text.match_indices(word).map(|(at, _)| (at, at + word.len() - 1)))
        .collect();
    if joined.is_empty() {
        return text.to_owned();
    }
    let (start, open) = rng.pick(&joined);
    match closing(text, open) {
        Some(end) => format!("{}{}", &text[..start], &text[end..]),
        None => text.to_owned(),
    }
}

/// Behind the parenthesis that closes the one here. Texts hold none.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at + 1);
        }
    }
    None
}
