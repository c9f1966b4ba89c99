//! What changed in meaning: edits of one project, and what the comparison says of each.
//!
//! `tests/fixtures/changes/*.edits` hold the cases. `## …` begins one, lines with `-` are taken out of `specs.persona` and those with
//! `+` put in their place; `@ FILE` names another file. Behind `=>` stands what is found; `UPDATE_EXPECT=1` writes it.

mod meant;
mod shown;
mod speed;

use personac::changes::{Changes, Side, compare};
use personac::check::project::{LoadOptions, Loaded, load};
use personac::source::MemoryWorld;
use std::collections::BTreeMap;
use std::path::Path;

pub type Files = BTreeMap<String, String>;

/// A project in memory.
pub fn loaded(files: &Files) -> Loaded {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    let world = files.iter().fold(MemoryWorld::new(today), |world, (path, text)| world.with(path, text));
    load(&world, &LoadOptions::default())
}

pub fn changes(old: &Loaded, new: &Files) -> Changes {
    let new = loaded(new);
    let side = |loaded| Side::of(loaded).unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    compare(&side(old), &side(&new))
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/changes"))
}

pub fn base() -> Files {
    ["specs.persona", "personac.yaml"]
        .map(|file| (file.to_owned(), fs_err::read_to_string(folder().join(file)).unwrap()))
        .into()
}

/// One case: its lines as they stand, and the edits among them.
struct Case {
    written: Vec<String>,
    expected: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") || cases.is_empty() {
            cases.push(Case { written: Vec::new(), expected: Vec::new() });
        }
        let case = cases.last_mut().unwrap();
        match line.strip_prefix("=>") {
            Some(expected) => case.expected.push(expected.strip_prefix(' ').unwrap_or(expected).to_owned()),
            None if line.is_empty() => {}
            None => case.written.push(line.to_owned()),
        }
    }
    cases
}

impl Case {
    fn edited(&self, base: &Files) -> Files {
        let mut files = base.clone();
        let mut file = "specs.persona".to_owned();
        let mut lines = self.written.iter().peekable();
        while let Some(line) = lines.next() {
            if let Some(name) = line.strip_prefix("@ ") {
                file = name.to_owned();
            }
            let mut out: Vec<&str> = Vec::new();
            let mut back: Vec<&str> = Vec::new();
            match (line.strip_prefix("- "), line.strip_prefix('+')) {
                (Some(first), _) => out.push(first),
                (_, Some(first)) => back.push(first.strip_prefix(' ').unwrap_or(first)),
                _ => continue,
            }
            while back.is_empty()
                && let Some(next) = lines.next_if(|l| l.starts_with("- "))
            {
                out.push(&next[2..]);
            }
            while let Some(next) = lines.next_if(|l| l.starts_with('+')) {
                back.push(next[1..].strip_prefix(' ').unwrap_or(&next[1..]));
            }
            let text = files.entry(file.clone()).or_default();
            *text = replaced(text, &out, &back, &self.written[0]);
        }
        files
    }
}

/// Whole lines, whatever their indentation. Without lines to take out the new ones stand at the end.
fn replaced(text: &str, out: &[&str], back: &[&str], case: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = match out {
        [] => lines.len(),
        _ => {
            let same = |at: &usize| out.iter().enumerate().all(|(i, o)| lines[at + i].trim() == o.trim());
            let places: Vec<usize> = (0..(lines.len() + 1).saturating_sub(out.len())).filter(same).collect();
            assert_eq!(places.len(), 1, "{case}: `{}` stands {} times", out.join("\n"), places.len());
            places[0]
        }
    };
    let indent: String = match out {
        [] => String::new(),
        _ => lines[at].chars().take_while(|c| *c == ' ').collect(),
    };
    // The case may write the indentation, or leave it out.
    let written: String = out.first().map_or("", |o| o).chars().take_while(|c| *c == ' ').collect();
    let line = |line: &&str| format!("{indent}{}", line.strip_prefix(&written).unwrap_or(line));
    lines.splice(at..at + out.len(), back.iter().map(line));
    lines.join("\n") + "\n"
}

#[test]
fn edits_are_classified() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let base = base();
    let old = loaded(&base);
    let mut wrong = Vec::new();
    let mut files: Vec<_> = fs_err::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "edits")) {
        let text = fs_err::read_to_string(path).unwrap();
        let mut written = String::new();
        for case in cases(&text) {
            let found = shown::shown(&changes(&old, &case.edited(&base)));
            if found != case.expected {
                wrong.push(format!(
                    "{}\n  expected:\n    {}\n  found:\n    {}",
                    case.written[0],
                    case.expected.join("\n    "),
                    found.join("\n    ")
                ));
            }
            let expected = found.iter().map(|line| format!("=> {line}"));
            let lines: Vec<String> = case.written.iter().cloned().chain(expected).collect();
            written += &format!("{}{}\n", if written.is_empty() { "" } else { "\n" }, lines.join("\n"));
        }
        if update {
            fs_err::write(path, written).unwrap();
        }
    }
    assert!(update || wrong.is_empty(), "{}", wrong.join("\n"));
}
