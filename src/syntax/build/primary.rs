//! What stands between operators: literals, names, lists, parentheses, calls.

use super::expr::Built;
use super::*;

impl Build<'_> {
    pub(super) fn primary(&mut self, pair: Pair<'_, Rule>) -> Built {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::at_least => return self.at_least(&pair, span),
            Rule::paren => return self.paren(&pair, span),
            Rule::list => return self.list(&pair, span),
            Rule::call => return self.call(&pair, span),
            Rule::date | Rule::odd_date => self.date(&pair).map(|d| ExprKind::Date(d.value)),
            Rule::duration => self.duration(&pair).map(ExprKind::Duration),
            Rule::percent => {
                let number = pair.into_inner().next();
                number.and_then(|n| self.decimal(&n)).map(ExprKind::Percent)
            }
            Rule::number => self.number(&pair),
            Rule::text => Some(ExprKind::Text(self.text(&pair).value)),
            Rule::local => self.local(&pair).map(|t| ExprKind::Local(Box::new(t.value))),
            Rule::boolean => Some(ExprKind::Bool(pair.as_str() == "true")),
            _ => Some(self.bare_name(&pair, span)),
        };
        Built::leaf(kind.unwrap_or(ExprKind::Error), span)
    }

    fn number(&mut self, pair: &Pair<'_, Rule>) -> Option<ExprKind> {
        let decimal = self.decimal(pair)?;
        let whole = !pair.as_str().contains('.');
        Some(if whole { ExprKind::Int(decimal.digits) } else { ExprKind::Number(decimal) })
    }

    fn bare_name(&mut self, pair: &Pair<'_, Rule>, span: Span) -> ExprKind {
        let small = match pair.as_str() {
            "True" | "TRUE" => "true",
            "False" | "FALSE" => "false",
            written => return ExprKind::Name(plain_name(written)),
        };
        self.report(
            Diagnostic::new(
                &codes::OTHER_LANGUAGE,
                format!("`{}` is written in small letters", pair.as_str()),
            )
            .at(span, format!("write `{small}`"))
            .fix(span, small),
        );
        ExprKind::Bool(small == "true")
    }

    fn at_least(&mut self, pair: &Pair<'_, Rule>, span: Span) -> Built {
        let mut n = None;
        let mut rules = Vec::new();
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::number => n = self.whole(&part),
                Rule::list => rules = self.items(&part),
                _ => {}
            }
        }
        let Some(n) = n else { return Built::leaf(ExprKind::Error, span) };
        let depth = 1 + rules.iter().map(|r| r.depth).max().unwrap_or(0);
        let rules = rules.into_iter().map(|r| r.expr).collect();
        self.node(span, depth, ExprKind::AtLeast { n, rules })
    }

    fn items(&mut self, pair: &Pair<'_, Rule>) -> Vec<Built> {
        let items: Vec<_> = pair.parts(Rule::expr).collect();
        items.into_iter().map(|p| self.logic(p, false)).collect()
    }

    fn list(&mut self, pair: &Pair<'_, Rule>, span: Span) -> Built {
        let items = self.items(pair);
        let depth = 1 + items.iter().map(|r| r.depth).max().unwrap_or(0);
        self.node(span, depth, ExprKind::List(items.into_iter().map(|i| i.expr).collect()))
    }

    /// Parentheses leave no node, but the span then includes them. Several values in them are another language's list.
    fn paren(&mut self, pair: &Pair<'_, Rule>, span: Span) -> Built {
        let inner: Vec<_> = pair.parts(Rule::expr).collect();
        let many = inner.len() > 1 || pair.as_str().trim_end_matches(')').trim_end().ends_with(',');
        let mut built: Vec<Built> = inner.into_iter().map(|p| self.logic(p, true)).collect();
        if many && self.thousands(span) {
            return Built::leaf(ExprKind::Error, span);
        }
        if many {
            let written = self.source(span);
            let list = format!("[{}]", &written[1..written.len() - 1]);
            self.report(
                Diagnostic::new(&codes::OTHER_LANGUAGE, "a list stands in square brackets")
                    .at(span, "write `[…]`")
                    .fix(span, list),
            );
            let depth = 1 + built.iter().map(|r| r.depth).max().unwrap_or(0);
            return self.node(span, depth, ExprKind::List(built.into_iter().map(|i| i.expr).collect()));
        }
        match built.pop() {
            Some(only) => Built { expr: Expr { span, ..only.expr }, depth: only.depth + 1, closed: true },
            None => Built::leaf(ExprKind::Error, span),
        }
    }

    /// `(income >= 1,299)`: a number with a comma between its digits, not a list.
    fn thousands(&mut self, span: Span) -> bool {
        let written = self.source(span).to_owned();
        let Some((before, after)) = written.split_once(',') else { return false };
        let from = before.len() - before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let rest = after.bytes().take_while(|b| b.is_ascii_digit() || *b == b',').count();
        let groups: Vec<&str> = after[..rest].split(',').collect();
        if from == before.len() || groups.iter().any(|group| group.len() != 3) {
            return false;
        }
        let place = Span {
            start: span.start + from as u32,
            end: span.start + (before.len() + 1 + rest) as u32,
            ..span
        };
        let number = &written[from..before.len() + 1 + rest];
        let plain = number.replace(',', "_");
        self.report(
            Diagnostic::new(
                &codes::BAD_NUMBER,
                format!("`{}` is not how a number is written", one_line(number)),
            )
            .at(place, format!("write `{plain}`"))
            .help("digits are grouped by `_`; a comma separates values")
            .fix(place, plain),
        );
        true
    }

    fn call(&mut self, pair: &Pair<'_, Rule>, span: Span) -> Built {
        let mut function = None;
        let mut args: Vec<Expr> = Vec::new();
        let mut named: Vec<(Name, Expr)> = Vec::new();
        let (mut via, mut during, mut filter) = (None, None, None);
        let mut depth = 0;
        for part in pair.clone().into_inner() {
            let place = self.span(&part);
            match part.as_rule() {
                Rule::function => function = self.name_in(&part, Rule::name),
                Rule::expr => {
                    let built = self.logic(part, false);
                    depth = depth.max(built.depth);
                    args.push(built.expr);
                }
                Rule::named => {
                    let Some(name) = self.name_in(&part, Rule::name) else { continue };
                    let Some(value) = self.inner_logic(&part) else { continue };
                    depth = depth.max(value.depth);
                    if named.iter().any(|(n, _)| n.value == name.value) {
                        self.once(&mut Some(()), (), place, &format!("`{}:`", name.value));
                    } else {
                        named.push((name, value.expr));
                    }
                }
                Rule::via => {
                    if let Some(name) = self.name_in(&part, Rule::name) {
                        self.once(&mut via, name, place, "`via`");
                    }
                }
                Rule::condition => {
                    let Some(rule) = self.inner_logic(&part) else { continue };
                    depth = depth.max(rule.depth);
                    self.once(&mut filter, rule.expr, place, "`where`");
                }
                Rule::during => {
                    if let Some(window) = self.window(&part) {
                        self.once(&mut during, window, place, "`during`");
                    }
                }
                _ => {}
            }
        }
        let Some(function) = function else { return Built::leaf(ExprKind::Error, span) };
        let call = Call { function, args, named, via, during, filter };
        self.node(span, depth + 1, ExprKind::Call(Box::new(call)))
    }

    fn inner_logic(&mut self, pair: &Pair<'_, Rule>) -> Option<Built> {
        let inner = pair.part(Rule::expr)?;
        Some(self.logic(inner, false))
    }

    fn window(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Window>> {
        let window = pair.clone().into_inner().find(|p| p.as_rule() != Rule::kw_during)?;
        let span = self.span(&window);
        let form = window.as_rule();
        let parts: Vec<_> = window
            .into_inner()
            .filter(|p| matches!(p.as_rule(), Rule::duration | Rule::unit | Rule::date | Rule::odd_date))
            .collect();
        let first = parts.first()?;
        let window = match form {
            Rule::last => Window::Last(self.duration(first)?),
            Rule::this => Window::This(self.calendar_unit(first, "this")?),
            Rule::previous => Window::Previous(self.calendar_unit(first, "previous")?),
            Rule::since => Window::Since(self.date(first)?.value),
            Rule::before => Window::Before(self.date(first)?.value),
            _ => {
                let (from, to) = (self.date(first), self.date(parts.get(1)?));
                Window::FromTo(from?.value, to?.value)
            }
        };
        Some(Spanned::new(window, span))
    }

    /// `this month`, `previous year`: months, quarters and years are the same for everybody.
    fn calendar_unit(&mut self, pair: &Pair<'_, Rule>, word: &str) -> Option<Unit> {
        let unit = number::unit(pair.as_str())?;
        let span = self.span(pair);
        let single = pair.as_str().trim_end_matches('s');
        if matches!(unit, Unit::Days | Unit::Weeks) {
            let days = if unit == Unit::Days { "1 day" } else { "1 week" };
            self.report(
                Diagnostic::new(&codes::SYNTAX, format!("there is no window `{word} {single}`"))
                    .at(span, "`month`, `quarter` or `year` stands here")
                    .help(format!("for days and weeks write `last {days}`")),
            );
            return None;
        }
        if single != pair.as_str() {
            self.report(
                Diagnostic::new(&codes::BAD_NUMBER, format!("`{word} {}` is one {single}", pair.as_str()))
                    .at(span, format!("write `{single}`"))
                    .fix(span, single),
            );
        }
        Some(unit)
    }
}
