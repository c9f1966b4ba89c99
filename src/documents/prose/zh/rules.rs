//! Rules as clauses: `年龄在 30 到 45 之间`, `最近 90 天内没有 orders 记录`.

use super::{At, Chinese, glue};
use crate::documents::format;
use crate::documents::prose::words::{is_date, is_fixed, is_rule, mirrored, opposite, quoted};
use crate::ir::Type;
use crate::model::{AggregateFunction, Constant, Expr, ExprKind, List};
use crate::syntax::ast::{CohortKind, CompareOp, HasMode, RankEnd, TextTest};

impl Chinese<'_, '_> {
    /// A rule, or its negation; both are unknown for the same people.
    pub(super) fn clause(&self, expr: &Expr, negated: bool, at: At) -> String {
        match &expr.kind {
            ExprKind::And(rules) => self.group(rules, !negated, negated, at),
            ExprKind::Or(rules) => self.group(rules, negated, negated, at),
            ExprKind::Not(rule) => self.clause(rule, !negated, at),
            ExprKind::AtLeast { n, rules } => {
                let items: Vec<String> = rules.iter().map(|r| self.clause(r, false, at.tight())).collect();
                let opening = super::at_least(*n, rules.len(), negated);
                self.parenthesised(format!("{opening}{}", items.join("；")), at)
            }
            ExprKind::Segment(index) => {
                let verb = if negated { "不属于" } else { "属于" };
                glue(&[at.owner, verb, &self.0.segment(*index)])
            }
            ExprKind::CohortMatches(index) => {
                let verb = if negated { "不符合" } else { "符合" };
                let kind = match self.0.program.cohorts[*index].kind {
                    CohortKind::Icp => "理想客户",
                    CohortKind::Persona => "画像",
                    CohortKind::Score => "评分",
                };
                glue(&[at.owner, verb, kind, &self.0.cohort(*index)])
            }
            ExprKind::Parent { relation, value } => {
                let owner = self.owner(*relation, at);
                self.clause(value, negated, At { owner: &owner, ..at })
            }
            ExprKind::Aggregate(a) if a.function == AggregateFunction::Any => self.any(a, negated, at),
            ExprKind::InRank { value, end, share, negated: written } => {
                let verb = if negated != *written { "不在" } else { "位于" };
                let end = match end {
                    RankEnd::Top => "前",
                    RankEnd::Bottom => "后",
                };
                let share = format!("{}%", format::rounded(*share as f64 / 1e6, 6));
                let table = self.0.table(expr.table);
                glue(&[&self.noun(value, at), verb, "全体", &table, "的", end, &share])
            }
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right, negated, at),
            ExprKind::Between { value, low, high, negated: written } => {
                let verb = if negated != *written { "不在" } else { "在" };
                let bare = |c: &Constant| self.0.constant(c, self.0.is_share(value).then_some(&**value));
                let low = match &low.kind {
                    ExprKind::Constant(c) if is_fixed(high) => bare(c),
                    _ => self.operand(low, value, at),
                };
                let high = self.operand(high, value, at);
                glue(&[&self.noun(value, at.tight()), verb, &low, "到", &high, "之间"])
            }
            ExprKind::In { value, list, negated: written } => {
                self.is_in(value, list, negated != *written, at)
            }
            ExprKind::TextTest { value, test, needles, negated: written } => {
                self.text_test(value, *test, needles, negated != *written, at)
            }
            ExprKind::Matches { value, pattern, negated: written } => {
                let verb = if negated != *written { "不匹配模式 " } else { "匹配模式 " };
                let pattern = crate::documents::clean::line(pattern);
                glue(&[&self.noun(value, at.tight()), verb, &format!("/{pattern}/")])
            }
            ExprKind::Has { value, mode, items, negated: written } => {
                self.has(value, *mode, items, negated != *written, at)
            }
            ExprKind::IsMissing { value, negated: written } => {
                let known = negated != *written;
                if is_rule(value) {
                    let verb = if known { "能够判断" } else { "无法判断" };
                    return format!("{verb}“{}”是否成立", self.clause(value, false, at.tight()));
                }
                glue(&[&self.noun(value, at.tight()), if known { "已知" } else { "未知" }])
            }
            ExprKind::IsTruth { value, expected, negated: written } => {
                let clause = |negated| self.clause(value, negated, at.tight());
                if negated == *written {
                    glue(&["可以确定", &clause(!expected)])
                } else {
                    let text =
                        glue(&[&clause(*expected), if at.tight { "或情况未知" } else { "，或情况未知" }]);
                    self.parenthesised(text, at)
                }
            }
            ExprKind::Default { value, default } if expr.ty == Type::Bool => {
                self.default_rule(value, default, negated, at)
            }
            ExprKind::Ramp { .. } | ExprKind::Decay { .. } => super::grade(self.0, expr, None),
            ExprKind::Constant(Constant::Bool(value)) => {
                if *value != negated { "始终成立" } else { "始终不成立" }.to_owned()
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
            | ExprKind::Over(_) => glue(&[&self.noun(expr, at.tight()), "为", &self.0.yes_no(!negated)]),
        }
    }

