//! Expressions: flat lists of operands and operators → a tree, by precedence.

use super::*;
use crate::syntax::MAX_DEPTH;

/// An expression and how deep it is, so that no tree grows deeper than those who walk it can go.
pub(super) struct Built {
    pub expr: Expr,
    pub depth: usize,
    /// It stands in parentheses (which its span includes).
    pub closed: bool,
}

impl Built {
    pub fn leaf(kind: ExprKind, span: Span) -> Self {
        Built::new(kind, span, 1)
    }

    pub fn new(kind: ExprKind, span: Span, depth: usize) -> Self {
        Built { expr: Expr { span, kind }, depth, closed: false }
    }

    pub fn boxed(self) -> Box<Expr> {
        Box::new(self.expr)
    }
}

/// One operand of `and`/`or`, and whether it begins with a bare `not`.
struct Term {
    built: Built,
    negated: bool,
}

impl Build<'_> {
    /// What `parse_rule` and `parse_value` read.
    pub fn only_expr(&mut self, pairs: Pairs<'_, Rule>) -> Expr {
        let expr = pairs.flat_map(Pair::into_inner).find(|p| p.as_rule() == Rule::expr);
        match expr {
            Some(pair) => self.expr(pair),
            None => Expr { span: self.origin.span(0..self.text.len()), kind: ExprKind::Error },
        }
    }

    pub(super) fn expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        self.logic(pair, false).expr
    }

    /// The pair's expression; without one (it cannot happen) an error at the pair.
    pub(super) fn expr_in(&mut self, pair: &Pair<'_, Rule>) -> Expr {
        match pair.part(Rule::expr) {
            Some(expr) => self.expr(expr),
            None => Expr { span: self.span(pair), kind: ExprKind::Error },
        }
    }

    /// Wraps parts into a larger expression, unless that would be too deep.
    pub(super) fn node(&mut self, span: Span, depth: usize, kind: ExprKind) -> Built {
        if depth > MAX_DEPTH {
            self.too_deep(span);
            return Built::leaf(ExprKind::Error, span);
        }
        Built::new(kind, span, depth)
    }

    /// Reports once per place where a tree grew too deep.
    fn too_deep(&mut self, span: Span) {
        self.report(
            Diagnostic::new(
                &codes::TOO_DEEP,
                format!("this holds more than {MAX_DEPTH} levels of operators"),
            )
            .at(span.before(), "it begins here")
            .help("give parts of it names with `feature` or `segment`"),
        );
    }

    pub(super) fn logic(&mut self, pair: Pair<'_, Rule>, in_parentheses: bool) -> Built {
        let span = self.span(&pair);
        let mut terms: Vec<Term> = Vec::new();
        let mut ors: Vec<bool> = Vec::new();
        let mut joints: Vec<Span> = Vec::new();
        let mut nots: Vec<Span> = Vec::new();
        let mut odd_nots: Vec<(Span, usize)> = Vec::new();
        let mut value: Option<Built> = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::negation => {
                    let not = self.span(&part);
                    if part.as_str() == "!" {
                        odd_nots.push((not, terms.len()));
                    }
                    nots.push(not);
                }
                Rule::sum => value = Some(self.sum(part)),
                Rule::logic => {
                    ors.push(self.is_or(&part));
                    joints.push(self.span(&part));
                    terms.push(self.term(&mut nots, value.take(), span));
                }
                _ => {
                    let tested = value.take().unwrap_or_else(|| Built::leaf(ExprKind::Error, span));
                    // One finding for a whole chain of tests.
                    let known = matches!(tested.expr.kind, ExprKind::Error);
                    value = Some(if known { tested } else { self.check(tested, part) });
                }
            }
        }
        terms.push(self.term(&mut nots, value, span));
        for (not, term) in &odd_nots {
            self.plain_not(*not, terms[*term].built.expr.span, !ors.is_empty());
        }
        if ors.is_empty()
            && let Some(only) = terms.pop()
        {
            return only.built;
        }
        self.readings(&terms, &ors, &joints, in_parentheses || !odd_nots.is_empty());
        self.joined(terms, &ors, span)
    }

    fn is_or(&mut self, part: &Pair<'_, Rule>) -> bool {
        let or = matches!(part.as_str(), "or" | "OR" | "||");
        let plain = if or { "or" } else { "and" };
        if part.as_str() != plain {
            let span = self.span(part);
            self.report(
                Diagnostic::new(
                    &codes::OTHER_LANGUAGE,
                    format!("`{}` is not of this language", part.as_str()),
                )
                .at(span, format!("write `{plain}`"))
                .fix(span, plain),
            );
        }
        or
    }

    /// `!x`; beside `and` and `or` what it denies is put in parentheses, because `not` reaches further here.
    fn plain_not(&mut self, sign: Span, term: Span, joined: bool) {
        let whole = sign.to(term);
        let diagnostic = Diagnostic::new(&codes::OTHER_LANGUAGE, "`!` is not of this language");
        let denied = one_line(self.source(Span { start: sign.end, ..whole }));
        self.report(if joined && !denied.ends_with('…') {
            let right = format!("(not {denied})");
            diagnostic.at(sign, format!("write `{right}`")).fix(whole, right)
        } else {
            diagnostic.at(sign, "write `not`").fix(sign, "not ")
        });
    }

    /// One operand of `and`/`or` under the `not`s in front of it.
    fn term(&mut self, nots: &mut Vec<Span>, value: Option<Built>, span: Span) -> Term {
        let mut built = value.unwrap_or_else(|| Built::leaf(ExprKind::Error, span));
        let negated = !nots.is_empty();
        let deepest = built.depth + nots.len();
        if deepest > MAX_DEPTH {
            let whole = nots[0].to(built.expr.span);
            nots.clear();
            return Term { built: self.node(whole, deepest, ExprKind::Error), negated };
        }
        while let Some(not) = nots.pop() {
            let span = not.to(built.expr.span);
            built = Built::new(ExprKind::Not(built.expr.into()), span, built.depth + 1);
        }
        Term { built, negated }
    }

    /// Reports what two careful readers would read differently.
    fn readings(&mut self, terms: &[Term], ors: &[bool], joints: &[Span], clear: bool) {
        let spans: Vec<Span> = terms.iter().map(|t| t.built.expr.span).collect();
        let whole = spans[0].to(spans[spans.len() - 1]);
        let mixed = ors.iter().any(|or| *or != ors[0]);
        if mixed {
            let (ands, others) = (self.grouped(&spans, ors, false), self.grouped(&spans, ors, true));
            let turn = ors.iter().position(|or| *or != ors[0]).unwrap_or(0);
            self.report(
                Diagnostic::new(&codes::MIXED_LOGIC, "`and` beside `or` can be read in two ways")
                    .at(joints[turn], "here the one meets the other")
                    .help(format!("say which is meant: `{ands}` or `{others}`")),
            );
        } else if terms[0].negated && !clear {
            let word = if ors[0] { "or" } else { "and" };
            let (all, first) = self.not_readings(whole, spans[0]);
            let not = self.scan.tokens[self.scan.token_index(self.offset(whole))];
            self.report(
                Diagnostic::new(
                    &codes::AMBIGUOUS_NOT,
                    format!("`not` before `{word}` can be read in two ways"),
                )
                .at(self.origin.span(not.start..not.end), "what does this deny?")
                .help(format!("say which is meant: `{all}` or `{first}`")),
            );
        }
    }

    /// `not (a and b)` and `(not a) and b`, in the user's words.
    fn not_readings(&self, whole: Span, first: Span) -> (String, String) {
        let text = |span: Span| one_line(self.source(span));
        let all = text(whole);
        let all = all.strip_prefix("not").unwrap_or(&all).trim_start().to_owned();
        let rest = text(Span { start: first.end, ..whole });
        (format!("not ({all})"), format!("({}) {}", text(first), rest.trim_start()))
    }

    /// The terms with parentheses around each run of `or`s, or of `and`s.
    fn grouped(&self, spans: &[Span], ors: &[bool], group_ors: bool) -> String {
        let mut text = String::new();
        for (i, span) in spans.iter().enumerate() {
            let joins = |op: Option<&bool>| op.is_some_and(|or| *or == group_ors);
            let (before, after) = (joins(i.checked_sub(1).and_then(|p| ors.get(p))), joins(ors.get(i)));
            if after && !before {
                text.push('(');
            }
            text += &one_line(self.source(*span));
            if before && !after {
                text.push(')');
            }
            if let Some(or) = ors.get(i) {
                text += if *or { " or " } else { " and " };
            }
        }
        text
    }

    /// The tree, with `and` the tighter of the two where both stand (which has been reported).
    fn joined(&mut self, terms: Vec<Term>, ors: &[bool], span: Span) -> Built {
        let mut groups: Vec<Vec<Built>> = vec![Vec::new()];
        for (i, term) in terms.into_iter().enumerate() {
            if i > 0 && ors[i - 1] {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(term.built);
            }
        }
        let mut alternatives: Vec<Built> =
            groups.into_iter().map(|group| self.all_of(group, span, ExprKind::And)).collect();
        if alternatives.len() == 1
            && let Some(only) = alternatives.pop()
        {
            return only;
        }
        self.all_of(alternatives, span, ExprKind::Or)
    }

    fn all_of(&mut self, mut parts: Vec<Built>, whole: Span, kind: fn(Vec<Expr>) -> ExprKind) -> Built {
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return only;
        }
        let depth = 1 + parts.iter().map(|p| p.depth).max().unwrap_or(0);
        let span = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.expr.span.to(last.expr.span),
            _ => whole,
        };
        self.node(span, depth, kind(parts.into_iter().map(|p| p.expr).collect()))
    }

    /// `operand (operator operand)*` over `??`, `* /`, `+ -`.
    pub(super) fn sum(&mut self, pair: Pair<'_, Rule>) -> Built {
        let span = self.span(&pair);
        let mut operands: Vec<Built> = Vec::new();
        let mut operators: Vec<&str> = Vec::new();
        let mut minuses: Vec<Span> = Vec::new();
        let mut dots: Vec<Name> = Vec::new();
        let mut primary: Option<Pair<'_, Rule>> = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::minus => minuses.push(self.span(&part)),
                Rule::dot => dots.extend(self.name_in(&part, Rule::field)),
                Rule::sum_op => {
                    operators.push(part.as_str());
                    operands.push(self.operand(primary.take(), &mut minuses, &mut dots, span));
                }
                _ => primary = Some(part),
            }
        }
        operands.push(self.operand(primary, &mut minuses, &mut dots, span));
        if operands.len() > MAX_DEPTH {
            return self.node(span, operands.len(), ExprKind::Error);
        }
        for level in [&["??"][..], &["*", "/"], &["+", "-"]] {
            (operands, operators) = self.fold(operands, operators, level);
        }
        operands.pop().unwrap_or_else(|| Built::leaf(ExprKind::Error, span))
    }

    /// Joins, from the left, the operands between which an operator of this level stands.
    fn fold<'o>(
        &mut self,
        operands: Vec<Built>,
        operators: Vec<&'o str>,
        level: &[&str],
    ) -> (Vec<Built>, Vec<&'o str>) {
        let mut folded: Vec<Built> = Vec::with_capacity(operands.len());
        let mut left: Vec<&str> = Vec::new();
        for (i, operand) in operands.into_iter().enumerate() {
            match i.checked_sub(1).map(|before| operators[before]) {
                Some(operator) if level.contains(&operator) => {
                    let joined = match folded.pop() {
                        Some(before) => self.arithmetic(before, operator, operand),
                        None => operand,
                    };
                    folded.push(joined);
                }
                Some(operator) => {
                    left.push(operator);
                    folded.push(operand);
                }
                None => folded.push(operand),
            }
        }
        (folded, left)
    }

    fn arithmetic(&mut self, left: Built, operator: &str, right: Built) -> Built {
        let span = left.expr.span.to(right.expr.span);
        let depth = 1 + left.depth.max(right.depth);
        let (left, right) = (left.boxed(), right.boxed());
        let kind = match operator {
            "??" => ExprKind::Default(left, right),
            "*" => ExprKind::Arith(ArithOp::Mul, left, right),
            "/" => ExprKind::Arith(ArithOp::Div, left, right),
            "+" => ExprKind::Arith(ArithOp::Add, left, right),
            _ => ExprKind::Arith(ArithOp::Sub, left, right),
        };
        self.node(span, depth, kind)
    }

    fn operand(
        &mut self,
        primary: Option<Pair<'_, Rule>>,
        minuses: &mut Vec<Span>,
        dots: &mut Vec<Name>,
        whole: Span,
    ) -> Built {
        let mut built = match primary {
            Some(pair) => self.primary(pair),
            None => Built::leaf(ExprKind::Error, whole),
        };
        let deepest = built.depth + dots.len() + minuses.len();
        if deepest > MAX_DEPTH {
            dots.clear();
            minuses.clear();
            return self.node(whole, deepest, ExprKind::Error);
        }
        for name in dots.drain(..) {
            let span = built.expr.span.to(name.span);
            built = Built::new(ExprKind::Field(built.expr.into(), name), span, built.depth + 1);
        }
        while let Some(minus) = minuses.pop() {
            let span = minus.to(built.expr.span);
            built = Built::new(ExprKind::Neg(built.expr.into()), span, built.depth + 1);
        }
        built
    }

    /// Where a span of this text begins, as an offset into the text.
    fn offset(&self, span: Span) -> usize {
        (span.start - self.origin.span(0..0).start) as usize
    }

    pub(super) fn source(&self, span: Span) -> &str {
        let start = self.offset(span);
        self.text.get(start..start + (span.end - span.start) as usize).unwrap_or_default()
    }
}

/// Source text for a message: on one line, and not endless.
pub(in crate::syntax) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
