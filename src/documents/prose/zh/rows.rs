//! Aggregates over related rows, and values over a cohort. The window comes first, then the condition, then the rows:
//! `最近 12 个月内 channel 为“online”的 orders 记录`.

use super::{At, Chinese, glue};
use crate::documents::format;
use crate::documents::prose::words::{is_date, is_fixed};
use crate::documents::text::Lang;
use crate::model::{Aggregate, AggregateFunction, Constant, Expr, ExprKind, Over, OverFunction, Window};
use crate::syntax::ast::{CompareOp, Duration, Unit};
use unicode_width::UnicodeWidthStr;

/// A condition wider than this does not fit in front of what it describes.
const WIDEST: usize = 64;

impl Chinese<'_, '_> {
    pub(super) fn any(&self, a: &Aggregate, negated: bool, at: At) -> String {
        let verb = if negated { "没有" } else { "有" };
        glue(&[at.owner, &when(a), verb, &self.rows(a)])
    }

    /// A count compared with a fixed number.
    pub(super) fn has_count(&self, op: CompareOp, left: &Expr, right: &Expr, at: At) -> Option<String> {
        let ExprKind::Aggregate(a) = &left.kind else { return None };
        if a.function != AggregateFunction::Count || !is_fixed(right) {
            return None;
        }
        let n = match right.kind {
            ExprKind::Constant(Constant::Int(n)) => Some(n),
            _ => None,
        };
        if matches!((op, n), (CompareOp::Eq | CompareOp::Le, Some(0)) | (CompareOp::Lt, Some(1))) {
            return Some(self.any(a, true, at));
        }
        let verb = match op {
            CompareOp::Eq => "恰好有",
            CompareOp::Ne => "不为",
            CompareOp::Lt => "少于",
            CompareOp::Le => "不超过",
            CompareOp::Gt => "超过",
            CompareOp::Ge => "不少于",
        };
        let number = self.operand(right, left, at);
        // After `（“min orders”）` no measure word can follow.
        let measure = if matches!(right.kind, ExprKind::Constant(_)) { "条" } else { "" };
        Some(glue(&[at.owner, &when(a), &self.rows(a), verb, &number, measure]))
    }

    /// The rows of an aggregate without their window: `channel 为“online”的 orders 记录`.
    fn rows(&self, a: &Aggregate) -> String {
        let inside = At { owner: "", tight: true };
        let mut rules: Vec<String> = Vec::new();
        match a.function {
            AggregateFunction::Any => rules.extend(a.value.iter().map(|v| self.clause(v, false, inside))),
            AggregateFunction::Count => {
                rules.extend(a.value.iter().map(|v| glue(&[&self.noun(v, inside), "已知"])));
            }
            AggregateFunction::Share
            | AggregateFunction::Sum
            | AggregateFunction::Avg
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::CountDistinct
            | AggregateFunction::First
            | AggregateFunction::Last => {}
        }
        match a.filter.as_ref().map(|f| &f.kind) {
            Some(ExprKind::And(parts)) => rules.extend(parts.iter().map(|p| self.clause(p, false, inside))),
            _ => rules.extend(a.filter.iter().map(|f| self.clause(f, false, inside))),
        }
        let rows = glue(&[&self.0.child_table(a.relation), "记录"]);
        let rule = match rules.as_slice() {
            [only] => unwrapped(only).to_owned(),
            _ => self.sequence(&rules, true, true),
        };
        if rules.is_empty() {
            rows
        } else if rule.width() <= WIDEST && !rule.contains(['；', '：']) {
            glue(&[&rule, "的", &rows])
        } else {
            format!("{rows}（须满足：{rule}）")
        }
    }

    /// An aggregate as a value.
    pub(super) fn aggregate(&self, a: &Aggregate, at: At) -> String {
        let inside = At { owner: "", tight: true };
        let value = a.value.as_ref().map_or_else(String::new, |v| self.noun(v, inside));
        let dates = a.value.as_ref().is_some_and(|v| is_date(v.ty));
        let end = match a.function {
            AggregateFunction::Share => return self.share(a, at),
            AggregateFunction::Count => "的数量".to_owned(),
            AggregateFunction::Any => "是否存在".to_owned(),
            AggregateFunction::Sum => glue(&["的", &value, "合计"]),
            AggregateFunction::Avg => glue(&["的", &value, "平均值"]),
            AggregateFunction::Min if dates => glue(&["中最早的", &value]),
            AggregateFunction::Max if dates => glue(&["中最晚的", &value]),
            AggregateFunction::Min => glue(&["中最低的", &value]),
            AggregateFunction::Max => glue(&["中最高的", &value]),
            AggregateFunction::CountDistinct => glue(&["中不同", &value, "的个数"]),
            AggregateFunction::First => glue(&["中第一条的", &value]),
            AggregateFunction::Last => glue(&["中最后一条的", &value]),
        };
        glue(&[at.owner, &when(a), &self.rows(a), &end])
    }

    /// The rule whose share it is, among the rows that the filter leaves.
    fn share(&self, a: &Aggregate, at: At) -> String {
        let (rule, filter) = match (&a.value, &a.filter) {
            (Some(rule), filter) => (Some(rule), filter.clone()),
            (None, rule) => (rule.as_ref(), None),
        };
        let all = Aggregate { value: None, filter, ..a.clone() };
        let rule = rule.map_or_else(String::new, |r| self.clause(r, false, At { owner: "", tight: true }));
        glue(&[at.owner, &when(a), &self.rows(&all), "中", unwrapped(&rule), "的占比"])
    }

