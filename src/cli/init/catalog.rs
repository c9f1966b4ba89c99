//! The text of `personac.yaml`.

use super::yaml::{list, map, number, padding, quoted, text, with_comments};
use crate::catalog::{ColumnType, Encoding, Format, Normalize};
use crate::engine::infer::{ColumnGuess, Inference, RelationGuess, TableGuess};
use unicode_width::UnicodeWidthStr;

/// Lines longer than this do not push the comments of the others to the right.
const MOST_CODE: usize = 84;
const MOST_SETTING: usize = 60;

pub(super) fn write(inference: &Inference, project: &str) -> String {
    let mut out = String::from(
        "# The catalog: which tables there are, what their columns mean, and how they hang together.\n\
         # Written by `personac init` from the data: a first guess, to be read and corrected.\n",
    );
    out.push_str(&head(inference, project));
    out.push_str("\ntables:\n");
    let tables: Vec<String> = (0..inference.tables.len()).map(|t| table(inference, t)).collect();
    out.push_str(&tables.join("\n"));
    out
}

fn head(inference: &Inference, project: &str) -> String {
    let mut lines = vec![(format!("project: {}", text(project)), String::new())];
    let chinese = inference.tables.iter().flat_map(|t| &t.columns).any(|c| c.column.name.chars().any(is_han));
    let zone = if chinese { "Asia/Shanghai" } else { "UTC" };
    lines.push((
        format!("timezone: {zone}"),
        "of calendar days, and of datetimes that name no zone".to_owned(),
    ));
    match inference.as_of {
        Some(day) => lines.push((
            format!("as_of: {day}"),
            "the newest row; later ones do not exist. Leave it out for today".to_owned(),
        )),
        None => lines.push((
            "# as_of: 2026-10-31".to_owned(),
            "fix the day of the run, so that everybody gets the same figures".to_owned(),
        )),
    }
    if let Some(entity) = inference.entity {
        let name = text(&inference.tables[entity].name);
        lines.push((
            format!("entity: {name}"),
            "what a persona is about, unless it says `of TABLE`".to_owned(),
        ));
    }
    lines.push((
        "privacy: { min_cell: 10 }".to_owned(),
        "no document shows a figure about fewer people".to_owned(),
    ));
    with_comments(&lines, MOST_CODE)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn table(inference: &Inference, index: usize) -> String {
    let guess = &inference.tables[index];
    let mut out = String::new();
    if let Some(made) = &guess.made {
        let from = &inference.tables[made.from].name;
        let key = &guess.columns[0].column.name;
        out.push_str(&format!(
            "  # Made by `personac init`: one row for each {key} in {from}. Make it anew when the data changes.\n"
        ));
    }
    out.push_str(&format!("  {}:\n", text(&guess.name)));
    let mut lines = settings(guess);
    lines.extend(belongs_to(inference, index));
    out.push_str(&with_comments(&lines, MOST_SETTING));
    out.push_str("    columns:\n");
    out.push_str(&columns(guess));
    for (name, why) in &guess.skipped {
        let name = if name.trim().is_empty() { "a column".to_owned() } else { format!("`{name}`") };
        out.push_str(&format!("      # left out: {name} {why}\n"));
    }
    out
}

/// Everything above `belongs_to`.
fn settings(guess: &TableGuess) -> Vec<(String, String)> {
    let line = |key: &str, value: String| format!("    {key}: {value}");
    let rows = if guess.rows == 1 { "1 row".to_owned() } else { format!("{} rows", thousands(guess.rows)) };
    let mut lines = vec![(line("source", text(&guess.source)), rows)];
    let how = &guess.text;
    if let Some(separator) = how.separator {
        lines.push((line("separator", quoted(&separator.to_string())), String::new()));
    }
    match how.encoding {
        Encoding::Utf8 => {}
        Encoding::Gbk => lines.push((line("encoding", "gbk".to_owned()), String::new())),
        Encoding::Latin1 => lines.push((line("encoding", "latin-1".to_owned()), String::new())),
    }
    if !how.quoted {
        lines.push((line("quote", "none".to_owned()), "quotes in the file are plain text".to_owned()));
    }
    let fixed = how.format == Format::FixedWidth;
    if fixed && how.header {
        lines.push((line("header", "true".to_owned()), "the first line is no row".to_owned()));
    }
    if !how.header && !fixed {
        lines.push((
            line("header", "false".to_owned()),
            "columns in the file's order; give them names".to_owned(),
        ));
    }
    if how.skip_lines > 0 {
        lines.push((line("skip_lines", how.skip_lines.to_string()), String::new()));
    }
    match guess.key {
        Some(key) => lines.push((line("key", text(&guess.columns[key].column.name)), String::new())),
        None => lines.push((
            "    # key:".to_owned(),
            "no column names its rows, so no persona can be about them".to_owned(),
        )),
    }
    if let Some(time) = guess.time {
        let days = guess.columns[time].facts.days;
        let comment = days.map_or(String::new(), |(first, last)| format!("{first} … {last}"));
        lines.push((line("time", text(&guess.columns[time].column.name)), comment));
    }
    if guess.ragged > 0 {
        let rows =
            if guess.ragged == 1 { "1 row has" } else { &format!("{} rows have", thousands(guess.ragged)) };
        let comment = format!("{rows} more or fewer cells than the header: set aside, not lost");
        lines.push((line("on_error", "quarantine".to_owned()), comment));
    }
    lines
}

/// A relation as an entry of the map.
struct Entry<'a> {
    relation: &'a RelationGuess,
    key: String,
    value: String,
    comment: String,
}

