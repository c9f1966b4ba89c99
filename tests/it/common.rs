//! What the integration tests share.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The built command, without colours.
pub fn personac() -> assert_cmd::Command {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_personac"));
    command.env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// A project folder with the given files, gone when dropped.
pub struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    pub fn new(files: &[(&str, &str)]) -> Scratch {
        let scratch = Scratch { folder: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(path, text)| scratch.write(path, text.as_bytes()));
        scratch
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let full = self.file(path);
        fs_err::create_dir_all(full.parent().unwrap()).unwrap();
        fs_err::write(full, bytes).unwrap();
    }
}

/// All files below a folder, by their path in it.
#[cfg(feature = "engine")]
pub fn files_below(root: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_owned(), fs_err::read(&path).unwrap());
            }
        }
    }
    found
}

/// Holds a table that is made of code to what stands in grammar/README.md between two marks; `UPDATE_REFERENCE=1` writes it.
pub fn held_in_reference(mark: &str, table: &str) {
    let mark = format!("<!-- {mark} -->\n");
    let path = repository().join("grammar/README.md");
    let text = fs_err::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let parts: Vec<&str> = text.split(&mark).collect();
    let [before, written, after] = parts.as_slice() else {
        panic!("grammar/README.md needs two lines {mark}")
    };
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs_err::write(&path, format!("{before}{mark}{table}{mark}{after}")).unwrap();
    } else {
        assert_eq!(*written, table, "run this test with UPDATE_REFERENCE=1 to write grammar/README.md");
    }
}
