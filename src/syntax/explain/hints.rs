//! What goes wrong inside values and rules.

use super::{Failure, Hint, expected, openings};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::syntax::build::one_line;
use crate::syntax::grammar::Rule;
use crate::syntax::scan::Kind;
use crate::syntax::words;

pub(super) const ALL: &[Hint] = &[
    capitals,
    conditional,
    in_words,
    quantifier,
    method_call,
    infinitive,
    between_and,
    weight_word,
    keyword_slip,
    missing_value,
    missing_comma,
    missing_text,
];

/// `IN`, `NOT x`, `Between`
fn capitals(f: &Failure<'_>) -> Option<Diagnostic> {
    const SMALL: [&str; 6] = ["weight", "by", "least", "top", "bottom", "with"];
    let wrong = |distance: isize| {
        let word = f.near(distance);
        let small = word.to_lowercase();
        let known = words::is_reserved(&small) || SMALL.contains(&small.as_str());
        (f.is_word(distance) && small != word && known).then_some((distance, small))
    };
    let (distance, small) = wrong(0).or_else(|| wrong(-1))?;
    let span = f.span(distance);
    Some(
        Diagnostic::new(
            &codes::OTHER_LANGUAGE,
            format!("`{}` is written in small letters", f.near(distance)),
        )
        .at(span, format!("write `{small}`"))
        .fix(span, small),
    )
}

/// `if x then y else z`, `x ? y : z`, `case when`
fn conditional(f: &Failure<'_>) -> Option<Diagnostic> {
    let is = |d: isize| {
        f.is_word(d)
            && matches!(
                f.near(d).to_lowercase().as_str(),
                "if" | "else" | "then" | "case" | "when" | "unless"
            )
    };
    let distance = [-1, 0].into_iter().find(|d| is(*d)).or((f.near(0) == "?").then_some(0))?;
    Some(
        Diagnostic::new(&codes::OTHER_LANGUAGE, format!("there is no `{}` in this language", f.near(distance)))
            .at(f.span(distance), "not a word of the language")
            .help("`if(condition, value, otherwise)` chooses between two values; `a ?? b` gives a default; cases that score differently are a `should` each"),
    )
}

/// Comparisons in words, and how they are written.
const PHRASES: [(&[&str], &str); 36] = [
    (&["is", "greater", "than", "or", "equal", "to"], ">="),
    (&["is", "less", "than", "or", "equal", "to"], "<="),
    (&["is", "greater", "than"], ">"),
    (&["greater", "than", "or", "equal", "to"], ">="),
    (&["less", "than", "or", "equal", "to"], "<="),
    (&["is", "less", "than"], "<"),
    (&["not", "null"], "is known"),
    (&["is", "one", "of"], "in"),
    (&["is", "not", "in"], "not in"),
    (&["is", "in"], "in"),
    (&["is", "not", "between"], "not between"),
    (&["is", "between"], "between"),
    (&["one", "of"], "in"),
    (&["greater", "than"], ">"),
    (&["more", "than"], ">"),
    (&["bigger", "than"], ">"),
    (&["less", "than"], "<"),
    (&["fewer", "than"], "<"),
    (&["equal", "to"], "="),
    (&["over"], ">"),
    (&["above"], ">"),
    (&["exceeds"], ">"),
    (&["under"], "<"),
    (&["below"], "<"),
    (&["equals"], "="),
    (&["eq"], "="),
    (&["includes"], "has"),
    (&["include"], "has"),
    (&["contain"], "contains"),
    (&["begins", "with"], "starts with"),
    (&["startswith"], "starts with"),
    (&["endswith"], "ends with"),
    (&["start", "with"], "starts with"),
    (&["end", "with"], "ends with"),
    (&["match"], "matches"),
    (&["regexp"], "matches"),
];

