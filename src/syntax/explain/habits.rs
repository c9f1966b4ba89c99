//! What people write by habit: commas and colons that belong elsewhere, and the small words of spoken language.

use super::{Failure, Hint};
use crate::diagnostics::{Diagnostic, codes};
use crate::syntax::build::one_line;
use crate::syntax::words;

pub(super) const ALL: &[Hint] =
    &[comma_between_lines, colon_behind_word, article, of_missing, ago, range_of_dots];

fn plain(f: &Failure<'_>, message: String) -> Diagnostic {
    Diagnostic::new(&codes::SYNTAX, message).at(f.span(0), "leave it out").fix(f.span(0), "")
}

/// `must x,`, `must x, y`
fn comma_between_lines(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.near(0) != "," || f.open().is_some() {
        return None;
    }
    if f.index(1).is_none() {
        return Some(plain(f, "no comma ends a line".to_owned()));
    }
    let bounds = (1..4).any(|d| f.near(-d) == "between");
    (f.after_value() && !bounds).then(|| {
        Diagnostic::new(&codes::SYNTAX, "a comma does not join conditions")
            .at(f.span(0), "write `and`, or begin a line of its own")
            .fix(f.span(0), " and")
    })
}

/// `must: age > 3`, `because: "…"`
fn colon_behind_word(f: &Failure<'_>) -> Option<Diagnostic> {
    let word = f.near(-1);
    let takes_none =
        words::RULES.contains(&word) || matches!(word, "because" | "where" | "during" | "via" | "by");
    (f.near(0) == ":" && takes_none).then(|| plain(f, format!("`{word}` takes no `:`")))
}

/// `in the top 20%`
fn article(f: &Failure<'_>) -> Option<Diagnostic> {
    let (word, next) = (f.near(-1), f.near(0));
    let follows = matches!(next, "top" | "bottom" | "last" | "first" | "highest" | "previous" | "same");
    if !matches!(word, "the" | "a" | "an") || !follows {
        return None;
    }
    let span = f.span(-1);
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`{word}` is not a word of the language"))
            .at(span, format!("write `{}` without it", one_line(next)))
            .fix(span, ""),
    )
}

/// `has any ["a"]`
fn of_missing(f: &Failure<'_>) -> Option<Diagnostic> {
    let word = f.near(-1);
    if f.near(0) != "["
        || !matches!(word, "any" | "all")
        || !matches!(f.near(-2), "has" | "have" | "contains" | "contain")
    {
        return None;
    }
    let place = f.behind();
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`{word}` is followed by `of` here"))
            .at(place, format!("write `{word} of`"))
            .fix(place, " of"),
    )
}

/// `last_seen > 30 days ago`
fn ago(f: &Failure<'_>) -> Option<Diagnostic> {
    (f.near(0) == "ago").then(|| {
        Diagnostic::new(&codes::OTHER_LANGUAGE, "there is no `ago` in this language")
            .at(f.span(0), "not a word of the language")
            .help("`days_since(x) <= 30` counts the days, and so does `x >= today() - 30 days`")
    })
}

/// `age in 30..45`
fn range_of_dots(f: &Failure<'_>) -> Option<Diagnostic> {
    let pair = f.near(0) == "." && (f.near(1) == "." || f.near(-1) == ".");
    let dots = pair || f.near(0) == "…";
    dots.then(|| {
        Diagnostic::new(&codes::OTHER_LANGUAGE, "a range is not written with dots")
            .at(f.span(0), "write `between 30 and 45`")
            .help("`x between 30 and 45` includes both ends")
    })
}
