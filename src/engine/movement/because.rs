//! On account of which clauses people moved.

use super::cohorts::{OfCohort, TierMover};
use super::pairs::Pairs;
use super::samples::{CohortChosen, Picked};
use super::sides::Sides;
use super::truths::{Answers, Question, ask};
use crate::cohort::*;
use crate::ir::{NodeId, TableId};
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

impl CohortBlame {
    /// Takes in those who are not in a version.
    fn heard(&mut self, out: Version, tally: BlameTally) {
        match out {
            Version::Before => self.entered = tally.blame(),
            Version::After => self.left = tally.blame(),
        }
    }
}

/// So many values are looked at together, or those of one cohort if it has more.
const AT_ONCE: usize = 20_000_000;

/// The blame of all cohorts, in their order, and who is shown of their movers: at most so many of each kind.
pub(super) fn all(
    sides: &Sides,
    pairs: &[Pairs],
    cohorts: &[OfCohort],
    most: usize,
) -> PolarsResult<Vec<(CohortBlame, CohortChosen)>> {
    let picked: Vec<Picked> =
        cohorts.par_iter().map(|c| Picked::new(c, &pairs[c.cohort.entity], most)).collect();
    let mut found: Vec<(CohortBlame, CohortChosen)> = cohorts.iter().map(|_| Default::default()).collect();
    for group in groups(cohorts) {
        let mut earned: Vec<[Earned; 2]> = group.iter().map(|_| Default::default()).collect();
        for version in [Version::Before, Version::After] {
            let questions: Vec<Question> = group.iter().map(|&c| cohorts[c].question(version)).collect();
            let mut heard = vec![false; group.len()];
            ask(sides.of(version), &questions, |place, answers| {
                let (cohort, picked) = (&cohorts[group[place]], &picked[group[place]]);
                let gates = cohort.gates(version, answers)?;
                let out = |row: &IdxSize| cohort.out(version, *row, answers, &gates);
                let tally = tally(cohort.movers(version), out);
                let shown = picked.rows(version).iter().map(out).collect();
                let (blame, chosen) = &mut found[group[place]];
                blame.heard(version, tally);
                chosen.heard(cohort, picked, version, shown);
                earned[place][version as usize] = cohort.earned(version, answers)?;
                heard[place] = true;
                Ok(())
            })?;
            for place in (0..group.len()).filter(|&place| !heard[place]) {
                // Nobody could be asked: the cohort, or all rows, are not there.
                let (cohort, picked) = (&cohorts[group[place]], &picked[group[place]]);
                let shown = picked.rows(version).iter().map(|_| cohort.reason_without_row(version)).collect();
                let tally = cohort.without_rows(version);
                let (blame, chosen) = &mut found[group[place]];
                blame.heard(version, tally);
                chosen.heard(cohort, picked, version, shown);
            }
        }
        for (&index, earned) in group.iter().zip(&earned) {
            let (cohort, (blame, chosen)) = (&cohorts[index], &mut found[index]);
            let places: Vec<usize> = (0..cohort.tier_movers.len()).collect();
            blame.tiers = tally(&places, |&at| cohort.tier_reason(at, earned)).blame();
            let shown = picked[index].tiers.iter().map(|&at| (at, cohort.tier_reason(at, earned)));
            chosen.tiers = shown.map(|(at, because)| cohort.chosen_tier(at, because)).collect();
        }
    }
    Ok(found)
}

/// Cohorts whose movers are asked about together.
fn groups(cohorts: &[OfCohort]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let (mut rows, mut nodes) = (0, 0);
    for (index, cohort) in cohorts.iter().enumerate() {
        let movers = cohort.entered.len() + cohort.left.len() + cohort.tier_movers.len();
        let clauses = cohort.cohort.gates.len() + cohort.cohort.rewards.len();
        let fits = (rows + movers).saturating_mul(nodes + clauses) <= AT_ONCE;
        match groups.last_mut().filter(|_| fits) {
            Some(group) => {
                group.push(index);
                (rows, nodes) = (rows + movers, nodes + clauses);
            }
            None => {
                groups.push(vec![index]);
                (rows, nodes) = (movers, clauses);
            }
        }
    }
    groups
}

