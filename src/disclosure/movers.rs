//! Who moved, as others may see it: held to the same ledger as the figures of a run.
//!
//! The people of a cohort of two versions fall into parts that have nobody in common: those who entered, and those who left, by the
//! set of clauses that moved them; those who stayed by their way from tier to tier. Every count is one of so many parts together. Counts are taken
//! in the order of [`ShownMovers`]; one is shown unless it, or a sum or difference of it and those before, is about fewer than
//! `min_cell` people. So where three people entered neither they nor the size after are shown, since the size before is.
//!
//! What is not closed: cohorts put beside each other, and the sizes that other publications tell.

use super::ledger::Ledger;
use crate::cohort::{Blame, CohortMovement, Move};

/// The counts of a cohort's movement; `None` is held back. Nobody is told as 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownMovers {
    pub before: Option<u64>,
    pub entered: Option<u64>,
    pub left: Option<u64>,
    pub after: Option<u64>,
    pub stayed: Option<u64>,
    pub entered_by: ShownBlame,
    pub left_by: ShownBlame,
    pub tier_moved: Option<u64>,
    /// In the order of [`CohortMovement::tier_moves`].
    pub tier_moves: Vec<Option<u64>>,
}

/// The counts of a [`Blame`], in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownBlame {
    pub sets: Vec<Option<u64>>,
    pub other_sets: Option<u64>,
    /// By clause: all whom it moved, alone and together with others.
    pub clauses: Vec<Option<u64>>,
}

/// Parts of people, and what has been told of them.
struct Parts {
    ledger: Ledger,
    people: Vec<u64>,
}

impl Parts {
    fn new(least: u64, people: Vec<u64>) -> Parts {
        Parts { ledger: Ledger::new(least, people.clone(), true), people }
    }

    /// The count of some parts, if it may be told.
    fn tell(&mut self, of: &dyn Fn(usize) -> bool) -> Option<u64> {
        // Parts without people are in no count, so that equal counts are equal sets.
        let set: Vec<bool> = (0..self.people.len()).map(|part| self.people[part] > 0 && of(part)).collect();
        let count = set.iter().zip(&self.people).filter(|(inside, _)| **inside).map(|(_, n)| n).sum();
        self.ledger.publish(&set, count).then_some(count)
    }
}

/// Where the people of a blame stand among all parts: each set, then the further ones together.
struct Place {
    start: usize,
    sets: usize,
}

impl Place {
    fn add(people: &mut Vec<u64>, blame: &Blame) -> Place {
        let start = people.len();
        people.extend(blame.sets.iter().map(|set| set.people));
        people.push(blame.other_sets);
        Place { start, sets: blame.sets.len() }
    }

    fn holds(&self, part: usize) -> bool {
        (self.start..=self.start + self.sets).contains(&part)
    }

    fn tell(&self, parts: &mut Parts, blame: &Blame) -> ShownBlame {
        let sets = (0..self.sets).map(|set| parts.tell(&|part| part == self.start + set)).collect();
        let other_sets = parts.tell(&|part| part == self.start + self.sets);
        // Of further sets it is not known which clauses they hold.
        let known = blame.other_sets == 0;
        let clause = |clause: usize, parts: &mut Parts| {
            let holds = |part: usize| {
                let set = part.checked_sub(self.start).and_then(|set| blame.sets.get(set));
                self.holds(part) && set.is_some_and(|set| set.clauses.contains(&clause))
            };
            parts.tell(&holds)
        };
        let clauses = blame.clauses.iter();
        let clauses = clauses.map(|b| if known { clause(b.clause, parts) } else { None }).collect();
        ShownBlame { sets, other_sets, clauses }
    }
}

/// What may be shown of a cohort's movement. `least` is the catalog's `min_cell`.
pub fn movers(cohort: &CohortMovement, least: u64) -> ShownMovers {
    let mut people = Vec::new();
    let entered = Place::add(&mut people, &cohort.entered.blame);
    let left = Place::add(&mut people, &cohort.left.blame);
    let ways = people.len();
    people.extend(cohort.tier_moves.iter().map(|way| way.people));
    let still = people.len();
    people.push(cohort.stayed.saturating_sub(cohort.tier_moved.people));
    let mut parts = Parts::new(least, people);
    let mut shown = ShownMovers {
        before: parts.tell(&|part| part >= ways || left.holds(part)),
        entered: parts.tell(&|part| entered.holds(part)),
        left: parts.tell(&|part| left.holds(part)),
        after: parts.tell(&|part| part >= ways || entered.holds(part)),
        stayed: parts.tell(&|part| part >= ways),
        ..ShownMovers::default()
    };
    shown.entered_by = entered.tell(&mut parts, &cohort.entered.blame);
    shown.left_by = left.tell(&mut parts, &cohort.left.blame);
    shown.tier_moved = parts.tell(&|part| (ways..still).contains(&part));
    shown.tier_moves = (ways..still).map(|way| parts.tell(&|part| part == way)).collect();
    shown
}

