//! The small changes of an expression.

use super::extent::Extent;
use super::step::neighbours;
use crate::catalog::Catalog;
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprId, ExprKind, List, ParamValue, Program};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{CompareOp, HasMode, RankEnd, TextTest};
use crate::testing::written;

/// One part of an expression that is put in another's place.
#[derive(Debug, Clone)]
pub struct Change {
    /// From the root, the child to go to at each step ([`Expr::children`]).
    pub path: Vec<usize>,
    pub kind: ExprKind,
    pub span: Span,
    /// In words: `` `>=` becomes `>` ``.
    pub what: String,
    /// What a test would have to be about to notice it: `` `age` is exactly 30 ``.
    pub wanted: String,
    /// The value that it turns on, and its words.
    pub about: Option<(ExprId, String)>,
}

/// What finding the changes of an expression needs to know.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub program: &'a Program,
    pub catalog: &'a Catalog,
    pub sources: &'a SourceMap,
}

/// All changes of an expression, in the order written. Those that cannot matter are left out as far as that can be seen at once.
pub fn changes(setting: Setting, root: &Expr) -> Vec<Change> {
    let mut finder = Finder { setting, path: Vec::new(), about: None, found: Vec::new() };
    finder.visit(root);
    finder.found
}

/// The part of an expression that a path leads to.
pub fn part_at<'a>(root: &'a mut Expr, path: &[usize]) -> &'a mut Expr {
    path.iter().fold(root, |expr, &child| expr.children_mut().swap_remove(child))
}

pub(super) struct Finder<'a> {
    pub(super) setting: Setting<'a>,
    path: Vec<usize>,
    /// The value that the changes being found turn on.
    about: Option<(ExprId, String)>,
    found: Vec<Change>,
}

