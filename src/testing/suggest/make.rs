//! What a rule asks for, read backwards: rows and values that make it true, false or unknown.
//!
//! Each rule is turned round by its shape alone, without looking at the others: `age >= 30` is made true by 30 and false by
//! 29, `count(orders where R) >= 2` by two rows for which R is true. What comes out are proposals, best first; whether they do what
//! they should is for the judge to say.

use super::customer::{Patch, Site};
use super::rows;
use super::values::Values;
use crate::catalog::Catalog;
use crate::ir::Type;
use crate::model::{Constant, Expr, ExprKind, GivenValue, ParamValue, Program};
use crate::syntax::ast::{ArithOp, CompareOp, HasMode, RuleKind, TextTest};
use chrono::NaiveDate;

/// So many proposals for one rule are enough.
const MOST: usize = 12;
/// Deeper than rules are that somebody wrote.
const DEEPEST: usize = 40;

#[derive(Clone, Copy)]
pub struct Maker<'a> {
    pub program: &'a Program,
    pub catalog: &'a Catalog,
    pub as_of: NaiveDate,
    /// The tested table.
    pub table: usize,
    pub depth: usize,
}

impl<'a> Maker<'a> {
    pub(super) fn values(&self) -> Values<'a> {
        Values { catalog: self.catalog, as_of: self.as_of }
    }

    fn deeper(&self) -> Option<Maker<'a>> {
        (self.depth < DEEPEST).then_some(Maker { depth: self.depth + 1, ..*self })
    }

    pub fn constant(&self, expr: &Expr) -> Option<Constant> {
        match &expr.kind {
            ExprKind::Constant(constant) => Some(constant.clone()),
            ExprKind::Param(param) => match &self.program.params[*param].value {
                ParamValue::One(constant) => Some(constant.clone()),
                ParamValue::List(_) => None,
            },
            _ => None,
        }
    }

    /// Where the rows stand that a relation leads up to.
    pub fn up(&self, site: &Site, relation: usize) -> Site {
        let parent = self.catalog.relations[relation].parent;
        match site {
            Site::Own(way) => Site::Own(way.iter().copied().chain([relation]).collect()),
            Site::Rows(_) if parent == self.table => Site::Own(Vec::new()),
            Site::Rows(_) => Site::Rows(parent),
        }
    }

    /// Where the rows stand that an aggregate is over; `None` for rows of the tested table, which stand beside the tested one.
    pub fn down(&self, relation: usize) -> Option<Site> {
        let child = self.catalog.relations[relation].child;
        (child != self.table).then_some(Site::Rows(child))
    }

    /// Proposals that make a rule true, or false.
    pub fn truth(&self, expr: &Expr, site: &Site, want: bool) -> Vec<Patch> {
        let Some(deeper) = self.deeper() else { return Vec::new() };
        let mut found = deeper.truth_of(expr, site, want);
        found.truncate(MOST);
        found
    }

    fn truth_of(&self, expr: &Expr, site: &Site, want: bool) -> Vec<Patch> {
        let program = self.program;
        match &expr.kind {
            ExprKind::And(rules) if want => self.all(rules, site, true),
            ExprKind::And(rules) => self.each(rules, site, false),
            ExprKind::Or(rules) if want => self.each(rules, site, true),
            ExprKind::Or(rules) => self.all(rules, site, false),
            ExprKind::AtLeast { n, rules } => {
                let n = *n as usize;
                if !want {
                    return self.all(rules, site, false);
                }
                let starts = 0..=rules.len().saturating_sub(n);
                starts.flat_map(|start| self.all(&rules[start..start + n], site, true)).collect()
            }
            ExprKind::Not(rule) => self.truth(rule, site, !want),
            ExprKind::Segment(index) => self.truth(&program.segments[*index].rule, site, want),
            ExprKind::CohortMatches(index) => self.membership(*index, site, want),
            ExprKind::Compare { op, left, right } => self.comparison(*op, left, right, site, want),
            ExprKind::Between { value, low, high, negated } => {
                let (Some(low), Some(high)) = (self.constant(low), self.constant(high)) else {
                    return Vec::new();
                };
                let values = self.values();
                let targets = if want != *negated {
                    vec![low, high]
                } else {
                    [values.step(&low, value.ty, -1), values.step(&high, value.ty, 1)]
                        .into_iter()
                        .flatten()
                        .collect()
                };
                self.one_of(value, site, &targets)
            }
            ExprKind::In { value, list, negated } => {
                if want != *negated {
                    return self.one_of(value, site, &list.values);
                }
                self.one_of(value, site, &self.others(value, &list.values))
            }
            ExprKind::Has { value, mode, items, negated } => {
                let lists = has_lists(*mode, &items.values, want != *negated);
                lists.into_iter().flat_map(|l| self.value(value, site, &GivenValue::List(l))).collect()
            }
            ExprKind::TextTest { value, test, needles, negated } => {
                self.one_of(value, site, &texts(*test, needles, want != *negated))
            }
            ExprKind::Matches { value, pattern, negated } => {
                let texts = super::pattern::samples(pattern, want != *negated);
                self.one_of(value, site, &texts.into_iter().map(Constant::Text).collect::<Vec<_>>())
            }
            ExprKind::IsMissing { value, negated } if want != *negated => self.unknown(value, site),
            ExprKind::IsMissing { value, .. } => self.known(value, site),
            ExprKind::IsTruth { value, expected, negated } if want != *negated => {
                self.truth(value, site, *expected)
            }
            ExprKind::IsTruth { value, expected, .. } => self.truth(value, site, !expected),
            ExprKind::InRank { value, share, .. } => {
                // Alone of so many is the least share that is not nothing.
                let n =
                    (100_000_000 / (*share).max(1)) as usize + usize::from(100_000_000 % (*share).max(1) > 0);
                let mut among =
                    vec![(n.saturating_sub(1), 0), (0, n.saturating_sub(1)), (n.saturating_sub(2), 0)];
                among.extend(rows::AMONG);
                among
                    .into_iter()
                    .filter_map(|(lower, higher)| self.among(value, site, lower, higher))
                    .collect()
            }
            _ => self.value(expr, site, &GivenValue::One(Constant::Bool(want))),
        }
    }

    /// In or out of a cohort.
    pub fn membership(&self, cohort: usize, site: &Site, want: bool) -> Vec<Patch> {
        let rules = &self.program.cohorts[cohort].rules;
        let rules = rules.iter().filter(|rule| rule.kind != RuleKind::Should);
        let asked = rules.map(|rule| (&rule.rule, (rule.kind == RuleKind::Must) == want));
        if want {
            self.together(asked.map(|(rule, want)| self.truth(rule, site, want)).collect())
        } else {
            asked.flat_map(|(rule, want)| self.truth(rule, site, want).into_iter().take(3)).collect()
        }
    }

    fn all(&self, rules: &[Expr], site: &Site, want: bool) -> Vec<Patch> {
        self.together(rules.iter().map(|rule| self.truth(rule, site, want)).collect())
    }

    fn each(&self, rules: &[Expr], site: &Site, want: bool) -> Vec<Patch> {
        rules.iter().flat_map(|rule| self.truth(rule, site, want).into_iter().take(4)).collect()
    }

    /// One proposal of each: first the first ones, then with one at a time replaced by its second, third, ….
    pub(super) fn together(&self, parts: Vec<Vec<Patch>>) -> Vec<Patch> {
        let joined = |chosen: &dyn Fn(usize) -> usize| {
            let parts = parts.iter().enumerate();
            parts.fold(Patch::default(), |all, (i, p)| p.get(chosen(i)).map_or(all.clone(), |p| all.and(p)))
        };
        let mut found = vec![joined(&|_| 0)];
        for (part, proposals) in parts.iter().enumerate() {
            for other in 1..proposals.len().min(4) {
                found.push(joined(&|i| if i == part { other } else { 0 }));
            }
        }
        found
    }

    fn one_of(&self, expr: &Expr, site: &Site, targets: &[Constant]) -> Vec<Patch> {
        targets
            .iter()
            .flat_map(|t| self.value(expr, site, &GivenValue::One(t.clone())).into_iter().take(3))
            .collect()
    }

    /// Values of an expression's kind that are none of these.
    fn others(&self, value: &Expr, constants: &[Constant]) -> Vec<Constant> {
        let column = self.column_of(value);
        let enumerated = column.map(|(t, c)| self.values().of_enum(t, c)).unwrap_or_default();
        let numbers = constants.iter().flat_map(|c| [-1, 1].map(|by| self.values().step(c, value.ty, by)));
        let foil = Constant::Text("other".into());
        let texts = enumerated.into_iter().chain([foil]).filter(|_| value.ty == Type::Text);
        numbers.flatten().chain(texts).filter(|c| !constants.contains(c)).collect()
    }

    /// The column that a value is read from as it is.
    fn column_of(&self, value: &Expr) -> Option<(usize, usize)> {
        match &value.kind {
            ExprKind::Column(column) => Some((value.table, *column)),
            ExprKind::Feature(index) => self.deeper()?.column_of(&self.program.features[*index].value),
            ExprKind::Parent { value, .. } => self.deeper()?.column_of(value),
            _ => None,
        }
    }

    fn comparison(&self, op: CompareOp, left: &Expr, right: &Expr, site: &Site, want: bool) -> Vec<Patch> {
        let (value, op, bound) = match (self.constant(left), self.constant(right)) {
            (_, Some(bound)) => (left, op, bound),
            (Some(bound), None) => (right, mirrored(op), bound),
            (None, None) => return self.beside(op, left, right, site, want),
        };
        let op = if want { op } else { negated(op) };
        let step = |by| self.values().step(&bound, value.ty, by);
        let targets: Vec<Option<Constant>> = match op {
            CompareOp::Eq => vec![Some(bound.clone())],
            CompareOp::Ne => self.others(value, std::slice::from_ref(&bound)).into_iter().map(Some).collect(),
            CompareOp::Ge => vec![Some(bound.clone()), step(1)],
            CompareOp::Gt => vec![step(1), step(2)],
            CompareOp::Le => vec![Some(bound.clone()), step(-1)],
            CompareOp::Lt => vec![step(-1), step(-2)],
        };
        if let (Constant::Bool(truth), CompareOp::Ne) = (&bound, op) {
            return self.truth(value, site, !truth);
        }
        let targets: Vec<Constant> = targets.into_iter().flatten().collect();
        self.one_of(value, site, &targets)
    }

    /// Two values against one another.
    fn beside(&self, op: CompareOp, left: &Expr, right: &Expr, site: &Site, want: bool) -> Vec<Patch> {
        let op = if want { op } else { negated(op) };
        let [one, two] = match left.ty {
            Type::Text => ["one", "other"].map(|t| Constant::Text(t.into())),
            Type::Bool => [false, true].map(Constant::Bool),
            Type::Date | Type::Datetime => {
                [self.as_of.pred_opt().unwrap_or(self.as_of), self.as_of].map(Constant::Date)
            }
            _ => [1, 2].map(Constant::Int),
        };
        let pairs = match op {
            CompareOp::Eq => vec![(&one, &one)],
            CompareOp::Ne => vec![(&two, &one), (&one, &two)],
            CompareOp::Ge => vec![(&one, &one), (&two, &one)],
            CompareOp::Gt => vec![(&two, &one)],
            CompareOp::Le => vec![(&one, &one), (&one, &two)],
            CompareOp::Lt => vec![(&one, &two)],
        };
        let of = |expr: &Expr, c: &Constant| self.value(expr, site, &GivenValue::One(c.clone()));
        pairs.into_iter().flat_map(|(l, r)| self.together(vec![of(left, l), of(right, r)])).collect()
    }

    /// Proposals that make an expression unknown.
    pub fn unknown(&self, expr: &Expr, site: &Site) -> Vec<Patch> {
        let Some(deeper) = self.deeper() else { return Vec::new() };
        match &expr.kind {
            ExprKind::Column(column) => vec![Patch::cell(site, *column, None)],
            ExprKind::Feature(index) => deeper.unknown(&self.program.features[*index].value, site),
            ExprKind::Segment(index) => deeper.unknown(&self.program.segments[*index].rule, site),
            ExprKind::CohortMatches(index) => {
                let rules = self.program.cohorts[*index].rules.iter().filter(|r| r.kind == RuleKind::Must);
                rules.flat_map(|rule| deeper.unknown(&rule.rule, site)).collect()
            }
            ExprKind::Parent { relation, value } => deeper.unknown(value, &self.up(site, *relation)),
            ExprKind::Aggregate(aggregate) => {
                let child = self.catalog.relations[aggregate.relation].child;
                vec![Patch { clear: vec![child], ..Patch::default() }]
            }
            _ => expr.children().into_iter().flat_map(|child| deeper.unknown(child, site)).collect(),
        }
    }

    /// Some value, whichever.
    pub(super) fn known(&self, expr: &Expr, site: &Site) -> Vec<Patch> {
        let some = match expr.ty {
            Type::Bool => vec![Constant::Bool(true)],
            Type::Text | Type::List => self.others(expr, &[]),
            Type::Date | Type::Datetime => [0, 400]
                .into_iter()
                .filter_map(|days| self.as_of.checked_sub_days(chrono::Days::new(days)))
                .map(Constant::Date)
                .collect(),
            _ => vec![Constant::Int(1), Constant::Int(10)],
        };
        self.one_of(expr, site, &some)
    }

    /// Proposals that give an expression a value.
    pub fn value(&self, expr: &Expr, site: &Site, target: &GivenValue) -> Vec<Patch> {
        let Some(deeper) = self.deeper() else { return Vec::new() };
        let mut found = deeper.value_of(expr, site, target);
        found.truncate(MOST);
        found
    }

    fn value_of(&self, expr: &Expr, site: &Site, target: &GivenValue) -> Vec<Patch> {
        let one = match target {
            GivenValue::One(constant) => Some(constant),
            GivenValue::List(_) => None,
        };
        match (&expr.kind, one) {
            (ExprKind::Column(column), _) => self
                .values()
                .fitting(expr.table, *column, target)
                .into_iter()
                .map(|value| Patch::cell(site, *column, Some(value)))
                .collect(),
            (ExprKind::Feature(index), _) => self.value(&self.program.features[*index].value, site, target),
            (ExprKind::Parent { relation, value }, _) => self.value(value, &self.up(site, *relation), target),
            (ExprKind::Percentile(value) | ExprKind::Quantile { value, .. }, _) => rows::AMONG
                .iter()
                .filter_map(|&(lower, higher)| self.among(value, site, lower, higher))
                .collect(),
            (ExprKind::Aggregate(aggregate), Some(target)) => self.aggregate(aggregate, target),
            (ExprKind::CohortScore(index) | ExprKind::CohortTier(index), Some(_)) => {
                self.scores(*index, site)
            }
            (ExprKind::Default { value, default }, _) => {
                let mut found = self.value(value, site, target);
                if self.constant(default).map(GivenValue::One).as_ref() == Some(target) {
                    found.extend(self.unknown(value, site));
                }
                found
            }
            (ExprKind::Arith { op, left, right }, Some(t)) => self.arith(*op, left, right, site, t),
            (ExprKind::Neg(value), Some(t)) => {
                number(t).map_or_else(Vec::new, |t| self.value(value, site, &constant_of(-t)))
            }
            (ExprKind::Shift { value, by, back }, Some(Constant::Date(date))) => {
                let date = self.values().shifted(*date, *by, !back);
                date.map_or_else(Vec::new, |d| self.value(value, site, &GivenValue::One(Constant::Date(d))))
            }
            (ExprKind::Ramp { value, from, to }, Some(t)) => number(t)
                .map_or_else(Vec::new, |g| self.value(value, site, &constant_of(from + g * (to - from)))),
            (ExprKind::Decay { value, half_life, .. }, Some(t)) => {
                let days = number(t).filter(|g| *g > 0.0).map_or(10.0 * half_life, |g| -g.log2() * half_life);
                let days = days.clamp(0.0, 100_000.0);
                let around = [days.ceil(), days.floor()].map(|days| chrono::Days::new(days as u64));
                let dates = around.into_iter().filter_map(|days| self.as_of.checked_sub_days(days));
                self.one_of(value, site, &dates.map(Constant::Date).collect::<Vec<_>>())
            }
            (ExprKind::Call { function, args }, Some(t)) => self.call(function.name, args, site, t),
            (ExprKind::Call { function, args }, None) if function.name == "if" => {
                self.call("if", args, site, &Constant::Bool(true))
            }
            // A rule as a value: `(age > 3) = true`.
            (_, Some(Constant::Bool(want))) if expr.ty == Type::Bool && !is_plain(expr) => {
                self.truth(expr, site, *want)
            }
            _ => Vec::new(),
        }
    }

    fn arith(&self, op: ArithOp, left: &Expr, right: &Expr, site: &Site, target: &Constant) -> Vec<Patch> {
        let Some(t) = number(target) else { return Vec::new() };
        let of = |expr: &Expr, x: f64| self.value(expr, site, &constant_of(x));
        let fixed = |expr: &Expr| self.constant(expr).as_ref().and_then(number);
        match (fixed(left), fixed(right)) {
            (_, Some(r)) => of(
                left,
                match op {
                    ArithOp::Add => t - r,
                    ArithOp::Sub => t + r,
                    ArithOp::Mul => t / r,
                    ArithOp::Div => t * r,
                },
            ),
            (Some(l), None) => of(
                right,
                match op {
                    ArithOp::Add => t - l,
                    ArithOp::Sub => l - t,
                    ArithOp::Mul => t / l,
                    ArithOp::Div => l / t,
                },
            ),
            (None, None) => {
                let pairs = match op {
                    ArithOp::Add | ArithOp::Sub => vec![(t, 0.0)],
                    ArithOp::Mul => vec![(t, 1.0)],
                    ArithOp::Div => vec![(t, 1.0), (t * 10.0, 10.0), (t * 100.0, 100.0)],
                };
                pairs
                    .into_iter()
                    .flat_map(|(l, r)| self.together(vec![of(left, l), of(right, r)]).into_iter().take(2))
                    .collect()
            }
        }
    }

    fn call(&self, name: &str, args: &[Expr], site: &Site, target: &Constant) -> Vec<Patch> {
        let [first, rest @ ..] = args else { return Vec::new() };
        if name == "if" && rest.len() == 2 {
            let target = GivenValue::One(target.clone());
            let then = [self.truth(first, site, true), self.value(&rest[0], site, &target)];
            let otherwise = [self.truth(first, site, false), self.value(&rest[1], site, &target)];
            return [then, otherwise].into_iter().flat_map(|parts| self.together(parts.to_vec())).collect();
        }
        if name == "days_between" && rest.len() == 1 {
            let end = Constant::Date(self.as_of);
            let begin = self.values().argument("days_since", target);
            let parts = [
                begin.iter().flat_map(|b| self.value(first, site, b)).collect(),
                self.value(&rest[0], site, &GivenValue::One(end)),
            ];
            return self.together(parts.to_vec());
        }
        let mut found: Vec<Patch> =
            self.values().argument(name, target).iter().flat_map(|a| self.value(first, site, a)).collect();
        if matches!(name, "least" | "greatest") {
            found.extend(rest.iter().flat_map(|arg| self.value(arg, site, &GivenValue::One(target.clone()))));
        }
        found
    }
}

