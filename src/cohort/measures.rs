//! What was measured of groups of people: metrics, and rules over a cohort with their verdicts.

use crate::stats::Interval;
use serde::{Deserialize, Serialize};

/// A metric, for everyone and for every cohort of its entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MetricResult {
    /// As it is declared.
    pub name: String,
    /// The table that it is about.
    pub entity: String,
    /// Of the population.
    pub everyone: Figure,
    /// In the order declared.
    pub cohorts: Vec<CohortFigure>,
}

/// A metric of one cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CohortFigure {
    /// Its name.
    pub cohort: String,
    #[serde(flatten)]
    pub figure: Figure,
    /// Highest first; without those below all tiers.
    pub tiers: Vec<TierFigure>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TierFigure {
    /// As it is written.
    pub tier: String,
    #[serde(flatten)]
    pub figure: Figure,
}

/// A number about a group, and how sure it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The rows that it stands on: members, or their related rows; only those with a value where values are asked for. The
    /// fewest, where it is made of several numbers.
    pub n: u64,
    /// The people whom those rows belong to. Nobody may be told about fewer than the catalog's `min_cell`.
    pub people: u64,
    /// Of a share, the rows for which it is true.
    pub part: Option<u64>,
    /// `None` where it is missing.
    pub value: Option<Measured>,
    /// 95 %; `None` where there is none for this kind of figure.
    pub interval: Option<Interval>,
    /// The value divided by everyone's; `None` unless both are numbers, neither below 0 nor everyone's 0. For everyone itself `None`.
    pub lift: Option<f64>,
    /// Too few people to be told about: nothing else is said then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Measured {
    Number(f64),
    /// A day, as ISO writes it.
    Day(String),
}

/// A claim, the backing of a pain point, or an expectation, of one cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleResult {
    /// Which claim, pain point or expectation of the cohort, from 0 in the order written.
    pub index: usize,
    /// What the data says.
    pub verdict: Verdict,
    /// Whether the whole interval lies on the verdict's side. False without an interval.
    pub sure: bool,
    /// What is compared, of a rule that compares; else only what the rule stands on.
    #[serde(flatten)]
    pub figure: Figure,
    /// What it is compared with; two of `between`.
    pub bounds: Vec<Measured>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The rule is true.
    Holds,
    /// The rule is false.
    Fails,
    /// Too few people, or nothing known.
    CannotBeTold,
    /// A budget for the difference between two revisions.
    NotApplicable,
}

impl Figure {
    /// The figure as others may see it: nothing about fewer than `min_cell` people, be they all, those of whom a share is true,
    /// or the others.
    pub fn shown(&self, min_cell: u64) -> Figure {
        let hides = |people: u64| people > 0 && people < min_cell;
        let part = self.part.is_some_and(|part| hides(part) || hides(self.n.saturating_sub(part)));
        match hides(self.people) || part {
            true => Figure { hidden: true, ..Figure::default() },
            false => self.clone(),
        }
    }
}

impl Measured {
    pub fn number(&self) -> Option<f64> {
        match self {
            Measured::Number(x) => Some(*x),
            Measured::Day(_) => None,
        }
    }
}
