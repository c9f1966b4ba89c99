//! The program: every name resolved, every type known. Nothing in it is optional because it could not be resolved; what was
//! wrong has been reported and left out by `check`.
//!
//! `lower` turns it into a plan, `documents` into prose, `explain` walks its rules beside the plan's values. Names of the
//! catalog (tables, columns, relations) are the catalog's indices.

mod expr;
mod over;
mod references;
mod uses;

pub use expr::*;
pub use over::{Needs, OVER, OverDoc, OverFunction};
pub use references::{Declaration, DeclarationKind, Named, Reference, References, Within};
pub use uses::{Edge, Node, Uses};

use crate::catalog::ColumnType;
use crate::diagnostics::Code;
use crate::ir::Type;
pub use crate::source::LocalText;

use crate::source::Span;
use crate::syntax::ast;
use chrono::NaiveDate;

/// The type of a catalog column's values.
pub fn column_type(ty: &ColumnType) -> Type {
    match ty {
        ColumnType::Bool => Type::Bool,
        ColumnType::Int => Type::Int,
        ColumnType::Number => Type::Number,
        ColumnType::Decimal { scale } => Type::Decimal { scale: *scale },
        ColumnType::Text | ColumnType::Enum { .. } => Type::Text,
        ColumnType::Date => Type::Date,
        ColumnType::Datetime => Type::Datetime,
        ColumnType::List => Type::List,
    }
}

/// A double as a decimal of that scale, in units of its last place: its shortest text counts, as in Parquet files. `None` where
/// that text has more places, or the value is too large.
pub fn decimal_units(x: f64, scale: u32) -> Option<i64> {
    let power = 10f64.powi(scale as i32);
    let units = (x * power).round();
    // Of at most 15 digits only one decimal is that double.
    (units.abs() < 1e15 && units / power == x).then_some(units as i64)
}

/// A checked project.
#[derive(Debug, Clone, Default)]
pub struct Program {
    pub params: Vec<Param>,
    pub features: Vec<Feature>,
    pub segments: Vec<Segment>,
    /// ICPs, personas and scores, in the order declared (files by path). Retired ones too.
    pub cohorts: Vec<Cohort>,
    pub assigns: Vec<Assign>,
    pub grids: Vec<Grid>,
    pub journeys: Vec<Journey>,
    pub metrics: Vec<Metric>,
    pub themes: Vec<Theme>,
    pub tests: Vec<Test>,
    /// By table: who counts (`population` and `consent` of the catalog). `None`: everyone.
    pub populations: Vec<Population>,
    /// What is allowed where: lints pass there.
    pub allows: Vec<Allow>,
    /// One more than the greatest [`ExprId`].
    pub expr_count: u32,
    /// Who names whom, and where.
    pub references: References,
}

/// One lint of an `allow(…)`.
#[derive(Debug, Clone)]
pub struct Allow {
    pub code: &'static Code,
    /// The lint's name, or its group's, as written.
    pub span: Span,
    /// The declaration, line, rule or stage in which it passes.
    pub covers: Span,
    pub because: LocalText,
}

#[derive(Debug, Clone, Default)]
pub struct Population {
    pub population: Option<Expr>,
    pub consent: Option<Expr>,
    /// What a row is worth (`value` of the catalog): a number.
    pub value: Option<Expr>,
}

#[derive(Debug, Clone)]
pub struct Param {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    /// From the spec, or from `--set`.
    pub value: ParamValue,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ParamValue {
    One(Constant),
    /// All of one type.
    List(Vec<Constant>),
}

/// `feature NAME: EXPR`: a value per row of its table.
#[derive(Debug, Clone)]
pub struct Feature {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    pub table: usize,
    pub value: Expr,
}

/// `segment NAME: RULE`
#[derive(Debug, Clone)]
pub struct Segment {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    pub table: usize,
    pub rule: Expr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Draft,
    Active,
    /// Checked, not run.
    Retired,
}

/// An `icp`, a `persona` or a `score`.
#[derive(Debug, Clone)]
pub struct Cohort {
    pub name: String,
    pub kind: ast::CohortKind,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    /// The name where it is declared.
    pub span: Span,
    pub table: usize,
    /// All rules in the order written, those of blocks and `icp:` (a `must` over [`ExprKind::CohortMatches`]) at their places.
    pub rules: Vec<Rule>,
    pub dimensions: Vec<Dimension>,
    /// Highest bound first.
    pub tiers: Vec<Tier>,
    pub owner: Option<String>,
    pub version: Option<String>,
    pub status: Status,
    pub review: Option<NaiveDate>,
    /// `icp: NAME`
    pub icp: Option<usize>,
    pub narrative: Narrative,
    pub claims: Vec<Claim>,
    /// Rules over the cohort.
    pub expects: Vec<Expr>,
}

/// What the team wrote, as it was written; [`LocalText::get`] chooses the language.
#[derive(Debug, Clone, Default)]
pub struct Narrative {
    /// `name`, `age`, `occupation`, `quote`, … in the order written.
    pub profile: Vec<ProfileEntry>,
    pub goals: Vec<LocalText>,
    pub pain_points: Vec<PainPoint>,
    pub channels: Vec<LocalText>,
    pub criteria: Vec<LocalText>,
    /// Paragraphs, indentation removed.
    pub story: Option<LocalText>,
    pub evidence: Vec<Evidence>,
}

/// A line of a profile.
#[derive(Debug, Clone)]
pub struct ProfileEntry {
    pub kind: ast::ProfileKind,
    pub name: String,
    pub values: Vec<Trait>,
}

/// A value of a profile, or an item of a list of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Trait {
    Text(LocalText),
    /// Anything but a text.
    Value(Constant),
}

