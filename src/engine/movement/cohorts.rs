//! What both passes noted of a cohort, laid beside each other.

use super::because::CohortBlame;
use super::pairs::Pairs;
use super::samples::CohortSamples;
use super::sides::{Sides, Standard};
use crate::cohort::*;
use crate::engine::members::Members;
use crate::engine::scalar_score::needed;
use crate::ir::CohortKind;
use polars::prelude::IdxSize;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Nobody at that place.
const NONE: u32 = u32::MAX;

/// One cohort of two versions.
pub(super) struct OfCohort<'a> {
    pub sides: &'a Sides<'a>,
    pub pairs: &'a Pairs,
    pub cohort: &'a ComparedCohort,
    /// Rows of the version after.
    pub entered: Vec<IdxSize>,
    /// Rows of the version before.
    pub left: Vec<IdxSize>,
    /// Rows of the version after, of those who stayed.
    stayed: Vec<IdxSize>,
    pub tier_movers: Vec<TierMover>,
    scores: ScoreMovement,
    /// By tier before, then below them; the members who left.
    left_tiers: Vec<u64>,
    /// By tier after, then below them; the members who entered.
    entered_tiers: Vec<u64>,
    before: u64,
    after: u64,
}

/// Somebody who stayed and changed tiers.
#[derive(Debug, Clone, Copy)]
pub(super) struct TierMover {
    pub before: IdxSize,
    pub after: IdxSize,
    /// Places of tiers; their number is below them all.
    pub from: usize,
    pub to: usize,
    /// The tiers of after would have moved the score of before, too.
    pub regraded: bool,
}

/// Rows of the version after; those who left, as far as they have one.
pub(super) struct Groups {
    pub entered: Vec<IdxSize>,
    pub left: Vec<IdxSize>,
    pub stayed: Vec<IdxSize>,
}

impl<'a> OfCohort<'a> {
    pub(super) fn all(sides: &'a Sides<'a>, pairs: &'a [Pairs]) -> Vec<OfCohort<'a>> {
        let cohorts = &sides.comparison.cohorts;
        cohorts.par_iter().map(|cohort| OfCohort::new(sides, &pairs[cohort.entity], cohort)).collect()
    }

    fn new(sides: &'a Sides<'a>, pairs: &'a Pairs, cohort: &'a ComparedCohort) -> OfCohort<'a> {
        let of = |version: Version| sides.of(version).members(cohort);
        let (before, after) = (of(Version::Before), of(Version::After));
        let rows =
            |side: &Option<(&Members, Standard)>| side.as_ref().map_or(0, |(m, _)| m.members.rows.len());
        let mut found = OfCohort {
            sides,
            pairs,
            cohort,
            entered: Vec::new(),
            left: Vec::new(),
            stayed: Vec::new(),
            tier_movers: Vec::new(),
            scores: ScoreMovement::default(),
            left_tiers: tiers(&before),
            entered_tiers: tiers(&after),
            before: rows(&before) as u64,
            after: rows(&after) as u64,
        };
        let mut places = vec![NONE; pairs.rows(Version::After)];
        if let Some((members, standard)) = &before {
            for (place, &row) in members.members.rows.iter().enumerate() {
                match pairs.other(Version::Before, row) {
                    Some(row) => places[row as usize] = place as u32,
                    None => found.leaves(row, standard.tier(earned(members, place))),
                }
            }
        }
        found.walk(&before, &after, &mut places);
        if let Some((members, standard)) = &before {
            for (row, &place) in places.iter().enumerate().filter(|(_, place)| **place != NONE) {
                let old = members.members.rows[place as usize];
                debug_assert_eq!(pairs.other(Version::Before, old), Some(row as IdxSize));
                found.leaves(old, standard.tier(earned(members, place as usize)));
            }
        }
        found.left.sort_unstable();
        found
    }

    fn leaves(&mut self, row: IdxSize, tier: usize) {
        self.left.push(row);
        self.left_tiers[tier] += 1;
    }

