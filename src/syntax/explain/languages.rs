//! What goes wrong in texts in several languages: `{ en: "…", zh: "…" }`.

use super::{Failure, Hint};
use crate::diagnostics::{Diagnostic, codes};
use crate::source::language;
use crate::syntax::build::one_line;
use crate::syntax::grammar::Rule;
use crate::syntax::scan::Kind;
use crate::syntax::words;

pub(super) const ALL: &[Hint] =
    &[language_missing, definition_in_braces, title_in_head, list_by_language, point_by_language];

/// The brace of a text in several languages, if one is open where reading stopped.
fn open_text(f: &Failure<'_>) -> Option<usize> {
    f.open().filter(|&open| f.tokens.word(open) == "{")
}

/// `{ "Price", zh: "价格" }`
fn language_missing(f: &Failure<'_>) -> Option<Diagnostic> {
    let open = open_text(f)?;
    let nameless = f.kind(-1) == Some(Kind::Text) && f.expects(Rule::define) && f.near(0) != ":";
    if !nameless || open + 2 != f.i && !matches!(f.near(-2), "," | "\"") && f.kind(-2) != Some(Kind::Text) {
        return None;
    }
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("the language of {} is missing", one_line(f.near(-1))))
            .at(f.span(-1), "in which language?")
            .help("each text stands behind its language: `{ en: \"…\", zh: \"…\" }`"),
    )
}

/// `segment l { x }`: no title, but a body where none can be.
fn definition_in_braces(f: &Failure<'_>) -> Option<Diagnostic> {
    const WITHOUT_BODY: [&str; 5] = ["feature", "segment", "metric", "theme", "grid"];
    let open = open_text(f)?;
    let first = f.first();
    let title = f.what == Rule::only_item && f.expects(Rule::define) && f.i == open + 2;
    if !title || !WITHOUT_BODY.contains(&first) || language::check(f.near(-1)).is_ok() {
        return None;
    }
    let name = f.tokens.word(open - 1);
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`{first}` has no braces"))
            .at(f.token_span(open), "`:` stands here")
            .help(format!("write `{first} {name}: …`")),
    )
}

/// `persona x { en: "…" zh: "…" must … }`: the languages of a title among the lines of the body.
fn title_in_head(f: &Failure<'_>) -> Option<Diagnostic> {
    let lines = matches!(f.what, Rule::only_member | Rule::only_line | Rule::only_stage);
    let text = matches!(f.near(1), ":" | "=") && f.kind(2) == Some(Kind::Text);
    if !lines || f.i != f.piece.start || !text || language::check(f.first()).is_err() {
        return None;
    }
    if words::RULES.contains(&f.first()) {
        return None;
    }
    let (first, last) = (f.index(0)?, f.index(2)?);
    Some(
        Diagnostic::new(&codes::MISPLACED, format!("`{}` begins nothing here", f.first()))
            .at(f.token_span(first).to(f.token_span(last)), "a text in one of several languages")
            .help("a title in several languages is one line: `title: { en: \"…\", zh: \"…\" }`"),
    )
}

/// `goals { en: ["…"], zh: ["…"] }`
fn list_by_language(f: &Failure<'_>) -> Option<Diagnostic> {
    let list = f.expects(Rule::texts) || f.expects(Rule::open_list) || f.expects(Rule::text);
    let (brace, bracket) = match f.near(0) {
        "{" => (0, 3),
        "[" => (-3, 0),
        _ => return None,
    };
    let languages = f.near(brace) == "{" && f.near(bracket) == "[" && matches!(f.near(brace + 2), ":" | "=");
    if !list || !languages || language::check(f.near(brace + 1)).is_err() {
        return None;
    }
    Some(
        Diagnostic::new(&codes::SYNTAX, "a list in several languages names the languages of each item")
            .at(f.span(bracket), "a list for one language")
            .help("write `[{ en: \"…\", zh: \"…\" }, { en: \"…\", zh: \"…\" }]`"),
    )
}

/// `pain_points { en: "…", zh: "…" }`
fn point_by_language(f: &Failure<'_>) -> Option<Diagnostic> {
    let language = matches!(f.near(1), ":" | "=") && language::check(f.near(0)).is_ok();
    if !f.expects(Rule::pain_point) || !language {
        return None;
    }
    Some(
        Diagnostic::new(&codes::SYNTAX, "a pain point in several languages has braces of its own")
            .at(f.span(0), "`{` stands before the first language, `}` behind the last text")
            .help("write `pain_points { { en: \"…\", zh: \"…\" } }`"),
    )
}
