//! Files that get new text: each in one step, and several of them all or none.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// New text that waits beside the file whose place it will take.
pub struct Replacement {
    target: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Replacement {
    /// Writes the new text beside the file. A link still leads to it, and its permissions stay.
    pub fn prepare(path: &Path, text: &[u8]) -> io::Result<Replacement> {
        let target = fs_err::canonicalize(path)?;
        let permissions = fs_err::metadata(&target)?.permissions();
        if permissions.readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let parent = target.parent().unwrap_or(Path::new("/"));
        let mut file = tempfile::Builder::new().prefix(".personac-").tempfile_in(parent)?;
        file.write_all(text)?;
        file.as_file().set_permissions(permissions)?;
        Ok(Replacement { target, file })
    }

    /// The new text takes the old one's place in one step.
    pub fn put(self) -> io::Result<()> {
        self.file.persist(&self.target).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A file as it was read, and as it shall be.
pub struct Change {
    pub path: PathBuf,
    pub old: Vec<u8>,
    pub new: Vec<u8>,
}

/// Replaces all files or none; of a failure the file at which it happened.
pub fn all_or_none(changes: &[Change]) -> Result<(), (&Path, io::Error)> {
    let mut prepared = Vec::with_capacity(changes.len());
    for change in changes {
        let at = |error| (change.path.as_path(), error);
        if fs_err::read(&change.path).map_err(at)? != change.old {
            return Err(at(io::Error::other("it has been changed meanwhile")));
        }
        prepared.push(Replacement::prepare(&change.path, &change.new).map_err(at)?);
    }
    for (index, replacement) in prepared.into_iter().enumerate() {
        if let Err(error) = replacement.put() {
            // Those before it go back. That they can be written has just been seen.
            for done in &changes[..index] {
                Replacement::prepare(&done.path, &done.old).and_then(Replacement::put).ok();
            }
            return Err((&changes[index].path, error));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_has_changed_stops_all() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
        fs_err::write(&a, "a").unwrap();
        fs_err::write(&b, "other").unwrap();
        let change =
            |path: &Path, old: &str| Change { path: path.to_owned(), old: old.into(), new: "new".into() };
        let changes = [change(&a, "a"), change(&b, "b")];
        assert_eq!(all_or_none(&changes).unwrap_err().0, b);
        assert_eq!(
            [fs_err::read(&a).unwrap(), fs_err::read(&b).unwrap()],
            [b"a".to_vec(), b"other".to_vec()]
        );
        assert!(all_or_none(&changes[..1]).is_ok());
        assert_eq!(fs_err::read(&a).unwrap(), b"new");
        assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 2);
    }
}
