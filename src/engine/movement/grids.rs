//! Who is in another cell of a grid.

use super::because::Reasons;
use super::moved::{Mover, Movers};
use super::pairs::Pairs;
use super::sides::{Sides, Standard};
use super::truths::{Answers, Question, ask};
use crate::cohort::*;
use crate::engine::pass::Found;
use crate::engine::scalar_score::needed;
use crate::ir::{self, NodeId, TableId};
use polars::prelude::*;

/// In no cell; among movers this place comes last.
const NOWHERE: i64 = i64::MAX;
/// A cell that the other version does not have.
const NO_MORE: i64 = -1;

pub(super) fn all(sides: &Sides, pairs: &[Pairs], samples: usize) -> PolarsResult<Vec<GridMovement>> {
    let grids = sides.comparison.grids.iter();
    grids.map(|grid| movement(sides, &pairs[grid.entity], grid, samples)).collect()
}

/// By name, in the rows and in the columns.
type Tiers = [Option<String>; 2];

/// A version of the grid.
struct Rules<'a> {
    table: TableId,
    rows: Axis,
    columns: Axis,
    found: &'a Found,
    cells: &'a crate::engine::members::Rows,
}

/// Tiers of one side of the grid.
struct Axis {
    names: Vec<String>,
    standard: Standard,
    earned: NodeId,
}

