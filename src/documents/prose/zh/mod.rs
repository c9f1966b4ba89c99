//! 中文. Chinese, as people in marketing operations write it: full-width punctuation, conditions before what they
//! describe, measure words, and a space between Chinese and Latin letters or digits.

mod grade;
mod nouns;
mod rows;
mod rules;

pub use grade::grade;
pub(super) use rows::window;

use super::Prose;
use crate::documents::format::points;
use crate::model::Expr;
use crate::syntax::ast::RuleKind;

/// What a phrase stands in.
#[derive(Debug, Clone, Copy)]
struct At<'s> {
    /// Whose values: empty for the person (or row) that the sentence is about, else `所属 account`.
    owner: &'s str,
    /// Inside another phrase: no commas, and groups stand in parentheses.
    tight: bool,
}

struct Chinese<'p, 'a>(&'p Prose<'a>);

pub fn clause(prose: &Prose, expr: &Expr, negated: bool) -> String {
    Chinese(prose).clause(expr, negated, At { owner: "", tight: false })
}

pub fn noun(prose: &Prose, expr: &Expr) -> String {
    Chinese(prose).noun(expr, At { owner: "", tight: true })
}

pub fn at_least(n: u32, of: usize, negated: bool) -> String {
    if negated {
        format!("以下 {of} 项中，满足的少于 {n} 项：")
    } else if n as usize == of {
        format!("以下 {of} 项全部满足：")
    } else {
        format!("以下 {of} 项中至少满足 {n} 项：")
    }
}

pub fn lead(kind: RuleKind, weight: i64, grade: bool) -> String {
    let amount = points(weight.abs());
    match (kind, weight < 0, grade) {
        (RuleKind::Must, ..) => "必须".to_owned(),
        (RuleKind::Exclude, ..) => "排除".to_owned(),
        (RuleKind::Should, false, false) => format!("加 {amount} 分"),
        (RuleKind::Should, false, true) => format!("最多加 {amount} 分"),
        (RuleKind::Should, true, false) => format!("扣 {amount} 分"),
        (RuleKind::Should, true, true) => format!("最多扣 {amount} 分"),
    }
}

impl<'s> At<'s> {
    fn tight(self) -> Self {
        At { tight: true, ..self }
    }

    fn possessive(self, thing: &str) -> String {
        if self.owner.is_empty() { thing.to_owned() } else { glue(&[self.owner, "的", thing]) }
    }
}

/// Puts pieces together, with a space where a Chinese character meets a Latin letter or a digit.
fn glue(pieces: &[&str]) -> String {
    let mut text = String::new();
    for piece in pieces {
        if let (Some(left), Some(right)) = (text.chars().next_back(), piece.chars().next())
            && ((is_han(left) && is_latin(right)) || (is_latin(left) && is_han(right)))
        {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_latin(c: char) -> bool {
    (c.is_alphanumeric() && !is_han(c)) || matches!(c, '%' | '−' | '/')
}