/// What may be shown of those who moved in an assignment or a grid: all of them, then each way.
pub fn moves(moves: &[Move], least: u64) -> (Option<u64>, Vec<Option<u64>>) {
    let mut parts = Parts::new(least, moves.iter().map(|way| way.people).collect());
    let all = parts.tell(&|_| true);
    (all, (0..moves.len()).map(|way| parts.tell(&|part| part == way)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::{BlameTally, Change, Fate, Moved, ScoreMovement};

    fn blame(sets: &[(&[usize], u64)]) -> Blame {
        let mut tally = BlameTally::default();
        sets.iter().for_each(|(set, people)| tally.add_people(set.to_vec(), *people));
        tally.blame()
    }

    fn cohort(entered: &[(&[usize], u64)], left: &[(&[usize], u64)], stayed: u64) -> CohortMovement {
        let moved = |sets: &[(&[usize], u64)]| Moved {
            people: sets.iter().map(|s| s.1).sum(),
            blame: blame(sets),
            ..Moved::default()
        };
        CohortMovement {
            name: "adults".into(),
            renamed_from: None,
            kind: "persona",
            entity: "customers".into(),
            fate: Fate::Kept,
            population: Change::default(),
            size: Change::default(),
            undecided: Change::default(),
            entered: moved(entered),
            left: moved(left),
            stayed,
            stayed_share: None,
            scores: ScoreMovement::default(),
            tiers: Vec::new(),
            tier_moved: Moved::default(),
            tier_moves: Vec::new(),
            clauses: Vec::new(),
            metrics: Vec::new(),
        }
    }

    #[test]
    fn large_movements_are_shown_as_they_are() {
        let shown = movers(&cohort(&[(&[0], 40)], &[(&[1], 60), (&[1, 2], 30)], 500), 10);
        assert_eq!((shown.before, shown.after, shown.stayed), (Some(590), Some(540), Some(500)));
        assert_eq!((shown.entered, shown.left), (Some(40), Some(90)));
        assert_eq!(shown.left_by.sets, [Some(60), Some(30)]);
        assert_eq!(shown.left_by.clauses, [Some(90), Some(30)]);
    }

    /// before + entered − left = after.
    #[test]
    fn a_few_who_entered_take_the_size_after_with_them() {
        let shown = movers(&cohort(&[(&[0], 3)], &[], 500), 10);
        assert_eq!((shown.before, shown.entered, shown.left), (Some(500), None, Some(0)));
        assert_eq!((shown.after, shown.stayed), (None, Some(500)));
        let shown = movers(&cohort(&[], &[(&[0], 4)], 500), 10);
        assert_eq!((shown.before, shown.left, shown.after, shown.stayed), (Some(504), None, None, None));
    }

    /// Tries all sizes that agree with what is shown: none that is held back is sure to be small.
    #[test]
    fn no_small_count_follows_from_those_shown() {
        const LEAST: u64 = 4;
        let counts =
            |[entered, left, stayed]: [u64; 3]| [left + stayed, entered, left, entered + stayed, stayed];
        let sizes = || (0..10_u64.pow(3)).map(|n| [n / 100, n / 10 % 10, n % 10]);
        for truth in sizes() {
            let [entered, left, stayed] = truth;
            let told = movers(&cohort(&[(&[0], entered)], &[(&[1], left)], stayed), LEAST);
            let shown = [told.before, told.entered, told.left, told.after, told.stayed];
            let agrees = |counts: &[u64; 5]| counts.iter().zip(shown).all(|(n, s)| s.is_none_or(|s| s == *n));
            let could: Vec<[u64; 5]> = sizes().map(counts).filter(agrees).collect();
            for (place, &people) in counts(truth).iter().enumerate() {
                let sure = could.iter().all(|counts| counts[place] == people);
                assert!(
                    people == 0 || people >= LEAST || !sure,
                    "{place} of {truth:?} follows from {told:?}"
                );
            }
        }
    }

    #[test]
    fn a_small_set_is_not_told_by_what_is_around_it() {
        // 105 in all: 100 would leave 5.
        let shown = movers(&cohort(&[], &[(&[0], 100), (&[1], 3), (&[0, 1], 2)], 500), 10);
        assert_eq!((shown.left, shown.left_by.sets), (Some(105), vec![None, None, None]));
        // 102 by the first clause leave 3 by the second alone.
        assert_eq!(shown.left_by.clauses, [None, None]);
        let shown = movers(&cohort(&[], &[(&[0], 100), (&[1], 8), (&[0, 1], 7)], 500), 10);
        assert_eq!(shown.left_by.sets, [Some(100), None, None]);
        assert_eq!(shown.left_by.clauses, [None, Some(15)]);
    }

    #[test]
    fn ways_of_an_assignment_are_parts_of_all_who_moved() {
        let way = |people| Move { from: None, to: None, people };
        assert_eq!(moves(&[way(50), way(30)], 10), (Some(80), vec![Some(50), Some(30)]));
        assert_eq!(moves(&[way(50), way(3)], 10), (Some(53), vec![None, None]));
        assert_eq!(moves(&[way(2), way(3)], 10), (None, vec![None, None]));
        assert_eq!(moves(&[way(2), way(3)], 0), (Some(5), vec![Some(2), Some(3)]));
    }
}
