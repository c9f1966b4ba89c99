//! The types that a column could have: each is tried on every cell by the reader that a run uses.

use crate::catalog::{Column, ColumnType};
use crate::engine::scan::cell::{CellReader, Fault};
use crate::engine::scan::rows::Cell;
use crate::source::{FileId, Span};

/// Cells that say that there is no value, where the others are numbers, dates or truth values.
pub(super) const MARKERS: [&str; 24] = [
    "N/A", "n/a", "NA", "#N/A", "null", "NULL", "Null", "None", "none", "nil", "NaN", "nan", "-", "--", "?",
    ".", "\\N", "(null)", "unknown", "Unknown", "missing", "无", "空", "暂无",
];

/// Those that no text means either.
pub(super) const MARKERS_OF_TEXT: [&str; 9] =
    ["N/A", "n/a", "#N/A", "null", "NULL", "NaN", "nan", "\\N", "(null)"];

const DATES: [&str; 15] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%Y年%m月%d日",
];

/// Behind a date, with a blank between.
const TIMES: [&str; 4] = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p"];

/// One possible reading of a column.
pub(super) struct Reading {
    pub reader: CellReader,
    /// Cells that do not read like this.
    pub faults: u64,
    /// The first of them.
    pub fault: Option<String>,
}

/// A column of a type with nothing else said.
pub(super) fn plain(name: &str, ty: ColumnType) -> Column {
    Column {
        name: name.to_owned(),
        span: Span::new(FileId(0), 0, 0),
        ty,
        from: None,
        at: None,
        normalize: Vec::new(),
        range: None,
        date_format: None,
        timezone: None,
        separator: None,
        thousands: None,
        decimal_point: '.',
        true_values: Vec::new(),
        false_values: Vec::new(),
        null_values: Vec::new(),
        as_of: false,
        unit: None,
        label: None,
        value_labels: Vec::new(),
        pii: false,
        sensitive: false,
        quotable: false,
    }
}

/// All readings, the ones to prefer first. Text is not among them: it always fits.
pub(super) fn all(name: &str) -> Vec<Reading> {
    let mut columns = vec![plain(name, ColumnType::Bool)];
    for (yes, no) in [("是", "否"), ("有", "无"), ("真", "假"), ("on", "off")] {
        let mut column = plain(name, ColumnType::Bool);
        (column.true_values, column.false_values) = (vec![yes.to_owned()], vec![no.to_owned()]);
        columns.push(column);
    }
    let dated = |ty: &ColumnType, format: &str| {
        let mut column = plain(name, ty.clone());
        column.date_format = Some(format.to_owned());
        column
    };
    columns.push(dated(&ColumnType::Date, "%Y%m%d"));
    for ty in [ColumnType::Int, ColumnType::Number] {
        for (thousands, point) in [(None, '.'), (Some(','), '.'), (None, ','), (Some('.'), ',')] {
            let mut column = plain(name, ty.clone());
            (column.thousands, column.decimal_point) = (thousands, point);
            columns.push(column);
        }
    }
    columns.push(plain(name, ColumnType::Date));
    columns.extend(DATES.iter().map(|format| dated(&ColumnType::Date, format)));
    columns.push(plain(name, ColumnType::Datetime));
    for date in DATES {
        columns.extend(TIMES.iter().map(|time| dated(&ColumnType::Datetime, &format!("{date} {time}"))));
    }
    columns.into_iter().map(Reading::new).collect()
}

impl Reading {
    fn new(column: Column) -> Self {
        Reading { reader: CellReader::new(&column, chrono_tz::UTC, &[]), faults: 0, fault: None }
    }

    pub fn column(&self) -> &Column {
        &self.reader.column
    }

    /// Whether a cell reads like this. A year that nobody lived in is a misreading, such as `10` read as the year 10.
    pub fn reads(&self, cell: Cell<'_>) -> bool {
        match self.column().ty {
            ColumnType::Date if self.column().date_format.as_deref() == Some("%Y%m%d") => {
                cell.text.trim().len() == 8 && self.day(cell).is_ok_and(|d| d.is_none_or(plausible))
            }
            ColumnType::Date | ColumnType::Datetime => self.day(cell).is_ok_and(|d| d.is_none_or(plausible)),
            _ => self.reader.fault(cell).is_none(),
        }
    }

    /// Days since 1970 of a date or datetime.
    pub fn day(&self, cell: Cell<'_>) -> Result<Option<i32>, Fault> {
        match self.column().ty {
            ColumnType::Date => self.reader.date(cell),
            _ => Ok(self.reader.datetime(cell)?.map(|micros| micros.div_euclid(86_400_000_000) as i32)),
        }
    }
}

/// From 1850 to 2150.
fn plausible(day: i32) -> bool {
    (-43_829..65_745).contains(&day)
}
