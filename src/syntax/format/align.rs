//! Columns: what stands in rows below each other and says the same thing begins at the same place.
//!
//! A column is as far to the right as most of its rows need. A row that is much longer than the others does not push them: it
//! goes on behind its own end. Nor does a row that would become too long.

use super::doc::Doc;
use super::rows::{Row, WIDTH};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ColumnId(usize);

/// The columns of a file.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<Column>);

#[derive(Debug)]
struct Column {
    /// How many columns of its rows may stand to the left of it.
    rank: usize,
    /// The one of them that a row without a cell in it must not reach over.
    left: Option<ColumnId>,
}

impl Columns {
    pub fn add(&mut self) -> ColumnId {
        self.push(0, None)
    }

    /// A column that stands behind that of the keywords, if there is one.
    pub fn add_second(&mut self) -> ColumnId {
        self.push(1, None)
    }

    pub fn add_behind(&mut self, left: ColumnId) -> ColumnId {
        self.push(self.0[left.0].rank + 1, Some(left))
    }

    fn push(&mut self, rank: usize, left: Option<ColumnId>) -> ColumnId {
        self.0.push(Column { rank, left });
        ColumnId(self.0.len() - 1)
    }
}

/// Where the parts of a row stand.
#[derive(Debug)]
pub(super) struct Place {
    /// The row stands on one line.
    pub flat: bool,
    /// Where each cell begins.
    pub starts: Vec<usize>,
    /// Where the comment at its end begins, at least.
    pub comment: usize,
    widths: Vec<usize>,
    /// So many of its cells surely stand on its first line.
    front: usize,
}

/// A few rows that are longer than all others by more than this stand aside.
const JUMP: usize = 16;
/// And so do many that are longer by more than this.
const LONG_JUMP: usize = 40;

pub(super) fn places(rows: &[Row<'_>], columns: &Columns) -> Vec<Place> {
    let mut places: Vec<Place> = rows.iter().map(place).collect();
    let mut members: Vec<Vec<(usize, usize)>> = vec![Vec::new(); columns.0.len()];
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.cells.iter().enumerate() {
            if let Some(ColumnId(column)) = cell.column.filter(|_| places[r].holds(c)) {
                members[column].push((r, c));
            }
        }
    }
    let mut begins: Vec<Option<usize>> = vec![None; columns.0.len()];
    let mut order: Vec<usize> = (0..columns.0.len()).collect();
    order.sort_by_key(|column| columns.0[*column].rank);
    for column in order {
        let left = columns.0[column].left.and_then(|ColumnId(left)| begins[left]);
        begins[column] = line_up(rows, &mut places, &members[column], left);
    }
    line_up_comments(rows, &mut places);
    places
}

fn place(row: &Row<'_>) -> Place {
    let flat = row.flat();
    let count = row.cells.len();
    let front = match flat {
        Some(_) => count,
        None => front(row),
    };
    let flat_or_none = |doc: &Doc<'_>| doc.flat_width().unwrap_or_default();
    let widths = flat.clone().unwrap_or_else(|| row.cells.iter().map(|c| flat_or_none(&c.doc)).collect());
    let mut at = row.indent();
    let mut starts = Vec::with_capacity(count);
    for (i, cell) in row.cells.iter().enumerate() {
        at += if i == 0 { 0 } else { cell.gap };
        starts.push(at);
        at += widths[i];
    }
    Place { flat: flat.is_some(), starts, comment: 0, widths, front }
}

/// How many cells of a broken row stand on its first line: those that never hang, and the first that does if it fits.
fn front(row: &Row<'_>) -> usize {
    if let Some(loose) = row.cells.iter().position(|c| c.loose) {
        return loose;
    }
    let hanging = row.cells.iter().position(|c| c.hangs).unwrap_or(row.cells.len());
    let mut end = row.indent();
    for (i, cell) in row.cells.iter().enumerate() {
        match cell.doc.flat_width() {
            Some(width) => end += width + if i == 0 { 0 } else { cell.gap },
            None => return hanging.min(i + 1),
        }
        if i == hanging {
            return if end <= WIDTH { hanging + 1 } else { hanging };
        }
    }
    hanging
}