fn belongs_to(inference: &Inference, child: usize) -> Vec<(String, String)> {
    let relations: Vec<&RelationGuess> = inference.relations.iter().filter(|r| r.child == child).collect();
    let mut entries: Vec<Entry> = relations.iter().map(|r| entry(inference, r, r.long)).collect();
    let mut keys: Vec<&str> = entries.iter().map(|e| e.key.as_str()).collect();
    keys.sort_unstable();
    // A table's name may stand once, and not where another relation has it as its own name.
    if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        entries = relations.iter().map(|r| entry(inference, r, true)).collect();
    }
    let (good, broken): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| e.relation.orphans.is_none());
    let mut lines = Vec::new();
    match good.as_slice() {
        [] if broken.is_empty() => return lines,
        [] => lines.push(("    # belongs_to:".to_owned(), String::new())),
        [only] if broken.is_empty() => {
            let pair = [(only.key.clone(), only.value.clone())];
            lines.push((format!("    belongs_to: {}", map(&pair)), only.comment.clone()));
        }
        _ => lines.push(("    belongs_to:".to_owned(), String::new())),
    }
    let single = good.len() == 1 && broken.is_empty();
    for entry in good.iter().filter(|_| !single) {
        lines.push((format!("      {}: {}", entry.key, entry.value), entry.comment.clone()));
    }
    for entry in &broken {
        lines.push((format!("      # {}: {}", entry.key, entry.value), entry.comment.clone()));
    }
    lines
}

fn entry<'a>(inference: &Inference, relation: &'a RelationGuess, long: bool) -> Entry<'a> {
    let (child, parent) = (&inference.tables[relation.child], &inference.tables[relation.parent]);
    let (column, table) = (text(&child.columns[relation.column].column.name), text(&parent.name));
    let some = telling_column(parent);
    let comment = match (&relation.orphans, some) {
        (Some(orphans), _) => match &orphans.rows {
            Some((rows, example)) => format!("{} rows name others, such as {example:?}", thousands(*rows)),
            None => format!("{} values are not there", thousands(orphans.values as u64)),
        },
        (None, Some(some)) => {
            format!("read as {}.{}", super::persona::name(&relation.name), super::persona::name(some))
        }
        (None, None) => String::new(),
    };
    let (key, value) = match long {
        true => (text(&relation.name), map(&[("table".to_owned(), table), ("by".to_owned(), column)])),
        false => (table, column),
    };
    Entry { relation, key, value, comment }
}

/// A column to show how a relation is read: rather a choice with a plain name than an identifier.
fn telling_column(table: &TableGuess) -> Option<&str> {
    let columns = table.columns.iter().enumerate().filter(|(c, _)| Some(*c) != table.key);
    columns
        .min_by_key(|(_, c)| {
            let quoted = super::persona::name(&c.column.name) != c.column.name;
            (c.facts.unique || c.facts.distinct < 2, quoted, !matches!(c.column.ty, ColumnType::Enum { .. }))
        })
        .map(|(_, c)| c.column.name.as_str())
}

