//! What goes wrong at the beginning of a declaration or line: its keyword, its name, the sign that follows.

use super::{Failure, Hint};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::syntax::build::one_line;
use crate::syntax::grammar::Rule;
use crate::syntax::scan::Kind;
use crate::syntax::words;

pub(super) const ALL: &[Hint] = &[
    stray_bracket,
    nested_declaration,
    unknown_keyword,
    reserved_name,
    text_for_name,
    name_missing,
    missing_define,
    kind_of_profile,
    missing_brace,
    of_behind_title,
];

/// `allow overdue-review`, `allow: [overdue-review]`
pub(super) fn allow(f: &Failure<'_>) -> Option<Diagnostic> {
    let next = f.piece.start + 1;
    let here = matches!(f.what, Rule::only_item | Rule::only_member | Rule::only_stage);
    // Not a column of that name.
    let begins = f.first() == "allow"
        && (matches!(f.tokens.word(next), "(" | "[" | ":") || f.tokens.begins_value(next));
    (here && begins).then(|| {
        Diagnostic::new(&codes::ALLOW, "this `allow` does not read")
            .at(f.token_span(f.piece.start), "a lint in brackets, and a reason")
            .help("write `allow(overdue-review) because \"…\"`, above what it is about")
    })
}

/// `persona` inside a persona.
fn nested_declaration(f: &Failure<'_>) -> Option<Diagnostic> {
    let nested = f.piece.start != f.whole.start && f.tokens.declares(f.piece.start);
    nested.then(|| {
        let outer = f.tokens.word(f.whole.start);
        Diagnostic::new(&codes::MISPLACED, format!("`{}` stands inside of `{outer}`", f.first()))
            .at(f.token_span(f.piece.start), "declarations stand outside of everything")
            .at(f.token_span(f.whole.start), "this one is still open")
            .help("close the outer one first")
    })
}

/// A `)` or `}` without a partner.
fn stray_bracket(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.kind(0) != Some(Kind::Close) || f.open().is_some() || f.expects_value() {
        return None;
    }
    let span = f.span(0);
    let diagnostic = Diagnostic::new(&codes::UNCLOSED, format!("`{}` closes nothing", f.near(0)));
    Some(diagnostic.at(span, "nothing is open here").fix(span, ""))
}

/// A line or declaration that begins with a word nobody knows.
fn unknown_keyword(f: &Failure<'_>) -> Option<Diagnostic> {
    let known = known_here(f)?;
    let word = f.first();
    if f.i != f.piece.start || known.contains(&word) {
        return None;
    }
    let top = f.what == Rule::only_item;
    let span = f.token_span(f.piece.start);
    if !top && is_rule_without_keyword(f) {
        return Some(
            Diagnostic::new(&codes::UNKNOWN_KEYWORD, "a rule needs a word in front that says what it does")
                .at(span, "`must`, `should` or `exclude`?")
                .help("`must` keeps, `exclude` drops, `should … weight 20` scores")
                .fix(span.before(), "must "),
        );
    }
    let diagnostic =
        Diagnostic::new(&codes::UNKNOWN_KEYWORD, format!("`{}` begins nothing here", one_line(word)));
    let meant = suggest::nearest(word, known.iter().copied()).or_else(|| synonym(word, top));
    if let Some(meant) = meant.filter(|_| f.is_word(0)) {
        return Some(diagnostic.at(span, format!("did you mean `{meant}`?")).fix(span, meant));
    }
    let next = f.near(1);
    Some(diagnostic.at(span, "not a word that begins a line").help(if top && next == ":" {
        format!("a definition says what it is: `feature {word}: …`, `segment {word}: …` or `param {word}: …`")
    } else if top {
        format!("declarations begin with {}", list(&known))
    } else if next == "{" {
        format!("a block of your own begins with `dimension {word} \"Title\" {{`")
    } else if next == ":" && f.what == Rule::only_member {
        "what is told about the person stands in `profile { … }`".to_owned()
    } else {
        format!("a line begins with {} here", list(&known))
    }))
}

fn is_rule_without_keyword(f: &Failure<'_>) -> bool {
    let operator =
        matches!(
            f.near(1),
            "=" | "!=" | "<" | "<=" | ">" | ">=" | "(" | "." | "and" | "or" | "in" | "is" | "has"
        ) || matches!(f.near(1), "between" | "contains" | "starts" | "ends" | "matches" | "does" | "not");
    f.what == Rule::only_member && f.tokens.is_name(f.i) && (operator || f.near(1) == "weight")
        || matches!(f.first(), "not" | "at")
}

