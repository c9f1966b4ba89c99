//! What a declaration means, apart from how it is written: a hash over the canonical form of its rules.
//!
//! Features, segments, params and cohorts that a declaration uses are put in their places, so that their names, the files they
//! stand in, formatting, comments and everything told ([`crate::model::Narrative`], titles, `because`) make no difference. Columns
//! and tables count by name, with the type and the normalisation of the column; windows count as written, not as days. Of a
//! cohort, the population, the consent and the value of its entity count, too.
//!
//! The same meaning is found for what is written otherwise where that needs no cleverness: `and`, `or`, `in` and the rules of
//! a cohort in another order, `not (age < 30)` for `age >= 30`, `between` for two comparisons, `exclude x` for
//! `must (x) is not true`. Equal hashes always mean equal members and scores over the same data; unequal ones may.
//!
//! [`Forms`] holds the forms as a graph in which equal forms are one node. [`crate::changes`] puts two versions of a project into
//! one such graph and reasons about its nodes.

mod build;
mod cohort;
mod declaration;
mod form;
mod head;
mod measured;
mod rules;
mod uses;

pub use build::{Builder, Names, Reference};
pub use cohort::CohortForm;
pub use declaration::Declaration;
pub use form::{FormId, Forms, Node};
pub use head::{ColumnForm, Head, RelationForm};
pub use measured::measured;
pub use rules::{number_form, number_of};
pub use uses::{Use, base_uses, claim_uses, expr_uses, uses};

use crate::catalog::Catalog;
use crate::model::Program;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fmt;

/// Counted up whenever the canonical form of anything changes, because hashes are kept in files.
const VERSION: &str = "personac meaning 1";

/// A SHA-256 over what something means. Shown, and kept in files, as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Meaning([u8; 32]);

impl Meaning {
    fn of(digest: &[u8]) -> Self {
        Meaning(Sha256::new().chain_update(VERSION).chain_update(digest).finalize().into())
    }

    /// The first eight hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meaning({self})")
    }
}

impl std::str::FromStr for Meaning {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no hash of a meaning: 64 hexadecimal digits");
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Meaning(bytes))
    }
}

impl Serialize for Meaning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Meaning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The meanings of a program's declarations, by their places in the [`Program`].
#[derive(Debug, Clone, Default)]
pub struct Meanings {
    pub params: Vec<Meaning>,
    pub features: Vec<Meaning>,
    pub segments: Vec<Meaning>,
    pub cohorts: Vec<CohortMeaning>,
    pub assigns: Vec<Meaning>,
    pub grids: Vec<Meaning>,
    pub journeys: Vec<Meaning>,
    pub metrics: Vec<Meaning>,
    pub themes: Vec<Meaning>,
    pub tests: Vec<Meaning>,
    /// By table: who counts, and what a row is worth.
    pub populations: Vec<Meaning>,
}

/// What a cohort means.
#[derive(Debug, Clone)]
pub struct CohortMeaning {
    /// Members, score, sub-scores, tiers and the value of the entity. Equal: the same cohort over the same data.
    pub whole: Meaning,
    /// Who is in it.
    pub members: Meaning,
    /// What its members score, and their tiers.
    pub score: Meaning,
    /// By rule of the cohort. Of a `should` with its weight and its dimension.
    pub rules: Vec<Meaning>,
    /// What is claimed and expected of it. Not part of `whole`.
    pub claims: Meaning,
}

/// The meaning of every declaration of a program, and of every rule of a cohort. Time grows with the size of the program: what is
/// shared is looked at once.
pub fn meanings(program: &Program, catalog: &Catalog) -> Meanings {
    let mut forms = Forms::default();
    Builder::new(program, catalog, &mut forms).meanings()
}
