//! What a comparison says, as plain data.

use crate::syntax::ast::{CohortKind, RuleKind};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// What changed between two versions of a project.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Changes {
    /// By file and line of the new version; the removed ones behind, by those of the old one.
    pub declarations: Vec<DeclarationChange>,
    /// Of the files that differ.
    pub files: Vec<FileChange>,
    /// What changed in `personac.yaml`, in its order.
    pub catalog: Vec<CatalogChange>,
    /// What could not be compared, because it does not read or check on one side.
    pub unread: Vec<Unread>,
    /// How many declarations are the same on both sides, in text and in meaning.
    pub same: usize,
    /// The rules of each cohort that both versions have, by its new name: see [`super::pairs`].
    #[serde(skip)]
    pub rules: BTreeMap<String, Vec<Pair>>,
}

impl Changes {
    /// Nothing that a run would show is different: members, scores, tiers, claims.
    pub fn keeps_meaning(&self) -> bool {
        self.declarations.iter().all(|d| !d.effect.is_meaning()) && self.unread.is_empty()
    }
}

/// What a declaration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Param,
    Feature,
    Segment,
    Icp,
    Persona,
    Score,
    Assign,
    Grid,
    Journey,
    Metric,
    Theme,
    Test,
    // Of the catalog; these stand in `through` alone.
    Table,
    Column,
    Relation,
    /// Who counts in a table: `population` and `consent`.
    Population,
    /// What a row of a table is worth.
    Value,
}

impl Kind {
    /// The word for it, in the specs its keyword.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Param => "param",
            Kind::Feature => "feature",
            Kind::Segment => "segment",
            Kind::Icp => "icp",
            Kind::Persona => "persona",
            Kind::Score => "score",
            Kind::Assign => "assign",
            Kind::Grid => "grid",
            Kind::Journey => "journey",
            Kind::Metric => "metric",
            Kind::Theme => "theme",
            Kind::Test => "test",
            Kind::Table => "table",
            Kind::Column => "column",
            Kind::Relation => "relation",
            Kind::Population => "population",
            Kind::Value => "value",
        }
    }

    pub fn is_cohort(self) -> bool {
        matches!(self, Kind::Icp | Kind::Persona | Kind::Score)
    }
}

impl From<CohortKind> for Kind {
    fn from(kind: CohortKind) -> Self {
        match kind {
            CohortKind::Icp => Kind::Icp,
            CohortKind::Persona => Kind::Persona,
            CohortKind::Score => Kind::Score,
        }
    }
}

/// A line of a file, as people write it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Relative to the project's folder, with forward slashes.
    pub file: String,
    /// From 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What became of a declaration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeclarationChange {
    pub kind: Kind,
    /// In the new version; of a removed one in the old.
    pub name: String,
    pub renamed_from: Option<String>,
    /// The file that it stood in, if it stands in another one now.
    pub moved_from: Option<String>,
    /// In the new version; of a removed one in the old.
    pub place: Place,
    /// The strongest thing that happened to it.
    pub effect: Effect,
    /// Of a cohort, a segment, a theme and a feature that is a rule: who is let in. `None` where that did not change.
    pub direction: Option<Direction>,
    /// Of any other feature: where its values can go, for those who have one in both versions.
    pub values: Option<Lean>,
    /// Of a cohort: where scores can go. `None` where they did not change.
    pub score: Option<Lean>,
    /// Of a cohort: rules, population and consent that changed.
    pub clauses: Vec<ClauseChange>,
    /// Everything else that changed, in words.
    pub details: Vec<Detail>,
    /// By what the meaning changed that the declaration uses: the nearest first, the roots last.
    pub through: Vec<Through>,
}

/// What happened to a declaration, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Added,
    Removed,
    /// It means the same, by another name.
    Renamed,
    /// What is written in it means something else.
    Meaning,
    /// What is written in it is the same; something that it uses means something else.
    Through,
    /// `status` alone: retired, activated, drafted.
    Status,
    /// What is claimed, expected or backed by figures.
    Claims,
    /// What is told: titles, docs, texts, owner, review.
    Narrative,
    /// Other words or another order, and the same meaning.
    Rewritten,
    /// In another file.
    Moved,
    /// Comments.
    Comments,
    /// Blanks and line breaks.
    Formatting,
}

impl Effect {
    /// Whether a run over the same data can come out otherwise.
    pub fn is_meaning(self) -> bool {
        matches!(
            self,
            Effect::Added
                | Effect::Removed
                | Effect::Meaning
                | Effect::Through
                | Effect::Status
                | Effect::Claims
        )
    }
}

