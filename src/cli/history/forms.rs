//! A history for other programs: CSV, a line per cohort and date, and JSON. Both are exact.

use crate::cohort::{AssignHistory, CohortHistory, History, Measured, Projection};
use serde_json::{Value, json};

/// All cohorts one below the other; then, if there are, projected sizes as further lines.
pub fn csv(history: &History) -> String {
    let mut sheet = Sheet::default();
    for cohort in &history.cohorts {
        cohort_rows(&mut sheet, history, cohort, true);
    }
    for assign in &history.assigns {
        assign_rows(&mut sheet, history, assign, true);
    }
    sheet.text()
}

/// One cohort's.
pub fn cohort_csv(history: &History, cohort: &CohortHistory) -> String {
    let mut sheet = Sheet::default();
    cohort_rows(&mut sheet, history, cohort, false);
    sheet.text()
}

/// One assignment's.
pub fn assign_csv(history: &History, assign: &AssignHistory) -> String {
    let mut sheet = Sheet::default();
    assign_rows(&mut sheet, history, assign, false);
    sheet.text()
}

fn cohort_rows(sheet: &mut Sheet, history: &History, cohort: &CohortHistory, named: bool) {
    let scored = cohort.kind == "score";
    for (date, point) in history.dates.iter().zip(&cohort.points) {
        let mut row = sheet.row(named.then_some(cohort.name.as_str()), date);
        row.set("size", point.size.to_string());
        row.set("population", point.population.to_string());
        if !scored {
            row.set("share", six(point.share));
            row.set("undecided", point.undecided.to_string());
        }
        row.set("mean_score", point.mean_score.map_or_else(String::new, six));
        row.set("entered", point.entered.map_or_else(String::new, |n| n.to_string()));
        row.set("left", point.left.map_or_else(String::new, |n| n.to_string()));
        for tier in &point.tiers {
            row.set(&format!("tier {}", tier.name), tier.count.to_string());
        }
        if !point.tiers.is_empty() {
            row.set("below tiers", point.below_tiers.to_string());
        }
        for metric in &point.metrics {
            let value = match &metric.figure.value {
                Some(Measured::Number(x)) => six(*x),
                Some(Measured::Day(day)) => day.clone(),
                None => String::new(),
            };
            row.set(&format!("metric {}", metric.name), value);
        }
    }
    if let Projection::To { dates, outlook, .. } = &cohort.projection {
        for (date, range) in dates.iter().zip(&outlook.ahead) {
            let mut row = sheet.row(named.then_some(cohort.name.as_str()), date);
            row.set("projected", range.size.to_string());
            row.set("low 80", range.low_80.to_string());
            row.set("high 80", range.high_80.to_string());
            row.set("low 95", range.low_95.to_string());
            row.set("high 95", range.high_95.to_string());
        }
    }
}

fn assign_rows(sheet: &mut Sheet, history: &History, assign: &AssignHistory, named: bool) {
    for (date, point) in history.dates.iter().zip(&assign.points) {
        let mut row = sheet.row(named.then_some(assign.name.as_str()), date);
        let assigned: u64 = point.counts.iter().map(|count| count.count).sum();
        row.set("size", assigned.to_string());
        row.set("population", point.population.to_string());
        row.set("entered", point.moves.map_or_else(String::new, |m| m.entered.to_string()));
        row.set("left", point.moves.map_or_else(String::new, |m| m.left.to_string()));
        row.set("changed", point.moves.map_or_else(String::new, |m| m.changed.to_string()));
        for count in &point.counts {
            row.set(&format!("persona {}", count.value), count.count.to_string());
        }
        row.set("unassigned", point.unassigned.to_string());
    }
}

/// With at most six decimals, as files of cohorts have them.
fn six(x: f64) -> String {
    format!("{}", (x * 1e6).round() / 1e6 + 0.0)
}

/// Rows whose columns come up one by one; a cell that a row does not have is empty.
#[derive(Default)]
struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<(usize, String)>>,
}

struct Row<'s> {
    sheet: &'s mut Sheet,
}

impl Sheet {
    fn row(&mut self, name: Option<&str>, date: &str) -> Row<'_> {
        self.rows.push(Vec::new());
        let mut row = Row { sheet: self };
        if let Some(name) = name {
            row.set("name", name.to_owned());
        }
        row.set("date", date.to_owned());
        row
    }

    fn text(&self) -> String {
        let mut text = String::new();
        line(&mut text, self.columns.iter().map(String::as_str));
        for row in &self.rows {
            let cell =
                |column: usize| row.iter().find(|(c, _)| *c == column).map_or("", |(_, text)| text.as_str());
            line(&mut text, (0..self.columns.len()).map(cell));
        }
        text
    }
}

impl Row<'_> {
    fn set(&mut self, column: &str, text: String) {
        let columns = &mut self.sheet.columns;
        let place = columns.iter().position(|name| name == column).unwrap_or_else(|| {
            columns.push(column.to_owned());
            columns.len() - 1
        });
        if let Some(row) = self.sheet.rows.last_mut() {
            row.push((place, text));
        }
    }
}

/// Quoted where needed; names of tiers and metrics are people's, and no cell begins as a formula does.
fn line<'c>(text: &mut String, cells: impl Iterator<Item = &'c str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        let formula =
            cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && cell.parse::<f64>().is_err();
        let guarded = format!("'{cell}");
        let cell = if formula { guarded.as_str() } else { cell };
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// All figures, by date.
pub fn json(history: &History) -> Value {
    // Maps have text keys and no number is NaN, so this cannot fail.
    serde_json::to_value(history).unwrap_or_else(|_| json!({}))
}
