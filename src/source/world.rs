use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Everything that a run may learn from outside: spec and catalog texts, and what day it is.
///
/// Data files are opened by the engine at the paths that the catalog names; only texts go through here, so that
/// checking can run over texts that exist in no file (tests, editors).
pub trait World {
    /// A text file's bytes. `path` is relative to the project folder.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// All `*.persona` files below the project folder, relative to it, sorted. Hidden folders, `target` and
    /// folders with a catalog of their own are not entered.
    fn persona_files(&self) -> io::Result<Vec<PathBuf>>;

    /// Today's date in the given time zone.
    fn today(&self, timezone: chrono_tz::Tz) -> NaiveDate;

    /// The project folder, for data paths and for messages.
    fn root(&self) -> &Path;
}

/// The real one: a folder on disk and the system's clock.
#[derive(Debug, Clone)]
pub struct DiskWorld {
    root: PathBuf,
}

impl DiskWorld {
    pub fn new(root: impl Into<PathBuf>) -> Self {
        DiskWorld { root: root.into() }
    }

    fn walk(&self, dir: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
        let mut entries: Vec<_> = fs_err::read_dir(self.root.join(dir))?.collect::<Result<_, _>>()?;
        entries.sort_by_key(|e| e.file_name());
        for entry in entries {
            let name = entry.file_name();
            let relative = dir.join(&name);
            let hidden = name.to_string_lossy().starts_with('.');
            if entry.file_type()?.is_dir() {
                let own_project = entry.path().join("personac.yaml").exists();
                if !hidden && name != "target" && !own_project {
                    self.walk(&relative, found)?;
                }
            } else if !hidden && relative.extension().is_some_and(|e| e == "persona") {
                found.push(relative);
            }
        }
        Ok(())
    }
}

impl World for DiskWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs_err::read(self.root.join(path))
    }

    fn persona_files(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        self.walk(Path::new(""), &mut found)?;
        Ok(found)
    }

    fn today(&self, timezone: chrono_tz::Tz) -> NaiveDate {
        chrono::Utc::now().with_timezone(&timezone).date_naive()
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

/// A project held in memory, on a day of your choice.
#[derive(Debug, Clone)]
pub struct MemoryWorld {
    pub files: BTreeMap<PathBuf, Vec<u8>>,
    pub today: NaiveDate,
    pub root: PathBuf,
}

impl MemoryWorld {
    pub fn new(today: NaiveDate) -> Self {
        MemoryWorld { files: BTreeMap::new(), today, root: PathBuf::new() }
    }

    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.into(), text.as_bytes().to_vec());
        self
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn persona_files(&self) -> io::Result<Vec<PathBuf>> {
        Ok(self.files.keys().filter(|p| p.extension().is_some_and(|e| e == "persona")).cloned().collect())
    }

    fn today(&self, _: chrono_tz::Tz) -> NaiveDate {
        self.today
    }

    fn root(&self) -> &Path {
        &self.root
    }
}
