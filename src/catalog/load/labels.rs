//! What documents call things: texts in one language or in several.

use super::reader::{Map, Reader};
use crate::catalog::normalize::normalize;
use crate::catalog::yaml::{Entry, Kind, Node};
use crate::catalog::{ColumnType, Normalize};
use crate::diagnostics::codes;
use crate::source::{LocalText, Translation, language};

/// A text, or a map of texts by language: `{ en: Yearly income, zh: 年收入 }`.
pub fn text(r: &mut Reader, entry: &Entry) -> Option<LocalText> {
    let Kind::Map(entries) = &entry.value.kind else {
        return match &entry.value.kind {
            Kind::Null | Kind::List(_) => {
                let wants = "a text, or a text for each language";
                r.wrong_kind(&format!("`{}`", entry.key.value), wants, &entry.value, entry.key.span);
                None
            }
            _ => Some(entry.value.text.clone().into()),
        };
    };
    if entries.is_empty() {
        let message = format!("`{}` is empty", entry.key.value);
        r.report(&codes::BAD_SETTING, message, entry.key.span, "no language in it")
            .help("write `{ en: Income, zh: 收入 }`, or one text");
    }
    let mut texts: Vec<Translation> = Vec::new();
    for translation in r.unique(entries.clone(), "language") {
        let tag = translation.key.value.clone();
        if let Err(meant) = language::check(&tag) {
            let message = format!("`{tag}` is no language");
            let place = translation.key.span;
            match meant {
                Some(meant) => r
                    .report(&codes::NO_LANGUAGE, message, place, format!("write `{meant}`"))
                    .fix(place, meant),
                None => r
                    .report(&codes::NO_LANGUAGE, message, place, "not a language tag")
                    .help("languages are named by their short tags: `en`, `zh`, `zh-Hant`, `pt-BR`"),
            };
        } else if let Some(text) = r.text(&translation) {
            texts.push(Translation { tag, text });
        }
    }
    LocalText::new(texts)
}

/// What documents call values, by the normalised value: of an enum's `values` where that is a map, and of `value_labels`.
pub fn of_values(
    r: &mut Reader,
    map: &Map,
    ty: &ColumnType,
    steps: &[Normalize],
) -> Vec<(String, LocalText)> {
    let mut labels = Vec::new();
    if let Some(entry) = map.get("values")
        && let Kind::Map(values) = &entry.value.kind
    {
        // What is wrong with the values themselves has been reported where they were read.
        let written = values.iter().filter(|v| v.value.kind != Kind::Null);
        labels.extend(written.filter_map(|v| Some((normalize(&v.key.value, steps), text(r, v)?))));
    }
    let Some(entry) = map.get("value_labels") else { return labels };
    let Kind::Map(values) = &entry.value.kind else {
        let wants = "a map, with a value before each `:`";
        r.wrong_kind("`value_labels`", wants, &entry.value, entry.key.span)
            .help("write `value_labels: { hi: { en: High, zh: 高 } }`");
        return labels;
    };
    for value in r.unique(values.clone(), "value") {
        let name = normalize(&value.key.value, steps);
        if let ColumnType::Enum { values } = ty
            && !values.contains(&name)
        {
            let message = format!("`{}` is no value of this enum", value.key.value);
            r.report(&codes::ENUM_VALUES, message, value.key.span, "not among its `values`");
        } else if labels.iter().any(|(known, _)| *known == name) {
            let message = format!("the value `{name}` has two labels");
            r.report(&codes::DUPLICATE_KEY, message, value.key.span, "again here").help("keep one of them");
        } else if let Some(label) = text(r, &value) {
            labels.push((name, label));
        }
    }
    labels
}

/// The values of an enum as written: a list, or the keys of a map to their labels.
pub fn enum_values(r: &mut Reader, entry: &Entry) -> Option<Vec<Node>> {
    match &entry.value.kind {
        Kind::List(_) => r.texts(entry),
        Kind::Map(values) => {
            let key = |e: Entry| Node { kind: Kind::Text, text: e.key.value, span: e.key.span };
            Some(r.unique(values.clone(), "value").into_iter().map(key).collect())
        }
        _ => None,
    }
}