/// Who is let in, whatever the data. `Loosened` and `Tightened` are certain: everybody who was in still is, or everybody who is in
/// was before. (Data that the catalog rejects is left out of this.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Loosened,
    Tightened,
    /// Neither can be said.
    Changed,
}

impl Direction {
    /// The other way round, as under a `not`.
    pub fn opposite(self) -> Direction {
        match self {
            Direction::Loosened => Direction::Tightened,
            Direction::Tightened => Direction::Loosened,
            Direction::Changed => Direction::Changed,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Direction::Loosened => "loosened",
            Direction::Tightened => "tightened",
            Direction::Changed => "changed",
        }
    }
}

/// Where the score of a customer can go. `Higher` and `Lower` are certain: nobody's goes the other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lean {
    Higher,
    Lower,
    /// Neither can be said.
    Either,
}

impl Lean {
    /// The other way round, as of a penalty.
    pub fn opposite(self) -> Lean {
        match self {
            Lean::Higher => Lean::Lower,
            Lean::Lower => Lean::Higher,
            Lean::Either => Lean::Either,
        }
    }
}

/// Something by which a meaning changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Through {
    pub kind: Kind,
    /// Of a column `customers.age`, of a population and a value the table.
    pub name: String,
    /// It changed itself, and not through others.
    pub root: bool,
}

impl fmt::Display for Through {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Population | Kind::Value => write!(f, "{} of `{}`", self.kind.word(), self.name),
            kind => write!(f, "{} `{}`", kind.word(), self.name),
        }
    }
}

/// Whether a part is on one side alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Added,
    Removed,
    Changed,
}

/// What a clause does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    Must,
    Should,
    Exclude,
    Population,
    Consent,
}

impl From<RuleKind> for ClauseKind {
    fn from(kind: RuleKind) -> Self {
        match kind {
            RuleKind::Must => ClauseKind::Must,
            RuleKind::Should => ClauseKind::Should,
            RuleKind::Exclude => ClauseKind::Exclude,
        }
    }
}

/// A clause of a cohort that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClauseChange {
    pub what: What,
    /// In the new version; of a removed one in the old.
    pub kind: ClauseKind,
    /// Of `must`, `exclude`, population and consent: who passes it. `None` where that did not change (`because` alone, another
    /// block), and where the declaration as a whole means the same: one rule then makes up for another.
    pub direction: Option<Direction>,
    /// Of a `should`: where the score can go by this clause alone.
    pub score: Option<Lean>,
    pub old: Option<Clause>,
    pub new: Option<Clause>,
    /// Its meaning changed, and it is written as before.
    pub through: bool,
    /// What exactly changed, where that can be said: `weight`, `because`, `dimension`, `at least`, `items`.
    pub details: Vec<Detail>,
}

/// A clause as it stands in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// Of the rule in [`crate::model::Cohort::rules`]; none of population and consent.
    pub index: Option<usize>,
    /// As the formatter writes it, without weight and reason; of several lines where it does not fit on one.
    pub text: String,
    pub place: Place,
    /// Of a `should`, as it is written: `20`, `-7.5`.
    pub weight: Option<String>,
    pub because: Option<String>,
    /// The block that it stands in.
    pub dimension: Option<String>,
}

/// Something that changed: which field, and what it said. Lists are told item by item: what was gained has no old side, what was
/// lost no new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// `title`, `doc`, `goals`, `tier A`, `cap of behavior`, …
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Relative to the project's folder, with forward slashes.
    pub file: String,
    pub effect: FileEffect,
}

/// What happened to a file, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileEffect {
    Added,
    Removed,
    /// More than its looks.
    Content,
    /// Comments (and maybe blanks).
    Comments,
    /// Blanks and line breaks.
    Formatting,
}

/// A setting of the catalog that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CatalogChange {
    /// `customers.age`, `orders`, or the project's own setting.
    pub path: String,
    /// `type`, `normalize`, `time`, `population`, `as_of`, …; empty where all of it was added or removed.
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// It can change who is in a cohort or what it scores, beside what is shown of it.
    pub meaning: bool,
}

/// A declaration that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// `None` where the name itself did not read.
    pub name: Option<String>,
    pub old: Option<Unreadable>,
    pub new: Option<Unreadable>,
}

/// Why a declaration is not there on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    pub place: Place,
    /// Code and message of what is wrong in it; none where it only uses what is wrong.
    pub findings: Vec<String>,
}

/// A rule of a cohort across two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Pair {
    /// Indices into [`crate::model::Cohort::rules`].
    pub old: Option<usize>,
    pub new: Option<usize>,
    /// It means something else, weight and block included, or is on one side alone.
    pub changed: bool,
}
