//! What of the rules the tests see: as tables, and for machines.

use super::Ready;
use crate::diagnostics::{Diagnostic, codes};
use crate::testing::{BoundCover, Coverage, RuleCover, Share};
use serde_json::{Value, json};

/// Rules, bounds, and how much of both is seen.
pub fn text(coverage: &Coverage, width: usize) -> String {
    let mut out = String::new();
    if !coverage.rules.is_empty() {
        let rows = coverage.rules.iter().map(|rule| {
            let unknown = rule.seen_unknown.map_or("–", mark);
            let name = if rule.graded { format!("{} (graded)", rule.text) } else { rule.text.clone() };
            let kind = rule.kind.to_owned();
            let marks = [mark(rule.seen_true), mark(rule.seen_false), unknown].map(str::to_owned);
            vec![rule.owner.clone(), kind, name, marks[0].clone(), marks[1].clone(), marks[2].clone()]
        });
        out += &table(&["", "", "rule", "true", "false", "unknown"], rows, width);
    }
    if !coverage.bounds.is_empty() {
        let rows = coverage.bounds.iter().map(|bound| {
            let marks = [mark(bound.inside), mark(bound.outside)].map(str::to_owned);
            vec![
                bound.owner.clone(),
                bound.text.clone(),
                bound.bound.clone(),
                marks[0].clone(),
                marks[1].clone(),
            ]
        });
        out += &table(&["", "comparison", "bound", "inside", "outside"], rows, width);
    }
    let share =
        |name: &str, share: Share| format!("{name} {:.0}% ({} of {})", floor(share), share.seen, share.all);
    let (rules, bounds) = (share("rules", coverage.of_rules()), share("bounds", coverage.of_bounds()));
    out += &format!("coverage: {rules}, {bounds}, {}\n", share("together", coverage.total()));
    out
}

/// Whole percent; 100 only where nothing is missing.
fn floor(share: Share) -> f64 {
    share.percent().floor()
}

fn mark(seen: bool) -> &'static str {
    if seen { "✓" } else { "✗" }
}

/// The owner is written once, above its rows.
fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>, width: usize) -> String {
    let mut table = crate::cli::common::listing(header, width);
    let mut owner = String::new();
    for mut row in rows {
        if row[0] == owner {
            row[0].clear()
        } else {
            owner.clone_from(&row[0])
        }
        table.add_row(row);
    }
    format!("{table}\n")
}

/// The finding that less than `least` percent is seen.
pub fn too_little(coverage: &Coverage, least: f64) -> Option<Diagnostic> {
    let total = coverage.total();
    if total.percent() >= least {
        return None;
    }
    let message = format!("the tests see {:.0}% of the rules, less than {least}%", floor(total));
    let help = "`personac test --coverage` lists all that is missing";
    let finding = Diagnostic::new(&codes::COVERAGE, message).help(help);
    Some(missing(coverage).into_iter().take(5).fold(finding, Diagnostic::note))
}

/// What no test sees, a line each.
fn missing(coverage: &Coverage) -> Vec<String> {
    let rule = |rule: &RuleCover| {
        let unseen: Vec<&str> = rule.truths().filter(|(_, seen)| !seen).map(|(name, _)| name).collect();
        let unseen = unseen.join(" or ");
        (!unseen.is_empty())
            .then(|| format!("`{}`: no test sees {unseen}: {} {}", rule.owner, rule.kind, rule.text))
    };
    let bound = |bound: &BoundCover| {
        let unseen: Vec<&str> =
            bound.sides().into_iter().filter(|(_, seen)| !seen).map(|(name, _)| name).collect();
        let unseen = unseen.join(" or ");
        (!unseen.is_empty())
            .then(|| format!("`{}`: no test stands {unseen} of {}: {}", bound.owner, bound.bound, bound.text))
    };
    coverage.rules.iter().filter_map(rule).chain(coverage.bounds.iter().filter_map(bound)).collect()
}

pub fn json(coverage: &Coverage, ready: &Ready) -> Value {
    let share = |share: Share| json!({ "seen": share.seen, "all": share.all, "percent": share.percent() });
    let place = |span: crate::source::Span| {
        let file = &ready.sources.file(span.file).path;
        (file.clone(), ready.sources.position(span).line)
    };
    let rules = coverage.rules.iter().map(|rule| {
        let (path, line) = place(rule.span);
        json!({
            "owner": rule.owner, "kind": rule.kind, "text": rule.text, "path": path, "line": line,
            "graded": rule.graded, "true": rule.seen_true, "false": rule.seen_false, "unknown": rule.seen_unknown,
        })
    });
    let bounds = coverage.bounds.iter().map(|bound| {
        let (path, line) = place(bound.span);
        json!({
            "owner": bound.owner, "text": bound.text, "bound": bound.bound, "path": path, "line": line,
            "inside": bound.inside, "outside": bound.outside,
        })
    });
    json!({
        "rules": rules.collect::<Value>(),
        "bounds": bounds.collect::<Value>(),
        "of_rules": share(coverage.of_rules()),
        "of_bounds": share(coverage.of_bounds()),
        "total": share(coverage.total()),
    })
}
