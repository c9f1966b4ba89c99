//! Who moved between two plans, person by person.

mod assigns;
mod because;
mod grids;
mod metrics;
mod moved;
mod people;

use super::scalar::{points, reaches};
use super::{Data, Value, Values, evaluate};
use crate::cohort::*;
use crate::ir::{CohortKind, Plan};
use because::Because;
use people::{People, Person};

/// A version of a project, and the data that it reads.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub plan: &'a Plan,
    pub data: &'a Data,
}

/// Finds out who moved; of each kind at most that many samples. Rows answer to one another by their keys, those of a table without
/// a key by their places if the data is the same.
pub fn movement(
    comparison: &Comparison,
    before: Side,
    after: Side,
    same_rows: bool,
    samples: usize,
) -> Movement {
    let before = evaluate(before.plan, before.data);
    let after = evaluate(after.plan, after.data);
    let view = View { comparison, before: &before, after: &after, samples };
    let people: Vec<People> =
        comparison.entities.iter().map(|entity| People::new(&view, entity, same_rows)).collect();
    let mut cohorts = Vec::new();
    let mut groups = Vec::new();
    for cohort in &comparison.cohorts {
        let one = OfCohort { view: &view, cohort, people: &people[cohort.entity] };
        cohorts.push(one.movement());
        groups.push(one.groups());
    }
    metrics::metrics(&view, &groups, &mut cohorts);
    let date = |values: &Values| {
        super::calendar::date(values.plan().as_of).map_or_else(String::new, |d| d.to_string())
    };
    Movement {
        as_of: Change { before: date(&before), after: date(&after) },
        same_rows,
        entities: people.iter().zip(&comparison.entities).map(|(p, e)| p.movement(&e.name)).collect(),
        cohorts,
        assigns: comparison.assigns.iter().map(|a| assigns::assign(&view, a, &people[a.entity])).collect(),
        grids: comparison.grids.iter().map(|g| grids::grid(&view, g, &people[g.entity])).collect(),
    }
}

/// Both versions, worked out.
struct View<'a> {
    comparison: &'a Comparison,
    before: &'a Values<'a>,
    after: &'a Values<'a>,
    samples: usize,
}

impl<'a> View<'a> {
    fn values(&self, version: Version) -> &'a Values<'a> {
        match version {
            Version::Before => self.before,
            Version::After => self.after,
        }
    }

    /// What a member of a cohort has earned, and what there is to be earned; `None` for everyone else.
    fn member(&self, version: Version, cohort: &ComparedCohort, person: &Person) -> Option<(i64, i64)> {
        let values = self.values(version);
        let plan = &values.plan().cohorts[*cohort.cohort.of(version)?];
        let row = person.row(version)?;
        let earned = points(&values.of(plan.score.earned)[row]);
        values.of(plan.matched)[row].is_true().then_some((earned, plan.score.total))
    }

    /// The tier for some points; `None` below all tiers.
    fn tier(&self, version: Version, cohort: &ComparedCohort, (earned, total): (i64, i64)) -> Option<String> {
        let plan = &self.values(version).plan().cohorts[*cohort.cohort.of(version)?];
        let tier = plan.score.tiers.iter().find(|t| reaches(earned, total, t.bound))?;
        Some(tier.name.to_string())
    }

    fn tiers(&self, version: Version, cohort: &ComparedCohort) -> Vec<String> {
        let plan = self.values(version).plan();
        let place = cohort.cohort.of(version);
        let tiers = place.map(|&c| plan.cohorts[c].score.tiers.iter().map(|t| t.name.to_string()).collect());
        tiers.unwrap_or_default()
    }
}

/// One cohort of two versions.
struct OfCohort<'a> {
    view: &'a View<'a>,
    cohort: &'a ComparedCohort,
    people: &'a People,
}

/// People of whom something is the same: those who entered, left and stayed.
struct Groups<'a> {
    entered: Vec<&'a Person>,
    left: Vec<&'a Person>,
    stayed: Vec<&'a Person>,
}