    pub(super) fn parenthesised(&self, text: String, at: At) -> String {
        if at.tight { format!("（{text}）") } else { text }
    }

    /// `A，且 B`; inside another phrase `（A且 B）`. A negated group is said by its negated members.
    fn group(&self, rules: &[Expr], all: bool, negated: bool, at: At) -> String {
        let clauses: Vec<String> = rules.iter().map(|r| self.clause(r, negated, at.tight())).collect();
        if let [only] = clauses.as_slice() {
            return only.clone();
        }
        self.parenthesised(self.sequence(&clauses, all, at.tight), at)
    }

    pub(super) fn sequence(&self, clauses: &[String], all: bool, tight: bool) -> String {
        let word = match (all, tight) {
            (true, false) => "，且",
            (true, true) => "且",
            (false, false) => "，或",
            (false, true) => "或",
        };
        let mut pieces: Vec<&str> = Vec::new();
        for (i, clause) in clauses.iter().enumerate() {
            pieces.extend((i > 0).then_some(word));
            pieces.push(clause);
        }
        glue(&pieces)
    }

    fn default_rule(&self, value: &Expr, default: &Expr, negated: bool, at: At) -> String {
        let clause = self.clause(value, negated, at.tight());
        let text = match &default.kind {
            ExprKind::Constant(Constant::Bool(known)) if *known != negated => {
                glue(&[&clause, if at.tight { "或情况未知" } else { "，或情况未知" }])
            }
            ExprKind::Constant(Constant::Bool(_)) => glue(&["可以确定", &clause]),
            _ => {
                let other = self.clause(default, negated, at.tight());
                glue(&[&clause, "（情况未知时改看：", &other, "）"])
            }
        };
        self.parenthesised(text, at)
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
        let (dates, count, share) = (is_date(left.ty), self.0.is_count(left), self.0.is_share(left));
        let verb = match op {
            CompareOp::Eq => "为",
            CompareOp::Ne => "不为",
            CompareOp::Lt if dates => "早于",
            CompareOp::Le if dates => "不晚于",
            CompareOp::Gt if dates => "晚于",
            CompareOp::Ge if dates => "不早于",
            CompareOp::Lt if count => "少于",
            CompareOp::Gt if count => "多于",
            CompareOp::Ge if count => "不少于",
            CompareOp::Lt if share => "低于",
            CompareOp::Gt if share => "高于",
            CompareOp::Lt => "小于",
            CompareOp::Le => "不超过",
            CompareOp::Gt => "大于",
            CompareOp::Ge => "不低于",
        };
        glue(&[&self.noun(left, at.tight()), verb, &self.operand(right, left, at)])
    }

    fn same_truth(&self, differs: bool, left: &Expr, right: &Expr, at: At) -> String {
        if let ExprKind::Constant(Constant::Bool(value)) = right.kind {
            return self.clause(left, value == differs, at);
        }
        let verb = if differs { "不一致" } else { "一致" };
        glue(&[&self.noun(left, at.tight()), "与", &self.noun(right, at.tight()), verb])
    }

