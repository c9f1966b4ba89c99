//! Rules as sentences, in English and Chinese, made from the model.
//!
//! What must hold: a sentence says exactly what the rule does, no more and no less, and can be read in one way only. What people
//! wrote (labels, titles, values) is quoted or stands as a name; nothing of it is read as grammar.
//!
//! [`en`] and [`zh`] are two grammars over the same expressions, each exhaustive: a new kind of expression does not compile until
//! both can say it. [`words`] is what they share: names, units, constants.

mod en;
mod functions;
mod glossary;
mod units;
mod words;
mod zh;

#[cfg(test)]
mod tests;

pub use glossary::{Definition, Term};
pub use units::Unit;
pub use words::{cohort_title, humanised};

use super::text::Lang;
use crate::catalog::Catalog;
use crate::model::{Expr, ExprKind, Program, Rule};
use crate::syntax::ast::RuleKind;

/// A rule as one sentence; lists inside it stand in parentheses.
pub fn sentence(program: &Program, catalog: &Catalog, expr: &Expr, lang: Lang) -> String {
    Prose::new(program, catalog, lang).sentence(expr).flat(lang)
}

/// Speaks about one program in one language.
#[derive(Debug, Clone, Copy)]
pub struct Prose<'a> {
    pub program: &'a Program,
    pub catalog: &'a Catalog,
    pub lang: Lang,
}

/// A sentence, or the opening of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Without a full stop; what stands before a list ends in a colon.
    pub text: String,
    pub items: Vec<Sentence>,
}

impl Sentence {
    fn plain(text: String) -> Self {
        Sentence { text, items: Vec::new() }
    }

    /// All in one line.
    pub fn flat(&self, lang: Lang) -> String {
        if self.items.is_empty() {
            return self.text.clone();
        }
        let items: Vec<String> = self
            .items
            .iter()
            .map(|item| match (item.items.is_empty(), lang) {
                (true, _) => item.flat(lang),
                (false, Lang::En) => format!("({})", item.flat(lang)),
                (false, Lang::Zh) => format!("（{}）", item.flat(lang)),
            })
            .collect();
        match lang {
            Lang::En => format!("{} {}", self.text, items.join("; ")),
            Lang::Zh => format!("{}{}", self.text, items.join("；")),
        }
    }
}

/// A rule of a cohort: what it does, when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    pub kind: RuleKind,
    /// `Must`, `Never`, `Scores up to 15 points`.
    pub lead: String,
    pub sentence: Sentence,
    /// As the team wrote it.
    pub because: Option<String>,
}

impl RuleLine {
    /// `Must: age is between 30 and 45 — because …`
    pub fn flat(&self, lang: Lang) -> String {
        let rule = self.flat_without_reason(lang);
        match (self.because.as_deref().map(super::clean::line), lang) {
            (None, _) => rule,
            (Some(why), Lang::En) => format!("{rule} — because {why}"),
            (Some(why), Lang::Zh) => format!("{rule}（原因：{why}）"),
        }
    }

    /// `Must: age is between 30 and 45`
    pub fn flat_without_reason(&self, lang: Lang) -> String {
        let rule = self.sentence.flat(lang);
        match lang {
            Lang::En => format!("{}: {rule}", self.lead),
            Lang::Zh => format!("{}：{rule}", self.lead),
        }
    }
}

impl<'a> Prose<'a> {
    pub fn new(program: &'a Program, catalog: &'a Catalog, lang: Lang) -> Self {
        Prose { program, catalog, lang }
    }

    /// A rule; a list of rules becomes a list of sentences.
    pub fn sentence(&self, expr: &Expr) -> Sentence {
        match self.listed(expr, false) {
            Some(list) => list,
            None => Sentence::plain(self.clause(expr, false)),
        }
    }

    fn clause(&self, expr: &Expr, negated: bool) -> String {
        match self.lang {
            Lang::En => en::clause(self, expr, negated),
            Lang::Zh => zh::clause(self, expr, negated),
        }
    }

    /// A value's name: `the number of orders in the last 12 months`.
    pub fn noun(&self, expr: &Expr) -> String {
        match self.lang {
            Lang::En => en::noun(self, expr),
            Lang::Zh => zh::noun(self, expr),
        }
    }

    /// `at least n of`, and `and`/`or` of three or more or of what has parts itself, as a list.
    fn listed(&self, expr: &Expr, negated: bool) -> Option<Sentence> {
        let (rules, text) = match (&expr.kind, negated) {
            (ExprKind::Not(rule), _) => return self.listed(rule, !negated),
            (ExprKind::AtLeast { n, rules }, _) => {
                let text = match self.lang {
                    Lang::En => en::at_least(*n, rules.len(), negated),
                    Lang::Zh => zh::at_least(*n, rules.len(), negated),
                };
                let items = rules.iter().map(|r| self.sentence(r)).collect();
                return Some(Sentence { text, items });
            }
            (ExprKind::And(rules), false) | (ExprKind::Or(rules), true) => (rules, self.text_all(true)),
            (ExprKind::Or(rules), false) | (ExprKind::And(rules), true) => (rules, self.text_all(false)),
            _ => return None,
        };
        let has_parts = |rule: &Expr| match &rule.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.len() > 1,
            ExprKind::AtLeast { .. } => true,
            _ => false,
        };
        if rules.len() < 3 && !rules.iter().any(has_parts) {
            return None;
        }
        let items = rules
            .iter()
            .map(|rule| {
                let plain = || Sentence::plain(self.clause(rule, negated));
                self.listed(rule, negated).unwrap_or_else(plain)
            })
            .collect();
        Some(Sentence { text, items })
    }

    fn text_all(&self, all: bool) -> String {
        match (self.lang, all) {
            (Lang::En, true) => "all of these hold:",
            (Lang::En, false) => "at least one of these holds:",
            (Lang::Zh, true) => "同时满足以下各项：",
            (Lang::Zh, false) => "满足以下任意一项：",
        }
        .to_owned()
    }

    /// A line of a cohort's rules.
    pub fn rule_line(&self, rule: &Rule) -> RuleLine {
        let lead = match self.lang {
            Lang::En => en::lead(rule.kind, rule.weight, rule.rule.is_grade()),
            Lang::Zh => zh::lead(rule.kind, rule.weight, rule.rule.is_grade()),
        };
        let sentence = match rule.kind {
            RuleKind::Should if rule.rule.is_grade() => Sentence::plain(match self.lang {
                Lang::En => en::grade(self, &rule.rule, Some(rule.weight)),
                Lang::Zh => zh::grade(self, &rule.rule, Some(rule.weight)),
            }),
            RuleKind::Should | RuleKind::Must | RuleKind::Exclude => self.sentence(&rule.rule),
        };
        RuleLine {
            kind: rule.kind,
            lead,
            sentence,
            because: rule.because.as_ref().map(|b| b.get(self.lang).to_owned()),
        }
    }
}
