//! One column.

use super::reader::{Map, Reader};
use super::values;
use super::{labels, options};
use crate::catalog::keys;
use crate::catalog::yaml::{Entry, Kind, Node};
use crate::catalog::{Column, ColumnType, nfc};
use crate::diagnostics::codes;

/// What a table says for all its columns.
pub struct Defaults {
    pub date_format: Option<String>,
}

/// A type in words; those that need more (`scale`, `values`) get it from their options.
#[derive(Clone, Copy)]
enum Word {
    Bool,
    Int,
    Number,
    Decimal,
    Text,
    Enum,
    Date,
    Datetime,
    List,
}

const TYPES: [(&str, Word); 9] = [
    ("bool", Word::Bool),
    ("int", Word::Int),
    ("number", Word::Number),
    ("decimal", Word::Decimal),
    ("text", Word::Text),
    ("enum", Word::Enum),
    ("date", Word::Date),
    ("datetime", Word::Datetime),
    ("list", Word::List),
];

/// What other tools call our types.
const SYNONYMS: [(&str, &str); 22] = [
    ("string", "text"),
    ("str", "text"),
    ("varchar", "text"),
    ("utf8", "text"),
    ("object", "text"),
    ("boolean", "bool"),
    ("integer", "int"),
    ("bigint", "int"),
    ("int64", "int"),
    ("int32", "int"),
    ("float", "number"),
    ("float64", "number"),
    ("double", "number"),
    ("real", "number"),
    ("numeric", "decimal"),
    ("money", "decimal"),
    ("currency", "decimal"),
    ("timestamp", "datetime"),
    ("time", "datetime"),
    ("category", "enum"),
    ("categorical", "enum"),
    ("array", "list"),
];

/// Reads a column; `None` if not even its type could be read.
pub fn column(r: &mut Reader, entry: &Entry, defaults: &Defaults) -> Option<Column> {
    let what = format!("the column `{}`", entry.key.value);
    match &entry.value.kind {
        Kind::Map(entries) => {
            let map = r.map(entries.clone(), &what, keys::COLUMN);
            let Some(ty) = map.get("type") else {
                r.report(&codes::MISSING_KEY, format!("{what} has no `type`"), entry.key.span, "this column")
                    .help("add `type:` bool, int, number, decimal, text, enum, date, datetime or list");
                return None;
            };
            let word = word(r, &what, &ty.value, ty)?;
            Some(filled(r, entry, &map, word, defaults))
        }
        Kind::List(_) => {
            r.wrong_kind(&what, "a type", &entry.value, entry.key.span)
                .help("allowed values are written `{ type: enum, values: [open, closed] }`");
            None
        }
        Kind::Null => {
            r.report(&codes::MISSING_KEY, format!("{what} has no type"), entry.key.span, "this column").help(
                "write one behind the colon: bool, int, number, decimal, text, enum, date, datetime or list",
            );
            None
        }
        _ => {
            let word = word(r, &what, &entry.value, entry)?;
            let map = r.map(Vec::new(), &what, keys::COLUMN);
            Some(filled(r, entry, &map, word, defaults))
        }
    }
}

fn word(r: &mut Reader, what: &str, node: &Node, entry: &Entry) -> Option<Word> {
    if node.kind != Kind::Text {
        r.wrong_kind(what, "a type", node, entry.key.span)
            .help("there is bool, int, number, decimal, text, enum, date, datetime and list");
        return None;
    }
    let name = node.text.trim().to_lowercase();
    if let Some((_, word)) = TYPES.iter().find(|(known, _)| *known == name) {
        return Some(*word);
    }
    let bare = name.split('(').next().unwrap_or_default().trim();
    if let Some((_, ours)) =
        SYNONYMS.iter().chain([("decimal", "decimal")].iter()).find(|(theirs, _)| *theirs == bare)
    {
        let write = match *ours {
            "decimal" => "{ type: decimal, scale: 2 }",
            "enum" => "{ type: enum, values: [open, closed] }",
            other => other,
        };
        r.report(&codes::UNKNOWN_WORD, format!("there is no type `{}`", node.text), node.span, "not known")
            .help(format!("write `{write}`"));
    } else {
        r.unknown_word("type", node, TYPES.iter().map(|(name, _)| *name).collect());
    }
    None
}

fn filled(r: &mut Reader, entry: &Entry, map: &Map, word: Word, defaults: &Defaults) -> Column {
    let name = nfc(&entry.key.value);
    let normalize = map.get("normalize").map(|e| values::normalize(r, e)).unwrap_or_default();
    let ty = match word {
        Word::Bool => ColumnType::Bool,
        Word::Int => ColumnType::Int,
        Word::Number => ColumnType::Number,
        Word::Decimal => ColumnType::Decimal { scale: options::scale(r, map, entry) },
        Word::Text => ColumnType::Text,
        Word::Enum => options::enumeration(r, map, entry, &normalize),
        Word::Date => ColumnType::Date,
        Word::Datetime => ColumnType::Datetime,
        Word::List => ColumnType::List,
    };
    // An enum whose values are wrong has become a text; its options were written for the enum.
    if !matches!((word, &ty), (Word::Enum, ColumnType::Text)) {
        options::check_use(r, map, &ty);
    }
    let dated = matches!(ty, ColumnType::Date | ColumnType::Datetime);
    let texts =
        |r: &mut Reader, key| map.get(key).and_then(|e| r.texts(e)).map_or_else(Vec::new, options::plain);
    let truth = |r: &mut Reader, key| map.get(key).and_then(|e| r.truth(e)).unwrap_or(false);
    let (thousands, decimal_point) = options::number_marks(r, map);
    Column {
        // The file's header has the name as it was typed; rules know the composed form.
        from: map
            .get("from")
            .and_then(|e| r.text(e))
            .or_else(|| (name != entry.key.value).then(|| entry.key.value.clone())),
        at: map.get("at").and_then(|e| options::at(r, e)),
        range: map.get("range").and_then(|e| options::range(r, e, &ty)),
        date_format: match map.get("date_format") {
            Some(e) => values::date_format(r, e),
            None => defaults.date_format.clone().filter(|_| dated),
        },
        timezone: map.get("timezone").and_then(|e| values::timezone(r, e)),
        separator: map.get("separator").and_then(|e| options::separator(r, e)),
        thousands,
        decimal_point,
        true_values: texts(r, "true_values"),
        false_values: options::false_values(r, map),
        null_values: texts(r, "null_values"),
        as_of: truth(r, "as_of"),
        unit: map.get("unit").and_then(|e| labels::text(r, e)),
        label: map.get("label").and_then(|e| labels::text(r, e)),
        value_labels: labels::of_values(r, map, &ty, &normalize),
        pii: truth(r, "pii"),
        sensitive: truth(r, "sensitive"),
        quotable: truth(r, "quotable"),
        span: entry.key.span,
        name,
        ty,
        normalize,
    }
}
