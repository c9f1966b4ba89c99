//! One JSON object per line; columns are paths such as `value.offer id`.

use super::lines::Lines;
use super::{Batch, CellKind, Fatal, Layout, RowSource};
use crate::diagnostics::{Diagnostic, codes};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// How many objects are looked at for the paths where none were asked for.
const SAMPLE: usize = 1000;

pub(super) struct Ndjson {
    lines: Lines,
    header: Vec<String>,
    seen: Vec<u64>,
    unread: BTreeSet<String>,
}

impl Ndjson {
    pub fn open(path: &Path, shown: &str, layout: &Layout) -> Result<Ndjson, Fatal> {
        let header = match layout.paths.is_empty() {
            true => sample_paths(Lines::open(path, shown, layout)?)?,
            false => layout.paths.clone(),
        };
        let mut first = Lines::open(path, shown, layout)?;
        if first.next()?.is_some_and(|(_, line)| line.trim_start().starts_with('[')) {
            return Err(Box::new(
                Diagnostic::new(
                    &codes::UNREADABLE_DATA,
                    format!("`{shown}` is one JSON list, not an object per line"),
                )
                .help("write one object per line, for example by `jq -c '.[]'`"),
            ));
        }
        let seen = vec![0; header.len()];
        Ok(Ndjson { lines: Lines::open(path, shown, layout)?, header, seen, unread: BTreeSet::new() })
    }
}

impl RowSource for Ndjson {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Fatal> {
        batch.reset(self.header.len());
        while !batch.is_full() {
            let Some((number, line)) = self.lines.next()? else { break };
            match serde_json::from_str::<Value>(line) {
                Ok(Value::Object(object)) => {
                    batch.push_row(number);
                    for (column, path) in self.header.iter().enumerate() {
                        let value = at_path(&object, path);
                        self.seen[column] += u64::from(value.is_some());
                        push_value(batch, value);
                    }
                    note_unread(&object, "", &self.header, &mut self.unread);
                }
                Ok(_) => batch.push_fault(number, [line].into_iter(), "is no JSON object".to_owned()),
                Err(e) => {
                    let reason = format!("is no JSON from character {} on", e.column().max(1));
                    batch.push_fault(number, [line].into_iter(), reason);
                }
            }
        }
        Ok(batch.rows() > 0)
    }

    fn unread_paths(&self) -> Vec<String> {
        self.unread.iter().cloned().collect()
    }

    fn seen(&self, column: usize) -> Option<u64> {
        self.seen.get(column).copied()
    }
}

/// The value at a path. Keys may hold dots themselves: the longest key that fits goes first.
fn at_path<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    path.rmatch_indices('.').find_map(|(dot, _)| match object.get(&path[..dot]) {
        Some(Value::Object(inner)) => at_path(inner, &path[dot + 1..]),
        _ => None,
    })
}

fn push_value(batch: &mut Batch, value: Option<&Value>) {
    match value {
        None | Some(Value::Null) => batch.push_cell(CellKind::Missing, ""),
        Some(Value::Array(items)) => {
            let kind = if items.iter().any(|i| i.is_array() || i.is_object()) {
                CellKind::Nested
            } else {
                CellKind::List
            };
            let texts: Vec<Value> = items.iter().filter_map(scalar).map(Value::String).collect();
            let json = if kind == CellKind::List { Value::Array(texts) } else { Value::Array(items.clone()) };
            batch.push_cell(kind, &json.to_string());
        }
        Some(value @ Value::Object(_)) => batch.push_cell(CellKind::Nested, &value.to_string()),
        Some(Value::String(text)) => batch.push_cell(CellKind::Text, text),
        Some(value) => batch.push_cell(CellKind::Text, &scalar(value).unwrap_or_default()),
    }
}

/// The text of a scalar; of a number its shortest. `None` for null.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_f64() => number.as_f64().map(|n| n.to_string()),
        Value::Null => None,
        value => Some(value.to_string()),
    }
}

/// Remembers the paths of an object that no column reads, a whole unread object as one.
fn note_unread(object: &Map<String, Value>, prefix: &str, header: &[String], unread: &mut BTreeSet<String>) {
    for (key, value) in object {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        if header.contains(&path) || unread.contains(&path) {
            continue;
        }
        let has_read_paths =
            || header.iter().any(|h| h.strip_prefix(&path).is_some_and(|r| r.starts_with('.')));
        match value {
            Value::Object(inner) if has_read_paths() => note_unread(inner, &path, header, unread),
            Value::Null if has_read_paths() => {}
            _ => {
                unread.insert(path);
            }
        }
    }
}

/// The paths to everything that is no object, in the order in which they first appear.
fn sample_paths(mut lines: Lines) -> Result<Vec<String>, Fatal> {
    let mut found = Vec::new();
    for _ in 0..SAMPLE {
        let Some((_, line)) = lines.next()? else { break };
        if let Ok(Value::Object(object)) = serde_json::from_str(line) {
            collect_paths(&object, "", &mut found);
        }
    }
    Ok(found)
}

fn collect_paths(object: &Map<String, Value>, prefix: &str, found: &mut Vec<String>) {
    for (key, value) in object {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(inner) if !inner.is_empty() => collect_paths(inner, &path, found),
            _ if !found.contains(&path) => found.push(path),
            _ => {}
        }
    }
}
