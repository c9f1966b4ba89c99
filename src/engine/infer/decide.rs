//! From what a column's cells agree on to what the catalog says of it.

use super::hints;
use super::profile::{Profile, Table};
use super::readings::{MARKERS_OF_TEXT, Reading, plain};
use super::{ColumnGuess, Facts, Made, TableGuess, TextGuess};
use crate::catalog::{Column, ColumnType, Normalize, nfc};
use chrono::{Days, NaiveDate};
use std::collections::HashMap;

/// An enum has no more values than this,
const MOST_VALUES: usize = 12;
/// and no fewer rows for each of them.
const ROWS_PER_VALUE: u64 = 5;

pub(super) fn table(table: &Table) -> TableGuess {
    let text = &table.layout.text;
    let mut guess = TableGuess {
        name: table.name.clone(),
        source: table.source.clone(),
        text: TextGuess {
            format: table.layout.format,
            separator: table.shown_separator,
            encoding: text.encoding,
            quoted: text.quote.is_some(),
            header: text.header,
            skip_lines: text.skip_lines,
        },
        rows: table.rows,
        ragged: table.ragged,
        key: None,
        time: None,
        columns: Vec::new(),
        skipped: Vec::new(),
        made: None::<Made>,
    };
    let mut taken: HashMap<String, usize> = HashMap::new();
    let names = short_names(table);
    for (place, (profile, name)) in table.columns.iter().zip(names).enumerate() {
        let header = profile.header.trim();
        let doubled = table.columns.iter().filter(|c| c.header.trim() == header).count() > 1;
        let problem = if header.is_empty() {
            Some("has no name")
        } else if doubled {
            Some("stands twice in the header")
        } else if profile.shapes.nested > 0 {
            Some("holds objects, not single values")
        } else {
            None
        };
        match problem {
            Some(why) => guess.skipped.push((profile.header.clone(), why)),
            None => {
                let number = taken.entry(name.clone()).or_default();
                *number += 1;
                let name = if *number > 1 { format!("{name}_{number}") } else { name };
                let mut column = column(profile, place, name, table.is_text());
                column.column.at = table.layout.places.get(place).map(|&(_, start, length)| (start, length));
                guess.columns.push(column);
            }
        }
    }
    guess
}

/// Names for rules: the header's, or of a path in JSON its last part where that is enough.
fn short_names(table: &Table) -> Vec<String> {
    let last = |header: &str| header.rsplit('.').next().unwrap_or(header).trim().to_owned();
    let nested = table.layout.format == crate::catalog::Format::Ndjson;
    table
        .columns
        .iter()
        .map(|column| {
            let header = column.header.trim();
            let short = last(header);
            let clear = !short.is_empty()
                && table
                    .columns
                    .iter()
                    .filter(|c| last(&c.header) == short || c.header.trim() == short)
                    .count()
                    == 1;
            let name = if nested && clear { short } else { header.to_owned() };
            nfc(&name).replace(|c: char| c == '`' || c.is_control(), " ").trim().to_owned()
        })
        .collect()
}

fn column(profile: &Profile, place: usize, name: String, from_text: bool) -> ColumnGuess {
    let mut note = None;
    let mut column = typed(profile, &mut note, from_text);
    if name != profile.header.trim() {
        column.from = Some(profile.header.trim().to_owned());
    }
    column.name = name;
    let is_text = matches!(column.ty, ColumnType::Text | ColumnType::Enum { .. } | ColumnType::List);
    let markers: Vec<String> = profile
        .markers
        .keys()
        .filter(|m| !is_text || MARKERS_OF_TEXT.contains(&m.as_str()))
        .cloned()
        .collect();
    if matches!(column.ty, ColumnType::Number | ColumnType::Int | ColumnType::Decimal { .. }) {
        // A number's reader knows these two itself.
        column.null_values = markers.into_iter().filter(|m| !m.eq_ignore_ascii_case("nan")).collect();
    } else {
        column.null_values = markers;
    }
    let facts = facts(profile, &column);
    mark(&mut column, profile, &facts);
    if column.pii && matches!(column.ty, ColumnType::Enum { .. }) {
        column.ty = ColumnType::Text;
    }
    ColumnGuess { column, place, facts, note }
}

