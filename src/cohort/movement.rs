//! Who moved between two versions of a project, or between two data sets, and on account of which clause.

use super::Figure;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that moved. Counts are people (rows of an entity).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Movement {
    /// The as-of dates.
    pub as_of: Change<String>,
    /// Both versions were worked out on the very same rows; else rows answer to one another by their keys.
    pub same_rows: bool,
    pub entities: Vec<EntityMovement>,
    /// In the order declared after, then those that are no more.
    pub cohorts: Vec<CohortMovement>,
    pub assigns: Vec<AssignMovement>,
    pub grids: Vec<GridMovement>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Change<T> {
    pub before: T,
    pub after: T,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityMovement {
    pub name: String,
    /// Rows that exist, and those of them that count (population and consent).
    pub rows: Change<u64>,
    pub population: Change<u64>,
    /// Rows whose key only one side has: set aside on the other, dated after its as-of date, or not in its data.
    pub rows_gone: u64,
    pub rows_new: u64,
    /// Who counts after and did not before, and the other way around.
    pub population_entered: u64,
    pub population_left: u64,
}

/// Whether both versions run it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Kept,
    Added,
    Removed,
    /// Its status became `retired`: it does not run any more.
    Retired,
    /// It was retired and is no more.
    Revived,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CohortMovement {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// `icp`, `persona` or `score`. Of a score everyone who counts is a member.
    pub kind: &'static str,
    pub entity: String,
    pub fate: Fate,
    pub population: Change<u64>,
    pub size: Change<u64>,
    pub undecided: Change<u64>,
    pub entered: Moved,
    pub left: Moved,
    pub stayed: u64,
    /// stayed / size before; `None` where nobody was in.
    pub stayed_share: Option<f64>,
    /// Of those who stayed.
    pub scores: ScoreMovement,
    /// By name: the tiers of the version after, then those that are no more.
    pub tiers: Vec<TierMovement>,
    /// Those who stayed and are in another tier; empty unless both versions have tiers.
    pub tier_moved: Moved,
    pub tier_moves: Vec<Move>,
    /// What movers are blamed on, where somebody is.
    pub clauses: Vec<Clause>,
    pub metrics: Vec<MetricMovement>,
}

/// People who moved in one way.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Moved {
    pub people: u64,
    /// Of the size before; `None` where nobody was in.
    pub of_size: Option<f64>,
    /// Of the population: before for those who left, after for all others; `None` for an empty one.
    pub of_population: Option<f64>,
    pub blame: Blame,
    /// The first by key.
    pub samples: Vec<Sample>,
}

/// Clauses are places in a list of [`Clause`]s beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Blame {
    /// In the clauses' order.
    pub clauses: Vec<Blamed>,
    /// Each mover once, under all clauses that they are blamed on: most people first, of equal ones in the clauses' order. At most
    /// [`MAX_SETS`].
    pub sets: Vec<BlamedSet>,
    /// The people of all further sets.
    pub other_sets: u64,
}

/// How many sets of clauses are told one by one.
pub const MAX_SETS: usize = 50;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blamed {
    pub clause: usize,
    /// Whom nothing else moved.
    pub alone: u64,
    /// Whom other clauses moved, too.
    pub together: u64,
    /// Of all of these, those for whom the clause is not false but unknown.
    pub unknown: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlamedSet {
    pub clauses: Vec<usize>,
    pub people: u64,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    pub key: String,
    /// Tier, cohort or cell before and after, where that is what moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    pub because: Vec<Because>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Because {
    pub clause: usize,
    /// The clause is not false but unknown.
    pub unknown: bool,
    /// What the clause looks at.
    pub seen: Vec<SeenChange>,
}

/// A value, as the language writes it, by the rules before and after; `None` where that version has no such row or does not look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenChange {
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ScoreMovement {
    /// `None` where nobody stayed. Worked out like the mean score of a cohort.
    pub mean: Change<Option<f64>>,
    pub raised: u64,
    pub lowered: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TierMovement {
    pub name: String,
    /// Members, of those who stayed and of all others; `None` where the version has no such tier.
    pub size: Change<Option<u64>>,
    /// Of those who entered, by their tier after, and of those who left, by their tier before.
    pub entered: u64,
    pub left: u64,
}

/// From one place to another; `None` is below all tiers, unassigned, or outside of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    pub from: Option<String>,
    pub to: Option<String>,
    pub people: u64,
}

/// A metric of the version after, on its data. Of those who left only people who are in that data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricMovement {
    pub name: String,
    pub entered: Figure,
    pub left: Figure,
    pub stayed: Figure,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssignMovement {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    pub entity: String,
    pub fate: Fate,
    /// People who got somebody.
    pub size: Change<u64>,
    /// By cohort.
    pub cohorts: Vec<AssignedMovement>,
    /// Those who got another one than before, or one for the first time, or none any more.
    pub moved: Moved,
    pub moves: Vec<Move>,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssignedMovement {
    pub name: String,
    pub size: Change<u64>,
    pub entered: u64,
    pub left: u64,
    pub stayed: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridMovement {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    pub entity: String,
    pub fate: Fate,
    /// People who have a cell.
    pub size: Change<u64>,
    pub moved: Moved,
    pub moves: Vec<Move>,
    pub clauses: Vec<Clause>,
}

/// Something that people are blamed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    pub kind: ClauseKind,
    /// What became of it.
    pub cause: Cause,
    /// The rule, or the name of what it is, in each version.
    pub before: Option<Written>,
    pub after: Option<Written>,
    /// Declarations that it stands on and that changed, such as `feature spend`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// Of the catalog.
    Population,
    Consent,
    Must,
    Exclude,
    Should,
    /// A block's cap.
    Cap,
    /// The tiers and their bounds.
    Tiers,
    /// How points add up: in which block a rule stands.
    Scoring,
    /// That there is such a cohort, assignment or grid at all.
    Declaration,
    /// That there is a row with the key.
    Row,
    /// Of an assignment: who is in one of its cohorts, and what they score there.
    Membership,
    Score,
    /// Of an assignment: `among`, `by`, `at least`.
    Assignment,
    /// Of a grid: the tier of one of its sides.
    Tier,
}

/// Why a clause says something else than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Its own text.
    Added,
    Removed,
    Changed,
    /// What it stands on, see [`Clause::through`].
    Through,
    /// Not the rules: what it reads.
    Data,
}

/// A clause as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Index of the rule in the cohort's rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<usize>,
    pub text: String,
    /// `icp.persona:12`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl CohortMovement {
    /// Those who entered or left / the size before; `None` where nobody was in.
    pub fn moved_share(&self) -> Option<f64> {
        let before = self.size.before;
        (before > 0).then(|| (self.entered.people + self.left.people) as f64 / before as f64)
    }

    /// Whether anything about its people is another than before.
    pub fn is_still(&self) -> bool {
        let moved = self.entered.people + self.left.people + self.tier_moved.people;
        moved + self.scores.raised + self.scores.lowered == 0
            && self.undecided.before == self.undecided.after
            && self.fate == Fate::Kept
    }
}

