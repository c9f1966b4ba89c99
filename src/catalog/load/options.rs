//! The options of a column.

use super::reader::{Map, Reader};
use super::{labels, values};
use crate::catalog::normalize::normalize;
use crate::catalog::yaml::{Entry, Kind, Node};
use crate::catalog::{ColumnType, Normalize, Range};
use crate::diagnostics::codes;

/// Texts without their places.
pub fn plain(nodes: Vec<Node>) -> Vec<String> {
    nodes.into_iter().map(|n| n.text).collect()
}

/// A type as messages say it.
pub fn type_word(ty: &ColumnType) -> &'static str {
    match ty {
        ColumnType::Bool => "a bool",
        ColumnType::Int => "an int",
        ColumnType::Number => "a number",
        ColumnType::Decimal { .. } => "a decimal",
        ColumnType::Text => "a text",
        ColumnType::Enum { .. } => "an enum",
        ColumnType::Date => "a date",
        ColumnType::Datetime => "a datetime",
        ColumnType::List => "a list",
    }
}

/// Reports options that other types have.
pub fn check_use(r: &mut Reader, map: &Map, ty: &ColumnType) {
    use ColumnType::*;
    type Fits = fn(&ColumnType) -> bool;
    let uses: [(&str, Fits, &str); 13] = [
        ("scale", |t| matches!(t, Decimal { .. }), "decimal"),
        ("values", |t| matches!(t, Enum { .. }), "enum"),
        (
            "range",
            |t| matches!(t, Int | Number | Decimal { .. } | Date | Datetime),
            "int, number, decimal, date and datetime",
        ),
        ("normalize", |t| matches!(t, Text | Enum { .. } | List), "text, enum and list"),
        ("date_format", |t| matches!(t, Date | Datetime), "date and datetime"),
        ("timezone", |t| matches!(t, Datetime), "datetime"),
        ("as_of", |t| matches!(t, Date | Datetime), "date and datetime"),
        ("separator", |t| matches!(t, List), "list"),
        ("thousands", |t| matches!(t, Int | Number | Decimal { .. }), "int, number and decimal"),
        ("decimal", |t| matches!(t, Int | Number | Decimal { .. }), "int, number and decimal"),
        ("true_values", |t| matches!(t, Bool), "bool"),
        ("quotable", |t| matches!(t, Text), "text"),
        ("value_labels", |t| matches!(t, Text | Enum { .. } | List), "text, enum and list"),
    ];
    let both = uses.iter().copied().chain([("false_values", uses[10].1, "bool")]);
    for (key, fits, words) in both {
        if let Some(entry) = map.get(key)
            && !fits(ty)
        {
            let message = format!("`{key}` does not go with {}", type_word(ty));
            r.report(&codes::USELESS_OPTION, message, entry.key.span, "no use here")
                .help(format!("`{key}` goes with {words}; take it away, or change the type"));
        }
    }
}

/// `scale` of a decimal; 2 where it is missing or wrong (which is reported).
pub fn scale(r: &mut Reader, map: &Map, column: &Entry) -> u32 {
    const LIKELY: u32 = 2;
    match map.get("scale") {
        Some(entry) => r.whole(entry, 9).map_or(LIKELY, |n| n as u32),
        None => {
            let message = format!("the decimal `{}` has no `scale`", column.key.value);
            r.report(&codes::MISSING_KEY, message, column.key.span, "how many places has it?")
                .help("write `{ type: decimal, scale: 2 }`");
            LIKELY
        }
    }
}

/// An enum with its values normalised; a text if they cannot be used, so that rules over the column are still checked.
pub fn enumeration(r: &mut Reader, map: &Map, column: &Entry, steps: &[Normalize]) -> ColumnType {
    let name = &column.key.value;
    let Some(entry) = map.get("values") else {
        r.report(
            &codes::ENUM_VALUES,
            format!("the enum `{name}` has no `values`"),
            column.key.span,
            "what may stand in it?",
        )
        .help("write `{ type: enum, values: [open, closed] }`, or make it a `text`");
        return ColumnType::Text;
    };
    let Some(written) = labels::enum_values(r, entry) else {
        r.wrong_kind("`values`", "a list of texts", &entry.value, entry.key.span)
            .help("write `values: [open, closed]`, or, with what documents call them, `values: { open: Open, closed: Closed }`");
        return ColumnType::Text;
    };
    let mut values: Vec<(String, Node)> = Vec::new();
    for node in written {
        let value = normalize(&node.text, steps);
        if value.is_empty() || node.kind == Kind::Null {
            let span = if node.text.is_empty() { entry.key.span } else { node.span };
            r.report(&codes::ENUM_VALUES, "an empty value is missing, not a value", span, "empty")
                .help("take it away; a word that only looks empty is put in quotes: \"null\"");
            continue;
        }
        if let Some((_, first)) = values.iter().find(|(v, _)| *v == value) {
            let message = match first.text == node.text {
                true => format!("the value `{value}` stands twice in `{name}`"),
                false => format!(
                    "`{}` and `{}` are both `{value}` once they are normalised",
                    first.text, node.text
                ),
            };
            r.report(&codes::ENUM_VALUES, message, node.span, "again here")
                .also(first.span, "first here")
                .help("keep one of them");
            continue;
        }
        values.push((value, node));
    }
    if values.is_empty() {
        let nothing = match &entry.value.kind {
            Kind::List(items) => items.is_empty(),
            Kind::Map(items) => items.is_empty(),
            _ => false,
        };
        if nothing {
            r.report(
                &codes::ENUM_VALUES,
                format!("the enum `{name}` allows no value"),
                entry.key.span,
                "empty",
            )
            .help("name the values, or make it a `text`");
        }
        return ColumnType::Text;
    }
    ColumnType::Enum { values: values.into_iter().map(|(value, _)| value).collect() }
}

