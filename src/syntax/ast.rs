//! The syntax tree: what was written, in the words it was written in. Nothing is resolved here.

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CohortKind {
    Icp,
    Persona,
    Score,
}

/// `persona NAME [of TABLE] ["Title"] { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    pub kind: CohortKind,
    pub name: Name,
    pub of: Option<Name>,
    pub title: Option<Spanned<LocalText>>,
    pub members: Vec<Member>,
    /// The braces and what stands between them.
    pub body: Span,
}

/// A line or block of a cohort's body, in the order written.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub doc: Option<String>,
    pub span: Span,
    pub kind: MemberKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MemberKind {
    Rule(Rule),
    /// `title: { en: "…", zh: "…" }`: the title, where it does not stand in the head.
    Title(Spanned<LocalText>),
    Dimension(Dimension),
    /// `icp: NAME`
    Icp(Name),
    /// `tiers { A: 75  B: 50 }`
    Tiers(Vec<Tier>),
    /// `owner: "…"`, `version: "…"`
    Owner(Spanned<String>),
    Version(Spanned<String>),
    /// `status: draft | active | retired`, a bare word.
    Status(Name),
    /// `review: 2027-03-01`
    Review(Spanned<NaiveDate>),
    /// `profile { name: "Sarah" age: 35 }`, `profile buyer { role: "decides" }`
    Profile(ProfileKind, Vec<(Name, Expr)>),
    /// `goals ["…", …]`, `channels […]`, `criteria […]`: the keyword and its texts.
    TextList(TextListKind, Vec<Spanned<LocalText>>),
    PainPoints(Vec<PainPoint>),
    Story(Spanned<LocalText>),
    Claim(Claim),
    /// `expect { … }` or `expect …`: a rule over the cohort each.
    Expect(Vec<Expr>),
    Evidence(Vec<Evidence>),
    /// A member that did not read and has been reported. (A rule that did not read is a `Rule` over [`ExprKind::Error`].)
    Broken,
}

/// What a `profile` is about: the four kinds of profiles that personas are made of, or the person as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileKind {
    General,
    Demographic,
    Psychographic,
    Behavioral,
    Buyer,
}

impl ProfileKind {
    /// The word behind `profile`; empty for the person as such.
    pub fn word(self) -> &'static str {
        match self {
            ProfileKind::General => "",
            ProfileKind::Demographic => "demographic",
            ProfileKind::Psychographic => "psychographic",
            ProfileKind::Behavioral => "behavioral",
            ProfileKind::Buyer => "buyer",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextListKind {
    Goals,
    Channels,
    Criteria,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleKind {
    Must,
    Should,
    Exclude,
}

/// `must R`, `should R weight w`, `exclude R`, each with an optional `because "…"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub kind: RuleKind,
    pub keyword: Span,
    pub rule: Expr,
    /// As written, with its sign: `20`, `-7.5`.
    pub weight: Option<Spanned<Decimal>>,
    pub because: Option<Spanned<LocalText>>,
}

/// `demographics { … }`, `behavior cap 40 { … }`, `dimension fit "Fit" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    pub name: Name,
    pub title: Option<Spanned<LocalText>>,
    pub cap: Option<Spanned<Decimal>>,
    pub rules: Vec<Rule>,
    pub body: Span,
}

/// `A: 75`
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// The name's text; `1: 70` names a tier `1`.
    pub name: Name,
    pub bound: Spanned<Decimal>,
}

/// `"Too many apps" [backed by EXPR]`
#[derive(Debug, Clone, PartialEq)]
pub struct PainPoint {
    pub text: Spanned<LocalText>,
    pub backed_by: Option<Expr>,
}

/// `claim "…": EXPR`
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub text: Spanned<LocalText>,
    pub rule: Expr,
}

/// `interview 2026-06-12 "12 owners" n: 12 link: "…"`
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// `interview`, `survey`, … a bare word.
    pub kind: Name,
    pub date: Spanned<NaiveDate>,
    pub text: Spanned<LocalText>,
    pub n: Option<Spanned<u64>>,
    pub link: Option<Spanned<String>>,
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