/// Is it a value that is read, so that its truth cannot be taken apart any more?
fn is_plain(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Column(_)
            | ExprKind::Feature(_)
            | ExprKind::Parent { .. }
            | ExprKind::Aggregate(_)
            | ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::Call { .. }
            | ExprKind::Default { .. }
            | ExprKind::InRank { .. }
    )
}

pub fn number(constant: &Constant) -> Option<f64> {
    match constant {
        Constant::Int(i) => Some(*i as f64),
        Constant::Number(x) | Constant::Percent(x) => Some(*x),
        _ => None,
    }
}

/// A number as a constant, without the noise of having been worked out.
pub fn constant_of(x: f64) -> GivenValue {
    let tidy = (x * 1e9).round() / 1e9;
    let x = if tidy.is_finite() { tidy } else { x };
    let whole = x.fract() == 0.0 && x.abs() < 1e15;
    GivenValue::One(if whole { Constant::Int(x as i64) } else { Constant::Number(x) })
}

fn has_lists(mode: HasMode, items: &[Constant], want: bool) -> Vec<Vec<Constant>> {
    let foil = vec![Constant::Text("other".into())];
    let one_each = items.iter().map(|item| vec![item.clone()]);
    let but_one = (0..items.len()).filter(|_| items.len() > 1).map(|left_out| {
        items.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, item)| item.clone()).collect()
    });
    match (mode, want) {
        (HasMode::All, true) => vec![items.to_vec()],
        (HasMode::All, false) => but_one.chain([foil]).collect(),
        (_, true) => one_each.chain([items.to_vec()]).collect(),
        (_, false) => vec![foil],
    }
}

fn texts(test: TextTest, needles: &[String], want: bool) -> Vec<Constant> {
    let foil = "other".to_owned();
    let texts = match (test, want) {
        (TextTest::ContainsAll, true) => vec![needles.join(" ")],
        (TextTest::ContainsAll, false) => {
            let but_one = (0..needles.len()).map(|left_out| {
                let rest = needles.iter().enumerate().filter(|(i, _)| *i != left_out);
                rest.map(|(_, needle)| needle.as_str()).collect::<Vec<_>>().join(" ")
            });
            but_one.chain([foil]).collect()
        }
        (_, true) => needles.to_vec(),
        (TextTest::StartsWith | TextTest::EndsWith, false) => {
            let around = needles.iter().map(|needle| format!("x{needle}x"));
            around.chain([foil]).collect()
        }
        (_, false) => vec![foil],
    };
    texts.into_iter().filter(|text| !text.is_empty()).map(Constant::Text).collect()
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}

fn negated(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq => CompareOp::Ne,
        CompareOp::Ne => CompareOp::Eq,
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Le => CompareOp::Gt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Ge => CompareOp::Lt,
    }
}
