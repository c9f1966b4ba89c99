//! ICPs, personas and scores, as written.

use super::{Decimal, Expr, Name};
use crate::source::{LocalText, Span, Spanned};
use chrono::NaiveDate;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CohortKind {
    Icp,
    Persona,
    Score,
}

impl CohortKind {
    /// The keyword that declares it.
    pub fn word(self) -> &'static str {
        match self {
            CohortKind::Icp => "icp",
            CohortKind::Persona => "persona",
            CohortKind::Score => "score",
        }
    }
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
    /// A member that did not read and has been reported. (A rule that did not read is a `Rule` over [`ExprKind::Error`](super::ExprKind::Error).)
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
