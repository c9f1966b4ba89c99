//! Aggregates over related rows, and values over a cohort.

use super::{At, English};
use crate::documents::format;
use crate::documents::prose::words::{is_date, is_fixed, singular};
use crate::documents::text::Lang;
use crate::model::{Aggregate, AggregateFunction, Constant, Expr, ExprKind, Over, OverFunction, Window};
use crate::syntax::ast::{CompareOp, Duration, Unit};

impl English<'_, '_> {
    /// `has at least 1 order in the last 90 days where …`
    pub(super) fn any(&self, a: &Aggregate, negated: bool, at: At) -> String {
        let verb = if negated { "has no" } else { "has at least 1" };
        format!("{} {}", at.subject(verb), self.rows(a, "", Number::One, at.tight))
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
        let none = matches!((op, n), (CompareOp::Eq | CompareOp::Le, Some(0)) | (CompareOp::Lt, Some(1)));
        if none {
            return Some(format!("{} {}", at.subject("has no"), self.rows(a, "", Number::One, at.tight)));
        }
        let verb = match op {
            CompareOp::Eq => "has exactly",
            CompareOp::Ne => "does not have exactly",
            CompareOp::Lt => "has fewer than",
            CompareOp::Le => "has at most",
            CompareOp::Gt => "has more than",
            CompareOp::Ge => "has at least",
        };
        let number = if n == Some(1) { Number::One } else { Number::Many };
        let rows = self.rows(a, "", number, at.tight);
        Some(format!("{} {} {rows}", at.subject(verb), self.operand(right, left, at)))
    }

