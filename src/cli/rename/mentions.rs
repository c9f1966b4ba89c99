//! Where else the name stands: what a renaming leaves as it is, for people to look at.

use super::{CATALOG, Renaming, has_files};
use crate::cli::tree::Paint;
use crate::cohort::file_stems;
use crate::model::Named;
use crate::source::Span;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// So many lines are listed.
const SHOWN: usize = 20;

/// Files that are larger hold data.
const LARGEST: u64 = 1 << 20;

/// Files in which people write names.
const TEXTS: [&str; 12] =
    ["md", "txt", "yaml", "yml", "json", "toml", "sh", "py", "sql", "ipynb", "rst", "html"];

/// What to look at; empty if there is nothing.
pub fn text(renaming: &Renaming<'_>, color: bool) -> String {
    let paint = Paint { color };
    let mut out = String::new();
    let mut found = in_sources(renaming);
    found.extend(elsewhere(renaming));
    if !found.is_empty() {
        let _ = writeln!(out, "\nalso mentioned here, and left as it is:");
        for mention in found.iter().take(SHOWN) {
            let _ = writeln!(out, "  {}  {}", mention.place, paint.wrap("2", &mention.line));
        }
        if found.len() > SHOWN {
            let _ = writeln!(out, "  and in {} more lines", found.len() - SHOWN);
        }
    }
    if has_files(renaming.declared().kind) {
        let stem = |name: &str| file_stems([name]).concat();
        let (old, new) = (stem(renaming.old()), stem(&renaming.new));
        let _ = writeln!(out, "\nfiles that a run names after it: {old}.* becomes {new}.*");
    }
    out
}

struct Mention {
    place: String,
    line: String,
}

/// Comments, texts and stories of the project's own files.
fn in_sources(renaming: &Renaming<'_>) -> Vec<Mention> {
    let references = &renaming.project.program.references;
    // Any other use of the name means something else.
    let uses = references.all.iter().map(|r| (r.at, r.to));
    let known: BTreeSet<(u32, u32)> = uses
        .filter(|(_, to)| !matches!(to, Named::Population(_)))
        .map(|(at, _)| at)
        .chain(references.declarations.iter().map(|d| d.span))
        .map(|Span { file, start, .. }| (file.0, start))
        .collect();
    let mut found = Vec::new();
    for (id, file) in renaming.sources.files() {
        let is_known = |at: usize| known.contains(&(id.0, at as u32));
        let quoted = |at: usize| at > 0 && file.text.as_bytes()[at - 1] == b'`';
        let free = |at: usize| !(is_known(at) || quoted(at) && is_known(at - 1));
        // In the catalog only what people wrote about it: its own names are columns.
        let prose = |at: usize| !file.path.ends_with(CATALOG) || in_comment(&file.text, at);
        let places = words(&file.text, renaming.old()).into_iter().filter(|&at| free(at) && prose(at));
        found.extend(mentions(&file.path, &file.text, places));
    }
    found
}

fn in_comment(text: &str, at: usize) -> bool {
    text[..at].rsplit('\n').next().is_some_and(|line| line.contains('#'))
}

/// Other texts below the project's folder.
fn elsewhere(renaming: &Renaming<'_>) -> Vec<Mention> {
    let mut files = Vec::new();
    texts_below(&renaming.project.root, &mut files);
    let mut found = Vec::new();
    for path in files {
        let Ok(text) = fs_err::read_to_string(&path) else { continue };
        let shown = path.strip_prefix(".").unwrap_or(&path).display().to_string();
        let places = words(&text, renaming.old());
        found.extend(mentions(&shown, &text, places.into_iter()));
    }
    found
}

/// What cannot be read is left out: this is a help, and the renaming does not hang on it.
fn texts_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs_err::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(|e| e.file_name());
    for entry in entries {
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            let own_project = path.join(CATALOG).exists();
            let result = path.join("manifest.json").exists();
            if (!name.starts_with('.') || name == ".github") && name != "target" && !own_project && !result {
                texts_below(&path, found);
            }
        } else if kind.is_file() && name != CATALOG {
            let text = path.extension().and_then(|e| e.to_str()).is_some_and(|e| TEXTS.contains(&e));
            let small = entry.metadata().is_ok_and(|m| m.len() <= LARGEST);
            if text && small {
                found.push(path);
            }
        }
    }
}

/// One for each line with a place.
fn mentions(path: &str, text: &str, places: impl Iterator<Item = usize>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for at in places {
        let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
        let line = text[start..].lines().next().unwrap_or_default().trim();
        let place = format!("{path}:{}", text[..start].matches('\n').count() + 1);
        if found.last().is_none_or(|last| last.place != place) {
            let line: String = line.chars().take(80).collect();
            found.push(Mention { place, line });
        }
    }
    found
}

/// Where a name stands as a word of its own.
fn words(text: &str, name: &str) -> Vec<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    // Scripts that write without blanks have no ends of words.
    let ends = |c: Option<char>, own: Option<char>| {
        !(c.is_some_and(part) && own.is_some_and(|own| part(own) && own.is_ascii()))
    };
    text.match_indices(name)
        .filter(|(at, _)| ends(text[..*at].chars().next_back(), name.chars().next()))
        .filter(|(at, _)| ends(text[at + name.len()..].chars().next(), name.chars().next_back()))
        .map(|(at, _)| at)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_a_whole_word() {
        assert_eq!(words("spend spender my_spend `spend`", "spend"), [0, 24]);
        assert_eq!(words("是消费者", "消费"), [3]);
    }
}
