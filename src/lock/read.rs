//! The lock's text read back: strictly, since a lock that is half understood would vouch for what nobody has looked at.

use super::{Data, Entry, FILE, FORMAT, Fact, Lock, Measured, Section, Value};
use crate::catalog::yaml::{self, Kind, Node};
use crate::diagnostics::{Checked, Code, Diagnostic, codes};
use crate::meaning::Meaning;
use crate::source::{FileId, SourceMap, Span, World, reason};
use crate::syntax;
use std::collections::HashMap;
use std::io;
use std::path::Path;

impl Lock {
    /// Reads the project's lock. Its value is `None` without one, and where it does not read, which the findings then say.
    pub fn load(world: &dyn World, sources: &mut SourceMap) -> Checked<Option<Lock>> {
        let nothing = |diagnostics| Checked { value: None, diagnostics };
        let bytes = match world.read(Path::new(FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return nothing(Vec::new()),
            Err(error) => {
                let message = format!("`{FILE}` cannot be read: {}", reason(&error));
                let help = "check that it is a file and that you may read it";
                return nothing(vec![Diagnostic::new(&codes::UNREADABLE_FILE, message).help(help)]);
            }
        };
        // In the current folder, as the user would write it: without a leading `./`.
        let shown = world.root().strip_prefix(".").unwrap_or(world.root()).join(FILE).display().to_string();
        match syntax::decode(&bytes) {
            Ok(text) => {
                let file = sources.add(shown, text.clone());
                Lock::read(file, &text)
            }
            Err(undecodable) => {
                let file = sources.add(shown, undecodable.lossy.clone());
                nothing(vec![undecodable.diagnostic(file).help(RESTORE)])
            }
        }
    }

    /// Reads a lock's text. `None` if anything is wrong with it.
    pub fn read(file: FileId, text: &str) -> Checked<Option<Lock>> {
        let stopped = |diagnostic| Checked { value: None, diagnostics: vec![diagnostic] };
        if let Some(conflict) = conflict(file, text) {
            return stopped(conflict);
        }
        // Before anything else: of a form that nobody knows yet nothing else can be expected.
        if let Some(newer) = newer(file, text) {
            return stopped(newer);
        }
        let root = match yaml::parse_as_written(file, text) {
            Ok(root) => root,
            Err(found) => return stopped(in_a_lock(*found)),
        };
        let mut reader = Reader { file, diagnostics: Vec::new() };
        let lock = reader.lock(root.as_ref());
        let value = reader.diagnostics.is_empty().then_some(lock);
        Checked { value, diagnostics: reader.diagnostics }
    }
}

const RESTORE: &str =
    "take the last good one from git (`git checkout personac.lock`), or delete it; then run `personac lock`";

/// The first mark that git leaves where two sides changed the same lines.
fn conflict(file: FileId, text: &str) -> Option<Diagnostic> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mark = ["<<<<<<<", "|||||||", ">>>>>>>"].iter().find(|mark| line.starts_with(**mark));
        if let Some(mark) = mark {
            let help = "take either side (`git checkout --ours personac.lock`), then run `personac lock`: it works everything out again";
            let found = Diagnostic::new(&codes::LOCK_CONFLICT, "the lock holds a merge conflict");
            return Some(
                found.at(Span::new(file, at, at + mark.len()), "git could not merge these lines").help(help),
            );
        }
        at += line.len();
    }
    None
}

fn newer(file: FileId, text: &str) -> Option<Diagnostic> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(value) = line.strip_prefix("format:") {
            let digits = value.split('#').next().unwrap_or_default().trim();
            let found = digits.parse::<u64>().ok().filter(|found| *found > FORMAT)?;
            let span = Span::new(file, at, at + line.trim_end().len());
            let message =
                format!("the lock was written by a newer personac (format {found}; this one reads {FORMAT})");
            return Some(
                Diagnostic::new(&codes::LOCK_NEWER, message)
                    .at(span, format!("format {found}"))
                    .help("upgrade personac; this version leaves the lock as it is"),
            );
        }
        at += line.len();
    }
    None
}

