//! A project in a git repository: its revisions, and its files at one of them ([`GitWorld`]), by the `git` command.
//!
//! No shell is involved, git is told where its options end, and its answers are read in the forms made for programs (names end
//! with a zero byte, so no setting quotes them). Nothing is written: no index is refreshed, nothing is fetched.

mod command;
mod error;
mod log;
mod revision;
mod world;

pub use error::GitError;
pub use log::Trailer;
pub use revision::Commit;
pub use world::GitWorld;

use command::Git;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// The repository of a project folder.
#[derive(Debug, Clone)]
pub struct Repository {
    git: Git,
    /// The project folder as the user names it.
    dir: PathBuf,
    /// The project folder in the repository; empty for its top.
    prefix: PathBuf,
    bare: bool,
    shallow: bool,
}

impl Repository {
    /// The repository that a folder is in. The folder itself may be missing: it may have been there at another revision. In a bare
    /// repository the folder is a path inside of it.
    pub fn open(dir: &Path) -> Result<Repository, GitError> {
        let (there, below) = nearest_folder(dir);
        let mut git = Git::at(&there);
        let mut asked = git.run(&ABOUT);
        // A hook's variables describe the repository that the hook runs in, and not where the folder is; but somebody may keep a
        // repository in an unusual place and say so by them.
        if matches!(asked, Err(GitError::NoRepository { .. })) && git.has_environment() {
            git = git.with_environment();
            asked = git.run(&ABOUT);
        }
        let answer = asked.map_err(|error| error.of_folder(dir))?;
        // The prefix comes last, because a folder's name may hold a line break.
        let mut parts = answer.splitn(4, |byte| *byte == b'\n');
        let mut flag = || parts.next() == Some(b"true");
        let (bare, inside, shallow) = (flag(), flag(), flag());
        if !bare && !inside {
            return Err(GitError::NoRepository { dir: dir.to_owned() });
        }
        let rest = parts.next().unwrap_or_default();
        let prefix = command::path_of(rest.strip_suffix(b"\n").unwrap_or(rest));
        let prefix = prefix.components().chain(below.components()).collect();
        Ok(Repository { git, dir: dir.to_owned(), prefix, bare, shallow })
    }

    /// The project's folder in the repository; empty for its top.
    pub fn prefix(&self) -> &Path {
        &self.prefix
    }

    /// Whether old commits may be missing here.
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// Whether there are only commits here, and no files to work on.
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// Specs and catalogs of the project that a merge has left in conflict, by their paths in the project.
    pub fn unmerged(&self) -> Result<Vec<PathBuf>, GitError> {
        if self.bare || !self.dir.is_dir() {
            return Ok(Vec::new());
        }
        let listed = self.git.clone().inside(&self.dir).run(&["ls-files", "-u", "-z", "--", "."])?;
        let entries = listed.split(|byte| *byte == 0).filter_map(|entry| {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            Some(command::path_of(&entry[tab + 1..]))
        });
        let mut paths: Vec<PathBuf> = entries.filter(|path| world::is_of_project(path)).collect();
        // One entry for each side of the merge.
        paths.dedup();
        Ok(paths)
    }

    /// The project at a commit.
    pub fn at(&self, commit: &Commit) -> Result<GitWorld, GitError> {
        GitWorld::open(self, commit)
    }
}

const ABOUT: [&str; 5] = [
    "rev-parse",
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--is-shallow-repository",
    "--show-prefix",
];

/// The nearest folder on the way up that is there, and the rest of the path.
fn nearest_folder(dir: &Path) -> (PathBuf, PathBuf) {
    let mut there = dir.to_owned();
    let mut below: Vec<OsString> = Vec::new();
    while !there.as_os_str().is_empty() && !there.is_dir() {
        let Some(Component::Normal(last)) = there.components().next_back() else { break };
        below.push(last.to_owned());
        there.pop();
    }
    if there.as_os_str().is_empty() {
        there.push(".");
    }
    (there, below.iter().rev().collect())
}
