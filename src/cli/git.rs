//! What is wrong with a repository or a revision, and the way out.

use super::common;
use crate::diagnostics::{Diagnostic, codes};
use crate::source::git::GitError;
use std::path::Path;

/// What git's refusal means for somebody who wants to compare.
pub fn finding(error: &GitError) -> Diagnostic {
    match error {
        GitError::NoGit => Diagnostic::new(&codes::NO_GIT, "there is no `git` command")
            .help("install git, or put the folder that it is in on the PATH"),
        GitError::NoRepository { dir } => {
            Diagnostic::new(&codes::NO_REPOSITORY, format!("{} is in no git repository", folder(dir))).help(
                "name a project in one with `--dir DIR`, or begin one: `git init`, `git add .`, `git commit`",
            )
        }
        GitError::OtherOwner { dir } => other_owner(dir),
        GitError::NoCommit => {
            Diagnostic::new(&codes::UNKNOWN_REVISION, "the repository has no commit yet to compare with")
                .help("commit the specs first: `git add .`, `git commit`")
        }
        GitError::NoFiles => Diagnostic::new(
            &codes::UNKNOWN_REVISION,
            "a bare repository has commits and no files that could be compared with one",
        )
        .help("name two revisions: `personac diff main feature`"),
        GitError::BadRevision { revision } => {
            Diagnostic::new(&codes::UNKNOWN_REVISION, format!("`{}` cannot be a revision", plain(revision)))
                .help("name a branch, a tag or a commit: `personac diff main`")
        }
        GitError::UnknownRevision { revision, near, shallow } => unknown(revision, near.as_deref(), *shallow),
        GitError::NotACommit { revision, what } => {
            let what = match what.as_str() {
                "blob" => "a file",
                "tree" => "a folder",
                other => other,
            };
            let message = format!("`{}` is {what} and no commit", plain(revision));
            Diagnostic::new(&codes::UNKNOWN_REVISION, message)
                .help("name a branch, a tag or a commit, and the project's folder with `--dir DIR`")
        }
        GitError::AmbiguousRevision { revision, candidates } => {
            let many = match candidates.len() {
                0 | 1 => "several things".to_owned(),
                n => format!("{n} things"),
            };
            let message = format!("`{}` can mean {many}", plain(revision));
            let quoted: Vec<String> = candidates.iter().map(|name| format!("`{name}`")).collect();
            let help = if quoted.is_empty() {
                "write more of it".to_owned()
            } else {
                format!("write {}", quoted.join(" or "))
            };
            Diagnostic::new(&codes::UNKNOWN_REVISION, message).help(help)
        }
        GitError::NoMainBranch { shallow } => {
            let help = if *shallow {
                "fetch it, `git fetch origin main` (in a GitHub workflow `fetch-depth: 0`), or name a revision: `personac diff HEAD~1`"
            } else {
                "name a revision, `personac diff HEAD~1`, or tell git which branch it is: `git remote set-head origin --auto`"
            };
            Diagnostic::new(&codes::UNKNOWN_REVISION, "there is no main branch to compare with")
                .help(help)
                .note("looked for `origin/HEAD`, then `main`, `master` and `trunk`, here and at `origin`")
        }
        GitError::NoMergeBase { first, second, shallow } => no_merge_base(first, second, *shallow),
        GitError::Failed { command, said } => {
            let command = if command.is_empty() { String::new() } else { format!(" {command}") };
            Diagnostic::new(&codes::GIT_FAILED, format!("`git{command}` failed: {}", plain(said)))
                .help("see whether `git status` and `git fsck` work in this folder")
        }
    }
}

fn other_owner(dir: &Path) -> Diagnostic {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let message =
        format!("git does not read {}, because its repository belongs to another user", folder(dir));
    Diagnostic::new(&codes::GIT_FAILED, message).help(format!(
        "if you trust it (a container's checkout, as a rule): `git config --global --add safe.directory {}`",
        full.display()
    ))
}

fn unknown(revision: &str, near: Option<&str>, shallow: bool) -> Diagnostic {
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if shallow => {
            "this clone has only the newest commits: `git fetch --unshallow`, in a GitHub workflow `fetch-depth: 0`".into()
        }
        None => "`git branch --all` and `git tag` list what there is; what is not here comes with `git fetch`".into(),
    };
    let message = format!("there is no revision `{}`", plain(revision));
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_REVISION, message).help(help);
    let is_project = Path::new(revision).join(crate::check::project::CATALOG).is_file();
    if is_project {
        return diagnostic
            .help(format!("to compare the project in that folder: `personac diff --dir {revision}`"));
    }
    diagnostic
}

fn no_merge_base(first: &str, second: &str, shallow: bool) -> Diagnostic {
    let message = format!("`{}` and `{}` have no commit in common", plain(first), plain(second));
    let help = if shallow {
        "this clone has only the newest commits: `git fetch --deepen=200` (or `--unshallow`) brings older ones, in a GitHub workflow `fetch-depth: 0`"
            .to_owned()
    } else {
        format!("they began apart: name the revision to compare with, `personac diff {first}`")
    };
    Diagnostic::new(&codes::NO_MERGE_BASE, message).help(help)
}

fn folder(dir: &Path) -> String {
    match dir.to_str() {
        Some("" | ".") => "this folder".to_owned(),
        _ => format!("`{}`", dir.display()),
    }
}

/// Without what a terminal would obey.
fn plain(text: &str) -> String {
    common::plain(text)
}
