//! The sets of people that figures count, told on a census.

use super::columns::Part;
use crate::cohort::{About, Census, MEMBER, NOWHERE, Results, UNDECIDED};
use std::collections::HashMap;

/// A column of everyone, or of a cohort's members.
pub(super) type Side = Option<usize>;

/// What a figure is about. Cohorts, assignments and grids are places in the results.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Set {
    Everyone,
    Members(usize),
    /// Members of two cohorts.
    Both(usize, usize),
    Undecided(usize),
    /// Those whom a rule is known to keep out.
    Outside(usize),
    Tier(usize, usize),
    BelowTiers(usize),
    Step(usize, usize),
    /// Bins of the score, from one to before another.
    Score(usize, usize, usize),
    Missing(usize, String),
    Assigned(usize, usize),
    Unassigned(usize),
    Cell(usize, usize),
    OffGrid(usize),
    Known(Side, String),
    Unknown(Side, String),
    /// Bins or values of a column, from one to before another.
    Part(Side, String, usize, usize),
    Item(Side, String, usize),
}

impl Set {
    pub(super) fn part(side: Side, label: &str, part: &Part) -> Set {
        Set::Part(side, label.to_owned(), part.from, part.to)
    }
}

/// A census in which people who are alike in everything are one kind: most ordinary kinds first.
pub(super) struct Kinds<'a> {
    results: &'a Results,
    census: &'a Census,
    marks: HashMap<&'a About, &'a [u32]>,
    /// By kind, one person of it.
    one: Vec<usize>,
    pub(super) people: Vec<u64>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(results: &'a Results, census: &'a Census) -> Kinds<'a> {
        let mut kinds: HashMap<Vec<u32>, (usize, u64)> = HashMap::new();
        let mut shares: Vec<HashMap<u32, u64>> = vec![HashMap::new(); census.marks.len()];
        for person in 0..census.people {
            let marks: Vec<u32> = census.marks.iter().map(|(_, of)| of[person]).collect();
            for (share, mark) in shares.iter_mut().zip(&marks) {
                *share.entry(*mark).or_default() += 1;
            }
            kinds.entry(marks).or_insert((person, 0)).1 += 1;
        }
        // How few people are alike in the rarest thing about somebody.
        let rarest = |marks: &[u32]| shares.iter().zip(marks).map(|(share, mark)| share[mark]).min();
        let mut kinds: Vec<(u64, Option<u64>, usize)> =
            kinds.into_iter().map(|(marks, (person, people))| (people, rarest(&marks), person)).collect();
        kinds.sort_unstable_by_key(|&(people, rarest, person)| {
            (std::cmp::Reverse(people), std::cmp::Reverse(rarest), person)
        });
        Kinds {
            results,
            census,
            marks: census.marks.iter().map(|(about, of)| (about, of.as_slice())).collect(),
            one: kinds.iter().map(|k| k.2).collect(),
            people: kinds.iter().map(|k| k.0).collect(),
        }
    }

    pub(super) fn whole(&self) -> bool {
        self.census.whole
    }

    /// By kind, whether the set holds it; nobody where the census does not know.
    pub(super) fn members(&self, set: &Set) -> Vec<bool> {
        use About as A;
        let cohort = |c: &usize| self.results.cohorts[*c].name.clone();
        let assign = |a: &usize| A::Assign(self.results.assigns[*a].name.clone());
        let grid = |g: &usize| A::Grid(self.results.grids[*g].name.clone());
        let is = |about: A, wanted: u32| self.by(about, &|mark| mark == wanted);
        let within = |c: &usize, of: Vec<bool>| both(is(A::Standing(cohort(c)), MEMBER), of);
        let on = |side: &Side, of: Vec<bool>| match side {
            Some(c) => within(c, of),
            None => of,
        };
        match set {
            Set::Everyone => vec![true; self.one.len()],
            Set::Members(c) => is(A::Standing(cohort(c)), MEMBER),
            Set::Both(c, d) => within(c, is(A::Standing(cohort(d)), MEMBER)),
            Set::Undecided(c) => is(A::Standing(cohort(c)), UNDECIDED),
            Set::Outside(c) => is(A::Standing(cohort(c)), 0),
            Set::Tier(c, tier) => within(c, is(A::Tier(cohort(c)), *tier as u32)),
            Set::BelowTiers(c) => within(c, is(A::Tier(cohort(c)), NOWHERE)),
            Set::Step(c, step) => self.by(A::Steps(cohort(c)), &|passed| passed > *step as u32),
            Set::Score(c, from, to) => {
                within(c, self.by(A::Score(cohort(c)), &|bin| (*from..*to).contains(&(bin as usize))))
            }
            Set::Missing(c, label) => is(A::Missing(cohort(c), label.clone()), 1),
            Set::Assigned(a, place) => is(assign(a), *place as u32),
            Set::Unassigned(a) => is(assign(a), NOWHERE),
            Set::Cell(g, cell) => is(grid(g), *cell as u32),
            Set::OffGrid(g) => is(grid(g), NOWHERE),
            Set::Known(side, label) => on(side, self.by(A::Column(label.clone()), &|mark| mark != NOWHERE)),
            Set::Unknown(side, label) => on(side, is(A::Column(label.clone()), NOWHERE)),
            Set::Part(side, label, from, to) => {
                let inside = |mark: u32| mark != NOWHERE && (*from..*to).contains(&(mark as usize));
                on(side, self.by(A::Column(label.clone()), &inside))
            }
            Set::Item(side, label, place) => on(side, is(A::Item(label.clone(), *place), 1)),
        }
    }

    fn by(&self, about: About, holds: &dyn Fn(u32) -> bool) -> Vec<bool> {
        match self.marks.get(&about) {
            Some(of) => self.one.iter().map(|&person| holds(of[person])).collect(),
            None => vec![false; self.one.len()],
        }
    }
}

fn both(one: Vec<bool>, other: Vec<bool>) -> Vec<bool> {
    one.into_iter().zip(other).map(|(a, b)| a && b).collect()
}
