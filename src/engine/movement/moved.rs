//! Who is put elsewhere, by an assignment or by a grid.

use super::because::{Reasons, tally};
use super::pairs::Pairs;
use crate::cohort::*;
use polars::prelude::{IdxSize, PolarsResult};
use std::collections::BTreeMap;

/// Somebody put elsewhere; places are those of each version, and nowhere is the last one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mover<P> {
    pub before: Option<IdxSize>,
    pub after: Option<IdxSize>,
    pub from: P,
    pub to: P,
}

/// What movers are told about.
pub(super) struct Movers<'a, P> {
    pub pairs: &'a Pairs,
    pub all: Vec<Mover<P>>,
    /// How many people are somewhere.
    pub size: Change<u64>,
    /// What a place is called, before and after.
    pub names: [&'a dyn Fn(P) -> Option<String>; 2],
    /// How many are shown.
    pub samples: usize,
}

impl<P: Copy + Ord + Sync> Movers<'_, P> {
    /// `because` by place in the list of movers.
    pub(super) fn moved(&self, because: impl Fn(usize) -> Reasons + Sync) -> PolarsResult<Moved> {
        let everyone: Vec<usize> = (0..self.all.len()).collect();
        let tally = tally(&everyone, |&place| because(place));
        let person = |mover: &Mover<P>| match mover.after {
            Some(row) => (Version::After, row),
            None => (Version::Before, mover.before.unwrap_or(0)),
        };
        let people: Vec<(Version, IdxSize)> = self.all.iter().map(person).collect();
        let [before, after] = self.names;
        let sample = |place: usize| {
            let clauses = because(place).into_iter();
            Ok(Sample {
                key: self.pairs.key(people[place].0, people[place].1)?,
                from: before(self.all[place].from),
                to: after(self.all[place].to),
                because: clauses
                    .map(|(clause, unknown)| Because { clause, unknown, seen: Vec::new() })
                    .collect(),
            })
        };
        let first = self.pairs.first(&people, self.samples).into_iter();
        Ok(Moved {
            blame: tally.blame(),
            samples: first.map(sample).collect::<PolarsResult<_>>()?,
            ..Moved::new(self.all.len() as u64, self.size.before, self.pairs.population().after)
        })
    }

    /// How many people went from where to where.
    pub(super) fn ways(&self) -> BTreeMap<(P, P), u64> {
        let mut ways = BTreeMap::new();
        self.all.iter().for_each(|m| *ways.entry((m.from, m.to)).or_default() += 1);
        ways
    }

    pub(super) fn moves(&self, ways: &BTreeMap<(P, P), u64>) -> Vec<Move> {
        let [before, after] = self.names;
        let one =
            |(&(from, to), &people): (&(P, P), &u64)| Move { from: before(from), to: after(to), people };
        ways.iter().map(one).collect()
    }
}