/// The words that can begin this piece.
pub(super) fn known_here(f: &Failure<'_>) -> Option<Vec<&'static str>> {
    Some(match f.what {
        Rule::only_item => words::DECLARATIONS.to_vec(),
        Rule::only_stage => vec!["stage"],
        Rule::only_step => vec!["given", "expect"],
        Rule::only_line => vec!["among", "by", "at", "title"],
        Rule::only_member => {
            let members = words::MEMBERS.iter().map(|(word, _)| *word);
            words::RULES.iter().copied().chain(words::DIMENSIONS).chain(members).collect()
        }
        _ => return None,
    })
}

/// Words that people bring along.
fn synonym(word: &str, top: bool) -> Option<&'static str> {
    let small = word.to_lowercase();
    Some(match (small.as_str(), top) {
        ("let" | "const" | "set" | "parameter" | "variable" | "var", true) => "param",
        ("def" | "define" | "calc" | "attribute" | "field" | "column", true) => "feature",
        ("cohort" | "group" | "audience" | "list", true) => "segment",
        ("profile" | "buyer", true) => "persona",
        ("kpi" | "measure", true) => "metric",
        ("require" | "requires" | "required" | "where" | "include" | "filter" | "and", false) => "must",
        ("prefer" | "nice" | "could" | "want" | "boost", false) => "should",
        ("without" | "except" | "not" | "drop" | "disqualify", false) => "exclude",
        ("behaviour" | "behaviors" | "behaviours", false) => "behavior",
        ("pains" | "painpoints" | "frustrations", false) => "pain_points",
        ("objectives" | "motivations", false) => "goals",
        _ => return None,
    })
}

/// A reserved word where a name is declared, or where a value should stand and a comparison follows.
fn reserved_name(f: &Failure<'_>) -> Option<Diagnostic> {
    let word = f.near(0);
    let name_alone = f.expects(Rule::name) && !f.expects_value();
    let compared = f.expects_value()
        && (matches!(
            f.near(1),
            "=" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "," | ")" | "]" | "in" | "between"
        ) || f.near(1).is_empty())
        && !matches!(
            word,
            "and" | "or" | "not" | "must" | "should" | "exclude" | "because" | "where" | "during"
        );
    if !f.is_word(0) || !words::is_reserved(word) || !(name_alone || compared) {
        return None;
    }
    let span = f.span(0);
    Some(
        Diagnostic::new(
            &codes::RESERVED_WORD,
            format!("`{word}` is a word of the language and no bare name"),
        )
        .at(span, format!("as a name it stands in back quotes: `` `{word}` ``"))
        .fix(span, format!("`{word}`")),
    )
}

/// `score: x`
fn name_missing(f: &Failure<'_>) -> Option<Diagnostic> {
    let declares = f.i == f.piece.start + 1 && matches!(f.what, Rule::only_item | Rule::only_head);
    if !declares || !f.expects(Rule::name) || f.kind(0) == Some(Kind::Text) {
        return None;
    }
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`{}` is followed by a name", f.first()))
            .at(f.behind(), "the name is missing here"),
    )
}

/// `persona "Sarah" {`: the name is missing, or in quotes.
fn text_for_name(f: &Failure<'_>) -> Option<Diagnostic> {
    if !f.expects(Rule::name) || f.expects_value() || f.kind(0) != Some(Kind::Text) {
        return None;
    }
    let text = f.near(0).trim_matches('"');
    let word: String =
        text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect::<String>();
    let word = word.trim_matches('_').to_owned();
    let span = f.span(0);
    let bare = word.chars().next().is_some_and(|c| c.is_alphabetic()) && !words::is_reserved(&word);
    let diagnostic =
        Diagnostic::new(&codes::SYNTAX, "a name stands without quotes").at(span, "a text, not a name");
    Some(if f.i == f.piece.start + 1 && matches!(f.what, Rule::only_item | Rule::only_head) && bare {
        let (first, written) = (f.first(), f.near(0));
        diagnostic
            .help(format!("the name comes first, then the title: `{first} {word} {written}`"))
            .fix(span.before(), format!("{word} "))
    } else if bare && word == text {
        diagnostic.help(format!("write `{word}`")).fix(span, word)
    } else {
        diagnostic.help(format!("a name with spaces or signs stands in back quotes: `` `{text}` ``"))
    })
}

