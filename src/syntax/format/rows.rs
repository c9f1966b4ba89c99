//! A file as rows of cells: what stands on a line of its own, or begins one.

use super::align::{self, ColumnId, Columns, Place};
use super::doc::{Doc, Printer, text};

/// No line is longer where it can be broken.
pub(super) const WIDTH: usize = 100;

#[derive(Debug, Clone)]
pub(super) struct Cell<'a> {
    pub doc: Doc<'a>,
    /// Spaces before it, at least.
    pub gap: usize,
    /// What it is lined up with.
    pub column: Option<ColumnId>,
    /// It may stand on a line of its own where the row is too long.
    pub hangs: bool,
    /// It stands as a whole on the next line where that has room and this one has not.
    pub drops: bool,
    /// It is lined up only where its row stands on one line.
    pub loose: bool,
}

impl<'a> Cell<'a> {
    pub fn new(doc: Doc<'a>) -> Self {
        Cell { doc, gap: 1, column: None, hangs: false, drops: false, loose: false }
    }

    pub fn column(self, column: ColumnId) -> Self {
        Cell { column: Some(column), ..self }
    }

    pub fn dropping(self) -> Self {
        Cell { drops: true, ..self }
    }

    /// May go to the next line; two spaces where it does not.
    pub fn hanging(self) -> Self {
        Cell { gap: 2, hangs: true, ..self }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    pub depth: usize,
    /// A blank line stands before it.
    pub blank: bool,
    pub cells: Vec<Cell<'a>>,
    /// The comment at its end.
    pub comment: Option<&'a str>,
    /// The cell that holds a chain of `and` or `or`: where that is broken, nothing follows on its last line.
    pub chain: Option<usize>,
}

impl<'a> Row<'a> {
    pub fn new(depth: usize) -> Self {
        Row { depth, blank: false, cells: Vec::new(), comment: None, chain: None }
    }

    pub fn comment(depth: usize, comment: &'a str, blank: bool) -> Self {
        Row { cells: vec![Cell::new(text(comment))], blank, ..Row::new(depth) }
    }

    pub fn indent(&self) -> usize {
        2 * self.depth
    }

    /// The widths of its cells, if it can stand on one line.
    pub fn flat(&self) -> Option<Vec<usize>> {
        let widths: Vec<usize> = self.cells.iter().map(|c| c.doc.flat_width()).collect::<Option<_>>()?;
        let gaps: usize = self.cells.iter().skip(1).map(|c| c.gap).sum();
        (self.indent() + widths.iter().sum::<usize>() + gaps <= WIDTH).then_some(widths)
    }
}

/// All rows, lined up.
pub(super) fn print(rows: &[Row<'_>], columns: &Columns, size: usize) -> String {
    let places = align::places(rows, columns);
    let mut printer = Printer::new(WIDTH, size + size / 8);
    for (row, place) in rows.iter().zip(&places) {
        if row.blank {
            printer.blank_line();
        }
        printer.newline(row.indent());
        match place.flat {
            true => flat(&mut printer, row, &place.starts),
            false => broken(&mut printer, row, place),
        }
        if let Some(comment) = row.comment {
            printer.end_comment_at(comment, place.comment, row.indent());
        }
    }
    printer.finish()
}

fn flat<'a>(printer: &mut Printer<'a>, row: &Row<'a>, starts: &[usize]) {
    for (cell, start) in row.cells.iter().zip(starts) {
        printer.advance_to(*start);
        printer.print_flat(&cell.doc, row.indent());
    }
}

/// The cells at the front stay on the first line; those that hang go to the next one where there is no room.
fn broken<'a>(printer: &mut Printer<'a>, row: &Row<'a>, place: &Place) {
    let starts = &place.starts;
    let hanging = row.cells.iter().position(|c| c.hangs).unwrap_or(row.cells.len());
    let (front, hung) = row.cells.split_at(hanging);
    let suffix = hung.iter().enumerate().map(|(i, cell)| {
        let forced = i == 0 && row.chain.is_some_and(|chain| breaks(&row.cells[chain].doc, starts[chain]));
        let lined_up = i == 0 && place.holds(hanging);
        let gap = if lined_up { place.gap_before(hanging) } else { cell.gap };
        let gap = u8::try_from(gap).unwrap_or(u8::MAX);
        let mut parts = vec![Doc::Line(gap), cell.doc.clone()];
        parts.extend(forced.then_some(Doc::Broken));
        Doc::Group(vec![Doc::Indent(parts)])
    });
    let Some((last, before)) = front.split_last() else { return };
    let mut dropped = false;
    for (i, cell) in before.iter().enumerate() {
        dropped = piece(printer, row, cell, place.known_start(i), dropped);
    }
    let whole = Doc::Concat(std::iter::once(last.doc.clone()).chain(suffix).collect());
    let last = Cell { doc: whole, ..last.clone() };
    piece(printer, row, &last, place.known_start(before.len()), dropped);
}

/// A cell at the front of a broken row. Whether it, or one before it, has gone to a line of its own.
fn piece<'a>(
    printer: &mut Printer<'a>,
    row: &Row<'a>,
    cell: &Cell<'a>,
    start: Option<usize>,
    dropped: bool,
) -> bool {
    let alone = cell.doc.flat_width().map(|width| row.indent() + 2 + width);
    if cell.drops && alone.is_some_and(|end| end <= WIDTH) {
        printer.newline(row.indent() + 2);
        printer.print_flat(&cell.doc, row.indent() + 2);
        return true;
    }
    // Behind a long head there is little room to break anything.
    if cell.drops && printer.column() > WIDTH / 2 {
        printer.newline(row.indent() + 2);
        printer.print(&cell.doc, row.indent() + 2);
        return true;
    }
    match start {
        _ if dropped => printer.newline(row.indent()),
        Some(start) => printer.advance_to(start),
        None => printer.gap(cell.gap),
    }
    printer.print(&cell.doc, row.indent());
    dropped
}

fn breaks(doc: &Doc<'_>, start: usize) -> bool {
    doc.flat_width().is_none_or(|width| start + width > WIDTH)
}
