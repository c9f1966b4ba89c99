//! What moved since the lock, and whether customers or the rules did it: in all three forms.

use super::page::code;
use crate::cli::common::{listing, plain};
use crate::lock::{Drifts, Moved, SinceLock, Value};
use comfy_table::CellAlignment;
use serde_json::json;

const HEAD: [&str; 8] = ["", "figure", "locked", "old rules", "new rules", "customers", "rules", "together"];

/// So many rows of a table are listed for a pull request.
const MOST_ROWS: usize = 40;

pub fn terminal(found: &SinceLock, width: usize) -> String {
    let drifts = match found {
        SinceLock::Told { whole, .. } => whole,
        SinceLock::Untold(why) => return format!("not compared with the lock: {why}\n\n"),
        // Who keeps no lock need not hear of it each time.
        SinceLock::NoLock => return String::new(),
    };
    let mut out = heading(drifts);
    out.push('\n');
    let rows = rows(drifts);
    if rows.is_empty() {
        out += "  nothing moved: every locked figure is as it was\n";
    } else {
        let mut table = listing(&HEAD, width);
        let mut last = String::new();
        for (name, moved) in rows {
            let shown = if last == name { String::new() } else { plain(name) };
            last = name.to_owned();
            table.add_row([vec![shown, plain(&moved.figure)], numbers(moved)].concat());
        }
        for column in 2..HEAD.len() {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        out += &format!("{table}\n");
    }
    for line in untold(drifts, &|name| format!("`{}`", plain(name))) {
        out += &format!("  {line}\n");
    }
    out.push('\n');
    out
}

/// A heading, and blocks to fold below it.
pub fn markdown(found: &SinceLock) -> (String, Vec<String>) {
    let drifts = match found {
        SinceLock::Told { public, .. } => public,
        SinceLock::Untold(why) => {
            return ("since the lock: not compared".to_owned(), vec![format!("\n{}\n", code(why))]);
        }
        SinceLock::NoLock => return (String::new(), Vec::new()),
    };
    let rows = rows(drifts);
    let mut table =
        String::from("\n| | figure | locked | old rules | new rules | customers | rules | together |\n");
    table += "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    for (name, moved) in rows.iter().take(MOST_ROWS) {
        let cells = [vec![code(name), code(&moved.figure)], numbers(moved)].concat();
        table += &format!("| {} |\n", cells.join(" | "));
    }
    if rows.len() > MOST_ROWS {
        table += &format!("\nand {} more figures\n", rows.len() - MOST_ROWS);
    }
    let mut blocks = Vec::new();
    match rows.is_empty() {
        true => blocks.push("\nNothing moved: every locked figure is as it was.\n".to_owned()),
        false => blocks.push(table),
    }
    let untold = untold(drifts, &code);
    if !untold.is_empty() {
        blocks.push(format!("\n{}\n", untold.join("  \n")));
    }
    (heading(drifts), blocks)
}

pub fn json(found: &SinceLock) -> serde_json::Value {
    match found {
        SinceLock::Told { public, .. } => json!(public),
        SinceLock::Untold(why) => json!({ "untold": why }),
        SinceLock::NoLock => serde_json::Value::Null,
    }
}

fn heading(drifts: &Drifts) -> String {
    let data = if drifts.same_data { "on the locked data" } else { "on other data" };
    let day = match drifts.locked_as_of == drifts.as_of {
        true => format!("as of {}", drifts.as_of),
        false => format!("as of {}, locked as of {}", drifts.as_of, drifts.locked_as_of),
    };
    format!("since the lock ({day}, {data}): what customers did, and what the rules do")
}

/// The figures that moved.
fn rows(drifts: &Drifts) -> Vec<(&str, &Moved)> {
    let moved =
        drifts.told.iter().flat_map(|drift| drift.figures.iter().map(|moved| (drift.name.as_str(), moved)));
    moved.filter(|(_, moved)| moved.is_moved()).collect()
}

fn numbers(moved: &Moved) -> Vec<String> {
    let change =
        |change: Option<crate::lock::Change>| change.map_or("–".to_owned(), |change| change.to_string());
    let values = [&moved.locked, &moved.before, &moved.after].map(Value::to_string);
    let changes = [moved.customers, moved.rules, moved.together].map(change);
    values.into_iter().chain(changes).collect()
}

/// A line for each reason.
fn untold(drifts: &Drifts, shown: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for untold in &drifts.untold {
        let name = shown(&untold.name);
        match reasons.iter_mut().find(|(why, _)| *why == untold.why) {
            Some((_, names)) => names.push(name),
            None => reasons.push((untold.why, vec![name])),
        }
    }
    let line = |(why, names): (&str, Vec<String>)| format!("not told of {}: {why}", names.join(", "));
    reasons.into_iter().map(line).collect()
}
