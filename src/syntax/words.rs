//! The words of the language, for recovery and for messages. The grammar has its own copy of each: a test holds them together.

/// Words that begin a declaration.
pub(super) const DECLARATIONS: [&str; 12] = [
    "param", "feature", "segment", "icp", "persona", "score", "assign", "grid", "journey", "theme", "metric",
    "test",
];

/// Words that begin a rule.
pub(super) const RULES: [&str; 3] = ["must", "should", "exclude"];

/// The dimension blocks that need no `dimension` in front.
pub(super) const DIMENSIONS: [&str; 10] = [
    "demographics",
    "geographics",
    "socioeconomics",
    "psychographics",
    "behavior",
    "needs",
    "value",
    "technographics",
    "firmographics",
    "engagement",
];

/// Words between `profile` and its brace.
pub(super) const PROFILES: [&str; 5] = ["demographic", "psychographic", "behavioral", "behavioural", "buyer"];

/// Other words that begin a line of a cohort's body, with the sign that follows them (`a`: a name; `"`: a text, also in several languages).
pub(super) const MEMBERS: [(&str, char); 17] = [
    ("title", ':'),
    ("icp", ':'),
    ("owner", ':'),
    ("version", ':'),
    ("status", ':'),
    ("review", ':'),
    ("tiers", '{'),
    ("profile", '{'),
    ("goals", '['),
    ("channels", '['),
    ("criteria", '['),
    ("pain_points", '{'),
    ("story", '"'),
    ("claim", '"'),
    ("expect", '{'),
    ("evidence", '{'),
    ("dimension", 'a'),
];

/// Words that cannot be bare names.
pub(super) const RESERVED: [&str; 23] = [
    "and", "or", "not", "in", "is", "between", "has", "contains", "starts", "ends", "matches", "does",
    "true", "false", "must", "should", "exclude", "because", "where", "during", "via", "of", "backed",
];

/// Words that go on with a value or a rule where they stand at the beginning of a line.
pub(super) const CONTINUING: [&str; 14] = [
    "weight", "because", "backed", "with", "by", "like", "least", "most", "top", "bottom", "any", "all",
    "to", "as",
];

/// Every word that the grammar knows as `kw_…`.
pub(super) const ALL: [&str; 78] = [
    "all",
    "allow",
    "among",
    "and",
    "any",
    "as",
    "assign",
    "at",
    "backed",
    "because",
    "before",
    "between",
    "bottom",
    "by",
    "cap",
    "claim",
    "contain",
    "contains",
    "dimension",
    "does",
    "during",
    "end",
    "ends",
    "evidence",
    "expect",
    "false",
    "from",
    "given",
    "grid",
    "has",
    "have",
    "highest",
    "icp",
    "in",
    "is",
    "journey",
    "known",
    "last",
    "least",
    "like",
    "link",
    "match",
    "matches",
    "missing",
    "most",
    "n",
    "not",
    "of",
    "or",
    "owner",
    "pain_points",
    "pains",
    "param",
    "previous",
    "priority",
    "profile",
    "review",
    "score",
    "since",
    "stage",
    "start",
    "starts",
    "status",
    "story",
    "test",
    "this",
    "tiers",
    "title",
    "to",
    "top",
    "touchpoints",
    "true",
    "undecided",
    "version",
    "via",
    "weight",
    "where",
    "with",
];

pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// A line whose first word stands at its very beginning and declares something.
pub(super) fn begins_declaration(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    !line.starts_with(char::is_whitespace)
        && DECLARATIONS.contains(&first)
        && words.next().is_some_and(|name| {
            !is_reserved(name) && name.starts_with(|c: char| c.is_alphanumeric() || "_`\"".contains(c))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: &str = include_str!("../../grammar/persona.pest");

    /// The words in quotes in the body of a rule of the grammar.
    fn quoted(rule: &str) -> Vec<&'static str> {
        let body = GRAMMAR.split(&format!("\n{rule} ")).nth(1).unwrap().split("\n}").next().unwrap();
        let body = body.split_once(" }\n").map_or(body, |(line, _)| line);
        let words = body.split('"').skip(1).step_by(2);
        words.filter(|word| word.chars().all(|c| c.is_alphabetic() || c == '_')).collect()
    }

    #[test]
    fn the_lists_agree_with_the_grammar() {
        let mut reserved = quoted("reserved");
        assert_eq!(reserved.pop(), Some("weight"), "a word only where a number follows");
        assert_eq!(sorted(reserved), sorted(RESERVED.to_vec()));
        assert_eq!(quoted("rule_word"), RULES);
        assert_eq!(quoted("dimension_word"), DIMENSIONS);
        let mut declarations = [quoted("definition_word"), quoted("cohort_word")].concat();
        declarations.extend(["param", "assign", "grid", "journey", "test"]);
        assert_eq!(sorted(declarations), sorted(DECLARATIONS.to_vec()));
        let keywords: Vec<&str> = GRAMMAR
            .lines()
            .filter_map(|line| Some(line.strip_prefix("kw_")?.split(' ').next().unwrap()))
            .collect();
        assert_eq!(keywords, ALL);
        let lists = quoted("list_word");
        for (member, _) in MEMBERS {
            assert!(ALL.contains(&member) || lists.contains(&member), "{member}");
        }
    }

    fn sorted(mut words: Vec<&str>) -> Vec<&str> {
        words.sort_unstable();
        words
    }
}
