//! Numbers as other languages write them.

use super::{Failure, Hint};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::syntax::build::one_line;
use crate::syntax::scan::Kind;

pub(super) const ALL: &[Hint] = &[thousands, stuck_to_number, currency, fraction_without_digit];

/// `1,299`
fn thousands(f: &Failure<'_>) -> Option<Diagnostic> {
    let (before, here) = (f.index(-1)?, f.index(0)?);
    let group = |i: usize| {
        let digits = f.tokens.word(i).split('.').next().unwrap_or_default();
        f.tokens.kind(i) == Some(Kind::Number) && digits.len() == 3
    };
    if f.near(0) != "," || f.kind(-1) != Some(Kind::Number) || !f.adjacent() || !group(here + 1) {
        return None;
    }
    let mut end = here;
    while f.tokens.word(end) == "," && group(end + 1) && f.piece.contains(&(end + 1)) {
        end += 2;
    }
    let span = f.token_span(before).to(f.token_span(end - 1));
    let written = &f.tokens.text[f.tokens.all[before].start..f.tokens.all[end - 1].end];
    let plain = written.replace(',', "_");
    Some(
        Diagnostic::new(
            &codes::BAD_NUMBER,
            format!("`{}` is not how a number is written", one_line(written)),
        )
        .at(span, format!("write `{plain}`"))
        .help("digits are grouped by `_`; a comma separates values")
        .fix(span, plain),
    )
}

/// `1e6`, `5k`, `3hours`
fn stuck_to_number(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.kind(-1) != Some(Kind::Number) || !f.is_word(0) {
        return None;
    }
    let (number, word) = (f.near(-1), f.near(0));
    let span = f.between(-1, 0);
    let small = word.to_lowercase();
    if matches!(small.trim_end_matches('s'), "hour" | "hr" | "h" | "minute" | "min" | "second" | "sec") {
        return Some(
            Diagnostic::new(&codes::BAD_NUMBER, format!("there is no unit `{word}`"))
                .at(span, "the smallest unit is a day")
                .help("durations count `days`, `weeks`, `months`, `quarters` or `years`"),
        );
    }
    let units = ["days", "weeks", "months", "quarters", "years"];
    let short = ["d", "w", "mo", "q", "y"].iter().position(|s| *s == small).map(|i| units[i]);
    let unit = short.or_else(|| suggest::nearest(&small, units).filter(|_| small.len() > 2));
    if let Some(unit) = unit {
        return Some(
            Diagnostic::new(&codes::BAD_NUMBER, format!("there is no unit `{word}`"))
                .at(span, format!("write `{number} {unit}`"))
                .fix(span, format!("{number} {unit}")),
        );
    }
    if !f.adjacent() {
        return None;
    }
    let factor = match small.as_str() {
        "k" => Some(3),
        "m" | "mio" | "million" => Some(6),
        "b" | "bn" => Some(9),
        exponent => exponent.strip_prefix('e').and_then(|e| e.parse().ok()).filter(|e: &usize| *e < 16),
    };
    let diagnostic =
        Diagnostic::new(&codes::BAD_NUMBER, format!("`{number}{word}` is not how a number is written"));
    Some(match factor.filter(|_| number.bytes().all(|b| b.is_ascii_digit())) {
        Some(zeros) => {
            let plain = grouped(number, zeros);
            diagnostic.at(span, format!("write `{plain}`")).fix(span, plain)
        }
        None => diagnostic
            .at(span, "letters follow the digits")
            .help("a number has digits, `_` between them, and a point"),
    })
}

/// `1` and six zeros → `1_000_000`.
fn grouped(number: &str, zeros: usize) -> String {
    let digits = format!("{number}{}", "0".repeat(zeros));
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('_');
        }
        out.push(c);
    }
    out
}

/// `$100`
fn currency(f: &Failure<'_>) -> Option<Diagnostic> {
    let sign = f.near(0);
    if !matches!(sign, "$" | "€" | "£" | "¥" | "￥" | "₹") {
        return None;
    }
    let span = f.span(0);
    Some(
        Diagnostic::new(&codes::BAD_NUMBER, format!("numbers have no `{sign}`"))
            .at(span, "leave it out")
            .help("a column's unit stands in the catalog: `unit: USD`")
            .fix(span, ""),
    )
}

/// `.5`
fn fraction_without_digit(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.near(0) != "." || f.kind(1) != Some(Kind::Number) || f.after_value() || f.near(-1) == "." {
        return None;
    }
    let right = format!("0.{}", f.near(1));
    let span = f.between(0, 1);
    Some(
        Diagnostic::new(&codes::BAD_NUMBER, format!("`.{}` is not how a number is written", f.near(1)))
            .at(span, format!("write `{right}`"))
            .fix(span, right),
    )
}
