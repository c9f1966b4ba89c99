//! Tests of a value (`= 1`, `in […]`, `is missing`) and the parts that expressions are made of.

use super::expr::{Built, one_line};
use super::*;

/// How other languages call a missing value.
const NULLS: [&str; 8] = ["null", "NULL", "Null", "None", "nil", "NaN", "undefined", "missing"];

impl Build<'_> {
    /// `value` under one test. A second test behind a first is reported.
    pub(super) fn check(&mut self, value: Built, part: Pair<'_, Rule>) -> Built {
        let span = value.expr.span.to(self.span(&part));
        if is_test(&value.expr.kind) && !value.closed {
            return self.chained(value, part, span);
        }
        let negated = part.part(Rule::kw_not).is_some();
        let sums: Vec<Built> = part.parts(Rule::sum).map(|p| self.sum(p)).collect();
        let depth = 1 + sums.iter().map(|s| s.depth).max().unwrap_or(0).max(value.depth);
        let kind = match part.as_rule() {
            Rule::compare | Rule::odd_compare => self.compare(value, &part, sums),
            Rule::between => between(value, sums, negated),
            Rule::member_of => return self.member_of(value, &part, sums, negated, span),
            Rule::text_test => text_test(value, &part, sums, negated),
            Rule::matches => self.matches(value, &part, sums, negated),
            Rule::has => has(value, &part, sums, negated),
            Rule::is => self.is(value, &part, sums, negated),
            Rule::bound => bound(value, &part, sums),
            Rule::odd_like => self.like(&part, sums, negated),
            _ => None,
        };
        self.node(span, depth, kind.unwrap_or(ExprKind::Error))
    }

    fn compare(&mut self, value: Built, part: &Pair<'_, Rule>, sums: Vec<Built>) -> Option<ExprKind> {
        let right = sums.into_iter().next()?;
        let op = match part.part(Rule::compare_op) {
            Some(op) => Spanned::new(compare_op(op.as_str()), self.span(&op)),
            None => self.colon(part),
        };
        if matches!(op.value, CompareOp::Eq | CompareOp::Ne)
            && is_null(&right.expr, self.source(right.expr.span))
        {
            let (words, negated) =
                if op.value == CompareOp::Eq { ("is missing", false) } else { ("is known", true) };
            let place = op.span.to(right.expr.span);
            self.report_null(place, &one_line(self.source(place)), words);
            return Some(ExprKind::Is { value: value.boxed(), test: IsTest::Missing, negated });
        }
        Some(ExprKind::Compare(op, value.boxed(), right.boxed()))
    }

    fn report_null(&mut self, place: Span, written: &str, words: &str) {
        self.report(
            Diagnostic::new(
                &codes::OTHER_LANGUAGE,
                format!("`{written}` asks for a missing value with a comparison"),
            )
            .at(place, format!("write `{words}`"))
            .help("nothing equals a missing value; `is missing` and `is known` ask for it")
            .fix(place, words),
        );
    }

    /// `channel: "online"` where a comparison is meant.
    fn colon(&mut self, part: &Pair<'_, Rule>) -> Spanned<CompareOp> {
        let start = self.span(part);
        let span = Span { end: start.start + 1, ..start };
        self.report(
            Diagnostic::new(&codes::OTHER_LANGUAGE, "`:` defines; `=` compares")
                .at(span, "write `=`")
                .fix(span, " ="),
        );
        Spanned::new(CompareOp::Eq, span)
    }

    fn member_of(
        &mut self,
        value: Built,
        part: &Pair<'_, Rule>,
        sums: Vec<Built>,
        negated: bool,
        span: Span,
    ) -> Built {
        if let Some(list) = sums.into_iter().next() {
            let depth = 1 + list.depth.max(value.depth);
            return self.node(
                span,
                depth,
                ExprKind::In { value: value.boxed(), list: list.boxed(), negated },
            );
        }
        let Some(rank) = part.part(Rule::rank) else {
            return Built::leaf(ExprKind::Error, span);
        };
        let top = rank.part(Rule::kw_top).is_some();
        let end = if top { RankEnd::Top } else { RankEnd::Bottom };
        match rank.part(Rule::sum).map(|p| self.sum(p)) {
            Some(share) => {
                let depth = 1 + share.depth.max(value.depth);
                let kind = ExprKind::Rank { value: value.boxed(), end, share: share.boxed(), negated };
                self.node(span, depth, kind)
            }
            None => Built::leaf(ExprKind::Error, span),
        }
    }

    fn matches(
        &mut self,
        value: Built,
        part: &Pair<'_, Rule>,
        sums: Vec<Built>,
        negated: bool,
    ) -> Option<ExprKind> {
        let pattern = match part.part(Rule::regex) {
            Some(regex) => {
                let inner = regex.as_str().strip_prefix('/').and_then(|r| r.strip_suffix('/'));
                Expr { span: self.span(&regex), kind: ExprKind::Regex(inner.unwrap_or_default().to_owned()) }
            }
            None => sums.into_iter().next()?.expr,
        };
        Some(ExprKind::Matches { value: value.boxed(), pattern: Box::new(pattern), negated })
    }

    fn is(
        &mut self,
        value: Built,
        part: &Pair<'_, Rule>,
        sums: Vec<Built>,
        negated: bool,
    ) -> Option<ExprKind> {
        let test = part.clone().into_inner().find_map(|p| match p.as_rule() {
            Rule::kw_missing => Some(IsTest::Missing),
            Rule::kw_known => Some(IsTest::Known),
            Rule::kw_true => Some(IsTest::True),
            Rule::kw_false => Some(IsTest::False),
            _ => None,
        });
        if let Some(test) = test {
            return Some(ExprKind::Is { value: value.boxed(), test, negated });
        }
        let right = sums.into_iter().next()?;
        let span = self.span(part);
        let written = one_line(self.source(span));
        let word = self.source(right.expr.span);
        if is_null(&right.expr, word) || matches!(word, "empty" | "unknown" | "blank" | "defined") {
            let missing = negated == (word == "defined");
            self.report_null(span, &written, if missing { "is missing" } else { "is known" });
            return Some(ExprKind::Is { value: value.boxed(), test: IsTest::Missing, negated: !missing });
        }
        let (sign, op) = if negated { ("!=", CompareOp::Ne) } else { ("=", CompareOp::Eq) };
        let operator = Span { end: right.expr.span.start, ..span };
        self.report(
            Diagnostic::new(
                &codes::OTHER_LANGUAGE,
                format!("`{}` does not compare", one_line(self.source(operator))),
            )
            .at(operator, format!("write `{sign}`"))
            .help("`is` asks for `missing`, `known`, `true` or `false`; `=` compares values")
            .fix(operator, format!("{sign} ")),
        );
        Some(ExprKind::Compare(Spanned::new(op, operator), value.boxed(), right.boxed()))
    }

    /// SQL's `like`: reported, and read as what its pattern says.
    fn like(&mut self, part: &Pair<'_, Rule>, sums: Vec<Built>, negated: bool) -> Option<ExprKind> {
        let right = sums.into_iter().next()?;
        let span = self.span(part);
        let not = if negated { "not " } else { "" };
        let word = part.part(Rule::kw_like);
        let word = word.map_or("like", |p| p.as_str());
        let instead = match &right.expr.kind {
            ExprKind::Text(pattern) if word.contains('~') => Some(format!("{not}matches /{pattern}/")),
            ExprKind::Text(pattern) => {
                let inner = pattern.trim_matches('%');
                let (open, close) = (pattern.starts_with('%'), pattern.ends_with('%'));
                Some(match (open, close) {
                    _ if inner.contains(['%', '_']) => format!("{not}matches /…/"),
                    (true, true) => format!("{not}contains {inner:?}"),
                    (false, true) => format!("{not}starts with {inner:?}"),
                    (true, false) => format!("{not}ends with {inner:?}"),
                    (false, false) => format!("{}= {inner:?}", if negated { "!" } else { "" }),
                })
            }
            _ => None,
        };
        let diagnostic = Diagnostic::new(&codes::OTHER_LANGUAGE, format!("`{word}` is not of this language"));
        let help = "texts are tested with `contains`, `starts with`, `ends with` and `matches /…/`";
        self.report(match instead {
            Some(right) if !right.contains('…') => {
                diagnostic.at(span, format!("write `{right}`")).help(help).fix(span, right)
            }
            Some(right) => diagnostic.at(span, format!("write `{right}`")).help(help),
            None => diagnostic.at(span, "not a test of this language").help(help),
        });
        Some(ExprKind::Error)
    }

    /// `1 < x < 5`, `a = b is true`.
    fn chained(&mut self, value: Built, part: Pair<'_, Rule>, span: Span) -> Built {
        let diagnostic = Diagnostic::new(&codes::CHAINED_TESTS, "a comparison is not compared again");
        let place = self.span(&part);
        let second = part.part(Rule::compare_op);
        let (ExprKind::Compare(first, low, middle), Some(second)) = (&value.expr.kind, second) else {
            let whole = one_line(self.source(value.expr.span));
            self.report(
                diagnostic
                    .at(place, "the second test")
                    .help(format!("put the first in parentheses, `({whole})`, or join the two with `and`")),
            );
            return Built::leaf(ExprKind::Error, span);
        };
        let high = self.span(&part);
        let high = Span { start: self.span(&second).end, ..high };
        let text = |span: Span| one_line(self.source(span));
        let (low, middle, high) = (text(low.span), text(middle.span), text(high));
        let (sign, next) = (text(first.span), second.as_str().to_owned());
        let joined = format!("{low} {sign} {middle} and {middle} {next} {high}");
        let diagnostic = match (sign.as_str(), next.as_str()) {
            ("<=", "<=") => between_help(diagnostic, place, span, &middle, &low, &high),
            (">=", ">=") => between_help(diagnostic, place, span, &middle, &high, &low),
            ("<" | "<=", "<" | "<=") | (">" | ">=", ">" | ">=") => diagnostic
                .at(place, "the second comparison")
                .help(format!("write `{joined}`; with both ends included, `{middle} between … and …`"))
                .fix(span, joined),
            _ => diagnostic
                .at(place, "the second comparison")
                .help(format!("write `{joined}`"))
                .fix(span, joined),
        };
        self.report(diagnostic);
        Built::leaf(ExprKind::Error, span)
    }
}

