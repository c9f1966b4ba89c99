//! Who got another cohort of an assignment.

use super::because::Reasons;
use super::cohorts::compare;
use super::moved::{Mover, Movers};
use super::pairs::Pairs;
use super::sides::Sides;
use crate::cohort::*;
use crate::engine::members::Members;
use crate::engine::scalar_score::needed;
use polars::prelude::{IdxSize, PolarsResult};

/// Got nobody; among movers this place comes last.
const NONE: u32 = u32::MAX;

pub(super) fn all(sides: &Sides, pairs: &[Pairs], samples: usize) -> PolarsResult<Vec<AssignMovement>> {
    let assigns = sides.comparison.assigns.iter();
    assigns.map(|assign| movement(sides, &pairs[assign.entity], assign, samples)).collect()
}

/// Points, and what there was to be earned.
type Standing = Option<(i64, i64)>;

/// What a version does. Cohorts are places in [`ComparedAssign::among`].
struct Rules<'a> {
    by_score: bool,
    at_least: i64,
    /// In the order in which they are asked.
    order: Vec<usize>,
    cohorts: Vec<Option<(&'a Members, i64)>>,
    /// The rows that got somebody, ascending, and whom.
    got: Vec<(IdxSize, u32)>,
}

impl<'a> Rules<'a> {
    fn new(sides: &'a Sides, assign: &ComparedAssign, version: Version) -> Option<Rules<'a>> {
        let side = sides.of(version);
        let index = *assign.assign.of(version)?;
        let rules = &side.tables.plan.assigns[index];
        let compared = |place: usize| &sides.comparison.cohorts[assign.among[place]];
        let place_of = |cohort: usize| {
            (0..assign.among.len()).find(|&place| compared(place).cohort.of(version) == Some(&cohort))
        };
        let places: Vec<Option<usize>> = rules.among.iter().map(|&cohort| place_of(cohort)).collect();
        let found = side.found(&sides.comparison.entities[assign.entity].table)?.assigns.get(&index)?;
        let got = found.rows.iter().enumerate().map(|(at, &row)| {
            let place =
                usize::try_from(found.ints[0].at(at)).ok().and_then(|k| places.get(k).copied().flatten());
            (row, place.map_or(NONE, |place| place as u32))
        });
        let members = |place: usize| side.members(compared(place)).map(|(m, standard)| (m, standard.total));
        Some(Rules {
            by_score: rules.by_score,
            at_least: rules.at_least,
            order: places.iter().copied().flatten().collect(),
            cohorts: (0..assign.among.len()).map(members).collect(),
            got: got.collect(),
        })
    }

    fn standing(&self, place: usize, row: IdxSize) -> Standing {
        let (members, total) = self.cohorts[place]?;
        let at = members.members.rows.binary_search(&row).ok()?;
        Some((members.members.ints[members.noted.earned].at(at), total))
    }

    fn reaches(&self, (earned, total): (i64, i64)) -> bool {
        earned >= needed(self.at_least, total)
    }

    /// Whom somebody with these standings gets.
    fn best(&self, standing: &dyn Fn(usize) -> Standing) -> u32 {
        let mut best: Option<(usize, (i64, i64))> = None;
        for &place in &self.order {
            let Some(own) = standing(place).filter(|&own| self.reaches(own)) else { continue };
            if best.is_none_or(|(_, other)| self.by_score && compare(other, own).is_lt()) {
                best = Some((place, own));
            }
        }
        best.map_or(NONE, |(place, _)| place as u32)
    }

    fn same_as(&self, other: &Rules) -> bool {
        (self.by_score, self.at_least, &self.order) == (other.by_score, other.at_least, &other.order)
    }
}

/// Those who got another one, by row; and by place how many stayed with theirs.
fn movers(
    pairs: &Pairs,
    among: usize,
    before: Option<&Rules>,
    after: Option<&Rules>,
) -> (Vec<Mover<u32>>, Vec<u64>) {
    let mut movers = Vec::new();
    let mut stayed = vec![0; among];
    let mut places = vec![NONE; pairs.rows(Version::After)];
    for &(row, place) in before.map_or(&[][..], |rules| &rules.got) {
        match pairs.other(Version::Before, row) {
            Some(after) => places[after as usize] = place,
            None => movers.push(Mover { before: Some(row), after: None, from: place, to: NONE }),
        }
    }
    let mut meet = |row: IdxSize, from: u32, to: u32| {
        if from == to {
            stayed[to as usize] += 1;
        } else {
            movers.push(Mover { before: pairs.other(Version::After, row), after: Some(row), from, to });
        }
    };
    for &(row, to) in after.map_or(&[][..], |rules| &rules.got) {
        let from = std::mem::replace(&mut places[row as usize], NONE);
        if from != NONE || to != NONE {
            meet(row, from, to);
        }
    }
    for (row, &from) in places.iter().enumerate().filter(|(_, from)| **from != NONE) {
        meet(row as IdxSize, from, NONE);
    }
    (movers, stayed)
}

fn movement(
    sides: &Sides,
    pairs: &Pairs,
    assign: &ComparedAssign,
    samples: usize,
) -> PolarsResult<AssignMovement> {
    let rules = |version| Rules::new(sides, assign, version);
    let (before, after) = (rules(Version::Before), rules(Version::After));
    let among = assign.among.len();
    let (movers, stayed) = movers(pairs, among, before.as_ref(), after.as_ref());
    let size = |rules: &Option<Rules>| rules.as_ref().map_or(0, |r| r.got.len() as u64);
    let size = Change { before: size(&before), after: size(&after) };
    let name =
        |place: u32| assign.among.get(place as usize).map(|&c| sides.comparison.cohorts[c].name.clone());
    let movers = Movers { pairs, all: movers, size, names: [&name, &name], samples };
    let mut moved = movers.moved(|at| because(assign, before.as_ref(), after.as_ref(), &movers.all[at]))?;
    let ways = movers.ways();
    let count = |wanted: &dyn Fn(u32, u32) -> bool| {
        ways.iter().filter(|((from, to), _)| wanted(*from, *to)).map(|(_, people)| people).sum::<u64>()
    };
    let cohorts = (0..among).map(|place| {
        let entered = count(&|_, to| to == place as u32);
        let left = count(&|from, _| from == place as u32);
        AssignedMovement {
            name: name(place as u32).unwrap_or_default(),
            size: Change { before: left + stayed[place], after: entered + stayed[place] },
            entered,
            left,
            stayed: stayed[place],
        }
    });
    Ok(AssignMovement {
        name: assign.name.clone(),
        renamed_from: assign.renamed_from.clone(),
        entity: sides.comparison.entities[assign.entity].name.clone(),
        fate: assign.fate,
        size,
        cohorts: cohorts.collect(),
        moves: movers.moves(&ways),
        clauses: keep_blamed(&assign.clauses, &mut [&mut moved]),
        moved,
    })
}

fn because(
    assign: &ComparedAssign,
    before: Option<&Rules>,
    after: Option<&Rules>,
    mover: &Mover<u32>,
) -> Reasons {
    let places = assign.places();
    let (Some(old), Some(new)) = (before, after) else { return vec![(places.itself(), false)] };
    let (Some(row), Some(new_row)) = (mover.before, mover.after) else { return vec![(places.row(), false)] };
    let (mut because, mut scores) = (Vec::new(), Vec::new());
    for place in 0..assign.among.len() {
        if mover.from != place as u32 && mover.to != place as u32 {
            continue;
        }
        match (old.standing(place, row), new.standing(place, new_row)) {
            (Some(b), Some(a)) => {
                let asked = old.by_score || new.by_score || old.reaches(b) != new.reaches(a);
                if asked && compare(b, a).is_ne() {
                    scores.push((places.score(place), false));
                }
            }
            (None, None) => {}
            _ => because.push((places.membership(place), false)),
        }
    }
    because.append(&mut scores);
    let other_rules = !old.same_as(new) && new.best(&|place| old.standing(place, row)) != mover.from;
    if other_rules || because.is_empty() {
        because.push((places.own(), false));
    }
    because
}