impl<'a> OfCohort<'a> {
    fn is_in(&self, version: Version, person: &Person) -> bool {
        self.view.member(version, self.cohort, person).is_some()
    }

    fn groups(&self) -> Groups<'a> {
        let are = |before: bool, after: bool| {
            let found = self.people.all.iter().filter(|person| {
                (self.is_in(Version::Before, person), self.is_in(Version::After, person)) == (before, after)
            });
            found.collect()
        };
        Groups { entered: are(false, true), left: are(true, false), stayed: are(true, true) }
    }

    fn movement(&self) -> CohortMovement {
        let Groups { entered, left, stayed } = self.groups();
        let population = self.people.population();
        let size = Change {
            before: (left.len() + stayed.len()) as u64,
            after: (entered.len() + stayed.len()) as u64,
        };
        let mut came = self.moved(&entered, size.before, population.after, Version::Before);
        let mut went = self.moved(&left, size.before, population.before, Version::After);
        let (mut tier_moved, tier_moves) = self.tier_moved(&stayed, size.before, population.after);
        let clauses = keep_blamed(&self.cohort.clauses, &mut [&mut came, &mut went, &mut tier_moved]);
        CohortMovement {
            name: self.cohort.name.clone(),
            renamed_from: self.cohort.renamed_from.clone(),
            kind: self.kind(),
            entity: self.view.comparison.entities[self.cohort.entity].name.clone(),
            fate: self.cohort.fate,
            population,
            size,
            undecided: Change {
                before: self.undecided(Version::Before),
                after: self.undecided(Version::After),
            },
            stayed: stayed.len() as u64,
            stayed_share: (size.before > 0).then(|| stayed.len() as f64 / size.before as f64),
            scores: self.scores(&stayed),
            tiers: self.tiers(&entered, &left, &stayed),
            entered: came,
            left: went,
            tier_moved,
            tier_moves,
            clauses,
            metrics: Vec::new(),
        }
    }

    fn kind(&self) -> &'static str {
        let of = |version: Version| {
            let place = *self.cohort.cohort.of(version)?;
            Some(self.view.values(version).plan().cohorts[place].kind)
        };
        of(Version::After).or_else(|| of(Version::Before)).unwrap_or(CohortKind::Persona).word()
    }

    fn undecided(&self, version: Version) -> u64 {
        let values = self.view.values(version);
        let Some(&place) = self.cohort.cohort.of(version) else { return 0 };
        values.of(values.plan().cohorts[place].undecided).iter().filter(|v| v.is_true()).count() as u64
    }

    /// People who are in one version and not in the other, which says why.
    fn moved(&self, movers: &[&Person], size: u64, population: u64, out: Version) -> Moved {
        let because = Because { view: self.view, cohort: self.cohort };
        let mut tally = BlameTally::default();
        for person in movers {
            tally.add(&because.out(person, out));
        }
        let first = movers.iter().take(self.view.samples);
        let samples = first.map(|person| because.sample(person, (None, None), &because.out(person, out)));
        Moved {
            blame: tally.blame(),
            samples: samples.collect(),
            ..Moved::new(movers.len() as u64, size, population)
        }
    }

    fn tier_of(&self, version: Version, person: &Person) -> Option<String> {
        let standing = self.view.member(version, self.cohort, person)?;
        self.view.tier(version, self.cohort, standing)
    }

    fn tier_moved(&self, stayed: &[&Person], size: u64, population: u64) -> (Moved, Vec<Move>) {
        let tiers = [Version::Before, Version::After].map(|version| self.view.tiers(version, self.cohort));
        if tiers.iter().any(Vec::is_empty) {
            return (Moved::new(0, size, population), Vec::new());
        }
        let ways =
            |person: &Person| (self.tier_of(Version::Before, person), self.tier_of(Version::After, person));
        let movers: Vec<&Person> = stayed.iter().copied().filter(|p| ways(p).0 != ways(p).1).collect();
        let because = Because { view: self.view, cohort: self.cohort };
        let mut tally = BlameTally::default();
        for person in &movers {
            tally.add(&because.tier(person));
        }
        let first = movers.iter().take(self.view.samples);
        let moved = Moved {
            blame: tally.blame(),
            samples: first.map(|p| because.sample(p, ways(p), &because.tier(p))).collect(),
            ..Moved::new(movers.len() as u64, size, population)
        };
        (moved, moves(movers.iter().map(|person| ways(person)), &tiers[0], &tiers[1]))
    }

    fn scores(&self, stayed: &[&Person]) -> ScoreMovement {
        let mut sums = [0i128; 2];
        let mut totals = [1i64; 2];
        let mut scores = ScoreMovement::default();
        for person in stayed {
            let standing = |version| self.view.member(version, self.cohort, person).unwrap_or((0, 1));
            let both = [standing(Version::Before), standing(Version::After)];
            for (place, (earned, total)) in both.into_iter().enumerate() {
                sums[place] += i128::from(earned.max(0));
                totals[place] = total;
            }
            match compare(both[0], both[1]) {
                std::cmp::Ordering::Less => scores.raised += 1,
                std::cmp::Ordering::Greater => scores.lowered += 1,
                std::cmp::Ordering::Equal => {}
            }
        }
        let n = stayed.len() as i128;
        let mean = |place: usize| {
            (n > 0).then(|| (100 * sums[place]) as f64 / (i128::from(totals[place]) * n) as f64)
        };
        scores.mean = Change { before: mean(0), after: mean(1) };
        scores
    }

    fn tiers(&self, entered: &[&Person], left: &[&Person], stayed: &[&Person]) -> Vec<TierMovement> {
        let (before, after) =
            (self.view.tiers(Version::Before, self.cohort), self.view.tiers(Version::After, self.cohort));
        let gone = before.iter().filter(|name| !after.contains(name));
        let count = |version: Version, people: &[&Person], name: &String| {
            people.iter().filter(|p| self.tier_of(version, p).as_ref() == Some(name)).count() as u64
        };
        let one = |name: &String| {
            let entered = count(Version::After, entered, name);
            let left = count(Version::Before, left, name);
            let size = |version: Version, names: &[String], others: u64| {
                names.contains(name).then(|| count(version, stayed, name) + others)
            };
            TierMovement {
                name: name.clone(),
                size: Change {
                    before: size(Version::Before, &before, left),
                    after: size(Version::After, &after, entered),
                },
                entered,
                left,
            }
        };
        after.iter().chain(gone).map(one).collect()
    }
}

/// How two scores compare, points below zero as zero.
fn compare(before: (i64, i64), after: (i64, i64)) -> std::cmp::Ordering {
    let product = |earned: i64, total: i64| i128::from(earned.max(0)) * i128::from(total);
    product(before.0, after.1).cmp(&product(after.0, before.1))
}

/// Counts ways, by the order of the names before, then after; none comes last.
fn moves(
    ways: impl Iterator<Item = (Option<String>, Option<String>)>,
    before: &[String],
    after: &[String],
) -> Vec<Move> {
    let place = |names: &[String], name: &Option<String>| {
        name.as_ref().map_or(names.len(), |n| names.iter().position(|m| m == n).unwrap_or(names.len()))
    };
    let mut found: Vec<Move> = Vec::new();
    for (from, to) in ways {
        match found.iter_mut().find(|m| m.from == from && m.to == to) {
            Some(known) => known.people += 1,
            None => found.push(Move { from, to, people: 1 }),
        }
    }
    found.sort_by_key(|m| (place(before, &m.from), place(after, &m.to)));
    found
}

/// Whether a gate lets somebody through.
fn passes(gate: &Gate, value: &Value) -> bool {
    value.is_true() != gate.drops
}
