//! Results appear whole or not at all: they are written into a folder beside the old one, which takes its place by a
//! rename once everything is there.

use crate::diagnostics::{Diagnostic, codes};
use crate::source::reason;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// The list of what a run wrote; it marks a folder as a result.
pub const MANIFEST: &str = "manifest.json";
/// Every figure that the pages of a run show.
pub const SUMMARY: &str = "summary.json";

/// A result in the making. Dropped without [`Staging::publish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    folder: tempfile::TempDir,
    target: PathBuf,
}

impl Staging {
    /// Makes sure that `target` may be replaced, and opens a folder beside it.
    pub fn open(target: &Path) -> Result<Staging, Box<Diagnostic>> {
        let target = std::path::absolute(target).map_err(|e| failed(target, &e))?;
        if let Some(foreign) = foreign_file(&target).map_err(|e| failed(&target, &e))? {
            let message =
                format!("`{}` holds `{}`, which no run has written", target.display(), foreign.display());
            return Err(Box::new(
                Diagnostic::new(&codes::FOREIGN_FILES, message)
                    .help("a run replaces its output folder: choose an empty or new one with `--out DIR`, or move the file away"),
            ));
        }
        let parent = target.parent().unwrap_or(Path::new("/"));
        fs_err::create_dir_all(parent).map_err(|e| failed(&target, &e))?;
        let folder = tempfile::Builder::new()
            .prefix(".personac-")
            .tempdir_in(parent)
            .map_err(|e| failed(&target, &e))?;
        Ok(Staging { folder, target })
    }

    /// Where a run writes its files itself.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &Path, content: &[u8]) -> Result<(), Box<Diagnostic>> {
        let full = self.path().join(path);
        let write = || {
            if let Some(parent) = full.parent() {
                fs_err::create_dir_all(parent)?;
            }
            fs_err::write(&full, content)
        };
        write().map_err(|e| failed(&self.target, &e))
    }

    /// All files of the result so far, relative, sorted, with `/` between folders.
    pub fn files(&self) -> Result<Vec<String>, Box<Diagnostic>> {
        let files = files_below(self.folder.path()).map_err(|e| failed(&self.target, &e))?;
        Ok(files.iter().map(|f| slashed(f)).collect())
    }

    /// Puts the result in the place of the old one.
    pub fn publish(self) -> Result<(), Box<Diagnostic>> {
        let Staging { folder, target } = self;
        let swap = || -> io::Result<()> {
            let Some(parent) = target.parent() else { return fs_err::rename(folder.path(), &target) };
            open_permissions(folder.path())?;
            if !target.exists() {
                return fs_err::rename(folder.path(), &target);
            }
            // The old result moves aside first, and back if the new one cannot take its place.
            let aside = tempfile::Builder::new().prefix(".personac-old-").tempdir_in(parent)?;
            let old = aside.path().join("out");
            fs_err::rename(&target, &old)?;
            fs_err::rename(folder.path(), &target).inspect_err(|_| {
                let _ = fs_err::rename(&old, &target);
            })
        };
        swap().map_err(|e| failed(&target, &e))
    }
}

/// Temporary folders are private; a result may be read by whoever may read the folder around it.
#[cfg(unix)]
fn open_permissions(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let parent = folder.parent().unwrap_or(folder);
    let mode = fs_err::metadata(parent)?.permissions().mode() & 0o777;
    fs_err::set_permissions(folder, std::fs::Permissions::from_mode(mode | 0o700))
}

#[cfg(not(unix))]
fn open_permissions(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A file in `target` that is not in its manifest; a folder that is empty or not there has none.
fn foreign_file(target: &Path) -> io::Result<Option<PathBuf>> {
    if !target.exists() {
        return Ok(None);
    }
    if !target.is_dir() {
        return Err(io::Error::other("it is a file, not a folder"));
    }
    let mut known: BTreeSet<String> = BTreeSet::new();
    if let Ok(bytes) = fs_err::read(target.join(MANIFEST)) {
        known.insert(MANIFEST.to_owned());
        let manifest: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let files = manifest["files"].as_array().into_iter().flatten();
        known.extend(files.filter_map(|f| f.as_str().map(str::to_owned)));
    }
    Ok(files_below(target)?.into_iter().find(|f| !known.contains(&slashed(f))))
}

fn files_below(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// A JSON file, indented.
pub fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // What is written here has text keys and no NaN, so it always has a JSON form.
    let value = serde_json::to_value(value).unwrap_or_default();
    format!("{value:#}\n").into_bytes()
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The result could not be written there.
fn failed(target: &Path, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("the result cannot be written to `{}`: {}", target.display(), reason(error));
    Box::new(
        Diagnostic::new(&codes::OUTPUT_FAILED, message)
            .help("free space or choose another folder with `--out DIR`; an earlier result is unchanged"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[&str]) -> Vec<u8> {
        serde_json::json!({ "files": files }).to_string().into_bytes()
    }

    #[test]
    fn a_result_replaces_the_old_one_as_a_whole() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("out");
        for (name, other) in [("a.csv", "b.csv"), ("b.csv", "a.csv")] {
            let staging = Staging::open(&out).unwrap();
            staging.write(Path::new(name), b"x").unwrap();
            staging.write(Path::new(MANIFEST), &manifest(&[name])).unwrap();
            staging.publish().unwrap();
            assert!(out.join(name).exists() && !out.join(other).exists());
        }
        // Nothing is left beside it.
        assert_eq!(fs_err::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_unfinished_result_leaves_the_old_one() {
        let root = tempfile::tempdir().unwrap();
        let out = root.path().join("out");
        let staging = Staging::open(&out).unwrap();
        staging.write(Path::new(MANIFEST), &manifest(&[])).unwrap();
        staging.publish().unwrap();
        let second = Staging::open(&out).unwrap();
        second.write(Path::new("half.csv"), b"x").unwrap();
        drop(second);
        assert_eq!(files_below(root.path()).unwrap(), [Path::new("out/manifest.json")]);
    }

    #[test]
    fn foreign_files_are_never_deleted() {
        let root = tempfile::tempdir().unwrap();
        fs_err::write(root.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(Staging::open(root.path()).unwrap_err().code.id, "E0707");
        assert_eq!(Staging::open(&root.path().join("notes.txt")).unwrap_err().code.id, "E0706");
    }
}
