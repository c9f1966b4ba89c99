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

/// Other words that begin a line of a cohort's body, with the sign that follows them.
pub(super) const MEMBERS: [(&str, char); 17] = [
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
    ("weight", '0'),
];

/// Words that cannot be bare names.
pub(super) const RESERVED: [&str; 22] = [
    "and", "or", "not", "in", "is", "between", "has", "contains", "starts", "ends", "matches", "does",
    "true", "false", "must", "should", "exclude", "because", "where", "during", "via", "of",
];

pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word) || word == "backed"
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
