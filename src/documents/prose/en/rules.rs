//! Rules as clauses: `age is between 30 and 45`, `has no order in the last 90 days`.

use super::{At, English, sequence};
use crate::documents::format;
use crate::documents::prose::words::{is_date, is_fixed, is_rule, mirrored, opposite, quoted};
use crate::ir::Type;
use crate::model::{AggregateFunction, Constant, Expr, ExprKind, List};
use crate::syntax::ast::{CohortKind, CompareOp, HasMode, RankEnd, TextTest};

impl English<'_, '_> {
    /// A rule, or its negation; both are unknown for the same people.
    pub(super) fn clause(&self, expr: &Expr, negated: bool, at: At) -> String {
        match &expr.kind {
            ExprKind::And(rules) => self.group(rules, !negated, negated, at),
            ExprKind::Or(rules) => self.group(rules, negated, negated, at),
            ExprKind::Not(rule) => self.clause(rule, !negated, at),
            ExprKind::AtLeast { n, rules } => {
                let items: Vec<String> = rules.iter().map(|r| self.clause(r, false, at.tight())).collect();
                let opening = super::at_least(*n, rules.len(), negated);
                let text = format!("{opening} {}", items.join("; "));
                if at.tight { format!("({text})") } else { text }
            }
            ExprKind::Segment(index) => {
                let verb = if negated { "does not count as" } else { "counts as" };
                format!("{} {}", at.subject(verb), self.0.segment(*index))
            }
            ExprKind::CohortMatches(index) => {
                let verb = if negated { "does not match" } else { "matches" };
                let kind = match self.0.program.cohorts[*index].kind {
                    CohortKind::Icp => "the ICP",
                    CohortKind::Persona => "the persona",
                    CohortKind::Score => "the score",
                };
                format!("{} {kind} {}", at.subject(verb), self.0.cohort(*index))
            }
            ExprKind::Parent { relation, value } => {
                let owner = self.owner(*relation, at);
                self.clause(value, negated, At { owner: &owner, ..at })
            }
            ExprKind::Aggregate(a) if a.function == AggregateFunction::Any => self.any(a, negated, at),
            ExprKind::InRank { value, end, share, negated: written } => {
                let not = if negated != *written { " not" } else { "" };
                let end = match end {
                    RankEnd::Top => "top",
                    RankEnd::Bottom => "bottom",
                };
                let share = format::rounded(*share as f64 / 1e6, 6);
                let table = self.0.table(expr.table);
                format!("{} is{not} in the {end} {share}% of all {table}", self.noun(value, at))
            }
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right, negated, at),
            ExprKind::Between { value, low, high, negated: written } => {
                let not = if negated != *written { " not" } else { "" };
                let bare = |c: &Constant| self.0.constant(c, self.0.is_share(value).then_some(&**value));
                let low = match &low.kind {
                    ExprKind::Constant(c) if is_fixed(high) => bare(c),
                    _ => self.operand(low, value, at),
                };
                let high = self.operand(high, value, at);
                format!("{} is{not} between {low} and {high}", self.noun(value, at.tight()))
            }
            ExprKind::In { value, list, negated: written } => {
                self.is_in(value, list, negated != *written, at)
            }
            ExprKind::TextTest { value, test, needles, negated: written } => {
                self.text_test(value, *test, needles, negated != *written, at)
            }
            ExprKind::Matches { value, pattern, negated: written } => {
                let verb = if negated != *written { "does not match" } else { "matches" };
                let pattern = crate::documents::clean::line(pattern);
                format!("{} {verb} the pattern /{pattern}/", self.noun(value, at.tight()))
            }
            ExprKind::Has { value, mode, items, negated: written } => {
                self.has(value, *mode, items, negated != *written, at)
            }
            ExprKind::IsMissing { value, negated: written } => {
                let not = if negated != *written { "" } else { " not" };
                if is_rule(value) {
                    return format!("it is{not} known whether {}", self.clause(value, false, at));
                }
                format!("{} is{not} known", self.noun(value, at.tight()))
            }
            ExprKind::IsTruth { value, expected, negated: written } => {
                let clause = |negated| self.clause(value, negated, at.tight());
                if negated == *written {
                    format!("it is known that {}", clause(!expected))
                } else {
                    let text = format!("{}, or that is not known", clause(*expected));
                    if at.tight { format!("({text})") } else { text }
                }
            }
            ExprKind::Default { value, default } if expr.ty == Type::Bool => {
                self.default_rule(value, default, negated, at)
            }
            ExprKind::Ramp { .. } | ExprKind::Decay { .. } => super::grade(self.0, expr, None),
            ExprKind::Constant(Constant::Bool(value)) => {
                if *value != negated { "always" } else { "never" }.to_owned()
            }
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::Column(_)
            | ExprKind::Feature(_)
            | ExprKind::CohortScore(_)
            | ExprKind::CohortTier(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Percentile(_)
            | ExprKind::Quantile { .. }
            | ExprKind::Arith { .. }
            | ExprKind::Neg(_)
            | ExprKind::Shift { .. }
            | ExprKind::Default { .. }
            | ExprKind::Call { .. }
            | ExprKind::Over(_) => {
                format!("{} is {}", self.noun(expr, at.tight()), self.0.yes_no(!negated))
            }
        }
    }

