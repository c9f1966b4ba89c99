//! What is not as the lock says.

use super::Source;
use super::changed_words::Words;
use crate::documents::changed::{AgainstLock, LockedFigure, LockedMeaning};
use crate::documents::clean::line;
use crate::documents::format;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct LockView {
    /// `Since the lock of 1 October 2026`
    pub since: String,
    /// What holds for all: how many mean what was locked, whether the data is the locked data.
    pub notes: Vec<String>,
    /// What does not mean what was locked.
    pub meanings: Vec<LockLine>,
    /// Of the columns of `rows`.
    pub head: Vec<String>,
    /// Figures that are not as locked.
    pub rows: Vec<LockRow>,
    /// How to read the columns; empty without rows.
    pub note: String,
}

#[derive(Debug, Serialize)]
pub struct LockLine {
    /// The title, else the name in words.
    pub name: String,
    /// What is with it, in words.
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct LockRow {
    /// The title, else the name in words; empty if it is that of the row before.
    pub name: String,
    /// Which figure.
    pub figure: String,
    /// Locked, now, by customers, by rules, together; empty where nothing may be told.
    pub cells: Vec<String>,
    /// Why nothing is told; else empty.
    pub hidden: String,
}

pub fn lock(source: &Source, found: &AgainstLock) -> LockView {
    let t = source.t();
    let words = Words::new(source);
    let mut notes = Vec::new();
    notes.extend((found.same > 0).then(|| match found.same {
        1 => t.lock_one_same.to_owned(),
        n => t.lock_same.replace("{}", &format::count(n)),
    }));
    notes.push(match (&found.as_of, found.same_data) {
        (None, _) => t.lock_no_figures.to_owned(),
        (Some(_), true) => t.data_same.to_owned(),
        (Some(_), false) => t.data_other.to_owned(),
    });
    if found.as_of.is_some() && found.figures.is_empty() {
        notes.push(t.lock_still.to_owned());
    }
    let mut rows: Vec<LockRow> = Vec::with_capacity(found.figures.len());
    let mut last: Option<(&str, &str)> = None;
    for figure in &found.figures {
        let key = (figure.section.as_str(), figure.name.as_str());
        rows.push(row(source, &words, figure, last != Some(key)));
        last = Some(key);
    }
    let head = ["", t.figure_moved, t.locked, t.now, t.by_customers, t.by_rules, t.together];
    LockView {
        since: match &found.as_of {
            Some(day) => t.since_lock.replace("{}", &words.day(day)),
            None => t.the_lock.to_owned(),
        },
        notes,
        meanings: found.meanings.iter().map(|meaning| self::meaning(source, &words, meaning)).collect(),
        head: head.map(str::to_owned).to_vec(),
        note: if rows.is_empty() { String::new() } else { t.drift_note.to_owned() },
        rows,
    }
}

fn meaning(source: &Source, words: &Words, found: &LockedMeaning) -> LockLine {
    let t = source.t();
    let text = match found.what.as_str() {
        "new" => t.lock_new.to_owned(),
        "gone" => t.lock_gone.to_owned(),
        "renamed" => {
            t.lock_renamed.replace("{}", &found.renamed_from.as_deref().map(line).unwrap_or_default())
        }
        _ => t.lock_changed.to_owned(),
    };
    LockLine { name: words.title(&found.section, &found.name), text }
}

fn row(source: &Source, words: &Words, figure: &LockedFigure, first: bool) -> LockRow {
    let t = source.t();
    let name = if first { words.title(&figure.section, &figure.name) } else { String::new() };
    // A figure without a name stands for all others of a declaration.
    if figure.figure.is_empty() {
        let hidden = (if first { t.few_moved } else { t.few_moved_others }).to_owned();
        return LockRow { name, figure: String::new(), cells: Vec::new(), hidden };
    }
    let value = |side: &Option<String>| match side.as_deref() {
        None => source.hidden(),
        Some("none") => "–".to_owned(),
        Some(text) => number(text),
    };
    // As the lock says it, of shares: `+1.3 points`.
    let change = |side: &Option<String>| match side.as_deref() {
        None => "–".to_owned(),
        Some(text) => {
            text.strip_suffix(" points").map_or_else(|| line(text), |n| t.points_more.replace("{}", &line(n)))
        }
    };
    LockRow {
        name,
        figure: figure_name(source, &figure.figure),
        cells: vec![
            value(&figure.locked),
            value(&figure.now),
            change(&figure.customers),
            change(&figure.rules),
            change(&figure.together),
        ],
        hidden: String::new(),
    }
}

/// `1204.5` as `1,204.5`; what is no number stays as it is.
fn number(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    match whole.strip_prefix('-').map_or(("", whole), |whole| ("−", whole)) {
        (sign, digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().map_or_else(|_| line(text), |n| format!("{sign}{}{rest}", format::count(n)))
        }
        _ => line(text),
    }
}

/// The lock's names for figures, in the page's language. Of metrics it is the metric's.
fn figure_name(source: &Source, name: &str) -> String {
    let t = source.t();
    match name {
        "size" => t.size.to_owned(),
        "population" => t.population.to_owned(),
        "mean score" => t.mean_score.to_owned(),
        "everyone" => t.everyone.to_owned(),
        "unassigned" => t.unassigned.to_owned(),
        "outside" => t.outside.to_owned(),
        other => match other.strip_prefix("tier ") {
            Some(tier) => format!("{} {}", t.tier, line(tier)),
            None => {
                let words = Words::new(source);
                let is_metric = source.program.metrics.iter().any(|m| m.name == other);
                words.title(if is_metric { "metric" } else { "cohort" }, other)
            }
        },
    }
}
