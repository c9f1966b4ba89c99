//! One raw cell → one typed value, by the catalog's column.
//!
//! The order of steps is fixed by the language: `null_values` meets the raw cell, then a number, date or truth cell is trimmed and
//! a text normalised, then what is empty is missing, and only then the value is read.

mod number;
mod time;

pub(super) use time::{Clock, day_text, format_of};

use super::rows::{Cell, CellKind};
use crate::catalog::{Column, ColumnType, normalize::normalize};
use std::borrow::Cow;
use std::collections::HashSet;

/// Reads the cells of one column.
#[derive(Debug, Clone)]
pub(in crate::engine) struct CellReader {
    pub column: Column,
    /// The table's and the column's.
    null_values: Vec<String>,
    allowed: HashSet<String>,
    format: Option<time::Format>,
    clock: Clock,
    /// The project's: in it a datetime has the day that its range is about.
    project: Clock,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Fault {
    NotBool,
    NotNumber,
    NotWhole,
    MorePlaces,
    TooLarge,
    NotDate,
    NoSuchDay,
    TimeOfDay,
    NotDatetime,
    Nested,
    NotList,
    /// Outside the enum.
    NotAllowed,
    OutOfRange,
}

/// The cell of a column of type T: `None` is missing.
pub(in crate::engine) type Read<T> = Result<Option<T>, Fault>;

impl CellReader {
    /// `timezone` is the project's; `null_values` the table's.
    pub fn new(column: &Column, timezone: chrono_tz::Tz, null_values: &[String]) -> Self {
        CellReader {
            null_values: null_values.iter().chain(&column.null_values).cloned().collect(),
            allowed: match &column.ty {
                ColumnType::Enum { values } => values.iter().cloned().collect(),
                _ => HashSet::new(),
            },
            format: column.date_format.as_deref().map(time::Format::new),
            clock: Clock::new(column.timezone.unwrap_or(timezone)),
            project: Clock::new(timezone),
            column: column.clone(),
        }
    }

    /// Of datetimes without a zone.
    pub(super) fn clock(&self) -> Clock {
        self.clock
    }

    /// The project's.
    pub(super) fn project_clock(&self) -> Clock {
        self.project
    }

    /// Whether a cell that begins with a digit or a sign, as numbers and dates do, can be one of the null values.
    pub fn has_null_numbers(&self) -> bool {
        self.null_values.iter().any(|n| n.starts_with(|c: char| c.is_ascii_digit() || "+-.nNiI".contains(c)))
    }

    pub fn has_null_values(&self) -> bool {
        !self.null_values.is_empty()
    }

    /// Whether any text of this type can be taken as it stands, but for the empty one.
    pub fn takes_text_as_it_is(&self) -> bool {
        self.column.normalize.is_empty() && self.null_values.is_empty()
    }

    fn is_null_value(&self, text: &str) -> bool {
        self.null_values.iter().any(|n| n == text)
    }