impl<'a> Rules<'a> {
    fn new(sides: &'a Sides, grid: &ComparedGrid, version: Version) -> Option<Rules<'a>> {
        let side = sides.of(version);
        let index = *grid.grid.of(version)?;
        let plan = side.tables.plan;
        let rules = &plan.grids[index];
        let found = side.found(&sides.comparison.entities[grid.entity].table)?;
        let axis = |cohort: &ir::Cohort| Axis {
            names: cohort.score.tiers.iter().map(|t| t.name.to_string()).collect(),
            standard: Standard {
                total: cohort.score.total,
                bounds: cohort.score.tiers.iter().map(|t| needed(t.bound, cohort.score.total)).collect(),
            },
            earned: cohort.score.earned,
        };
        Some(Rules {
            table: rules.table,
            rows: axis(&plan.cohorts[rules.rows]),
            columns: axis(&plan.cohorts[rules.columns]),
            found,
            cells: found.grids.get(&index)?,
        })
    }

    fn name(&self, cell: i64) -> Option<String> {
        let cell = usize::try_from(cell).ok()?;
        let width = self.columns.names.len().max(1);
        Some(format!("{}{}", self.rows.names.get(cell / width)?, self.columns.names.get(cell % width)?))
    }

    fn cells(&self) -> impl Iterator<Item = (IdxSize, i64)> {
        let cells = self.cells.rows.iter().enumerate();
        cells.map(|(at, &row)| (row, self.cells.ints[0].at(at))).filter(|(_, cell)| *cell >= 0)
    }

    /// By cell of this version the other version's with tiers of the same names, else [`NO_MORE`].
    fn same_cells(&self, other: &Rules) -> Vec<i64> {
        let place = |names: &[String], name: &String| names.iter().position(|n| n == name);
        let width = other.columns.names.len();
        let cell = |row: &String, column: &String| {
            let (row, column) = (place(&other.rows.names, row)?, place(&other.columns.names, column)?);
            Some((row * width + column) as i64)
        };
        let rows = self.rows.names.iter();
        let all = rows.flat_map(|r| self.columns.names.iter().map(move |c| (r, c)));
        all.map(|(r, c)| cell(r, c).unwrap_or(NO_MORE)).collect()
    }

    /// Tiers of somebody on both sides, by name.
    fn tiers(&self, row: IdxSize, answers: &Answers) -> Tiers {
        let counts = self.found.base.as_ref().is_none_or(|base| base.binary_search(&row).is_ok());
        let tier = |axis: &Axis| {
            let column = answers.column(axis.earned).filter(|_| counts)?;
            let earned = column.i64().ok()?.get(answers.place(row)?)?;
            axis.names.get(axis.standard.tier(earned)).cloned()
        };
        [tier(&self.rows), tier(&self.columns)]
    }
}

fn movers(pairs: &Pairs, before: Option<&Rules>, after: Option<&Rules>) -> Vec<Mover<i64>> {
    let mut movers = Vec::new();
    let mut cells = vec![NOWHERE; pairs.rows(Version::After)];
    for (row, from) in before.into_iter().flat_map(Rules::cells) {
        match pairs.other(Version::Before, row) {
            Some(after) => cells[after as usize] = from,
            None => movers.push(Mover { before: Some(row), after: None, from, to: NOWHERE }),
        }
    }
    let same = match (before, after) {
        (Some(before), Some(after)) => before.same_cells(after),
        _ => Vec::new(),
    };
    let other = |row: IdxSize| pairs.other(Version::After, row);
    for (row, to) in after.into_iter().flat_map(Rules::cells) {
        let from = std::mem::replace(&mut cells[row as usize], NOWHERE);
        if from == NOWHERE || same[from as usize] != to {
            movers.push(Mover { before: other(row), after: Some(row), from, to });
        }
    }
    for (row, &from) in cells.iter().enumerate().filter(|(_, from)| **from != NOWHERE) {
        let row = row as IdxSize;
        movers.push(Mover { before: other(row), after: Some(row), from, to: NOWHERE });
    }
    movers
}

/// What moved each mover.
fn because(
    sides: &Sides,
    movers: &[Mover<i64>],
    before: Option<&Rules>,
    after: Option<&Rules>,
) -> PolarsResult<Vec<Reasons>> {
    let (Some(old), Some(new)) = (before, after) else {
        return Ok(movers.iter().map(|_| vec![(ComparedGrid::ITSELF, false)]).collect());
    };
    let tiers = |version: Version, rules: &Rules, row: &dyn Fn(&Mover<i64>) -> Option<IdxSize>| {
        let rows: Vec<IdxSize> = movers.iter().filter_map(row).collect();
        let nodes = vec![rules.rows.earned, rules.columns.earned];
        let question = Question { table: rules.table, rows, nodes };
        let mut found: Vec<Tiers> = vec![[None, None]; movers.len()];
        ask(sides.of(version), &[question], |_, answers| {
            for (mover, found) in movers.iter().zip(&mut found) {
                if let Some(row) = row(mover) {
                    *found = rules.tiers(row, answers);
                }
            }
            Ok(())
        })?;
        PolarsResult::Ok(found)
    };
    let old_tiers = tiers(Version::Before, old, &|m| m.before)?;
    let new_tiers = tiers(Version::After, new, &|m| m.after)?;
    let one = |((mover, old), new): ((&Mover<i64>, &Tiers), &Tiers)| {
        if mover.before.is_none() || mover.after.is_none() {
            return vec![(ComparedGrid::ROW, false)];
        }
        let sides = [(ComparedGrid::ROWS, old[0] != new[0]), (ComparedGrid::COLUMNS, old[1] != new[1])];
        sides.into_iter().filter(|(_, differs)| *differs).map(|(clause, _)| (clause, false)).collect()
    };
    Ok(movers.iter().zip(&old_tiers).zip(&new_tiers).map(one).collect())
}

fn movement(sides: &Sides, pairs: &Pairs, grid: &ComparedGrid, samples: usize) -> PolarsResult<GridMovement> {
    let rules = |version| Rules::new(sides, grid, version);
    let (before, after) = (rules(Version::Before), rules(Version::After));
    let movers = movers(pairs, before.as_ref(), after.as_ref());
    let reasons = because(sides, &movers, before.as_ref(), after.as_ref())?;
    let size = |rules: &Option<Rules>| rules.as_ref().map_or(0, |r| r.cells().count() as u64);
    let size = Change { before: size(&before), after: size(&after) };
    let old_name = |cell: i64| before.as_ref().and_then(|r| r.name(cell));
    let new_name = |cell: i64| after.as_ref().and_then(|r| r.name(cell));
    let movers = Movers { pairs, all: movers, size, names: [&old_name, &new_name], samples };
    let mut moved = movers.moved(|at| reasons[at].clone())?;
    Ok(GridMovement {
        name: grid.name.clone(),
        renamed_from: grid.renamed_from.clone(),
        entity: sides.comparison.entities[grid.entity].name.clone(),
        fate: grid.fate,
        size,
        moves: movers.moves(&movers.ways()),
        clauses: keep_blamed(&grid.clauses, &mut [&mut moved]),
        moved,
    })
}
