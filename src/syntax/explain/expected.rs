//! What could have stood at a place, in words for people.

use super::Failure;
use crate::syntax::grammar::Rule;
use crate::syntax::words;

/// "a value", "`:` or a title in quotes".
pub(super) fn phrase(failure: &Failure<'_>) -> String {
    if failure.expects_value() {
        return "a value".to_owned();
    }
    let mut phrases: Vec<String> = Vec::new();
    for rule in failure.expected {
        if let Some(phrase) = one(*rule)
            && !phrases.contains(&phrase)
        {
            phrases.push(phrase);
        }
    }
    match phrases.as_slice() {
        [] if failure.at_end() => "more".to_owned(),
        [] => "something else".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A value has ended, and could have gone on.
pub(super) fn operator(failure: &Failure<'_>) -> bool {
    let operators = [
        Rule::logic,
        Rule::sum_op,
        Rule::compare,
        Rule::member_of,
        Rule::text_test,
        Rule::is,
        Rule::bound,
        Rule::kw_is,
        Rule::kw_at,
        Rule::dot,
    ];
    operators.iter().any(|rule| failure.expects(*rule))
}

fn one(rule: Rule) -> Option<String> {
    Some(match rule {
        Rule::define => "`:`".to_owned(),
        Rule::body
        | Rule::dimension_body
        | Rule::assign_body
        | Rule::journey_body
        | Rule::test_body
        | Rule::stage_body
        | Rule::open_brace
        | Rule::row => "`{`".to_owned(),
        Rule::open_paren => "`(`".to_owned(),
        Rule::lint => "the name of a lint".to_owned(),
        Rule::open_list | Rule::texts | Rule::list | Rule::rows => "`[`".to_owned(),
        Rule::name | Rule::field | Rule::tier_name => "a name".to_owned(),
        Rule::text | Rule::title | Rule::plain_title | Rule::pain_point => "a text in quotes".to_owned(),
        Rule::language | Rule::translation => "a language such as `en`".to_owned(),
        Rule::number | Rule::signed => "a number".to_owned(),
        Rule::date | Rule::odd_date => "a date such as `2026-10-31`".to_owned(),
        Rule::duration => "a duration such as `30 days`".to_owned(),
        Rule::unit => "a unit such as `days`".to_owned(),
        Rule::regex => "a pattern such as `/re/`".to_owned(),
        Rule::of_table => "`of`".to_owned(),
        Rule::EOI => return None,
        Rule::comma => "`,`".to_owned(),
        Rule::weight => "`weight`".to_owned(),
        Rule::because => "`because`".to_owned(),
        Rule::during => "`during`".to_owned(),
        Rule::condition => "`where`".to_owned(),
        Rule::via => "`via`".to_owned(),
        Rule::cap => "`cap`".to_owned(),
        Rule::backed_by => "`backed by`".to_owned(),
        Rule::last | Rule::this | Rule::previous | Rule::since | Rule::before | Rule::from_to => {
            "a window such as `last 30 days`".to_owned()
        }
        other => format!("`{}`", keyword(other)?),
    })
}

/// The word that a rule `kw_word` stands for.
pub(super) fn keyword(rule: Rule) -> Option<&'static str> {
    let name = format!("{rule:?}");
    let word = name.strip_prefix("kw_")?;
    words::ALL.iter().copied().find(|known| *known == word)
}