fn thousands(n: u64) -> String {
    number(n as f64, 0, ',')
}

fn columns(guess: &TableGuess) -> String {
    let names: Vec<String> = guess.columns.iter().map(|c| text(&c.column.name)).collect();
    let width = names.iter().map(|n| n.width()).filter(|w| *w <= 40).max().unwrap_or(0);
    let lines: Vec<(String, String)> = guess
        .columns
        .iter()
        .zip(&names)
        .map(|(column, name)| {
            (format!("      {name}:{} {}", padding(name, width), definition(column)), comment(column))
        })
        .collect();
    with_comments(&lines, MOST_CODE)
}

/// `{ type: int }` with all that the column needs.
fn definition(guess: &ColumnGuess) -> String {
    let column = &guess.column;
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut add = |key: &str, value: String| entries.push((key.to_owned(), value));
    let word = match &column.ty {
        ColumnType::Bool => "bool",
        ColumnType::Int => "int",
        ColumnType::Number => "number",
        ColumnType::Decimal { .. } => "decimal",
        ColumnType::Text => "text",
        ColumnType::Enum { .. } => "enum",
        ColumnType::Date => "date",
        ColumnType::Datetime => "datetime",
        ColumnType::List => "list",
    };
    add("type", word.to_owned());
    if let Some((start, length)) = column.at {
        add("at", format!("[{start}, {length}]"));
    }
    if let ColumnType::Decimal { scale } = column.ty {
        add("scale", scale.to_string());
    }
    if let ColumnType::Enum { values } = &column.ty {
        add("values", list(values.iter().map(String::as_str)));
    }
    let texts = |values: &[String]| list(values.iter().map(String::as_str));
    let steps = column.normalize.iter().map(|step| match step {
        Normalize::Trim => "trim",
        Normalize::Lower => "lower",
        Normalize::Nfkc => "nfkc",
    });
    let optional = [
        ("date_format", column.date_format.as_deref().map(quoted)),
        ("separator", column.separator.as_deref().map(quoted)),
        ("thousands", column.thousands.map(|c| quoted(&c.to_string()))),
        ("decimal", (column.decimal_point != '.').then(|| quoted(&column.decimal_point.to_string()))),
        ("true_values", (!column.true_values.is_empty()).then(|| texts(&column.true_values))),
        ("false_values", (!column.false_values.is_empty()).then(|| texts(&column.false_values))),
        ("normalize", (!column.normalize.is_empty()).then(|| list(steps))),
        ("null_values", (!column.null_values.is_empty()).then(|| texts(&column.null_values))),
        ("from", column.from.as_deref().map(text)),
        ("pii", column.pii.then(|| "true".to_owned())),
        ("sensitive", column.sensitive.then(|| "true".to_owned())),
    ];
    for (key, value) in optional {
        if let Some(value) = value {
            add(key, value);
        }
    }
    map(&entries)
}

/// What the cells are like, in a few words.
fn comment(guess: &ColumnGuess) -> String {
    let facts = &guess.facts;
    let mut parts = Vec::new();
    if facts.distinct == 1 && facts.known > 1 && !guess.column.pii {
        parts.push(format!("always {}", facts.example));
    } else if let Some(n) = facts.numbers.filter(|_| !guess.column.pii && !facts.unique) {
        let places = n.places.min(4) as usize;
        // Years are not grouped by thousands.
        let years = n.places == 0 && n.low >= 1000.0 && n.high <= 2200.0;
        let [low, high] = [n.low, n.high].map(|n| if years { n.to_string() } else { number(n, places, ',') });
        parts.push(format!("{low} … {high}"));
    } else if let Some((first, last)) = facts.days {
        parts.push(format!("{first} … {last}"));
    } else if guess.column.ty == ColumnType::List && !facts.values.is_empty() {
        let items: Vec<&str> = facts.values.iter().take(4).map(|(item, _)| item.as_str()).collect();
        let more = if facts.values.len() > items.len() { ", …" } else { "" };
        parts.push(format!("{}{more}", items.join(", ")));
    }
    if facts.known > 0 && facts.missing > 0 {
        parts.push(format!("{} missing", thousands(facts.missing)));
    }
    parts.extend(guess.note.clone());
    // A line break inside a comment would end it.
    parts.join("; ").replace(char::is_control, " ")
}
