use super::plan::{ColumnId, NodeId, RelationId};
use super::types::{Day, Literal, Real};
use std::sync::Arc;

/// What a node's value is. Unless said otherwise a missing input makes the result missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    Literal(Literal),
    Column(ColumnId),

    // Other rows.
    /// The value of `value` (a node of the relation's parent table) in the row's parent; missing without a parent (a parent dated
    /// after D does not exist either). The relation's child table is the node's table.
    Parent {
        relation: RelationId,
        value: NodeId,
    },
    /// Over the rows that belong to this row. The relation's parent table is the node's table.
    Aggregate(Aggregate),
    /// Where the row's `value` stands among the rows of the table's base whose value is known, n of them. Missing where the
    /// value is missing and for rows outside of the base.
    Rank {
        kind: RankKind,
        value: NodeId,
    },

    // Truth (Kleene).
    /// False if any is false, else missing if any is missing, else true.
    And(Vec<NodeId>),
    /// True if any is true, else missing if any is missing, else false.
    Or(Vec<NodeId>),
    Not(NodeId),
    /// True if at least n are true, false if fewer than n are true or missing, else missing.
    AtLeast {
        n: u32,
        rules: Vec<NodeId>,
    },
    /// True where the input is true, else false. Never missing.
    IsTrue(NodeId),
    /// True where the input is missing, else false. Never missing.
    IsMissing(NodeId),

    // Choice, of any type; all values have the node's type.
    /// The first input that is not missing.
    Coalesce(Vec<NodeId>),
    /// `then` where the condition is true, else `otherwise` (also where the condition is missing).
    If {
        condition: NodeId,
        then: NodeId,
        otherwise: NodeId,
    },

    // Comparison. Both sides have the same type: Bool, Int, Number, Decimal of one scale, Text, Date or Datetime.
    // Bool and Text know only Eq.
    Compare {
        op: Compare,
        left: NodeId,
        right: NodeId,
    },
    /// An Int (left) with a Number (right), by exact value.
    CompareIntNumber {
        op: CompareFull,
        left: NodeId,
        right: NodeId,
    },
    /// Equal to one of the literals. They have the type of the value and are not missing.
    In {
        value: NodeId,
        list: Arc<[Literal]>,
    },

    // Numbers. All inputs and results are Number unless said otherwise. A result that is NaN or infinite is missing.
    /// Of Int: the nearest double. Of Decimal: `mantissa as f64 / 10^scale`.
    ToNumber(NodeId),
    Neg(NodeId),
    /// x / 0 is missing.
    Arith {
        op: Arith,
        left: NodeId,
        right: NodeId,
    },
    Math {
        function: Math,
        value: NodeId,
    },
    /// Half away from zero to that many places: `round(x × 10^p) / 10^p`, three operations on doubles.
    Round {
        value: NodeId,
        places: u32,
    },
    /// The smallest/greatest of the inputs that are not missing; missing if all are. Number, Date or Datetime, as the node's type says.
    Least(Vec<NodeId>),
    Greatest(Vec<NodeId>),

    // Text. Results are Bool unless said otherwise.
    /// The text holds at least one (`all`: each) of the needles. Needles are not empty.
    Contains {
        value: NodeId,
        needles: Arc<[Arc<str>]>,
        all: bool,
    },
    StartsWith {
        value: NodeId,
        prefix: Arc<str>,
    },
    EndsWith {
        value: NodeId,
        suffix: Arc<str>,
    },
    /// The pattern is found somewhere in the text (Rust `regex` syntax; checked to compile).
    Matches {
        value: NodeId,
        pattern: Arc<str>,
    },
    /// Text → Text.
    TextMap {
        function: TextMap,
        value: NodeId,
    },
    /// Text → Int: the number of characters (Unicode scalar values).
    TextLength(NodeId),

    // Lists.
    /// The list holds at least one (`all`: each) of the items.
    Has {
        value: NodeId,
        items: Arc<[Arc<str>]>,
        all: bool,
    },
    /// List → Int.
    ListLength(NodeId),

    // Dates.
    /// Datetime → Date: the calendar day in the plan's time zone.
    DateOf(NodeId),
    /// Date → Int: D − date, in days; negative for later dates.
    DaysSince(NodeId),
    /// Date → Int: completed years at D; someone born on 29 February completes a year on 1 March of a common year.
    /// Negative results (born after D) are missing.
    Age(NodeId),
    /// Date → Int.
    DatePart {
        part: DatePart,
        value: NodeId,
    },
    /// Date, Date → Int: right − left, in days.
    DaysBetween {
        left: NodeId,
        right: NodeId,
    },
    /// Date → Date, later by that many days and months (clamped to the month's end). Months are added first. Missing where the
    /// calendar ends (about 262,000 years from now).
    Shift {
        value: NodeId,
        months: i32,
        days: i32,
    },

    // Grades (Number in 0..=1) and scores.
    /// `(x − from) / (to − from)` in doubles, cut to 0..=1; missing where that is NaN. `from` ≠ `to`.
    Ramp {
        value: NodeId,
        from: Real,
        to: Real,
    },
    /// Of a Date: `0.5^(days_since / half_life)`, 1 where the date is D or later. `0.5_f64.powf(days as f64 / half_life)`.
    Decay {
        value: NodeId,
        half_life: Real,
    },
    /// What a `should` earns, in ten-thousandths of a point, Int, never missing. `weight` is in hundredths of a point.
    /// The grade is a Bool (true: weight × 100, else 0) or a Number g in 0..=1: `floor((weight × 100) as f64 × g + 0.5)`, 0 where missing.
    Earn {
        grade: NodeId,
        weight: i64,
    },
    /// The sum of Ints that are never missing and do not overflow.
    Sum(Vec<NodeId>),
    /// The smaller of an Int that is never missing and a constant.
    AtMost {
        value: NodeId,
        cap: i64,
    },
    /// Number: `100 × max(earned, 0) / total` as `(100 * max(earned, 0)) as f64 / total as f64`; `total` > 0.
    /// Missing outside of the table's base.
    Score {
        earned: NodeId,
        total: i64,
    },
    /// Number: `(100 * earned) as f64 / total as f64`, may be negative. Never missing.
    Share {
        earned: NodeId,
        total: i64,
    },
    /// Text: the name of the first bound (they stand highest first) with `max(earned, 0) × 100 × 10_000 >= bound × total`, where
    /// `bound` is in ten-thousandths of a point of the score. Missing below the lowest, and outside of the table's base.
    Tier {
        earned: NodeId,
        total: i64,
        tiers: Arc<[TierBound]>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TierBound {
    pub name: Arc<str>,
    /// Ten-thousandths of a point of the score: 75 is 750_000.
    pub bound: i64,
}

/// An aggregate over related rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Aggregate {
    pub relation: RelationId,
    pub function: AggregateFunction,
    /// A node of the child table. `None` for Count and Any. For Share a Bool.
    pub value: Option<NodeId>,
    /// Only rows whose time lies in it (a row without a time lies in no window).
    pub window: Option<DayRange>,
    /// Only rows for which this Bool node of the child table is true.
    pub filter: Option<NodeId>,
}

