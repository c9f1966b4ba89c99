//! On account of which clauses people moved.

use super::cohorts::{OfCohort, TierMover};
use super::sides::Sides;
use super::truths::{Answers, Question, ask};
use crate::cohort::*;
use crate::ir::NodeId;
use polars::prelude::*;
use rayon::prelude::*;

/// The clauses that moved one person, ascending; with each whether it is unknown.
pub(super) type Reasons = Vec<(usize, bool)>;

#[derive(Debug, Default)]
pub(super) struct CohortBlame {
    pub entered: Blame,
    pub left: Blame,
    pub tiers: Blame,
}

/// The blame of all cohorts, in their order.
pub(super) fn all(sides: &Sides, cohorts: &[OfCohort]) -> PolarsResult<Vec<CohortBlame>> {
    let mut found: Vec<CohortBlame> = cohorts.iter().map(|_| CohortBlame::default()).collect();
    for out in [Version::Before, Version::After] {
        let questions: Vec<Question> = cohorts.iter().map(|c| c.gate_question(out, c.movers(out))).collect();
        let mut tallies: Vec<Option<BlameTally>> = cohorts.iter().map(|_| None).collect();
        ask(sides.of(out), &questions, |index, answers| {
            let cohort = &cohorts[index];
            let gates = cohort.gates(out, answers)?;
            tallies[index] = Some(tally(cohort.movers(out), |&row| cohort.out(out, row, answers, &gates)));
            Ok(())
        })?;
        for ((cohort, tally), found) in cohorts.iter().zip(tallies).zip(&mut found) {
            // Nobody could be asked: the cohort, or all rows, are not there.
            let tally = tally.unwrap_or_else(|| cohort.without_rows(out));
            match out {
                Version::Before => found.entered = tally.blame(),
                Version::After => found.left = tally.blame(),
            }
        }
    }
    tiers(sides, cohorts, &mut found)?;
    Ok(found)
}

fn tally<T: Sync>(movers: &[T], because: impl Fn(&T) -> Reasons + Sync) -> BlameTally {
    let parts: Vec<BlameTally> = movers
        .par_chunks(16_384)
        .map(|some| {
            let mut tally = BlameTally::default();
            some.iter().for_each(|mover| tally.add(&because(mover)));
            tally
        })
        .collect();
    parts.into_iter().fold(BlameTally::default(), BlameTally::with)
}

/// By gate of a cohort that a version has: its clause, its truth, whether it drops.
pub(super) struct Gates(Vec<(usize, BooleanChunked, bool)>);

