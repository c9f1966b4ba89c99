use crate::diagnostics::{Diagnostic, Severity};
use crate::source::{SourceMap, Span};
use serde_json::{Map, Value, json};

/// All findings as a JSON array, for machines.
///
/// Each has `code`, `name`, `severity`, `message`, the place (`path`, `line`, `column`, `end_line`, `end_column`; lines
/// and columns from 1, columns in characters, the end exclusive; all null for a finding without a place), `labels` (a
/// place and a `text` each, the first one primary), `help`, `notes`, and `fix` (a place and the `replacement` for what
/// stands there, or null).
pub fn json(diagnostics: &[Diagnostic], sources: &SourceMap) -> Value {
    diagnostics.iter().map(|d| finding(d, sources)).collect()
}

fn finding(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let mut object = Map::new();
    object.insert("code".into(), diagnostic.code.id.into());
    object.insert("name".into(), diagnostic.code.name.into());
    object.insert("severity".into(), severity(diagnostic.severity).into());
    object.insert("message".into(), diagnostic.message.as_str().into());
    match diagnostic.labels.first() {
        Some(label) => object.extend(place(label.span, sources)),
        None => object.extend(PLACE.map(|key| (key.to_owned(), Value::Null))),
    }
    let labels = diagnostic.labels.iter().map(|label| {
        let mut object = place(label.span, sources);
        object.insert("text".into(), label.text.as_str().into());
        Value::Object(object)
    });
    object.insert("labels".into(), labels.collect());
    object.insert("help".into(), json!(diagnostic.help));
    object.insert("notes".into(), json!(diagnostic.notes));
    let fix = diagnostic.fix.as_ref().map(|fix| {
        let mut object = place(fix.span, sources);
        object.insert("replacement".into(), fix.replacement.as_str().into());
        object
    });
    object.insert("fix".into(), json!(fix));
    Value::Object(object)
}

const PLACE: [&str; 5] = ["path", "line", "column", "end_line", "end_column"];

fn place(span: Span, sources: &SourceMap) -> Map<String, Value> {
    let file = sources.file(span.file);
    let (start, end) = (file.position(span.start as usize), file.position(span.end as usize));
    let values: [Value; 5] = [
        file.path.as_str().into(),
        start.line.into(),
        start.column.into(),
        end.line.into(),
        end.column.into(),
    ];
    PLACE.map(str::to_owned).into_iter().zip(values).collect()
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
