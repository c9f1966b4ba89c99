//! What a revision names, and which one is meant where none is.

use super::{GitError, Repository};

/// A commit, and how it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The whole hash.
    pub id: String,
    /// As the user knows it: `main`, `HEAD~2`, `v1.0`.
    pub name: String,
}

impl Commit {
    /// The beginning of the hash, for people.
    pub fn short(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// Where a main branch may be, the surest first.
const MAIN_BRANCHES: [&str; 7] = [
    "refs/remotes/origin/HEAD",
    "refs/heads/main",
    "refs/remotes/origin/main",
    "refs/heads/master",
    "refs/remotes/origin/master",
    "refs/heads/trunk",
    "refs/remotes/origin/trunk",
];

impl Repository {
    /// The commit that a revision names, in any of git's spellings.
    pub fn resolve(&self, revision: &str) -> Result<Commit, GitError> {
        let written = || revision.to_owned();
        if revision.is_empty() || revision.starts_with('-') || revision.chars().any(char::is_control) {
            return Err(GitError::BadRevision { revision: written() });
        }
        let output = self.git.output(&["rev-parse", "--verify", revision])?;
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains(" is ambiguous") {
            return Err(GitError::AmbiguousRevision {
                candidates: self.candidates(revision)?,
                revision: written(),
            });
        }
        let object = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() && !object.is_empty() {
            // Only now: behind `:/words` it would be words.
            let commit = format!("{object}^{{commit}}");
            if let Some(id) = self.git.line(&["rev-parse", "--verify", "--quiet", &commit])? {
                return Ok(Commit { id, name: written() });
            }
            if let Some(what) = self.git.line(&["cat-file", "-t", &object])? {
                return Err(GitError::NotACommit { revision: written(), what });
            }
        }
        let names = self.names()?;
        if names.is_empty() && self.git.line(&["rev-parse", "--verify", "--quiet", "HEAD"])?.is_none() {
            return Err(GitError::NoCommit);
        }
        Err(GitError::UnknownRevision {
            near: nearest(revision, &names),
            revision: written(),
            shallow: self.shallow,
        })
    }

    /// The last commit.
    pub fn head(&self) -> Result<Commit, GitError> {
        self.resolve("HEAD")
    }

    /// The branch that is checked out; `None` if none is.
    pub fn branch(&self) -> Result<Option<String>, GitError> {
        self.git.line(&["symbolic-ref", "--quiet", "--short", "HEAD"])
    }

    /// The main branch, by the name that people know: `origin/main`.
    pub fn main_branch(&self) -> Result<Commit, GitError> {
        for name in MAIN_BRANCHES {
            // What `origin/HEAD` stands for tells more than itself.
            let target = self.git.line(&["symbolic-ref", "--quiet", name])?;
            let full = target.as_deref().unwrap_or(name);
            let commit = format!("{full}^{{commit}}");
            if let Some(id) = self.git.line(&["rev-parse", "--verify", "--quiet", &commit])? {
                let name = full.trim_start_matches("refs/heads/").trim_start_matches("refs/remotes/");
                return Ok(Commit { id, name: name.to_owned() });
            }
        }
        self.head()?;
        Err(GitError::NoMainBranch { shallow: self.shallow })
    }

    /// The day on which a commit was made, as ISO writes it, where it was made.
    pub fn date(&self, commit: &Commit) -> Result<String, GitError> {
        let date =
            self.git.line(&["show", "--no-patch", "--no-show-signature", "--format=%cs", &commit.id])?;
        Ok(date.unwrap_or_default())
    }

    /// Where two lines of commits parted.
    pub fn merge_base(&self, first: &Commit, second: &Commit) -> Result<Commit, GitError> {
        let Some(id) = self.git.line(&["merge-base", &first.id, &second.id])? else {
            let (first, second) = (first.name.clone(), second.name.clone());
            return Err(GitError::NoMergeBase { first, second, shallow: self.shallow });
        };
        let mut base = Commit { id, name: String::new() };
        base.name = base.short().to_owned();
        Ok(base)
    }

    /// All branches and tags, by the names that people know.
    fn names(&self) -> Result<Vec<String>, GitError> {
        let listed = self.git.run(&[
            "for-each-ref",
            "--format=%(refname)",
            "refs/heads",
            "refs/tags",
            "refs/remotes",
        ])?;
        let names =
            String::from_utf8_lossy(&listed).lines().map(|name| short_name(name).to_owned()).collect();
        Ok(names)
    }

    /// What an ambiguous revision could be.
    fn candidates(&self, revision: &str) -> Result<Vec<String>, GitError> {
        let base = base_name(revision);
        let rest = &revision[base.len()..];
        let listed = self.git.run(&["for-each-ref", "--format=%(refname)"])?;
        let listed = String::from_utf8_lossy(&listed);
        let refs = listed.lines().filter(|name| short_name(name) == base);
        let mut found: Vec<String> =
            refs.map(|name| format!("{}{rest}", name.trim_start_matches("refs/"))).collect();
        if base.len() >= 4 && base.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let ids = self.git.run(&["rev-parse", &format!("--disambiguate={base}")])?;
            let kinds = self.git.feed(&["cat-file", "--batch-check=%(objecttype) %(objectname)"], &ids)?;
            let kinds = String::from_utf8_lossy(&kinds);
            let commits = kinds.lines().filter_map(|line| line.strip_prefix("commit "));
            found.extend(commits.map(|id| format!("{}{rest}", id.get(..12).unwrap_or(id))));
        }
        Ok(found)
    }
}

/// `origin/main` of `refs/remotes/origin/main`.
fn short_name(reference: &str) -> &str {
    let kinds = ["refs/heads/", "refs/tags/", "refs/remotes/"];
    kinds.iter().find_map(|kind| reference.strip_prefix(kind)).unwrap_or(reference)
}

/// `main` of `main~2^{tree}`.
fn base_name(revision: &str) -> &str {
    revision.split(['~', '^', '@', ':']).next().unwrap_or(revision)
}

/// The branch or tag that was probably meant: the same name at a remote, or one that is spelt nearly so.
fn nearest(revision: &str, names: &[String]) -> Option<String> {
    let base = base_name(revision);
    let rest = &revision[base.len()..];
    if base.is_empty() {
        return None;
    }
    let remote = names.iter().find(|name| name.split_once('/').is_some_and(|(_, branch)| branch == base));
    let small = base.to_lowercase();
    let near = || {
        let by_distance = names.iter().map(|name| {
            let name_small = name.to_lowercase();
            let branch = name_small.split_once('/').map_or(name_small.as_str(), |(_, branch)| branch);
            let distance =
                [name_small.as_str(), branch].map(|other| strsim::damerau_levenshtein(&small, other));
            (distance.into_iter().min().unwrap_or(usize::MAX), name)
        });
        let most = (base.chars().count() / 3).max(1);
        by_distance.filter(|(distance, _)| *distance <= most).min().map(|(_, name)| name)
    };
    remote.or_else(near).map(|name| format!("{name}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_in_revisions_are_found() {
        let names = ["main", "origin/main", "origin/release", "v1.0"].map(str::to_owned);
        let near = |revision| nearest(revision, &names);
        assert_eq!(near("mian~2").as_deref(), Some("main~2"));
        assert_eq!(near("release").as_deref(), Some("origin/release"));
        assert_eq!(near("v1.1").as_deref(), Some("v1.0"));
        assert_eq!(near("feature"), None);
        assert_eq!(near("@{u}"), None);
    }
}
