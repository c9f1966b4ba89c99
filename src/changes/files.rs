//! What became of the files.

use super::{Both, FileChange, FileEffect, Side};
use crate::syntax;
use std::collections::BTreeMap;

impl Both<'_> {
    pub(super) fn files(&self) -> Vec<FileChange> {
        let (old, new) = (specs(self.old.side()), specs(self.new.side()));
        let mut found = Vec::new();
        for (file, text) in &new {
            let effect = match old.get(file) {
                None => FileEffect::Added,
                Some(before) if before == text => continue,
                Some(before) => effect(before, text),
            };
            found.push(FileChange { file: file.clone(), effect });
        }
        let gone = old.keys().filter(|file| !new.contains_key(*file));
        found.extend(gone.map(|file| FileChange { file: file.clone(), effect: FileEffect::Removed }));
        found.sort_by(|a, b| a.file.cmp(&b.file));
        found
    }
}

fn effect(before: &str, after: &str) -> FileEffect {
    let (before, after) = (syntax::surface(before), syntax::surface(after));
    match () {
        () if before.tokens != after.tokens => FileEffect::Content,
        () if before.comments != after.comments => FileEffect::Comments,
        () => FileEffect::Formatting,
    }
}

/// The `.persona` files by path.
fn specs<'a>(side: &Side<'a>) -> BTreeMap<String, &'a str> {
    let files = side.sources.files().filter(|(_, file)| file.path.ends_with(".persona"));
    files.map(|(id, file)| (side.path(id), file.text.as_str())).collect()
}
