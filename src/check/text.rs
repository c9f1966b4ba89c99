//! `contains`, `starts with`, `ends with`, `matches`.

use super::names::Kind;
use super::paths::{Place, Scope};
use super::{Checker, constants, words};
use crate::catalog::{Normalize, normalize::normalize};
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast, TextTest};

impl<'a> Checker<'a> {
    pub fn text_test(
        &mut self,
        scope: Scope,
        value: &ast::Expr,
        test: TextTest,
        argument: &ast::Expr,
        negated: bool,
    ) -> Option<ExprKind> {
        let word = match test {
            TextTest::Contains => "contains",
            TextTest::ContainsAny => "contains any of",
            TextTest::ContainsAll => "contains all of",
            TextTest::StartsWith => "starts with",
            TextTest::EndsWith => "ends with",
        };
        let value = self.expr(scope, value);
        let needles = match test {
            TextTest::ContainsAny | TextTest::ContainsAll => {
                self.list(scope, argument, word).map(|l| l.values.into_iter().zip(l.spans).collect())
            }
            _ => self.needle(scope, argument, word),
        };
        let (value, needles): (_, Vec<(Constant, Span)>) = (value?, needles?);
        self.is_text(&value, word)?;
        let steps = self.domain(&value).map(|d| d.normalize).unwrap_or_default();
        let needles: Vec<Option<String>> = needles
            .into_iter()
            .map(|(needle, span)| self.part_of_text(&needle, span, word, &steps))
            .collect();
        let needles = needles.into_iter().collect::<Option<_>>()?;
        Some(ExprKind::TextTest { value: Box::new(value), test, needles, negated })
    }

    fn needle(&mut self, scope: Scope, argument: &ast::Expr, word: &str) -> Option<Vec<(Constant, Span)>> {
        if let Ast::List(_) = &argument.kind {
            let help = match word {
                "contains" => "write `contains any of […]` or `contains all of […]`".to_owned(),
                _ => format!("write one rule for each, joined by `or`: `x {word} \"a\" or x {word} \"b\"`"),
            };
            self.error(&codes::LIST, format!("`{word}` takes one text"), argument.span, "a list", help);
            return None;
        }
        let value = self.expr(Scope { beside_text: true, ..scope }, argument)?;
        match self.constant_of(&value) {
            Some(constant) => Some(vec![(constant, argument.span)]),
            None => {
                let label = self.is_what(&value);
                let help = format!("write the text in quotes, or name a param: `{word} \"…\"`");
                self.error(
                    &codes::NOT_CONSTANT,
                    format!("`{word}` takes a constant text"),
                    argument.span,
                    label,
                    help,
                );
                None
            }
        }
    }

    fn part_of_text(
        &mut self,
        needle: &Constant,
        span: Span,
        word: &str,
        steps: &[Normalize],
    ) -> Option<String> {
        let Constant::Text(text) = needle else {
            let ty = constants::type_of(needle);
            let message = format!("`{word}` takes a text, and this is {}", words::a_type(ty));
            let help = format!("write it as a text: `\"{}\"`", words::constant(needle));
            self.error(&codes::TYPES_DIFFER, message, span, words::a_type(ty), help);
            return None;
        };
        // A part of a text may begin or end with a space, so only the letters are made alike.
        let steps: Vec<Normalize> = steps.iter().copied().filter(|s| *s != Normalize::Trim).collect();
        let normal = normalize(text, &steps);
        if normal.is_empty() {
            let help = "write the letters to look for; `is known` asks whether there is a text at all";
            self.error(&codes::EMPTY, format!("every text {word} nothing"), span, "an empty text", help);
            return None;
        }
        Some(normal)
    }

    fn is_text(&mut self, value: &Expr, word: &str) -> Option<()> {
        if value.ty == Type::Text {
            return Some(());
        }
        let name = self.called(value).unwrap_or("…".into());
        let help = match value.ty {
            Type::List => format!("ask for an item: `{name} has \"…\"`"),
            ty if ty.is_numeric() => format!("compare it with a number: `{name} >= 1`"),
            Type::Date | Type::Datetime => {
                format!("use `year({name})`, `month({name})` or a comparison with a date")
            }
            _ => "use a text column".into(),
        };
        let message = format!("`{word}` looks into a text, and this is {}", words::a_type(value.ty));
        let label = self.is_what(value);
        self.error(&codes::TYPES_DIFFER, message, value.span, label, help);
        None
    }

