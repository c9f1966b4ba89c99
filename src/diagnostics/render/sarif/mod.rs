//! Findings in SARIF 2.1.0, the form that code scanning reads.
//!
//! One run. A finding is a result of the rule that its code is; one about the command line or a file that cannot be read, which
//! stands nowhere in a spec, is a notification of the invocation. Paths are relative to `%SRCROOT%`, the repository's
//! root; where that is on this machine is not said, so that the same specs give the same bytes everywhere. Columns count
//! characters. What examples and figures of the data would tell about people is left out.

mod fingerprint;
mod rules;

use super::public::{discreet, more};
use super::{Findings, json};
use crate::diagnostics::{Code, Diagnostic, Label, Severity};
use crate::source::{FileId, Span};
use fingerprint::Fingerprints;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT: &str = "%SRCROOT%";

/// How the command ran.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// What tells this run from others of the same tool over the same commit: `check/specs/shop`.
    pub category: String,
    pub exit_code: u8,
}

pub fn sarif(findings: &Findings, invocation: &Invocation) -> Value {
    let told: Vec<Diagnostic> = findings.diagnostics.iter().map(discreet).collect();
    let (notifications, results): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        told.iter().partition(|d| is_notification(d));
    let log = Log {
        findings: *findings,
        artifacts: artifacts(findings),
        rules: rules_of(&results),
        notified: rules_of(&notifications),
    };
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = results.iter().map(|d| log.result(d, &mut fingerprints)).collect();
    let failed = notifications.iter().any(|d| d.is_error());
    let notifications: Vec<Value> = notifications.iter().map(|d| log.notification(d)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "personac",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": "en",
                "rules": descriptors(&log.rules),
                "notifications": descriptors(&log.notified),
            }},
            "automationDetails": { "id": format!("personac/{}/", invocation.category) },
            "invocations": [{
                "executionSuccessful": !failed,
                "exitCode": invocation.exit_code,
                "toolExecutionNotifications": notifications,
            }],
            "originalUriBaseIds": { ROOT: { "description": { "text": "the root of the repository" } } },
            "artifacts": log.artifacts.keys().map(|&file| log.artifact(file)).collect::<Value>(),
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Findings about the command line and about files that cannot be read belong to no rule that specs could break.
fn is_notification(diagnostic: &Diagnostic) -> bool {
    diagnostic.labels.is_empty() && diagnostic.code.id.starts_with("E07")
}

/// The files, each with its place in `artifacts`.
fn artifacts(findings: &Findings) -> BTreeMap<FileId, usize> {
    let files = findings.sources.files().filter(|(_, file)| file.on_disk);
    files.enumerate().map(|(index, (id, _))| (id, index)).collect()
}

/// The codes of findings by their ids, each with its place in the list of rules.
type Rules = BTreeMap<&'static str, (usize, &'static Code)>;

fn rules_of(diagnostics: &[&Diagnostic]) -> Rules {
    let mut rules: Rules = diagnostics.iter().map(|d| (d.code.id, (0, d.code))).collect();
    rules.values_mut().enumerate().for_each(|(index, rule)| rule.0 = index);
    rules
}

fn descriptors(rules: &Rules) -> Value {
    rules.values().map(|(_, code)| rules::descriptor(code)).collect()
}

struct Log<'a> {
    findings: Findings<'a>,
    artifacts: BTreeMap<FileId, usize>,
    rules: Rules,
    notified: Rules,
}

impl Log<'_> {
    fn result(&self, diagnostic: &Diagnostic, fingerprints: &mut Fingerprints) -> Value {
        let (primary, others) = diagnostic.labels.split_at(diagnostic.labels.len().min(1));
        let locations: Vec<Value> = primary
            .iter()
            .filter_map(|label| self.physical(label.span))
            .map(|p| json!({ "physicalLocation": p }))
            .collect();
        let related: Vec<Value> =
            others.iter().enumerate().filter_map(|(i, label)| self.related(i + 1, label)).collect();
        let mut result = json!({
            "ruleId": diagnostic.code.id,
            "ruleIndex": self.rules.get(diagnostic.code.id).map(|rule| rule.0),
            "level": level(diagnostic.severity),
            "message": { "text": message(diagnostic) },
            "locations": locations,
            "partialFingerprints": { "primaryLocationLineHash": fingerprints.of(diagnostic, &self.findings) },
        });
        if !related.is_empty() {
            result["relatedLocations"] = related.into();
        }
        if let Some(fix) = self.fix(diagnostic) {
            result["fixes"] = json!([fix]);
        }
        result
    }

    fn notification(&self, diagnostic: &Diagnostic) -> Value {
        json!({
            "descriptor": { "id": diagnostic.code.id, "index": self.notified.get(diagnostic.code.id).map(|rule| rule.0) },
            "level": level(diagnostic.severity),
            "message": { "text": message(diagnostic) },
        })
    }

    fn related(&self, id: usize, label: &Label) -> Option<Value> {
        let mut location = json!({ "id": id, "physicalLocation": self.physical(label.span)? });
        if !label.text.is_empty() {
            location["message"] = json!({ "text": label.text });
        }
        Some(location)
    }

    /// None for a place in no file.
    fn physical(&self, span: Span) -> Option<Value> {
        Some(json!({ "artifactLocation": self.artifact_location(span.file)?, "region": self.region(span) }))
    }

    fn artifact_location(&self, id: FileId) -> Option<Value> {
        let index = self.artifacts.get(&id)?;
        let mut location = self.location(id);
        location["index"] = json!(index);
        Some(location)
    }

    fn location(&self, id: FileId) -> Value {
        let place = self.findings.paths.place(&self.findings.sources.file(id).path);
        let mut location = json!({ "uri": place.uri() });
        if place.inside {
            location["uriBaseId"] = ROOT.into();
        }
        location
    }

    fn artifact(&self, id: FileId) -> Value {
        json!({ "location": self.location(id), "roles": ["analysisTarget"], "encoding": "UTF-8" })
    }

    /// Lines and columns from 1, the end exclusive.
    fn region(&self, span: Span) -> Value {
        let file = self.findings.sources.file(span.file);
        let (start, end) = (file.position(span.start as usize), file.position(span.end as usize));
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        })
    }

    fn fix(&self, diagnostic: &Diagnostic) -> Option<Value> {
        let fix = diagnostic.fix.as_ref()?;
        let replacement = json!({
            "deletedRegion": self.region(fix.span),
            "insertedContent": { "text": fix.replacement },
        });
        let description = diagnostic.help.as_deref().unwrap_or("write what is meant");
        Some(json!({
            "description": { "text": description },
            "artifactChanges": [{
                "artifactLocation": self.artifact_location(fix.span.file)?,
                "replacements": [replacement],
            }],
        }))
    }
}

/// What is wrong, then what there is to say of it. Braces stand as they are: readers put arguments in for `{0}` only if there
/// are arguments, and would show doubled ones.
fn message(told: &Diagnostic) -> String {
    let more = more(told);
    if more.is_empty() { told.message.clone() } else { format!("{}\n\n{}", told.message, more.join("\n")) }
}

fn level(severity: Severity) -> &'static str {
    json::severity(severity)
}
