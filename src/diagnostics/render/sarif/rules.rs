use super::level;
use crate::diagnostics::{Code, Severity};
use serde_json::{Value, json};

/// A code as a rule: its explain page is the rule's help.
pub(super) fn descriptor(code: &Code) -> Value {
    // The title is told by `shortDescription`.
    let page = code.page.split_once('\n').map_or("", |(_, rest)| rest).trim();
    let (first, _) = page.split_once("\n\n").unwrap_or((page, ""));
    json!({
        "id": code.id,
        "name": code.name,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": first },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(code.severity) },
        "properties": {
            "tags": [area(code.id)],
            "precision": "very-high",
            "problem.severity": match code.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            },
        },
    })
}

/// What codes of these numbers are about.
fn area(id: &str) -> &'static str {
    match id.get(1..3) {
        Some("01") => "syntax",
        Some("02") => "catalog",
        Some("03") => "names",
        Some("04") => "types",
        Some("05") => "structure",
        Some("06") => "data",
        Some("08") => "tests",
        _ => "files",
    }
}