    /// Goes over the members of after; whoever was a member before is taken out of `places`.
    fn walk(
        &mut self,
        before: &Option<(&Members, Standard)>,
        after: &Option<(&Members, Standard)>,
        places: &mut [u32],
    ) {
        let Some((members, standard)) = after else { return };
        let ladders = before.as_ref().map(|(_, old)| self.ladders(old, standard));
        let mut sums = [0i128; 2];
        for (place, &row) in members.members.rows.iter().enumerate() {
            let points = earned(members, place);
            let old = std::mem::replace(&mut places[row as usize], NONE);
            let (Some((old_members, old_standard)), Some(ladders), true) = (before, &ladders, old != NONE)
            else {
                self.entered.push(row);
                self.entered_tiers[standard.tier(points)] += 1;
                continue;
            };
            self.stayed.push(row);
            let old_points = earned(old_members, old as usize);
            sums[0] += i128::from(old_points.max(0));
            sums[1] += i128::from(points.max(0));
            match compare((old_points, old_standard.total), (points, standard.total)) {
                std::cmp::Ordering::Less => self.scores.raised += 1,
                std::cmp::Ordering::Greater => self.scores.lowered += 1,
                std::cmp::Ordering::Equal => {}
            }
            let (from, to) = (old_standard.tier(old_points), standard.tier(points));
            if ladders.both && ladders.same[from] != to {
                let regraded = ladders.crossed.tier(old_points) != ladders.same[from];
                let before = old_members.members.rows[old as usize];
                self.tier_movers.push(TierMover { before, after: row, from, to, regraded });
            }
        }
        let n = self.stayed.len() as i128;
        let mean =
            |sum: i128, total: i64| (n > 0).then(|| (100 * sum) as f64 / (i128::from(total) * n) as f64);
        self.scores.mean = Change {
            before: before.as_ref().and_then(|(_, standard)| mean(sums[0], standard.total)),
            after: mean(sums[1], standard.total),
        };
    }

    fn ladders(&self, before: &Standard, after: &Standard) -> Ladders {
        let names = |version: Version| self.sides.of(version).tier_names(self.cohort);
        let (old, new) = (names(Version::Before), names(Version::After));
        // A tier that is no more is the same as none; below all tiers is.
        let place = |name: &String| new.iter().position(|n| n == name).unwrap_or(usize::MAX);
        let same = old.iter().map(place).chain([new.len()]).collect();
        let crossed = match self.cohort.cohort.after {
            Some(index) => {
                let tiers = &self.sides.after.tables.plan.cohorts[index].score.tiers;
                tiers.iter().map(|t| needed(t.bound, before.total)).collect()
            }
            None => Vec::new(),
        };
        Ladders {
            both: !before.bounds.is_empty() && !after.bounds.is_empty(),
            same,
            crossed: Standard { total: before.total, bounds: crossed },
        }
    }

    pub(super) fn groups(&self) -> Groups {
        let left = self.left.iter().filter_map(|&row| self.pairs.other(Version::Before, row));
        let mut left: Vec<IdxSize> = left.collect();
        left.sort_unstable();
        Groups { entered: self.entered.clone(), left, stayed: self.stayed.clone() }
    }

    pub(super) fn movement(&self, blame: CohortBlame, samples: CohortSamples) -> CohortMovement {
        let population = self.pairs.population();
        let size = Change { before: self.before, after: self.after };
        let moved = |people: usize, of: u64, blame: Blame, samples: Vec<Sample>| Moved {
            blame,
            samples,
            ..Moved::new(people as u64, size.before, of)
        };
        let mut entered = moved(self.entered.len(), population.after, blame.entered, samples.entered);
        let mut left = moved(self.left.len(), population.before, blame.left, samples.left);
        let mut tier_moved = moved(self.tier_movers.len(), population.after, blame.tiers, samples.tiers);
        let clauses = keep_blamed(&self.cohort.clauses, &mut [&mut entered, &mut left, &mut tier_moved]);
        let stayed = self.stayed.len() as u64;
        CohortMovement {
            name: self.cohort.name.clone(),
            renamed_from: self.cohort.renamed_from.clone(),
            kind: self.kind(),
            entity: self.sides.comparison.entities[self.cohort.entity].name.clone(),
            fate: self.cohort.fate,
            population,
            size,
            undecided: Change {
                before: self.undecided(Version::Before),
                after: self.undecided(Version::After),
            },
            entered,
            left,
            stayed,
            stayed_share: (size.before > 0).then(|| stayed as f64 / size.before as f64),
            scores: self.scores.clone(),
            tiers: self.tiers(),
            tier_moved,
            tier_moves: self.tier_moves(),
            clauses,
            metrics: Vec::new(),
        }
    }