impl OfCohort<'_> {
    /// Those who are not in a version, but in the other one: rows of the other one.
    pub(super) fn movers(&self, out: Version) -> &[IdxSize] {
        match out {
            Version::Before => &self.entered,
            Version::After => &self.left,
        }
    }

    pub(super) fn gate_question(&self, out: Version, movers: &[IdxSize]) -> Question {
        let table = self.sides.comparison.entities[self.cohort.entity].table.of(out).copied();
        let (Some(_), Some(table)) = (self.cohort.cohort.of(out), table) else {
            return Question { table: crate::ir::TableId(0), rows: Vec::new(), nodes: Vec::new() };
        };
        let rows = movers.iter().filter_map(|&row| self.pairs.other(out.other(), row));
        let gates = self.cohort.gates.iter().filter_map(|(_, g)| g.of(out));
        Question { table, rows: rows.collect(), nodes: gates.map(|g| g.value).collect() }
    }

    pub(super) fn gates(&self, version: Version, answers: &Answers) -> PolarsResult<Gates> {
        let mut gates = Vec::new();
        for (clause, both) in &self.cohort.gates {
            let Some(gate) = both.of(version) else { continue };
            if let Some(column) = answers.column(gate.value) {
                gates.push((*clause, column.bool()?.clone(), gate.drops));
            }
        }
        Ok(Gates(gates))
    }

    /// What keeps somebody (a row of the other version) out of a version.
    pub(super) fn out(&self, out: Version, row: IdxSize, answers: &Answers, gates: &Gates) -> Reasons {
        let place = self.pairs.other(out.other(), row).and_then(|row| answers.place(row));
        let Some(place) = place else { return vec![(self.cohort.row, false)] };
        let mut because = Vec::new();
        for (clause, truths, drops) in &gates.0 {
            match truths.get(place) {
                Some(truth) if truth == *drops => because.push((*clause, false)),
                None if !drops => because.push((*clause, true)),
                _ => {}
            }
        }
        because
    }

    /// Of movers none of whom has a row in a version that runs the cohort.
    pub(super) fn reason_without_row(&self, out: Version) -> Reasons {
        match self.cohort.cohort.of(out) {
            Some(_) => vec![(self.cohort.row, false)],
            None => vec![(self.cohort.itself, false)],
        }
    }

    fn without_rows(&self, out: Version) -> BlameTally {
        let mut tally = BlameTally::default();
        let movers = self.movers(out).len() as u64;
        if movers > 0 {
            tally.add_people(self.reason_without_row(out).iter().map(|(c, _)| *c).collect(), movers);
        }
        tally
    }

    pub(super) fn reward_question(&self, version: Version, movers: &[TierMover]) -> Question {
        let table = self.sides.comparison.entities[self.cohort.entity].table.of(version).copied();
        let rewards = self.cohort.rewards.iter().filter_map(|(_, r)| r.of(version));
        Question {
            table: table.unwrap_or(crate::ir::TableId(0)),
            rows: movers.iter().map(|m| m.row(version)).collect(),
            nodes: rewards.map(|r| r.earned).collect(),
        }
    }

    /// By `should`, what each of the tier movers earned by it; none where the version has no such rule.
    fn earned(
        &self,
        version: Version,
        movers: &[TierMover],
        answers: &Answers,
    ) -> PolarsResult<Vec<Option<Vec<i64>>>> {
        let places: Vec<usize> = movers.iter().map(|m| answers.place(m.row(version)).unwrap_or(0)).collect();
        let one = |reward: &Both<Reward>| -> PolarsResult<Option<Vec<i64>>> {
            let column = reward.of(version).and_then(|r| answers.column(r.earned));
            let Some(column) = column else { return Ok(None) };
            let column = column.i64()?;
            Ok(Some(places.iter().map(|&place| column.get(place).unwrap_or(0)).collect()))
        };
        self.cohort.rewards.iter().map(|(_, reward)| one(reward)).collect()
    }

    /// Why each of some tier movers moved.
    pub(super) fn tier_reasons(&self, movers: &[TierMover], earned: &[Earned; 2]) -> Vec<Reasons> {
        let most =
            |place: usize, version: Version| self.cohort.rewards[place].1.of(version).map_or(0, |r| r.most);
        let one = |(at, mover): (usize, &TierMover)| {
            let points = |place: usize, version: Version| {
                earned[version as usize][place].as_ref().map_or(0, |points| points[at])
            };
            let mut because = Reasons::new();
            for (place, (clause, _)) in self.cohort.rewards.iter().enumerate() {
                let differs = |of: &dyn Fn(usize, Version) -> i64| {
                    of(place, Version::Before) != of(place, Version::After)
                };
                if differs(&points) || differs(&most) {
                    because.push((*clause, false));
                }
            }
            for (clause, cap) in &self.cohort.caps {
                let sum = |of: &dyn Fn(usize, Version) -> i64| {
                    cap.rewards.iter().map(|&place| of(place, Version::After)).sum::<i64>()
                };
                let capped = |points: i64, cap: Option<i64>| points.min(cap.unwrap_or(i64::MAX));
                let matters = |points: i64| capped(points, cap.before) != capped(points, cap.after);
                if matters(sum(&points)) || matters(sum(&most)) {
                    because.push((*clause, false));
                }
            }
            if mover.regraded {
                because.push((self.cohort.tiers, false));
            }
            if because.is_empty() {
                because.push((self.cohort.scoring, false));
            }
            because
        };
        movers.par_iter().enumerate().map(|(at, mover)| one((at, mover))).collect()
    }
}

/// By `should`, what people earned.
pub(super) type Earned = Vec<Option<Vec<i64>>>;

impl TierMover {
    pub(super) fn row(&self, version: Version) -> IdxSize {
        match version {
            Version::Before => self.before,
            Version::After => self.after,
        }
    }
}

/// What some tier movers of each cohort earned, before and after.
pub(super) fn all_earned(
    sides: &Sides,
    cohorts: &[OfCohort],
    movers: &[&[TierMover]],
    mut heard: impl FnMut(usize, &[Earned; 2]) -> PolarsResult<()>,
) -> PolarsResult<()> {
    let mut before: Vec<Earned> = cohorts.iter().map(|c| vec![None; c.cohort.rewards.len()]).collect();
    let questions = |version: Version| -> Vec<Question> {
        cohorts.iter().zip(movers).map(|(c, m)| c.reward_question(version, m)).collect()
    };
    ask(&sides.before, &questions(Version::Before), |index, answers| {
        before[index] = cohorts[index].earned(Version::Before, movers[index], answers)?;
        Ok(())
    })?;
    ask(&sides.after, &questions(Version::After), |index, answers| {
        let after = cohorts[index].earned(Version::After, movers[index], answers)?;
        heard(index, &[std::mem::take(&mut before[index]), after])
    })
}

fn tiers(sides: &Sides, cohorts: &[OfCohort], found: &mut [CohortBlame]) -> PolarsResult<()> {
    let movers: Vec<&[TierMover]> = cohorts.iter().map(|c| &c.tier_movers[..]).collect();
    all_earned(sides, cohorts, &movers, |index, earned| {
        let mut tally = BlameTally::default();
        for because in cohorts[index].tier_reasons(movers[index], earned) {
            tally.add(&because);
        }
        found[index].tiers = tally.blame();
        Ok(())
    })
}

/// Nodes that samples show.
pub(super) fn looked_at(cohort: &ComparedCohort, version: Version, clause: usize) -> Vec<(String, NodeId)> {
    let gate = cohort.gates.iter().find(|(c, _)| *c == clause).and_then(|(_, g)| g.of(version));
    let reward = cohort.rewards.iter().find(|(c, _)| *c == clause).and_then(|(_, r)| r.of(version));
    let columns = gate.map(|g| &g.looks_at).or(reward.map(|r| &r.looks_at));
    columns.into_iter().flatten().map(|column| (column.label.clone(), column.value)).collect()
}
