//! Many findings of one lint, summed up, so that they do not bury the rest.

use super::common;
use crate::check::lints;
use crate::diagnostics::Diagnostic;
use crate::source::SourceMap;
use std::collections::BTreeMap;

/// So many findings of a lint are shown in full, if there are not a few more only.
const SHOWN: usize = 3;
const FEW: usize = 6;

/// The findings to be shown, and a line for each lint of which there are more.
pub fn summed(found: &[Diagnostic], sources: &SourceMap) -> (Vec<Diagnostic>, Vec<String>) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let codes = found.iter().filter(|d| lints::is_lint(d.code)).map(|d| d.code.id);
    codes.for_each(|id| *count.entry(id).or_default() += 1);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rest: BTreeMap<(&str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    let mut shown = Vec::new();
    for diagnostic in found {
        let seen = seen.entry(diagnostic.code.id).or_default();
        *seen += 1;
        if count.get(diagnostic.code.id).is_none_or(|count| *count <= FEW) || *seen <= SHOWN {
            shown.push(diagnostic.clone());
            continue;
        }
        let file = diagnostic.labels.first().map_or("", |l| &sources.file(l.span.file).path);
        let files = rest.entry((diagnostic.code.id, diagnostic.code.name)).or_default();
        *files.entry(file).or_default() += 1;
    }
    let lines = rest.iter().map(|((id, name), files)| line(id, name, files)).collect();
    (shown, lines)
}

fn line(id: &str, name: &str, files: &BTreeMap<&str, usize>) -> String {
    const FILES: usize = 3;
    let total: usize = files.values().sum();
    let mut most: Vec<(&&str, &usize)> = files.iter().collect();
    most.sort_by_key(|(file, count)| (std::cmp::Reverse(**count), **file));
    let mut named: Vec<String> =
        most.iter().take(FILES).map(|(file, count)| format!("{file} ({count})")).collect();
    if files.len() > FILES {
        named.push(common::count(files.len() - FILES, "more file"));
    }
    format!("{id} {name}: {total} more, in {}; `--show-all` shows each of them", named.join(", "))
}