/// The first reading that all cells agree with, unless the name says that it means something else.
fn typed(profile: &Profile, note: &mut Option<String>, from_text: bool) -> Column {
    let header = &profile.header;
    if profile.shapes.lists > 0 {
        return plain(header, ColumnType::List);
    }
    if profile.known == 0 {
        *note = (profile.known_as_text() == 0).then(|| "no row has a value".to_owned());
        return plain(header, ColumnType::Text);
    }
    let whole: Vec<&Reading> = profile.readings.iter().filter(|r| r.faults == 0).collect();
    let digits_only = profile.shapes.leading_zeros > 0 || hints::is_code(header);
    for reading in &whole {
        let fits = match reading.column().ty {
            ColumnType::Bool => is_truth(profile, reading),
            ColumnType::Int | ColumnType::Number => !digits_only,
            ColumnType::Date if reading.column().date_format.as_deref() == Some("%Y%m%d") => {
                hints::is_date(header) || profile.values.len() >= 20
            }
            _ => true,
        };
        if fits {
            let mut column = reading.column().clone();
            *note = other_date_order(&column, &whole);
            if column.ty == ColumnType::Number {
                column.ty = number_type(header, profile);
            }
            return column;
        }
    }
    if !digits_only && from_text {
        *note = nearly(profile);
    }
    text(profile)
}

/// Two values, both seen; 0 and 1 only where the name does not say that they count.
fn is_truth(profile: &Profile, reading: &Reading) -> bool {
    let Some(counts) = &profile.counts else { return false };
    let words: Vec<&str> =
        counts.keys().map(String::as_str).filter(|w| !profile.markers.contains_key(*w)).collect();
    let column = reading.column();
    if !column.true_values.is_empty() {
        let own = |word: &&str| column.true_values.iter().chain(&column.false_values).any(|v| v == word);
        return words.iter().any(own);
    }
    let short = words.iter().all(|w| w.len() == 1);
    let digits = words.iter().all(|w| matches!(*w, "0" | "1"));
    // `yes` alone is clear; of one letter or digit both sides must be seen.
    (words.len() >= 2 || !short) && !(digits && hints::is_count(&profile.header))
}

fn number_type(header: &str, profile: &Profile) -> ColumnType {
    match profile.numbers.numbers() {
        Some(numbers) if (hints::is_money(header) || profile.numbers.in_cents()) && numbers.places <= 4 => {
            ColumnType::Decimal { scale: numbers.places.max(2) }
        }
        _ => ColumnType::Number,
    }
}

/// A date that also reads with day and month the other way round.
fn other_date_order(column: &Column, whole: &[&Reading]) -> Option<String> {
    let format = column.date_format.as_deref()?;
    let swapped = whole.iter().filter(|r| r.column().ty == column.ty).find_map(|r| {
        let other = r.column().date_format.as_deref()?;
        let same_parts = {
            let sorted = |f: &str| {
                let mut chars: Vec<char> = f.chars().collect();
                chars.sort_unstable();
                chars
            };
            sorted(other) == sorted(format)
        };
        (other != format && same_parts).then_some(other)
    })?;
    Some(format!("or {swapped}? no day is above 12"))
}

/// Cells that keep a column from being a number or a date.
fn nearly(profile: &Profile) -> Option<String> {
    let wanted = |r: &&Reading| {
        matches!(r.column().ty, ColumnType::Number | ColumnType::Date | ColumnType::Datetime)
            && r.faults * 50 <= profile.known
    };
    let reading = profile.readings.iter().filter(wanted).min_by_key(|r| r.faults)?;
    let what = match reading.column().ty {
        ColumnType::Number => "number",
        ColumnType::Date => "date",
        _ => "datetime",
    };
    let cells = if reading.faults == 1 { "1 cell".to_owned() } else { format!("{} cells", reading.faults) };
    Some(format!("a {what} but for {cells} such as {:?}", reading.fault.as_deref().unwrap_or_default()))
}