impl Movement {
    /// Whether nobody moved anywhere.
    pub fn is_still(&self) -> bool {
        self.cohorts.iter().all(CohortMovement::is_still)
            && self.assigns.iter().all(|a| a.moved.people == 0 && a.fate == Fate::Kept)
            && self.grids.iter().all(|g| g.moved.people == 0 && g.fate == Fate::Kept)
    }
}

impl Moved {
    pub fn new(people: u64, size: u64, population: u64) -> Moved {
        let share = |of: u64| (of > 0).then(|| people as f64 / of as f64);
        Moved {
            people,
            of_size: share(size),
            of_population: share(population),
            blame: Blame::default(),
            samples: Vec::new(),
        }
    }
}

/// Blame on the way: movers one by one, in any order.
#[derive(Debug, Clone, Default)]
pub struct BlameTally {
    sets: BTreeMap<Vec<usize>, u64>,
    unknown: BTreeMap<usize, u64>,
}

impl BlameTally {
    /// A mover with the clauses that moved them, ascending; with each whether it is unknown.
    pub fn add(&mut self, because: &[(usize, bool)]) {
        let set: Vec<usize> = because.iter().map(|(clause, _)| *clause).collect();
        self.add_people(set, 1);
        for (clause, _) in because.iter().filter(|(_, unknown)| *unknown) {
            self.add_unknown(*clause, 1);
        }
    }

    pub fn add_people(&mut self, set: Vec<usize>, people: u64) {
        *self.sets.entry(set).or_default() += people;
    }

    pub fn add_unknown(&mut self, clause: usize, people: u64) {
        *self.unknown.entry(clause).or_default() += people;
    }

    /// Both together.
    pub fn with(mut self, other: BlameTally) -> BlameTally {
        for (set, people) in other.sets {
            self.add_people(set, people);
        }
        for (clause, people) in other.unknown {
            self.add_unknown(clause, people);
        }
        self
    }

    pub fn blame(self) -> Blame {
        let mut by_clause: BTreeMap<usize, Blamed> = BTreeMap::new();
        for (set, people) in &self.sets {
            for &clause in set {
                let of =
                    by_clause.entry(clause).or_insert(Blamed { clause, alone: 0, together: 0, unknown: 0 });
                match set.len() {
                    1 => of.alone += people,
                    _ => of.together += people,
                }
            }
        }
        for (clause, people) in self.unknown {
            if let Some(of) = by_clause.get_mut(&clause) {
                of.unknown += people;
            }
        }
        let mut sets: Vec<BlamedSet> =
            self.sets.into_iter().map(|(clauses, people)| BlamedSet { clauses, people }).collect();
        // Equal ones stay in the order of their clauses.
        sets.sort_by_key(|set| std::cmp::Reverse(set.people));
        let rest = sets.split_off(sets.len().min(MAX_SETS));
        Blame {
            clauses: by_clause.into_values().collect(),
            sets,
            other_sets: rest.iter().map(|set| set.people).sum(),
        }
    }
}

/// Leaves out the clauses that nobody is blamed on, and points everything at the others.
pub fn keep_blamed(clauses: &[Clause], moved: &mut [&mut Moved]) -> Vec<Clause> {
    let named = |m: &Moved| m.blame.clauses.iter().map(|b| b.clause).collect::<Vec<usize>>();
    let used: std::collections::BTreeSet<usize> = moved.iter().flat_map(|m| named(m)).collect();
    let places: BTreeMap<usize, usize> = used.iter().enumerate().map(|(new, &old)| (old, new)).collect();
    let point = |clause: &mut usize| *clause = places.get(clause).copied().unwrap_or(*clause);
    for moved in moved.iter_mut() {
        moved.blame.clauses.iter_mut().for_each(|b| point(&mut b.clause));
        moved.blame.sets.iter_mut().flat_map(|s| &mut s.clauses).for_each(point);
        moved.samples.iter_mut().flat_map(|s| &mut s.because).for_each(|b| point(&mut b.clause));
    }
    used.into_iter().filter_map(|old| clauses.get(old).cloned()).collect()
}
