//! Who moved, as others may see it: no count of fewer people than the catalog's `min_cell`, and none from which such a count follows by
//! adding and subtracting the others that stand beside it ([`disclosure::movers`]). 0 is shown.

use super::movers;
use crate::check::project::Project;
use crate::cohort::{AssignMovement, Blame, Clause, CohortMovement, Fate, GridMovement, Move, Movement};
use crate::disclosure::{self, ShownBlame};
use serde::Serialize;

/// The counts of one cohort; `None` is held back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub before: Option<u64>,
    pub after: Option<u64>,
    pub entered: Option<u64>,
    pub left: Option<u64>,
    pub stayed: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cohort {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    pub kind: &'static str,
    pub fate: Fate,
    #[serde(flatten)]
    pub counts: Counts,
    /// Those who entered or left / the size before; `None` where a count of it is held back, or nobody was in.
    pub moved_share: Option<f64>,
    pub entered_by: Vec<Part>,
    pub left_by: Vec<Part>,
    /// Of those who stayed.
    pub tier_moves: Vec<Part>,
    pub metrics: Vec<Metric>,
}

/// Some people of a total, and what they have in common: the clauses that moved them, from where to where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    pub by: Vec<String>,
    pub people: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Metric {
    pub name: String,
    pub entered: Option<String>,
    pub left: Option<String>,
    pub stayed: Option<String>,
}

/// An assignment or a grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moves {
    pub name: String,
    pub fate: Fate,
    pub moved: Option<u64>,
    pub moves: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct People {
    pub as_of: String,
    /// Counts of fewer people are held back.
    pub min_cell: u64,
    pub cohorts: Vec<Cohort>,
    pub assigns: Vec<Moves>,
    pub grids: Vec<Moves>,
}

impl People {
    /// What may be told. The project is that of the new version.
    pub fn of(movement: &Movement, min_cell: u64, project: Option<&Project>) -> People {
        let cell = Cell { min: min_cell };
        People {
            as_of: movement.as_of.after.clone(),
            min_cell,
            cohorts: movement.cohorts.iter().map(|cohort| cell.cohort(cohort, project)).collect(),
            assigns: movement.assigns.iter().map(|assign| cell.assign(assign)).collect(),
            grids: movement.grids.iter().map(|grid| cell.grid(grid)).collect(),
        }
    }
}

impl Counts {
    /// What may be told of who came and went. before = stayed + left and after = stayed + entered: of either, none or at least two
    /// are held back.
    pub fn of(before: u64, entered: u64, left: u64, min_cell: u64) -> Counts {
        let small = |people: u64| people > 0 && people < min_cell;
        let stayed = before.saturating_sub(left);
        let after = stayed + entered;
        let hides_entered = small(entered) || small(after);
        let hides_left = small(left) || small(stayed) || small(before) || small(after);
        let hides_after = hides_entered || hides_left;
        let shown = |hidden: bool, people: u64| (!hidden).then_some(people);
        Counts {
            before: shown(small(before), before),
            after: shown(hides_after, after),
            entered: shown(hides_entered, entered),
            left: shown(hides_left, left),
            stayed: shown(hides_left, stayed),
        }
    }
}

struct Cell {
    min: u64,
}

impl Cell {
    fn cohort(&self, cohort: &CohortMovement, project: Option<&Project>) -> Cohort {
        let told = disclosure::movers(cohort, self.min);
        let whole = told.before.and(told.entered).and(told.left).is_some();
        let by = |blame: &Blame, told: &ShownBlame| sets(blame, told, &cohort.clauses);
        let metric = |m: &crate::cohort::MetricMovement| {
            let shown = |figure: &crate::cohort::Figure| {
                let figure = figure.shown(self.min);
                (!figure.hidden).then(|| movers::figure(project, &m.name, &figure))
            };
            Metric {
                name: m.name.clone(),
                entered: shown(&m.entered),
                left: shown(&m.left),
                stayed: shown(&m.stayed),
            }
        };
        Cohort {
            name: cohort.name.clone(),
            renamed_from: cohort.renamed_from.clone(),
            kind: cohort.kind,
            fate: cohort.fate,
            moved_share: cohort.moved_share().filter(|_| whole),
            entered_by: by(&cohort.entered.blame, &told.entered_by),
            left_by: by(&cohort.left.blame, &told.left_by),
            tier_moves: ways(&cohort.tier_moves, told.tier_moves),
            metrics: cohort.metrics.iter().map(metric).collect(),
            counts: Counts {
                before: told.before,
                after: told.after,
                entered: told.entered,
                left: told.left,
                stayed: told.stayed,
            },
        }
    }

    fn assign(&self, assign: &AssignMovement) -> Moves {
        let (moved, moves) = disclosure::moves(&assign.moves, self.min);
        let moves = ways(&assign.moves, moves);
        Moves { name: assign.name.clone(), fate: assign.fate, moved, moves }
    }

    fn grid(&self, grid: &GridMovement) -> Moves {
        let (moved, moves) = disclosure::moves(&grid.moves, self.min);
        let moves = ways(&grid.moves, moves);
        Moves { name: grid.name.clone(), fate: grid.fate, moved, moves }
    }
}

fn ways(moves: &[Move], told: Vec<Option<u64>>) -> Vec<Part> {
    let ways = moves.iter().zip(told);
    ways.map(|(way, people)| Part { by: vec![movers::places(way)], people }).collect()
}

/// Each mover once, under all clauses that moved them.
fn sets(blame: &Blame, told: &ShownBlame, clauses: &[Clause]) -> Vec<Part> {
    let name = |index: &usize| clauses.get(*index).map(movers::clause).unwrap_or_default();
    let sets = blame.sets.iter().zip(&told.sets);
    let mut parts: Vec<Part> = sets
        .map(|(set, people)| Part { by: set.clauses.iter().map(name).collect(), people: *people })
        .collect();
    if blame.other_sets > 0 {
        parts.push(Part { by: vec!["others".to_owned()], people: told.other_sets });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tries all ways to work out a count that is held back from those that are shown.
    #[test]
    fn no_small_count_follows_from_the_others() {
        const MIN: u64 = 4;
        for before in 0..11_u64 {
            for left in 0..=before {
                for entered in 0..11_u64 {
                    let told = Counts::of(before, entered, left, MIN);
                    let stayed = before - left;
                    let truth = [before, stayed + entered, entered, left, stayed];
                    let shown = [told.before, told.after, told.entered, told.left, told.stayed];
                    // All counts that agree with what is shown.
                    let mut could: Vec<[u64; 5]> = Vec::new();
                    for b in 0..18_u64 {
                        for l in 0..=b {
                            for e in 0..18_u64 {
                                let counts = [b, b - l + e, e, l, b - l];
                                if counts.iter().zip(shown).all(|(c, s)| s.is_none_or(|s| s == *c)) {
                                    could.push(counts);
                                }
                            }
                        }
                    }
                    for (place, people) in truth.iter().enumerate() {
                        if *people > 0 && *people < MIN {
                            assert!(shown[place].is_none(), "{truth:?} {told:?}");
                            let sure = could.iter().all(|counts| counts[place] == *people);
                            assert!(!sure, "{place} of {truth:?} follows from {told:?}");
                        }
                    }
                }
            }
        }
    }
}
