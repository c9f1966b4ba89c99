//! Who moved, in words that the forms share.

use crate::check::project::Project;
use crate::cohort::{Cause, Clause, Fate, Figure, Move};
use crate::documents::prose::Prose;
use crate::documents::{self, Lang};

/// A clause, what became of it, and where it stands.
pub fn clause(clause: &Clause) -> String {
    let text = match (&clause.before, &clause.after) {
        (Some(before), Some(after)) if before.text != after.text => {
            format!("{} → {}", one_line(&before.text), one_line(&after.text))
        }
        (before, after) => after.as_ref().or(before.as_ref()).map(|w| one_line(&w.text)).unwrap_or_default(),
    };
    let cause = match clause.cause {
        Cause::Added => "new: ",
        Cause::Removed => "gone: ",
        Cause::Changed | Cause::Through | Cause::Data => "",
    };
    let through = clause.through.join(", ").replace('`', "");
    let through = match clause.cause {
        Cause::Through if !through.is_empty() => format!(", through {through}"),
        Cause::Data => ", by the data".to_owned(),
        _ => String::new(),
    };
    format!("{cause}{text}{through}")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Kept => "",
        Fate::Added => "new",
        Fate::Removed => "removed",
        Fate::Retired => "retired",
        Fate::Revived => "runs again",
    }
}

/// `A → B`
pub fn places(moved: &Move) -> String {
    let place = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".to_owned());
    format!("{} → {}", place(&moved.from), place(&moved.to))
}

/// A metric of some of the people, as its unit asks for.
pub fn figure(project: Option<&Project>, metric: &str, figure: &Figure) -> String {
    let Some(value) = &figure.value else { return "–".to_owned() };
    let model = project.and_then(|p| p.program.metrics.iter().find(|m| m.name == metric).map(|m| (p, m)));
    match model {
        Some((project, metric)) => {
            let prose = Prose::new(&project.program, &project.catalog, Lang::En);
            documents::value_text(&prose, &metric.value, value)
        }
        None => "–".to_owned(),
    }
}

/// 0.0312 as `3.1%`.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