fn text(profile: &Profile) -> Column {
    let mut column = plain(&profile.header, ColumnType::Text);
    if profile.shapes.blanks_around > 0 {
        column.normalize = vec![Normalize::Trim];
    }
    let values = values(profile);
    let known: u64 = values.iter().map(|(_, count)| count).sum();
    let width: usize = values.iter().map(|(value, _)| value.chars().count() + 4).sum();
    let few = (2..=MOST_VALUES).contains(&values.len()) && width <= 240;
    let choices = few && known >= values.len() as u64 * ROWS_PER_VALUE;
    // A semicolon separates; a comma may also stand within a value.
    let list = profile.as_lists().filter(|found| !choices || !matches!(found.separator, ',' | '，' | '/'));
    if let Some(found) = list {
        column.ty = ColumnType::List;
        column.separator = Some(found.separator.to_string());
        column.normalize = if found.trim { vec![Normalize::Trim] } else { Vec::new() };
    } else if choices {
        column.ty = ColumnType::Enum { values: values.into_iter().map(|(value, _)| value).collect() };
    }
    column
}

/// A text's values without those that mean missing, most frequent first; none where there are many.
fn values(profile: &Profile) -> Vec<(String, u64)> {
    let counted = profile.counts.iter().flatten();
    let mut values: Vec<(String, u64)> = counted
        .filter(|(value, _)| !MARKERS_OF_TEXT.contains(&value.as_str()))
        .map(|(value, count)| (value.clone(), *count))
        .collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values
}

fn facts(profile: &Profile, column: &Column) -> Facts {
    let marked: u64 =
        profile.markers.iter().filter(|(m, _)| column.null_values.contains(m)).map(|(_, n)| n).sum();
    let texts = matches!(column.ty, ColumnType::Text | ColumnType::Enum { .. } | ColumnType::List);
    let known = if texts { profile.known_as_text() - marked } else { profile.known };
    let numeric = matches!(column.ty, ColumnType::Int | ColumnType::Number | ColumnType::Decimal { .. });
    let dated = matches!(column.ty, ColumnType::Date | ColumnType::Datetime);
    let day = |n: i32| {
        NaiveDate::default()
            .checked_add_days(Days::new(n.max(0) as u64))
            .filter(|_| n >= 0)
            .or_else(|| NaiveDate::default().checked_sub_days(Days::new(n.unsigned_abs().into())))
    };
    Facts {
        known,
        missing: profile.missing + profile.known_as_text() - known,
        unique: profile.unique && profile.markers.is_empty() && known > 0,
        distinct: profile.counts.as_ref().map_or(profile.values.len(), |c| c.len()),
        values: match &column.ty {
            ColumnType::List if column.separator.is_some() => {
                profile.as_lists().map(|f| f.items).unwrap_or_default()
            }
            _ => values(profile),
        },
        numbers: profile.numbers.numbers().filter(|_| numeric),
        days: profile.days.filter(|_| dated).and_then(|(low, high)| day(low).zip(day(high))),
        example: profile.example.clone(),
        segment: hints::is_segment(&profile.header),
    }
}

/// `pii` and `sensitive`.
fn mark(column: &mut Column, profile: &Profile, facts: &Facts) {
    let header = &profile.header;
    // A truth value or a choice of few tells nobody's identity: `PhoneService: Yes`.
    let telling = column.ty != ColumnType::Bool && (facts.distinct > MOST_VALUES || facts.unique);
    let shaped = profile.mostly(profile.shapes.emails, 8)
        || (column.ty == ColumnType::Text
            && hints::is_code(header)
            && profile.mostly(profile.shapes.phones, 8)
            && !header.to_lowercase().contains("zip")
            && !header.contains("邮"))
        || (hints::could_be_person(header) && profile.mostly(profile.shapes.people, 7));
    column.pii = (telling && hints::personal(header).is_some()) || shaped;
    column.sensitive = hints::is_sensitive(header);
}
