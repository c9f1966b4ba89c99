use std::path::{Path, PathBuf};

/// Why a revision of a project cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GitError {
    /// There is no `git` command.
    NoGit,
    NoRepository {
        dir: PathBuf,
    },
    /// Git refuses to work in a folder that belongs to somebody else.
    OtherOwner {
        dir: PathBuf,
    },
    /// A repository without any commit.
    NoCommit,
    /// A repository without files to work on, which were asked for.
    NoFiles,
    /// What cannot be a revision: empty, or like an option.
    BadRevision {
        revision: String,
    },
    UnknownRevision {
        revision: String,
        /// A branch or tag that may have been meant.
        near: Option<String>,
        /// Old commits may be missing here.
        shallow: bool,
    },
    /// Something else than a commit: a file, a folder.
    NotACommit {
        revision: String,
        what: String,
    },
    AmbiguousRevision {
        revision: String,
        /// Longer names, each of which means one thing.
        candidates: Vec<String>,
    },
    /// No branch has a name that a main branch has.
    NoMainBranch {
        shallow: bool,
    },
    NoMergeBase {
        first: String,
        second: String,
        shallow: bool,
    },
    /// Anything else; `said` is what git said.
    Failed {
        command: String,
        said: String,
    },
}

impl GitError {
    /// About the folder that was asked for, and not the one that git was started in.
    pub(super) fn of_folder(self, dir: &Path) -> GitError {
        let dir = dir.to_owned();
        match self {
            GitError::NoRepository { .. } => GitError::NoRepository { dir },
            GitError::OtherOwner { .. } => GitError::OtherOwner { dir },
            other => other,
        }
    }
}