    /// `title matches /re/`, `account matches mid_market`.
    pub fn matches(
        &mut self,
        scope: Scope,
        value: &ast::Expr,
        pattern: &ast::Expr,
        negated: bool,
        span: Span,
    ) -> Option<Expr> {
        if let Ast::Regex(regex) = &pattern.kind {
            let value = self.expr(scope, value);
            self.pattern(regex, pattern.span)?;
            let value = value?;
            self.is_text(&value, "matches")?;
            let kind = ExprKind::Matches { value: Box::new(value), pattern: regex.clone(), negated };
            return Some(self.make(scope.table, span, Type::Bool, kind));
        }
        if scope.place == Place::Row
            && let Some((table, way)) = self.owner_path(scope.table, value)
        {
            let matched = self.owner_matches(table, pattern)?;
            let rule = self.wrap_relations(&way, matched, span);
            return Some(if negated {
                self.make(scope.table, span, Type::Bool, ExprKind::Not(Box::new(rule)))
            } else {
                rule
            });
        }
        let help = match &pattern.kind {
            Ast::Error => return None,
            Ast::Name(name) if self.names.is_unreadable(name) => return None,
            Ast::Text(text) => {
                format!("write the pattern between slashes: `/{text}/`, or use `contains \"{text}\"`")
            }
            Ast::Name(name) if self.names.find(name).is_some() => {
                format!(
                    "`x matches COHORT` asks about an owner, as in `account matches {name}`; here write `{name}`"
                )
            }
            _ => "write a pattern between slashes, as in `title matches /director/`".into(),
        };
        self.error(&codes::OUT_OF_PLACE, "`matches` needs a pattern", pattern.span, "not a pattern", help);
        None
    }

    /// The cohort that the owner must be in.
    fn owner_matches(&mut self, table: usize, pattern: &ast::Expr) -> Option<Expr> {
        let name = match &pattern.kind {
            Ast::Error => return None,
            Ast::Name(name) => name,
            _ => {
                let help = "name a cohort: `account matches mid_market`";
                self.error(
                    &codes::OUT_OF_PLACE,
                    "a row matches a cohort",
                    pattern.span,
                    "not a cohort",
                    help,
                );
                return None;
            }
        };
        let is_cohort = |k: Kind| matches!(k, Kind::Cohort(c) if c != ast::CohortKind::Score);
        let Some(id) = self.names.find(name) else {
            let known = self.names.of_kind(is_cohort);
            let help = match self.nearest(name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.nameless => return None,
                None => format!("the cohorts are {}", words::list(&known)),
            };
            self.error(
                &codes::UNKNOWN_NAME,
                format!("there is no cohort `{name}`"),
                pattern.span,
                "not declared",
                help,
            );
            return None;
        };
        self.ready(id, pattern.span)?;
        let kind = self.names.decls[id].kind;
        if !is_cohort(kind) && !matches!(kind, Kind::Cohort(_)) {
            let message = format!("`{name}` is {}, not a cohort", kind.a_word());
            let help = format!("write `owner.{name}` for a feature or segment of the owner");
            self.error(&codes::OTHER_KIND, message, pattern.span, kind.a_word(), help);
            return None;
        }
        if self.names.decls[id].table == Some(table) {
            // A score has no members; `reference` says so.
            return self.reference(Scope::row(table), id, pattern.span);
        }
        let there = self.names.decls[id].table.map_or("", |t| self.table_name(t));
        let here = self.table_name(table);
        let diagnostic = Diagnostic::new(
            &codes::WRONG_ENTITY,
            format!("{} `{name}` is about `{there}`, and the owner is of `{here}`", kind.word()),
        )
        .at(pattern.span, format!("needed: a cohort of `{here}`"))
        .at(self.declared_at(id), format!("declared for `{there}`"))
        .help(format!("name a cohort of `{here}`"));
        self.report(diagnostic);
        None
    }

    /// Compiles a pattern, once.
    fn pattern(&mut self, regex: &str, span: Span) -> Option<()> {
        if self.patterns.contains(regex) {
            return Some(());
        }
        match regex::Regex::new(regex) {
            Ok(_) => {
                self.patterns.insert(regex.to_owned());
                Some(())
            }
            Err(error) => {
                let (message, offset) = pattern_error(&error, regex);
                let at = match offset {
                    // One more for the slash in front.
                    Some(offset) => Span { start: span.start + 1 + offset as u32, end: span.end, ..span },
                    None => span,
                };
                let at = Span { end: at.end.min(at.start + 1).max(at.start), ..at };
                let at = if offset.is_some() { at } else { span };
                self.error(
                    &codes::PATTERN,
                    format!("the pattern does not read: {message}"),
                    at,
                    "here",
                    "`\\` takes the next sign as it is, as in `\\(`; look-around and back-references do not exist",
                );
                None
            }
        }
    }
}

/// The reason and the byte where it lies, from a message of several lines with a caret below the pattern.
fn pattern_error(error: &regex::Error, pattern: &str) -> (String, Option<usize>) {
    let text = error.to_string();
    if let regex::Error::CompiledTooBig(_) = error {
        return ("it is too big".into(), None);
    }
    let message =
        text.lines().rev().find_map(|l| l.trim().strip_prefix("error: ")).unwrap_or("it is malformed");
    let caret = text.lines().find(|l| !l.trim().is_empty() && l.trim().chars().all(|c| c == '^'));
    let offset = caret.and_then(|line| {
        let column = line.find('^')?.checked_sub(4)?;
        pattern.char_indices().nth(column).map(|(at, _)| at)
    });
    (message.to_owned(), offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_in_a_pattern_is_found() {
        #[allow(clippy::invalid_regex)]
        let error = regex::Regex::new("总监|(vp").unwrap_err();
        assert_eq!(pattern_error(&error, "总监|(vp"), ("unclosed group".into(), Some(7)));
    }
}