    /// A value over a cohort's members.
    pub(super) fn over(&self, over: &Over) -> String {
        let inside = At { owner: "", tight: true };
        let value = over.value.as_ref().map_or_else(String::new, |v| match over.function {
            OverFunction::Share => self.clause(v, false, inside),
            _ => self.noun(v, inside),
        });
        let filter = over.filter.as_ref().map(|f| glue(&[&self.clause(f, false, inside), "的"]));
        let rows = over.relation.map(|r| glue(&["的", &self.0.child_table(r), "记录"]));
        let when = over.window.map(window).unwrap_or_default();
        let among = glue(&[&when, &filter.unwrap_or_default(), "成员", &rows.unwrap_or_default()]);
        let argument =
            |text: &str| over.argument.map(|a| text.replace("{}", &format::exact(a))).unwrap_or_default();
        let end = match over.function {
            OverFunction::Size => return "规模".to_owned(),
            OverFunction::Movement => return "与上次运行相比进出成员的占比".to_owned(),
            OverFunction::Leave => return "与上次运行相比离开的成员数".to_owned(),
            OverFunction::Count => "的数量".to_owned(),
            OverFunction::Share => glue(&["中", &value, "的占比"]),
            OverFunction::Avg => glue(&["的", &value, "平均值"]),
            OverFunction::Median => glue(&["的", &value, "中位数"]),
            OverFunction::Sum => glue(&["的", &value, "合计"]),
            OverFunction::Min => glue(&["的", &value, "最小值"]),
            OverFunction::Max => glue(&["的", &value, "最大值"]),
            OverFunction::Stddev => glue(&["的", &value, "标准差"]),
            OverFunction::Quantile => glue(&["的", &value, &argument(" {} "), "分位数"]),
            OverFunction::Nps => glue(&["的净推荐值（按", &value, "计）"]),
            OverFunction::Csat => glue(&["的满意占比（按", &value, &argument("，{} 分及以上为满意"), "）"]),
            OverFunction::Ces => glue(&["的客户费力度（按", &value, "计）"]),
            OverFunction::Lift => glue(&["的", &value, "均值与全体均值之比"]),
            OverFunction::Loyalty => "的客户忠诚度指数".to_owned(),
            OverFunction::Retention => {
                let last = over.duration.map(duration).unwrap_or_default();
                glue(&["的留存率（此前", &last, "内有记录的成员中，最近", &last, "内仍有记录的占比）"])
            }
            OverFunction::RepeatRate => "的复购率（有记录的成员中，至少有两条的占比）".to_owned(),
            OverFunction::PurchaseFrequency => "的人均数量（仅计有记录的成员）".to_owned(),
            OverFunction::OrderValue => glue(&["的", &value, "平均值"]),
            OverFunction::Engagement => "的人均数量".to_owned(),
            OverFunction::Clv | OverFunction::Cac => glue(&["的人均", &value, "合计"]),
            OverFunction::PredictedClv => {
                let months = format::exact(over.argument.unwrap_or(12.0));
                glue(&["未来 ", &months, " 个月预计带来的人均", &value])
            }
            OverFunction::Conversion => {
                let clause =
                    |rule: Option<&Expr>| rule.map_or_else(String::new, |r| self.clause(r, false, inside));
                let (from, to) = (clause(over.value.as_ref()), clause(over.more.first()));
                glue(&["中，满足", &from, "的人里同时满足", &to, "的占比"])
            }
            OverFunction::Overlap => {
                let other = over.other.map(|o| self.0.cohort(o)).unwrap_or_default();
                glue(&["中同时属于", &other, "的占比"])
            }
        };
        glue(&[&among, &end])
    }
}

/// A condition without the parentheses around the whole of it: what follows closes it as well.
fn unwrapped(rule: &str) -> &str {
    let Some(inner) = rule.strip_prefix('（').and_then(|r| r.strip_suffix('）')) else { return rule };
    let mut depth = 0;
    for c in inner.chars() {
        match c {
            '（' => depth += 1,
            '）' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return rule;
        }
    }
    inner
}

fn when(a: &Aggregate) -> String {
    a.window.map(window).unwrap_or_default()
}

/// `最近 12 个月内`
pub(in crate::documents::prose) fn window(window: Window) -> String {
    let date = |d| format::date(d, Lang::Zh);
    match window {
        Window::Last(length) => format!("最近 {}内", duration(length)),
        Window::This(unit) => match unit {
            Unit::Days => "今天".to_owned(),
            Unit::Weeks => "本周内".to_owned(),
            Unit::Months => "本月内".to_owned(),
            Unit::Quarters => "本季度内".to_owned(),
            Unit::Years => "今年内".to_owned(),
        },
        Window::Previous(unit) => match unit {
            Unit::Days => "昨天".to_owned(),
            Unit::Weeks => "上周内".to_owned(),
            Unit::Months => "上个月内".to_owned(),
            Unit::Quarters => "上季度内".to_owned(),
            Unit::Years => "去年内".to_owned(),
        },
        Window::Since(from) => format!("自 {}起", date(from)),
        Window::Before(to) => format!("{}之前", date(to)),
        Window::FromTo(from, to) => format!("{}至{}期间", date(from), date(to)),
    }
}

/// `12 个月`
pub(super) fn duration(duration: Duration) -> String {
    let unit = match duration.unit {
        Unit::Days => "天",
        Unit::Weeks => "周",
        Unit::Months => "个月",
        Unit::Quarters => "个季度",
        Unit::Years => "年",
    };
    format!("{} {unit}", format::integer(duration.n))
}
