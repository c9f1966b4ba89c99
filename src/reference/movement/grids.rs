//! Who is in another cell of a grid.

use super::moved::moved;
use super::people::{People, Person};
use super::{View, moves};
use crate::cohort::*;
use crate::ir::Grid;
use crate::reference::Value;

/// The tiers of somebody.
type Cell = (String, String);

pub(super) fn grid(view: &View, grid: &ComparedGrid, people: &People) -> GridMovement {
    let one = OfGrid { view, grid };
    let ways = |person: &Person| (one.cell(Version::Before, person), one.cell(Version::After, person));
    let named = |cell: Option<Cell>| cell.map(|(row, column)| row + &column);
    let (size, movers, mut moved) = moved(view, people, &ways, &named, &|person| one.because(person));
    GridMovement {
        name: grid.name.clone(),
        renamed_from: grid.renamed_from.clone(),
        entity: view.comparison.entities[grid.entity].name.clone(),
        fate: grid.fate,
        size,
        moves: moves(
            movers.iter().map(|p| (named(ways(p).0), named(ways(p).1))),
            &one.names(Version::Before),
            &one.names(Version::After),
        ),
        clauses: keep_blamed(&grid.clauses, &mut [&mut moved]),
        moved,
    }
}

struct OfGrid<'a> {
    view: &'a View<'a>,
    grid: &'a ComparedGrid,
}

impl OfGrid<'_> {
    fn rules(&self, version: Version) -> Option<&Grid> {
        Some(&self.view.values(version).plan().grids[*self.grid.grid.of(version)?])
    }

    fn names(&self, version: Version) -> Vec<String> {
        let Some(grid) = self.rules(version) else { return Vec::new() };
        let cohorts = &self.view.values(version).plan().cohorts;
        let (rows, columns) = (&cohorts[grid.rows].score.tiers, &cohorts[grid.columns].score.tiers);
        rows.iter().flat_map(|r| columns.iter().map(move |c| format!("{}{}", r.name, c.name))).collect()
    }

    fn tier(&self, version: Version, cohort: usize, person: &Person) -> Option<String> {
        let values = self.view.values(version);
        match &values.of(values.plan().cohorts[cohort].score.tier?)[person.row(version)?] {
            Value::Text(tier) => Some(tier.to_string()),
            _ => None,
        }
    }

    fn cell(&self, version: Version, person: &Person) -> Option<Cell> {
        let grid = self.rules(version)?;
        Some((self.tier(version, grid.rows, person)?, self.tier(version, grid.columns, person)?))
    }

    fn because(&self, person: &Person) -> Vec<(usize, bool)> {
        let (Some(before), Some(after)) = (self.rules(Version::Before), self.rules(Version::After)) else {
            return vec![(ComparedGrid::ITSELF, false)];
        };
        if [Version::Before, Version::After].iter().any(|&version| person.row(version).is_none()) {
            return vec![(ComparedGrid::ROW, false)];
        }
        let differs = |a: usize, b: usize| {
            self.tier(Version::Before, a, person) != self.tier(Version::After, b, person)
        };
        let sides = [
            (ComparedGrid::ROWS, differs(before.rows, after.rows)),
            (ComparedGrid::COLUMNS, differs(before.columns, after.columns)),
        ];
        sides.into_iter().filter(|(_, differs)| *differs).map(|(clause, _)| (clause, false)).collect()
    }
}
