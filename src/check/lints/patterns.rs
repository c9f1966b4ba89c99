//! The lints `empty-pattern` and `letter-case`: regular expressions that match any text, and texts in a case that a column never has.

use super::Look;
use crate::catalog::{Column, Normalize};
use crate::diagnostics::{Diagnostic, codes};
use crate::model::{Expr, ExprKind};

pub(super) fn lint(look: &mut Look<'_>) {
    let program = look.program;
    let cohorts = program.cohorts.iter();
    let rules = cohorts.clone().flat_map(|c| c.rules.iter().map(|r| &r.rule));
    let about = cohorts.flat_map(|c| {
        let backed = c.narrative.pain_points.iter().filter_map(|p| p.backed_by.as_ref());
        c.claims.iter().map(|c| &c.rule).chain(&c.expects).chain(backed)
    });
    let values = program.features.iter().map(|f| &f.value).chain(program.metrics.iter().map(|m| &m.value));
    let more = program.segments.iter().map(|s| &s.rule).chain(program.themes.iter().map(|t| &t.rule));
    let stages = program.journeys.iter().flat_map(|j| &j.stages).map(|s| &s.rule);
    let tables = program.populations.iter().flat_map(|p| p.population.iter().chain(&p.consent));
    for expr in rules.chain(about).chain(values).chain(more).chain(stages).chain(tables) {
        look.patterns(expr);
    }
}

impl Look<'_> {
    fn patterns(&mut self, expr: &Expr) {
        if let ExprKind::Matches { value, pattern, .. } = &expr.kind {
            if matches_everything(pattern) {
                let name = self.called(value).unwrap_or_else(|| "the text".into());
                self.found.push(
                    Diagnostic::new(&codes::EMPTY_PATTERN, "this pattern matches every text")
                        .at(expr.span, "it is satisfied with nothing at all")
                        .help(format!(
                            "ask for at least one sign (`+` for `*`), or write `{name} is known` if that is meant"
                        )),
                );
            } else if let (Some(column), Some(capital)) = (self.lowered(value), capital(pattern)) {
                let message =
                    format!("`{}` is in small letters, and this pattern asks for `{capital}`", column.name);
                let help = match pattern.contains('[') {
                    true => "write the pattern in small letters".to_owned(),
                    false => format!("write `/{}/`", lowered(pattern)),
                };
                let diagnostic = Diagnostic::new(&codes::LETTER_CASE, message)
                    .at(expr.span, "what asks for a capital never matches")
                    .at(column.span, "`normalize` makes its letters small");
                self.found.push(diagnostic.help(help));
            }
        }
        expr.children().into_iter().for_each(|child| self.patterns(child));
    }

    /// The column that a value is, if its letters are made small.
    fn lowered(&self, value: &Expr) -> Option<&Column> {
        match &value.kind {
            ExprKind::Column(c) => {
                let column = &self.catalog.tables[value.table].columns[*c];
                column.normalize.contains(&Normalize::Lower).then_some(column)
            }
            ExprKind::Parent { value, .. } => self.lowered(value),
            ExprKind::Feature(f) => self.lowered(&self.program.features[*f].value),
            _ => None,
        }
    }
}

/// Whether a search finds something in any text: an empty match that stands nowhere in particular, or only at one end.
fn matches_everything(pattern: &str) -> bool {
    let at_start = pattern.contains('^') || pattern.contains("\\A");
    let at_end = pattern.contains('$') || pattern.contains("\\z");
    let at_words = pattern.contains("\\b") || pattern.contains("\\B");
    if at_words || (at_start && at_end) {
        return false;
    }
    regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(""))
}

/// The first capital that a pattern asks for as it stands: not in a class, not behind a backslash, and letters of both cases not
/// meant alike.
fn capital(pattern: &str) -> Option<char> {
    if pattern.contains("(?") {
        // Flags and names of groups.
        return None;
    }
    let mut chars = pattern.chars();
    let mut class = 0usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                // `\p{Lu}`, `\x{41}`: what is in the braces is no letter that is asked for.
                if matches!(chars.next(), Some('p' | 'P' | 'x' | 'u' | 'U')) {
                    return None;
                }
            }
            '[' => class += 1,
            ']' => class = class.saturating_sub(1),
            // A letter whose small form is another one, as normalising makes it.
            c if class == 0 && c.is_uppercase() && !c.to_lowercase().eq([c]) => return Some(c),
            _ => {}
        }
    }
    None
}

/// Only what is no escape: `\W` and `\w` are two things.
fn lowered(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut escaped = false;
    for c in pattern.chars() {
        match escaped {
            true => out.push(c),
            false => out.extend(c.to_lowercase()),
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_match_everything() {
        for pattern in [".*", "a*", "(vp|)", "^x?", "x?$", "(?i)a*|b", ""] {
            assert!(matches_everything(pattern), "{pattern}");
            for text in ["", "b", "something else", "文"] {
                assert!(regex::Regex::new(pattern).unwrap().is_match(text), "{pattern} on {text}");
            }
        }
        for pattern in [".+", "^$", "^a*$", "\\b", "\\Bx*", "a|b"] {
            assert!(!matches_everything(pattern), "{pattern}");
        }
    }

    #[test]
    fn capitals_that_are_asked_for() {
        assert_eq!(capital("vp|Head"), Some('H'));
        for pattern in ["[A-Z]+", "(?i)VP", "\\W\\S", "\\p{Lu}", "vp"] {
            assert_eq!(capital(pattern), None, "{pattern}");
        }
        assert_eq!(lowered("\\bVP\\W"), "\\bvp\\W");
    }
}