/// Comparisons in words, and signs of other languages, behind a value.
fn in_words(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.near(0) == "&" || f.near(0) == "|" {
        let word = if f.near(0) == "&" { "and" } else { "or" };
        let span = f.span(0);
        return Some(
            Diagnostic::new(&codes::OTHER_LANGUAGE, format!("`{}` is not of this language", f.near(0)))
                .at(span, format!("write `{word}`"))
                .fix(span, word),
        );
    }
    let found = [-2, -1, 0].into_iter().find_map(|from: isize| {
        let after_value = f.index(from - 1).is_some_and(|i| f.tokens.ends_value(i));
        let reads = |phrase: &[&str]| {
            from + phrase.len() as isize > 0 && (from..).zip(phrase).all(|(d, word)| f.near(d) == *word)
        };
        let phrase = PHRASES.iter().find(|(phrase, _)| after_value && reads(phrase))?;
        Some((from, phrase))
    });
    let (from, (phrase, sign)) = found?;
    let span = f.between(from, from + phrase.len() as isize - 1);
    Some(
        Diagnostic::new(
            &codes::OTHER_LANGUAGE,
            format!("`{}` is not a test of this language", phrase.join(" ")),
        )
        .at(span, format!("write `{sign}`"))
        .fix(span, *sign),
    )
}

/// `in any of […]`, `has none of […]`, `starts with any of […]`
fn quantifier(f: &Failure<'_>) -> Option<Diagnostic> {
    let word = f.near(-1);
    if f.near(0) != "of" || !matches!(word, "any" | "all" | "none" | "one") {
        return None;
    }
    let (before, verb) = (f.near(-2), f.near(-3));
    let span = f.between(-1, 0);
    let diagnostic = Diagnostic::new(&codes::SYNTAX, format!("`{word} of` does not follow `{before}`"));
    Some(match (before, word) {
        ("in", _) => diagnostic
            .at(span, "leave it out")
            .help("`in` asks whether one of the list is meant")
            .fix(span, ""),
        ("has" | "contains", "none") => {
            let span = f.between(-2, 0);
            let right = format!("not {before} any of");
            diagnostic.at(span, format!("write `{right}`")).fix(span, right)
        }
        ("has" | "contains", _) => diagnostic.at(span, "write `any of`").fix(span, "any of"),
        ("with", _) => diagnostic
            .at(span, format!("`{verb} with` takes one text"))
            .help("join several tests with `or`, or write `matches /^(one|other)/`"),
        _ => diagnostic.at(span, "`any of` and `all of` follow `has` and `contains`"),
    })
}

/// `orders.count()`
fn method_call(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.near(0) != "(" || f.near(-2) != "." {
        return None;
    }
    let (function, object) = (f.near(-1), f.near(-3));
    Some(
        Diagnostic::new(&codes::OTHER_LANGUAGE, format!("`{function}` is not called behind a dot"))
            .at(f.between(-1, 0), format!("write `{function}({object})`"))
            .help("a function stands before what it is about"),
    )
}

/// `does not contains`
fn infinitive(f: &Failure<'_>) -> Option<Diagnostic> {
    if f.near(-1) != "not" || f.near(-2) != "does" {
        return None;
    }
    let right = match f.near(0) {
        "contains" => "contain",
        "has" => "have",
        "matches" => "match",
        "starts" => "start",
        "ends" => "end",
        _ => return None,
    };
    let span = f.span(0);
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`does not` is followed by `{right}`"))
            .at(span, format!("write `{right}`"))
            .fix(span, right),
    )
}

/// `between 1 to 5`, `between 1, 5`
fn between_and(f: &Failure<'_>) -> Option<Diagnostic> {
    if !f.expects(Rule::kw_and) || f.expects(Rule::logic) {
        let between = (1..6).find(|d| f.near(-*d) == "between")?;
        if between > 3 || f.near(0) != "," && f.near(0) != "to" {
            return None;
        }
    }
    let span = f.span(0);
    let diagnostic = Diagnostic::new(&codes::SYNTAX, "`between` has two bounds, joined by `and`");
    Some(match f.near(0) {
        "," | "to" | ".." | "until" | "or" => diagnostic.at(span, "write `and`").fix(span, " and"),
        _ => diagnostic
            .at(f.behind(), "`and` and the upper bound are missing")
            .help("write `x between 1 and 5`; both ends are included"),
    })
}

