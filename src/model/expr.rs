use super::over::OverFunction;
use crate::builtins::Builtin;
use crate::ir::Type;
use crate::source::Span;
use crate::syntax::ast::{ArithOp, CompareOp, Duration, HasMode, RankEnd, TextTest};
use chrono::NaiveDate;

/// The number of an expression: dense, so that tables beside the program are plain vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExprId(pub u32);

/// A typed expression. Its value stands per row of `table`; inside `claim`, `metric`, `backed by` and `expect` the outer
/// part stands over a cohort (see [`ExprKind::Over`]).
#[derive(Debug, Clone)]
pub struct Expr {
    pub id: ExprId,
    pub span: Span,
    pub table: usize,
    pub ty: Type,
    pub kind: ExprKind,
}

/// A literal value. A literal that meets a normalised column has been normalised.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    Bool(bool),
    Int(i64),
    /// `0.5`
    Number(f64),
    /// `30%`: the value (0.3), shown as a percentage.
    Percent(f64),
    Text(String),
    Date(NaiveDate),
}

#[derive(Debug, Clone)]
pub enum ExprKind {
    Constant(Constant),
    /// A param that holds one value.
    Param(usize),
    /// A column of the expression's table.
    Column(usize),
    Feature(usize),
    Segment(usize),
    /// A cohort's name as a rule.
    CohortMatches(usize),
    CohortScore(usize),
    CohortTier(usize),
    /// `account.industry`, `account matches mid_market`: `value` is of the relation's parent table.
    Parent {
        relation: usize,
        value: Box<Expr>,
    },
    Aggregate(Box<Aggregate>),
    /// `x in top 20%`: the share in 10^-8.
    InRank {
        value: Box<Expr>,
        end: RankEnd,
        share: i64,
        negated: bool,
    },
    Percentile(Box<Expr>),
    Quantile {
        value: Box<Expr>,
        k: i64,
    },
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    AtLeast {
        n: u32,
        rules: Vec<Expr>,
    },
    /// Both sides comparable; mixed numbers are brought together by `lower`.
    Compare {
        op: CompareOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    In {
        value: Box<Expr>,
        list: List,
        negated: bool,
    },
    TextTest {
        value: Box<Expr>,
        test: TextTest,
        needles: Vec<String>,
        negated: bool,
    },
    Matches {
        value: Box<Expr>,
        pattern: String,
        negated: bool,
    },
    Has {
        value: Box<Expr>,
        mode: HasMode,
        items: List,
        negated: bool,
    },
    /// `is missing`; negated: `is known`.
    IsMissing {
        value: Box<Expr>,
        negated: bool,
    },
    /// `is true` (expected), `is false`; negated: `is not …`. Never unknown.
    IsTruth {
        value: Box<Expr>,
        expected: bool,
        negated: bool,
    },
    Arith {
        op: ArithOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Neg(Box<Expr>),
    /// `born + 30 days`, `signed_on - 6 months`: a Date; a datetime counts as its calendar day.
    Shift {
        value: Box<Expr>,
        by: Duration,
        back: bool,
    },
    /// `a ?? b`
    Default {
        value: Box<Expr>,
        default: Box<Expr>,
    },
    /// `ramp(x, from, to)`: a grade.
    Ramp {
        value: Box<Expr>,
        from: f64,
        to: f64,
    },
    /// `decay(date, half_life)`: a grade. The half-life in days and as written.
    Decay {
        value: Box<Expr>,
        half_life: f64,
        written: Duration,
    },
    /// A function of `builtins`.
    Call {
        function: &'static Builtin,
        args: Vec<Expr>,
    },
    /// A value over the cohort that a claim, metric or expectation is about.
    Over(Box<Over>),
}

/// The right side of `in` and `has any of`.
#[derive(Debug, Clone)]
pub struct List {
    pub values: Vec<Constant>,
    /// Where it came from, for prose.
    pub param: Option<usize>,
    pub span: Span,
}

/// `count(orders during last 12 months where status = "paid")`
#[derive(Debug, Clone)]
pub struct Aggregate {
    pub function: AggregateFunction,
    /// The expression's table is the parent; rows of the child are aggregated.
    pub relation: usize,
    /// Over the child table. Of `share` the rule whose share it is.
    pub value: Option<Expr>,
    pub window: Option<Window>,
    pub filter: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    Count,
    Any,
    Share,
    Sum,
    Avg,
    Min,
    Max,
    CountDistinct,
    First,
    Last,
}

/// A window as written (documents say it in words) — `lower` turns it into days.
pub type Window = crate::syntax::ast::Window;

/// A function over a cohort's members (semantics 7). Checked now, run by what evaluates claims and metrics.
#[derive(Debug, Clone)]
pub struct Over {
    pub function: OverFunction,
    /// Per member; or per related row where `relation` is given.
    pub value: Option<Expr>,
    pub relation: Option<usize>,
    pub window: Option<Window>,
    pub filter: Option<Expr>,
    /// `overlap(other)`
    pub other: Option<usize>,
    /// `csat(x, top: 4)`, `quantile(x, 0.9)`, `predicted_clv(orders.amount, months: 12)`.
    pub argument: Option<f64>,
    /// The second rule of `conversion`, the second and third answer of `loyalty`.
    pub more: Vec<Expr>,
    /// `retention(orders, 90 days)`
    pub duration: Option<Duration>,
}

/// The expressions directly inside of a kind, in the order written: `iter` or `iter_mut`.
macro_rules! children {
    ($kind:expr, $iter:ident) => {{
        use ExprKind::*;
        match $kind {
            Constant(_) | Param(_) | Column(_) | Feature(_) | Segment(_) | CohortMatches(_)
            | CohortScore(_) | CohortTier(_) => vec![],
            Parent { value, .. }
            | InRank { value, .. }
            | Percentile(value)
            | Quantile { value, .. }
            | Not(value)
            | In { value, .. }
            | TextTest { value, .. }
            | Matches { value, .. }
            | Has { value, .. }
            | IsMissing { value, .. }
            | IsTruth { value, .. }
            | Neg(value)
            | Shift { value, .. }
            | Ramp { value, .. }
            | Decay { value, .. } => vec![value],
            Aggregate(a) => a.value.$iter().chain(a.filter.$iter()).collect(),
            And(rules) | Or(rules) | AtLeast { rules, .. } => rules.$iter().collect(),
            Compare { left, right, .. } | Arith { left, right, .. } => vec![left, right],
            Default { value, default } => vec![value, default],
            Between { value, low, high, .. } => vec![value, low, high],
            Call { args, .. } => args.$iter().collect(),
            Over(over) => over.value.$iter().chain(over.more.$iter()).chain(over.filter.$iter()).collect(),
        }
    }};
}

impl Expr {
    /// True for values that are grades in 0..=1 by construction: `ramp`, `decay`.
    pub fn is_grade(&self) -> bool {
        match &self.kind {
            ExprKind::Ramp { .. } | ExprKind::Decay { .. } => true,
            ExprKind::Default { value, default } => value.is_grade() && default.is_grade_constant(),
            _ => false,
        }
    }

    fn is_grade_constant(&self) -> bool {
        match &self.kind {
            ExprKind::Constant(Constant::Int(i)) => (0..=1).contains(i),
            ExprKind::Constant(Constant::Number(x) | Constant::Percent(x)) => (0.0..=1.0).contains(x),
            _ => self.is_grade(),
        }
    }

    /// The expressions directly inside, in the order written.
    pub fn children(&self) -> Vec<&Expr> {
        children!(&self.kind, iter)
    }

    /// The same as [`Expr::children`], to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Expr> {
        children!(&mut self.kind, iter_mut)
    }
}
