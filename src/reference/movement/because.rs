//! On account of which clauses somebody moved.

use super::{View, passes};
use crate::cohort::{self, Cap, ComparedCohort, Sample, SeenChange, Version};
use crate::ir::ShownColumn;
use crate::reference::movement::people::Person;
use crate::reference::scalar::points;
use crate::reference::{Value, shown};

pub(super) struct Because<'a> {
    pub view: &'a View<'a>,
    pub cohort: &'a ComparedCohort,
}

impl Because<'_> {
    fn value(&self, version: Version, node: crate::ir::NodeId, row: usize) -> &Value {
        &self.view.values(version).of(node)[row]
    }

    /// The clauses that keep somebody out of a version, and whether each is only unknown.
    pub(super) fn out(&self, person: &Person, version: Version) -> Vec<(usize, bool)> {
        if self.cohort.cohort.of(version).is_none() {
            return vec![(self.cohort.itself, false)];
        }
        let Some(row) = person.row(version) else { return vec![(self.cohort.row, false)] };
        let mut because = Vec::new();
        for (clause, gates) in &self.cohort.gates {
            if let Some(gate) = gates.of(version) {
                let value = self.value(version, gate.value, row);
                if !passes(gate, value) {
                    because.push((*clause, value.is_missing()));
                }
            }
        }
        because
    }

    /// What moved somebody who stayed to another tier.
    pub(super) fn tier(&self, person: &Person) -> Vec<(usize, bool)> {
        let (view, cohort) = (self.view, self.cohort);
        let earned = |version: Version, place: usize| {
            let reward = cohort.rewards[place].1.of(version)?;
            Some(points(self.value(version, reward.earned, person.row(version)?)))
        };
        let mut because = Vec::new();
        for (place, (clause, rewards)) in cohort.rewards.iter().enumerate() {
            let most = |version: Version| rewards.of(version).map_or(0, |r| r.most);
            let points = |version: Version| earned(version, place).unwrap_or(0);
            if points(Version::Before) != points(Version::After)
                || most(Version::Before) != most(Version::After)
            {
                because.push((*clause, false));
            }
        }
        for (clause, cap) in &cohort.caps {
            if self.cap_matters(cap, &|place| earned(Version::After, place).unwrap_or(0)) {
                because.push((*clause, false));
            }
        }
        if let Some(standing) = view.member(Version::Before, cohort, person) {
            // The score of before by the tiers of after.
            if view.tier(Version::After, cohort, standing) != view.tier(Version::Before, cohort, standing) {
                because.push((cohort.tiers, false));
            }
        }
        if because.is_empty() {
            because.push((cohort.scoring, false));
        }
        because
    }

    /// Whether a block's points, or what it can come to, differ by its cap alone.
    fn cap_matters(&self, cap: &Cap, earned: &dyn Fn(usize) -> i64) -> bool {
        let most = |place: usize| self.cohort.rewards[place].1.after.as_ref().map_or(0, |r| r.most);
        let sum: i64 = cap.rewards.iter().map(|&place| earned(place)).sum();
        let possible: i64 = cap.rewards.iter().map(|&place| most(place)).sum();
        let capped = |points: i64, cap: Option<i64>| cap.map_or(points, |cap| points.min(cap));
        [sum, possible].into_iter().any(|points| capped(points, cap.before) != capped(points, cap.after))
    }

    pub(super) fn sample(
        &self,
        person: &Person,
        (from, to): (Option<String>, Option<String>),
        because: &[(usize, bool)],
    ) -> Sample {
        let one = |&(clause, unknown): &(usize, bool)| cohort::Because {
            clause,
            unknown,
            seen: self.seen(person, clause),
        };
        Sample { key: person.key.clone(), from, to, because: because.iter().map(one).collect() }
    }

    fn looks_at(&self, version: Version, clause: usize) -> &[ShownColumn] {
        let gate = self.cohort.gates.iter().find(|(c, _)| *c == clause);
        let reward = self.cohort.rewards.iter().find(|(c, _)| *c == clause);
        match (gate.and_then(|(_, g)| g.of(version)), reward.and_then(|(_, r)| r.of(version))) {
            (Some(gate), _) => &gate.looks_at,
            (None, Some(reward)) => &reward.looks_at,
            (None, None) => &[],
        }
    }

    fn seen(&self, person: &Person, clause: usize) -> Vec<SeenChange> {
        let value = |version: Version, name: &str| {
            let column = self.looks_at(version, clause).iter().find(|c| c.label == name)?;
            let value = self.value(version, column.value, person.row(version)?);
            Some(shown(value, self.view.values(version).ty(column.value)))
        };
        let mut names: Vec<&str> = Vec::new();
        for version in [Version::After, Version::Before] {
            for column in self.looks_at(version, clause) {
                if !names.contains(&column.label.as_str()) {
                    names.push(&column.label);
                }
            }
        }
        let one = |name: &str| SeenChange {
            name: name.to_owned(),
            before: value(Version::Before, name),
            after: value(Version::After, name),
        };
        names.into_iter().map(one).collect()
    }
}
