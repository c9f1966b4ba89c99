use super::Portion;
use serde::{Deserialize, Serialize};

/// How many texts, and people, a theme is found in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeResult {
    /// As it is declared.
    pub name: String,
    /// The table of the texts.
    pub table: String,
    /// The table of the people who wrote.
    pub entity: String,
    /// How a text belongs to a person, where there are several ways; `None` where the texts stand in the people's own rows.
    pub relation: Option<String>,
    /// Everyone, then each cohort.
    pub groups: Vec<ThemeGroup>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeGroup {
    /// `None`: the population.
    pub cohort: Option<String>,
    /// Rows that belong to these people.
    pub rows: Option<u64>,
    /// Rows without a text: the theme's rule is not known of them.
    pub without_text: Option<u64>,
    /// Texts with the theme, of all texts.
    pub texts: Option<Portion>,
    /// People with at least one such text, of the people with at least one text.
    pub people: Option<Portion>,
    /// At most three, the most recent first; none where texts may not be quoted or the theme is about too few people.
    pub examples: Vec<String>,
}

/// How many examples a theme has.
const EXAMPLES: usize = 3;
/// The longest example, in characters.
const LONGEST: usize = 200;

/// The text of an example: the columns' texts, cut to 200 characters.
pub fn example<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let whole = texts.into_iter().map(str::trim).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
    if whole.chars().nth(LONGEST).is_none() {
        return whole;
    }
    let head: String = whole.chars().take(LONGEST - 1).collect();
    format!("{}…", head.trim_end())
}

/// The first few that differ.
pub fn examples<'a>(in_order: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::new();
    for text in in_order {
        if chosen.len() == EXAMPLES {
            break;
        }
        if !text.is_empty() && !chosen.iter().any(|c| c == text) {
            chosen.push(text.to_owned());
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_short_and_differ() {
        assert_eq!(example([" late ", "", "two days"]), "late · two days");
        let long = example(["长".repeat(300).as_str()]);
        assert_eq!(long.chars().count(), 200);
        assert!(long.ends_with('…'));
        assert_eq!(example(["x".repeat(200).as_str()]), "x".repeat(200));
        assert_eq!(examples(["a", "a", "", "b", "c", "d"]), ["a", "b", "c"]);
    }
}