pub(super) fn tally<T: Sync>(movers: &[T], because: impl Fn(&T) -> Reasons + Sync) -> BlameTally {
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
struct Gates(Vec<(usize, BooleanChunked, bool)>);

impl OfCohort<'_> {
    /// Those who are not in a version, but in the other one: rows of the other one.
    pub(super) fn movers(&self, out: Version) -> &[IdxSize] {
        match out {
            Version::Before => &self.entered,
            Version::After => &self.left,
        }
    }

    /// The clauses of a version, for those who are not in it and those who changed tiers.
    fn question(&self, version: Version) -> Question {
        let table = self.sides.comparison.entities[self.cohort.entity].table.of(version).copied();
        let (Some(_), Some(table)) = (self.cohort.cohort.of(version), table) else {
            return Question { table: TableId(0), rows: Vec::new(), nodes: Vec::new() };
        };
        let (mut rows, mut nodes) = (Vec::new(), Vec::new());
        rows.extend(self.movers(version).iter().filter_map(|&row| self.pairs.other(version.other(), row)));
        if !rows.is_empty() {
            nodes.extend(self.cohort.gates.iter().filter_map(|(_, g)| g.of(version)).map(|g| g.value));
        }
        if !self.tier_movers.is_empty() {
            rows.extend(self.tier_movers.iter().map(|m| m.row(version)));
            nodes.extend(self.cohort.rewards.iter().filter_map(|(_, r)| r.of(version)).map(|r| r.earned));
        }
        Question { table, rows, nodes }
    }

    fn gates(&self, version: Version, answers: &Answers) -> PolarsResult<Gates> {
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
    fn out(&self, out: Version, row: IdxSize, answers: &Answers, gates: &Gates) -> Reasons {
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
    fn reason_without_row(&self, out: Version) -> Reasons {
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

    /// By `should`, what each of the tier movers earned by it; none where the version has no such rule.
    fn earned(&self, version: Version, answers: &Answers) -> PolarsResult<Earned> {
        let movers = &self.tier_movers;
        let places: Vec<usize> = movers.iter().map(|m| answers.place(m.row(version)).unwrap_or(0)).collect();
        let one = |reward: &Both<Reward>| -> PolarsResult<Option<Vec<i64>>> {
            let column = reward.of(version).and_then(|r| answers.column(r.earned));
            let Some(column) = column.filter(|_| !places.is_empty()) else { return Ok(None) };
            let column = column.i64()?;
            Ok(Some(places.iter().map(|&place| column.get(place).unwrap_or(0)).collect()))
        };
        self.cohort.rewards.iter().map(|(_, reward)| one(reward)).collect()
    }

    /// Why a tier mover moved.
    fn tier_reason(&self, at: usize, earned: &[Earned; 2]) -> Reasons {
        let most =
            |place: usize, version: Version| self.cohort.rewards[place].1.of(version).map_or(0, |r| r.most);
        let points = |place: usize, version: Version| {
            let of = earned[version as usize].get(place).and_then(Option::as_ref);
            of.map_or(0, |points| points[at])
        };
        let mut because = Reasons::new();
        for (place, (clause, _)) in self.cohort.rewards.iter().enumerate() {
            let differs =
                |of: &dyn Fn(usize, Version) -> i64| of(place, Version::Before) != of(place, Version::After);
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
        if self.tier_movers[at].regraded {
            because.push((self.cohort.tiers, false));
        }
        if because.is_empty() {
            because.push((self.cohort.scoring, false));
        }
        because
    }
}

/// By `should`, what people earned.
type Earned = Vec<Option<Vec<i64>>>;

impl TierMover {
    pub(super) fn row(&self, version: Version) -> IdxSize {
        match version {
            Version::Before => self.before,
            Version::After => self.after,
        }
    }
}

/// Nodes that samples show.
pub(super) fn looked_at(cohort: &ComparedCohort, version: Version, clause: usize) -> Vec<(String, NodeId)> {
    let gate = cohort.gates.iter().find(|(c, _)| *c == clause).and_then(|(_, g)| g.of(version));
    let reward = cohort.rewards.iter().find(|(c, _)| *c == clause).and_then(|(_, r)| r.of(version));
    let columns = gate.map(|g| &g.looks_at).or(reward.map(|r| &r.looks_at));
    columns.into_iter().flatten().map(|column| (column.label.clone(), column.value)).collect()
}
