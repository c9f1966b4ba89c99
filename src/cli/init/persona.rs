//! The text of a first spec.

use super::material::{self, Material};
use super::yaml::{padding, with_comments};
use crate::engine::infer::{Inference, TableGuess};
use unicode_width::UnicodeWidthStr;

/// A name as rules write it.
pub(super) fn name(name: &str) -> String {
    const RESERVED: [&str; 24] = [
        "and", "or", "not", "in", "is", "between", "has", "contains", "starts", "ends", "matches", "does",
        "true", "false", "must", "should", "exclude", "because", "where", "during", "via", "of", "backed",
        "missing",
    ];
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut chars = name.chars();
    let begins = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || is_han(c));
    let plain = begins && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || is_han(c));
    if plain && !RESERVED.contains(&name) { name.to_owned() } else { format!("`{name}`") }
}

pub(super) fn write(inference: &Inference) -> String {
    match inference.entity {
        Some(entity) => spec(inference, entity),
        None => NO_ENTITY.to_owned(),
    }
}

const NO_ENTITY: &str = "\
# No table has a column that names its rows, so there is nobody yet whom a persona could be about.
# Give one of them a `key` in personac.yaml; then replace this file by something like
#
#   icp ideal_customer \"Ideal customer\" {
#     must   orders_count >= 2
#     should total_amount in top 20%   weight 100
#     tiers { A: 75  B: 50  C: 0 }
#   }
";

const NEXT: &str = "
# Next steps
#   * Say who matters: replace these rules by what you know of your best customers.
#   * Write a second persona, and let the better fit win:
#       assign primary_persona { among [first_persona, second_persona]  by highest score }
#   * Say what must stay true, in a cohort: expect { size between 5% and 20% }
";

fn spec(inference: &Inference, entity: usize) -> String {
    let guess = &inference.tables[entity];
    let material = material::gather(inference, entity);
    let key = guess.key.map_or("", |k| guess.columns[k].facts.example.as_str());
    let mut out = format!(
        "# A first spec over {}, written by `personac init`: its numbers come from the data, the meaning is yours to give.\n",
        name(&guess.name),
    );
    let command = |text: String, what: &str| (format!("#   {text}"), what.to_owned());
    out.push_str(&with_comments(
        &[
            command("personac run".to_owned(), "who is in, and what are they like?"),
            command(
                format!("personac explain ideal_customer --key {}", shell(key)),
                "why is this one in, or out?",
            ),
        ],
        usize::MAX,
    ));
    out.push('\n');
    for (declaration, doc) in &material.features {
        out.push_str(&format!("## {doc}\n{declaration}\n"));
    }
    if !material.features.is_empty() {
        out.push('\n');
    }
    out.push_str(&icp(&material, guess));
    out.push('\n');
    out.push_str(&persona(&material, guess));
    out + NEXT
}

/// A rule and what stands behind it.
struct Rule {
    word: &'static str,
    rule: String,
    tail: String,
}

impl Rule {
    fn must(rule: impl Into<String>) -> Rule {
        Rule { word: "must", rule: rule.into(), tail: String::new() }
    }

    fn should(rule: impl Into<String>, tail: String) -> Rule {
        Rule { word: "should", rule: rule.into(), tail }
    }
}

fn icp(material: &Material, guess: &TableGuess) -> String {
    let mut rules: Vec<Rule> = material.splits.first().map(Rule::must).into_iter().collect();
    let weights: &[u32] = match material.graded.len() {
        0 | 1 => &[100],
        2 => &[60, 40],
        _ => &[50, 30, 20],
    };
    for ((rule, because), weight) in material.graded.iter().zip(weights) {
        rules.push(Rule::should(rule, format!("weight {weight}  because \"{because}\"")));
    }
    if rules.is_empty() {
        rules.extend(beginning(guess, 0));
    }
    let tiers = match material.graded.len() {
        0 => "",
        // It holds or it does not.
        1 => "  tiers { A: 75  B: 0 }\n",
        _ => "  tiers { A: 75  B: 50  C: 0 }\n",
    };
    format!(
        "## Who you build for. `must` decides who is in, `should` adds to the score.\n\
         icp ideal_customer \"Ideal customer\" {{\n  behavior {{\n{}  }}\n{tiers}}}\n",
        aligned(&rules, "    "),
    )
}