/// Calendar days in the plan's time zone, both ends included. An open start is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayRange {
    pub from: Option<Day>,
    pub to: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    /// Int: the rows.
    Count,
    /// Bool: is there a row.
    Any,
    /// Number: rows whose value is true / all rows, `t as f64 / n as f64`; missing without rows.
    Share,
    /// Number: exact sum of the values that are not missing. Each value counts in units: Int as it is, Decimal in its
    /// mantissa, Number as `(x * 1e6)` rounded half away from zero (a Number beyond ±1e20 counts as missing). The units are
    /// added in 128 bits; the result is `units as f64 / 10^scale` (scale 0, the decimal's, 6). 0 without values.
    Sum,
    /// Number: the same exact sum: `units as f64 / (10^scale * n) as f64`, n the values that are not missing; missing without.
    Avg,
    /// Of the value's type; missing without values.
    Min,
    Max,
    /// Of the value's type, which has an order: the n-th smallest of the values that are not missing, equal ones counted each (n
    /// from 1; 1 is Min); missing with fewer.
    NthLeast {
        n: u32,
    },
    /// Int: different values that are not missing.
    CountDistinct,
    /// Of the value's type: the value of the row with the earliest/latest time, among rows that have both a time and a
    /// value. Of equal times the row with the smaller key (First) or the greater key (Last); without a key the smaller value.
    /// Keys and values compare as their types do, text by bytes, false before true. The child table has a time.
    First,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RankKind {
    /// Bool: `count(base ≥ x) × 10^8 <= share × n`. Shares are in 10^-8.
    Top { share: i64 },
    /// Bool: `count(base ≤ x) × 10^8 <= share × n`.
    Bottom { share: i64 },
    /// Number: `count(base < x) as f64 / n as f64`.
    Percentile,
    /// Int: `floor(k × count(base < x) / n) + 1`, in integers.
    Quantile { k: i64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    Eq,
    Lt,
    Le,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareFull {
    Eq,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arith {
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Math {
    Abs,
    Floor,
    Ceil,
    Sqrt,
    Ln,
    Log10,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextMap {
    Lower,
    Upper,
    Trim,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePart {
    Year,
    Month,
    Day,
    /// 1 Monday … 7 Sunday.
    Weekday,
}

impl Op {
    /// The nodes that this one reads, in order.
    pub fn inputs(&self) -> Vec<NodeId> {
        match self {
            Op::Literal(_) | Op::Column(_) => vec![],
            Op::Parent { value, .. }
            | Op::Rank { value, .. }
            | Op::In { value, .. }
            | Op::Math { value, .. }
            | Op::Round { value, .. }
            | Op::Contains { value, .. }
            | Op::StartsWith { value, .. }
            | Op::EndsWith { value, .. }
            | Op::Matches { value, .. }
            | Op::TextMap { value, .. }
            | Op::Has { value, .. }
            | Op::DatePart { value, .. }
            | Op::Shift { value, .. }
            | Op::Ramp { value, .. }
            | Op::Decay { value, .. }
            | Op::AtMost { value, .. } => vec![*value],
            Op::Not(v)
            | Op::IsTrue(v)
            | Op::IsMissing(v)
            | Op::ToNumber(v)
            | Op::Neg(v)
            | Op::TextLength(v)
            | Op::ListLength(v)
            | Op::DateOf(v)
            | Op::DaysSince(v)
            | Op::Age(v) => vec![*v],
            Op::Aggregate(a) => a.value.into_iter().chain(a.filter).collect(),
            Op::And(v) | Op::Or(v) | Op::Coalesce(v) | Op::Least(v) | Op::Greatest(v) | Op::Sum(v) => {
                v.clone()
            }
            Op::AtLeast { rules, .. } => rules.clone(),
            Op::If { condition, then, otherwise } => vec![*condition, *then, *otherwise],
            Op::Compare { left, right, .. }
            | Op::CompareIntNumber { left, right, .. }
            | Op::Arith { left, right, .. }
            | Op::DaysBetween { left, right } => vec![*left, *right],
            Op::Earn { grade, .. } => vec![*grade],
            Op::Score { earned, .. } | Op::Share { earned, .. } | Op::Tier { earned, .. } => vec![*earned],
        }
    }
}