/// What the YAML reader says of a catalog, said of a lock.
fn in_a_lock(found: Diagnostic) -> Diagnostic {
    let why = found.message.replace("a catalog", "a lock");
    let why = why.strip_prefix("the file does not read as YAML: ").unwrap_or(&why);
    let message = format!("the lock does not read: {why}");
    Diagnostic { labels: found.labels, ..Diagnostic::new(&codes::LOCK_DAMAGED, message) }.help(RESTORE)
}

struct Reader {
    file: FileId,
    diagnostics: Vec<Diagnostic>,
}

/// What may stand in an entry: the name, the groups around a figure (0: none), and what kind of figure.
const FACTS: [(Section, &str, usize, Figure); 9] = [
    (Section::Cohort, "population", 0, Figure::Count),
    (Section::Cohort, "size", 0, Figure::Count),
    (Section::Cohort, "tiers", 1, Figure::Count),
    (Section::Cohort, "mean_score", 0, Figure::Any),
    (Section::Cohort, "metrics", 1, Figure::Any),
    (Section::Assignment, "counts", 1, Figure::Count),
    (Section::Assignment, "unassigned", 0, Figure::Count),
    (Section::Grid, "cells", 2, Figure::Count),
    (Section::Grid, "outside", 0, Figure::Count),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Count,
    Any,
}

/// A key with its place, and its value.
type Pair<'n> = (&'n str, Span, &'n Node);

impl Reader {
    fn damaged(&mut self, span: Span, message: impl Into<String>, label: impl Into<String>) {
        self.report(&codes::LOCK_DAMAGED, span, message.into(), label.into());
    }

    fn report(&mut self, code: &'static Code, span: Span, message: String, label: String) {
        self.diagnostics.push(Diagnostic::new(code, message).at(span, label).help(RESTORE));
    }

    fn lock(&mut self, root: Option<&Node>) -> Lock {
        let mut lock = Lock::default();
        let start = Span::new(self.file, 0, 0);
        let Some(root) = root else {
            self.damaged(start, "the lock is empty", "nothing is written here");
            return lock;
        };
        let mut format = false;
        for (key, place, node) in self.map(root, "the lock") {
            match key {
                "format" => {
                    format = true;
                    if node.kind != Kind::Int(FORMAT as i64) {
                        self.damaged(
                            node.span,
                            format!("`format` is not {FORMAT}"),
                            "this is no form of a lock",
                        );
                    }
                }
                "measured" => lock.measured = self.measured(place, node),
                _ => match Section::ALL.into_iter().find(|section| section.key() == key) {
                    Some(section) => {
                        for (name, place, node) in self.map(node, &format!("`{key}`")) {
                            lock.entries.extend(self.entry(section, name, place, node));
                        }
                    }
                    None => self.unknown(key, place),
                },
            }
        }
        if !format && self.diagnostics.is_empty() {
            self.damaged(start, "the lock does not say its `format`", "at the top of this file");
        }
        lock.entries.sort_by_key(|entry| entry.section);
        lock
    }

    fn measured(&mut self, place: Span, node: &Node) -> Option<Measured> {
        let (mut as_of, mut min_cell, mut data, mut files) = (None, None, None, None);
        for (key, place, node) in self.map(node, "`measured`") {
            match key {
                "as_of" => as_of = self.parsed(node, node.text.parse().ok(), "no day"),
                "min_cell" => min_cell = self.parsed(node, node.text.parse().ok(), "no number of people"),
                "data" => data = Some(node),
                "files" => files = Some(self.files(node)),
                _ => self.unknown(key, place),
            }
        }
        if !self.diagnostics.is_empty() {
            return None;
        }
        let (Some(as_of), Some(min_cell), Some(said), Some(data)) = (as_of, min_cell, data, files) else {
            self.damaged(
                place,
                "`measured` lacks a line",
                "it wants `as_of`, `min_cell`, `data` and `files`",
            );
            return None;
        };
        if said.text != data.fingerprint() {
            let message = "the fingerprint of the data is not that of its files";
            self.damaged(said.span, message, "lines of two runs are mixed here, or one was edited");
        }
        Some(Measured { as_of, min_cell, data })
    }

    fn files(&mut self, node: &Node) -> Data {
        let mut files = Vec::new();
        if node.kind != Kind::Null {
            for (path, _, node) in self.map(node, "`files`") {
                let hash = Some(node.text.clone()).filter(|text| is_hash(text));
                files.extend(self.parsed(node, hash, "no SHA-256").map(|hash| (path.to_owned(), hash)));
            }
        }
        files.sort();
        Data { files }
    }

