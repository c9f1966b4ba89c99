//! What goes wrong in windows, tiers, and what is told about a persona.

use super::{Failure, Hint};
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::build::one_line;
use crate::syntax::grammar::Rule;
use crate::syntax::scan::Kind;

pub(super) const ALL: &[Hint] = &[
    comma_before_clause,
    window_without_during,
    window_shape,
    unquoted,
    assign_order,
    param_of,
    colon_before_bracket,
    list_in_braces,
];

/// `count(orders, where …)`
fn comma_before_clause(f: &Failure<'_>) -> Option<Diagnostic> {
    let word = f.near(0);
    if f.near(-1) != "," || !matches!(word, "where" | "during" | "via") {
        return None;
    }
    let comma = f.span(-1);
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("no comma stands before `{word}`"))
            .at(comma, "leave it out")
            .help("`count(orders during last 12 months where status = \"paid\")`")
            .fix(comma, ""),
    )
}

/// `count(orders last 30 days)`, `count(orders in the last 30 days)`
fn window_without_during(f: &Failure<'_>) -> Option<Diagnostic> {
    let begins = |d: isize| {
        matches!(f.near(d), "last" | "past" | "this" | "previous" | "since" | "within" | "over" | "from")
    };
    let in_call = f.open().is_some_and(|open| f.tokens.word(open) == "(");
    if !in_call || f.near(-1) == "during" {
        return None;
    }
    let (from, to) = match f.near(0) {
        _ if begins(0) && f.after_value() => (0, 0),
        _ if begins(-1) && matches!(f.near(-2), "in" | "the") => (-2, -1),
        _ if begins(0) && matches!(f.near(-1), "in" | "the") => (-1, 0),
        _ => return None,
    };
    let span = if from == 0 { f.span(0).before() } else { f.span(from) };
    Some(
        Diagnostic::new(&codes::SYNTAX, "a window follows the word `during`")
            .at(f.between(from, to), "write `during last …`")
            .help("`during last 30 days`, `during this month`, `during since 2026-01-01`")
            .fix(span, if from == 0 { "during " } else { "during" }),
    )
}

/// `during last month`, `during 2026`
fn window_shape(f: &Failure<'_>) -> Option<Diagnostic> {
    const WINDOWS: &str = "windows are `last 30 days`, `this month`, `previous quarter`, `since DATE`, `before DATE` and `from DATE to DATE`";
    let word = f.near(0);
    if f.near(-1) == "last" && crate::syntax::build::is_unit(word) {
        let unit = word.trim_end_matches('s');
        return Some(
            Diagnostic::new(&codes::SYNTAX, format!("`last {word}` does not say how many"))
                .at(f.between(-1, 0), format!("write `last 1 {unit}` or `previous {unit}`"))
                .help(format!(
                    "`last 1 {unit}` ends with the as-of date, `previous {unit}` is the calendar's"
                )),
        );
    }
    let window = [Rule::last, Rule::this, Rule::kw_last, Rule::kw_this].iter().any(|rule| f.expects(*rule));
    if !window || f.expects_value() {
        return None;
    }
    let diagnostic = Diagnostic::new(&codes::SYNTAX, "this is not a window").help(WINDOWS);
    Some(if f.at_end() {
        diagnostic.at(f.end(), "the window is missing")
    } else {
        diagnostic.at(f.span(0), "a window is expected")
    })
}

/// `version: 2.1.0`, `owner: growth@xyz.example`
fn unquoted(f: &Failure<'_>) -> Option<Diagnostic> {
    if !matches!(f.first(), "owner" | "version") && !matches!(f.near(-2), "link") {
        return None;
    }
    let begin = (f.piece.start..f.piece.end).find(|&i| matches!(f.tokens.word(i), ":" | "="))? + 1;
    if begin >= f.piece.end || f.tokens.kind(begin) == Some(Kind::Text) || f.tokens.word(begin) == "{" {
        return None;
    }
    let (first, last) = (f.tokens.all[begin], f.tokens.all[f.piece.end - 1]);
    let written = f.tokens.written.get(first.start..last.end).filter(|text| !text.contains('\n'))?;
    let span = f.token_span(begin).to(f.token_span(f.piece.end - 1));
    let quoted = format!("\"{}\"", written.replace('\\', "\\\\").replace('"', "\\\""));
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`{}` takes a text in quotes", f.first()))
            .at(span, format!("write `{}`", one_line(&quoted)))
            .fix(span, quoted),
    )
}

/// `by score`, `by weight`
fn assign_order(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.what != Rule::only_line || f.first() != "by" {
        return None;
    }
    Some(
        Diagnostic::new(&codes::SYNTAX, "an assignment goes `by highest score` or `by priority`")
            .at(f.span(0), "expected `highest score` or `priority`")
            .help("`by priority` takes the first persona of `among` that matches"),
    )
}

/// `param x of customers: 3`
fn param_of(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.first() != "param" || f.near(0) != "of" || f.i != f.piece.start + 2 {
        return None;
    }
    Some(
        Diagnostic::new(&codes::SYNTAX, "a `param` has no `of`")
            .at(f.span(0), "`:` and the value stand here")
            .help("a param is the same for all tables"),
    )
}

/// `goals: ["…"]`, `tiers: { … }`
fn colon_before_bracket(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.near(0) != ":" || !matches!(f.near(1), "[" | "{") || f.expects(Rule::define) {
        return None;
    }
    let span = f.span(0);
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`{}` takes no `:`", one_line(f.near(-1))))
            .at(span, "leave it out")
            .fix(span, ""),
    )
}

/// `channels { "a" }`
fn list_in_braces(f: &Failure<'_>) -> Option<Diagnostic> {
    let list = f.expects(Rule::texts) || f.expects(Rule::open_list);
    if !list || f.near(0) != "{" {
        return None;
    }
    Some(
        Diagnostic::new(
            &codes::SYNTAX,
            format!("`{}` takes a list in square brackets", one_line(f.near(-1))),
        )
        .at(f.span(0), "write `[` and `]`, with commas between"),
    )
}
