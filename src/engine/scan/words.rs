//! Findings about rows, in words.

use super::cell::CellReader;
use super::table::Kind;
use crate::catalog::ColumnType;
use crate::cohort::Example;
use crate::diagnostics::suggest;

/// `1 row is`, `1,425 rows are`.
pub(super) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// With commas between thousands.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

pub(super) fn type_word(ty: &ColumnType) -> String {
    match ty {
        ColumnType::Bool => "truth value".to_owned(),
        ColumnType::Int => "whole number".to_owned(),
        ColumnType::Number => "number".to_owned(),
        ColumnType::Decimal { scale: 1 } => "number with at most 1 decimal place".to_owned(),
        ColumnType::Decimal { scale } => format!("number with at most {scale} decimal places"),
        ColumnType::Text | ColumnType::Enum { .. } => "text".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Datetime => "datetime".to_owned(),
        ColumnType::List => "list".to_owned(),
    }
}

/// One example on a line.
pub(super) fn example(example: &Example) -> String {
    let Example { file, line, value, reason, .. } = example;
    match value.is_empty() {
        true => format!("{file}, line {line}: the row {reason}"),
        false => format!("{file}, line {line}: `{}` {reason}", value.replace(['\n', '\r', '\t'], " ")),
    }
}

/// What to do about it.
pub(super) fn way_out(kind: Kind, reader: Option<&CellReader>, examples: &[Example]) -> String {
    let first = examples.first().map_or("", |e| e.value.as_str());
    match kind {
        Kind::Ragged => {
            "mend these lines: a separator or a line break inside a cell needs quotes around the cell"
                .to_owned()
        }
        Kind::BadCell => bad_cell(reader, first),
        Kind::NotAllowed => not_allowed(reader, first),
        Kind::OutOfRange => {
            format!(
                "mend the values, widen `range`, or, if `{first}` stands for nothing, add `null_values: [\"{first}\"]`"
            )
        }
        Kind::MissingKey => "every row of a table with a `key` needs one; mend the file".to_owned(),
        Kind::DuplicateKey => {
            "keep one row of each, or name the column as `key` that tells rows apart".to_owned()
        }
        Kind::Orphan => {
            "see that the other table's file is complete, and that both keys are written and normalised alike"
                .to_owned()
        }
        Kind::OwnerAside => "mend the rows that they belong to".to_owned(),
    }
}

fn bad_cell(reader: Option<&CellReader>, first: &str) -> String {
    let nothing = format!("if `{first}` stands for nothing, add `null_values: [\"{first}\"]` to the column");
    let Some(reader) = reader else { return nothing };
    let digits = first.bytes().any(|b| b.is_ascii_digit());
    let particular = match &reader.column.ty {
        ColumnType::Bool => Some("say what it means by `true_values` and `false_values`".to_owned()),
        ColumnType::Date | ColumnType::Datetime => super::cell::format_of(first)
            .map(|format| format!("say how the dates are written: `date_format: \"{format}\"`")),
        ColumnType::Int | ColumnType::Number | ColumnType::Decimal { .. }
            if digits && first.contains(',') =>
        {
            Some("say how the numbers are written: `thousands: \",\"` or `decimal: \",\"`".to_owned())
        }
        ColumnType::Int if digits && first.contains('.') => {
            Some("give the column the type `number`".to_owned())
        }
        ColumnType::Decimal { .. } if digits => {
            Some("raise the `scale`, or give the column the type `number`".to_owned())
        }
        _ => None,
    };
    match particular {
        Some(text) if digits => text,
        Some(text) => format!("{text}; {nothing}"),
        None => format!("mend the cells; {nothing}"),
    }
}

fn not_allowed(reader: Option<&CellReader>, first: &str) -> String {
    let Some(ColumnType::Enum { values }) = reader.map(|r| &r.column.ty) else {
        return "mend the cells".to_owned();
    };
    let near = suggest::nearest(first, values.iter().map(String::as_str));
    let normal = reader.is_some_and(|r| r.column.normalize.is_empty());
    match near {
        Some(near) if normal && near.to_lowercase() == first.trim().to_lowercase() => {
            format!("`{near}` is allowed: `normalize: [trim, lower]` makes cells alike")
        }
        Some(near) => format!("is `{near}` meant? Mend the cells, or add the value to `values`"),
        None => "mend the cells, or add the value to `values`".to_owned(),
    }
}

/// What a column of a type holds.
pub(super) fn plural(ty: &ColumnType) -> &'static str {
    match ty {
        ColumnType::Bool => "truth values",
        ColumnType::Int => "whole numbers",
        ColumnType::Number => "numbers",
        ColumnType::Decimal { .. } => "decimal numbers",
        ColumnType::Text | ColumnType::Enum { .. } => "texts",
        ColumnType::Date => "dates",
        ColumnType::Datetime => "datetimes",
        ColumnType::List => "lists",
    }
}
