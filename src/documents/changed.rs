//! What changed, as plain data: since a revision of the specs, and since the lock. It stands in `summary.json`, so that the
//! page about it can be made again without the data and without the repository.
//!
//! Comparing is the work of [`crate::changes`] and [`crate::lock`], which know documents and not the other way around; so words
//! for what happened are plain texts here. Sentences are in all languages of documents, because the old rules are not at hand
//! when a page is made.

use super::Lang;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// Against an earlier revision of the specs, where that was asked for (`--changes`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<SinceRevision>,
    /// Against `personac.lock`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<AgainstLock>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SinceRevision {
    /// As it was asked for: `main`, `v1.0`, `3f2a91bc`.
    pub name: String,
    /// The whole hash of the commit.
    pub commit: String,
    /// The day of the commit, ISO.
    pub date: String,
    /// The main branch, if the revision is where the current branch left it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// SHA-256 of the specs that were compared with it, hex.
    pub spec_sha256: String,
    /// By file and line; the removed ones behind.
    pub declarations: Vec<ChangedDeclaration>,
    /// Settings of the catalog.
    pub catalog: Vec<ChangedField>,
    /// What does not read in one of the two versions.
    pub unread: Vec<NotCompared>,
    /// How many declarations are the same.
    pub same: u64,
    /// How many tests changed.
    pub tests: u64,
    /// How many declarations have other comments or blanks alone.
    pub formatted: u64,
    /// Who entered and left cohorts by the change of rules, where both versions were run over the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<ChangedPeople>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangedDeclaration {
    /// `persona`, `feature`, …: the keyword.
    pub kind: String,
    /// In the new version; of a removed one in the old.
    pub name: String,
    /// Its name in the old version, if that was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// `personas.persona:12`
    pub place: String,
    /// The strongest thing that happened: `added`, `removed`, `renamed`, `meaning`, `through`, `status`, `claims`, `narrative`,
    /// `rewritten`, `moved`, `comments`, `formatting`.
    pub effect: String,
    /// Who is let in: `loosened`, `tightened`, `changed`; none where that did not change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Where scores, or the values of a feature, can go: `higher`, `lower`, `either`; none where they did not change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// Rules, population and consent that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<ChangedClause>,
    /// Everything else that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ChangedField>,
    /// What it uses and by what it changed: `feature spend`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangedClause {
    /// `added`, `removed`, `changed`.
    pub what: String,
    /// Who passes it: `loosened`, `tightened`, `changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Where scores can go by it alone: `higher`, `lower`, `either`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// It is written as before; what it uses changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub through: bool,
    /// As it was; none where it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Clause>,
    /// As it is; none where it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Clause>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// As it is written.
    pub text: String,
    /// As a sentence; none of what stands in the catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// The team's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Said>,
}

/// A text in each language of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Said {
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedField {
    /// `title`, `goals`, `tier A`; of the catalog `customers.age type`.
    pub field: String,
    /// Before; none where it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// After; none where it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCompared {
    /// None where the name itself does not read.
    pub name: Option<String>,
    /// Whether it is the old version that does not read.
    pub in_old: bool,
}

/// Who moved because the rules did: both versions on the same data and the same day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangedPeople {
    /// ISO day.
    pub as_of: String,
    /// Cohorts that somebody entered or left.
    pub cohorts: Vec<Movers>,
}

/// A figure that is held back is null, here and below.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Movers {
    /// In the new version; of a removed one in the old.
    pub name: String,
    /// Members by the old rules.
    pub before: Option<u64>,
    /// Members by the new rules.
    pub after: Option<u64>,
    /// Members by the new rules alone.
    pub entered: Option<u64>,
    /// Members by the old rules alone.
    pub left: Option<u64>,
    /// Members by both.
    pub stayed: Option<u64>,
    /// Who entered, by the rules that let them in; most first.
    pub entered_by: Vec<MovedBy>,
    /// Who left, by the rules that keep them out; most first.
    pub left_by: Vec<MovedBy>,
}

/// Some people, and the rules that moved them together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedBy {
    /// How many.
    pub people: Option<u64>,
    /// None for all further reasons.
    pub rules: Vec<Blamed>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blamed {
    /// `added`, `removed`, `changed`, `through`, `data`.
    pub cause: String,
    /// As it was written; none where it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// As it is written; none where it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// What it uses and by what it changed: `feature spend`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
}

/// What is not as `personac.lock` says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AgainstLock {
    /// The day that its figures are of, ISO; none if it holds no figures.
    pub as_of: Option<String>,
    /// The data is the locked data.
    pub same_data: bool,
    /// Declarations that mean something else, are new, have another name, or are no more.
    pub meanings: Vec<LockedMeaning>,
    /// How many mean what was locked.
    pub same: u64,
    /// Figures that are not as locked, with why, as far as that can be told.
    pub figures: Vec<LockedFigure>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedMeaning {
    /// `cohort`, `assignment`, `grid`, `metric`.
    pub section: String,
    /// As it is declared; of what is no more as it is locked.
    pub name: String,
    /// `changed`, `new`, `renamed`, `gone`.
    pub what: String,
    /// The locked name, if that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
}

/// Texts as the lock writes them. `customers` + `rules` = `together`, where all three are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedFigure {
    /// `cohort`, `assignment`, `grid`, `metric`.
    pub section: String,
    /// As it is declared.
    pub name: String,
    /// `size`, `tier A`, `mean score`, …
    pub figure: String,
    /// Then; none where it is held back because few people moved since.
    pub locked: Option<String>,
    /// Now; none where it is held back.
    pub now: Option<String>,
    /// What other data did; none where that cannot be told apart.
    pub customers: Option<String>,
    /// What other rules did; none where that cannot be told apart.
    pub rules: Option<String>,
    /// What both did.
    pub together: Option<String>,
}