    /// The rows of an aggregate: `orders in the last 12 months where …`.
    fn rows(&self, a: &Aggregate, owner: &str, number: Number, tight: bool) -> String {
        let table = self.0.child_table(a.relation);
        let table = if number == Number::One { singular(&table) } else { table };
        let rows = At { owner, row: "", tight }.possessive(&table);
        let window = a.window.map(|w| format!(" {}", window(w))).unwrap_or_default();
        let row = self.row(a.relation);
        let inside = At { owner: "", row: &row, tight: true };
        let mut rules: Vec<String> = Vec::new();
        match a.function {
            AggregateFunction::Any => rules.extend(a.value.iter().map(|v| self.clause(v, false, inside))),
            AggregateFunction::Count => {
                rules.extend(a.value.iter().map(|v| format!("{} is known", self.noun(v, inside))));
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
        if let Some(filter) = &a.filter {
            let last = rules.is_empty();
            rules.push(self.clause(filter, false, At { owner: "", row: &row, tight: !last }));
        }
        let rule = match rules.as_slice() {
            [] => String::new(),
            rules if tight => format!(" (where {})", rules.join(" and ")),
            rules => format!(" where {}", rules.join(" and ")),
        };
        format!("{rows}{window}{rule}")
    }

    /// An aggregate as a value.
    pub(super) fn aggregate(&self, a: &Aggregate, at: At) -> String {
        let rows = || self.rows(a, at.owner, Number::Many, true);
        let inside = At { owner: "", row: "", tight: true };
        let value = || a.value.as_ref().map_or_else(String::new, |v| self.noun(v, inside));
        let dates = a.value.as_ref().is_some_and(|v| is_date(v.ty));
        // `the first order`, `the account’s last order`
        let ends = |which: &str| {
            let rows = self.rows(a, "", Number::One, true);
            if at.owner.is_empty() {
                format!("the {which} {rows}")
            } else {
                at.possessive(&format!("{which} {rows}"))
            }
        };
        match a.function {
            AggregateFunction::Count => format!("the number of {}", rows()),
            AggregateFunction::Any => format!("whether there is any of {}", rows()),
            AggregateFunction::Share => self.share(a, at),
            AggregateFunction::Sum => format!("the total {} of {}", value(), rows()),
            AggregateFunction::Avg => format!("the average {} of {}", value(), rows()),
            AggregateFunction::Min if dates => format!("the earliest {} of {}", value(), rows()),
            AggregateFunction::Max if dates => format!("the latest {} of {}", value(), rows()),
            AggregateFunction::Min => format!("the lowest {} of {}", value(), rows()),
            AggregateFunction::Max => format!("the highest {} of {}", value(), rows()),
            AggregateFunction::CountDistinct => {
                format!("the number of different values of {} among {}", value(), rows())
            }
            AggregateFunction::First => format!("the {} of {}", value(), ends("first")),
            AggregateFunction::Last => format!("the {} of {}", value(), ends("last")),
        }
    }

    /// Who does what a verb says in a condition on rows: `the order`.
    fn row(&self, relation: usize) -> String {
        format!("the {}", singular(&self.0.child_table(relation)))
    }

    /// The rule whose share it is, among the rows that the filter leaves.
    fn share(&self, a: &Aggregate, at: At) -> String {
        let (rule, filter) = match (&a.value, &a.filter) {
            (Some(rule), filter) => (Some(rule), filter.clone()),
            (None, rule) => (rule.as_ref(), None),
        };
        let all = Aggregate { value: None, filter, ..a.clone() };
        let rows = self.rows(&all, at.owner, Number::Many, true);
        match rule {
            None => format!("the share of {rows}"),
            Some(rule) => {
                let row = self.row(a.relation);
                let rule = self.clause(rule, false, At { owner: "", row: &row, tight: false });
                if all.filter.is_some() {
                    return format!("among {rows}, the share (where {rule})");
                }
                format!("the share of {rows} (where {rule})")
            }
        }
    }

    /// A value over a cohort's members.
    pub(super) fn over(&self, over: &Over) -> String {
        let at = At { owner: "", row: "", tight: true };
        let among = match over.relation {
            None => "members".to_owned(),
            Some(relation) => format!("members’ {}", self.0.child_table(relation)),
        };
        let when = over.window.map(|w| format!(" {}", window(w))).unwrap_or_default();
        let filter = over
            .filter
            .as_ref()
            .map(|f| format!(" (where {})", self.clause(f, false, At { owner: "", row: "", tight: false })))
            .unwrap_or_default();
        let among = format!("{among}{when}{filter}");
        let value = || over.value.as_ref().map_or_else(String::new, |v| self.noun(v, at));
        let argument =
            |text: &str| over.argument.map(|a| text.replace("{}", &format::exact(a))).unwrap_or_default();
        match over.function {
            OverFunction::Size => "the size".to_owned(),
            OverFunction::Count => format!("the number of {among}"),
            OverFunction::Share => match &over.value {
                Some(rule) => {
                    let member = At { owner: "", row: "the member", tight: false };
                    format!("the share of {among} (where {})", self.clause(rule, false, member))
                }
                None => format!("the share of {among}"),
            },
            OverFunction::Avg => format!("the average {} of {among}", value()),
            OverFunction::Median => format!("the median {} of {among}", value()),
            OverFunction::Sum => format!("the total {} of {among}", value()),
            OverFunction::Min => format!("the lowest {} of {among}", value()),
            OverFunction::Max => format!("the highest {} of {among}", value()),
            OverFunction::Stddev => format!("the standard deviation of {} of {among}", value()),
            OverFunction::Quantile => format!("the {}quantile of {} of {among}", argument("{} "), value()),
            OverFunction::Nps => format!("the net promoter score by {} of {among}", value()),
            OverFunction::Csat => {
                format!("the satisfied share by {}{} of {among}", value(), argument(" ({} or better)"))
            }
            OverFunction::Ces => format!("the customer effort score by {} of {among}", value()),
            OverFunction::Lift => format!("the mean {} of {among} divided by that of everyone", value()),
            OverFunction::Overlap => match over.other {
                Some(other) => format!("the share of {among} who are also in {}", self.0.cohort(other)),
                None => "the overlap".to_owned(),
            },
            OverFunction::Loyalty => format!("the customer loyalty index of {among}"),
            OverFunction::Retention => {
                let last = over.duration.map(duration).unwrap_or_default();
                format!(
                    "the share of {among} kept (of those with one in the {last} before the last {last}, who has one in the last {last})"
                )
            }
            OverFunction::RepeatRate => {
                format!("the share of members with at least two of {among}, of those with one")
            }
            OverFunction::PurchaseFrequency => format!("the number of {among} per member who has one"),
            OverFunction::OrderValue => format!("the average {} of {among}", value()),
            OverFunction::Engagement => format!("the number of {among} per member"),
            OverFunction::Clv => format!("the total {} of {among} per member", value()),
            OverFunction::PredictedClv => {
                let months = format::exact(over.argument.unwrap_or(12.0));
                format!("the {} of {among} expected per buyer in the next {months} months", value())
            }
            OverFunction::Cac => format!("the total {} of {among} per member", value()),
            OverFunction::Conversion => {
                let member = At { owner: "", row: "the member", tight: false };
                let clause =
                    |rule: Option<&Expr>| rule.map_or_else(String::new, |r| self.clause(r, false, member));
                let (from, to) = (clause(over.value.as_ref()), clause(over.more.first()));
                format!("the share of {among} for whom it holds that {to}, of those for whom {from}")
            }
            OverFunction::Movement => "the share of members who came or went since the last run".to_owned(),
            OverFunction::Leave => "the number of members who left since the last run".to_owned(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    One,
    Many,
}

/// `in the last 12 months`
pub(in crate::documents::prose) fn window(window: Window) -> String {
    let date = |d| format::date(d, Lang::En);
    match window {
        Window::Last(Duration { n: 1, unit }) => format!("in the last {}", unit_word(unit, 1)),
        Window::Last(Duration { n, unit }) => {
            format!("in the last {} {}", format::integer(n), unit_word(unit, n))
        }
        Window::This(unit) => format!("in this {}", unit_word(unit, 1)),
        Window::Previous(unit) => format!("in the previous {}", unit_word(unit, 1)),
        Window::Since(from) => format!("since {}", date(from)),
        Window::Before(to) => format!("before {}", date(to)),
        Window::FromTo(from, to) => format!("from {} to {}", date(from), date(to)),
    }
}

pub(super) fn duration(duration: Duration) -> String {
    format!("{} {}", format::integer(duration.n), unit_word(duration.unit, duration.n))
}

fn unit_word(unit: Unit, n: i64) -> &'static str {
    match (unit, n == 1) {
        (Unit::Days, true) => "day",
        (Unit::Days, false) => "days",
        (Unit::Weeks, true) => "week",
        (Unit::Weeks, false) => "weeks",
        (Unit::Months, true) => "month",
        (Unit::Months, false) => "months",
        (Unit::Quarters, true) => "quarter",
        (Unit::Quarters, false) => "quarters",
        (Unit::Years, true) => "year",
        (Unit::Years, false) => "years",
    }
}
