//! Who got another cohort of an assignment.

use super::moved::moved;
use super::people::{People, Person};
use super::{View, compare, moves};
use crate::cohort::*;
use crate::ir::Assign;
use crate::reference::scalar::reaches;

pub(super) fn assign(view: &View, assign: &ComparedAssign, people: &People) -> AssignMovement {
    let one = OfAssign { view, assign };
    let name = |place: Option<usize>| place.map(|p| view.comparison.cohorts[assign.among[p]].name.clone());
    let ways = |person: &Person| (one.got(Version::Before, person), one.got(Version::After, person));
    let (size, movers, mut moved) = moved(view, people, &ways, &name, &|person| one.because(person));
    let names: Vec<String> = (0..assign.among.len()).filter_map(|place| name(Some(place))).collect();
    let cohorts = (0..names.len()).map(|place| {
        let count = |before: bool, after: bool| {
            let is = |p: &&Person| {
                let (b, a) = ways(p);
                (b == Some(place), a == Some(place)) == (before, after)
            };
            people.all.iter().filter(is).count() as u64
        };
        let (entered, left, stayed) = (count(false, true), count(true, false), count(true, true));
        AssignedMovement {
            name: names[place].clone(),
            size: Change { before: left + stayed, after: entered + stayed },
            entered,
            left,
            stayed,
        }
    });
    AssignMovement {
        name: assign.name.clone(),
        renamed_from: assign.renamed_from.clone(),
        entity: view.comparison.entities[assign.entity].name.clone(),
        fate: assign.fate,
        size,
        cohorts: cohorts.collect(),
        moves: moves(movers.iter().map(|p| (name(ways(p).0), name(ways(p).1))), &names, &names),
        clauses: keep_blamed(&assign.clauses, &mut [&mut moved]),
        moved,
    }
}

struct OfAssign<'a> {
    view: &'a View<'a>,
    assign: &'a ComparedAssign,
}

impl OfAssign<'_> {
    fn rules(&self, version: Version) -> Option<&Assign> {
        Some(&self.view.values(version).plan().assigns[*self.assign.assign.of(version)?])
    }

    /// What somebody has earned as a member of each cohort, in the order of [`ComparedAssign::among`].
    fn standings(&self, version: Version, person: &Person) -> Vec<Option<(i64, i64)>> {
        let cohorts = self.assign.among.iter().map(|&c| &self.view.comparison.cohorts[c]);
        cohorts.map(|cohort| self.view.member(version, cohort, person)).collect()
    }

    /// Which of [`ComparedAssign::among`] goes to somebody with these standings, by the rules of a version.
    fn best(&self, version: Version, standings: &[Option<(i64, i64)>]) -> Option<usize> {
        let rules = self.rules(version)?;
        let place_of = |cohort: usize| {
            let cohorts = &self.view.comparison.cohorts;
            self.assign.among.iter().position(|&c| cohorts[c].cohort.of(version) == Some(&cohort))
        };
        let mut best: Option<(usize, (i64, i64))> = None;
        for place in rules.among.iter().filter_map(|&cohort| place_of(cohort)) {
            let Some(standing) = standings[place] else { continue };
            let reached = reaches(standing.0, standing.1, rules.at_least);
            let takes_over = |(_, other)| rules.by_score && compare(other, standing).is_lt();
            if reached && best.is_none_or(takes_over) {
                best = Some((place, standing));
            }
        }
        best.map(|(place, _)| place)
    }

    fn got(&self, version: Version, person: &Person) -> Option<usize> {
        self.best(version, &self.standings(version, person))
    }

    /// Why somebody got another one.
    fn because(&self, person: &Person) -> Vec<(usize, bool)> {
        let places = self.assign.places();
        let (Some(rules_before), Some(rules_after)) =
            (self.rules(Version::Before), self.rules(Version::After))
        else {
            return vec![(places.itself(), false)];
        };
        if [Version::Before, Version::After].iter().any(|&version| person.row(version).is_none()) {
            return vec![(places.row(), false)];
        }
        let (before, after) =
            (self.standings(Version::Before, person), self.standings(Version::After, person));
        let (from, to) = (self.got(Version::Before, person), self.got(Version::After, person));
        let (mut membership, mut score) = (Vec::new(), Vec::new());
        for place in 0..before.len() {
            if from != Some(place) && to != Some(place) {
                continue;
            }
            match (before[place], after[place]) {
                (Some(b), Some(a)) => {
                    let reached =
                        reaches(b.0, b.1, rules_before.at_least) != reaches(a.0, a.1, rules_after.at_least);
                    let asked = rules_before.by_score || rules_after.by_score || reached;
                    if asked && compare(b, a).is_ne() {
                        score.push(places.score(place));
                    }
                }
                (None, None) => {}
                (Some(_), None) | (None, Some(_)) => membership.push(places.membership(place)),
            }
        }
        let mut because: Vec<usize> = membership.into_iter().chain(score).collect();
        // The standings of before by the rules of after.
        if self.best(Version::After, &before) != from || because.is_empty() {
            because.push(places.own());
        }
        because.into_iter().map(|clause| (clause, false)).collect()
    }
}
