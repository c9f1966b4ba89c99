//! What of the past the data cannot tell, as findings.

use crate::check::project::Project;
use crate::cohort::History;
use crate::diagnostics::{Diagnostic, codes};
use crate::ir::Day;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// Every date would be the same.
pub fn no_past(project: &Project) -> Box<Diagnostic> {
    let message = "nothing in this project has a date, so every date of its history would be the same";
    let diagnostic = Diagnostic::new(&codes::NO_PAST, message)
        .help("name the column that says when a row came to be: `time:` of its table in the catalog");
    Box::new(match project.catalog.tables.first() {
        Some(table) => diagnostic.at(table.source.span, "none of the tables has a `time`"),
        None => diagnostic,
    })
}

fn shown(day: Day) -> String {
    let date = match day >= 0 {
        true => NaiveDate::default().checked_add_days(Days::new(u64::from(day.unsigned_abs()))),
        false => NaiveDate::default().checked_sub_days(Days::new(u64::from(day.unsigned_abs()))),
    };
    date.map_or_else(String::new, |date| date.to_string())
}

/// No two dates have any data.
pub fn all_before_data(begin: Option<Day>, last: NaiveDate) -> Box<Diagnostic> {
    let begin = begin.map_or_else(String::new, shown);
    let message = format!("the first row of the data is of {begin}, and the history ends on {last}");
    let help = "give a later `--until`, or a smaller `--step`: at least two dates must have data";
    Box::new(Diagnostic::new(&codes::BAD_OPTION, message).help(help))
}

/// Some dates have no data yet, and were left out.
pub fn before_data(begin: Day, dates: usize) -> Diagnostic {
    let begin = shown(begin);
    let left_out =
        if dates == 1 { "1 date is left out".into() } else { format!("{dates} dates are left out") };
    Diagnostic::new(&codes::BEFORE_DATA, format!("there is no row before {begin}: {left_out}"))
        .help(format!("begin where the data does: `--since {begin}`"))
}

/// What every cohort's past stands on.
pub fn grounds(project: &Project, history: &History) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut undated: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut of_today: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut windows: Vec<(&str, Option<&str>)> = Vec::new();
    for cohort in &history.cohorts {
        let (name, grounds) = (cohort.name.as_str(), &cohort.grounds);
        if let Some(entity) = &grounds.undated {
            undated.entry(entity).or_default().push(name);
        }
        if grounds.flat && cohort.kind != "score" {
            found.push(flat(project, name, &grounds.of_today));
        }
        for column in &grounds.of_today {
            of_today.entry(column).or_default().push(name);
        }
        if grounds.whole_from > 0 {
            windows.push((name, history.dates.get(grounds.whole_from).map(String::as_str)));
        }
    }
    found.extend(undated.keys().map(|entity| undated_entity(project, entity)));
    found.extend(columns_of_today(project, &of_today));
    found.extend(short_windows(&windows));
    found
}

fn names(list: &[&str]) -> String {
    list.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn flat(project: &Project, name: &str, columns: &[String]) -> Diagnostic {
    let looks = match columns.len() {
        0 => "its rules look at nothing that has a date".to_owned(),
        _ => {
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            format!("its rules look only at values of today: {}", names(&columns))
        }
    };
    let mut diagnostic = Diagnostic::new(&codes::FLAT_HISTORY, format!("the size of `{name}` cannot change: {looks}"))
        .help("who was in it on earlier dates is not in the data; a rule over rows with a `time` can be told for every date");
    if let Some(cohort) = project.program.cohorts.iter().find(|c| c.name == name) {
        diagnostic = diagnostic.at(cohort.span, "the same people on every date");
    }
    diagnostic
}

fn undated_entity(project: &Project, entity: &str) -> Diagnostic {
    let message =
        format!("`{entity}` has no `time`: everybody in it counts on every date, also before they came");
    let diagnostic = Diagnostic::new(&codes::UNDATED_ENTITY, message).help(
        "name the column that says when somebody came, such as a date of signing up: `time:` of the table",
    );
    match project.catalog.table(entity) {
        Some(table) => diagnostic.at(project.catalog.tables[table].source.span, "as the catalog has it"),
        None => diagnostic,
    }
}

fn columns_of_today(project: &Project, columns: &BTreeMap<&str, Vec<&str>>) -> Option<Diagnostic> {
    if columns.is_empty() {
        return None;
    }
    let all: Vec<&str> = columns.keys().copied().collect();
    let message = match all.len() {
        1 => format!("{} holds today's value on every date", names(&all)),
        n => format!("{n} columns hold today's value on every date: {}", names(&all)),
    };
    let mut diagnostic = Diagnostic::new(&codes::OF_TODAY, message)
        .help("a date that was not known before it came can say so: `as_of: true`; other values only rows with a `time` can tell");
    let (table, column) = all[0].split_once('.').unwrap_or_default();
    if let Some(table) = project.catalog.table(table).map(|t| &project.catalog.tables[t])
        && let Some(column) = table.column(column)
    {
        diagnostic = diagnostic.at(table.columns[column].span, "as it is now");
    }
    let mut read: BTreeMap<&Vec<&str>, Vec<&str>> = BTreeMap::new();
    for (column, cohorts) in columns {
        read.entry(cohorts).or_default().push(column);
    }
    for (cohorts, columns) in read {
        diagnostic = diagnostic.note(format!("{}: read by {}", columns.join(", "), cohorts.join(", ")));
    }
    Some(diagnostic)
}

fn short_windows(cohorts: &[(&str, Option<&str>)]) -> Option<Diagnostic> {
    if cohorts.is_empty() {
        return None;
    }
    let message = "on early dates windows reach back before the first row of their table";
    let mut diagnostic = Diagnostic::new(&codes::SHORT_WINDOWS, message)
        .help("figures of those dates rest on a part of their window, and projections leave them out");
    for (name, from) in cohorts {
        diagnostic = diagnostic.note(match from {
            Some(from) => format!("`{name}`: whole from {from} on"),
            None => format!("`{name}`: on no date"),
        });
    }
    Some(diagnostic)
}
