//! The functions of the language in words. `{0}` is the first argument, `{all}` the list of them, `{?0}` a rule.

use crate::documents::text::Lang;

/// Name, English, Chinese.
const PHRASES: &[(&str, &str, &str)] = &[
    ("abs", "the absolute value of {0}", "{0}的绝对值"),
    ("age", "the age by {0}", "按{0}计算的周岁"),
    ("ceil", "{0} rounded up", "{0}（向上取整）"),
    ("date", "the day of {0}", "{0}的日期"),
    ("day", "the day of the month of {0}", "{0}的日（每月第几天）"),
    ("days_between", "the days from {0} to {1}", "从{0}到{1}的天数"),
    ("days_since", "the days since {0}", "{0}至今的天数"),
    ("floor", "{0} rounded down", "{0}（向下取整）"),
    ("greatest", "the greatest of {all}", "{all}中的最大值"),
    ("if", "({1} if {?0}, else {2})", "（{?0}时取{1}，否则取{2}）"),
    ("items", "the number of items in {0}", "{0}的项数"),
    ("least", "the smallest of {all}", "{all}中的最小值"),
    ("length", "the number of characters in {0}", "{0}的字符数"),
    ("ln", "the natural logarithm of {0}", "{0}的自然对数"),
    ("log10", "the base-10 logarithm of {0}", "{0}以 10 为底的对数"),
    ("lower", "{0} in small letters", "{0}（转为小写）"),
    ("month", "the month of {0}", "{0}的月份"),
    ("months_since", "the full months since {0}", "{0}至今的整月数"),
    ("round", "{0} rounded (decimals: {1})", "{0}（保留 {1} 位小数）"),
    ("sqrt", "the square root of {0}", "{0}的平方根"),
    ("today", "the as-of date", "数据截止日"),
    ("trim", "{0} without spaces around it", "{0}（去掉首尾空格）"),
    ("upper", "{0} in capital letters", "{0}（转为大写）"),
    ("weekday", "the weekday of {0} (1 Monday to 7 Sunday)", "{0}是星期几（1 为周一，7 为周日）"),
    ("year", "the year of {0}", "{0}的年份"),
];

/// The phrase of a function; one without a phrase is said as it is written.
pub fn phrase(name: &str, lang: Lang) -> String {
    match (PHRASES.iter().find(|(n, ..)| *n == name), lang) {
        (Some((_, en, _)), Lang::En) => (*en).to_owned(),
        (Some((.., zh)), Lang::Zh) => (*zh).to_owned(),
        (None, Lang::En) => format!("{name}({{all}})"),
        (None, Lang::Zh) => format!("{name}（{{all}}）"),
    }
}

/// The pieces of a phrase: text, and places for arguments.
pub enum Piece<'a> {
    Text(&'a str),
    Value(usize),
    Rule(usize),
    All,
}

pub fn pieces(phrase: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = phrase;
    while let Some(open) = rest.find('{') {
        found.push(Piece::Text(&rest[..open]));
        let end = rest[open..].find('}').map_or(rest.len(), |e| open + e);
        let place = &rest[open + 1..end];
        found.push(match place.strip_prefix('?') {
            Some(rule) => Piece::Rule(rule.parse().unwrap_or(0)),
            None => place.parse().map_or(Piece::All, Piece::Value),
        });
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    found.push(Piece::Text(rest));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_its_words() {
        for builtin in crate::builtins::ALL {
            assert!(PHRASES.iter().any(|(name, ..)| *name == builtin.name), "no phrase for {}", builtin.name);
        }
        for (name, ..) in PHRASES {
            assert!(crate::builtins::find(name).is_some(), "{name} is no function");
        }
    }
}