    fn entry(&mut self, section: Section, name: &str, place: Span, node: &Node) -> Option<Entry> {
        let (mut meaning, mut measured_as, mut facts) = (None, None, Vec::new());
        let before = self.diagnostics.len();
        for (key, key_place, node) in self.map(node, &format!("`{name}`")) {
            match key {
                "meaning" => meaning = self.meaning(node),
                "measured_as" => measured_as = self.meaning(node),
                "everyone" if section == Section::Metric => {
                    facts.extend(self.value(node, Figure::Any).map(|value| Fact::new([key], value)));
                }
                _ => match FACTS.iter().find(|(of, word, ..)| *of == section && *word == key) {
                    Some((.., depth, figure)) => {
                        self.facts(vec![key.to_owned()], node, *depth, *figure, &mut facts)
                    }
                    None => self.unknown(key, key_place),
                },
            }
        }
        if meaning.is_none() && self.diagnostics.len() == before {
            self.damaged(place, format!("`{name}` has no `meaning`"), "locked without what it means");
        }
        if meaning.is_some() && meaning == measured_as {
            measured_as = None;
        }
        Some(Entry {
            section,
            name: name.to_owned(),
            place: Some(place),
            meaning: meaning?,
            measured_as,
            facts,
        })
    }

    fn facts(&mut self, path: Vec<String>, node: &Node, depth: usize, figure: Figure, facts: &mut Vec<Fact>) {
        if depth == 0 {
            facts.extend(self.value(node, figure).map(|value| Fact { path, value }));
            return;
        }
        for (name, _, node) in self.map(node, &format!("`{}`", path.join(" "))) {
            let path = path.iter().cloned().chain([name.to_owned()]).collect();
            self.facts(path, node, depth - 1, figure, facts);
        }
    }

    fn value(&mut self, node: &Node, figure: Figure) -> Option<Value> {
        let fits =
            |value: &Value| figure == Figure::Any || matches!(value, Value::Whole(_) | Value::HeldBack);
        let value = Some(node).filter(|node| is_scalar(node)).and_then(|node| Value::parse(&node.text));
        let what = if figure == Figure::Count { "no number of people" } else { "no figure" };
        self.parsed(node, value.filter(fits), what)
    }

    fn meaning(&mut self, node: &Node) -> Option<Meaning> {
        let meaning = Some(&node.text).filter(|text| is_hash(text)).and_then(|text| text.parse().ok());
        self.parsed(node, meaning, "no hash of a meaning: 64 digits from 0 to f")
    }

    fn parsed<T>(&mut self, node: &Node, value: Option<T>, otherwise: &str) -> Option<T> {
        if value.is_none() {
            let text = if is_scalar(node) {
                format!("`{}` is {otherwise}", node.text)
            } else {
                format!("this is {otherwise}")
            };
            self.damaged(node.span, text, "a lock never holds this");
        }
        value
    }

    fn unknown(&mut self, key: &str, place: Span) {
        self.damaged(place, format!("a lock has no `{key}` here"), "nothing of this name is known");
    }

    /// The entries of a map; a name that stands twice is reported, and the first one kept.
    fn map<'n>(&mut self, node: &'n Node, whose: &str) -> Vec<Pair<'n>> {
        let Kind::Map(entries) = &node.kind else {
            self.damaged(node.span, format!("{whose} holds no names with values"), "here");
            return Vec::new();
        };
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut found: Vec<Pair> = Vec::with_capacity(entries.len());
        for entry in entries {
            let (key, place) = (entry.key.value.as_str(), entry.key.span);
            if let Some(first) = seen.insert(key, place) {
                let message = format!("`{key}` stands twice in {whose}");
                let twice = Diagnostic::new(&codes::LOCK_DAMAGED, message).at(place, "once more here");
                self.diagnostics.push(twice.at(first, "first here").help(RESTORE));
                continue;
            }
            found.push((key, place, &entry.value));
        }
        found
    }
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.kind, Kind::List(_) | Kind::Map(_) | Kind::Null)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
