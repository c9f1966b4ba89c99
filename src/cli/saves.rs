//! Notices saves, by what the files of a project look like from outside. Asking again and again finds every kind of save, by a write, by another file
//! that takes the name, on any file system, also on those of other machines, which tell nothing by themselves.

use crate::check::project::CATALOG;
use crate::source::{DiskWorld, World};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// Between two looks at the files. Looking takes at most a twentieth of the time.
const PAUSE: Duration = Duration::from_millis(200);

/// Files that are still being written are waited for, but not longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Waits until a file has changed and none changes any more.
pub fn next(take: impl Fn() -> Snapshot, seen: &Snapshot) -> Snapshot {
    let look = || {
        let start = Instant::now();
        let now = take();
        (now, PAUSE.max(start.elapsed() * 20))
    };
    let mut pause = PAUSE;
    let first = loop {
        sleep(pause);
        let (now, next) = look();
        if now != *seen {
            break now;
        }
        pause = next;
    };
    let start = Instant::now();
    let mut last = first;
    while start.elapsed() < PATIENCE {
        sleep(PAUSE / 4);
        let now = take();
        if now == last {
            break;
        }
        last = now;
    }
    last
}

/// The files that are there, and what would differ after a save.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    files: BTreeMap<PathBuf, Mark>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    modified: Option<SystemTime>,
    length: u64,
    /// The file's number, where there is one: another file under the same name has another.
    number: u64,
}

impl Snapshot {
    /// The catalog and the specs. What cannot be looked at is not there.
    pub fn take(dir: &Path) -> Snapshot {
        let mut paths = DiskWorld::new(dir).persona_files().unwrap_or_default();
        paths.push(PathBuf::from(CATALOG));
        Snapshot::of(dir, paths)
    }

    /// These files; their paths start at `dir`.
    pub fn of(dir: &Path, paths: impl IntoIterator<Item = PathBuf>) -> Snapshot {
        let mark = |path: PathBuf| {
            let metadata = fs_err::metadata(dir.join(&path)).ok()?;
            let mark = Mark {
                modified: metadata.modified().ok(),
                length: metadata.len(),
                number: number(&metadata),
            };
            Some((path, mark))
        };
        Snapshot { files: paths.into_iter().filter_map(mark).collect() }
    }

    /// Both of them.
    pub fn and(mut self, more: Snapshot) -> Snapshot {
        self.files.extend(more.files);
        self
    }

    /// The files that differ, for people: `people.persona`, `new.persona (new)`; few of many.
    pub fn changed(&self, now: &Snapshot) -> Vec<String> {
        const SHOWN: usize = 3;
        let mut told = Vec::new();
        for (path, mark) in &now.files {
            match self.files.get(path) {
                None => told.push(format!("{} (new)", path.display())),
                Some(before) if before != mark => told.push(path.display().to_string()),
                Some(_) => {}
            }
        }
        let gone = self.files.keys().filter(|path| !now.files.contains_key(*path));
        told.extend(gone.map(|path| format!("{} (gone)", path.display())));
        if told.len() > SHOWN {
            let more = told.len() - SHOWN;
            told.truncate(SHOWN);
            told.push(format!("{more} more"));
        }
        told
    }
}

#[cfg(unix)]
fn number(metadata: &std::fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    metadata.ino()
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_save_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let seen = || Snapshot::take(folder.path());
        fs_err::write(path("a.persona"), "1").unwrap();
        let start = seen();
        assert_eq!(start, seen());
        // Saved by another file of the same length and time that takes the name.
        fs_err::write(path("a.tmp"), "2").unwrap();
        let time = fs_err::metadata(path("a.persona")).unwrap().modified().unwrap();
        fs_err::File::options().write(true).open(path("a.tmp")).unwrap().set_modified(time).unwrap();
        fs_err::rename(path("a.tmp"), path("a.persona")).unwrap();
        let renamed = seen();
        if cfg!(unix) {
            assert_eq!(start.changed(&renamed), ["a.persona"]);
        }
        fs_err::write(path("b.persona"), "").unwrap();
        fs_err::write(path("personac.yaml"), "").unwrap();
        let more = seen();
        assert_eq!(renamed.changed(&more), ["b.persona (new)", "personac.yaml (new)"]);
        fs_err::remove_file(path("b.persona")).unwrap();
        assert_eq!(more.changed(&seen()), ["b.persona (gone)"]);
    }
}
