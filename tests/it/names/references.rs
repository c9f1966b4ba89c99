//! The checker writes down which name means what. Here its list is held against the texts themselves, word by word.

use crate::common::repository;
use personac::check::project::{self, LoadOptions, Loaded};
use personac::model::{DeclarationKind, Named};
use personac::source::{DiskWorld, FileId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn load(folder: &Path) -> Loaded {
    let loaded = project::load(&DiskWorld::new(folder), &LoadOptions::default());
    assert!(!loaded.has_errors());
    loaded
}

fn plain(written: &str) -> &str {
    written.trim_matches('`')
}

/// Words outside of texts, patterns and comments, by where they begin.
fn words(text: &str) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let until =
            |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |n| from + n + end.len());
        let end = match c {
            '#' => until("\n", at),
            '"' if text[at..].starts_with("\"\"\"") => until("\"\"\"", at + 3),
            '"' => {
                let unescaped = |at: &usize| text[*at..].starts_with('"') && !text[..*at].ends_with('\\');
                (at + 1..text.len())
                    .filter(|at| text.is_char_boundary(*at))
                    .find(unescaped)
                    .map_or(text.len(), |n| n + 1)
            }
            '/' if text[..at].ends_with("matches ") => until("/", at + 1),
            '`' => {
                let end = until("`", at + 1);
                found.insert(at, text[at + 1..end - 1].to_owned());
                end
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = text[at..].find(|c: char| !c.is_alphanumeric() && c != '_');
                let end = length.map_or(text.len(), |n| at + n);
                found.insert(at, text[at..end].to_owned());
                end
            }
            c if c.is_numeric() => {
                let length = text[at..].find(|c: char| !c.is_alphanumeric() && c != '_');
                length.map_or(text.len(), |n| at + n)
            }
            _ => continue,
        };
        while rest.peek().is_some_and(|(next, _)| *next < end) {
            rest.next();
        }
    }
    found
}

fn holds(loaded: &Loaded) {
    let project = loaded.project.as_ref().unwrap();
    let references = &project.program.references;
    let mut written: BTreeSet<(FileId, usize)> = BTreeSet::new();
    for reference in &references.all {
        let text = plain(loaded.sources.text(reference.at));
        match reference.to {
            Named::Declaration(d) => {
                assert_eq!(text, references.declarations[d].name);
                written.insert((reference.at.file, reference.at.start as usize));
            }
            // A column that is not needed for something else is written there.
            Named::Column { table, column } if text == project.catalog.tables[table].columns[column].name => {
                written.insert((reference.at.file, reference.at.start as usize));
            }
            _ => {}
        }
    }
    let named: Vec<_> = references.declarations.iter().filter(|d| d.kind != DeclarationKind::Test).collect();
    for declaration in &named {
        assert_eq!(plain(loaded.sources.text(declaration.span)), declaration.name);
        written.insert((declaration.span.file, declaration.span.start as usize));
    }
    let names: BTreeSet<&str> = named.iter().map(|d| d.name.as_str()).collect();
    for (id, file) in loaded.sources.files().filter(|(_, f)| f.path.ends_with(".persona")) {
        for (at, word) in words(&file.text).into_iter().filter(|(_, word)| names.contains(word.as_str())) {
            let after = file.text[at + word.len()..].trim_start();
            let line = file.text[..at].rsplit('\n').next().unwrap().trim();
            // A function, a dimension, a stage, and a relation's dot name may be called as a declaration is.
            let other = after.starts_with('(')
                || after.starts_with('{')
                || line == "stage"
                || after.starts_with("cap ");
            assert!(
                written.contains(&(id, at)) || other,
                "{}: `{word}` at byte {at} means nothing",
                file.path
            );
        }
    }
}

#[test]
fn every_name_of_the_samples_means_what_the_checker_says() {
    for sample in ["xyz-electronics", "accounts-b2b", "telco"] {
        holds(&load(&repository().join("specs").join(sample)));
    }
    holds(&load(super::shop().path()));
}
