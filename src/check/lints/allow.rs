//! `allow(LINT) because "…"`: which findings pass, and which of the allows let nothing pass.

use super::levels::{self, GROUP, LINTS, Levels, UNDOCUMENTED};
use crate::diagnostics::{Code, Diagnostic, codes, suggest};
use crate::model::Allow;
use crate::source::{Span, Spanned};
use crate::syntax::ast;

/// The allows of all files, lint by lint. Reports names that are no lint's.
pub(super) fn collect(files: &[ast::File], diagnostics: &mut Vec<Diagnostic>) -> Vec<Allow> {
    let mut found = Vec::new();
    for allow in files.iter().flat_map(|f| &f.items).flat_map(|item| &item.allows) {
        for lint in &allow.lints {
            let named = match lint.value.as_str() {
                GROUP => Ok(UNDOCUMENTED.to_vec()),
                name => one(name, lint),
            };
            let codes = named.unwrap_or_else(|diagnostic| {
                diagnostics.push(*diagnostic);
                Vec::new()
            });
            found.extend(codes.into_iter().map(|code| Allow {
                code,
                span: lint.span,
                covers: allow.covers,
                because: allow.because.value.clone(),
            }));
        }
    }
    found
}

fn one(name: &str, lint: &Spanned<String>) -> Result<Vec<&'static Code>, Box<Diagnostic>> {
    let wrong = |message: String, label: &str, help: String| {
        Err(Box::new(Diagnostic::new(&codes::ALLOW, message).at(lint.span, label).help(help)))
    };
    match codes::find(name) {
        Some(code) if levels::is_lint(code) => Ok(vec![code]),
        Some(code) if *code == codes::SENSITIVE_COLUMN => wrong(
            format!("`{name}` is an error, and cannot be allowed here"),
            "not a lint",
            "say in personac.yaml why rules may use the column: `privacy: { allow_sensitive: { COLUMN: \"…\" } }`"
                .into(),
        ),
        Some(_) => wrong(
            format!("`{name}` cannot be allowed: it is no lint"),
            "not a lint",
            "what is wrong has to be put right; `personac error` lists the lints".into(),
        ),
        None => {
            let names = LINTS.iter().flat_map(|l| [l.code.name, l.code.id]).chain([GROUP]);
            let help = match suggest::nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write a lint as `check` prints it, by name or code: `overdue-review`".into(),
            };
            wrong(format!("there is no lint `{name}`"), "allows nothing", help)
        }
    }
}

/// How much has been looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// There are errors, so some lints were not looked for.
    Partly,
    /// All that needs no data.
    WithoutData,
    /// What needs data, and nothing else.
    WithData,
}

/// Leaves out what is allowed at its place or turned off, gives the rest the severity that the project asks for, and adds the
/// allows that let nothing pass.
pub fn settle(allows: &[Allow], levels: &Levels, told: Told, found: &mut Vec<Diagnostic>) {
    let mut used = vec![false; allows.len()];
    found.retain_mut(|diagnostic| {
        let Some(place) = diagnostic.labels.first().map(|label| label.span) else {
            return !levels::is_off(levels, diagnostic);
        };
        let mut allowed = false;
        for (allow, used) in allows.iter().zip(&mut used) {
            if allow.code == diagnostic.code && holds(allow.covers, place) {
                (*used, allowed) = (true, true);
            }
        }
        !allowed && !levels::is_off(levels, diagnostic)
    });
    let useless = useless(allows, &used, told);
    found.extend(useless.into_iter().filter_map(|mut diagnostic| {
        let off = levels::is_off(levels, &mut diagnostic);
        (!off).then_some(diagnostic)
    }));
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// A group is of use if one of its lints is.
fn useless(allows: &[Allow], used: &[bool], told: Told) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, allow) in allows.iter().enumerate() {
        let first = allows[..at].iter().all(|other| other.span != allow.span);
        let of_use = allows.iter().zip(used).any(|(other, used)| *used && other.span == allow.span);
        let needs_data = levels::find(allow.code).is_some_and(|lint| lint.needs_data);
        let looked_for = match told {
            Told::Partly => false,
            Told::WithoutData => !needs_data,
            Told::WithData => needs_data,
        };
        if !first || of_use || !looked_for {
            continue;
        }
        let message = format!("nothing here is `{}`, so there is nothing to allow", allow.code.name);
        found.push(
            Diagnostic::new(&codes::USELESS_ALLOW, message)
                .at(allow.span, "lets nothing pass")
                .help("take it out: should the lint come back, somebody will see it"),
        );
    }
    found
}