fn between_help(d: Diagnostic, place: Span, whole: Span, middle: &str, low: &str, high: &str) -> Diagnostic {
    let between = format!("{middle} between {low} and {high}");
    d.at(place, "the second comparison").help(format!("write `{between}`")).fix(whole, between)
}

fn is_test(kind: &ExprKind) -> bool {
    use ExprKind::*;
    matches!(
        kind,
        Compare(..)
            | Between { .. }
            | In { .. }
            | Rank { .. }
            | TextTest { .. }
            | Matches { .. }
            | Has { .. }
            | Is { .. }
            | AtMost { .. }
    )
}

fn is_null(expr: &Expr, written: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if NULLS.contains(&name.as_str()) && name == written)
}

fn compare_op(written: &str) -> CompareOp {
    match written {
        "=" => CompareOp::Eq,
        "!=" => CompareOp::Ne,
        "<" => CompareOp::Lt,
        "<=" => CompareOp::Le,
        ">" => CompareOp::Gt,
        _ => CompareOp::Ge,
    }
}

fn between(value: Built, sums: Vec<Built>, negated: bool) -> Option<ExprKind> {
    let mut sums = sums.into_iter();
    let (low, high) = (sums.next()?.boxed(), sums.next()?.boxed());
    Some(ExprKind::Between { value: value.boxed(), low, high, negated })
}