fn persona(material: &Material, guess: &TableGuess) -> String {
    let second = material.again.as_ref().or(material.splits.get(1)).cloned();
    // The ICP's own beginning is another one, where the table has two.
    let bare = material.splits.is_empty() && material.graded.is_empty();
    let mut rules = match second {
        Some(rule) => vec![Rule::must(rule)],
        None => beginning(guess, usize::from(bare)),
    };
    if let Some(rank) = &material.rank {
        rules.push(Rule::should(format!("{rank} in top 20%"), "weight 60".to_owned()));
        // The first split is the ICP's, and the second may stand above.
        let third = if material.again.is_some() { 1 } else { 2 };
        rules.extend(material.splits.get(third).map(|rule| Rule::should(rule, "weight 40".to_owned())));
    }
    format!(
        "## One kind of them, told as a person.\n\
         persona first_persona \"Give them a name\" {{\n\
         \x20 icp: ideal_customer\n\
         {}\
         \x20 # profile   {{ name: \"…\"  age: 35  quote: \"…\" }}\n\
         \x20 # goals     [\"What do they want to get done?\"]\n\
         \x20 # channels  [\"Where do you reach them?\"]\n}}\n",
        aligned(&rules, "  "),
    )
}

/// A rule that holds for nearly everyone, to begin with: the `nth` column that can be missing has a value. Without such a column it is the key,
/// which everybody has, and the spec says that this is meant.
fn beginning(guess: &TableGuess, nth: usize) -> Vec<Rule> {
    let usable = |i: &usize| !guess.columns[*i].column.sensitive && !guess.columns[*i].column.pii;
    let open: Vec<usize> =
        (0..guess.columns.len()).filter(usable).filter(|i| guess.key != Some(*i)).collect();
    let known = |i: usize| Rule::must(format!("{} is known", name(&guess.columns[i].column.name)));
    if let Some(&column) = open.get(nth) {
        return vec![known(column)];
    }
    // Then the ICP begins with the key, too.
    let repeats = if nth > 0 && open.is_empty() { ", duplicate-rule" } else { "" };
    let allow = Rule {
        word: "",
        rule: format!("allow(constant-rule{repeats})"),
        tail: "because \"a beginning: put a rule of your own in its place\"".to_owned(),
    };
    vec![allow, known(guess.key.unwrap_or(0))]
}

/// Rules with their weights below each other.
fn aligned(rules: &[Rule], indent: &str) -> String {
    let weighted = rules.iter().filter(|r| !r.tail.is_empty() && !r.word.is_empty());
    let width = weighted.map(|r| r.rule.width()).max().unwrap_or(0);
    let line = |r: &Rule| {
        if r.word.is_empty() {
            return format!("{indent}{}  {}\n", r.rule, r.tail);
        }
        let line = format!("{indent}{:<6} {}{}  {}", r.word, r.rule, padding(&r.rule, width), r.tail);
        format!("{}\n", line.trim_end())
    };
    rules.iter().map(line).collect()
}

/// A key as a word of a command line.
fn shell(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if plain { key.to_owned() } else { format!("'{}'", key.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_rules_cannot_take_bare_stand_in_back_quotes() {
        assert_eq!(name("tenure"), "tenure");
        assert_eq!(name("客户"), "客户");
        for quoted in ["Customer ID", "is", "2nd", "省/自治区", "naïve", ""] {
            assert_eq!(name(quoted), format!("`{quoted}`"));
        }
    }

    #[test]
    fn keys_survive_a_shell() {
        assert_eq!(shell("7590-VHVEG"), "7590-VHVEG");
        assert_eq!(shell("Acme Corporation"), "'Acme Corporation'");
        assert_eq!(shell("O'Neil"), "'O'\\''Neil'");
    }
}