    /// `days_since(x) <= 30`: `x 距今不超过 30 天`.
    fn ago(&self, op: CompareOp, left: &Expr, right: &Expr, at: At) -> Option<String> {
        let ExprKind::Call { function, args } = &left.kind else { return None };
        let positive = match &right.kind {
            ExprKind::Constant(Constant::Int(n)) => *n > 0,
            ExprKind::Constant(Constant::Number(n)) => *n > 0.0,
            ExprKind::Param(_) => true,
            _ => false,
        };
        if !positive {
            return None;
        }
        let verb = match (function.name, op) {
            ("months_since", CompareOp::Ge) => "距今已满",
            ("months_since", CompareOp::Lt) => "距今未满",
            ("days_since", op) => match op {
                CompareOp::Eq => "距今恰好",
                CompareOp::Ne => "距今不是",
                CompareOp::Lt => "距今不到",
                CompareOp::Le => "距今不超过",
                CompareOp::Gt => "距今超过",
                CompareOp::Ge => "距今至少",
            },
            _ => return None,
        };
        let value = self.noun(args.first()?, at.tight());
        Some(glue(&[&value, verb, &self.operand(right, left, at)]))
    }

    fn is_in(&self, value: &Expr, list: &List, negated: bool, at: At) -> String {
        let texts = self.0.list(list, value);
        let noun = self.noun(value, at.tight());
        let listed = texts.join("、");
        let text = match (negated, texts.len()) {
            (false, 0..=1) => glue(&[&noun, "为", &listed]),
            (false, 2) if !at.tight => glue(&[&noun, "为", &self.0.either(&texts)]),
            (false, _) => glue(&[&noun, "为", &listed, "之一"]),
            (true, 1) => glue(&[&noun, "不为", &listed]),
            (true, _) => glue(&[&noun, "不在", &listed, "之列"]),
        };
        list.param.map_or(text.clone(), |param| self.0.named_param(text, param))
    }

    fn text_test(&self, value: &Expr, test: TextTest, needles: &[String], negated: bool, at: At) -> String {
        let noun = self.noun(value, at.tight());
        let texts: Vec<String> = needles.iter().map(|n| quoted(n)).collect();
        let one = texts.first().cloned().unwrap_or_default();
        let not = if negated { "不" } else { "" };
        match test {
            TextTest::StartsWith => glue(&[&noun, not, "以", &one, "开头"]),
            TextTest::EndsWith => glue(&[&noun, not, "以", &one, "结尾"]),
            TextTest::Contains | TextTest::ContainsAny | TextTest::ContainsAll if texts.len() == 1 => {
                glue(&[&noun, not, "包含", &one])
            }
            TextTest::Contains | TextTest::ContainsAny => {
                let end = if negated { "中的任何一个" } else { "中的至少一个" };
                glue(&[&noun, not, "包含", &texts.join("、"), end])
            }
            TextTest::ContainsAll => {
                let verb = if negated { "未同时包含" } else { "同时包含" };
                glue(&[&noun, verb, &self.0.both(&texts)])
            }
        }
    }

    fn has(&self, value: &Expr, mode: HasMode, items: &List, negated: bool, at: At) -> String {
        let noun = self.noun(value, at.tight());
        let texts = self.0.list(items, value);
        let verb = if negated { "中没有" } else { "中有" };
        let text = match (mode, texts.len()) {
            (HasMode::One | HasMode::Any | HasMode::All, 0..=1) => glue(&[&noun, verb, &texts.join("、")]),
            (HasMode::One | HasMode::Any, _) => {
                let end = if negated { "中的任何一项" } else { "中的至少一项" };
                glue(&[&noun, verb, &texts.join("、"), end])
            }
            (HasMode::All, _) => {
                let verb = if negated { "中未同时有" } else { "中同时有" };
                glue(&[&noun, verb, &self.0.both(&texts)])
            }
        };
        items.param.map_or(text.clone(), |param| self.0.named_param(text, param))
    }
}