    /// `a and b`, `a or b`; a negated group is said by its negated members.
    fn group(&self, rules: &[Expr], all: bool, negated: bool, at: At) -> String {
        let clauses: Vec<String> = rules.iter().map(|r| self.clause(r, negated, at.tight())).collect();
        if let [only] = clauses.as_slice() {
            return only.clone();
        }
        let text = sequence(&clauses, if all { "and" } else { "or" });
        if at.tight { format!("({text})") } else { text }
    }

    fn default_rule(&self, value: &Expr, default: &Expr, negated: bool, at: At) -> String {
        let clause = self.clause(value, negated, at.tight());
        let text = match &default.kind {
            ExprKind::Constant(Constant::Bool(known)) if *known != negated => {
                format!("{clause}, or that is not known")
            }
            ExprKind::Constant(Constant::Bool(_)) => format!("it is known that {clause}"),
            _ => {
                let other = self.clause(default, negated, at.tight());
                format!("{clause} or, where that is not known, {other}")
            }
        };
        if at.tight { format!("({text})") } else { text }
    }

    fn compare(&self, op: CompareOp, left: &Expr, right: &Expr, negated: bool, at: At) -> String {
        if is_fixed(left) && !is_fixed(right) {
            return self.compare(mirrored(op), right, left, negated, at);
        }
        let op = if negated { opposite(op) } else { op };
        if left.ty == Type::Bool {
            return self.same_truth(op == CompareOp::Ne, left, right, at);
        }
        if let Some(text) = self.has_count(op, left, right, at).or_else(|| self.ago(op, left, right, at)) {
            return text;
        }
        let dates = is_date(left.ty);
        let verb = match op {
            CompareOp::Eq if !is_fixed(right) => "is the same as",
            CompareOp::Ne if !is_fixed(right) => "differs from",
            CompareOp::Eq => "is",
            CompareOp::Ne => "is not",
            CompareOp::Lt if dates => "is before",
            CompareOp::Le if dates => "is on or before",
            CompareOp::Gt if dates => "is after",
            CompareOp::Ge if dates => "is on or after",
            CompareOp::Lt => "is less than",
            CompareOp::Le => "is at most",
            CompareOp::Gt => "is more than",
            CompareOp::Ge => "is at least",
        };
        format!("{} {verb} {}", self.noun(left, at.tight()), self.operand(right, left, at))
    }

    /// `early_adopter = true`, `a = b` of two truth values.
    fn same_truth(&self, differs: bool, left: &Expr, right: &Expr, at: At) -> String {
        if let ExprKind::Constant(Constant::Bool(value)) = right.kind {
            return self.clause(left, value == differs, at);
        }
        let verb = if differs { "differs from" } else { "is the same as" };
        format!("{} {verb} {}", self.noun(left, at.tight()), self.noun(right, at.tight()))
    }

