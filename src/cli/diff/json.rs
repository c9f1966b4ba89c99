//! The form for programs.

use super::Report;
use super::versions::New;
use crate::diagnostics::render;
use crate::source::git::Commit;
use serde_json::{Value, json};

/// The version of the form. It becomes another one when something that is there now goes or means something else.
const VERSION: u32 = 1;

/// See *Versions* in the language reference.
pub fn value(report: &Report<'_>) -> Value {
    let (new, parted) = match (&report.versions.new, &report.versions.parted) {
        (New::Files, parted) => (Value::Null, parted),
        (New::At(commit), parted) => (revision(commit), parted),
    };
    let mut old = revision(&report.versions.old);
    old["parted"] =
        parted.as_ref().map_or(Value::Null, |(branch, main)| json!({ "branch": branch, "main": main }));
    json!({
        "version": VERSION,
        "personac": env!("CARGO_PKG_VERSION"),
        "project": report.project,
        "folder": report.prefix.to_string_lossy(),
        "old": old,
        "new": new,
        "keeps_meaning": report.keeps_meaning(),
        "changes": report.changes,
        "findings": {
            "old": render::json(&report.sides.old.errors(), &report.sides.old.shown_sources()),
            "new": render::json(&report.sides.new.errors(), &report.sides.new.shown_sources()),
        },
    })
}

fn revision(commit: &Commit) -> Value {
    json!({ "revision": commit.name, "commit": commit.id })
}
