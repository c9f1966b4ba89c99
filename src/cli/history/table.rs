//! A history on the screen.

use crate::cli::common::listing;
use crate::cli::common::thousands;
use crate::cohort::{AssignHistory, CohortHistory, History, Measured, Point, Projection, Refusal};
use comfy_table::{CellAlignment, Table};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Per cohort its sizes, its metrics, and the sizes to come.
pub fn text(history: &History, width: usize) -> String {
    let mut out = String::new();
    let first = history.dates.first().map_or("", String::as_str);
    let last = history.dates.last().map_or("", String::as_str);
    let period = format!("{first} to {last} by {}", history.step.word());
    for cohort in &history.cohorts {
        let _ = writeln!(out, "{} ({} of {}), {period}", cohort.name, cohort.kind, cohort.entity);
        let _ = writeln!(out, "{}", sizes(history, cohort, width));
        for table in metrics(history, cohort, width) {
            let _ = writeln!(out, "{table}");
        }
        outlook(&mut out, history, cohort, width);
        out.push('\n');
    }
    for assign in &history.assigns {
        let _ = writeln!(out, "{} (assignment of {}), {period}", assign.name, assign.entity);
        let _ = writeln!(out, "{}", assign_table(history, assign, width));
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn sizes(history: &History, cohort: &CohortHistory, width: usize) -> Table {
    let scored = cohort.points.iter().any(|p| p.mean_score.is_some());
    let is_score = cohort.kind == "score";
    let tiers = cohort.points.first().is_some_and(|p| !p.tiers.is_empty());
    let mut head = vec!["", if is_score { "population" } else { "size" }];
    head.extend((!is_score).then_some("share"));
    head.extend(["entered", "left"]);
    head.extend(scored.then_some("mean score"));
    let aligned = head.len();
    head.extend(tiers.then_some("tiers"));
    let mut table = listing(&head, width);
    let moved = |n: Option<u64>, sign: char| match n {
        None => String::new(),
        Some(0) => "0".to_owned(),
        Some(n) => format!("{sign}{}", thousands(n)),
    };
    for (date, point) in history.dates.iter().zip(&cohort.points) {
        let mut row = vec![date.clone(), thousands(point.size)];
        row.extend((!is_score).then(|| format!("{:.1}%", point.share * 100.0)));
        row.extend([moved(point.entered, '+'), moved(point.left, '−')]);
        row.extend(scored.then(|| point.mean_score.map_or("–".into(), |s| format!("{s:.1}"))));
        row.extend(tiers.then(|| tiers_of(point)));
        table.add_row(row);
    }
    right(&mut table, 1..aligned);
    table
}

/// As many metrics beside each other as fit.
fn metrics(history: &History, cohort: &CohortHistory, width: usize) -> Vec<Table> {
    const DATE: usize = 13;
    let column = |m: usize| -> Vec<String> {
        cohort.points.iter().filter_map(|p| Some(measured(p.metrics.get(m)?.figure.value.as_ref()))).collect()
    };
    let all = cohort.points.first().map_or(&[][..], |p| &p.metrics);
    let mut tables = Vec::new();
    let mut place = 0;
    while place < all.len() {
        let (mut head, mut columns, mut used) = (vec![""], Vec::new(), DATE);
        while let Some(metric) = all.get(place) {
            let cells = column(place);
            let own =
                cells.iter().map(|c| c.chars().count()).chain([metric.name.width()]).max().unwrap_or(0) + 3;
            if used + own > width && !columns.is_empty() {
                break;
            }
            used += own;
            head.push(&metric.name);
            columns.push(cells);
            place += 1;
        }
        let mut table = listing(&head, width);
        for (row, date) in history.dates.iter().enumerate() {
            let cells = columns.iter().map(|cells| cells.get(row).cloned().unwrap_or_default());
            table.add_row([date.clone()].into_iter().chain(cells));
        }
        right(&mut table, 1..head.len());
        tables.push(table);
    }
    tables
}

fn right(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn tiers_of(point: &Point) -> String {
    let tiers: Vec<String> =
        point.tiers.iter().map(|t| format!("{} {}", t.name, thousands(t.count))).collect();
    tiers.join(", ")
}

fn measured(value: Option<&Measured>) -> String {
    match value {
        None => "–".to_owned(),
        Some(Measured::Day(day)) => day.clone(),
        Some(Measured::Number(x)) if x.abs() >= 1_000.0 => format!("{x:.0}"),
        Some(Measured::Number(x)) => format!("{x:.3}"),
    }
}

/// The sizes to come, what they stand on and how that would have done, or why there are none.
fn outlook(out: &mut String, history: &History, cohort: &CohortHistory, width: usize) {
    let refusal = match &cohort.projection {
        Projection::To { dates, from, to, outlook } => {
            let mut table = listing(&["", "projected", "80 % interval", "95 % interval"], width);
            let interval = |low: u64, high: u64| format!("{} to {}", thousands(low), thousands(high));
            for (date, r) in dates.iter().zip(&outlook.ahead) {
                let size = format!("≈ {}", thousands(r.size));
                table.add_row([
                    date.clone(),
                    size,
                    interval(r.low_80, r.high_80),
                    interval(r.low_95, r.high_95),
                ]);
            }
            right(&mut table, 1..4);
            let c = &outlook.coverage;
            let (first, last) = (&history.dates[*from], &history.dates[*to]);
            let _ = writeln!(out, "{table}");
            let _ = writeln!(
                out,
                "damped trend (α {:.2}, β {:.2}, φ {:.2}) through the {} sizes of {first} to {last}",
                outlook.alpha, outlook.beta, outlook.phi, outlook.fitted,
            );
            let _ = writeln!(
                out,
                "80 % interval: in {} of {} back-tested steps the size lay inside; 95 %: in {}",
                c.inside_80, c.sizes, c.inside_95,
            );
            return;
        }
        Projection::Refused(refusal) => refusal,
    };
    let why = match refusal {
        Refusal::NotAsked => return,
        Refusal::Flat => "the size is the same on every date by construction".to_owned(),
        Refusal::TooShort { sizes, needed } => format!(
            "it takes {needed} whole steps with data, 8 to fit a trend to and 4 to try it on; there are {sizes}"
        ),
        Refusal::Unchanged => "the size has never changed".to_owned(),
        Refusal::NotFitted => "no trend fits the sizes".to_owned(),
        Refusal::Hidden => "too few of the sizes may be shown".to_owned(),
    };
    let _ = writeln!(out, "no projection: {why}");
}

fn assign_table(history: &History, assign: &AssignHistory, width: usize) -> Table {
    let personas: Vec<&str> = assign
        .points
        .first()
        .map(|p| p.counts.iter().map(|c| c.value.as_str()).collect())
        .unwrap_or_default();
    let mut head = vec![""];
    head.extend(&personas);
    head.extend(["none", "entered", "left", "changed"]);
    let mut table = listing(&head, width);
    for (date, point) in history.dates.iter().zip(&assign.points) {
        let mut row = vec![date.clone()];
        row.extend(point.counts.iter().map(|c| thousands(c.count)));
        row.push(thousands(point.unassigned));
        let moves = point.moves.map_or([None; 3], |m| [m.entered, m.left, m.changed].map(Some));
        row.extend(moves.map(|n| n.map_or_else(String::new, thousands)));
        table.add_row(row);
    }
    right(&mut table, 1..head.len());
    table
}