/// `range: [low, high]`. `None` where it cannot be used.
pub fn range(r: &mut Reader, entry: &Entry, ty: &ColumnType) -> Option<Range> {
    let Kind::List(bounds) = &entry.value.kind else {
        r.wrong_kind("`range`", "two bounds", &entry.value, entry.key.span).help("write `range: [0, 120]`");
        return None;
    };
    let [low, high] = bounds.as_slice() else {
        let message = format!("`range` wants two bounds, got {}", bounds.len());
        r.report(&codes::BAD_SETTING, message, entry.key.span, "low and high")
            .help("write `range: [0, 120]`; `null` leaves a side open: `[0, null]`");
        return None;
    };
    let dated = matches!(ty, ColumnType::Date | ColumnType::Datetime);
    let range = Range { low: bound(r, low, dated)?, high: bound(r, high, dated)? };
    if let (Some(l), Some(h)) = (range.low, range.high)
        && l > h
    {
        let message = format!("the range from {} to {} is empty", low.text, high.text);
        r.report(&codes::BAD_SETTING, message, low.span.to(high.span), "low is above high")
            .help(format!("write `[{}, {}]`", high.text, low.text));
        return None;
    }
    Some(range)
}

/// A bound, `Some(None)` for an open side.
fn bound(r: &mut Reader, node: &Node, dated: bool) -> Option<Option<f64>> {
    let number = match node.kind {
        Kind::Null => return Some(None),
        Kind::Int(value) if !dated => Some(value as f64),
        Kind::Number(value) if !dated && value.is_finite() => Some(value),
        Kind::Text if dated => values::date(&node.text).map(|d| {
            let epoch = chrono::NaiveDate::default();
            d.signed_duration_since(epoch).num_days() as f64
        }),
        // `1_000` is text for YAML, but a number for people and for rules.
        Kind::Text => {
            let digits = node.text.replace('_', "");
            digits
                .parse()
                .ok()
                .filter(|n: &f64| n.is_finite() && digits.starts_with(|c: char| c != 'i' && c != 'n'))
        }
        _ => None,
    };
    if number.is_none() {
        let wants = if dated { "a date such as `2026-10-31`" } else { "a number" };
        r.wrong_kind("a bound of `range`", wants, node, node.span);
    }
    number.map(Some)
}

/// `at: [start, length]`, both from 1.
pub fn at(r: &mut Reader, entry: &Entry) -> Option<(usize, usize)> {
    let place = match &entry.value.kind {
        Kind::List(items) => match items.as_slice() {
            [Node { kind: Kind::Int(start), .. }, Node { kind: Kind::Int(length), .. }] => {
                usize::try_from(*start).ok().zip(usize::try_from(*length).ok())
            }
            _ => None,
        },
        _ => None,
    };
    // Far beyond any line, and small enough that sums cannot overflow.
    const LONGEST: usize = 1_000_000;
    match place {
        Some((start, length)) if (1..=LONGEST).contains(&start) && (1..=LONGEST).contains(&length) => place,
        _ => {
            let message = "`at` wants the first character (from 1) and how many there are";
            r.report(&codes::BAD_SETTING, message, entry.key.span, "two whole numbers, both at least 1")
                .help("write `at: [1, 6]`");
            None
        }
    }
}

/// What stands between the items of a list; `\t` is a tab.
pub fn separator(r: &mut Reader, entry: &Entry) -> Option<String> {
    let text = r.text(entry)?;
    if text.is_empty() {
        r.report(&codes::BAD_SETTING, "`separator` is empty", entry.key.span, "nothing separates items")
            .help("write `separator: \";\"`");
        return None;
    }
    Some(if text == "\\t" { "\t".to_owned() } else { text })
}

/// `thousands` and `decimal`.
pub fn number_marks(r: &mut Reader, map: &Map) -> (Option<char>, char) {
    let thousands = map.get("thousands").and_then(|e| r.character(e));
    let decimal = map.get("decimal").and_then(|e| r.character(e));
    let point = decimal.unwrap_or('.');
    if thousands == Some(point)
        && let Some(entry) = map.get("thousands")
    {
        let message = format!("`{point}` cannot mean both thousands and the decimal point");
        let reported = r.report(&codes::BAD_SETTING, message, entry.key.span, "thousands");
        let help = "write `thousands: \".\"` with `decimal: \",\"`, or the other way round";
        match map.get("decimal") {
            Some(other) => reported.also(other.key.span, "the decimal point").help(help),
            None => reported.help(help),
        };
        return (None, point);
    }
    (thousands, point)
}

/// `false_values`, none of which may be among the `true_values`.
pub fn false_values(r: &mut Reader, map: &Map) -> Vec<String> {
    let Some(no) = map.get("false_values").and_then(|e| r.texts(e)) else { return Vec::new() };
    let yes: Vec<Node> = match map.get("true_values").map(|e| &e.value.kind) {
        Some(Kind::List(items)) => items.clone(),
        _ => Vec::new(),
    };
    for node in &no {
        if let Some(other) = yes.iter().find(|y| y.text == node.text) {
            let message = format!("`{}` cannot mean both true and false", node.text);
            r.report(&codes::BAD_SETTING, message, node.span, "false here")
                .also(other.span, "true here")
                .help("keep it in one of the lists");
        }
    }
    plain(no)
}