/// `should x 20`, `should x weight: …`
fn weight_word(f: &Failure<'_>) -> Option<Diagnostic> {
    let number = f.kind(0) == Some(Kind::Number)
        || (matches!(f.near(0), "-" | "+") && f.kind(1) == Some(Kind::Number));
    if !matches!(f.first(), "should" | "must" | "exclude") || f.open().is_some() {
        return None;
    }
    if f.near(-1) == "weight" && !number {
        return Some(
            Diagnostic::new(&codes::SYNTAX, "`weight` is followed by a number")
                .at(f.behind(), "the number is missing")
                .help("write `weight 20`"),
        );
    }
    if !number || !f.after_value() {
        return None;
    }
    let place = f.span(0).before();
    Some(
        Diagnostic::new(&codes::SYNTAX, "a weight follows the word `weight`")
            .at(f.span(0), format!("write `weight {}`", f.near(0)))
            .fix(place, "weight "),
    )
}

/// A word behind a value that is nearly one of the language.
fn keyword_slip(f: &Failure<'_>) -> Option<Diagnostic> {
    const OPERATORS: [&str; 19] = [
        "and", "or", "not", "in", "is", "between", "has", "contains", "starts", "ends", "matches", "does",
        "weight", "because", "where", "during", "via", "backed", "least",
    ];
    let word = f.near(0);
    if !f.is_word(0) || f.expects_value() || word.chars().count() < 3 {
        return None;
    }
    let wanted = f.expected.iter().filter_map(|rule| expected::keyword(*rule));
    let wanted = wanted.chain(openings::known_here(f).unwrap_or_default());
    let nearest = suggest::nearest(word, OPERATORS.into_iter().filter(|_| f.after_value()).chain(wanted))?;
    if nearest == word {
        return None;
    }
    let span = f.span(0);
    Some(
        Diagnostic::new(&codes::UNKNOWN_KEYWORD, format!("`{word}` is not a word of the language"))
            .at(span, format!("did you mean `{nearest}`?"))
            .fix(span, nearest),
    )
}

/// `must age >=`
fn missing_value(f: &Failure<'_>) -> Option<Diagnostic> {
    let before = f.near(-1);
    if !f.expects_value() || before.is_empty() || before == f.first() && f.piece.start != f.i {
        return rule_missing(f);
    }
    let found = match f.near(0) {
        "" | "}" => String::new(),
        word => format!(", not `{}`", one_line(word)),
    };
    let diagnostic =
        Diagnostic::new(&codes::SYNTAX, format!("a value is expected behind `{}`{found}", one_line(before)));
    Some(if f.at_end() {
        diagnostic.at(f.end(), "the value is missing")
    } else {
        diagnostic.at(f.span(0), "expected a value")
    })
}

/// `must` and nothing behind it.
fn rule_missing(f: &Failure<'_>) -> Option<Diagnostic> {
    let word = f.near(-1);
    if !f.expects_value() || !words::RULES.contains(&word) {
        return None;
    }
    let diagnostic = Diagnostic::new(&codes::SYNTAX, format!("`{word}` is followed by a rule"));
    Some(if f.at_end() {
        diagnostic.at(f.end(), "the rule is missing")
    } else {
        diagnostic.at(f.span(0), "a rule does not begin like this")
    })
}

/// `["a" "b"]`, `ramp(x 0, 1)`
fn missing_comma(f: &Failure<'_>) -> Option<Diagnostic> {
    let open = f.open()?;
    let begins = f.tokens.begins_value(f.i) || f.near(0) == "{" && f.expects(Rule::comma);
    if f.tokens.word(open) == "{" || !f.after_value() || !begins {
        return None;
    }
    let place = f.behind();
    let (before, here) = (one_line(f.near(-1)), one_line(f.near(0)));
    Some(
        Diagnostic::new(&codes::SYNTAX, format!("`{here}` follows `{before}` without a comma"))
            .at(place, "write `,` here")
            .fix(place, ","),
    )
}

/// `because better reach`, `goals [growth]`
fn missing_text(f: &Failure<'_>) -> Option<Diagnostic> {
    let text_alone = (f.expects(Rule::text) || f.expects(Rule::pain_point)) && !f.expects_value();
    if !text_alone || !f.is_word(0) || f.near(-1).is_empty() {
        return None;
    }
    let before = f.near(-1);
    Some(
        Diagnostic::new(
            &codes::SYNTAX,
            format!("a text in quotes is expected behind `{}`", one_line(before)),
        )
        .at(f.span(0), "a text stands between `\"` and `\"`"),
    )
}
