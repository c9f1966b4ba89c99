//! The one place where figures become publishable. `summary.json` and every document are made from what comes out of here,
//! and from nothing else about people.
//!
//! # The rule
//!
//! No figure is shown about fewer than `min_cell` people (the *threshold rule*; nobody is a figure about nobody: 0 is shown), and none from which
//! such a figure can be worked out by adding and subtracting others (*complementary* or *secondary suppression*). Figures
//! are taken in this order, and each is shown unless it gives something away with those before it: population, sizes of ICPs, personas and
//! scores, undecided and known outsiders, tiers, what each rule leaves, assignments and grids, what missing values cost, scores,
//! columns; overlaps; everyone in finer bins of a column than its cohorts have; then what other sections ask for
//! ([`Cleared::across`]).
//!
//! # What is closed
//!
//! - Small cells, and the one cell that would give a small one away: in a chart, between a cohort and everyone, along the rules
//!   of a cohort, in a grid and its margins.
//! - *Differencing*: figures about two groups that differ by a few people, whatever they are: cohorts of the same run, a
//!   cohort and a value of a column, a tier and a bin of the score; and any number of figures added and subtracted. The `ledger` proves that for
//!   each figure on the people of the run ([`crate::cohort::Census`]).
//! - Means and medians: where the number of people behind a mean is not shown, neither is the mean, so sums are as safe as
//!   counts. The least and the greatest value are each about one person and are not shown, nor are the outer edges of a
//!   histogram whose tail is thin, nor the names of values that fewer than `min_cell` people have.
//! - A population that is itself too small shows nothing.
//!
//! # What is not
//!
//! - Several runs put side by side: other dates, other rules, other settings of `min_cell` are other publications.
//! - What somebody knows from elsewhere, and what follows from a group's being alike (*attribute disclosure*: all 40 of them live in
//!   one city).
//! - Bounds: that a hidden figure is smaller than `min_cell`, or less than what is around it, may be guessed.
//! - A project with very many columns: they are looked at in batches (together with all figures about cohorts), and
//!   figures of columns in different batches are not put together. Populations beyond some thousands are looked at on a part of the people
//!   that has enough of every group; then more may be hidden than must be.
//! - Files of cohorts, the table that `run` prints and `explain`: they are for those who have the data.
//!
//! # For a new section of the documents
//!
//! Never put a count of people from [`Results`] into a summary or a view. If its sets can be told on the census, add them to `Set` and
//! `decide`. Otherwise ask [`Cleared::across`] with the section's count for everyone and for each cohort (metrics, themes,
//! affinity): it holds the threshold, and every difference between groups one of which lies in the other. A mean
//! or share of a group is shown where its n is shown. A view shows a `None` as [`crate::documents`] shows every one.

mod columns;
mod decide;
mod insights;
mod ledger;
mod movers;
mod past;
mod sets;
mod shown;

pub use movers::{ShownBlame, ShownMovers, movers, moves};
pub use past::{ShownHistory, ShownPast, ShownPoint, past};
pub use shown::*;

use crate::cohort::Results;
use sets::Set;
use std::collections::{HashMap, HashSet};

/// What may be shown of a run.
#[derive(Debug, Clone)]
pub struct Cleared {
    least: u64,
    /// By entity's name and set.
    decided: HashMap<(String, Set), bool>,
    /// Cohorts by place: those whose members are all in the other one, and of the same entity.
    within: HashSet<(usize, usize)>,
    /// The places of cohorts.
    places: HashMap<String, usize>,
    /// By entity's name and column: the bins of everyone, where all of them may be shown.
    fine: HashMap<(String, String), Vec<columns::Part>>,
}