impl Finder<'_> {
    fn visit(&mut self, expr: &Expr) {
        self.here(expr);
        for (index, child) in expr.children().into_iter().enumerate() {
            self.path.push(index);
            self.visit(child);
            self.path.pop();
        }
    }

    pub(super) fn add(&mut self, span: Span, kind: ExprKind, what: String, wanted: String) {
        let (path, about) = (self.path.clone(), self.about.clone());
        self.found.push(Change { path, kind, span, what, wanted, about });
    }

    fn add_at(&mut self, child: usize, span: Span, kind: ExprKind, what: String, wanted: String) {
        self.path.push(child);
        self.add(span, kind, what, wanted);
        self.path.pop();
    }

    /// The words of the spec at a place, in back quotes.
    pub(super) fn said(&self, expr: &Expr) -> String {
        let text = self.setting.sources.text(expr.span).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = match text.char_indices().nth(60) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text,
        };
        if text.contains('`') { text } else { format!("`{text}`") }
    }

    /// The value that an expression is, if it is one for all rows.
    pub(super) fn constant(&self, expr: &Expr) -> Option<Constant> {
        match &expr.kind {
            ExprKind::Constant(constant) => Some(constant.clone()),
            ExprKind::Param(param) => match &self.setting.program.params[*param].value {
                ParamValue::One(constant) => Some(constant.clone()),
                ParamValue::List(_) => None,
            },
            _ => None,
        }
    }

    fn here(&mut self, expr: &Expr) {
        self.about = self.turns_on(expr).map(|value| (value.id, self.said(value)));
        match &expr.kind {
            ExprKind::And(rules) => self.junction(expr, rules, "and", "or", ExprKind::Or(rules.clone())),
            ExprKind::Or(rules) => self.junction(expr, rules, "or", "and", ExprKind::And(rules.clone())),
            ExprKind::AtLeast { n, rules } => self.at_least(expr, *n, rules),
            ExprKind::Not(rule) => {
                let wanted = format!("{} is true", self.said(rule));
                self.add(expr.span, rule.kind.clone(), "`not` is dropped".into(), wanted);
            }
            ExprKind::Compare { op, left, right } => self.comparison(expr, *op, left, right),
            ExprKind::Between { value, low, high, .. } => {
                self.bound(value, low, 1, Side { above: true, included: true });
                self.bound(value, high, 2, Side { above: false, included: true });
            }
            ExprKind::In { value, list, .. } => self.list(expr, value, list),
            ExprKind::Has { value, items, .. } => self.list(expr, value, items),
            ExprKind::TextTest { value, test, needles, .. } => self.needles(expr, value, *test, needles),
            ExprKind::InRank { value, end, share, .. } => self.rank(expr, value, *end, *share),
            ExprKind::Aggregate(aggregate) => self.aggregate(expr, aggregate),
            ExprKind::Ramp { .. } | ExprKind::Decay { .. } | ExprKind::Shift { .. } => self.length(expr),
            _ => {}
        }
        self.negation(expr);
    }

    /// The value that a test of a value looks at.
    fn turns_on<'e>(&self, expr: &'e Expr) -> Option<&'e Expr> {
        match &expr.kind {
            ExprKind::Compare { left, right, .. } if self.constant(left).is_some() => Some(right),
            ExprKind::Compare { left: value, .. }
            | ExprKind::Between { value, .. }
            | ExprKind::In { value, .. }
            | ExprKind::Has { value, .. }
            | ExprKind::TextTest { value, .. }
            | ExprKind::Matches { value, .. }
            | ExprKind::Ramp { value, .. }
            | ExprKind::Decay { value, .. } => Some(value),
            ExprKind::Aggregate(_) => Some(expr),
            _ => None,
        }
    }

    fn junction(&mut self, expr: &Expr, rules: &[Expr], is: &str, becomes: &str, kind: ExprKind) {
        let wanted = format!("some parts of {} are true, and others are not", self.said(expr));
        self.add(expr.span, kind, format!("`{is}` becomes `{becomes}`"), wanted);
        for (index, rule) in rules.iter().enumerate() {
            let rest: Vec<Expr> = without(rules, index);
            let kind = match (rest.as_slice(), is) {
                ([only], _) => only.kind.clone(),
                (_, "and") => ExprKind::And(rest),
                _ => ExprKind::Or(rest),
            };
            let wanted = match is {
                "and" => format!("only {} is not true", self.said(rule)),
                _ => format!("only {} is true", self.said(rule)),
            };
            self.add(rule.span, kind, format!("{} is dropped", self.said(rule)), wanted);
        }
    }

    fn at_least(&mut self, expr: &Expr, n: u32, rules: &[Expr]) {
        for other in [n.saturating_sub(1), n + 1] {
            if (1..=rules.len() as u32).contains(&other) {
                let kind = ExprKind::AtLeast { n: other, rules: rules.to_vec() };
                let what = format!("`at least {n}` becomes `at least {other}`");
                let wanted = format!("exactly {} of the rules are true", n.min(other));
                let wanted = if other > n { format!("exactly {n} of the rules are true") } else { wanted };
                self.add(expr.span, kind, what, wanted);
            }
        }
        for (index, rule) in rules.iter().enumerate().filter(|_| rules.len() > n as usize) {
            let kind = ExprKind::AtLeast { n, rules: without(rules, index) };
            let wanted = format!("exactly {n} of the rules are true, {} among them", self.said(rule));
            self.add(rule.span, kind, format!("{} is dropped", self.said(rule)), wanted);
        }
    }

    fn comparison(&mut self, expr: &Expr, op: CompareOp, left: &Expr, right: &Expr) {
        let other = match op {
            CompareOp::Eq => CompareOp::Ne,
            CompareOp::Ne => CompareOp::Eq,
            CompareOp::Lt => CompareOp::Le,
            CompareOp::Le => CompareOp::Lt,
            CompareOp::Gt => CompareOp::Ge,
            CompareOp::Ge => CompareOp::Gt,
        };
        let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
        if self.constant(left).is_some() && self.constant(right).is_some() {
            return;
        }
        let bound = self.constant(right).map(|b| (left, b)).or_else(|| Some((right, self.constant(left)?)));
        // What a whole number cannot be tells nothing: `count(orders) > 2.5`.
        let reached = |(value, bound): &(&Expr, Constant)| {
            let fraction = matches!(bound, Constant::Number(x) | Constant::Percent(x) if x.fract() != 0.0);
            !(value.ty == Type::Int && fraction) && self.extent(value).holds(bound)
        };
        if equality || bound.as_ref().is_none_or(reached) {
            let (is, becomes) = (op.sign(), other.sign());
            let exactly = if equality { "" } else { "exactly " };
            let wanted = format!("{} is {exactly}{}", self.said(left), self.said(right));
            let kind =
                ExprKind::Compare { op: other, left: Box::new(left.clone()), right: Box::new(right.clone()) };
            self.add(expr.span, kind, format!("`{is}` becomes `{becomes}`"), wanted);
        }
        let above = |flip: bool| matches!(op, CompareOp::Gt | CompareOp::Ge) != flip;
        let included = matches!(op, CompareOp::Ge | CompareOp::Le);
        if equality {
            self.equal_bound(left, right, 1);
            self.equal_bound(right, left, 0);
        } else {
            self.bound(left, right, 1, Side { above: above(false), included });
            self.bound(right, left, 0, Side { above: above(true), included });
        }
    }

    fn extent(&self, expr: &Expr) -> Extent {
        Extent::of(self.setting.program, self.setting.catalog, expr)
    }

    /// A bound of `value`, moved by a unit to both sides.
    fn bound(&mut self, value: &Expr, bound: &Expr, child: usize, side: Side) {
        let Some(constant) = self.constant(bound).filter(|_| self.constant(value).is_none()) else { return };
        let Some([lower, higher]) = neighbours(&constant, value.ty) else { return };
        for (moved, up) in [(lower, false), (higher, true)] {
            // The nearest value on which the two bounds differ: of the two the one that belongs to one side only.
            let telling = match (side.above == side.included, up) {
                (true, true) | (false, false) => constant.clone(),
                _ => moved.clone(),
            };
            if self.extent(value).holds(&telling) {
                let wanted = format!("{} is {}", self.said(value), written::constant(&telling));
                self.moved(bound, child, &constant, moved, wanted);
            }
        }
    }

    fn equal_bound(&mut self, value: &Expr, bound: &Expr, child: usize) {
        let Some(constant) = self.constant(bound).filter(|_| self.constant(value).is_none()) else { return };
        if !self.extent(value).holds(&constant) {
            return;
        }
        for moved in neighbours(&constant, value.ty).into_iter().flatten() {
            let wanted = format!("{} is {}", self.said(value), written::constant(&constant));
            self.moved(bound, child, &constant, moved, wanted);
        }
    }

    fn moved(&mut self, bound: &Expr, child: usize, is: &Constant, becomes: Constant, wanted: String) {
        let becomes_text = written::constant(&becomes);
        let what = match &bound.kind {
            ExprKind::Param(_) => {
                format!("{} ({}) becomes `{becomes_text}`", self.said(bound), written::constant(is))
            }
            _ => format!("`{}` becomes `{becomes_text}`", written::constant(is)),
        };
        self.add_at(child, bound.span, ExprKind::Constant(becomes), what, wanted);
    }

    fn list(&mut self, expr: &Expr, value: &Expr, list: &List) {
        for (index, item) in list.values.iter().enumerate().filter(|_| list.values.len() > 1) {
            // What stands there twice is not missed once.
            if list.values.iter().filter(|other| *other == item).count() > 1 {
                continue;
            }
            let shorter = List { values: without(&list.values, index), param: None, span: list.span };
            let item = written::constant(item);
            let (kind, verb) = match &expr.kind {
                ExprKind::Has { mode, negated, value, .. } => {
                    let value = value.clone();
                    (ExprKind::Has { value, mode: *mode, items: shorter, negated: *negated }, "holds")
                }
                ExprKind::In { value, negated, .. } => {
                    (ExprKind::In { value: value.clone(), list: shorter, negated: *negated }, "is")
                }
                _ => return,
            };
            let only = match &expr.kind {
                ExprKind::Has { mode: HasMode::All, .. } => "all items but",
                ExprKind::Has { .. } => "only",
                _ => "",
            };
            let wanted = format!("{} {verb} {only} {item}", self.said(value)).replace("  ", " ");
            self.add(list.span, kind, format!("`{item}` is dropped from the list"), wanted);
        }
        if let ExprKind::Has { value, mode, items, negated } = &expr.kind
            && items.values.len() > 1
        {
            let (mode, is, becomes) = match mode {
                HasMode::All => (HasMode::Any, "all", "any"),
                HasMode::One | HasMode::Any => (HasMode::All, "any", "all"),
            };
            let wanted = format!("{} holds some of the items, not all", self.said(value));
            let kind = ExprKind::Has { value: value.clone(), mode, items: items.clone(), negated: *negated };
            self.add(expr.span, kind, format!("`{is} of` becomes `{becomes} of`"), wanted);
        }
    }

    fn needles(&mut self, expr: &Expr, value: &Expr, test: TextTest, needles: &[String]) {
        let ExprKind::TextTest { negated, .. } = &expr.kind else { return };
        for (index, needle) in needles.iter().enumerate().filter(|_| needles.len() > 1) {
            if needles.iter().filter(|other| *other == needle).count() > 1 {
                continue;
            }
            let kind = ExprKind::TextTest {
                value: Box::new(value.clone()),
                test,
                needles: without(needles, index),
                negated: *negated,
            };
            let needle = written::text(needle);
            let only = if test == TextTest::ContainsAll { "all texts but" } else { "only" };
            let wanted = format!("{} contains {only} {needle}", self.said(value));
            self.add(expr.span, kind, format!("`{needle}` is dropped from the list"), wanted);
        }
    }

    fn rank(&mut self, expr: &Expr, value: &Expr, end: RankEnd, share: i64) {
        let ExprKind::InRank { negated, .. } = &expr.kind else { return };
        let percent = |share: i64| format!("{}%", written::number(share as f64 / 1e6));
        for other in [share / 2, share.saturating_mul(2)] {
            if other > 0 && other < 100_000_000 {
                let kind =
                    ExprKind::InRank { value: Box::new(value.clone()), end, share: other, negated: *negated };
                let what = format!("`{}` becomes `{}`", percent(share), percent(other));
                let wanted = format!("other rows are given, and {} stands between", self.said(value));
                self.add(expr.span, kind, what, wanted);
            }
        }
    }

    /// `not in` becomes `in`, and `is known` becomes `is missing`.
    fn negation(&mut self, expr: &Expr) {
        let mut kind = expr.kind.clone();
        let (negated, always) = match &mut kind {
            ExprKind::InRank { negated, .. }
            | ExprKind::Between { negated, .. }
            | ExprKind::In { negated, .. }
            | ExprKind::TextTest { negated, .. }
            | ExprKind::Matches { negated, .. }
            | ExprKind::Has { negated, .. }
            | ExprKind::IsTruth { negated, .. } => (negated, false),
            ExprKind::IsMissing { negated, .. } => (negated, true),
            _ => return,
        };
        if !*negated && !always {
            return;
        }
        let what = match (always, *negated) {
            (false, _) => "`not` is dropped",
            (true, true) => "`is known` becomes `is missing`",
            (true, false) => "`is missing` becomes `is known`",
        };
        *negated = !*negated;
        let wanted = format!("{} is true", self.said(expr));
        self.add(expr.span, kind, what.into(), wanted);
    }
}

/// Which values a bound lets through.
#[derive(Clone, Copy)]
struct Side {
    above: bool,
    included: bool,
}

pub(super) fn without<T: Clone>(items: &[T], index: usize) -> Vec<T> {
    items.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, item)| item.clone()).collect()
}
