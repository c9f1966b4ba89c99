//! English.

mod grade;
mod nouns;
mod rows;
mod rules;

pub use grade::grade;
pub(super) use rows::window;

use super::Prose;
use super::words::joined;
use crate::documents::format::points;
use crate::model::Expr;
use crate::syntax::ast::RuleKind;

/// What a phrase stands in.
#[derive(Debug, Clone, Copy)]
struct At<'s> {
    /// Whose values: empty for the person (or row) that the sentence is about, else `the account`.
    owner: &'s str,
    /// Who does what a verb says, where nobody is named: empty for the person, `the order` inside a condition on rows.
    row: &'s str,
    /// More of the sentence follows, so that what could run on stands in parentheses.
    tight: bool,
}

struct English<'p, 'a>(&'p Prose<'a>);

pub fn clause(prose: &Prose, expr: &Expr, negated: bool) -> String {
    English(prose).clause(expr, negated, At { owner: "", row: "", tight: false })
}

pub fn noun(prose: &Prose, expr: &Expr) -> String {
    English(prose).noun(expr, At { owner: "", row: "", tight: true })
}

pub fn at_least(n: u32, of: usize, negated: bool) -> String {
    let s = if n == 1 && !negated { "s" } else { "" };
    let count = if negated { format!("fewer than {n}") } else { format!("at least {n}") };
    format!("{count} of these {of} hold{s}:")
}

pub fn lead(kind: RuleKind, weight: i64, grade: bool) -> String {
    let amount = match weight.abs() {
        100 => "1 point".to_owned(),
        w => format!("{} points", points(w)),
    };
    let verb = if weight < 0 { "Costs" } else { "Scores" };
    match kind {
        RuleKind::Must => "Must".to_owned(),
        RuleKind::Exclude => "Never".to_owned(),
        RuleKind::Should if grade => format!("{verb} up to {amount}"),
        RuleKind::Should => format!("{verb} {amount}"),
    }
}

impl<'s> At<'s> {
    fn tight(self) -> Self {
        At { tight: true, ..self }
    }

    /// `the account has`, or only `has`.
    fn subject(self, verb: &str) -> String {
        let who = if self.owner.is_empty() { self.row } else { self.owner };
        if who.is_empty() { verb.to_owned() } else { format!("{who} {verb}") }
    }

    fn possessive(self, thing: &str) -> String {
        match self.owner {
            "" => thing.to_owned(),
            owner if owner.ends_with('s') => format!("{owner}’ {thing}"),
            owner => format!("{owner}’s {thing}"),
        }
    }
}

/// Clauses side by side; where one of them has commas, semicolons part them.
fn sequence(clauses: &[String], word: &str) -> String {
    if clauses.len() > 1 && clauses.iter().any(|c| c.contains(", ")) {
        return joined(clauses, ("; ", &format!("; {word} ")));
    }
    joined(clauses, (", ", &format!(" {word} ")))
}