/// `any of`, `all of` or neither.
fn quantifier(part: &Pair<'_, Rule>) -> Option<Rule> {
    let quantifier = part.part(Rule::quantifier)?;
    quantifier.into_inner().next().map(|p| p.as_rule())
}

fn text_test(value: Built, part: &Pair<'_, Rule>, sums: Vec<Built>, negated: bool) -> Option<ExprKind> {
    let verb =
        part.clone().into_inner().find(|p| matches!(p.as_rule(), Rule::text_verb | Rule::text_verb_bare))?;
    let word = verb.clone().into_inner().next()?;
    let test = match (word.as_rule(), quantifier(&verb)) {
        (Rule::starts_with | Rule::start_with, _) => TextTest::StartsWith,
        (Rule::ends_with | Rule::end_with, _) => TextTest::EndsWith,
        (_, None) => TextTest::Contains,
        (_, Some(Rule::kw_any)) => TextTest::ContainsAny,
        (_, Some(_)) => TextTest::ContainsAll,
    };
    let argument = sums.into_iter().next()?.boxed();
    Some(ExprKind::TextTest { value: value.boxed(), test, argument, negated })
}

fn has(value: Built, part: &Pair<'_, Rule>, sums: Vec<Built>, negated: bool) -> Option<ExprKind> {
    let mode = match quantifier(part) {
        None => HasMode::One,
        Some(Rule::kw_any) => HasMode::Any,
        Some(_) => HasMode::All,
    };
    Some(ExprKind::Has { value: value.boxed(), mode, items: sums.into_iter().next()?.boxed(), negated })
}

fn bound(value: Built, part: &Pair<'_, Rule>, sums: Vec<Built>) -> Option<ExprKind> {
    let least = part.part(Rule::kw_least).is_some();
    Some(ExprKind::AtMost { value: value.boxed(), bound: sums.into_iter().next()?.boxed(), least })
}