    /// `days_since(x) <= 30`: `x is at most 30 days ago`.
    fn ago(&self, op: CompareOp, left: &Expr, right: &Expr, at: At) -> Option<String> {
        let ExprKind::Call { function, args } = &left.kind else { return None };
        let positive = match &right.kind {
            ExprKind::Constant(Constant::Int(n)) => *n > 0,
            ExprKind::Constant(Constant::Number(n)) => *n > 0.0,
            ExprKind::Param(_) => true,
            _ => false,
        };
        let full = match function.name {
            "days_since" => "",
            "months_since" => "full ",
            _ => return None,
        };
        if !positive {
            return None;
        }
        let verb = match op {
            CompareOp::Eq => "is exactly",
            CompareOp::Ne => "is not exactly",
            CompareOp::Lt => "is less than",
            CompareOp::Le => "is at most",
            CompareOp::Gt => "is more than",
            CompareOp::Ge => "is at least",
        };
        let value = self.noun(args.first()?, at.tight());
        let length = self.operand(right, left, at).replacen(" month", &format!(" {full}month"), 1);
        Some(format!("{value} {verb} {length} ago"))
    }

    fn is_in(&self, value: &Expr, list: &List, negated: bool, at: At) -> String {
        let texts = self.0.list(list, value);
        let few = texts.len() <= 2;
        let either = self.0.either(&texts);
        let noun = self.noun(value, at.tight());
        let text = match (negated, texts.as_slice()) {
            (false, _) if few => format!("{noun} is {either}"),
            (false, _) => format!("{noun} is one of {either}"),
            (true, [only]) => format!("{noun} is not {only}"),
            (true, [one, other]) => format!("{noun} is neither {one} nor {other}"),
            (true, _) => format!("{noun} is none of {either}"),
        };
        list.param.map_or(text.clone(), |param| self.0.named_param(text, param))
    }

    fn text_test(&self, value: &Expr, test: TextTest, needles: &[String], negated: bool, at: At) -> String {
        let noun = self.noun(value, at.tight());
        let texts: Vec<String> = needles.iter().map(|n| quoted(n)).collect();
        let one = texts.first().cloned().unwrap_or_default();
        let verb = |yes: &str, no: &str| if negated { no.to_owned() } else { yes.to_owned() };
        match test {
            TextTest::StartsWith => format!("{noun} {} {one}", verb("starts with", "does not start with")),
            TextTest::EndsWith => format!("{noun} {} {one}", verb("ends with", "does not end with")),
            TextTest::Contains | TextTest::ContainsAny | TextTest::ContainsAll if texts.len() == 1 => {
                format!("{noun} {} {one}", verb("contains", "does not contain"))
            }
            TextTest::Contains | TextTest::ContainsAny => {
                format!("{noun} {}", self.any_of("contains", &texts, negated))
            }
            TextTest::ContainsAll => {
                let both = self.0.both(&texts);
                let all = if texts.len() == 2 { "both" } else { "all of" };
                format!("{noun} {} {all} {both}", verb("contains", "does not contain"))
            }
        }
    }

    /// `contains a or b`, `contains neither a nor b`, `contains at least one of a, b or c`.
    fn any_of(&self, verb: &str, texts: &[String], negated: bool) -> String {
        let either = self.0.either(texts);
        match (negated, texts) {
            (false, [_, _]) => format!("{verb} {either}"),
            (true, [one, other]) => format!("{verb} neither {one} nor {other}"),
            (false, _) => format!("{verb} at least one of {either}"),
            (true, _) => format!("{verb} none of {either}"),
        }
    }

    fn has(&self, value: &Expr, mode: HasMode, items: &List, negated: bool, at: At) -> String {
        let noun = self.noun(value, at.tight());
        let texts = self.0.list(items, value);
        let verb = |yes: &str, no: &str| if negated { no.to_owned() } else { yes.to_owned() };
        let text = match (mode, texts.as_slice()) {
            (HasMode::One | HasMode::Any | HasMode::All, [only]) => {
                format!("{only} {} {noun}", verb("is among", "is not among"))
            }
            (HasMode::One | HasMode::Any, _) => {
                format!("{} is among {noun}", self.any_of("", &texts, negated).trim_start())
            }
            (HasMode::All, [one, other]) if negated => {
                format!("{one} and {other} are not both among {noun}")
            }
            (HasMode::All, [_, _]) => format!("both {} are among {noun}", self.0.both(&texts)),
            (HasMode::All, _) => {
                format!("{} {} are among {noun}", verb("all of", "not all of"), self.0.both(&texts))
            }
        };
        items.param.map_or(text.clone(), |param| self.0.named_param(text, param))
    }
}
