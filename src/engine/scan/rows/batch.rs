/// Rows of raw cells, held as one text.
#[derive(Debug, Default)]
pub struct Batch {
    width: usize,
    text: String,
    /// Where each cell ends in `text`, row by row.
    ends: Vec<u32>,
    /// May be shorter: cells beyond its end are [`CellKind::Text`].
    kinds: Vec<CellKind>,
    lines: Vec<u64>,
    /// In the order of the rows.
    pub faults: Vec<RowFault>,
}

/// What a cell's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// As it stands in the file. A number of JSON, Parquet or a spreadsheet is its shortest text.
    Text,
    /// The file itself says that there is no value (`null`, an empty spreadsheet cell). The text is empty.
    Missing,
    /// A date or datetime of the file's own type, as ISO text; a column's `date_format` does not apply to it.
    Native,
    /// A list of the file's own type, as a JSON array of texts.
    List,
    /// Something that no column can hold (an object, a list of objects), as JSON.
    Nested,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    pub kind: CellKind,
    pub text: &'a str,
}

/// A row that does not have the file's shape. It stands in the batch all the same, with what could be read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Index into the batch.
    pub row: usize,
    /// In words: `has 5 cells where the header has 6`.
    pub reason: String,
}

impl Batch {
    /// A batch is handed over once its text is about this long (bytes).
    const FULL_TEXT: usize = 2 << 20;
    const FULL_ROWS: usize = 32 << 10;

    /// Empties the batch for rows of `width` cells.
    pub fn reset(&mut self, width: usize) {
        self.width = width;
        self.text.clear();
        self.ends.clear();
        self.kinds.clear();
        self.lines.clear();
        self.faults.clear();
    }

    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    pub fn width(&self) -> usize {
        self.width
    }

    /// The line where a row begins, from 1. Of a file without lines: the row, from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.lines[row]
    }

    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let index = row * self.width + column;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        Cell {
            kind: self.kinds.get(index).copied().unwrap_or(CellKind::Text),
            text: &self.text[start..self.ends[index] as usize],
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.text.len() >= Self::FULL_TEXT || self.lines.len() >= Self::FULL_ROWS
    }

    /// Adds a row of which all cells are text. `ends` are within `text`; there must be `width` of them.
    pub(super) fn push_text(&mut self, line: u64, text: &str, ends: impl Iterator<Item = usize>) {
        let base = self.text.len();
        self.text.push_str(text);
        self.ends.extend(ends.map(|end| (base + end) as u32));
        self.lines.push(line);
    }

    /// Begins a row of which cells have kinds; `width` calls of [`push_cell`](Self::push_cell) must follow.
    pub(super) fn push_row(&mut self, line: u64) {
        self.lines.push(line);
    }

    pub(super) fn push_cell(&mut self, kind: CellKind, text: &str) {
        // Rows pushed as plain text or as faults have left no kinds.
        self.kinds.resize(self.ends.len(), CellKind::Text);
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.kinds.push(kind);
    }

    /// Adds a row that does not fit: what there is of its cells, the rest empty.
    pub(super) fn push_fault<'a>(&mut self, line: u64, cells: impl Iterator<Item = &'a str>, reason: String) {
        self.faults.push(RowFault { row: self.rows(), reason });
        self.lines.push(line);
        let mut filled = 0;
        for cell in cells.take(self.width) {
            self.text.push_str(cell);
            self.ends.push(self.text.len() as u32);
            filled += 1;
        }
        self.ends.extend(std::iter::repeat_n(self.text.len() as u32, self.width - filled));
    }
}
