//! A project's own templates: the files `templates/*.j2` beside its catalog.

use super::common::one;
use crate::diagnostics::{Diagnostic, codes};
use crate::documents::templates::{EMBEDDED, ENDING};
use crate::documents::{DocumentInput, OwnTemplate};
use crate::source::{SourceMap, reason};
use std::io;
use std::path::{Path, PathBuf};

/// The folder beside the catalog.
pub const FOLDER: &str = "templates";

/// Reads them all, by name; each is put among the sources.
pub fn own(root: &Path, sources: &mut SourceMap) -> Result<Vec<OwnTemplate>, Vec<Diagnostic>> {
    let folder = root.strip_prefix(".").unwrap_or(root).join(FOLDER);
    let paths = match files(&folder) {
        Ok(paths) => paths,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(one(unreadable(&folder, reason(&error)))),
    };
    let mut own = Vec::with_capacity(paths.len());
    let mut diagnostics = Vec::new();
    for path in paths {
        let text = fs_err::read(&path)
            .map_err(|error| reason(&error))
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        match (text, path.file_name()) {
            (Ok(text), Some(name)) => {
                let file = sources.add(path.display().to_string(), text.clone());
                own.push(OwnTemplate { name: name.to_string_lossy().into_owned(), text, file });
            }
            (Err(why), _) => diagnostics.push(*unreadable(&path, why)),
            (Ok(_), None) => {}
        }
    }
    if diagnostics.is_empty() { Ok(own) } else { Err(diagnostics) }
}

/// Those that made nothing, by name.
pub fn passed_over(input: &DocumentInput) -> Vec<String> {
    input.own.iter().filter(|t| t.is_passed_over(input)).map(|t| t.name.clone()).collect()
}

/// Tells of them, a line each.
pub fn say_passed_over(out: &mut impl io::Write, templates: &[String]) -> io::Result<()> {
    templates.iter().try_for_each(|name| {
        writeln!(out, "passed over {name}: it is made of rows of people that are not in this run")
    })
}

/// The files that are templates in a folder.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file() && name.ends_with(ENDING) && !name.starts_with('.') {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Copies out the templates that come with personac, and what says which data they get. A file that is there already is left as it is:
/// somebody may have worked on it. Says which were written and which left.
pub fn eject(root: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Box<Diagnostic>> {
    let folder = root.strip_prefix(".").unwrap_or(root).join(FOLDER);
    let readme = ("README.md", include_str!("../../templates/README.md"));
    let (mut written, mut left) = (Vec::new(), Vec::new());
    for (name, text) in EMBEDDED.iter().chain([&readme]) {
        let path = folder.join(name);
        if path.exists() {
            left.push(path);
            continue;
        }
        let write = || fs_err::create_dir_all(&folder).and_then(|()| fs_err::write(&path, text));
        write().map_err(|error| {
            let message = format!("`{}` cannot be written: {}", path.display(), reason(&error));
            Box::new(
                Diagnostic::new(&codes::OUTPUT_FAILED, message)
                    .help("free space or change the folder's permissions"),
            )
        })?;
        written.push(path);
    }
    Ok((written, left))
}

fn unreadable(path: &Path, why: String) -> Box<Diagnostic> {
    let message = format!("`{}` cannot be read: {why}", path.display());
    Box::new(
        Diagnostic::new(&codes::UNREADABLE_FILE, message).help("templates are UTF-8 texts that you may read"),
    )
}
