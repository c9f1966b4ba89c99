//! Makes a failing case small enough to be read.

use super::judge::{self, Engine};
use super::programs::Project;
use super::{Case, chain};
use personac::reference::TableData;

/// As few declarations and lines of them as the difference needs.
pub fn project(case: Case, engine: Engine) -> Case {
    let Some(mut project) = case.project.clone() else { return case };
    let mut case = case;
    // From the last to the first, since the later ones use the earlier ones.
    for index in (0..project.declarations.len()).rev() {
        let mut smaller = project.clone();
        smaller.declarations.remove(index);
        if let Some(plan) = still_differs(&smaller, &case, engine) {
            (project, case.plan) = (smaller, plan);
            continue;
        }
        let lines = project.declarations[index].lines().count();
        for line in (1..lines.saturating_sub(1)).rev() {
            let mut smaller = project.clone();
            smaller.declarations[index] = without_line(&project.declarations[index], line);
            if let Some(plan) = still_differs(&smaller, &case, engine) {
                (project, case.plan) = (smaller, plan);
            }
        }
    }
    Case { project: Some(project), ..case }
}

fn without_line(text: &str, line: usize) -> String {
    text.lines()
        .enumerate()
        .filter(|(index, _)| *index != line)
        .map(|(_, line)| format!("{line}\n"))
        .collect()
}

/// The plan of a project that checks and in which the engine still differs.
fn still_differs(project: &Project, case: &Case, engine: Engine) -> Option<personac::ir::Plan> {
    let plan = chain::plan(project).ok()?;
    judge::compare(&plan, &case.data, engine).map(|_| plan)
}

/// As few rows as the difference needs: halves are left out, then quarters, then single rows.
pub fn rows(mut case: Case, engine: Engine) -> Case {
    for table in 0..case.data.tables.len() {
        let mut size = case.data.tables[table].len().div_ceil(2);
        while size > 0 {
            let mut start = 0;
            while start < case.data.tables[table].len() {
                let mut smaller = case.data.clone();
                smaller.tables[table] = without_rows(&case.data.tables[table], start..start + size);
                if judge::compare(&case.plan, &smaller, engine).is_some() {
                    case.data = smaller;
                } else {
                    start += size;
                }
            }
            size /= 2;
        }
    }
    case
}

fn without_rows(table: &TableData, range: std::ops::Range<usize>) -> TableData {
    let mut columns = table.columns.clone();
    for column in &mut columns {
        let end = range.end.min(column.len());
        column.drain(range.start..end);
    }
    TableData { columns }
}