#[derive(Debug, Clone)]
pub struct PainPoint {
    pub text: LocalText,
    /// A rule over the cohort.
    pub backed_by: Option<Expr>,
}

#[derive(Debug, Clone)]
pub struct Claim {
    pub text: LocalText,
    pub span: Span,
    /// A rule over the cohort.
    pub rule: Expr,
}

#[derive(Debug, Clone)]
pub struct Evidence {
    pub kind: String,
    pub date: NaiveDate,
    pub text: LocalText,
    pub n: Option<u64>,
    pub link: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Rule {
    pub kind: ast::RuleKind,
    pub span: Span,
    /// Index into the cohort's dimensions; `None` directly in the cohort.
    pub dimension: Option<usize>,
    /// A Bool; of a `should` also a grade (see [`Expr::is_grade`]).
    pub rule: Expr,
    /// Of a `should`: hundredths of a point, not 0.
    pub weight: i64,
    pub because: Option<LocalText>,
}

#[derive(Debug, Clone)]
pub struct Dimension {
    /// `behavior`, or the name after `dimension`.
    pub name: String,
    /// The name where it stands.
    pub span: Span,
    pub title: Option<LocalText>,
    /// Hundredths of a point, positive.
    pub cap: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Tier {
    pub name: String,
    /// The name and its bound.
    pub span: Span,
    /// Ten-thousandths of a point of the score.
    pub bound: i64,
}

#[derive(Debug, Clone)]
pub struct Assign {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    pub table: usize,
    /// Cohorts, in the order written.
    pub among: Vec<usize>,
    pub by: ast::AssignBy,
    /// Ten-thousandths of a point; 0 without.
    pub at_least: i64,
}

#[derive(Debug, Clone)]
pub struct Grid {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    pub table: usize,
    pub rows: usize,
    pub columns: usize,
}

#[derive(Debug, Clone)]
pub struct Journey {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    pub table: usize,
    pub stages: Vec<Stage>,
}

#[derive(Debug, Clone)]
pub struct Stage {
    pub name: String,
    pub title: Option<LocalText>,
    pub rule: Expr,
    pub touchpoints: Vec<LocalText>,
    pub pains: Vec<LocalText>,
}

/// A value over a cohort.
#[derive(Debug, Clone)]
pub struct Metric {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    pub table: usize,
    pub value: Expr,
}

#[derive(Debug, Clone)]
pub struct Theme {
    pub name: String,
    pub title: Option<LocalText>,
    pub doc: Option<String>,
    pub span: Span,
    pub table: usize,
    pub rule: Expr,
}

/// What stands in a cell of a `given`.
#[derive(Debug, Clone, PartialEq)]
pub enum GivenValue {
    One(Constant),
    List(Vec<Constant>),
}

/// A value of a `given`: what the column would hold, normalised as data is.
#[derive(Debug, Clone)]
pub struct GivenCell {
    pub column: usize,
    /// `None`: missing, as a column that is left out.
    pub value: Option<GivenValue>,
    pub span: Span,
}

/// A row of a `given`; what is left out is missing.
#[derive(Debug, Clone)]
pub struct GivenRow {
    pub cells: Vec<GivenCell>,
    pub span: Span,
}

/// Whose rows a `given` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenOf {
    /// `given { … }`: the tested row.
    Own,
    /// `given orders [ … ]`: rows of a related table; of the tested entity's own table the rows beside the tested one.
    Table,
    /// `given account.facts { … }`: the one row that the tested row belongs to, by relations from the tested table on.
    Owner(Vec<usize>),
}

#[derive(Debug, Clone)]
pub struct Given {
    pub of: GivenOf,
    pub table: usize,
    pub rows: Vec<GivenRow>,
}

/// A `test` block, checked for names and types.
#[derive(Debug, Clone)]
pub struct Test {
    pub title: String,
    /// The title where it is written.
    pub span: Span,
    pub table: usize,
    pub as_of: Option<NaiveDate>,
    /// In the order written; at most one is the tested row's own.
    pub given: Vec<Given>,
    pub expects: Vec<Expectation>,
}

/// What stands behind an `expect`.
#[derive(Debug, Clone)]
pub struct Expectation {
    pub span: Span,
    pub what: TestExpect,
}

#[derive(Debug, Clone)]
pub enum TestExpect {
    Matches(usize),
    DoesNotMatch(usize),
    Undecided(usize),
    Holds(Expr),
    /// `primary_persona = connected_pro`; `None`: `is missing`.
    Assigned {
        assign: usize,
        to: Option<usize>,
    },
}