/// Whose figure one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    Everyone,
    /// By name.
    Cohort(&'a str),
    /// One tier of the cohort of that name; its tiers have nobody in common.
    Tier(&'a str),
}

impl Cleared {
    /// Decides about everything that the results hold. `least` is the catalog's `min_cell`.
    pub fn new(results: &Results, least: u64) -> Cleared {
        let mut cleared = Cleared {
            least,
            decided: HashMap::new(),
            within: HashSet::new(),
            places: results.cohorts.iter().enumerate().map(|(place, c)| (c.name.clone(), place)).collect(),
            fine: HashMap::new(),
        };
        if least > 1 {
            decide::decide(&mut cleared, results);
        }
        cleared
    }

    /// Nothing is hidden.
    pub fn is_open(&self) -> bool {
        self.least <= 1
    }

    /// The smallest number of people that a figure may be about.
    pub fn least(&self) -> u64 {
        self.least
    }

    /// Whether the size of a cohort is shown.
    fn shows_size(&self, entity: &str, cohort: &str) -> bool {
        let place = self.places.get(cohort).copied();
        place.is_some_and(|place| self.allows(entity, &Set::Members(place)))
    }

    /// A number of people of whom nothing else is said: enough of them, or nobody.
    pub fn people(&self, n: u64) -> Option<u64> {
        (n == 0 || n >= self.least).then_some(n)
    }

    /// One thing (people who mention a theme, who took a category, of whom a measure is known) counted for several
    /// groups of one entity, everyone and cohorts before tiers: which of the counts may be shown. With each goes the size of its group:
    /// the rest of it is a figure too.
    pub fn across(&self, groups: &[(Whose, u64, u64)]) -> Vec<bool> {
        let mut shown: Vec<usize> = Vec::new();
        for (index, &(whose, n, of)) in groups.iter().enumerate() {
            let apart = |&other: &usize| {
                let (others, m, whole) = groups[other];
                let nested = self.inside(whose, others) || self.inside(others, whose);
                !nested || (!self.few(m.abs_diff(n)) && !self.few(whole.abs_diff(of).abs_diff(m.abs_diff(n))))
            };
            let alone = !self.few(n) && !self.few(of) && !self.few(of.saturating_sub(n));
            if self.is_open()
                || (alone && shown.iter().all(apart) && self.leaves_enough(groups, &shown, index))
            {
                shown.push(index);
            }
        }
        (0..groups.len()).map(|index| shown.contains(&index)).collect()
    }

    fn few(&self, n: u64) -> bool {
        n > 0 && n < self.least
    }

    /// Whether everybody of one group is in the other.
    fn inside(&self, one: Whose, other: Whose) -> bool {
        let place = |name: &str| self.places.get(name).copied();
        let within = |one: &str, other: &str| match (place(one), place(other)) {
            (Some(one), Some(other)) => one == other || self.within.contains(&(one, other)),
            _ => false,
        };
        match (one, other) {
            (Whose::Everyone, _) | (_, Whose::Tier(_)) => false,
            (_, Whose::Everyone) => true,
            (Whose::Cohort(one) | Whose::Tier(one), Whose::Cohort(other)) => within(one, other),
        }
    }

    /// A cohort less those of its tiers that are shown is a figure too, and so is the rest of it less theirs.
    fn leaves_enough(&self, groups: &[(Whose, u64, u64)], shown: &[usize], index: usize) -> bool {
        let Whose::Tier(cohort) = groups[index].0 else { return true };
        let whole = shown.iter().find(|&&g| groups[g].0 == Whose::Cohort(cohort));
        let tiers = shown.iter().chain([&index]).filter(|&&g| groups[g].0 == Whose::Tier(cohort));
        let counts = |group: usize| (groups[group].1, groups[group].2.saturating_sub(groups[group].1));
        let (n, rest) = tiers.fold((0, 0), |(n, rest), &g| (n + counts(g).0, rest + counts(g).1));
        whole.is_none_or(|&whole| {
            let (all, all_rest) = counts(whole);
            !self.few(all.saturating_sub(n)) && !self.few(all_rest.saturating_sub(rest))
        })
    }

    fn allows(&self, entity: &str, set: &Set) -> bool {
        self.is_open() || self.decided.get(&(entity.to_owned(), set.clone())).copied().unwrap_or(false)
    }

    fn count(&self, entity: &str, set: &Set, n: u64) -> Option<u64> {
        self.allows(entity, set).then_some(n)
    }
}
