//! The form for programs.

use super::gate::{Gate, Verdict};
use super::versions::New;
use super::{Report, since_lock};
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
        "people": report.public(),
        "since_lock": report.since_lock.as_ref().map(since_lock::json),
        "budgets": report.budgets.as_ref().map(|budgets| self::budgets(report, budgets)),
        "gate": report.budgets.as_ref().filter(|_| report.gate).map(|budgets| if budgets.is_open() { "open" } else { "closed" }),
        "findings": {
            "old": render::json(&report.sides.old.errors(), &report.sides.old.shown_sources()),
            "new": render::json(&report.sides.new.errors(), &report.sides.new.shown_sources()),
        },
    })
}

/// What became of each budget; counts as far as they may be told.
fn budgets(report: &Report<'_>, budgets: &Gate) -> Value {
    let told = budgets.outcomes.iter().map(|outcome| {
        let approved = match &outcome.verdict {
            Verdict::Approved(by) => Value::from(by.as_str()),
            _ => Value::Null,
        };
        json!({
            "cohort": outcome.cohort,
            "budget": outcome.text,
            "of": if outcome.of_old { "old" } else { "new" },
            "verdict": outcome.verdict.word(),
            "approved": approved,
            "moved": outcome.flow.map(|flow| report.flow(flow, false)),
        })
    });
    told.collect()
}

fn revision(commit: &Commit) -> Value {
    json!({ "revision": commit.name, "commit": commit.id })
}