    /// The text of a cell that holds one value; `None` where it is missing.
    fn scalar<'a>(&self, cell: Cell<'a>) -> Read<&'a str> {
        match cell.kind {
            CellKind::Missing => Ok(None),
            _ if self.is_null_value(cell.text) => Ok(None),
            CellKind::Text | CellKind::Native => Ok(Some(cell.text)),
            CellKind::List | CellKind::Nested => Err(Fault::Nested),
        }
    }

    /// The same, trimmed, for what is no text.
    fn trimmed<'a>(&self, cell: Cell<'a>) -> Read<Cow<'a, str>> {
        let text = self.scalar(cell)?.map(str::trim).filter(|t| !t.is_empty());
        Ok(text.map(|t| match self.column.normalize.is_empty() {
            true => Cow::Borrowed(t),
            false => Cow::Owned(normalize(t, &self.column.normalize)),
        }))
    }

    pub fn bool(&self, cell: Cell<'_>) -> Read<bool> {
        let Some(text) = self.trimmed(cell)? else { return Ok(None) };
        let is = |words: &[String]| words.iter().any(|w| w.to_lowercase() == text.to_lowercase());
        if is(&self.column.true_values) {
            return Ok(Some(true));
        }
        if is(&self.column.false_values) {
            return Ok(Some(false));
        }
        let any = |words: [&str; 5]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
        if any(["true", "yes", "y", "t", "1"]) {
            Ok(Some(true))
        } else if any(["false", "no", "n", "f", "0"]) {
            Ok(Some(false))
        } else {
            Err(Fault::NotBool)
        }
    }

    pub fn int(&self, cell: Cell<'_>) -> Read<i64> {
        let Some(value) = self.fixed(cell, 0)? else { return Ok(None) };
        self.in_range(value as f64)?;
        Ok(Some(value))
    }

    /// The mantissa at the column's scale.
    pub fn decimal(&self, cell: Cell<'_>, scale: u32) -> Read<i64> {
        let Some(value) = self.fixed(cell, scale)? else { return Ok(None) };
        self.in_range(value as f64 / 10f64.powi(scale as i32))?;
        Ok(Some(value))
    }

    /// The mantissa of a double, which counts by its shortest text.
    pub fn decimal_of(&self, value: f64, scale: u32) -> Read<i64> {
        let power = 10f64.powi(scale as i32);
        let rounded = (value * power).round();
        // Of at most 15 digits only one decimal is that double, and its shortest text is that decimal.
        let mantissa = if rounded.abs() < 1e15 && rounded / power == value {
            rounded as i64
        } else {
            match number::fixed(&value.to_string(), scale)? {
                Some(mantissa) => mantissa,
                None => return Ok(None),
            }
        };
        self.in_range(mantissa as f64 / power)?;
        Ok(Some(mantissa))
    }

    /// A number in units of `10^-places` in units of `10^-scale`.
    pub fn rescaled(&self, value: i128, places: u32, scale: u32) -> Read<i64> {
        let mantissa = number::shifted(value, i64::from(scale) - i64::from(places), scale)?;
        let mantissa = i64::try_from(mantissa).map_err(|_| Fault::TooLarge)?;
        self.in_range(mantissa as f64 / 10f64.powi(scale as i32))?;
        Ok(Some(mantissa))
    }

    fn fixed(&self, cell: Cell<'_>, scale: u32) -> Read<i64> {
        let Some(text) = self.trimmed(cell)? else { return Ok(None) };
        let plain = self.plain(&text)?;
        number::fixed(&plain, scale)
    }

    pub fn number(&self, cell: Cell<'_>) -> Read<f64> {
        let Some(text) = self.trimmed(cell)? else { return Ok(None) };
        let plain = self.plain(&text)?;
        let Some(value) = number::double(&plain)? else { return Ok(None) };
        self.in_range(value)?;
        Ok(Some(value))
    }

    fn plain<'a>(&self, text: &'a str) -> Result<Cow<'a, str>, Fault> {
        number::plain(text, self.column.thousands, self.column.decimal_point).ok_or(Fault::NotNumber)
    }

    fn in_range(&self, value: f64) -> Result<(), Fault> {
        let Some(range) = self.column.range else { return Ok(()) };
        let outside = range.low.is_some_and(|low| value < low) || range.high.is_some_and(|high| value > high);
        if outside { Err(Fault::OutOfRange) } else { Ok(()) }
    }

    /// A text or a value of an enum.
    pub fn text<'a>(&self, cell: Cell<'a>) -> Read<Cow<'a, str>> {
        let Some(text) = self.scalar(cell)? else { return Ok(None) };
        let text = match self.column.normalize.is_empty() {
            true => Cow::Borrowed(text),
            false => Cow::Owned(normalize(text, &self.column.normalize)),
        };
        if text.is_empty() {
            return Ok(None);
        }
        if matches!(self.column.ty, ColumnType::Enum { .. }) && !self.allowed.contains(text.as_ref()) {
            return Err(Fault::NotAllowed);
        }
        Ok(Some(text))
    }

    /// Days since 1970.
    pub fn date(&self, cell: Cell<'_>) -> Read<i32> {
        let Some(text) = self.trimmed(cell)? else { return Ok(None) };
        let day = match &self.format {
            Some(format) if cell.kind == CellKind::Text => format.date(&text)?,
            _ => time::iso_date(&text)?,
        };
        self.in_range(f64::from(day))?;
        Ok(Some(day))
    }

    /// Microseconds since 1970 in UTC.
    pub fn datetime(&self, cell: Cell<'_>) -> Read<i64> {
        let Some(text) = self.trimmed(cell)? else { return Ok(None) };
        let time = match &self.format {
            Some(format) if cell.kind == CellKind::Text => format.datetime(&text, &self.clock)?,
            _ => time::iso_datetime(&text, &self.clock)?,
        };
        if self.column.range.is_some() {
            self.in_range(f64::from(self.project.day_of(time)))?;
        }
        Ok(Some(time))
    }

    /// The items that are left after normalising. A cell of text that holds none is missing; an empty list of the file's own is known.
    pub fn list<'a>(&self, cell: Cell<'a>) -> Read<Vec<Cow<'a, str>>> {
        let normal = |item: Cow<'a, str>| match self.column.normalize.is_empty() {
            true => item,
            false => Cow::Owned(normalize(&item, &self.column.normalize)),
        };
        match cell.kind {
            CellKind::Missing => Ok(None),
            _ if self.is_null_value(cell.text) => Ok(None),
            CellKind::Nested => Err(Fault::NotList),
            CellKind::List => {
                let items: Vec<String> = serde_json::from_str(cell.text).unwrap_or_default();
                let items = items.into_iter().map(|i| normal(i.into()));
                Ok(Some(items.filter(|i| !i.is_empty()).collect()))
            }
            CellKind::Text | CellKind::Native => {
                let items: Vec<Cow<'a, str>> = match self.column.separator.as_deref() {
                    Some(separator) if !separator.is_empty() => {
                        cell.text.split(separator).map(|i| normal(i.into())).collect()
                    }
                    _ => vec![normal(cell.text.into())],
                };
                let items: Vec<_> = items.into_iter().filter(|i| !i.is_empty()).collect();
                Ok(if items.is_empty() { None } else { Some(items) })
            }
        }
    }

    /// What a cell is, if anything is wrong with it.
    pub fn fault(&self, cell: Cell<'_>) -> Option<Fault> {
        match &self.column.ty {
            ColumnType::Bool => self.bool(cell).err(),
            ColumnType::Int => self.int(cell).err(),
            ColumnType::Number => self.number(cell).err(),
            ColumnType::Decimal { scale } => self.decimal(cell, *scale).err(),
            ColumnType::Text | ColumnType::Enum { .. } => self.text(cell).err(),
            ColumnType::Date => self.date(cell).err(),
            ColumnType::Datetime => self.datetime(cell).err(),
            ColumnType::List => self.list(cell).err(),
        }
    }

    /// The fault in words.
    pub fn words(&self, fault: Fault) -> String {
        let format = || match &self.column.date_format {
            Some(format) => format!("written as `{format}`"),
            None => "in ISO form".to_owned(),
        };
        match fault {
            Fault::NotBool => "is no truth value".to_owned(),
            Fault::NotNumber => "is no number".to_owned(),
            Fault::NotWhole => "is no whole number".to_owned(),
            Fault::MorePlaces => match self.column.ty {
                ColumnType::Decimal { scale } => format!("has more than {scale} decimal places"),
                _ => "has too many decimal places".to_owned(),
            },
            Fault::TooLarge => "is too large a number".to_owned(),
            Fault::NotDate => format!("is no date {}", format()),
            Fault::NoSuchDay => "is a day that does not exist".to_owned(),
            Fault::TimeOfDay => "has a time of day; its type is `datetime`, not `date`".to_owned(),
            Fault::NotDatetime => format!("is no datetime {}", format()),
            Fault::Nested => "is a list or an object, not one value".to_owned(),
            Fault::NotList => "is no list of texts".to_owned(),
            Fault::NotAllowed => "is none of the values".to_owned(),
            Fault::OutOfRange => self.range_words(false),
        }
    }

    /// `lies outside of 0 to 120`
    pub fn range_words(&self, many: bool) -> String {
        let lies = if many { "lie" } else { "lies" };
        let dated = matches!(self.column.ty, ColumnType::Date | ColumnType::Datetime);
        let bound = |value: f64| if dated { time::day_text(value as i32) } else { value.to_string() };
        match self.column.range.map(|r| (r.low, r.high)) {
            Some((Some(low), None)) => format!("{lies} below {}", bound(low)),
            Some((None, Some(high))) => format!("{lies} above {}", bound(high)),
            Some((Some(low), Some(high))) => format!("{lies} outside of {} to {}", bound(low), bound(high)),
            _ => format!("{lies} outside of the range"),
        }
    }
}

#[cfg(test)]
mod tests;