impl Place {
    /// Where the cell before this one ends.
    fn end_before(&self, cell: usize) -> usize {
        match cell.checked_sub(1) {
            Some(before) => self.starts[before] + self.widths[before],
            None => 0,
        }
    }

    /// Whether it is known where a cell stands.
    pub fn holds(&self, cell: usize) -> bool {
        cell < self.front
    }

    pub fn known_start(&self, cell: usize) -> Option<usize> {
        self.holds(cell).then(|| self.starts[cell])
    }

    /// The spaces before a cell.
    pub fn gap_before(&self, cell: usize) -> usize {
        self.starts[cell] - self.end_before(cell)
    }

    /// How far this cell and those behind it on the line reach if it begins here.
    fn end_from(&self, cell: usize, start: usize) -> usize {
        let last = self.front.max(cell + 1) - 1;
        self.starts[last] + self.widths[last] + start - self.starts[cell]
    }

    fn shift(&mut self, cell: usize, start: usize) {
        let by = start - self.starts[cell];
        self.starts[cell..].iter_mut().for_each(|s| *s += by);
    }
}

/// Lets a column's cells begin at one place, which is returned. A row that reaches over the column to the left stands aside.
fn line_up(
    rows: &[Row<'_>],
    places: &mut [Place],
    members: &[(usize, usize)],
    left: Option<usize>,
) -> Option<usize> {
    let before = |places: &[Place], (r, c): (usize, usize)| places[r].end_before(c) + rows[r].cells[c].gap;
    let fits = |places: &[Place], (r, c): (usize, usize), start: usize| {
        !(places[r].flat || rows[r].cells[c].hangs) || places[r].end_from(c, start) <= WIDTH
    };
    let crosses = |places: &[Place], (r, c): (usize, usize)| {
        left.is_some_and(|left| places[r].end_before(c) > left && !places[r].starts[..c].contains(&left))
    };
    let mut needs: Vec<usize> =
        members.iter().filter(|m| !crosses(places, **m)).map(|m| before(places, *m)).collect();
    needs.sort_unstable();
    let usual = usual(&needs)?;
    needs.dedup();
    // The place at which most rows can begin; of equal ones the nearest.
    let lined_up = |start: usize| {
        members.iter().filter(|m| before(places, **m) <= start && fits(places, **m, start)).count()
    };
    let candidates = needs.iter().copied().filter(|n| *n <= usual);
    let start = candidates.max_by_key(|start| (lined_up(*start), std::cmp::Reverse(*start)))?;
    for &(r, c) in members {
        if before(places, (r, c)) <= start && fits(places, (r, c), start) {
            places[r].shift(c, start);
        }
    }
    Some(start)
}

/// The greatest of the needs that is not much greater than the next smaller one, from the middle upwards.
fn usual(sorted: &[usize]) -> Option<usize> {
    let last = sorted.len().checked_sub(1)?;
    let jumps = |at: &usize| {
        let above = last - at;
        let jump = sorted[at + 1] - sorted[*at];
        jump > LONG_JUMP || (jump > JUMP && 4 * above <= sorted.len())
    };
    Some(sorted[(last / 2..last).find(jumps).unwrap_or(last)])
}

/// Comments at the ends of lines that follow each other.
fn line_up_comments(rows: &[Row<'_>], places: &mut [Place]) {
    let mut from = 0;
    while from < rows.len() {
        let continues =
            |r: &usize| rows[*r].comment.is_some() && places[*r].flat && (*r == from || !rows[*r].blank);
        let run: Vec<usize> = (from..rows.len()).take_while(continues).collect();
        let end = |r: usize| places[r].end_before(places[r].starts.len());
        let mut needs: Vec<usize> = run.iter().map(|r| end(*r) + 2).collect();
        needs.sort_unstable();
        if let Some(start) = usual(&needs) {
            run.iter().for_each(|r| places[*r].comment = start);
        }
        from += run.len().max(1);
    }
}
