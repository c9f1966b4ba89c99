//! The syntax tree: what was written, in the words it was written in. Nothing is resolved here.

mod cohort;
mod expr;

pub use cohort::*;
pub use expr::*;

use crate::source::{LocalText, Span, Spanned};
use chrono::NaiveDate;

/// A name as written, without back quotes; NFC-normalised.
pub type Name = Spanned<String>;

/// One `.persona` file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    pub items: Vec<Item>,
}

/// A top-level declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The `##` comment above it, lines joined by a newline, without the `##`.
    pub doc: Option<String>,
    /// From the keyword to the end of the declaration.
    pub span: Span,
    pub kind: ItemKind,
    /// What is allowed above it, and above lines in it.
    pub allows: Vec<Allow>,
}

/// `allow(overdue-review, W0502) because "…"`: what may be found in what stands below.
#[derive(Debug, Clone, PartialEq)]
pub struct Allow {
    pub span: Span,
    /// Names or codes of lints, as written.
    pub lints: Vec<Spanned<String>>,
    /// Empty where it was forgotten, which has been reported.
    pub because: Spanned<LocalText>,
    /// The declaration, line, rule or stage below.
    pub covers: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    Param(Param),
    Feature(Definition),
    Segment(Definition),
    /// `icp`, `persona` or `score`.
    Cohort(Cohort),
    Assign(Assign),
    Grid(Grid),
    Journey(Journey),
    Metric(Definition),
    Theme(Theme),
    Test(Test),
    /// A declaration that did not read and has been reported; the name that it would have declared. Uses of that name are
    /// passed over in silence.
    Broken(Option<Name>),
}

/// `param min_income ["Title"]: 200_000`
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    pub name: Name,
    pub title: Option<Spanned<LocalText>>,
    pub value: Expr,
}

/// `feature NAME [of TABLE] ["Title"]: EXPR`, and the same for `segment` and `metric`.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    pub name: Name,
    pub of: Option<Name>,
    pub title: Option<Spanned<LocalText>>,
    pub value: Expr,
}
/// `assign NAME { among [a, b]  by highest score | by priority  at least 40 }`
#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    pub name: Name,
    pub title: Option<Spanned<LocalText>>,
    pub among: Vec<Name>,
    pub by: Option<Spanned<AssignBy>>,
    pub at_least: Option<Spanned<Decimal>>,
    pub body: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignBy {
    HighestScore,
    Priority,
}

/// `grid NAME ["Title"]: ROW by COLUMN`
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub name: Name,
    pub title: Option<Spanned<LocalText>>,
    pub rows: Name,
    pub columns: Name,
}

/// `journey NAME [of TABLE] ["Title"] { stage … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    pub name: Name,
    pub of: Option<Name>,
    pub title: Option<Spanned<LocalText>>,
    pub stages: Vec<Stage>,
    pub body: Span,
}

/// `stage NAME ["Title"]: RULE [{ touchpoints […] pains […] }]`
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    pub name: Name,
    pub title: Option<Spanned<LocalText>>,
    pub rule: Expr,
    pub touchpoints: Vec<Spanned<LocalText>>,
    pub pains: Vec<Spanned<LocalText>>,
}

/// `theme NAME of TABLE ["Title"]: RULE`
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    pub name: Name,
    pub of: Option<Name>,
    pub title: Option<Spanned<LocalText>>,
    pub rule: Expr,
}

/// `test "…" { given … expect … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub title: Spanned<String>,
    pub steps: Vec<TestStep>,
    pub body: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TestStep {
    /// `given as of DATE`
    AsOf(Spanned<NaiveDate>),
    /// `given { column: value, … }`: the tested entity's own row.
    Given(Row),
    /// `given orders [ { … }, … ]` (or a single `{ … }`): rows of a related table, or, by its dot names, the row that the
    /// entity belongs to: `given account.facts { … }`. At least one name.
    GivenTable(Vec<Name>, Vec<Row>),
    /// `expect NAME matches`, `expect NAME.score >= 15`, `expect feature = 3`: what stands behind `expect`.
    Expect(Spanned<TestExpect>),
    /// A step that did not read and has been reported.
    Broken,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub cells: Vec<(Name, Expr)>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TestExpect {
    /// `NAME matches`
    Matches(Name),
    /// `NAME does not match`
    DoesNotMatch(Name),
    /// `NAME is undecided`
    Undecided(Name),
    /// Any rule: `smart_home.tier = "C"`, `spend = 120`, `primary_persona = connected_pro`.
    Holds(Expr),
}