/// `segment urban city_tier = …`: the sign that defines is missing.
fn missing_define(f: &Failure<'_>) -> Option<Diagnostic> {
    if !f.expects(Rule::define) {
        return None;
    }
    let name = f.near(-1);
    if matches!(f.near(0), "{") {
        return Some(
            Diagnostic::new(&codes::SYNTAX, format!("`{}` has no braces", f.first()))
                .at(f.span(0), "`:` stands here")
                .help(format!("write `{}: …`", definition(f))),
        );
    }
    let place = f.behind();
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`:` is missing behind `{}`", one_line(name)))
            .at(place, "write `:` here")
            .help(format!("a definition is `{}: value`", definition(f)))
            .fix(place, ":"),
    )
}

/// What stands before the missing sign: the keyword and the name, or inside brackets the name alone.
fn definition(f: &Failure<'_>) -> String {
    let from = if f.open().is_some() { -1 } else { f.piece.start as isize - f.i as isize };
    one_line(f.written(from, -1))
}

/// `persona x must …`: the brace is missing.
fn missing_brace(f: &Failure<'_>) -> Option<Diagnostic> {
    let braces = [
        Rule::body,
        Rule::dimension_body,
        Rule::assign_body,
        Rule::journey_body,
        Rule::test_body,
        Rule::open_brace,
    ];
    if !braces.iter().any(|rule| f.expects(*rule)) {
        return None;
    }
    let word = f.first();
    let place = f.behind();
    if f.near(0) == ":" {
        return Some(
            Diagnostic::new(&codes::SYNTAX, format!("`{word}` has a body in braces"))
                .at(f.span(0), "write `{` and, behind the last line, `}`"),
        );
    }
    if f.is_word(0) && f.near(0) == "of"
        || f.kind(0) == Some(Kind::Text)
        || f.index(0).is_some_and(|i| f.tokens.declares(i))
    {
        return None;
    }
    let empty = f.at_end() || f.near(0) == "}";
    let diagnostic = Diagnostic::new(&codes::SYNTAX, format!("`{{` is missing behind `{}`", definition(f)));
    Some(if empty {
        diagnostic.at(place, "its body is missing").help(format!("write `{} {{ … }}`", definition(f)))
    } else {
        diagnostic.at(place, "write `{` here").fix(place, " {")
    })
}

/// `profile byer {`
fn kind_of_profile(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.what != Rule::only_member || f.first() != "profile" || f.i != f.piece.start + 1 || !f.is_word(0) {
        return None;
    }
    let word = f.near(0);
    // One of the two spellings is enough to say.
    let kinds: Vec<&str> = words::PROFILES.into_iter().filter(|kind| *kind != "behavioural").collect();
    let small = word.to_lowercase();
    let meant = suggest::nearest(&small, kinds.iter().copied()).or(match small.as_str() {
        "demographics" | "demography" | "person" => Some("demographic"),
        "psychographics" | "psychology" | "mind" => Some("psychographic"),
        "behavior" | "behaviour" | "behaviors" | "usage" => Some("behavioral"),
        "buying" | "purchase" | "purchasing" | "customer" => Some("buyer"),
        _ => None,
    });
    let message = format!("`{}` is no kind of profile", one_line(word));
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEYWORD, message);
    let help = format!("there are {}; `profile {{` alone tells of the person", all_of(&kinds));
    Some(match meant {
        Some(meant) => {
            diagnostic.at(f.span(0), format!("did you mean `{meant}`?")).help(help).fix(f.span(0), meant)
        }
        None => diagnostic.at(f.span(0), "none of the four kinds").help(help),
    })
}

/// `persona x "Title" of accounts {`
fn of_behind_title(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.near(0) != "of" || f.kind(-1) != Some(Kind::Text) {
        return None;
    }
    let (title, table) = (f.near(-1), f.near(1));
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`of {table}` stands behind the title"))
            .at(f.span(0), "it stands before the title")
            .help(format!("write `of {table} {title}`"))
            .fix(f.between(-1, 1), format!("of {table} {title}")),
    )
}

fn list(words: &[&str]) -> String {
    joined(words, "or")
}

fn all_of(words: &[&str]) -> String {
    joined(words, "and")
}

fn joined(words: &[&str], last_by: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} {last_by} {last}", first.join(", ")),
        other => other.concat(),
    }
}