    fn kind(&self) -> &'static str {
        let of = |version: Version| {
            let place = *self.cohort.cohort.of(version)?;
            Some(self.sides.of(version).tables.plan.cohorts[place].kind)
        };
        of(Version::After).or_else(|| of(Version::Before)).unwrap_or(CohortKind::Persona).word()
    }

    fn undecided(&self, version: Version) -> u64 {
        let side = self.sides.of(version);
        let table = &self.sides.comparison.entities[self.cohort.entity].table;
        let Some(&place) = self.cohort.cohort.of(version) else { return 0 };
        side.count(table, side.tables.plan.cohorts[place].undecided)
    }

    fn tiers(&self) -> Vec<TierMovement> {
        let side = |version: Version| {
            let side = self.sides.of(version);
            (side.tier_names(self.cohort), side.members(self.cohort).map_or(&[][..], |(m, _)| &m.tiers))
        };
        let ((before, old), (after, new)) = (side(Version::Before), side(Version::After));
        let gone = before.iter().filter(|name| !after.contains(name));
        let one = |name: &String| {
            let of = |names: &[String], counts: &[u64]| {
                names.iter().position(|n| n == name).and_then(|place| counts.get(place).copied())
            };
            TierMovement {
                name: name.clone(),
                size: Change { before: of(&before, old), after: of(&after, new) },
                entered: of(&after, &self.entered_tiers).unwrap_or(0),
                left: of(&before, &self.left_tiers).unwrap_or(0),
            }
        };
        after.iter().chain(gone).map(one).collect()
    }

    /// Names of the tiers that somebody moved between.
    pub(super) fn way(&self, mover: &TierMover) -> (Option<String>, Option<String>) {
        let name = |version: Version, place: usize| {
            self.sides.of(version).tier_names(self.cohort).get(place).cloned()
        };
        (name(Version::Before, mover.from), name(Version::After, mover.to))
    }

    fn tier_moves(&self) -> Vec<Move> {
        let mut ways: BTreeMap<(usize, usize), (TierMover, u64)> = BTreeMap::new();
        for mover in &self.tier_movers {
            ways.entry((mover.from, mover.to)).or_insert((*mover, 0)).1 += 1;
        }
        let moves = ways.into_values().map(|(mover, people)| {
            let (from, to) = self.way(&mover);
            Move { from, to, people }
        });
        moves.collect()
    }
}

/// Tiers of two versions.
struct Ladders {
    /// Whether both versions have tiers.
    both: bool,
    /// By tier before, then below them all: the place after of the tier with the same name.
    same: Vec<usize>,
    /// The tiers of after over the points that there were before.
    crossed: Standard,
}

fn earned(members: &Members, place: usize) -> i64 {
    members.members.ints[members.noted.earned].at(place)
}

fn tiers(side: &Option<(&Members, Standard)>) -> Vec<u64> {
    vec![0; side.as_ref().map_or(0, |(_, standard)| standard.bounds.len()) + 1]
}

/// How two scores compare: points and what there was to be earned, points below zero as zero.
pub(super) fn compare(before: (i64, i64), after: (i64, i64)) -> std::cmp::Ordering {
    let product = |earned: i64, total: i64| i128::from(earned.max(0)) * i128::from(total);
    product(before.0, after.1).cmp(&product(after.0, before.1))
}
