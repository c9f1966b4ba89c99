//! The table that a run ends with.

use crate::cli::common::thousands;
use crate::cohort::{CohortResult, Results};
use comfy_table::{CellAlignment, Table};
use std::fmt::Write;

/// Cohorts and scores, then assignments, one line each.
pub fn text(results: &Results, width: usize) -> String {
    let mut out = String::new();
    for entity in &results.entities {
        let cohorts: Vec<&CohortResult> =
            results.cohorts.iter().filter(|c| c.entity == entity.name).collect();
        if cohorts.is_empty() {
            continue;
        }
        let (population, rows) = (thousands(entity.population), thousands(entity.rows));
        let of = if entity.population == entity.rows { String::new() } else { format!(" of {rows}") };
        let _ = writeln!(out, "{}: a population of {population}{of}, as of {}", entity.name, results.as_of);
        let _ = writeln!(out, "{}", table(&cohorts, width));
    }
    for assign in &results.assigns {
        let counts: Vec<String> =
            assign.counts.iter().map(|c| format!("{} {}", c.value, thousands(c.count))).collect();
        let _ =
            writeln!(out, "{}: {}, none {}", assign.name, counts.join(", "), thousands(assign.unassigned));
    }
    out
}

fn table(cohorts: &[&CohortResult], width: usize) -> Table {
    let mut table = crate::cli::common::listing(
        &["", "kind", "size", "share", "undecided", "mean score", "tiers"],
        width,
    );
    for cohort in cohorts {
        let is_score = cohort.kind == "score";
        let text = |value: String| if is_score { "–".to_owned() } else { value };
        let tiers: Vec<String> =
            cohort.tiers.iter().map(|t| format!("{} {}", t.name, thousands(t.count))).collect();
        table.add_row([
            cohort.name.clone(),
            cohort.kind.to_owned(),
            text(thousands(cohort.matched)),
            text(format!("{:.1}%", cohort.share * 100.0)),
            text(thousands(cohort.undecided)),
            cohort.mean_score.map_or("–".into(), |s| format!("{s:.1}")),
            tiers.join(", "),
        ]);
    }
    for column in 2..=5 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
