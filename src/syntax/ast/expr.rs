//! Expressions, as written.

use super::Name;
use crate::source::{LocalText, Span, Spanned};
use chrono::NaiveDate;

/// A decimal number exactly as written: `digits × 10^-scale`. Underscores are gone, the sign is in `digits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    pub digits: i64,
    pub scale: u32,
}

impl Decimal {
    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        // Parsing the shortest text is the one way that is always rounded correctly.
        format!("{}e-{}", self.digits, self.scale).parse().unwrap_or(f64::NAN)
    }

    /// The value in units of `10^-scale`, if it has no more places than that and fits.
    pub fn units(self, scale: u32) -> Option<i64> {
        let mut digits = self.digits;
        let mut own = self.scale;
        while own > scale && digits % 10 == 0 {
            digits /= 10;
            own -= 1;
        }
        if own > scale {
            return None;
        }
        digits.checked_mul(10i64.checked_pow(scale - own)?)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    Bool(bool),
    /// A whole number without a point: `42`, `200_000`.
    Int(i64),
    /// A number with a point or an exponent-free fraction: `0.5`.
    Number(Decimal),
    /// `30%`: the number before the sign.
    Percent(Decimal),
    Text(String),
    /// `{ en: "…", zh: "…" }`: a text for documents.
    Local(Box<LocalText>),
    /// `2026-10-31`
    Date(NaiveDate),
    /// `30 days`
    Duration(Duration),
    /// `/re/` as written between the slashes.
    Regex(String),
    List(Vec<Expr>),
    /// `x` or `` `Customer ID` ``
    Name(String),
    /// `orders.amount`, `account.industry`, `smart_home.score`
    Field(Box<Expr>, Name),
    Call(Box<Call>),
    /// `x.f` never parses as a call; `not x`, `-x`
    Not(Box<Expr>),
    Neg(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    /// `a ?? b`
    Default(Box<Expr>, Box<Expr>),
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// The operator's own place, for messages.
    Compare(Spanned<CompareOp>, Box<Expr>, Box<Expr>),
    /// `x [not] between a and b`
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    /// `x [not] in LIST`; the list is a list literal or the name of a param.
    In {
        value: Box<Expr>,
        list: Box<Expr>,
        negated: bool,
    },
    /// `x in top 20%`, `x in bottom 10%`
    Rank {
        value: Box<Expr>,
        end: RankEnd,
        share: Box<Expr>,
        negated: bool,
    },
    /// `x contains "a"`, `x contains any of ["a"]`, `x starts with "a"`, … with an optional `not`/`does not` in front.
    TextTest {
        value: Box<Expr>,
        test: TextTest,
        argument: Box<Expr>,
        negated: bool,
    },
    /// `x matches /re/` (a text), `account matches mid_market` (a cohort of the owner), `not` allowed in front.
    Matches {
        value: Box<Expr>,
        pattern: Box<Expr>,
        negated: bool,
    },
    /// `x has "a"`, `x has any of […]`, `x has all of […]`
    Has {
        value: Box<Expr>,
        mode: HasMode,
        items: Box<Expr>,
        negated: bool,
    },
    /// `x is missing`, `x is not known`, `x is true`, `x is not true`, `x is false`
    Is {
        value: Box<Expr>,
        test: IsTest,
        negated: bool,
    },
    /// `at least 2 of [a, b, c]`
    AtLeast {
        n: Spanned<i64>,
        rules: Vec<Expr>,
    },
    /// In `expect` of a cohort: `size between 2% and 15%` is a `Between` over `Name("size")`; `movement at most 3%`,
    /// `leave at most 500`, `size at least 100` are this.
    AtMost {
        value: Box<Expr>,
        bound: Box<Expr>,
        least: bool,
    },
    /// A part that did not read; already reported. Checks pass over it in silence.
    Error,
}

/// `count(orders during last 12 months where channel = "online", top: 4)`
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub function: Name,
    pub args: Vec<Expr>,
    /// `top: 4`
    pub named: Vec<(Name, Expr)>,
    pub via: Option<Name>,
    pub during: Option<Spanned<Window>>,
    pub filter: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithOp {
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl CompareOp {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            CompareOp::Eq => "=",
            CompareOp::Ne => "!=",
            CompareOp::Lt => "<",
            CompareOp::Le => "<=",
            CompareOp::Gt => ">",
            CompareOp::Ge => ">=",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RankEnd {
    Top,
    Bottom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextTest {
    Contains,
    ContainsAny,
    ContainsAll,
    StartsWith,
    EndsWith,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HasMode {
    One,
    Any,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IsTest {
    Missing,
    Known,
    True,
    False,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    pub n: i64,
    pub unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Days,
    Weeks,
    Months,
    Quarters,
    Years,
}

/// What stands after `during`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// `last 12 months`
    Last(Duration),
    /// `this month`
    This(Unit),
    /// `previous quarter`
    Previous(Unit),
    /// `since DATE`, DATE included
    Since(NaiveDate),
    /// `before DATE`, DATE not included
    Before(NaiveDate),
    /// `from DATE to DATE`, both included
    FromTo(NaiveDate, NaiveDate),
}
